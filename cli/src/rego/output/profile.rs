//! Profiles of evaluations, by line.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::time::Duration;

use bartizan_rego::eval::Measured;

use super::Sources;
use super::json::Json;
use super::table::{self, Align};
use crate::rego::args::ProfileSort;

/// What the expressions of a line took.
pub(crate) struct Line {
    first: Measured,
    time: Duration,
    evals: u64,
    redos: u64,
    generated: u64,
}

/// The lines in the order asked for, at most `limit` of them; 0 for all.
pub(crate) fn lines(profile: &[Measured], sources: &Sources<'_>, sort: &[ProfileSort], limit: usize) -> Vec<Line> {
    let mut lines: BTreeMap<(usize, u32), Line> = BTreeMap::new();
    for measured in profile {
        let row = sources.position(measured.module, measured.span.start).0;
        let line = lines.entry((measured.module, row)).or_insert_with(|| Line {
            first: *measured,
            time: Duration::ZERO,
            evals: 0,
            redos: 0,
            generated: 0,
        });
        line.time += measured.time;
        line.evals += measured.evals;
        line.redos += measured.redos;
        line.generated += 1;
    }
    let mut lines: Vec<((usize, u32), Line)> = lines.into_iter().collect();
    let order = |(left_place, left): &((usize, u32), Line), (right_place, right): &((usize, u32), Line)| {
        let by = |sort: &ProfileSort| match sort {
            ProfileSort::TotalTimeNs => right.time.cmp(&left.time),
            ProfileSort::NumEval => right.evals.cmp(&left.evals),
            ProfileSort::NumRedo => right.redos.cmp(&left.redos),
            ProfileSort::NumGenExpr => right.generated.cmp(&left.generated),
            ProfileSort::File => sources.source(left_place.0).0.cmp(sources.source(right_place.0).0),
            ProfileSort::Line => left_place.1.cmp(&right_place.1),
        };
        let given = sort.iter().map(by).find(|order| *order != Ordering::Equal);
        given.unwrap_or_else(|| by(&ProfileSort::TotalTimeNs))
    };
    lines.sort_by(order);
    let limit = if limit == 0 { lines.len() } else { limit };
    lines.into_iter().take(limit).map(|(_, line)| line).collect()
}

pub(crate) fn json(lines: &[Line], sources: &Sources<'_>) -> Json {
    let lines = lines.iter().map(|line| {
        Json::Record(vec![
            ("total_time_ns", Json::Number(nanoseconds(line.time))),
            ("num_eval", Json::Number(line.evals)),
            ("num_redo", Json::Number(line.redos)),
            ("num_gen_expr", Json::Number(line.generated)),
            ("location", sources.json(line.first.module, line.first.span)),
        ])
    });
    Json::List(lines.collect())
}

pub(crate) fn text(lines: &[Line], sources: &Sources<'_>) -> String {
    let header = ["Time", "Num Eval", "Num Redo", "Num Gen Expr", "Location"].map(str::to_owned);
    let rows = lines.iter().map(|line| {
        let place = match sources.source(line.first.module).0 {
            "" => sources.line(line.first.module, line.first.span),
            _ => sources.place(line.first.module, line.first.span),
        };
        let counts = [line.evals, line.redos, line.generated].map(|count| count.to_string());
        [vec![shown(line.time)], counts.to_vec(), vec![place]].concat()
    });
    table::draw(&header, &rows.collect::<Vec<_>>(), Align::Left)
}

pub(crate) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A duration as Go prints it: `1.5ms`, `2m3s`.
pub(crate) fn shown(time: Duration) -> String {
    let nanoseconds = nanoseconds(time);
    let scaled = |unit: f64| {
        let text = format!("{:.9}", nanoseconds as f64 / unit);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match nanoseconds {
        0 => "0s".to_owned(),
        1..1_000 => format!("{nanoseconds}ns"),
        1_000..1_000_000 => format!("{}µs", scaled(1e3)),
        1_000_000..1_000_000_000 => format!("{}ms", scaled(1e6)),
        _ => {
            let (minutes, rest) = (nanoseconds / 60_000_000_000, nanoseconds % 60_000_000_000);
            let text = format!("{:.9}", rest as f64 / 1e9);
            let seconds = text.trim_end_matches('0').trim_end_matches('.');
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_go_prints_them() {
        for (nanoseconds, wanted) in [
            (0, "0s"),
            (118, "118ns"),
            (118_196, "118.196µs"),
            (13_731_366, "13.731366ms"),
            (1_500_000_000, "1.5s"),
            (90_000_000_000, "1m30s"),
            (3_600_000_000_000, "1h0m0s"),
        ] {
            assert_eq!(shown(Duration::from_nanos(nanoseconds)), wanted);
        }
    }
}
