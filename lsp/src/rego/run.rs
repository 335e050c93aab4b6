//! Runs tests of a module as it is in the editor.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bartizan_rego::builtins::Outside;
use bartizan_rego::compile::{Compiler, Program};
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::eval::{Limits, Observe, Options};
use bartizan_rego::syntax::Span;
use bartizan_rego::testing::{self, Ran, Test, TestError, find, places};
use bartizan_rego::value::Value;
use serde_json::json;
use tower_lsp_server::ls_types::Uri;

use super::modules::Module;

/// How long one test may take.
const ONE: Duration = Duration::from_secs(5);

/// How long all tests of a module may take.
const ALL: Duration = Duration::from_secs(30);

/// Bytes of values that a test may make.
const BYTES: u64 = 1 << 30;

/// What to run.
pub(crate) struct Run {
    /// The module with the tests, then those that it needs.
    pub(crate) modules: Vec<Arc<Module>>,
    /// Addresses of those that are files.
    pub(crate) uris: HashMap<Arc<str>, Uri>,
    /// The one test that is wanted; all where there is no name.
    pub(crate) test: Option<String>,
}

/// A test that fails.
struct Failed {
    test: String,
    message: String,
}

impl Run {
    /// Runs the tests; the thread needs [`STACK_BYTES`](bartizan_rego::eval::STACK_BYTES) of stack. Gives
    /// `{passed, message, failed, coverage}`.
    ///
    /// # Errors
    ///
    /// Why no test can be run.
    pub(crate) fn answer(&self) -> Result<serde_json::Value, String> {
        let (program, tests) = self.compile()?;
        if tests.is_empty() {
            return Err(match &self.test {
                Some(name) => format!("there is no test `{name}`"),
                None => "there are no tests".to_owned(),
            });
        }
        let start = Instant::now();
        let mut failed = Vec::new();
        let mut covered = BTreeSet::new();
        for test in &tests {
            let left = ALL.saturating_sub(start.elapsed());
            if left.is_zero() {
                failed.push(Failed {
                    test: test.name.clone(),
                    message: "not run: the tests before took too long".to_owned(),
                });
                continue;
            }
            let ran = testing::run(&program, &Value::empty_object(), test, &options(left.min(ONE)));
            failed.extend(failure(&program, test, &ran).map(|message| Failed { test: test.name.clone(), message }));
            covered.extend(ran.covered);
        }
        let summary = match failed.len() {
            0 => format!("{} passed", plural(tests.len())),
            count => format!("{count} of {} failed", plural(tests.len())),
        };
        let told: String = failed.iter().map(|one| format!("\n{}: {}", one.test, one.message)).collect();
        let list = failed.iter().map(|one| json!({"test": one.test, "message": one.message}));
        Ok(json!({
            "passed": failed.is_empty(),
            "message": format!("{summary}{told}"),
            "failed": list.collect::<Vec<_>>(),
            "coverage": self.coverage(&covered),
        }))
    }

    fn compile(&self) -> Result<(Program, Vec<Test>), String> {
        let mut compiler = Compiler::new();
        let mut tests = Vec::new();
        let mut wrong = Vec::new();
        for (place, module) in self.modules.iter().enumerate() {
            wrong.extend(module.errors().iter().map(|error| told(module, error)));
            let mut tree = Arc::clone(module.tree());
            if place == 0 {
                tests = find(place, Arc::make_mut(&mut tree), &mut HashMap::new());
            }
            compiler = compiler.parsed(&module.file, &module.text, tree);
        }
        if wrong.is_empty() {
            let wanted = |test: &Test| match &self.test {
                Some(name) => test.name == *name,
                None => !test.skipped,
            };
            tests.retain(wanted);
            match compiler.compile() {
                Ok(program) => return Ok((program, tests)),
                Err(errors) => {
                    let module = |error: &Diagnostic| self.modules.get(error.module).map(|module| told(module, error));
                    wrong.extend(errors.iter().filter_map(module));
                }
            }
        }
        Err(wrong.join("\n"))
    }

    /// Lines of files that were gone through and that were not, from 1, each as first and last.
    fn coverage(&self, covered: &BTreeSet<(usize, Span)>) -> serde_json::Value {
        let mut files = BTreeMap::new();
        for (at, module) in self.modules.iter().enumerate() {
            let Some(uri) = self.uris.get(&module.file) else { continue };
            let (mut reached, mut missed) = (BTreeSet::new(), BTreeSet::new());
            for place in places(module.tree()) {
                let line = |offset| module.lines().line_start(offset).0 + 1;
                let lines = line(place.shown.start)..=line(place.shown.end);
                if covered.contains(&(at, place.key)) {
                    reached.extend(lines);
                } else if !place.is_declaration {
                    missed.extend(lines);
                }
            }
            let missed = &missed - &reached;
            let lines = json!({"covered": ranges(&reached), "notCovered": ranges(&missed)});
            files.insert(uri.to_string(), lines);
        }
        json!(files)
    }
}

fn plural(count: usize) -> String {
    format!("{count} test{}", if count == 1 { "" } else { "s" })
}

/// As `bartizan test` evaluates, with the network off.
fn options(time: Duration) -> Options {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Options {
        limits: Limits { time: Some(time), bytes: BYTES },
        now_ns: i64::try_from(now.as_nanos()).unwrap_or(i64::MAX),
        outside: Outside { random: true, ..Outside::default() },
        observe: Observe { coverage: true, ..Observe::default() },
        ..Options::default()
    }
}

/// An error of a module, with its place.
fn told(module: &Module, error: &Diagnostic) -> String {
    let line = module.lines().position(&module.text, error.span.start).line;
    format!("{}:{line}: {}", module.file, error.message)
}

/// Why a test fails; none where it passes.
fn failure(program: &Program, test: &Test, ran: &Ran) -> Option<String> {
    let place = |module: usize, span: Span| {
        let (file, text) = program.source(module)?;
        let line = text.get(..span.start as usize)?.matches('\n').count() + 1;
        Some(format!("{file}:{line}"))
    };
    let mut message = match &ran.passes {
        Ok(true) => return None,
        Ok(false) => String::new(),
        Err(TestError::Query(error)) => error.message.clone(),
        Err(TestError::Evaluation(error)) => place(error.module, error.span)
            .map_or_else(|| error.message.clone(), |place| format!("{place}: {}", error.message)),
    };
    if let Some(event) = ran.first_failure()
        && let (Some(place), Some((_, text))) = (place(event.module, event.span), program.source(event.module))
    {
        let code = event.span.text(text).split_whitespace().collect::<Vec<_>>().join(" ");
        message = format!("{place}: {code}");
        let values = testing::values(event, text);
        message.extend(values.iter().map(|value| format!("\n  {value}")));
    }
    let cases = ran.cases.failing();
    if !cases.is_empty() {
        message = format!("{} ({message})", cases.join(", "));
    }
    if message.is_empty() {
        message = format!("{} is not true", test.name);
    }
    message.extend(ran.prints.iter().map(|line| format!("\n{line}")));
    Some(message)
}

/// Lines that follow each other, as first and last.
fn ranges(lines: &BTreeSet<usize>) -> Vec<[usize; 2]> {
    let mut ranges: Vec<[usize; 2]> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some([_, last]) if *last + 1 == *line => *last = *line,
            _ => ranges.push([*line, *line]),
        }
    }
    ranges
}
