//! `bartizan eval`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bartizan_rego::compile::{Query, QueryContext};
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::eval::{Answer, Evaluation, Observation, Observe};
use bartizan_rego::syntax::Span;
use bartizan_rego::value::Value;

use super::args::{EvalArgs, EvalFormat, Explain, QueryArgs};
use super::fault::{self, Fault, Place};
use super::output::json::{Json, compact};
use super::output::table::{self, Align};
use super::output::{Sources, coverage, profile, trace};
use super::{Policy, document, options, with_stack};
use crate::{Failure, USAGE, terminal};

/// Exit status of `--fail` and `--fail-defined`.
const FAILED: u8 = 1;

/// What the evaluation of a query gave.
#[derive(Debug, Default)]
struct Outcome {
    faults: Vec<Fault>,
    /// Is there a result despite the faults?
    is_answered: bool,
    results: Vec<Answer>,
    query: String,
    /// Where the expressions of the query stand in it.
    expressions: Vec<Span>,
    /// What was asked for beside the result: OPA's name of it, as JSON and as text.
    extras: Vec<(&'static str, Json, String)>,
}

pub(crate) fn run(args: &EvalArgs) -> Result<ExitCode, Failure> {
    if args.asked.query.is_none() && !args.asked.stdin {
        return Err(Failure::usage(
            "a query is needed: as an argument, or with --stdin from standard input".to_owned(),
        ));
    }
    let outcome = with_stack(|| evaluate(args).unwrap_or_else(|faults| Outcome { faults, ..Outcome::default() }))?;
    print(&outcome, args)?;
    let status = if !outcome.faults.is_empty() && !outcome.is_answered {
        USAGE
    } else if outcome.results.is_empty() && args.fail || !outcome.results.is_empty() && args.fail_defined {
        FAILED
    } else {
        0
    };
    // The process ends here: to free what was computed takes time and serves nobody.
    std::mem::forget(outcome);
    Ok(ExitCode::from(status))
}

/// The query and the input that the command line names.
pub(super) fn asked(args: &QueryArgs) -> Result<(String, Option<Value>), Fault> {
    let query = match &args.query {
        Some(query) => query.clone(),
        None => String::from_utf8(super::stdin()?).map_err(|error| Fault::plain(error.to_string()))?,
    };
    if query.trim().is_empty() {
        return Err(Fault::plain("cannot evaluate empty query"));
    }
    let input = match &args.input {
        _ if args.stdin_input => Some(super::stdin()?),
        Some(path) => Some(super::read(path)?),
        None => None,
    };
    let input = input.map(|bytes| document::any(&bytes)).transpose().map_err(Fault::plain)?;
    Ok((query, input))
}

/// The query, compiled in the package and with the imports that the command line names.
pub(super) fn compiled(policy: &Policy, query: &str, args: &QueryArgs) -> Result<Query, Vec<Fault>> {
    let context = QueryContext { package: args.package.clone().unwrap_or_default(), imports: args.import.clone() };
    let faults = |errors: Vec<Diagnostic>| errors.iter().map(|error| Fault::of_module(error, "", query)).collect();
    policy.program.query_in(query, &context).map_err(faults)
}

fn evaluate(args: &EvalArgs) -> Result<Outcome, Vec<Fault>> {
    let mut clock = Clock::start();
    let (query, input) = asked(&args.asked).map_err(|fault| vec![fault])?;
    clock.stop("timer_rego_input_parse_ns");
    let policy = Policy::load(&args.asked.data, &args.asked.bundle, &args.asked.language)?;
    clock.stop("timer_rego_module_compile_ns");
    let compiled = compiled(&policy, &query, &args.asked)?;
    let mut options = options(&args.asked.language, args.timeout, args.strict_builtin_errors);
    options.observe = Observe {
        trace: args.explain != Explain::Off,
        coverage: args.coverage,
        profile: args.profile,
        builtin_errors: args.show_builtin_errors,
    };
    clock.stop("timer_rego_query_compile_ns");
    let Evaluation { answers, prints, observed } = compiled.evaluate(input.as_ref(), &policy.data, &options);
    clock.stop("timer_rego_query_eval_ns");
    prints.iter().for_each(|line| terminal::note(line));
    let mut outcome = Outcome { expressions: compiled.expressions().collect(), ..Outcome::default() };
    match answers {
        Ok(answers) => {
            outcome.results = answers;
            outcome.is_answered = true;
            let errors = observed.builtin_errors.iter();
            outcome.faults = errors.map(|error| Fault::of_eval(error, &policy.program, &query)).collect();
        }
        Err(error) => outcome.faults = vec![Fault::of_eval(&error, &policy.program, &query)],
    }
    outcome.extras = extras(args, &policy, &query, &observed, &clock);
    outcome.query = query;
    std::mem::forget((policy, compiled, observed));
    Ok(outcome)
}

/// Times of what was done, by OPA's names.
struct Clock {
    since: Instant,
    times: BTreeMap<&'static str, Duration>,
}

impl Clock {
    fn start() -> Self {
        Self { since: Instant::now(), times: BTreeMap::new() }
    }

