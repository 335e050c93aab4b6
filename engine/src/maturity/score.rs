//! From findings and attestations to where each row stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bartizan_policies::models::{Evidence as Wanted, LAYERS, Layer, Place, ROWS, Row};
use chrono::NaiveDate;

use super::{
    Attestation, Attestations, LayerScore, PolicyScore, RowScore, Scorecard, Status, TeamScore, count, next, resources,
};
use crate::finding::{Finding, Scan, State};
use crate::policy::Policy;
use crate::resource::Platform;

/// What a scorecard is made from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The scan of the whole project.
    pub scan: &'a Scan,
    /// Every policy, each with whether it runs.
    pub policies: &'a [(&'a Policy, bool)],
    /// What is stated.
    pub attestations: &'a Attestations,
    /// Platforms that the configuration declares; none: those of the scan.
    pub platforms: &'a [Platform],
    /// The day.
    pub today: NaiveDate,
}

/// Scores every row of both models.
#[must_use]
pub fn score(evidence: Evidence<'_>) -> Scorecard {
    let policies = tally(evidence, None);
    let platforms = platforms(evidence, &policies);
    let judge = Judge { evidence, platforms: &platforms };
    let rows: Vec<RowScore> = ROWS.iter().map(|row| judge.row(row, serving(&policies, row))).collect();
    let level = level_of(&rows).unwrap_or(0);
    let teams = judge.teams(&policies);
    let layers = layers(&policies);
    Scorecard {
        date: evidence.today,
        pack: evidence.scan.pack.clone(),
        level,
        steps: next::steps(&rows, evidence.today),
        rows,
        teams,
        layers,
        declared: !evidence.platforms.is_empty(),
        platforms,
        files: evidence.scan.counts.files,
        resources: evidence.scan.counts.resources,
        findings: policies.iter().map(|policy| policy.findings).sum(),
        accepted: policies.iter().map(|policy| policy.accepted).sum(),
        problems: evidence.scan.problems.len(),
    }
}

/// What came of each policy; of the findings those of one team, where one is named.
fn tally(evidence: Evidence<'_>, team: Option<&str>) -> Vec<Arc<PolicyScore>> {
    let mut scores: BTreeMap<&str, PolicyScore> = BTreeMap::new();
    for (policy, runs) in evidence.policies {
        let judged = if *runs { judged(evidence.scan, policy) } else { None };
        let score = PolicyScore {
            policy: Arc::clone(policy.metadata()),
            runs: *runs,
            judged,
            findings: 0,
            severities: BTreeMap::new(),
            owners: BTreeMap::new(),
            accepted: 0,
            undetermined: 0,
            reason: None,
        };
        scores.insert(&policy.id, score);
    }
    let is_counted = |finding: &&Finding| team.is_none_or(|team| finding.owner == team);
    for finding in evidence.scan.findings.iter().filter(is_counted) {
        if let Some(score) = scores.get_mut(finding.policy.id.as_str()) {
            add(score, finding);
        }
    }
    for problem in &evidence.scan.problems {
        let Some(id) = problem.policy.as_deref() else { continue };
        if let Some(score) = scores.get_mut(id) {
            let why = problem.message.strip_prefix(id).map_or(&*problem.message, |why| why.trim_start_matches(": "));
            score.undetermined += 1;
            score.reason.get_or_insert_with(|| why.to_owned());
        }
    }
    scores.into_values().map(Arc::new).collect()
}

/// The kinds of resources that a policy judged, with how many there are of each. A policy that looked for something in a
/// platform of which nothing is here, and misses nothing, has judged nothing: no row is met by absence.
fn judged(scan: &Scan, policy: &Policy) -> Option<BTreeMap<(Platform, String), usize>> {
    let is_judged = |kind: &(&(Platform, String), &usize)| policy.judges_of(kind.0.0, &kind.0.1);
    let kinds: BTreeMap<(Platform, String), usize> =
        scan.kinds.iter().filter(is_judged).map(|(kind, number)| (kind.clone(), *number)).collect();
    (!kinds.is_empty()).then_some(kinds)
}

fn add(score: &mut PolicyScore, finding: &Finding) {
    let instances = 1 + finding.occurrences.len();
    match &finding.state {
        State::New | State::Baseline => {
            score.findings += instances;
            let own = score.owners.entry(finding.owner.clone()).or_insert((0, finding.severity));
            *own = (own.0 + instances, own.1.max(finding.severity));
            *score.severities.entry(finding.severity).or_default() += instances;
        }
        State::Suppressed(_) => score.accepted += instances,
        State::Undetermined { reason } => {
            score.undetermined += instances;
            score.reason.get_or_insert_with(|| reason.clone());
        }
    }
    // What was found was judged.
    score.judged.get_or_insert_default();
}

