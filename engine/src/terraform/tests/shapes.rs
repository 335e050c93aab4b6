//! Sections, actions, unknown and sensitive values, faults.

use insta::assert_snapshot;

use super::{read, shown};

#[test]
fn a_change_gives_values_unknown_and_sensitive() {
    assert_snapshot!(shown(
        r#"{"format_version": "1.2", "resource_changes": [{
            "address": "aws_db_instance.d", "mode": "managed", "type": "aws_db_instance", "name": "d",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["delete", "create"],
                "after": {"password": "x", "tags": null, "blocks": [], "list": [null, "b"], "nested": [{"a": null, "b": [], "c": {}}]},
                "after_unknown": {"arn": true, "list": [true, false], "nested": [{"d": true}], "all": true, "no": false},
                "after_sensitive": {"password": true, "nested": [{"c": true}], "list": [false, true]}}}]}"#
    ), @r#"
    aws_db_instance aws_db_instance.d actions=delete,create
      values {password: "x", list: [null, "b"], nested: [{c: {}}]}
      unknown arn: known after apply
      unknown list[0]: known after apply
      unknown nested[0].d: known after apply
      unknown all: known after apply
      sensitive list[1]
      sensitive nested[0].c
      sensitive password
    "#);
}

#[test]
fn what_only_goes_is_left_out() {
    assert_snapshot!(shown(
        r#"{"planned_values": {"root_module": {"resources": [{"address": "a.forgotten", "type": "a", "name": "forgotten"}]}},
        "resource_changes": [
            {"address": "a.gone", "change": {"actions": ["delete"], "after": null}},
            {"address": "a.forgotten", "change": {"actions": ["forget"], "after": null}},
            {"address": "a.kept", "deposed": "00000001", "change": {"actions": ["delete"], "after": null}},
            {"address": "a.kept", "change": {"actions": ["no-op"], "after": {"x": 1}}},
            {"address": "a.replaced", "change": {"actions": ["create", "delete"], "after": {}}}]}"#
    ), @r#"
    a a.kept actions=no-op
      values {x: 1}
    a a.replaced actions=create,delete
      values {}
    "#);
}

#[test]
fn planned_values_and_prior_state_fill_in() {
    assert_snapshot!(shown(
        r#"{"planned_values": {"root_module": {
            "resources": [{"address": "a.planned", "mode": "managed", "type": "a", "name": "planned", "values": {"x": 1, "y": []},
                           "sensitive_values": {"x": true}},
                          {"address": "a.filled", "mode": "managed", "type": "a", "name": "filled", "values": {"x": 2}}],
            "child_modules": [{"address": "module.m[\"k\"]", "resources": [
                {"address": "module.m[\"k\"].data.b.read[0]", "mode": "data", "type": "b", "name": "read", "index": 0}]}]}},
        "resource_changes": [{"address": "a.filled", "type": "a", "name": "filled", "change": {"actions": ["create"], "after_unknown": {"z": true}}}],
        "prior_state": {"values": {"root_module": {"resources": [
            {"address": "data.c.d", "mode": "data", "type": "c", "name": "d", "values": {"json": "{}"}},
            {"address": "a.old", "mode": "managed", "type": "a", "name": "old", "values": {}}]}}}}"#
    ), @r#"
    a a.filled actions=create
      values {x: 2}
      unknown z: known after apply
    a a.planned
      values {x: 1}
      sensitive x
    data.b module.m["k"].data.b.read[0]
      values {}
      unknown (all): the plan holds no values
    data.c data.c.d actions=read
      values {json: "{}"}
    "#);
}

#[test]
fn entries_without_address_are_put_together() {
    assert_snapshot!(shown(
        r#"{"resource_changes": [
            {"module_address": "module.m", "mode": "data", "type": "b", "name": "c", "index": "k\"", "change": {"actions": ["read"], "after": {}}},
            {"module_address": "module.m", "type": "b", "name": "c", "index": 3, "change": {"actions": ["create"], "after": {}}}]}"#
    ), @r#"
    data.b module.m.data.b.c["k\""] actions=read
      values {}
    b module.m.b.c[3] actions=create
      values {}
    "#);
}

