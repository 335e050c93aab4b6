//! `bartizan test`.

mod report;
mod runner;
mod watch;

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use bartizan_rego::builtins::{self, Context, Outside};
use bartizan_rego::eval::{Observe, Options};
use bartizan_rego::testing::{self, Test};
use bartizan_rego::value::Value;

use super::args::{TestArgs, TestFormat};
use super::fault::{self, Fault};
use super::load::Loaded;
use super::output::{Sources, coverage};
use super::{Parsed, Policy, loaded, options, with_stack};
use crate::{Failure, USAGE, terminal};
use runner::{Done, Outcome};

/// Exit status when tests fail, or are skipped.
const FAILED: u8 = 2;

pub(crate) fn run(args: &TestArgs) -> Result<ExitCode, Failure> {
    if !args.watch {
        return once(args);
    }
    let mut seen = watch::state(&args.paths);
    loop {
        once(args)?;
        terminal::note("watching for changes");
        seen = watch::changed(&args.paths, &seen);
    }
}

/// Modules and their tests.
struct Suite {
    policy: Policy,
    tests: Vec<Test>,
    options: Options,
}

fn once(args: &TestArgs) -> Result<ExitCode, Failure> {
    let suite = match with_stack(|| suite(args))? {
        Ok(suite) => suite,
        Err(faults) => {
            terminal::error(&if args.format == TestFormat::Json {
                fault::lines(&faults)
            } else {
                fault::framed(&faults)
            })?;
            return Ok(ExitCode::from(USAGE));
        }
    };
    let mut dones = Vec::new();
    for _ in 0..args.count.max(1) {
        dones.extend(runner::run(&suite, args)?);
    }
    let status = report(&suite, &dones, args)?;
    // The process ends here, unless it watches: to free everything takes time and serves nobody.
    if !args.watch {
        std::mem::forget(dones);
        std::mem::forget(suite);
    }
    Ok(ExitCode::from(status))
}

fn suite(args: &TestArgs) -> Result<Suite, Vec<Fault>> {
    let bundles: Vec<PathBuf> = if args.bundle { args.paths.iter().map(PathBuf::from).collect() } else { Vec::new() };
    let data = if args.bundle { &[][..] } else { &args.paths };
    let Loaded { modules, data } = loaded(data, &bundles, &args.language)?;
    let mut parsed: Vec<Parsed> = Vec::with_capacity(modules.len());
    let (mut tests, mut seen) = (Vec::new(), HashMap::new());
    for (place, (name, module)) in modules.into_iter().enumerate() {
        let mut module = Parsed::new(name, module);
        if let Some(tree) = Arc::get_mut(&mut module.tree) {
            tests.extend(testing::find(place, tree, &mut seen));
        }
        parsed.push(module);
    }
    if let Some(pattern) = &args.run {
        let mut kept = Vec::new();
        for test in tests {
            if matches(pattern, &test.full_name()).map_err(|fault| vec![fault])? {
                kept.push(test);
            }
        }
        tests = kept;
    }
    let mut options = options(&args.language, Some(args.timeout), false);
    options.observe = Observe { coverage: args.coverage || args.threshold > 0.0, ..Observe::default() };
    Ok(Suite { policy: Policy::compile(parsed, data, args.language.strict)?, tests, options })
}

/// Does a regular expression, as Rego reads them, match?
fn matches(pattern: &str, text: &str) -> Result<bool, Fault> {
    let (outside, arguments) = (Outside::default(), [Value::from(pattern), Value::from(text)]);
    let answer =
        builtins::function("regex.match").map(|function| function(&mut Context::new(&outside, None), &arguments));
    match answer {
        Some(Ok(value)) => Ok(value == Value::Bool(true)),
        Some(Err(error)) => Err(Fault::plain(format!("--run: {error}"))),
        None => Ok(false),
    }
}

/// Prints what the tests did; gives the exit status.
fn report(suite: &Suite, dones: &[Done<'_>], args: &TestArgs) -> Result<u8, Failure> {
    let count = |wanted: fn(&Outcome) -> bool| dones.iter().any(|done| wanted(&done.outcome));
    let failed = count(|outcome| matches!(outcome, Outcome::Fail | Outcome::Error(_)));
    let skipped = count(|outcome| *outcome == Outcome::Skip);
    let sources = Sources::new(&suite.policy.program, "");
    if suite.options.observe.coverage && !failed {
        return covered(suite, dones, args, &sources).map_err(Failure::from);
    }
    terminal::print(&match args.format {
        TestFormat::Pretty => report::pretty(dones, &suite.policy.program, args),
        TestFormat::Json => report::json(dones, &sources).pretty(),
    })?;
    if dones.is_empty() && args.fail_on_empty {
        terminal::note("no tests were run");
        return Ok(FAILED);
    }
    Ok(if failed || skipped && !args.exit_zero_on_skipped { FAILED } else { 0 })
}

/// Prints the coverage; gives the exit status.
fn covered(suite: &Suite, dones: &[Done<'_>], args: &TestArgs, sources: &Sources<'_>) -> std::io::Result<u8> {
    let program = &suite.policy.program;
    let trees: Vec<_> = (0..).map_while(|module| program.tree(module)).collect();
    let all = dones.iter().flat_map(|done| done.covered.iter().copied()).collect();
    let report = coverage::Report::new(&trees, &all, sources);
    if report.percent() < args.threshold {
        terminal::note(&format!(
            "Code coverage threshold not met: got {:.2} instead of {:.2}",
            report.percent(),
            args.threshold
        ));
        if args.verbose {
            let missed: String = report.missed().iter().map(|place| format!("\n\t{place}")).collect();
            terminal::note(&format!("Lines not covered:{missed}"));
        }
        return Ok(FAILED);
    }
    terminal::print(&report.json().pretty())?;
    Ok(0)
}
