//! A text under change, with what became of the original.

use std::ops::Range;

/// Text in place of a range of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is replaced, in bytes.
    pub range: Range<usize>,
    /// What replaces it.
    pub text: String,
}

impl Change {
    /// `text` in place of `range`.
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// `text` at `at`.
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }
}

/// `text` after `changes`, which are in order and do not overlap.
#[must_use]
pub fn apply(text: &str, changes: &[Change]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for change in changes {
        out.push_str(text.get(done..change.range.start).unwrap_or_default());
        out.push_str(&change.text);
        done = change.range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// A text that is changed step by step.
pub(super) struct Draft {
    pub(super) text: String,
    original: String,
    pieces: Vec<Piece>,
    /// Ranges of `text` that are new, or where something was taken away.
    pub(super) touched: Vec<Range<usize>>,
    line_end: &'static str,
}

enum Piece {
    /// A range of the original.
    Kept(Range<usize>),
    New(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Kept(range) => range.len(),
            Self::New(text) => text.len(),
        }
    }
}

impl Draft {
    /// `line_end` stands for every line feed of new text.
    pub(super) fn new(text: &str, line_end: &'static str) -> Self {
        let pieces = vec![Piece::Kept(0..text.len())];
        Self { text: text.to_owned(), original: text.to_owned(), pieces, touched: Vec::new(), line_end }
    }

    /// Applies `changes`, which do not overlap, to the text as it is now.
    pub(super) fn apply(&mut self, mut changes: Vec<Change>) {
        changes.sort_by_key(|change| (change.range.start, change.range.end));
        for change in changes.into_iter().rev() {
            self.change(change);
        }
    }

    fn change(&mut self, change: Change) {
        let Range { start, end } = change.range;
        if self.text.get(start..end).is_none_or(|old| old == change.text) {
            return;
        }
        let new = if self.line_end == "\n" { change.text } else { change.text.replace('\n', self.line_end) };
        let (grown, len) = (new.len(), end - start);
        self.text.replace_range(start..end, &new);
        let moved = |at: usize| if at >= end { at - len + grown } else { at.min(start) };
        for range in &mut self.touched {
            *range = if range.start > end { moved(range.start) } else { range.start.min(start) }..moved(range.end);
        }
        self.touched.push(start..start + grown);
        let from = self.split(start);
        let to = self.split(end);
        self.pieces.splice(from..to, [Piece::New(new)]);
    }

    /// The index of the piece that begins at `at`, made where there is none.
    fn split(&mut self, at: usize) -> usize {
        let mut start = 0;
        for index in 0..self.pieces.len() {
            if start == at {
                return index;
            }
            let len = self.pieces[index].len();
            if at < start + len {
                let (left, right) = match &self.pieces[index] {
                    Piece::Kept(range) => {
                        let middle = range.start + (at - start);
                        (Piece::Kept(range.start..middle), Piece::Kept(middle..range.end))
                    }
                    Piece::New(text) => {
                        let (left, right) = text.split_at(at - start);
                        (Piece::New(left.to_owned()), Piece::New(right.to_owned()))
                    }
                };
                self.pieces.splice(index..=index, [left, right]);
                return index + 1;
            }
            start += len;
        }
        self.pieces.len()
    }

    /// What makes the text of the original, in order.
    pub(super) fn finish(self) -> Vec<Change> {
        let mut changes = Vec::new();
        let (mut done, mut new) = (0, String::new());
        let end = self.original.len();
        for piece in self.pieces.into_iter().chain([Piece::Kept(end..end)]) {
            match piece {
                Piece::New(text) => new.push_str(&text),
                Piece::Kept(range) if range.is_empty() && range.start < end => {}
                Piece::Kept(range) => {
                    if self.original.get(done..range.start) != Some(&new) {
                        changes.push(Change::new(done..range.start, std::mem::take(&mut new)));
                    }
                    new.clear();
                    done = range.end;
                }
            }
        }
        changes
    }
}
