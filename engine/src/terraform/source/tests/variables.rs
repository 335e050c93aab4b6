//! Values of variables: where they come from, which counts, what types make of them.

use std::sync::Arc;

use insta::assert_snapshot;

use super::super::Root;
use super::{root, shown, shown_with};
use crate::source::Format;
use crate::testing;

const DECLARED: &str = r#"
    variable "a" { default = "default" }
    variable "b" { default = "default" }
    variable "c" { default = "default" }
    variable "d" { default = "default" }
    variable "e" { default = "default" }
    variable "list" { type = list(string) }
    resource "t" "r" {
      a    = var.a
      b    = var.b
      c    = var.c
      d    = var.d
      e    = var.e
      list = var.list
    }
"#;

#[test]
fn the_last_value_counts() {
    let files = [
        ("main.tf", DECLARED),
        ("terraform.tfvars", "b = \"tfvars\"\nc = \"tfvars\"\nd = \"tfvars\"\ne = \"tfvars\""),
        ("terraform.tfvars.json", r#"{"c": "json ${not.a.template}"}"#),
        ("z.auto.tfvars", "d = \"auto\"\ne = \"auto\""),
        ("prod.tfvars", "e = \"file\""),
    ];
    let given = Root {
        var_files: vec!["prod.tfvars".into()],
        vars: vec![("list".into(), r#"["x", "y"]"#.into())],
        environment: Some("prod".into()),
        ..root(".")
    };
    assert_snapshot!(shown_with(&files, &given), @r#"
    t t.r actions=create
      values {a: "default", b: "tfvars", c: "json ${not.a.template}", d: "auto", e: "file", list: ["x", "y"]}
      literal a
    "#);
}

#[test]
fn a_value_of_a_plan_counts_before_all() {
    let (_, document) = testing::document(r#"{"a": "planned", "b": "default"}"#, Format::Json);
    let node = |name: &str| (Arc::<str>::from(name), document.root.get(name).unwrap().clone());
    let given = Root { given: [node("a"), node("b")].into(), ..root(".") };
    let files = [("main.tf", DECLARED), ("terraform.tfvars", "a = \"tfvars\"\nlist = []")];
    assert_snapshot!(shown_with(&files, &given), @r#"
    t t.r actions=create
      values {a: "planned", b: "default", c: "default", d: "default", e: "default"}
      literal b
      literal c
      literal d
      literal e
    "#);
}

#[test]
fn types_convert_and_fill_in() {
    assert_snapshot!(shown(
        r#"
        variable "object" {
          type = object({
            name  = string
            size  = optional(number, 3)
            flags = optional(map(bool), {})
            none  = optional(string)
          })
          default = { name = 1, flags = { x = "true" } }
        }
        variable "kept" {
          nullable = false
          default  = "kept"
        }
        variable "secret" {
          sensitive = true
          default   = { password = "hunter2" }
        }
        variable "wrong" {
          type    = number
          default = "many"
        }
        variable "unset" {}
        resource "t" "r" {
          object = var.object
          kept   = var.kept
          secret = "x${var.secret.password}"
          plain  = { inner = var.secret.password, other = 1 }
          wrong  = var.wrong
          unset  = var.unset
          within = "${var.unset}-x"
          list   = ["a", var.unset]
          absent = var.undeclared
        }
        "#
    ), @r#"
    t t.r actions=create
      values {object: {flags: {x: true}, name: "1", size: 3}, kept: "kept", secret: "xhunter2", plain: {inner: "hunter2", other: 1}, list: ["a", null]}
      unknown wrong: a number is required
      unknown unset: variable `unset` has no value
      unknown within: variable `unset` has no value
      unknown list[1]: variable `unset` has no value
      unknown absent: an input variable with the name "undeclared" has not been declared
      sensitive plain.inner
      sensitive secret
      literal object
      literal object.flags
      literal object.flags.x
      literal object.name
      literal object.size
      literal kept
      literal secret
      literal plain
      literal plain.inner
      literal plain.other
    note: the value is unknown: a number is required
    note: the value is unknown: an input variable with the name "undeclared" has not been declared
    "#);
}

#[test]
fn a_side_of_a_condition_that_does_not_count_is_not_wrong() {
    let text = r#"
        variable "disk" {
          type    = object({ schedule = optional(list(string)), package = optional(object({ local = bool })) })
          default = {}
        }
        variable "given" { type = object({ local = bool }) }
        resource "t_a" "off" { count = var.disk.package != null && var.disk.package.local ? 1 : 0 }
        resource "t_a" "none" { for_each = var.disk.schedule != null ? toset(var.disk.schedule) : [] }
        resource "t_a" "later" { name = var.given.local || var.disk.package.local }
        resource "t_a" "wrong" { name = var.disk.package == null && var.disk.package.local }
        "#;
    insta::assert_snapshot!(shown(text), @"
    t_a t_a.later actions=create
      values {}
      unknown name: variable `given` has no value
    t_a t_a.wrong actions=create
      values {}
      unknown name: This value is null, so it does not have any attributes.
    note: the value is unknown: This value is null, so it does not have any attributes.
    ");
}
