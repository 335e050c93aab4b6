//! Cases: text, steps, and the text that comes of them or the reason why none does.

use super::{Windows, changes};
use crate::fix::apply;
use crate::rego::FixStep;
use crate::source::{Format, Source, SourceId, parse};

/// Each case: `=== name`, text, `>>> steps` on one line, text. An empty text after is `refused: reason`. A `[json]` in the name
/// says how the text is written; `\r` stands for a carriage return, `\` at the end of the text for none of a line end.
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
        let (before, rest) = rest.split_once(">>> ").unwrap();
        let (steps, after) = rest.split_once('\n').unwrap();
        Case { name, before, steps, after }
    };
    CASES.split("=== ").skip(1).map(case).collect()
}

fn outcome(case: &Case) -> String {
    let mut steps: serde_json::Value = serde_json::from_str(case.steps).unwrap();
    for step in steps.as_array_mut().unwrap() {
        step.as_object_mut().unwrap().entry("safety").or_insert("safe".into());
    }
    let steps: Vec<FixStep> = serde_json::from_value(steps).unwrap();
    let format = if case.name.ends_with("[json]") { Format::Json } else { Format::Yaml };
    let source = Source::new(SourceId(3), "file", read(case.before));
    let subject = parse(&source, format).documents[0].root.span;
    match changes(&source, format, subject, &steps, &Windows::default()) {
        Ok(changes) => {
            assert!(changes.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{changes:?}");
            written(&apply(&source.text, &changes))
        }
        Err(refusal) => format!("refused: {refusal}\n"),
    }
}

fn read(text: &str) -> String {
    let text = text.strip_suffix("\\\n").unwrap_or(text);
    text.replace("\\r", "\r")
}

fn written(text: &str) -> String {
    let text = text.replace('\r', "\\r");
    if text.ends_with('\n') { text } else { text + "\\\n" }
}

fn write_all(run: impl Fn(&Case) -> String) -> String {
    let written = |case: &Case| format!("=== {}\n{}>>> {}\n{}", case.name, case.before, case.steps, run(case));
    cases().iter().map(written).collect()
}

#[test]
fn edits_as_written() {
    let found = write_all(outcome);
    if std::env::var_os("BARTIZAN_UPDATE_CASES").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fix/document/cases.txt"), &found).unwrap();
    }
    let expected = write_all(|case| case.after.to_owned());
    for (found, expected) in found.split("=== ").zip(expected.split("=== ")) {
        assert_eq!(found, expected);
    }
}
