//! Byte offsets to the positions of the protocol and back, in the encoding negotiated with the client.

use bartizan_engine::source::LineIndex;
use tower_lsp_server::ls_types::{ClientCapabilities, Position, PositionEncodingKind, Range};

/// What the protocol's `character` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every client can.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first encoding of the client's list that the server knows; UTF-16 where the client gives none.
    pub(crate) fn negotiate(capabilities: &ClientCapabilities) -> Self {
        let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.and_then(|kinds| kinds.iter().find_map(known)).unwrap_or_default()
    }

    /// The protocol's name of it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Where the byte `offset` of `text` stands.
    pub(crate) fn position(self, text: &str, lines: &LineIndex, offset: u32) -> Position {
        let (line, start) = lines.line_start(offset);
        let before = text.get(start as usize..offset as usize).unwrap_or_default();
        let character = before.chars().map(|character| self.width(character)).sum();
        Position { line: count(line), character: count(character) }
    }

    /// The range of the bytes `start..end` of `text`.
    pub(crate) fn range(self, text: &str, lines: &LineIndex, start: u32, end: u32) -> Range {
        Range { start: self.position(text, lines, start), end: self.position(text, lines, end) }
    }

    /// The byte offset of `position` in `text`; past the end of a line or of the text, that end.
    pub(crate) fn offset(self, text: &str, lines: &LineIndex, position: Position) -> usize {
        let Some(start) = lines.start_of(position.line as usize) else { return text.len() };
        let line = &text[start as usize..];
        let mut left = position.character as usize;
        for (at, character) in line.char_indices() {
            if left == 0 || matches!(character, '\n' | '\r') {
                return start as usize + at;
            }
            left = left.saturating_sub(self.width(character));
        }
        text.len()
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_the_negotiated_unit_and_back() {
        let text = "a: ä🌈b\r\nc";
        let lines = LineIndex::new(text);
        let offset = u32::try_from(text.find('b').unwrap()).unwrap();
        for (encoding, character) in [(Encoding::Utf8, 9), (Encoding::Utf16, 6), (Encoding::Utf32, 5)] {
            let position = encoding.position(text, &lines, offset);
            assert_eq!(position, Position { line: 0, character }, "{encoding:?}");
            assert_eq!(encoding.offset(text, &lines, position), offset as usize, "{encoding:?}");
        }
        assert_eq!(Encoding::Utf16.offset(text, &lines, Position { line: 0, character: 99 }), text.find('\r').unwrap());
        assert_eq!(Encoding::Utf16.offset(text, &lines, Position { line: 9, character: 0 }), text.len());
    }
}
