//! The one entry point of every user interface: settings and files in, findings out.
//!
//! A session keeps what it parsed and evaluated, so that a second [`Session::check`] after a keystroke does only what
//! the keystroke asks for.

mod asked;
mod choice;
mod compat;
mod config_places;
mod evaluate;
mod explain;
mod fixes;
mod fixing;
mod fleet;
mod foreign;
mod helm;
mod inputs;
mod pool;
mod projects;
mod read;
mod release;
mod rendered;
mod settings;
mod since;
mod suppress;
mod terraform;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{Days, NaiveDate};
use globset::GlobSet;

use crate::compat::Peers;
use crate::config::{Config, ConfigFault, ConfigFaults, HelmRender, Written};
use crate::discover::{DocumentCache, Request, RootSettings, UnitKind};
use crate::files::{FileError, Files, Revision};
use crate::finding::{Baseline, Finding, Owners, Problem, Scan, ThresholdSettings};
use crate::foreign::{Adopted, Foreign};
use crate::helm::{Charts, Renderer, Snippet, snippet};
use crate::maturity::{self, Attestations, Scorecard};
use crate::policy::{
    Metadata, Pack, ParameterError, Policy, PolicyError, Profile, Selection, SelectionError, Severity,
};
use crate::rego::Evaluator;
use crate::resource::Platform;
use crate::since::Before;
use crate::source::Source;
use crate::terraform::{Declarations, declarations};

pub use fixing::{Fixed, FixedFile};
pub use pool::{Pace, Progress, Step, in_background};
use projects::Inner;
use read::ReadUnit;
use release::Gathered;
pub use since::{Comparison, relaxed_baseline};

/// What a user interface asks of a session beyond the configuration file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Configuration file; `bartizan.toml` at the root, if there is one, when absent.
    pub config: Option<PathBuf>,
    /// Go without any configuration file.
    pub skip_config: bool,
    /// Take the configuration, and the policies of one's own in the project, from this revision.
    pub config_from: Option<Arc<Revision>>,
    /// Run only these policies, on top of the configuration's choice.
    pub select: Vec<String>,
    /// Do not run these policies either.
    pub ignore: Vec<String>,
    /// Report only what these teams answer for.
    pub owners: Vec<String>,
    /// Run only policies up to this level.
    pub level: Option<u8>,
    /// Run only policies of these layers.
    pub layers: Vec<String>,
    /// Profile, over the configuration's.
    pub profile: Option<Profile>,
    /// Folders of further policies.
    pub policies: Vec<PathBuf>,
    /// Load the policies that the configuration names too.
    pub local_policies: bool,
    /// Day on which expiries are judged; today (UTC) when absent.
    pub today: Option<NaiveDate>,
    /// Do comments, exceptions and the baseline excuse findings?
    pub honour_ignores: bool,
    /// Known findings, in place of the configuration's.
    pub baseline: Option<Baseline>,
    /// Files of values of variables, relative to the project root, for root modules of Terraform that the configuration
    /// does not declare.
    pub var_files: Vec<Arc<str>>,
    /// Values of variables for the same.
    pub vars: Vec<(Arc<str>, Arc<str>)>,
    /// Folder of the root module that the plans were made of, relative to the project root; found by itself when absent.
    pub source: Option<Arc<str>>,
    /// Is the session told what changes on disk, by [`Session::invalidate`] or [`Session::forget_listing`]? Then a check
    /// does not list the files of the whole project anew.
    pub is_told: bool,
    /// Paths, relative to the root, below which projects with a configuration of their own are checked too, each by it.
    pub projects_below: Vec<Arc<str>>,
    /// Renders charts instead of the engine, for comparison.
    pub renderer: Option<Arc<dyn Renderer>>,
    /// Is there one check only, of as little memory as may be? Then what reading needs and judging does not is let go in
    /// between, and nothing is kept for a next check.
    pub once: bool,
    /// Is asked before each unit whether to go on.
    pub pace: Option<Arc<dyn Pace>>,
}

/// What keeps a session from opening: always the user's to mend.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigFaults),
    /// The configuration file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
    /// Policies of the user cannot be loaded.
    #[error("{}", lines(.0))]
    Policy(Vec<PolicyError>),
    /// Patterns that select nothing.
    #[error("{}", lines(.0))]
    Selection(Vec<SelectionError>),
    /// Parameters that no policy has, or of the wrong type.
    #[error("{}", lines(.0))]
    Parameters(Vec<ParameterError>),
}

impl SessionError {
    /// What is wrong with the configuration files, each with its place; empty when it is something else.
    #[must_use]
    pub fn config_faults(&self) -> &[ConfigFault] {
        match self {
            Self::Config(faults) => &faults.0,
            _ => &[],
        }
    }
}

