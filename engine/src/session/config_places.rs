//! Where things stand in the configuration file, for findings that concern it.

use super::Session;
use crate::finding::Location;
use crate::source::Span;

/// Where the `index`th `[[exceptions]]` stands.
pub(super) fn exception(session: &Session, index: usize) -> Option<Location> {
    line_start(session, "[[exceptions]]", index)
}

/// Where the fleet is declared complete: what makes a missing thing a finding.
pub(super) fn completeness(session: &Session) -> Option<Location> {
    ["complete", "fleet.complete"].into_iter().find_map(|key| line_start(session, key, 0))
}

/// The `nth` line that begins with `text`.
fn line_start(session: &Session, text: &str, nth: usize) -> Option<Location> {
    let source = session.config_source.as_ref()?;
    let begins = |at: usize| {
        source.text[..at].bytes().rev().take_while(|byte| *byte != b'\n').all(|byte| byte.is_ascii_whitespace())
    };
    let (start, _) = source.text.match_indices(text).filter(|(at, _)| begins(*at)).nth(nth)?;
    let (start, end) = (u32::try_from(start).ok()?, u32::try_from(start + text.len()).ok()?);
    Some(Location::new(source, Span::new(source.id, start, end)))
}
