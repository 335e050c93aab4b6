//! Every row with its evidence, folded.

use maud::{Markup, html};

use super::{mark, sign};
use crate::maturity::{Attestation, LEVELS, PolicyScore, RowScore, Scorecard, level_name, reached, sentence};
use crate::page::{pills, section};

/// The rows of the maturity model.
pub(super) fn levels(card: &Scorecard) -> Markup {
    let content = html! {
        @for level in LEVELS {
            @let rows: Vec<&RowScore> = card.rows.iter().filter(|row| row.level() == Some(level)).collect();
            h3 id=(format!("level-{level}")) { "Level " (level) ": " (level_name(level)) (figures(&rows)) }
            (list(&rows))
        }
    };
    section("evidence", "Evidence, row by row", "Why each row of the maturity model stands where it does.", &content)
}

/// The rows of the responsibility model.
pub(super) fn duties(card: &Scorecard) -> Markup {
    let content = html! {
        @for (team, rows) in card.duties() {
            h3 { (team) (figures(&rows)) }
            (list(&rows))
        }
    };
    section("duties", "Duties by team", "The rows of the responsibility model, answered in the same way.", &content)
}

fn figures(rows: &[&RowScore]) -> Markup {
    html! { span.soft { " " (reached(rows.iter().copied())) " of " (rows.len()) } }
}

fn list(rows: &[&RowScore]) -> Markup {
    html! { ul.rows { @for score in rows { li { (row(score)) } } } }
}

fn row(score: &RowScore) -> Markup {
    let (class, _) = sign(score.status);
    html! {
        details {
            summary {
                (mark(score.status))
                span.key { (score.row.key) }
                span.asked { (score.row.text) @if let Some(pillar) = score.pillar() { span.soft { " · " (pillar.as_str()) } } }
                span class=(format!("status {class}")) aria-hidden="true" { (score.status.as_str()) }
            }
            // The id stands inside, so that a link to it opens what is folded.
            div.inside id=(score.row.key) { (evidence(score)) }
        }
    }
}

fn evidence(score: &RowScore) -> Markup {
    let of = |wanted: &dyn Fn(&PolicyScore) -> bool| -> Vec<&PolicyScore> {
        score.policies.iter().map(|policy| &**policy).filter(|policy| wanted(policy)).collect()
    };
    let said = |policy: &PolicyScore| policy.findings + policy.undetermined > 0;
    let accepted = of(&|policy| policy.accepted > 0 && !said(policy));
    let clean = of(&|policy| policy.judged.is_some() && policy.accepted == 0 && !said(policy));
    let idle = of(&|policy| policy.runs && policy.judged.is_none() && !said(policy));
    let off = of(&|policy| !policy.runs);
    html! {
        @if !score.reason.is_empty() { p { (sentence(&score.reason)) } }
        @if let Some(entry) = &score.attestation { (attestation(entry)) }
        @if !score.policies.is_empty() { p { (sentence(&score.coverage())) } }
        @for policy in of(&said) { (answer(policy)) }
        (ids("Findings accepted by a comment or an exception", &accepted))
        (ids("Judged and found nothing", &clean))
        (ids("Judged nothing here", &idle))
        (ids("Switched off", &off))
    }
}

/// What a policy found, accepted or could not tell.
fn answer(score: &PolicyScore) -> Markup {
    let policy = &score.policy;
    let owners: Vec<&str> =
        if score.owners.is_empty() { vec![&policy.owner] } else { score.owners.keys().map(String::as_str).collect() };
    html! {
        p.answer {
            @if score.findings > 0 { (pills(&score.severities)) " " }
            strong { (policy.id) } " " (policy.title)
            span.soft {
                @if score.undetermined > 0 {
                    " · " (score.undetermined) " undetermined" @if let Some(reason) = &score.reason { " (" (reason) ")" }
                }
                @if score.accepted > 0 { " · " (score.accepted) " accepted" }
                " · " (owners.join(", "))
            }
        }
    }
}

fn ids(name: &str, policies: &[&PolicyScore]) -> Markup {
    let ids: Vec<&str> = policies.iter().map(|policy| &*policy.policy.id).collect();
    html! { @if !ids.is_empty() { p.ids { (name) ": " (ids.join(", ")) } } }
}

fn attestation(entry: &Attestation) -> Markup {
    html! {
        blockquote {
            p { (entry.statement) }
            p.soft {
                (entry.owner) ", " (entry.date) " to " (entry.expires) ". Evidence: "
                @if is_link(&entry.evidence) { a href=(entry.evidence) rel="noreferrer" { (entry.evidence) } } @else { (entry.evidence) }
            }
        }
    }
}

/// Is the evidence something that a browser may open?
fn is_link(evidence: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| evidence.starts_with(scheme))
}
