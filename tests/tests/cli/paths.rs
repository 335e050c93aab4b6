//! Where files are looked for and how their paths are written.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::support::{POD, POD_POLICIES, Project, lines};

const FOUND: &str = "pod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 new\n";

#[test]
fn the_working_directory_changes_nothing() {
    let project = Project::new().file("apps/web/pod.yaml", POD).file("apps/README", "").file("other/x", "");
    let at = |folder: &str, path: &str| {
        let arguments = ["check", "--format", "json", path];
        let mut command = project.command(arguments);
        project.finish(command.current_dir(project.path().join(folder))).json()["findings"].clone()
    };
    let found = at(".", ".");
    assert_eq!(found[0]["location"]["file"], "apps/web/pod.yaml");
    assert_eq!(at("other", ".."), found);
    assert_eq!(at("apps/web", "."), found);
    assert_eq!(at("apps/web", "pod.yaml"), found);
    assert_eq!(at("/", &project.path().to_string_lossy()), found);
}

#[test]
fn names_may_hold_spaces_and_umlauts() {
    let project = Project::new().file("Ämter & Höfe/web pod ä.yaml", POD);
    let all = "Ämter & Höfe/web pod ä.yaml:8 K8S-017 new\nÄmter & Höfe/web pod ä.yaml:10 K8S-003 new\n";
    assert_eq!(project.findings(&POD_POLICIES), all);
    assert_eq!(project.findings(&[&POD_POLICIES[..], &["Ämter & Höfe/web pod ä.yaml"]].concat()), all);
    let sarif = project.check(&["--format", "sarif"]).stdout;
    assert!(sarif.contains("%C3%84mter%20%26%20H%C3%B6fe/web%20pod%20%C3%A4.yaml"), "{sarif}");
}

#[test]
fn standard_input_is_what_its_name_says() {
    let project = Project::new();
    let arguments = [&["check", "--format", "json", "-"], &POD_POLICIES[..]].concat();
    let run = project.run_on(POD.as_bytes(), &arguments).ends(1);
    assert_eq!(lines(&run.json()), FOUND.replace("pod.yaml", "<stdin>"));
    let named = [&arguments[..], &["--stdin-filename", "apps/web.yaml"]].concat();
    assert_eq!(lines(&project.run_on(POD.as_bytes(), named).json()), FOUND.replace("pod.yaml", "apps/web.yaml"));
}

#[test]
fn standard_input_stands_in_for_the_file_of_its_name() {
    let project = Project::with_pod().file("other.yaml", POD.replace("name: web", "name: other"));
    let harmless = POD.replace("privileged: true", "privileged: false");
    let arguments = [&["check", "--format", "json", "-", "--stdin-filename", "pod.yaml"], &POD_POLICIES[..]].concat();
    assert_eq!(lines(&project.run_on(harmless.as_bytes(), arguments).json()), "pod.yaml:8 K8S-017 new\n");
}

#[test]
fn standard_input_that_is_no_text_is_an_error_of_its_own() {
    let arguments = ["check", "--format", "json", "-", "--stdin-filename", "realm.json"];
    let run = Project::new().run_on(b"{\"realm\": \"\xff\", \"clients\": []}", arguments).ends(3);
    let errors = crate::support::errors(&run.json());
    assert_eq!(errors, "realm.json:1:12 parse: byte 11 of the file is not valid UTF-8\n");
}

#[test]
fn ignore_files_hide_but_explicit_paths_show() {
    let project = Project::with_pod().file("build/pod.yaml", POD).file(".gitignore", "/build/\n");
    assert_eq!(project.findings(&POD_POLICIES), FOUND);
    let explicit = project.findings(&[&POD_POLICIES[..], &["build/pod.yaml"]].concat());
    assert_eq!(explicit, FOUND.replace("pod.yaml", "build/pod.yaml"));
}

#[test]
fn excluded_paths_stay_out() {
    let project = Project::with_pod()
        .file("vendor/a/pod.yaml", POD)
        .file("x/fixtures/pod.yaml", POD)
        .file("bartizan.toml", "exclude = [\"vendor/**\", \"**/fixtures\"]\n");
    assert_eq!(project.findings(&POD_POLICIES), FOUND);
    let run = project.check(&["vendor/a/pod.yaml"]).ends(0);
    assert!(run.stdout.contains("`exclude` in bartizan.toml leaves it out"), "{}", run.stdout);
}

#[test]
fn the_root_is_where_the_configuration_is() {
    let project = Project::new().file("team/bartizan.toml", "").file("team/pod.yaml", POD);
    assert_eq!(project.findings(&[&POD_POLICIES[..], &["team"]].concat()), FOUND);
    let whole = project.findings(&[&POD_POLICIES[..], &["--root", ".", "team"]].concat());
    assert_eq!(whole, FOUND.replace("pod.yaml", "team/pod.yaml"));
    project.run(["check", "--root", "team", ".git"]).refused("is outside of the project root");
}

#[test]
fn what_each_file_is_taken_for_is_explained() {
    let project = Project::with_pod()
        .file("plan.json", crate::output::PLAN)
        .file("realm.json", crate::output::REALM)
        .file("package.json", "{\"name\": \"x\"}");
    let run = project.run(["check", "--explain-discovery"]).ends(0);
    insta::assert_snapshot!(run.stdout, @r"
    package.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    plan.json: terraform-plan (has the planned values or resource changes of a plan)
    pod.yaml: kubernetes (has `apiVersion` and `kind`)
    realm.json: keycloak-realm (has `realm` and settings of a realm)
    ");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let project = Project::with_pod();
    let many: String =
        (0..200).map(|n| format!("---\n{}", POD.replace("name: web", &format!("name: web{n}")))).collect();
    project.write("pod.yaml", many);
    for arguments in [&["check"][..], &["check", "--format", "json"], &["policies"], &["completions", "bash"]] {
        let mut child = project.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked") && !stderr.contains("roken pipe"), "{arguments:?}: {stderr}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {:?}", output.status);
    }
}
