//! Outputs and calls of modules, of plans and of configuration.

use insta::assert_snapshot;

use crate::config::Config;
use crate::files::{Files, Limits};
use crate::session::{Options, Session};
use crate::source::Format;
use crate::terraform::source::{Root, SyntaxCache, read};
use crate::terraform::{Declarations, read_plan_of};
use crate::testing;

const ALL: Declarations = Declarations { outputs: true, calls: true };

fn of_plan(text: &str, declarations: Declarations) -> String {
    let (_, document) = testing::document(text, Format::Json);
    let (resources, errors) = read_plan_of(&document, None, declarations, &Config::default());
    testing::show_all(&resources, &errors)
}

fn of_configuration(files: &[(&str, &str)], declarations: Declarations) -> String {
    let (_folder, files) = project(files);
    let root = Root { dir: ".".into(), declarations, ..Root::default() };
    let reading = read(&files, &root, &Config::default(), &SyntaxCache::default());
    assert_eq!(reading.errors, []);
    testing::show_all(&reading.resources, &[])
}

fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Files) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    (folder, files)
}

const CALLS: &str = r#"{"format_version": "1.2", "configuration": {"root_module": {"module_calls": {
    "registry": {"source": "terraform-aws-modules/vpc/aws", "version_constraint": "~> 5.0", "module": {"module_calls": {"inner": {"source": "a/b/c"}}}},
    "plain": {"source": "git::https://example.org/vpc.git?ref=main", "module": {}},
    "own": {"source": "./own", "for_each_expression": {}, "module": {"module_calls": {
        "deep": {"source": "terraform-aws-modules/s3-bucket/aws", "module": {}}}}}}}}}"#;

const CONFIGURATION: [(&str, &str); 2] = [
    (
        "main.tf",
        r#"
        module "registry" {
          source  = "terraform-aws-modules/vpc/aws"
          version = "~> 5.0"
          name    = "a"
        }
        module "plain" { source = "git::https://example.org/vpc.git?ref=main" }
        module "own" {
          for_each = toset(["a", "b"])
          source   = "./own"
        }
        "#,
    ),
    ("own/main.tf", "module \"deep\" {\n  source = \"terraform-aws-modules/s3-bucket/aws\"\n}\n"),
];