#[test]
fn faults_are_told_and_the_rest_is_read() {
    assert_snapshot!(shown(
        r#"{"format_version": 1, "planned_values": {"root_module": {"resources": "none", "child_modules": [1, {"resources": {}}]}},
        "resource_changes": ["text", {"change": {}}, {"address": "a..b", "change": {}}, {"address": "a.b", "change": []},
            {"address": "a.c", "change": {"actions": "create", "after": {"x": 1}}}],
        "configuration": {"provider_config": {"x": {}, "y": {"name": "y", "module_address": "..", "expressions": {}}}}}"#
    ), @r#"
    a a.c
      values {x: 1}
    error Parse: `format_version` is not a version such as "1.2"
    error Parse: `resources` of a module is not a list
    error Parse: `resources` of a module is not a list
    error Parse: a resource of the plan is not an object
    error Parse: a resource of the plan has no address
    error Parse: a resource of the plan has no address
    error Parse: resource change of a.b has no `change` object
    error Parse: provider configuration `x` has no name
    error Parse: provider configuration `y` has no module
    "#);
    for (text, message) in [
        ("[]", "a Terraform plan is a JSON object"),
        (r#"{"resource_changes": {}}"#, "`resource_changes` of the plan is not a list"),
        (r#"{"planned_values": []}"#, "`planned_values` of the plan is not an object"),
        (r#"{"format_version": "2.0", "resource_changes": [1]}"#, "plan format 2.0 is newer than 1.x"),
    ] {
        let (resources, errors) = read(text);
        assert!(resources.is_empty(), "{text}");
        assert_eq!(errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>(), [message]);
        assert!(errors[0].span.is_some() && errors[0].help.is_some());
    }
}

#[test]
fn a_plan_without_anything_is_empty() {
    assert_eq!(shown(r#"{"format_version": "1.2", "planned_values": {"root_module": {}}}"#), "");
    assert_eq!(shown(r#"{"format_version": null, "planned_values": null, "resource_changes": null}"#), "");
}

#[test]
fn spans_are_those_of_the_value() {
    let text = r#"{"ä": "🌈", "resource_changes": [{"address": "a.b", "change": {"actions": ["create"], "after": {"key": "value"}}}]}"#;
    let (resources, _) = read(text);
    let entry = resources[0].values.entry("key").unwrap();
    let at = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(
        (at(entry.key_span), at(entry.value.span), at(resources[0].head)),
        (r#""key""#, r#""value""#, r#""a.b""#)
    );
}

#[test]
fn no_shape_is_too_odd() {
    let text = r#"{"format_version": "1.2", "variables": {"v": {"value": "x"}},
        "planned_values": {"root_module": {"child_modules": [{"resources": [{"address": "module.m[0].a.b", "values": {"x": [{"y": 1}]}}]}]}},
        "resource_changes": [
            {"address": "a.b", "mode": "managed", "type": "a", "name": "b", "provider_name": "p/a", "change": {"actions": ["create"],
                "after": {"r": [{"p": 1}]}, "after_unknown": {"s": true, "r": [{"q": true}]}, "after_sensitive": {"r": [{"p": true}]}}},
            {"address": "kubernetes_deployment.d", "type": "kubernetes_deployment", "name": "d", "change": {"actions": ["create"],
                "after": {"metadata": [{"name": "n"}], "spec": [{"template": [{"spec": [{"container": [{"port": [{"container_port": 1}]}]}]}]}]},
                "after_unknown": {"spec": [{"template": [{"spec": [{"container": [{"image": true}]}]}]}]}}},
            {"address": "keycloak_realm.r", "type": "keycloak_realm", "name": "r", "change": {"actions": ["create"],
                "after": {"realm": "r", "access_token_lifespan": "5m", "smtp_server": [{"auth": [{"password": "p"}]}]}, "after_unknown": {"otp_policy": true}}},
            {"address": "keycloak_required_action.a", "type": "keycloak_required_action", "name": "a", "change": {"actions": ["create"],
                "after": {"realm_id": "r", "alias": "x"}}}],
        "configuration": {"provider_config": {"a": {"name": "a", "expressions": {"x": {"references": ["var.v"]}, "y": [{"z": {}}]}}},
            "root_module": {"variables": {"v": {"default": "x", "sensitive": true}},
                "resources": [{"address": "a.b", "for_each_expression": {"references": ["module.m"]},
                    "expressions": {"r": [{"p": {"constant_value": 1}}], "s": {"references": ["module.m[0].o", "each.value.o"]}}}],
                "module_calls": {"m": {"expressions": {"i": {"references": ["var.v"]}}, "module": {
                    "outputs": {"o": {"expression": {"references": ["var.i", "a.b.id", "a.b"]}}}, "resources": [{"address": "a.b"}]}}}}}}"#;
    let (_, document) = crate::testing::document(text, crate::source::Format::Json);
    let config = crate::config::Config::default();
    let (resources, errors) = crate::terraform::read_plan(&document, &config);
    assert_eq!((resources.len(), errors.len()), (8, 0));
    for root in crate::testing::mutations(&document.root) {
        let _ = crate::terraform::read_plan(&crate::source::Document { root, ..document.clone() }, &config);
    }
}
