//! The one owner of all state: works off the queue in order, evaluates, and publishes.

mod answers;
mod initialize;
mod judge;
mod lifecycle;
mod scan;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use bartizan_engine::files::Files;
use tower_lsp_server::ls_types::{MessageType, Uri};

use crate::diagnostics::Shown;
use crate::document::{Document, Place, path_of};
use crate::outbox::{Message, Outbox};
use crate::server::Event;
use crate::settings::Settings;
use crate::workspace::Project;
use answers::Waiting;
use initialize::Client;
pub(crate) use initialize::has_settings;
use scan::WorkspaceScan;

/// All state of the server.
pub(crate) struct Worker {
    outbox: Outbox,
    client: Client,
    settings: Settings,
    folders: Vec<PathBuf>,
    documents: BTreeMap<Uri, Document>,
    /// Projects by root; none where the folder cannot be opened.
    projects: HashMap<PathBuf, Option<Project>>,
    /// The root of each folder asked for.
    roots: HashMap<PathBuf, PathBuf>,
    /// What each file shows now.
    shown: HashMap<Uri, Shown>,
    /// Open documents to be judged again.
    dirty: BTreeSet<Uri>,
    /// Requests that are answered once nothing of theirs is dirty.
    waiting: Vec<Waiting>,
    scan: Option<WorkspaceScan>,
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
            waiting: Vec::new(),
            scan: None,
        }
    }

    /// Works until the queue's senders are gone. What has queued up meanwhile is taken in whole before anything is
    /// judged, so that outdated versions of a document cost nothing; what was judged while a newer version came in is
    /// dropped.
    pub(crate) fn run(&mut self, events: &mpsc::Receiver<Event>) {
        while let Ok(event) = events.recv() {
            self.guarded(|worker| worker.handle(event));
            self.work(events);
        }
    }

    /// Works until nothing is left to do, taking in what comes in between the steps.
    fn work(&mut self, events: &mpsc::Receiver<Event>) {
        loop {
            self.take_in(events);
            if !self.dirty.is_empty() {
                let judged = self.guarded(Self::judge_dirty).unwrap_or_default();
                self.take_in(events);
                self.guarded(|worker| worker.show_judged(judged));
            } else if !self.waiting.is_empty() {
                self.guarded(Self::answer_waiting);
            } else if self.scan.is_some() {
                self.guarded(Self::scan_on);
            } else {
                return;
            }
        }
    }

    fn take_in(&mut self, events: &mpsc::Receiver<Event>) {
        while let Ok(event) = events.try_recv() {
            self.guarded(|worker| worker.handle(event));
        }
    }

    /// Does a step; a panic in it is a defect of ours that costs the step, never the server.
    pub(crate) fn guarded<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| step(self)));
        if done.is_err() {
            let text = "internal error: a step of the language server failed; please report it".to_owned();
            self.outbox.send(Message::Log { kind: MessageType::ERROR, text });
            self.dirty.clear();
            self.waiting.clear();
            self.scan = None;
        }
        done.ok()
    }

    /// The project at `root`, when it is open.
    fn project(&self, root: &Path) -> Option<&Project> {
        self.projects.get(root)?.as_ref()
    }

    /// The root of the project that `folder` belongs to.
    fn root_of(&mut self, folder: &Path) -> PathBuf {
        if let Some(root) = self.roots.get(folder) {
            return root.clone();
        }
        // A file may be about to be saved into a folder that does not exist yet; the whole disk is no project, though.
        let exists = folder.ancestors().find(|folder| folder.is_dir()).filter(|folder| folder.parent().is_some());
        let root = exists.map_or_else(|| folder.to_path_buf(), Files::find_root);
        self.roots.insert(folder.to_path_buf(), root.clone());
        root
    }

    /// The place of the file at `path`, its project opened.
    fn place_of(&mut self, path: &Path) -> Option<Place> {
        let root = self.root_of(path.parent()?);
        let file = self.open_project(&root)?.relative(path)?;
        Some(Place { root, file })
    }

    /// The place of the file that `uri` names.
    fn place_of_uri(&mut self, uri: &Uri) -> Option<Place> {
        match self.documents.get(uri) {
            Some(document) => document.place.clone(),
            None => self.place_of(&path_of(uri)?),
        }
    }

    /// Opens the project at `root` unless it is open.
    fn open_project(&mut self, root: &Path) -> Option<&Project> {
        if !self.projects.contains_key(root) {
            let project = match Project::open(root, self.settings.trusted) {
                Ok(project) => Some(project),
                Err(text) => {
                    self.outbox.send(Message::Log { kind: MessageType::ERROR, text });
                    None
                }
            };
            self.projects.insert(root.to_path_buf(), project);
            self.report_config(root);
        }
        self.project(root)
    }

    /// Closes every project. The open documents find theirs again, by the configuration files as they are now, and are
    /// judged anew.
    fn forget_projects(&mut self) {
        self.projects.clear();
        self.roots.clear();
        let open: Vec<Uri> = self.documents.keys().cloned().collect();
        for uri in &open {
            self.settle(uri);
        }
    }

    /// Finds the place of an open document, and gives the engine its text.
    fn settle(&mut self, uri: &Uri) {
        let place = path_of(uri).and_then(|path| self.place_of(&path));
        if let Some(document) = self.documents.get_mut(uri) {
            document.place = place;
        }
        self.lay_over(uri);
    }

    /// Gives the engine the text of an open document.
    fn lay_over(&mut self, uri: &Uri) {
        let Some(document) = self.documents.get(uri) else { return };
        let Some(place) = &document.place else { return };
        if let Some(Some(project)) = self.projects.get_mut(&place.root) {
            project.session.set_overlay(&place.file, Arc::clone(&document.text));
            self.dirty.insert(uri.clone());
        }
    }

    /// The open documents that are the file at `place`: several when one is reached by a link too.
    fn open_at(&self, root: &Path, file: &str) -> impl Iterator<Item = (&Uri, &Document)> {
        self.documents.iter().filter(move |(_, document)| {
            document.place.as_ref().is_some_and(|place| place.root == root && &*place.file == file)
        })
    }

    /// The address of a file: as the client wrote it when the file is open.
    fn uri_of(&self, root: &Path, file: &str) -> Option<Uri> {
        let open = self.open_at(root, file).next().map(|(uri, _)| uri.clone());
        open.or_else(|| self.project(root)?.uri(file))
    }

    /// Tells a client that asks for diagnostics to ask again.
    fn refresh(&self) {
        if self.client.pulls && self.client.refreshes {
            self.outbox.send(Message::Refresh);
        }
    }
}
