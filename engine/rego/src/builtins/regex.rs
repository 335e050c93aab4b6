//! Regular expressions, meaning what they mean to Go.

mod globs;

use std::sync::{Arc, LazyLock};

use bartizan_re2::{Automaton, Cache, Regex, group, parse};

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("re_match", matches),
    ("regex.find_all_string_submatch_n", find_groups),
    ("regex.find_n", find),
    ("regex.globs_match", globs::intersect),
    ("regex.is_valid", is_valid),
    ("regex.match", matches),
    ("regex.replace", replace),
    ("regex.split", split),
    ("regex.template_match", template_match),
];

static PATTERNS: LazyLock<Cache<String, Regex>> = LazyLock::new(Cache::new);

/// The compiled pattern, ready to search `text`.
fn pattern(context: &mut Context<'_>, pattern: &str, text: &str) -> Result<Arc<Regex>, Error> {
    context.work(1 + pattern.len() / 64)?;
    let regex = PATTERNS.get(pattern, || {
        let regex = Regex::new(pattern).map_err(|error| Error::failed(error.to_string()))?;
        let size = regex.automaton().size + pattern.len();
        Ok::<_, Error>((regex, size))
    })?;
    admit(regex.automaton(), context, text)?;
    Ok(regex)
}

/// Accounts for a search of `text`, before it.
pub(super) fn admit(automaton: &Automaton, context: &mut Context<'_>, text: &str) -> Result<(), Error> {
    if !automaton.admits(text.len()) {
        return Err(Error::Halt("a pattern is too large for a text this long".to_owned()));
    }
    context.work(1 + text.len() / 64)
}

fn matches(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (expression, text) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    Ok(pattern(context, expression, text)?.automaton().code.is_match(&**text).into())
}

fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Some(expression) = arguments[0].as_str() else { return Ok(false.into()) };
    context.work(expression.len())?;
    Ok(parse(expression).is_ok().into())
}

/// Accounts for one more match, found in a text of `length` bytes: each search may look at all of it.
fn account(context: &mut Context<'_>, length: usize, made: usize) -> Result<(), Error> {
    context.work(1 + length / 256)?;
    context.make(made)
}

/// How many matches a limit allows; a negative one, all.
fn limit(arguments: &[Value]) -> Result<usize, Error> {
    Ok(usize::try_from(operands::integer(arguments, 3)?).unwrap_or(usize::MAX))
}

fn find(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (expression, text) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    let limit = limit(arguments)?;
    let regex = pattern(context, expression, text)?;
    let mut found = Vec::new();
    for one in regex.automaton().code.find_iter(&**text).take(limit) {
        account(context, text.len() - one.start(), one.len() + size_of::<Value>())?;
        found.push(text[one.range()].into());
    }
    Ok(Value::array(found))
}

fn find_groups(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (expression, text) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    let limit = limit(arguments)?;
    let regex = pattern(context, expression, text)?;
    let mut found = Vec::new();
    for captures in regex.automaton().code.captures_iter(&**text).take(limit) {
        let mut groups = Vec::with_capacity(captures.group_len());
        let start = captures.get_match().map_or(0, |one| one.start());
        account(context, text.len() - start, captures.group_len() * size_of::<Value>())?;
        for index in 0..captures.group_len() {
            let part = group(&captures, index, text).unwrap_or_default();
            context.make(part.len())?;
            groups.push(part.into());
        }
        found.push(Value::array(groups));
    }
    Ok(Value::array(found))
}