/// The platforms whose rows must be answered: those declared, else those of which something was judged.
fn platforms(evidence: Evidence<'_>, policies: &[Arc<PolicyScore>]) -> Vec<Platform> {
    if !evidence.platforms.is_empty() {
        return evidence.platforms.to_vec();
    }
    let judged = policies.iter().filter(|policy| policy.judged.is_some()).map(|policy| policy.policy.platform);
    judged.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The policies that serve `row`.
fn serving(policies: &[Arc<PolicyScore>], row: &Row) -> Vec<Arc<PolicyScore>> {
    let serves = |policy: &&Arc<PolicyScore>| policy.policy.controls.iter().any(|key| key == row.key);
    policies.iter().filter(serves).cloned().collect()
}

/// The highest level of which all rows and all below are reached; none where there is no row of the maturity model.
fn level_of(rows: &[RowScore]) -> Option<u8> {
    let highest = rows.iter().filter_map(RowScore::level).max()?;
    let blocked = rows.iter().filter(|row| !row.status.is_reached()).filter_map(RowScore::level).min();
    Some(blocked.map_or(highest, |level| level - 1))
}

struct Judge<'a> {
    evidence: Evidence<'a>,
    platforms: &'a [Platform],
}

impl Judge<'_> {
    fn row(&self, row: &'static Row, policies: Vec<Arc<PolicyScore>>) -> RowScore {
        let (today, stated) = (self.evidence.today, self.evidence.attestations);
        let missing = self.missing(&policies);
        let attestation = stated.of(row.key, today).cloned();
        let exclusion = stated.exclusion(row.key, today);
        let findings: usize = policies.iter().map(|policy| policy.findings).sum();
        let gap = gap(&policies, &missing);
        let (status, reason) = match (exclusion, &attestation) {
            (exclusion, attested) if findings > 0 => {
                let outweighed = match (exclusion, attested) {
                    (Some(_), _) => ", though it is declared not applicable",
                    (None, Some(entry)) if entry.holds(today) => ", which an attestation does not outweigh",
                    _ => "",
                };
                (Status::NotMet, format!("{}{outweighed}", count(findings, "finding", "findings")))
            }
            (Some(exclusion), _) => (Status::NotApplicable, format!("{} ({})", exclusion.reason, exclusion.owner)),
            (None, Some(entry)) if entry.expires < today => {
                let over = format!("the attestation of {} expired on {}", entry.owner, entry.expires);
                match (row.evidence, gap) {
                    (Wanted::Policies, None) => (Status::Met, format!("policies show it; {over}")),
                    (_, None) => (Status::NotMet, over),
                    (Wanted::Attestation, Some(_)) => (Status::NotMet, over),
                    (_, Some(gap)) => (Status::NotMet, format!("{over}; {gap}")),
                }
            }
            (None, Some(entry)) if entry.date > today => {
                (Status::NoEvidence, format!("the attestation of {} is of a day to come, {}", entry.owner, entry.date))
            }
            (None, attested) => {
                let said = |entry: &Attestation| {
                    format!("attested by {} on {}, until {}", entry.owner, entry.date, entry.expires)
                };
                let (status, reason) = answered(row, gap, attested.as_ref().map(said));
                (status, self.with_past_exclusion(row, status, reason))
            }
        };
        RowScore { row, status, reason, policies, attestation, missing }
    }

    /// The reason why a row is open, and that it was declared not applicable until a day that is over.
    fn with_past_exclusion(&self, row: &Row, status: Status, reason: String) -> String {
        match self.evidence.attestations.past_exclusion(row.key, self.evidence.today) {
            Some((exclusion, last)) if !status.is_reached() => {
                format!("{reason}; declared not applicable by {} until {last}, which is over", exclusion.owner)
            }
            _ => reason,
        }
    }

    /// The platforms that must be judged and were not, of those that a policy of the row is for.
    fn missing(&self, policies: &[Arc<PolicyScore>]) -> Vec<Platform> {
        let of = |platform: Platform| policies.iter().filter(move |policy| policy.policy.platform == platform);
        let lacks =
            |platform: &&Platform| of(**platform).count() > 0 && of(**platform).all(|policy| policy.judged.is_none());
        self.platforms.iter().filter(lacks).copied().collect()
    }

    /// The teams that own a policy or a finding or answer for a governance row, each judged by its own policies and
    /// findings and by what it attests.
    fn teams(&self, policies: &[Arc<PolicyScore>]) -> Vec<TeamScore> {
        let of_policies = policies.iter().map(|policy| policy.policy.owner.as_str());
        let of_findings = self.evidence.scan.findings.iter().map(|finding| finding.owner.as_str());
        let of_rows = ROWS.iter().filter_map(|row| self.answers(row));
        let names: BTreeSet<&str> =
            of_policies.chain(of_findings).chain(of_rows).filter(|name| !name.is_empty()).collect();
        let team = |name: &str| {
            let own: Vec<Arc<PolicyScore>> = tally(self.evidence, Some(name))
                .into_iter()
                .filter(|score| score.policy.owner == name || score.findings + score.undetermined > 0)
                .collect();
            let rows: Vec<RowScore> = ROWS
                .iter()
                .filter(|row| matches!(row.place, Place::Maturity { .. }))
                .map(|row| (row, serving(&own, row)))
                .filter(|(row, serving)| !serving.is_empty() || self.answers(row) == Some(name))
                .map(|(row, serving)| self.row(row, serving))
                .collect();
            let findings = own.iter().map(|policy| policy.findings).sum();
            TeamScore { team: name.to_owned(), level: level_of(&rows), rows, findings }
        };
        names.into_iter().map(team).collect()
    }

    /// Who answers for a row of the maturity model that no policy shows: whoever attests it or says that it does not apply.
    fn answers(&self, row: &Row) -> Option<&str> {
        if row.evidence != Wanted::Attestation || !matches!(row.place, Place::Maturity { .. }) {
            return None;
        }
        let stated = self.evidence.attestations;
        let excluded = || stated.not_applicable.iter().find(|entry| entry.row == row.key);
        stated
            .of(row.key, self.evidence.today)
            .map(|entry| &*entry.owner)
            .or_else(|| excluded().map(|entry| &*entry.owner))
    }
}

