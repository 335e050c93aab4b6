//! Strings. Positions and cutsets are of characters, upper and lower case map one character to one, as in Go.

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("concat", concat),
    ("contains", |context, arguments| compare(context, arguments, |text, part| text.contains(part))),
    ("endswith", |context, arguments| compare(context, arguments, |text, part| text.ends_with(part))),
    ("indexof", indexof),
    ("indexof_n", indexof_n),
    ("lower", |context, arguments| map_case(context, arguments, lower)),
    ("replace", replace),
    ("split", split),
    ("startswith", |context, arguments| compare(context, arguments, |text, part| text.starts_with(part))),
    ("strings.any_prefix_match", |context, arguments| {
        any_match(context, arguments, |text, part| text.starts_with(part))
    }),
    ("strings.any_suffix_match", |context, arguments| any_match(context, arguments, |text, part| text.ends_with(part))),
    ("strings.count", count),
    ("strings.replace_n", replace_n),
    ("strings.reverse", reverse),
    ("strings.split_n", split_n),
    ("substring", substring),
    ("trim", |_, arguments| trim(arguments, |text, cut| text.trim_matches(|c| cut.contains(c)))),
    ("trim_left", |_, arguments| trim(arguments, |text, cut| text.trim_start_matches(|c| cut.contains(c)))),
    ("trim_prefix", |_, arguments| trim(arguments, |text, part| text.strip_prefix(part).unwrap_or(text))),
    ("trim_right", |_, arguments| trim(arguments, |text, cut| text.trim_end_matches(|c| cut.contains(c)))),
    ("trim_space", trim_space),
    ("trim_suffix", |_, arguments| trim(arguments, |text, part| text.strip_suffix(part).unwrap_or(text))),
    ("upper", |context, arguments| map_case(context, arguments, upper)),
];

/// Two strings compared.
fn compare(context: &mut Context<'_>, arguments: &[Value], test: fn(&str, &str) -> bool) -> Answer {
    let (text, part) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    context.work(text.len() / 1024)?;
    Ok(test(text, part).into())
}

/// The strings of an array or a set at argument `place`.
fn strings(arguments: &[Value], place: usize) -> Result<Vec<&str>, Error> {
    let kind = arguments[place - 1].type_name();
    let wrong = |item: &Value| {
        let got = item.type_name();
        Error::Type(format!("operand {place} must be {kind} of strings but got {kind} containing {got}"))
    };
    operands::elements(arguments, place)?.iter().map(|item| item.as_str().ok_or_else(|| wrong(item))).collect()
}

fn concat(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let delimiter = operands::string(arguments, 1)?;
    let parts = strings(arguments, 2)?;
    let delimiters = delimiter.len().saturating_mul(parts.len().saturating_sub(1));
    context.make(parts.iter().map(|part| part.len()).sum::<usize>().saturating_add(delimiters))?;
    Ok(parts.join(&**delimiter).into())
}

/// Does any of the strings of argument 1 fit any of argument 2?
fn any_match(context: &mut Context<'_>, arguments: &[Value], fits: fn(&str, &str) -> bool) -> Answer {
    let either = |place: usize| match &arguments[place - 1] {
        Value::String(text) => Ok(vec![&**text]),
        Value::Array(_) | Value::Set(_) => strings(arguments, place),
        other => Err(operands::wrong(place, "one of {string, set, array}", other)),
    };
    let (texts, parts) = (either(1)?, either(2)?);
    for text in texts {
        context.work(1 + parts.len() / 16)?;
        if parts.iter().any(|part| fits(text, part)) {
            return Ok(true.into());
        }
    }
    Ok(false.into())
}

/// The string that is looked for: argument 2, not empty.
fn needle(arguments: &[Value]) -> Result<(&str, &str), Error> {
    let (text, part) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    if part.is_empty() { Err(Error::failed("empty search character")) } else { Ok((text, part)) }
}

fn indexof(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (text, part) = needle(arguments)?;
    context.work(text.len() / 256)?;
    Ok(text.find(part).map_or(Value::from(-1_i64), |at| text[..at].chars().count().into()))
}

