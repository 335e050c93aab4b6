//! The versioned JSON output; its schema is `docs/output.schema.json`.

use serde::Serialize;
use serde_json::{Value, json};

use super::plain::without_commands;
use super::{Shown, help_page};
use crate::finding::{Dependency, Edit, Finding, Fix, Location, Note, Occurrence, Problem, Scan, State};
use crate::policy::Severity;
use crate::since::{Relaxed, Solved};
use crate::source::Position;

/// Version of the output's shape.
const VERSION: u32 = 1;

/// The scan as one JSON document, with a line end.
#[must_use]
pub fn json(scan: &Scan, shown: Shown) -> String {
    let tally = scan.tally();
    let findings: serde_json::Map<_, _> = Severity::ALL
        .iter()
        .map(|severity| (severity.as_str().to_owned(), json!(tally.new.get(severity).copied().unwrap_or(0))))
        .collect();
    let output = Output {
        version: VERSION,
        tool: tool(scan),
        summary: json!({
            "files": scan.counts.files,
            "resources": scan.counts.resources,
            "policies": scan.counts.policies,
            "findings": findings,
            "suppressed": tally.suppressed,
            "baseline": tally.baseline,
            "undetermined": tally.undetermined,
            "errors": scan.problems.len(),
        }),
        findings: shown.of(scan).map(finding).collect(),
        errors: scan.problems.iter().map(problem).collect(),
        notes: scan.notes.iter().map(note).collect(),
        since: scan.since.as_ref().map(|since| since.revision.clone()),
        solved: scan.since.as_ref().map(|since| since.solved.iter().map(solved).collect()),
        relaxed: scan.since.as_ref().map(|since| since.relaxed.iter().map(relaxed).collect()),
    };
    let mut text = serde_json::to_string_pretty(&output).unwrap_or_default();
    text.push('\n');
    without_commands(text, "\\u0023#")
}

/// The program and its policies; of other tools', where there are some, what their folders were taken for.
fn tool(scan: &Scan) -> Value {
    let mut tool = json!({"name": "bartizan", "version": env!("CARGO_PKG_VERSION"), "policies": scan.pack});
    if !scan.adopted.is_empty() {
        tool["adopted"] = json!(scan.adopted);
    }
    tool
}

/// Top level in the order of the contract.
#[derive(Serialize)]
struct Output {
    version: u32,
    tool: Value,
    summary: Value,
    findings: Vec<Value>,
    errors: Vec<Value>,
    notes: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    solved: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relaxed: Option<Vec<Value>>,
}

fn finding(finding: &Finding) -> Value {
    let policy = &finding.policy;
    let (suppression, reason) = match &finding.state {
        State::New | State::Baseline => (Value::Null, Value::Null),
        State::Undetermined { reason } => (Value::Null, json!(reason)),
        State::Suppressed(s) => {
            let until = s.until.map(|day| day.to_string());
            (json!({"by": s.by.as_str(), "reason": s.reason, "owner": s.owner, "until": until}), Value::Null)
        }
    };
    let resource = &finding.resource;
    let mut written = json!({
        "policy": policy.id,
        "title": policy.title,
        "severity": finding.severity,
        "confidence": policy.confidence,
        "message": finding.message,
        "remediation": policy.remediation,
        "help": help_page(policy),
        "state": finding.state.as_str(),
        "fails": finding.fails(),
        "suppression": suppression,
        "reason": reason,
        "fingerprint": finding.fingerprint.exact,
        "scope": policy.scope,
        "environments": finding.environments,
        "resource": {"platform": resource.platform, "kind": resource.kind, "group": resource.group, "address": resource.address},
        "unit": *finding.unit,
        "occurrences": finding.occurrences.iter().map(occurrence).collect::<Vec<_>>(),
        "path": finding.path,
        "location": finding.location.as_ref().map(location),
        "related": finding.related.iter().map(|r| json!({"message": r.message, "location": location(&r.location)})).collect::<Vec<_>>(),
        "owner": finding.owner,
        "supporting": policy.supporting,
        "level": policy.level,
        "layer": policy.layer,
        "controls": policy.controls,
        "references": policy.references,
        "fix": finding.fix.as_ref().map(fix),
    });
    if let (Some(places), Some(fields)) = (&finding.depends_on, written.as_object_mut()) {
        fields.insert("depends_on".to_owned(), places.iter().map(dependency).collect());
    }
    written
}

fn occurrence(occurrence: &Occurrence) -> Value {
    json!({
        "unit": *occurrence.unit,
        "address": occurrence.address,
        "path": occurrence.path,
        "fingerprint": occurrence.fingerprint.exact,
        "environments": occurrence.environments,
        "reason": occurrence.reason,
    })
}

fn fix(fix: &Fix) -> Value {
    let edit = |edit: &Edit| {
        let mut written = location(&edit.location);
        written["new_text"] = json!(edit.new_text);
        written
    };
    let edits: Vec<Value> = fix.edits.iter().map(edit).collect();
    json!({"title": fix.title, "safety": fix.safety, "edits": edits, "reason": fix.reason})
}

fn dependency(place: &Dependency) -> Value {
    json!({
        "path": place.path,
        "resource": place.resource,
        "absent": place.absent,
        "decisive": place.decisive,
        "location": place.location.as_ref().map(location),
    })
}

fn problem(problem: &Problem) -> Value {
    json!({
        "file": problem.file.as_deref(),
        "location": problem.location.as_ref().map(location),
        "kind": problem.kind.as_str(),
        "message": problem.message,
        "help": problem.help,
    })
}

fn note(note: &Note) -> Value {
    json!({"path": &*note.path, "location": note.location.as_ref().map(location), "message": note.message})
}

fn solved(solved: &Solved) -> Value {
    json!({
        "policy": solved.policy.id,
        "severity": solved.severity,
        "message": solved.message,
        "address": solved.address,
        "file": &*solved.file,
        "location": solved.location.as_ref().map(location),
        "fingerprint": solved.fingerprint,
    })
}

fn relaxed(relaxed: &Relaxed) -> Value {
    json!({
        "kind": relaxed.kind.as_str(),
        "policies": relaxed.policies,
        "message": relaxed.message,
        "file": &*relaxed.file,
        "location": relaxed.location.as_ref().map(location),
        "reason": relaxed.reason,
        "owner": relaxed.owner,
        "until": relaxed.until.map(|day| day.to_string()),
        "counts": relaxed.counts,
    })
}

fn location(location: &Location) -> Value {
    json!({"file": &*location.file, "start": position(location.start), "end": position(location.end)})
}

fn position(position: Position) -> Value {
    json!({"line": position.line, "column": position.column})
}
