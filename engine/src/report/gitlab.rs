//! Code quality of GitLab: an array of findings, each with a fingerprint of its own.
//!
//! Source: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::plain::{plain, without_commands};
use super::{RepositoryPlace, Shown, headline, why_not};
use crate::finding::{Finding, Problem, Scan};
use crate::policy::Severity;

/// The scan as a report of code quality, with a line end; `base` is where the project lies in its repository.
#[must_use]
pub fn gitlab(scan: &Scan, shown: Shown, base: &str) -> String {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut unique = |fingerprint: String| {
        let times = seen.entry(fingerprint.clone()).or_default();
        *times += 1;
        // GitLab keeps but one finding of a fingerprint.
        if *times == 1 { fingerprint } else { format!("{fingerprint}-{times}") }
    };
    let problems = scan.problems.iter().map(|fault| problem(fault, base, &mut unique)).collect::<Vec<_>>();
    let findings = shown.worst_first(scan).into_iter().map(|one| finding(one, base, &mut unique));
    let report: Vec<Value> = problems.into_iter().chain(findings).collect();
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    without_commands(text, "\\u0023#")
}

fn finding(finding: &Finding, base: &str, unique: &mut impl FnMut(String) -> String) -> Value {
    let why = why_not(finding).map(|why| format!(" [{why}]")).unwrap_or_default();
    let severity = if why.is_empty() { severity(finding.severity) } else { "info" };
    let place = RepositoryPlace::of_finding(base, finding);
    let fingerprint = unique(finding.fingerprint.exact.clone());
    issue(&finding.policy.id, &plain(&format!("{}{why}", headline(finding))), severity, &fingerprint, Some(&place))
}

fn problem(problem: &Problem, base: &str, unique: &mut impl FnMut(String) -> String) -> Value {
    let name = format!("bartizan/{}", problem.kind.as_str());
    let place = RepositoryPlace::of_problem(base, problem);
    let file = place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
    let identity = blake3::hash(format!("{name}\0{file}\0{}", problem.message).as_bytes()).to_hex();
    issue(&name, &plain(&problem.message), "blocker", &unique(identity[..32].to_owned()), place.as_ref())
}

fn issue(check: &str, text: &str, severity: &str, fingerprint: &str, place: Option<&RepositoryPlace<'_>>) -> Value {
    let file = place.map_or(".", |place| place.file.as_str());
    let begin = place.and_then(RepositoryPlace::line).unwrap_or(1);
    let end = place.and_then(RepositoryPlace::last_line).unwrap_or(begin);
    json!({
        "type": "issue",
        "check_name": check,
        "description": text,
        "categories": ["Security"],
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": file, "lines": {"begin": begin, "end": end}},
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
