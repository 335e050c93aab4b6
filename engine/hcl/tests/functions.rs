//! Every case of `functions/*.txt`, whose expectations `record.py` recorded, evaluated here.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bartizan_hcl::eval::{self, Budget, Context, Error, Files, Refusal, Scope, Step};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::Expr;
use bartizan_hcl::syntax::{Origin, parse_expression};
use bartizan_hcl::value::{Marks, Reason, Type, Value, from_json, to_json};

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

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, Refusal> {
        Err(Refusal { reason: "there are no files".to_owned(), is_absent: true })
    }

    fn list(&self, _: &str) -> Result<Vec<String>, Refusal> {
        Ok(Vec::new())
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

/// Is `ty` the type that Terraform's JSON says, as far as it is known?
fn is_type(ty: &Type, recorded: &Value) -> bool {
    let (name, inner) = match recorded.elements() {
        Some([name, inner]) => (name.as_str(), Some(inner)),
        _ => (recorded.as_str(), None),
    };
    match (ty, name, inner) {
        (Type::Dynamic, ..)
        | (Type::Bool, Some("bool"), _)
        | (Type::Number, Some("number"), _)
        | (Type::String, Some("string"), _) => true,
        (Type::List(element), Some("list"), Some(inner))
        | (Type::Set(element), Some("set"), Some(inner))
        | (Type::Map(element), Some("map"), Some(inner)) => is_type(element, inner),
        (Type::Tuple(elements), Some("tuple"), Some(inner)) => {
            let inner = inner.elements().unwrap_or_default();
            inner.len() == elements.len() && elements.iter().zip(inner).all(|(ty, inner)| is_type(ty, inner))
        }
        (Type::Object(fields), Some("object"), Some(inner)) => inner.entries().is_some_and(|inner| {
            inner.len() == fields.len()
                && fields.iter().all(|(name, field)| inner.get(name).is_some_and(|ty| is_type(&field.ty, &ty.value)))
        }),
        _ => false,
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
        Some(text) => is_type(&ty, &from_json(&text[2..], &budget)?),
        None => true,
    };
    Ok((wanted.as_ref() != Some(&json) || !fits).then(|| format!("= {json} : {ty}")))
}

#[test]
fn answers_as_terraform() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/functions");
    let (mut count, mut wrong) = (0, Vec::new());
    for file in fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()) {
        let text = fs::read_to_string(&file).expect("the file");
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let is_recorded = |line: &&str| ["= ", ": ", "! "].iter().any(|mark| line.starts_with(mark));
        let mut rest = lines.as_slice();
        while let Some((expression, after)) = rest.split_first() {
            let end = after.iter().position(|line| !is_recorded(line)).unwrap_or(after.len());
            let (recorded, next) = after.split_at(end);
            rest = next;
            count += 1;
            if let Some(differs) = judge(expression, recorded).expect("what was recorded is JSON") {
                wrong.push(format!("{expression}\n  wanted {}\n  got    {differs}", recorded.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 1000, "{count} cases");
}
