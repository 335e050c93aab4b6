//! Annotations of objects that excuse findings: `bartizan.dev/ignore: "[K8S-014] reason until=2027-01-31"`, for charts
//! and manifests that one cannot edit.

use super::suppression::parse_text;
use super::{Comment, Location};
use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{Node, Sources, Span};

/// The annotation; with `.` and the name of a container behind it, of that container.
const ANNOTATION: &str = "bartizan.dev/ignore";

/// What an annotation stands for.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// Address of the object.
    pub address: String,
    /// Where the object is written.
    pub head: Span,
    /// The environment that has the object.
    pub environment: Option<String>,
    /// The parts of the object: all of it, its pod template, or containers.
    pub parts: Vec<Path>,
}

impl Annotated {
    /// Does it stand for what a finding at `path` of the object is about?
    pub(super) fn covers(&self, path: &[PathElement]) -> bool {
        self.parts.iter().any(|part| path.starts_with(part))
    }
}

/// The annotations of `resources` that excuse.
#[must_use]
pub fn annotations_of(resources: &[Resource], sources: Sources<'_>) -> Vec<Comment> {
    let mut found = Vec::new();
    for resource in resources.iter().filter(|resource| resource.platform == Platform::Kubernetes) {
        for holder in HOLDERS {
            let path = [holder, &["metadata", "annotations"]].concat();
            let annotations = resource.values.at(&path).into_iter().flat_map(Node::entries);
            for entry in annotations {
                let Some(rest) = entry.key.strip_prefix(ANNOTATION) else { continue };
                let base: Path = holder.iter().map(|key| PathElement::from(*key)).collect();
                let parts = match rest.strip_prefix('.') {
                    Some(name) => containers(&resource.values, &base, name),
                    None if rest.is_empty() => vec![base],
                    None => continue,
                };
                let object = Annotated {
                    address: resource.address.clone(),
                    head: resource.head,
                    environment: resource.environment.clone(),
                    parts,
                };
                found.extend(read(&entry.value, entry.key_span, &object, sources));
            }
        }
    }
    found
}

/// What may have annotations: an object, the pod template in it, the job template in it and the pod template in that.
const HOLDERS: [&[&str]; 4] =
    [&[], &["spec", "template"], &["spec", "jobTemplate"], &["spec", "jobTemplate", "spec", "template"]];

/// The containers called `name` below `base`.
fn containers(values: &Node, base: &Path, name: &str) -> Vec<Path> {
    let mut found = Vec::new();
    for holder in HOLDERS {
        for field in ["containers", "initContainers", "ephemeralContainers"] {
            let keys = [holder, &["spec", field]].concat();
            let list = values.at(&keys).into_iter().flat_map(Node::items).enumerate();
            let named = list.filter(|(_, item)| item.get("name").and_then(Node::as_str) == Some(name));
            let path: Path = keys.iter().map(|key| PathElement::from(*key)).collect();
            if path.starts_with(base) {
                found.extend(named.map(|(index, _)| [path.clone(), vec![PathElement::Index(index)]].concat()));
            }
        }
    }
    found
}

/// One suppression for each line of the annotation's value.
fn read(value: &Node, key: Span, object: &Annotated, sources: Sources<'_>) -> Vec<Comment> {
    let span = if value.span.start < value.span.end { value.span } else { key };
    let Some(location) = sources(span.source).map(|source| Location::new(&source, span)) else { return Vec::new() };
    let text = value.as_str().unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = if text.trim().is_empty() { vec![""] } else { lines.collect() };
    let read = |line: &str| {
        let body = line.strip_prefix("bartizan:").map_or(line, str::trim_start);
        let body = body.strip_prefix("ignore").unwrap_or(body);
        let body = body.strip_prefix('[').unwrap_or("");
        Comment { object: Some(object.clone()), ..parse_text(body, location.clone()) }
    };
    lines.into_iter().map(read).collect()
}
