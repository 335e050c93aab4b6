//! `--explain-findings`: the places of the documents that findings depend on, as people and programs see them.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{POD, Project};

/// What a policy of ours begins with.
fn policy(id: &str, scope: &str, kinds: &str, rules: &str) -> String {
    format!(
        "# METADATA\n# title: A policy\n# custom:\n#   id: {id}\n#   platform: kubernetes\n#   kinds: [{kinds}]\n\
         #   scope: {scope}\npackage acme.{}\n\n{rules}",
        id.to_lowercase().replace('-', "_")
    )
}

/// A Service and a Deployment; the one selects nothing, the other has no disruption budget.
const SHOP: &str = "\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shoop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 3
  template:
    metadata:
      labels: {app: shop}
";

/// Of each finding in text: its headline and what it depends on.
fn told(project: &Project, arguments: &[&str]) -> String {
    let run = project.run([&["check", "--explain-findings"], arguments].concat()).ends(1);
    let is_headline = |line: &&str| line.starts_with("  ⚠ ") || line.starts_with("  ☞ ");
    let is_told = |line: &&str| !line.contains('│') && !line.contains(" more:") && !line.contains("https://");
    let mut text = String::new();
    let mut lines = run.stdout.lines();
    while let Some(headline) = lines.find(is_headline) {
        let help = lines.by_ref().take_while(|line| !line.is_empty());
        let help = help.skip_while(|line| !line.contains("depends on") && !line.contains("missing:")).filter(is_told);
        let help: String = help.map(|line| format!("\n  {}", line.trim().trim_start_matches("help: "))).collect();
        text.push_str(&format!("{}{help}\n", headline.trim_start_matches([' ', '⚠', '☞'])));
    }
    text
}

/// The same in JSON: `path` of the finding, then `resource path location absent decisive` of each place.
fn listed(project: &Project, arguments: &[&str]) -> String {
    let output = project.json(&[&["--explain-findings"], arguments].concat());
    let place = |place: &Value| {
        let location = &place["location"];
        let flags = ["absent", "decisive"].iter().filter(|flag| place[**flag] == true);
        let flags: String = flags.map(|flag| format!(" {flag}")).collect();
        let (file, start) = (location["file"].as_str().unwrap_or("-"), &location["start"]);
        format!("\n  {} {} {file}:{}:{}{flags}", place["resource"], place["path"], start["line"], start["column"])
    };
    let finding = |finding: &Value| {
        let places: String = finding["depends_on"].as_array().unwrap().iter().map(place).collect();
        format!("{} {}{places}\n", finding["policy"].as_str().unwrap(), finding["path"])
    };
    output["findings"].as_array().unwrap().iter().map(finding).collect()
}

