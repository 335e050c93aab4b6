//! The matrix: each row of the maturity model at its level and pillar.

use bartizan_policies::models::Pillar;
use maud::{Markup, html};

use super::{mark, sign};
use crate::maturity::{LEVELS, RowScore, Scorecard, Status, capital, level_name, reached};
use crate::page::section;

/// Levels down, pillars across; on a phone its cells hold the keys alone.
pub(super) fn matrix(card: &Scorecard) -> Markup {
    let content = html! {
        ul.legend aria-label="Signs" {
            @for status in Status::ALL {
                @let (class, sign) = sign(status);
                li { span class=(format!("mark {class}")) aria-hidden="true" { (sign) } " " (status.as_str()) }
            }
        }
        table.matrix aria-labelledby="matrix-name" {
            thead {
                tr { th scope="col" { "Level" } @for pillar in Pillar::ALL { th scope="col" { (capital(pillar.as_str())) } } }
            }
            tbody {
                @for level in LEVELS {
                    tr.reached[level <= card.level] {
                        th scope="row" { a href=(format!("#level-{level}")) { "Level " (level) } span.level-name { (capital(level_name(level))) } }
                        @for pillar in Pillar::ALL { td { (cell(card, level, pillar)) } }
                    }
                }
            }
        }
    };
    let purpose = "Every row of the maturity model and where it stands; each leads to its evidence.";
    section("matrix", "Levels and pillars", purpose, &content)
}

fn cell(card: &Scorecard, level: u8, pillar: Pillar) -> Markup {
    let rows: Vec<&RowScore> = card.cell(level, pillar).collect();
    html! {
        p.count { (reached(rows.iter().copied())) " of " (rows.len()) }
        ul {
            @for score in rows {
                li {
                    a href=(format!("#{}", score.row.key)) {
                        (mark(score.status))
                        span.text { (score.row.text) }
                        span.key { (score.row.key) }
                    }
                }
            }
        }
    }
}
