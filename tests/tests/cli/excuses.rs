//! Suppression comments and `[[exceptions]]`.

use crate::support::{POD, Project, lines};

const TODAY: [&str; 2] = ["--today", "2026-06-01"];

/// The pod with `comment` behind, before or above the line that runs it privileged.
fn with_comment(place: &str, comment: &str) -> Project {
    let (from, to) = match place {
        "behind" => ("privileged: true", format!("privileged: true  # {comment}")),
        "before" => ("        privileged", format!("        # {comment}\n        privileged")),
        "opener" => ("- name: web", format!("- name: web # {comment}")),
        "header" => ("apiVersion: v1", format!("# {comment}\napiVersion: v1")),
        place => panic!("{place}"),
    };
    Project::new().file("pod.yaml", POD.replace(from, &to))
}

/// Findings of the policy on privileged containers and on comments.
fn findings(project: &Project) -> String {
    project.findings(&[&["--select", "K8S-003"], &TODAY[..]].concat())
}

#[test]
fn a_comment_excuses_its_line_the_next_and_its_block() {
    for (place, line) in [("behind", 10), ("before", 11), ("opener", 10), ("header", 11)] {
        let project = with_comment(place, "bartizan: ignore[K8S-003] agent of the node until=2026-12-31");
        assert_eq!(findings(&project), format!("pod.yaml:{line} K8S-003 suppressed\n"), "{place}");
        let output = project.json(&[&["--select", "K8S-003"], &TODAY[..]].concat());
        assert_eq!(
            output["findings"][0]["suppression"],
            serde_json::json!({"by": "comment", "reason": "agent of the node", "owner": null, "until": "2026-12-31"})
        );
        assert_eq!(output["summary"]["suppressed"], 1);
        project.run([&["check", "--select", "K8S-003"], &TODAY[..]].concat()).ends(0);
        let shown = project.findings(&[&["--select", "K8S-003", "--no-ignores"], &TODAY[..]].concat());
        assert_eq!(shown, format!("pod.yaml:{line} K8S-003 new\n"));
    }
}

#[test]
fn a_comment_elsewhere_excuses_nothing_and_is_unused() {
    let project =
        Project::new().file("pod.yaml", POD.replace("image:", "# bartizan: ignore[K8S-003] wrong place\n      image:"));
    assert_eq!(findings(&project), "pod.yaml:8 BZ-003 new\npod.yaml:11 K8S-003 new\n");
}

#[test]
fn what_is_wrong_with_a_comment_is_said() {
    for (comment, said) in [
        ("bartizan: ignore[K8S-003]", "suppressed the suppression of K8S-003 gives no reason"),
        ("bartizan: ignore[K8S-003] old until=2026-05-31", "new the suppression of K8S-003 expired on 2026-05-31"),
        ("bartizan: ignore[K8S-003] last day until=2026-06-01", "suppressed"),
        (
            "bartizan: ignore[K8S-3] typo",
            "new the suppression names K8S-3, which is no policy; did you mean `K8S-003`?",
        ),
        (
            "bartizan: ignore[K8S-003, K8S-O17] typo",
            "suppressed the suppression names K8S-O17, which is no policy; did you mean `K8S-017`?",
        ),
        (
            "bartizan: ignore[K8S-003] x until=soon",
            "new the suppression cannot be understood: `until=soon` is not a day like until=2027-01-31",
        ),
        (
            "bartizan: ignore[] all",
            "new the suppression cannot be understood: it names no policy; write `bartizan: ignore[ID] reason`",
        ),
        ("bartizan: ignore[K8S-017] of a policy that did not run", "new"),
    ] {
        let output = with_comment("behind", comment).json(&[&["--select", "K8S-003"], &TODAY[..]].concat());
        let findings = output["findings"].as_array().unwrap();
        let (about, of) = findings.iter().partition::<Vec<_>, _>(|finding| finding["policy"] != "K8S-003");
        let words = of.iter().map(|finding| &finding["state"]).chain(about.iter().map(|finding| &finding["message"]));
        assert_eq!(words.map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join(" "), said, "{comment}");
    }
}

#[test]
fn comments_about_comments_can_be_turned_off() {
    let project = with_comment("behind", "bartizan: ignore[K8S-003]");
    project.write("bartizan.toml", "[suppressions]\nrequire_reason = false\n");
    assert_eq!(findings(&project), "pod.yaml:10 K8S-003 suppressed\n");
    let project = with_comment("behind", "bartizan: ignore[K8S-003, K8S-9] both");
    project.write("bartizan.toml", "[suppressions]\nreport_unused = false\n");
    assert_eq!(findings(&project), "pod.yaml:10 K8S-003 suppressed\n");
}

