resource "terraform_data" "u" { input = "in" }
resource "terraform_data" "c" {
  count = 2
  input = count.index
}
resource "terraform_data" "e" {
  for_each = { a = 1, b = 2 }
  input    = each.value
}
variable "sec" {
  sensitive = true
  default   = { p = "q" }
}
locals {
  id  = terraform_data.u.id
  obj = { known = 1, unknown = local.id }
  lst = [local.id, "k"]
}
module "m" {
  source = "./m"
  id     = local.id
  res    = terraform_data.u
  all    = terraform_data.c
  each   = terraform_data.e
}
resource "terraform_data" "t" {
  input = {
    id      = local.id
    out     = terraform_data.u.output
    inp     = terraform_data.u.input
    ids     = terraform_data.c[*].id
    ins     = terraform_data.c[*].input
    eids    = { for k, v in terraform_data.e : k => v.id }
    eins    = values(terraform_data.e)[*].input
    cond    = local.id == "x" ? 1 : 2
    cond2   = true ? local.obj : null
    known   = local.obj.known
    len     = length(local.lst)
    el      = local.lst[1]
    tpl     = "a-${local.id}"
    json    = jsonencode(local.obj)
    try     = try(local.id, "x")
    can     = can(local.id)
    can2    = can(local.obj.nope)
    merged  = merge(local.obj, { z = 1 })
    keys    = keys(local.obj)
    coal    = coalesce("first", local.id)
    coal2   = coalesce(local.id, "second")
    contain = contains(["a", local.id], "a")
    contain2 = contains(["a", local.id], "b")
    look    = lookup(local.obj, "known", 5)
    concat  = concat(local.lst, ["z"])
    join    = join(",", local.lst)
    tolist  = tolist(local.lst)
    toset   = toset(["a", "b"])
    toset2  = toset(local.lst)
    tomap   = tomap({ a = local.id, b = "x" })
    forif   = [for x in local.lst : x if x != "k"]
    forif2  = { for x in ["a", "b"] : x => local.id }
    for3    = [for k, v in local.obj : k]
    and1    = false && local.id == "x"
    or1     = true || local.id == "x"
    or2     = local.id == "x" || true
    sens    = var.sec.p
    sens2   = "x${var.sec.p}${local.id}"
    modo    = module.m.id
    modr    = module.m.res_input
    modrid  = module.m.res_id
    moda    = module.m.all
    mode    = module.m.each
    modf    = module.m.field
    idx     = terraform_data.c[terraform_data.u.id == "" ? 0 : 1].input
    flat    = flatten([local.lst, ["q"]])
    rng     = [for i, v in terraform_data.c : i]
    slice   = slice(local.lst, 1, 2)
    one     = one([local.id])
    zip     = zipmap(["a", "b"], local.lst)
    upper   = upper(local.id)
    length2 = length(terraform_data.e)
    splat2  = terraform_data.u[*].input
    timest  = timestamp()
    uuid    = uuid()
    fmt     = format("%s-%d", "x", 3)
    fmt2    = format("%s", local.id)
    trims   = trimsuffix("a.b", ".b")
    nulls   = [null, local.id]
    ternobj = local.id == "" ? { a = 1 } : { a = 2 }
    distinct = distinct(["a", "a", local.id])
    compact  = compact(["a", "", local.id])
    element  = element(local.lst, 3)
    setprod  = setproduct(["a"], local.lst)
    eq       = local.obj == { known = 1, unknown = "x" }
    eq2      = local.obj == { known = 2, unknown = "x" }
    neq      = ["a", local.id] != ["b", "x"]
    num      = tonumber("5") + 1
    ns       = nonsensitive(sensitive("x"))
  }
}
