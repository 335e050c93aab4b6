//! Where the text that a parser reads stands: a whole file, or a string inside one.

use super::{LineIndex, SourceId, Span};

/// Turns offsets of the text being parsed into [`Span`]s of its file.
pub(crate) struct Origin<'a> {
    source: SourceId,
    lines: &'a LineIndex,
    segments: Option<&'a Segments>,
}

/// How the decoded text of a string maps to the bytes it is written with.
///
/// Runs of bytes that are written as they are, in order; what lies between two runs (an escape, an indentation) is
/// taken as a whole.
#[derive(Debug)]
pub(crate) struct Segments {
    runs: Vec<Run>,
    /// Range of the file that holds the whole string: the answer where there is no run.
    whole: (u32, u32),
}

#[derive(Clone, Copy, Debug)]
struct Run {
    inner: u32,
    outer: u32,
    /// Bytes of the decoded text.
    inner_len: u32,
    /// Bytes of the file; equal to `inner_len` for bytes written as they are.
    outer_len: u32,
}

impl<'a> Origin<'a> {
    /// The text is the file itself.
    pub(crate) fn file(source: SourceId, lines: &'a LineIndex) -> Self {
        Self { source, lines, segments: None }
    }

    /// The text is a string of the file.
    pub(crate) fn string(source: SourceId, lines: &'a LineIndex, segments: &'a Segments) -> Self {
        Self { source, lines, segments: Some(segments) }
    }

    /// The range of the file that `start..end` of the text is written at.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (narrow(start), narrow(end.max(start)));
        match self.segments {
            None => Span::new(self.source, start, end),
            Some(segments) => {
                let (start, end) = segments.outer(start, end);
                Span::new(self.source, start, end)
            }
        }
    }

    /// The line of the file, from 1, on which `span` begins.
    pub(crate) fn line(&self, span: Span) -> usize {
        self.lines.line_start(span.start).0 + 1
    }
}

impl Segments {
    /// No run yet: everything maps to `whole`.
    pub(crate) fn new(whole: Span) -> Self {
        Self { runs: Vec::new(), whole: (whole.start, whole.end) }
    }

    /// `inner_len` bytes of the decoded text at `inner` are written with `outer_len` bytes at `outer`. Runs come in
    /// order.
    pub(crate) fn push(&mut self, inner: usize, inner_len: usize, outer: usize, outer_len: usize) {
        if inner_len == 0 {
            return;
        }
        let run = Run {
            inner: narrow(inner),
            outer: narrow(outer),
            inner_len: narrow(inner_len),
            outer_len: narrow(outer_len),
        };
        match self.runs.last_mut() {
            Some(last) if last.continues(run) => {
                last.inner_len += run.inner_len;
                last.outer_len += run.outer_len;
            }
            _ => self.runs.push(run),
        }
    }

    fn outer(&self, start: u32, end: u32) -> (u32, u32) {
        if self.runs.is_empty() {
            return self.whole;
        }
        if start == end {
            // What is not written stands behind what is.
            let place = start.checked_sub(1).map_or(self.outer_byte(0).0, |before| self.outer_byte(before).1);
            return (place, place);
        }
        let first = self.outer_byte(start).0;
        (first, self.outer_byte(end - 1).1.max(first))
    }

    /// The range of the file that writes the byte `at`.
    fn outer_byte(&self, at: u32) -> (u32, u32) {
        let next = self.runs.partition_point(|run| run.inner <= at);
        let Some(run) = self.runs.get(next.saturating_sub(1)) else { return self.whole };
        if run.inner_len != run.outer_len {
            (run.outer, run.outer + run.outer_len)
        } else {
            let place = run.outer + at.saturating_sub(run.inner).min(run.inner_len);
            (place, (place + 1).min(run.outer + run.outer_len))
        }
    }
}

impl Run {
    fn continues(self, next: Run) -> bool {
        self.inner_len == self.outer_len
            && next.inner_len == next.outer_len
            && self.inner + self.inner_len == next.inner
            && self.outer + self.outer_len == next.outer
    }
}

/// Texts are bounded far below 4 GiB by whoever reads the files.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
