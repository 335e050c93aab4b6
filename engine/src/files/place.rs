//! What stands at a path, on disk or in a revision: folders, files and links.

use std::fs::{self, DirEntry};
use std::sync::Arc;

use super::revision::EntryKind;
use super::{FileError, Files, Revision};

/// Something in a folder.
pub(super) struct Item {
    /// Its name; as far as it can be shown, where it is not UTF-8.
    pub(super) name: Result<String, String>,
    pub(super) kind: ItemKind,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    /// A file, a link to one, or a link that leads nowhere.
    File,
    Folder,
    LinkToFolder,
}

impl Files {
    /// These files as `revision` has them: without what is laid over them, and with the same identities.
    #[must_use]
    pub fn at(&self, revision: Arc<Revision>) -> Self {
        Self { overlays: std::collections::BTreeMap::new(), revision: Some(revision), ..self.clone() }
    }

    /// All files of the repository, where these are those of a revision: as that revision has them.
    pub(crate) fn of_repository(&self) -> Option<Self> {
        let revision = self.revision.as_ref()?;
        let top = Self::new(revision.working_tree().to_path_buf(), self.limits).ok()?;
        let whole = revision.of_root(top.root()).ok()?;
        Some(top.at(Arc::new(whole)))
    }

    /// The files that hold `path` (absolute, or relative to the working directory), and where in them: these, or, where
    /// they are those of a revision, all of its repository; none where it lies outside of both.
    #[must_use]
    pub fn holding(&self, path: &std::path::Path) -> Option<(Self, Arc<str>)> {
        let within = |files: Self| files.relative(path).map(|inside| (files, inside));
        within(self.clone()).or_else(|| within(self.of_repository()?))
    }

    /// Is there something at `path`, or laid over it?
    #[must_use]
    pub fn exists(&self, path: &str) -> bool {
        let on_place = || match &self.revision {
            Some(revision) => revision.resolve(path).is_ok(),
            None => self.on_disk(path).exists(),
        };
        self.overlay(path).is_some() || on_place()
    }

    /// Where `path` leads, links resolved, when that is inside the root.
    pub(super) fn leads_to(&self, path: &str) -> Result<Arc<str>, FileError> {
        match &self.revision {
            Some(revision) => revision.resolve(path).map(|(target, _)| target.into()),
            None => {
                let place = self.inside(path)?;
                self.relative(&place).ok_or_else(|| FileError::io(path, "is a link that cannot be followed"))
            }
        }
    }

    /// Is there a folder at `path`, which is inside the root?
    pub(super) fn holds_folder(&self, path: &str) -> Result<bool, FileError> {
        match &self.revision {
            Some(revision) => revision.resolve(path).map(|(_, entry)| is_folder(entry.kind)),
            None => self.inside(path).map(|place| place.is_dir()),
        }
    }

    /// Is there a link at `path` itself?
    pub(super) fn is_link(&self, path: &str) -> bool {
        match &self.revision {
            Some(revision) => revision.is_link(path),
            None => fs::symlink_metadata(self.on_disk(path)).is_ok_and(|metadata| metadata.is_symlink()),
        }
    }

    /// What stands in `folder`, which is inside the root, and what could not be told.
    pub(super) fn items(&self, folder: &str) -> Result<(Vec<Item>, Vec<FileError>), FileError> {
        if let Some(revision) = &self.revision {
            return Ok((items_of(revision, folder)?, Vec::new()));
        }
        let listing = fs::read_dir(self.inside(folder)?).map_err(|error| FileError::from_io(folder, &error))?;
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        for entry in listing {
            match entry {
                Ok(entry) => items.extend(item(&entry)),
                Err(error) => errors.push(FileError::from_io(folder, &error)),
            }
        }
        Ok((items, errors))
    }
}

fn item(entry: &DirEntry) -> Option<Item> {
    let kind = entry.file_type().ok()?;
    let kind = if kind.is_dir() {
        ItemKind::Folder
    } else if kind.is_symlink() && entry.path().is_dir() {
        ItemKind::LinkToFolder
    } else {
        ItemKind::File
    };
    let name = entry.file_name().into_string().map_err(|name| name.to_string_lossy().into_owned());
    Some(Item { name, kind })
}

fn items_of(revision: &Revision, folder: &str) -> Result<Vec<Item>, FileError> {
    let (place, _) = revision.resolve(folder)?;
    let item = |(name, entry): (&String, &super::revision::Entry)| {
        let to_folder = || {
            let target = revision.resolve(&super::path::join(&place, name));
            target.is_ok_and(|(_, entry)| is_folder(entry.kind))
        };
        let kind = match entry.kind {
            EntryKind::Folder | EntryKind::Submodule => ItemKind::Folder,
            EntryKind::Link if to_folder() => ItemKind::LinkToFolder,
            EntryKind::Link | EntryKind::File => ItemKind::File,
        };
        Item { name: Ok(name.clone()), kind }
    };
    Ok(revision.entries(&place)?.iter().map(item).collect())
}

/// A submodule is a folder, too.
pub(super) fn is_folder(kind: EntryKind) -> bool {
    matches!(kind, EntryKind::Folder | EntryKind::Submodule)
}
