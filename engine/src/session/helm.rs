//! Charts of Helm as units: what reading them gives, kept for as long as nothing that was looked at changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Session;
use super::evaluate::Judged;
use super::read::ReadUnit;
use crate::discover::Unit;
use crate::files::{FileError, FileErrorKind, path};
use crate::finding::{
    self, Comment, Finding, Location, Note, Problem, ProblemKind, Related, ShownAt, comments_in_chart,
};
use crate::helm::{self, CANNOT, ChartRelease, Reading};
use crate::source::{Node, Source, SourceId};
use crate::terraform::source::Record;

/// What is kept of a chart beside its resources.
pub(super) struct Chart {
    release: Arc<ChartRelease>,
    record: Record,
    /// The values files.
    values: Vec<(SourceId, Node)>,
}

impl Chart {
    /// What is kept of a chart in the environment `release`.
    pub(super) fn new(release: Arc<ChartRelease>, record: Record, values: Vec<(SourceId, Node)>) -> Self {
        Self { release, record, values }
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
    let Reading { resources, errors, notes, sources, values, record, complete } = match session.renderer.as_deref() {
        Some(renderer) => helm::read_by(renderer, &session.files, release, &session.config),
        None => helm::read(&session.files, release, &session.config),
    };
    let mut read = ReadUnit {
        problems: errors.into_iter().map(|error| problem_of(error, &sources)).collect(),
        notes: notes.into_iter().map(|note| note_of(note, &sources)).collect(),
        comments: suppressions(&sources, &values),
        chart: Some(Chart { release: Arc::clone(release), record, values }),
        sources,
        ..ReadUnit::empty(unit, key)
    };
    (read.set.complete, read.set.resources) = (complete, resources);
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

/// The place of an error in one of the files that were read.
fn location_of(error: &FileError, sources: &BTreeMap<SourceId, Arc<Source>>) -> Option<Location> {
    let span = error.span?;
    Some(Location::new(sources.get(&span.source)?, span))
}

fn problem_of(error: FileError, sources: &BTreeMap<SourceId, Arc<Source>>) -> Problem {
    Problem {
        location: location_of(&error, sources),
        file: Some(error.path),
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

/// One finding for those of several environments of a chart that say the same: it stands where that of the first does,
/// the places of the others beside it.
pub(super) fn merge_environments(findings: &mut Vec<Finding>) {
    finding::merge_environments(findings, |_| (), merge);
}

fn merge(known: &mut Finding, other: Finding) {
    let environment = other.environments.first().cloned().unwrap_or_default();
    for name in other.environments {
        if !known.environments.contains(&name) {
            known.environments.push(name);
        }
    }
    let also = |known: &mut Finding, shown: ShownAt| {
        if known.location.as_ref() != Some(&shown.place.location) && !known.shown_at.contains(&shown) {
            known.shown_at.push(shown);
        }
    };
    other.shown_at.into_iter().for_each(|shown| also(known, shown));
    if let Some(location) = other.location.filter(|location| known.location.as_ref() != Some(location)) {
        let message = format!("here in `{environment}`");
        let place = Related { location: location.clone(), message: message.clone() };
        also(known, ShownAt { place, is_faulty: true });
        let is_known = known.related.iter().any(|related| related.location == location);
        if !is_known {
            known.related.push(Related { location, message });
        }
    }
    known.places.extend(other.places);
}
