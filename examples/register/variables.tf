variable "stage" {
  type = string
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "vpc_id" {
  type = string
}

variable "database_password" {
  type      = string
  sensitive = true
}

variable "database_is_public" {
  type    = bool
  default = false
}

variable "further_clients" {
  description = "Networks that reach the database beside the office, by the name of their rule."
  type        = map(string)
  default     = {}
}
