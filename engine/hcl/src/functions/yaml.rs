//! `yamlencode`, `yamldecode`: YAML as Terraform's library reads it, with the scalars of YAML 1.2, the booleans of 1.1
//! and timestamps.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base64::Engine;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::arguments::{strings, text};
use super::time::Moment;
use super::{Call, Function, Parameter, Table, encoding, yaml_write};
use crate::eval::{Budget, Error, Result};
use crate::value::{Entry, Kind, Made, Number, Str, Type, Unknown, Value};

pub(super) fn table() -> Table {
    let value = || Parameter::new("value", Type::Dynamic).nullable().with_unknown();
    vec![
        ("yamlencode", Function::new([value()], Type::String, encode)),
        ("yamldecode", Function::new(strings(&["src"]), Type::Dynamic, decode)),
    ]
}

fn encode(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(value) = arguments.first() else { return Err(Error::new("a value is required")) };
    if let Some(first) = value.first_unknown(call.budget)? {
        let document = Some(value.clone()).filter(|value| value.is_known());
        let unknown = Unknown { ty: Type::String, reason: first.reason.clone(), known: None, document, is_yaml: true };
        return Ok(Value::new(Kind::Unknown(Arc::new(unknown))));
    }
    let text = yaml_write::write(value, call.budget)?;
    let made = Some(Arc::new(Made::Yaml(value.clone())));
    Ok(Value::new(Kind::String(Str { text: text.into(), made })))
}

fn decode(call: &Call<'_>, arguments: &[Value]) -> Result {
    let text = text(arguments, 0)?;
    call.budget.take_bytes(text.len() as u64)?;
    let mut builder = Builder { budget: call.budget, stack: Vec::new(), anchors: HashMap::new(), root: None };
    let end = text.chars().count();
    let open_end = !text.ends_with(['\n', '\r']);
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            // The parser has a limit of its own for flow collections inside of one another.
            let is_limit = error.info().contains("recursion limit");
            Error { is_limit, ..Error::new(format!("on {error}")) }
        })?;
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
        }
        if documents > 1 {
            return Err(Error::new("only a single document is allowed"));
        }
        // The parser adds a line break to a block scalar that the text ends in.
        builder.event(event, open_end && span.end.index() >= end)?;
    }
    builder.root.ok_or_else(|| Error::new("missing start of document"))
}

/// A collection that is being read.
enum Frame {
    Sequence { anchor: usize, items: Vec<Value> },
    Mapping { anchor: usize, entries: BTreeMap<Arc<str>, Entry>, key: Key },
}

/// What of a mapping comes next.
enum Key {
    Wanted,
    Given(Arc<str>),
    /// `<<`: the entries of the value are taken over.
    Merge,
}

struct Builder<'b> {
    budget: &'b Budget,
    stack: Vec<Frame>,
    /// Values by the numbers that the parser gives anchors; none while they are being read.
    anchors: HashMap<usize, Option<Value>>,
    root: Option<Value>,
}

/// Collections that may stand inside of one another.
const DEPTH: usize = 200;

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, is_cut: bool) -> Result<()> {
        self.budget.take(1)?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let mut text = &*text;
                if is_cut && matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    text = text.strip_suffix('\n').unwrap_or(text);
                }
                let is_key = matches!(self.stack.last(), Some(Frame::Mapping { key: Key::Wanted, .. }));
                let value = resolve(text, style, tag.as_deref())?;
                if is_key {
                    return self.key(value);
                }
                // Elsewhere it is text.
                let value = value.unwrap_or_else(|| Value::string("<<"));
                self.anchor(anchor, Some(&value));
                self.add(value)
            }
            Event::Alias(anchor) => {
                self.no_key()?;
                let value = self.anchors.get(&anchor).cloned().flatten();
                self.add(value.ok_or_else(|| Error::new("cannot refer to an anchor from inside its own definition"))?)
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_key()?;
                check_tag(tag.as_deref(), "seq", "sequence")?;
                self.anchor(anchor, None);
                self.open(Frame::Sequence { anchor, items: Vec::new() })
            }
            Event::MappingStart(anchor, tag) => {
                self.no_key()?;
                check_tag(tag.as_deref(), "map", "mapping")?;
                self.anchor(anchor, None);
                self.open(Frame::Mapping { anchor, entries: BTreeMap::new(), key: Key::Wanted })
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (anchor, value) = match self.stack.pop() {
                    Some(Frame::Sequence { anchor, items }) => (anchor, Value::tuple(items)),
                    Some(Frame::Mapping { anchor, entries, .. }) => {
                        (anchor, Value::new(Kind::Object(Arc::new(entries))))
                    }
                    None => return Ok(()),
                };
                self.anchor(anchor, Some(&value));
                self.add(value)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, frame: Frame) -> Result<()> {
        if self.stack.len() >= DEPTH {
            return Err(Error::limit("the YAML is nested too deep"));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, value: Option<&Value>) {
        if anchor > 0 {
            self.anchors.insert(anchor, value.cloned());
        }
    }

    fn no_key(&self) -> Result<()> {
        match self.stack.last() {
            Some(Frame::Mapping { key: Key::Wanted, .. }) => {
                Err(Error::new("only strings are allowed as mapping keys"))
            }
            _ => Ok(()),
        }
    }

    fn key(&mut self, value: Option<Value>) -> Result<()> {
        let Some(Frame::Mapping { key, .. }) = self.stack.last_mut() else { return Ok(()) };
        *key = match value.map(|value| value.kind) {
            None => Key::Merge,
            Some(Kind::String(text)) => Key::Given(text.text),
            Some(Kind::Bool(value)) => Key::Given(if value { "true".into() } else { "false".into() }),
            Some(Kind::Number(number)) => Key::Given(number.to_string().into()),
            Some(_) => return Err(Error::new("mapping key cannot be null")),
        };
        Ok(())
    }

    fn add(&mut self, value: Value) -> Result<()> {
        match self.stack.last_mut() {
            None => self.root = Some(value),
            Some(Frame::Sequence { items, .. }) => items.push(value),
            Some(Frame::Mapping { entries, key, .. }) => match std::mem::replace(key, Key::Wanted) {
                Key::Given(key) => _ = entries.insert(key, Entry { key_span: None, value }),
                Key::Merge | Key::Wanted => {
                    let merged = value.entries().ok_or_else(|| Error::new("cannot merge this into a mapping"))?;
                    self.budget.take(merged.len() as u64)?;
                    entries.extend(merged.iter().map(|(key, entry)| (Arc::clone(key), entry.clone())));
                }
            },
        }
        Ok(())
    }
}

