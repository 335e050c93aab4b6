//! Methods of what is given to templates: `.Files`, `.Capabilities`, versions, times.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use bartizan_re2::Regex;
use bartizan_source::Span;

use super::{Call, arguments, base64, encode};
use crate::trace::{Calls, Keys, Origin, Piece};
use crate::value::{
    FileTable, Int, Kind, List, ListType, Map, MapType, Methods, Moment, Struct, Text, Value, duration_text, time_text,
};
use crate::{Error, Result};

/// A method.
#[derive(Debug)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// Its number of arguments.
    pub arity: usize,
    /// What it does to the receiver, with as many arguments as `arity`. The keys of the result are to be those of the
    /// receiver and of the arguments; what errors are called with is as for [`Function`](super::Function).
    pub run: fn(&Call<'_>, &Value, &[Value]) -> Result<Value>,
}

/// The method of a name that a value has.
#[must_use]
pub fn method(receiver: &Value, name: &str) -> Option<&'static Method> {
    let table = match &receiver.kind {
        Kind::Struct(of) => match of.methods {
            Methods::None => return None,
            Methods::Files(_) => FILES,
            Methods::ApiVersions(_) => API_VERSIONS,
            Methods::KubeVersion => KUBE_VERSION,
            Methods::Version => VERSION,
        },
        Kind::Time(..) => TIME,
        Kind::Duration(_) => DURATION,
        _ => return None,
    };
    table.iter().find(|method| method.name == name)
}

const fn method_of(name: &'static str, arity: usize, run: fn(&Call<'_>, &Value, &[Value]) -> Result<Value>) -> Method {
    Method { name, arity, run }
}

const FILES: &[Method] = &[
    method_of("AsConfig", 0, |call, files, _| {
        as_data(call, files, |path, bytes| text_of(call, files, path, String::from_utf8_lossy(bytes).into_owned()))
    }),
    method_of("AsSecrets", 0, |call, files, _| as_data(call, files, |_, bytes| base64(bytes).into())),
    method_of("Get", 1, |call, receiver, arguments| {
        let (path, bytes) = (arguments::str(&arguments[0])?, file(receiver, &arguments[0])?);
        call.budget.take_bytes(bytes.len() as u64)?;
        Ok(Value::from(match std::str::from_utf8(&bytes) {
            Ok(text) => text_of(call, receiver, path, text.to_owned()),
            Err(_) => Text::of_bytes(&bytes),
        }))
    }),
    method_of("GetBytes", 1, |_, receiver, arguments| Ok(Value::new(Kind::Bytes(file(receiver, &arguments[0])?)))),
    method_of("Glob", 1, glob),
    method_of("Lines", 1, |call, receiver, arguments| {
        let bytes = file(receiver, &arguments[0])?;
        call.budget.take_bytes(bytes.len() as u64)?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let lines = text.split('\n').filter(|_| !bytes.is_empty()).map(Value::from);
        Ok(Value::new(Kind::List(List { items: lines.collect(), of: ListType::Strings })))
    }),
];

fn files(receiver: &Value) -> Option<(&Struct, &FileTable)> {
    match &receiver.kind {
        Kind::Struct(of) => match &of.methods {
            Methods::Files(files) => Some((of, files)),
            _ => None,
        },
        _ => None,
    }
}

/// The bytes of a file; none where there is no such file.
fn file(receiver: &Value, path: &Value) -> Result<Rc<[u8]>> {
    let path = arguments::str(path)?;
    Ok(files(receiver).and_then(|(_, files)| files.get(path).cloned()).unwrap_or_default())
}

/// The text of the file at `path`, each byte of which knows its place in the file.
fn text_of(call: &Call<'_>, receiver: &Value, path: &str, text: String) -> Text {
    let source = files(receiver).and_then(|(_, files)| files.sources.get(path).copied());
    let (Some(source), Ok(end)) = (source.filter(|_| !text.is_empty()), u32::try_from(text.len())) else {
        return Text::from(text);
    };
    let origin = Origin {
        span: Some(Span::new(source, 0, end)),
        verbatim: true,
        calls: call.traces.call(Calls::NONE, call.site),
        ..Origin::made(Keys::NONE)
    };
    Text::new(text, vec![Piece { end, origin }])
}

