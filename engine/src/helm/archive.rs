//! Charts in archives, which nobody edits: what they say is changed from the chart around them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::ChartRelease;
use super::files::ARCHIVE;
use crate::files::path;
use crate::source::{Format, Node, Rendered, RenderedKey, Source, SourceId, Span, parse};

/// Where one changes what archives below `charts/` say.
#[derive(Debug, Default)]
pub(super) struct Archives {
    /// The texts in archives.
    inside: BTreeSet<SourceId>,
    /// The values of the chart around them, the last given first.
    values: Vec<Node>,
    /// The names of the charts that it declares as dependencies, and where they stand.
    declared: Vec<(String, Span)>,
    /// Where the chart says what it is.
    chart: Option<Span>,
}

impl Archives {
    /// Those of the chart of `release`, whose files are among `sources`; `values` are its own and those given to it.
    pub(super) fn new<'a>(
        release: &ChartRelease,
        sources: impl Iterator<Item = &'a Arc<Source>> + Clone,
        values: impl Iterator<Item = &'a Node>,
    ) -> Self {
        let is_inside = |source: &&Arc<Source>| source.path.contains(".tgz/");
        let inside: BTreeSet<SourceId> = sources.clone().filter(is_inside).map(|source| source.id).collect();
        if inside.is_empty() {
            return Self::default();
        }
        let values = values.filter(|root| !inside.contains(&root.span.source)).cloned().collect();
        let metadata = path::join(&release.dir, "Chart.yaml");
        let document = sources
            .clone()
            .find(|source| *source.path == *metadata)
            .and_then(|source| parse(source, Format::Yaml).documents.into_iter().next());
        let root = document.map(|document| document.root);
        let entries = root.iter().filter_map(|root| root.get("dependencies")).flat_map(Node::items);
        let declared = entries.filter_map(|entry| {
            let name = entry.get("name")?;
            Some((name.as_str()?.to_owned(), name.span))
        });
        let named = release.given.as_ref().map(|given| given.place);
        let chart = root.as_ref().and_then(|root| root.get("name")).map(|name| name.span);
        let chart = named.filter(|_| release.dir.ends_with(ARCHIVE)).or(chart);
        Self { values, declared: declared.collect(), chart, inside }
    }

    /// Is the file in an archive?
    pub(super) fn hold(&self, source: SourceId) -> bool {
        self.inside.contains(&source)
    }

    /// Where one changes what was `rendered` so by the template at `path`, which is relative to the chart's folder: at
    /// the key of the values that leads furthest to one of its keys, else at the dependency.
    pub(super) fn changed_at(&self, rendered: &Rendered, path: &str) -> Option<Span> {
        let furthest = |keys: &[RenderedKey]| {
            let all = keys.iter().flat_map(|key| self.values.iter().filter_map(|root| nearest(root, &key.path)));
            all.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, span)| span)
        };
        let declared = || {
            let rest = path.strip_prefix("charts/")?;
            let of = |(name, _): &&(String, Span)| {
                rest.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-'))
            };
            self.declared.iter().filter(of).max_by_key(|(name, _)| name.len()).map(|(_, span)| *span)
        };
        furthest(&rendered.keys).or_else(|| furthest(&rendered.condition)).or_else(declared).or(self.chart)
    }
}

/// How many keys `root` has on the way to `path`, and the token of the last.
fn nearest(root: &Node, path: &str) -> Option<(usize, Span)> {
    let (mut node, mut found) = (root, None);
    for (depth, key) in path.split(['.', '[']).enumerate() {
        let Some(entry) = node.entry(key) else { break };
        (node, found) = (&entry.value, Some((depth, entry.key_span)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_archive_says_is_changed_in_the_values_or_at_the_dependency() {
        let source = |id, path: &str, text: &str| Arc::new(Source::new(SourceId(id), path, text));
        let metadata = "name: shop\ndependencies:\n- name: db\n- name: db-tools\n";
        let values = "db:\n  image:\n    tag: 1\n";
        let sources = [
            source(0, "shop/Chart.yaml", metadata),
            source(1, "shop/values.yaml", values),
            source(2, "shop/charts/db-tools-1.0.0.tgz/values.yaml", "a: 1\n"),
        ];
        let root = parse(&sources[1], Format::Yaml).documents.remove(0).root;
        let archives = Archives::new(
            &ChartRelease { dir: "shop".into(), ..ChartRelease::default() },
            sources.iter(),
            [root].iter(),
        );
        assert!(archives.hold(SourceId(2)) && !archives.hold(SourceId(1)));
        let changed = |keys: &[&str], path: &str| {
            let keys =
                keys.iter().map(|path| RenderedKey { path: Arc::from(*path), span: None, archived: true }).collect();
            let span = archives.changed_at(&Rendered { keys, ..Rendered::default() }, path).unwrap();
            format!(
                "{} {}",
                span.source.0,
                &sources[span.source.0 as usize].text[span.start as usize..span.end as usize]
            )
        };
        assert_eq!(changed(&["db.name", "db.image.tag"], "charts/db-2.0.0.tgz/templates/a.yaml"), "1 tag");
        assert_eq!(changed(&["db.name"], "charts/db-2.0.0.tgz/templates/a.yaml"), "1 db");
        assert_eq!(changed(&["other"], "charts/db-2.0.0.tgz/templates/a.yaml"), "0 db");
        assert_eq!(changed(&[], "charts/db-tools-1.0.0.tgz/templates/a.yaml"), "0 db-tools");
        assert_eq!(changed(&[], "charts/more-1.0.0.tgz/templates/a.yaml"), "0 shop");
    }
}
