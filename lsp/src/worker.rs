//! The one owner of all state: works off the queue in order, evaluates, and publishes.

mod actions;
mod affected;
mod answers;
mod assist;
mod hover;
mod initialize;
mod judge;
mod lifecycle;
mod overview;
mod pull_all;
mod rego;
mod scan;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

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
use pull_all::PullAll;
use scan::WorkspaceScan;

/// How often a scan under way is looked after.
const LOOK: Duration = Duration::from_millis(20);

/// What takes longer is logged.
pub(crate) const SLOW: Duration = Duration::from_millis(500);

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
    roots: HashMap<PathBuf, Option<PathBuf>>,
    /// What each file shows now.
    shown: HashMap<Uri, Shown>,
    /// Does the client keep a list of the findings? One that never asked for it is not told of changes.
    lists_findings: bool,
    /// Is the list of findings another one than the client was told of?
    findings_changed: bool,
    /// Open documents to be judged again.
    dirty: BTreeSet<Uri>,
    /// Requests that are answered once nothing of theirs is dirty.
    waiting: VecDeque<Waiting>,
    /// Requests that are answered once nothing is left to be judged.
    pulls: Vec<PullAll>,
    /// Files that have changed and that closed ones may depend on.
    affected: BTreeSet<Place>,
    scan: Option<WorkspaceScan>,
    /// Scans whose progress the client was asked to show.
    scans: usize,
    /// Is told of each step before it is done: may fail in its place.
    #[cfg(test)]
    pub(crate) trip: Option<fn(&str)>,
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
            lists_findings: false,
            findings_changed: false,
            dirty: BTreeSet::new(),
            waiting: VecDeque::new(),
            pulls: Vec::new(),
            affected: BTreeSet::new(),
            scan: None,
            scans: 0,
            #[cfg(test)]
            trip: None,
        }
    }

    /// Works until the queue's senders are gone. What has queued up meanwhile is taken in whole before anything is
    /// judged, so that outdated versions of a document cost nothing; what was judged while a newer version came in is
    /// dropped.
    pub(crate) fn run(&mut self, events: &mpsc::Receiver<Event>) {
        while let Some(event) = self.next(events) {
            if let Some(event) = event {
                self.hold_scan(true);
                let name = event.name().to_owned();
                self.guarded(&name, |worker| worker.handle(event));
            }
            self.work(events);
            self.hold_scan(false);
        }
    }

    /// The next event; none of it while a scan is to be looked after, nothing when there will be no more.
    fn next(&self, events: &mpsc::Receiver<Event>) -> Option<Option<Event>> {
        if self.scan.is_none() {
            return events.recv().ok().map(Some);
        }
        match events.recv_timeout(LOOK) {
            Ok(event) => Some(Some(event)),
            Err(mpsc::RecvTimeoutError::Timeout) => Some(None),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Has the scan wait while the worker works, or go on.
    fn hold_scan(&self, held: bool) {
        if let Some(scan) = &self.scan {
            scan.control().hold(held);
        }
    }

    /// Works until nothing is left to do, taking in what comes in between the steps.
    fn work(&mut self, events: &mpsc::Receiver<Event>) {
        loop {
            self.take_in(events);
            if !self.dirty.is_empty() {
                let judged = self.guarded(&self.dirty_files(), Self::judge_dirty);
                // What failed is not tried again.
                if judged.is_none() {
                    self.dirty.clear();
                }
                let judged = judged.unwrap_or_default();
                self.take_in(events);
                self.guarded("showing findings", |worker| worker.show_judged(judged));
            } else if let Some(request) = self.waiting.pop_front() {
                self.guarded(request.name(), |worker| worker.answer(request));
            } else if self.findings_changed {
                self.report_changed_findings();
            } else if self.guarded("scanning the workspace", Self::scan_on) == Some(true) {
            } else if self.scan.is_some() {
                return;
            } else if !self.affected.is_empty() {
                if self.guarded("judging closed files", Self::judge_affected).is_none() {
                    self.affected.clear();
                }
            } else if !self.pulls.is_empty() {
                if self.guarded("workspace/diagnostic", Self::answer_pulls).is_none() {
                    self.pulls.clear();
                }
            } else {
                return;
            }
        }
    }

    fn take_in(&mut self, events: &mpsc::Receiver<Event>) {
        while let Ok(event) = events.try_recv() {
            let name = event.name().to_owned();
            self.guarded(&name, |worker| worker.handle(event));
        }
    }

    /// What is about to be judged, for people.
    fn dirty_files(&self) -> String {
        let name = |uri: &Uri| uri.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        format!("judging {}", self.dirty.iter().take(3).map(name).collect::<Vec<_>>().join(", "))
    }

    /// Does a step, `what` to the person; a panic in it is a defect of ours that costs the step, never the server: whoever
    /// waited for it is answered with an error.
    pub(crate) fn guarded<T>(&mut self, what: &str, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let start = Instant::now();
        #[cfg(test)]
        let trip = self.trip;
        let done = catch_unwind(AssertUnwindSafe(|| {
            #[cfg(test)]
            trip.inspect(|trip| trip(what));
            step(self)
        }));
        if done.is_err() {
            let text = format!("internal error: {what} failed; please report it");
            self.outbox.send(Message::Log { kind: MessageType::ERROR, text });
        } else if start.elapsed() >= SLOW {
            self.log_slow(what, start.elapsed());
        }
        done.ok()
    }

    fn log_slow(&self, what: &str, took: Duration) {
        let text = format!("{what} took {} ms", took.as_millis());
        self.outbox.send(Message::Log { kind: MessageType::INFO, text });
    }

    /// The project at `root`, when it is open.
    fn project(&self, root: &Path) -> Option<&Project> {
        self.projects.get(root)?.as_ref()
    }

    /// The root of the project that `folder` belongs to; none where that would be the whole disk.
    fn root_of(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(root) = self.roots.get(folder) {
            return root.clone();
        }
        // A file may be about to be saved into a folder that does not exist yet.
        let exists = folder.ancestors().find(|folder| folder.is_dir()).filter(|folder| folder.parent().is_some());
        let root = exists.map(|folder| Files::find_root(folder, &self.folders));
        self.roots.insert(folder.to_path_buf(), root.clone());
        root
    }

    /// The place of the file at `path`, its project opened.
    fn place_of(&mut self, path: &Path) -> Option<Place> {
        let root = self.root_of(path.parent()?)?;
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
            let project = match Project::open(root, self.settings.trusted, None) {
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
            let place = place.clone();
            self.affect([place]);
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

    /// Tells a client that asks for diagnostics of closed files to ask again, where they show something else.
    fn refresh_closed(&self, differs: bool) {
        if differs && self.client.pulls_all {
            self.refresh();
        }
    }

    /// Tells a client that asks for diagnostics to ask again.
    fn refresh(&self) {
        if self.client.pulls && self.client.refreshes {
            self.outbox.send(Message::Refresh);
        }
    }
}
