//! What a reading looked at, to tell whether it would come out the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::files::{Files, Stamp};

/// What was found at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A file of this hash (blake3 of its text, or of its bytes where it was read as such).
    File([u8; 32]),
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

    /// Is everything still as it was found?
    #[must_use]
    pub fn is_current(&self, files: &Files) -> bool {
        _ = files;
        self.seen.is_empty()
    }
}
