//! SARIF as code scanning platforms want it.
//!
//! What GitHub asks for: <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! `tests/sarif/validate` holds the same logs against the schema and the rules of Microsoft's validator.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::output::{PLAN, REALM};
use crate::support::{POD, Project};

/// A log with findings of every platform and state, and with an error.
fn log() -> Value {
    let project = Project::new()
        .file("a b/pod.yaml", POD.replace("image:", "# bartizan: ignore[K8S-017] pinned by the registry\n      image:"))
        .file("plan.json", PLAN)
        .file("realm.json", REALM)
        .file("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n")
        .file("broken.yaml", "apiVersion: v1\nkind: [\n")
        .file("known.yaml", POD.replace("name: web,", "name: known,"));
    let known = project.run(["baseline", "-o", "known.json", "known.yaml"]);
    assert_eq!(known.status, Some(0), "{known:?}");
    project.run(["check", "--format", "sarif", "--undetermined", "--baseline", "known.json"]).ends(3).json()
}

#[test]
fn a_log_has_what_platforms_want() {
    let log = log();
    assert_eq!((log["version"].as_str(), log["runs"].as_array().unwrap().len()), (Some("2.1.0"), 1));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "one rule per policy");
    for rule in rules {
        let severity: f64 = rule["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
        assert!(severity > 0.0 && severity <= 10.0, "{rule}");
        assert!(rule["properties"]["tags"].as_array().unwrap().contains(&"security".into()), "{rule}");
        for text in ["shortDescription", "fullDescription", "help"] {
            let text = rule[text]["text"].as_str().unwrap();
            assert!(!text.is_empty() && text.len() <= 1024 || text.contains("\n\n"), "{rule}");
        }
        assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"), "{rule}");
    }
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 5);
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let fingerprint = result["partialFingerprints"]["bartizan/v1"].as_str().unwrap();
        assert_eq!(fingerprint.len(), 32);
        fingerprints.insert(fingerprint);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.starts_with('/') && !uri.contains(' ') && !uri.contains('\\'), "{uri}");
        let region = &place["region"];
        assert!(region.is_null() || region["startLine"].as_u64() >= Some(1), "{region}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
    }
    assert!(fingerprints.len() > results.len() / 2);
}

#[test]
fn states_are_told_apart() {
    let log = log();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let suppressed = |kind: &str| results.iter().filter(|result| result["suppressions"][0]["kind"] == kind).count();
    assert_eq!(suppressed("inSource"), 1);
    assert!(suppressed("external") > 0);
    let open: Vec<_> = results.iter().filter(|result| result["kind"] == "open").collect();
    assert!(!open.is_empty() && open.iter().all(|result| result["level"] == "none"));
}

#[test]
fn there_is_no_region_where_there_is_no_line() {
    // Whether an admission policy stands elsewhere is not known: the answer belongs to no line.
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec: {containers: []}\n";
    let project = Project::new().file("web.yaml", deployment);
    let log = project.run(["check", "--format", "sarif", "--undetermined", "--select", "OPS-001"]).json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert!(result["locations"][0]["physicalLocation"]["region"].is_null(), "{result}");
    }
}
