//! Units to resources, kept until a file of theirs changes.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock, PoisonError};

use super::evaluate::Judged;
use super::helm::Chart;
use super::pool::Step;
use super::terraform::RootModule;
use super::{Session, UnitName};
use crate::discover::{ParsedFile, Unit, UnitKind, discover};
use crate::files::{FileError, path};
use crate::finding::{Comment, Location, Mask, Note, Problem, ProblemKind, annotations_of, comments_of};
use crate::keycloak::RealmDocument;
use crate::resource::ResourceSet;
use crate::source::{Source, SourceError, SourceErrorKind, SourceId};
use crate::terraform::HelmRelease;
use crate::{keycloak, kubernetes, terraform};

/// A unit, read.
pub(super) struct ReadUnit {
    /// Names the unit and hashes the texts it was read from.
    pub(super) key: [u8; 32],
    pub(super) kind: UnitKind,
    pub(super) set: ResourceSet,
    pub(super) problems: Vec<Problem>,
    pub(super) comments: Vec<Comment>,
    pub(super) sources: BTreeMap<SourceId, Arc<Source>>,
    /// Its files as parsed: what policies of other tools judge.
    pub(super) files: Vec<Arc<ParsedFile>>,
    /// What is kept of a root module beside its resources.
    pub(super) module: Option<RootModule>,
    /// What is kept of a chart beside its resources.
    pub(super) chart: Option<Chart>,
    /// The charts that it installs.
    pub(super) releases: Vec<HelmRelease>,
    /// What to know of it that is no fault.
    pub(super) notes: Vec<Note>,
    pub(super) mask: OnceLock<Mask>,
    /// What the policies say of it, where that depends on nothing else.
    pub(super) judged: OnceLock<Judged>,
}

impl ReadUnit {
    /// A unit in which nothing was found.
    pub(super) fn empty(unit: &Unit, key: [u8; 32]) -> Self {
        let (platform, path) = (unit.kind.platform(), Arc::clone(&unit.path));
        Self {
            key,
            kind: unit.kind,
            set: ResourceSet { platform, unit: path, complete: false, resources: Vec::new() },
            problems: Vec::new(),
            comments: Vec::new(),
            sources: BTreeMap::new(),
            files: Vec::new(),
            module: None,
            chart: None,
            releases: Vec::new(),
            notes: Vec::new(),
            mask: OnceLock::new(),
            judged: OnceLock::new(),
        }
    }

    /// Are its resources written in other files than the one that was given: those of a chart?
    pub(super) fn is_rendered(&self) -> bool {
        self.kind == UnitKind::Manifests && self.chart.is_some()
    }

    /// Its suppression comments, with what each stands for.
    pub(super) fn comments_settled(&self) -> impl Iterator<Item = Comment> + '_ {
        self.comments.iter().cloned().map(|mut comment| {
            comment.settle(self.sources.get(&comment.location.span.source).map(|source| &**source));
            comment
        })
    }

    /// The secrets of its resources; looked for when first asked for, and kept with the unit.
    pub(super) fn mask(&self) -> &Mask {
        self.mask.get_or_init(|| {
            let mut mask = Mask::default();
            self.set.resources.iter().for_each(|resource| mask.add(resource));
            self.chart.iter().flat_map(Chart::values).for_each(|root| mask.add_values(root));
            self.chart.iter().flat_map(Chart::secrets).for_each(|secret| mask.add_secret(secret));
            mask
        })
    }
}

/// What each file at or below `paths` was taken for.
pub(super) fn explain(session: &Session, paths: &[Arc<str>]) -> Vec<(Arc<str>, String)> {
    let discovery = discover(&session.files, &session.documents, &session.request(paths));
    discovery.files.into_iter().map(|file| (file.path, format!("{} ({})", file.kind.as_str(), file.why))).collect()
}

/// The resources of a unit; those of the last time when nothing of it has changed.
pub(super) fn read(session: &Session, unit: &Unit) -> Arc<ReadUnit> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[unit.kind as u8]).update(unit.path.as_bytes());
    for file in &unit.files {
        hasher.update(file.source.path.as_bytes()).update(&file.source.hash());
    }
    let key = *hasher.finalize().as_bytes();
    let name: UnitName = (unit.kind, Arc::clone(&unit.path), unit.environment());
    let known = session.units.lock().unwrap_or_else(PoisonError::into_inner).get(&name).map(Arc::clone);
    let is_current = |known: &Arc<ReadUnit>| {
        let module = match (&unit.root, &known.module) {
            (Some(root), Some(module)) => module.is_current(root, session),
            (root, module) => root.is_none() && module.is_none(),
        };
        let chart = || match (&unit.chart, &known.chart) {
            (Some(release), Some(chart)) => chart.is_current(release, session),
            (release, chart) => release.is_none() && chart.is_none(),
        };
        known.key == key && module && chart()
    };
    if let Some(known) = known.filter(is_current) {
        return known;
    }
    if !session.goes_on() {
        return Arc::new(ReadUnit::empty(unit, key));
    }
    session.units_read.fetch_add(1, Ordering::Relaxed);
    let read = || {
        let mut read = match (&unit.root, &unit.chart) {
            (Some(root), _) => super::terraform::read(session, unit, root, key),
            (None, Some(release)) => super::helm::read(session, unit, release, key),
            (None, None) => super::rendered::settle(session, unit, read_now(session, unit, key)),
        };
        let annotations = annotations_of(&read.set.resources, &|id| read.sources.get(&id).cloned());
        read.comments.extend(annotations);
        let marks = super::compat::of_unit(session, &read);
        read.comments.extend(marks);
        read
    };
    let read = session.timed(Step::reading(&unit.path), || catch_unwind(AssertUnwindSafe(read)));
    let read = Arc::new(read.unwrap_or_else(|_| broken(unit, key)));
    session.units.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&read));
    read
}