/// Why the policies of a row without findings do not show that it holds; none where they do.
fn gap(policies: &[Arc<PolicyScore>], missing: &[Platform]) -> Option<String> {
    if policies.iter().all(|policy| policy.judged.is_none()) {
        return Some("no policy judged anything in this scan".to_owned());
    }
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|platform| platform.as_str()).collect();
        return Some(format!("nothing of {} was judged", names.join(" and ")));
    }
    let first = policies.iter().find(|policy| policy.undetermined > 0)?;
    let undetermined = count(policies.iter().map(|policy| policy.undetermined).sum(), "answer", "answers");
    let why = first.reason.as_deref().unwrap_or("not known");
    Some(format!("{undetermined} undetermined ({}: {why})", first.policy.id))
}

/// Where a row without findings stands.
fn answered(row: &Row, gap: Option<String>, attested: Option<String>) -> (Status, String) {
    match (row.evidence, gap, attested) {
        (Wanted::Attestation, _, Some(attested)) => (Status::Attested, attested),
        (Wanted::Attestation, _, None) => (Status::NoEvidence, "nobody has attested it".to_owned()),
        (Wanted::Policies, None, _) => (Status::Met, String::new()),
        (Wanted::Policies, Some(gap), Some(attested)) => (Status::Attested, format!("{attested}; {gap}")),
        (Wanted::Policies, Some(gap), None) => (Status::NoEvidence, gap),
        (Wanted::Both(_), None, Some(attested)) => (Status::Met, attested),
        (Wanted::Both(what), None, None) => (Status::NoEvidence, format!("not attested: {what}")),
        (Wanted::Both(_), Some(gap), Some(_)) => (Status::NoEvidence, format!("attested, but {gap}")),
        (Wanted::Both(what), Some(gap), None) => (Status::NoEvidence, format!("{gap}; not attested: {what}")),
    }
}

fn layers(policies: &[Arc<PolicyScore>]) -> Vec<LayerScore> {
    let layer = |layer: &'static Layer| {
        let own: Vec<&Arc<PolicyScore>> = policies.iter().filter(|policy| policy.policy.layer == layer.name).collect();
        let mut findings = BTreeMap::new();
        for policy in &own {
            for (severity, number) in &policy.severities {
                *findings.entry(*severity).or_insert(0) += number;
            }
        }
        LayerScore {
            layer,
            judged: own.iter().filter(|policy| policy.judged.is_some()).count(),
            policies: own.len(),
            resources: resources(own.iter().map(|policy| &***policy)),
            findings,
            undetermined: own.iter().map(|policy| policy.undetermined).sum(),
        }
    };
    LAYERS.iter().map(layer).collect()
}