#[test]
fn a_glob_is_unused_only_if_all_it_names_ran() {
    let project = with_comment("behind", "bartizan: ignore[K8S-01*] image");
    assert_eq!(findings(&project), "pod.yaml:10 K8S-003 new\n");
}

#[test]
fn an_undetermined_finding_uses_its_comment() {
    let pod = POD.replace("namespace: prod}", "namespace: prod} # bartizan: ignore[K8S-036] closed by the mesh");
    let project = Project::new().file("pod.yaml", pod);
    let select = ["--select", "K8S-036"];
    assert_eq!(project.findings(&select), "pod.yaml:3 K8S-036 suppressed\n");
    project.run([&["check", "--fail-on-undetermined"], &select[..]].concat()).ends(0);
}

/// Two folders with the pod, and exceptions in the configuration.
fn with_exceptions(exceptions: &str) -> Project {
    Project::new()
        .file("old/pod.yaml", POD)
        .file("new/pod.yaml", POD.replace("name: web,", "name: api,"))
        .file("bartizan.toml", exceptions)
}

fn exception(keys: &str) -> String {
    format!("[[exceptions]]\npolicy = \"K8S-003\"\nreason = \"leaves in spring\"\n{keys}\n")
}

#[test]
fn an_exception_excuses_by_path_and_address() {
    let all = "new/pod.yaml:10 K8S-003 new\nold/pod.yaml:10 K8S-003 new\n";
    let old = "new/pod.yaml:10 K8S-003 new\nold/pod.yaml:10 K8S-003 suppressed\n";
    assert_eq!(findings(&with_exceptions("")), all);
    assert_eq!(findings(&with_exceptions(&exception("path = \"old/**\""))), old);
    assert_eq!(findings(&with_exceptions(&exception("address = \"Pod/*/web\""))), old);
    assert_eq!(findings(&with_exceptions(&exception(""))), all.replace(" new\n", " suppressed\n"));
    let both = exception("path = \"old/*.yaml\"\naddress = \"Pod/*/api\"");
    assert_eq!(findings(&with_exceptions(&both)), format!("bartizan.toml:1 BZ-003 new\n{all}"));
}

#[test]
fn an_exception_ends_on_its_day() {
    let old = "new/pod.yaml:10 K8S-003 new\nold/pod.yaml:10 K8S-003 suppressed\n";
    let until = |day: &str| exception(&format!("path = \"old/**\"\nuntil = {day}\nowner = \"Platform Team\""));
    let project = with_exceptions(&until("2026-06-01"));
    assert_eq!(findings(&project), old);
    let output = project.json(&[&["--select", "K8S-003"], &TODAY[..]].concat());
    assert_eq!(
        output["findings"][1]["suppression"],
        serde_json::json!({"by": "exception", "reason": "leaves in spring", "owner": "Platform Team", "until": "2026-06-01"})
    );
    let expired = format!("bartizan.toml:1 BZ-002 new\n{}", old.replace("suppressed", "new"));
    assert_eq!(findings(&with_exceptions(&until("2026-05-31"))), expired);
}

#[test]
fn an_exception_without_reason_is_reported_where_it_stands() {
    let settings = "# Settings.\n\n[[exceptions]]\npolicy = \"K8S-003\"\n";
    let project = with_exceptions(settings);
    assert_eq!(findings(&project).lines().next(), Some("bartizan.toml:3 BZ-001 new"));
}

#[test]
fn an_exception_is_unused_only_if_everything_was_scanned() {
    let project = with_exceptions(&exception("path = \"gone/**\""));
    let scan = |arguments: &[&str]| lines(&project.run([&["check", "--format", "json"], arguments].concat()).json());
    assert!(scan(&["--select", "K8S-003"]).starts_with("bartizan.toml:1 BZ-003 new\n"));
    assert_eq!(scan(&["--select", "K8S-003", "old"]), "old/pod.yaml:10 K8S-003 new\n");
    // The policy did not run, so its silence means nothing.
    assert_eq!(scan(&["--select", "K8S-011"]), "");
    assert_eq!(scan(&["--select", "K8S-003", "--no-ignores"]).matches("BZ-").count(), 0);
}
