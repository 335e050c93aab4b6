//! Charts that `helm_release` of Terraform installs: judged with what the release gives to them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::Project;

/// A container that runs privileged (line 10) when the values say so.
const TEMPLATE: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-web
spec:
  containers:
    - name: web
      image: nginx:{{ .Values.image.tag }}
      securityContext:
        privileged: {{ .Values.security.privileged }}
";

const VALUES: &str = "image:\n  tag: '1.2'\nsecurity:\n  privileged: false\n";

fn shop() -> Project {
    Project::new()
        .file("charts/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
        .file("charts/shop/values.yaml", VALUES)
        .file("charts/shop/templates/web.yaml", TEMPLATE)
}

const POLICIES: [&str; 2] = ["--select", "K8S-003,K8S-017"];

/// A release of the chart with further arguments, which begin on line 4.
fn release(arguments: &str) -> String {
    format!("resource \"helm_release\" \"web\" {{\n  name  = \"web\"\n  chart = \"../charts/shop\"\n{arguments}}}\n")
}

fn place(at: &Value) -> String {
    format!("{}:{}:{}", at["file"].as_str().unwrap(), at["start"]["line"], at["start"]["column"])
}

/// The findings with their places, their state and their environments.
pub(crate) fn told(output: &Value) -> String {
    let mut out = String::new();
    for finding in output["findings"].as_array().unwrap() {
        let state = finding["state"].as_str().unwrap();
        write!(out, "{} {state} {}", finding["policy"].as_str().unwrap(), place(&finding["location"])).unwrap();
        for at in finding["related"].as_array().unwrap() {
            write!(out, "; {} {}", at["message"].as_str().unwrap(), place(&at["location"])).unwrap();
        }
        writeln!(out, " {}", finding["environments"]).unwrap();
    }
    for note in output["notes"].as_array().unwrap() {
        writeln!(out, "note {}", note["message"].as_str().unwrap()).unwrap();
    }
    out
}

fn findings(project: &Project) -> String {
    told(&project.json(&POLICIES))
}

#[test]
fn values_of_a_release_stand_in_the_configuration() {
    let by = |arguments: &str| findings(&shop().file("infra/main.tf", release(arguments)));
    insta::assert_snapshot!(by("  set {\n    name  = \"security.privileged\"\n    value = \"true\"\n  }\n"), @r#"K8S-003 new infra/main.tf:6:13; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
    insta::assert_snapshot!(by("  set = [{ name = \"security.privileged\", value = true }]\n"), @r#"K8S-003 new infra/main.tf:4:50; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
    insta::assert_snapshot!(by("  values = [yamlencode({\n    security = { privileged = true }\n  })]\n"), @r#"K8S-003 new infra/main.tf:5:31; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
    insta::assert_snapshot!(by("  values = [<<-EOT\n    security:\n      privileged: true\n  EOT\n  ]\n"), @r#"K8S-003 new infra/main.tf:6:19; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
}

#[test]
fn values_files_of_a_release_hold_the_findings() {
    let project = shop()
        .file("infra/main.tf", release("  values = [file(\"${path.module}/web.yaml\")]\n"))
        .file("infra/web.yaml", "image: {}\nsecurity:\n  privileged: true\n");
    insta::assert_snapshot!(findings(&project), @r#"K8S-003 new infra/web.yaml:3:15; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
    let project = shop()
        .file(
            "infra/main.tf",
            release("  values = [templatefile(\"${path.module}/web.tftpl\", { privileged = true })]\n"),
        )
        .file("infra/web.tftpl", "security:\n  privileged: ${privileged}\n");
    insta::assert_snapshot!(findings(&project), @r#"K8S-003 new infra/main.tf:4:13; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
}

#[test]
fn findings_of_a_template_are_said_once() {
    let project = shop().file("charts/shop/values.yaml", VALUES.replace("'1.2'", "latest").replace("false", "true"));
    let project = project.file("infra/main.tf", release("  namespace = \"prod\"\n"));
    insta::assert_snapshot!(findings(&project), @r#"
    K8S-017 new charts/shop/templates/web.yaml:8:14; from `image.tag` charts/shop/values.yaml:2:8 ["default","helm_release.web (infra)"]
    K8S-003 new charts/shop/values.yaml:4:15; used here charts/shop/templates/web.yaml:10:21 ["default","helm_release.web (infra)"]
    "#);
    let text = project.run([&["check"], &POLICIES[..]].concat()).ends(1).stdout;
    assert_eq!(text.matches("K8S-003").count(), 1, "{text}");
}

/// An object beside the first whose presence a value decides.
const DECIDED: &str = "\
{{- if .Values.image.tag }}
apiVersion: v1
kind: Pod
metadata: {name: decided}
spec:
  containers:
    - {name: web, image: \"nginx:latest\", securityContext: {privileged: true}}
{{- end }}
";

#[test]
fn what_is_not_known_is_not_judged() {
    let repository = "resource \"aws_ecr_repository\" \"web\" {}\n";
    let by = |arguments: &str| {
        let project = shop()
            .file("charts/shop/values.yaml", VALUES.replace("false", "true"))
            .file("charts/shop/templates/decided.yaml", DECIDED)
            .file("infra/main.tf", release(arguments) + repository);
        let output = project.json(&POLICIES);
        let findings = output["findings"].as_array().unwrap().iter();
        let of_release = findings.filter(|finding| finding["environments"].to_string().contains("helm_release"));
        let line = |finding: &Value| {
            let resource = finding["resource"]["address"].as_str().unwrap();
            let state = finding["state"].as_str().unwrap();
            let reason = finding["reason"].as_str().unwrap_or_default();
            format!("{} {resource} {state} {reason}", finding["policy"].as_str().unwrap()).trim().to_owned()
        };
        of_release.map(line).collect::<Vec<_>>().join("\n")
    };
    // Only what comes from the key, and what it decides.
    let set = "  set {\n    name  = \"image.tag\"\n    value = aws_ecr_repository.web.id\n  }\n";
    insta::assert_snapshot!(by(set), @r"
    K8S-003 Pod/default/decided undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    K8S-017 Pod/default/decided undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    K8S-017 Pod/default/web-web undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    K8S-003 Pod/release-name-web new
    ");
    let values = "  values = [yamlencode({ image = { tag = aws_ecr_repository.web.id } })]\n";
    assert_eq!(by(values), by(set));
    // What is known later counts.
    insta::assert_snapshot!(by(&format!("{values}  set {{\n    name = \"image.tag\"\n    value = \"1\"\n  }}\n")), @r"
    K8S-017 Pod/decided new
    K8S-003 Pod/decided new
    K8S-003 Pod/release-name-web new
    ");
    // A text that is not known may say anything.
    insta::assert_snapshot!(by("  values = [aws_ecr_repository.web.id]\n"), @r"
    K8S-003 Pod/default/decided undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    K8S-017 Pod/default/decided undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    K8S-003 Pod/default/web-web undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    K8S-017 Pod/default/web-web undetermined what the release gives to its chart: known after apply: `aws_ecr_repository.web.id`
    ");
}

#[test]
fn a_chart_that_is_elsewhere_is_noted() {
    let project = Project::new().file(
        "main.tf",
        "resource \"helm_release\" \"ingress\" {\n  name       = \"ingress\"\n  chart      = \"ingress-nginx\"\n  \
         repository = \"https://kubernetes.github.io/ingress-nginx\"\n}\n",
    );
    insta::assert_snapshot!(findings(&project), @r#"note chart `ingress-nginx` (https://kubernetes.github.io/ingress-nginx) of `helm_release.ingress` is not in the scan, so what it installs is unknown"#);
}

#[test]
fn secrets_that_a_release_sets_are_masked() {
    let secret = "  set_sensitive {\n    name  = \"image.tag\"\n    value = \"hunter22\"\n  }\n";
    let template = TEMPLATE.replace("nginx:{{ .Values.image.tag }}", "nginx-{{ .Values.image.tag }}");
    let project = shop().file("infra/main.tf", release(secret)).file("charts/shop/templates/web.yaml", template);
    let run = project.run(["check", "--undetermined"]).ends(1);
    assert!(run.stdout.contains("K8S-017") && !run.stdout.contains("hunter"), "{}", run.stdout);
}

#[test]
fn a_plan_says_the_same() {
    let arguments = "  values = [yamlencode({\n    security = { privileged = true }\n  })]\n";
    let source = shop().file("infra/main.tf", release(arguments));
    let from_source = findings(&source);
    let values = json!({
        "name": "web", "chart": "../charts/shop", "namespace": "default",
        "values": ["\"security\":\n  \"privileged\": true\n"],
    });
    let plan = json!({
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{
            "address": "helm_release.web", "mode": "managed", "type": "helm_release", "name": "web",
            "provider_name": "registry.terraform.io/hashicorp/helm", "values": values,
        }]}},
        "resource_changes": [{
            "address": "helm_release.web", "mode": "managed", "type": "helm_release", "name": "web",
            "change": {"actions": ["create"], "before": null, "after": values, "after_unknown": {}},
        }],
        "configuration": {"root_module": {"resources": [{
            "address": "helm_release.web", "mode": "managed", "type": "helm_release", "name": "web",
            "expressions": {"name": {"constant_value": "web"}},
        }]}},
    });
    assert_eq!(findings(&source.file("infra/plan.json", plan.to_string())), from_source);
    let alone = shop().file("infra/plan.json", plan.to_string());
    insta::assert_snapshot!(findings(&alone), @r#"K8S-003 new infra/plan.json:1:709; used here charts/shop/templates/web.yaml:10:21 ["helm_release.web (infra)"]"#);
}
