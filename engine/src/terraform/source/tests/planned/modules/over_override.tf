locals {
  over = "overridden"
}
resource "terraform_data" "over" {
  input = { b = 2 }
}
variable "a" { default = "default" }
