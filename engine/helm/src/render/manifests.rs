//! Rendered files cut into manifests, sorted into hooks and the rest, and into the order of installation.

use std::sync::{Arc, LazyLock};

use bartizan_re2::Cache;
use bartizan_source::{Node, SourceId};

use super::{Hook, Manifest, RenderedFile, slice};
use crate::chart::load::{first_document, within};
use crate::chart::{go_kind, scalar_text};
use crate::trace::Piece;
use crate::value::Text;
use crate::{Error, Problem, Result};

/// Kinds in the order in which Helm installs them; others come last, by name.
const INSTALL_ORDER: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
];

/// Events that a hook can be for; `test-success` is what Helm 2 called `test`.
const EVENTS: &[&str] = &[
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

/// The source of manifests' own places; no file has it.
const RENDERED: SourceId = SourceId(u32::MAX);

/// What is read of a manifest to sort it in.
#[derive(Default)]
struct Head {
    kind: String,
    annotations: Vec<(String, String)>,
}

/// The manifests of rendered files (by name), in the order of installation: first those that are no hooks. A manifest
/// that cannot be sorted in is left out.
pub(super) fn sorted(mut files: Vec<RenderedFile>, problems: &mut Vec<Problem>) -> Vec<Manifest> {
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let mut manifests: Vec<(String, Manifest)> = Vec::new();
    for (name, text, torn) in &files {
        for range in split(text.as_str()) {
            match manifest(name, text, range) {
                Ok(Some((kind, manifest))) => manifests.push((kind, Manifest { torn: torn.clone(), ..manifest })),
                Ok(None) => problems.push(Problem::warning(format!("skipping unknown hook in {name}"))),
                Err(error) => problems.push(Problem::fatal(error)),
            }
        }
    }
    manifests.sort_by(|(kind, manifest), (other_kind, other)| {
        let rank = |kind: &str| INSTALL_ORDER.iter().position(|known| *known == kind).unwrap_or(usize::MAX);
        let unknown = |kind: &str| if rank(kind) == usize::MAX { kind.to_owned() } else { String::new() };
        let key = |kind: &str, manifest: &Manifest| (manifest.hook.is_some(), rank(kind), unknown(kind));
        key(kind, manifest).cmp(&key(other_kind, other))
    });
    manifests.into_iter().map(|(_, manifest)| manifest).collect()
}

/// The manifest in a range of a rendered file, and its kind; none for a hook of an event that Helm does not know.
fn manifest(name: &str, text: &Text, range: std::ops::Range<usize>) -> Result<Option<(String, Manifest)>> {
    let (text, pieces) = slice(text, range);
    let failed = |error| within(&format!("YAML parse error on {name}"), error);
    let place = |error: Error| failed(Error { span: error.span.and_then(|span| place(&pieces, span.start)), ..error });
    let shared: Arc<str> = text.as_str().into();
    let document = document(name, &shared).map_err(place)?;
    let head = document.as_deref().map(head).transpose().map_err(place)?.unwrap_or_default();
    let hook = match head.annotations.iter().find(|(name, _)| name == "helm.sh/hook") {
        None => None,
        Some((_, events)) => {
            let events: Vec<String> = events.split(',').map(|event| event.trim().to_lowercase()).collect();
            if events.iter().any(|event| !EVENTS.contains(&event.as_str())) {
                return Ok(None);
            }
            Some(Hook { events })
        }
    };
    Ok(Some((head.kind, Manifest { source: name.to_owned(), text, pieces, document, torn: None, hook })))
}

/// The first documents of manifests.
static KEPT: LazyLock<Cache<Arc<str>, Option<Arc<Node>>>> = LazyLock::new(Cache::new);

/// The first document of a manifest. Environments of a chart make many of the same text.
fn document(name: &str, text: &Arc<str>) -> Result<Option<Arc<Node>>> {
    /// Bytes of a document for each of its text, about.
    const GROWTH: usize = 12;
    let made = KEPT.get(text, || {
        first_document(RENDERED, name, text).map(|document| (document.map(Arc::new), GROWTH * text.len()))
    });
    made.map(|document| (*document).clone())
}

/// Forgets what [`document`] keeps.
pub(super) fn forget() {
    KEPT.clear();
}

/// The place in a template of a byte of a rendered text; of its end, that of what comes last.
fn place(pieces: &[Piece], at: u32) -> Option<bartizan_source::Span> {
    let piece = pieces.partition_point(|piece| piece.end <= at).min(pieces.len().checked_sub(1)?);
    let start = piece.checked_sub(1).map_or(0, |before| pieces[before].end);
    let origin = pieces.get(piece)?.origin;
    let mut span = origin.span?;
    if origin.verbatim {
        span.start = span.start.saturating_add(at - start).min(span.end);
    }
    Some(span)
}

/// The stretches of a rendered file that are manifests, as Helm cuts: at `---` that begins a line, whatever follows.
pub(super) fn split(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_space = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
    let bytes = text.as_bytes();
    let trimmed = text.trim_start();
    let (begin, end) = (text.len() - trimmed.len(), text.trim_end().len().max(text.len() - trimmed.len()));
    let mut found = Vec::new();
    let mut keep = |from: usize, to: usize| {
        if from < to {
            let part = &text[from..to];
            let start = from + part.len() - part.trim_start().len();
            found.push(start..(from + part.trim_end().len()).max(start));
        }
    };
    let behind = |mut at: usize| {
        while at < end && is_space(bytes[at]) {
            at += 1;
        }
        at
    };
    let mut from = begin;
    if text[begin..end].starts_with("---") {
        from = behind(begin + 3);
    }
    let mut search = from;
    while let Some(at) = text[search..end].find("\n---").map(|at| at + search) {
        let mut cut = at;
        while cut > from && is_space(bytes[cut - 1]) {
            cut -= 1;
        }
        keep(from, cut);
        from = behind(at + 4);
        search = from;
    }
    keep(from, end);
    found
}

/// What Helm reads of a manifest.
fn head(document: &Node) -> Result<Head> {
    let mut head = Head::default();
    let mismatch = |node: &Node, into: &str, go: &str| {
        let kind = go_kind(node);
        Error::new(format!(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go {into} of type {go}"
        ))
        .or_at(node.span)
    };
    if document.is_null() {
        return Ok(head);
    }
    if document.as_mapping().is_none() {
        return Err(mismatch(document, "value", "releaseutil.SimpleHead"));
    }
    let text = |node: &Node, field: &str| {
        scalar_text(node).ok_or_else(|| mismatch(node, &format!("struct field {field}"), "string"))
    };
    for entry in document.entries() {
        let value = &entry.value;
        match entry.key.to_ascii_lowercase().as_str() {
            "apiversion" => drop(text(value, "SimpleHead.apiVersion")?),
            "kind" => head.kind = text(value, "SimpleHead.kind")?,
            "metadata" if value.is_null() => {}
            "metadata" => {
                let go = "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }";
                if value.as_mapping().is_none() {
                    return Err(mismatch(value, "struct field SimpleHead.metadata", go));
                }
                for entry in value.entries() {
                    let value = &entry.value;
                    match entry.key.to_ascii_lowercase().as_str() {
                        "name" => drop(text(value, ".metadata.name")?),
                        "annotations" if value.is_null() => {}
                        "annotations" => {
                            if value.as_mapping().is_none() {
                                let field = "struct field .metadata.annotations";
                                return Err(mismatch(value, field, "map[string]string"));
                            }
                            for entry in value.entries() {
                                let text = text(&entry.value, ".metadata.annotations")?;
                                head.annotations.push((entry.key.to_string(), text));
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(head)
}
