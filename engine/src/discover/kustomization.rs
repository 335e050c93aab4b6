//! What a kustomization says about the files it names.

use super::ParsedFile;
use crate::files::path;
use crate::source::Node;

/// The names a kustomization may have.
pub(super) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Is `path` a kustomization by its name?
pub(super) fn is_named(path: &str) -> bool {
    NAMES.contains(&path::name(path))
}

/// The files that a kustomization names (relative to the root), and what it does to the objects in them.
#[derive(Clone, Debug, Default)]
pub struct Kustomization {
    /// Files that hold parts of objects, or operations on them.
    pub patches: Vec<String>,
    /// Files and folders that hold objects.
    pub resources: Vec<String>,
    /// The namespace that it puts all objects into.
    pub namespace: Option<String>,
}

impl Kustomization {
    /// What the kustomization in `file` says.
    #[must_use]
    pub fn new(file: &ParsedFile) -> Self {
        let Some(document) = file.parsed.documents.first() else { return Self::default() };
        let folder = path::folder(&file.source.path);
        let resolve = |node: &Node| path::resolve(folder, node.as_str()?);
        let list = |key| document.root.get(key).into_iter().flat_map(Node::items);
        let named = list("patches").chain(list("patchesJson6902")).filter_map(|item| item.get("path"));
        Self {
            patches: list("patchesStrategicMerge").chain(named).filter_map(resolve).collect(),
            resources: list("resources").filter_map(resolve).collect(),
            namespace: document
                .root
                .get("namespace")
                .and_then(Node::as_str)
                .filter(|namespace| !namespace.is_empty())
                .map(str::to_owned),
        }
    }
}
