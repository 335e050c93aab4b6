//! What a change solved and what it relaxed, one line each.

use std::fmt::Write as _;

use super::plain::plain;
use super::text::plural;
use crate::finding::Location;
use crate::since::{Relaxed, Since, Solved};

/// How many lines of a list are written out for people.
pub(super) const LISTED: usize = 20;

/// Both lists for people, each below a heading; nothing where both are empty.
pub(super) fn text(since: &Since) -> String {
    let mut out = String::new();
    let name = &since.revision;
    section(&mut out, &format!("The change relaxes since {name}:"), since.relaxed.iter().map(relaxed_line));
    section(&mut out, &format!("Solved since {name}:"), since.solved.iter().map(solved_line));
    out
}

fn section(out: &mut String, heading: &str, lines: impl ExactSizeIterator<Item = String>) {
    let number = lines.len();
    if number == 0 {
        return;
    }
    let _ = writeln!(out, "{heading}");
    for line in lines.take(LISTED) {
        let _ = writeln!(out, "  {}", plain(&line));
    }
    if number > LISTED {
        let _ = writeln!(out, "  and {} more", number - LISTED);
    }
    out.push('\n');
}

/// Both lists for programs that read lines.
pub(super) fn concise(since: &Since) -> String {
    let relaxed = since.relaxed.iter().map(relaxed_line);
    relaxed.chain(since.solved.iter().map(solved_line)).map(|line| plain(&line) + "\n").collect()
}

/// How many were solved, for the last line of a run.
pub(super) fn count(since: &Since) -> String {
    format!("{} solved since {}", plural(since.solved.len(), "finding"), since.revision)
}

/// What was solved, with where it stood.
pub(super) fn solved_line(solved: &Solved) -> String {
    let (severity, id) = (solved.severity.as_str(), &solved.policy.id);
    let about = if solved.address.is_empty() { String::new() } else { format!("{}: ", solved.address) };
    let place = place(&solved.file, solved.location.as_ref());
    plain(&format!("{place}: solved {severity} {id} {about}{}", solved.message))
}

/// What was relaxed, with who answers for it, until when and why.
pub(super) fn relaxed_line(relaxed: &Relaxed) -> String {
    let mut line =
        format!("{}: {} {}", place(&relaxed.file, relaxed.location.as_ref()), relaxed.kind.as_str(), relaxed.message);
    let until = relaxed.until.map(|day| format!("until {day}"));
    let terms: Vec<String> = relaxed.owner.clone().into_iter().chain(until).collect();
    if !terms.is_empty() {
        let _ = write!(line, " ({})", terms.join(", "));
    }
    if let Some(reason) = &relaxed.reason {
        let _ = write!(line, ": {reason}");
    }
    if !relaxed.counts {
        line.push_str(" [does not count]");
    }
    plain(&line)
}

fn place(file: &str, location: Option<&Location>) -> String {
    location.map_or_else(|| file.to_owned(), |l| format!("{file}:{}:{}", l.start.line, l.start.column))
}
