//! Known findings: `baseline` and `--baseline`.

use crate::support::{POD, POD_POLICIES, Project, lines};

/// A project with a baseline of its findings on [`POD_POLICIES`].
fn known() -> Project {
    let project = Project::with_pod();
    let run = project.run([&["baseline", "-o", "known.json"], &POD_POLICIES[..]].concat()).ends(0);
    assert_eq!(run.stderr, "wrote known.json with 2 findings\n");
    project
}

fn findings(project: &Project) -> String {
    lines(&project.check(&["--format", "json", "--baseline", "known.json"]).json())
}

const KNOWN: &str = "pod.yaml:8 K8S-017 baseline\npod.yaml:10 K8S-003 baseline\n";

#[test]
fn known_findings_neither_fail_nor_show() {
    let project = known();
    let run = project.check(&["--baseline", "known.json", "--format", "concise"]).ends(0);
    insta::assert_snapshot!(run.stdout, @"1 file, 1 resource, 2 policies; no findings; 0 suppressed, 2 in the baseline, 0 undetermined; [TIME]");
    assert_eq!(findings(&project), KNOWN);
    // The baseline is no manifest, though it lies in the scan.
    project.check(&["--baseline", "known.json", "--no-ignores"]).ends(1);
}

#[test]
fn lines_may_move() {
    let project = known();
    project.write("pod.yaml", format!("# Moved.\n\n{POD}"));
    assert_eq!(findings(&project), KNOWN.replace(":8", ":10").replace("yaml:10 K8S-003", "yaml:12 K8S-003"));
}

#[test]
fn a_second_container_is_new() {
    let project = known();
    project.write("pod.yaml", format!("{POD}    - name: log\n      image: fluentd:latest\n"));
    let run = project.check(&["--baseline", "known.json", "--format", "json"]).ends(1);
    assert_eq!(lines(&run.json()), format!("{KNOWN}pod.yaml:12 K8S-017 new\n"));
}

#[test]
fn a_renamed_file_is_known() {
    let project = known();
    std::fs::create_dir(project.path().join("apps")).unwrap();
    std::fs::rename(project.path().join("pod.yaml"), project.path().join("apps/web.yaml")).unwrap();
    assert_eq!(findings(&project), KNOWN.replace("pod.yaml", "apps/web.yaml"));
}

#[test]
fn a_copy_is_not_known_twice() {
    let project = known();
    // Same place and a copy elsewhere: the copy is new.
    project.write("copy/pod.yaml", POD);
    let copy = "copy/pod.yaml:8 K8S-017 new\ncopy/pod.yaml:10 K8S-003 new\n";
    assert_eq!(findings(&project), format!("{copy}{KNOWN}"));
    // Two copies and no original: which of them is the renamed one is anyone's guess.
    project.write("other/pod.yaml", POD);
    std::fs::remove_file(project.path().join("pod.yaml")).unwrap();
    assert_eq!(findings(&project), format!("{copy}{}", copy.replace("copy/", "other/")));
}

#[test]
fn equal_findings_are_counted() {
    // Two documents of the same address in one folder have the same fingerprints.
    let project = Project::with_pod().file("same.yaml", POD);
    project.run([&["baseline", "-o", "known.json"], &POD_POLICIES[..]].concat()).ends(0);
    let both = findings(&project);
    assert_eq!(both.matches(" baseline\n").count(), 4, "{both}");
    project.write("third.yaml", POD);
    let three = findings(&project);
    assert_eq!((three.matches(" baseline\n").count(), three.matches(" new\n").count()), (4, 2), "{three}");
}

#[test]
fn a_file_that_is_no_baseline_is_refused() {
    let project = Project::with_pod().file("b.json", "{}").file("new.json", "{\"version\": 99, \"findings\": []}");
    project.check(&["--baseline", "b.json"]).refused("not one that `bartizan baseline` wrote");
    project.check(&["--baseline", "new.json"]).refused("version 99");
    project.check(&["--baseline", "missing.json"]).refused("missing.json");
}

#[test]
fn the_file_that_the_configuration_names_is_written_and_missed() {
    let project = Project::with_pod().file("bartizan.toml", "baseline = \"known/all.json\"\n");
    let run = project.check(&[]).ends(1);
    assert!(
        run.stderr.contains("there is no baseline at known/all.json yet: `bartizan baseline` writes it"),
        "{run:?}"
    );
    let run = project.run([&["baseline"], &POD_POLICIES[..]].concat()).ends(0);
    assert_eq!(run.stderr, "wrote known/all.json with 2 findings\n");
    assert_eq!(project.check(&[]).ends(0).stderr, "");
}
