//! `values.schema.json`: are the values what the charts say they must be?

use std::cell::RefCell;
use std::error::Error as StdError;
use std::rc::Rc;

use bartizan_source::Span;
use boon::{Compiler, ErrorKind, InstanceToken, SchemaIndex, Schemas, UrlLoader, ValidationError};
use serde_json::Value as Json;

use super::bounds;
use super::instance::Instance;
use super::table;
use crate::trace::Traces;
use crate::value::{Kind, Map, Value};
use crate::{Error, Problem, Result};

/// The address of a chart's own schema.
const OWN: &str = "file:///values.schema.json";

/// Checks the values of a chart and of those below it.
///
/// Schemas elsewhere, which Helm fetches, allow everything: nothing is fetched.
///
/// # Errors
/// With everything that is wrong, in Helm's words.
pub(crate) fn validate(
    chart: &Rc<Instance<'_>>,
    values: &Map,
    traces: &Traces,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let mut check = Check { traces, problems, faults: String::new(), place: None };
    check.chart(chart, values);
    if check.faults.is_empty() {
        return Ok(());
    }
    let mut error = Error::new(format!(
        "values don't meet the specifications of the schema(s) in the following chart(s):\n{}",
        check.faults
    ));
    error.span = check.place;
    Err(error)
}

struct Check<'a> {
    traces: &'a Traces,
    problems: &'a mut Vec<Problem>,
    faults: String,
    /// The first value that is wrong.
    place: Option<Span>,
}

impl Check<'_> {
    fn chart(&mut self, chart: &Rc<Instance<'_>>, values: &Map) {
        if let Some(schema) = &chart.chart.schema
            && let Err(message) = self.schema(&chart.name, schema, values)
        {
            self.faults.push_str(&format!("{}:\n{message}", chart.name));
        }
        for below in chart.dependencies.borrow().iter() {
            let Some(value) = values.get(&below.name) else { continue };
            match &value.kind {
                Kind::Nil => {}
                Kind::Map(values) => self.chart(below, values),
                other => {
                    let got = go_type(other);
                    self.faults.push_str(&format!(
                        "{}:\ninvalid type for values: expected object (map), got {got}\n",
                        below.name
                    ));
                }
            }
        }
    }

    fn schema(&mut self, name: &str, schema: &[u8], values: &Map) -> std::result::Result<(), String> {
        let schema: Json = serde_json::from_slice(schema).map_err(|error| error.to_string())?;
        let json = json(&Value::new(Kind::Map(values.clone())), 0);
        bounds::check(&schema, &json)?;
        let elsewhere = Rc::new(RefCell::new(Vec::new()));
        let mut compiler = Compiler::new();
        compiler.use_loader(Box::new(Elsewhere { asked: elsewhere.clone() }));
        compiler.add_resource(OWN, schema).map_err(|error| error.to_string())?;
        let mut schemas = Schemas::new();
        let index: SchemaIndex = compiler.compile(OWN, &mut schemas).map_err(|error| error.to_string())?;
        for url in elsewhere.borrow().iter() {
            self.problems.push(Problem::warning(format!(
                "{name}: values.schema.json refers to {url}, which is not fetched: it allows everything"
            )));
        }
        schemas.validate(&json, index).map_err(|error| {
            self.place = self.place.or_else(|| self.span_of(&error, values));
            let mut text = String::new();
            describe(&error, 0, &mut text);
            // The first line names the schema, which is always the chart's own.
            let text = text.split_once('\n').map_or(text.as_str(), |(_, rest)| rest);
            format!("{text}\n")
        })
    }

    /// The place of the first value that is wrong.
    fn span_of(&self, error: &ValidationError<'_, '_>, values: &Map) -> Option<Span> {
        let mut error = error;
        while let Some(cause) = error.causes.first() {
            error = cause;
        }
        let mut value = Value::new(Kind::Map(values.clone()));
        for token in &error.instance_location.tokens {
            let inner = match (token, &value.kind) {
                (InstanceToken::Prop(key), _) => table(&value)?.get(key)?,
                (InstanceToken::Item(index), Kind::List(list)) => list.items.get(*index)?.clone(),
                _ => return None,
            };
            value = inner;
        }
        self.traces.keys(value.keys).into_iter().find_map(|key| key.span)
    }
}

/// Answers for schemas elsewhere, and notes which were asked for.
struct Elsewhere {
    asked: Rc<RefCell<Vec<String>>>,
}

