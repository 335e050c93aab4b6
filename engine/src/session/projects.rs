//! Projects within a project: folders with a configuration of their own. Each is checked by its own, as if it were alone;
//! what is reported has paths relative to the root of all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use globset::GlobSet;

use super::{
    Comparison, Detail, Fixed, Options, Session, SessionError, Wanted, evaluate, fixing, inputs, pool, read, settings,
};
use crate::config::{ConfigFault, ConfigFaults};
use crate::files::{FileError, Files, Revision, RevisionError, path};
use crate::finding::{Baseline, Comment, Dependency, Excepted, Finding, Location, Note, Problem, Scan};
use crate::policy::{Metadata, SelectionError};
use crate::since::{Relaxed, Since, Solved};
use crate::source::Source;

/// A project of its own below the root.
pub(super) struct Inner {
    /// Its folder, relative to the root.
    folder: Arc<str>,
    pub(super) session: Session,
}

impl Inner {
    /// Does the pattern of this error match no policy here either?
    pub(super) fn misses(&self, error: &SelectionError) -> bool {
        self.session.unmatched.iter().any(|unmatched| unmatched.pattern() == error.pattern())
    }

    /// Goes back to the text on disk of the file at `path` from the root, where it is of this project.
    pub(super) fn remove_overlay(&mut self, path: &str) {
        if let Some(own) = relative(path, &self.folder) {
            self.session.remove_overlay(&own);
        }
    }
}

/// Says which folders are projects of their own where it is not those that hold a configuration: none where one
/// configuration is named for all, and those of the revision that configurations are taken from.
pub(super) fn divide(files: Files, excludes: &GlobSet, options: &Options) -> Files {
    let folders = match &options.config_from {
        _ if options.config.is_some() => Vec::new(),
        Some(revision) => files.at(Arc::clone(revision)).projects(&[path::ROOT.into()], excludes),
        None => return files,
    };
    files.divided(Arc::new(folders.into_iter().collect()))
}

/// Opens the projects below the paths that the options name, and leaves to the others what concerns them.
pub(super) fn open(files: &Files, excludes: &GlobSet, options: &mut Options) -> Result<Vec<Inner>, SessionError> {
    let folders = files.projects(&options.projects_below, excludes);
    let mut inner = Vec::new();
    for folder in folders.iter().filter(|folder| files.is_folder(folder)) {
        let own = files.of_project(folder)?;
        let of_project = options_of(options, folder, &own)?;
        let session = settings::open(own, of_project).map_err(|error| placed(error, folder))?;
        inner.push(Inner { folder: Arc::clone(folder), session });
    }
    options.baseline = options.baseline.as_ref().map(|baseline| without(baseline, &folders));
    Ok(inner)
}

/// Which folders are projects of their own, at whatever path.
pub(super) fn division(session: &Session) -> Arc<BTreeSet<Arc<str>>> {
    let listed = || Arc::new(session.files.projects(&[path::ROOT.into()], &session.excludes).into_iter().collect());
    session.files.division().map_or_else(listed, Arc::clone)
}

/// What `baseline` knows of files in none of the `folders`.
fn without<'f>(baseline: &Baseline, folders: impl IntoIterator<Item = &'f Arc<str>> + Copy) -> Baseline {
    let is_inner = |file: &str| folders.into_iter().any(|folder| path::is_within(file, folder));
    baseline.moved(|file| (!is_inner(file)).then(|| file.to_owned()))
}

/// What `baseline` knows of files in `folder`.
fn share_of(baseline: &Baseline, folder: &str) -> Baseline {
    baseline.moved(|file| Some(relative(file, folder)?.to_string()))
}

/// The options of the project in `folder`, which has the files `own`.
fn options_of(options: &Options, folder: &str, own: &Files) -> Result<Options, SessionError> {
    let below = |paths: &[Arc<str>]| paths.iter().filter_map(|path| relative(path, folder)).collect::<Vec<_>>();
    let config_from = options.config_from.as_ref().map(|revision| revision_of(revision, own)).transpose()?;
    Ok(Options {
        config_from,
        baseline: options.baseline.as_ref().map(|known| share_of(known, folder)),
        projects_below: shares(&options.projects_below, folder),
        var_files: below(&options.var_files),
        source: options.source.as_ref().and_then(|source| relative(source, folder)),
        ..options.clone()
    })
}

/// A revision of the files `own`.
fn revision_of(revision: &Revision, own: &Files) -> Result<Arc<Revision>, SessionError> {
    let of_root = revision.of_root(own.root());
    let failed = |error: RevisionError| FileError::io(path::ROOT, error.to_string());
    Ok(of_root.map(Arc::new).map_err(failed)?)
}

/// The faults of a configuration with the path of its file from the root.
fn placed(error: SessionError, folder: &str) -> SessionError {
    let SessionError::Config(faults) = error else { return error };
    let placed = |fault: ConfigFault| {
        let source =
            Source::new(fault.source.id, path::join(folder, &fault.source.path), Arc::clone(&fault.source.text));
        ConfigFault { source: Arc::new(source), ..fault }
    };
    SessionError::Config(ConfigFaults(faults.0.into_iter().map(placed).collect()))
}

