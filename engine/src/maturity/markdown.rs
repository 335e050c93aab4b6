//! The scorecard as Markdown, for a wiki or a review.

use std::fmt::Write as _;

use bartizan_policies::models::Pillar;

use super::{LEVELS, Moment, RowScore, Scorecard, Status, capital, count, level_name, reached};
use crate::policy::Severity;

/// Steps that are shown.
const STEPS: usize = 5;

/// The scorecard; with the days before it where there are some.
#[must_use]
pub fn markdown(card: &Scorecard, moments: &[Moment]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# Security maturity: level {} of 4\n", card.level);
    let lacking = card.lacking().map(|lacking| format!(" {lacking}.")).unwrap_or_default();
    let _ = writeln!(
        out,
        "{} on {}.{lacking} Judged: {}, {}; {}, {} accepted.\n",
        capital(level_name(card.level)),
        card.date,
        count(card.files, "file", "files"),
        count(card.resources, "resource", "resources"),
        count(card.findings, "finding", "findings"),
        card.accepted,
    );
    if card.problems > 0 {
        let problems = count(card.problems, "part", "parts");
        let _ = writeln!(out, "**{problems} could not be read or evaluated: `bartizan check` says why.**\n");
    }
    matrix(&mut out, card);
    next(&mut out, card);
    teams(&mut out, card);
    layers(&mut out, card);
    trend(&mut out, moments);
    for level in LEVELS {
        let _ = writeln!(out, "## Level {level}: {}\n", level_name(level));
        rows(&mut out, card.rows.iter().filter(|row| row.level() == Some(level)));
    }
    for (team, duties) in card.duties() {
        let _ = writeln!(out, "## Duties: {team}\n");
        rows(&mut out, duties.into_iter());
    }
    out
}

/// Text of a cell of a table, that makes neither tags nor links.
fn cell(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('|', "\\|").replace('[', "\\[").replace('<', "&lt;");
    escaped.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn matrix(out: &mut String, card: &Scorecard) {
    let heads: Vec<&str> = Pillar::ALL.iter().map(|pillar| pillar.as_str()).collect();
    let _ = writeln!(out, "| level | {} |\n|---|---|---|---|", heads.join(" | "));
    for level in LEVELS {
        let cells = Pillar::ALL.map(|pillar| {
            let statuses: Vec<Status> = card.cell(level, pillar).map(|row| row.status).collect();
            let number = |wanted: Status| statuses.iter().filter(|status| **status == wanted).count();
            let others = [(Status::NotMet, "not met"), (Status::NoEvidence, "without evidence")];
            let open: String = others
                .iter()
                .filter(|(status, _)| number(*status) > 0)
                .map(|(status, name)| format!(", {} {name}", number(*status)))
                .collect();
            format!("{} of {}{open}", reached(card.cell(level, pillar)), statuses.len())
        });
        let _ = writeln!(out, "| {level} | {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn next(out: &mut String, card: &Scorecard) {
    if card.steps.is_empty() {
        return;
    }
    out.push_str("## Next\n\n");
    for step in card.steps.iter().take(STEPS) {
        let _ = writeln!(out, "1. {} ({}, level {}, {})", cell(&step.text), cell(&step.owner), step.level, step.row);
    }
    out.push('\n');
}

fn teams(out: &mut String, card: &Scorecard) {
    out.push_str("## Teams\n\n| team | level | rows reached | findings |\n|---|---|---|---|\n");
    for team in &card.teams {
        let reached = reached(&team.rows);
        let level = team.level.map_or_else(|| "–".to_owned(), |level| level.to_string());
        let _ =
            writeln!(out, "| {} | {level} | {reached} of {} | {} |", cell(&team.team), team.rows.len(), team.findings);
    }
    out.push('\n');
}

fn layers(out: &mut String, card: &Scorecard) {
    out.push_str("## Layers\n\n| layer | primary team | policies that judged | findings |\n|---|---|---|---|\n");
    for score in &card.layers {
        let by_severity: Vec<String> = Severity::ALL
            .iter()
            .filter_map(|severity| score.findings.get(severity).map(|number| format!("{number} {}", severity.as_str())))
            .collect();
        let findings = if by_severity.is_empty() { "none".to_owned() } else { by_severity.join(", ") };
        let layer = score.layer;
        let _ = writeln!(
            out,
            "| {} | {} | {} of {} | {findings} |",
            layer.name, layer.primary, score.judged, score.policies
        );
    }
    out.push('\n');
}

fn trend(out: &mut String, moments: &[Moment]) {
    if moments.len() < 2 {
        return;
    }
    out.push_str("## Trend\n\n| day | level | rows reached | findings |\n|---|---|---|---|\n");
    for moment in moments {
        let _ = writeln!(
            out,
            "| {} | {} | {} of {} | {} |",
            moment.date, moment.level, moment.reached, moment.rows, moment.findings
        );
    }
    out.push('\n');
}

fn rows<'a>(out: &mut String, rows: impl Iterator<Item = &'a RowScore>) {
    out.push_str("| | row | status | evidence |\n|---|---|---|---|\n");
    for score in rows {
        let parts = [score.reason.clone(), score.coverage()];
        let evidence =
            parts.iter().filter(|part| !part.is_empty()).map(|part| cell(part)).collect::<Vec<_>>().join("; ");
        let _ =
            writeln!(out, "| {} | {} | {} | {evidence} |", score.row.key, cell(score.row.text), score.status.as_str());
    }
    out.push('\n');
}
