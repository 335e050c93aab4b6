//! Elements and resources of a plan, each with what it was made of.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::matching::Matcher;
use crate::config::Config;
use crate::files::{Files, Limits};
use crate::resource::{Path, PathElement, Platform};
use crate::source::{Format, Node, Source, SourceId, Value};
use crate::terraform::read_plan_of;
use crate::terraform::source::{Root, SyntaxCache, read};
use crate::testing;

/// For each element of a list of the plan the index in the configuration's, `-` where that is not certain.
fn assigned(plan: &Json, source: &Json) -> String {
    let items = |list: &Json| {
        let (_, document) = testing::document(&list.to_string(), Format::Json);
        document.root.as_sequence().unwrap().to_vec()
    };
    let found = Matcher::new().assign(&items(plan), &items(source));
    let text = found.iter().map(|index| index.map_or_else(|| "-".to_owned(), |index| index.to_string()));
    text.collect::<Vec<_>>().join(" ")
}

#[test]
fn elements_are_told_apart_by_what_they_say() {
    let cases = [
        ("in the same order", json!(["a", "b"]), json!(["a", "b"]), "0 1"),
        ("a set in another order", json!(["c", "a", "b"]), json!(["a", "b", "c"]), "2 0 1"),
        ("the only one, whatever it says", json!([{"port": 1}]), json!([{"port": 2}]), "0"),
        ("numbers as strings", json!([443, 80]), json!(["80", "443"]), "1 0"),
        ("booleans as strings", json!(["true", "false"]), json!([false, true]), "1 0"),
        (
            "blocks of a set, filled in by the provider",
            json!([{"port": 443, "self": false, "prefix": []}, {"port": 22, "self": false, "prefix": []}]),
            json!([{"port": 22}, {"port": 443}]),
            "1 0",
        ),
        (
            "blocks that differ deep inside",
            json!([{"ebs": [{"size": 8}]}, {"ebs": [{"size": 9}]}]),
            json!([{"ebs": [{"size": 9}]}, {"ebs": [{"size": 8}]}]),
            "1 0",
        ),
        ("equal ones in their order", json!([{"a": 1}, {"a": 1}]), json!([{"a": 1}, {"a": 1}]), "0 1"),
        ("equal ones among others", json!(["x", "y", "x"]), json!(["x", "x", "y"]), "0 2 1"),
        ("what is left over belongs together", json!(["a", "new"]), json!(["old", "a"]), "1 0"),
        ("two left over: a doubt", json!(["a", "new", "newer"]), json!(["old", "older", "a"]), "2 - -"),
        ("more in the plan", json!(["a", "b", "c"]), json!(["b"]), "- 0 -"),
        ("fewer in the plan", json!(["b"]), json!(["a", "b", "c"]), "1"),
        ("nothing written", json!(["a", "b"]), json!([]), "- -"),
        ("nothing planned", json!([]), json!(["a"]), ""),
        (
            "unknown in the configuration",
            json!([{"a": "x", "b": 1}, {"a": "y", "b": 2}]),
            json!([{"a": null, "b": 2}, {"a": null, "b": 1}]),
            "1 0",
        ),
        ("nothing that is known in common", json!([{"a": 1}, {"a": 2}]), json!([{"b": null}, {"b": null}]), "- -"),
        (
            "one value agrees more",
            json!([{"a": 1, "b": 1}, {"a": 1, "b": 2}]),
            json!([{"a": 1, "b": 2}, {"a": 1, "b": 3}]),
            "1 0",
        ),
        ("objects beside scalars", json!([{"a": 1}, "a"]), json!(["a", {"a": 1}]), "1 0"),
    ];
    let mut wrong = String::new();
    for (name, plan, source, expected) in &cases {
        let found = assigned(plan, source);
        if found != *expected {
            writeln!(wrong, "{name}: {found}, not {expected}").unwrap();
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn a_list_that_costs_too_much_is_left_alone() {
    let list = |from: usize| Json::Array((from..from + 400).map(|index| json!(index)).collect());
    assert!(assigned(&list(0), &list(0)).split(' ').all(|index| index == "-"));
    let deep = |turned: bool| {
        let mut blocks: Vec<Json> = (0..60)
            .map(|index| json!({"inner": (0..60).map(|other| json!({"id": other, "of": index})).collect::<Vec<_>>()}))
            .collect();
        if turned {
            blocks.reverse();
        }
        Json::Array(blocks)
    };
    // What is answered although the steps ran out is right.
    for (at, found) in assigned(&deep(false), &deep(true)).split(' ').enumerate() {
        assert!(found == "-" || found == (59 - at).to_string(), "{at}: {found}");
    }
}

/// An element of `resource_changes`.
fn change(address: &str, after: &Json) -> Json {
    json!({"address": address, "mode": "managed", "change": {"actions": ["create"], "after": after}})
}

/// Where the values of a plan with these changes stand: each scalar with its line and what is written there.
fn placed(files: &[(&str, &str)], plan: &Json) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }
    let config = Config::default();
    let opened = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    let root = Root { dir: ".".into(), ..Root::default() };
    let reading = read(&opened, &root, &config, &SyntaxCache::default());
    assert_eq!(reading.errors, []);
    // The plan's own source has a number that no file of the configuration has.
    let source = Source::new(SourceId(1000), "plan.json", &*plan.to_string());
    let mut parsed = crate::source::parse(&source, Format::Json);
    let (resources, errors) = read_plan_of(&parsed.documents.remove(0), Some(&reading), root.declarations, &config);
    assert_eq!(errors, []);
    let mut out = String::new();
    for resource in resources.iter().filter(|resource| resource.platform == Platform::Terraform) {
        let head = shown(&resource.values, Some(resource.head), &reading.sources);
        writeln!(out, "{} at {head}", resource.address).unwrap();
        scalars(&resource.values, &mut Path::new(), &mut |path, node| {
            let value = testing::json(node);
            writeln!(out, "  {} = {value} at {}", testing::path(path), shown(node, None, &reading.sources)).unwrap();
        });
    }
    out
}

fn shown(node: &Node, span: Option<crate::source::Span>, sources: &[Arc<Source>]) -> String {
    let span = span.unwrap_or(node.span);
    let Some(source) = sources.iter().find(|source| source.id == span.source) else { return "the plan".to_owned() };
    let line = source.text[..span.start as usize].lines().count().max(1);
    let line = line + usize::from(source.text[..span.start as usize].ends_with('\n') && span.start > 0);
    let text = &source.text[span.start as usize..span.end as usize];
    format!("{}:{line} `{}`", source.path, text.replace('\n', "⏎"))
}

fn scalars(node: &Node, path: &mut Path, visit: &mut impl FnMut(&Path, &Node)) {
    match &node.value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                path.push(PathElement::from(&*entry.key));
                scalars(&entry.value, path, visit);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(PathElement::from(index));
                scalars(item, path, visit);
                path.pop();
            }
        }
        _ => visit(path, node),
    }
}

