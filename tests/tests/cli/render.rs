//! Charts: `render`.

use std::path::Path;

use crate::support::Project;

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

fn project() -> Project {
    let project = Project::new();
    project.write("web/Chart.yaml", CHART);
    project.write("web/values.yaml", "image:\n  tag: v1\n");
    project.write(
        "web/templates/_helpers.tpl",
        "{{ define \"tag\" }}\n{{- required \"a tag is needed\" .Values.image.tag }}{{ end }}\n",
    );
    project.write("web/templates/pod.yaml", "kind: Pod\nname: {{ .Release.Name }}\ntag: {{ include \"tag\" . }}\n");
    project
}

#[test]
fn a_chart_is_printed_as_helm_prints_it() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/helm");
    let chart = fixtures.join("charts/order").to_string_lossy().into_owned();
    let run =
        Project::new().run(["render", &chart, "--release-name", "rel", "--kube-version", "v1.37.0", "--include-crds"]);
    assert_eq!(run.ends(0).stdout, std::fs::read_to_string(fixtures.join("expected/order-crds.yaml")).unwrap());
}

#[test]
fn values_come_from_files_and_from_the_command_line() {
    let project = project();
    project.write("tag.txt", "v4");
    project.write("prod.yaml", "image: {tag: v2}\n");
    let tag = |arguments: &[&str]| {
        let run = project.run([&["render", "web"], arguments].concat()).ends(0);
        run.stdout.lines().find_map(|line| line.strip_prefix("tag: ")).unwrap().to_owned()
    };
    assert_eq!(tag(&[]), "v1");
    assert_eq!(tag(&["-f", "prod.yaml"]), "v2");
    assert_eq!(tag(&["-f", "prod.yaml", "--set", "image.tag=v3"]), "v3");
    assert_eq!(tag(&["--set-file", "image.tag=tag.txt"]), "v4");
    assert_eq!(tag(&["--set-json", "image={\"tag\":\"v5\"}"]), "v5");
}

#[test]
fn faults_stand_in_the_template() {
    let run = project().run(["render", "web", "--set", "image.tag=null"]).ends(3);
    assert_eq!(run.stdout, "");
    insta::assert_snapshot!(run.stderr, @r#"
      × execution error at (web/templates/pod.yaml:3:8): a tag is needed
       ╭─[web/templates/_helpers.tpl:2:5]
     1 │ {{ define "tag" }}
     2 │ {{- required "a tag is needed" .Values.image.tag }}{{ end }}
       ·     ────────────────────────────────────────────
       ╰────
      help: called from web/templates/pod.yaml:3:9
    "#);
}

#[test]
fn wrong_command_lines_are_said() {
    let project = project();
    project.run(["render", "none"]).refused("none: no such file or folder");
    project.run(["render", "web", "-f", "none.yaml"]).refused("none.yaml: No such file or directory");
    project.run(["render", "web", "-f", "https://example.org/v.yaml"]).refused("nothing is fetched: give a file");
    let run = project.run(["render", "web", "--set", "a"]).ends(3);
    assert_eq!(run.stderr, "error: failed parsing --set data: key \"a\" has no value\n");
    project.run(["render", "web", "--kube-version", "one"]).refused("could not parse \"one\" as version");
}
