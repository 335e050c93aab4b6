//! Functions of regular expressions.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use bartizan_re2::{Cache, Captures, Error as PatternError, Regex, group};

use super::arguments::{list, text};
use super::{Call, Function, Parameter, Run, Table, invalid};
use crate::eval::{Error, Result};
use crate::value::{Type, Value};

pub(super) fn table() -> Table {
    let of_both = |result: Type, run: Run| {
        Function::new([Parameter::new("pattern", Type::String), Parameter::new("string", Type::String)], result, run)
    };
    vec![("regex", of_both(Type::Dynamic, first)), ("regexall", of_both(Type::list(Type::Dynamic), all))]
}

static PATTERNS: LazyLock<Cache<String, Regex>> = LazyLock::new(Cache::new);

/// The compiled pattern, for a search of `text`.
fn compile(call: &Call<'_>, pattern: &str, text: &str) -> Result<std::result::Result<Arc<Regex>, PatternError>> {
    call.budget.take(1 + (pattern.len() + text.len()) as u64 / 64)?;
    let compiled = PATTERNS.get(pattern, || {
        let regex = Regex::new(pattern)?;
        let size = regex.automaton().size + pattern.len();
        Ok((regex, size))
    });
    match compiled {
        Ok(regex) if !regex.automaton().admits(text.len()) => {
            Err(Error::limit("a pattern is too large for a text this long"))
        }
        compiled => Ok(compiled),
    }
}

/// How a match becomes a value.
enum Shape {
    /// No groups: the text.
    Text,
    /// Groups without names: a tuple.
    Tuple,
    /// Groups with names: an object.
    Object,
}

/// The pattern of the first argument, and how its matches become values.
fn pattern(call: &Call<'_>, arguments: &[Value]) -> Result<(Arc<Regex>, Shape)> {
    let regex = compile(call, text(arguments, 0)?, text(arguments, 1)?)?.map_err(|error| {
        let message = error.to_string();
        let message = message.strip_prefix("error parsing regexp: ").unwrap_or(&message);
        let (what, part) = message.split_once(": `").unwrap_or((message, ""));
        invalid("pattern", &format!("invalid regexp pattern: {what} in {}", part.trim_end_matches('`')))
    })?;
    let unnamed = regex.names().iter().filter(|name| name.is_empty()).count();
    let shape = match (unnamed, regex.names().len() - unnamed) {
        (0, 0) => Shape::Text,
        (_, 0) => Shape::Tuple,
        (0, _) => Shape::Object,
        _ => {
            let what = "invalid regexp pattern: cannot mix both named and unnamed capture groups";
            return Err(invalid("pattern", what));
        }
    };
    Ok((regex, shape))
}

fn value(call: &Call<'_>, regex: &Regex, shape: &Shape, captures: &Captures, whole: &str) -> Result {
    let length = captures.get_match().map_or(0, |one| one.len());
    call.budget.take(1 + whole.len() as u64 / 256 + captures.group_len() as u64)?;
    call.budget.take_bytes((length as u64).saturating_mul(captures.group_len() as u64))?;
    let part = |index: usize| group(captures, index, whole).map_or_else(Value::null, Value::string);
    Ok(match shape {
        Shape::Text => part(0),
        Shape::Tuple => Value::tuple((1..captures.group_len()).map(part).collect()),
        Shape::Object => {
            let names = regex.names().iter().enumerate();
            let groups: BTreeMap<_, _> = names.map(|(index, name)| (Arc::from(&**name), part(index + 1))).collect();
            Value::object(groups)
        }
    })
}

fn first(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (regex, shape) = pattern(call, arguments)?;
    let whole = text(arguments, 1)?;
    match regex.captures_iter(whole).next() {
        Some(captures) => value(call, &regex, &shape, &captures, whole),
        None => Err(Error::new("pattern did not match any part of the given string")),
    }
}

fn all(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (regex, shape) = pattern(call, arguments)?;
    let whole = text(arguments, 1)?;
    let found = regex.captures_iter(whole).map(|captures| value(call, &regex, &shape, &captures, whole));
    found.collect::<Result<Vec<_>>>().map(list)
}

/// `whole` with what `pattern` matches replaced.
pub(super) fn replace_pattern(call: &Call<'_>, whole: &str, pattern: &str, replacement: &str) -> Result {
    let regex = compile(call, pattern, whole)?.map_err(|error| Error::new(error.to_string()))?;
    let replaced = regex.replace_all(whole, replacement, |searched, made| {
        call.budget.take(searched.map_or(0, |length| 1 + length as u64 / 256))?;
        call.budget.take_bytes(made as u64)
    })?;
    Ok(Value::string(replaced))
}
