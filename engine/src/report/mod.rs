//! A [`Scan`] in each format: for people, for machines, for code hosts.

mod azure;
mod concise;
mod depends;
mod exceptions;
mod excerpt;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod markdown;
mod peers;
mod plain;
mod reference;
mod sarif;
mod since;
mod text;

use std::cmp::Reverse;

use crate::files::path;
use crate::finding::{Finding, Location, Problem, Scan, State};
use crate::maturity::models::{Place, Row, row};
use crate::policy::{Metadata, Severity};

pub use azure::azure;
pub use concise::concise;
pub use depends::depends_on;
pub use exceptions::{Excuse, ExcuseStatus, excuses, excuses_json, excuses_markdown, excuses_text};
pub use github::github;
pub use gitlab::gitlab;
pub use html::html;
pub use json::json;
pub use junit::junit;
pub use markdown::{markdown, summary};
pub use peers::peers;
pub use reference::reference;
pub use sarif::sarif;
pub use text::{Style, config_faults, explain, fixes_line, summary_line, text};

/// Where the pages of the policies are published.
const PAGES: &str = "https://github.com/bartizan-rs/bartizan/blob/main/docs/policies";

/// The page on policies that were written for other tools.
const ADOPTED_PAGE: &str = "https://github.com/bartizan-rs/bartizan/blob/main/docs/other-policies.md";

/// What a report shows of a scan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Least severity, beside what the configuration says of the place.
    pub min_severity: Option<Severity>,
    /// Undetermined findings too.
    pub undetermined: bool,
    /// Suppressed and known findings too.
    pub excused: bool,
    /// Grouped by the team that answers for them, in text.
    pub by_owner: bool,
}

impl Shown {
    /// Is a finding shown?
    #[must_use]
    pub fn shows(&self, finding: &Finding) -> bool {
        finding.is_shown()
            && self.min_severity.is_none_or(|least| finding.severity >= least)
            && match finding.state {
                State::New => true,
                State::Undetermined { .. } => self.undetermined,
                State::Suppressed(_) | State::Baseline => self.excused,
            }
    }

    /// The findings shown, in order.
    pub fn of<'a>(&self, scan: &'a Scan) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let shown = *self;
        scan.findings.iter().filter(move |finding| shown.shows(finding))
    }

    /// The findings shown, the most severe first; what is undetermined last.
    fn worst_first<'a>(&self, scan: &'a Scan) -> Vec<&'a Finding> {
        let mut findings: Vec<&Finding> = self.of(scan).collect();
        findings.sort_by_key(|finding| (finding.state != State::New, Reverse(finding.severity)));
        findings
    }
}

/// A place as the repository of the project knows it, which a code host shows it by.
struct RepositoryPlace<'a> {
    /// Path relative to the repository.
    file: String,
    /// First and last line and column, from 1, the last included; none where the place is a file.
    region: Option<&'a Location>,
}

impl<'a> RepositoryPlace<'a> {
    /// The place of a finding; `base` is where the project lies in its repository.
    fn of_finding(base: &str, finding: &'a Finding) -> Self {
        let file = finding.location.as_ref().map_or(&*finding.unit, |location| &*location.file);
        Self { file: in_repository(base, file), region: finding.location.as_ref() }
    }

    /// The place of a problem that has one.
    fn of_problem(base: &str, problem: &'a Problem) -> Option<Self> {
        let file = problem.location.as_ref().map(|location| &*location.file).or(problem.file.as_deref())?;
        Some(Self { file: in_repository(base, file), region: problem.location.as_ref() })
    }

    /// The first line.
    fn line(&self) -> Option<u32> {
        self.region.map(|location| location.start.line)
    }

    /// The last line: a place that ends before the first character of a line ends on the one before.
    fn last_line(&self) -> Option<u32> {
        self.region.map(|Location { start, end, .. }| match end.column {
            1 if end.line > start.line => end.line - 1,
            _ => end.line,
        })
    }

    /// `file:line`, or the file.
    fn text(&self) -> String {
        self.line().map_or_else(|| self.file.clone(), |line| format!("{}:{line}", self.file))
    }
}

/// A path of the project as its repository knows it.
fn in_repository(base: &str, file: &str) -> String {
    match (base, file) {
        ("", file) => file.to_owned(),
        (base, path::ROOT) => base.to_owned(),
        (base, file) => format!("{base}/{file}"),
    }
}

/// What is wrong, and how often.
fn headline(finding: &Finding) -> String {
    match finding.extent() {
        Some(extent) => format!("{} ({extent})", finding.headline()),
        None => finding.headline(),
    }
}

/// Why a finding does not count, in words.
fn why_not(finding: &Finding) -> Option<String> {
    match &finding.state {
        State::New => None,
        State::Baseline => Some("baseline".to_owned()),
        State::Suppressed(suppression) => Some(format!("suppressed: {}", suppression.reason)),
        State::Undetermined { reason } => Some(format!("undetermined: {reason}")),
    }
}

/// The page that explains a policy: of those that are not bundled the first that they name, if any.
#[must_use]
pub fn help_page(policy: &Metadata) -> Option<String> {
    let own = policy.related_resources.first();
    if policy.format.is_some() {
        return Some(own.map_or(ADOPTED_PAGE, String::as_str).to_owned());
    }
    let page = match policy.is_policy() {
        true if !policy.package.starts_with("bartizan.") => return own.cloned(),
        true => policy.platform.as_str(),
        false => "suppressions",
    };
    Some(format!("{PAGES}/{page}.md#{}", policy.id.to_lowercase()))
}

/// The rows of the models that a policy serves: key, place and text of each.
#[must_use]
pub fn serves(policy: &Metadata) -> Vec<String> {
    policy.controls.iter().filter_map(|key| row(key)).map(row_line).collect()
}

/// A row of the models: key, place and text.
#[must_use]
pub fn row_line(row: &Row) -> String {
    let place = match row.place {
        Place::Maturity { level, pillar } => format!("maturity level {level}, {}", pillar.as_str()),
        Place::Responsibility { team } => format!("duty of {team}"),
    };
    format!("**{}** ({place}): {}", row.key, row.text)
}

/// Whose the findings of a policy are; none where it names nobody.
#[must_use]
pub fn whose(policy: &Metadata) -> Option<String> {
    let layer = if policy.layer.is_empty() { String::new() } else { format!(" (layer {})", policy.layer) };
    let supporting =
        if policy.supporting.is_empty() { String::new() } else { format!(", with {}", policy.supporting.join(", ")) };
    (!policy.owner.is_empty()).then(|| format!("{}{layer}{supporting}", policy.owner))
}

/// Text on one line, each run of white space a single blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
