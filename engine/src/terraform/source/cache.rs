//! Files of configuration as parsed, kept for as long as their text stays the same.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bartizan_hcl::syntax::File;

use crate::source::Source;

/// Parsed files by path. Shared by threads and by the readings of a session, which all go through one [`Files`](crate::files::Files)
/// or clones of it: the places in the trees name its files.
#[derive(Debug, Default)]
pub struct SyntaxCache {
    entries: RwLock<HashMap<Arc<str>, Kept>>,
}

/// The hash of a text, and its tree.
type Kept = ([u8; 32], Arc<File>);

impl SyntaxCache {
    /// The tree of `source`: the kept one when the text is still the same, else what `parse` makes of it.
    pub(super) fn get(&self, source: &Source, parse: impl FnOnce() -> File) -> Arc<File> {
        let kept = self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&source.path).cloned();
        if let Some((hash, file)) = kept
            && hash == source.hash
        {
            return file;
        }
        let file = Arc::new(parse());
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        entries.insert(Arc::clone(&source.path), (source.hash, Arc::clone(&file)));
        file
    }

    /// Forgets the file at `path`.
    pub fn forget(&self, path: &str) {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }
}
