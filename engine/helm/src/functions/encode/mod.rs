//! `toYaml`, `toYamlPretty`, `toJson`, `toToml`: values written as Helm writes them, each scalar with its own keys.

mod json;
mod toml;
mod view;
mod yaml;

pub(super) use json::JsonStyle;

use super::{Call, Function};
use crate::trace::{Keys, Origin};
use crate::value::{Text, TextBuilder, Value};
use crate::{Budget, Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("toJson", 1, |call, arguments| finish(call, &arguments[0], json::write)),
    Function::of("toToml", 1, |call, arguments| toml::encode(call, &arguments[0])),
    Function::of("toYaml", 1, |call, arguments| finish(call, &arguments[0], yaml::write)),
    Function::of("toYamlPretty", 1, |call, arguments| finish(call, &arguments[0], yaml::write_pretty)),
];

/// Why nothing is written.
#[derive(Debug)]
enum Stop {
    /// The format has no such value; with the encoder's message.
    Unsupported(String),
    /// A limit was met.
    Limit(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Limit(error)
    }
}

/// What a writer answers.
type Written<T = ()> = std::result::Result<T, Stop>;

/// The text that `write` makes of a value; an empty one where the format has no such value, as Helm does.
fn finish(call: &Call<'_>, value: &Value, write: impl FnOnce(&mut Out<'_>, &Value) -> Written) -> Result<Value> {
    let mut out = Out { text: TextBuilder::new(), budget: call.budget, depth: 0 };
    match write(&mut out, value) {
        Ok(()) => Ok(Value::from(out.text.finish()).with_keys(value.keys)),
        Err(Stop::Unsupported(_)) => Ok(Value::from("").with_keys(value.keys)),
        Err(Stop::Limit(error)) => Err(error),
    }
}

/// The JSON of a value; the encoder's message where JSON has no such value.
pub(super) fn json_text(call: &Call<'_>, value: &Value, style: JsonStyle) -> Result<std::result::Result<Text, String>> {
    let mut out = Out { text: TextBuilder::new(), budget: call.budget, depth: 0 };
    match json::write_as(&mut out, value, style) {
        Ok(()) => Ok(Ok(out.text.finish())),
        Err(Stop::Unsupported(message)) => Ok(Err(message)),
        Err(Stop::Limit(error)) => Err(error),
    }
}

/// The YAML of a map of strings, for methods of `.Files`.
pub(super) fn yaml_text(call: &Call<'_>, value: &Value) -> Result<Value> {
    finish(call, value, yaml::write)
}

/// Where writers write to.
struct Out<'a> {
    text: TextBuilder,
    budget: &'a Budget,
    depth: u32,
}

impl Out<'_> {
    fn push(&mut self, text: &str, keys: Keys) -> Written {
        self.budget.take_bytes(text.len() as u64)?;
        self.text.push(text, Origin::made(keys));
        Ok(())
    }

    /// Appends a string, in which `escape` has put what stands for each part.
    fn push_escaped(&mut self, text: &Text, keys: Keys, escape: impl FnMut(&str, &mut String)) -> Written {
        self.budget.take_bytes(text.as_str().len() as u64)?;
        self.text.push_mapped(text, 0..text.as_str().len(), keys, escape);
        Ok(())
    }

    fn push_range(&mut self, text: &Text, range: std::ops::Range<usize>, keys: Keys) -> Written {
        self.budget.take_bytes(range.len() as u64)?;
        self.text.push_range(text, range, keys);
        Ok(())
    }

    /// Goes one list or map deeper.
    fn enter(&mut self) -> Written {
        self.budget.take_steps(1)?;
        self.depth += 1;
        if self.depth > self.budget.limits().nesting {
            return Err(Error::limit("a value holds itself, or too many values inside of one another").into());
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}
