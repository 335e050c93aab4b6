//! Changes as a patch that `git apply` takes.

use similar::TextDiff;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The unified diff of the file at `path`.
#[must_use]
pub fn patch(path: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(CONTEXT).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}