fn split(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (expression, text) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    let regex = pattern(context, expression, text)?;
    if text.is_empty() {
        // Go cuts nothing with an empty pattern, and leaves an empty text whole with any other.
        return Ok(Value::array(if expression.is_empty() { Vec::new() } else { vec!["".into()] }));
    }
    let mut parts: Vec<Value> = Vec::new();
    let (mut from, mut last_start) = (0, 0);
    for one in regex.automaton().code.find_iter(&**text) {
        account(context, text.len() - one.start(), one.start() - from + size_of::<Value>())?;
        last_start = one.start();
        // Nothing stands before an empty match at the start.
        if one.end() != 0 {
            parts.push(text[from..one.start()].into());
        }
        from = one.end();
    }
    if last_start != text.len() {
        context.make(text.len() - from)?;
        parts.push(text[from..].into());
    }
    Ok(Value::array(parts))
}

fn replace(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let [text, expression, replacement] = [1, 2, 3].map(|place| operands::string(arguments, place));
    let (text, expression, replacement) = (text?, expression?, replacement?);
    let regex = pattern(context, expression, text)?;
    let replaced = regex.replace_all(text, replacement, |searched, made| match searched {
        Some(length) => account(context, length, made),
        None => context.make(made),
    })?;
    Ok(replaced.into())
}

/// The pattern of a template: what stands between delimiters is a pattern, all else literal.
fn template_pattern(context: &mut Context<'_>, text: &str, start: u8, end: u8) -> Result<String, Error> {
    let unbalanced = || Error::failed(format!("unbalanced braces in {text:?}"));
    let (mut level, mut from) = (0_usize, 0);
    let mut spans = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        if byte == start {
            level += 1;
            if level == 1 {
                from = at;
            }
        } else if byte == end {
            level = level.checked_sub(1).ok_or_else(unbalanced)?;
            if level == 0 {
                spans.push((from, at + 1));
            }
        }
    }
    if level != 0 {
        return Err(unbalanced());
    }
    let mut out = "^".to_owned();
    let mut copied = 0;
    for (from, to) in spans {
        let inner = &text[from + 1..to - 1];
        // Each must be a pattern by itself, too.
        context.work(inner.len())?;
        parse(&format!("^{inner}$")).map_err(|error| Error::failed(error.to_string()))?;
        quote(&text[copied..from], &mut out);
        out.extend(["(", inner, ")"]);
        copied = to;
    }
    quote(&text[copied..], &mut out);
    out.push('$');
    Ok(out)
}

/// Adds `text` as a literal.
fn quote(text: &str, out: &mut String) {
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
}

fn template_match(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let [template, text, start, end] = [1, 2, 3, 4].map(|place| operands::string(arguments, place));
    let (template, text, start, end) = (template?, text?, start?, end?);
    let delimiter = |which: &str, text: &str| match text.as_bytes() {
        [byte] => Ok(*byte),
        _ => {
            Err(Error::failed(format!("{which} delimiter has to be exactly one character long but is {}", text.len())))
        }
    };
    let (start, end) = (delimiter("start", start)?, delimiter("end", end)?);
    let expression = template_pattern(context, template, start, end)?;
    Ok(pattern(context, &expression, text)?.automaton().code.is_match(&**text).into())
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/regex.jsonl"));
    }

    #[test]
    fn stops_what_would_take_too_long() {
        let text = Value::from("a".repeat(1 << 20));
        let large = Value::from("[ab]*b[ab]{500}".repeat(20));
        assert!(matches!(testing::call("regex.match", &[large, text.clone()]), Err(Error::Halt(_))));
        let swelling = testing::call("regex.replace", &[text.clone(), "a".into(), Value::from("b".repeat(1 << 20))]);
        assert!(matches!(swelling, Err(Error::Halt(_))));
        let huge = testing::call("regex.match", &[r"(?:\pL{1000}){1}".into(), "a".into()]);
        assert!(matches!(huge, Err(Error::Failed(_))), "{huge:?}");
    }

    #[test]
    fn compiles_once() {
        let outside = super::super::Outside::default();
        let mut context = testing::context(&outside);
        let first = pattern(&mut context, "once[0-9]+", "").unwrap();
        let again = pattern(&mut context, "once[0-9]+", "").unwrap();
        assert!(Arc::ptr_eq(&first, &again));
    }
}
