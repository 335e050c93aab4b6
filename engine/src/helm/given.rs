//! What a `helm_release` of Terraform gives to its chart.

use std::sync::Arc;

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
        let texts = |given: &Self| given.sources.iter().map(|source| (source.id, source.hash)).collect::<Vec<_>>();
        let values = |given: &Self| given.values.iter().map(|file| file.document.clone()).collect::<Vec<_>>();
        let set =
            |given: &Self| given.set.iter().map(|set| (set.argument.clone(), set.kind, set.span)).collect::<Vec<_>>();
        self.unknown == other.unknown
            && self.place == other.place
            && self.environment == other.environment
            && texts(self) == texts(other)
            && set(self) == set(other)
            && values(self) == values(other)
            && self.secrets == other.secrets
    }
}

impl Eq for Given {}
