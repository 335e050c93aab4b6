//! The scorecard as one page that needs nothing else: no script, no font, no picture from elsewhere.
//!
//! Status is never told by colour alone; headings, tables and the chart have names for those who hear the page.

use bartizan_policies::models::Pillar;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{LEVELS, Moment, RowScore, Scorecard, Status, count, level_name};
use crate::policy::Severity;

/// Steps that are shown.
const STEPS: usize = 5;

/// How the page looks: on screens of any width, in the dark, on paper.
const STYLE: &str = include_str!("page.css");

/// The page; with the days before it where there are some.
#[must_use]
pub fn html(card: &Scorecard, moments: &[Moment]) -> String {
    let title = format!("Security maturity: level {} of 4", card.level);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) " on " (card.date) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#matrix" { "Skip to the matrix" }
                (header(card))
                main {
                    (tiles(card))
                    (matrix(card))
                    (next(card))
                    (trend(moments))
                    (teams(card))
                    (layers(card))
                    @for level in LEVELS { (level_rows(card, level)) }
                    h2 #duties { "Duties by team" }
                    @for (team, rows) in card.duties() {
                        h3 { (team) }
                        (table(&rows, &format!("Duties of {team}")))
                    }
                }
                (footer(card))
            }
        }
    }
    .into_string()
}

fn header(card: &Scorecard) -> Markup {
    html! {
        header {
            div {
                h1 { "Security maturity" }
                p.soft { "As of " time datetime=(card.date) { (card.date) } }
            }
            div.level {
                b aria-hidden="true" { (card.level) }
                div {
                    strong { "Level " (card.level) " of 4" }
                    div.soft { (level_name(card.level)) }
                    div.steps-of-level aria-hidden="true" {
                        @for level in LEVELS { i.reached[level <= card.level] {} }
                    }
                }
            }
        }
    }
}

fn tiles(card: &Scorecard) -> Markup {
    let maturity: Vec<&RowScore> = card.rows.iter().filter(|row| row.level().is_some()).collect();
    let reached = maturity.iter().filter(|row| row.status.is_reached()).count();
    let attested = card.rows.iter().filter(|row| row.attestation.is_some()).count();
    let names: Vec<&str> = card.platforms.iter().map(|platform| platform.as_str()).collect();
    html! {
        ul.tiles aria-label="In short" {
            li { b { (reached) " of " (maturity.len()) } "rows of the maturity model reached" }
            li { b { (card.findings) } @if card.findings == 1 { "finding" } @else { "findings" } }
            li { b { (card.resources) } "resources in " (count(card.files, "file", "files")) }
            li { b { (attested) } "rows with an attestation" }
        }
        p.soft {
            "Platforms: " (if names.is_empty() { "none".to_owned() } else { names.join(", ") })
            @if card.declared { ", as declared." } @else { ", as seen in the scan; none is declared." }
            @if card.problems > 0 { " " (count(card.problems, "part", "parts")) " could not be read." }
        }
    }
}

fn matrix(card: &Scorecard) -> Markup {
    html! {
        h2 #matrix { "Levels and pillars" }
        div.scroll tabindex="0" role="region" aria-label="Matrix of levels and pillars" {
            table.matrix {
                caption { "Rows that are met, attested or not applicable" }
                thead { tr { th scope="col" { "Level" } @for pillar in Pillar::ALL { th scope="col" { (pillar.as_str()) } } } }
                tbody {
                    @for level in LEVELS {
                        tr {
                            th scope="row" { a href=(format!("#level-{level}")) { "Level " (level) } }
                            @for pillar in Pillar::ALL { td { (cell(card, level, pillar)) } }
                        }
                    }
                }
            }
        }
    }
}

