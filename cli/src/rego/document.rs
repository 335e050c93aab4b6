//! Data and input files: JSON or YAML to values.

use bartizan_engine::source::{Source, SourceErrorKind, SourceId, decode, parse_yaml};
use bartizan_rego::builtins::{self, Context, Outside};
use bartizan_rego::value::Value;

/// Most bytes that the values of a file of YAML may take, so that aliases of aliases end.
const ALLOWANCE: u64 = 1 << 30;

/// Reads JSON, numbers as they are spelled.
///
/// # Errors
///
/// What is wrong with the text.
pub(crate) fn json(bytes: &[u8]) -> Result<Value, String> {
    let text = text(bytes)?;
    Value::from_json(&text).map_err(|error| error.to_string())
}

/// Reads YAML as OPA does: what `yaml.unmarshal` gives of the text. Unlike in manifests, `yes` and `on` are texts. Of
/// several documents it is the first.
///
/// # Errors
///
/// What is wrong with the text.
pub(crate) fn yaml(bytes: &[u8]) -> Result<Value, String> {
    let text = text(bytes)?;
    let outside = Outside::default();
    let mut context = Context::new(&outside, None);
    context.allowance = ALLOWANCE;
    let unmarshal = builtins::function("yaml.unmarshal").ok_or("YAML cannot be read")?;
    let read = unmarshal(&mut context, &[Value::from(&*text)]);
    read.map_err(|error| placed_fault(text).unwrap_or_else(|| error.to_string()))
}

/// What is wrong with a text of YAML, with its line, where it is wrong in manifests too.
fn placed_fault(text: String) -> Option<String> {
    let source = Source::new(SourceId(0), "", text);
    let parsed = parse_yaml(&source);
    let fault = parsed.errors.iter().find(|error| error.kind != SourceErrorKind::DuplicateKey)?;
    let line = source.lines.position(&source.text, fault.span?.start).line;
    Some(format!("yaml: line {line}: {}", fault.message))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_read_as_go_reads_it() {
        let value = yaml(b"a: [1, 2.0, 1e3, 2.5, 0777, yes, ~]\nb: {1: x, on: y}\n---\nc: 1\n").unwrap();
        assert_eq!(value.to_json(), r#"{"a":[1,2,1000,2.5,511,"yes",null],"b":{"1":"x","on":"y"}}"#);
        assert_eq!(yaml(b"").unwrap(), Value::Null);
        insta::assert_snapshot!(yaml(b"a: 1\nb: [").unwrap_err(), @"yaml: line 2: while parsing a node, did not find expected node content");
    }
}
