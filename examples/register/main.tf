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

# Notices to the courts: encrypted by their own system before they are stored.
module "notices" {
  for_each = toset(["courts", "tax"])
  source   = "./modules/archive" # bartizan: ignore[TF-AWS-006] written once, never changed address="module.notices*"

  name = "${local.name}-${each.key}"
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
