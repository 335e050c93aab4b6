//! JSON as Go's encoder writes it: what is special to HTML escaped, two blanks a level.

use std::fmt::Write as _;

use bartizan_rego::value::Value;

/// A document on its way out: members stand in the order given.
#[derive(Clone, Debug)]
pub(crate) enum Json {
    Value(Value),
    Text(String),
    Number(u64),
    Float(f64),
    List(Vec<Json>),
    Record(Vec<(&'static str, Json)>),
    /// Members whose names are data.
    Map(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Json {
    /// Indented, with a line feed at the end.
    pub(crate) fn pretty(&self) -> String {
        let mut writer = Writer { out: String::new(), indent: Some(0) };
        writer.json(self);
        writer.out.push('\n');
        writer.out
    }
}

/// A value on one line.
pub(crate) fn compact(value: &Value) -> String {
    let mut writer = Writer { out: String::new(), indent: None };
    writer.value(value);
    writer.out
}

struct Writer {
    out: String,
    /// Levels; none writes all on one line.
    indent: Option<usize>,
}

impl Writer {
    fn json(&mut self, json: &Json) {
        match json {
            Json::Value(value) => self.value(value),
            Json::Text(text) => self.text(text),
            Json::Number(number) => {
                let _ = write!(self.out, "{number}");
            }
            Json::Float(number) => {
                let _ = write!(self.out, "{number}");
            }
            Json::List(items) => self.list(items.iter(), Self::json),
            Json::Record(members) => self.members(members.iter().map(|(key, json)| (*key, json)), Self::json),
            Json::Map(members) => self.members(members.iter().map(|(key, json)| (&**key, json)), Self::json),
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => self.list(items.iter(), Self::value),
            Value::Set(set) => self.list(set.iter(), Self::value),
            Value::Object(object) => {
                // Keys that are no strings become their JSON, which sorts otherwise.
                let mut members: Vec<(String, &Value)> = object
                    .iter()
                    .map(|(key, value)| (key.as_str().map_or_else(|| key.to_json(), str::to_owned), value))
                    .collect();
                members.sort_by(|(left, _), (right, _)| left.cmp(right));
                self.members(members.iter().map(|(key, value)| (&**key, *value)), Self::value);
            }
            _ => self.out.push_str(&value.to_json()),
        }
    }

    fn list<T>(&mut self, items: impl ExactSizeIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        if items.len() == 0 {
            self.out.push_str("[]");
            return;
        }
        self.open('[');
        for (at, item) in items.enumerate() {
            self.separate(at);
            write(self, item);
        }
        self.close(']');
    }

    fn members<'m, T>(
        &mut self,
        members: impl ExactSizeIterator<Item = (&'m str, T)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        if members.len() == 0 {
            self.out.push_str("{}");
            return;
        }
        self.open('{');
        for (at, (key, value)) in members.enumerate() {
            self.separate(at);
            self.text(key);
            self.out.push_str(if self.indent.is_some() { ": " } else { ":" });
            write(self, value);
        }
        self.close('}');
    }

    fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        if let Some(indent) = &mut self.indent {
            *indent += 1;
        }
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
        self.line();
    }

    fn close(&mut self, bracket: char) {
        if let Some(indent) = &mut self.indent {
            *indent -= 1;
        }
        self.line();
        self.out.push(bracket);
    }

    fn line(&mut self) {
        if let Some(indent) = self.indent {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", indent));
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..' ' => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go_writes_it() {
        let value = Value::from_json(r#"{"b": [], "a": {"<&>": "\u2028\u0001\t"}, "c": [1.0, {}]}"#).unwrap();
        let object = Value::object(vec![(Value::from(10_i64), Value::Null), (Value::from("1a"), value)]);
        let record = Json::Record(vec![("z", Json::Value(object)), ("y", Json::List(Vec::new()))]);
        insta::assert_snapshot!(record.pretty(), @r#"
        {
          "z": {
            "10": null,
            "1a": {
              "a": {
                "\u003c\u0026\u003e": "\u2028\u0001\t"
              },
              "b": [],
              "c": [
                1.0,
                {}
              ]
            }
          },
          "y": []
        }
        "#);
    }
}
