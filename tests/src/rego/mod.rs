//! Cases of Rego: what a query over modules, base data and an input must say.

pub mod conformance;
pub mod ours;
pub mod run;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use bartizan_rego::value::Value;
use serde::Deserialize;

/// A case of the folder `rego/cases`, as its README describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The topic, a slash, and what is asked.
    pub note: String,
    /// The query; its variables are the answer.
    #[serde(default = "default_query")]
    pub query: String,
    /// The texts of the modules.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Base data, JSON.
    pub data: Option<String>,
    /// The input, JSON.
    pub input: Option<String>,
    /// The language of the modules and the query.
    #[serde(default)]
    pub version: Version,
    /// Compile as `--strict` does.
    #[serde(default)]
    pub strict: bool,
    /// Errors of builtins end the evaluation.
    #[serde(default)]
    pub strict_errors: bool,
    /// The bindings of all results, a JSON array.
    want: Option<String>,
    /// The code of the error instead.
    want_error: Option<String>,
    /// What `print` wrote, by line.
    #[serde(default)]
    want_prints: Vec<String>,
}

/// The two languages.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Version {
    /// Before OPA 1.0: `if` and `contains` only where imported.
    V0,
    /// Since OPA 1.0.
    #[default]
    V1,
}

/// What an evaluator is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The query; its variables are the answer.
    pub query: String,
    /// The texts of the modules.
    pub modules: Vec<String>,
    /// Base data, JSON.
    pub data: Option<String>,
    /// The input.
    pub input: Option<Input>,
    /// The language of the modules and the query.
    pub version: Version,
    /// Compile as `--strict` does.
    pub strict: bool,
    /// Errors of builtins end the evaluation.
    pub strict_errors: bool,
}

/// An input as it is spelled.
#[derive(Clone, Debug)]
pub enum Input {
    /// JSON.
    Json(String),
    /// A term of Rego, to be evaluated: it may hold sets.
    Term(String),
}

/// What an evaluator says of a question.
#[derive(Clone, Debug)]
pub struct Said {
    /// The bindings of each result, sorted by their JSON, or the code of the error.
    pub results: Result<Vec<Value>, String>,
    /// What `print` wrote, by line.
    pub prints: Vec<String>,
}

impl Said {
    /// An answer; results come in no order.
    #[must_use]
    pub fn new(mut results: Result<Vec<Value>, String>, prints: Vec<String>) -> Self {
        if let Ok(results) = &mut results {
            results.sort_by_cached_key(Value::to_json);
        }
        Self { results, prints }
    }
}

/// The same JSON: of numbers the spelling counts.
impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        let json = |said: &Self| said.results.clone().map(|results| Value::array(results).to_json());
        json(self) == json(other) && self.prints == other.prints
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.results {
            Ok(results) => write!(f, "{}", Value::array(results.clone()).to_json())?,
            Err(code) => write!(f, "{code}")?,
        }
        if self.prints.is_empty() { Ok(()) } else { write!(f, ", prints {:?}", self.prints) }
    }
}

impl Case {
    /// What is asked.
    #[must_use]
    pub fn question(&self) -> Question {
        Question {
            query: self.query.clone(),
            modules: self.modules.clone(),
            data: self.data.clone(),
            input: self.input.clone().map(Input::Json),
            version: self.version,
            strict: self.strict,
            strict_errors: self.strict_errors,
        }
    }

    /// What is recorded of OPA.
    ///
    /// # Errors
    /// A case without an expectation, or with one that is no JSON.
    pub fn wanted(&self) -> Result<Said, String> {
        let results = match (&self.want, &self.want_error) {
            (Some(want), None) => {
                let want = Value::from_json(want).map_err(|error| format!("{}: want: {error}", self.note))?;
                Ok(want.as_array().unwrap_or_default().to_vec())
            }
            (None, Some(code)) => Err(code.clone()),
            _ => return Err(format!("{}: needs either want or want_error: run record.py --update", self.note)),
        };
        Ok(Said::new(results, self.want_prints.clone()))
    }
}

/// The cases of every file of `rego/cases`, in the order of the files' names.
///
/// # Errors
/// A file that cannot be read, or that is no list of cases.
pub fn cases() -> Result<Vec<Case>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rego/cases");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let wrong = |error: &dyn fmt::Display| format!("{}: {error}", file.display());
        let text = fs::read_to_string(&file).map_err(|error| wrong(&error))?;
        let read: Vec<Case> = serde_saphyr::from_str(&text).map_err(|error| wrong(&error))?;
        cases.extend(read);
    }
    Ok(cases)
}

fn default_query() -> String {
    "x = data.test.p".into()
}
