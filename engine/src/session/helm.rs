//! Charts of Helm as units: what reading them gives, kept for as long as nothing that was looked at changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Session;
use super::evaluate::Judged;
use super::read::ReadUnit;
use crate::discover::{Unit, UnitKind};
use crate::files::{FileError, FileErrorKind, path};
use crate::finding::{
    self, Comment, Finding, Location, Note, Problem, ProblemKind, Related, ShownAt, State, comments_in_chart,
};
use crate::helm::{self, CANNOT, ChartRelease, Reading};
use crate::source::{Node, Source, SourceId, Span};
use crate::terraform::source::Record;

/// What is kept of a chart beside its resources.
pub(super) struct Chart {
    release: Arc<ChartRelease>,
    record: Record,
    /// The values files.
    values: Vec<(SourceId, Node)>,
    /// The files that templates read.
    files: Vec<Arc<str>>,
}

impl Chart {
    /// What is kept of a chart in the environment `release`.
    pub(super) fn new(release: Arc<ChartRelease>, record: Record, values: Vec<(SourceId, Node)>) -> Self {
        Self { release, record, values, files: Vec::new() }
    }

    /// Would it be read as it was?
    pub(super) fn is_current(&self, release: &Arc<ChartRelease>, session: &Session) -> bool {
        self.release == *release && self.record.is_current(&session.files)
    }

    /// What was rendered.
    pub(super) fn release(&self) -> &ChartRelease {
        &self.release
    }

    /// The documents of its values files.
    pub(super) fn values(&self) -> impl Iterator<Item = &Node> {
        self.values.iter().map(|(_, root)| root)
    }

    /// Is it one of its values files?
    pub(super) fn is_values(&self, file: SourceId) -> bool {
        self.values.iter().any(|(id, _)| *id == file)
    }

    /// What must never be printed of what a release gives to it.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Node> {
        self.release.given.iter().flat_map(|given| &given.secrets)
    }

    /// The environment of the root module that installs it.
    pub(super) fn installed_in(&self) -> Option<Option<&str>> {
        self.release.given.as_ref().map(|given| given.environment.as_deref())
    }

    /// Is it an environment that only the name of a file tells?
    pub(super) fn is_told_by_file(&self) -> bool {
        !self.release.is_declared && !self.release.is_plain()
    }

    /// Was the file at `path` read or looked for, or its folder listed?
    pub(super) fn looked_at(&self, path: &str) -> bool {
        self.record.has(path) || self.record.has(path::folder(path))
    }
}

/// Renders a chart and reads what comes of it.
pub(super) fn read(session: &Session, unit: &Unit, release: &Arc<ChartRelease>, key: [u8; 32]) -> ReadUnit {
    let set_at = set_at(session, release);
    let Reading { resources, errors, notes, sources, values, read: files, record, complete } =
        match session.renderer.as_deref() {
            Some(renderer) => helm::read_by(renderer, &session.files, release, &session.config),
            None => helm::read(&session.files, release, &session.config, &set_at, &session.loaded_charts),
        };
    let mut read = ReadUnit {
        problems: errors.into_iter().map(|error| problem_of(error, &sources)).collect(),
        notes: notes.into_iter().map(|note| note_of(note, &sources)).collect(),
        comments: suppressions(&sources, &values),
        chart: Some(Chart { files, ..Chart::new(Arc::clone(release), record, values) }),
        sources,
        ..ReadUnit::empty(unit, key)
    };
    (read.set.complete, read.set.resources) = (complete, resources);
    if let Some(config) = session.written.source().filter(|_| !set_at.is_empty()) {
        read.sources.insert(config.id, Arc::clone(config));
    }
    read
}

/// Says of what keeps a chart from being rendered in which environments it does, unless it does so in all.
pub(super) fn name_environments(units: &[Arc<ReadUnit>], judged: &mut [Judged]) {
    let mut charts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate().filter(|(_, unit)| unit.chart.is_some()) {
        charts.entry(&unit.set.unit).or_default().push(at);
    }
    for members in charts.into_values() {
        let mut met: Vec<(Problem, BTreeSet<usize>)> = Vec::new();
        for at in &members {
            for problem in units[*at].problems.iter().filter(|problem| problem.message.starts_with(CANNOT)) {
                match met.iter_mut().find(|(known, _)| known == problem) {
                    Some((_, of)) => _ = of.insert(*at),
                    None => met.push((problem.clone(), BTreeSet::from([*at]))),
                }
            }
        }
        for (problem, of) in met.into_iter().filter(|(_, of)| of.len() < members.len()) {
            let names = of.iter().filter_map(|at| units[*at].chart.as_ref()?.release.environment.as_deref());
            let names = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            // Releases that a configuration of Terraform installs may have none.
            if names.is_empty() {
                continue;
            }
            let message = problem.message.replacen(CANNOT, &format!("{CANNOT} for {names}"), 1);
            for at in of {
                let told = judged[at].problems.iter_mut().filter(|told| **told == problem);
                told.for_each(|told| told.message.clone_from(&message));
            }
        }
    }
}

/// What `release` sets, where it stands in the configuration of the project. What stands there twice has no place.
fn set_at(session: &Session, release: &ChartRelease) -> Vec<(String, Span)> {
    let Some(source) = session.written.source() else { return Vec::new() };
    let place = |given: &String| {
        let written = |quote| format!("{quote}{given}{quote}");
        let found = ['"', '\''].map(written);
        let mut found = found.iter().flat_map(|written| source.text.match_indices(written.as_str()));
        let (Some((at, written)), None) = (found.next(), found.next()) else { return None };
        let (start, end) = (u32::try_from(at).ok()?, u32::try_from(at + written.len()).ok()?);
        Some((given.clone(), Span::new(source.id, start, end)))
    };
    release.set.iter().filter_map(place).collect()
}