fn lines(errors: &[impl std::error::Error]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What a session has done since it was opened: what it still knows is not done again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Files whose bytes were taken from disk.
    pub files: usize,
    /// Files of configuration of Terraform that were parsed.
    pub parsed: usize,
    /// Units that were read: root modules evaluated, manifests or realms taken apart.
    pub units: usize,
    /// Questions that policies were asked.
    pub questions: usize,
}

impl std::ops::Sub for Work {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            files: self.files.saturating_sub(before.files),
            parsed: self.parsed.saturating_sub(before.parsed),
            units: self.units.saturating_sub(before.units),
            questions: self.questions.saturating_sub(before.questions),
        }
    }
}

/// A policy that runs.
#[derive(Debug)]
pub struct PolicyInForce<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its severity here.
    pub severity: Severity,
    /// Its parameters here, by name.
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// Chooses findings.
pub type Wanted<'a> = &'a (dyn Fn(&Finding) -> bool + Sync);

/// What a check says of its findings beyond where they stand.
#[derive(Clone, Copy, Default)]
pub struct Detail<'a> {
    /// Which of them say what they depend on.
    pub explained: Option<Wanted<'a>>,
    /// Do they say how they are mended?
    pub fixes: bool,
}

/// Units as last read, by kind, path and, of root modules and charts, environment.
type UnitCache = HashMap<UnitName, Arc<ReadUnit>>;

type UnitName = (UnitKind, Arc<str>, Option<Arc<str>>);

/// Files, settings and policies, with everything parsed and evaluated so far.
pub struct Session {
    files: Files,
    /// Projects of their own below the root.
    inner: Vec<Inner>,
    /// The options' patterns that match no policy, here and in the projects below.
    unmatched: Vec<SelectionError>,
    config: Config,
    /// Where the configuration stands, for findings about it.
    written: Written,
    today: NaiveDate,
    honour_ignores: bool,
    baseline: Option<Baseline>,
    /// What was found in the revision that is compared with.
    before: Option<Arc<Before>>,
    /// Are two revisions asked for the same, so that what was judged is kept?
    compares: bool,
    excludes: GlobSet,
    owners: Owners,
    thresholds: ThresholdSettings,
    /// Teams whose findings are reported; all where none is named.
    asked_owners: Vec<String>,
    roots: Arc<RootSettings>,
    is_told: bool,
    once: bool,
    renderer: Option<Arc<dyn Renderer>>,
    pace: Option<Arc<dyn Pace>>,
    charts: Arc<[HelmRender]>,
    pack: Arc<Pack>,
    selection: Selection,
    evaluator: Evaluator,
    foreign: Foreign,
    /// The policies by the ids of other tools, where their marks are honoured.
    peers: Option<Peers>,
    documents: DocumentCache,
    units: Mutex<UnitCache>,
    /// The charts as last loaded.
    loaded_charts: Charts,
    units_read: AtomicUsize,
    read: AtomicUsize,
    judged: AtomicUsize,
    total: AtomicUsize,
}

impl Session {
    /// Opens a session over `files`.
    ///
    /// # Errors
    /// When the configuration, a policy of the user or a selector is wrong.
    pub fn open(files: Files, options: Options) -> Result<Self, SessionError> {
        let session = settings::open(files, options)?;
        if session.unmatched.is_empty() { Ok(session) } else { Err(SessionError::Selection(session.unmatched)) }
    }

    /// Checks what lies at or below `paths` (relative to the root) and reports on it. Units are read whole: a manifest
    /// is judged with the other manifests of its folder.
    #[must_use]
    pub fn check(&self, paths: &[Arc<str>]) -> Scan {
        projects::check(self, paths, None)
    }

    /// [`check`](Self::check), with what each of the `wanted` findings depends on: their policies are evaluated again.
    #[must_use]
    pub fn check_explained(&self, paths: &[Arc<str>], wanted: Wanted<'_>) -> Scan {
        projects::check(self, paths, Some(wanted))
    }

    /// Checks files that happen to be open: [`check`](Self::check), but silent on those that are none of ours, and without
    /// excerpts and fixes, for the sake of speed: an editor shows the text itself.
    #[must_use]
    pub fn check_open(&self, paths: &[Arc<str>]) -> Scan {
        self.check_open_in_detail(paths, Detail::default())
    }

    /// [`check_open`](Self::check_open), saying more of the findings.
    #[must_use]
    pub fn check_open_in_detail(&self, paths: &[Arc<str>], detail: Detail<'_>) -> Scan {
        evaluate::check(self, &Request { expecting: false, ..self.request(paths) }, detail)
    }

