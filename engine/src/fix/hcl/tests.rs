//! Cases: text, steps, and the text that comes of them or the reason why none does.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use bartizan_hcl::syntax;

use super::changes;
use crate::fix::cases::{self, Cases, made};
use crate::testing;

const CASES: Cases = Cases { path: "hcl/cases.txt", text: include_str!("cases.txt"), mark: "--- " };

fn outcome(before: &str, steps: &str) -> String {
    made(before, changes(before, &cases::steps(steps))).unwrap_or_else(|refusal| refusal)
}

#[test]
fn edits_as_written() {
    CASES.hold(|case| outcome(case.before, case.steps));
    assert!(CASES.all().len() >= 40);
}

#[test]
fn results_are_configuration() {
    for case in CASES.all().iter().filter(|case| !case.after.starts_with("refused")) {
        assert_eq!(syntax::parse(case.after, 0).errors, [], "{}", case.name);
    }
}

#[test]
fn keeps_the_line_ends_of_windows() {
    for case in CASES.all().iter().filter(|case| !case.after.starts_with("refused")) {
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
    for case in CASES.all().iter().filter(|case| !case.after.starts_with("refused")) {
        // What was not in its layout before need not be after.
        if formatted(case.before).as_deref() == Some(case.before) {
            assert_eq!(formatted(case.after).as_deref(), Some(case.after), "{}", case.name);
        } else {
            assert!(case.name.contains("not formatted"), "{}", case.name);
        }
    }
}

/// Configurations at hand: the blocks of files, each with its line ends, that `terraform fmt` leaves as they are.
fn blocks_at_hand() -> Vec<String> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let own = ["examples", "tests/fixtures"].map(|folder| PathBuf::from(format!("{root}/{folder}")));
    let folders = own.into_iter().chain(testing::corpus_folder());
    let files = folders.flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name()).flatten();
    let files = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "tf"));
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    let blocks = texts.flat_map(|text| {
        let file = syntax::parse(&text, 0);
        let broken = !file.errors.is_empty();
        let whole = |block: &syntax::ast::Block| text.get(block.span.start as usize..block.span.end as usize);
        let resources = file.body.blocks.iter().filter(|block| &*block.kind.text == "resource" && !broken);
        resources.filter_map(whole).map(|text| format!("{text}\n")).collect::<Vec<_>>()
    });
    blocks.collect()
}

/// Of `texts` those that `terraform fmt` would change, by index.
fn unformatted(texts: &[String]) -> Vec<usize> {
    let folder = tempfile::tempdir().unwrap();
    for (index, text) in texts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{index}.tf")), text).unwrap();
    }
    let output = Command::new("terraform").args(["fmt", "-check", "-list=true"]).arg(folder.path()).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    let index = |line: &str| std::path::Path::new(line).file_stem()?.to_str()?.parse().ok();
    listed.lines().filter_map(index).collect()
}

/// Steps for everything that stands in a block.
fn steps_for(text: &str) -> Vec<String> {
    let file = syntax::parse(text, 0);
    let body = &file.body.blocks[0].body;
    let mut steps = vec![
        r#"{"op": "set", "path": ["z"], "value": true}"#.to_owned(),
        r#"{"op": "set", "path": ["a_rather_long_name_of_an_argument"], "value": "x"}"#.to_owned(),
        r#"{"op": "set", "path": ["a_new_block", 0, "inner", 0, "name"], "value": 1}"#.to_owned(),
        r#"{"op": "set", "path": ["tags", "a_rather_long_key"], "value": "x"}"#.to_owned(),
    ];
    for attribute in &body.attributes {
        let name = &attribute.name.text;
        steps.push(format!(r#"{{"op": "set", "path": ["{name}"], "value": "a rather long value"}}"#));
        steps.push(format!(r#"{{"op": "set", "path": ["{name}"], "value": {{"a": [1, {{"bcd": 2}}], "xyz": 3}}}}"#));
        steps.push(format!(r#"{{"op": "remove", "path": ["{name}"]}}"#));
        steps.push(format!(r#"{{"op": "append", "path": ["{name}"], "value": "v"}}"#));
        steps.push(format!(r#"{{"op": "remove", "path": ["{name}", 0]}}"#));
        steps.push(format!(r#"{{"op": "set", "path": ["{name}", "@json", "Statement", 0, "Sid"], "value": "v"}}"#));
    }
    for block in &body.blocks {
        let name = &block.kind.text;
        steps.push(format!(r#"{{"op": "remove", "path": ["{name}", 0]}}"#));
        steps.push(format!(r#"{{"op": "append", "path": ["{name}"], "value": {{"a": 1}}}}"#));
        steps.push(format!(r#"{{"op": "set", "path": ["{name}", 0, "z", 0, "y"], "value": "v"}}"#));
        for attribute in &block.body.attributes {
            let inner = &attribute.name.text;
            steps.push(format!(r#"{{"op": "set", "path": ["{name}", 0, "{inner}"], "value": "v"}}"#));
            steps.push(format!(r#"{{"op": "remove", "path": ["{name}", 0, "{inner}"]}}"#));
        }
    }
    steps
}

#[test]
fn whatever_is_edited_stays_formatted_configuration() {
    if Command::new("terraform").arg("version").output().is_err() {
        println!("SKIPPED: terraform is not installed");
        return;
    }
    let mut blocks = blocks_at_hand();
    let bad = unformatted(&blocks);
    let mut index = 0;
    blocks.retain(|_| {
        index += 1;
        !bad.contains(&(index - 1))
    });
    let (mut results, mut origins) = (Vec::new(), Vec::new());
    for block in &blocks {
        for steps in steps_for(block) {
            let after = outcome(block, &format!("[{steps}]"));
            if after.starts_with("refused: ") {
                continue;
            }
            assert_eq!(syntax::parse(&after, 0).errors, [], "{steps}\n{block}{after}");
            results.push(after);
            origins.push((block, steps));
        }
    }
    assert!(results.len() > 100, "{} of {} blocks", results.len(), blocks.len());
    let bad = unformatted(&results);
    let shown = bad.iter().take(8).map(|at| format!("{}\n{}BECAME\n{}", origins[*at].1, origins[*at].0, results[*at]));
    assert!(bad.is_empty(), "{} of {}:\n{}", bad.len(), results.len(), shown.collect::<String>());
}
