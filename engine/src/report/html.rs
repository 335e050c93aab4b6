//! The findings as one page that needs nothing else, in the manner of the scorecard.
//!
//! Its only script is its own and narrows the list down; without it everything is shown.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::excerpt::Quote;
use super::plain::plain;
use super::since::{relaxed_line, solved_line};
use super::text::{context, edit};
use super::{Shown, headline, help_page, whose, why_not};
use crate::finding::{Finding, Location, Problem, Scan, State};
use crate::maturity::count;
use crate::page::{self, code, pill, pills, section};
use crate::policy::{Metadata, Severity};
use crate::since::Since;

/// What of the style only this page has.
const STYLE: &str = include_str!("html/page.css");

/// What narrows the list down.
const SCRIPT: &str = include_str!("html/filter.js");

/// Findings that are listed; a browser is slow with more.
const MOST: usize = 5000;

/// The page.
#[must_use]
pub fn html(scan: &Scan, shown: Shown) -> String {
    let listed = Listed::new(scan, shown);
    let found = scan.findings.iter().filter(|one| one.state == State::New && shown.shows(one)).count();
    let title = format!(
        "Bartizan: {}",
        if found == 0 { "no findings".to_owned() } else { count(found, "finding", "findings") }
    );
    let body = html! {
        a.skip href="#main" { "Skip to the findings" }
        (header(scan, shown, found))
        main #main {
            (problems(&scan.problems))
            @if let Some(since) = &scan.since { (changes(since)) }
            @if !listed.findings.is_empty() {
                (filter(&listed))
                (section("findings", "Findings", "Each opens to the code it stands in.", &findings(scan, &listed)))
            }
            (excused(scan, shown))
            (policies(scan, shown))
            (notes(scan))
        }
        footer { p { "Bartizan " (env!("CARGO_PKG_VERSION")) ", policies " span.hash { (scan.pack) } } }
    };
    page::page(&title, STYLE, (!listed.findings.is_empty()).then_some(SCRIPT), &body)
}

/// The findings of the page with what they can be told apart by, each of which is known by its place in a list.
struct Listed<'a> {
    findings: Vec<&'a Finding>,
    /// Findings that are not listed for their number.
    left_out: usize,
    by_owner: bool,
    severities: Vec<&'static str>,
    owners: Vec<&'a str>,
    policies: Vec<&'a str>,
    files: Vec<&'a str>,
}

