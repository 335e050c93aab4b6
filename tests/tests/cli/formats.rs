//! The formats that code hosts and reviewers read. `tests/formats/validate` holds them against the readers' own parsers.

use std::fs;

use crate::output::{PLAN, REALM};
use crate::support::{POD, POD_POLICIES, Project};

/// Findings of every severity shown and state, and an error; a link into a folder of the repository.
fn project() -> Project {
    Project::new()
        .file("k8s/pod.yaml", POD.replace("image:", "# bartizan: ignore[K8S-017] the registry pins it\n      image:"))
        .file("plans/net.json", PLAN)
        .file("realms/bürger.json", REALM)
        .file("broken.yaml", "apiVersion: v1\nkind: [\n")
}

fn check(format: &str) -> String {
    let arguments = ["check", "--format", format, "--select", "K8S-003,K8S-017,TF-AWS-018,KC-022"];
    project().run(arguments).ends(3).stdout
}

#[test]
fn junit() {
    insta::assert_snapshot!(check("junit"));
}

#[test]
fn github() {
    insta::assert_snapshot!(check("github"));
}

#[test]
fn gitlab() {
    insta::assert_snapshot!(check("gitlab"));
}

#[test]
fn azure() {
    insta::assert_snapshot!(check("azure"));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(check("markdown"));
}

/// What a page holds is shown in the tests of pages, in a browser.
#[test]
fn html_says_what_text_says() {
    let page = check("html");
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">") && page.contains("<h1>3 findings</h1>"), "{page}");
    for text in ["K8S-003", "k8s/pod.yaml:11", "<mark>true</mark>", "suppressed: the registry pins it", "broken.yaml:2"]
    {
        assert!(page.contains(text), "{text}\n{page}");
    }
    assert_eq!(page.matches("<li class=\"finding\"").count(), 3);
}

/// Code hosts know files by their place in the repository, in which the project may be one of several.
#[test]
fn code_hosts_get_paths_of_the_repository() {
    let project = Project::new().file("services/a b/bartizan.toml", "").file("services/a b/pod.yaml", POD);
    let holds = |format: &str, text: &str| {
        let run = project.run(["check", "--format", format, "--select", "K8S-003", "services/a b"]).ends(1);
        assert!(run.stdout.contains(text), "{}", run.stdout);
    };
    holds("github", "::error file=services/a b/pod.yaml,line=10,");
    holds("azure", ";sourcepath=services/a b/pod.yaml;linenumber=10;");
    holds("gitlab", "\"path\": \"services/a b/pod.yaml\"");
    holds("junit", " file=\"services/a b/pod.yaml\" line=\"10\"");
    holds("markdown", "- `services/a b/pod.yaml:10`:");
    holds("concise", "pod.yaml:10:21: critical");
}

/// GitHub keeps ten annotations of a type, so the most severe come first, and one line tells of the rest.
#[test]
fn github_gets_what_it_keeps_and_the_summary_all() {
    let mut project = Project::new();
    for number in 0..14 {
        project =
            project.file(&format!("{number:02}.yaml"), POD.replace("name: web,", &format!("name: web-{number},")));
    }
    let summary = project.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let mut command = project.command([&["check", "--format", "github"], &POD_POLICIES[..]].concat());
    let run = project.finish(command.env("GITHUB_STEP_SUMMARY", &summary)).ends(1);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let of = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((of("::error "), of("::warning "), lines.len()), (10, 10, 21), "{}", run.stdout);
    assert_eq!(lines[20], "Not annotated: 4 more errors, 4 more warnings. The job summary names them.");
    let text = fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("before\n### Bartizan: 28 findings\n"), "{text}");
    assert_eq!(text.matches(".yaml:10`").count(), 14, "{text}");
}

#[test]
fn a_comment_is_never_longer_than_one_may_be() {
    let pods: Vec<String> =
        (0..900).map(|number| POD.replace("name: web,", &format!("name: web-{number:0>60},"))).collect();
    let project = Project::new().file("pods.yaml", pods.join("---\n"));
    let comment = project.check(&["--format", "markdown"]).ends(1).stdout;
    assert!((40_000..65_536).contains(&comment.len()), "{}", comment.len());
    assert!(comment.contains("### Bartizan: 1800 findings"), "{comment}");
    let named = comment.matches("- `pods.yaml").count();
    assert!(comment.contains(&format!("{} findings are left out here for their length.", 1800 - named)), "{named}");
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());
}

#[test]
fn several_formats_come_of_one_scan() {
    let project = project();
    let run = project.run([
        "check",
        "--select",
        "K8S-003",
        "--output",
        "sarif=out.sarif",
        "--output=json=-",
        "--output=text=out.txt",
    ]);
    let run = run.ends(3);
    let (text, json) = run.stdout.split_at(run.stdout.find("\n{\n").unwrap() + 1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(json).unwrap()["findings"].as_array().unwrap().len(), 1);
    let read = |name: &str| fs::read_to_string(project.path().join(name)).unwrap();
    let last = text.rfind("; findings").unwrap();
    assert_eq!(read("out.txt")[..last], text[..last]);
    assert!(read("out.sarif").contains("\"version\": \"2.1.0\""));
}

#[test]
fn what_cannot_be_written_is_refused_before_the_scan() {
    let project = Project::with_pod().file("folder/x", "");
    let refused = |output: &str, text: &str| project.run(["check", "--output", output]).refused(text);
    refused("sarif=no/such/out", "--output no/such/out: there is no folder no/such");
    refused("sarif=folder", "--output folder: is a folder");
    refused("sarf=out", "there is no format `sarf`; did you mean `sarif`?");
    refused("sarif", "write FORMAT=FILE");
    project.run(["check", "--output=json=a", "--output=sarif=a"]).refused("--output a: is named twice");
    project.run(["check", "--diff", "--output=json=a"]).refused("cannot be used with");
}

/// A repository under test may hold a link where the report is to go.
#[cfg(unix)]
#[test]
fn a_report_goes_nowhere_but_into_its_file() {
    let project = Project::with_pod().file("elsewhere", "kept");
    std::os::unix::fs::symlink("elsewhere", project.path().join("out.json")).unwrap();
    project.check(&["--output", "json=out.json"]).ends(1);
    assert_eq!(fs::read_to_string(project.path().join("elsewhere")).unwrap(), "kept");
    assert!(fs::read_to_string(project.path().join("out.json")).unwrap().contains("\"findings\""));
    // A device is written to.
    project.check(&["--output", "json=/dev/null"]).ends(1);
    // What turns out later is an error like any other: the rest is reported all the same.
    let run = project.check(&["--output", "json=/dev/full"]).ends(3);
    assert!(run.stdout.contains("K8S-003") && run.stderr.contains("/dev/full: cannot be written"), "{run:?}");
}
