//! One line a finding: `file:line:column: severity ID message`.

use std::fmt::Write as _;

use super::plain::{harmless, plain};
use super::{Shown, headline, why_not};
use crate::finding::{Location, Scan};

/// The scan as lines that editors and `grep` understand.
#[must_use]
pub fn concise(scan: &Scan, shown: Shown) -> String {
    let mut out = String::new();
    for finding in shown.of(scan) {
        let place = place(finding.location.as_ref(), &finding.unit);
        let state = why_not(finding).map(|why| format!(" [{}]", plain(&why))).unwrap_or_default();
        let (severity, id) = (finding.severity.as_str(), &finding.policy.id);
        let _ = writeln!(out, "{place}: {severity} {id} {}{state}", plain(&headline(finding)));
    }
    for problem in &scan.problems {
        let place = place(problem.location.as_ref(), problem.file.as_deref().unwrap_or("policy"));
        let _ = writeln!(out, "{place}: error {}: {}", problem.kind.as_str(), plain(&problem.message));
    }
    for note in &scan.notes {
        let _ = writeln!(out, "{}: note: {}", plain(&note.place()), plain(&note.message));
    }
    out.extend(scan.since.iter().map(super::since::concise));
    harmless(out)
}

fn place(location: Option<&Location>, file: &str) -> String {
    let place = location.map(|l| format!("{}:{}:{}", l.file, l.start.line, l.start.column));
    plain(place.as_deref().unwrap_or(file))
}
