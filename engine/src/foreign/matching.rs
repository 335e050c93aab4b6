//! Which objects a Constraint of Gatekeeper judges: `spec.match`.
//!
//! Facts: <https://open-policy-agent.github.io/gatekeeper/website/docs/howto#the-match-field>.

use crate::resource::Resource;
use crate::source::Node;

/// Does a Constraint judge an object?
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Matched {
    Yes,
    No,
    /// That depends on the labels of this namespace, which is not there.
    Unknown(String),
}

/// `spec.match` of a Constraint.
#[derive(Clone, Debug, Default)]
pub(super) struct Match {
    kinds: Vec<(Vec<String>, Vec<String>)>,
    namespaces: Vec<String>,
    excluded: Vec<String>,
    labels: Option<Selector>,
    namespace_labels: Option<Selector>,
    scope: String,
    name: String,
    /// Is only meant for what an expansion makes?
    generated: bool,
}

impl Match {
    pub(super) fn read(node: &Node) -> Self {
        let kinds = node.get("kinds").map(Node::items).into_iter().flatten();
        let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        let selector = |key: &str| node.get(key).filter(|node| !node.is_null()).map(Selector::read);
        Self {
            kinds: kinds.map(|kind| (texts(kind, "apiGroups"), texts(kind, "kinds"))).collect(),
            namespaces: texts(node, "namespaces"),
            excluded: texts(node, "excludedNamespaces"),
            labels: selector("labelSelector"),
            namespace_labels: selector("namespaceSelector"),
            scope: text("scope"),
            name: text("name"),
            generated: text("source") == "Generated",
        }
    }

    /// Does it cover `object`? `labels_of` gives the object of a namespace.
    pub(super) fn covers<'a>(&self, object: &Resource, namespace: impl Fn(&str) -> Option<&'a Node>) -> Matched {
        let is_namespace = object.kind == "Namespace" && object.group.is_none();
        let own = object.namespace.as_deref().filter(|namespace| !namespace.is_empty());
        // A Namespace counts as standing in itself.
        let within = if is_namespace { Some(object.name.as_str()) } else { own };
        let certain = !self.generated
            && self.covers_kind(object)
            && match self.scope.as_str() {
                "Cluster" => is_namespace || own.is_none(),
                "Namespaced" => !is_namespace && own.is_some(),
                _ => true,
            }
            && (self.namespaces.is_empty() || within.is_none_or(|name| any_glob(&self.namespaces, name)))
            && !within.is_some_and(|name| any_glob(&self.excluded, name))
            && self.labels.as_ref().is_none_or(|labels| labels.matches(&object.values))
            && self.covers_name(object);
        let (true, Some(wanted)) = (certain, &self.namespace_labels) else {
            return if certain { Matched::Yes } else { Matched::No };
        };
        let matched = match (is_namespace, own) {
            (true, _) => wanted.matches(&object.values),
            (false, None) => true,
            (false, Some(name)) => match namespace(name) {
                Some(namespace) => wanted.matches(namespace),
                None => return Matched::Unknown(name.to_owned()),
            },
        };
        if matched { Matched::Yes } else { Matched::No }
    }

    fn covers_kind(&self, object: &Resource) -> bool {
        let any =
            |list: &[String], name: &str| list.is_empty() || list.iter().any(|listed| listed == "*" || listed == name);
        let group = object.group.as_deref().unwrap_or_default();
        self.kinds.is_empty() || self.kinds.iter().any(|(groups, kinds)| any(kinds, &object.kind) && any(groups, group))
    }

    fn covers_name(&self, object: &Resource) -> bool {
        let metadata = |key| object.values.at(&["metadata", key]).and_then(Node::as_str).unwrap_or_default();
        let generated = metadata("generateName");
        self.name.is_empty()
            || glob(&self.name, metadata("name"))
            || (self.name.ends_with('*') && !generated.is_empty() && glob(&self.name, generated))
    }
}

fn texts(node: &Node, key: &str) -> Vec<String> {
    let items = node.get(key).map(Node::items).into_iter().flatten();
    items.filter_map(Node::as_str).map(str::to_owned).collect()
}

fn any_glob(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| glob(pattern, name))
}

/// Gatekeeper's globs have `*` at their beginning and end only.
fn glob(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(rest), Some(_)) => name.contains(rest.strip_suffix('*').unwrap_or(rest)),
        (Some(end), None) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => pattern == name,
    }
}

/// A label selector of Kubernetes.
#[derive(Clone, Debug, Default)]
struct Selector {
    equal: Vec<(String, String)>,
    expressions: Vec<(String, String, Vec<String>)>,
}

impl Selector {
    fn read(node: &Node) -> Self {
        let text = |node: &Node, key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        let labels = node.get("matchLabels").map(Node::entries).into_iter().flatten();
        let expressions = node.get("matchExpressions").map(Node::items).into_iter().flatten();
        Self {
            equal: labels.filter_map(|label| Some((label.key.to_string(), label.value.as_str()?.to_owned()))).collect(),
            expressions: expressions
                .map(|one| (text(one, "key"), text(one, "operator"), texts(one, "values")))
                .collect(),
        }
    }

    /// Has `object` the labels?
    fn matches(&self, object: &Node) -> bool {
        let label = |key: &str| object.at(&["metadata", "labels"]).and_then(|labels| labels.get(key)?.as_str());
        self.equal.iter().all(|(key, value)| label(key) == Some(value))
            && self.expressions.iter().all(|(key, operator, values)| {
                let own = label(key);
                let listed = || own.is_some_and(|own| values.iter().any(|value| value == own));
                match operator.as_str() {
                    "In" => listed(),
                    "NotIn" => !listed(),
                    "Exists" => own.is_some(),
                    "DoesNotExist" => own.is_none(),
                    _ => false,
                }
            })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn globs_only_at_the_ends() {
        let found =
            ["kube-*", "*-system", "*be*", "kube-system", "k*m", "*"].map(|glob| super::glob(glob, "kube-system"));
        assert_eq!(found, [true, true, true, true, false, true]);
    }
}
