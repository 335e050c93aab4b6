variable "size" { type = string }
variable "given" {
  type    = any
  default = {}
}
variable "nullable" { default = "unused" }
resource "terraform_data" "in" {
  input = { size = var.size, given = var.given, n = var.nullable, p = path.module, q = module.n.p }
}
module "n" { source = "./n" }
output "out" { value = terraform_data.in.input }
output "size" { value = var.size }
output "path" { value = "${path.module}|${path.root}" }