fn indexof_n(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (text, part) = needle(arguments)?;
    let mut places = Vec::new();
    let (mut from, mut characters) = (0, 0);
    while let Some(next) = text[from..].find(part) {
        // Places may overlap: the next search starts one character further.
        let at = from + next;
        characters += text[from..at].chars().count();
        context.make(size_of::<Value>())?;
        context.work(1 + (next + part.len()) / 256)?;
        places.push(characters.into());
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        characters += 1;
    }
    context.work(text.len() / 256)?;
    Ok(Value::array(places))
}

/// Maps each character of argument 1.
fn map_case(context: &mut Context<'_>, arguments: &[Value], map: fn(char) -> char) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.make(text.len())?;
    Ok(text.chars().map(map).collect::<String>().into())
}

/// Lower case, one character to one.
pub(super) fn lower(c: char) -> char {
    let mut mapped = c.to_lowercase();
    // Only İ becomes two characters; alone it would be i.
    mapped.next().unwrap_or(c)
}

/// Upper case, one character to one.
pub(super) fn upper(c: char) -> char {
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        // What becomes several characters has itself as its simple mapping, but for Greek letters with a subscript.
        _ => match c {
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
                char::from_u32(u32::from(c) + 8).unwrap_or(c)
            }
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => char::from_u32(u32::from(c) + 9).unwrap_or(c),
            _ => c,
        },
    }
}

fn replace(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let [text, old, new] = [1, 2, 3].map(|place| operands::string(arguments, place));
    let (text, old, new) = (text?, old?, new?);
    replace_all(context, text, &[(old, new)])
}

fn replace_n(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let patterns = operands::object(arguments, 1)?;
    let text = operands::string(arguments, 2)?;
    let mut pairs = Vec::with_capacity(patterns.len());
    for (old, new) in patterns {
        let old = old.as_str().ok_or_else(|| Error::Type("operand 1 non-string key found in pattern object".into()))?;
        let new =
            new.as_str().ok_or_else(|| Error::Type("operand 1 non-string value found in pattern object".into()))?;
        pairs.push((old, new));
    }
    replace_all(context, text, &pairs)
}

/// Replaces from left to right; of patterns that fit at one place, the first. `pairs` are sorted.
fn replace_all(context: &mut Context<'_>, text: &str, pairs: &[(&str, &str)]) -> Answer {
    let empty = pairs.iter().find(|(old, _)| old.is_empty()).map(|(_, new)| *new);
    // What begins with another pattern comes after it in the order, so it never fits first: without these, no pattern
    // begins another, and the only one that can fit at a place is the greatest not greater than what stands there.
    let mut patterns: Vec<(&str, &str)> = Vec::with_capacity(pairs.len());
    for (old, new) in pairs.iter().filter(|(old, _)| !old.is_empty()) {
        if patterns.last().is_none_or(|(last, _)| !old.starts_with(last)) {
            patterns.push((old, new));
        }
    }
    let firsts: [bool; 256] = {
        let mut firsts = [false; 256];
        patterns.iter().for_each(|(old, _)| firsts[usize::from(old.as_bytes()[0])] = true);
        firsts
    };
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    context.make(bytes.len())?;
    let (mut at, mut copied) = (0, 0);
    while at <= bytes.len() {
        // The empty pattern fits before every byte, and first.
        if let Some(new) = empty {
            context.make(new.len())?;
            out.extend_from_slice(&bytes[copied..at]);
            out.extend_from_slice(new.as_bytes());
            copied = at;
        }
        let rest = &bytes[at..];
        let found = rest.first().filter(|byte| firsts[usize::from(**byte)]).and_then(|_| {
            let next = patterns.partition_point(|(old, _)| old.as_bytes() <= rest);
            next.checked_sub(1).map(|index| patterns[index]).filter(|(old, _)| rest.starts_with(old.as_bytes()))
        });
        match found {
            Some((old, new)) => {
                context.make(new.len())?;
                out.extend_from_slice(&bytes[copied..at]);
                out.extend_from_slice(new.as_bytes());
                at += old.len();
                copied = at;
                context.work(1)?;
            }
            None => at += 1,
        }
        if at % 64 == 0 {
            context.work(8)?;
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    Ok(lossy(out))
}

/// Text of bytes; what is not UTF-8 becomes U+FFFD.
pub(super) fn lossy(bytes: Vec<u8>) -> Value {
    match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned().into(),
    }
}

fn count(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (text, part) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    context.work(text.len() / 256)?;
    let found = if part.is_empty() { text.chars().count() + 1 } else { text.matches(&**part).count() };
    Ok(found.into())
}

fn reverse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.make(text.len())?;
    Ok(text.chars().rev().collect::<String>().into())
}

