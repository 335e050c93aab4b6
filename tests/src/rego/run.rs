//! Running many cases at once, and what may fail.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Deserialize;

/// Stack of a thread that evaluates, in bytes; a debug build needs much.
const STACK: usize = 64 << 20;

/// What became of a case: its note, and how it failed.
pub type Outcome = (String, Option<String>);

/// Judges every case on as many threads as there are cores; the outcomes are in the order of the cases. A case that
/// panics fails. With `$BARTIZAN_CASE` only cases whose note holds that text are run.
pub fn all<T: Sync>(
    cases: &[T],
    note: impl Fn(&T) -> &str + Sync,
    judge: impl Fn(&T) -> Option<String> + Sync,
) -> Vec<Outcome> {
    let only = std::env::var("BARTIZAN_CASE").unwrap_or_default();
    let chosen: Vec<&T> = cases.iter().filter(|case| note(case).contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut outcomes = Vec::new();
        while let Some(case) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
            let failure = catch_unwind(AssertUnwindSafe(|| judge(case))).unwrap_or_else(|_| Some("it panics".into()));
            outcomes.push((note(case).to_owned(), failure));
        }
        outcomes
    };
    let mut outcomes: Vec<Outcome> = thread::scope(|scope| {
        let start = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let threads: Vec<_> = (0..thread::available_parallelism().map_or(1, usize::from)).map(|_| start()).collect();
        let ended = threads.into_iter().filter_map(|started| started.ok()?.join().ok());
        ended.flatten().collect()
    });
    let order: BTreeMap<&str, usize> = chosen.iter().enumerate().map(|(at, case)| (note(case), at)).collect();
    outcomes.sort_by_key(|(note, _)| order.get(&**note).copied());
    outcomes
}

/// `rego/exceptions.toml`: cases that may fail, with the reason, by suite.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exceptions {
    /// Of `rego/cases`.
    #[serde(default)]
    pub own: BTreeMap<String, String>,
    /// Of the conformance suite.
    #[serde(default)]
    pub opa: BTreeMap<String, String>,
}

impl Exceptions {
    /// Reads the file.
    ///
    /// # Errors
    /// A file that cannot be read or is of another form, and an exception without a reason.
    pub fn read() -> Result<Self, String> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("rego/exceptions.toml");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let exceptions: Self = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        match exceptions.own.iter().chain(&exceptions.opa).find(|(_, reason)| reason.trim().is_empty()) {
            Some((note, _)) => Err(format!("{}: {note}: an exception needs a reason", file.display())),
            None => Ok(exceptions),
        }
    }
}

/// How a suite went where nothing failed that may not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tally {
    passed: usize,
    excepted: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, excepted } = self;
        write!(f, "{passed} passed / {excepted} listed exceptions / {} total", passed + excepted)
    }
}

/// Weighs the outcomes of a suite against its exceptions.
///
/// # Errors
/// Cases that fail unlisted, that are listed and pass, and that are listed and not of the suite.
pub fn tally(outcomes: &[Outcome], exceptions: &BTreeMap<String, String>) -> Result<Tally, String> {
    let mut wrong = Vec::new();
    let (mut passed, mut excepted) = (0, 0);
    for (note, failure) in outcomes {
        match (failure, exceptions.contains_key(note)) {
            (None, false) => passed += 1,
            (Some(_), true) => excepted += 1,
            (None, true) => wrong.push(format!("{note}\n  passes, and is listed in exceptions.toml")),
            (Some(failure), false) => wrong.push(format!("{note}\n  {failure}")),
        }
    }
    let known: BTreeSet<&str> = outcomes.iter().map(|(note, _)| &**note).collect();
    if std::env::var_os("BARTIZAN_CASE").is_none() {
        let strange = exceptions.keys().filter(|note| !known.contains(&***note));
        wrong.extend(strange.map(|note| format!("{note}\n  is listed in exceptions.toml, and no case")));
    }
    if wrong.is_empty() {
        return Ok(Tally { passed, excepted });
    }
    let (count, total) = (wrong.len(), outcomes.len());
    Err(format!("{}\n{count} wrong, {passed} passed / {excepted} listed exceptions / {total} total", wrong.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(failing: &[&str]) -> Vec<Outcome> {
        all(&["a", "b", "c"], |case| case, |case| failing.contains(case).then(|| "differs".into()))
    }

    fn listed(note: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(note.into(), "a reason".into())])
    }

    #[test]
    fn an_exception_must_fail_and_nothing_else_may() {
        assert_eq!(
            tally(&outcomes(&[]), &BTreeMap::new()).map(|tally| tally.to_string()).as_deref(),
            Ok("3 passed / 0 listed exceptions / 3 total")
        );
        assert_eq!(tally(&outcomes(&["b"]), &listed("b")), Ok(Tally { passed: 2, excepted: 1 }));
        assert!(tally(&outcomes(&["b"]), &BTreeMap::new()).is_err());
        assert!(tally(&outcomes(&[]), &listed("b")).is_err());
        assert!(tally(&outcomes(&[]), &listed("z")).is_err());
    }
}
