//! Values of the command line: `--set`, `--set-string`, `--set-file`, `--set-json` and `--set-literal`, in the notation
//! of Helm's `strvals`.

mod item;

use std::rc::Rc;

use bartizan_source::Span;

use super::{empty, read, set};
use crate::trace::{Keys, Traces, ValuesKey};
use crate::value::{Kind, Map, Text, Value};

/// Keys inside of one another, by dots or by indexes.
const MAX_LEVELS: usize = 30;

/// Indexes inside of one another.
const MAX_INDEXES: usize = 100;

/// Greatest index of a list.
const MAX_INDEX: i64 = 65536;

/// What the values of an argument are.
pub(crate) enum Notation<'a> {
    /// `--set`: booleans, `null`, whole numbers, strings, and lists in braces.
    Typed,
    /// `--set-string`: strings, and lists of them in braces.
    String,
    /// `--set-file`: paths of files; what is read is the value.
    File(&'a dyn Fn(&str) -> Result<String, String>),
    /// `--set-json`: values in JSON.
    Json,
    /// `--set-literal`: the rest of the argument as it is.
    Literal,
    /// As of `--set-string`, in place of a value that is not known.
    Unknown,
}

/// Sets in `values` what `argument` says, which stands at a place or nowhere.
///
/// # Errors
/// With the message of `strvals`.
pub(crate) fn set_values(
    argument: &str,
    notation: Notation<'_>,
    values: &Map,
    (traces, span): (&Traces, Option<Span>),
) -> Result<(), String> {
    let chars: Vec<char> = argument.chars().collect();
    let mut parser = Parser { chars: &chars, at: 0, notation, traces, span, path: String::new() };
    loop {
        parser.path.clear();
        match parser.key(values, 0) {
            Ok(()) => {}
            Err(Stop::End) => return Ok(()),
            Err(Stop::Fault(message)) => return Err(message),
        }
    }
}

/// Why a key is not read on.
enum Stop {
    /// The argument ends.
    End,
    /// It is wrong.
    Fault(String),
}

type Step<T = ()> = Result<T, Stop>;

fn fault<T>(message: impl Into<String>) -> Step<T> {
    Err(Stop::Fault(message.into()))
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    notation: Notation<'a>,
    traces: &'a Traces,
    /// Where the argument stands.
    span: Option<Span>,
    /// The path of what is being set.
    path: String,
}