    /// Mends what [`check`](Self::check) finds at or below `paths` and a policy knows to mend: safe fixes, and unsafe ones
    /// too where `unsafe_too`. Nothing is written: the texts that come of it are laid over the files.
    pub fn fix(&mut self, paths: &[Arc<str>], unsafe_too: bool) -> Fixed {
        projects::fix(self, paths, unsafe_too)
    }

    /// What [`fix`](Self::fix) would come to if it mended the `wanted` findings alone. The texts stay as they are.
    pub fn try_fixes(&mut self, paths: &[Arc<str>], unsafe_too: bool, wanted: Wanted<'_>) -> Fixed {
        fixing::try_fixes(self, paths, unsafe_too, wanted)
    }

    /// What the policies see of what lies at or below `paths`: the input of each question that [`check`](Self::check)
    /// asks, as JSON, and what could not be read. Nothing is masked.
    #[must_use]
    pub fn inputs(&self, paths: &[Arc<str>]) -> (Vec<serde_json::Value>, Vec<Problem>) {
        projects::inputs(self, paths)
    }

    /// From now on these severities count everywhere, where they are given, whatever the configuration says: the least
    /// that fails a run, and the least that is shown.
    pub fn demand(&mut self, fail_on: Option<Severity>, min_severity: Option<Severity>) {
        self.thresholds.demand(fail_on, min_severity);
        self.inner.iter_mut().for_each(|inner| inner.session.demand(fail_on, min_severity));
    }

    /// What each file at or below `paths` was taken for, in the order of the paths.
    #[must_use]
    pub fn explain_discovery(&self, paths: &[Arc<str>]) -> Vec<(Arc<str>, String)> {
        projects::explain_discovery(self, paths)
    }

    /// The settings in force, as `bartizan.toml` would give them.
    #[must_use]
    pub fn settings(&self) -> String {
        projects::settings(self)
    }

    /// The day on which expiries are judged.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The configuration file as read.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The files that the configuration was read from, on disk: that of the project, and those that it extends.
    pub fn configuration_files(&self) -> impl Iterator<Item = PathBuf> {
        self.written.sources().map(|source| self.files.on_disk(&source.path))
    }

