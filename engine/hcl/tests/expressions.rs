//! Every case of `expressions/*.txt`, whose expectations `record.py` recorded, evaluated here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "common/recorded.rs"]
mod recorded;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_hcl::eval::{Budget, Context, Error, Files, Refusal, Result, Scope, Step, evaluate, evaluate_constant};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::{Body, Expr};
use bartizan_hcl::syntax::{Origin, parse, parse_expression};
use bartizan_hcl::value::{Kind, Reason, Type, Value};
use recorded::{agree, is_type};
use serde_json::{Value as Json, json};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions")
}

fn budget() -> Budget {
    Budget::new(10_000_000, 100_000_000)
}

/// The module that the expressions stand in.
struct Module {
    body: Body,
    budget: Budget,
}

struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> std::result::Result<Arc<[u8]>, Refusal> {
        let refuse = |error: std::io::Error| Refusal {
            reason: error.to_string(),
            is_absent: error.kind() == std::io::ErrorKind::NotFound,
        };
        std::fs::read(cases().join(path)).map(Into::into).map_err(refuse)
    }

    fn list(&self, folder: &str) -> std::result::Result<Vec<String>, Refusal> {
        fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    walk(&entry.path(), &format!("{name}/"), found);
                } else {
                    found.push(name);
                }
            }
        }
        let mut found = Vec::new();
        walk(&cases().join(folder), "", &mut found);
        Ok(found)
    }
}

impl Module {
    fn variable(&self, name: &str) -> Result {
        let mut blocks = self.body.blocks_of("variable");
        let block = blocks.find(|block| block.label(0) == Some(name)).ok_or_else(|| Error::new("no such variable"))?;
        let constant = |expr: &Expr| evaluate_constant(expr, &self.budget);
        let ty = Type::of_expression(&block.body.attribute("type").unwrap().value, &constant, &self.budget)?;
        let default = evaluate_constant(&block.body.attribute("default").unwrap().value, &self.budget)?;
        let mut value = default.convert(&ty, &self.budget)?;
        if block.body.attribute("sensitive").is_some() {
            value.mark(Some(&Arc::new(bartizan_hcl::value::Marks { sensitive: true, ..Default::default() })));
        }
        Ok(value)
    }
}

impl Scope for Module {
    fn resolve(&self, root: &str, steps: &[Step], _: Span) -> Result<(Value, usize)> {
        let unknown = |ty, name: &str| {
            let name = format!("terraform_data.unknown.{name}");
            Ok((Value::unknown(ty, Reason::AfterApply(name.into())), 2))
        };
        match (root, steps) {
            ("var", [Step::Attr(name), ..]) => Ok((self.variable(name)?, 1)),
            ("local", [Step::Attr(name), ..]) => {
                let locals = self.body.blocks_of("locals").next().unwrap();
                let local = locals.body.attribute(name).ok_or_else(|| Error::new("no such local"))?;
                let context = Context { scope: self, files: &Disk, budget: &self.budget };
                Ok((evaluate(&local.value, &context)?, 1))
            }
            ("path", [Step::Attr(_), ..]) => Ok((Value::string("."), 1)),
            ("terraform_data", [_, Step::Attr(name), ..]) if &**name == "id" => unknown(Type::String, "id"),
            ("terraform_data", [_, Step::Attr(name), ..]) => unknown(Type::Dynamic, name),
            _ => Err(Error::new(format!("no such thing: {root}"))),
        }
    }
}

/// A value with a mark where it is not known.
fn shape(value: &Value) -> Json {
    match &value.kind {
        Kind::Null => Json::Null,
        Kind::Bool(value) => json!(value),
        Kind::Number(number) => serde_json::from_str(&number.to_string()).unwrap(),
        Kind::String(string) => json!(&*string.text),
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => items.iter().map(shape).collect(),
        Kind::Map(entries) | Kind::Object(entries) => {
            entries.iter().map(|(key, entry)| (key.to_string(), shape(&entry.value))).collect()
        }
        Kind::Unknown(_) => json!("⁇"),
    }
}

/// Is this the recorded message, but for the places in templates that it names?
fn is_message(message: &str, recorded: &str) -> bool {
    let places = [", referenced at ", "files/", "<templatestring", "<decode_tfvars", " - "];
    let what = ["Call to function \"yamldecode\" failed: ", "Call to function \"jsondecode\" failed: "];
    let within = what.iter().find(|what| recorded.starts_with(*what)).map(|what| what.len());
    match places.iter().filter_map(|place| recorded.find(place)).chain(within).min() {
        Some(end) => message.starts_with(&recorded[..end]),
        None => message == recorded,
    }
}

/// What Terraform says from 1.12 on, where one side of `&&` or `||` decides whatever is wrong with the other; 1.11 is
/// recorded.
const NEWER: [(&str, &str); 2] = [("true || local.tuple[9]", "= true"), ("false && local.tuple[9]", "= false")];

/// How a case differs from what is recorded.
fn difference(text: &str, recorded: &[&str], module: &Module) -> Option<String> {
    let (expr, faults) = parse_expression(&text.replace('⏎', "\n"), Origin::At { source: 0, offset: 0 });
    let budget = budget();
    let context = Context { scope: module, files: &Disk, budget: &budget };
    let result = match faults.first() {
        Some(fault) => Err(Error::new(fault.message.clone())),
        None => evaluate(&expr, &context),
    };
    let newer = NEWER.iter().find(|(case, _)| *case == text).map(|(_, line)| vec![*line]);
    let recorded = newer.as_deref().unwrap_or(recorded);
    let line = |mark: &str| recorded.iter().find_map(|line| line.strip_prefix(mark));
    match (result, line("! ")) {
        (Err(error), _) if error.is_limit => Some(format!("limit: {error}")),
        (Err(error), Some(wanted)) => (!is_message(&error.message, wanted)).then(|| format!("! {error}")),
        (Ok(value), Some(_)) => Some(shape(&value).to_string()),
        (Err(error), None) => Some(format!("! {error}")),
        (Ok(value), None) => {
            let wanted = match line("= ") {
                Some("?") => json!("⁇"),
                wanted => serde_json::from_str(wanted.unwrap()).unwrap(),
            };
            let ty = value.type_of(&budget).unwrap();
            let fits = line(": ").is_none_or(|text| is_type(&ty, &serde_json::from_str(text).unwrap()));
            let is_same = shape(&value) == wanted && fits && value.is_sensitive() == line("^ sensitive").is_some();
            let sensitive = if value.is_sensitive() { " ^ sensitive" } else { "" };
            (!is_same).then(|| format!("= {} : {ty}{sensitive}", shape(&value)))
        }
    }
}

#[test]
fn expressions_have_the_recorded_values() {
    let text = std::fs::read_to_string(cases().join("setup.tf")).unwrap();
    let module = Module { body: parse(&text, 1).body, budget: budget() };
    agree("expressions", 450, |expression, recorded| difference(expression, recorded, &module));
}
