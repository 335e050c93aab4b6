variable "a" { default = "default" }
variable "b" {}
variable "obj" {
  type = object({
    name = string
    n    = optional(number, 3)
    inner = optional(object({ x = optional(string, "deep"), y = optional(bool) }), {})
    l = optional(list(string))
  })
  default = { name = "x", extra = 1 }
}
variable "maybe" {
  type = map(object({ size = optional(number, 1), tags = optional(map(string), { d = "e" }) }))
}
variable "nn" {
  type = string
  nullable = false
  default = "nonnull"
}
variable "secret" {
  sensitive = true
  default = "abcdefgh"
}
locals {
  keys = ["plain", "with space", "quote\"x", "dollar$${x}", "back\\slash", "ä", "per%%{y}", "new\nline", "tab\t", "a.b[0]"]
  z = local.y
  y = { for k, v in var.maybe : k => v.size * 2 }
  counted = terraform_data.counted[*].input
}
resource "terraform_data" "keys" {
  for_each = toset(local.keys)
  input    = "${each.key}=${each.value}"
}
resource "terraform_data" "counted" {
  count = "3"
  input = { i = count.index, odd = count.index % 2 == 1 }
}
resource "terraform_data" "zero" {
  count = var.a == "default" ? 0 : 1
  input = var.a
}
resource "terraform_data" "vals" {
  input = {
    a = var.a, b = var.b, obj = var.obj, maybe = var.maybe, z = local.z, counted = local.counted
    nn = var.nn
    idx = terraform_data.counted[1].input.odd
    each = terraform_data.keys["ä"].input
    all = [for k in sort(keys(terraform_data.keys)) : k]
    path = [path.module, path.root, terraform.workspace]
    mod = module.m["x"].out
    mods = { for k, v in module.m : k => v.path }
    splat = module.cnt[*].size
    first = one(module.cnt[*].size)
    file = file("${path.module}/data.txt")
    tpl = templatefile("${path.module}/t.tftpl", { who = var.b, items = ["p", "q"] })
    exists = fileexists("nothing.txt")
    set = fileset(path.module, "m/**/*.tf")
    yaml = yamldecode(file("d.yaml"))
    lookup = lookup(var.maybe, "none", { size = 9, tags = {} }).size
    cond = var.b == "auto" ? [1, 2] : [3]
    tern = var.secret == "abcdefgh" ? "same" : "other"
    over = local.over
    null = null
    str = "${1.50}-${true}-${1e3}"
    res = resource.terraform_data.counted[0].input.i
  }
}
module "m" {
  source   = "./m"
  for_each = { x = 1, y = 2 }
  size     = each.value
  given    = var.maybe
  nullable = null
}
module "cnt" {
  count  = 1
  source = "./m"
  size   = count.index + 10
}
locals {
  over = "base"
}
resource "terraform_data" "over" {
  input = { a = 1 }
  lifecycle { create_before_destroy = true }
}
