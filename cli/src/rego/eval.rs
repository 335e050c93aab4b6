//! `bartizan eval`.

use std::process::ExitCode;

use bartizan_rego::compile::QueryContext;
use bartizan_rego::eval::{Answer, Answers};
use bartizan_rego::syntax::Span;
use bartizan_rego::value::Value;

use super::args::{EvalArgs, EvalFormat, QueryArgs};
use super::fault::{self, Fault, Place};
use super::output::json::{Json, compact};
use super::output::table::{self, Align};
use super::{Policy, document, options, with_stack};
use crate::{Failure, USAGE, terminal};

/// Exit status of `--fail` and `--fail-defined`.
const FAILED: u8 = 1;

/// What the evaluation of a query gave.
#[derive(Debug, Default)]
struct Outcome {
    faults: Vec<Fault>,
    results: Vec<Answer>,
    query: String,
    /// Where the expressions of the query stand in it.
    expressions: Vec<Span>,
}

pub(crate) fn run(args: &EvalArgs) -> Result<ExitCode, Failure> {
    if args.asked.query.is_none() && !args.asked.stdin {
        return Err(Failure::usage(
            "a query is needed: as an argument, or with --stdin from standard input".to_owned(),
        ));
    }
    let outcome = with_stack(|| evaluate(args).unwrap_or_else(|faults| Outcome { faults, ..Outcome::default() }))?;
    print(&outcome, args)?;
    let status = if !outcome.faults.is_empty() {
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

/// In which package a query stands, and what it imports.
pub(super) fn context(args: &QueryArgs) -> QueryContext {
    QueryContext { package: args.package.clone().unwrap_or_default(), imports: args.import.clone() }
}

fn evaluate(args: &EvalArgs) -> Result<Outcome, Vec<Fault>> {
    let (query, input) = asked(&args.asked).map_err(|fault| vec![fault])?;
    let policy = Policy::load(&args.asked.data, &args.asked.bundle, &args.asked.language)?;
    let compiled = policy
        .program
        .query_in(&query, &context(&args.asked))
        .map_err(|errors| errors.iter().map(|error| Fault::of_module(error, "", &query)).collect::<Vec<_>>())?;
    let options = options(&args.asked.language, args.timeout, args.strict_builtin_errors);
    let evaluated = compiled.eval(input.as_ref(), &policy.data, &options);
    let mut outcome = Outcome { expressions: compiled.expressions().collect(), ..Outcome::default() };
    match evaluated {
        Ok(Answers { answers, prints }) => {
            prints.iter().for_each(|line| terminal::note(line));
            outcome.results = answers;
        }
        Err(error) => outcome.faults = vec![Fault::of_eval(&error, &policy.program, &query)],
    }
    outcome.query = query;
    std::mem::forget((policy, compiled));
    Ok(outcome)
}

fn print(outcome: &Outcome, args: &EvalArgs) -> std::io::Result<()> {
    match args.format {
        EvalFormat::Json => return terminal::print(&json(outcome, results(outcome)).pretty()),
        EvalFormat::Discard => return terminal::print(&json(outcome, Json::from("discarded")).pretty()),
        EvalFormat::Pretty if !outcome.faults.is_empty() => return terminal::error(&fault::framed(&outcome.faults)),
        _ if !outcome.faults.is_empty() => return terminal::error(&fault::lines(&outcome.faults)),
        EvalFormat::Pretty => return terminal::print(&pretty(outcome, args.pretty_limit)),
        EvalFormat::Raw | EvalFormat::Values | EvalFormat::Bindings => {}
    }
    let lines = outcome.results.iter().map(|result| match args.format {
        EvalFormat::Raw => raw(result),
        EvalFormat::Values => Json::List(result.values.iter().cloned().map(Json::Value).collect()).pretty(),
        _ => bindings(result).pretty(),
    });
    terminal::print(&lines.collect::<String>())
}

fn json(outcome: &Outcome, results: Json) -> Json {
    let mut members = Vec::new();
    if !outcome.faults.is_empty() {
        members.push(("errors", Json::List(outcome.faults.iter().map(Fault::json).collect())));
    }
    if !outcome.results.is_empty() {
        members.push(("result", results));
    }
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
