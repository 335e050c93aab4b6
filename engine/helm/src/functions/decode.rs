//! `fromYaml`, `fromYamlArray`, `fromJson`, `fromJsonArray`, `fromToml`: values read out of texts. Each has the keys of
//! the stretch that it stands in; a string that stands there as it is keeps its origin.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use bartizan_source::{
    Document, Node, Parsed, Source, SourceErrorKind, SourceId, Value as Parse, parse_json, parse_yaml,
};

use super::{Call, Function, arguments, json_fault, yaml_fault};
use crate::trace::Keys;
use crate::value::{Kind, List, ListType, Map, MapType, Text, TextBuilder, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("fromJson", 1, |call, arguments| from(call, &arguments[0], Notation::Json, Shape::Map)).keeping(),
    Function::of("fromJsonArray", 1, |call, arguments| from(call, &arguments[0], Notation::Json, Shape::List))
        .keeping(),
    Function::of("fromToml", 1, from_toml).keeping(),
    Function::of("fromYaml", 1, |call, arguments| from(call, &arguments[0], Notation::Yaml, Shape::Map)).keeping(),
    Function::of("fromYamlArray", 1, |call, arguments| from(call, &arguments[0], Notation::Yaml, Shape::List))
        .keeping(),
];

#[derive(Clone, Copy, PartialEq)]
enum Notation {
    Json,
    Yaml,
}

/// What the text has to hold.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Map,
    List,
}

/// The file that a text made by a template is: none.
const NOWHERE: SourceId = SourceId(u32::MAX);

/// What a text holds; what is wrong with it where it holds something else.
fn from(call: &Call<'_>, argument: &Value, notation: Notation, shape: Shape) -> Result<Value> {
    let text = arguments::string(argument)?;
    call.budget.take_bytes(text.as_str().len() as u64)?;
    let keys = argument.keys;
    match read(text.as_str(), notation) {
        Ok(Some(document)) => {
            let value = Reader { call, text, keys }.value(&document.root)?;
            Ok(match (shape, &value.kind) {
                (Shape::Map, Kind::Map(_)) | (Shape::List, Kind::List(_)) => value,
                (_, Kind::Nil) => nothing(notation, shape).with_keys(keys),
                _ => wrong(&mismatch(&value, notation, shape), shape).with_keys(keys),
            })
        }
        Ok(None) => Ok(nothing(notation, shape).with_keys(keys)),
        Err(message) => Ok(wrong(&message, shape).with_keys(keys)),
    }
}

/// What a text of JSON holds, whatever that is.
pub(super) fn any_json(call: &Call<'_>, argument: &Value) -> Result<Value> {
    let text = arguments::string(argument)?;
    call.budget.take_bytes(text.as_str().len() as u64)?;
    let document = read(text.as_str(), Notation::Json).map_err(Error::new)?;
    let document = document.ok_or_else(|| Error::new("unexpected end of JSON input"))?;
    Reader { call, text, keys: argument.keys }.value(&document.root)
}

/// What `null` makes of a variable: nil through JSON, nothing through YAML.
fn nothing(notation: Notation, shape: Shape) -> Value {
    let nil = notation == Notation::Json;
    Value::new(match shape {
        Shape::Map => Kind::Map(Map::new(BTreeMap::new(), if nil { MapType::Nil } else { MapType::Any })),
        Shape::List => Kind::List(List { items: [].into(), of: if nil { ListType::Nil } else { ListType::Any } }),
    })
}

/// A fault, told as a value.
fn wrong(message: &str, shape: Shape) -> Value {
    match shape {
        Shape::Map => Value::map([(Rc::from("Error"), Value::from(message))].into_iter().collect()),
        Shape::List => Value::list(vec![Value::from(message)]),
    }
}

fn mismatch(value: &Value, notation: Notation, shape: Shape) -> String {
    let found = match &value.kind {
        Kind::Map(_) => "object",
        Kind::List(_) => "array",
        Kind::String(_) => "string",
        Kind::Bool(_) => "bool",
        _ => "number",
    };
    let wanted = match shape {
        Shape::Map => "map[string]interface {}",
        Shape::List => "[]interface {}",
    };
    let context = match notation {
        Notation::Json => "",
        Notation::Yaml => "error unmarshaling JSON: while decoding JSON: ",
    };
    format!("{context}json: cannot unmarshal {found} into Go value of type {wanted}")
}

/// The first document of a text, or what is wrong with it.
fn read(text: &str, notation: Notation) -> std::result::Result<Option<Document>, String> {
    let source = Source::new(NOWHERE, "", text);
    let Parsed { documents, errors } = match notation {
        Notation::Json => parse_json(&source),
        Notation::Yaml => parse_yaml(&source),
    };
    if let (Notation::Yaml, Some(message)) = (notation, yaml_fault::tab(text)) {
        return Err(message);
    }
    let first = documents.into_iter().next();
    let fault = errors.into_iter().find(|error| error.kind != SourceErrorKind::DuplicateKey);
    let before = |fault: &bartizan_source::SourceError| match (&first, fault.span) {
        (Some(document), Some(span)) => notation == Notation::Json || span.start < document.root.span.start,
        _ => true,
    };
    match fault.filter(before) {
        None => match first.as_ref().and_then(|document| yaml_fault::number(text, &document.root)) {
            Some(message) if notation == Notation::Yaml => Err(message),
            _ => Ok(first),
        },
        Some(fault) if notation == Notation::Json => Err(json_fault::message(text).unwrap_or(fault.message)),
        Some(fault) => Err(yaml_fault::message(text, &fault)),
    }
}

