//! Where in a suppression the cursor is: a comment `bartizan: ignore[ID, ID] reason`, or an annotation of a Kubernetes
//! object, whose value is the same from the bracket on.

use super::{Place, Spot, line_around};

/// What a comment begins with, and the names of annotations.
const MARKS: [&str; 2] = ["bartizan: ignore[", "bartizan.dev/ignore"];

/// What is around the cursor at `offset` of `text`.
pub(super) fn spot(text: &str, offset: usize) -> Option<Spot> {
    let line = line_around(text, offset);
    let written = &text[line.clone()];
    let at = offset - line.start;
    let mark = MARKS.iter().filter_map(|mark| written[..at].rfind(mark)).max()?;
    let open = mark + written[mark..].find('[')?;
    let close = written[open..].find(']').map(|end| open + end);
    if close.is_none_or(|close| at <= close) {
        if at <= open {
            return None;
        }
        let list = open + 1..close.unwrap_or(written.len());
        let start = written[list.start..at].rfind([',', ' ']).map_or(list.start, |before| list.start + before + 1);
        let end = written[at..list.end].find([',', ' ']).map_or(list.end, |behind| at + behind);
        return Some(Spot {
            place: Place::Ids,
            word: line.start + start..line.start + end,
            quoted: false,
            listed: false,
        });
    }
    let start = written[..at].rfind([' ', ']']).map_or(at, |before| before + 1);
    Some(Spot { place: Place::Reason, word: line.start + start..offset, quoted: false, listed: false })
}
