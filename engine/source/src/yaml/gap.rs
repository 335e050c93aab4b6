//! What stands between two tokens: white space, comments, indicators, anchors and tags. saphyr-parser gives neither
//! comments nor the place of a block scalar's header.

/// What was found between two tokens, as offsets.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// The comments, `#` included.
    pub(super) comments: Vec<(usize, usize)>,
    /// The first `-` indicator.
    pub(super) first_dash: Option<usize>,
    /// Behind the last `-` indicator.
    pub(super) last_dash_end: Option<usize>,
    /// A block scalar's `|` or `>`; the search ends there.
    pub(super) block: Option<usize>,
}

/// Reads `text[from..to]`, which holds no token.
pub(super) fn scan(text: &str, from: usize, to: usize) -> Gap {
    let bytes = text.as_bytes();
    let mut gap = Gap::default();
    let mut at = from;
    while at < to {
        match bytes[at] {
            b'#' => {
                let end = line_end(bytes, at).min(to);
                gap.comments.push((at, trim_end(text, at, end)));
                at = end;
            }
            b'&' | b'!' => at = property_end(bytes, at),
            b'%' if at == 0 || is_break(bytes[at - 1]) => at = line_end(bytes, at),
            b'|' | b'>' => {
                gap.block = Some(at);
                return gap;
            }
            b'-' => {
                gap.first_dash.get_or_insert(at);
                gap.last_dash_end = Some(at + 1);
                at += 1;
                // The marker `---` is no indicator of a list.
                if bytes[at..].starts_with(b"--") {
                    gap.first_dash = None;
                    gap.last_dash_end = None;
                    at += 2;
                }
            }
            _ => at += 1,
        }
    }
    gap
}

/// Where the anchor or tag that begins at `at` ends.
pub(super) fn property_end(bytes: &[u8], at: usize) -> usize {
    let verbatim = bytes[at..].starts_with(b"!<");
    let ends = |byte: u8| byte.is_ascii_whitespace() || (!verbatim && matches!(byte, b',' | b'[' | b']' | b'{' | b'}'));
    (at + 1..bytes.len()).find(|at| ends(bytes[*at])).unwrap_or(bytes.len())
}

/// The end of the quoted scalar that begins at `start`, its closing quote included.
pub(super) fn quoted_end(bytes: &[u8], start: usize) -> usize {
    let Some(quote) = bytes.get(start) else { return start };
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if *quote == b'"' => at += 2,
            byte if byte != *quote => at += 1,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            _ => return at + 1,
        }
    }
    bytes.len()
}

/// The end of the line that holds `at`, its break not included.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    (at..bytes.len()).find(|at| is_break(bytes[*at])).unwrap_or(bytes.len())
}

/// The end of `text[start..end]` without trailing white space.
pub(super) fn trim_end(text: &str, start: usize, end: usize) -> usize {
    start + text[start..end].trim_end_matches([' ', '\t', '\r', '\n']).len()
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