fn read_now(session: &Session, unit: &Unit, key: [u8; 32]) -> ReadUnit {
    let sources: BTreeMap<_, _> = unit.files.iter().map(|file| (file.source.id, Arc::clone(&file.source))).collect();
    let fault = |error| problem_of(error, &unit.path, &sources);
    let (complete, resources, problems) = match unit.kind {
        UnitKind::TerraformPlan => {
            let documents = unit.files.iter().flat_map(|file| &file.parsed.documents);
            let (mut resources, mut errors) = (Vec::new(), Vec::new());
            for document in documents {
                let (read, faults) = terraform::read_plan_of(document, None, session.declarations(), &session.config);
                resources.extend(read);
                errors.extend(faults);
            }
            (true, resources, errors.into_iter().map(fault).collect())
        }
        UnitKind::Manifests => {
            let (mut resources, errors) = kubernetes::read(&unit.files, &session.config);
            let mut problems = file_problems(session, &errors);
            let (realms, mut faults) = realms(unit);
            let (parts, errors) = keycloak::read_realm(&realms, &session.config);
            resources.extend(parts);
            faults.extend(errors);
            problems.extend(faults.into_iter().map(fault));
            (false, resources, problems)
        }
        UnitKind::Realm => {
            let (realms, mut faults) = realms(unit);
            let (resources, errors) = keycloak::read_realm(&realms, &session.config);
            faults.extend(errors);
            (keycloak::is_complete(&realms), resources, faults.into_iter().map(fault).collect())
        }
        // Its reader finds its files itself.
        UnitKind::TerraformRoot | UnitKind::Chart => (false, Vec::new(), Vec::new()),
    };
    let comments = unit.files.iter().flat_map(|file| comments_of(&file.source, &file.parsed.documents)).collect();
    let releases = match unit.kind {
        UnitKind::TerraformPlan => {
            super::release::releases(session, &resources, (path::folder(&unit.path), None), &sources)
        }
        _ => Vec::new(),
    };
    let files = unit.files.clone();
    let mut read = ReadUnit { problems, comments, sources, files, releases, ..ReadUnit::empty(unit, key) };
    (read.set.complete, read.set.resources) = (complete, resources);
    read
}

/// The realms of a unit: of realm files, and of manifests that hold one.
fn realms(unit: &Unit) -> (Vec<RealmDocument>, Vec<SourceError>) {
    let (mut realms, mut faults) = (Vec::new(), Vec::new());
    for file in &unit.files {
        for document in &file.parsed.documents {
            let (found, errors) = keycloak::realms(&document.root, &file.source);
            realms.extend(found);
            faults.extend(errors);
        }
    }
    (realms, faults)
}

/// What is left of a unit whose reader panicked.
fn broken(unit: &Unit, key: [u8; 32]) -> ReadUnit {
    ReadUnit { problems: vec![Problem::internal(Arc::clone(&unit.path), "read")], ..ReadUnit::empty(unit, key) }
}

pub(super) fn problem_of(error: SourceError, unit: &Arc<str>, sources: &BTreeMap<SourceId, Arc<Source>>) -> Problem {
    let location = error.span.and_then(|span| Some(Location::new(sources.get(&span.source)?, span)));
    Problem {
        file: Some(location.as_ref().map_or_else(|| Arc::clone(unit), |location| Arc::clone(&location.file))),
        policy: None,
        location,
        kind: match error.kind {
            SourceErrorKind::Limit => ProblemKind::Limit,
            SourceErrorKind::Parse | SourceErrorKind::DuplicateKey => ProblemKind::Parse,
        },
        message: error.message,
        help: error.help,
    }
}

/// A fault of a file as a problem, with its place when the file could be read that far.
pub(super) fn file_problem(session: &Session, error: &FileError) -> Problem {
    problem_in(error, || session.files.read(&error.path).ok())
}

/// Faults of files as problems; each file is read once.
pub(super) fn file_problems(session: &Session, errors: &[FileError]) -> Vec<Problem> {
    let mut texts: BTreeMap<&str, Option<Arc<Source>>> = BTreeMap::new();
    let mut problems = Vec::with_capacity(errors.len());
    for error in errors {
        let path = &*error.path;
        let source = || texts.entry(path).or_insert_with(|| session.files.read(path).ok()).clone();
        problems.push(problem_in(error, source));
    }
    problems
}

fn problem_in(error: &FileError, mut source: impl FnMut() -> Option<Arc<Source>>) -> Problem {
    let location = error.span.and_then(|span| match error.place {
        Some(place) => Some(Location { file: Arc::clone(&error.path), start: place, end: place, span }),
        None => Some(Location::new(&*source()?, span)),
    });
    Problem {
        file: Some(Arc::clone(&error.path)),
        policy: None,
        location,
        kind: match error.kind {
            crate::files::FileErrorKind::Io => ProblemKind::Io,
            crate::files::FileErrorKind::Limit => ProblemKind::Limit,
            crate::files::FileErrorKind::Parse => ProblemKind::Parse,
        },
        message: error.message.clone(),
        help: error.help.clone(),
    }
}
