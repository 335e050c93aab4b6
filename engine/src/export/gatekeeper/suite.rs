//! Tests for `gator verify`: each policy on an object that it refuses and on one that it admits.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Exported;
use crate::export::ExportedFiles;
use crate::yaml;

/// By policy id.
const EXAMPLES: &str = include_str!("examples.json");

/// Objects that show what a policy means, with its default parameters.
#[derive(Deserialize)]
struct Example {
    allowed: Value,
    disallowed: Value,
    /// Other objects of the cluster.
    #[serde(default)]
    inventory: Vec<Value>,
}

/// Adds `suite.yaml` and the examples. Policies whose parameters are not the default ones are not tested.
pub(super) fn add(exported: &[Exported<'_>], files: &mut ExportedFiles) {
    let examples = examples();
    let mut tests = Vec::new();
    for one in exported {
        let policy = one.policy();
        let defaults =
            policy.metadata().parameters.iter().map(|(name, parameter)| (name.clone(), parameter.default.clone()));
        let Some(example) =
            examples.get(&*policy.id).filter(|_| defaults.collect::<BTreeMap<_, _>>() == one.given.parameters)
        else {
            continue;
        };
        let folder = format!("examples/{}", one.name);
        let mut add = |name: &str, object: &Value| {
            let path = format!("{folder}/{name}.yaml");
            files.insert(path.clone(), yaml::document(object).into_bytes());
            path
        };
        let inventory: Vec<String> =
            example.inventory.iter().enumerate().map(|(at, object)| add(&format!("inventory-{at}"), object)).collect();
        let mut case = |name: &str, object: &Value, violations: &str| {
            let mut case =
                json!({"name": name, "object": add(name, object), "assertions": [{"violations": violations}]});
            if let Some(fields) = case.as_object_mut().filter(|_| !inventory.is_empty()) {
                fields.insert("inventory".to_owned(), json!(inventory));
            }
            case
        };
        let cases = [case("allowed", &example.allowed, "no"), case("disallowed", &example.disallowed, "yes")];
        tests.push(json!({
            "name": one.name,
            "template": format!("templates/{}.yaml", one.name),
            "constraint": format!("constraints/{}.yaml", one.name),
            "cases": cases,
        }));
    }
    if tests.is_empty() {
        return;
    }
    let suite = json!({"apiVersion": "test.gatekeeper.sh/v1alpha1", "kind": "Suite", "metadata": {"name": "bartizan"}, "tests": tests});
    files.insert("suite.yaml".to_owned(), yaml::document(&suite).into_bytes());
}

#[expect(clippy::panic, reason = "a test reads the file")]
fn examples() -> BTreeMap<String, Example> {
    serde_json::from_str(EXAMPLES).unwrap_or_else(|error| panic!("internal error: examples.json: {error}"))
}
