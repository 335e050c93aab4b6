//! The scorecard for a terminal: a matrix of level and pillar, then what to do next.

use std::fmt::Write as _;

use bartizan_policies::models::Pillar;

use super::{LEVELS, RowScore, Scorecard, Status, TeamScore, count, level_name, reached};
use crate::report::Style;

/// Steps that are shown.
const STEPS: usize = 5;

/// Width of a column of the matrix, and where the terminal is narrow.
const COLUMN: (usize, usize) = (25, 16);

/// Width of what stands before the columns.
const HEAD: usize = 9;

/// Width below which nothing is broken any more.
const LEAST: usize = 40;

/// The scorecard; every row with its reason when `all` are wanted.
#[must_use]
pub fn terminal(card: &Scorecard, all: bool, style: Style) -> String {
    let mut out = String::new();
    let level = bold(&format!("Level {} of 4", card.level), style);
    let _ = writeln!(out, "{level} on {}: {}", card.date, level_name(card.level));
    if let Some(lacking) = card.lacking() {
        paragraph(&mut out, &format!("{lacking}."), "", style);
    }
    out.push('\n');
    matrix(&mut out, card, style);
    scope(&mut out, card, style);
    if all {
        rows(&mut out, card, style);
    }
    next(&mut out, card, style);
    teams(&mut out, card, style);
    out
}

/// `text` in lines that fit, those after the first behind `indent`.
fn paragraph(out: &mut String, text: &str, indent: &str, style: Style) {
    let options = textwrap::Options::new(style.width.max(LEAST)).subsequent_indent(indent).break_words(false);
    let _ = writeln!(out, "{}", textwrap::fill(text, options));
}

fn matrix(out: &mut String, card: &Scorecard, style: Style) {
    let column = if style.width >= HEAD + COLUMN.0 * Pillar::ALL.len() { COLUMN.0 } else { COLUMN.1 };
    let heads: String = Pillar::ALL.iter().map(|pillar| format!("{:<column$}", pillar.as_str())).collect();
    let _ = writeln!(out, "{:<HEAD$}{}", "", heads.trim_end());
    for level in LEVELS {
        let cells: Vec<String> = Pillar::ALL.iter().map(|pillar| cell(card, level, *pillar, column, style)).collect();
        let _ = writeln!(out, "level {level}  {}", cells.concat().trim_end());
    }
    let statuses = [Status::Met, Status::NoEvidence, Status::NotMet];
    let width: usize = statuses.iter().map(|status| legend(*status).chars().count() + 5).sum();
    let between = if width <= style.width { "   " } else { "\n" };
    let legend = statuses.map(|status| format!("{} {}", mark(status, style), legend(status)));
    let _ = writeln!(out, "\n{}\n", legend.join(between));
}

fn legend(status: Status) -> &'static str {
    match status {
        Status::Met | Status::Attested | Status::NotApplicable => "met, attested or not applicable",
        Status::NoEvidence => "no evidence",
        Status::NotMet => "not met",
    }
}

/// A mark for each row and how many of them are reached.
fn cell(card: &Scorecard, level: u8, pillar: Pillar, column: usize, style: Style) -> String {
    let mut statuses: Vec<Status> = card.cell(level, pillar).map(|row| row.status).collect();
    statuses.sort();
    let said = format!(" {} of {}", reached(card.cell(level, pillar)), statuses.len());
    let marks: String = statuses.iter().map(|status| mark(*status, style)).collect();
    let blank = column.saturating_sub(statuses.len() + said.len());
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
fn scope(out: &mut String, card: &Scorecard, style: Style) {
    let names: Vec<&str> = card.platforms.iter().map(|platform| platform.as_str()).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let told = if card.declared {
        "declared"
    } else {
        "seen in this scan; `[fleet] platforms` in bartizan.toml declares them"
    };
    let accepted = if card.accepted > 0 { format!(", {} accepted", card.accepted) } else { String::new() };
    let judged = format!(
        "Judged: {}, {}, {}{accepted}. Platforms: {names} ({told}).",
        count(card.files, "file", "files"),
        count(card.resources, "resource", "resources"),
        count(card.findings, "finding", "findings"),
    );
    paragraph(out, &judged, "", style);
    if card.problems > 0 {
        let problems = count(card.problems, "part", "parts");
        paragraph(out, &format!("{problems} could not be read or evaluated: `bartizan check` says why."), "", style);
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
    let mut text = String::new();
    paragraph(&mut text, &format!("{:<5} {}", row.row.key, row.row.text), "        ", style);
    let _ = write!(out, "{} {text}", mark(row.status, style));
    let details: Vec<String> = [row.status.as_str().to_owned(), row.reason.clone(), row.coverage()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    paragraph(out, &format!("        {}", details.join("; ")), "        ", style);
}

fn next(out: &mut String, card: &Scorecard, style: Style) {
    if card.steps.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", bold("Next", style));
    for (number, step) in card.steps.iter().take(STEPS).enumerate() {
        paragraph(out, &format!("{}. {}", number + 1, step.text), "   ", style);
        paragraph(out, &format!("   {}, level {}, {}", step.owner, step.level, step.row), "   ", style);
    }
    let more = card.steps.len().saturating_sub(STEPS);
    if more > 0 {
        let _ = writeln!(out, "   and {more} more");
    }
    out.push('\n');
}

/// A line for each team; where the longest would not fit, its figures stand below its name.
fn teams(out: &mut String, card: &Scorecard, style: Style) {
    let _ = writeln!(out, "{}", bold("Teams", style));
    let figures: Vec<String> = card.teams.iter().map(figures).collect();
    let names = card.teams.iter().map(|team| team.team.chars().count()).max().unwrap_or(0);
    let longest = figures.iter().map(String::len).max().unwrap_or(0);
    for (team, figures) in card.teams.iter().zip(figures) {
        if names + 2 + longest <= style.width {
            let _ = writeln!(out, "{:<names$}  {figures}", team.team);
        } else {
            paragraph(out, &team.team, "", style);
            let _ = writeln!(out, "   {figures}");
        }
    }
}

fn figures(team: &TeamScore) -> String {
    let level = team.level.map_or_else(|| "no rows".to_owned(), |level| format!("level {level}"));
    let rows = count(team.rows.len(), "row", "rows");
    format!("{level}, {} of {rows}, {}", reached(&team.rows), count(team.findings, "finding", "findings"))
}

fn bold(text: &str, style: Style) -> String {
    if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
