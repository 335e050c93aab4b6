//! Checking a whole workspace beside the worker: on threads and in sessions of its own, so that nothing waits for it and
//! what it reads is gone when it has ended.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use bartizan_engine::files::path::folder;
use bartizan_engine::files::{Files, WalkOptions};
use bartizan_engine::report;
use bartizan_engine::session::{Pace, Progress, Step, in_background};
use tower_lsp_server::ls_types::Uri;

use crate::diagnostics::{Places, Shown, by_file};
use crate::position::Encoding;
use crate::settings::Settings;
use crate::worker::SLOW;
use crate::workspace::Project;

/// What is checked, and how it is told.
pub(crate) struct Job {
    /// Folders of the workspace.
    pub(crate) folders: Vec<PathBuf>,
    /// Open files: their addresses as the client writes them, and their texts.
    pub(crate) open: HashMap<PathBuf, (Uri, Arc<str>)>,
    pub(crate) settings: Settings,
    pub(crate) encoding: Encoding,
}

/// What a scan tells, in this order: projects one by one, then the end.
pub(crate) enum Told {
    /// What the files of a project show.
    Project { root: PathBuf, files: Vec<(Uri, Shown)> },
    /// Everything is checked: so many files.
    Done { files: usize },
}

/// The worker's hold on a scan.
#[derive(Debug, Default)]
pub(crate) struct Control {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    cancelled: bool,
    /// Does the worker have something to do that a person waits for?
    held: bool,
    progress: Progress,
    /// Steps that were slow and that the worker has not heard of yet.
    slow: Vec<(String, Duration)>,
}

impl Control {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the scan.
    pub(crate) fn cancel(&self) {
        self.state().cancelled = true;
        self.changed.notify_all();
    }

    /// Has the scan wait before its next unit, or go on.
    pub(crate) fn hold(&self, held: bool) {
        self.state().held = held;
        self.changed.notify_all();
    }

    /// How far the project that is being checked has come.
    pub(crate) fn progress(&self) -> Progress {
        self.state().progress
    }

    /// The steps that were slow since this was asked last.
    pub(crate) fn slow(&self) -> Vec<(String, Duration)> {
        std::mem::take(&mut self.state().slow)
    }

    fn is_cancelled(&self) -> bool {
        self.state().cancelled
    }
}

impl Pace for Control {
    fn go_on(&self, progress: Progress) -> bool {
        let mut state = self.state();
        state.progress = progress;
        while state.held && !state.cancelled {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        !state.cancelled
    }

    fn took(&self, step: Step<'_>, time: Duration) {
        if time >= SLOW {
            self.state().slow.push((step.to_string(), time));
        }
    }
}

impl Job {
    /// Checks everything, until that is done or `control` says otherwise.
    pub(crate) fn run(&self, control: &Arc<Control>, tell: &mpsc::Sender<Told>) {
        let mut plan = Plan::default();
        for path in &self.folders {
            self.plan(&mut plan, path);
        }
        let mut files = 0;
        for (root, starts) in &plan {
            let Some((checked, shown)) = in_background(|| self.check(root, starts, control)) else { continue };
            if control.is_cancelled() {
                return;
            }
            files += checked;
            let shown = close_together(shown);
            if tell.send(Told::Project { root: root.clone(), files: shown }).is_err() {
                return;
            }
        }
        let _ = tell.send(Told::Done { files });
    }

    /// Adds what lies at or below a folder: files of its own project, and projects inside that have a configuration of
    /// their own.
    fn plan(&self, plan: &mut Plan, path: &Path) {
        let root = Files::find_root(path, &self.folders);
        let Ok(project) = Project::open(&root, self.settings.trusted, None) else { return };
        let Some(start) = project.relative(path) else { return };
        let excludes = project.session.config().excluded();
        let (files, _) = project
            .session
            .files()
            .walk(&[Arc::clone(&start)], &WalkOptions { excludes, recursive: true, projects: true });
        let folders: BTreeSet<PathBuf> = files.iter().map(|file| project.on_disk(folder(file))).collect();
        plan.entry(root.clone()).or_default().insert(start);
        for path in folders {
            let own = Files::find_root(&path, &self.folders);
            if own != root && !plan.contains_key(&own) {
                self.plan(plan, &own);
            }
        }
    }

    /// How many files the project at `root` has at or below `starts`, and what they show.
    fn check(
        &self,
        root: &Path,
        starts: &BTreeSet<Arc<str>>,
        control: &Arc<Control>,
    ) -> Option<(usize, Vec<(Uri, Shown)>)> {
        let pace: Arc<dyn Pace> = Arc::<Control>::clone(control);
        let mut project = Project::open(root, self.settings.trusted, Some(pace)).ok()?;
        for (path, (_, text)) in &self.open {
            if let Some(file) = project
                .relative(path)
                .filter(|_| Files::find_root(path.parent().unwrap_or(path), &self.folders) == root)
            {
                project.session.set_overlay(&file, Arc::clone(text));
            }
        }
        let scan = project.session.check_open(&starts.iter().cloned().collect::<Vec<_>>());
        // What it was told from is not needed for telling it, and is most of what a scan takes.
        project.session.forget();
        let source = |file: &str| project.source(file);
        let uri = |file: &str| match self.open.get(&project.on_disk(file)) {
            Some((uri, _)) => Some(uri.clone()),
            None => project.uri(file),
        };
        let wanted = wanted(&self.settings);
        let mut roots: BTreeMap<String, bool> = BTreeMap::new();
        let mut is_own = |file: &str| {
            let at = folder(file).to_owned();
            *roots.entry(at).or_insert_with(|| Files::find_root(&project.on_disk(folder(file)), &self.folders) == root)
        };
        let shown = by_file(&scan, wanted, &Places::new(self.encoding, &source, &uri));
        let shown = shown.into_iter().filter(|(file, _)| is_own(file));
        let shown = shown.filter_map(|(file, shown)| Some((uri(&file)?, shown))).collect();
        Some((scan.counts.files, shown))
    }
}

/// A copy of what files show, made by a thread of its own: it then lies close together in memory, and not scattered among
/// what the scan took, which could not be given back.
fn close_together(shown: Vec<(Uri, Shown)>) -> Vec<(Uri, Shown)> {
    std::thread::scope(|scope| {
        let copying =
            std::thread::Builder::new().name("bartizan-copy".to_owned()).spawn_scoped(scope, || shown.clone());
        copying.ok().and_then(|copying| copying.join().ok())
    })
    .unwrap_or(shown)
}

/// What is to be checked: folders by project.
type Plan = BTreeMap<PathBuf, BTreeSet<Arc<str>>>;

/// Which findings of a project are shown.
pub(crate) fn wanted(settings: &Settings) -> report::Shown {
    report::Shown {
        min_severity: Some(settings.min_severity),
        undetermined: settings.undetermined,
        excused: settings.excused,
        by_owner: false,
    }
}
