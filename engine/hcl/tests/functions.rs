//! Every case of `functions/*.txt`, whose expectations `record.py` recorded, evaluated here.

#[path = "common/no_files.rs"]
mod no_files;
#[path = "common/recorded.rs"]
mod recorded;

use std::sync::Arc;

use bartizan_hcl::eval::{self, Budget, Context, Error, Scope, Step};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::Expr;
use bartizan_hcl::syntax::{Origin, parse_expression};
use bartizan_hcl::value::{Marks, Reason, Type, Value, from_json, to_json};
use no_files::NoFiles;
use recorded::{agree, is_type};

struct Names;

impl Scope for Names {
    fn resolve(&self, root: &str, steps: &[Step], _: Span) -> eval::Result<(Value, usize)> {
        match (root, steps.first()) {
            ("local", Some(Step::Attr(name))) if &**name == "unknown" => {
                Ok((Value::unknown(Type::String, Reason::AfterApply("terraform_data.unknown.id".into())), 1))
            }
            ("local", Some(Step::Attr(name))) if &**name == "secret" => {
                let marks = Marks { sensitive: true, ..Marks::default() };
                Ok((Value { marks: Some(Arc::new(marks)), ..Value::string("secret") }, 1))
            }
            _ => Err(Error::new("nothing has this name")),
        }
    }
}

fn budget() -> Budget {
    Budget::new(10_000_000, 100_000_000)
}

fn parse(text: &str) -> Expr {
    let (expression, faults) = parse_expression(text, Origin::At { source: 0, offset: 0 });
    assert!(faults.is_empty(), "{text}: {faults:?}");
    expression
}

fn evaluate(text: &str) -> eval::Result {
    let budget = budget();
    let context = Context { scope: &Names, files: &NoFiles, budget: &budget };
    let evaluate = |expr: &Expr| eval::evaluate(expr, &context);
    match text.split_once(" <- ") {
        None => evaluate(&parse(text)),
        Some((ty, value)) => {
            let ty = Type::of_expression(&parse(ty), &evaluate, &budget)?;
            evaluate(&parse(value))?.convert(&ty, &budget).map_err(|error| Error::new(format!("{}.", error.message)))
        }
    }
}

/// What differs from what was recorded.
fn judge(expression: &str, recorded: &[&str]) -> eval::Result<Option<String>> {
    let budget = budget();
    let value = match (evaluate(expression), recorded.first().copied().unwrap_or("? ").split_at(2)) {
        // That a value does not fit a type is said in other words.
        (Err(error), ("! ", text)) if error.message == text || expression.contains(" <- ") => return Ok(None),
        (Err(error), _) => return Ok(Some(format!("! {}", error.message))),
        (Ok(value), _) => value,
    };
    if value.first_unknown(&budget)?.is_some() {
        return Ok((recorded[0] != "= ?").then(|| "= ?".to_owned()));
    }
    let json = to_json(&value, &budget)?;
    let wanted = recorded[0].strip_prefix("= ").filter(|text| *text != "?");
    let wanted = wanted.map(|text| to_json(&from_json(text, &budget)?, &budget)).transpose()?;
    let ty = value.type_of(&budget)?;
    let fits = match recorded.get(1) {
        Some(text) => is_type(&ty, &serde_json::from_str(&text[2..]).map_err(|error| Error::new(error.to_string()))?),
        None => true,
    };
    Ok((wanted.as_ref() != Some(&json) || !fits).then(|| format!("= {json} : {ty}")))
}

#[test]
fn answers_as_terraform() {
    agree("functions", 1000, |expression, recorded| judge(expression, recorded).expect("what was recorded is JSON"));
}
