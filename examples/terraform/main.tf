# Storage, database and network of the citizens' portal.

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

  # For a plan without an account: nothing is asked of AWS.
  access_key                  = var.access_key
  secret_key                  = var.secret_key
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  default_tags {
    tags = { service = "citizens-portal" }
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "access_key" {
  type      = string
  sensitive = true
}

variable "secret_key" {
  type      = string
  sensitive = true
}

variable "database_password" {
  type      = string
  sensitive = true
}

variable "vpc_id" {
  type    = string
  default = "vpc-0a1b2c3d4e5f60718"
}

# Documents that citizens upload. Public access is closed, versions are kept, a key of our own encrypts.
module "documents" {
  source = "./modules/bucket"

  name    = "citizens-portal-documents"
  kms_key = aws_kms_key.portal.arn
}

resource "aws_kms_key" "portal" {
  description         = "Documents and database of the citizens' portal"
  enable_key_rotation = true
}

# Exports for the statistics office: nobody closed this one.
resource "aws_s3_bucket" "exports" {
  bucket = "citizens-portal-exports"
}

resource "aws_s3_bucket_public_access_block" "exports" {
  bucket = aws_s3_bucket.exports.id

  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

# The application database: reachable from the internet, on unencrypted disks.
resource "aws_db_instance" "portal" {
  identifier          = "citizens-portal"
  engine              = "postgres"
  engine_version      = "16.4"
  instance_class      = "db.t4g.medium"
  allocated_storage   = 50
  db_name             = "portal"
  username            = "portal"
  password            = var.database_password
  publicly_accessible = true
  storage_encrypted   = false
  skip_final_snapshot = true

  vpc_security_group_ids = [aws_security_group.database.id]
}

resource "aws_security_group" "database" {
  name        = "citizens-portal-database"
  description = "Database of the citizens' portal"
  vpc_id      = var.vpc_id

  ingress {
    description = "Postgres for the contractor"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "bastion" {
  name        = "citizens-portal-bastion"
  description = "Way in for operators"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "bastion_ssh" {
  security_group_id = aws_security_group.bastion.id
  description       = "SSH"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}

# What the deployment pipeline may do: everything.
resource "aws_iam_policy" "deploy" {
  name = "citizens-portal-deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
