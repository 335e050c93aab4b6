variable "id" { type = string }
variable "res" { type = object({ input = string, id = string }) }
variable "all" { type = list(object({ input = number })) }
variable "each" { type = any }
output "id" { value = var.id }
output "res_input" { value = var.res.input }
output "res_id" { value = var.res.id }
output "all" { value = var.all[*].input }
output "each" { value = [for k, v in var.each : "${k}${v.input}"] }
output "field" { value = { i = var.each["a"].input, d = var.each["a"].id } }
