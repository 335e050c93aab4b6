//! Tests for `gator verify`: each policy on an object that it refuses and on one that it admits.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Exported, constraint};
use crate::export::ExportedFiles;
use crate::yaml;

/// Examples by policy id, in a file for each folder of policies on Kubernetes.
const TOPICS: [&str; 12] = [
    include_str!("examples/control_plane.yaml"),
    include_str!("examples/credentials.yaml"),
    include_str!("examples/database.yaml"),
    include_str!("examples/image.yaml"),
    include_str!("examples/mesh.yaml"),
    include_str!("examples/namespace.yaml"),
    include_str!("examples/network.yaml"),
    include_str!("examples/operations.yaml"),
    include_str!("examples/rbac.yaml"),
    include_str!("examples/secret.yaml"),
    include_str!("examples/storage.yaml"),
    include_str!("examples/workload.yaml"),
];

/// Objects that show what a policy means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    allowed: Value,
    disallowed: Value,
    /// Other objects of the cluster.
    #[serde(default)]
    inventory: Vec<Value>,
    /// Instead of the defaults, where a policy refuses nothing by these.
    #[serde(default)]
    parameters: BTreeMap<String, Value>,
}

/// Adds `suite.yaml` and the examples. Policies whose parameters are not the default ones are not tested.
pub(super) fn add(exported: &[Exported<'_>], files: &mut ExportedFiles) {
    let examples: BTreeMap<String, Example> = examples().collect();
    let mut tests = Vec::new();
    for one in exported {
        let policy = one.policy();
        let defaults =
            policy.metadata().parameters.iter().map(|(name, parameter)| (name.clone(), parameter.default.clone()));
        let example =
            examples.get(&*policy.id).filter(|_| defaults.collect::<BTreeMap<_, _>>() == one.given.parameters);
        if let Some(example) = example {
            tests.push(test(one, example, files));
        }
    }
    if tests.is_empty() {
        return;
    }
    let suite = json!({"apiVersion": "test.gatekeeper.sh/v1alpha1", "kind": "Suite", "metadata": {"name": "bartizan"}, "tests": tests});
    files.insert("suite.yaml".to_owned(), yaml::document(&suite).into_bytes());
}

/// Adds the objects of an example, and says how they test the policy.
fn test(one: &Exported<'_>, example: &Example, files: &mut ExportedFiles) -> Value {
    let mut add = |name: &str, object: &Value| {
        let path = format!("examples/{}/{name}.yaml", one.name);
        files.insert(path.clone(), yaml::document(object).into_bytes());
        path
    };
    let constraint = if example.parameters.is_empty() {
        format!("constraints/{}.yaml", one.name)
    } else {
        let mut parameters = one.given.parameters.clone();
        parameters.extend(example.parameters.clone());
        add("constraint", &constraint::constraint(one, &parameters))
    };
    let inventory: Vec<String> =
        example.inventory.iter().enumerate().map(|(at, object)| add(&format!("inventory-{at}"), object)).collect();
    let mut case = |name: &str, object: &Value, violations: &str| {
        let mut case = json!({"name": name, "object": add(name, object), "assertions": [{"violations": violations}]});
        if let Some(fields) = case.as_object_mut().filter(|_| !inventory.is_empty()) {
            fields.insert("inventory".to_owned(), json!(inventory));
        }
        case
    };
    let cases = [case("allowed", &example.allowed, "no"), case("disallowed", &example.disallowed, "yes")];
    json!({
        "name": one.name,
        "template": format!("templates/{}.yaml", one.name),
        "constraint": constraint,
        "cases": cases,
    })
}

/// By policy id.
#[expect(clippy::panic, reason = "a test reads the files")]
fn examples() -> impl Iterator<Item = (String, Example)> {
    let read = |topic| -> BTreeMap<String, Example> {
        serde_saphyr::from_str(topic).unwrap_or_else(|error| panic!("internal error: an example: {error}"))
    };
    TOPICS.into_iter().flat_map(read)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::export::gatekeeper::group_and_kind;
    use crate::policy::Pack;

    /// Group and kind of an object.
    fn kind(object: &Value) -> (&str, &str) {
        let version = object["apiVersion"].as_str().unwrap();
        (version.rsplit_once('/').map_or("", |(group, _)| group), object["kind"].as_str().unwrap())
    }

    #[test]
    fn examples_are_of_kinds_that_their_policy_judges() {
        let pack = Pack::bundled();
        let (mut ids, mut faults) = (BTreeSet::new(), Vec::new());
        for (id, example) in examples() {
            if !ids.insert(id.clone()) {
                faults.push(format!("{id}: has two examples"));
            }
            let Some(policy) = pack.get(&id) else {
                faults.push(format!("{id}: no such policy"));
                continue;
            };
            if kind(&example.allowed) != kind(&example.disallowed) {
                faults.push(format!("{id}: the objects allowed and disallowed are of two kinds"));
            }
            for object in [&example.allowed, &example.disallowed].into_iter().chain(&example.inventory) {
                let kind = kind(object);
                if !policy.kinds.iter().any(|selector| group_and_kind(selector) == kind) {
                    faults.push(format!("{id}: {kind:?} is not of `custom.kinds`"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
