//! Lines of a text and what they begin with.

/// Where the line of `at` begins.
pub(super) fn start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |feed| feed + 1)
}

/// Where the line of `at` ends, its line end not included.
pub(super) fn end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = at + rest.find('\n').unwrap_or(rest.len());
    if end > at && text.as_bytes().get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// Where the line after that of `at` begins; the end of the text where there is none.
pub(super) fn next(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |feed| at + feed + 1)
}

/// The blanks that the line of `at` begins with.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = text.get(start(text, at)..).unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blanks).unwrap_or_default()
}

/// Characters between the beginning of its line and `at`.
pub(super) fn column(text: &str, at: usize) -> usize {
    text.get(start(text, at)..at).map_or(0, |before| before.chars().count())
}

/// Is there nothing but blanks before `at` on its line?
pub(super) fn is_first(text: &str, at: usize) -> bool {
    text.get(start(text, at)..at).is_some_and(|before| before.trim().is_empty())
}