impl<'a> Listed<'a> {
    fn new(scan: &'a Scan, shown: Shown) -> Self {
        let mut findings = shown.worst_first(scan);
        findings.retain(|finding| !is_excused(finding));
        let left_out = findings.len().saturating_sub(MOST);
        findings.truncate(MOST);
        findings.sort_by(|a, b| a.order().cmp(&b.order()));
        if shown.by_owner {
            findings.sort_by(|a, b| a.owner.cmp(&b.owner));
        }
        let names = |name: fn(&'a Finding) -> &'a str| -> Vec<&'a str> {
            findings.iter().map(|finding| name(finding)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        Self {
            severities: Severity::ALL.map(Severity::as_str).to_vec(),
            owners: names(|finding| &finding.owner),
            policies: names(|finding| &finding.policy.id),
            files: names(file),
            left_out,
            by_owner: shown.by_owner,
            findings,
        }
    }
}

/// The file that a finding stands in.
fn file(finding: &Finding) -> &str {
    finding.location.as_ref().map_or(&*finding.unit, |location| &*location.file)
}

fn is_excused(finding: &Finding) -> bool {
    matches!(finding.state, State::Baseline | State::Suppressed(_))
}

fn header(scan: &Scan, shown: Shown, found: usize) -> Markup {
    let mut severities: BTreeMap<Severity, usize> = BTreeMap::new();
    for finding in scan.findings.iter().filter(|one| one.state == State::New && shown.shows(one)) {
        *severities.entry(finding.severity).or_default() += 1;
    }
    let tally = scan.tally();
    html! {
        header {
            p.eyebrow { "Bartizan" }
            h1 { @if found == 0 { "No findings" } @else { (count(found, "finding", "findings")) } }
            @if found > 0 { p.lead { (pills(&severities)) } }
            p.scope {
                "Judged: " (count(scan.counts.files, "file", "files")) ", "
                (count(scan.counts.resources, "resource", "resources")) ", "
                (count(scan.counts.policies, "policy", "policies")) ". " (tally.suppressed) " suppressed, "
                (tally.baseline) " in the baseline, " (tally.undetermined) " undetermined."
            }
        }
    }
}

fn problems(problems: &[Problem]) -> Markup {
    let content = html! {
        ul.problems {
            @for problem in problems {
                li {
                    @let place = problem.location.as_ref().map(place);
                    @if let Some(place) = place.or_else(|| problem.file.as_deref().map(plain)) { code { (place) } " " }
                    (plain(&problem.message))
                    @if let Some(help) = &problem.help { span.soft { " · " (plain(help)) } }
                }
            }
        }
    };
    let said = format!("{} of the scan could not be read or evaluated.", count(problems.len(), "part", "parts"));
    html! { @if !problems.is_empty() { (section("errors", "Errors", &said, &content)) } }
}

/// What the change relaxes and what it solved.
fn changes(since: &Since) -> Markup {
    let content = html! {
        @if !since.relaxed.is_empty() {
            h3 { "Relaxed" }
            ul.problems { @for relaxed in &since.relaxed { li { (relaxed_line(relaxed)) } } }
        }
        @if !since.solved.is_empty() {
            h3 { "Solved" }
            ul.problems { @for solved in since.solved.iter().take(MOST) { li { (solved_line(solved)) } } }
        }
    };
    let said = format!("Compared with {}: {} solved.", plain(&since.revision), since.solved.len());
    section("change", "The change", &said, &content)
}

fn place(location: &Location) -> String {
    plain(&format!("{}:{}", location.file, location.start.line))
}

/// What the script narrows the list down by.
fn filter(listed: &Listed<'_>) -> Markup {
    let choices = [
        ("Severity", "severity", &listed.severities),
        ("Team", "owner", &listed.owners),
        ("Policy", "policy", &listed.policies),
        ("File", "file", &listed.files),
    ];
    html! {
        div #filter .filter role="search" aria-label="Filter" hidden {
            @for (label, name, values) in choices {
                label {
                    (label)
                    select name=(name) autocomplete="off" {
                        option value="" { "all" }
                        @for (at, value) in values.iter().enumerate() { option value=(at) { (plain(value)) } }
                    }
                }
            }
            button #reset type="button" { "Show all" }
            p #shown role="status" {}
        }
    }
}

fn findings(scan: &Scan, listed: &Listed<'_>) -> Markup {
    let key = |finding: &Finding| if listed.by_owner { finding.owner.clone() } else { file(finding).to_owned() };
    html! {
        @if listed.left_out > 0 {
            p.warning role="note" { (count(listed.left_out, "finding", "findings")) " of the least severe are left out for their number." }
        }
        @for group in listed.findings.chunk_by(|a, b| key(a) == key(b)) {
            div.group {
                h3 { (plain(&key(group[0]))) span.soft { " " (group.len()) } }
                ul.rows { @for finding in group { (row(scan, finding, listed)) } }
            }
        }
    }
}

fn row(scan: &Scan, finding: &Finding, listed: &Listed<'_>) -> Markup {
    let at = |list: &[&str], name: &str| list.binary_search(&name).unwrap_or_default();
    let severity = Severity::ALL.iter().position(|severity| *severity == finding.severity);
    html! {
        li.finding data-severity=[severity] data-owner=(at(&listed.owners, &finding.owner))
            data-policy=(at(&listed.policies, &finding.policy.id)) data-file=(at(&listed.files, file(finding))) {
            details {
                summary {
                    (pill(finding.severity, None))
                    span.key { (finding.policy.id) }
                    span.asked { (plain(&headline(finding))) @if let Some(why) = why_not(finding) { span.soft { " · " (plain(&why)) } } }
                    @if let Some(location) = &finding.location { span.line { "line " (location.start.line) } }
                }
                div.inside { (inside(scan, finding)) }
            }
        }
    }
}

/// The code of a finding, and what belongs to it alone.
fn inside(scan: &Scan, finding: &Finding) -> Markup {
    let quote = finding.location.as_ref().and_then(|at| Some(Quote::new(scan.excerpts.get(&at.file)?, at)));
    html! {
        @if let Some((before, marked, after)) = quote.as_ref().map(Quote::pieces) {
            pre { (before) mark { (marked) } (after) }
        }
        p.soft {
            @if let Some(location) = &finding.location { code { (place(location)) } " · " }
            @if !finding.owner.is_empty() { (plain(&finding.owner)) " · " }
            a href=(anchor(&finding.policy.id)) { "why, and how to fix it" }
        }
        @if let Some(context) = context(finding) { p { "In: " (plain(&context)) } }
        @if let Some(fix) = &finding.fix { p { "Edit: " (code(&plain(&edit(fix)))) } }
        @for related in &finding.related { p { "See: " code { (place(&related.location)) } " " (plain(&related.message)) } }
    }
}

fn anchor(id: &str) -> String {
    format!("#policy-{}", id.replace(|char: char| !char.is_ascii_alphanumeric(), "-").to_lowercase())
}

/// What comments, exceptions and the baseline excuse, folded.
fn excused(scan: &Scan, shown: Shown) -> Markup {
    let all = Shown { excused: true, ..shown };
    let excused: Vec<&Finding> = all.of(scan).filter(|finding| is_excused(finding)).take(MOST).collect();
    let content = html! {
        details.more {
            summary { (count(excused.len(), "excused finding", "excused findings")) }
            ul.problems {
                @for finding in &excused {
                    li {
                        (pill(finding.severity, None)) " " strong { (finding.policy.id) } " " (plain(&headline(finding)))
                        span.soft {
                            " · " (finding.location.as_ref().map_or_else(|| plain(&finding.unit), place))
                            @if let Some(why) = why_not(finding) { " · " (plain(&why)) }
                        }
                    }
                }
            }
        }
    };
    html! {
        @if !excused.is_empty() {
            (section("excused", "Excused", "What comments, exceptions and the baseline excuse.", &content))
        }
    }
}

/// Why the findings matter and how to fix them, policy by policy.
fn policies(scan: &Scan, shown: Shown) -> Markup {
    let policies: BTreeMap<&str, &Metadata> =
        shown.of(scan).map(|one| (one.policy.id.as_str(), &*one.policy)).collect();
    let content = html! {
        @for policy in policies.values() {
            div.policy id=(&anchor(&policy.id)[1..]) {
                h3 { (policy.id) ": " (plain(&policy.title)) }
                @for text in [&policy.description, &policy.remediation] {
                    @if !text.trim().is_empty() { p { (code(&plain(text))) } }
                }
                p.soft {
                    "Level " (policy.level)
                    @if let Some(whose) = whose(policy) { " · " (plain(&whose)) }
                    @if let Some(page) = help_page(policy).filter(|page| page.starts_with("https://")) {
                        " · " a href=(page) rel="noreferrer" { "page of " (policy.id) }
                    }
                }
            }
        }
    };
    html! {
        @if !policies.is_empty() {
            (section("policies", "Policies", "Why it matters, and how to fix it.", &content))
        }
    }
}

fn notes(scan: &Scan) -> Markup {
    let content = html! {
        ul.problems { @for note in &scan.notes { li { code { (plain(&note.place())) } " " (plain(&note.message)) } } }
    };
    html! { @if !scan.notes.is_empty() { (section("notes", "Notes", "What may be of interest.", &content)) } }
}
