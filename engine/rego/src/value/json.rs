//! Values from JSON and to JSON, numbers as they are spelled. Sets become arrays; keys that are not strings, their JSON
//! text.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiter::{Jiter, JiterError, Peek};
use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};

use super::{Number, Object, Value};

/// Levels of arrays and objects that JSON text may nest.
pub const MAX_DEPTH: usize = 512;

/// The text is not JSON, or nests too deep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} at line {line}, column {column}")]
pub struct JsonError {
    /// What is wrong.
    pub message: String,
    /// Where, from 1.
    pub line: usize,
    /// Where, in bytes from 1.
    pub column: usize,
}

impl Value {
    /// Reads JSON text. Of equal keys the last wins.
    ///
    /// # Errors
    ///
    /// Text that is not one JSON value, or nests more than [`MAX_DEPTH`] levels.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut reader = Reader { text, jiter: Jiter::new(text.as_bytes()) };
        let peek = reader.jiter.peek().map_err(|error| reader.fault(error))?;
        let value = reader.value(peek, 0)?;
        reader.jiter.finish().map_err(|error| reader.fault(error))?;
        Ok(value)
    }

    /// As compact JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    fn write_json(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(true) => text.push_str("true"),
            Self::Bool(false) => text.push_str("false"),
            Self::Number(number) => match number.text() {
                Some(known) => text.push_str(known),
                // Writing to a string cannot fail.
                None => drop(write!(text, "{number}")),
            },
            Self::String(string) => text.push_str(&quote(string)),
            Self::Array(items) => write_items(items, text),
            Self::Set(set) => write_items(set.as_slice(), text),
            Self::Object(object) => {
                text.push('{');
                for (at, (key, value)) in json_entries(object).into_iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    text.push_str(&quote(&key));
                    text.push(':');
                    value.write_json(text);
                }
                text.push('}');
            }
        }
    }
}

/// The entries of an object in the order of their keys as JSON has them.
fn json_entries(object: &Object) -> Vec<(Cow<'_, str>, &Value)> {
    let mut entries: Vec<(Cow<'_, str>, &Value)> = object
        .iter()
        .map(|(key, value)| match key {
            Value::String(key) => (Cow::Borrowed(&**key), value),
            _ => (Cow::Owned(key.to_json()), value),
        })
        .collect();
    if entries.iter().any(|(key, _)| matches!(key, Cow::Owned(_))) {
        entries.sort_by(|(left, _), (right, _)| left.cmp(right));
        // Of keys that look the same, such as 1 and "1", the last stays.
        entries.reverse();
        entries.dedup_by(|(left, _), (right, _)| left == right);
        entries.reverse();
    }
    entries
}

fn write_items(items: &[Value], text: &mut String) {
    text.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        item.write_json(text);
    }
    text.push(']');
}

/// `text` as a JSON string, quotes included; `<`, `>` and `&` stay as they are.
fn quote(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

struct Reader<'t> {
    text: &'t str,
    jiter: Jiter<'t>,
}

impl Reader<'_> {
    fn value(&mut self, peek: Peek, depth: usize) -> Result<Value, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels"), self.jiter.current_index()));
        }
        let start = self.jiter.current_index();
        match peek {
            Peek::Null => self.jiter.known_null().map(|()| Value::Null).map_err(|error| self.fault(error)),
            Peek::True | Peek::False => self.jiter.known_bool(peek).map(Value::Bool).map_err(|error| self.fault(error)),
            Peek::String => {
                let text = self.jiter.known_str().map(Value::from);
                text.map_err(|error| self.fault(error))
            }
            Peek::Array => self.array(depth),
            Peek::Object => self.object(depth),
            _ if peek.is_num() => {
                let end = self.jiter.known_number_bytes(peek).map(drop);
                end.map_err(|error| self.fault(error))?;
                let number = self.text[start..self.jiter.current_index()].parse::<Number>();
                number.map(Value::Number).map_err(|error| self.error(error.to_string(), start))
            }
            _ => Err(self.error("expected a value".to_owned(), start)),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        let mut next = self.jiter.known_array().map_err(|error| self.fault(error))?;
        while let Some(peek) = next {
            items.push(self.value(peek, depth + 1)?);
            next = self.jiter.array_step().map_err(|error| self.fault(error))?;
        }
        Ok(Value::array(items))
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut entries = Vec::new();
        let key = self.jiter.known_object().map(|key| key.map(Value::from));
        let mut next = key.map_err(|error| self.fault(error))?;
        while let Some(key) = next {
            let peek = self.jiter.peek().map_err(|error| self.fault(error))?;
            entries.push((key, self.value(peek, depth + 1)?));
            let key = self.jiter.next_key().map(|key| key.map(Value::from));
            next = key.map_err(|error| self.fault(error))?;
        }
        Ok(Value::object(entries))
    }

    fn fault(&self, error: JiterError) -> JsonError {
        self.error(error.error_type.to_string(), error.index)
    }

    fn error(&self, message: String, at: usize) -> JsonError {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        JsonError { message, line, column }
    }
}

impl Serialize for Value {
    /// As [`Value::to_json`] does, save that `serde_json` spells exponents its own way.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => match number.text() {
                None => number.as_i64().unwrap_or_default().serialize(serializer),
                Some(text) => {
                    let number = serde_json::from_str::<serde_json::Number>(text).map_err(S::Error::custom)?;
                    number.serialize(serializer)
                }
            },
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items.iter()),
            Self::Set(set) => serializer.collect_seq(set.iter()),
            Self::Object(object) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in json_entries(object) {
                    map.serialize_entry(&*key, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for text in ["null", "[1,2.50,1e3,12345678901234567890]", r#"{"a":{"b":[true,"x\n"]},"c":-0.1}"#] {
            assert_eq!(Value::from_json(text).unwrap().to_json(), text);
        }
        assert_eq!(Value::from_json(r#"{"b":1,"a":2,"b":3}"#).unwrap().to_string(), r#"{"a": 2, "b": 3}"#);
        let set = Value::set(vec![Value::from("b"), Value::from("a"), Value::from("a")]);
        assert_eq!(set.to_json(), r#"["a","b"]"#);
        assert_eq!(Value::object(vec![(Value::from(1_i64), set)]).to_json(), r#"{"1":["a","b"]}"#);
    }

    #[test]
    fn refuses_what_is_not_json() {
        for text in ["", "[1,]", "{\"a\" 1}", "1 2", "NaN", "-Infinity", "01", "'a'"] {
            assert!(Value::from_json(text).is_err(), "{text}");
        }
        let error = Value::from_json("{\n \"a\": x}").unwrap_err();
        assert_eq!((error.line, error.column), (2, 7));
    }

    #[test]
    fn refuses_what_nests_too_deep() {
        assert!(Value::from_json(&"[".repeat(100_000)).is_err());
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Value::from_json(&deep(200)).is_ok());
        assert!(Value::from_json(&deep(MAX_DEPTH + 2)).is_err());
    }
}
