//! One line a finding: `file:line:column: severity ID message`.

use std::fmt::Write as _;

use super::Shown;
use crate::finding::{Location, Scan, State};

/// The scan as lines that editors and `grep` understand.
#[must_use]
pub fn concise(scan: &Scan, shown: Shown) -> String {
    let mut out = String::new();
    for finding in shown.of(scan) {
        let place = place(finding.location.as_ref(), &finding.unit);
        let state = match &finding.state {
            State::New => String::new(),
            State::Baseline => " [baseline]".to_owned(),
            State::Suppressed(suppression) => format!(" [suppressed: {}]", suppression.reason),
            State::Undetermined { reason } => format!(" [undetermined: {reason}]"),
        };
        let (severity, id) = (finding.severity.as_str(), &finding.policy.id);
        let extent = finding.extent().map(|extent| format!(" ({extent})")).unwrap_or_default();
        let _ = writeln!(out, "{place}: {severity} {id} {}{extent}{state}", finding.headline());
    }
    for problem in &scan.problems {
        let place = place(problem.location.as_ref(), problem.file.as_deref().unwrap_or("policy"));
        let _ = writeln!(out, "{place}: error {}: {}", problem.kind.as_str(), problem.message);
    }
    for note in &scan.notes {
        let _ = writeln!(out, "{}: note: {}", note.place(), note.message);
    }
    out
}

fn place(location: Option<&Location>, file: &str) -> String {
    location.map_or_else(|| file.to_owned(), |l| format!("{}:{}:{}", l.file, l.start.line, l.start.column))
}
