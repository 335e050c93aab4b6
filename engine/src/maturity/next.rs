//! What to do next: the steps that bring the lowest level nearer.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use bartizan_policies::models::{Evidence, LAYERS};
use chrono::NaiveDate;

use super::{PolicyScore, RowScore, Status, count};
use crate::policy::Severity;

/// Whose it is to see that somebody answers for what no team does.
const GOVERNANCE: &str = LAYERS[8].primary;

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Mend what policies found.
    Mend,
    /// State what no configuration shows, or state it anew.
    Attest,
    /// Let policies know what they could not.
    Determine,
    /// Bring what nobody looked at into the scan.
    Scan,
}

impl Action {
    /// The name as outputs write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mend => "mend",
            Self::Attest => "attest",
            Self::Determine => "determine",
            Self::Scan => "scan",
        }
    }
}

/// Something to do.
#[derive(Clone, Debug)]
pub struct Step {
    /// The level that it serves.
    pub level: u8,
    /// The row that it serves first.
    pub row: &'static str,
    /// What it is about.
    pub action: Action,
    /// What to do, in a sentence.
    pub text: String,
    /// How.
    pub how: String,
    /// Whose it is.
    pub owner: String,
    /// The policy that asks for it.
    pub policy: Option<String>,
    /// The worst that it mends.
    pub severity: Option<Severity>,
    /// Findings that it mends.
    pub findings: usize,
}

/// All steps, those of the lowest level first; there what mends the worst first.
pub(super) fn steps(rows: &[RowScore], today: NaiveDate) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open: Vec<(u8, &RowScore)> = rows
        .iter()
        .filter(|score| !score.status.is_reached())
        .filter_map(|score| Some((score.level()?, score)))
        .collect();
    open.sort_by_key(|(level, _)| *level);
    let mut mended = BTreeSet::new();
    for (level, score) in open {
        for policy in score.policies.iter().filter(|policy| policy.findings > 0) {
            if mended.insert(&policy.policy.id) {
                steps.extend(mend(level, score, policy));
            }
        }
        if score.findings() == 0 {
            steps.extend(answer(level, score, today));
        }
    }
    steps.sort_by_key(|step| (step.level, step.action, Reverse(step.severity), step.findings));
    steps
}

/// A step for each team that has findings of the policy.
fn mend(level: u8, score: &RowScore, policy: &PolicyScore) -> Vec<Step> {
    let metadata = &policy.policy;
    let step = |(owner, (findings, severity)): (&String, &(usize, Severity))| Step {
        level,
        row: score.row.key,
        action: Action::Mend,
        text: format!("Mend {} of {}: {}", count(*findings, "finding", "findings"), metadata.id, metadata.title),
        how: metadata.remediation.clone(),
        owner: if owner.is_empty() { metadata.owner.clone() } else { owner.clone() },
        policy: Some(metadata.id.clone()),
        severity: Some(*severity),
        findings: *findings,
    };
    policy.owners.iter().map(step).collect()
}

/// What would show that a row without findings holds.
fn answer(level: u8, score: &RowScore, today: NaiveDate) -> Vec<Step> {
    let step = |action, text, how: String, owner: &str| Step {
        level,
        row: score.row.key,
        action,
        text,
        how,
        owner: owner.to_owned(),
        policy: None,
        severity: None,
        findings: 0,
    };
    let first_owner = score.policies.first().map_or(GOVERNANCE, |policy| policy.policy.owner.as_str());
    let mut steps = Vec::new();
    let stated = score.attestation.as_ref();
    let needs_statement = score.row.evidence != Evidence::Policies && stated.is_none_or(|entry| !entry.holds(today))
        || score.status == Status::NotMet;
    if needs_statement {
        let what = match score.row.evidence {
            Evidence::Both(what) => format!("{} ({what})", score.row.text),
            Evidence::Policies | Evidence::Attestation => score.row.text.to_owned(),
        };
        let verb = if stated.is_some() { "Attest anew" } else { "Attest" };
        let owner = stated.map_or(first_owner, |entry| entry.owner.as_str());
        let how = "Add it to bartizan-attestations.yaml with owner, evidence and expiry.".to_owned();
        steps.push(step(Action::Attest, format!("{verb}: {what}"), how, owner));
    }
    if score.row.evidence == Evidence::Attestation {
        return steps;
    }
    if let Some(policy) = score.policies.iter().find(|policy| policy.undetermined > 0) {
        let text = format!(
            "Let {} decide {}: {}",
            policy.policy.id,
            count(policy.undetermined, "answer", "answers"),
            score.row.text
        );
        let how = policy.reason.clone().unwrap_or_default();
        steps.push(Step {
            policy: Some(policy.policy.id.clone()),
            ..step(Action::Determine, text, how, &policy.policy.owner)
        });
    } else if score.policies.iter().all(|policy| policy.judged.is_none()) || !score.missing.is_empty() {
        let how = "Scan the configuration that shows it, attest it, or declare it not applicable.".to_owned();
        steps.push(step(Action::Scan, format!("Bring into the scan what shows: {}", score.row.text), how, first_owner));
    }
    steps
}
