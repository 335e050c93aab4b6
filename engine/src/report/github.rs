//! Workflow commands of GitHub Actions, which show findings at their lines in a pull request.
//!
//! Source: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write as _;

use super::plain::plain;
use super::{RepositoryPlace, Shown, headline, help_page, one_line, why_not};
use crate::finding::{Finding, Location, Problem, Scan, State};
use crate::policy::Severity;

/// Annotations of a type that GitHub keeps of a step; the runner drops the rest without a word.
///
/// Source: <https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations>
const MOST: usize = 10;

/// Problems that stand before the findings: more could leave no room for them.
const FIRST_PROBLEMS: usize = 3;

/// What a line of a pull request is marked as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn of(finding: &Finding) -> Self {
        match (&finding.state, finding.severity) {
            (State::New, Severity::Critical | Severity::High) => Self::Error,
            (State::New, Severity::Medium) => Self::Warning,
            _ => Self::Notice,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// The scan as commands, a line each, the most severe first and no more of a type than GitHub keeps; then how many more
/// there are. `base` is where the project lies in its repository.
#[must_use]
pub fn github(scan: &Scan, shown: Shown, base: &str) -> String {
    let findings = shown.worst_first(scan);
    let mut out = String::new();
    let mut more = Vec::new();
    for kind in Kind::ALL {
        let (first, rest) = match kind {
            Kind::Error => scan.problems.split_at(scan.problems.len().min(FIRST_PROBLEMS)),
            Kind::Warning | Kind::Notice => Default::default(),
        };
        let found = findings.iter().filter(|finding| Kind::of(finding) == kind);
        let number = first.len() + found.clone().count() + rest.len();
        let commands = first.iter().map(|one| problem(one, base)).chain(found.map(|one| finding(one, base)));
        out.extend(commands.chain(rest.iter().map(|one| problem(one, base))).take(MOST));
        if number > MOST {
            let plural = if number - MOST == 1 { "" } else { "s" };
            more.push(format!("{} more {}{plural}", number - MOST, kind.as_str()));
        }
    }
    if !more.is_empty() {
        let _ = writeln!(out, "Not annotated: {}. The job summary names them.", more.join(", "));
    }
    out
}

fn finding(finding: &Finding, base: &str) -> String {
    let policy = &finding.policy;
    let mut text = plain(&headline(finding));
    if let Some(why) = why_not(finding) {
        let _ = write!(text, " [{}]", plain(&why));
    }
    for (name, value) in [("Fix: ", one_line(&policy.remediation)), ("Owner: ", finding.owner.clone())] {
        if !value.is_empty() {
            let _ = write!(text, "\n{name}{}", plain(&value));
        }
    }
    if let Some(page) = help_page(policy) {
        let _ = write!(text, "\n{}", plain(&page));
    }
    let title = format!("{} ({})", policy.id, finding.severity.as_str());
    // A unit is no file that GitHub could show a line of.
    let place = finding.location.as_ref().map(|_| RepositoryPlace::of_finding(base, finding));
    command(Kind::of(finding), place.as_ref(), &title, &text)
}

fn problem(problem: &Problem, base: &str) -> String {
    let place = RepositoryPlace::of_problem(base, problem);
    command(Kind::Error, place.as_ref(), &format!("{} error", problem.kind.as_str()), &plain(&problem.message))
}

fn command(kind: Kind, place: Option<&RepositoryPlace<'_>>, title: &str, text: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", property(&place.file)));
        properties.extend(place.line().map(|line| format!("line={line}")));
        properties.extend(place.last_line().map(|line| format!("endLine={line}")));
        properties.extend(place.region.and_then(columns));
    }
    properties.push(format!("title={}", property(&plain(title))));
    format!("::{} {}::{}\n", kind.as_str(), properties.join(","), data(text))
}

/// Columns, which GitHub knows within a line only; its last one is part of the place.
fn columns(Location { start, end, .. }: &Location) -> Option<String> {
    let last = end.column.checked_sub(1).filter(|last| start.line == end.line && *last >= start.column)?;
    Some(format!("col={},endColumn={last}", start.column))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
