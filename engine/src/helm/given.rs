//! What a `helm_release` of Terraform gives to its chart.

use std::sync::Arc;

use bartizan_helm::chart::Chart;
use bartizan_helm::values::{PlacedSet, ValuesFile};

use crate::source::{Node, Source, Span};

/// Values of a `helm_release` and where they stand.
#[derive(Clone, Debug)]
pub struct Given {
    /// The documents of `values`, in order.
    pub values: Vec<ValuesFile>,
    /// The values set one by one, in order; they count before `values`.
    pub set: Vec<PlacedSet>,
    /// The files that all of these stand in.
    pub sources: Vec<Arc<Source>>,
    /// Why it is not known what the chart is given; then nothing that is rendered is judged.
    pub unknown: Option<String>,
    /// The keys whose values are not known, as `--set` writes them, and why.
    pub unknown_keys: Vec<(String, String)>,
    /// Values that must never be printed.
    pub secrets: Vec<Node>,
    /// Where the release names its chart.
    pub place: Span,
    /// Environment of the root module.
    pub environment: Option<Arc<str>>,
}

/// Equal values at equal places.
impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        let texts = |given: &Self| given.sources.iter().map(|source| (source.id, source.hash())).collect::<Vec<_>>();
        let values = |given: &Self| given.values.iter().map(|file| file.document.clone()).collect::<Vec<_>>();
        let set =
            |given: &Self| given.set.iter().map(|set| (set.argument.clone(), set.kind, set.span)).collect::<Vec<_>>();
        self.unknown == other.unknown
            && self.unknown_keys == other.unknown_keys
            && self.place == other.place
            && self.environment == other.environment
            && texts(self) == texts(other)
            && set(self) == set(other)
            && values(self) == values(other)
            && self.secrets == other.secrets
    }
}

impl Eq for Given {}

impl Given {
    /// Is everything known?
    pub(super) fn is_known(&self) -> bool {
        self.unknown.is_none() && self.unknown_keys.is_empty()
    }

    /// Why the value of the key at `path`, or of one around it, is not known.
    pub(super) fn reason(&self, path: &str) -> Option<&str> {
        let is_at =
            |key: &str| path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        self.unknown_keys.iter().find(|(key, _)| is_at(key)).map(|(_, reason)| reason.as_str())
    }

    /// Why it is not known which of its parts `chart` has.
    pub(super) fn undecided(&self, chart: &Chart) -> Option<&str> {
        let conditions = |chart: &Chart| {
            let own = chart.metadata.dependencies.iter().flat_map(|dependency| dependency.condition.split(','));
            own.map(|condition| condition.trim().to_owned()).collect::<Vec<_>>()
        };
        let mut waiting = vec![(String::new(), chart)];
        let mut decided: Vec<String> = Vec::new();
        while let Some((prefix, chart)) = waiting.pop() {
            decided.extend(conditions(chart).iter().map(|condition| format!("{prefix}{condition}")));
            let aliased = |name: &str| {
                let alias = chart.metadata.dependencies.iter().find(|dependency| dependency.name == name);
                alias.map(|dependency| dependency.alias.clone()).filter(|alias| !alias.is_empty())
            };
            for below in &chart.dependencies {
                let name = &below.metadata.name;
                waiting.push((format!("{prefix}{}.", aliased(name).unwrap_or_else(|| name.clone())), below));
            }
        }
        let decides = |key: &str| {
            let is_tag = key == "tags" || key.starts_with("tags.");
            is_tag || decided.iter().any(|condition| condition == key || condition.starts_with(&format!("{key}.")))
        };
        self.unknown_keys.iter().find(|(key, _)| decides(key)).map(|(_, reason)| reason.as_str())
    }
}
