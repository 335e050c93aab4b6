//! The scorecard for a terminal: a matrix of level and pillar, then what to do next.

use std::fmt::Write as _;

use bartizan_policies::models::Pillar;

use super::{LEVELS, RowScore, Scorecard, Status, count, level_name};
use crate::report::Style;

/// Steps that are shown.
const STEPS: usize = 5;

/// Width of a column of the matrix.
const COLUMN: usize = 25;

/// The scorecard; every row with its reason when `all` are wanted.
#[must_use]
pub fn terminal(card: &Scorecard, all: bool, style: Style) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} on {}: {}\n",
        bold(&format!("Level {} of 4", card.level), style),
        card.date,
        level_name(card.level)
    );
    matrix(&mut out, card, style);
    scope(&mut out, card);
    if all {
        rows(&mut out, card, style);
    }
    next(&mut out, card, style);
    teams(&mut out, card, style);
    out
}

fn matrix(out: &mut String, card: &Scorecard, style: Style) {
    let heads: String = Pillar::ALL.iter().map(|pillar| format!("{:<COLUMN$}", pillar.as_str())).collect();
    let _ = writeln!(out, "{:<9}{}", "", heads.trim_end());
    for level in LEVELS {
        let cells: Vec<String> = Pillar::ALL.iter().map(|pillar| cell(card, level, *pillar, style)).collect();
        let _ = writeln!(out, "level {level}  {}", cells.concat().trim_end());
    }
    let legend = [Status::Met, Status::NoEvidence, Status::NotMet]
        .map(|status| format!("{} {}", mark(status, style), legend(status)));
    let _ = writeln!(out, "\n{}\n", legend.join("   "));
}

fn legend(status: Status) -> &'static str {
    match status {
        Status::Met | Status::Attested | Status::NotApplicable => "met, attested or not applicable",
        Status::NoEvidence => "no evidence",
        Status::NotMet => "not met",
    }
}

/// A mark for each row and how many of them are reached.
fn cell(card: &Scorecard, level: u8, pillar: Pillar, style: Style) -> String {
    let mut statuses: Vec<Status> = card.cell(level, pillar).map(|row| row.status).collect();
    statuses.sort();
    let reached = statuses.iter().filter(|status| status.is_reached()).count();
    let marks: String = statuses.iter().map(|status| mark(*status, style)).collect();
    let said = format!(" {reached} of {}", statuses.len());
    let blank = COLUMN.saturating_sub(statuses.len() + said.len());
    format!("{marks}{said}{}", " ".repeat(blank))
}

fn mark(status: Status, style: Style) -> String {
    let (mark, colour) = match status {
        Status::Met | Status::Attested | Status::NotApplicable => ("●", "32"),
        Status::NoEvidence => ("○", "33"),
        Status::NotMet => ("✗", "31"),
    };
    if style.color { format!("\u{1b}[{colour}m{mark}\u{1b}[0m") } else { mark.to_owned() }
}

/// What the answer rests on.
fn scope(out: &mut String, card: &Scorecard) {
    let names: Vec<&str> = card.platforms.iter().map(|platform| platform.as_str()).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let told = if card.declared {
        "declared"
    } else {
        "seen in this scan; `[fleet] platforms` in bartizan.toml declares them"
    };
    let _ = writeln!(
        out,
        "Judged: {}, {}, {}. Platforms: {names} ({told}).",
        count(card.files, "file", "files"),
        count(card.resources, "resource", "resources"),
        count(card.findings, "finding", "findings"),
    );
    if card.problems > 0 {
        let _ =
            writeln!(out, "{} could not be read: `bartizan check` says why.", count(card.problems, "part", "parts"));
    }
    out.push('\n');
}

fn rows(out: &mut String, card: &Scorecard, style: Style) {
    for level in LEVELS {
        let _ = writeln!(out, "{}", bold(&format!("Level {level}: {}", level_name(level)), style));
        for row in card.rows.iter().filter(|row| row.level() == Some(level)) {
            line(out, row, style);
        }
        out.push('\n');
    }
    for (team, duties) in card.duties() {
        let _ = writeln!(out, "{}", bold(&format!("Duties of {team}"), style));
        duties.iter().for_each(|row| line(out, row, style));
        out.push('\n');
    }
}

fn line(out: &mut String, row: &RowScore, style: Style) {
    let _ = writeln!(out, "{} {:<5} {}", mark(row.status, style), row.row.key, row.row.text);
    let details: Vec<String> = [row.status.as_str().to_owned(), row.reason.clone(), row.coverage()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let _ = writeln!(out, "        {}", details.join("; "));
}

fn next(out: &mut String, card: &Scorecard, style: Style) {
    if card.steps.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", bold("Next", style));
    for (number, step) in card.steps.iter().take(STEPS).enumerate() {
        let _ = writeln!(out, "{}. {}", number + 1, step.text);
        let _ = writeln!(out, "   {}, level {}, {}", step.owner, step.level, step.row);
    }
    let more = card.steps.len().saturating_sub(STEPS);
    if more > 0 {
        let _ = writeln!(out, "   and {more} more");
    }
    out.push('\n');
}

fn teams(out: &mut String, card: &Scorecard, style: Style) {
    let _ = writeln!(out, "{}", bold("Teams", style));
    let width = card.teams.iter().map(|team| team.team.chars().count()).max().unwrap_or(0);
    for team in &card.teams {
        let reached = team.rows.iter().filter(|row| row.status.is_reached()).count();
        let level = team.level.map_or_else(|| "no rows".to_owned(), |level| format!("level {level}"));
        let _ = writeln!(
            out,
            "{:<width$}  {level}, {reached} of {}, {}",
            team.team,
            count(team.rows.len(), "row", "rows"),
            count(team.findings, "finding", "findings"),
        );
    }
}

fn bold(text: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
