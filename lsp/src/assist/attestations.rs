//! Where in a `bartizan-attestations.yaml` the cursor is. The file is two lists of flat entries, so lines tell, also while
//! it is being written and is no YAML yet.

use super::{Part, Place, Spot, line_around};

/// What is around the cursor at `offset` of `text`; none in a comment.
pub(super) fn spot(text: &str, offset: usize) -> Option<Spot> {
    let line = line_around(text, offset);
    let written = &text[line.clone()];
    if written.find('#').is_some_and(|sign| {
        let begins = written[..sign].chars().next_back().is_none_or(char::is_whitespace);
        begins && line.start + sign < offset
    }) {
        return None;
    }
    let path = section(&text[..line.start], written);
    let entry = written.len() - written.trim_start_matches([' ', '-']).len();
    let colon = written.find(": ").or_else(|| written.ends_with(':').then(|| written.len() - 1));
    let Some(colon) = colon.filter(|colon| line.start + colon < offset) else {
        let end = written.find(':').unwrap_or(written.trim_end().len()).max(entry);
        let word = (line.start + entry).min(offset)..(line.start + end).max(offset);
        return Some(Spot { place: Place::Attestations(Part::Key(path)), word, quoted: false, listed: false });
    };
    let mut path = path;
    path.push(written[entry.min(colon)..colon].trim().to_owned());
    let value = &written[colon + 1..];
    let start = colon + 1 + (value.len() - value.trim_start().len());
    let value = value.trim();
    let quoted = value.starts_with(['"', '\'']);
    let start = line.start + start + usize::from(quoted);
    let length = value.trim_start_matches(['"', '\'']).trim_end_matches(['"', '\'']).len();
    let word = start.min(offset)..(start + length).max(offset);
    Some(Spot { place: Place::Attestations(Part::Value(path)), word, quoted, listed: false })
}

/// The list that a line is in: the last key before it that stands at the margin.
fn section(before: &str, line: &str) -> Vec<String> {
    if !line.starts_with([' ', '-']) {
        return Vec::new();
    }
    let margin = before.lines().rev().find(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    margin.and_then(|line| line.split(':').next()).map(str::to_owned).into_iter().collect()
}
