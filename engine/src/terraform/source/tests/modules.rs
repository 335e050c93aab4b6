//! Modules: which folders are called, what their instances are, what passes between them.

use insta::assert_snapshot;

use super::super::{SyntaxCache, local_calls};
use super::{project, reading, root, shown, shown_with};

#[test]
fn calls_with_keys_pass_values_in_and_out() {
    let main = r#"
        locals { names = { a = "x", b = "y" } }
        module "each" {
          source   = "./inner"
          for_each = local.names
          name     = each.value
        }
        module "counted" {
          source = "./inner"
          count  = 2
          name   = "n${count.index}"
        }
        module "one" {
          source = "./inner"
          name   = "only"
        }
        resource "t" "of" {
          one     = module.one.name
          each    = module.each["b"].name
          counted = module.counted[1].name
          all     = [for m in module.each : m.name]
          splat   = module.counted[*].name
          id      = module.each["a"].id
          path    = module.one.path
          none    = module.each["c"].name
          unset   = try(module.each["c"].name, "fallback")
        }
    "#;
    let inner = r#"
        variable "name" { type = string }
        resource "t" "in" { name = var.name }
        output "name" { value = t.in.name }
        output "id" { value = t.in.id }
        output "path" { value = path.module }
    "#;
    assert_snapshot!(shown_with(&[("live/main.tf", main), ("live/inner/main.tf", inner)], &root("live")), @r#"
    t t.of actions=create
      values {one: "only", each: "y", counted: "n1", all: ["x", "y"], splat: ["n0", "n1"], path: "inner", unset: "fallback"}
      unknown id: known after apply: `module.each["a"].t.in.id`
      unknown none: The given key does not identify an element in this collection value.
      reference one -> module.one.t.in
      reference each -> module.each["b"].t.in
      reference counted -> module.counted[1].t.in
      reference all -> module.each["a"].t.in
      reference all -> module.each["b"].t.in
      reference splat -> module.counted[0].t.in
      reference splat -> module.counted[1].t.in
      reference id -> module.each["a"].t.in
      literal one
      literal each
      literal unset
    t module.each["a"].t.in actions=create
      values {name: "x"}
      literal name
    t module.each["b"].t.in actions=create
      values {name: "y"}
      literal name
    t module.counted[0].t.in actions=create
      values {name: "n0"}
    t module.counted[1].t.in actions=create
      values {name: "n1"}
    t module.one.t.in actions=create
      values {name: "only"}
      literal name
    note: the value is unknown: The given key does not identify an element in this collection value.
    "#);
}

#[test]
fn a_module_that_is_not_there_is_said_once() {
    let text = r#"
        module "vpc" {
          source  = "terraform-aws-modules/vpc/aws"
          version = "5.0.0"
        }
        module "out" { source = "../../out" }
        resource "t" "a" {
          id = module.vpc.vpc_id
          ok = 1
          of = module.out[0].x
        }
    "#;
    assert_snapshot!(shown_with(&[("live/main.tf", text)], &root("live")), @r#"
    t t.a actions=create
      values {ok: 1}
      unknown id: `module.vpc` is not on disk
      unknown of: `module.out` is not on disk
      literal ok
    note: module `vpc` (terraform-aws-modules/vpc/aws) is not on disk, so what it sets up is unknown
    note: module `out` lies outside the project root, so what it sets up is unknown
    "#);
    assert!(!reading(&[("main.tf", text)], &root(".")).complete);
}

#[test]
fn downloaded_modules_are_read_where_init_put_them() {
    let manifest = r#"{"Modules": [{"Key": "", "Source": "", "Dir": "."},
        {"Key": "vpc", "Source": "registry.terraform.io/a/vpc/aws", "Version": "5.0.0", "Dir": ".terraform/modules/vpc"},
        {"Key": "vpc.deep", "Source": "./deep", "Dir": ".terraform/modules/vpc/deep"}]}"#;
    let files = [
        ("main.tf", "module \"vpc\" {\n  source = \"a/vpc/aws\"\n}\nresource \"t\" \"a\" { id = module.vpc.name }"),
        (".terraform/modules/modules.json", manifest),
        (
            ".terraform/modules/vpc/main.tf",
            "module \"deep\" { source = \"./deep\" }\noutput \"name\" { value = module.deep.name }",
        ),
        (".terraform/modules/vpc/deep/main.tf", "output \"name\" { value = path.module }"),
    ];
    assert_snapshot!(shown_with(&files, &root(".")), @r#"
    t t.a actions=create
      values {id: ".terraform/modules/vpc/deep"}
    "#);
}

#[test]
fn what_needs_itself_is_said_once_and_unknown() {
    assert_snapshot!(shown(
        r#"
        locals {
          a = local.b
          b = "${local.a}!"
        }
        resource "t" "self" { x = t.self.x }
        resource "t" "counted" {
          count = length(t.counted)
          a     = local.a
        }
        "#
    ), @r#"
    t t.self actions=create
      values {}
      unknown x: `t.self.x` refers to itself
      reference x -> t.self
    t t.counted[*] actions=create
      values {}
      unknown a: `local.a` refers to itself
    error parse: main.tf: `t.self.x` refers to itself
    error parse: main.tf: `t.counted` refers to itself
    error parse: main.tf: `local.a` refers to itself
    "#);
    let files = [
        ("main.tf", "module \"m\" { source = \"./m\" }"),
        ("m/main.tf", "module \"again\" { source = \"../m\" }\nresource \"t\" \"a\" {}"),
    ];
    assert_snapshot!(shown_with(&files, &root(".")), @r#"
    t module.m.t.a actions=create
      values {}
    error parse: m/main.tf: module `again` calls itself: m
    "#);
}

#[test]
fn repetition_that_is_not_known_gives_one_instance_for_all() {
    assert_snapshot!(shown(
        r#"
        variable "names" { type = set(string) }
        resource "t" "each" {
          for_each = var.names
          name     = each.key
          fixed    = true
        }
        resource "t" "counted" {
          count = t.each["x"].number
          index = count.index
        }
        resource "t" "refused" {
          for_each = ["a", "b"]
          name     = each.value
        }
        resource "t" "uses" {
          fixed = t.each["q"].fixed
          all   = [for one in t.each : one.id]
        }
        resource "t" "none" {
          count = 0
        }
        resource "t" "of_none" {
          ids = t.none[*].id
          one = one(t.none[*].id)
        }
        "#
    ), @r#"
    t t.each[*] actions=create
      values {fixed: true}
      unknown name: variable `names` has no value
      literal fixed
    t t.counted[*] actions=create
      values {}
      unknown index: known after apply: `t.each[*].number`
    t t.refused[*] actions=create
      values {}
      unknown name: `for_each` takes a map, or a set of strings
    t t.uses actions=create
      values {fixed: true}
      unknown all: variable `names` has no value
      reference fixed -> t.each[*]
      reference all -> t.each
      literal fixed
    t t.of_none actions=create
      values {}
      reference ids -> t.none
    error parse: main.tf: `for_each` takes a map, or a set of strings
    "#);
}

#[test]
fn resources_are_known_in_part_as_a_whole() {
    assert_snapshot!(shown(
        r#"
        resource "t" "a" {
          for_each = toset(["x", "y"])
          name     = each.key
          list     = [1, 2]
          nested { inner = "v" }
        }
        resource "t" "b" {
          names  = { for key, a in t.a : key => a.name }
          ids    = { for key, a in t.a : key => a.id }
          nested = t.a["x"].nested[0].inner
          other  = t.a["x"].nested[0].computed
          whole  = t.a["x"]
          list   = t.a["y"].list[1]
          values = values(t.a)[*].name
        }
        data "d" "read" { name = "n" }
        resource "t" "c" {
          name = data.d.read.name
          arn  = data.d.read.arn
          json = jsonencode({ a = data.d.read.arn })
        }
        "#
    ), @r#"
    t t.a["x"] actions=create
      values {name: "x", list: [1, 2], nested: [{inner: "v"}]}
      literal name
      literal list
      literal nested[0].inner
    t t.a["y"] actions=create
      values {name: "y", list: [1, 2], nested: [{inner: "v"}]}
      literal name
      literal list
      literal nested[0].inner
    t t.b actions=create
      values {names: {x: "x", y: "y"}, ids: {}, nested: "v", list: 2, values: ["x", "y"]}
      unknown ids.x: known after apply: `t.a["x"].id`
      unknown ids.y: known after apply: `t.a["y"].id`
      unknown other: known after apply: `t.a["x"].nested[0].computed`
      unknown whole: known after apply: `t.a["x"]`
      reference names -> t.a["x"]
      reference names -> t.a["y"]
      reference ids -> t.a["x"]
      reference ids -> t.a["y"]
      reference nested -> t.a["x"]
      reference other -> t.a["x"]
      reference whole -> t.a["x"]
      reference list -> t.a["y"]
      reference values -> t.a["x"]
      reference values -> t.a["y"]
      literal names.x
      literal names.y
      literal nested
      literal list
    data.d data.d.read actions=read
      values {name: "n"}
      literal name
    t t.c actions=create
      values {name: "n", json: "{\"a\":null}"}
      unknown arn: `data.d.read` is read when Terraform plans
      unknown json.@json.a: `data.d.read` is read when Terraform plans
      reference name -> data.d.read
      reference arn -> data.d.read
      reference json -> data.d.read
      literal name
    "#);
}

#[test]
fn folders_that_are_called_are_told() {
    let text = r#"
        module "a" { source = "./a" }
        module "b" { source = "../shared/b" }
        module "c" { source = "hashicorp/consul/aws" }
        module "d" { source = "../../out" }
    "#;
    let (_folder, files) = project(&[("live/main.tf", text)]);
    let calls = local_calls(&files, "live", &SyntaxCache::default());
    assert_eq!(calls.iter().map(|dir| &**dir).collect::<Vec<_>>(), ["live/a", "shared/b"]);
}

#[test]
fn a_record_tells_what_has_changed() {
    let files = [("main.tf", "resource \"t\" \"a\" { x = file(\"x.txt\") }"), ("x.txt", "1")];
    let (folder, files) = project(&files);
    let parsed = SyntaxCache::default();
    let record = super::read(&files, &root("."), &crate::config::Config::default(), &parsed).record;
    assert!(record.is_current(&files));
    std::fs::write(folder.path().join("x.txt"), "2").unwrap();
    assert!(!record.is_current(&files));
    std::fs::write(folder.path().join("x.txt"), "1").unwrap();
    assert!(record.is_current(&files));
    std::fs::write(folder.path().join("terraform.tfvars"), "").unwrap();
    assert!(!record.is_current(&files));
}

#[test]
fn nothing_is_read_of_what_has_no_name() {
    let text = r#"
module "" {}
module "a.b" { source = "./m" }
resource "t" "" {}
resource "t" "r" { v = 1 }
"#;
    let files = [("main.tf", text), ("m/m.tf", "resource \"t\" \"m\" {}")];
    assert_snapshot!(shown_with(&files, &root(".")), @r#"
    t t.r actions=create
      values {v: 1}
      literal v
    error parse: main.tf: "" is no name: one begins with a letter or `_`, and has letters, digits, `_` and `-`
    error parse: main.tf: "a.b" is no name: one begins with a letter or `_`, and has letters, digits, `_` and `-`
    error parse: main.tf: "" is no name: one begins with a letter or `_`, and has letters, digits, `_` and `-`
    "#);
}
