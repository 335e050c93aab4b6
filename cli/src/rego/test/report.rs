//! Results of tests, for people and machines.

use std::fmt::Write as _;

use bartizan_rego::builtins::{self, Context, Outside};
use bartizan_rego::compile::Program;
use bartizan_rego::eval::Event;
use bartizan_rego::testing::{Case, values};
use bartizan_rego::value::Value;

use super::runner::{Done, Outcome};
use crate::rego::args::{Explain, TestArgs};
use crate::rego::output::json::Json;
use crate::rego::output::profile::{nanoseconds, shown};
use crate::rego::output::{Sources, trace};

const RULE: &str = "--------------------------------------------------------------------------------\n";

/// As `opa test` prints them, with what failing tests failed at.
pub(super) fn pretty(dones: &[Done<'_>], program: &Program, args: &TestArgs) -> String {
    let sources = &Sources::new(program, "");
    let mut out = String::new();
    let mut last = None;
    for done in dones {
        if done.outcome == Outcome::Pass && !args.verbose {
            continue;
        }
        if last.is_some_and(|module| module != done.test.module) {
            out.push('\n');
        }
        last = Some(done.test.module);
        let _ = writeln!(out, "{}:", sources.place(done.test.module, done.test.span));
        let _ = writeln!(out, "{}", headline(done));
        case(&mut out, &done.cases, sources, 1, args.verbose);
        if let Some(failure) = &done.failure {
            out.push_str(&failed_at(failure, sources, 1));
        }
        if !done.prints.is_empty() {
            let lines: String =
                done.prints.iter().flat_map(|print| print.lines()).map(|line| format!("  {line}\n")).collect();
            let _ = write!(out, "\n{lines}\n");
        }
        if let Outcome::Error(fault) = &done.outcome {
            let text = fault.line().replace('\n', "\n  ");
            let _ = writeln!(out, "  {text}");
        }
    }
    if args.verbose {
        failures(&mut out, dones, program, args.var_values);
    }
    let counts = Counts::new(dones);
    if !out.is_empty() && counts.all() > 0 {
        out.push_str(RULE);
    }
    for (name, count) in
        [("PASS", counts.pass), ("FAIL", counts.fail), ("SKIPPED", counts.skip), ("ERROR", counts.error)]
    {
        if count > 0 {
            let _ = writeln!(out, "{name}: {count}/{}", counts.all());
        }
    }
    out
}

fn headline(done: &Done<'_>) -> String {
    let name = done.test.full_name();
    let time = shown(done.duration);
    match done.outcome {
        Outcome::Pass => format!("{name}: PASS ({time})"),
        Outcome::Fail => format!("{name}: FAIL ({time})"),
        Outcome::Error(_) => format!("{name}: ERROR ({time})"),
        Outcome::Skip => format!("{name}: SKIPPED"),
    }
}

fn case(out: &mut String, case_of: &Case, sources: &Sources<'_>, level: usize, verbose: bool) {
    for (name, inner) in &case_of.cases {
        if inner.failed || verbose {
            let verdict = if inner.failed { "FAIL" } else { "PASS" };
            let _ = writeln!(out, "{}{name}: {verdict}", "  ".repeat(level));
            if let Some(failure) = &inner.failure {
                out.push_str(&failed_at(failure, sources, level + 1));
            }
            case(out, inner, sources, level + 1, verbose);
        }
    }
}

/// The expression that failed, and the values in it.
fn failed_at(failure: &Event, sources: &Sources<'_>, level: usize) -> String {
    let indent = "  ".repeat(level);
    let place = sources.place(failure.module, failure.span);
    let mut out = format!("{indent}{place}: {}\n", sources.line(failure.module, failure.span));
    for value in values(failure, sources.source(failure.module).1) {
        let _ = writeln!(out, "{indent}  {value}");
    }
    out
}

/// What led to failures.
fn failures(out: &mut String, dones: &[Done<'_>], program: &Program, values: bool) {
    let mut failing = dones.iter().filter(|done| done.outcome == Outcome::Fail).peekable();
    if failing.peek().is_none() {
        return;
    }
    let _ = write!(out, "{RULE}FAILURES\n{RULE}");
    for done in failing {
        let events = trace::filtered(&done.events, Explain::Fails);
        let query = done.test.query();
        let text = trace::text(&events, &Sources::new(program, &query), values);
        let lines: String = text.lines().map(|line| format!("  {line}\n")).collect();
        let _ = write!(out, "{}\n\n{lines}\n", headline(done));
    }
}

/// How many tests and cases ended how.
#[derive(Default)]
struct Counts {
    pass: usize,
    fail: usize,
    skip: usize,
    error: usize,
}

impl Counts {
    fn new(dones: &[Done<'_>]) -> Self {
        let mut counts = Self::default();
        for done in dones {
            match done.outcome {
                Outcome::Skip => counts.skip += 1,
                Outcome::Error(_) => counts.error += 1,
                Outcome::Pass | Outcome::Fail if !done.cases.cases.is_empty() => {
                    let (pass, fail) = done.cases.count();
                    counts.pass += pass;
                    counts.fail += fail;
                }
                Outcome::Pass => counts.pass += 1,
                Outcome::Fail => counts.fail += 1,
            }
        }
        counts
    }

    fn all(&self) -> usize {
        self.pass + self.fail + self.skip + self.error
    }
}

/// An object a test, as `opa test --format json` has them.
pub(super) fn json(dones: &[Done<'_>], sources: &Sources<'_>) -> Json {
    let tests = dones.iter().map(|done| {
        let test = done.test;
        let mut members = vec![
            ("location", sources.json(test.module, test.span)),
            ("package", Json::from(&*test.package)),
            ("name", Json::from(&*test.name)),
        ];
        match &done.outcome {
            Outcome::Pass => {}
            Outcome::Fail => members.push(("fail", Json::Value(Value::Bool(true)))),
            Outcome::Skip => members.push(("skip", Json::Value(Value::Bool(true)))),
            Outcome::Error(fault) => members.push(("error", fault.json())),
        }
        members.push(("duration", Json::Number(nanoseconds(done.duration))));
        if !done.prints.is_empty() {
            members.push(("output", Json::Value(base64(&(done.prints.join("\n") + "\n")))));
        }
        if !done.cases.cases.is_empty() {
            members.push(("sub_results", cases_json(&done.cases)));
        }
        Json::Record(members)
    });
    Json::List(tests.collect())
}

fn cases_json(case: &Case) -> Json {
    let cases = case.cases.iter().map(|(name, case)| {
        let mut members = vec![("name", Json::from(&**name))];
        if case.failed {
            members.push(("fail", Json::Value(Value::Bool(true))));
        }
        if !case.cases.is_empty() {
            members.push(("sub_results", cases_json(case)));
        }
        (name.clone(), Json::Record(members))
    });
    Json::Map(cases.collect())
}

fn base64(text: &str) -> Value {
    let outside = Outside::default();
    let encode = builtins::function("base64.encode");
    let encoded = encode.and_then(|encode| encode(&mut Context::new(&outside, None), &[Value::from(text)]).ok());
    encoded.unwrap_or_default()
}