/// The parts of a text; where the delimiter is empty, its characters.
fn parts(context: &mut Context<'_>, text: &str, delimiter: &str) -> Result<Vec<Value>, Error> {
    let mut parts = Vec::new();
    let mut add = |part: &str| {
        context.make(part.len() + size_of::<Value>())?;
        context.work(1)?;
        parts.push(part.into());
        Ok(())
    };
    if delimiter.is_empty() {
        let mut buffer = [0; 4];
        text.chars().try_for_each(|c| add(c.encode_utf8(&mut buffer)))?;
    } else {
        text.split(delimiter).try_for_each(add)?;
    }
    Ok(parts)
}

fn split(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (text, delimiter) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    parts(context, text, delimiter).map(Value::array)
}

fn split_n(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (text, delimiter) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    let limit = operands::integer(arguments, 3)?;
    let mut parts = parts(context, text, delimiter)?;
    let wanted = usize::try_from(limit.unsigned_abs()).unwrap_or(usize::MAX);
    if limit >= 0 {
        parts.truncate(wanted);
    } else {
        parts.drain(..parts.len().saturating_sub(wanted));
    }
    Ok(Value::array(parts))
}

fn substring(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    let (start, length) = (operands::integer(arguments, 2)?, operands::integer(arguments, 3)?);
    let start = usize::try_from(start).map_err(|_| Error::failed("negative offset"))?;
    context.work(text.len() / 256)?;
    let rest = if text.is_ascii() {
        text.get(start..).unwrap_or_default()
    } else {
        text.char_indices().nth(start).map_or("", |(at, _)| &text[at..])
    };
    let part = match usize::try_from(length) {
        Err(_) => rest,
        Ok(length) if text.is_ascii() => &rest[..length.min(rest.len())],
        Ok(length) => rest.char_indices().nth(length).map_or(rest, |(at, _)| &rest[..at]),
    };
    if part.len() == text.len() {
        return Ok(arguments[0].clone());
    }
    context.make(part.len())?;
    Ok(part.into())
}

/// Argument 1 without what `cut` takes off for argument 2.
fn trim(arguments: &[Value], cut: for<'a> fn(&'a str, &str) -> &'a str) -> Answer {
    let (text, what) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    let rest = cut(text, what);
    Ok(if rest.len() == text.len() { arguments[0].clone() } else { rest.into() })
}

fn trim_space(_: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    let rest = text.trim();
    Ok(if rest.len() == text.len() { arguments[0].clone() } else { rest.into() })
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/strings.jsonl"));
    }

    #[test]
    fn stops_before_memory_is_gone() {
        let long = "a".repeat(1 << 20);
        let replaced =
            testing::call("replace", &["".into(), "".into(), "x".into()].map(|_: Value| Value::from(&*long)));
        assert!(replaced.is_ok());
        let arguments = [Value::from(&*long), "a".into(), Value::from(&*long)];
        assert!(matches!(testing::call("replace", &arguments), Err(Error::Halt(_))));
        let many = Value::array(vec!["".into(); 1 << 16]);
        assert!(matches!(testing::call("concat", &[Value::from(&*long), many]), Err(Error::Halt(_))));
    }
}
