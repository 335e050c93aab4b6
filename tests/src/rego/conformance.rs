//! The compliance suite of Open Policy Agent, read from the folder that holds its cases as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bartizan_rego::value::Value;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{Input, Question, Said, Version};
use crate::or_skip;

/// A case of the suite.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its note; where others had the same, `#2` and so on behind it.
    pub note: String,
    /// What is asked.
    pub question: Question,
    wanted: Wanted,
}

/// What must be said.
#[derive(Clone, Debug)]
enum Wanted {
    /// These bindings, as a set; in an array that is bound the order counts only where `ordered`.
    Results { bindings: Vec<Map<String, Json>>, ordered: bool },
    /// The error of this code; any, where the suite gives but a text.
    Error(Option<String>),
}

#[derive(Deserialize)]
struct File {
    cases: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    note: String,
    query: String,
    modules: Option<Vec<String>>,
    data: Option<Json>,
    input: Option<Json>,
    input_term: Option<String>,
    want_result: Option<Vec<Map<String, Json>>>,
    want_error_code: Option<String>,
    want_error: Option<String>,
    #[serde(default)]
    sort_bindings: bool,
    #[serde(default)]
    strict_error: bool,
}

impl From<Entry> for Case {
    fn from(entry: Entry) -> Self {
        let json = entry.input.map(|input| Input::Json(input.to_string()));
        let question = Question {
            query: entry.query,
            modules: entry.modules.unwrap_or_default(),
            data: entry.data.map(|data| data.to_string()),
            input: entry.input_term.map(Input::Term).or(json),
            version: Version::V1,
            strict: false,
            strict_errors: entry.strict_error,
        };
        let wanted = if entry.want_error_code.is_some() || entry.want_error.is_some() {
            Wanted::Error(entry.want_error_code)
        } else {
            Wanted::Results { bindings: entry.want_result.unwrap_or_default(), ordered: !entry.sort_bindings }
        };
        Self { note: entry.note, question, wanted }
    }
}

impl Case {
    /// How `said` differs from what the suite wants; numbers are compared by their value.
    #[must_use]
    pub fn difference(&self, said: &Said) -> Option<String> {
        let same = match (&self.wanted, &said.results) {
            (Wanted::Error(None), Err(_)) => true,
            (Wanted::Error(Some(wanted)), Err(code)) => wanted == code,
            (Wanted::Results { bindings, ordered }, Ok(results)) => {
                let wanted = bindings.iter().map(|bindings| Value::from_json(&json_text(bindings)).ok());
                let said = results.iter().map(|result| Value::from_json(&result.to_json()).ok());
                values(wanted, *ordered) == values(said, *ordered)
            }
            _ => false,
        };
        (!same).then(|| format!("wanted {}\n  said   {said}", self.wanted()))
    }

    fn wanted(&self) -> String {
        match &self.wanted {
            Wanted::Error(code) => code.clone().unwrap_or_else(|| "an error".into()),
            Wanted::Results { bindings, .. } => Json::from_iter(bindings.iter().cloned()).to_string(),
        }
    }
}

/// The results as a set, arrays that are bound sorted unless `ordered`.
fn values(results: impl Iterator<Item = Option<Value>>, ordered: bool) -> BTreeSet<Option<Value>> {
    let sorted = |value: &Value| match value.as_array() {
        Some(items) if !ordered => {
            let mut items = items.to_vec();
            items.sort();
            Value::array(items)
        }
        _ => value.clone(),
    };
    let result = |result: Value| match result.as_object() {
        Some(bindings) => Value::object(bindings.iter().map(|(name, value)| (name.clone(), sorted(value))).collect()),
        None => result,
    };
    results.map(|value| value.map(result)).collect()
}

fn json_text(bindings: &Map<String, Json>) -> String {
    serde_json::to_string(bindings).unwrap_or_default()
}

/// The folder of the suite: `$BARTIZAN_CONFORMANCE`, else `../shared/conformance/opa-v1` beside the workspace. None, and
/// a note on standard error, when it is absent.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("BARTIZAN_CONFORMANCE").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance/opa-v1");
    let folder = named.unwrap_or(beside);
    or_skip(Some(folder).filter(|folder| folder.is_dir()), "there is no conformance suite (BARTIZAN_CONFORMANCE)")
}

/// The cases of every file of `folder`, in the order of the files' names.
///
/// # Errors
/// A file that cannot be read, or that is of another form.
pub fn cases(folder: &Path) -> Result<Vec<Case>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let read: File = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        cases.extend(read.cases.into_iter().map(Case::from));
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for case in &mut cases {
        let times = seen.entry(case.note.clone()).or_default();
        *times += 1;
        if *times > 1 {
            case.note = format!("{}#{times}", case.note);
        }
    }
    Ok(cases)
}
