//! JUnit XML: a suite for each policy, a failed test for each finding, a passed one for a policy that found nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::plain::plain;
use super::{RepositoryPlace, Shown, headline, help_page, one_line, why_not};
use crate::finding::{Finding, Problem, Scan, State};
use crate::policy::Metadata;

/// The scan as JUnit XML; `base` is where the project lies in its repository.
#[must_use]
pub fn junit(scan: &Scan, shown: Shown, base: &str) -> String {
    let shown = Shown { excused: true, ..shown };
    let mut suites: BTreeMap<&str, Suite<'_>> =
        scan.policies.iter().map(|policy| (policy.id.as_str(), Suite::new(policy))).collect();
    // What was there before the change has neither failed nor been left out by it.
    let was_there = |finding: &Finding| scan.since.is_some() && finding.state == State::Baseline;
    for finding in scan.findings.iter().filter(|finding| !was_there(finding)) {
        let suite = suites.entry(&finding.policy.id).or_insert_with(|| Suite::new(&finding.policy));
        if shown.shows(finding) {
            suite.findings.push(finding);
        } else {
            suite.hidden += 1;
        }
    }
    let suites: Vec<Suite<'_>> = suites.into_values().filter(|suite| suite.tests() > 0).collect();
    let errors = scan.problems.len();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let tests = suites.iter().map(Suite::tests).sum::<usize>() + errors;
    let failures: usize = suites.iter().map(Suite::failures).sum();
    let _ = writeln!(
        out,
        "<testsuites name=\"bartizan\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"0\">"
    );
    if errors > 0 {
        open_suite(&mut out, "errors", errors, [0, errors, 0]);
        scan.problems.iter().for_each(|fault| problem(&mut out, fault, base));
        out.push_str("  </testsuite>\n");
    }
    for suite in suites {
        suite.write(&mut out, base);
    }
    out.push_str("</testsuites>\n");
    out
}

/// What a policy came to.
struct Suite<'a> {
    policy: &'a Metadata,
    findings: Vec<&'a Finding>,
    /// Findings that are not shown: the policy has neither failed nor passed by them.
    hidden: usize,
}

impl<'a> Suite<'a> {
    fn new(policy: &'a Metadata) -> Self {
        Self { policy, findings: Vec::new(), hidden: 0 }
    }

    fn has_passed(&self) -> bool {
        self.findings.is_empty() && self.hidden == 0
    }

    fn tests(&self) -> usize {
        self.findings.len() + usize::from(self.has_passed())
    }

    fn failures(&self) -> usize {
        self.findings.iter().filter(|finding| why_not(finding).is_none()).count()
    }

    fn write(&self, out: &mut String, base: &str) {
        let (id, title) = (&self.policy.id, &self.policy.title);
        let skipped = self.findings.len() - self.failures();
        open_suite(out, &format!("{id}: {title}"), self.tests(), [self.failures(), 0, skipped]);
        if self.has_passed() {
            let _ = writeln!(out, "    <testcase name=\"{}\" classname=\"{}\" time=\"0\"/>", xml(title), xml(id));
        }
        self.findings.iter().for_each(|one| finding(out, one, base));
        out.push_str("  </testsuite>\n");
    }
}

fn open_suite(out: &mut String, name: &str, tests: usize, [failures, errors, skipped]: [usize; 3]) {
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\">",
        xml(name)
    );
}

fn finding(out: &mut String, finding: &Finding, base: &str) {
    let policy = &finding.policy;
    let place = RepositoryPlace::of_finding(base, finding);
    let said = plain(&headline(finding));
    open_case(out, &said, &policy.id, Some(&place));
    if let Some(why) = why_not(finding) {
        let _ = writeln!(out, "      <skipped message=\"{}\"/>", xml(&why));
    } else {
        let severity = finding.severity.as_str();
        let mut text = format!("{severity} {} at {}\n{said}\n", policy.id, plain(&place.text()));
        let told = [
            ("why:   ", one_line(&policy.description)),
            ("fix:   ", one_line(&policy.remediation)),
            ("owner: ", finding.owner.clone()),
            ("more:  ", help_page(policy).unwrap_or_default()),
        ];
        for (name, value) in told.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(text, "{name}{}", plain(value));
        }
        let _ =
            writeln!(out, "      <failure message=\"{}\" type=\"{severity}\">{}</failure>", xml(&said), escaped(&text));
    }
    out.push_str("    </testcase>\n");
}

fn problem(out: &mut String, problem: &Problem, base: &str) {
    let place = RepositoryPlace::of_problem(base, problem);
    let (said, kind) = (plain(&problem.message), problem.kind.as_str());
    let name = place.as_ref().map_or_else(|| said.clone(), RepositoryPlace::text);
    open_case(out, &name, "errors", place.as_ref());
    let help = problem.help.as_deref().map(plain).unwrap_or_default();
    let _ = writeln!(out, "      <error message=\"{}\" type=\"{kind}\">{}</error>", xml(&said), escaped(&help));
    out.push_str("    </testcase>\n");
}

fn open_case(out: &mut String, name: &str, class: &str, place: Option<&RepositoryPlace<'_>>) {
    let file = place.map(|place| format!(" file=\"{}\"", xml(&place.file))).unwrap_or_default();
    let line = place.and_then(RepositoryPlace::line).map(|line| format!(" line=\"{line}\"")).unwrap_or_default();
    let _ = writeln!(out, "    <testcase name=\"{}\" classname=\"{}\"{file}{line} time=\"0\">", xml(name), xml(class));
}

/// The value of an attribute, from what documents say.
fn xml(text: &str) -> String {
    escaped(&plain(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