    /// Names what was done since the last time.
    fn stop(&mut self, name: &'static str) {
        let now = Instant::now();
        self.times.insert(name, now - self.since);
        self.since = now;
    }
}

/// What the command line asks for beside the result, in the order of OPA's JSON.
fn extras(
    args: &EvalArgs,
    policy: &Policy,
    query: &str,
    observed: &Observation,
    clock: &Clock,
) -> Vec<(&'static str, Json, String)> {
    let mut extras = Vec::new();
    if args.metrics {
        let times = clock.times.iter().map(|(name, time)| (*name, profile::nanoseconds(*time)));
        let rows: Vec<Vec<String>> =
            times.clone().map(|(name, time)| vec![name.to_owned(), time.to_string()]).collect();
        let header = ["Metric".to_owned(), "Value".to_owned()];
        let json = Json::Record(times.map(|(name, time)| (name, Json::Number(time))).collect());
        extras.push(("metrics", json, table::draw(&header, &rows, Align::Left)));
    }
    if options_are_plain(args) {
        return extras;
    }
    let sources = Sources::new(&policy.program, query);
    let events = trace::filtered(&observed.events, args.explain);
    if !events.is_empty() {
        let text = trace::text(&events, &sources, args.var_values);
        extras.push(("explanation", trace::json(&events, &sources), text));
    }
    if args.profile {
        let lines = profile::lines(&observed.profile, &sources, &args.profile_sort, args.profile_limit);
        extras.push(("profile", profile::json(&lines, &sources), profile::text(&lines, &sources)));
    }
    if args.coverage {
        let trees: Vec<_> = (0..).map_while(|module| policy.program.tree(module)).collect();
        let report = coverage::Report::new(&trees, &observed.covered, &sources);
        let row = vec!["Overall Coverage".to_owned(), format!("{:.2}", report.percent())];
        extras.push(("coverage", report.json(), table::draw(&[], &[row], Align::Left)));
    }
    extras
}

/// Was nothing of the evaluation noted?
fn options_are_plain(args: &EvalArgs) -> bool {
    args.explain == Explain::Off && !args.profile && !args.coverage
}

fn print(outcome: &Outcome, args: &EvalArgs) -> std::io::Result<()> {
    match args.format {
        EvalFormat::Json => return terminal::print(&json(outcome, results(outcome)).pretty()),
        EvalFormat::Discard => return terminal::print(&json(outcome, Json::from("discarded")).pretty()),
        EvalFormat::Pretty => return print_pretty(outcome, args.pretty_limit),
        _ if !outcome.faults.is_empty() => return terminal::error(&fault::lines(&outcome.faults)),
        EvalFormat::Raw | EvalFormat::Values | EvalFormat::Bindings => {}
    }
    let lines = outcome.results.iter().map(|result| match args.format {
        EvalFormat::Raw => raw(result),
        EvalFormat::Values => Json::List(result.values.iter().cloned().map(Json::Value).collect()).pretty(),
        _ => bindings(result).pretty(),
    });
    terminal::print(&lines.collect::<String>())
}

/// The explanation, the result or what is wrong, and the tables.
fn print_pretty(outcome: &Outcome, limit: usize) -> std::io::Result<()> {
    let (before, after): (Vec<_>, Vec<_>) = outcome.extras.iter().partition(|(name, ..)| *name == "explanation");
    let text = |extras: Vec<&(&str, Json, String)>| extras.iter().map(|(_, _, text)| &**text).collect::<String>();
    terminal::print(&text(before))?;
    if outcome.faults.is_empty() {
        terminal::print(&pretty(outcome, limit))?;
    } else {
        terminal::error(&fault::framed(&outcome.faults))?;
    }
    terminal::print(&text(after))
}

fn json(outcome: &Outcome, results: Json) -> Json {
    let mut members = Vec::new();
    if !outcome.faults.is_empty() {
        members.push(("errors", Json::List(outcome.faults.iter().map(Fault::json).collect())));
    }
    if !outcome.results.is_empty() {
        members.push(("result", results));
    }
    members.extend(outcome.extras.iter().map(|(name, json, _)| (*name, json.clone())));
    Json::Record(members)
}

fn results(outcome: &Outcome) -> Json {
    let texts = texts(outcome);
    let results = outcome.results.iter().map(|result| {
        let expressions = result.values.iter().zip(&texts).map(|(value, (text, place))| {
            let location = vec![("row", Json::Number(place.row.into())), ("col", Json::Number(place.column.into()))];
            Json::Record(vec![
                ("value", Json::Value(value.clone())),
                ("text", Json::from(*text)),
                ("location", Json::Record(location)),
            ])
        });
        let mut members = vec![("expressions", Json::List(expressions.collect()))];
        if !result.bindings.is_empty() {
            members.push(("bindings", bindings(result)));
        }
        Json::Record(members)
    });
    Json::List(results.collect())
}

/// The texts of the query's expressions, and where they stand.
fn texts(outcome: &Outcome) -> Vec<(&str, Place)> {
    let spans = outcome.expressions.iter();
    spans.map(|span| (span.text(&outcome.query), Place::new("", &outcome.query, *span))).collect()
}

fn bindings(result: &Answer) -> Json {
    let members = result.bindings.iter().map(|(name, value)| (name.to_string(), Json::Value(value.clone())));
    Json::Map(members.collect())
}

fn raw(result: &Answer) -> String {
    let values = result.values.iter().map(|value| value.as_str().map_or_else(|| compact(value), str::to_owned));
    values.collect::<Vec<_>>().join(" ") + "\n"
}

/// A single value as JSON, more in a table.
fn pretty(outcome: &Outcome, limit: usize) -> String {
    let [first, ..] = &outcome.results[..] else { return "undefined\n".to_owned() };
    let is_boolean = |value: &Value| matches!(value, Value::Bool(_));
    let single = outcome.results.len() == 1 && first.bindings.is_empty();
    if single
        && let [value, rest @ ..] = &first.values[..]
        && (rest.is_empty() || first.values.iter().all(is_boolean))
    {
        return Json::Value(value.clone()).pretty();
    }
    let texts = texts(outcome);
    let shown: Vec<usize> =
        (0..first.values.len()).filter(|at| first.bindings.is_empty() || !is_boolean(&first.values[*at])).collect();
    let names = first.bindings.iter().map(|(name, _)| name.to_string());
    let header: Vec<String> = shown.iter().filter_map(|at| Some(texts.get(*at)?.0.to_owned())).chain(names).collect();
    let rows = outcome.results.iter().map(|result| {
        let values = shown.iter().filter_map(|at| result.values.get(*at));
        values.chain(result.bindings.iter().map(|(_, value)| value)).map(|value| cut(compact(value), limit)).collect()
    });
    table::draw(&header, &rows.collect::<Vec<_>>(), Align::Left)
}

/// What is longer than `limit` bytes, cut there.
fn cut(mut text: String, limit: usize) -> String {
    if limit > 0 && text.len() > limit {
        let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push_str("...");
    }
    text
}
