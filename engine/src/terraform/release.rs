//! `helm_release` resources as charts to render: what each gives to its chart, and where that stands.

use std::sync::Arc;

use bartizan_helm::values::{PlacedSet, SetKind, UNKNOWN, ValuesFile};

use super::join::everywhere;
use crate::files::{Files, path};
use crate::helm::{ChartRelease, Given};
use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{Format, Node, Source, SourceId, Sources, Span, Value, Written, embedded, parse_yaml};

/// Arguments with values for the chart: those that count later stand later.
const SETS: [&str; 4] = ["set", "set_list", "set_sensitive", "set_wo"];

/// Arguments that say what is rendered.
const DECIDING: [&str; 8] =
    ["chart", "repository", "name", "namespace", "values", "postrender", "reuse_values", "set_wo_revision"];

/// A release of a chart.
#[derive(Clone, Debug)]
pub struct HelmRelease {
    /// Address of the resource.
    pub address: String,
    /// Where its block stands.
    pub head: Span,
    /// Where its chart would be in the project; none where it comes from elsewhere.
    places: Vec<String>,
    /// The chart as people know it.
    pub chart: String,
    /// What is rendered, but for the folder.
    release: ChartRelease,
}

impl HelmRelease {
    /// The release that `resource` of the root module in `dir` makes, in an environment of that; none when it makes
    /// none.
    #[must_use]
    pub fn new(
        resource: &Resource,
        (dir, environment): (&str, Option<&Arc<str>>),
        sources: Sources<'_>,
    ) -> Option<Self> {
        if resource.platform != Platform::Terraform || resource.kind != "helm_release" {
            return None;
        }
        let text = |key: &str| resource.values.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
        let (chart, repository) = (text("chart"), text("repository"));
        let mut reader = Reader { resource, sources, given: Given::at(resource.head) };
        reader.read();
        let mut given = reader.given;
        given.environment = environment.cloned();
        given.place = resource.values.get("chart").map_or(resource.head, |chart| chart.span);
        if let Some(source) = (!given.sources.iter().any(|source| source.id == given.place.source))
            .then(|| sources(given.place.source))
            .flatten()
        {
            given.sources.push(source);
        }
        let name = text("name").unwrap_or(&resource.name);
        let release = ChartRelease {
            environment: Some(environment_of(&resource.address, dir, environment).into()),
            order: usize::MAX,
            release: Some(name.into()),
            namespace: Some(text("namespace").unwrap_or("default").into()),
            is_declared: true,
            has_others: true,
            given: Some(Arc::new(given)),
            ..ChartRelease::default()
        };
        let shown = match (chart, repository) {
            (Some(chart), Some(repository)) => format!("chart `{chart}` ({repository})"),
            (Some(chart), None) => format!("chart `{chart}`"),
            (None, _) => "a chart that is not known".to_owned(),
        };
        let places = chart.map(|chart| places(dir, chart, repository)).unwrap_or_default();
        Some(Self { address: resource.address.clone(), head: resource.head, places, chart: shown, release })
    }

    /// The chart to render, when it is in the project.
    #[must_use]
    pub fn find(&self, files: &Files) -> Option<ChartRelease> {
        let is_chart = |place: &&String| match place.ends_with(".tgz") {
            true => files.is_file(place),
            false => files.is_file(&path::join(place, "Chart.yaml")),
        };
        let place = self.places.iter().find(is_chart)?;
        Some(ChartRelease { dir: place.as_str().into(), ..self.release.clone() })
    }

    /// Environment of its root module.
    #[must_use]
    pub fn environment(&self) -> Option<&Arc<str>> {
        self.release.given.as_ref()?.environment.as_ref()
    }
}

/// Paths of values of `resource` that must never be printed, whatever Terraform says of them.
pub(crate) fn secrets(resource: &Resource) -> Vec<Path> {
    if resource.platform != Platform::Terraform || resource.kind != "helm_release" {
        return Vec::new();
    }
    let items = resource.values.get("set_sensitive").map(Node::items).into_iter().flatten();
    let path = |(index, _)| vec!["set_sensitive".into(), PathElement::Index(index), "value".into()];
    items.enumerate().map(path).collect()
}

