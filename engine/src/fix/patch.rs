//! Changes from one text to another: as a patch that `git apply` takes, and as what replaces which lines.

use similar::{DiffTag, TextDiff};

use super::Change;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The unified diff of the file at `path`.
#[must_use]
pub fn patch(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(CONTEXT).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// The lines that change between two texts, in order.
#[must_use]
pub fn line_changes(before: &str, after: &str) -> Vec<Change> {
    let diff = TextDiff::from_lines(before, after);
    let starts = |lines: &[&str]| -> Vec<usize> {
        let ends = lines.iter().scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (old, new) = (starts(diff.old_slices()), starts(diff.new_slices()));
    let within = |starts: &[usize], lines: std::ops::Range<usize>| {
        let at = |line: usize| starts.get(line).or(starts.last()).copied().unwrap_or_default();
        at(lines.start)..at(lines.end)
    };
    let changed = diff.ops().iter().filter(|change| change.tag() != DiffTag::Equal);
    let change = |range, text: std::ops::Range<usize>| Change { range, text: after[text].to_owned() };
    changed.map(|op| change(within(&old, op.old_range()), within(&new, op.new_range()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::apply;

    #[test]
    fn changes_of_lines_make_one_text_of_another() {
        for (before, after, changes) in [
            ("a\nb\nc\n", "a\nx\nc\n", 1),
            ("a\r\nb\r\nc", "a\r\nc\r\nd", 1),
            ("a\nb\nc\n", "x\nb\ny\n", 2),
            ("", "a\n", 1),
            ("a\nä\n", "", 1),
            ("a\n", "a\n", 0),
            ("a\rb\rc", "a\rx\rc", 1),
        ] {
            let found = line_changes(before, after);
            assert_eq!((found.len(), apply(before, &found).as_str()), (changes, after), "{before:?}");
        }
    }
}
