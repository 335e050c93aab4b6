//! Charts in archives, which nobody edits: what they say is changed from the chart around them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::files::path;
use crate::source::{Format, Node, Rendered, Source, SourceId, Span, parse};

/// Where one changes what archives below `charts/` say.
#[derive(Debug, Default)]
pub(super) struct Archives {
    /// The texts in archives.
    inside: BTreeSet<SourceId>,
    /// The values of the chart around them, the last given first.
    values: Vec<Node>,
    /// The dependencies that it declares: the names of their values, the names of their charts, and where they stand.
    declared: Vec<(String, String, Span)>,
    /// Where the chart says what it is.
    chart: Option<Span>,
}

impl Archives {
    /// Those of the chart in `dir`, whose files are among `sources`; `values` are its own and those given to it.
    pub(super) fn new<'a>(
        dir: &str,
        sources: impl Iterator<Item = &'a Arc<Source>> + Clone,
        values: impl Iterator<Item = &'a Node>,
    ) -> Self {
        let is_inside = |source: &&Arc<Source>| source.path.contains(".tgz/");
        let inside: BTreeSet<SourceId> = sources.clone().filter(is_inside).map(|source| source.id).collect();
        if inside.is_empty() {
            return Self::default();
        }
        let values = values.filter(|root| !inside.contains(&root.span.source)).cloned().collect();
        let metadata = path::join(dir, "Chart.yaml");
        let document = sources
            .clone()
            .find(|source| *source.path == *metadata)
            .and_then(|source| parse(source, Format::Yaml).documents.into_iter().next());
        let root = document.map(|document| document.root);
        let entries = root.iter().filter_map(|root| root.get("dependencies")).flat_map(Node::items);
        let declared = entries.filter_map(|entry| {
            let name = entry.get("name")?;
            let alias = entry.get("alias").unwrap_or(name);
            Some((alias.as_str()?.to_owned(), name.as_str()?.to_owned(), name.span))
        });
        let chart = root.as_ref().and_then(|root| root.get("name")).map(|name| name.span);
        Self { values, declared: declared.collect(), chart, inside }
    }

    /// Is the file in an archive?
    pub(super) fn hold(&self, source: SourceId) -> bool {
        self.inside.contains(&source)
    }

    /// Where one changes what was `rendered` so: at the nearest key of the values that leads to one of its keys, else at
    /// the dependency.
    pub(super) fn changed_at(&self, rendered: &Rendered, path: Option<&str>) -> Option<Span> {
        let in_values = rendered
            .keys
            .iter()
            .chain(&rendered.condition)
            .find_map(|key| self.values.iter().find_map(|root| nearest(root, &key.path)));
        let declared = || {
            let (_, rest) = path?.split_once("charts/")?;
            let of = |(_, name, _): &&(String, String, Span)| {
                rest.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-'))
            };
            self.declared.iter().filter(of).max_by_key(|(_, name, _)| name.len()).map(|(_, _, span)| *span)
        };
        in_values.or_else(declared).or(self.chart)
    }
}

/// The token of the key of `root` that goes furthest on the way to `path`.
fn nearest(root: &Node, path: &str) -> Option<Span> {
    let (mut node, mut found) = (root, None);
    for key in path.split(['.', '[']) {
        let Some(entry) = node.entry(key) else { break };
        (node, found) = (&entry.value, Some(entry.key_span));
    }
    found
}
