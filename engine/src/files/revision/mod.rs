//! A git revision as a place that bytes come from: its objects are read in the process, and nothing else of the
//! repository counts, neither its index nor its filters.

mod error;
mod tree;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use gix::ObjectId;
use gix::object::Kind;
use gix::revision::plumbing::Spec;

pub use error::RevisionError;
use tree::Folder;
pub(super) use tree::{Entry, EntryKind};

/// The files of a project as a revision of its repository has them.
pub struct Revision {
    /// As it was asked for.
    name: String,
    /// The project root, on disk.
    root: PathBuf,
    /// The working tree's root, on disk.
    top: PathBuf,
    /// The commit or tree; none where the repository has no commit yet.
    id: Option<ObjectId>,
    /// What the project root is in the revision; none where it has no such folder.
    tree: Option<ObjectId>,
    repository: gix::ThreadSafeRepository,
    /// Handles that no thread uses now.
    handles: Mutex<Vec<gix::Repository>>,
    /// The folders that were read, by path relative to the project root.
    folders: RwLock<HashMap<Arc<str>, Arc<Folder>>>,
}

impl Revision {
    /// What the change that led from `name` to the files under `root` began with: where `name` names one commit, the
    /// best common ancestor of that and of HEAD, so that what others added to it meanwhile is not taken for removed; of
    /// `A...B` that of the two. A repository without commits is empty at HEAD.
    ///
    /// # Errors
    /// When `root` is in no repository, or the revision or a common ancestor is not in it.
    pub fn before_change(root: &Path, name: &str) -> Result<Self, RevisionError> {
        Self::open(root, name, base_of)
    }

    /// The revision that `name` names, as it is.
    ///
    /// # Errors
    /// As those of [`before_change`](Self::before_change).
    pub fn exactly(root: &Path, name: &str) -> Result<Self, RevisionError> {
        Self::open(root, name, |repository, name| match named(repository, name)? {
            Some(Spec::Include(id)) => Ok(Some(id)),
            Some(_) => Err(RevisionError::several(name)),
            None => Ok(None),
        })
    }

    fn open(
        root: &Path,
        name: &str,
        find: impl FnOnce(&gix::Repository, &str) -> Result<Option<ObjectId>, RevisionError>,
    ) -> Result<Self, RevisionError> {
        let no_repository = || RevisionError::NoRepository { root: root.display().to_string() };
        // Neither the settings of the user nor the environment say what a revision is.
        let isolated = || gix::open::Options::isolated();
        let trust = gix::sec::trust::Mapping { full: isolated(), reduced: isolated() };
        let repository =
            gix::ThreadSafeRepository::discover_opts(root, gix::discover::upwards::Options::default(), trust)
                .map_err(|_| no_repository())?;
        let handle = repository.to_thread_local();
        let top = handle.workdir().and_then(|top| top.canonicalize().ok()).ok_or_else(no_repository)?;
        let inside = root.strip_prefix(&top).map_err(|_| no_repository())?;
        let found = find(&handle, name)?;
        let tree = match found {
            Some(id) => {
                tree_of(&handle, id, inside).map_err(|error| RevisionError::unreadable(&handle, name, &error))?
            }
            None => None,
        };
        Ok(Self {
            name: name.to_owned(),
            root: root.to_path_buf(),
            top,
            id: found,
            tree,
            repository,
            handles: Mutex::new(vec![handle]),
            folders: RwLock::default(),
        })
    }

    /// The same revision of the files under another `root` of its repository, an absolute path with links resolved.
    ///
    /// # Errors
    /// When `root` lies in no folder of the repository, or an object of it cannot be read.
    pub fn of_root(&self, root: &Path) -> Result<Self, RevisionError> {
        let no_repository = || RevisionError::NoRepository { root: root.display().to_string() };
        let inside = root.strip_prefix(&self.top).map_err(|_| no_repository())?;
        let unreadable = |handle: &gix::Repository, error| RevisionError::unreadable(handle, &self.name, &error);
        let find = |handle: &gix::Repository| {
            self.id.map(|id| tree_of(handle, id, inside).map_err(|error| unreadable(handle, error))).transpose()
        };
        Ok(Self {
            name: self.name.clone(),
            root: root.to_path_buf(),
            top: self.top.clone(),
            id: self.id,
            tree: self.with(find)?.flatten(),
            repository: self.repository.clone(),
            handles: Mutex::default(),
            folders: RwLock::default(),
        })
    }

    /// The root of the working tree, on disk.
    pub(crate) fn working_tree(&self) -> &Path {
        &self.top
    }

    /// The revision as it was asked for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Does `work` with a handle of the repository.
    fn with<T>(&self, work: impl FnOnce(&gix::Repository) -> T) -> T {
        let kept = self.handles.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let handle = kept.unwrap_or_else(|| self.repository.to_thread_local());
        let done = work(&handle);
        self.handles.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
        done
    }
}

impl std::fmt::Debug for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revision").field("name", &self.name).field("tree", &self.tree).finish_non_exhaustive()
    }
}

/// The commit, or tree, that a change since `name` began with; none when the repository has no commit yet.
fn base_of(repository: &gix::Repository, name: &str) -> Result<Option<ObjectId>, RevisionError> {
    let (ours, theirs) = match named(repository, name)? {
        None => return Ok(None),
        Some(Spec::Include(id)) => match commit_of(repository, id) {
            Some(commit) => (commit, head(repository)?.unwrap_or(commit)),
            None => return Ok(Some(id)),
        },
        Some(Spec::Merge { theirs, ours }) => (ours, theirs),
        Some(_) => return Err(RevisionError::several(name)),
    };
    let base = repository.merge_base(ours, theirs).ok().flatten();
    base.map(|id| Some(id.detach())).ok_or_else(|| RevisionError::unrelated(repository, name))
}

/// What `name` names; none when it is the HEAD of a repository without commits.
fn named(repository: &gix::Repository, name: &str) -> Result<Option<Spec>, RevisionError> {
    match repository.rev_parse(name) {
        Ok(spec) => Ok(Some(spec.detach())),
        Err(_) if matches!(name, "HEAD" | "@") && head(repository)?.is_none() => Ok(None),
        Err(_) => Err(RevisionError::unknown(repository, name)),
    }
}

/// The commit that is checked out.
fn head(repository: &gix::Repository) -> Result<Option<ObjectId>, RevisionError> {
    let unreadable = |error: gix::Error| RevisionError::unreadable(repository, "HEAD", &error);
    let head = repository.head().map_err(unreadable)?;
    if head.is_unborn() {
        return Ok(None);
    }
    repository.head_id().map(|id| Some(id.detach())).map_err(unreadable)
}

/// The commit that `id` is, or that the tag `id` points to.
fn commit_of(repository: &gix::Repository, id: ObjectId) -> Option<ObjectId> {
    let commit = repository.find_object(id).ok()?.peel_to_kind(Kind::Commit).ok()?;
    Some(commit.id)
}

/// The folder `inside` of a commit or tree.
fn tree_of(repository: &gix::Repository, id: ObjectId, inside: &Path) -> Result<Option<ObjectId>, gix::Error> {
    let tree = repository.find_object(id)?.peel_to_tree()?;
    if inside.as_os_str().is_empty() {
        return Ok(Some(tree.id));
    }
    let entry = tree.lookup_entry_by_path(inside)?;
    Ok(entry.filter(|entry| entry.mode().is_tree()).map(|entry| entry.object_id()))
}
