//! Data and input files: JSON or YAML to values.

use std::sync::Arc;

use bartizan_engine::source::{self, Node, Source, SourceErrorKind, SourceId, decode, parse_yaml};
use bartizan_rego::value::{Number, Value};

/// Reads JSON, numbers as they are spelled.
///
/// # Errors
///
/// What is wrong with the text.
pub(crate) fn json(bytes: &[u8]) -> Result<Value, String> {
    let text = text(bytes)?;
    Value::from_json(&text).map_err(|error| error.to_string())
}

/// Reads YAML as `sigs.k8s.io/yaml` does, which OPA reads it with; of several documents the first.
///
/// # Errors
///
/// What is wrong with the text.
pub(crate) fn yaml(bytes: &[u8]) -> Result<Value, String> {
    let text = text(bytes)?;
    let source = Source::new(SourceId(0), "", text);
    let parsed = parse_yaml(&source);
    let fault = parsed.errors.iter().find(|error| error.kind != SourceErrorKind::DuplicateKey);
    match (parsed.documents.first(), fault) {
        (_, Some(fault)) => {
            let line = fault.span.map(|span| source.lines.position(&source.text, span.start).line);
            Err(match line {
                Some(line) => format!("yaml: line {line}: {}", fault.message),
                None => format!("yaml: {}", fault.message),
            })
        }
        (Some(document), None) => Ok(value(&document.root)),
        (None, None) => Ok(Value::Null),
    }
}

/// Reads JSON, or YAML where it is none.
///
/// # Errors
///
/// What is wrong with the text as YAML.
pub(crate) fn any(bytes: &[u8]) -> Result<Value, String> {
    json(bytes).or_else(|_| yaml(bytes))
}

fn text(bytes: &[u8]) -> Result<String, String> {
    decode(bytes).map_err(|error| error.to_string())
}

/// The value of a YAML node.
fn value(node: &Node) -> Value {
    match &node.value {
        source::Value::Null => Value::Null,
        source::Value::Bool(value) => Value::Bool(*value),
        source::Value::Number(text) => number(text),
        source::Value::String(text) => Value::String(Arc::clone(text)),
        source::Value::Sequence(items) => Value::array(items.iter().map(value).collect()),
        source::Value::Mapping(_) => {
            let entries = node.entries().map(|entry| (Value::String(Arc::clone(&entry.key)), value(&entry.value)));
            Value::object(entries.collect())
        }
    }
}

/// A number of YAML. Go reads what is no integer as a float and spells that anew: `2.0` becomes 2.
fn number(text: &Arc<str>) -> Value {
    let whole = |number: &Number| number.as_integer().and_then(|integer| integer.to_string().parse().ok());
    let float = || Number::from_f64(text.parse().ok()?).map(|number| whole(&number).unwrap_or(number));
    let number = if text.contains(['.', 'e', 'E']) { float() } else { text.parse().ok() };
    number.map_or_else(|| Value::String(Arc::clone(text)), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_read_as_go_reads_it() {
        let value = yaml(b"a: [1, 2.0, 1e3, 2.5, 0777, yes, ~]\nb: {1: x}\n---\nc: 1\n").unwrap();
        assert_eq!(value.to_json(), r#"{"a":[1,2,1000,2.5,511,true,null],"b":{"1":"x"}}"#);
        assert_eq!(yaml(b"").unwrap(), Value::Null);
        insta::assert_snapshot!(yaml(b"a: 1\nb: [").unwrap_err(), @"yaml: line 2: while parsing a node, did not find expected node content");
    }
}