#[test]
fn calls_are_those_that_the_project_writes() {
    let planned = of_plan(CALLS, ALL);
    assert_snapshot!(planned, @r#"
    module module.registry
      values {source: "terraform-aws-modules/vpc/aws", version: "~> 5.0"}
    module module.plain
      values {source: "git::https://example.org/vpc.git?ref=main"}
    module module.own
      values {source: "./own"}
    module module.own.module.deep
      values {source: "terraform-aws-modules/s3-bucket/aws"}
    "#);
    assert_snapshot!(of_configuration(&CONFIGURATION, ALL), @r#"
    module module.own
      values {source: "./own"}
      literal source
    module module.own.module.deep
      values {source: "terraform-aws-modules/s3-bucket/aws"}
      literal source
    module module.plain
      values {source: "git::https://example.org/vpc.git?ref=main"}
      literal source
    module module.registry
      values {source: "terraform-aws-modules/vpc/aws", version: "~> 5.0"}
      literal source
      literal version
    "#);
}

#[test]
fn what_is_not_asked_for_is_not_read() {
    assert_eq!(of_plan(CALLS, Declarations { outputs: true, calls: false }), "");
    assert_eq!(of_configuration(&CONFIGURATION, Declarations::default()), "");
    let outputs = r#"{"planned_values": {"outputs": {"a": {"sensitive": false, "value": "x"}}}}"#;
    assert_eq!(of_plan(outputs, Declarations { outputs: false, calls: true }), "");
}

#[test]
fn a_source_that_is_an_expression_is_unknown() {
    let text = "variable \"v\" { default = \"1.0.0\" }\nmodule \"a\" {\n  source  = \"a/b/c\"\n  version = var.v\n}\n";
    assert_snapshot!(of_configuration(&[("main.tf", text)], ALL), @r#"
    module module.a
      values {source: "a/b/c"}
      unknown version: an expression that Terraform evaluates when it installs the module
      literal source
    "#);
}

#[test]
fn outputs_of_a_plan() {
    assert_snapshot!(of_plan(
        r#"{"format_version": "1.2",
        "planned_values": {"outputs": {"known": {"sensitive": false, "value": {"a": "x", "b": null}}, "hidden": {"sensitive": true, "value": "y"},
            "later": {"sensitive": false}, "parts": {"sensitive": false}}},
        "output_changes": {
            "known": {"actions": ["create"], "after": {"a": "x", "b": null}, "after_unknown": false, "after_sensitive": false},
            "hidden": {"actions": ["create"], "after": "y", "after_unknown": false, "after_sensitive": true},
            "later": {"actions": ["create"], "after_unknown": true, "after_sensitive": false},
            "gone": {"actions": ["delete"], "after": null, "after_unknown": false},
            "parts": {"actions": ["create"], "after": {"a": "x"}, "after_unknown": {"b": true}, "after_sensitive": false}},
        "configuration": {"root_module": {
            "resources": [{"address": "t_a.one", "mode": "managed", "type": "t_a", "name": "one", "expressions": {}}],
            "outputs": {
                "known": {"expression": {"constant_value": {"a": "x"}}},
                "hidden": {"sensitive": true, "description": "d", "expression": {"references": ["var.y"]}},
                "later": {"expression": {"references": ["t_a.one.id", "t_a.one"]}},
                "parts": {"expression": {"references": ["t_a.one.id", "t_a.one"]}}}}}}"#,
        ALL
    ), @r#"
    output output.hidden
      values {value: "y", sensitive: true, description: "d"}
      sensitive value
    output output.known
      values {value: {a: "x"}, sensitive: false}
      literal value
      literal value.a
    output output.later
      values {sensitive: false}
      unknown value: known after apply (t_a.one.id)
      reference value -> t_a.one
    output output.parts
      values {value: {a: "x"}, sensitive: false}
      unknown value.b: known after apply (t_a.one.id)
      reference value -> t_a.one
    "#);
    // Of an old format, and of a plan without its configuration.
    assert_snapshot!(of_plan(r#"{"planned_values": {"outputs": {"a": {"sensitive": false, "value": "x"}}}}"#, ALL), @r#"
    output output.a
      values {value: "x", sensitive: false}
    "#);
}

#[test]
fn outputs_of_a_configuration() {
    let text = r#"
        variable "y" {
          default   = "z"
          sensitive = true
        }
        resource "t_a" "one" {}
        output "known" { value = { a = "x", b = null } }
        output "hidden" {
          description = "d"
          sensitive   = true
          value       = var.y
        }
        output "later" { value = t_a.one.id }
        output "parts" { value = { a = "x", b = t_a.one.id } }
        "#;
    assert_snapshot!(of_configuration(&[("main.tf", text)], ALL), @r#"
    t_a t_a.one actions=create
      values {}
    output output.hidden
      values {description: "d", sensitive: true, value: "z"}
      sensitive value
      literal description
      literal sensitive
      literal value
    output output.known
      values {value: {a: "x"}}
      literal value
      literal value.a
    output output.later
      values {}
      unknown value: known after apply: `t_a.one.id`
      reference value -> t_a.one
    output output.parts
      values {value: {a: "x"}}
      unknown value.b: known after apply: `t_a.one.id`
      reference value -> t_a.one
      literal value.a
    "#);
}

#[test]
fn declarations_are_judged_but_are_no_resources() {
    let text = "output \"db_password\" {\n  value = \"hunter22\"\n}\n\nresource \"terraform_data\" \"a\" {}\n";
    let (_folder, files) = project(&[("main.tf", text)]);
    let options = Options { honour_ignores: true, select: vec!["SEC-013".to_owned()], ..Options::default() };
    let scan = Session::open(files, options).unwrap().check(&[".".into()]);
    let found: Vec<String> = scan
        .findings
        .iter()
        .map(|finding| format!("{} {:?}", finding.message, finding.location.as_ref().map(|place| place.start)))
        .collect();
    assert_snapshot!(found.join("\n"), @r#"output "db_password" shows a secret Some(Position { line: 1, column: 1 })"#);
    assert_eq!((scan.counts.resources, scan.counts.policies), (1, 1));
}
