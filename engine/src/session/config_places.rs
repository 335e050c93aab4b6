//! Where things stand in the configuration files, for findings that concern them.

use super::Session;
use crate::finding::Location;

/// Where the `index`th `[[exceptions]]` stands.
pub(super) fn exception(session: &Session, index: usize) -> Option<Location> {
    place(session, &["exceptions", &index.to_string()])
}

/// Where the fleet is declared complete: what makes a missing thing a finding.
pub(super) fn completeness(session: &Session) -> Option<Location> {
    place(session, &["fleet", "complete"])
}

fn place(session: &Session, path: &[&str]) -> Option<Location> {
    let path: Vec<String> = path.iter().map(ToString::to_string).collect();
    let (source, span) = session.written.place(&path)?;
    Some(Location::new(source, span))
}
