//! Manifests to resources.

mod kinds;
#[cfg(test)]
mod tests;

pub(crate) use kinds::{BUILT_IN_GROUPS, CLUSTER_SCOPED};
pub use kinds::{is_built_in_group, is_cluster_scoped};

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::Config;
use crate::discover::{FileKind, Kustomization, ParsedFile};
use crate::files::FileError;
use crate::resource::{Path, Platform, Resource};
use crate::source::{Node, Span, Value};

/// What the name of an object without one is shown as.
const UNNAMED: &str = "(unnamed)";

/// Reads the manifests among `files` (one unit's) into resources, in the order of the files and their documents.
///
/// Lists are read as the objects in them. The namespace of an object is the one that a kustomization among the files
/// gives to the file it is in, else its own; an object may have none, as the one who applies it can choose. Documents
/// that are no objects are passed over.
#[must_use]
pub fn read(files: &[Arc<ParsedFile>], config: &Config) -> (Vec<Resource>, Vec<FileError>) {
    read_release(files, config, None)
}

/// [`read`] for a release in `namespace`, which objects without one get.
#[must_use]
pub fn read_release(
    files: &[Arc<ParsedFile>],
    config: &Config,
    namespace: Option<&str>,
) -> (Vec<Resource>, Vec<FileError>) {
    let mut reader = Reader { config, namespace, unnamed: BTreeMap::new(), resources: Vec::new(), errors: Vec::new() };
    let namespaces = kustomized_namespaces(files);
    for file in files.iter().filter(|file| file.kind == FileKind::Kubernetes) {
        let namespace = namespaces.get(&*file.source.path).map(String::as_str);
        for document in &file.parsed.documents {
            reader.document(&document.root, &Given { file, namespace, of_list: None });
        }
    }
    (reader.resources, reader.errors)
}

/// The template that Helm says it rendered the document around `at` from, as the comment `# Source: ` names it.
#[must_use]
pub fn template_of(file: &ParsedFile, at: Span) -> Option<&str> {
    let document = file.parsed.documents.iter().find(|document| {
        let span = document.root.span;
        span.source == at.source && span.start <= at.start && at.end <= span.end
    })?;
    document.comments.iter().find_map(|comment| {
        let text = file.source.text.get(comment.start as usize..comment.end as usize)?;
        Some(text.strip_prefix("# Source:")?.trim())
    })
}

/// The namespace that kustomizations give to files, by path; the nearest kustomization counts.
fn kustomized_namespaces(files: &[Arc<ParsedFile>]) -> HashMap<String, String> {
    let mut kustomizations: Vec<_> = files.iter().filter(|file| file.kind == FileKind::Kustomization).collect();
    kustomizations.sort_by_key(|file| file.source.path.matches('/').count());
    let mut namespaces = HashMap::new();
    for file in kustomizations {
        let Kustomization { resources, namespace: Some(namespace), .. } = Kustomization::new(file) else { continue };
        namespaces.extend(resources.into_iter().map(|path| (path, namespace.clone())));
    }
    namespaces
}

struct Reader<'a> {
    config: &'a Config,
    /// Namespace of objects without one.
    namespace: Option<&'a str>,
    /// How many objects without a name there are so far, by address.
    unnamed: BTreeMap<String, usize>,
    resources: Vec<Resource>,
    errors: Vec<FileError>,
}

/// What an object has from where it stands.
#[derive(Clone, Copy)]
struct Given<'a> {
    file: &'a ParsedFile,
    /// Namespace from a kustomization.
    namespace: Option<&'a str>,
    /// `apiVersion` and kind of the elements of the typed list that it is in, which may leave them out.
    of_list: Option<(&'a str, &'a str)>,
}

