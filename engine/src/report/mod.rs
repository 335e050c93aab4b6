//! Text, JSON and SARIF of a [`Scan`].

mod concise;
mod depends;
mod excerpt;
mod json;
mod reference;
mod sarif;
mod text;

use crate::finding::{Finding, Scan, State};
use crate::policy::{Metadata, Severity};

pub use concise::concise;
pub use depends::depends_on;
pub use json::json;
pub use reference::reference;
pub use sarif::sarif;
pub use text::{Style, explain, fixes_line, summary_line, text};

/// Where the pages of the policies are published.
const PAGES: &str = "https://github.com/bartizan-rs/bartizan/blob/main/docs/policies";

/// The page on policies that were written for other tools.
const ADOPTED_PAGE: &str = "https://github.com/bartizan-rs/bartizan/blob/main/docs/other-policies.md";

/// What a report shows of a scan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Least severity.
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
        self.min_severity.is_none_or(|least| finding.severity >= least)
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

/// Text on one line, each run of white space a single blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