/// The files as YAML, under the last parts of their paths.
fn as_data(call: &Call<'_>, receiver: &Value, encode: impl Fn(&str, &[u8]) -> Text) -> Result<Value> {
    let Some((_, files)) = files(receiver) else { return Ok(Value::from("")) };
    let mut entries = BTreeMap::new();
    for (path, bytes) in files.iter() {
        call.budget.take_bytes(bytes.len() as u64)?;
        let text = encode(path, bytes);
        let path = path.trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path);
        entries.insert(Rc::from(name), Value::from(text));
    }
    encode::yaml_text(call, &Value::new(Kind::Map(Map::new(entries, MapType::Strings))))
}

/// The files whose paths match.
fn glob(call: &Call<'_>, receiver: &Value, arguments: &[Value]) -> Result<Value> {
    let pattern = arguments::str(&arguments[0])?;
    let Some((of, files)) = files(receiver) else { return Ok(receiver.clone()) };
    call.budget.take_steps((files.len() + pattern.len()) as u64)?;
    // A pattern that is none matches everything.
    let regex = glob_pattern(pattern).and_then(|pattern| Regex::new(&pattern).ok());
    let matches = |path: &str| regex.as_ref().is_none_or(|regex| regex.automaton().code.is_match(path));
    let found = files.iter().filter(|(path, _)| matches(path));
    let bytes = found.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let found = FileTable { bytes, sources: files.sources.clone() };
    let (type_name, fields) = (of.type_name, of.fields.clone());
    Ok(Value::new(Kind::Struct(Rc::new(Struct { type_name, fields, methods: Methods::Files(Rc::new(found)) }))))
}

/// The regular expression of a glob in which `*` and `?` stop at slashes.
fn glob_pattern(glob: &str) -> Option<String> {
    let mut pattern = "(?s)\\A".to_owned();
    let mut open = 0;
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.next_if_eq(&'*').is_some() => pattern.push_str(".*"),
            '*' => pattern.push_str("[^/]*"),
            '?' => pattern.push_str("[^/]"),
            '{' => {
                open += 1;
                pattern.push_str("(?:");
            }
            '}' if open > 0 => {
                open -= 1;
                pattern.push(')');
            }
            ',' if open > 0 => pattern.push('|'),
            '[' => {
                pattern.push('[');
                if chars.next_if_eq(&'!').is_some() {
                    pattern.push('^');
                }
                loop {
                    match chars.next()? {
                        ']' => break,
                        '-' => pattern.push('-'),
                        '\\' => push_literal(&mut pattern, chars.next()?),
                        c => push_literal(&mut pattern, c),
                    }
                }
                pattern.push(']');
            }
            '\\' => push_literal(&mut pattern, chars.next()?),
            c => push_literal(&mut pattern, c),
        }
    }
    (open == 0).then(|| pattern + "\\z")
}

fn push_literal(pattern: &mut String, c: char) {
    if c.is_ascii_punctuation() {
        pattern.push('\\');
    }
    pattern.push(c);
}

const API_VERSIONS: &[Method] = &[method_of("Has", 1, |_, receiver, arguments| {
    let version = arguments::str(&arguments[0])?;
    let Kind::Struct(of) = &receiver.kind else { return Ok(Value::from(false)) };
    let Methods::ApiVersions(versions) = &of.methods else { return Ok(Value::from(false)) };
    Ok(Value::from(versions.iter().any(|known| **known == *version)))
})];

const KUBE_VERSION: &[Method] = &[
    method_of("GitVersion", 0, |_, receiver, _| Ok(field(receiver, "Version"))),
    method_of("String", 0, |_, receiver, _| Ok(field(receiver, "Version"))),
];

