//! Places: a value stands where it is written, and says where it was used.

use std::fmt::Write;
use std::sync::Arc;

use insta::assert_snapshot;

use super::super::{SyntaxCache, read};
use super::{project, root};
use crate::config::Config;
use crate::resource::{Path, PathElement};
use crate::source::{Source, SourceId, Span, locate};

/// Where the paths of the resource at `address` stand: file, text, and the place of use.
fn places(files: &[(&str, &str)], address: &str, paths: &[&str]) -> String {
    let (_folder, files) = project(files);
    let reading = read(&files, &root("."), &Config::default(), &SyntaxCache::default());
    let resource = reading.resources.iter().find(|resource| resource.address == address).unwrap();
    let sources = |id: SourceId| reading.sources.iter().find(|source| source.id == id).cloned();
    let text = |span: Span| {
        let source: Arc<Source> = sources(span.source).unwrap();
        let line = source.lines.position(&source.text, span.start).line;
        format!("{}:{line} {}", source.path, &source.text[span.start as usize..span.end as usize])
    };
    let mut shown = String::new();
    for path in paths {
        let element = |part: &str| part.parse().map_or_else(|_| PathElement::from(part), |index: usize| index.into());
        let parts: Path = path.split('/').map(element).collect();
        let place = locate(&resource.values, &parts, resource.head, &sources);
        write!(shown, "{path}: {}", text(place.span)).unwrap();
        if let Some(alias) = place.alias {
            write!(shown, " <- {}", text(alias)).unwrap();
        }
        shown.push('\n');
    }
    shown
}

#[test]
fn values_stand_where_they_are_written() {
    let files = [
        (
            "main.tf",
            "variable \"public\" {\n  default = true\n}\nvariable \"cidrs\" {}\nlocals {\n  rules = { ssh = { port = 22 } }\n}\nmodule \"m\" {\n  source = \"./m\"\n  open   = var.public\n  cidrs  = var.cidrs\n  rules  = local.rules\n  name   = \"n-${var.public}\"\n}",
        ),
        ("terraform.tfvars", "cidrs = [\"10.0.0.0/8\", \"0.0.0.0/0\"]"),
        (
            "m/main.tf",
            "variable \"open\" { type = bool }\nvariable \"cidrs\" { type = list(string) }\nvariable \"rules\" {}\nvariable \"name\" {}\nresource \"t\" \"r\" {\n  open = var.open\n  not  = !var.open\n  name = var.name\n  plain = 1\n  dynamic \"rule\" {\n    for_each = var.rules\n    content {\n      name  = rule.key\n      port  = rule.value.port\n      cidrs = [for c in var.cidrs : c]\n    }\n  }\n  block {\n    x = var.open ? \"yes\" : \"no\"\n  }\n}",
        ),
    ];
    let paths = [
        "open",
        "not",
        "name",
        "plain",
        "missing",
        "rule",
        "rule/0",
        "rule/0/name",
        "rule/0/port",
        "rule/0/cidrs/1",
        "rule/0/cidrs",
        "rule/0/absent",
        "block/0",
        "block/0/x",
        "block/0/absent",
    ];
    assert_snapshot!(places(&files, "module.m.t.r", &paths), @r#"
    open: main.tf:2 true <- m/main.tf:6 var.open
    not: m/main.tf:7 !var.open
    name: main.tf:13 "n-${var.public}" <- m/main.tf:8 var.name
    plain: m/main.tf:9 1
    missing: m/main.tf:5 resource "t" "r"
    rule: m/main.tf:10 dynamic "rule"
    rule/0: m/main.tf:10 dynamic "rule"
    rule/0/name: main.tf:6 ssh <- m/main.tf:13 rule.key
    rule/0/port: main.tf:6 22 <- m/main.tf:14 rule.value.port
    rule/0/cidrs/1: terraform.tfvars:1 "0.0.0.0/0" <- m/main.tf:15 [for c in var.cidrs : c]
    rule/0/cidrs: m/main.tf:15 cidrs
    rule/0/absent: m/main.tf:10 dynamic "rule"
    block/0: m/main.tf:18 block
    block/0/x: m/main.tf:19 "yes"
    block/0/absent: m/main.tf:18 block
    "#);
}

#[test]
fn documents_in_strings_have_places_too() {
    let files = [(
        "main.tf",
        r#"locals {
  action = "s3:*"
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = [local.action]
    resources = ["*"]
  }
}
resource "t" "r" {
  encoded = jsonencode({
    Statement = [{ Action = local.action, Effect = "Allow" }]
  })
  heredoc = <<-JSON
    {
      "Statement": [{"Action": "${local.action}", "Effect": "Allow"}]
    }
  JSON
  quoted  = "{\"a\": [1, \"two\"]}"
  made    = data.aws_iam_policy_document.d.json
  yaml    = yamlencode({ a = { b = local.action } })
}"#,
    )];
    let paths = [
        "encoded/@json/Statement/0/Action",
        "encoded/@json/Statement/0",
        "encoded/@json/Statement/0/Effect",
        "encoded/@json/Missing",
        "heredoc/@json/Statement/0/Action",
        "heredoc/@json/Statement/0/Effect",
        "quoted/@json/a/1",
        "made/@json/Statement/0/Action",
        "made/@json/Statement/0/Effect",
        "made/@json/Statement/0",
        "yaml/@yaml/a/b",
    ];
    assert_snapshot!(places(&files, "t.r", &paths), @r#"
    encoded/@json/Statement/0/Action: main.tf:2 "s3:*" <- main.tf:11 jsonencode({
        Statement = [{ Action = local.action, Effect = "Allow" }]
      })
    encoded/@json/Statement/0: main.tf:12 Action
    encoded/@json/Statement/0/Effect: main.tf:12 "Allow"
    encoded/@json/Missing: main.tf:11 encoded
    heredoc/@json/Statement/0/Action: main.tf:16 "${local.action}"
    heredoc/@json/Statement/0/Effect: main.tf:16 "Allow"
    quoted/@json/a/1: main.tf:19 \"two\"
    made/@json/Statement/0/Action: main.tf:2 "s3:*" <- main.tf:20 data.aws_iam_policy_document.d.json
    made/@json/Statement/0/Effect: main.tf:5 statement <- main.tf:20 data.aws_iam_policy_document.d.json
    made/@json/Statement/0: main.tf:6 actions <- main.tf:20 data.aws_iam_policy_document.d.json
    yaml/@yaml/a/b: main.tf:2 "s3:*" <- main.tf:21 yamlencode({ a = { b = local.action } })
    "#);
}
