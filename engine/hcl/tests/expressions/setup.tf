terraform {
  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

resource "terraform_data" "unknown" {
}

variable "list" {
  type    = list(string)
  default = ["a", "b", "c"]
}

variable "empty" {
  type    = list(string)
  default = []
}

variable "set" {
  type    = set(string)
  default = ["b", "a"]
}

variable "map" {
  type    = map(number)
  default = { one = 1, two = 2 }
}

variable "objects" {
  type    = list(object({ name = string, port = number }))
  default = [{ name = "x", port = 1 }, { name = "y", port = 2 }]
}

variable "none" {
  type    = string
  default = null
}

variable "no_list" {
  type    = list(string)
  default = null
}

variable "secret" {
  type      = string
  default   = "hidden"
  sensitive = true
}

locals {
  object = { a = 1, b = { c = ["x", "y"] }, "d-e" = true, "1" = "one" }
  tuple  = [1, "two", [3], { four = 4 }]
  text   = "héllo"
  hello  = "Hello, $${name}! %%{ if loud }LOUD%%{ endif }"
  id     = tostring(local.any)
  any    = try(terraform_data.unknown.id, 1)
  half   = { known = 1, unknown = local.id }
  ids    = [local.id, "x"]
}
