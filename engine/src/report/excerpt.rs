//! A few lines of a file around a place, long lines cut, for the text report.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::plain::{blotted, plain};
use crate::finding::{Excerpt, Location};

/// Characters of a line shown before the place, where the line is longer than [`WIDTH`].
const BEFORE: usize = 48;

/// Longest line shown whole, and longest piece of a longer one, in characters.
const WIDTH: usize = 140;

/// Most lines of a place that are shown.
const MOST_LINES: usize = 6;

/// A piece of a file, with the place marked in it.
#[derive(Debug)]
pub(super) struct Quote {
    name: String,
    text: String,
    /// Line of the first character of `text`, from 0, and how many lines `text` has.
    line: usize,
    lines: usize,
    /// Line and column of the place, from 0.
    place: (usize, usize),
    /// The place within `text`, in bytes.
    pub(super) mark: SourceSpan,
}

impl Quote {
    /// Lines shown before the place.
    pub(super) const CONTEXT: usize = 1;

    /// The lines around `location` of its file.
    pub(super) fn new(excerpt: &Excerpt, location: &Location) -> Self {
        let (first, _) = excerpt.lines.line_start(location.span.start);
        let (last, _) = excerpt.lines.line_start(location.span.end.max(location.span.start + 1) - 1);
        let from = first.saturating_sub(Self::CONTEXT);
        let to = last.min(first + MOST_LINES - 1);
        let mut text = String::new();
        let (mut start, mut end) = (0, 0);
        for line in from..=to {
            let offset = excerpt.lines.start_of(line).map_or(0, |start| start as usize);
            let whole = line_text(excerpt, line);
            let (cut, skipped) =
                clip(whole, (line == first).then(|| (location.span.start as usize).saturating_sub(offset)));
            let local = |at: u32| (at as usize).saturating_sub(offset + skipped).min(cut.len());
            let lead = if skipped > 0 { "…" } else { "" };
            let base = text.len() + lead.len();
            if line == first {
                start = base + local(location.span.start);
            }
            if line <= last {
                end = base + local(location.span.end);
            }
            text.push_str(lead);
            let around = excerpt.around.get(offset + skipped..offset + skipped + cut.len()).unwrap_or_default();
            let (before, after) = (local(location.span.start), local(location.span.end));
            text.extend([&around[..before], &cut[before..after], &around[after..]].map(blotted));
            if skipped + cut.len() < whole.len() {
                text.push('…');
            }
            text.push('\n');
        }
        let mark = SourceSpan::new(start.into(), end.saturating_sub(start));
        let place = (location.start.line as usize - 1, location.start.column as usize - 1);
        Self { name: plain(&location.file), text, line: from, lines: to - from + 1, place, mark }
    }

    /// What stands before the place, in it and after it.
    pub(super) fn pieces(&self) -> (&str, &str, &str) {
        let (before, rest) = self.text.split_at_checked(self.mark.offset()).unwrap_or((&self.text, ""));
        let (marked, after) = rest.split_at_checked(self.mark.len()).unwrap_or((rest, ""));
        (before, marked, after)
    }
}

impl SourceCode for Quote {
    /// The whole piece; asked without context, which is how miette looks up the place for the headline, the true line
    /// and column, of which clipping a long line would lose track.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let bare = before == 0;
        let span = if bare { *span } else { SourceSpan::new(0.into(), self.text.len()) };
        let (line, column) = if bare { self.place } else { (self.line, 0) };
        let data = self.text.as_bytes();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, self.lines)))
    }
}

/// A line without its end.
fn line_text(excerpt: &Excerpt, line: usize) -> &str {
    let start = excerpt.lines.start_of(line).map_or(excerpt.text.len(), |start| start as usize);
    let end = excerpt.lines.start_of(line + 1).map_or(excerpt.text.len(), |end| end as usize);
    excerpt.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
}

/// The piece of a long line around `place`, and how many bytes were cut before it.
fn clip(line: &str, place: Option<usize>) -> (&str, usize) {
    if line.chars().nth(WIDTH).is_none() {
        return (line, 0);
    }
    let place = place.filter(|at| line.is_char_boundary(*at)).unwrap_or(0);
    let skipped = line[..place].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let rest = &line[skipped..];
    let length = rest.char_indices().nth(WIDTH).map_or(rest.len(), |(at, _)| at);
    (&rest[..length], skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}ROOT{}", "ä".repeat(200), "b".repeat(300));
        let (cut, skipped) = clip(&line, Some(400));
        assert_eq!(skipped, 2 * (200 - BEFORE));
        assert_eq!(cut.chars().count(), WIDTH);
        assert!(cut.contains("äROOTb"));
        assert_eq!(clip("short", Some(2)), ("short", 0));
    }
}
