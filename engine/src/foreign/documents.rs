//! Policies that judge whole documents: of conftest, of services that run Terraform, of Trivy.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bartizan_rego::compile::{Program, Query, Rules};
use bartizan_rego::eval::{EvalError, Options};
use bartizan_rego::value::{Object, Value};

use super::answer::{self, About, Answer};
use super::trivy::Selector;
use super::{Document, module};
use crate::discover::FileKind;
use crate::rego::{Explanation, Fault};

/// Policies compiled together.
#[derive(Debug)]
pub(super) struct Set {
    program: Program,
    rules: Rules,
    entries: Vec<Entry>,
    /// Base documents.
    data: Value,
    /// Does it see all documents at once?
    pub(super) combine: bool,
    /// Is a plan also given as `input.plan` and `input.terraform`?
    run: bool,
}

/// A rule that is asked.
#[derive(Debug)]
pub(super) struct Entry {
    /// Id of the policy that it is.
    pub(super) policy: String,
    pub(super) asked: Asked,
    /// Does it answer, its results do not count.
    pub(super) exception: Option<Query>,
    /// Which documents it judges; all when absent.
    pub(super) selector: Option<Selector>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// The rule at this path below `data`.
    Rule(Vec<String>),
    /// A query whose first expression gives the results.
    Query(Query),
}

impl Set {
    pub(super) fn new(program: Program, entries: Vec<Entry>, data: Value, combine: bool, run: bool) -> Self {
        let rules = rules(&program, &entries);
        Self { program, rules, entries, data, combine, run }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn select(&mut self, runs: &dyn Fn(&str) -> bool) {
        self.entries.retain(|entry| runs(&entry.policy));
        self.rules = rules(&self.program, &self.entries);
    }

    /// What it says of a document, whose value is `value`.
    pub(super) fn document(&self, document: &Document<'_>, value: &Value, options: &Options) -> Vec<Answer> {
        let judges = |entry: &Entry| entry.selector.as_ref().is_none_or(|selector| selector.matches(document));
        if !self.entries.iter().any(judges) {
            return Vec::new();
        }
        let run = self.run && document.kind == FileKind::TerraformPlan;
        let input = if run { with_plan(value) } else { value.clone() };
        self.ask(&input, Some(document), options, judges)
    }

    /// What it says of all documents.
    pub(super) fn combined(&self, input: &Value, options: &Options) -> Vec<Answer> {
        self.ask(input, None, options, |_| true)
    }

    fn ask(
        &self,
        input: &Value,
        document: Option<&Document<'_>>,
        options: &Options,
        judges: impl Fn(&Entry) -> bool,
    ) -> Vec<Answer> {
        let data = self.data_for(document);
        let about = document.map_or(About::Documents, |document| About::Document(document.root));
        let evaluated = catch_unwind(AssertUnwindSafe(|| {
            let values = self.rules.eval(Some(input), &data, options);
            let says =
                |value: &Result<Option<Value>, EvalError>| matches!(value, Ok(Some(value)) if answer::says(value));
            let mut explained = Vec::new();
            if values.iter().any(says) {
                explained = Explanation::of_each(&self.rules, input, &data, options);
            }
            explained.resize(values.len(), None);
            let asked = self.entries.iter().zip(values).zip(explained).filter(|((entry, _), _)| judges(entry));
            let answers =
                asked.flat_map(|((entry, value), explained)| match self.value(entry, value, input, &data, options) {
                    Ok(Some(value)) => {
                        let explained = match &entry.asked {
                            Asked::Query(query) if answer::says(&value) => {
                                Explanation::of_query(query, input, &data, options)
                            }
                            _ => explained,
                        };
                        answer::read(&entry.policy, &value, &explained.unwrap_or_default(), about)
                    }
                    Ok(None) => Vec::new(),
                    Err(error) => {
                        vec![Answer::failed(&entry.policy, Fault::of_evaluation(&error, &self.program).describe())]
                    }
                });
            answers.collect()
        }));
        evaluated.unwrap_or_else(|_| {
            let failed =
                |entry: &Entry| Answer::failed(&entry.policy, "internal error: the evaluator panicked".to_owned());
            self.entries.iter().map(failed).collect()
        })
    }

    /// What an entry answers; nothing where an exception is made. `value` is that of its rule.
    fn value(
        &self,
        entry: &Entry,
        value: Result<Option<Value>, EvalError>,
        input: &Value,
        data: &Value,
        options: &Options,
    ) -> Result<Option<Value>, EvalError> {
        let query = |query: &Query| query.eval(Some(input), data, options);
        let value = match &entry.asked {
            Asked::Rule(_) => value?,
            Asked::Query(asked) => {
                let first = query(asked)?.answers.into_iter().next();
                first.and_then(|answer| answer.values.into_iter().next())
            }
        };
        match &entry.exception {
            Some(exception) if value.is_some() && !query(exception)?.answers.is_empty() => Ok(None),
            _ => Ok(value),
        }
    }

    /// The base documents, and what conftest tells of the file: `data.conftest.file`.
    fn data_for(&self, document: Option<&Document<'_>>) -> Value {
        let (Some(document), Value::Object(data)) = (document, &self.data) else { return self.data.clone() };
        let (folder, name) = document.file.rsplit_once('/').unwrap_or((".", document.file));
        let file = Value::record([("name", Value::from(name)), ("dir", Value::from(folder))]);
        let mut data = Object::clone(data);
        data.insert(Value::from("conftest"), Value::record([("file", file)]));
        Value::Object(data.into())
    }
}

/// The rules of the entries; where an entry asks by query, one that is undefined.
fn rules(program: &Program, entries: &[Entry]) -> Rules {
    let path = |entry: &Entry| match &entry.asked {
        Asked::Rule(path) => path.clone(),
        Asked::Query(_) => Vec::new(),
    };
    let paths: Vec<Vec<String>> = entries.iter().map(path).collect();
    program.rules(paths.iter().map(|path| path.iter().map(String::as_str).collect()))
}

/// A plan as services give it that run Terraform: itself, and under `plan` and `terraform`.
fn with_plan(plan: &Value) -> Value {
    let Value::Object(object) = plan else { return plan.clone() };
    let mut input = Object::clone(object);
    for key in ["plan", "terraform"] {
        input.insert(Value::from(key), plan.clone());
    }
    Value::Object(input.into())
}

/// The query that says whether an exception is made for `rule` of the namespace.
pub(super) fn exception(program: &Program, namespace: &[&str], rule: &str) -> Option<Query> {
    let path = module::name_of(&[&["data"], namespace, &["exception"]].concat());
    program.query(&format!("{path}[_][_] == {:?}", super::names::excepted(rule))).ok()
}
