//! `yaml.unmarshal`, `yaml.is_valid`: YAML as OPA reads it, with go-yaml v3, on the way to JSON.
//!
//! Only the first document counts, but the others must parse. Plain scalars are those of YAML 1.2, and octals and
//! binaries of 1.1; timestamps are text; of equal keys the last wins; keys are text.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

use super::json::account_text;
use super::operands::string;
use super::yaml_scalar::{Scalar, resolve};
use super::{Answer, Context, Error, Function, yaml_write};
use crate::value::{MAX_DEPTH, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("yaml.is_valid", is_valid), ("yaml.marshal", yaml_write::marshal), ("yaml.unmarshal", unmarshal)];

fn unmarshal(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = string(arguments, 1)?;
    read(context, text)
}

fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Value::String(text) = &arguments[0] else { return Ok(Value::Bool(false)) };
    match read(context, text) {
        Ok(_) => Ok(Value::Bool(true)),
        Err(Error::Failed(_)) => Ok(Value::Bool(false)),
        Err(other) => Err(other),
    }
}

pub(super) fn read(context: &mut Context<'_>, text: &str) -> Answer {
    account_text(context, text)?;
    let characters = text.chars().count();
    let open_end = !text.ends_with(['\n', '\r']);
    let mut builder = Builder { context, stack: Vec::new(), anchors: HashMap::new(), root: None, documents: 0 };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Error::failed(format!("yaml: {error}")))?;
        // The parser adds a line break to a block scalar that the text ends in.
        let cut = open_end && span.end.index() >= characters;
        builder.event(event, cut)?;
    }
    Ok(builder.root.unwrap_or(Value::Null))
}

/// A key of a mapping.
enum Key {
    Text(String),
    /// `<<`: the value's entries are taken over.
    Merge,
}

/// A collection that is being read.
enum Frame {
    Sequence { anchor: usize, items: Vec<Value> },
    Mapping { anchor: usize, entries: Vec<(Value, Value)>, merged: Vec<Value>, key: Option<Key> },
}

struct Builder<'a, 'b> {
    context: &'a mut Context<'b>,
    stack: Vec<Frame>,
    /// Values by the numbers that the parser gives anchors, and how many values they hold.
    anchors: HashMap<usize, (Value, usize)>,
    root: Option<Value>,
    documents: usize,
}

impl Builder<'_, '_> {
    fn event(&mut self, event: Event<'_>, cut: bool) -> Result<(), Error> {
        self.context.work(1)?;
        if matches!(event, Event::DocumentStart(_)) {
            self.documents += 1;
        }
        if self.documents > 1 {
            return Ok(());
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let text = if cut && block { text.strip_suffix('\n').unwrap_or(&text) } else { &text };
                let scalar = resolve(text, style == ScalarStyle::Plain, tag.as_deref().map(tag_name).as_deref())?;
                self.scalar(scalar, anchor)
            }
            Event::Alias(anchor) => {
                let found = self.anchors.get(&anchor).cloned();
                let (value, size) = found.ok_or_else(|| Error::failed("yaml: an anchor's value contains itself"))?;
                self.context.make(size.saturating_mul(size_of::<Value>()))?;
                self.node(value, 0)
            }
            Event::SequenceStart(anchor, _) => self.open(Frame::Sequence { anchor, items: Vec::new() }),
            Event::MappingStart(anchor, _) => {
                self.open(Frame::Mapping { anchor, entries: Vec::new(), merged: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Mapping { key: None, .. }))
    }

    fn scalar(&mut self, scalar: Scalar, anchor: usize) -> Result<(), Error> {
        if self.expects_key() && anchor == 0 {
            let new = match scalar {
                Scalar::Merge => Key::Merge,
                other => Key::Text(other.into_key()?),
            };
            if let Some(Frame::Mapping { key, .. }) = self.stack.last_mut() {
                *key = Some(new);
            }
            return Ok(());
        }
        let value = scalar.into_value()?;
        self.node(value, anchor)
    }

    fn open(&mut self, frame: Frame) -> Result<(), Error> {
        if self.expects_key() {
            return Err(Error::failed("yaml: invalid map key"));
        }
        if self.stack.len() > MAX_DEPTH {
            return Err(Error::failed(format!("yaml: nests more than {MAX_DEPTH} levels")));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        match self.stack.pop() {
            Some(Frame::Sequence { anchor, items }) => self.node(Value::array(items), anchor),
            Some(Frame::Mapping { anchor, entries, merged, .. }) => {
                // What is written in the mapping wins, then what was merged first.
                let mut all = Vec::new();
                for value in merged.into_iter().rev() {
                    merge(&value, &mut all)?;
                }
                self.context.make(all.len() * size_of::<(Value, Value)>())?;
                all.extend(entries);
                self.node(Value::object(all), anchor)
            }
            None => Ok(()),
        }
    }

    /// A value is complete.
    fn node(&mut self, value: Value, anchor: usize) -> Result<(), Error> {
        if anchor > 0 {
            let size = size(&value);
            self.context.work(size)?;
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.stack.last_mut() {
            None => self.root = Some(value),
            Some(Frame::Sequence { items, .. }) => items.push(value),
            Some(Frame::Mapping { entries, merged, key, .. }) => match key.take() {
                Some(Key::Text(key)) => entries.push((Value::from(key), value)),
                Some(Key::Merge) => merged.extend(match value {
                    Value::Array(items) => items.to_vec(),
                    other => vec![other],
                }),
                // An alias or a scalar with an anchor as a key.
                None => match value {
                    Value::String(text) => *key = Some(Key::Text(text.to_string())),
                    Value::Bool(_) | Value::Number(_) => *key = Some(Key::Text(value.to_string())),
                    _ => return Err(Error::failed("yaml: invalid map key")),
                },
            },
        }
        Ok(())
    }
}

fn merge(value: &Value, into: &mut Vec<(Value, Value)>) -> Result<(), Error> {
    let wrong = || Error::failed("yaml: map merge requires map or sequence of maps as the value");
    into.extend(value.as_object().ok_or_else(wrong)?.iter().cloned());
    Ok(())
}

/// How many values a value holds.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().fold(1, |sum, item| sum.saturating_add(size(item))),
        Value::Object(object) => object.values().fold(1, |sum, item| sum.saturating_add(size(item))),
        _ => 1,
    }
}

fn tag_name(tag: &Tag) -> String {
    format!("{}{}", tag.handle, tag.suffix)
}
