//! The versioned JSON form of the scorecard; its schema is `docs/maturity.schema.json`.

use bartizan_policies::models::{Evidence, Pillar, Place};
use serde_json::{Value, json};

use super::{Attestation, LEVELS, LayerScore, RowScore, Scorecard, Status, Step, TeamScore};
use crate::policy::Severity;

/// Version of the shape.
pub(super) const VERSION: u64 = 1;

/// The scorecard as one JSON document, with a line end.
#[must_use]
pub fn json(card: &Scorecard) -> String {
    let matrix: Vec<Value> = LEVELS.flat_map(|level| Pillar::ALL.map(|pillar| cell(card, level, pillar))).collect();
    let document = json!({
        "version": VERSION,
        "tool": {"name": "bartizan", "version": env!("CARGO_PKG_VERSION"), "policies": card.pack},
        "date": card.date.to_string(),
        "level": card.level,
        "platforms": {"names": card.platforms, "declared": card.declared},
        "scan": {"files": card.files, "resources": card.resources, "findings": card.findings, "accepted": card.accepted, "errors": card.problems},
        "matrix": matrix,
        "rows": card.rows.iter().map(row).collect::<Vec<_>>(),
        "teams": card.teams.iter().map(team).collect::<Vec<_>>(),
        "layers": card.layers.iter().map(layer).collect::<Vec<_>>(),
        "next": card.steps.iter().map(step).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn cell(card: &Scorecard, level: u8, pillar: Pillar) -> Value {
    json!({"level": level, "pillar": pillar.as_str(), "rows": counts(card.cell(level, pillar))})
}

/// How many rows stand where.
fn counts<'a>(rows: impl Iterator<Item = &'a RowScore>) -> Value {
    let statuses: Vec<Status> = rows.map(|row| row.status).collect();
    let count = |status: &Status| {
        (status.as_str().replace(' ', "_"), json!(statuses.iter().filter(|other| *other == status).count()))
    };
    Value::Object(Status::ALL.iter().map(count).collect())
}

fn row(score: &RowScore) -> Value {
    let (judged, resources) = score.judged();
    let (model, level, pillar, team) = match score.row.place {
        Place::Maturity { level, pillar } => ("maturity", json!(level), json!(pillar.as_str()), Value::Null),
        Place::Responsibility { team } => ("responsibility", Value::Null, Value::Null, json!(team)),
    };
    json!({
        "row": score.row.key,
        "model": model,
        "level": level,
        "pillar": pillar,
        "team": team,
        "text": score.row.text,
        "evidence": match score.row.evidence {
            Evidence::Policies => "policies",
            Evidence::Both(_) => "policies and attestation",
            Evidence::Attestation => "attestation",
        },
        "status": score.status.as_str(),
        "reason": score.reason,
        "policies": score.policies.len(),
        "judged": judged,
        "resources": resources,
        "findings": score.findings(),
        "missing": score.missing,
        "attestation": score.attestation.as_ref().map(attestation),
        "answers": score.policies.iter().map(|policy| json!({
            "policy": policy.policy.id,
            "owner": policy.policy.owner,
            "runs": policy.runs,
            "resources": policy.judged.as_ref().map(|kinds| kinds.values().sum::<usize>()),
            "findings": policy.findings,
            "accepted": policy.accepted,
            "undetermined": policy.undetermined,
        })).collect::<Vec<_>>(),
    })
}

fn attestation(entry: &Attestation) -> Value {
    json!({
        "statement": entry.statement,
        "owner": entry.owner,
        "evidence": entry.evidence,
        "date": entry.date.to_string(),
        "expires": entry.expires.to_string(),
    })
}

fn team(score: &TeamScore) -> Value {
    json!({
        "team": score.team,
        "level": score.level,
        "findings": score.findings,
        "rows": counts(score.rows.iter()),
        "open": score.rows.iter().filter(|row| !row.status.is_reached()).map(|row| row.row.key).collect::<Vec<_>>(),
    })
}

fn layer(score: &LayerScore) -> Value {
    let findings =
        |severity: &Severity| (severity.as_str().to_owned(), json!(score.findings.get(severity).copied().unwrap_or(0)));
    json!({
        "layer": score.layer.name,
        "primary": score.layer.primary,
        "supporting": score.layer.supporting,
        "policies": score.policies,
        "judged": score.judged,
        "resources": score.resources,
        "findings": Severity::ALL.iter().map(findings).collect::<serde_json::Map<_, _>>(),
        "undetermined": score.undetermined,
    })
}

fn step(step: &Step) -> Value {
    json!({
        "level": step.level,
        "row": step.row,
        "action": step.action.as_str(),
        "text": step.text,
        "how": step.how,
        "owner": step.owner,
        "policy": step.policy,
        "severity": step.severity,
        "findings": step.findings,
    })
}
