//! A rendered text that was given, line by line beside what a chart renders to here.
//!
//! Where the lines are the same, their bytes come from where ours come from; where a line only has another value, it
//! stands where ours is written.

use std::ops::Range;

use bartizan_helm::render::Manifest;
use bartizan_helm::trace::{Keys, Origin, Piece};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::source::Span;

/// Lines of two texts, multiplied, up to which they are compared line by line.
const MAX_LINES: usize = 40_000_000;

/// A text with the pieces of another, as far as both agree.
pub(super) struct Aligned {
    /// Lines that are the same.
    pub(super) agreeing: usize,
    /// The pieces of the given text; where it has nothing of the other, without a place.
    pub(super) pieces: Vec<Piece>,
    /// The ranges that the other does not have.
    pub(super) foreign: Vec<Range<usize>>,
}

/// `given`, beside what was `rendered`.
pub(super) fn align(given: &str, rendered: &Manifest) -> Aligned {
    let mut builder = Builder { rendered, pieces: Vec::new(), foreign: Vec::new(), at: 0, agreeing: 0 };
    if given == rendered.text {
        return Aligned { agreeing: given.lines().count(), pieces: rendered.pieces.clone(), foreign: Vec::new() };
    }
    let (ours, theirs) = (lines(&rendered.text), lines(given));
    let text = |line: &Range<usize>, of: &str| of.get(line.clone()).unwrap_or_default().trim_end().to_owned();
    let our_texts: Vec<String> = ours.iter().map(|line| text(line, &rendered.text)).collect();
    let their_texts: Vec<String> = theirs.iter().map(|line| text(line, given)).collect();
    if ours.len().saturating_mul(theirs.len()) > MAX_LINES {
        builder.lack(0..given.len());
        return builder.finish();
    }
    for op in capture_diff_slices(Algorithm::Myers, &our_texts, &their_texts) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                for line in 0..len {
                    builder.same(&ours[old_index + line], &theirs[new_index + line]);
                    builder.agreeing += 1;
                }
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                for line in 0..new_len {
                    let key = key_of(&their_texts[new_index + line]);
                    let old = (0..old_len).find(|old| key.is_some() && key_of(&our_texts[old_index + old]) == key);
                    let own = theirs[new_index + line].clone();
                    match old.zip(key) {
                        Some((old, key)) => builder.changed(&ours[old_index + old], &own, key.len()),
                        None => builder.lack(own),
                    }
                }
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                theirs[new_index..new_index + new_len].iter().for_each(|line| builder.lack(line.clone()));
            }
            DiffOp::Delete { .. } => {}
        }
    }
    builder.finish()
}

/// The ranges of the lines, ends included.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let range = |line: &str| {
        at += line.len();
        at - line.len()..at
    };
    text.split_inclusive('\n').map(range).collect()
}

/// What stands before the value of a line, indentation and dash included.
fn key_of(line: &str) -> Option<&str> {
    let end = line.find(": ").map_or_else(|| line.ends_with(':').then_some(line.len()), |at| Some(at + 2))?;
    line.get(..end)
}

struct Builder<'a> {
    rendered: &'a Manifest,
    pieces: Vec<Piece>,
    foreign: Vec<Range<usize>>,
    /// End of what there are pieces for.
    at: usize,
    agreeing: usize,
}

impl Builder<'_> {
    fn finish(self) -> Aligned {
        Aligned { agreeing: self.agreeing, pieces: self.pieces, foreign: self.foreign }
    }

    /// The bytes `own` of the given text are those of `ours`.
    fn same(&mut self, ours: &Range<usize>, own: &Range<usize>) {
        let len = own.len().min(ours.len());
        for (range, origin) in cut(&self.rendered.pieces, ours.start..ours.start + len) {
            self.push(own.start + (range.end - ours.start), origin);
        }
        // A line end that ours lacks.
        if self.at < own.end {
            self.push(own.end, Origin::made(Keys::NONE));
        }
    }

    /// The line `own` has another value than `ours`, behind a key of `key` bytes.
    fn changed(&mut self, ours: &Range<usize>, own: &Range<usize>, key: usize) {
        let (key_end, value) = (ours.start + key, own.start + key..own.end);
        self.same(&(ours.start..key_end), &(own.start..own.start + key));
        let written: Vec<_> =
            cut(&self.rendered.pieces, key_end..ours.end).filter(|(_, origin)| origin.span.is_some()).collect();
        let says = |range: &Range<usize>| {
            let text = self.rendered.text.get(range.clone()).unwrap_or_default();
            !text.trim().is_empty()
        };
        let first = written.iter().find(|(range, _)| says(range)).or(written.first());
        match first {
            Some((_, origin)) => {
                self.foreign.push(value.clone());
                let origin = Origin { verbatim: false, keys: Keys::NONE, ..*origin };
                self.push(value.end, origin);
            }
            None => self.lack(value),
        }
    }

    /// Ours has nothing of `own`.
    fn lack(&mut self, own: Range<usize>) {
        self.foreign.push(own.clone());
        self.push(own.end, Origin::made(Keys::NONE));
    }

    fn push(&mut self, end: usize, origin: Origin) {
        self.at = end;
        self.pieces.push(Piece { end: u32::try_from(end).unwrap_or(u32::MAX), origin });
    }
}

/// The pieces of `range`, cut to it, with what they are written by.
fn cut(pieces: &[Piece], range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Origin)> + '_ {
    let first = pieces.partition_point(|piece| piece.end as usize <= range.start);
    let start = first.checked_sub(1).map_or(0, |before| pieces[before].end as usize);
    pieces[first..].iter().scan(start, move |start, piece| {
        let (from, end) = (*start, piece.end as usize);
        *start = end;
        (from < range.end).then(|| {
            let own = from.max(range.start)..end.min(range.end);
            let origin = match piece.origin {
                origin @ Origin { span: Some(span), verbatim: true, .. } => {
                    let at = |to: usize| span.start.saturating_add(u32::try_from(to - from).unwrap_or(0)).min(span.end);
                    Origin { span: Some(Span { start: at(own.start), end: at(own.end), ..span }), ..origin }
                }
                origin => origin,
            };
            (own, origin)
        })
    })
}
