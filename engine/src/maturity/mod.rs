//! The scorecard: which level of the maturity model the platform and each team have reached, row by row of both models,
//! with the evidence.

mod attestation;
mod history;
mod html;
mod json;
mod markdown;
mod next;
mod score;
mod terminal;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use bartizan_policies::models;
use bartizan_policies::models::{Layer, Pillar, Place, Row};
use chrono::NaiveDate;

use crate::policy::{Metadata, Severity};
use crate::resource::Platform;

pub use attestation::{Attestation, AttestationError, Attestations, Exclusion, FILE_NAME};
pub use history::{History, Moment};
pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use next::{Action, Step};
pub use score::{Evidence, score};
pub use terminal::terminal;

/// Levels of the maturity model.
pub const LEVELS: std::ops::RangeInclusive<u8> = 1..=4;

/// What the levels are called.
#[must_use]
pub fn level_name(level: u8) -> &'static str {
    match level {
        0 => "no level reached yet",
        1 => "hygiene",
        2 => "defence in depth",
        3 => "proactive and privacy-respecting",
        _ => "compliance, automation and zero trust",
    }
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Policies judged something on every platform, and found nothing.
    Met,
    /// Someone answers for it, until a day.
    Attested,
    /// It does not apply.
    NotApplicable,
    /// Nothing shows that it holds.
    NoEvidence,
    /// Something shows that it does not hold.
    NotMet,
}

impl Status {
    /// All, best first.
    pub const ALL: [Self; 5] = [Self::Met, Self::Attested, Self::NotApplicable, Self::NoEvidence, Self::NotMet];

    /// The name as people read it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Attested => "attested",
            Self::NotApplicable => "not applicable",
            Self::NoEvidence => "no evidence",
            Self::NotMet => "not met",
        }
    }

    /// Does the row stand in nobody's way?
    #[must_use]
    pub const fn is_reached(self) -> bool {
        matches!(self, Self::Met | Self::Attested | Self::NotApplicable)
    }
}

/// A policy and what came of it in this scan.
#[derive(Clone, Debug)]
pub struct PolicyScore {
    /// The policy.
    pub policy: Arc<Metadata>,
    /// Does it run here?
    pub runs: bool,
    /// The kinds of resources that it judged and how many there are of each; none where it judged nothing.
    pub judged: Option<BTreeMap<(Platform, String), usize>>,
    /// Findings that count, those that the baseline knows included.
    pub findings: usize,
    /// The same by severity.
    pub severities: BTreeMap<Severity, usize>,
    /// Whose they are: how many of each team, and the worst severity among them.
    pub owners: BTreeMap<String, (usize, Severity)>,
    /// Findings that are excused until their day.
    pub accepted: usize,
    /// Questions that it could not answer.
    pub undetermined: usize,
    /// Why, of the first.
    pub reason: Option<String>,
}

/// A row of one of the models and what answers it.
#[derive(Clone, Debug)]
pub struct RowScore {
    /// The row.
    pub row: &'static Row,
    /// Where it stands.
    pub status: Status,
    /// Why, as one sentence.
    pub reason: String,
    /// The policies that serve it, by id.
    pub policies: Vec<Arc<PolicyScore>>,
    /// The statement that holds or held.
    pub attestation: Option<Attestation>,
    /// Declared platforms of which the scan holds nothing that a policy of the row judges.
    pub missing: Vec<Platform>,
}

impl RowScore {
    /// Its level, of the maturity model.
    #[must_use]
    pub fn level(&self) -> Option<u8> {
        match self.row.place {
            Place::Maturity { level, .. } => Some(level),
            Place::Responsibility { .. } => None,
        }
    }

    /// Its pillar, of the maturity model.
    #[must_use]
    pub fn pillar(&self) -> Option<Pillar> {
        match self.row.place {
            Place::Maturity { pillar, .. } => Some(pillar),
            Place::Responsibility { .. } => None,
        }
    }

    /// Policies that judged something, and how many resources they judged together.
    #[must_use]
    pub fn judged(&self) -> (usize, usize) {
        let policies = self.policies.iter().filter(|policy| policy.judged.is_some()).count();
        (policies, resources(self.policies.iter().map(|policy| &**policy)))
    }

    /// Findings that count.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.policies.iter().map(|policy| policy.findings).sum()
    }

    /// `3 of 4 policies judged 12 resources`; empty for a row without policies.
    #[must_use]
    pub fn coverage(&self) -> String {
        if self.policies.is_empty() {
            return String::new();
        }
        let (judged, resources) = self.judged();
        format!(
            "{judged} of {} judged {}",
            count(self.policies.len(), "policy", "policies"),
            count(resources, "resource", "resources")
        )
    }
}

