//! Recorded cases: calls of functions and what they give. `../record` says how they were recorded and what their files
//! look like.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bartizan_helm::functions::{Call, function};
use bartizan_helm::trace::Traces;
use bartizan_helm::value::{Field, Int, Kind, List, ListType, Map, MapType, Methods, Struct, Value};
use bartizan_helm::{Budget, Error, ErrorKind, Limits};
use bartizan_source::{SourceId, Span};
use serde_json::{Value as Json, json};

fn list(items: &Json, of: ListType) -> Value {
    let items = items.as_array().unwrap().iter().map(decode).collect();
    Value::new(Kind::List(List { items, of }))
}

fn map(entries: &Json, of: MapType) -> Value {
    let entries = entries.as_object().unwrap().iter().map(|(key, value)| (key.as_str().into(), decode(value)));
    Value::new(Kind::Map(Map::new(entries.collect(), of)))
}

/// A version: its numbers, what is before and beside a release, and how it was written.
fn version(parts: &Json) -> Value {
    let names = ["Major", "Minor", "Patch", "Prerelease", "Metadata", "Original"];
    let field = |(at, name): (usize, &&'static str)| {
        let value = match &parts[at] {
            Json::String(text) => text.as_str().into(),
            number => Value::new(Kind::Int(number.as_i64().unwrap(), Int::Uint64)),
        };
        Field { name, json: None, omit_empty: false, value }
    };
    let fields = names.iter().enumerate().map(field).collect();
    Value::new(Kind::Struct(Rc::new(Struct { type_name: "*semver.Version", fields, methods: Methods::Version })))
}

/// The value that a case has written down.
fn decode(json: &Json) -> Value {
    let (name, inner) = match json {
        Json::Null => return Value::nil(),
        Json::Bool(value) => return (*value).into(),
        Json::String(text) => return text.as_str().into(),
        Json::Array(_) => return list(json, ListType::Any),
        Json::Object(tagged) => tagged.iter().next().unwrap(),
        Json::Number(_) => panic!("{json}"),
    };
    let int = |of| Value::new(Kind::Int(inner.as_str().unwrap().parse().unwrap(), of));
    match name.as_str() {
        "int" => int(Int::Int),
        "int32" => int(Int::Int32),
        "int64" => int(Int::Int64),
        "uint8" => int(Int::Uint8),
        "uint64" => int(Int::Uint64),
        "float64" => inner.as_str().unwrap().parse::<f64>().unwrap().into(),
        "nil" => list(inner, ListType::Nil),
        "strings" => list(inner, ListType::Strings),
        "ints" => list(inner, ListType::Ints),
        "lists" => list(inner, ListType::Lists),
        "map" => map(inner, MapType::Any),
        "nilmap" => map(inner, MapType::Nil),
        "version" => version(inner),
        "strmap" => map(inner, MapType::Strings),
        "values" => map(inner, MapType::Values),
        "bytes" => Value::new(Kind::Bytes(inner.as_str().unwrap().as_bytes().into())),
        "time" => {
            let part = |at: usize| inner[at].as_i64().unwrap();
            Value::new(Kind::Time(i128::from(part(0)) * 1_000_000_000 + i128::from(part(1)), part(2) as i32))
        }
        "duration" => Value::new(Kind::Duration(inner.as_str().unwrap().parse().unwrap())),
        _ => panic!("{json}"),
    }
}

/// A value as cases write it down.
fn encode(value: &Value) -> Json {
    match &value.kind {
        Kind::Nil => Json::Null,
        Kind::Bool(value) => json!(value),
        Kind::Int(number, Int::Uint64) => json!({ "uint64": number.cast_unsigned().to_string() }),
        Kind::Int(number, of) => json!({ of.name(): number.to_string() }),
        Kind::Float(number) => json!({ "float64": format!("{number:?}") }),
        Kind::String(text) => json!(text.as_str()),
        Kind::Bytes(bytes) => json!({ "bytes": String::from_utf8_lossy(bytes) }),
        Kind::List(list) => {
            let items: Json = list.items.iter().map(encode).collect();
            match list.of {
                ListType::Any => items,
                ListType::Nil => json!({ "nil": items }),
                ListType::Strings => json!({ "strings": items }),
                ListType::Ints => json!({ "ints": items }),
                ListType::Lists => json!({ "lists": items }),
            }
        }
        Kind::Map(map) => {
            let entries: serde_json::Map<String, Json> =
                map.entries.borrow().iter().map(|(key, value)| (key.to_string(), encode(value))).collect();
            let name = match map.of {
                MapType::Any => "map",
                MapType::Nil => "nilmap",
                MapType::Strings => "strmap",
                MapType::Values => "values",
            };
            json!({ name: entries })
        }
        Kind::Struct(of) => {
            let field = |name: &str| encode(&of.fields.iter().find(|field| field.name == name).unwrap().value);
            match of.methods {
                Methods::Version => {
                    let number = |name: &str| field(name)["uint64"].as_str().unwrap().parse::<u64>().unwrap();
                    let numbers = ["Major", "Minor", "Patch"].map(number);
                    json!({ "version": [numbers[0], numbers[1], numbers[2], field("Prerelease"), field("Metadata"), field("Original")] })
                }
                _ => {
                    let fields: BTreeMap<&str, Json> =
                        of.fields.iter().map(|field| (field.name, encode(&field.value))).collect();
                    json!({ of.type_name: fields })
                }
            }
        }
        Kind::Time(nanoseconds, offset) => {
            let (seconds, rest) = (nanoseconds.div_euclid(1_000_000_000), nanoseconds.rem_euclid(1_000_000_000));
            json!({ "time": [seconds as i64, rest as i64, offset] })
        }
        Kind::Duration(nanoseconds) => json!({ "duration": nanoseconds.to_string() }),
    }
}

