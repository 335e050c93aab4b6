//! The one place that reads and writes bytes: disk, with an editor's unsaved buffers laid over it, a git revision, and
//! standard input.
//!
//! It keeps reads inside the project root and enforces [`Limits`]. All paths are relative to the root, with `/`; the
//! root itself is `.`.

mod error;
mod ignoring;
pub mod path;
mod place;
mod read;
mod revision;
#[cfg(test)]
mod tests;
mod tree;
mod walk;
mod write;

pub use error::{FileError, FileErrorKind};
pub use read::Stamp;
pub use revision::{Revision, RevisionError};
pub(crate) use tree::Visit;
pub use walk::{WalkOptions, is_candidate};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::source::{Source, SourceId};

/// Path under which standard input is laid over the disk when the user gives it no name.
pub const STDIN: &str = "<stdin>";

/// Bounds on what is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest file read, in bytes.
    pub file_bytes: u64,
    /// Most files considered in one scan.
    pub files: usize,
    /// Deepest folder below the root.
    pub folder_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, files: 200_000, folder_depth: 64 }
    }
}

/// The files under one project root.
///
/// A clone is a snapshot: it shares the identities of files, but texts laid over later do not reach it.
#[derive(Clone, Debug)]
pub struct Files {
    /// Absolute, links resolved.
    root: PathBuf,
    /// Absolute as the user wrote it, when that differs from `root`.
    written_root: PathBuf,
    limits: Limits,
    overlays: BTreeMap<Arc<str>, Overlay>,
    ids: Arc<RwLock<Ids>>,
    /// How often the bytes of a file were taken from disk.
    reads: Arc<AtomicUsize>,
    /// Where the files are taken from in place of the disk.
    revision: Option<Arc<Revision>>,
    /// The folders that are projects of their own; those that hold a configuration where it is not said.
    projects: Option<Arc<BTreeSet<Arc<str>>>>,
}

/// A text laid over a file.
#[derive(Clone, Debug)]
struct Overlay {
    /// As it was given.
    text: Arc<str>,
    /// As it is read: made once, however often that is.
    source: Arc<Source>,
}

#[derive(Debug, Default)]
struct Ids {
    paths: Vec<Arc<str>>,
    by_path: HashMap<Arc<str>, SourceId>,
}

impl Files {
    /// The files under `root`, which must be a folder.
    ///
    /// # Errors
    /// When `root` does not exist, is no folder or cannot be entered.
    pub fn new(root: PathBuf, limits: Limits) -> Result<Self, FileError> {
        let shown = root.to_string_lossy().into_owned();
        let resolved = root.canonicalize().map_err(|error| FileError::from_io(shown.as_str(), &error))?;
        if !resolved.is_dir() {
            return Err(FileError::io(shown, "is not a folder, so it cannot be the project root"));
        }
        let written_root = absolute(&root).unwrap_or_else(|| resolved.clone());
        Ok(Self {
            root: resolved,
            written_root,
            limits,
            overlays: BTreeMap::new(),
            ids: Arc::default(),
            reads: Arc::default(),
            revision: None,
            projects: None,
        })
    }

    /// The same files, of which these folders, relative to the root, are projects of their own, whatever they hold.
    #[must_use]
    pub(crate) fn divided(self, folders: Arc<BTreeSet<Arc<str>>>) -> Self {
        Self { projects: Some(folders), ..self }
    }

    /// The folders that [`divided`](Self::divided) gave.
    pub(crate) fn division(&self) -> Option<&Arc<BTreeSet<Arc<str>>>> {
        self.projects.as_ref()
    }

    /// The project root that `start` belongs to: the nearest folder at or above it that holds `bartizan.toml`, else
    /// the nearest that holds `.git`, else the outermost of the `opened` folders that it lies in, else the outermost that
    /// holds `Chart.yaml`, else `start` itself (its folder when it is a file).
    #[must_use]
    pub fn find_root(start: &Path, opened: &[PathBuf]) -> PathBuf {
        let start = absolute(start).unwrap_or_else(|| start.to_path_buf());
        let folder = if start.is_dir() { start.as_path() } else { start.parent().unwrap_or(&start) };
        let holding = |name: &'static str| folder.ancestors().filter(move |ancestor| ancestor.join(name).exists());
        // The whole disk is no project.
        let opened = opened.iter().map(PathBuf::as_path).filter(|opened| opened.parent().is_some());
        let around = || opened.filter(|opened| folder.starts_with(opened)).min();
        let root = holding("bartizan.toml").next().or_else(|| holding(".git").next()).or_else(around);
        root.or_else(|| holding("Chart.yaml").last()).unwrap_or(folder).to_path_buf()
    }

