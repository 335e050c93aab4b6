//! Several projects in one repository, and what their configurations have in common; severities by place.

use crate::settings::OWN_POLICY;
use crate::support::{POD, Project};

/// A repository with a project in `apps/web` and another in that.
fn repository() -> Project {
    Project::with_pod()
        .file("bartizan.toml", "select = [\"K8S-003\", \"K8S-017\"]\n")
        .file("apps/pod.yaml", POD)
        .file("apps/web/pod.yaml", POD)
        .file("apps/web/bartizan.toml", "select = [\"K8S-017\"]\n")
        .file("apps/web/deep/pod.yaml", POD)
        .file("apps/web/deep/bartizan.toml", "extends = \"../../../bartizan.toml\"\nignore = [\"K8S-017\"]\n")
}

#[test]
fn each_file_is_judged_by_the_nearest_configuration() {
    let project = repository();
    let all = "apps/pod.yaml:8 K8S-017 new\napps/pod.yaml:10 K8S-003 new\napps/web/deep/pod.yaml:10 K8S-003 new\n\
               apps/web/pod.yaml:8 K8S-017 new\npod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 new\n";
    assert_eq!(project.findings(&[]), all);
    let below = |folder: &str| all.split_inclusive('\n').filter(|line| line.starts_with(folder)).collect::<String>();
    assert_eq!(project.findings(&["apps"]), below("apps/"));
    // The project itself is the root then.
    assert_eq!(project.findings(&["apps/web/deep/pod.yaml"]), "pod.yaml:10 K8S-003 new\n");
    // Of several paths the root is the folder above them.
    let some = project.findings(&["pod.yaml", "apps/web/pod.yaml"]);
    assert_eq!(some, "apps/web/pod.yaml:8 K8S-017 new\npod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 new\n");
    let given = project.findings(&["--config", "apps/web/bartizan.toml"]);
    assert_eq!((given.lines().count(), given.contains("K8S-003")), (4, false), "{given}");
    project.write("bartizan.toml", "select = [\"K8S-003\"]\nexclude = [\"apps/**\"]\n");
    assert_eq!(project.findings(&[]), "pod.yaml:10 K8S-003 new\n");
}

#[test]
fn a_finding_has_one_identity_from_wherever_it_is_looked_at() {
    let project = repository();
    let of = |output: serde_json::Value, file: &str| {
        let findings = output["findings"].as_array().unwrap().clone();
        let found = findings.into_iter().find(|finding| finding["location"]["file"] == file);
        found.unwrap()["fingerprint"].clone()
    };
    let inner = of(project.json(&["apps/web"]), "pod.yaml");
    assert_eq!(of(project.json(&[]), "apps/web/pod.yaml"), inner);
    // A baseline knows what each project had, not what another has alike.
    project.run(["baseline"]).ends(0);
    project.run(["check", "--baseline", "bartizan-baseline.json"]).ends(0);
    project.write("apps/web/bartizan.toml", "select = [\"K8S-003\", \"K8S-017\"]\n");
    let now = project.findings(&["--baseline", "bartizan-baseline.json"]);
    let new: Vec<&str> = now.lines().filter(|line| line.ends_with("new")).collect();
    assert_eq!(new, ["apps/web/pod.yaml:10 K8S-003 new"]);
}

#[test]
fn fixes_and_faults_of_projects_have_their_paths() {
    let project = repository();
    let patch = project.run(["check", "--diff", "--unsafe-fixes", "--select", "K8S-003"]).ends(1).stdout;
    assert!(patch.contains("--- a/apps/web/deep/pod.yaml\n+++ b/apps/web/deep/pod.yaml\n"), "{patch}");
    project.run(["fix", "--unsafe-fixes"]).ends(1);
    assert!(!project.findings(&[]).contains("K8S-003"));
    project.write("apps/web/bartizan.toml", "selct = []\n");
    project.run(["check"]).refused("[apps/web/bartizan.toml:1:1]");
    project.write("apps/web/bartizan.toml", "");
    project.write("apps/web/broken.yaml", "apiVersion: v1\nkind: [\n");
    let output = project.run(["check", "--format", "json"]).ends(3).json();
    assert_eq!(output["errors"][0]["file"], "apps/web/broken.yaml");
}

#[test]
fn a_policy_that_one_project_has_can_be_asked_for_in_all() {
    let project = Project::with_pod()
        .file("bartizan.toml", "policies = [\"acme\"]\n")
        .file("acme/web.rego", OWN_POLICY)
        .file("apps/web/pod.yaml", POD)
        .file("apps/web/bartizan.toml", "");
    assert_eq!(project.findings(&["--select", "ACME-001"]), "pod.yaml:3 ACME-001 new\n");
    project.write("apps/web/bartizan.toml", "policies = [\"../../acme\"]\n");
    project.write("bartizan.toml", "");
    assert_eq!(project.findings(&["--select", "ACME-001"]), "apps/web/pod.yaml:3 ACME-001 new\n");
    project.run(["check", "--select", "ACME-002"]).refused("`ACME-002` in `select` matches no policy");
    project.run(["check", "apps/web", "--select", "ACME-002"]).refused("did you mean `ACME-001`?");
}

