//! Templates of cases against what Helm's engine makes of them (`templates/record.go`).

#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bartizan_helm::Limits;
use bartizan_helm::run::with_stack;
use bartizan_helm::trace::Traces;
use support::{Case, case, render};

/// Cases that Helm answers in ways that are not followed, with the reason.
const DIFFERENT: &[(&str, &str)] = &[("syntax: {{ 1+2i }}", "no chart has complex numbers: they are refused")];

/// The folder of cases and answers; another one for cases that are not to be kept.
fn folder() -> PathBuf {
    let kept = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates");
    std::env::var_os("BARTIZAN_TEMPLATES").map_or_else(kept, PathBuf::from)
}

/// The files of a folder: their names and texts.
fn texts(name: &str) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = std::fs::read_dir(folder().join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    texts.sort();
    texts
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (_, text) in texts("cases") {
        for part in format!("\n{text}").split("\n=== ").skip(1) {
            let (name, body) = part.split_once('\n').unwrap();
            cases.push(case(name, body.strip_suffix('\n').unwrap_or(body)));
        }
    }
    for (stem, text) in texts("lines") {
        let (files, lines) = text.split_once("\n=====\n").unwrap();
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let template = line.replace('⏎', "\n");
            cases.push(case(&format!("{stem}: {line}"), &format!("{files}\n--- a.yaml\n{template}")));
        }
    }
    cases
}

#[test]
fn cases_render_as_helm_renders_them() {
    let answers = std::fs::read_to_string(folder().join("answers.json")).unwrap();
    let answers: serde_json::Value = serde_json::from_str(&answers).unwrap();
    let different: BTreeMap<&str, &str> = DIFFERENT.iter().copied().collect();
    let cases = cases();
    let (count, wrong) = with_stack(move || {
        let mut wrong = Vec::new();
        for case in &cases {
            let answer = &answers[&case.name];
            assert!(!answer.is_null(), "{} is not recorded", case.name);
            let expected = match answer["error"].as_str() {
                Some(error) => Err(error.to_owned()),
                None => Ok(serde_json::from_value(answer["output"].clone()).unwrap()),
            };
            let made = render(case, &Traces::default(), Limits::default());
            let made: Result<BTreeMap<_, _>, _> =
                made.map(|outputs| outputs.into_iter().map(|(name, text)| (name, text.as_str().to_owned())).collect());
            if (made == expected) == different.contains_key(case.name.as_str()) {
                wrong.push(format!("{}:\n  helm: {expected:?}\n  we:   {made:?}", case.name));
            }
        }
        (cases.len(), wrong)
    })
    .unwrap();
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
