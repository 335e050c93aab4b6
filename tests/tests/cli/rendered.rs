//! Output of `helm template`: on standard input, and from Helm itself.

use crate::release::told;
use crate::support::Project;

/// A container that runs privileged (line 11) when the values say so.
const TEMPLATE: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-web
spec:
  containers:
    - name: web
      image: nginx:{{ .Values.tag }}
      securityContext:
        runAsNonRoot: true
        privileged: {{ .Values.privileged }}
        {{- with .Values.more }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-other
spec:
  containers:
    - name: other
      image: nginx:{{ .Values.tag }}
";

fn shop() -> Project {
    Project::new()
        .file("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
        .file("shop/values.yaml", "tag: latest\nprivileged: false\n")
        .file("shop/values-node.yaml", "privileged: true\n")
        .file("shop/templates/web.yaml", TEMPLATE)
}

/// What Helm prints of the chart for the release `mine`.
fn output(tag: &str, privileged: bool, more: &str) -> String {
    format!(
        "---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: mine-web\nspec:\n  \
         containers:\n    - name: web\n      image: nginx:{tag}\n      securityContext:\n        runAsNonRoot: true\n        \
         privileged: {privileged}\n{more}---\n# Source: shop/templates/web.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  \
         name: mine-other\nspec:\n  containers:\n    - name: other\n      image: nginx:{tag}\n"
    )
}

const POLICIES: &str = "K8S-003,K8S-017";

fn of_stdin(project: &Project, text: &str, policies: &str) -> String {
    let arguments = ["check", "-", "--format", "json", "--select", policies];
    told(&project.run_on(text.as_bytes(), arguments).json())
}

#[test]
fn what_agrees_with_the_chart_stands_in_templates_and_values() {
    insta::assert_snapshot!(of_stdin(&shop(), &output("latest", false, ""), POLICIES), @r#"
    K8S-017 new shop/templates/web.yaml:8:14; from `tag` shop/values.yaml:1:6 []
    K8S-017 new shop/templates/web.yaml:23:14; from `tag` shop/values.yaml:1:6 []
    "#);
    // As the environment `node` has it.
    insta::assert_snapshot!(of_stdin(&shop(), &output("1.2", true, ""), "K8S-003"), @"K8S-003 new shop/values-node.yaml:1:13; used here shop/templates/web.yaml:11:21 []");
}

#[test]
fn what_differs_stands_at_the_template_and_says_so() {
    let project = shop().file("shop/values-node.yaml", "privileged: false\n");
    insta::assert_snapshot!(of_stdin(&project, &output("1.2", true, ""), "K8S-003"), @"K8S-003 new shop/templates/web.yaml:11:21; the value is that of the rendered text <stdin>:13:21 []");
    let more = output("1.2", false, "        allowPrivilegeEscalation: true\n");
    insta::assert_snapshot!(of_stdin(&project, &more, "K8S-004"), @r#"
    K8S-004 new shop/templates/web.yaml:11:21; the value is that of the rendered text <stdin>:14:35 []
    K8S-004 new shop/templates/web.yaml:22:7 []
    "#);
}

#[test]
fn comments_of_the_chart_excuse_what_was_rendered_from_it() {
    let comment =
        TEMPLATE.replace("        privileged", "        # bartizan: ignore[K8S-003] agent\n        privileged");
    let project = shop().file("shop/templates/web.yaml", comment);
    let found = of_stdin(&project, &output("1.2", true, ""), "K8S-003");
    assert!(found.starts_with("K8S-003 suppressed shop/"), "{found}");
}

#[test]
fn without_the_chart_the_text_keeps_its_places() {
    insta::assert_snapshot!(of_stdin(&Project::new(), &output("1.2", true, ""), "K8S-003"), @"K8S-003 new <stdin>:13:21 []");
    let other = shop().file("shop/Chart.yaml", "apiVersion: v2\nname: other\nversion: 1.0.0\n");
    insta::assert_snapshot!(of_stdin(&other, &output("1.2", true, ""), "K8S-003"), @"K8S-003 new <stdin>:13:21 []");
    // A file has its own places.
    let file = Project::new().file("out/all.yaml", output("1.2", true, ""));
    assert!(told(&file.json(&["--select", "K8S-003"])).starts_with("K8S-003 new out/all.yaml:13:"));
}

#[test]
fn of_two_charts_of_one_name_the_nearer_counts() {
    let project = shop()
        .file("copy/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 2.0.0\n")
        .file("copy/values.yaml", "tag: latest\nprivileged: true\n")
        .file("copy/templates/web.yaml", TEMPLATE.replace("        runAsNonRoot: true\n", ""));
    let found = of_stdin(&project, &output("latest", true, ""), "K8S-003");
    assert!(found.starts_with("K8S-003 new shop/values-node.yaml:1:13;"), "{found}");
}

#[test]
fn helm_itself_renders_the_same() {
    let Some(helm) = bartizan_tests::helm() else { return };
    let helm = format!("--helm={}", helm.display());
    let project = shop().file(
        "main.tf",
        "resource \"helm_release\" \"web\" {\n  name = \"web\"\n  chart = \"./shop\"\n  values = [yamlencode({ tag = \"1\" \
         })]\n  set {\n    name = \"privileged\"\n    value = true\n  }\n}\n",
    );
    let run = |arguments: &[&str]| {
        let mut command = project.command([&["check"], arguments].concat());
        project.finish(command.env("PATH", std::env::var_os("PATH").unwrap_or_default()))
    };
    let by = |more: &[&str]| told(&run(&[&["--format", "json", "--select", POLICIES], more].concat()).json());
    assert_eq!(by(&[&helm]), by(&[]));
    project.write("shop/templates/bad.yaml", "a: {{ fail \"not so\" }}\n");
    let failed = run(&[&helm]).ends(3);
    assert!(failed.stdout.contains("helm cannot render the chart") && failed.stdout.contains("not so"), "{failed:?}");
}

#[test]
fn what_goes_wrong_with_helm_is_said() {
    let run = shop().run(["check", "--helm=no-such-program"]).ends(3);
    assert!(run.stdout.contains("helm cannot render the chart"), "{run:?}");
}