#[test]
fn what_is_extended_is_merged_and_keeps_its_paths() {
    let shared = "select = [\"K8S-003\", \"K8S-017\"]\nexclude = [\"apps/*/gen/**\", \"**/skip/**\", \"old/**\"]\n\
                  [severities]\n\"K8S-003\" = \"low\"\n\"K8S-017\" = \"high\"\n\
                  [[exceptions]]\npolicy = \"K8S-017\"\npath = \"apps/web/known.yaml\"\nreason = \"r\"\n\
                  [[exceptions]]\npolicy = \"K8S-017\"\npath = \"apps/other/**\"\nreason = \"r\"\n";
    let project = Project::new()
        .file("bartizan.toml", shared)
        .file("apps/web/bartizan.toml", "extends = \"../../bartizan.toml\"\n[severities]\n\"K8S-003\" = \"info\"\n");
    for file in ["pod.yaml", "known.yaml", "gen/pod.yaml", "skip/pod.yaml", "old/pod.yaml"] {
        project.write(
            &format!("apps/web/{file}"),
            POD.replace("name: web,", &format!("name: {},", file.replace('/', "-"))),
        );
    }
    let output = project.json(&["apps/web"]);
    let severity = |id: &str| {
        let findings = output["findings"].as_array().unwrap();
        findings.iter().find(|finding| finding["policy"] == id).unwrap()["severity"].clone()
    };
    assert_eq!((severity("K8S-003"), severity("K8S-017")), ("info".into(), "high".into()));
    insta::assert_snapshot!(crate::support::lines(&output), @r"
    known.yaml:8 K8S-017 suppressed
    known.yaml:10 K8S-003 new
    old/pod.yaml:8 K8S-017 new
    old/pod.yaml:10 K8S-003 new
    pod.yaml:8 K8S-017 new
    pod.yaml:10 K8S-003 new
    ");
    // What is wrong with it is told where it stands.
    project.write("bartizan.toml", "selct = []\n");
    project.run(["check", "apps/web"]).refused("[../../bartizan.toml:1:1]");
    project.write("bartizan.toml", "[severities]\n\"K8S-03\" = \"low\"\n");
    project.run(["check", "apps/web"]).refused("[../../bartizan.toml:2:1]");
}

#[test]
fn what_cannot_be_extended_is_refused_at_its_place() {
    let refused = |text: &str, said: &str| {
        let project = repository().file("apps/web/bartizan.toml", text);
        let run = project.run(["check", "apps/web"]).ends(2);
        assert!(run.stderr.contains("[bartizan.toml:1:11]") && run.stderr.contains(said), "{}", run.stderr);
    };
    refused("extends = \"none.toml\"\n", "`none.toml` in `extends` does not exist");
    refused("extends = \"bartizan.toml\"\n", "leads in a circle");
    refused("extends = \"../../../outside.toml\"\n", "does not exist");
    refused("extends = \"/etc/hostname\"\n", "lies outside of");
    let project = repository().file("bartizan.toml", "extends = \"apps/web/bartizan.toml\"\n");
    project.write("apps/web/bartizan.toml", "extends = \"../../bartizan.toml\"\n");
    let said = project.run(["check", "apps/web"]).ends(2).stderr;
    assert!(said.contains("leads in a circle") && said.contains("[../../bartizan.toml:1:11]"), "{said}");
}

#[test]
fn policies_that_only_warn_are_reported_and_fail_nothing() {
    let project = Project::with_pod().file("bartizan.toml", "select = [\"K8S-003\", \"K8S-017\"]\n");
    project.run(["check"]).ends(1);
    project.write("bartizan.toml", "select = [\"K8S-003\", \"K8S-017\"]\nwarn_only = [\"K8S-003\"]\n");
    project.run(["check"]).ends(1);
    project.write("bartizan.toml", "select = [\"K8S-003\", \"K8S-017\"]\nwarn_only = [\"K8S-0*\"]\n");
    let run = project.run(["check"]).ends(0);
    assert!(run.stdout.contains("K8S-003 (warns only)"), "{}", run.stdout);
    project.run(["check", "--fail-on", "info"]).ends(0);
    assert!(project.json(&[])["findings"].as_array().unwrap().iter().all(|finding| finding["fails"] == false));
    project.write("bartizan.toml", "warn_only = [\"K8S-03\"]\n");
    project.run(["check"]).refused("`K8S-03` in `warn_only` matches no policy");
}

#[test]
fn severities_count_by_place_and_the_last_entry_wins() {
    let settings = "select = [\"K8S-003\", \"K8S-017\"]\n[severities]\n\"K8S-017\" = \"low\"\n\"K8S-003\" = \"high\"\n\
                    [[thresholds]]\npath = \"sandbox/**\"\nfail_on = \"critical\"\nmin_severity = \"high\"\n";
    let project = Project::new().file("sandbox/pod.yaml", POD).file("bartizan.toml", settings);
    let run = project.run(["check", "--format", "concise"]).ends(0);
    assert!(run.stdout.contains("K8S-003") && !run.stdout.contains("K8S-017"), "{}", run.stdout);
    assert!(!project.run(["check", "--format", "sarif"]).ends(0).stdout.contains("\"ruleId\": \"K8S-017\""));
    assert_eq!(project.findings(&[]), "sandbox/pod.yaml:10 K8S-003 new\n");
    // The command line wins.
    project.run(["check", "--fail-on", "high"]).ends(1);
    assert_eq!(project.findings(&["--min-severity", "low"]).lines().count(), 2);
    project.write("bartizan.toml", format!("{settings}[[thresholds]]\npath = \"**\"\nfail_on = \"low\"\n"));
    project.run(["check"]).ends(1);
    project.write("bartizan.toml", "[[thresholds]]\npath = \"a[\"\n");
    let said = project.run(["check"]).ends(2).stderr;
    assert!(said.contains("`a[` in thresholds.path is not a glob") && said.contains("has neither `fail_on`"), "{said}");
}