/// A team and how far it has come.
#[derive(Clone, Debug)]
pub struct TeamScore {
    /// The team.
    pub team: String,
    /// The level reached; none where no row of the maturity model is its.
    pub level: Option<u8>,
    /// Its rows of the maturity model, judged by its own policies alone.
    pub rows: Vec<RowScore>,
    /// Findings of its policies.
    pub findings: usize,
}

/// A layer of the responsibility model.
#[derive(Clone, Debug)]
pub struct LayerScore {
    /// The layer.
    pub layer: &'static Layer,
    /// Policies of the layer that judged something.
    pub judged: usize,
    /// Policies of the layer.
    pub policies: usize,
    /// Resources judged.
    pub resources: usize,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, usize>,
    /// Questions that could not be answered.
    pub undetermined: usize,
}

/// The answer for the whole scan.
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// The day it holds for.
    pub date: NaiveDate,
    /// Hash of the policies.
    pub pack: String,
    /// The level reached by the platform as a whole.
    pub level: u8,
    /// Every row of both models, in their order.
    pub rows: Vec<RowScore>,
    /// Teams, by name.
    pub teams: Vec<TeamScore>,
    /// The nine layers.
    pub layers: Vec<LayerScore>,
    /// What to do next, cheapest level first.
    pub steps: Vec<Step>,
    /// Platforms whose rows must be answered.
    pub platforms: Vec<Platform>,
    /// Did the configuration declare them?
    pub declared: bool,
    /// What was read: files, resources.
    pub files: usize,
    /// Resources judged.
    pub resources: usize,
    /// Findings that count.
    pub findings: usize,
    /// Findings that are excused until their day.
    pub accepted: usize,
    /// What could not be read or evaluated.
    pub problems: usize,
}

impl Scorecard {
    /// Rows of the maturity model at a level and pillar.
    pub fn cell(&self, level: u8, pillar: Pillar) -> impl Iterator<Item = &RowScore> {
        self.rows.iter().filter(move |row| row.level() == Some(level) && row.pillar() == Some(pillar))
    }

    /// What keeps the next level from being reached, in a sentence; none where all are.
    #[must_use]
    pub fn lacking(&self) -> Option<String> {
        let next = self.level + 1;
        let of = |wanted: &dyn Fn(Status) -> bool| {
            self.rows.iter().filter(|row| row.level() == Some(next) && wanted(row.status)).count()
        };
        let open = of(&|status| !status.is_reached());
        let parts: Vec<String> = [(Status::NotMet, "not met"), (Status::NoEvidence, "without evidence")]
            .into_iter()
            .map(|(status, name)| (of(&|other| other == status), name))
            .filter(|(number, _)| *number > 0)
            .map(|(number, name)| format!("{number} {name}"))
            .collect();
        let rows = of(&|_| true);
        (open > 0).then(|| format!("{open} of the {rows} rows of level {next} are open: {}", parts.join(", ")))
    }

    /// Findings by severity.
    #[must_use]
    pub fn severities(&self) -> BTreeMap<Severity, usize> {
        let mut all = BTreeMap::new();
        for (severity, number) in self.layers.iter().flat_map(|layer| &layer.findings) {
            *all.entry(*severity).or_insert(0) += number;
        }
        all
    }

    /// Rows of the responsibility model, by team in the order of the model.
    #[must_use]
    pub fn duties(&self) -> Vec<(&'static str, Vec<&RowScore>)> {
        let mut teams: Vec<(&'static str, Vec<&RowScore>)> = Vec::new();
        for score in &self.rows {
            let Place::Responsibility { team } = score.row.place else { continue };
            match teams.iter_mut().find(|(name, _)| *name == team) {
                Some((_, rows)) => rows.push(score),
                None => teams.push((team, vec![score])),
            }
        }
        teams
    }
}

/// How many of these rows stand in nobody's way.
fn reached<'a>(rows: impl IntoIterator<Item = &'a RowScore>) -> usize {
    rows.into_iter().filter(|row| row.status.is_reached()).count()
}

/// `text` with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `text` as a sentence.
fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{end}", capital(text))
}

/// How many resources some policies judged together.
fn resources<'a>(policies: impl Iterator<Item = &'a PolicyScore>) -> usize {
    let kinds: BTreeMap<&(Platform, String), usize> =
        policies.flat_map(|score| score.judged.iter().flatten().map(|(kind, number)| (kind, *number))).collect();
    kinds.values().sum()
}

/// `1 finding`, `3 findings`.
#[must_use]
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
