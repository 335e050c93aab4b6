//! Exit statuses, and the flags that move them.

use crate::support::{Project, lines};

/// Policies on what stands beside a pod cannot be judged on the pod alone: nobody knows whether its namespace has a
/// network policy.
const COMPANION: &str = "K8S-036";

#[test]
fn nothing_found_is_0_and_findings_are_1() {
    let project = Project::with_pod();
    project.check(&[]).ends(1);
    project.run(["check", "--select", "K8S-011"]).ends(0);
    Project::new().file("notes.txt", "nothing").run(["check"]).ends(0);
}

#[test]
fn what_cannot_be_read_is_3_and_wins_over_findings() {
    let project = Project::with_pod().file("broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: x\n");
    let run = project.check(&["--format", "json"]).ends(3);
    assert_eq!(lines(&run.json()), "pod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 new\n");
    project.check(&["--exit-zero"]).ends(3);
    project.check(&["pod.yaml"]).ends(1);
}

#[test]
fn exit_zero_takes_the_status_from_findings_only() {
    let project = Project::with_pod();
    project.check(&["--exit-zero"]).ends(0);
    project.check(&["--exit-zero", "missing.yaml"]).ends(2);
}

#[test]
fn fail_on_says_which_severity_fails() {
    let project = Project::with_pod();
    let medium = |fail_on: &str| project.run(["check", "--select", "K8S-017", "--fail-on", fail_on]);
    medium("medium").ends(1);
    medium("info").ends(1);
    medium("high").ends(0);
    // Medium is the default; low severities pass.
    project.run(["check", "--select", "K8S-018"]).ends(0);
    medium("terrible").refused("invalid value 'terrible'");
}

#[test]
fn min_severity_chooses_what_is_shown_not_what_fails() {
    let project = Project::with_pod();
    assert_eq!(
        project.findings(&["--select", "K8S-003,K8S-017", "--min-severity", "high"]),
        "pod.yaml:10 K8S-003 new\n"
    );
    let run = project.run(["check", "--select", "K8S-017", "--min-severity", "high"]).ends(1);
    assert!(!run.stdout.contains("K8S-017"), "{}", run.stdout);
}

#[test]
fn selects_by_id_glob_and_severity() {
    let project = Project::with_pod();
    let ids = |arguments: &[&str]| {
        let output = project.json(arguments);
        let ids = output["findings"].as_array().unwrap().iter().filter(|finding| finding["state"] == "new");
        let mut ids: Vec<_> = ids.map(|finding| finding["policy"].as_str().unwrap().to_owned()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.join(" ")
    };
    assert_eq!(ids(&["--select", "K8S-003"]), "K8S-003");
    assert_eq!(ids(&["--select", "K8S-003", "--select", "K8S-017"]), "K8S-003 K8S-017");
    assert_eq!(ids(&["--select", "K8S-01*", "--ignore", "K8S-018"]), "K8S-015 K8S-016 K8S-017");
    assert_eq!(ids(&["--select", "@critical"]), "K8S-003");
    assert_eq!(ids(&["--ignore", "@critical,@high,@low", "--ignore", "K8S-00*,K8S-02*"]), "K8S-017");
}

#[test]
fn an_unknown_selector_is_named() {
    let project = Project::with_pod();
    project.run(["check", "--select", "K8S-9999"]).refused("K8S-9999");
    project.run(["check", "--ignore", "NOPE-*"]).refused("NOPE-*");
    project.run(["check", "--select", "@horrible"]).refused("@horrible");
}

#[test]
fn a_wrong_command_line_is_2() {
    let project = Project::with_pod();
    project.run(["check", "--no-such-flag"]).refused("--no-such-flag");
    project.run(["check", "missing.yaml"]).refused("missing.yaml: no such file or folder");
    project.run(["frobnicate"]).refused("frobnicate");
    project.run(["check", "--today", "someday"]).refused("someday");
}

#[test]
fn undetermined_fails_only_when_asked() {
    let project = Project::with_pod();
    let select = ["check", "--select", COMPANION];
    let run = project.run(select).ends(0);
    insta::assert_snapshot!(run.stdout, @"1 file, 1 resource, 1 policy; no findings; 0 suppressed, 1 undetermined; [TIME]");
    project.run([&select[..], &["--fail-on-undetermined"]].concat()).ends(1);
    project.run([&select[..], &["--fail-on-undetermined", "--exit-zero"]].concat()).ends(0);
    let shown = project.run([&select[..], &["--undetermined", "--format", "concise"]].concat()).ends(0);
    insta::assert_snapshot!(shown.stdout, @r"
    pod.yaml:3:34: high K8S-036 Pod/prod/web: Namespace has no network policy [undetermined: network policies may stand outside this scan]
    1 file, 1 resource, 1 policy; no findings; 0 suppressed, 1 undetermined; [TIME]
    ");
}

#[test]
fn a_complete_fleet_turns_undetermined_into_findings() {
    let project = Project::with_pod();
    assert_eq!(project.findings(&["--select", COMPANION]), "pod.yaml:3 K8S-036 undetermined\n");
    project.write("bartizan.toml", "[fleet]\ncomplete = [\"kubernetes\"]\n");
    assert_eq!(project.findings(&["--select", COMPANION]), "pod.yaml:3 K8S-036 new\n");
    // Of a part of the project nothing is known to be missing.
    assert_eq!(project.findings(&["--select", COMPANION, "pod.yaml"]), "pod.yaml:3 K8S-036 undetermined\n");
}

#[test]
fn a_team_that_answers_for_nothing_is_refused() {
    let project = Project::with_pod();
    let run = |owner: &str| project.check(&["--owner", owner]);
    let refused = run("platform/devops team").ends(2);
    assert!(refused.stderr.contains("did you mean `Platform/DevOps Team`?"), "{}", refused.stderr);
    run("Platform/DevOps Team").ends(1);
    run("Database Admins").ends(0);
    project.write("bartizan.toml", "[[owners]]\npath = \"**\"\nowner = \"Guild\"\n");
    run("Guild").ends(1);
}
