//! What a reading looked at, to tell whether it would come out the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::files::{Files, Stamp};

/// What was found at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A file whose text has this hash (blake3).
    Text([u8; 32]),
    /// A file whose bytes have this hash.
    Bytes([u8; 32]),
    /// A folder whose names and kinds have this hash.
    Folder([u8; 32]),
    /// Nothing that can be read.
    Nothing,
}

/// Files, folders and misses by path.
#[derive(Clone, Debug, Default)]
pub struct Record {
    seen: BTreeMap<Arc<str>, (Seen, Option<Stamp>)>,
}

impl Record {
    /// The paths looked at, with what was found.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Seen)> {
        self.seen.iter().map(|(path, (seen, _))| (path, seen))
    }

    /// Was `path` looked at?
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.seen.contains_key(path)
    }

    /// Is everything still as it was found?
    #[must_use]
    pub fn is_current(&self, files: &Files) -> bool {
        self.seen.iter().all(|(path, (seen, stamp))| {
            let unchanged = stamp.is_some() && *stamp == files.stamp(path);
            unchanged || *seen == look(files, path, seen)
        })
    }

    /// Remembers what `other` remembers; of several looks the first counts.
    pub(crate) fn extend(&mut self, other: &Self) {
        for (path, seen) in &other.seen {
            self.seen.entry(Arc::clone(path)).or_insert_with(|| seen.clone());
        }
    }

    /// Remembers what was found at `path`; of several looks the first counts.
    pub(crate) fn add(&mut self, path: &str, seen: Seen, stamp: Option<Stamp>) {
        if !self.seen.contains_key(path) {
            self.seen.insert(path.into(), (seen, stamp));
        }
    }
}

/// What is at `path` now, looked at in the same way as `before`.
fn look(files: &Files, path: &str, before: &Seen) -> Seen {
    let found = match before {
        Seen::Text(_) => files.read(path).map(|source| Seen::Text(source.hash())),
        Seen::Bytes(_) => bytes(files, path).map(|bytes| Seen::Bytes(*blake3::hash(&bytes).as_bytes())),
        Seen::Folder(_) => files.list(path).map(|names| Seen::Folder(names_hash(&names))),
        // What cannot be read may become a file or a folder.
        Seen::Nothing if files.is_folder(path) => files.list(path).map(|names| Seen::Folder(names_hash(&names))),
        Seen::Nothing => bytes(files, path).map(|bytes| Seen::Bytes(*blake3::hash(&bytes).as_bytes())),
    };
    found.unwrap_or(Seen::Nothing)
}

/// The bytes of a file, of what is laid over it first.
pub(crate) fn bytes(files: &Files, path: &str) -> Result<Vec<u8>, crate::files::FileError> {
    match files.overlay(path) {
        Some(text) => Ok(text.as_bytes().to_vec()),
        None => files.bytes(path),
    }
}

/// Hash of the names in a folder.
pub(crate) fn names_hash(names: &BTreeMap<String, bool>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for (name, is_folder) in names {
        hasher.update(&(name.len() as u64).to_le_bytes()).update(name.as_bytes()).update(&[u8::from(*is_folder)]);
    }
    *hasher.finalize().as_bytes()
}