fn check_tag(tag: Option<&Tag>, name: &str, what: &str) -> Result<()> {
    match tag {
        Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == name) => {
            Err(Error::new(format!("can't interpret {what} as {tag}")))
        }
        _ => Ok(()),
    }
}

/// A scalar; none for `<<`, which merges where a key is wanted.
fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Option<Value>> {
    let tag = match tag {
        None => "",
        Some(tag) if tag.is_yaml_core_schema() => tag.suffix.as_str(),
        Some(tag) => return Err(Error::new(format!("unsupported tag \"{tag}\""))),
    };
    let first = text.chars().next();
    // Only what begins like one of them may be anything but text.
    let is_hint =
        first.is_none_or(|first| matches!(first, '0'..='9' | '+' | '-' | '.' | '~') || "yYnNtTfFoO".contains(first));
    let mut tag = tag;
    if is_hint && !matches!(tag, "str" | "binary") {
        if !matches!(style, ScalarStyle::Plain) {
            return Ok(Some(Value::string(text)));
        }
        if let Some(value) = word(text)? {
            return Ok(Some(value));
        }
        if matches!(first, Some('.'))
            && let Ok(number) = Number::read(text)
        {
            return Ok(Some(Value::new(Kind::Number(number))));
        }
        if matches!(first, Some('0'..='9' | '+' | '-')) {
            if matches!(tag, "" | "timestamp")
                && let Some(moment) = Moment::parse_yaml(text)
            {
                return Ok(Some(Value::string(moment.to_string())));
            }
            if is_integer(text) || is_float(text) {
                tag = "int";
            }
        }
    }
    if tag.is_empty() && text == "<<" {
        return Ok(None);
    }
    let fault = || Error::new(format!("cannot parse \"{text}\" as !!{tag}"));
    Ok(Some(match tag {
        "" | "str" => Value::string(text),
        "binary" => {
            encoding::BASE64.decode(encoding::without_breaks(text)).map_err(|_| fault())?;
            Value::string(text)
        }
        "bool" => match word(text)? {
            Some(value) if matches!(value.kind, Kind::Bool(_)) => value,
            _ => return Err(fault()),
        },
        "float" | "int" => number(&text.replace('_', "")).ok_or_else(fault)?,
        "timestamp" => Value::string(Moment::parse_yaml(text).ok_or_else(fault)?.to_string()),
        "null" => Value::null(),
        _ => return Err(Error::new(format!("unsupported tag \"!!{tag}\""))),
    }))
}

/// What stands for something by its name.
fn word(text: &str) -> Result<Option<Value>> {
    Ok(Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::bool(false),
        "" | "~" | "null" | "Null" | "NULL" => Value::null(),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" => {
            return Err(Error::limit("infinite numbers are not computed with"));
        }
        ".nan" | ".NaN" | ".NAN" => return Err(Error::new("floating point NaN is not supported")),
        _ => return Ok(None),
    }))
}

fn is_integer(text: &str) -> bool {
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    match text.get(..2) {
        Some("0o") => all(&text[2..], 8),
        Some("0x") => all(&text[2..], 16),
        _ => all(text.strip_prefix(['-', '+']).unwrap_or(text), 10),
    }
}

fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

/// A number as it may stand behind a tag: decimal, or with the prefix of another base.
fn number(text: &str) -> Option<Value> {
    if let Ok(number) = Number::read(text) {
        return Some(Value::new(Kind::Number(number)));
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let radix = |prefixes: [&str; 2], radix| {
        let digits = prefixes.iter().find_map(|prefix| digits.strip_prefix(prefix))?;
        i128::from_str_radix(digits, radix).ok()
    };
    let value = radix(["0x", "0X"], 16).or_else(|| radix(["0o", "0O"], 8)).or_else(|| radix(["0b", "0B"], 2))?;
    Number::read(&(sign * value).to_string()).ok().map(|number| Value::new(Kind::Number(number)))
}