fn plan_of(changes: &[Json]) -> Json {
    json!({"format_version": "1.2", "resource_changes": changes})
}

#[test]
fn instances_are_found_by_their_keys() {
    let main = r#"
locals {
  keyed = {
    "a.b"         = 1
    "a[0]"        = 2
    "say \"x\"."  = 3
    "$${x} %%{y}" = 4
  }
}
resource "x_disk" "keyed" {
  for_each = local.keyed
  size     = each.value
}
resource "x_disk" "counted" {
  count = 2
  size  = [5, 6][count.index]
}
module "m" {
  for_each = { "eu.west" = 7, "eu\"north" = 8 }
  source   = "./m"
  size     = each.value
}
"#;
    let module = r#"
variable "size" {}
module "n" {
  count  = 2
  source = "./n"
  size   = var.size
}
"#;
    let inner = "variable \"size\" {}\nresource \"x_disk\" \"d\" {\n  size = var.size\n}\n";
    let files = [("main.tf", main), ("m/main.tf", module), ("m/n/main.tf", inner)];
    let changes = [
        change(r#"x_disk.keyed["a.b"]"#, &json!({"size": 1})),
        change(r#"x_disk.keyed["a[0]"]"#, &json!({"size": 2})),
        change(r#"x_disk.keyed["say \"x\"."]"#, &json!({"size": 3})),
        // As Terraform 1.11 writes it, and as 0.12 to 1.0 do.
        change(r#"x_disk.keyed["$${x} %%{y}"]"#, &json!({"size": 4})),
        change(r#"x_disk.keyed["${x} %{y}"]"#, &json!({"size": 4})),
        change("x_disk.counted[0]", &json!({"size": 5})),
        change("x_disk.counted[1]", &json!({"size": 6})),
        change(r#"module.m["eu.west"].module.n[0].x_disk.d"#, &json!({"size": 7})),
        change(r#"module.m["eu\"north"].module.n[1].x_disk.d"#, &json!({"size": 8})),
    ];
    insta::assert_snapshot!(placed(&files, &plan_of(&changes)), @r##"
    x_disk.keyed["a.b"] at main.tf:10 `resource "x_disk" "keyed"`
      size = 1 at main.tf:4 `1`
    x_disk.keyed["a[0]"] at main.tf:10 `resource "x_disk" "keyed"`
      size = 2 at main.tf:5 `2`
    x_disk.keyed["say \"x\"."] at main.tf:10 `resource "x_disk" "keyed"`
      size = 3 at main.tf:6 `3`
    x_disk.keyed["$${x} %%{y}"] at main.tf:10 `resource "x_disk" "keyed"`
      size = 4 at main.tf:7 `4`
    x_disk.keyed["${x} %{y}"] at main.tf:10 `resource "x_disk" "keyed"`
      size = 4 at main.tf:7 `4`
    x_disk.counted[0] at main.tf:14 `resource "x_disk" "counted"`
      size = 5 at main.tf:16 `5`
    x_disk.counted[1] at main.tf:14 `resource "x_disk" "counted"`
      size = 6 at main.tf:16 `6`
    module.m["eu.west"].module.n[0].x_disk.d at m/n/main.tf:2 `resource "x_disk" "d"`
      size = 7 at main.tf:19 `7`
    module.m["eu\"north"].module.n[1].x_disk.d at m/n/main.tf:2 `resource "x_disk" "d"`
      size = 8 at main.tf:19 `8`
    "##);
}

#[test]
fn blocks_are_found_by_what_they_say() {
    let main = r#"
variable "ports" { default = [22, 80] }
resource "x_group" "g" {
  dynamic "ingress" {
    for_each = var.ports
    content {
      port  = ingress.value
      cidrs = ["10.0.0.0/8", "0.0.0.0/0"]
    }
  }
  ingress {
    port  = 5432
    cidrs = ["192.168.0.0/16"]
  }
}
"#;
    let group = json!({"ingress": [
        {"port": 5432, "cidrs": ["192.168.0.0/16"], "description": ""},
        {"port": 80, "cidrs": ["0.0.0.0/0", "10.0.0.0/8"], "description": ""},
        {"port": 22, "cidrs": ["0.0.0.0/0", "10.0.0.0/8"], "description": ""},
    ]});
    insta::assert_snapshot!(placed(&[("main.tf", main)], &plan_of(&[change("x_group.g", &group)])), @r##"
    x_group.g at main.tf:3 `resource "x_group" "g"`
      ingress[0].cidrs[0] = "192.168.0.0/16" at main.tf:13 `"192.168.0.0/16"`
      ingress[0].description = "" at main.tf:11 `ingress`
      ingress[0].port = 5432 at main.tf:12 `5432`
      ingress[1].cidrs[0] = "0.0.0.0/0" at main.tf:8 `"0.0.0.0/0"`
      ingress[1].cidrs[1] = "10.0.0.0/8" at main.tf:8 `"10.0.0.0/8"`
      ingress[1].description = "" at main.tf:4 `dynamic "ingress"`
      ingress[1].port = 80 at main.tf:2 `80`
      ingress[2].cidrs[0] = "0.0.0.0/0" at main.tf:8 `"0.0.0.0/0"`
      ingress[2].cidrs[1] = "10.0.0.0/8" at main.tf:8 `"10.0.0.0/8"`
      ingress[2].description = "" at main.tf:4 `dynamic "ingress"`
      ingress[2].port = 22 at main.tf:2 `22`
    "##);
}

#[test]
fn what_plan_and_configuration_do_not_share() {
    let main = r#"
resource "x_disk" "moved" {
  size = 1
}
moved {
  from = x_disk.old
  to   = x_disk.moved
}
resource "x_disk" "replaced" {
  size = 2
}
resource "x_disk" "stale" {
  size    = 30
  comment = "written after the plan was made"
}
resource "x_disk" "unplanned" {
  size = 4
}
resource "x_disk" "shrunk" {
  count = 1
  size  = 5
}
data "x_image" "read" {
  name = "base"
}
"#;
    let mut moved = change("x_disk.moved", &json!({"size": 1}));
    moved["previous_address"] = json!("x_disk.old");
    let mut deposed = change("x_disk.replaced", &json!({"size": 99}));
    deposed["deposed"] = json!("00000000");
    let mut gone = change("x_disk.gone", &Json::Null);
    gone["change"]["actions"] = json!(["delete"]);
    let mut plan = plan_of(&[
        moved,
        deposed,
        change("x_disk.replaced", &json!({"size": 2})),
        change("x_disk.stale", &json!({"size": 3, "label": "old"})),
        gone,
        change("x_disk.shrunk[0]", &json!({"size": 5})),
        change("x_disk.shrunk[1]", &json!({"size": 5})),
        change("x_disk.unwritten", &json!({"size": 6})),
        change("module.lost.x_disk.d", &json!({"size": 7})),
    ]);
    let read = json!({"address": "data.x_image.read", "mode": "data", "type": "x_image", "name": "read",
        "values": {"name": "base", "id": "img-1"}});
    plan["prior_state"] = json!({"values": {"root_module": {"resources": [read]}}});
    insta::assert_snapshot!(placed(&[("main.tf", main)], &plan), @r##"
    x_disk.moved at main.tf:2 `resource "x_disk" "moved"`
      size = 1 at main.tf:3 `1`
    x_disk.replaced at main.tf:9 `resource "x_disk" "replaced"`
      size = 2 at main.tf:10 `2`
    x_disk.stale at main.tf:12 `resource "x_disk" "stale"`
      label = "old" at main.tf:12 `resource "x_disk" "stale"`
      size = 3 at main.tf:13 `30`
    x_disk.shrunk[0] at main.tf:19 `resource "x_disk" "shrunk"`
      size = 5 at main.tf:21 `5`
    x_disk.shrunk[1] at main.tf:19 `resource "x_disk" "shrunk"`
      size = 5 at main.tf:21 `5`
    x_disk.unwritten at the plan
      size = 6 at the plan
    module.lost.x_disk.d at the plan
      size = 7 at the plan
    data.x_image.read at main.tf:23 `data "x_image" "read"`
      id = "img-1" at main.tf:23 `data "x_image" "read"`
      name = "base" at main.tf:24 `"base"`
    "##);
}
