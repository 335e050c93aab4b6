//! What `bartizan.toml` changes, and how it is refused.

use crate::support::{POD, Project};

fn with_settings(settings: &str) -> Project {
    Project::with_pod().file("bartizan.toml", settings)
}

#[test]
fn severities_are_overridden_by_id_and_glob() {
    let project = with_settings("[severities]\n\"K8S-003\" = \"low\"\n\"K8S-017\" = \"off\"\n");
    let output = project.json(&["--ignore", "K8S-018"]);
    let of = |id: &str| output["findings"].as_array().unwrap().iter().find(|finding| finding["policy"] == id);
    assert_eq!(of("K8S-003").unwrap()["severity"], "low");
    assert!(of("K8S-017").is_none());
    let project = with_settings("[severities]\n\"K8S-0*\" = \"off\"\n\"K8S-003\" = \"info\"\n");
    assert_eq!(project.findings(&[]), "pod.yaml:10 K8S-003 new\n");
    project.run(["check"]).ends(0);
    with_settings("[severities]\n\"K8S-9999\" = \"low\"\n").run(["check"]).refused("K8S-9999");
}

#[test]
fn fail_on_and_profile_come_from_the_file_unless_given() {
    let project = with_settings("fail_on = \"critical\"\nselect = [\"K8S-017\"]\n");
    project.run(["check"]).ends(0);
    project.run(["check", "--fail-on", "medium"]).ends(1);
}

#[test]
fn parameters_reach_their_policy() {
    let project = Project::new().file("pod.yaml", POD);
    let find = || project.findings(&["--select", "K8S-017"]);
    assert_eq!(find(), "pod.yaml:8 K8S-017 new\n");
    project.write("bartizan.toml", "[parameters.K8S-017]\nmutable_tags = [\"stable\"]\n");
    assert_eq!(find(), "");
}

#[test]
fn wrong_parameters_are_refused() {
    let refused = |settings: &str, said: &str| with_settings(settings).run(["check"]).refused(said);
    refused("[parameters.K8S-017]\nmutable_tags = \"latest\"\n", "mutable_tags");
    refused("[parameters.K8S-017]\nno_such = 1\n", "no_such");
    refused("[parameters.K8S-9999]\nx = 1\n", "K8S-9999");
}

#[test]
fn what_is_missing_everywhere_stands_where_the_fleet_is_declared_complete() {
    let project = with_settings("# settings\n[fleet]\ncomplete = [\"keycloak\"]\n");
    assert_eq!(project.findings(&["--select", "KC-001"]), "bartizan.toml:3 KC-001 new\n");
}

#[test]
fn what_the_file_gets_wrong_is_named_with_its_place() {
    let refused = |settings: &str, said: &str| with_settings(settings).run(["check"]).refused(said);
    refused("fail_on = \"high\"\nno_such_key = 1\n", "bartizan.toml:2:1: unknown field `no_such_key`");
    refused("profil = \"strict\"\n", "bartizan.toml:1:1: unknown field `profil`; did you mean `profile`?");
    refused("profile = \"strickt\"\n", "bartizan.toml:1:11: unknown variant `strickt`; did you mean `strict`?");
    refused("fail_on = \"horrible\"\n", "bartizan.toml:1:11");
    refused("exclude = [\"a[\"]\n", "`a[` in exclude is not a glob");
    refused("[fleet]\ncomplete = [\"nomad\"]\n", "`nomad` in fleet.complete names no platform");
    refused("a = = 1\n", "bartizan.toml:1:5");
    refused("[[exceptions]]\nreason = \"x\"\n", "missing field `policy`");
    refused("policies = [\"no-such-folder\"]\n", "no-such-folder");
}

#[test]
fn policies_of_the_user_run_beside_the_bundled() {
    let policy = r#"# METADATA
# title: Pod is called web
# description: For the test.
# custom:
#   id: ACME-001
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Infrastructure Security
#   owner: Application Developers
#   supporting: []
#   controls: []
#   references: {}
#   remediation: Call it something else.
package bartizan.kubernetes.acme_web

deny contains {"message": "the pod is called web", "path": ["metadata", "name"]} if {
	input.values.metadata.name == "web"
}
"#;
    let project = Project::with_pod().file("acme/web.rego", policy);
    assert_eq!(project.findings(&["--policy", "acme", "--select", "ACME-001"]), "pod.yaml:3 ACME-001 new\n");
    project.write("bartizan.toml", "policies = [\"acme\"]\n");
    assert_eq!(project.findings(&["--select", "ACME-*"]), "pod.yaml:3 ACME-001 new\n");
    project.run(["check", "--no-local-policies", "--select", "ACME-001"]).refused("ACME-001");
    project.write("acme/web.rego", policy.replace("ACME-001", "K8S-003"));
    project.run(["check"]).refused("K8S-003");
    project.write("acme/web.rego", policy.replace("if {", "if"));
    project.run(["check"]).refused("acme/web.rego");
}