/// The value of a field.
fn field(receiver: &Value, name: &str) -> Value {
    match &receiver.kind {
        Kind::Struct(of) => of.field(name).cloned().unwrap_or_else(Value::nil),
        _ => Value::nil(),
    }
}

const VERSION: &[Method] = &[
    method_of("Compare", 1, |_, left, right| compare(left, right, |order| Value::int(order as i64))),
    method_of("Equal", 1, |_, left, right| compare(left, right, |order| order.is_eq().into())),
    method_of("GreaterThan", 1, |_, left, right| compare(left, right, |order| order.is_gt().into())),
    method_of("GreaterThanEqual", 1, |_, left, right| compare(left, right, |order| order.is_ge().into())),
    method_of("IncMajor", 0, |_, receiver, _| Ok(next(receiver, "Major"))),
    method_of("IncMinor", 0, |_, receiver, _| Ok(next(receiver, "Minor"))),
    method_of("IncPatch", 0, |_, receiver, _| Ok(next(receiver, "Patch"))),
    method_of("LessThan", 1, |_, left, right| compare(left, right, |order| order.is_lt().into())),
    method_of("LessThanEqual", 1, |_, left, right| compare(left, right, |order| order.is_le().into())),
    method_of("Major", 0, |_, receiver, _| Ok(field(receiver, "Major"))),
    method_of("Metadata", 0, |_, receiver, _| Ok(field(receiver, "Metadata"))),
    method_of("Minor", 0, |_, receiver, _| Ok(field(receiver, "Minor"))),
    method_of("Original", 0, |_, receiver, _| Ok(field(receiver, "Original"))),
    method_of("Patch", 0, |_, receiver, _| Ok(field(receiver, "Patch"))),
    method_of("Prerelease", 0, |_, receiver, _| Ok(field(receiver, "Prerelease"))),
    method_of("String", 0, |_, receiver, _| match &receiver.kind {
        Kind::Struct(of) => Ok(of.version_text().unwrap_or_default().into()),
        _ => Ok(Value::from("")),
    }),
];

fn compare(left: &Value, right: &[Value], answer: fn(Ordering) -> Value) -> Result<Value> {
    let version = |value: &Value| match &value.kind {
        Kind::Struct(of) if matches!(of.methods, Methods::Version) => Some(of.clone()),
        _ => None,
    };
    let (Some(left), Some(other)) = (version(left), version(&right[0])) else {
        return Err(arguments::refused(&right[0], "*semver.Version"));
    };
    Ok(answer(order(&left, &other)))
}

/// The order of precedence of two versions.
pub(super) fn order(left: &Struct, right: &Struct) -> Ordering {
    let number = |of: &Struct, name| match of.field(name).map(|value| &value.kind) {
        Some(Kind::Int(number, _)) => number.cast_unsigned(),
        _ => 0,
    };
    for name in ["Major", "Minor", "Patch"] {
        let order = number(left, name).cmp(&number(right, name));
        if order.is_ne() {
            return order;
        }
    }
    let part = |of: &Struct| match of.field("Prerelease").map(|value| &value.kind) {
        Some(Kind::String(text)) => text.as_str().to_owned(),
        _ => String::new(),
    };
    let (left, right) = (part(left), part(right));
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => identifiers(&left, &right),
    }
}

