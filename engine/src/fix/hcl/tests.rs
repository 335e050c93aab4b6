//! Cases: text, steps, and the text that comes of them or the reason why none does.

use std::io::Write as _;
use std::process::{Command, Stdio};

use bartizan_hcl::syntax;

use super::changes;
use crate::fix::apply;
use crate::rego::FixStep;

/// Each case: `=== name`, text, `--- steps` on one line, text. An empty text after is `refused: reason`.
const CASES: &str = include_str!("cases.txt");

struct Case {
    name: &'static str,
    before: &'static str,
    steps: &'static str,
    after: &'static str,
}

fn cases() -> Vec<Case> {
    let case = |text: &'static str| {
        let (name, rest) = text.split_once('\n').unwrap();
        let (before, rest) = rest.split_once("--- ").unwrap();
        let (steps, after) = rest.split_once('\n').unwrap();
        Case { name, before, steps, after }
    };
    CASES.split("=== ").skip(1).map(case).collect()
}

fn outcome(before: &str, steps: &str) -> String {
    let mut steps: serde_json::Value = serde_json::from_str(steps).unwrap();
    for step in steps.as_array_mut().unwrap() {
        step.as_object_mut().unwrap().entry("safety").or_insert("safe".into());
    }
    let steps: Vec<FixStep> = serde_json::from_value(steps).unwrap();
    match changes(before, &steps) {
        Ok(changes) => {
            assert!(changes.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{changes:?}");
            apply(before, &changes)
        }
        Err(refusal) => format!("refused: {refusal}\n"),
    }
}

fn write_all(run: impl Fn(&Case) -> String) -> String {
    let written = |case: &Case| format!("=== {}\n{}--- {}\n{}", case.name, case.before, case.steps, run(case));
    cases().iter().map(written).collect()
}

#[test]
fn edits_as_written() {
    let found = write_all(|case| outcome(case.before, case.steps));
    if std::env::var_os("BARTIZAN_UPDATE_CASES").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fix/hcl/cases.txt"), &found).unwrap();
    }
    let expected = write_all(|case| case.after.to_owned());
    let differ = found.split("=== ").zip(expected.split("=== ")).filter(|(found, expected)| found != expected);
    let differ: Vec<String> = differ.map(|(found, expected)| format!("{found}INSTEAD OF\n{expected}")).collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(cases().len() >= 40);
}

#[test]
fn results_are_configuration() {
    for case in cases().iter().filter(|case| !case.after.starts_with("refused")) {
        assert_eq!(syntax::parse(case.after, 0).errors, [], "{}", case.name);
    }
}

#[test]
fn keeps_the_line_ends_of_windows() {
    for case in cases().iter().filter(|case| !case.after.starts_with("refused")) {
        let after = outcome(&case.before.replace('\n', "\r\n"), case.steps);
        assert_eq!(after, case.after.replace('\n', "\r\n"), "{}", case.name);
    }
}

/// What `terraform fmt` makes of `text`; none where there is no terraform.
fn formatted(text: &str) -> Option<String> {
    let mut command = Command::new("terraform");
    command.args(["fmt", "-no-color", "-"]).env_remove("TF_CLI_CONFIG_FILE");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()
}

#[test]
fn terraform_leaves_results_as_they_are() {
    if Command::new("terraform").arg("version").output().is_err() {
        println!("SKIPPED: terraform is not installed");
        return;
    }
    for case in cases().iter().filter(|case| !case.after.starts_with("refused")) {
        // What was not in its layout before need not be after.
        if formatted(case.before).as_deref() == Some(case.before) {
            assert_eq!(formatted(case.after).as_deref(), Some(case.after), "{}", case.name);
        } else {
            assert!(case.name.contains("not formatted"), "{}", case.name);
        }
    }
}
