//! Functions of strings, but for those that format and those of regular expressions.

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::{elements, integer, list, string, text, unknown, unknown_inside};
use super::regex::replace_pattern;
use super::{Call, Function, Parameter, Run, Table, case, invalid};
use crate::eval::{Error, Result};
use crate::value::{Kind, Type, Value};

pub(super) fn table() -> Table {
    let parameter = |name: &'static str| Parameter::new(name, Type::String);
    let of_one = |run: Run| Function::new([parameter("str")], Type::String, run);
    let of_two = |second: &'static str, result: Type, run: Run| {
        Function::new([parameter("str"), parameter(second)], result, run)
    };
    let starts_with = [parameter("str").with_unknown(), parameter("prefix")];
    let substr = [parameter("str"), Parameter::new("offset", Type::Number), Parameter::new("length", Type::Number)];
    let strings = Type::list(Type::String);
    vec![
        (
            "chomp",
            of_one(|call, arguments| string(call, text(arguments, 0)?.trim_end_matches(['\r', '\n']).to_owned())),
        ),
        (
            "endswith",
            of_two("suffix", Type::Bool, |_, arguments| {
                Ok(Value::bool(text(arguments, 0)?.ends_with(text(arguments, 1)?)))
            }),
        ),
        ("indent", Function::new([Parameter::new("spaces", Type::Number), parameter("str")], Type::String, indent)),
        (
            "join",
            Function::new([parameter("separator")], Type::String, join).and(Parameter::new("lists", strings.clone())),
        ),
        ("lower", of_one(|call, arguments| string(call, text(arguments, 0)?.chars().map(case::lower).collect()))),
        (
            "replace",
            Function::new([parameter("str"), parameter("substr"), parameter("replace")], Type::String, replace),
        ),
        ("sort", Function::new([Parameter::new("list", strings.clone())], strings.clone(), sort)),
        ("split", Function::new([parameter("separator"), parameter("str")], strings, split)),
        ("startswith", Function::new(starts_with, Type::Bool, starts)),
        (
            "strcontains",
            of_two("substr", Type::Bool, |_, arguments| {
                Ok(Value::bool(text(arguments, 0)?.contains(text(arguments, 1)?)))
            }),
        ),
        ("strrev", of_one(|call, arguments| string(call, text(arguments, 0)?.graphemes(true).rev().collect()))),
        ("substr", Function::new(substr, Type::String, substring)),
        ("title", of_one(title)),
        (
            "trim",
            of_two("cutset", Type::String, |call, arguments| {
                let cutset = text(arguments, 1)?;
                string(call, text(arguments, 0)?.trim_matches(|c| cutset.contains(c)).to_owned())
            }),
        ),
        (
            "trimprefix",
            of_two("prefix", Type::String, |call, arguments| {
                let whole = text(arguments, 0)?;
                string(call, whole.strip_prefix(text(arguments, 1)?).unwrap_or(whole).to_owned())
            }),
        ),
        ("trimspace", of_one(|call, arguments| string(call, text(arguments, 0)?.trim().to_owned()))),
        (
            "trimsuffix",
            of_two("suffix", Type::String, |call, arguments| {
                let whole = text(arguments, 0)?;
                string(call, whole.strip_suffix(text(arguments, 1)?).unwrap_or(whole).to_owned())
            }),
        ),
        ("upper", of_one(|call, arguments| string(call, text(arguments, 0)?.chars().map(case::upper).collect()))),
    ]
}

fn indent(call: &Call<'_>, arguments: &[Value]) -> Result {
    let spaces = usize::try_from(integer(arguments, 0)?).map_err(|_| Error::new("strings: negative Repeat count"))?;
    let whole = text(arguments, 1)?;
    let breaks = whole.bytes().filter(|byte| *byte == b'\n').count();
    call.budget.take_bytes((breaks as u64 + 1).saturating_mul(spaces as u64))?;
    string(call, whole.replace('\n', &format!("\n{}", " ".repeat(spaces))))
}