    /// All policies, whether they run or not.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The policies that run, by id, with their severity and parameters here.
    pub fn policies_in_force(&self) -> impl Iterator<Item = PolicyInForce<'_>> {
        self.pack.policies().iter().filter_map(|policy| {
            let severity = self.selection.severity(&policy.id)?;
            Some(PolicyInForce { policy, severity, parameters: self.evaluator.parameters(policy) })
        })
    }

    /// The scorecard of what lies at or below `paths`, and the scan that it rests on.
    #[must_use]
    pub fn scorecard(&self, paths: &[Arc<str>], attestations: &Attestations) -> (Scorecard, Scan) {
        let scan = self.check(paths);
        let runs = |policy: &Policy| self.selection.severity(&policy.id).is_some();
        let policies: Vec<(&Policy, bool)> = self.pack.policies().iter().map(|policy| (policy, runs(policy))).collect();
        let evidence = maturity::Evidence {
            scan: &scan,
            policies: &policies,
            attestations,
            platforms: &self.config.fleet.platforms,
            today: self.today,
        };
        (maturity::score(evidence), scan)
    }

    /// The folders of policies of other tools, and what they were taken for.
    #[must_use]
    pub fn adopted(&self) -> &[Adopted] {
        self.foreign.adopted()
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Lays the unsaved text of an editor over the file at `path`.
    pub fn set_overlay(&mut self, path: &str, text: Arc<str>) {
        let is_new = self.files.overlay(path).is_none();
        self.files.set_overlay(path, text);
        // What was made of another text of it is told from this one by its hash.
        if is_new {
            self.documents.invalidate(path);
        }
    }

    /// Goes back to the text on disk.
    pub fn remove_overlay(&mut self, path: &str) {
        self.files.remove_overlay(path);
        self.documents.invalidate(path);
        for inner in &mut self.inner {
            inner.remove_overlay(path);
        }
    }

    /// Forgets what was known of the file at `path`: it changed, came or went on disk.
    pub fn invalidate(&mut self, path: &str) {
        self.documents.invalidate(path);
    }

    /// Forgets which files there are: any may have come or gone on disk.
    pub fn forget_listing(&mut self) {
        self.documents.forget_listing();
    }

    /// Forgets everything that was read and judged, for the sake of memory: the next check reads it again.
    pub fn forget(&mut self) {
        self.units.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        self.forget_files();
        self.inner.iter_mut().for_each(|inner| inner.session.forget());
    }

    /// Forgets what files hold: what was read from them stays.
    fn forget_files(&self) {
        self.documents.clear();
        self.loaded_charts.clear();
    }

    /// The text of the file at `path`, with what is laid over it; kept from the last check when it is still the same.
    #[must_use]
    pub fn source(&self, path: &str) -> Option<Arc<Source>> {
        self.documents.syntax.text(&self.files, path).0.ok()
    }

    /// What the chart that `finding` is about renders to around the value that it is about, in the first environment that
    /// yields it; none when it is about no chart. The chart is rendered again.
    #[must_use]
    pub fn rendered(&self, finding: &Finding) -> Option<Snippet> {
        let environment = finding.environments.first().map(|name| Arc::from(name.as_str()));
        let name = (UnitKind::Chart, Arc::clone(&finding.unit), environment);
        let unit = self.units.lock().unwrap_or_else(PoisonError::into_inner).get(&name).map(Arc::clone)?;
        let value = (finding.resource.address.as_str(), finding.path.as_slice());
        snippet((&self.files, &self.loaded_charts), unit.chart.as_ref()?.release(), &self.config, value, unit.mask())
    }

    /// The metadata of a policy of this run, with the severity in force.
    #[must_use]
    pub fn policy_in_force(&self, id: &str) -> Option<(Arc<Metadata>, Severity)> {
        Some((Arc::clone(self.pack.get(id)?.metadata()), self.selection.severity(id)?))
    }

    /// Did a root module of Terraform read the file at `path`, look for it, or list its folder, when it was last
    /// checked? A change of the file may then change what is found in others.
    #[must_use]
    pub fn is_read_by_terraform(&self, path: &str) -> bool {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        units.values().filter_map(|unit| unit.module.as_ref()).any(|module| module.looked_at(path))
    }

    /// The day that is so many days from the one on which expiries are judged.
    #[must_use]
    pub fn day_in(&self, days: u64) -> Option<NaiveDate> {
        self.today.checked_add_days(Days::new(days))
    }

    /// What was done so far.
    #[must_use]
    pub fn work(&self) -> Work {
        Work {
            files: self.files.reads(),
            parsed: self.documents.syntax.parsed(),
            units: self.units_read.load(Ordering::Relaxed),
            questions: self.evaluator.asked(),
        }
    }

    /// The folders of the charts that read the file at `path`, looked for it, or listed its folder, when they were last
    /// checked. A change of the file may then change what is found in others of their files.
    #[must_use]
    pub fn charts_reading(&self, path: &str) -> Vec<Arc<str>> {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let reads = |unit: &&Arc<ReadUnit>| unit.chart.as_ref().is_some_and(|chart| chart.looked_at(path));
        let mut found: Vec<_> = units.values().filter(reads).map(|unit| Arc::clone(&unit.set.unit)).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The files of the root modules and charts that read the file at `path`, looked for it, or listed its folder, when
    /// they were last checked.
    #[must_use]
    pub fn files_read_with(&self, path: &str) -> BTreeSet<Arc<str>> {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let reads = |unit: &&Arc<ReadUnit>| {
            unit.chart.as_ref().is_some_and(|chart| chart.looked_at(path))
                || unit.module.as_ref().is_some_and(|module| module.looked_at(path))
        };
        units.values().filter(reads).flat_map(|unit| unit.sources.values()).map(|file| Arc::clone(&file.path)).collect()
    }

    /// May the check that runs go on?
    fn goes_on(&self) -> bool {
        self.pace.as_ref().is_none_or(|pace| pace.go_on(self.progress()))
    }

    /// Does a step, and tells its time.
    fn timed<T>(&self, step: Step<'_>, work: impl FnOnce() -> T) -> T {
        let Some(pace) = &self.pace else { return work() };
        let start = Instant::now();
        let done = work();
        pace.took(step, start.elapsed());
        done
    }

    /// What to look for at or below `paths`.
    fn request(&self, paths: &[Arc<str>]) -> Request {
        let (roots, charts, is_told) = (Arc::clone(&self.roots), Arc::clone(&self.charts), self.is_told);
        Request { roots, charts, is_told, ..Request::new(paths.to_vec(), self.excludes.clone()) }
    }

    /// What policies ask for of a configuration of Terraform beside its resources.
    fn declarations(&self) -> Declarations {
        let asks = |kind| self.evaluator.asks_for(Platform::Terraform, kind);
        Declarations { outputs: asks(declarations::OUTPUT), calls: asks(declarations::MODULE) }
    }

    /// How far the running check has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let count = |units: &AtomicUsize| units.load(Ordering::Relaxed);
        Progress { read: count(&self.read), judged: count(&self.judged), total: count(&self.total) }
    }
}
