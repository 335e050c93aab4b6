//! One test: does it pass, and if not, what did it fail at?

use std::collections::{BTreeMap, BTreeSet};

use super::cases::{Cases, Test, cases};
use crate::compile::Program;
use crate::diagnostic::Diagnostic;
use crate::eval::{EvalError, Evaluation, Event, Observe, Op, Options};
use crate::syntax::Span;
use crate::value::Value;

/// What a test did.
#[derive(Debug)]
pub struct Ran {
    /// Does it pass?
    pub passes: Result<bool, TestError>,
    /// What `print` said, line by line.
    pub prints: Vec<String>,
    /// Its cases, by name.
    pub cases: Case,
    /// What led to its failure.
    pub events: Vec<Event>,
    /// What it failed at.
    pub failure: Option<Event>,
    /// Expressions that were evaluated and rules that answered, if [`Observe::coverage`] is on: module and range.
    pub covered: BTreeSet<(usize, Span)>,
}

/// Why a test has no result.
#[derive(Debug)]
pub enum TestError {
    /// It cannot be asked for. The text of the error is the [query](Test::query).
    Query(Box<Diagnostic>),
    /// Its evaluation failed.
    Evaluation(EvalError),
}

/// A case, and those in it.
#[derive(Debug, Default)]
pub struct Case {
    /// Does it fail, or one in it?
    pub failed: bool,
    /// Those in it, by name.
    pub cases: BTreeMap<String, Self>,
    /// What it failed at.
    pub failure: Option<Event>,
}

/// Runs a test of `program`; one that fails a second time, for what it failed at. The thread needs
/// [`STACK_BYTES`](crate::eval::STACK_BYTES) of stack.
#[must_use]
pub fn run(program: &Program, data: &Value, test: &Test, options: &Options) -> Ran {
    let mut ran = Ran {
        passes: Ok(false),
        prints: Vec::new(),
        cases: Case::default(),
        events: Vec::new(),
        failure: None,
        covered: BTreeSet::new(),
    };
    ran.passes = passes(program, data, test, options, &mut ran);
    ran
}

fn passes(program: &Program, data: &Value, test: &Test, options: &Options, ran: &mut Ran) -> Result<bool, TestError> {
    let wrong = |errors: Vec<Diagnostic>| {
        let unknown =
            || Diagnostic::new(crate::diagnostic::Code::Compile, Span::default(), "the test cannot be asked for");
        TestError::Query(Box::new(errors.into_iter().next().unwrap_or_else(unknown)))
    };
    let query = program.query(&test.query()).map_err(wrong)?;
    let Evaluation { answers, prints, observed } = query.evaluate(None, data, options);
    ran.prints = prints;
    ran.covered = observed.covered;
    let answers = answers.map_err(TestError::Evaluation)?;
    let value = answers.first().and_then(|answer| answer.values.first());
    let cases = cases(program, test);
    let observing = |observe| Options { observe, ..options.clone() };
    let passes = match &cases {
        Some(cases) => {
            let Evaluation { answers, .. } = cases.query.evaluate(None, data, &observing(Observe::default()));
            // What fails while the names are looked for, fails in the test too.
            for answer in answers.unwrap_or_default() {
                if let Some(Value::Array(names)) = answer.values.last() {
                    ran.cases.add(names, value);
                }
            }
            !ran.cases.failed
        }
        None => value == Some(&Value::Bool(true)),
    };
    if !passes {
        let trace = Observe { trace: true, ..Observe::default() };
        ran.events = query.evaluate(None, data, &observing(trace)).observed.events;
        ran.explain(cases.as_ref(), &test.full_name());
    }
    Ok(passes)
}

impl Ran {
    /// Finds what the test, or each of its cases, failed at.
    fn explain(&mut self, cases: Option<&Cases>, rule: &str) {
        match cases {
            Some(cases) => self.cases.explain(&mut Vec::new(), &cases.names, rule, &self.events),
            None => self.failure = last_failure(&self.events, rule, |_| true).cloned(),
        }
    }

    /// What the test, or the first of its cases that fails, failed at.
    #[must_use]
    pub fn first_failure(&self) -> Option<&Event> {
        self.failure.as_ref().or_else(|| self.cases.first_failure())
    }
}

impl Case {
    /// Adds the case of these names, which passes where `value` is true there.
    fn add(&mut self, names: &[Value], value: Option<&Value>) {
        let Some((name, rest)) = names.split_first() else {
            self.failed |= value != Some(&Value::Bool(true));
            return;
        };
        let case = self.cases.entry(shown(name)).or_default();
        case.add(rest, value.and_then(|value| value.get(name)));
        self.failed |= case.failed;
    }

    fn explain(&mut self, path: &mut Vec<String>, names: &[String], rule: &str, events: &[Event]) {
        if self.cases.is_empty() && self.failed {
            let is_case = |event: &Event| {
                names.iter().zip(path.iter()).all(|(name, value)| {
                    let local = event.locals.iter().find(|(local, _)| **local == **name);
                    local.is_some_and(|(_, local)| shown(local) == *value)
                })
            };
            self.failure = last_failure(events, rule, is_case).cloned();
        }
        for (name, case) in &mut self.cases {
            path.push(name.clone());
            case.explain(path, names, rule, events);
            path.pop();
        }
    }

    /// Cases in which there are no others: those that pass, and those that fail.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        if self.cases.is_empty() {
            return if self.failed { (0, 1) } else { (1, 0) };
        }
        self.cases.values().map(Self::count).fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    }

    /// The names of the cases that fail in which there are no others, outermost name first.
    #[must_use]
    pub fn failing(&self) -> Vec<String> {
        let inner = |(name, case): (&String, &Self)| match case.cases.is_empty() {
            true => vec![name.clone()],
            false => case.failing().into_iter().map(|inner| format!("{name} / {inner}")).collect(),
        };
        self.cases.iter().filter(|(_, case)| case.failed).flat_map(inner).collect()
    }

    fn first_failure(&self) -> Option<&Event> {
        self.failure.as_ref().or_else(|| self.cases.values().find_map(Self::first_failure))
    }
}

/// The name of a case as people read it.
fn shown(name: &Value) -> String {
    name.as_str().map_or_else(|| name.to_json(), str::to_owned)
}

/// The last expression in a rule that had no answer, of those that `is_wanted`.
pub fn last_failure<'e>(events: &'e [Event], rule: &str, is_wanted: impl Fn(&Event) -> bool) -> Option<&'e Event> {
    let entered = events.iter().filter(|event| event.op == Op::Enter && &*event.message == rule);
    let queries: BTreeSet<u32> = entered.map(|event| event.query).collect();
    let is_failure = |event: &Event| event.op == Op::Fail && queries.contains(&event.query) && is_wanted(event);
    events.iter().rev().find(|event| is_failure(event))
}

/// The variables of an event that its text names, a line each; `text` is that of the event's module.
#[must_use]
pub fn values(event: &Event, text: &str) -> Vec<String> {
    let text = event.span.text(text);
    let words: BTreeSet<&str> = text.split(|c: char| c != '_' && !c.is_alphanumeric()).collect();
    let named = event.locals.iter().filter(|(name, _)| words.contains(&**name));
    named.map(|(name, value)| format!("{name}: {value}")).collect()
}