/// The place of an error in one of the files that were read.
fn location_of(error: &FileError, sources: &BTreeMap<SourceId, Arc<Source>>) -> Option<Location> {
    let span = error.span?;
    Some(Location::new(sources.get(&span.source)?, span))
}

fn problem_of(error: FileError, sources: &BTreeMap<SourceId, Arc<Source>>) -> Problem {
    Problem {
        location: location_of(&error, sources),
        file: Some(error.path),
        policy: None,
        kind: match error.kind {
            FileErrorKind::Io => ProblemKind::Io,
            FileErrorKind::Limit => ProblemKind::Limit,
            FileErrorKind::Parse => ProblemKind::Parse,
        },
        message: error.message,
        help: error.help,
    }
}

fn note_of(note: FileError, sources: &BTreeMap<SourceId, Arc<Source>>) -> Note {
    Note { location: location_of(&note, sources), path: note.path, message: note.message }
}

/// The suppression comments of templates and values files.
pub(super) fn suppressions(sources: &BTreeMap<SourceId, Arc<Source>>, values: &[(SourceId, Node)]) -> Vec<Comment> {
    let of_file = |(id, source): (&SourceId, &Arc<Source>)| {
        let values = values.iter().find(|(of, _)| of == id).map(|(_, root)| root);
        comments_in_chart(source, values)
    };
    sources.iter().flat_map(of_file).collect()
}

/// The charts of a check.
pub(super) struct Charts {
    folders: BTreeSet<Arc<str>>,
    /// The files that their templates read.
    files: BTreeSet<Arc<str>>,
}

impl Charts {
    pub(super) fn of(units: &[Arc<ReadUnit>]) -> Self {
        let charts = units.iter().filter(|unit| unit.kind == UnitKind::Chart);
        let charts = charts.filter_map(|unit| Some((unit, unit.chart.as_ref()?)));
        Self {
            folders: charts.clone().map(|(unit, _)| Arc::clone(&unit.set.unit)).collect(),
            files: charts.flat_map(|(_, chart)| chart.files.iter().cloned()).collect(),
        }
    }

    /// Is the finding one of a chart?
    pub(super) fn is_of_chart(&self, finding: &Finding) -> bool {
        self.folders.contains(&finding.unit)
    }

    /// Does a chart get what the finding is about from outside of its folder? Who asks for the chart asks for that too.
    pub(super) fn is_given(&self, finding: &Finding) -> bool {
        let is_outside = |location: &Location| !path::is_within(&location.file, &finding.unit);
        self.is_of_chart(finding) && finding.location.as_ref().is_some_and(is_outside)
    }

    /// The errors without those of files that templates read: what is wrong with them, rendering tells.
    pub(super) fn without_files(&self, errors: &[FileError]) -> Vec<FileError> {
        errors.iter().filter(|error| !self.files.contains(&error.path)).cloned().collect()
    }

    /// Leaves one of two findings that say the same of a file that a template reads, as a file and as a part of the
    /// chart: that of the chart, unless it is undetermined.
    pub(super) fn settle_files(&self, findings: &mut Vec<Finding>) {
        if self.files.is_empty() {
            return;
        }
        let place = |finding: &Finding| {
            let location = finding.location.as_ref().filter(|location| self.files.contains(&location.file))?;
            Some((finding.policy.id.clone(), location.span))
        };
        let mut known: BTreeMap<_, [Option<bool>; 2]> = BTreeMap::new();
        for finding in findings.iter() {
            let is_known = !matches!(finding.state, State::Undetermined { .. });
            if let Some(place) = place(finding) {
                let known = &mut known.entry(place).or_default()[usize::from(self.is_of_chart(finding))];
                *known = Some(known.unwrap_or(false) || is_known);
            }
        }
        findings.retain(|finding| match place(finding).and_then(|place| known.get(&place)) {
            Some([Some(by_file), Some(by_chart)]) => self.is_of_chart(finding) == (*by_chart || !*by_file),
            _ => true,
        });
    }

    /// One finding for those of several environments of a chart that say the same: it stands where that of the first
    /// does, the places of the others beside it.
    pub(super) fn merge_environments(&self, findings: &mut Vec<Finding>) {
        // A release of another name may be all that makes the difference.
        let message = |finding: &Finding| match finding.resource.address.rsplit_once('/') {
            Some((_, name)) if !name.is_empty() => finding.message.replace(name, ""),
            _ => finding.message.clone(),
        };
        finding::merge_environments(findings, |finding| self.is_of_chart(finding).then_some(()), message, merge);
    }
}

fn merge(known: &mut Finding, other: &mut Finding) {
    let environment = other.environments.first().cloned().unwrap_or_default();
    for name in other.environments.drain(..) {
        if !known.environments.contains(&name) {
            known.environments.push(name);
        }
    }
    let also = |known: &mut Finding, shown: ShownAt| {
        if known.location.as_ref() != Some(&shown.place.location) && !known.shown_at.contains(&shown) {
            known.shown_at.push(shown);
        }
    };
    other.shown_at.drain(..).for_each(|shown| also(known, shown));
    if let Some(location) = other.location.take().filter(|location| known.location.as_ref() != Some(location)) {
        let message = format!("here in `{environment}`");
        let place = Related { location: location.clone(), message: message.clone() };
        also(known, ShownAt { place, is_faulty: true });
        let is_known = known.related.iter().any(|related| related.location == location);
        if !is_known {
            known.related.push(Related { location, message });
        }
    }
    known.places.append(&mut other.places);
}
