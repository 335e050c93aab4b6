//! The files of a chart: every look at the disk goes through here and is remembered.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_helm::chart::{Chart, ChartFile, IgnoreRules};
use bartizan_helm::render::Rendered;

use crate::files::{FileError, Files, Visit, path};
use crate::source::{Source, SourceId, decode_lossily};
use crate::terraform::source::{Record, Seen, record};

/// Files of a chart that are read; more would be made to exhaust the reader.
const MAX_FILES: usize = 20_000;
/// Folders of a chart that are read: links make many of few.
const MAX_FOLDERS: usize = 20_000;
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
    /// Paths of the files that were reached by way of links to folders, by path in the chart's folder.
    linked: BTreeMap<String, String>,
    /// Texts that templates may read, which are sources once one does.
    unread: BTreeMap<SourceId, (String, Arc<str>)>,
    /// The paths of those that one did read.
    pub(super) read: Vec<Arc<str>>,
    pub(super) record: Record,
    pub(super) errors: Vec<FileError>,
}

/// What was found of a chart.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) sources: BTreeMap<SourceId, Arc<Source>>,
    by_path: BTreeMap<String, SourceId>,
    linked: BTreeMap<String, String>,
    unread: BTreeMap<SourceId, (String, Arc<str>)>,
    record: Record,
    errors: Vec<FileError>,
}

impl Found {
    /// Bytes of the texts.
    pub(super) fn size(&self) -> usize {
        self.sources.values().map(|source| source.text.len()).sum()
    }
}

impl<'a> ChartFiles<'a> {
    pub(super) fn new(files: &'a Files, dir: &Arc<str>) -> Self {
        Self {
            files,
            dir: Arc::clone(dir),
            sources: BTreeMap::new(),
            by_path: BTreeMap::new(),
            linked: BTreeMap::new(),
            unread: BTreeMap::new(),
            read: Vec::new(),
            record: Record::default(),
            errors: Vec::new(),
        }
    }

    pub(super) fn dir(&self) -> &Arc<str> {
        &self.dir
    }

    /// Would the same be found now?
    pub(super) fn is_current(&self, found: &Found) -> bool {
        found.record.is_current(self.files)
    }

    /// What was found so far.
    pub(super) fn found(&self) -> Found {
        Found {
            sources: self.sources.clone(),
            by_path: self.by_path.clone(),
            linked: self.linked.clone(),
            unread: self.unread.clone(),
            record: self.record.clone(),
            errors: self.errors.clone(),
        }
    }

    /// Takes up what was found before.
    pub(super) fn resume(&mut self, found: &Found) {
        let Found { sources, by_path, linked, unread, record, errors } = found.clone();
        (self.sources, self.by_path, self.linked, self.unread) = (sources, by_path, linked, unread);
        (self.record, self.errors) = (record, errors);
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
        let leaves_out = |inside: &str, name: &str, is_folder| ignores(inside, is_folder) || NEVER.contains(&name);
        let (mut found, mut size, mut folders) = (Vec::new(), 0, 0);
        let mut waiting = vec![Visit::new(&self.dir)];
        while let Some(visit) = waiting.pop() {
            folders += 1;
            if folders > MAX_FOLDERS {
                self.is_too_large();
                break;
            }
            for (name, linked) in self.files.linked_folders(&visit) {
                if !leaves_out(&format!("{}{name}", visit.prefix), &name, true) {
                    match linked {
                        Ok(linked) => waiting.push(linked),
                        Err(error) => self.errors.push(error),
                    }
                }
            }
            for (name, is_folder) in self.list(&visit.folder) {
                let inside = format!("{}{name}", visit.prefix);
                if leaves_out(&inside, &name, is_folder) {
                    continue;
                }
                if is_folder {
                    waiting.push(visit.below(&name));
                    continue;
                }
                if found.len() == MAX_FILES || size > MAX_BYTES {
                    self.is_too_large();
                    return found;
                }
                let path = path::join(&visit.folder, &name);
                match self.bytes(&path) {
                    Ok(data) => {
                        size += data.len();
                        if visit.is_linked() {
                            self.linked.insert(inside.clone(), path);
                        }
                        found.push(ChartFile { path: inside, data });
                    }
                    Err(error) => self.errors.push(error),
                }
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    fn is_too_large(&mut self) {
        let most = format!("{MAX_FILES} files, {MAX_FOLDERS} folders or {} MiB", MAX_BYTES >> 20);
        let message = format!("the chart has more than {most}; the rest is not read");
        self.errors.push(FileError::limit(Arc::clone(&self.dir), message));
    }

    /// The text of a file of the project.
    pub(super) fn text(&mut self, path: &str) -> Option<Arc<Source>> {
        let stamp = self.files.stamp(path);
        match self.files.read(path) {
            Ok(source) => {
                self.record.add(path, Seen::Text(source.hash()), stamp);
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
        let path = self.linked.get(inside).cloned().unwrap_or_else(|| path::join(&self.dir, inside));
        let id = self.files.source_id(&path);
        self.by_path.insert(inside.to_owned(), id);
        if !is_of_chart(inside) {
            self.unread.insert(id, (path, Arc::clone(text)));
            return id;
        }
        self.sources.entry(id).or_insert_with(|| Arc::new(Source::new(id, path, Arc::clone(text))));
        id
    }

    /// Makes sources of the texts of the files that templates have read.
    pub(super) fn open_read(&mut self, rendered: &Rendered) {
        let pieces = rendered.manifests.iter().flat_map(|manifest| &manifest.pieces);
        for id in pieces.filter_map(|piece| piece.origin.span).map(|span| span.source) {
            if let Some((path, text)) = self.unread.remove(&id) {
                self.read.push(path.as_str().into());
                self.sources.entry(id).or_insert_with(|| Arc::new(Source::new(id, path, text)));
            }
        }
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

/// Is the file at a path in a chart one that says what the chart is, not one that its templates may read?
fn is_of_chart(inside: &str) -> bool {
    let name = inside.rsplit('/').next().unwrap_or(inside);
    let folders =
        ["templates/", "crds/"].map(|folder| inside.starts_with(folder) || inside.contains(&format!("/{folder}")));
    folders.contains(&true)
        || matches!(name, "Chart.yaml" | "Chart.lock" | "values.yaml" | "requirements.yaml" | "requirements.lock")
}
