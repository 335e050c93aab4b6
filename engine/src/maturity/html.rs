//! The scorecard as one page that needs nothing else: no script, no font, no picture from elsewhere.
//!
//! Status is never told by colour alone; headings, tables and charts have names for those who hear the page. What is
//! folded on a screen is open on paper, save the steps after the first and what repeats.

mod matrix;
mod rows;
mod teams;
mod top;
mod trend;

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Moment, RowScore, Scorecard, Status, Step, count};
use crate::page::{self, code, pill, section};

/// Steps that are shown at once.
const STEPS: usize = 5;

/// What of the style only the scorecard has.
const STYLE: &str = include_str!("page.css");

/// The page; with the days before it where there are some.
#[must_use]
pub fn html(card: &Scorecard, moments: &[Moment]) -> String {
    let body = html! {
        a.skip href="#main" { "Skip to the scorecard" }
        (top::header(card))
        (contents(moments))
        main #main {
            (top::tiles(card, moments))
            (next(card))
            (matrix::matrix(card))
            (trend::trend(moments))
            (teams::teams(card))
            (teams::layers(card))
            (rows::levels(card))
            (rows::duties(card))
        }
        (footer(card))
    };
    page::page(&format!("Security maturity: level {} of 4 on {}", card.level, card.date), STYLE, None, &body)
}

fn contents(moments: &[Moment]) -> Markup {
    let trend = (moments.len() > 1).then_some(("trend", "Trend"));
    let parts = [("next", "Next steps"), ("matrix", "Matrix")].into_iter().chain(trend).chain([
        ("teams", "Teams"),
        ("layers", "Layers"),
        ("evidence", "Evidence"),
        ("duties", "Duties"),
    ]);
    html! {
        nav.contents aria-label="On this page" {
            ul { @for (id, name) in parts { li { a href=(format!("#{id}")) { (name) } } } }
        }
    }
}

/// What to do first; the rest is folded.
fn next(card: &Scorecard) -> Markup {
    let shown = card.steps.len().min(STEPS);
    let (first, rest) = card.steps.split_at(shown);
    let content = html! {
        @if first.is_empty() { p { "Nothing: every row of the maturity model is met, attested or not applicable." } }
        ol.steps { @for step in first { li { (self::step(step)) } } }
        @if !rest.is_empty() {
            details.more {
                summary { (count(rest.len(), "further step", "further steps")) }
                ol.steps.compact start=(shown + 1) { @for step in rest { li { (self::step(step)) } } }
            }
        }
    };
    section("next", "Next steps", "What brings the next level nearer, the cheapest level first.", &content)
}

fn step(step: &Step) -> Markup {
    html! {
        p.what { (code(&step.text)) }
        @if !step.how.is_empty() { p.how { (code(&step.how)) } }
        p.whose {
            strong { (step.owner) }
            span { "Level " (step.level) }
            a href=(format!("#{}", step.row)) { (step.row) }
            @if let Some(severity) = step.severity { (pill(severity, None)) }
        }
    }
}

/// The class of a status, and the sign that stands for it.
const fn sign(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Met => ("met", "✓"),
        Status::Attested => ("attested", "✎"),
        Status::NotApplicable => ("na", "–"),
        Status::NoEvidence => ("open", "?"),
        Status::NotMet => ("failed", "✗"),
    }
}

/// The sign of a status, with its name for those who hear the page.
fn mark(status: Status) -> Markup {
    let (class, sign) = sign(status);
    html! {
        span class=(format!("mark {class}")) aria-hidden="true" { (sign) }
        span.heard { (status.as_str()) ": " }
    }
}

/// How many of some rows stand where, as a bar; its figures stand beside it.
fn bar<'a>(rows: impl IntoIterator<Item = &'a RowScore>) -> Markup {
    let mut parts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for row in rows {
        *parts.entry(if row.status.is_reached() { "met" } else { sign(row.status).0 }).or_default() += 1;
    }
    html! {
        span.bar aria-hidden="true" {
            @for class in ["met", "open", "failed"] {
                @if let Some(number) = parts.get(class) { i class=(class) style=(format!("flex:{number}")) {} }
            }
        }
    }
}

fn footer(card: &Scorecard) -> Markup {
    html! {
        footer {
            p {
                "A row is met when, on every platform, its policies judged something and found nothing; an attestation never "
                "outweighs a finding. A level is reached when its rows and all below are met, attested or not applicable."
            }
            p { "Bartizan " (env!("CARGO_PKG_VERSION")) ", policies " span.hash { (card.pack) } }
        }
    }
}
