//! The trend: how many rows were reached and how many findings there were, day by day.

use maud::{Markup, html};

use crate::maturity::Moment;
use crate::page::section;

/// Size of a chart in its own units, which are pixels on a phone.
const SIZE: (usize, usize) = (340, 150);

/// What is left free for the scale, above and below.
const MARGIN: (usize, usize, usize) = (28, 18, 22);

/// Days of which each has its own point.
const MOST_POINTS: usize = 40;

/// Two charts and their figures; nothing where there is no day before.
pub(super) fn trend(moments: &[Moment]) -> Markup {
    if moments.len() < 2 {
        return html! {};
    }
    let most = moments.iter().map(|moment| moment.rows).max().unwrap_or(1);
    let content = html! {
        div.charts {
            (chart("Rows reached", "up", most, moments, &|moment| moment.reached))
            (chart("Findings", "down", 0, moments, &|moment| moment.findings))
        }
        details.more {
            summary { "Figures by day" }
            table.figures aria-label="Trend by day" {
                thead { tr { th scope="col" { "Day" } th scope="col" { "Level" } th scope="col" { "Rows reached" } th scope="col" { "Findings" } } }
                tbody {
                    @for moment in moments.iter().rev() {
                        tr {
                            th scope="row" { (moment.date) }
                            td { (moment.level) }
                            td { (moment.reached) " of " (moment.rows) }
                            td { (moment.findings) }
                        }
                    }
                }
            }
        }
    };
    let purpose = format!("{} scorecards since {}.", moments.len(), moments[0].date);
    section("trend", "Trend", &purpose, &content)
}

/// A line over the days, from 0 to at least `most`.
fn chart(name: &str, class: &str, most: usize, moments: &[Moment], figure: &dyn Fn(&Moment) -> usize) -> Markup {
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return html! {} };
    let most = moments.iter().map(figure).chain([most, 1]).max().unwrap_or(1);
    let days = whole((last.date - first.date).num_days()).max(1);
    let ((width, height), (left, above, below)) = (SIZE, MARGIN);
    let across = |moment: &Moment| left + whole((moment.date - first.date).num_days()) * (width - left - 22) / days;
    let up = |number: usize| height - below - number * (height - above - below) / most;
    let points: Vec<(usize, usize)> = moments.iter().map(|moment| (across(moment), up(figure(moment)))).collect();
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let (end, base) = (across(last), up(0));
    let said = format!("{name}: {} on {}, {} on {}", figure(first), first.date, figure(last), last.date);
    html! {
        figure class=(format!("chart {class}")) {
            figcaption { (name) strong { (figure(last)) } }
            svg viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(said) {
                @for number in [0, most] {
                    line.grid x1=(left) x2=(end) y1=(up(number)) y2=(up(number)) {}
                    text x=(left - 5) y=(up(number) + 4) text-anchor="end" { (number) }
                }
                polygon points=(format!("{left},{base} {} {end},{base}", line.join(" "))) {}
                polyline points=(line.join(" ")) {}
                @if points.len() <= MOST_POINTS { @for (x, y) in &points { circle cx=(x) cy=(y) r="3.5" {} } }
                text x=(left) y=(height - 5) { (first.date) }
                text x=(end) y=(height - 5) text-anchor="end" { (last.date) }
            }
        }
    }
}

fn whole(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