impl Parser<'_> {
    fn is_literal(&self) -> bool {
        matches!(self.notation, Notation::Literal)
    }

    /// Reads one key and its value into `values`.
    fn key(&mut self, values: &Map, level: usize) -> Step {
        let (key, stop) = self.until(if self.is_literal() { "=[." } else { "=[,." });
        let Some(stop) = stop else {
            return if key.is_empty() { Err(Stop::End) } else { fault(format!("key {key:?} has no value")) };
        };
        read::push_key(&mut self.path, &key);
        match stop {
            '[' => self.list(values, &key, level),
            '.' => self.table(values, &key, level + 1),
            '=' => self.value_of(values, &key),
            _ => fault(format!("key {key:?} has no value (cannot end with ,)")),
        }
    }

    /// Behind `key[`.
    fn list(&mut self, values: &Map, key: &str, level: usize) -> Step {
        let index = self.index()?;
        let mut items = match values.get(key) {
            None => Vec::new(),
            Some(Value { kind: Kind::List(list), .. }) => list.items.to_vec(),
            Some(other) => return fault(not_a(&other, "[]interface {}")),
        };
        let keys = self.keys();
        let outcome = self.item(&mut items, index, level, 0);
        self.put(values, key, Value::list(items).with_keys(keys));
        outcome
    }

    /// Behind `key.`
    fn table(&mut self, values: &Map, key: &str, level: usize) -> Step {
        if level > MAX_LEVELS {
            return fault(format!(
                "value name nested level is greater than maximum supported nested level of {MAX_LEVELS}"
            ));
        }
        let value = match values.get(key) {
            None => Value::new(Kind::Map(empty())).with_keys(self.keys()),
            Some(value) => value,
        };
        let Kind::Map(inner) = &value.kind else {
            return fault(not_a(&value, "map[string]interface {}"));
        };
        let inner = inner.clone();
        let outcome = self.key(&inner, level);
        let is_empty = inner.entries.borrow().is_empty();
        if is_empty && outcome.is_ok() {
            return fault(format!("key map {key:?} has no value"));
        }
        if !is_empty {
            self.put(values, key, value);
        }
        outcome
    }

    /// Behind `key=`.
    fn value_of(&mut self, values: &Map, key: &str) -> Step {
        let keys = self.value_keys();
        match self.notation {
            Notation::Json => {
                let value = self.json()?;
                self.put(values, key, value.with_keys(keys));
                Ok(())
            }
            Notation::Literal => {
                let text: String = self.chars[self.at..].iter().collect();
                self.at = self.chars.len();
                self.put(values, key, Value::from(text).with_keys(keys));
                Ok(())
            }
            _ if self.at == self.chars.len() => {
                self.put(values, key, Value::from("").with_keys(keys));
                Err(Stop::End)
            }
            _ if self.chars[self.at] == '{' => {
                let items = self.braces()?;
                self.put(values, key, Value::list(items).with_keys(keys));
                Ok(())
            }
            _ => {
                let (text, _) = self.until(",");
                let value = self.value(&text)?;
                self.put(values, key, value.with_keys(keys));
                Ok(())
            }
        }
    }

    /// A list in braces, and the comma behind it.
    fn braces(&mut self) -> Step<Vec<Value>> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            let (text, stop) = self.until(",}");
            match stop {
                None => return fault("list must terminate with '}'"),
                Some(stop) => {
                    let keys = self.item_keys(items.len());
                    items.push(self.value(&text)?.with_keys(keys));
                    if stop == '}' {
                        self.at += usize::from(self.chars.get(self.at) == Some(&','));
                        return Ok(items);
                    }
                }
            }
        }
    }

    /// The value that a text without structure stands for.
    fn value(&self, text: &str) -> Step<Value> {
        match &self.notation {
            Notation::Typed => Ok(typed(text)),
            Notation::File(read) => read(text).map(Value::from).map_err(Stop::Fault),
            _ => Ok(Value::from(text)),
        }
    }

    /// A value in JSON, and the comma behind it; nothing is `null`.
    fn json(&mut self) -> Step<Value> {
        if self.is_empty_value() {
            return Ok(Value::nil());
        }
        let rest: String = self.chars[self.at..].iter().collect();
        let mut values = serde_json::Deserializer::from_str(&rest).into_iter::<serde_json::Value>();
        let value = match values.next() {
            Some(Ok(value)) => value,
            Some(Err(error)) => return fault(error.to_string()),
            None => return fault("unexpected end of JSON input"),
        };
        self.at += rest.get(..values.byte_offset()).unwrap_or(&rest).chars().count();
        self.is_empty_value();
        let mut path = self.path.clone();
        Ok(self.of_json(&value, &mut path))
    }

    fn of_json(&self, value: &serde_json::Value, path: &mut String) -> Value {
        use serde_json::Value as Json;
        let length = path.len();
        let kind = match value {
            Json::Null => Kind::Nil,
            Json::Bool(value) => Kind::Bool(*value),
            Json::Number(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            Json::String(text) => Kind::String(Text::from(text.as_str())),
            Json::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    path.push_str(&format!("[{index}]"));
                    values.push(self.of_json(item, path));
                    path.truncate(length);
                }
                Value::list(values).kind
            }
            Json::Object(entries) => {
                let map = empty();
                for (key, item) in entries {
                    read::push_key(path, key);
                    set(&map, key, self.of_json(item, path));
                    path.truncate(length);
                }
                Kind::Map(map)
            }
        };
        Value { kind, keys: self.traces.key(ValuesKey { path: Rc::from(path.as_str()), span: self.span }) }
    }

    /// Passes over white space and one comma. Is there nothing else before the comma, or before the end?
    fn is_empty_value(&mut self) -> bool {
        while let Some(c) = self.chars.get(self.at) {
            if *c == ',' {
                self.at += 1;
                return true;
            }
            if !c.is_whitespace() {
                return false;
            }
            self.at += 1;
        }
        true
    }

    /// The text up to one of the characters `stops`, and which it is; none at the end. A backslash takes the meaning
    /// of the character behind it, except in literals.
    fn until(&mut self, stops: &str) -> (String, Option<char>) {
        let mut text = String::new();
        while let Some(&c) = self.chars.get(self.at) {
            self.at += 1;
            if stops.contains(c) {
                return (text, Some(c));
            }
            if c != '\\' || self.is_literal() {
                text.push(c);
            } else if let Some(&next) = self.chars.get(self.at) {
                self.at += 1;
                text.push(next);
            }
        }
        (text, None)
    }

    /// Sets an entry; without a key there is none.
    fn put(&self, values: &Map, key: &str, value: Value) {
        if !key.is_empty() {
            set(values, key, value);
        }
    }

    /// The key of what is being set.
    fn keys(&self) -> Keys {
        self.traces.key(ValuesKey { path: Rc::from(self.path.as_str()), span: self.span })
    }

    /// The key of the value that is being set.
    fn value_keys(&self) -> Keys {
        let key = ValuesKey { path: Rc::from(self.path.as_str()), span: self.span };
        match self.notation {
            Notation::Unknown => self.traces.unknown_key(key),
            _ => self.traces.key(key),
        }
    }

    /// The key of an element of the list that is being set.
    fn item_keys(&self, index: usize) -> Keys {
        self.traces.key(ValuesKey { path: format!("{}[{index}]", self.path).into(), span: self.span })
    }
}

/// The value of a text of `--set`.
fn typed(text: &str) -> Value {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") || is("false") {
        return Value::from(is("true"));
    }
    if is("null") {
        return Value::nil();
    }
    if text == "0" {
        return Value::int64(0);
    }
    match text.parse() {
        Ok(number) if !text.starts_with('0') => Value::int64(number),
        _ => Value::from(text),
    }
}

/// What Go says when a value is taken for another type.
fn not_a(value: &Value, go: &str) -> String {
    let is = match &value.kind {
        Kind::Nil => "nil",
        Kind::Bool(_) => "bool",
        Kind::Int(..) => "int64",
        Kind::Float(_) => "float64",
        Kind::String(_) => "string",
        Kind::List(_) => "[]interface {}",
        _ => "map[string]interface {}",
    };
    format!("unable to parse key: interface conversion: interface {{}} is {is}, not {go}")
}
