//! Values as JSON text, the texts of numbers as they stand.

use std::fmt::Write;

use super::Value;

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layout<'a> {
    /// Are `<`, `>`, `&` and the line separators of Unicode escaped, as Go does it?
    pub(crate) html: bool,
    /// What each line but the first begins with, and what each level is indented by; all in one line where absent.
    pub(crate) lines: Option<(&'a str, &'a str)>,
}

/// The value as JSON.
pub(crate) fn write_json(value: &Value, layout: Layout<'_>) -> String {
    let mut writer = Writer { layout, depth: 0, out: String::new() };
    writer.value(value);
    writer.out
}

struct Writer<'a> {
    layout: Layout<'a>,
    depth: usize,
    out: String,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Number(number) => {
                // Writing to a string does not fail.
                let _ = write!(self.out, "{number}");
            }
            Value::String(text) => self.string(text),
            Value::Array(items) => self.list(['[', ']'], items, Self::value),
            Value::Set(set) => self.list(['[', ']'], set.as_slice(), Self::value),
            Value::Object(object) if object.keys().all(|key| key.as_str().is_some()) => {
                let entries: Vec<_> =
                    object.iter().map(|(key, value)| (key.as_str().unwrap_or_default(), value)).collect();
                self.object(&entries);
            }
            Value::Object(object) => {
                // Other keys are their own JSON; of equal texts the last wins.
                let layout = Layout { lines: None, ..self.layout };
                let text = |key: &Value| key.as_str().map_or_else(|| write_json(key, layout), str::to_owned);
                let entries: std::collections::BTreeMap<_, _> =
                    object.iter().map(|(key, value)| (text(key), value)).collect();
                let entries: Vec<_> = entries.iter().map(|(key, value)| (&**key, *value)).collect();
                self.object(&entries);
            }
        }
    }

    fn object(&mut self, entries: &[(&str, &Value)]) {
        self.list(['{', '}'], entries, |writer, (key, value)| {
            writer.string(key);
            writer.out.push_str(if writer.layout.lines.is_some() { ": " } else { ":" });
            writer.value(value);
        });
    }

    fn list<T>(&mut self, [open, close]: [char; 2], items: &[T], write: impl Fn(&mut Self, &T)) {
        self.out.push(open);
        self.depth += 1;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            self.line();
            write(self, item);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.line();
        }
        self.out.push(close);
    }

    fn line(&mut self) {
        if let Some((prefix, indent)) = self.layout.lines {
            self.out.push('\n');
            self.out.push_str(prefix);
            for _ in 0..self.depth {
                self.out.push_str(indent);
            }
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\x08' => self.out.push_str("\\b"),
                '\x0c' => self.out.push_str("\\f"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                c if c < ' ' || self.layout.html && matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}
