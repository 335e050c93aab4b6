//! Strings that know where their bytes come from.

use std::rc::Rc;

use crate::trace::{Keys, Origin, Piece};

/// A string. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Text {
    text: Rc<str>,
    /// Where its stretches come from, in order and without gaps; none when all of it has the keys of its value and
    /// no place yet.
    pieces: Option<Rc<[Piece]>>,
    /// Its bytes, where they are no text: `text` has characters in place of some then.
    bytes: Option<Rc<[u8]>>,
}

impl Text {
    /// A string of bytes, which a file may hold that is no text.
    #[must_use]
    pub fn of_bytes(bytes: &Rc<[u8]>) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                Self { bytes: Some(Rc::clone(bytes)), ..text.into() }
            }
        }
    }

    /// Its bytes, as Go has them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// A string with its stretches: in order, without gaps, the last one ending where the text does.
    #[must_use]
    pub fn new(text: impl Into<Rc<str>>, pieces: Vec<Piece>) -> Self {
        Self { text: text.into(), pieces: Some(pieces.into()), bytes: None }
    }

    /// The string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The string, shared.
    #[must_use]
    pub fn shared(&self) -> Rc<str> {
        self.text.clone()
    }

    /// Where its stretches come from.
    #[must_use]
    pub fn pieces(&self) -> Option<&[Piece]> {
        self.pieces.as_deref()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self { text: text.into(), pieces: None, bytes: None }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text: text.into(), pieces: None, bytes: None }
    }
}

impl From<Rc<str>> for Text {
    fn from(text: Rc<str>) -> Self {
        Self { text, pieces: None, bytes: None }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Puts a text together from others and keeps where each stretch comes from.
#[derive(Clone, Debug, Default)]
pub struct TextBuilder {
    text: String,
    pieces: Vec<Piece>,
}

impl TextBuilder {
    /// An empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Is nothing in it yet?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Appends `text`, all of which comes from `origin`.
    pub fn push(&mut self, text: &str, origin: Origin) {
        self.text.push_str(text);
        self.close(self.text.len(), origin);
    }

    /// Appends a string whose value has `keys`.
    pub fn push_text(&mut self, text: &Text, keys: Keys) {
        self.push_range(text, 0..text.text.len(), keys);
    }

    /// Appends the bytes `range` of a string whose value has `keys`. The range's ends are those of characters.
    pub fn push_range(&mut self, text: &Text, range: std::ops::Range<usize>, keys: Keys) {
        let Some(slice) = text.text.get(range.clone()) else { return };
        let base = self.text.len();
        self.text.push_str(slice);
        let Some(pieces) = &text.pieces else {
            self.close(self.text.len(), Origin::made(keys));
            return;
        };
        let first = pieces.partition_point(|piece| piece.end as usize <= range.start);
        let mut start = first.checked_sub(1).map_or(0, |before| pieces[before].end as usize);
        for piece in &pieces[first..] {
            if start >= range.end {
                break;
            }
            let end = piece.end as usize;
            let (from, to) = (start.max(range.start), end.min(range.end));
            self.close(base + to - range.start, within(piece.origin, from - start, to - start));
            start = end;
        }
    }

    /// Appends what `map` makes of the bytes `range` of a string whose value has `keys`, stretch by stretch: `map` appends
    /// what becomes of each to the text that it is given.
    pub fn push_mapped(
        &mut self,
        text: &Text,
        range: std::ops::Range<usize>,
        keys: Keys,
        mut map: impl FnMut(&str, &mut String),
    ) {
        let mut made = String::new();
        let mut stretch = |builder: &mut Self, from: usize, to: usize, origin: Origin| {
            let Some(slice) = text.text.get(from..to) else { return };
            made.clear();
            map(slice, &mut made);
            let verbatim = origin.verbatim && made == slice;
            let origin = if verbatim { origin } else { Origin { verbatim: false, ..origin } };
            builder.push(&made, origin);
        };
        let Some(pieces) = &text.pieces else {
            return stretch(self, range.start, range.end, Origin::made(keys));
        };
        let mut start = 0;
        for piece in pieces.iter() {
            let end = piece.end as usize;
            let (from, to) = (start.max(range.start), end.min(range.end));
            if from < to {
                stretch(self, from, to, within(piece.origin, from - start, to - start));
            }
            start = end;
        }
    }

    /// The text; its value's keys are to be set by the caller.
    #[must_use]
    pub fn finish(self) -> Text {
        let made = self.pieces.iter().all(|piece| piece.origin == Origin::made(Keys::NONE));
        Text { text: self.text.into(), pieces: (!made).then(|| self.pieces.into()), bytes: None }
    }

    /// The text as it is, with its stretches.
    #[must_use]
    pub fn into_parts(self) -> (String, Vec<Piece>) {
        (self.text, self.pieces)
    }

    /// Ends a stretch at `end`, or makes the one before longer.
    fn close(&mut self, end: usize, origin: Origin) {
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        let start = self.pieces.last().map_or(0, |piece| piece.end);
        if start == end {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if continues(last.origin, origin) => {
                if let (true, Some(span), Some(next)) = (origin.verbatim, &mut last.origin.span, origin.span) {
                    span.end = next.end;
                }
                last.end = end;
            }
            _ => self.pieces.push(Piece { end, origin }),
        }
    }
}

/// The origin of the bytes `from..to` of a stretch.
fn within(mut origin: Origin, from: usize, to: usize) -> Origin {
    if origin.verbatim
        && let Some(span) = &mut origin.span
    {
        let start = span.start;
        span.start = start.saturating_add(u32::try_from(from).unwrap_or(u32::MAX));
        span.end = start.saturating_add(u32::try_from(to).unwrap_or(u32::MAX)).min(span.end);
    }
    origin
}

/// Does a stretch of `next` only make one of `last` longer?
fn continues(last: Origin, next: Origin) -> bool {
    if !last.verbatim || !next.verbatim {
        return last == next;
    }
    match (last.span, next.span) {
        (Some(before), Some(after)) => {
            before.end == after.start && Origin { span: next.span, ..last } == next && before.source == after.source
        }
        _ => last == next,
    }
}

#[cfg(test)]
mod tests {
    use bartizan_source::{SourceId, Span};

    use super::*;
    use crate::trace::Calls;

    fn verbatim(start: u32, end: u32) -> Origin {
        let span = Some(Span::new(SourceId(1), start, end));
        Origin { span, verbatim: true, calls: Calls::NONE, keys: Keys::NONE, condition: Keys::NONE }
    }

    #[test]
    fn slices_keep_the_place_of_each_byte() {
        let mut builder = TextBuilder::new();
        builder.push("key: ", verbatim(10, 15));
        builder.push("value", Origin::made(Keys::STAND_IN));
        let text = builder.finish();
        let mut slice = TextBuilder::new();
        slice.push_range(&text, 2..7, Keys::NONE);
        let (text, pieces) = slice.into_parts();
        assert_eq!(text, "y: va");
        assert_eq!(
            pieces,
            [Piece { end: 3, origin: verbatim(12, 15) }, Piece { end: 5, origin: Origin::made(Keys::STAND_IN) },]
        );
    }

    #[test]
    fn neighbours_of_one_origin_are_one_stretch() {
        let mut builder = TextBuilder::new();
        builder.push("ab", verbatim(0, 2));
        builder.push("cd", verbatim(2, 4));
        builder.push("ef", verbatim(6, 8));
        assert_eq!(
            builder.into_parts().1,
            [Piece { end: 4, origin: verbatim(0, 4) }, Piece { end: 6, origin: verbatim(6, 8) }]
        );
    }
}
