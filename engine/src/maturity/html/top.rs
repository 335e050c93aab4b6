//! The top of the page: the level reached, what the next one lacks, how far each level is, and the figures behind it.

use maud::{Markup, html};

use super::{bar, mark};
use crate::maturity::{LEVELS, Moment, RowScore, Scorecard, capital, count, level_name, reached};
use crate::page::pills;

/// Days before its end on which an attestation is told to end soon.
const SOON: i64 = 60;

/// The level, and the ladder of all four.
pub(super) fn header(card: &Scorecard) -> Markup {
    html! {
        header {
            div.verdict {
                p.figure aria-hidden="true" { (card.level) small { "/4" } }
                div {
                    p.eyebrow { "Security maturity on " time datetime=(card.date) { (card.date) } }
                    h1 { "Level " (card.level) " of 4: " (level_name(card.level)) }
                    p.lead {
                        @match card.lacking() {
                            Some(lacking) => { (lacking) "." },
                            None => "Every row of every level is met, attested or not applicable.",
                        }
                    }
                }
            }
            ol.ladder aria-label="Levels" { @for level in LEVELS { li { (rung(card, level)) } } }
            (missing(card))
            p.scope { (scope(card)) }
            @if card.problems > 0 {
                p.warning role="note" {
                    strong { (count(card.problems, "part", "parts")) " of the scan could not be read or evaluated." }
                    " What they hold is not in this scorecard; " code { "bartizan check" } " says why."
                }
            }
        }
    }
}

fn rung(card: &Scorecard, level: u8) -> Markup {
    let rows: Vec<&RowScore> = card.rows.iter().filter(|row| row.level() == Some(level)).collect();
    let state = if level <= card.level {
        ("reached", "✓ reached")
    } else if level == card.level + 1 {
        ("current", "next")
    } else {
        ("later", "")
    };
    html! {
        a class=(format!("rung {}", state.0)) href=(format!("#level-{level}")) {
            span.rung-name { strong { "Level " (level) } @if !state.1.is_empty() { span.state { (state.1) } } }
            span.rung-what { (capital(level_name(level))) }
            (bar(rows.iter().copied()))
            span.rung-count { (reached(rows.iter().copied())) " of " (rows.len()) " rows" }
        }
    }
}

/// The rows that keep the next level from being reached.
fn missing(card: &Scorecard) -> Markup {
    let next = card.level + 1;
    let open = || card.rows.iter().filter(|row| row.level() == Some(next) && !row.status.is_reached());
    html! {
        @if open().next().is_some() {
            div.missing {
                h2 #missing-name { "Missing for level " (next) }
                ul aria-labelledby="missing-name" {
                    @for score in open() {
                        li { a href=(format!("#{}", score.row.key)) { (mark(score.status)) span.text { (score.row.text) } } }
                    }
                }
            }
        }
    }
}

/// What the answer rests on.
fn scope(card: &Scorecard) -> Markup {
    let names: Vec<&str> = card.platforms.iter().map(|platform| platform.as_str()).collect();
    html! {
        "Judged: " (count(card.files, "file", "files")) ", " (count(card.resources, "resource", "resources")) ". Platforms: "
        @if names.is_empty() { "none" } @else { (names.join(", ")) }
        @if card.declared { " (declared)." } @else { " (seen in the scan; none is declared)." }
    }
}

/// The figures, with how they changed since the day before.
pub(super) fn tiles(card: &Scorecard, moments: &[Moment]) -> Markup {
    let maturity = || card.rows.iter().filter(|row| row.level().is_some());
    let before = moments.len().checked_sub(2).and_then(|at| moments.get(at));
    let stated: Vec<_> = card.rows.iter().filter_map(|row| row.attestation.as_ref()).collect();
    let over = stated.iter().filter(|entry| entry.expires < card.date).count();
    let soon = stated.iter().filter(|entry| (0..=SOON).contains(&(entry.expires - card.date).num_days())).count();
    html! {
        ul.tiles aria-label="In figures" {
            li {
                p.number { (reached(maturity())) small { " of " (maturity().count()) } }
                p { "rows reached" @if let Some(before) = before { (change(reached(maturity()), before.reached, before)) } }
            }
            li {
                p.number { (card.findings) }
                p { @if card.findings == 1 { "finding" } @else { "findings" } @if let Some(before) = before { (change(card.findings, before.findings, before)) } }
                @if card.findings > 0 { (pills(&card.severities())) }
            }
            li {
                p.number { (card.accepted) }
                p { @if card.accepted == 1 { "finding" } @else { "findings" } " accepted by a comment or an exception" }
            }
            li {
                p.number { (stated.len()) }
                p { @if stated.len() == 1 { "row" } @else { "rows" } " with an attestation" }
                @if over > 0 { p.alarm { (over) " expired" } }
                @if soon > 0 { p.soon { (soon) " to renew within " (SOON) " days" } }
            }
        }
    }
}

fn change(now: usize, then: usize, before: &Moment) -> Markup {
    let sign = if now >= then { "+" } else { "−" };
    html! { span.change { " (" (sign) (now.abs_diff(then)) " since " time datetime=(before.date) { (before.date) } ")" } }
}
