//! Cases of fixes: files of texts, steps, and the text that comes of them or the reason why none does.

use super::{Change, Refusal, apply};
use crate::rego::FixStep;

/// A file of cases. Each is `=== name`, a text, the mark and the steps on one line, a text. An empty text after is
/// `refused: reason`.
pub(super) struct Cases {
    /// Where the file stands, below `src/fix`.
    pub(super) path: &'static str,
    pub(super) text: &'static str,
    /// What the line of the steps begins with.
    pub(super) mark: &'static str,
}

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) before: &'static str,
    pub(super) steps: &'static str,
    pub(super) after: &'static str,
}

impl Cases {
    pub(super) fn all(&self) -> Vec<Case> {
        let case = |text: &'static str| {
            let (name, rest) = text.split_once('\n').unwrap();
            let (before, rest) = rest.split_once(self.mark).unwrap();
            let (steps, after) = rest.split_once('\n').unwrap();
            Case { name, before, steps, after }
        };
        self.text.split("=== ").skip(1).map(case).collect()
    }

    /// Fails with every case of which `run` makes something else; BARTIZAN_UPDATE_CASES writes down what it makes.
    pub(super) fn hold(&self, run: impl Fn(&Case) -> String) {
        let found = self.written(run);
        if std::env::var_os("BARTIZAN_UPDATE_CASES").is_some() {
            std::fs::write(format!("{}/src/fix/{}", env!("CARGO_MANIFEST_DIR"), self.path), &found).unwrap();
        }
        let expected = self.written(|case| case.after.to_owned());
        let differ = found.split("=== ").zip(expected.split("=== ")).filter(|(found, expected)| found != expected);
        let differ: Vec<String> = differ.map(|(found, expected)| format!("{found}INSTEAD OF\n{expected}")).collect();
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    }

    fn written(&self, run: impl Fn(&Case) -> String) -> String {
        let written =
            |case: &Case| format!("=== {}\n{}{}{}\n{}", case.name, case.before, self.mark, case.steps, run(case));
        self.all().iter().map(written).collect()
    }
}

/// Steps in JSON; where they do not say so, they are safe.
pub(super) fn steps(text: &str) -> Vec<FixStep> {
    let mut steps: serde_json::Value = serde_json::from_str(text).unwrap();
    for step in steps.as_array_mut().unwrap() {
        step.as_object_mut().unwrap().entry("safety").or_insert("safe".into());
    }
    serde_json::from_value(steps).unwrap()
}

/// What comes of `before`: the text after the changes, which are in order, or why there are none.
pub(super) fn made(before: &str, changes: Result<Vec<Change>, Refusal>) -> Result<String, String> {
    let changes = changes.map_err(|refusal| format!("refused: {refusal}\n"))?;
    assert!(changes.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{changes:?}");
    Ok(apply(before, &changes))
}
