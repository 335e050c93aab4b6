//! References, literals and reasons, from the configuration of a plan.

use insta::assert_snapshot;

use super::shown;

/// A plan with resource instances `(address, after, after_unknown)` and a configuration.
fn plan(instances: &[(&str, &str, &str)], configuration: &str) -> String {
    let changes: Vec<String> = instances
        .iter()
        .map(|(address, after, unknown)| {
            format!(
                r#"{{"address": {address:?}, "change": {{"actions": ["create"], "after": {after}, "after_unknown": {unknown}}}}}"#
            )
        })
        .collect();
    format!(r#"{{"resource_changes": [{}], "configuration": {configuration}}}"#, changes.join(","))
}

/// The lines of a print that tell origins.
fn origins(text: &str) -> String {
    let shown = shown(text);
    let lines = shown.lines().filter(|line| !line.starts_with("  values"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn references_lead_through_modules() {
    let instances = [
        ("aws_kms_key.k", "{}", "{}"),
        (r#"module.b["x"].aws_s3_bucket.this"#, "{}", "{}"),
        (
            r#"module.b["x"].aws_s3_bucket_logging.this[0]"#,
            r#"{"prefix": "p"}"#,
            r#"{"bucket": true, "target": true, "key": true}"#,
        ),
        ("module.log.aws_s3_bucket.this", "{}", "{}"),
        ("aws_s3_bucket_policy.p", "{}", r#"{"bucket": true}"#),
    ];
    let module = r#"{
        "outputs": {"id": {"expression": {"references": ["aws_s3_bucket.this.id", "aws_s3_bucket.this"]}}},
        "resources": [
            {"address": "aws_s3_bucket.this", "expressions": {}},
            {"address": "aws_s3_bucket_logging.this", "expressions": {
                "bucket": {"references": ["aws_s3_bucket.this.id", "aws_s3_bucket.this"]},
                "target": {"references": ["var.target"]},
                "key": {"references": ["var.key"]},
                "prefix": {"references": ["var.prefix"]}}}]}"#;
    let configuration = format!(
        r#"{{"root_module": {{
            "resources": [{{"address": "aws_s3_bucket_policy.p", "expressions": {{
                "bucket": {{"references": ["module.b[\"x\"].id", "module.b[\"x\"]"]}}}}}}],
            "module_calls": {{
                "b": {{"module": {module}, "for_each_expression": {{}}, "expressions": {{
                    "target": {{"references": ["module.log.id", "module.log"]}},
                    "key": {{"references": ["each.key", "aws_kms_key.k.arn", "aws_kms_key.k"]}},
                    "prefix": {{"constant_value": "p"}}}}}},
                "log": {{"module": {module}}}}}}}}}"#
    );
    assert_snapshot!(origins(&plan(&instances, &configuration)), @r#"
    aws_kms_key aws_kms_key.k actions=create
    aws_s3_bucket module.b["x"].aws_s3_bucket.this actions=create
    aws_s3_bucket_logging module.b["x"].aws_s3_bucket_logging.this[0] actions=create
      unknown bucket: known after apply (module.b["x"].aws_s3_bucket.this.id)
      unknown target: known after apply (module.log.aws_s3_bucket.this.id)
      unknown key: known after apply (aws_kms_key.k.arn)
      reference bucket -> module.b["x"].aws_s3_bucket.this
      reference target -> module.log.aws_s3_bucket.this
      reference key -> aws_kms_key.k
      literal prefix
    aws_s3_bucket module.log.aws_s3_bucket.this actions=create
    aws_s3_bucket_policy aws_s3_bucket_policy.p actions=create
      unknown bucket: known after apply (module.b["x"].aws_s3_bucket.this.id)
      reference bucket -> module.b["x"].aws_s3_bucket.this
    "#);
}

#[test]
fn keys_are_given_when_certain() {
    let instances = [
        (r#"aws_s3_bucket.b["x"]"#, "{}", "{}"),
        (r#"aws_s3_bucket.b["y"]"#, "{}", "{}"),
        ("aws_vpc.only[0]", "{}", "{}"),
        (r#"t.same["x"]"#, "{}", r#"{"a": true}"#),
        (r#"t.over["y"]"#, r#"{"a": "known"}"#, "{}"),
        ("t.other", "{}", r#"{"splat": true, "named": true, "only": true, "data": true, "none": true}"#),
    ];
    let configuration = r#"{"root_module": {"resources": [
        {"address": "t.same", "for_each_expression": {"references": ["local.names"]}, "expressions": {
            "a": {"references": ["aws_s3_bucket.b", "each.key"]}}},
        {"address": "t.over", "for_each_expression": {"references": ["aws_s3_bucket.b"]}, "expressions": {
            "a": {"references": ["each.value.id", "each.value"]}}},
        {"address": "t.other", "expressions": {
            "splat": {"references": ["aws_s3_bucket.b"]},
            "named": {"references": ["aws_s3_bucket.b[\"y\"].id", "aws_s3_bucket.b[\"y\"]"]},
            "only": {"references": ["aws_vpc.only"]},
            "data": {"references": ["data.aws_region.here.name", "data.aws_region.here"]},
            "absent": {"references": ["aws_vpc.only"]},
            "none": {"references": ["local.x", "path.module", "count.index", "terraform.workspace", "self.id"]}}}]}}"#;
    assert_snapshot!(origins(&plan(&instances, configuration)), @r#"
    aws_s3_bucket aws_s3_bucket.b["x"] actions=create
    aws_s3_bucket aws_s3_bucket.b["y"] actions=create
    aws_vpc aws_vpc.only[0] actions=create
    t t.same["x"] actions=create
      unknown a: known after apply (aws_s3_bucket.b["x"])
      reference a -> aws_s3_bucket.b["x"]
    t t.over["y"] actions=create
      reference a -> aws_s3_bucket.b["y"]
    t t.other actions=create
      unknown splat: known after apply (aws_s3_bucket.b)
      unknown named: known after apply (aws_s3_bucket.b["y"].id)
      unknown only: known after apply (aws_vpc.only[0])
      unknown data: known after apply (data.aws_region.here.name)
      unknown none: known after apply
      reference splat -> aws_s3_bucket.b
      reference named -> aws_s3_bucket.b["y"]
      reference only -> aws_vpc.only[0]
      reference data -> data.aws_region.here
    "#);
}

#[test]
fn each_over_modules_leads_to_the_output_asked_for() {
    let instances = [
        (r#"module.m["x"].aws_s3_bucket.b"#, "{}", "{}"),
        (r#"module.m["x"].aws_kms_key.k"#, "{}", "{}"),
        (r#"t.value["x"]"#, "{}", r#"{"a": true}"#),
        (r#"t.index["x"]"#, "{}", r#"{"a": true}"#),
    ];
    let configuration = r#"{"root_module": {
        "resources": [
            {"address": "t.value", "for_each_expression": {"references": ["module.m"]}, "expressions": {
                "a": {"references": ["each.value.bucket", "each.value"]}}},
            {"address": "t.index", "for_each_expression": {"references": ["module.m"]}, "expressions": {
                "a": {"references": ["module.m", "each.key"]}}}],
        "module_calls": {"m": {"for_each_expression": {}, "module": {"outputs": {
            "bucket": {"expression": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}},
            "key": {"expression": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}}}}}}}"#;
    assert_snapshot!(origins(&plan(&instances, configuration)), @r#"
    aws_s3_bucket module.m["x"].aws_s3_bucket.b actions=create
    aws_kms_key module.m["x"].aws_kms_key.k actions=create
    t t.value["x"] actions=create
      unknown a: known after apply (module.m["x"].aws_s3_bucket.b.id)
      reference a -> module.m["x"].aws_s3_bucket.b
    t t.index["x"] actions=create
      unknown a: known after apply
    "#);
}

#[test]
fn blocks_are_matched_by_content() {
    let instances = [
        ("a.k", "{}", "{}"),
        (
            "t.one",
            r#"{"rule": [{"port": 443, "x": "1"}, {"port": 22}], "single": [{"deep": [{"name": "n"}]}], "env": [{"name": "DYNAMIC"}, {"name": "B"}]}"#,
            r#"{"rule": [{}, {"key": true}], "env": [{}, {"value": true}]}"#,
        ),
        ("t.unsure", r#"{"rule": [{"x": "1"}, {"x": "1"}, {"x": "1"}]}"#, "{}"),
    ];
    let configuration = r#"{"root_module": {"resources": [
        {"address": "t.one", "expressions": {
            "rule": [{"port": {"constant_value": 22}, "key": {"references": ["a.k"]}}, {"port": {"constant_value": "443"}, "x": {"constant_value": "1"}}],
            "single": [{"deep": [{"name": {"constant_value": "n"}}]}],
            "env": [{"name": {"constant_value": "B"}, "value": {"references": ["a.k.v", "a.k"]}}]}},
        {"address": "t.unsure", "expressions": {
            "rule": [{"x": {"constant_value": "1"}, "key": {"references": ["a.k"]}}]}}]}}"#;
    assert_snapshot!(origins(&plan(&instances, configuration)), @r#"
    a a.k actions=create
    t t.one actions=create
      unknown rule[1].key: known after apply (a.k)
      unknown env[1].value: known after apply (a.k.v)
      reference rule[1].key -> a.k
      reference env[1].value -> a.k
      literal rule[1].port
      literal rule[0].port
      literal rule[0].x
      literal single[0].deep[0].name
      literal env[1].name
    t t.unsure actions=create
      reference rule -> a.k
    "#);
}

#[test]
fn literals_come_through_calls_and_defaults() {
    let instances = [("t.root", "{}", "{}"), ("module.m.t.inner", r#"{"tags": {"a": "b"}}"#, "{}")];
    let configuration = r#"{"root_module": {
        "variables": {"default": {"default": "d"}, "given": {"default": "d"}, "none": {}},
        "resources": [{"address": "t.root", "expressions": {
            "constant": {"constant_value": "c"}, "null": {"constant_value": null}, "opaque": {},
            "default": {"references": ["var.default"]}, "given": {"references": ["var.given"]},
            "none": {"references": ["var.none"]}, "mixed": {"references": ["var.default", "local.x"]}}}],
        "module_calls": {"m": {"expressions": {"here": {"constant_value": "h"}, "passed": {"references": ["var.given"]}},
            "module": {"variables": {"here": {}, "passed": {}, "own": {"default": 1}}, "resources": [{"address": "t.inner", "expressions": {
                "here": {"references": ["var.here"]}, "passed": {"references": ["var.passed"]}, "own": {"references": ["var.own"]},
                "tags": {"constant_value": {"a": "b", "c": null}}}}]}}}}}"#;
    let plan = plan(&instances, configuration);
    let plan = plan.replacen(
        '{',
        r#"{"variables": {"default": {"value": "d"}, "given": {"value": "other"}, "none": {"value": "n"}}, "#,
        1,
    );
    assert_snapshot!(origins(&plan), @r#"
    t t.root actions=create
      literal constant
      literal default
    t module.m.t.inner actions=create
      literal here
      literal own
      literal tags
      literal tags.a
    "#);
}

#[test]
fn circles_end() {
    let configuration = r#"{"root_module": {
        "resources": [{"address": "t.a", "expressions": {"x": {"references": ["module.m.out", "module.m"]}}}],
        "module_calls": {"m": {"expressions": {"in": {"references": ["module.m.out", "module.m"]}},
            "module": {"outputs": {"out": {"expression": {"references": ["var.in"]}}}}}}}}"#;
    assert_snapshot!(origins(&plan(&[("t.a", "{}", r#"{"x": true}"#)], configuration)), @r#"
    t t.a actions=create
      unknown x: known after apply
    "#);
}

#[test]
fn provider_configurations_are_resources() {
    let configuration = r#"{"provider_config": {
        "aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "5.100.0", "expressions": {
            "region": {"constant_value": "eu-central-1"}, "secret_key": {"references": ["var.secret"]}, "null": {"constant_value": null},
            "token": {"references": ["data.vault.x.token", "data.vault.x"]},
            "default_tags": [{"tags": {"constant_value": {"a": "b"}}}], "assume_role": [{"role_arn": {}}]}},
        "aws.ohio": {"name": "aws", "alias": "ohio", "version_constraint": "~> 5.0"},
        "module.m:aws": {"name": "aws", "module_address": "module.m"},
        "module.m:other": {"name": "other", "module_address": "module.m", "expressions": {"url": {"references": ["var.url"]}}},
        "terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"}},
        "root_module": {"variables": {"secret": {"sensitive": true}},
            "module_calls": {"m": {"expressions": {"url": {"constant_value": "http://u"}}, "module": {}}}}}"#;
    let plan = plan(&[], configuration).replacen('{', r#"{"variables": {"secret": {"value": "s"}}, "#, 1);
    assert_snapshot!(shown(&plan), @r#"
    provider.aws provider.aws version=5.100.0
      values {region: "eu-central-1", secret_key: "s", default_tags: [{tags: {a: "b"}}], assume_role: [{}]}
      unknown token: refers to data.vault.x.token
      unknown assume_role[0].role_arn: an expression that the plan does not show
      sensitive secret_key
      reference token -> data.vault.x
      literal region
      literal default_tags[0].tags
    provider.aws provider.aws.ohio
      values {}
    provider.other module.m.provider.other
      values {url: "http://u"}
      literal url
    "#);
}

#[test]
fn what_nobody_wrote_is_absent_not_unknown() {
    let instances = [(
        "t.r",
        r#"{"block": [{"b": 1}], "dynamic": [{"d": 1}]}"#,
        r#"{"id": true, "given": true, "block": [{"given": true, "computed": true}], "dynamic": [{"perhaps": true}]}"#,
    )];
    let configuration = r#"{"root_module": {"resources": [
        {"address": "t.r", "expressions": {
            "given": {"references": ["local.x"]},
            "block": [{"b": {"constant_value": 1}, "given": {"references": ["local.x"]}}]}}]}}"#;
    assert_snapshot!(origins(&plan(&instances, configuration)), @r"
    t t.r actions=create
      unknown given: known after apply
      unknown block[0].given: known after apply
      unknown dynamic[0].perhaps: known after apply
      literal block[0].b
    ");
}
