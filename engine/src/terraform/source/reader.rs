//! Reading for one [`Root`](super::Root): every look at the disk goes through here and is remembered.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_hcl::eval::{self, Refusal};
use bartizan_hcl::syntax::File;

use super::record::{self, Record, Seen};
use super::{SyntaxCache, parse};
use crate::files::{FileError, FileErrorKind, Files, path};
use crate::source::{Source, SourceId, Span};

/// Files that one reading may look at; more would be a configuration made to exhaust the reader.
const MAX_LOOKS: usize = 20_000;
/// Names that `fileset` may look through.
const MAX_LISTED: usize = 20_000;

/// Reads and remembers.
pub(super) struct Reader<'a> {
    files: &'a Files,
    parsed: &'a SyntaxCache,
    /// Folder of the root module: what paths of expressions count from.
    root: Arc<str>,
    seen: RefCell<Looked>,
}

/// What was read so far.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) record: Record,
    pub(super) sources: BTreeMap<SourceId, Arc<Source>>,
    pub(super) errors: Vec<FileError>,
    pub(super) comments: Vec<(SourceId, Span)>,
    looks: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files, parsed: &'a SyntaxCache, root: Arc<str>) -> Self {
        Self { files, parsed, root, seen: RefCell::default() }
    }

    /// Everything that was read.
    pub(super) fn finish(self) -> Looked {
        self.seen.into_inner()
    }

    /// The names in `folder`, with whether each is a folder; none when it cannot be read.
    pub(super) fn list(&self, folder: &str) -> Result<BTreeMap<String, bool>, FileError> {
        self.look(folder)?;
        let found = self.files.list(folder);
        let seen = found.as_ref().map_or(Seen::Nothing, |names| Seen::Folder(record::names_hash(names)));
        self.seen.borrow_mut().record.add(folder, seen, None);
        found
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Result<Arc<Source>, FileError> {
        self.look(path)?;
        let (found, stamp) = self.parsed.text(self.files, path);
        let mut seen = self.seen.borrow_mut();
        match &found {
            Ok(source) => {
                seen.record.add(path, Seen::Text(source.hash()), stamp);
                seen.sources.insert(source.id, Arc::clone(source));
            }
            Err(_) => seen.record.add(path, Seen::Nothing, None),
        }
        found
    }

    /// The tree of a file of configuration. What is wrong with it is said.
    pub(super) fn syntax(&self, path: &str) -> Option<Arc<File>> {
        self.parsed(path, parse::file)
    }

    /// The tree of a file of variable values. What is wrong with it is said.
    pub(super) fn values(&self, path: &str) -> Option<Arc<File>> {
        self.parsed(path, parse::values)
    }

    fn parsed(&self, path: &str, parse: fn(&Source) -> File) -> Option<Arc<File>> {
        let source = match self.text(path) {
            Ok(source) => source,
            Err(error) => {
                self.fault(error);
                return None;
            }
        };
        let file = self.parsed.get(&source, || parse(&source));
        let mut seen = self.seen.borrow_mut();
        for error in &file.errors {
            let fault = if error.is_limit { FileError::limit } else { FileError::parse };
            seen.errors.push(fault(path, error.message.clone()).with_span(parse::span(error.span)));
        }
        seen.comments.extend(file.comments.iter().map(|span| (source.id, parse::span(*span))));
        Some(file)
    }

    /// Is there a file at `path`?
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = path::folder(path);
        self.list(folder).is_ok_and(|names| names.get(path::name(path)) == Some(&false))
    }

    /// Says what is wrong.
    pub(super) fn fault(&self, error: FileError) {
        self.seen.borrow_mut().errors.push(error);
    }

    /// The source of this id, when it was read.
    pub(super) fn source(&self, id: SourceId) -> Option<Arc<Source>> {
        self.seen.borrow().sources.get(&id).cloned()
    }

    fn look(&self, path: &str) -> Result<(), FileError> {
        let mut seen = self.seen.borrow_mut();
        seen.looks += 1;
        if seen.looks <= MAX_LOOKS {
            return Ok(());
        }
        Err(FileError::limit(
            path,
            format!("the configuration looks at more than {MAX_LOOKS} files; this one is not read"),
        ))
    }

    /// A path of an expression as the engine writes it.
    fn place(&self, written: &str) -> Result<String, Refusal> {
        path::resolve(&self.root, written)
            .ok_or_else(|| Refusal { reason: format!("`{written}` lies outside the project root"), is_absent: false })
    }
}

fn refusal(error: &FileError) -> Refusal {
    Refusal { reason: error.to_string(), is_absent: false }
}

impl eval::Files for Reader<'_> {
    fn read(&self, written: &str) -> Result<Arc<[u8]>, Refusal> {
        let path = self.place(written)?;
        self.look(&path).map_err(|error| refusal(&error))?;
        let stamp = self.files.stamp(&path);
        let found = record::bytes(self.files, &path);
        let mut seen = self.seen.borrow_mut();
        match found {
            Ok(bytes) => {
                seen.record.add(&path, Seen::Bytes(*blake3::hash(&bytes).as_bytes()), stamp);
                Ok(bytes.into())
            }
            Err(error) => {
                seen.record.add(&path, Seen::Nothing, None);
                let is_absent = error.kind == FileErrorKind::Io && !self.files.exists(&path);
                Err(Refusal { reason: error.to_string(), is_absent })
            }
        }
    }

    fn source(&self, written: &str) -> Option<u32> {
        self.place(written).ok().map(|path| self.files.source_id(&path).0)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Refusal> {
        let top = self.place(folder)?;
        let mut found = Vec::new();
        let mut waiting = vec![(top, String::new())];
        while let Some((place, prefix)) = waiting.pop() {
            let names = Reader::list(self, &place).map_err(|error| refusal(&error))?;
            for (name, is_folder) in names {
                let below = format!("{prefix}{name}");
                if is_folder {
                    waiting.push((path::join(&place, &name), format!("{below}/")));
                } else {
                    found.push(below);
                }
                if found.len() + waiting.len() > MAX_LISTED {
                    let reason = format!("`{folder}` holds more than {MAX_LISTED} files");
                    return Err(Refusal { reason, is_absent: false });
                }
            }
        }
        Ok(found)
    }
}