#[test]
fn of_a_policy_of_resources() {
    let rules = "deny contains sprintf(\"%s is not limited\", [container.image]) if {\n\
                 \tsome container in input.values.spec.containers\n\tcontainer.securityContext.privileged\n\
                 \tnot container.resources.limits.memory\n}\n";
    let project = Project::with_pod().file("policies/limits.rego", policy("ACME-1", "resource", "Pod", rules));
    let arguments = ["--policy", "policies", "--select", "ACME-1"];
    assert_snapshot!(told(&project, &arguments), @"
    Pod/prod/web: nginx:latest is not limited
      depends on spec.containers[0].securityContext.privileged (line 10); missing:
      spec.containers[0].resources.limits.memory
    ");
    assert_snapshot!(listed(&project, &arguments), @r#"
    ACME-1 ["spec","containers",0,"resources","limits","memory"]
      "Pod/prod/web" ["spec","containers",0] pod.yaml:6:7
      "Pod/prod/web" ["spec","containers",0,"image"] pod.yaml:8:14
      "Pod/prod/web" ["spec","containers",0,"resources","limits","memory"] pod.yaml:6:7 absent decisive
      "Pod/prod/web" ["spec","containers",0,"securityContext","privileged"] pod.yaml:10:21 decisive
    "#);
    let without = project.json(&arguments);
    assert!(without["findings"][0].get("depends_on").is_none(), "{without}");
}

#[test]
fn of_policies_of_units_and_of_everything() {
    let unit = "deny contains {\"message\": sprintf(\"%s selects nothing\", [service.name]), \"resource\": service.address} if {\n\
                \tsome service in input.resources\n\tservice.kind == \"Service\"\n\
                \tnot selected(service.values.spec.selector.app)\n}\n\n\
                selected(app) if {\n\tsome other in input.resources\n\tother.kind == \"Deployment\"\n\
                \tother.values.spec.template.metadata.labels.app == app\n}\n";
    let fleet = "deny contains {\"message\": \"more than two\", \"resource\": found.address} if {\n\
                 \tsome found in input.resources\n\tfound.values.spec.replicas > 2\n}\n";
    let project = Project::new()
        .file("shop.yaml", SHOP)
        .file("policies/unit.rego", policy("ACME-2", "unit", "Service, apps/Deployment", unit))
        .file("policies/fleet.rego", policy("ACME-3", "fleet", "apps/Deployment", fleet));
    let arguments = ["--policy", "policies", "--select", "ACME-*"];
    assert_snapshot!(told(&project, &arguments), @"
    Service/shop: shop selects nothing
      depends on Deployment/shop: spec.template.metadata.labels.app (line 14), spec.selector.app
      (line 5)
    Deployment/shop: more than two
      depends on spec.replicas (line 11)
    ");
    assert_snapshot!(listed(&project, &arguments), @r#"
    ACME-2 ["spec","selector","app"]
      "Deployment/shop" ["spec","template","metadata","labels","app"] shop.yaml:14:21 decisive
      "Service/shop" ["spec","selector","app"] shop.yaml:5:19 decisive
    ACME-3 ["spec","replicas"]
      "Deployment/shop" ["spec","replicas"] shop.yaml:11:13 decisive
    "#);
}

#[test]
fn of_policies_of_other_tools() {
    let conftest = "package main\n\nimport rego.v1\n\ndeny_limit contains msg if {\n\
                    \tsome container in input.spec.containers\n\tendswith(container.image, \":latest\")\n\
                    \tnot container.resources.limits.memory\n\
                    \tmsg := sprintf(\"container %s has no limit\", [container.name])\n}\n\n\
                    warn_labels := [\"no labels\" | not input.metadata.labels]\n";
    let project = Project::new().file("pod.yaml", POD).file("policy/main.rego", conftest);
    let arguments = ["--policy", "policy", "--select", "main.*"];
    assert_snapshot!(told(&project, &arguments), @"
    Pod/prod/web: no labels
      missing: metadata.labels
    Pod/prod/web: container web has no limit
      depends on spec.containers[0].image (line 8); missing:
      spec.containers[0].resources.limits.memory
    ");
    assert_snapshot!(listed(&project, &arguments), @r#"
    main.warn_labels ["metadata","labels"]
      "Pod/prod/web" ["metadata","labels"] pod.yaml:3:1 absent decisive
    main.deny_limit ["spec","containers",0,"resources","limits","memory"]
      "Pod/prod/web" ["spec","containers",0] pod.yaml:6:7
      "Pod/prod/web" ["spec","containers",0,"image"] pod.yaml:8:14 decisive
      "Pod/prod/web" ["spec","containers",0,"name"] pod.yaml:6:13
      "Pod/prod/web" ["spec","containers",0,"resources","limits","memory"] pod.yaml:6:7 absent decisive
    "#);
    let without = project.json(&arguments);
    assert!(without["findings"][0].get("depends_on").is_none(), "{without}");
}

#[test]
fn of_policies_that_see_all_documents() {
    let combined = "package main\n\nimport rego.v1\n\ndeny contains msg if {\n\tsome service in input\n\
                    \tservice.contents.kind == \"Service\"\n\tnot selected(service.contents.spec.selector.app)\n\
                    \tmsg := sprintf(\"%s selects nothing\", [service.contents.metadata.name])\n}\n\n\
                    selected(app) if {\n\tsome other in input\n\tother.contents.kind == \"Deployment\"\n\
                    \tother.contents.spec.template.metadata.labels.app == app\n}\n";
    let project = Project::new()
        .file("shop.yaml", SHOP)
        .file("policy/conftest.toml", "policy = \"rego\"\ncombine = true\n")
        .file("policy/rego/main.rego", combined);
    let arguments = ["--policy", "policy", "--select", "main.*"];
    assert_snapshot!(told(&project, &arguments), @"
    Deployment/shop: shop selects nothing
      depends on Service/shop: kind (line 2), Service/shop: spec.selector.app (line 5),
      spec.template.metadata.labels.app (line 14)
    ");
    assert_snapshot!(listed(&project, &arguments), @r#"
    main.deny ["spec","template","metadata","labels","app"]
      "Service/shop" ["kind"] shop.yaml:2:7 decisive
      "Service/shop" ["metadata","name"] shop.yaml:3:18
      "Service/shop" ["spec","selector","app"] shop.yaml:5:19 decisive
      "Deployment/shop" ["spec","template","metadata","labels","app"] shop.yaml:14:21 decisive
    "#);
}
