//! Documents that strings hold: an IAM policy in a plan, a realm in a ConfigMap.

use bartizan_hcl::span::{Piece, Pieces, Span};

use super::origin::{Origin, Segments};
use super::{Format, Node, Parsed, Source, Written, json, yaml};

/// Reads the document that a string of `outer` holds, all ranges in `outer`. Where the string's notation does not tell
/// which byte became which character (or the string is not written in `outer` as such), they are the range of the
/// whole string. Nothing for a value that is no string.
#[must_use]
pub fn embedded(node: &Node, format: Format, outer: &Source) -> Parsed {
    let Some(text) = node.as_str() else { return Parsed::default() };
    let written = (node.span.source == outer.id)
        .then(|| outer.text.get(node.span.start as usize..node.span.end as usize))
        .flatten();
    let segments = match node.written.as_deref() {
        Some(Written::Pieces(pieces)) => pieced(pieces, node, outer),
        _ => written
            .and_then(|token| notation(token, node.span.start as usize, text))
            .map_or_else(|| Segments::new(node.span), |decoder| decoder.into_segments(node.span)),
    };
    let origin = Origin::string(outer.id, &outer.lines, &segments);
    match format {
        Format::Json => json::parse(text, &origin),
        Format::Yaml => yaml::parse(text, &origin),
    }
}

/// How the string `node` of a JSON document in `outer` is written; none when it is no string, or not written there.
#[must_use]
pub fn pieces(node: &Node, outer: &Source) -> Option<Pieces> {
    let text = node.as_str()?;
    let start = node.span.start as usize;
    let token = outer.text.get(start..node.span.end as usize)?;
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let piece = |(inner, inner_len, at, len): (usize, usize, usize, usize)| Piece {
        start: narrow(inner),
        len: narrow(inner_len),
        span: Span::new(outer.id.0, narrow(start + at), narrow(start + at + len)),
    };
    Some(Pieces(notation(token, start, text)?.runs.into_iter().map(piece).collect()))
}

/// The runs of a string that is written in pieces, those in `outer`.
fn pieced(pieces: &Pieces, node: &Node, outer: &Source) -> Segments {
    let mut segments = Segments::new(node.span);
    for piece in pieces.0.iter().filter(|piece| piece.span.source == outer.id.0) {
        let (start, len) = (piece.span.start as usize, piece.span.end.saturating_sub(piece.span.start) as usize);
        segments.push(piece.start as usize, piece.len as usize, start, len);
    }
    segments
}

/// The decoder of `token`, when what it decodes to is `text`.
fn notation<'a>(token: &'a str, base: usize, text: &str) -> Option<Decoder<'a>> {
    let mut decoder = Decoder { token, base, at: 0, out: String::with_capacity(text.len()), runs: Vec::new() };
    match token.as_bytes().first()? {
        b'"' => decoder.double_quoted()?,
        b'\'' => decoder.single_quoted()?,
        b'|' | b'>' => {
            let literal = token.starts_with('|');
            return block_indents(token)
                .filter_map(|indent| block(token, base, indent, literal, text))
                .find(|decoder| decoder.out == text);
        }
        _ => decoder.plain(),
    }
    (decoder.out == text).then_some(decoder)
}

/// The content of a token in single or double quotes, as YAML reads it.
pub(crate) fn unquote(token: &str) -> Option<String> {
    let mut decoder = Decoder { token, base: 0, at: 0, out: String::new(), runs: Vec::new() };
    match token.as_bytes().first()? {
        b'"' => decoder.double_quoted()?,
        b'\'' => decoder.single_quoted()?,
        _ => return None,
    }
    Some(decoder.out)
}

/// Decodes the token of a string and keeps which bytes became which.
struct Decoder<'a> {
    token: &'a str,
    /// Offset of the token in its file.
    base: usize,
    at: usize,
    out: String,
    /// Start and length in the decoded text, start and length in the token.
    runs: Vec<(usize, usize, usize, usize)>,
}

