//! Files read, recognised and parsed, kept for as long as they stay the same.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::graph::CallCache;
use super::marks::{self, Marks};
use super::{FileKind, ParsedFile, shape};
use crate::files::{FileError, FileErrorKind, Files, Stamp};
use crate::source::{Format, Parsed, Source, SourceError, SourceErrorKind, decode_lossily, parse};
use crate::terraform::source::SyntaxCache;

/// What files are and hold, by path and content. Shared by threads and by the scans of a session.
#[derive(Debug, Default)]
pub struct DocumentCache {
    entries: RwLock<HashMap<Arc<str>, Entry>>,
    /// Configuration of Terraform as parsed.
    pub(crate) syntax: SyntaxCache,
    /// Which modules the configuration of each folder calls.
    pub(super) calls: CallCache,
}

#[derive(Clone, Debug)]
struct Entry {
    /// Tells whether the file on disk is still the one that was read.
    stamp: Option<Stamp>,
    /// The overlay that was read.
    overlay: Option<Arc<str>>,
    hash: [u8; 32],
    recognised: Arc<Recognised>,
}

/// What a file is by its content.
#[derive(Debug)]
pub(super) struct Recognised {
    pub(super) kind: FileKind,
    pub(super) why: &'static str,
    /// Its documents, unless it is nothing that is judged.
    pub(super) file: Option<Arc<ParsedFile>>,
    /// What is wrong in a file of ours.
    pub(super) errors: Vec<FileError>,
    /// What kept a file that seems none of ours from being looked at.
    pub(super) unreadable: Option<FileError>,
}

impl DocumentCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the file at `path`.
    pub fn invalidate(&self, path: &str) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).remove(path);
        self.syntax.forget(path);
        self.calls.forget(path);
    }

    /// Forgets which files there are: any may have come or gone on disk.
    pub(crate) fn forget_listing(&self) {
        self.calls.forget_project();
    }

    /// Forgets every file: what is in use stays with its users.
    pub(crate) fn clear(&self) {
        self.retain(|_| false);
        self.syntax.clear();
        self.calls.clear();
    }

    /// Forgets every file whose path `keep` does not want.
    pub fn retain(&self, keep: impl Fn(&str) -> bool) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).retain(|path, _| keep(path));
    }

    /// How many files are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Is nothing kept?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the file at `path` is.
    pub(super) fn recognise(&self, files: &Files, path: &Arc<str>) -> Result<Arc<Recognised>, FileError> {
        let kept = self.entries.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        let overlay = files.overlay(path);
        let stamp = files.stamp(path);
        if let Some(kept) = &kept {
            let same = match (overlay, &kept.overlay) {
                (Some(now), Some(then)) => Arc::ptr_eq(now, then),
                (None, None) => stamp.is_some() && stamp == kept.stamp,
                _ => false,
            };
            if same {
                return Ok(Arc::clone(&kept.recognised));
            }
        }
        let (hash, recognised) = match files.read(path) {
            Ok(source) => match kept.filter(|kept| kept.hash == source.hash()) {
                Some(kept) => (kept.hash, kept.recognised),
                None => (source.hash(), Arc::new(recognise(source))),
            },
            Err(error) if error.kind == FileErrorKind::Parse => return Ok(Arc::new(undecodable(files, path, error))),
            Err(error) => return Err(error),
        };
        let entry = Entry { stamp, overlay: overlay.cloned(), hash, recognised: Arc::clone(&recognised) };
        self.entries.write().unwrap_or_else(PoisonError::into_inner).insert(Arc::clone(path), entry);
        Ok(recognised)
    }
}

/// Does the beginning of a file that is too large to read look like one of ours?
pub(super) fn head_is_ours(files: &Files, path: &str) -> bool {
    files.head(path, marks::HEAD as u64).is_ok_and(|head| is_ours(path, &head))
}

fn is_ours(path: &str, bytes: &[u8]) -> bool {
    marks::of(path, &decode_lossily(bytes)).is_some_and(|marks| marks.certain)
}

/// A file that is not text: an error when the rest of it looks like one of ours.
fn undecodable(files: &Files, path: &str, error: FileError) -> Recognised {
    let ours = files.bytes(path).is_ok_and(|bytes| is_ours(path, &bytes));
    let (errors, unreadable) = if ours { (vec![error], None) } else { (Vec::new(), Some(error)) };
    Recognised { kind: FileKind::None, why: "not text", file: None, errors, unreadable }
}

fn nothing(kind: FileKind, why: &'static str, unreadable: Option<FileError>) -> Recognised {
    Recognised { kind, why, file: None, errors: Vec::new(), unreadable }
}

fn recognise(source: Arc<Source>) -> Recognised {
    let Some(marks) = marks::of(&source.path, &source.text) else {
        return nothing(FileKind::None, shape::NOTHING, None);
    };
    if marks.kind == FileKind::TerraformState {
        return nothing(FileKind::TerraformState, shape::STATE, None);
    }
    let (parsed, format) = parse_as_marked(&source, marks);
    let (mut kind, mut why) = shape::of(&parsed.documents, &source.text, format);
    if marks.kind == FileKind::Kustomization && kind != FileKind::Kubernetes {
        (kind, why) = (FileKind::Kustomization, "has the name of a kustomization");
    }
    let broken = parsed.errors.iter().find(|error| error.kind != SourceErrorKind::DuplicateKey);
    if kind == FileKind::None && marks.certain && broken.is_some() {
        (kind, why) = (marks.kind, "has the marks of one, but cannot be parsed");
    }
    if matches!(kind, FileKind::None | FileKind::TerraformState) {
        let broken = broken.map(|error| FileError::from_source(Arc::clone(&source.path), error.clone()));
        return nothing(kind, why, broken);
    }
    let fault = |error: &SourceError| FileError::from_source(Arc::clone(&source.path), error.clone());
    let errors = parsed.errors.iter().map(fault).collect();
    let file = Some(Arc::new(ParsedFile { source, kind, parsed }));
    Recognised { kind, why, file, errors, unreadable: None }
}

/// A realm whose placeholders stand outside of strings (`"enabled": $(env:ENABLED)`) is no JSON before
/// keycloak-config-cli replaces them, but reads as YAML.
fn parse_as_marked(source: &Source, marks: Marks) -> (Parsed, Format) {
    let parsed = parse(source, marks.format);
    let broken = parsed.errors.iter().any(|error| error.kind == SourceErrorKind::Parse);
    if broken && marks.kind == FileKind::KeycloakRealm && shape::has_placeholder(&source.text) {
        let retried = parse(source, Format::Yaml);
        if retried.errors.iter().all(|error| error.kind == SourceErrorKind::DuplicateKey) {
            return (retried, Format::Yaml);
        }
    }
    (parsed, marks.format)
}