/// Turns what was read into values.
struct Reader<'a> {
    call: &'a Call<'a>,
    text: &'a Text,
    keys: Keys,
}

impl Reader<'_> {
    fn value(&self, node: &Node) -> Result<Value> {
        self.call.budget.take_steps(1)?;
        let range = node.span.start as usize..node.span.end as usize;
        Ok(match &node.value {
            Parse::Null => Value::nil().with_keys(self.keys_of(range)),
            Parse::Bool(value) => Value::from(*value).with_keys(self.keys_of(range)),
            Parse::Number(text) => Value::from(text.parse::<f64>().unwrap_or_default()).with_keys(self.keys_of(range)),
            Parse::String(text) => self.string(text, range),
            Parse::Sequence(items) => {
                let items = items.iter().map(|item| self.value(item)).collect::<Result<Vec<_>>>()?;
                let start = range.start..(range.start + 1).min(range.end);
                Value::list(items).with_keys(self.keys_of(start))
            }
            Parse::Mapping(mapping) => {
                let mut entries = BTreeMap::new();
                let mut keys = if mapping.entries().is_empty() { self.keys_of(range) } else { Keys::NONE };
                for entry in mapping.entries() {
                    let key = self.keys_of(entry.key_span.start as usize..entry.key_span.end as usize);
                    keys = self.call.traces.union(keys, key);
                    entries.insert(Rc::from(&*entry.key), self.value(&entry.value)?);
                }
                Value::map(entries).with_keys(keys)
            }
        })
    }

    fn string(&self, text: &str, range: Range<usize>) -> Value {
        let keys = self.keys_of(range.clone());
        let shown = self.text.as_str();
        let quoted = range.start + 1..range.end.saturating_sub(1);
        let verbatim = [range, quoted].into_iter().find(|range| shown.get(range.clone()) == Some(text));
        let (Some(range), true) = (verbatim, self.text.pieces().is_some()) else {
            return Value::from(text).with_keys(keys);
        };
        let mut out = TextBuilder::new();
        out.push_range(self.text, range, self.keys);
        Value::from(out.finish()).with_keys(keys)
    }

    /// The keys of a stretch of the text.
    fn keys_of(&self, range: Range<usize>) -> Keys {
        let Some(pieces) = self.text.pieces() else { return self.keys };
        let first = pieces.partition_point(|piece| piece.end as usize <= range.start);
        let mut start = first.checked_sub(1).map_or(0, |before| pieces[before].end as usize);
        let mut keys = Keys::NONE;
        for piece in &pieces[first..] {
            if start >= range.end.max(range.start + 1) {
                break;
            }
            keys = self.call.traces.union(keys, piece.origin.keys);
            start = piece.end as usize;
        }
        keys
    }
}

fn from_toml(call: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    let text = arguments::string(&arguments[0])?;
    call.budget.take_bytes(text.as_str().len() as u64)?;
    let reader = Reader { call, text, keys: arguments[0].keys };
    let keys = reader.keys_of(0..text.as_str().len());
    match text.as_str().parse::<toml::Table>() {
        Ok(table) => toml_value(call, toml::Value::Table(table), keys),
        Err(error) => Ok(wrong(&format!("toml: {}", error.message()), Shape::Map).with_keys(keys)),
    }
}

fn toml_value(call: &Call<'_>, value: toml::Value, keys: Keys) -> Result<Value> {
    call.budget.take_steps(1)?;
    let made = match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::int64(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(value) => Value::from(value),
        toml::Value::Datetime(time) => toml_time(&time).ok_or_else(|| Error::new("toml: invalid datetime"))?,
        toml::Value::Array(items) => {
            let items = items.into_iter().map(|item| toml_value(call, item, keys)).collect::<Result<Vec<_>>>()?;
            Value::list(items)
        }
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| Ok((Rc::from(key), toml_value(call, value, keys)?)));
            Value::map(entries.collect::<Result<BTreeMap<_, _>>>()?)
        }
    };
    Ok(made.with_keys(keys))
}

/// A time of TOML. Local ones are taken for those of UTC.
fn toml_time(time: &toml::value::Datetime) -> Option<Value> {
    let (year, month, day) = time.date.map_or((0, 1, 1), |date| (date.year, date.month, date.day));
    let (hour, minute, second, nanosecond) = time.time.map_or((0, 0, 0, 0), |time| {
        (time.hour, time.minute, time.second.unwrap_or_default(), time.nanosecond.unwrap_or_default())
    });
    let offset = match time.offset {
        Some(toml::value::Offset::Custom { minutes }) => i32::from(minutes) * 60,
        _ => 0,
    };
    // Days since 1970, by years that begin in March.
    let (year, month) = (i64::from(year) - i64::from(month <= 2), i64::from(month));
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    let seconds =
        days * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second) - i64::from(offset);
    let nanoseconds = i128::from(seconds).checked_mul(1_000_000_000)? + i128::from(nanosecond);
    Some(Value::new(Kind::Time(nanoseconds, offset)))
}