/// What an environment of a chart is called that `address` makes in the root module in `dir`.
fn environment_of(address: &str, dir: &str, environment: Option<&Arc<str>>) -> String {
    let of_root: Vec<&str> =
        [Some(dir).filter(|dir| *dir != path::ROOT), environment.map(|name| &**name)].into_iter().flatten().collect();
    if of_root.is_empty() { address.to_owned() } else { format!("{address} ({})", of_root.join(", ")) }
}

/// Where Helm looks for `chart`, as far as that is in the project.
fn places(dir: &str, chart: &str, repository: Option<&str>) -> Vec<String> {
    let is_elsewhere = |text: &str| text.contains("://");
    if is_elsewhere(chart) || repository.is_some_and(is_elsewhere) {
        return Vec::new();
    }
    let written = match repository {
        Some(repository) if !chart.contains('/') => format!("{}/{chart}", repository.trim_end_matches('/')),
        _ => chart.to_owned(),
    };
    path::resolve(dir, &written).into_iter().collect()
}

struct Reader<'a> {
    resource: &'a Resource,
    sources: Sources<'a>,
    given: Given,
}

impl Reader<'_> {
    fn read(&mut self) {
        let values = &self.resource.values;
        let decides = |path: &Path| match path.first() {
            Some(PathElement::Key(key)) => DECIDING.contains(&key.as_str()) || SETS.contains(&key.as_str()),
            _ => true,
        };
        for unknown in self.resource.unknown.iter().filter(|unknown| decides(&unknown.path)) {
            let reason = format!("what the release gives to its chart: {}", unknown.reason);
            match self.key(&unknown.path) {
                Some(key) => self.given.unknown_keys.push((key, reason)),
                None => self.given.unknown = self.given.unknown.take().or(Some(reason)),
            }
        }
        if values.get("postrender").is_some_and(|block| !block.is_null()) {
            self.given.unknown = Some("another program changes what is rendered (`postrender`)".to_owned());
        }
        for (index, entry) in values.get("values").into_iter().flat_map(Node::items).enumerate() {
            self.document(index, entry);
        }
        for kind in SETS {
            let Some(list) = values.get(kind) else { continue };
            let items = list.as_sequence().unwrap_or(std::slice::from_ref(list));
            items.iter().for_each(|item| self.set(kind, item));
        }
        let hidden = self.resource.sensitive.iter().filter(|path| decides(path));
        let found = hidden.filter_map(|path| value_at(values, path));
        self.given.secrets = found.flat_map(|node| self.secret(node)).collect();
    }

    /// The key of the chart's values that an unknown value at `path` is for, when it is for one.
    fn key(&self, path: &Path) -> Option<String> {
        match path.as_slice() {
            [PathElement::Key(kind), PathElement::Index(index), PathElement::Key(part), ..] => match part.as_str() {
                "value" if SETS.contains(&kind.as_str()) => {
                    let name = self.resource.values.get(kind)?.index(*index)?.get("name")?.as_str()?;
                    Some(name.to_owned())
                }
                "@json" if kind == "values" => key_of(path.get(3..)?),
                _ => None,
            },
            _ => None,
        }
    }

    /// An element of `values`.
    fn document(&mut self, index: usize, node: &Node) {
        let Some(text) = node.as_str() else { return };
        let own = |path: &Path| path.starts_with(&["values".into(), index.into(), "@json".into()]);
        let unknown = self.resource.unknown.iter().filter(|unknown| own(&unknown.path));
        let unknown: Vec<String> = unknown.filter_map(|unknown| key_of(unknown.path.get(3..)?)).collect();
        let (document, source) = self.parsed(node);
        let text: Arc<str> = text.into();
        let path = format!("values of {}", self.resource.address);
        self.given.values.push(ValuesFile { path, text, source, document, unknown });
    }

    /// The document that the string `node` holds, at its places, and the file that it stands in.
    fn parsed(&mut self, node: &Node) -> (Option<Node>, SourceId) {
        let text = node.as_str().unwrap_or_default();
        let source = Source::new(SourceId(u32::MAX), "", text);
        let parsed = parse_yaml(&source);
        let Some(plain) = parsed.documents.into_iter().next().filter(|_| parsed.errors.is_empty()) else {
            return (None, node.span.source);
        };
        let file = match node.written.as_deref() {
            Some(Written::Pieces(pieces)) => pieces.0.first().map(|piece| SourceId(piece.span.source)),
            _ => None,
        };
        let file = file.unwrap_or(node.span.source);
        self.keep(node.span.source);
        let placed = match node.written.as_deref() {
            Some(Written::Json(root) | Written::Yaml(root)) => Some(root.clone()),
            _ => self.keep(file).and_then(|outer| {
                let root = embedded(node, Format::Yaml, &outer).documents.into_iter().next()?.root;
                Some(root)
            }),
        };
        let root = placed.filter(|placed| *placed == plain.root);
        let root = root.unwrap_or_else(|| everywhere(&plain.root, node.span));
        let sources: Vec<SourceId> = sources_of(&root);
        sources.into_iter().for_each(|source| drop(self.keep(source)));
        (Some(root), file)
    }

    /// The file, which is kept.
    fn keep(&mut self, id: SourceId) -> Option<Arc<Source>> {
        if let Some(known) = self.given.sources.iter().find(|source| source.id == id) {
            return Some(Arc::clone(known));
        }
        let source = (self.sources)(id)?;
        self.given.sources.push(Arc::clone(&source));
        Some(source)
    }

    /// An element of `set` or of the like.
    fn set(&mut self, kind: &str, item: &Node) {
        let Some(name) = item.get("name").and_then(Node::as_str) else { return };
        let Some(value) = item.get("value") else {
            if self.given.unknown_keys.iter().any(|(key, _)| key == name) {
                let argument = format!("{name}={UNKNOWN}");
                self.given.set.push(PlacedSet { argument, kind: SetKind::Unknown, span: Some(item.span) });
            }
            return;
        };
        let (text, notation) = match item.get("type").and_then(Node::as_str) {
            _ if kind == "set_list" => {
                let items: Vec<String> = value.items().filter_map(scalar).collect();
                (format!("{{{}}}", items.join(",")), SetKind::Typed)
            }
            Some("string") => (scalar(value).unwrap_or_default(), SetKind::String),
            Some("literal") => (scalar(value).unwrap_or_default(), SetKind::Literal),
            _ => (scalar(value).unwrap_or_default(), SetKind::Typed),
        };
        self.keep(value.span.source);
        self.given.set.push(PlacedSet { argument: format!("{name}={text}"), kind: notation, span: Some(value.span) });
        if kind != "set" && kind != "set_list" {
            self.given.secrets.push(value.clone());
        }
    }

    /// What is secret in a value: of a document all of its scalars.
    fn secret(&mut self, node: &Node) -> Vec<Node> {
        match node.as_str() {
            Some(_) => self.parsed(node).0.into_iter().chain([node.clone()]).collect(),
            None => vec![node.clone()],
        }
    }
}

