//! Our implementation of Rego says what the compliance suite of Open Policy Agent wants.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and says what it counted")]

use bartizan_tests::rego::{conformance, ours, run};

#[test]
fn our_implementation_says_what_the_suite_wants() {
    let Some(folder) = conformance::folder() else { return };
    let cases = conformance::cases(&folder).unwrap();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    let judge = |case: &conformance::Case| case.difference(&ours::ask(&case.question));
    let outcomes = run::all(&cases, |case| &case.note, judge);
    match run::tally(&outcomes, &run::Exceptions::read().unwrap().opa) {
        Ok(tally) => println!("conformance suite: {tally}"),
        Err(wrong) => panic!("conformance suite:\n{wrong}"),
    }
}
