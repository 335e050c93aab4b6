//! Texts cut and changed so that each byte keeps its origin.

use std::ops::Range;

use bartizan_gofmt::{is_printable, quote_char};

use crate::Result;
use crate::functions::Call;
use crate::functions::arguments::string;
use crate::trace::{Keys, Origin};
use crate::value::{Form, Kind, Text, TextBuilder, Value, print_as};

/// A text and the keys of its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    /// The text.
    pub(super) text: &'a Text,
    /// The keys of its value.
    pub(super) keys: Keys,
}

impl<'a> Source<'a> {
    /// An argument that has to be a string.
    pub(super) fn of(value: &'a Value) -> Result<Self> {
        Ok(Self { text: string(value)?, keys: value.keys })
    }

    /// The text.
    pub(super) fn str(self) -> &'a str {
        self.text.as_str()
    }

    /// Appends a range of bytes. A character that an end of the range cuts becomes U+FFFD.
    pub(super) fn push(self, builder: &mut TextBuilder, range: Range<usize>) {
        let all = self.str();
        let start = (range.start..=range.end).find(|at| all.is_char_boundary(*at)).unwrap_or(range.end);
        let end = (start..=range.end).rev().find(|at| all.is_char_boundary(*at)).unwrap_or(start);
        if start > range.start {
            builder.push("\u{fffd}", derived(self, range.start));
        }
        builder.push_range(self.text, start..end, self.keys);
        if end < range.end {
            builder.push("\u{fffd}", derived(self, end));
        }
    }
}

/// The bytes `range` of a text.
pub(super) fn cut(source: Source<'_>, range: Range<usize>) -> Value {
    if range == (0..source.str().len()) {
        return source.text.clone().into();
    }
    let mut builder = TextBuilder::new();
    source.push(&mut builder, range);
    builder.finish().into()
}

/// The origin of what is made of the byte at `at`.
pub(super) fn derived(source: Source<'_>, at: usize) -> Origin {
    let piece = source.text.pieces().and_then(|pieces| {
        let first = pieces.partition_point(|piece| piece.end as usize <= at);
        pieces.get(first).or(pieces.last()).copied()
    });
    piece.map_or_else(|| Origin::made(source.keys), |piece| Origin { verbatim: false, ..piece.origin })
}

/// Appends text that a function adds.
pub(super) fn insert(builder: &mut TextBuilder, text: &str) {
    builder.push(text, Origin::made(Keys::NONE));
}

/// The text with every character replaced by what `change` says of it.
pub(super) fn map_chars(source: Source<'_>, mut change: impl FnMut(char) -> Option<char>) -> Value {
    let mut builder = TextBuilder::new();
    let mut copied = 0;
    for (at, c) in source.str().char_indices() {
        let new = change(c);
        if new == Some(c) {
            continue;
        }
        source.push(&mut builder, copied..at);
        copied = at + c.len_utf8();
        if let Some(new) = new {
            builder.push(new.encode_utf8(&mut [0; 4]), derived(source, at));
        }
    }
    if copied == 0 {
        return source.text.clone().into();
    }
    source.push(&mut builder, copied..source.str().len());
    builder.finish().into()
}

/// Appends a text as `%q` writes it, without the quotes.
pub(super) fn go_quote(builder: &mut TextBuilder, source: Source<'_>) {
    let mut copied = 0;
    for (at, c) in source.str().char_indices() {
        let plain = match c {
            '"' | '\\' => false,
            _ => c.is_ascii_graphic() || is_printable(c),
        };
        if plain || c == ' ' {
            continue;
        }
        source.push(builder, copied..at);
        copied = at + c.len_utf8();
        let escape = match c {
            '"' => "\\\"".to_owned(),
            _ => quote_char(c, false).trim_matches('\'').to_owned(),
        };
        builder.push(&escape, derived(source, at));
    }
    source.push(builder, copied..source.str().len());
}

/// Appends a value as `%v` prints it.
pub(super) fn push_printed(call: &Call<'_>, builder: &mut TextBuilder, value: &Value) -> Result<()> {
    print_as(builder, value, &Form::default(), call.budget)
}

/// A value as `%v` prints it.
pub(super) fn printed(call: &Call<'_>, value: &Value) -> Result<Text> {
    let mut builder = TextBuilder::new();
    push_printed(call, &mut builder, value)?;
    Ok(builder.finish())
}

/// A value as Sprig makes a string of it: strings and bytes as they are, all else as `%v` prints it.
pub(super) fn strval(call: &Call<'_>, value: &Value) -> Result<Text> {
    match &value.kind {
        Kind::String(text) => Ok(text.clone()),
        Kind::Bytes(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned().into()),
        _ => printed(call, value),
    }
}