impl Given {
    /// Nothing, of a release at `place`.
    fn at(place: Span) -> Self {
        Self {
            values: Vec::new(),
            set: Vec::new(),
            sources: Vec::new(),
            unknown: None,
            unknown_keys: Vec::new(),
            secrets: Vec::new(),
            place,
            environment: None,
        }
    }
}

/// A path in a document as `--set` writes it; none when it is the whole document.
fn key_of(path: &[PathElement]) -> Option<String> {
    let mut key = String::new();
    for element in path {
        match element {
            PathElement::Index(index) => key.push_str(&format!("[{index}]")),
            PathElement::Key(name) => {
                if !key.is_empty() {
                    key.push('.');
                }
                for c in name.chars() {
                    if matches!(c, '.' | ',' | '=' | '[' | '\\') {
                        key.push('\\');
                    }
                    key.push(c);
                }
            }
        }
    }
    (!key.is_empty()).then_some(key)
}

fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) | Value::String(text) => Some(text.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

fn value_at<'n>(root: &'n Node, path: &[PathElement]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, element| match element {
        PathElement::Key(key) => node.get(key),
        PathElement::Index(index) => node.index(*index),
    })
}

/// The files that the values of a document stand in.
fn sources_of(root: &Node) -> Vec<SourceId> {
    let mut found = vec![root.span.source];
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        if !found.contains(&node.span.source) {
            found.push(node.span.source);
        }
        waiting.extend(node.entries().map(|entry| &entry.value));
        waiting.extend(node.items());
    }
    found
}