/// The order of identifiers with dots between: numbers before words, fewer before more.
pub(super) fn identifiers(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (left.parse::<u64>(), right.parse::<u64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => left.cmp(right),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The next version: a number more, what is behind it nothing. The next patch of a version before its release is that
/// release.
fn next(receiver: &Value, part: &str) -> Value {
    let Kind::Struct(of) = &receiver.kind else { return receiver.clone() };
    let before = matches!(of.field("Prerelease").map(|value| &value.kind), Some(Kind::String(text)) if !text.as_str().is_empty());
    let mut behind = false;
    let mut fields = of.fields.clone();
    for field in &mut fields {
        field.value.kind = match &field.value.kind {
            Kind::Int(_, of) if behind => Kind::Int(0, *of),
            Kind::Int(number, of) if field.name == part => {
                behind = true;
                let stays = part == "Patch" && before;
                Kind::Int(if stays { *number } else { number.wrapping_add(1) }, *of)
            }
            Kind::Int(number, of) => Kind::Int(*number, *of),
            _ => Kind::String("".into()),
        };
    }
    let mut made = Struct { type_name: "semver.Version", fields, methods: Methods::Version };
    let mark = of.field("Original").map(|value| &value.kind);
    let mark = matches!(mark, Some(Kind::String(text)) if text.as_str().starts_with('v'));
    let original = made.version_text().map(|text| if mark { format!("v{text}") } else { text });
    for field in &mut made.fields {
        if let ("Original", Some(original)) = (field.name, &original) {
            field.value.kind = Kind::String(original.as_str().into());
        }
    }
    Value::new(Kind::Struct(Rc::new(made)))
}

const TIME: &[Method] = &[
    method_of("Day", 0, |_, receiver, _| Ok(Value::int(i64::from(moment(receiver).day)))),
    method_of("Hour", 0, |_, receiver, _| Ok(Value::int(i64::from(moment(receiver).hour)))),
    method_of("Minute", 0, |_, receiver, _| Ok(Value::int(i64::from(moment(receiver).minute)))),
    method_of("Nanosecond", 0, |_, receiver, _| Ok(Value::int(i64::from(moment(receiver).nanosecond)))),
    method_of("Second", 0, |_, receiver, _| Ok(Value::int(i64::from(moment(receiver).second)))),
    method_of("String", 0, |_, receiver, _| {
        let (nanoseconds, offset) = time(receiver);
        Ok(time_text(nanoseconds, offset, false).into())
    }),
    method_of("UTC", 0, |_, receiver, _| Ok(Value::new(Kind::Time(time(receiver).0, 0)))),
    method_of("Unix", 0, |_, receiver, _| whole(time(receiver).0.div_euclid(1_000_000_000))),
    method_of("UnixMilli", 0, |_, receiver, _| whole(time(receiver).0.div_euclid(1_000_000))),
    method_of("UnixNano", 0, |_, receiver, _| whole(time(receiver).0)),
    method_of("Year", 0, |_, receiver, _| Ok(Value::int(moment(receiver).year))),
];

fn time(receiver: &Value) -> (i128, i32) {
    match receiver.kind {
        Kind::Time(nanoseconds, offset) => (nanoseconds, offset),
        _ => (0, 0),
    }
}

fn moment(receiver: &Value) -> Moment {
    let (nanoseconds, offset) = time(receiver);
    Moment::of(nanoseconds, offset)
}

/// An `int64`.
fn whole(number: i128) -> Result<Value> {
    let number = i64::try_from(number).map_err(|_| Error::new("the time is out of range"))?;
    Ok(Value::new(Kind::Int(number, Int::Int64)))
}

const DURATION: &[Method] = &[
    method_of("Hours", 0, |_, receiver, _| Ok(Value::from(nanoseconds(receiver) as f64 / 3.6e12))),
    method_of("Milliseconds", 0, |_, receiver, _| Ok(Value::int64(nanoseconds(receiver) / 1_000_000))),
    method_of("Minutes", 0, |_, receiver, _| Ok(Value::from(nanoseconds(receiver) as f64 / 6e10))),
    method_of("Nanoseconds", 0, |_, receiver, _| Ok(Value::int64(nanoseconds(receiver)))),
    method_of("Seconds", 0, |_, receiver, _| Ok(Value::from(nanoseconds(receiver) as f64 / 1e9))),
    method_of("String", 0, |_, receiver, _| Ok(duration_text(nanoseconds(receiver)).into())),
];

fn nanoseconds(receiver: &Value) -> i64 {
    match receiver.kind {
        Kind::Duration(nanoseconds) => nanoseconds,
        _ => 0,
    }
}
