//! Constraints, and what Gatekeeper must synchronise for those that look at several objects.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Exported, annotations, group_and_kind};
use crate::kubernetes::is_built_in_group;
use crate::policy::{Policy, Scope};

/// The version that all kinds of Kubernetes which policies judge have come to.
const VERSION: &str = "v1";

/// The constraint of a policy.
pub(super) fn constraint(one: &Exported<'_>, parameters: &BTreeMap<String, Value>) -> Value {
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for selector in &one.policy().kinds {
        let (group, kind) = group_and_kind(selector);
        groups.entry(group).or_default().insert(kind);
    }
    let kinds: Vec<Value> =
        groups.into_iter().map(|(group, kinds)| json!({"apiGroups": [group], "kinds": kinds})).collect();
    let mut spec = json!({"enforcementAction": one.action.as_str(), "match": {"kinds": kinds}});
    if let Some(fields) = spec.as_object_mut().filter(|_| !parameters.is_empty()) {
        fields.insert("parameters".to_owned(), json!(parameters));
    }
    json!({
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": one.kind,
        "metadata": {"name": one.name, "annotations": annotations(one.policy(), one.given.severity)},
        "spec": spec,
    })
}

/// API groups and kinds that policies on several objects look at, as far as every cluster has them.
fn looked_at<'a>(policies: impl Iterator<Item = &'a Policy>) -> BTreeSet<(&'a str, &'a str)> {
    let wide = policies.filter(|policy| policy.scope != Scope::Resource);
    let kinds = wide.flat_map(|policy| policy.kinds.iter().map(|selector| group_and_kind(selector)));
    // Gatekeeper synchronises what is named, never all of a group.
    kinds.filter(|(group, kind)| *kind != "*" && (group.is_empty() || is_built_in_group(group))).collect()
}

/// What Gatekeeper must synchronise for these policies. None where all look at one object only.
pub(super) fn sync_set<'a>(policies: impl Iterator<Item = &'a Policy>) -> Option<Value> {
    let kinds: Vec<Value> = looked_at(policies)
        .into_iter()
        .map(|(group, kind)| json!({"group": group, "version": VERSION, "kind": kind}))
        .collect();
    (!kinds.is_empty()).then(|| {
        json!({
            "apiVersion": "syncset.gatekeeper.sh/v1alpha1",
            "kind": "SyncSet",
            "metadata": {"name": "bartizan"},
            "spec": {"gvks": kinds},
        })
    })
}

/// What the template of a policy says that it needs synchronised, for `gator sync test`: each kind is a requirement of its
/// own (<https://open-policy-agent.github.io/gatekeeper/website/docs/gator#the-gator-sync-test-command>).
pub(super) fn requires_sync(policy: &Policy) -> Option<String> {
    let kinds: Vec<Value> = looked_at(std::iter::once(policy))
        .into_iter()
        .map(|(group, kind)| json!([{"groups": [group], "versions": [VERSION], "kinds": [kind]}]))
        .collect();
    (!kinds.is_empty()).then(|| Value::from(kinds).to_string())
}
