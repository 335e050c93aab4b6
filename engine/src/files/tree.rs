//! All files of a folder, whatever their names: what a chart is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::place::ItemKind;
use super::{FileError, Files, path};

/// Files that are read of one folder.
const MAX_FILES: usize = 20_000;
/// Bytes that are read of one folder.
const MAX_BYTES: usize = 256 << 20;
/// Folders that are read: links make many of few.
const MAX_FOLDERS: usize = 20_000;

/// A folder being gone through, by way of links to folders, too.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Its path below the folder where it began, with a slash at its end; empty for that one.
    pub(crate) prefix: String,
    /// Its path, links resolved.
    pub(crate) folder: Arc<str>,
    /// The folders with the links that were followed.
    trail: Vec<Arc<str>>,
}

impl Visit {
    pub(crate) fn new(folder: &str) -> Self {
        Self { prefix: String::new(), folder: folder.into(), trail: Vec::new() }
    }

    /// The folder `name` in this one.
    pub(crate) fn below(&self, name: &str) -> Self {
        let prefix = format!("{}{name}/", self.prefix);
        Self { prefix, folder: path::join(&self.folder, name).into(), trail: self.trail.clone() }
    }

    /// Was a link followed on the way?
    pub(crate) fn is_linked(&self) -> bool {
        !self.trail.is_empty()
    }

    /// The folder that a link in this one leads to.
    fn linked(&self, name: &str, target: Arc<str>) -> Result<Self, FileError> {
        let mut trail = self.trail.clone();
        trail.push(Arc::clone(&self.folder));
        if trail.iter().any(|from| path::is_within(from, &target)) {
            let what = "is a link to a folder that it is in itself, so it is not followed";
            return Err(FileError::io(path::join(&self.folder, name), what));
        }
        Ok(Self { prefix: format!("{}{name}/", self.prefix), folder: target, trail })
    }
}

impl Files {
    /// The bytes of the file at `path`; as [`read`](Self::read), but it need not be text.
    ///
    /// # Errors
    /// As those of [`read`](Self::read).
    pub fn read_bytes(&self, path: &str) -> Result<Vec<u8>, FileError> {
        match self.overlay(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.bytes(path),
        }
    }

    /// The folders that links in a folder lead to, by the names of the links.
    pub(crate) fn linked_folders(&self, visit: &Visit) -> BTreeMap<String, Result<Visit, FileError>> {
        let Ok((items, _)) = self.items(&visit.folder) else { return BTreeMap::new() };
        let found = items.into_iter().filter(|item| item.kind == ItemKind::LinkToFolder).filter_map(|item| {
            let name = item.name.ok()?;
            let target = self.leads_to(&path::join(&visit.folder, &name));
            let linked = target.and_then(|target| visit.linked(&name, target));
            Some((name, linked))
        });
        found.collect()
    }

    /// The files below `folder` that `keep` says are wanted, with their paths in it, sorted. `keep` is asked about
    /// folders, too (then with `true`); what it refuses is not entered. Links to folders are followed.
    ///
    /// # Errors
    /// When one of them cannot be read, or they are too many or too large together.
    pub fn tree(&self, folder: &str, keep: &dyn Fn(&str, bool) -> bool) -> Result<Vec<(String, Vec<u8>)>, FileError> {
        let mut found = Vec::new();
        let mut size = 0;
        let mut folders = 0;
        let mut waiting = vec![Visit::new(folder)];
        let too_much = || {
            let most = format!("{MAX_FILES} files, {MAX_FOLDERS} folders or {} MiB", MAX_BYTES >> 20);
            FileError::limit(folder, format!("has more than {most}"))
        };
        while let Some(visit) = waiting.pop() {
            folders += 1;
            if folders > MAX_FOLDERS {
                return Err(too_much());
            }
            if visit.prefix.matches('/').count() > self.limits().folder_depth {
                return Err(FileError::limit(visit.folder, "lies too many folders deep"));
            }
            for (name, linked) in self.linked_folders(&visit) {
                if keep(&format!("{}{name}", visit.prefix), true) {
                    waiting.push(linked?);
                }
            }
            for (name, is_folder) in self.list(&visit.folder)? {
                let inside = format!("{}{name}", visit.prefix);
                if !keep(&inside, is_folder) {
                    continue;
                }
                if is_folder {
                    waiting.push(visit.below(&name));
                    continue;
                }
                let bytes = self.read_bytes(&path::join(&visit.folder, &name))?;
                size += bytes.len();
                found.push((inside, bytes));
                if found.len() > MAX_FILES || size > MAX_BYTES {
                    return Err(too_much());
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }
}
