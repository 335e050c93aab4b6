# The register of associations: two archives, a database and the way to it.

terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region
}

locals {
  name = "register-${var.stage}"

  # Who reaches the database, by the name of the rule.
  clients = merge({ office = "10.20.0.0/16" }, var.further_clients)
}

# Applications as they come in: kept as they should be.
module "applications" {
  source = "./modules/archive"

  name        = "${local.name}-applications"
  kms_key     = aws_kms_key.register.arn
  public_read = false
}

# What the register publishes. The public reads it through the portal, not from the bucket itself.
module "publications" {
  source = "./modules/archive"

  name        = "${local.name}-publications"
  public_read = var.stage == "prod"
}

# Notices to the courts and the tax office: nothing in them is ever changed.
# bartizan: ignore[TF-AWS-006] a notice is written once and replaced by none address=module.notices["courts"].*
module "notices" {
  for_each = toset(["courts", "tax"])
  source   = "./modules/archive"

  name      = "${local.name}-${each.key}"
  versioned = false
}

resource "aws_kms_key" "register" {
  description         = "Archives of the register"
  enable_key_rotation = true
}

resource "aws_db_instance" "register" {
  identifier          = local.name
  engine              = "postgres"
  engine_version      = "16.4"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 50
  username            = "register"
  password            = var.database_password
  publicly_accessible = var.database_is_public
  storage_encrypted   = true

  vpc_security_group_ids = [aws_security_group.database.id]
}

resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "Database of the register"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = local.clients

    content {
      description = ingress.key
      from_port   = 5432
      to_port     = 5432
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

# Whose network this is, only the provider can tell: whether it is open to all stays undetermined.
data "aws_vpc" "own" {
  id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "monitoring" {
  security_group_id = aws_security_group.database.id
  description       = "Monitoring"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = data.aws_vpc.own.cidr_block
}