/// Without the words of parsers of YAML and TOML, which are not Go's.
fn without_words(text: &str) -> String {
    let end = ["YAML to JSON: yaml: ", "toml: "].into_iter().find_map(|mark| Some(text.find(mark)? + mark.len()));
    end.map_or(text, |end| &text[..end]).to_owned()
}

/// A recorded answer with floats as `encode` writes them, and what is no UTF-8 as it is repaired.
fn normal(json: Json) -> Json {
    match json {
        Json::Array(items) => items.into_iter().map(normal).collect(),
        Json::Object(tagged) => match tagged.iter().next() {
            Some((name, Json::String(number))) if name == "float64" => {
                json!({ "float64": format!("{:?}", number.parse::<f64>().unwrap()) })
            }
            Some((name, text)) if name == "broken" => text.clone(),
            _ => tagged.into_iter().map(|(name, value)| (name, normal(value))).collect(),
        },
        Json::String(text) => Json::String(without_words(&text)),
        other => other,
    }
}

/// What a function says, in the form of the cases.
fn answer(name: &str, arguments: &[Value]) -> Result<Json, Error> {
    let function = function(name).unwrap_or_else(|| panic!("no function {name}"));
    let (least, most) = function.arity;
    assert!(arguments.len() >= least && most.is_none_or(|most| arguments.len() <= most), "{name}: arity");
    let (traces, budget) = (Traces::default(), Budget::new(Limits::default()));
    let call = Call { traces: &traces, budget: &budget, site: Span::new(SourceId(0), 0, 0) };
    (function.run)(&call, arguments).map(|value| normal(encode(&value)))
}

/// How the answer differs from the recorded lines.
fn difference(name: &str, recorded: &[&str]) -> Option<String> {
    let line = |mark: &str| recorded.iter().find_map(|line| line.strip_prefix(mark));
    let parsed = |text: &str| -> Json { serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")) };
    let json = |text: &str| normal(parsed(&text.replace('⏎', "\n")));
    let arguments: Vec<Value> = parsed(line("@ ").unwrap()).as_array().unwrap().iter().map(decode).collect();
    let shown = |error: &Error| {
        let mark = if error.kind == ErrorKind::Argument { '?' } else { '!' };
        format!("{mark} {}", error.message.replace('\n', "⏎"))
    };
    match answer(name, &arguments) {
        Err(error) if recorded.iter().any(|line| **line == shown(&error)) => None,
        Err(error) => Some(shown(&error)),
        Ok(value) if line("= ").is_none_or(|wanted| json(wanted) != value) => Some(format!("= {value}")),
        Ok(_) => {
            let after: Json = arguments.iter().map(encode).collect();
            let wanted = line("& ").or(line("@ ")).map(json);
            (wanted.as_ref() != Some(&after)).then(|| format!("& {after}"))
        }
    }
}

/// The files of cases of a folder beside the tests.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

/// How many cases of each function a folder holds.
///
/// # Panics
/// When a function answers another thing than recorded, or when there is no such function.
pub(crate) fn check(folder: &str) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let extra = std::env::var("BARTIZAN_FUNCTION_CASES").ok().map(PathBuf::from);
    for path in files(folder).into_iter().chain(extra) {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let is_recorded = |line: &&str| ["@ ", "= ", "& ", "! ", "? "].iter().any(|mark| line.starts_with(mark));
        let mut rest = lines.as_slice();
        while let Some((call, after)) = rest.split_first() {
            let end = after.iter().position(|line| !is_recorded(line)).unwrap_or(after.len());
            let (recorded, next) = after.split_at(end);
            rest = next;
            let name = call.split(' ').next().unwrap();
            *counts.entry(name.to_owned()).or_default() += 1;
            if let Some(differs) = difference(name, recorded) {
                wrong.push(format!("{call}\n  wanted {}\n  got    {differs}", recorded.join("\n         ")));
            }
        }
    }
    let total: usize = counts.values().sum();
    assert!(wrong.is_empty(), "{} of {total} differ:\n{}", wrong.len(), wrong.join("\n"));
    counts
}
