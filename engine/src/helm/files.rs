//! The files of a chart: every look at the disk goes through here and is remembered.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_helm::chart::{Chart, ChartFile, IgnoreRules};

use crate::files::{FileError, Files, path};
use crate::source::{Source, SourceId, decode_lossily};
use crate::terraform::source::{Record, Seen, record};

/// Files of a chart that are read; more would be made to exhaust the reader.
const MAX_FILES: usize = 20_000;
/// Bytes of a chart that are read.
const MAX_BYTES: usize = 100 << 20;
/// Bytes of a file of a chart; Helm takes no larger ones from archives.
const MAX_FILE_BYTES: usize = 5 << 20;
/// Folders that are no part of a chart, whatever it says.
const NEVER: [&str; 3] = [".git", ".terraform", "node_modules"];

/// What the name of a packed chart ends with.
pub(crate) const ARCHIVE: &str = ".tgz";

/// Reads and remembers.
pub(super) struct ChartFiles<'a> {
    files: &'a Files,
    dir: Arc<str>,
    pub(super) sources: BTreeMap<SourceId, Arc<Source>>,
    by_path: BTreeMap<String, SourceId>,
    pub(super) record: Record,
    pub(super) errors: Vec<FileError>,
}

impl<'a> ChartFiles<'a> {
    pub(super) fn new(files: &'a Files, dir: &Arc<str>) -> Self {
        Self {
            files,
            dir: Arc::clone(dir),
            sources: BTreeMap::new(),
            by_path: BTreeMap::new(),
            record: Record::default(),
            errors: Vec::new(),
        }
    }

    /// The chart of the folder, or of the archive that stands for one.
    pub(super) fn chart(&mut self) -> bartizan_helm::Result<Chart> {
        let dir = Arc::clone(&self.dir);
        if !dir.ends_with(ARCHIVE) {
            let found = self.all();
            return Chart::from_files(found, &mut |path, text| self.register(path, text));
        }
        let bytes = self.archive(&dir).map_err(|error| bartizan_helm::Error::new(error.message))?;
        Chart::from_archive(&bytes, &mut |path, text| self.register(path, text))
    }

    /// The files of the chart's folder that are part of it, by path in the folder.
    pub(super) fn all(&mut self) -> Vec<ChartFile> {
        let rules = match self.bytes(&path::join(&self.dir, IgnoreRules::FILE)) {
            Ok(bytes) => IgnoreRules::new(&decode_lossily(&bytes)),
            Err(_) => IgnoreRules::new(""),
        };
        let rules = match rules {
            Ok(rules) => Some(rules),
            Err(error) => {
                self.errors.push(FileError::parse(path::join(&self.dir, IgnoreRules::FILE), error.message));
                None
            }
        };
        let ignores = |path: &str, is_folder| rules.as_ref().is_some_and(|rules| rules.ignores(path, is_folder));
        let (mut found, mut size) = (Vec::new(), 0);
        let mut waiting = vec![String::new()];
        while let Some(prefix) = waiting.pop() {
            let folder = match prefix.strip_suffix('/') {
                Some(below) => path::join(&self.dir, below),
                None => self.dir.to_string(),
            };
            for (name, is_folder) in self.list(&folder) {
                let inside = format!("{prefix}{name}");
                if ignores(&inside, is_folder) || NEVER.contains(&name.as_str()) {
                    continue;
                }
                if is_folder {
                    waiting.push(format!("{inside}/"));
                    continue;
                }
                if found.len() == MAX_FILES || size > MAX_BYTES {
                    let message = format!(
                        "the chart has more than {MAX_FILES} files or {} MiB; the rest is not read",
                        MAX_BYTES >> 20
                    );
                    self.errors.push(FileError::limit(Arc::clone(&self.dir), message));
                    return found;
                }
                if let Ok(data) = self.bytes(&path::join(&self.dir, &inside)) {
                    size += data.len();
                    found.push(ChartFile { path: inside, data });
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// The text of a file of the project.
    pub(super) fn text(&mut self, path: &str) -> Option<Arc<Source>> {
        let stamp = self.files.stamp(path);
        match self.files.read(path) {
            Ok(source) => {
                self.record.add(path, Seen::Text(source.hash), stamp);
                self.sources.insert(source.id, Arc::clone(&source));
                Some(source)
            }
            Err(error) => {
                self.record.add(path, Seen::Nothing, None);
                self.errors.push(error);
                None
            }
        }
    }

    /// The identity of the text of a file of the chart.
    pub(super) fn register(&mut self, inside: &str, text: &Arc<str>) -> SourceId {
        let path = path::join(&self.dir, inside);
        let id = self.files.source_id(&path);
        self.by_path.insert(inside.to_owned(), id);
        self.sources.entry(id).or_insert_with(|| Arc::new(Source::new(id, path, Arc::clone(text))));
        id
    }

    /// The file at a path in the chart.
    pub(super) fn by_path(&self, inside: &str) -> Option<&Arc<Source>> {
        self.sources.get(self.by_path.get(inside)?)
    }

    fn list(&mut self, folder: &str) -> BTreeMap<String, bool> {
        let found = self.files.list(folder);
        let seen = found.as_ref().map_or(Seen::Nothing, |names| Seen::Folder(record::names_hash(names)));
        self.record.add(folder, seen, None);
        found.unwrap_or_default()
    }

    fn bytes(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        self.archive(path).and_then(|bytes| match bytes.len() {
            0..=MAX_FILE_BYTES => Ok(bytes),
            _ => Err(FileError::limit(path, "is larger than what Helm takes")),
        })
    }

    /// The bytes of a file that may hold a whole chart.
    fn archive(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        let stamp = self.files.stamp(path);
        let found = record::bytes(self.files, path);
        match &found {
            Ok(bytes) => self.record.add(path, Seen::Bytes(*blake3::hash(bytes).as_bytes()), stamp),
            Err(_) => self.record.add(path, Seen::Nothing, None),
        }
        found
    }
}
