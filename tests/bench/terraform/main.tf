# The platform of the shop.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "exposed" {
  type    = bool
  default = false
}

variable "services" {
  type = map(object({ port = number, public = optional(bool, false) }))
  default = {
    shop    = { port = 8080 }
    account = { port = 8443, public = false }
    search  = { port = 9200 }
  }
}

provider "aws" {
  region = var.region
}

locals {
  name = "shop-${var.region}"
  tags = merge({ owner = "shop", region = var.region }, { for name, service in var.services : name => tostring(service.port) })
}

resource "aws_db_instance" "typed" {
  identifier          = "typed"
  engine              = "postgres"
  publicly_accessible = true
}

module "service" {
  source   = "./service"
  for_each = var.services
  name     = "${local.name}-${each.key}"
  port     = each.value.port
  public   = each.value.public
  tags     = local.tags
}
