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
    let refused = |settings: &str, place: &str, said: &str| {
        let run = with_settings(settings).run(["check"]).ends(2);
        assert!(run.stderr.contains(&format!("[bartizan.toml:{place}]")), "{}", run.stderr);
        assert!(run.stderr.contains(said), "{}", run.stderr);
    };
    refused("fail_on = \"high\"\nno_such_key = 1\n", "2:1", "unknown key `no_such_key`");
    refused("exclude = [\"a[\"]\n", "1:12", "`a[` in exclude is not a glob");
    refused("a = = 1\n", "1:5", "");
    refused(
        "select = [\"K8S-003\", \"K8S-03\"]\n",
        "1:22",
        "`K8S-03` in `select` matches no policy; did you mean `K8S-003`?",
    );
    refused("ignore = [\"@hgih\"]\n", "1:11", "`@hgih` in `ignore` is not a policy id, a glob of ids or `@severity`");
    refused("[severities]\n\"K8S-9*\" = \"low\"\n", "2:1", "`K8S-9*` in `severities` matches no policy");
    refused("[parameters.K8S-01]\nx = 1\n", "1:13", "K8S-01, which is no policy; did you mean `K8S-001`?");
    refused("[parameters.K8S-017]\nmutable_tag = []\n", "2:1", "did you mean `mutable_tags`?");
    refused("[[exceptions]]\npolicy = \"KC-0277\"\nreason = \"r\"\n", "2:1", "did you mean `KC-027`?");
    with_settings("policies = [\"no-such-folder\"]\n").run(["check"]).refused("no-such-folder");
}

#[test]
fn everything_wrong_is_told_at_once_in_its_frame() {
    let project = with_settings("profil = \"strict\"\nselect = [\"K8S-03\"]\n[suppressions]\nrequire_reason = 1\n");
    insta::assert_snapshot!(project.run(["check"]).ends(2).stderr, @r#"
    error: the configuration is wrong

    error config

      × unknown key `profil`; did you mean `profile`?
       ╭─[bartizan.toml:1:1]
     1 │ profil = "strict"
       · ──────
       ╰────

    error config

      × `K8S-03` in `select` matches no policy; did you mean `K8S-003`?
       ╭─[bartizan.toml:2:11]
     1 │ profil = "strict"
     2 │ select = ["K8S-03"]
       ·           ────────
       ╰────

    error config

      × `suppressions.require_reason` must be a boolean, not an integer `1`
       ╭─[bartizan.toml:4:18]
     3 │ [suppressions]
     4 │ require_reason = 1
       ·                  ─
       ╰────
    "#);
    // What the command line gets wrong has no place.
    Project::with_pod()
        .run(["check", "--select", "K8S-03"])
        .refused("error: `K8S-03` in `select` matches no policy; did");
}

#[test]
fn what_is_said_of_policies_that_are_left_out_is_no_fault() {
    let settings = "policies = [\"acme\"]\nignore = [\"ACME-2\", \"K8S-018\"]\n[severities]\n\"ACME-*\" = \"low\"\n\
                    [parameters.ACME-1]\nx = 1\n[[exceptions]]\npolicy = \"ACME-1\"\nreason = \"r\"\n";
    let project = with_settings(settings);
    project.write("acme/.keep", "");
    project.run(["check"]).refused("ACME-2");
    let found = project.findings(&["--no-local-policies"]);
    assert!(found.contains("K8S-003 new") && !found.contains("K8S-018"), "{found}");
}

/// A policy of the user.
pub(crate) const OWN_POLICY: &str = r#"# METADATA
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

#[test]
fn policies_of_the_user_run_beside_the_bundled() {
    let project = Project::with_pod().file("acme/web.rego", OWN_POLICY);
    assert_eq!(project.findings(&["--policy", "acme", "--select", "ACME-001"]), "pod.yaml:3 ACME-001 new\n");
    project.write("bartizan.toml", "policies = [\"acme\"]\n");
    assert_eq!(project.findings(&["--select", "ACME-*"]), "pod.yaml:3 ACME-001 new\n");
    project.run(["check", "--no-local-policies", "--select", "ACME-001"]).refused("ACME-001");
    project.write("acme/web.rego", OWN_POLICY.replace("ACME-001", "K8S-003"));
    project.run(["check"]).refused("K8S-003");
    project.write("acme/web.rego", OWN_POLICY.replace("if {", "if"));
    project.run(["check"]).refused("acme/web.rego");
}