impl Reader<'_> {
    fn document(&mut self, root: &Node, given: &Given<'_>) {
        let text = |key| root.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
        let api_version = text("apiVersion").or(given.of_list.map(|(api_version, _)| api_version));
        let kind = text("kind").or(given.of_list.map(|(_, kind)| kind));
        let (api_version, kind) = match (api_version, kind) {
            (Some(api_version), Some(kind)) => (api_version, kind),
            (None, None) => return,
            (Some(_), None) => return self.malformed(root, given, "an object without `kind` (a string)"),
            (None, Some(_)) => return self.malformed(root, given, "an object without `apiVersion` (a string)"),
        };
        let element = kind.strip_suffix("List");
        match (element, root.get("items").map(|items| (items, items.as_sequence()))) {
            (Some(element), Some((_, Some(items)))) => {
                let of_list = (!element.is_empty()).then_some((api_version, element));
                self.list(items, &Given { of_list, ..*given });
            }
            (Some(""), Some((items, None))) if !items.is_null() => {
                self.malformed(items, given, "the `items` of a List are not a list");
            }
            (Some(""), _) => {}
            _ => self.object(root, api_version, kind, given),
        }
    }

    fn list(&mut self, items: &[Node], given: &Given<'_>) {
        for item in items {
            let is_object = item.as_mapping().is_some()
                && (given.of_list.is_some() || item.get("kind").is_some() || item.get("apiVersion").is_some());
            if is_object {
                self.document(item, given);
            } else {
                self.malformed(item, given, "an element of a List that is no object");
            }
        }
    }

    fn object(&mut self, root: &Node, api_version: &str, kind: &str, given: &Given<'_>) {
        let group = api_version.split_once('/').map(|(group, _)| group);
        let metadata = |key| root.at(&["metadata", key]);
        let declared = |node: &&Node| !node.rendered().is_some_and(|rendered| rendered.undeclared);
        let written = metadata("namespace").filter(declared).and_then(Node::as_str);
        let written = written.filter(|namespace| !namespace.is_empty());
        let namespace = if is_cluster_scoped(group, kind) {
            None
        } else {
            given.namespace.or(written).or(self.namespace).map(str::to_owned)
        };
        let shown_kind = match group {
            Some(group) if !is_built_in_group(group) => format!("{kind}.{group}"),
            _ => kind.to_owned(),
        };
        let within = match &namespace {
            Some(namespace) => format!("{shown_kind}/{namespace}"),
            None => shown_kind,
        };
        let name =
            metadata("name").and_then(scalar).or_else(|| Some(format!("{}*", metadata("generateName")?.as_str()?)));
        let address = match &name {
            Some(name) => format!("{within}/{name}"),
            None => self.unnamed_address(&within),
        };
        let mut resource =
            Resource::new(Platform::Kubernetes, kind, name.unwrap_or_default(), address, root.clone(), head(root));
        resource.sensitive = if group.is_none() && kind == "Secret" { secret_paths(root) } else { Vec::new() };
        resource.group = group.map(str::to_owned);
        resource.api_version = Some(api_version.to_owned());
        resource.namespace = namespace;
        resource.version.clone_from(&self.config.kubernetes.version);
        resource.environment.clone_from(&self.config.kubernetes.environment);
        self.resources.push(resource);
    }

    fn unnamed_address(&mut self, within: &str) -> String {
        let count = self.unnamed.entry(within.to_owned()).or_default();
        *count += 1;
        match *count {
            1 => format!("{within}/{UNNAMED}"),
            count => format!("{within}/{UNNAMED} {count}"),
        }
    }

    fn malformed(&mut self, node: &Node, given: &Given<'_>, message: &str) {
        self.errors.push(FileError::parse(Arc::clone(&given.file.source.path), message).with_span(head(node)));
    }
}

/// A string, or a number where a string was meant.
fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) if !text.is_empty() => Some(text.to_string()),
        _ => None,
    }
}

/// Where a finding about the whole object stands: its name, else its kind, else its first key.
fn head(root: &Node) -> Span {
    let name = root.at(&["metadata", "name"]).or_else(|| root.at(&["metadata", "generateName"]));
    let first = || root.entries().next().map(|entry| entry.key_span);
    name.or_else(|| root.get("kind")).map(|node| node.span).or_else(first).unwrap_or(root.span)
}

/// The paths in a Secret that hold what is secret; `kubectl apply` keeps a copy of everything in an annotation.
fn secret_paths(root: &Node) -> Vec<Path> {
    let mut paths: Vec<Path> = Vec::new();
    for field in ["data", "stringData"] {
        let Some(values) = root.get(field) else { continue };
        if values.as_mapping().is_none() {
            paths.push(vec![field.into()]);
        }
        paths.extend(values.entries().map(|entry| vec![field.into(), (&*entry.key).into()]));
    }
    let copy = ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"];
    if root.at(&copy).is_some() {
        paths.push(copy.into_iter().map(Into::into).collect());
    }
    paths
}
