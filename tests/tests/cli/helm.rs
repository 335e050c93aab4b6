//! Charts: found, rendered in their environments, and judged where people edit.

use crate::support::{Project, lines};

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

/// A container that runs privileged (line 11) when the values say so.
const TEMPLATE: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ include \"shop.name\" . }}
spec:
  containers:
    - name: web
      image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
      securityContext:
        {{- with .Values.security }}
        privileged: {{ .privileged }}
        {{- end }}
";

const HELPERS: &str = "{{- define \"shop.name\" }}{{ .Chart.Name }}{{ end }}\n";

const VALUES: &str = "\
image:
  repository: nginx
  tag: latest
security:
  privileged: true
";

fn shop() -> Project {
    Project::new()
        .file("shop/Chart.yaml", CHART)
        .file("shop/values.yaml", VALUES)
        .file("shop/templates/_helpers.tpl", HELPERS)
        .file("shop/templates/web.yaml", TEMPLATE)
}

const POLICIES: [&str; 2] = ["--select", "K8S-003,K8S-017"];

#[test]
fn findings_stand_in_values_or_in_templates() {
    let output = shop().json(&POLICIES);
    let findings = output["findings"].as_array().unwrap();
    let place = |at: &serde_json::Value| {
        format!("{}:{}:{}", at["file"].as_str().unwrap(), at["start"]["line"], at["start"]["column"])
    };
    let told: Vec<String> = findings
        .iter()
        .map(|finding| {
            let related = finding["related"].as_array().unwrap().iter();
            let related = related.map(|at| format!(" {} {}", at["message"].as_str().unwrap(), place(&at["location"])));
            let policy = finding["policy"].as_str().unwrap();
            format!("{policy} {}{}", place(&finding["location"]), related.collect::<String>())
        })
        .collect();
    assert_eq!(
        told,
        [
            "K8S-017 shop/templates/web.yaml:8:14 from `image.repository` shop/values.yaml:2:15 from `image.tag` \
             shop/values.yaml:3:8",
            "K8S-003 shop/values.yaml:5:15 used here shop/templates/web.yaml:11:21 decided by `security` \
             shop/values.yaml:4:1",
        ]
    );
}

#[test]
fn environments_come_from_files_or_from_the_configuration() {
    let prod = shop().file("shop/values-prod.yaml", "security: {privileged: false}\n");
    let environments = |project: &Project| {
        let output = project.json(&["--select", "K8S-003,K8S-017"]);
        let told = |finding: &serde_json::Value| format!("{} {}", finding["policy"], finding["environments"]);
        output["findings"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(environments(&prod), [r#""K8S-017" ["default","prod"]"#, r#""K8S-003" ["default"]"#]);
    let declared = prod.file("env/test.yaml", "image: {tag: '1.2'}\n").file(
        "bartizan.toml",
        "[[helm.render]]\nchart = \"shop\"\nvalues = [\"env/test.yaml\"]\nnamespace = \"test\"\n",
    );
    // The object is another where the release has a namespace.
    assert_eq!(
        environments(&declared),
        [r#""K8S-017" ["default"]"#, r#""K8S-003" ["default"]"#, r#""K8S-003" ["test"]"#]
    );
}

#[test]
fn what_a_template_gets_wrong_is_an_error_at_its_place() {
    let project = shop().file("shop/templates/bad.yaml", "a: {{ .Values.none.deep }}\n");
    let output = project.run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(3).json();
    let error = &output["errors"][0];
    assert_eq!(error["location"]["file"], "shop/templates/bad.yaml");
    assert_eq!(error["location"]["start"]["line"], 1);
    assert_eq!(output["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn a_chart_that_needs_values_is_noted_where_it_gets_them() {
    let required = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: {{ required \"name it\" .Values.name }}}\n";
    let project = shop().file("shop/templates/map.yaml", required);
    project.run([&["check"], &POLICIES[..]].concat()).ends(3);
    let project = project.file("shop/values-prod.yaml", "name: shop\n");
    let output = project.run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(1).json();
    assert!(output["notes"][0]["message"].as_str().unwrap().contains("name it"), "{}", output["notes"]);
}

#[test]
fn comments_in_templates_and_values_excuse() {
    let comment = "bartizan: ignore[K8S-003] agent of the node";
    for (file, from, to) in [
        ("values.yaml", "  privileged", format!("  # {comment}\n  privileged")),
        ("values.yaml", "security:", format!("security: # {comment}")),
        ("templates/web.yaml", "        privileged", format!("        {{{{- /* {comment} */}}}}\n        privileged")),
        ("templates/web.yaml", "    - name", format!("    # {comment}\n    - name")),
        ("templates/web.yaml", "apiVersion", format!("{{{{/* {comment} */}}}}\napiVersion")),
    ] {
        let before = if file == "values.yaml" { VALUES } else { TEMPLATE };
        let project = shop().file(&format!("shop/{file}"), before.replacen(from, &to, 1));
        let findings = project.findings(&["--select", "K8S-003"]);
        assert!(findings.ends_with("K8S-003 suppressed\n") && findings.lines().count() == 1, "{to}: {findings}");
    }
}

#[test]
fn a_chart_inside_of_another_is_a_part_of_it() {
    let project = Project::new()
        .file("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
        .file("app/values.yaml", "shop:\n  image: {tag: '1.2'}\n")
        .file("app/charts/shop/Chart.yaml", CHART)
        .file("app/charts/shop/values.yaml", VALUES)
        .file("app/charts/shop/templates/_helpers.tpl", HELPERS)
        .file("app/charts/shop/templates/web.yaml", TEMPLATE);
    assert_eq!(project.findings(&POLICIES), "app/charts/shop/values.yaml:5 K8S-003 new\n");
    let output = project.run([&["check", "--format", "json", "app/charts/shop"], &POLICIES[..]].concat()).ends(1);
    assert_eq!(lines(&output.json()), "app/charts/shop/values.yaml:5 K8S-003 new\n");
}

#[test]
fn secrets_of_values_are_masked() {
    let values = VALUES.replace("  privileged", "  password: hunter22\n  privileged");
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  url: a:{{ .Values.security.password }}@b\n";
    let project = shop().file("shop/values.yaml", values).file("shop/templates/secret.yaml", secret);
    let run = project.run(["check", "shop"]).ends(1);
    assert!(run.stdout.contains("password: ********") && !run.stdout.contains("hunter"), "{}", run.stdout);
}