/// `path` as the project in `folder` writes it; none where it does not lie there.
fn relative(path: &str, folder: &str) -> Option<Arc<str>> {
    if path == folder {
        return Some(path::ROOT.into());
    }
    path.strip_prefix(folder)?.strip_prefix('/').map(Arc::from)
}

/// What of `paths` concerns the project in `folder`, as it writes it.
fn shares(paths: &[Arc<str>], folder: &str) -> Vec<Arc<str>> {
    let share = |path: &Arc<str>| {
        let is_above = &**path == path::ROOT || path::is_within(folder, path);
        if is_above { Some(path::ROOT.into()) } else { relative(path, folder) }
    };
    paths.iter().filter_map(share).collect()
}

impl Session {
    /// What of `paths` is not another project's.
    pub(super) fn own(&self, paths: &[Arc<str>]) -> Vec<Arc<str>> {
        let is_inner = |path: &Arc<str>| self.inner.iter().any(|inner| path::is_within(path, &inner.folder));
        paths.iter().filter(|path| !is_inner(path)).cloned().collect()
    }

    /// The other projects that `paths` concern, each with what it is asked for.
    fn concerned<'s>(&'s self, paths: &[Arc<str>]) -> impl Iterator<Item = (&'s Inner, Vec<Arc<str>>)> {
        let with_share = |inner: &'s Inner| (inner, shares(paths, &inner.folder));
        let all: Vec<_> = self.inner.iter().map(with_share).filter(|(_, share)| !share.is_empty()).collect();
        all.into_iter()
    }
}

/// How the projects below the root compare with a revision of theirs, in their order.
pub(super) fn comparisons(
    session: &Session,
    options: &Options,
    revision: &Revision,
) -> Result<Vec<Comparison>, SessionError> {
    let comparison = |inner: &Inner| {
        let files = &inner.session.files;
        let of_project = options_of(options, &inner.folder, files)?;
        Comparison::open(&inner.session, of_project, revision_of(revision, files)?)
    };
    session.inner.iter().map(comparison).collect()
}

/// Compares the projects that `paths` concern with their revision; none where they concern none.
pub(super) fn compare(
    session: &mut Session,
    paths: &[Arc<str>],
    comparisons: Vec<Comparison>,
    explained: Option<Wanted<'_>>,
) -> Option<Scan> {
    let mut all: Option<Scan> = None;
    for (inner, mut comparison) in session.inner.iter_mut().zip(comparisons) {
        let share = shares(paths, &inner.folder);
        if share.is_empty() {
            continue;
        }
        let found = moved(comparison.check(&mut inner.session, &share, explained), &inner.folder);
        match &mut all {
            Some(all) => add(all, found),
            None => all = Some(found),
        }
    }
    all
}

/// Checks what lies at or below `paths`.
pub(super) fn check(session: &Session, paths: &[Arc<str>], explained: Option<Wanted<'_>>) -> Scan {
    let own = session.own(paths);
    let here = || evaluate::check(session, &session.request(&own), Detail { fixes: true, explained });
    if session.inner.is_empty() {
        return here();
    }
    let none = Scan { pack: session.pack.hash().to_owned(), ..Scan::default() };
    let mut scan = if own.is_empty() { none } else { here() };
    for (inner, share) in session.concerned(paths) {
        add(&mut scan, moved(check(&inner.session, &share, explained), &inner.folder));
    }
    scan.sort();
    scan
}

/// Mends what is found at or below `paths`.
pub(super) fn fix(session: &mut Session, paths: &[Arc<str>], unsafe_too: bool) -> Fixed {
    let own = session.own(paths);
    let mut all = if own.is_empty() && !session.inner.is_empty() {
        Fixed { before: Scan::default(), undone: Vec::new(), files: Vec::new(), mended: 0 }
    } else {
        fixing::fix(session, &own, unsafe_too, &|_| true)
    };
    for inner in &mut session.inner {
        let share = shares(paths, &inner.folder);
        if share.is_empty() {
            continue;
        }
        let fixed = fix(&mut inner.session, &share, unsafe_too);
        add(&mut all.before, moved(fixed.before, &inner.folder));
        all.undone.extend(fixed.undone.into_iter().map(|problem| moved_problem(problem, &inner.folder)));
        all.files.extend(fixed.files.into_iter().map(|file| file.moved(&inner.folder)));
        all.mended += fixed.mended;
    }
    all
}

/// What the policies see.
pub(super) fn inputs(session: &Session, paths: &[Arc<str>]) -> (Vec<serde_json::Value>, Vec<Problem>) {
    let own = session.own(paths);
    let (mut all, mut problems) = if own.is_empty() && !session.inner.is_empty() {
        Default::default()
    } else {
        pool::on_pool(|| inputs::inputs(session, &own))
    };
    for (inner, share) in session.concerned(paths) {
        let (own, faults) = inputs(&inner.session, &share);
        all.extend(own);
        problems.extend(faults.into_iter().map(|problem| moved_problem(problem, &inner.folder)));
    }
    (all, problems)
}

