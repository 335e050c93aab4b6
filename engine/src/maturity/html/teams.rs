//! The scorecard by team and by layer.

use maud::{Markup, html};

use super::{bar, mark};
use crate::maturity::{RowScore, Scorecard, Step, TeamScore, count, reached};
use crate::page::{code, pills, section};

/// Steps of a team that are shown.
const STEPS: usize = 3;

/// Each team with its level; what it has to do is folded.
pub(super) fn teams(card: &Scorecard) -> Markup {
    let content = html! {
        ul.teams { @for team in &card.teams { li { (self::team(card, team)) } } }
    };
    let purpose = "Each by the rows that its own policies answer and the governance rows that it attests.";
    section("teams", "Teams", purpose, &content)
}

fn team(card: &Scorecard, team: &TeamScore) -> Markup {
    let steps: Vec<&Step> = card.steps.iter().filter(|step| step.owner == team.team).collect();
    let open: Vec<&RowScore> = team.rows.iter().filter(|row| !row.status.is_reached()).collect();
    html! {
        details {
            summary {
                span.team-name { (team.team) }
                span.team-level { @match team.level { Some(level) => { "Level " (level) }, None => "No rows" } }
                span.team-rows { (bar(&team.rows)) span { (reached(&team.rows)) " of " (count(team.rows.len(), "row", "rows")) } }
                span.team-findings { (count(team.findings, "finding", "findings")) }
            }
            div.inside {
                @if !steps.is_empty() {
                    h3 { "First for this team" }
                    ol { @for step in steps.iter().take(STEPS) { li { (code(&step.text)) } } }
                    @if steps.len() > STEPS { p.soft { "And " (count(steps.len() - STEPS, "further step", "further steps")) "." } }
                }
                @if open.is_empty() { p { "No row of this team is open." } } @else {
                    h3 { "Open rows" }
                    ul.open-rows {
                        @for score in open {
                            li {
                                (mark(score.status))
                                div {
                                    a href=(format!("#{}", score.row.key)) { (score.row.key) } " " (score.row.text)
                                    div.soft { (score.reason) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The layers of shared responsibility, each with its teams.
pub(super) fn layers(card: &Scorecard) -> Markup {
    let heads = ["Layer", "Primary team", "Supporting teams", "Policies that judged", "Findings", "Undetermined"];
    let content = html! {
        table.stack role="table" aria-labelledby="layers-name" {
            thead role="rowgroup" { tr role="row" { @for head in heads { th role="columnheader" scope="col" { (head) } } } }
            tbody role="rowgroup" {
                @for score in &card.layers {
                    tr role="row" {
                        th role="rowheader" scope="row" { (score.layer.name) }
                        td role="cell" data-label=(heads[1]) { (score.layer.primary) }
                        td role="cell" data-label=(heads[2]) { (score.layer.supporting.join(", ")) }
                        td role="cell" data-label=(heads[3]) { (score.judged) " of " (score.policies) }
                        td role="cell" data-label=(heads[4]) { (pills(&score.findings)) }
                        td role="cell" data-label=(heads[5]) { (score.undetermined) }
                    }
                }
            }
        }
    };
    let purpose = "The layers of shared responsibility: who answers for each, and what stands there.";
    section("layers", "Layers", purpose, &content)
}
