//! The marks of other tools in the files of a project.

use super::Session;
use super::read::ReadUnit;
use crate::compat::{annotations_of, ignored, in_configuration, in_manifests, in_template};
use crate::discover::terraform_kind;
use crate::finding::Comment;
use crate::source::Source;

/// Those in the files of a unit and at its objects; none where the configuration does not honour them.
pub(super) fn of_unit(session: &Session, unit: &ReadUnit) -> Vec<Comment> {
    let Some(peers) = &session.peers else { return Vec::new() };
    let mut found = annotations_of(&unit.set.resources, &|id| unit.sources.get(&id).cloned(), peers);
    let is_template = |source: &Source| {
        let of_chart = unit.chart.as_ref().is_some_and(|chart| !chart.is_values(source.id));
        of_chart && source.path.contains("templates/")
    };
    for source in unit.sources.values() {
        let parsed = unit.files.iter().find(|file| file.source.id == source.id);
        if terraform_kind(&source.path).is_some() && !source.path.ends_with(".json") {
            found.extend(in_configuration(source, peers));
        } else if is_template(source) {
            found.extend(in_template(source, peers));
        } else if let Some(file) = parsed.filter(|_| unit.module.is_none()) {
            found.extend(in_manifests(source, &file.parsed.documents, peers));
        }
    }
    found
}

/// Those that stand in files of the project of their own.
pub(super) fn of_project(session: &Session) -> Vec<Comment> {
    session.peers.as_ref().map(|peers| ignored(&session.files, peers)).unwrap_or_default()
}
