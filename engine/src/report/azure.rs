//! Logging commands of Azure Pipelines, which show findings as issues of the build.
//!
//! Source: <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning>

use super::plain::plain;
use super::{RepositoryPlace, Shown, headline, why_not};
use crate::finding::{Finding, Problem, Scan};
use crate::policy::Severity;

/// The scan as commands, a line each, the most severe first; `base` is where the project lies in its repository.
#[must_use]
pub fn azure(scan: &Scan, shown: Shown, base: &str) -> String {
    let problems = scan.problems.iter().map(|fault| problem(fault, base));
    problems.chain(shown.worst_first(scan).into_iter().map(|one| finding(one, base))).collect()
}

fn finding(finding: &Finding, base: &str) -> String {
    let (policy, severity) = (&finding.policy, finding.severity);
    let why = why_not(finding).map(|why| format!(" [{}]", plain(&why))).unwrap_or_default();
    let kind = if severity >= Severity::High && why.is_empty() { "error" } else { "warning" };
    let text = format!("{} {} {}{why}", severity.as_str(), policy.id, plain(&headline(finding)));
    command(kind, &RepositoryPlace::of_finding(base, finding), &policy.id, &text)
}

fn problem(problem: &Problem, base: &str) -> String {
    let place = RepositoryPlace::of_problem(base, problem);
    let place = place.unwrap_or(RepositoryPlace { file: String::new(), region: None });
    command("error", &place, problem.kind.as_str(), &plain(&problem.message))
}

fn command(kind: &str, place: &RepositoryPlace<'_>, code: &str, text: &str) -> String {
    let start = place.region.map(|location| location.start);
    let properties = [
        ("type", Some(kind.to_owned())),
        ("sourcepath", Some(place.file.clone()).filter(|file| !file.is_empty())),
        ("linenumber", start.map(|start| start.line.to_string())),
        ("columnnumber", start.map(|start| start.column.to_string())),
        ("code", Some(code.to_owned())),
    ];
    let properties: String =
        properties.into_iter().filter_map(|(name, value)| Some(format!("{name}={};", property(&value?)))).collect();
    format!("##vso[task.logissue {properties}]{}\n", data(text))
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