fn cell(card: &Scorecard, level: u8, pillar: Pillar) -> Markup {
    let statuses: Vec<Status> = card.cell(level, pillar).map(|row| row.status).collect();
    let number = |wanted: &dyn Fn(Status) -> bool| statuses.iter().filter(|status| wanted(**status)).count();
    let parts = [
        ("good", number(&Status::is_reached)),
        ("open", number(&|status| status == Status::NoEvidence)),
        ("bad", number(&|status| status == Status::NotMet)),
    ];
    html! {
        div.bar aria-hidden="true" {
            @for (class, number) in parts { @if number > 0 { i class=(class) style=(format!("flex:{number}")) {} } }
        }
        (parts[0].1) " of " (statuses.len())
        @if parts[2].1 > 0 { ", " span.status.bad { (parts[2].1) " not met" } }
        @if parts[1].1 > 0 { ", " span.status.open { (parts[1].1) " without evidence" } }
    }
}

fn next(card: &Scorecard) -> Markup {
    html! {
        @if !card.steps.is_empty() {
            h2 #next { "What to do next" }
            ol.next {
                @for step in card.steps.iter().take(STEPS) {
                    li {
                        strong { (step.text) }
                        div { (step.how) }
                        div.soft { (step.owner) " · level " (step.level) " · " (step.row) }
                    }
                }
            }
            @if card.steps.len() > STEPS { p.soft { "And " (card.steps.len() - STEPS) " more." } }
        }
    }
}

/// Size of the chart in its own units.
const CHART: (usize, usize) = (640, 160);

fn trend(moments: &[Moment]) -> Markup {
    if moments.len() < 2 {
        return html! {};
    }
    let first = moments[0].date;
    let days = moments.last().map_or(1, |last| (last.date - first).num_days()).max(1);
    let (width, height) = CHART;
    let across = |moment: &Moment| {
        30 + usize::try_from((moment.date - first).num_days()).unwrap_or(0) * (width - 60)
            / usize::try_from(days).unwrap_or(1)
    };
    let up = |moment: &Moment| height - 25 - moment.reached * (height - 45) / moment.rows.max(1);
    let line: Vec<String> = moments.iter().map(|moment| format!("{},{}", across(moment), up(moment))).collect();
    let said = format!(
        "Rows reached, from {} of {} on {} to {} of {} on {}",
        moments[0].reached,
        moments[0].rows,
        first,
        moments[moments.len() - 1].reached,
        moments[moments.len() - 1].rows,
        moments[moments.len() - 1].date
    );
    html! {
        h2 #trend { "Trend" }
        svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(said) {
            line x1="30" y1=(height - 25) x2=(width - 30) y2=(height - 25) stroke="var(--line)" {}
            polyline points=(line.join(" ")) fill="none" stroke="var(--accent)" stroke-width="2" {}
            @for moment in moments {
                circle cx=(across(moment)) cy=(up(moment)) r="4" fill="var(--accent)" {}
                text x=(across(moment)) y=(up(moment) - 8) text-anchor="middle" { (moment.reached) }
            }
            text x="30" y=(height - 8) { (first) }
            text x=(width - 30) y=(height - 8) text-anchor="end" { (moments[moments.len() - 1].date) }
        }
        div.scroll tabindex="0" role="region" aria-label="Trend by day" {
            table {
                thead { tr { th scope="col" { "Day" } th scope="col" { "Level" } th scope="col" { "Rows reached" } th scope="col" { "Findings" } } }
                tbody {
                    @for moment in moments {
                        tr {
                            th scope="row" { (moment.date) }
                            td.number { (moment.level) }
                            td.number { (moment.reached) " of " (moment.rows) }
                            td.number { (moment.findings) }
                        }
                    }
                }
            }
        }
    }
}

fn teams(card: &Scorecard) -> Markup {
    html! {
        h2 #teams { "Teams" }
        div.scroll tabindex="0" role="region" aria-label="Teams" {
            table {
                caption { "Each by the rows that its own policies answer" }
                thead { tr { th scope="col" { "Team" } th scope="col" { "Level" } th scope="col" { "Rows reached" } th scope="col" { "Findings" } th scope="col" { "Open rows" } } }
                tbody {
                    @for team in &card.teams {
                        @let open: Vec<&str> = team.rows.iter().filter(|row| !row.status.is_reached()).map(|row| row.row.key).collect();
                        tr {
                            th scope="row" { (team.team) }
                            td.number { @match team.level { Some(level) => { (level) " of 4" }, None => "–" } }
                            td.number { (team.rows.len() - open.len()) " of " (team.rows.len()) }
                            td.number { (team.findings) }
                            td { @for (at, key) in open.iter().enumerate() { @if at > 0 { ", " } a href=(format!("#{key}")) { (key) } } }
                        }
                    }
                }
            }
        }
    }
}