/// What each file was taken for.
pub(super) fn explain_discovery(session: &Session, paths: &[Arc<str>]) -> Vec<(Arc<str>, String)> {
    let mut all = read::explain(session, &session.own(paths));
    for (inner, share) in session.concerned(paths) {
        let own = explain_discovery(&inner.session, &share);
        all.extend(own.into_iter().map(|(file, why)| (below(&file, &inner.folder), why)));
    }
    all.sort();
    all
}

/// The settings in force, of each project.
pub(super) fn settings(session: &Session) -> String {
    let mut out = settings::show(session);
    for inner in &session.inner {
        out.push_str(&format!("\n# project: {}\n{}", inner.folder, comment(&settings(&inner.session))));
    }
    out
}

/// The settings of another project, which are not those of this one.
fn comment(settings: &str) -> String {
    settings.lines().map(|line| format!("# {}\n", line.trim_start_matches("# "))).collect()
}

pub(super) fn add(scan: &mut Scan, other: Scan) {
    scan.findings.extend(other.findings);
    scan.problems.extend(other.problems);
    scan.notes.extend(other.notes);
    scan.excerpts.extend(other.excerpts);
    let mut policies: BTreeMap<String, Arc<Metadata>> = BTreeMap::new();
    for policy in scan.policies.drain(..).chain(other.policies) {
        policies.entry(policy.id.clone()).or_insert(policy);
    }
    scan.policies = policies.into_values().collect();
    scan.counts.files += other.counts.files;
    scan.counts.resources += other.counts.resources;
    scan.counts.policies = scan.policies.len();
    for (kind, number) in other.kinds {
        *scan.kinds.entry(kind).or_default() += number;
    }
    scan.adopted.extend(other.adopted);
    scan.comments.extend(other.comments);
    scan.exceptions.extend(other.exceptions);
    if let (Some(since), Some(other)) = (&mut scan.since, other.since) {
        since.solved.extend(other.solved);
        since.relaxed.extend(other.relaxed);
    }
}

/// The path of a file of the project in `folder`, from the root.
pub(super) fn below(file: &str, folder: &str) -> Arc<str> {
    path::resolve(folder, file).unwrap_or_else(|| path::join(folder, file)).into()
}

/// A scan of the project in `folder`, with its paths from the root.
fn moved(scan: Scan, folder: &str) -> Scan {
    let at = |location: Option<Location>| location.map(|location| moved_location(location, folder));
    Scan {
        findings: scan.findings.into_iter().map(|finding| moved_finding(finding, folder)).collect(),
        problems: scan.problems.into_iter().map(|problem| moved_problem(problem, folder)).collect(),
        notes: scan
            .notes
            .into_iter()
            .map(|note| Note { path: below(&note.path, folder), location: at(note.location), message: note.message })
            .collect(),
        excerpts: scan.excerpts.into_iter().map(|(file, excerpt)| (below(&file, folder), excerpt)).collect(),
        comments: scan
            .comments
            .into_iter()
            .map(|comment| Comment { location: moved_location(comment.location, folder), ..comment })
            .collect(),
        exceptions: scan
            .exceptions
            .into_iter()
            .map(|excepted| Excepted { location: at(excepted.location), ..excepted })
            .collect(),
        since: scan.since.map(|since| moved_since(since, folder)),
        ..scan
    }
}

fn moved_since(since: Since, folder: &str) -> Since {
    let at = |location: Option<Location>| location.map(|location| moved_location(location, folder));
    let solved = |solved: Solved| Solved { file: below(&solved.file, folder), location: at(solved.location), ..solved };
    let relaxed =
        |relaxed: Relaxed| Relaxed { file: below(&relaxed.file, folder), location: at(relaxed.location), ..relaxed };
    Since {
        solved: since.solved.into_iter().map(solved).collect(),
        relaxed: since.relaxed.into_iter().map(relaxed).collect(),
        ..since
    }
}

fn moved_location(location: Location, folder: &str) -> Location {
    Location { file: below(&location.file, folder), ..location }
}

fn moved_problem(problem: Problem, folder: &str) -> Problem {
    Problem {
        file: problem.file.map(|file| below(&file, folder)),
        location: problem.location.map(|location| moved_location(location, folder)),
        ..problem
    }
}

/// The fingerprint stays: it is the same whoever asks.
fn moved_finding(mut finding: Finding, folder: &str) -> Finding {
    let place = |location: &mut Location| location.file = below(&location.file, folder);
    finding.unit = below(&finding.unit, folder);
    finding.location.iter_mut().for_each(place);
    finding.related.iter_mut().for_each(|related| place(&mut related.location));
    finding.shown_at.iter_mut().for_each(|shown| place(&mut shown.place.location));
    finding.occurrences.iter_mut().for_each(|other| other.unit = below(&other.unit, folder));
    let dependencies = finding.depends_on.iter_mut().flatten();
    dependencies.filter_map(|Dependency { location, .. }| location.as_mut()).for_each(place);
    finding.fix.iter_mut().flat_map(|fix| &mut fix.edits).for_each(|edit| place(&mut edit.location));
    finding
}
