//! Byte ranges that name their file.

/// A half-open byte range `start..end` of the text of a file, which whoever parses numbers as they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub source: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`.
    #[must_use]
    pub fn new(source: u32, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The least range that holds both, which stand in one file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// How the decoded text of a string maps to the bytes it is written with: runs in order, each of decoded text that is
/// written at `span`. Where a run is as long decoded as written, byte answers byte; else (an escape, an interpolation)
/// it is taken as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces(pub Vec<Piece>);

/// One run of [`Pieces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First byte in the decoded text.
    pub start: u32,
    /// Bytes of the decoded text.
    pub len: u32,
    /// Where it is written.
    pub span: Span,
}

impl Pieces {
    /// The least range of the file that holds what bytes `start..end` of the decoded text are written with. Where
    /// nothing is written, it is empty.
    #[must_use]
    pub fn place(&self, start: u32, end: u32) -> Span {
        let from = self.0.partition_point(|piece| piece.start + piece.len <= start);
        let until = self.0.partition_point(|piece| piece.start < end);
        let Some(first) = self.0.get(from) else {
            let last = self.0.last().map(|piece| piece.span).unwrap_or(Span::new(0, 0, 0));
            return Span { start: last.end, ..last };
        };
        let first_byte = first.byte(start);
        if until <= from {
            return Span { start: first_byte, end: first_byte, ..first.span };
        }
        let last = self.0.get(until - 1).unwrap_or(first);
        let end = if last.is_exact() { last.byte(end) } else { last.span.end };
        Span { start: first_byte, end: end.max(first_byte), ..first.span }
    }
}

impl Piece {
    fn is_exact(&self) -> bool {
        self.len == self.span.end - self.span.start
    }

    /// Where byte `at` of the decoded text is written, or the beginning of the run.
    fn byte(&self, at: u32) -> u32 {
        if self.is_exact() { self.span.start + at.saturating_sub(self.start).min(self.len) } else { self.span.start }
    }
}
