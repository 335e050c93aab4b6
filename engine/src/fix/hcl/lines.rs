//! Lines of a text.

/// Where the line of `at` begins.
pub(super) fn start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Where the line of `at` ends, before its line break.
pub(super) fn end(text: &str, at: usize) -> usize {
    let newline = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |len| at + len);
    if newline > at && text.as_bytes().get(newline - 1) == Some(&b'\r') { newline - 1 } else { newline }
}

/// Where the line after that of `at` begins; the end of the text behind the last.
pub(super) fn next(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |len| at + len + 1)
}

/// The white space that the line of `at` begins with.
pub(super) fn indent(text: &str, at: usize) -> &str {
    let line = text.get(start(text, at)..).unwrap_or_default();
    let len = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    line.get(..len).unwrap_or_default()
}

/// Does nothing but white space stand before `at` on its line?
pub(super) fn is_first(text: &str, at: usize) -> bool {
    text.get(start(text, at)..at).is_some_and(|before| before.bytes().all(|byte| matches!(byte, b' ' | b'\t')))
}

/// Is there nothing on the line of `at`?
pub(super) fn is_blank(text: &str, at: usize) -> bool {
    text.get(start(text, at)..end(text, at)).is_some_and(|line| line.trim().is_empty())
}
