//! Blocks: `dynamic`, overrides, both notations, providers, what is left out.

use insta::assert_snapshot;

use super::super::{Root, SyntaxCache, read};
use super::{project, root, shown, shown_with};
use crate::config::Config;
use crate::testing;

#[test]
fn dynamic_blocks_are_written_out() {
    assert_snapshot!(shown(
        r#"
        variable "unknown" { type = list(string) }
        locals { rules = [{ port = 1, from = ["a", "b"] }, { port = 2, from = [] }] }
        resource "t" "r" {
          dynamic "rule" {
            for_each = local.rules
            iterator = it
            content {
              port  = it.value.port
              index = it.key
              dynamic "from" {
                for_each = it.value.from
                content { name = "${it.key}-${from.value}" }
              }
            }
          }
          dynamic "empty" {
            for_each = []
            content { x = 1 }
          }
          dynamic "maybe" {
            for_each = var.unknown
            content { x = 1 }
          }
          both { x = 0 }
          dynamic "both" {
            for_each = var.unknown
            content { x = both.value }
          }
          lifecycle { ignore_changes = [rule] }
          provisioner "local-exec" { command = self.id }
          depends_on = [t.other]
          null       = null
          empty_list = []
        }
        "#
    ), @r#"
    t t.r actions=create
      values {rule: [{port: 1, index: 0, from: [{name: "0-a"}, {name: "0-b"}]}, {port: 2, index: 1}], both: [{x: 0}]}
      unknown maybe: variable `unknown` has no value
      unknown both: variable `unknown` has no value
      literal empty_list
      literal rule[0].port
      literal rule[1].port
      literal both[0].x
    "#);
}

#[test]
fn overrides_replace_what_they_name() {
    let files = [
        (
            "main.tf",
            "resource \"t\" \"r\" {\n  a = 1\n  b = 1\n  n { x = 1 }\n  n { x = 2 }\n  m { x = 1 }\n}\nlocals {\n  l = 1\n}\nresource \"t\" \"l\" { l = local.l }",
        ),
        ("main_override.tf", "resource \"t\" \"r\" {\n  b = 2\n  c = 2\n  n { x = 3 }\n}\nlocals {\n  l = 2\n}"),
        ("override.tf", "resource \"t\" \"r\" {\n  c = 3\n}"),
        ("other.tf", "resource \"t\" \"replaced\" {}"),
        ("other.tofu", "resource \"t\" \"of_tofu\" {}"),
        ("again.tf", "resource \"t\" \"r\" {}"),
        (".hidden.tf", "resource \"t\" \"hidden\" {}"),
    ];
    assert_snapshot!(shown_with(&files, &root(".")), @r#"
    t t.r actions=create
      values {b: 2, c: 3, n: [{x: 3}]}
      literal b
      literal c
      literal n[0].x
    t t.l actions=create
      values {l: 2}
      literal l
    t t.of_tofu actions=create
      values {}
    error parse: main.tf: `t.r` is declared twice
    "#);
}

#[test]
fn json_tells_maps_from_blocks_of_the_aws_provider() {
    let text = r#"{
  "provider": {"aws": {"default_tags": {"tags": {"team": "a"}}}},
  "resource": {
    "aws_launch_template": {"t": {"block_device_mappings": {"ebs": {"encrypted": false}}, "tags": {"a": "b"}}},
    "aws_lambda_alias": {"a": {"routing_config": {"additional_version_weights": {"2": 0.5}}}},
    "aws_s3_object": {"o": {"metadata": {"kind": "x"}}},
    "aws_acm_certificate": {"c": {"options": {"export": "ENABLED"}}},
    "other_thing": {"o": {"block_device_mappings": {"a": "b"}, "metadata": {"kind": "x"}}}
  },
  "data": {"aws_kms_ciphertext": {"k": {"context": {"a": "b"}}}}
}
"#;
    assert_snapshot!(shown_with(&[("main.tf.json", text)], &root(".")), @r#"
    aws_launch_template aws_launch_template.t actions=create
      values {tags: {a: "b"}, tags_all: {a: "b", team: "a"}, block_device_mappings: [{ebs: [{encrypted: false}]}]}
      literal tags
      literal tags.a
      literal block_device_mappings[0].ebs[0].encrypted
    aws_lambda_alias aws_lambda_alias.a actions=create
      values {routing_config: [{additional_version_weights: {2: 0.5}}]}
      literal routing_config[0].additional_version_weights
      literal routing_config[0].additional_version_weights.2
    aws_s3_object aws_s3_object.o actions=create
      values {metadata: {kind: "x"}}
      literal metadata
      literal metadata.kind
    aws_acm_certificate aws_acm_certificate.c actions=create
      values {options: [{export: "ENABLED"}]}
      literal options[0].export
    other_thing other_thing.o actions=create
      values {block_device_mappings: {a: "b"}, metadata: [{kind: "x"}]}
      literal block_device_mappings
      literal block_device_mappings.a
      literal metadata[0].kind
    data.aws_kms_ciphertext data.aws_kms_ciphertext.k actions=read
      values {context: {a: "b"}}
      literal context
      literal context.a
    provider.aws provider.aws
      values {default_tags: [{tags: {team: "a"}}]}
      literal default_tags[0].tags
      literal default_tags[0].tags.team
    "#);
}

#[test]
fn json_is_read_as_the_native_syntax() {
    let text = r#"{
        "//": "a comment",
        "variable": {"name": {"type": "string", "default": "n${x}"}},
        "locals": [{"full": "${var.name}-x"}, {"map": {"${local.full}": "k\u00e4se ${local.full}"}}],
        "provider": {"aws": [{"region": "x"}, {"alias": "b", "region": "y"}]},
        "resource": {"t": {
            "one": {"name": "${local.full}", "tags": {"a": "b"}, "list": ["${var.name}", 1, true, null],
                "block": {"x": "plain", "inner": [{"y": 1}, {"y": 2}]},
                "dynamic": {"rule": {"for_each": ["a"], "content": {"name": "${rule.value}"}}},
                "lifecycle": {"prevent_destroy": true}},
            "two": [{"count": 2, "map": "${local.map}", "provider": "aws.b"}]}},
        "module": {"m": {"source": "./m", "input": {"block": {"not": "one"}}}},
        "output": {"o": {"value": "${t.one.name}"}},
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.1.0"}}},
        "unheard_of": {}
    }"#;
    let module = "variable \"input\" {}\nresource \"t\" \"in\" { x = var.input.block.not }";
    assert_snapshot!(shown_with(&[("main.tf.json", text), ("m/main.tf", module)], &root(".")), @r#"
    t t.one actions=create
      values {name: "n${x}-x", tags: {a: "b"}, list: ["n${x}", 1, true, null], block: [{x: "plain", inner: [{y: 1}, {y: 2}]}], rule: [{name: "a"}]}
      literal tags
      literal tags.a
      literal block[0].x
      literal block[0].inner[0].y
      literal block[0].inner[1].y
      literal rule[0].name
    t t.two[0] version=5.1.0 actions=create
      values {map: {n${x}-x: "käse n${x}-x"}}
    t t.two[1] version=5.1.0 actions=create
      values {map: {n${x}-x: "käse n${x}-x"}}
    provider.aws provider.aws version=5.1.0
      values {region: "x"}
      literal region
    provider.aws provider.aws.b version=5.1.0
      values {region: "y"}
      literal region
    t module.m.t.in actions=create
      values {x: "one"}
      literal x
    error parse: main.tf.json: `unheard_of` is no type of block
    "#);
}

#[test]
fn providers_and_their_default_tags() {
    let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.99.1\"\n}";
    let text = r#"
        terraform {
          required_providers {
            aws   = { source = "hashicorp/aws", version = "~> 5.0" }
            other = { source = "x/y", version = "1.2.3" }
          }
        }
        provider "aws" {
          region = "eu-central-1"
          default_tags {
            tags = { owner = "a", stage = "default" }
          }
        }
        provider "aws" {
          alias  = "plain"
          region = var.region
        }
        variable "region" {}
        resource "aws_a" "tagged" { tags = { stage = "own" } }
        resource "aws_a" "plain" {
          provider = aws.plain
          tags     = { stage = "own" }
        }
        resource "aws_a" "untagged" {}
        module "m" {
          source    = "./m"
          providers = { aws.given = aws }
        }
    "#;
    let module = "resource \"aws_a\" \"inner\" {\n  provider = aws.given\n  tags = { a = \"b\" }\n}";
    let files = [(".terraform.lock.hcl", lock), ("main.tf", text), ("m/main.tf", module)];
    assert_snapshot!(shown_with(&files, &root(".")), @r#"
    aws_a aws_a.tagged version=5.99.1 actions=create
      values {tags: {stage: "own"}, tags_all: {owner: "a", stage: "own"}}
      literal tags
      literal tags.stage
    aws_a aws_a.plain version=5.99.1 actions=create
      values {tags: {stage: "own"}, tags_all: {stage: "own"}}
      literal tags
      literal tags.stage
    aws_a aws_a.untagged version=5.99.1 actions=create
      values {}
    provider.aws provider.aws version=5.99.1
      values {region: "eu-central-1", default_tags: [{tags: {owner: "a", stage: "default"}}]}
      literal region
      literal default_tags[0].tags
      literal default_tags[0].tags.owner
      literal default_tags[0].tags.stage
    provider.aws provider.aws.plain version=5.99.1
      values {}
      unknown region: variable `region` has no value
    provider.other provider.other version=1.2.3
      values {}
    aws_a module.m.aws_a.inner version=5.99.1 actions=create
      values {tags: {a: "b"}, tags_all: {a: "b", owner: "a", stage: "default"}}
      literal tags
      literal tags.a
    "#);
}

#[test]
fn a_broken_file_leaves_the_rest() {
    let files = [
        ("broken.tf", "resource \"t\" \"broken\" {\n  a = \n  b = 2\n}\nresource \"t\" \"whole\" { a = 1 }"),
        ("main.tf", "resource \"t\" \"fine\" { a = t.broken.b }"),
        ("binary.tf", "\u{0}\u{1}"),
    ];
    assert_snapshot!(shown_with(&files, &root(".")), @r#"
    t t.broken actions=create
      values {b: 2}
      unknown a: the expression cannot be read
      literal b
    t t.whole actions=create
      values {a: 1}
      literal a
    t t.fine actions=create
      values {a: 2}
      reference a -> t.broken
      literal a
    error parse: binary.tf: `\u{1}` is not used in the language
    error parse: broken.tf: expected an expression, found the end of the line
    "#);
}

#[test]
fn what_stands_for_another_platform_is_presented_there_too() {
    let text = r#"
        variable "name" { default = "n" }
        resource "kubernetes_namespace_v1" "n" {
          metadata { name = var.name }
        }
        resource "kubernetes_pod_v1" "p" {
          metadata {
            name      = "p"
            namespace = kubernetes_namespace_v1.n.metadata[0].name
          }
          spec {
            container {
              name  = "c"
              image = kubernetes_namespace_v1.n.id
            }
          }
        }
        resource "keycloak_realm" "r" { realm = "r" }
        resource "keycloak_openid_client" "c" {
          realm_id    = keycloak_realm.r.id
          client_id   = "c"
          access_type = "PUBLIC"
        }
    "#;
    let (_folder, files) = project(&[("main.tf", text)]);
    let at = Root { environment: Some("prod".into()), ..root(".") };
    let reading = read(&files, &at, &Config::default(), &SyntaxCache::default());
    assert_snapshot!(testing::show_all(&reading.resources, &[]), @r#"
    kubernetes_namespace_v1 kubernetes_namespace_v1.n actions=create
      values {metadata: [{name: "n"}]}
      literal metadata[0].name
    Namespace kubernetes_namespace_v1.n actions=create
      values {apiVersion: "v1", kind: "Namespace", metadata: {name: "n"}}
      literal metadata.name
    kubernetes_pod_v1 kubernetes_pod_v1.p actions=create
      values {metadata: [{name: "p", namespace: "n"}], spec: [{container: [{name: "c"}]}]}
      unknown spec[0].container[0].image: known after apply: `kubernetes_namespace_v1.n.id`
      reference metadata[0].namespace -> kubernetes_namespace_v1.n
      reference spec[0].container[0].image -> kubernetes_namespace_v1.n
      literal metadata[0].name
      literal metadata[0].namespace
      literal spec[0].container[0].name
    Pod kubernetes_pod_v1.p namespace=n actions=create
      values {apiVersion: "v1", kind: "Pod", metadata: {name: "p", namespace: "n"}, spec: {containers: [{name: "c"}]}}
      unknown spec.containers[0].image: known after apply: `kubernetes_namespace_v1.n.id`
      reference metadata.namespace -> kubernetes_namespace_v1.n
      reference spec.containers[0].image -> kubernetes_namespace_v1.n
      literal metadata.name
      literal metadata.namespace
      literal spec.containers[0].name
    keycloak_realm keycloak_realm.r actions=create
      values {realm: "r"}
      literal realm
    realm keycloak_realm.r actions=create
      values {realm: "r"}
      literal realm
    keycloak_openid_client keycloak_openid_client.c actions=create
      values {client_id: "c", access_type: "PUBLIC"}
      unknown realm_id: known after apply: `keycloak_realm.r.id`
      reference realm_id -> keycloak_realm.r
      literal client_id
      literal access_type
    client keycloak_openid_client.c actions=create
      values {clientId: "c", protocol: "openid-connect", publicClient: true, bearerOnly: false}
      reference realm -> keycloak_realm.r
      literal clientId
      literal publicClient
      literal bearerOnly
    "#);
}

#[test]
fn limits_are_said() {
    let text = r#"
        resource "t" "many" {
          count = 100000
        }
        locals { big = join("", [for i in range(1000) : join("", [for j in range(1000) : join("", [for k in range(1000) : "xxxxxxxxxx"])])]) }
        resource "t" "big" { x = local.big }
        resource "t" "after" { x = 1 }
    "#;
    let (_folder, files) = project(&[("main.tf", text)]);
    let reading = read(&files, &root("."), &Config::default(), &SyntaxCache::default());
    let errors: Vec<String> = reading.errors.iter().map(|error| format!("{} {error}", error.kind.as_str())).collect();
    assert_snapshot!(errors.join("\n"), @r#"
    limit main.tf: a block has more than 2000 instances; the rest is not read
    limit main.tf: the configuration takes too much to evaluate
    "#);
    assert_eq!(reading.resources.len(), 2002);
}

#[test]
fn a_text_that_breaks_off_anywhere_is_read() {
    for text in [include_str!("planned/modules/main.tf"), include_str!("planned/json/main.tf.json")] {
        let name = if text.starts_with('{') { "main.tf.json" } else { "main.tf" };
        let (_folder, mut files) = project(&[("m/main.tf", "variable \"size\" {}")]);
        let parsed = SyntaxCache::default();
        for end in (0..text.len()).step_by(41).filter(|end| text.is_char_boundary(*end)) {
            files.set_overlay(name, text[..end].into());
            let reading = read(&files, &root("."), &Config::default(), &parsed);
            let in_text = |span: crate::source::Span| span.start <= span.end;
            assert!(reading.errors.iter().filter_map(|error| error.span).all(in_text), "{end}");
        }
    }
}