fn layers(card: &Scorecard) -> Markup {
    html! {
        h2 #layers { "Layers" }
        div.scroll tabindex="0" role="region" aria-label="Layers" {
            table {
                caption { "Layers of shared responsibility, with the team that answers for each" }
                thead { tr { th scope="col" { "Layer" } th scope="col" { "Primary team" } th scope="col" { "Supporting" } th scope="col" { "Policies that judged" } th scope="col" { "Findings" } } }
                tbody {
                    @for score in &card.layers {
                        tr {
                            th scope="row" { (score.layer.name) }
                            td { (score.layer.primary) }
                            td { (score.layer.supporting.join(", ")) }
                            td.number { (score.judged) " of " (score.policies) }
                            td {
                                @if score.findings.is_empty() { "none" }
                                @for (at, severity) in Severity::ALL.iter().filter(|severity| score.findings.contains_key(severity)).enumerate() {
                                    @if at > 0 { ", " }
                                    (score.findings[severity]) " " (severity.as_str())
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn level_rows(card: &Scorecard, level: u8) -> Markup {
    let rows: Vec<&RowScore> = card.rows.iter().filter(|row| row.level() == Some(level)).collect();
    html! {
        h2 id=(format!("level-{level}")) { "Level " (level) ": " (level_name(level)) }
        (table(&rows, &format!("Rows of level {level}")))
    }
}

fn table(rows: &[&RowScore], name: &str) -> Markup {
    html! {
        table.rows aria-label=(name) {
            thead { tr { th scope="col" { "Row" } th scope="col" { "What it asks" } th scope="col" { "Status" } th scope="col" { "Evidence" } } }
            tbody {
                @for score in rows {
                    tr id=(score.row.key) {
                        td.key { (score.row.key) }
                        th scope="row" { (score.row.text) @if let Some(pillar) = score.pillar() { div.soft { (pillar.as_str()) } } }
                        td { (status(score.status)) }
                        td { (evidence(score)) }
                    }
                }
            }
        }
    }
}

fn status(status: Status) -> Markup {
    let (class, mark) = match status {
        Status::Met | Status::Attested | Status::NotApplicable => ("good", "●"),
        Status::NoEvidence => ("open", "○"),
        Status::NotMet => ("bad", "✗"),
    };
    html! { span class=(format!("status {class}")) { span aria-hidden="true" { (mark) " " } (status.as_str()) } }
}

fn evidence(score: &RowScore) -> Markup {
    let failing: Vec<String> = score
        .policies
        .iter()
        .filter(|policy| policy.findings > 0)
        .map(|policy| format!("{} ({})", policy.policy.id, policy.findings))
        .collect();
    html! {
        @if !score.reason.is_empty() { div { (score.reason) } }
        @if !failing.is_empty() { div { (failing.join(", ")) } }
        @if !score.policies.is_empty() { div.soft { (score.coverage()) } }
        @if let Some(entry) = &score.attestation {
            div.soft { "“" (entry.statement) "” " @if is_link(&entry.evidence) { a href=(entry.evidence) rel="noreferrer" { "evidence" } } @else { (entry.evidence) } }
        }
    }
}

/// Is the evidence something that a browser may open?
fn is_link(evidence: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| evidence.starts_with(scheme))
}

fn footer(card: &Scorecard) -> Markup {
    html! {
        footer {
            p { "Bartizan " (env!("CARGO_PKG_VERSION")) ", policies " (card.pack) ". A row is met when its policies judged something on every platform and found nothing; an attestation never outweighs a finding." }
        }
    }
}
