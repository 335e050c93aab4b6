//! The folders and files of a revision, with the links in them followed as on disk.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use gix::ObjectId;

use super::Revision;
use crate::files::{FileError, path};

/// Links that are followed on the way to one file: more are a circle.
const MAX_LINKS: usize = 40;

/// Bytes of a link that are read: a longer one leads nowhere.
const MAX_LINK_BYTES: u64 = 4096;

/// What stands in a folder, by name; names that are not UTF-8 are left out, as what is on disk says of them.
pub(in crate::files) type Folder = BTreeMap<String, Entry>;

/// A file, folder or link in a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::files) struct Entry {
    pub(in crate::files) kind: EntryKind,
    pub(in crate::files) id: ObjectId,
}

/// What an entry is; a submodule is a folder with nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::files) enum EntryKind {
    File,
    Folder,
    Link,
    Submodule,
}

/// A link or a path that leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Astray {
    Missing,
    Outside,
    Broken,
}

impl Revision {
    /// Where `path` leads, links resolved, and what stands there.
    pub(in crate::files) fn resolve(&self, path: &str) -> Result<(String, Entry), FileError> {
        let outside = || FileError::io(path, "lies outside the project root, so it is not read");
        let clean = path::resolve(path::ROOT, path).ok_or_else(outside)?;
        self.follow(&clean).map_err(|astray| {
            let is_link = self.is_link(&clean);
            match astray {
                Astray::Missing if is_link => FileError::io(path, "is a link that cannot be followed"),
                Astray::Missing => FileError::io(path, "does not exist"),
                Astray::Outside => {
                    FileError::io(path, "is a link that leads outside the project root, so it is not read")
                }
                Astray::Broken => FileError::io(path, "cannot be read: its objects are missing in the repository"),
            }
        })
    }

    fn follow(&self, clean: &str) -> Result<(String, Entry), Astray> {
        let mut links = 0;
        let mut ahead: Vec<String> = clean.split('/').rev().map(str::to_owned).collect();
        let mut here = path::ROOT.to_owned();
        let mut entry = self.top().ok_or(Astray::Missing)?;
        while let Some(part) = ahead.pop() {
            match part.as_str() {
                "" | "." => continue,
                ".." if here == path::ROOT => return Err(Astray::Outside),
                ".." => {
                    here = path::folder(&here).to_owned();
                    entry = self.entry(&here)?;
                    continue;
                }
                _ => {}
            }
            let folder = self.folder(&here)?;
            let found = *folder.get(&part).ok_or(Astray::Missing)?;
            if found.kind != EntryKind::Link {
                here = path::join(&here, &part);
                entry = found;
                continue;
            }
            links += 1;
            if links > MAX_LINKS {
                return Err(Astray::Missing);
            }
            let target = self.target(found.id)?;
            let relative = match target.strip_prefix('/') {
                None => target.as_str(),
                Some(_) => {
                    Path::new(&target).strip_prefix(&self.root).ok().and_then(Path::to_str).ok_or(Astray::Outside)?
                }
            };
            if target.starts_with('/') {
                here = path::ROOT.to_owned();
                entry = self.top().ok_or(Astray::Missing)?;
            }
            ahead.extend(relative.split('/').rev().map(str::to_owned));
        }
        Ok((here, entry))
    }

    /// Is there a link at `path` itself?
    pub(in crate::files) fn is_link(&self, path: &str) -> bool {
        let Ok((folder, _)) = self.follow(path::folder(path)) else { return false };
        self.entry(&path::join(&folder, path::name(path))).is_ok_and(|entry| entry.kind == EntryKind::Link)
    }

    /// What stands in the folder at `path`, where no link leads to it.
    pub(in crate::files) fn entries(&self, path: &str) -> Result<Arc<Folder>, FileError> {
        self.folder(path).map_err(|astray| match astray {
            Astray::Broken => FileError::io(path, "cannot be read: its objects are missing in the repository"),
            Astray::Missing | Astray::Outside => FileError::io(path, "does not exist"),
        })
    }

    /// How many bytes a file has.
    pub(in crate::files) fn size(&self, id: ObjectId) -> Option<u64> {
        self.with(|repository| repository.find_header(id).ok().map(|header| header.size()))
    }

    /// The bytes of a file.
    pub(in crate::files) fn blob(&self, id: ObjectId) -> Option<Vec<u8>> {
        self.with(|repository| Some(repository.find_blob(id).ok()?.take_data()))
    }

    fn top(&self) -> Option<Entry> {
        self.tree.map(|id| Entry { kind: EntryKind::Folder, id })
    }

    /// What stands at `path`, where no link leads to it.
    fn entry(&self, path: &str) -> Result<Entry, Astray> {
        if path == path::ROOT {
            return self.top().ok_or(Astray::Missing);
        }
        self.folder(path::folder(path))?.get(path::name(path)).copied().ok_or(Astray::Missing)
    }

    fn folder(&self, path: &str) -> Result<Arc<Folder>, Astray> {
        if let Some(kept) = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(Arc::clone(kept));
        }
        let entry = self.entry(path)?;
        let folder = match entry.kind {
            EntryKind::Folder => Arc::new(self.read_tree(entry.id).ok_or(Astray::Broken)?),
            EntryKind::Submodule => Arc::default(),
            EntryKind::File | EntryKind::Link => return Err(Astray::Missing),
        };
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        folders.insert(path.into(), Arc::clone(&folder));
        Ok(folder)
    }

    fn read_tree(&self, id: ObjectId) -> Option<Folder> {
        self.with(|repository| {
            let tree = repository.find_tree(id).ok()?;
            let mut folder = Folder::new();
            for entry in tree.iter() {
                let entry = entry.ok()?;
                let Ok(name) = std::str::from_utf8(entry.filename()) else { continue };
                // Git makes no such entries: they would lead elsewhere.
                if name.contains('/') || matches!(name, "" | "." | "..") {
                    continue;
                }
                let mode = entry.mode();
                let kind = if mode.is_tree() {
                    EntryKind::Folder
                } else if mode.is_link() {
                    EntryKind::Link
                } else if mode.is_commit() {
                    EntryKind::Submodule
                } else {
                    EntryKind::File
                };
                folder.insert(name.to_owned(), Entry { kind, id: entry.object_id() });
            }
            Some(folder)
        })
    }

    /// What a link holds.
    fn target(&self, id: ObjectId) -> Result<String, Astray> {
        let size = self.size(id).ok_or(Astray::Broken)?;
        if size > MAX_LINK_BYTES {
            return Err(Astray::Missing);
        }
        String::from_utf8(self.blob(id).ok_or(Astray::Broken)?).map_err(|_| Astray::Missing)
    }
}
