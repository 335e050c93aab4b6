//! `bartizan bench`.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use bartizan_rego::eval::Evaluation;

use super::args::{BenchArgs, BenchFormat};
use super::fault::{self, Fault};
use super::output::json::Json;
use super::output::profile::nanoseconds;
use super::output::table::{self, Align};
use super::{Policy, eval, options, with_stack};
use crate::{Failure, terminal};

/// Exit status when the query cannot be answered, or has no answer.
const FAILED: u8 = 1;

/// How long evaluations took.
struct Sample {
    /// All together.
    total: Duration,
    /// Each, in nanoseconds, sorted.
    times: Vec<u64>,
}

pub(crate) fn run(args: &BenchArgs) -> Result<ExitCode, Failure> {
    if args.asked.query.is_none() && !args.asked.stdin {
        return Err(Failure::usage(
            "a query is needed: as an argument, or with --stdin from standard input".to_owned(),
        ));
    }
    match with_stack(|| samples(args))? {
        Ok(samples) => {
            for sample in &samples {
                terminal::print(&match args.format {
                    BenchFormat::Pretty => pretty(sample),
                    BenchFormat::Json => json(sample).pretty(),
                    BenchFormat::Gobench => gobench(sample),
                })?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            match args.format {
                BenchFormat::Json => {
                    let errors = Json::List(faults.iter().map(Fault::json).collect());
                    terminal::print(&Json::Record(vec![("errors", errors)]).pretty())?;
                }
                _ => terminal::error(&fault::framed(&faults))?,
            }
            Ok(ExitCode::from(FAILED))
        }
    }
}

fn samples(args: &BenchArgs) -> Result<Vec<Sample>, Vec<Fault>> {
    let (query, input) = eval::asked(&args.asked).map_err(|fault| vec![fault])?;
    let policy = Policy::load(&args.asked.data, &args.asked.bundle, &args.asked.language)?;
    let compiled = eval::compiled(&policy, &query, &args.asked)?;
    let options = options(&args.asked.language, None, false);
    let evaluate = || {
        let Evaluation { answers, .. } = compiled.evaluate(input.as_ref(), &policy.data, &options);
        answers.map_err(|error| vec![Fault::of_eval(&error, &policy.program, &query)])
    };
    if evaluate()?.is_empty() && args.fail {
        return Err(vec![Fault::plain("undefined result")]);
    }
    let mut samples = Vec::new();
    for _ in 0..args.count.max(1) {
        let start = Instant::now();
        let mut times = Vec::new();
        while times.is_empty() || start.elapsed() < args.benchtime {
            let begin = Instant::now();
            evaluate()?;
            times.push(nanoseconds(begin.elapsed()));
        }
        let total = start.elapsed();
        times.sort_unstable();
        samples.push(Sample { total, times });
    }
    Ok(samples)
}

impl Sample {
    fn per_operation(&self) -> u64 {
        nanoseconds(self.total) / self.times.len().max(1) as u64
    }

    /// What is known of the evaluations, by OPA's names.
    fn figures(&self) -> Vec<(&'static str, f64)> {
        let count = self.times.len().max(1) as f64;
        let mean = self.times.iter().sum::<u64>() as f64 / count;
        let spread = self.times.iter().map(|time| (*time as f64 - mean).powi(2)).sum::<f64>() / count;
        let at = |part: f64| {
            let place = ((count * part).ceil() as usize).saturating_sub(1);
            self.times.get(place).or(self.times.last()).copied().unwrap_or_default() as f64
        };
        vec![
            ("histogram_timer_rego_query_eval_ns_75%", at(0.75)),
            ("histogram_timer_rego_query_eval_ns_90%", at(0.9)),
            ("histogram_timer_rego_query_eval_ns_95%", at(0.95)),
            ("histogram_timer_rego_query_eval_ns_99%", at(0.99)),
            ("histogram_timer_rego_query_eval_ns_99.9%", at(0.999)),
            ("histogram_timer_rego_query_eval_ns_99.99%", at(0.9999)),
            ("histogram_timer_rego_query_eval_ns_count", count),
            ("histogram_timer_rego_query_eval_ns_max", at(1.0)),
            ("histogram_timer_rego_query_eval_ns_mean", mean),
            ("histogram_timer_rego_query_eval_ns_median", at(0.5)),
            ("histogram_timer_rego_query_eval_ns_min", at(0.0)),
            ("histogram_timer_rego_query_eval_ns_stddev", spread.sqrt()),
        ]
    }
}

fn pretty(sample: &Sample) -> String {
    let mut rows = vec![
        vec!["samples".to_owned(), sample.times.len().to_string()],
        vec!["ns/op".to_owned(), sample.per_operation().to_string()],
    ];
    rows.extend(sample.figures().into_iter().map(|(name, figure)| vec![name.to_owned(), format!("{figure:.0}")]));
    table::draw(&[], &rows, Align::Right)
}

fn json(sample: &Sample) -> Json {
    let figures = sample.figures().into_iter().map(|(name, figure)| (name, Json::Float(figure)));
    Json::Record(vec![
        ("N", Json::Number(sample.times.len() as u64)),
        ("T", Json::Number(nanoseconds(sample.total))),
        ("Extra", Json::Record(figures.collect())),
    ])
}

fn gobench(sample: &Sample) -> String {
    let figures = sample.figures().into_iter().map(|(name, figure)| format!("\t{figure:>10.0} {name}"));
    let head = format!("BenchmarkBartizanEval\t{:>8}\t{:>10} ns/op", sample.times.len(), sample.per_operation());
    format!("{head}{}\n", figures.collect::<String>())
}
