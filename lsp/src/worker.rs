//! The one owner of all state: works off the queue in order, evaluates, and publishes.

mod answers;
mod lifecycle;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use bartizan_engine::files::{Files, path as relative_path};
use bartizan_engine::finding::Scan;
use tower_lsp_server::ls_types::{MessageType, Uri};

use crate::diagnostics::{Places, Shown, by_file, plain_error};
use crate::document::Document;
use crate::outbox::{Message, Outbox};
use crate::position::Encoding;
use crate::server::Event;
use crate::settings::Settings;
use crate::workspace::Project;

/// What the client can, as far as it matters.
#[derive(Clone, Copy, Debug, Default)]
struct Client {
    encoding: Encoding,
    /// It asks for diagnostics; they are then never pushed for open documents.
    pulls: bool,
    /// It can be told that pulled diagnostics are outdated.
    refreshes: bool,
    /// It can be asked to watch files.
    watches: bool,
}

/// All state of the server.
pub(crate) struct Worker {
    outbox: Outbox,
    client: Client,
    settings: Settings,
    folders: Vec<PathBuf>,
    documents: BTreeMap<Uri, Document>,
    /// Projects by root.
    projects: HashMap<PathBuf, Project>,
    /// The root of each path asked for.
    roots: HashMap<PathBuf, PathBuf>,
    /// What each file shows now.
    shown: HashMap<Uri, Shown>,
    /// Open documents to be judged again.
    dirty: BTreeSet<Uri>,
}

impl Worker {
    pub(crate) fn new(outbox: Outbox) -> Self {
        Self {
            outbox,
            client: Client::default(),
            settings: Settings::default(),
            folders: Vec::new(),
            documents: BTreeMap::new(),
            projects: HashMap::new(),
            roots: HashMap::new(),
            shown: HashMap::new(),
            dirty: BTreeSet::new(),
        }
    }

    /// Works until the queue's senders are gone. What has queued up meanwhile is taken in whole before anything is
    /// judged, so that outdated versions of a document cost nothing.
    pub(crate) fn run(mut self, events: &mpsc::Receiver<Event>) {
        while let Ok(event) = events.recv() {
            self.handle(event);
            while let Ok(event) = events.try_recv() {
                self.handle(event);
            }
            self.judge_dirty();
        }
    }

    /// The root of the project that `path` belongs to, its session open.
    fn project_of(&mut self, path: &Path) -> Option<(PathBuf, Arc<str>)> {
        let folder = path.parent()?;
        let root = match self.roots.get(folder) {
            Some(root) => root.clone(),
            None => {
                let root = Files::find_root(path);
                self.roots.insert(folder.to_path_buf(), root.clone());
                root
            }
        };
        self.open_project(&root)?;
        let relative = self.projects.get(&root)?.relative(path)?;
        Some((root, relative))
    }

    /// Opens the project at `root` unless it is open, with the unsaved texts of its documents.
    fn open_project(&mut self, root: &Path) -> Option<()> {
        if self.projects.contains_key(root) {
            return Some(());
        }
        match Project::open(root, self.settings.local_policies) {
            Ok(mut project) => {
                for (uri, document) in &self.documents {
                    if let Some(relative) = uri.to_file_path().and_then(|path| project.relative(&path)) {
                        project.session.set_overlay(&relative, Arc::clone(&document.text));
                    }
                }
                self.report_config(&project);
                self.projects.insert(root.to_path_buf(), project);
                Some(())
            }
            Err(text) => {
                self.outbox.send(Message::Log { kind: MessageType::ERROR, text });
                None
            }
        }
    }

    /// Shows what is wrong with the project's configuration in the file itself, or that nothing is.
    fn report_config(&self, project: &Project) {
        let file = bartizan_engine::config::FILE_NAME;
        let Some(uri) = project.uri(file) else { return };
        let diagnostics = match &project.config_error {
            None => Vec::new(),
            Some((message, line)) => {
                self.outbox.send(Message::Show { kind: MessageType::ERROR, text: message.clone() });
                let text = project.source(file).map(|source| Arc::clone(&source.text)).unwrap_or_default();
                vec![plain_error(message.clone(), &text, self.client.encoding, *line)]
            }
        };
        self.outbox.send(Message::Publish { uri, diagnostics, version: None });
    }

    /// Judges what changed, and the open documents that are judged together with it.
    fn judge_dirty(&mut self) {
        let dirty = std::mem::take(&mut self.dirty);
        let mut paths: BTreeMap<PathBuf, BTreeSet<Arc<str>>> = BTreeMap::new();
        for uri in &dirty {
            let Some(path) = uri.to_file_path().map(std::borrow::Cow::into_owned) else { continue };
            if let Some((root, relative)) = self.project_of(&path) {
                let neighbours = self.open_in_folder(&root, relative_path::folder(&relative));
                paths.entry(root).or_default().extend(neighbours.into_iter().chain([relative]));
            }
        }
        for (root, files) in paths {
            let files: Vec<_> = files.into_iter().collect();
            let Some(shown) = self.judge(&root, &files) else { continue };
            for file in &files {
                let now = shown.get(file).cloned().unwrap_or_default();
                self.show(&root, file, now, &dirty);
            }
            if self.client.pulls && self.client.refreshes && files.len() > 1 {
                self.outbox.send(Message::Refresh);
            }
        }
    }

    /// What each of `files` of the project at `root` shows.
    fn judge(&self, root: &Path, files: &[Arc<str>]) -> Option<BTreeMap<Arc<str>, Shown>> {
        let project = self.projects.get(root)?;
        Some(self.by_file(project, &project.session.check(files)))
    }

    fn by_file(&self, project: &Project, scan: &Scan) -> BTreeMap<Arc<str>, Shown> {
        let source = |file: &str| project.source(file);
        let uri = |file: &str| self.uri_of(project, file);
        by_file(scan, &self.settings, &Places { encoding: self.client.encoding, source: &source, uri: &uri })
    }

    /// The address of a file: as the client wrote it when the file is open.
    fn uri_of(&self, project: &Project, file: &str) -> Option<Uri> {
        let uri = project.uri(file)?;
        if self.documents.contains_key(&uri) {
            return Some(uri);
        }
        let same = |open: &&Uri| open.to_file_path().and_then(|path| project.relative(&path)).as_deref() == Some(file);
        self.documents.keys().find(same).cloned().or(Some(uri))
    }

    /// The open documents in a folder of the project.
    fn open_in_folder(&self, root: &Path, folder: &str) -> Vec<Arc<str>> {
        let Some(project) = self.projects.get(root) else { return Vec::new() };
        let relative = |uri: &Uri| uri.to_file_path().and_then(|path| project.relative(&path));
        self.documents.keys().filter_map(relative).filter(|file| relative_path::folder(file) == folder).collect()
    }

    /// Remembers and, to a client that does not ask, publishes what a file shows: always for one that changed, else only
    /// when it shows something else than before.
    fn show(&mut self, root: &Path, file: &str, now: Shown, changed: &BTreeSet<Uri>) {
        let Some(uri) = self.projects.get(root).and_then(|project| self.uri_of(project, file)) else { return };
        let before = self.shown.get(&uri).map(|shown| shown.diagnostics.as_slice()).unwrap_or_default();
        let open = self.documents.get(&uri);
        let pushed = open.is_none() || !self.client.pulls;
        if pushed && (changed.contains(&uri) || before != now.diagnostics.as_slice()) {
            let version = open.map(|document| document.version);
            self.outbox.send(Message::Publish { uri: uri.clone(), diagnostics: now.diagnostics.clone(), version });
        }
        self.shown.insert(uri, now);
    }
}
