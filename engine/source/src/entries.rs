//! What both parsers share: unique keys, shared strings.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Entry, Mapping, SourceError, SourceErrorKind, Span, Value, origin::Origin};

/// Mappings above this size find their keys by hash.
const SMALL: usize = 16;

/// The entries of one mapping while it is read. Of equal keys the last one counts.
#[derive(Default)]
pub(crate) struct Entries {
    entries: Vec<Entry>,
    /// The entries that a later one replaced.
    replaced: Vec<usize>,
    index: Option<HashMap<Arc<str>, usize>>,
}

impl Entries {
    /// Adds an entry; answers the place of the key that it replaces.
    pub(crate) fn insert(&mut self, entry: Entry) -> Option<Span> {
        let at = self.entries.len();
        let before = match &mut self.index {
            Some(index) => index.insert(Arc::clone(&entry.key), at),
            None => self.entries.iter().rposition(|other| other.key == entry.key),
        };
        self.entries.push(entry);
        if self.index.is_none() && self.entries.len() > SMALL {
            let keys = self.entries.iter().enumerate();
            self.index = Some(keys.map(|(at, entry)| (Arc::clone(&entry.key), at)).collect());
        }
        let before = before?;
        self.replaced.push(before);
        Some(self.entries[before].key_span)
    }

    /// The mapping of what was inserted.
    pub(crate) fn finish(self) -> Value {
        let mut entries = self.entries;
        if !self.replaced.is_empty() {
            let mut kept = vec![true; entries.len()];
            for at in self.replaced {
                kept[at] = false;
            }
            let mut kept = kept.into_iter();
            entries.retain(|_| kept.next().unwrap_or(true));
        }
        Value::Mapping(Mapping::new(entries))
    }
}

/// The fault of a key at `second` that stands already at `first`.
pub(crate) fn duplicate_key(key: &str, first: Span, second: Span, origin: &Origin<'_>) -> SourceError {
    SourceError {
        kind: SourceErrorKind::DuplicateKey,
        message: format!("key `{key}` stands twice in this mapping; first on line {}", origin.line(first)),
        help: Some("Of equal keys only the last one counts: remove the other.".to_owned()),
        span: Some(second),
    }
}

/// Shares equal short strings: the keys of a document are few, their repetitions many.
pub(crate) struct Interner {
    slots: Vec<Option<Arc<str>>>,
}

impl Interner {
    const SLOTS: usize = 1024;
    const LONGEST: usize = 32;

    pub(crate) fn new() -> Self {
        Self { slots: vec![None; Self::SLOTS] }
    }

    /// `text` as a shared string.
    pub(crate) fn get(&mut self, text: &str) -> Arc<str> {
        if text.len() > Self::LONGEST {
            return Arc::from(text);
        }
        let slot = &mut self.slots[Self::hash(text)];
        match slot {
            Some(shared) if **shared == *text => Arc::clone(shared),
            _ => {
                let shared: Arc<str> = Arc::from(text);
                *slot = Some(Arc::clone(&shared));
                shared
            }
        }
    }

    /// FNV-1a, folded to the number of slots.
    fn hash(text: &str) -> usize {
        let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        (hash ^ (hash >> 16)) as usize % Self::SLOTS
    }
}

/// The nearest character boundary at or before `at`.
pub(crate) fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The range of the character at `at`; at the end of the text an empty range behind the last that is no white space.
pub(crate) fn character(text: &str, at: usize) -> (usize, usize) {
    let at = boundary(text, at);
    match text[at..].chars().next() {
        Some(character) => (at, at + character.len_utf8()),
        None => {
            let end = text.trim_end().len();
            (end, end)
        }
    }
}