    /// The files of the project in `folder`, with what is laid over them.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn of_project(&self, folder: &str) -> Result<Self, FileError> {
        let mut files = Self::new(self.on_disk(folder), self.limits)?;
        for (path, overlay) in &self.overlays {
            if let Some(own) = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
                files.set_overlay(own, Arc::clone(&overlay.text));
            }
        }
        Ok(files)
    }

    /// The project root: absolute, links resolved.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the root lies in its repository: relative to the nearest folder at or above it that holds `.git`. Empty where
    /// that is the root itself, or there is none.
    #[must_use]
    pub fn in_repository(&self) -> String {
        let repository = self.root.ancestors().find(|folder| folder.join(".git").exists());
        let inside = repository.and_then(|repository| self.root.strip_prefix(repository).ok());
        let parts = inside.into_iter().flat_map(Path::components);
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
    }

    /// The bounds in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// `path` (absolute, or relative to the working directory) as the engine writes it: relative to the root, `.` for
    /// the root itself; none when it lies outside or is not UTF-8. The file need not exist.
    #[must_use]
    pub fn relative(&self, path: &Path) -> Option<Arc<str>> {
        let path = absolute(path)?;
        let inside = |path: &Path| {
            path.strip_prefix(&self.root).or_else(|_| path.strip_prefix(&self.written_root)).ok().map(Path::to_path_buf)
        };
        // A link in the root keeps its own name, so its folder is tried before itself.
        let in_folder = || Some(resolve_existing(path.parent()?)?.join(path.file_name()?));
        let relative = inside(&path).or_else(|| inside(&in_folder()?)).or_else(|| inside(&resolve_existing(&path)?))?;
        let mut text = String::new();
        for part in relative.components() {
            if !text.is_empty() {
                text.push('/');
            }
            text.push_str(part.as_os_str().to_str()?);
        }
        Some(if text.is_empty() { path::ROOT.into() } else { text.into() })
    }

    /// Where a path relative to the root is on disk.
    #[must_use]
    pub fn on_disk(&self, path: &str) -> PathBuf {
        if path == path::ROOT { self.root.clone() } else { self.root.join(path) }
    }

    /// Lays `text` over the file at `path`, which need not exist on disk: from now on this is what it holds.
    pub fn set_overlay(&mut self, path: &str, text: Arc<str>) {
        let read = match text.strip_prefix('\u{feff}') {
            Some(text) => text.into(),
            None => Arc::clone(&text),
        };
        let source = Arc::new(Source::new(self.source_id(path), path, read));
        self.overlays.insert(path.into(), Overlay { text, source });
    }

    /// Takes away what was laid over the file at `path`.
    pub fn remove_overlay(&mut self, path: &str) {
        self.overlays.remove(path);
    }

    /// What was laid over the file at `path`.
    #[must_use]
    pub fn overlay(&self, path: &str) -> Option<&Arc<str>> {
        self.overlays.get(path).map(|overlay| &overlay.text)
    }

    /// How often the bytes of a file were taken from disk, by this and its clones.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// The paths over which texts are laid.
    pub(crate) fn overlaid(&self) -> impl Iterator<Item = &Arc<str>> {
        self.overlays.keys()
    }

    /// The identity of the file at `path`; the same for as long as the root is open, whatever the file holds.
    pub fn source_id(&self, path: &str) -> SourceId {
        if let Some(id) = self.ids.read().unwrap_or_else(PoisonError::into_inner).by_path.get(path) {
            return *id;
        }
        let mut ids = self.ids.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = ids.by_path.get(path) {
            return *id;
        }
        let path: Arc<str> = path.into();
        let id = SourceId(u32::try_from(ids.paths.len()).unwrap_or(u32::MAX));
        ids.paths.push(Arc::clone(&path));
        ids.by_path.insert(path, id);
        id
    }

    /// The path that was given the identity `id`.
    #[must_use]
    pub fn path_of(&self, id: SourceId) -> Option<Arc<str>> {
        let ids = self.ids.read().unwrap_or_else(PoisonError::into_inner);
        ids.paths.get(usize::try_from(id.0).ok()?).cloned()
    }
}

/// `path` made absolute and freed of `.` and `..` without asking the disk.
fn absolute(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    Some(clean)
}

/// `path` with the links of its existing part resolved.
fn resolve_existing(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(|ancestor| {
        let resolved = ancestor.canonicalize().ok()?;
        let rest = path.strip_prefix(ancestor).ok()?;
        Some(if rest.as_os_str().is_empty() { resolved } else { resolved.join(rest) })
    })
}