fn join(call: &Call<'_>, arguments: &[Value]) -> Result {
    let separator = text(arguments, 0)?;
    let lists = &arguments[1..];
    if lists.is_empty() {
        return Err(Error::new("at least one list is required"));
    }
    if let Some(unknown) = unknown_inside(call, lists, &Type::String)? {
        return Ok(unknown);
    }
    let mut out = String::new();
    let mut first = true;
    for (number, items) in lists.iter().enumerate() {
        for (index, item) in items.elements().unwrap_or_default().iter().enumerate() {
            let Some(item) = item.as_str() else {
                let of = if lists.len() > 1 { format!(" of list {}", number + 1) } else { String::new() };
                let what = format!("element {index}{of} is null; cannot concatenate null values");
                return Err(invalid("lists", &what));
            };
            call.budget.take_bytes((separator.len() + item.len()) as u64)?;
            if !first {
                out.push_str(separator);
            }
            out.push_str(item);
            first = false;
        }
    }
    Ok(Value::string(out))
}

fn replace(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (whole, part, replacement) = (text(arguments, 0)?, text(arguments, 1)?, text(arguments, 2)?);
    if let Some(pattern) = part.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        return replace_pattern(call, whole, pattern, replacement);
    }
    let count = whole.matches(part).count() as u64;
    call.budget.take_bytes(count.saturating_mul(replacement.len() as u64))?;
    string(call, whole.replace(part, replacement))
}

fn sort(call: &Call<'_>, arguments: &[Value]) -> Result {
    if let Some(first) = unknown_inside(call, arguments, &Type::String)? {
        // How many there are is known.
        return Ok(list(vec![first; elements(arguments, 0)?.len()]));
    }
    let mut items = elements(arguments, 0)?.to_vec();
    call.budget.take(items.len() as u64)?;
    if let Some(index) = items.iter().position(Value::is_null) {
        return Err(Error::new(format!("given list element {index} is null; a null string cannot be sorted")));
    }
    items.sort_by(crate::value::order);
    Ok(list(items))
}

fn split(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (separator, whole) = (text(arguments, 0)?, text(arguments, 1)?);
    call.budget.take_bytes(whole.len() as u64)?;
    let make = |part: &str| call.budget.take(1).map(|()| Value::string(part));
    let parts: Result<Vec<Value>> = if separator.is_empty() {
        whole.chars().map(|c| make(c.encode_utf8(&mut [0; 4]))).collect()
    } else {
        whole.split(separator).map(make).collect()
    };
    parts.map(list)
}

fn starts(_: &Call<'_>, arguments: &[Value]) -> Result {
    let prefix = text(arguments, 1)?;
    match &arguments[0].kind {
        Kind::Unknown(_) if prefix.is_empty() => Ok(Value::bool(true)),
        Kind::Unknown(reason) => Ok(unknown(Type::Bool, reason)),
        _ => Ok(Value::bool(text(arguments, 0)?.starts_with(prefix))),
    }
}

fn substring(call: &Call<'_>, arguments: &[Value]) -> Result {
    let whole = text(arguments, 0)?;
    let (mut offset, length) = (integer(arguments, 1)?, integer(arguments, 2)?);
    if offset < 0 {
        offset = offset.saturating_add(whole.graphemes(true).count() as i64);
    } else if length == 0 {
        return string(call, String::new());
    }
    let mut rest = whole.graphemes(true);
    for _ in 0..offset {
        if rest.next().is_none() {
            break;
        }
    }
    // No count of characters ends a text of which a negative offset leaves none to be counted.
    let part = match usize::try_from(length) {
        Ok(length) if length > 0 => rest.take(length).collect(),
        _ => rest.as_str().to_owned(),
    };
    string(call, part)
}

/// Every letter behind what separates words becomes a capital.
fn title(call: &Call<'_>, arguments: &[Value]) -> Result {
    let mut previous = ' ';
    let titled = text(arguments, 0)?.chars().map(|c| {
        let separated = is_separator(previous);
        previous = c;
        if separated { case::title(c) } else { c }
    });
    string(call, titled.collect())
}

/// Does it separate words? In ASCII all but letters, digits and `_` do; beyond it white space.
fn is_separator(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() && c != '_' } else { c.is_whitespace() }
}
