//! Files of configuration as parsed, kept for as long as their text stays the same.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bartizan_hcl::syntax::File;

use crate::files::{FileError, Files, Stamp};
use crate::source::Source;

/// Parsed files by path. Shared by threads and by the readings of a session, which all go through one [`Files`](crate::files::Files)
/// or clones of it: the places in the trees name its files.
#[derive(Debug, Default)]
pub struct SyntaxCache {
    entries: RwLock<HashMap<Arc<str>, Kept>>,
    /// Texts from disk, with what tells that they are still there.
    texts: RwLock<HashMap<Arc<str>, Stamped>>,
    parsed: AtomicUsize,
}

/// What tells whether a file on disk is still the same, and its text.
type Stamped = (Stamp, Arc<Source>);

/// The hash of a text, and its tree.
type Kept = ([u8; 32], Arc<File>);

impl SyntaxCache {
    /// The text of the file at `path`, and what tells a change of it on disk: the kept text when the file is still the
    /// same.
    pub(crate) fn text(&self, files: &Files, path: &str) -> (Result<Arc<Source>, FileError>, Option<Stamp>) {
        let Some(stamp) = files.stamp(path) else { return (files.read(path), None) };
        let kept = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some((then, source)) = kept
            && then == stamp
        {
            return (Ok(source), Some(stamp));
        }
        let found = files.read(path);
        if let Ok(source) = &found {
            let kept = (stamp.clone(), Arc::clone(source));
            self.texts.write().unwrap_or_else(PoisonError::into_inner).insert(Arc::clone(&source.path), kept);
        }
        (found, Some(stamp))
    }

    /// The tree of `source`: the kept one when the text is still the same, else what `parse` makes of it.
    pub(super) fn get(&self, source: &Source, parse: impl FnOnce() -> File) -> Arc<File> {
        let kept = self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&source.path).cloned();
        if let Some((hash, file)) = kept
            && hash == source.hash()
        {
            return file;
        }
        self.parsed.fetch_add(1, Ordering::Relaxed);
        let file = Arc::new(parse());
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        entries.insert(Arc::clone(&source.path), (source.hash(), Arc::clone(&file)));
        file
    }

    /// How often a text was parsed.
    pub(crate) fn parsed(&self) -> usize {
        self.parsed.load(Ordering::Relaxed)
    }

    /// Forgets the file at `path`.
    pub fn forget(&self, path: &str) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).remove(path);
        self.texts.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    /// Forgets every file: what is in use stays with its users.
    pub fn clear(&self) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.texts.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
