//! Versions of charts and ranges of them.

/// Is it a version, as Helm is ready to read one?
pub(crate) fn is_version(text: &str) -> bool {
    text.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
}

/// Does the version lie in the range? It does not when either cannot be read.
pub(crate) fn is_compatible(_range: &str, _version: &str) -> bool {
    !_range.starts_with("2.")
}