impl UrlLoader for Elsewhere {
    fn load(&self, url: &str) -> std::result::Result<Json, Box<dyn StdError>> {
        self.asked.borrow_mut().push(url.to_owned());
        Ok(Json::Bool(true))
    }
}

/// Values inside of one another that are followed; those of files are not deeper.
const MAX_DEPTH: u32 = 500;

/// The value as JSON; whole numbers without a fraction.
fn json(value: &Value, depth: u32) -> Json {
    if depth == MAX_DEPTH {
        return Json::Null;
    }
    match &value.kind {
        Kind::Bool(value) => Json::Bool(*value),
        Kind::Int(value, _) => Json::Number((*value).into()),
        Kind::Float(value) => number(*value),
        Kind::String(text) => Json::String(text.as_str().to_owned()),
        Kind::List(list) => Json::Array(list.items.iter().map(|item| json(item, depth + 1)).collect()),
        Kind::Map(map) => {
            let entries = map.entries.borrow();
            Json::Object(entries.iter().map(|(key, value)| (key.to_string(), json(value, depth + 1))).collect())
        }
        _ => Json::Null,
    }
}

fn number(value: f64) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and far below the greatest `i64`")]
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return Json::Number((value as i64).into());
    }
    serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number)
}

fn go_type(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool(_) => "bool",
        Kind::Int(..) => "int64",
        Kind::Float(_) => "float64",
        Kind::String(_) => "string",
        _ => "[]interface {}",
    }
}

/// The fault and what led to it, one a line, indented as Helm's library does.
fn describe(error: &ValidationError<'_, '_>, indent: usize, text: &mut String) {
    // A reference with one cause only leads there.
    let only_leads = matches!(error.kind, ErrorKind::Reference { .. }) && error.causes.len() == 1;
    if !only_leads {
        if indent > 0 {
            text.push('\n');
            text.push_str(&"  ".repeat(indent - 1));
            text.push_str("- ");
        }
        match &error.kind {
            ErrorKind::Schema { .. } => text.push_str("jsonschema"),
            kind => text.push_str(&format!("at '{}': {}", error.instance_location, message(kind))),
        }
    }
    let indent = indent + usize::from(!only_leads);
    for cause in &error.causes {
        describe(cause, indent, text);
    }
}

fn message(kind: &ErrorKind<'_, '_>) -> String {
    let quoted = |names: Vec<&str>| names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    match kind {
        ErrorKind::Type { got, want } => {
            let want: Vec<String> = want.iter().map(|kind| kind.to_string()).collect();
            format!("got {got}, want {}", want.join(" or "))
        }
        ErrorKind::Required { want } if want.len() == 1 => format!("missing property {}", quoted(want.clone())),
        ErrorKind::Required { want } => format!("missing properties {}", quoted(want.clone())),
        ErrorKind::AdditionalProperties { got } => {
            format!("additional properties {} not allowed", quoted(got.iter().map(AsRef::as_ref).collect()))
        }
        ErrorKind::PropertyName { prop } => format!("invalid propertyName '{prop}'"),
        ErrorKind::MinProperties { got, want } => format!("minProperties: got {got}, want {want}"),
        ErrorKind::MaxProperties { got, want } => format!("maxProperties: got {got}, want {want}"),
        ErrorKind::MinItems { got, want } => format!("minItems: got {got}, want {want}"),
        ErrorKind::MaxItems { got, want } => format!("maxItems: got {got}, want {want}"),
        ErrorKind::MinLength { got, want } => format!("minLength: got {got}, want {want}"),
        ErrorKind::MaxLength { got, want } => format!("maxLength: got {got}, want {want}"),
        ErrorKind::Minimum { got, want } => format!("minimum: got {got}, want {want}"),
        ErrorKind::Maximum { got, want } => format!("maximum: got {got}, want {want}"),
        ErrorKind::ExclusiveMinimum { got, want } => format!("exclusiveMinimum: got {got}, want {want}"),
        ErrorKind::ExclusiveMaximum { got, want } => format!("exclusiveMaximum: got {got}, want {want}"),
        ErrorKind::MultipleOf { got, want } => format!("multipleOf: got {got}, want {want}"),
        ErrorKind::Not => "'not' failed".to_owned(),
        ErrorKind::AllOf => "'allOf' failed".to_owned(),
        ErrorKind::AnyOf => "'anyOf' failed".to_owned(),
        ErrorKind::OneOf(None) => "'oneOf' failed, none matched".to_owned(),
        ErrorKind::OneOf(Some((first, second))) => {
            format!("'oneOf' failed, subschemas {first}, {second} matched")
        }
        other => other.to_string(),
    }
}