impl Decoder<'_> {
    fn into_segments(self, whole: super::Span) -> Segments {
        let mut segments = Segments::new(whole);
        for (inner, inner_len, outer, outer_len) in self.runs {
            segments.push(inner, inner_len, self.base + outer, outer_len);
        }
        segments
    }

    fn rest(&self) -> &str {
        &self.token[self.at..]
    }

    /// `text` stands for the next `len` bytes of the token.
    fn write(&mut self, text: &str, len: usize) {
        self.runs.push((self.out.len(), text.len(), self.at, len));
        self.out.push_str(text);
        self.at += len;
    }

    /// Takes the next `len` bytes as they are.
    fn copy(&mut self, len: usize) {
        let end = (self.at + len).min(self.token.len());
        let text = self.token[self.at..end].to_owned();
        self.write(&text, len);
    }

    fn double_quoted(&mut self) -> Option<()> {
        self.at = 1;
        loop {
            let rest = self.rest();
            let plain = rest.find(['"', '\\', '\n', '\r'])?;
            self.copy(plain);
            match self.rest().as_bytes().first()? {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                _ => self.fold(),
            }
        }
    }

    fn single_quoted(&mut self) -> Option<()> {
        self.at = 1;
        loop {
            let plain = self.rest().find(['\'', '\n', '\r'])?;
            self.copy(plain);
            match self.rest().as_bytes() {
                [b'\'', b'\'', ..] => self.write("'", 2),
                [b'\'', ..] => return Some(()),
                _ => self.fold(),
            }
        }
    }

    fn plain(&mut self) {
        while let Some(plain) = self.rest().find(['\n', '\r']) {
            self.copy(plain);
            self.fold();
        }
        self.copy(self.rest().len());
    }

    /// A line break of a quoted or plain scalar, with the blanks around it and the empty lines behind it.
    fn fold(&mut self) {
        self.drop_blanks();
        let rest = self.rest();
        let len = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let breaks = line_breaks(&rest[..len]);
        let text = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
        self.write(&text, len);
    }

    /// Takes back the blanks at the end of what was copied.
    fn drop_blanks(&mut self) {
        while let Some((inner, inner_len, _, outer_len)) = self.runs.last_mut() {
            if *inner_len != *outer_len {
                return;
            }
            let blank = self.out[*inner..].len() - self.out[*inner..].trim_end_matches([' ', '\t']).len();
            *inner_len -= blank;
            *outer_len -= blank;
            let empty = *inner_len == 0;
            self.out.truncate(self.out.len() - blank);
            if !empty {
                return;
            }
            self.runs.pop();
        }
    }

    fn escape(&mut self) -> Option<()> {
        let bytes = self.rest().as_bytes();
        let text = match bytes.get(1)? {
            b'"' => "\"",
            b'\\' => "\\",
            b'/' => "/",
            b'n' => "\n",
            b't' | b'\t' => "\t",
            b'r' => "\r",
            b'b' => "\u{8}",
            b'f' => "\u{c}",
            b'0' => "\0",
            b'a' => "\u{7}",
            b'v' => "\u{b}",
            b'e' => "\u{1b}",
            b' ' => " ",
            b'N' => "\u{85}",
            b'_' => "\u{a0}",
            b'L' => "\u{2028}",
            b'P' => "\u{2029}",
            b'x' => return self.code(2),
            b'u' => return self.code(4),
            b'U' => return self.code(8),
            b'\n' | b'\r' => {
                self.escaped_break();
                return Some(());
            }
            _ => return None,
        };
        self.write(text, 2);
        Some(())
    }

    /// `\x`, `\u` (as half of a surrogate pair too) or `\U` with so many digits.
    fn code(&mut self, digits: usize) -> Option<()> {
        let unit = |from: usize| u32::from_str_radix(self.rest().get(from..from + digits)?, 16).ok();
        let (mut code, mut len) = (unit(2)?, 2 + digits);
        if (0xD800..0xDC00).contains(&code) && self.rest().get(len..len + 2) == Some("\\u") {
            let low = unit(len + 2)?;
            code = 0x1_0000 + ((code - 0xD800) << 10) + low.checked_sub(0xDC00)?;
            len += 2 + digits;
        }
        let text = char::from_u32(code)?.to_string();
        self.write(&text, len);
        Some(())
    }

    /// A line break that a backslash takes out; empty lines behind it count.
    fn escaped_break(&mut self) {
        let rest = &self.rest()[1..];
        let len = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let text = "\n".repeat(line_breaks(&rest[..len]).saturating_sub(1));
        self.write(&text, len + 1);
    }
}

/// How many lines end in `text`.
fn line_breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .filter(|at| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')))
        .count()
}

/// The indentations that the content of a block scalar may have: that of its first line, or less where the header
/// gives it (the header counts from the parent, which is not seen here).
fn block_indents(token: &str) -> impl Iterator<Item = usize> {
    let (header, body) = token.split_once(['\n', '\r']).unwrap_or((token, ""));
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let most = first.len() - first.trim_start_matches(' ').len();
    let header = header.split('#').next().unwrap_or_default();
    let least = if header.bytes().any(|byte| byte.is_ascii_digit()) { 0 } else { most };
    (least..=most).rev()
}

/// Decodes a block scalar whose content is indented by `indent`.
fn block<'a>(token: &'a str, base: usize, indent: usize, literal: bool, text: &str) -> Option<Decoder<'a>> {
    let mut decoder = Decoder { token, base, at: token.find(['\n', '\r'])?, out: String::new(), runs: Vec::new() };
    decoder.at += if decoder.rest().starts_with("\r\n") { 2 } else { 1 };
    let mut breaks = 0;
    // Of the line before: does it begin with a blank? None before the first.
    let mut before: Option<bool> = None;
    let mut break_at = decoder.at;
    for line in token[decoder.at..].split_inclusive('\n') {
        let start = decoder.at;
        let content = line.trim_end_matches(['\n', '\r']);
        let spaces = content.len() - content.trim_start_matches(' ').len();
        let content = &content[spaces.min(indent)..];
        if !content.is_empty() {
            let blank = content.starts_with([' ', '\t']);
            let between = match before {
                None => "\n".repeat(breaks),
                Some(more) if literal || more || blank => "\n".repeat(breaks),
                Some(_) if breaks == 1 => " ".to_owned(),
                Some(_) => "\n".repeat(breaks - 1),
            };
            let content_at = start + spaces.min(indent);
            decoder.at = break_at;
            decoder.write(&between, content_at - break_at);
            decoder.copy(content.len());
            before = Some(blank);
            breaks = 0;
            break_at = decoder.at;
        }
        breaks += 1;
        decoder.at = start + line.len();
    }
    // The range ends with the content: what chomping kept stands behind it.
    decoder.at = break_at;
    let tail = text.strip_prefix(decoder.out.as_str())?;
    if !tail.bytes().all(|byte| byte == b'\n') {
        return None;
    }
    decoder.write(tail, 0);
    Some(decoder)
}
