//! Strings cut, searched, indented and quoted.

use super::texts::{Source, cut, derived, go_quote, insert, push_printed, strval};
use crate::functions::arguments::{bool, int, str, string};
use crate::functions::{Call, Function};
use crate::trace::Origin;
use crate::value::{Kind, TextBuilder, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("hello", 0, |_, _| Ok("Hello!".into())),
    Function::of("abbrev", 2, abbrev),
    Function::of("abbrevboth", 3, abbrevboth),
    Function::of("trunc", 2, trunc),
    Function::of("trim", 1, |_, args| {
        let source = Source::of(&args[0])?;
        trimmed(source, char::is_whitespace, true, true)
    }),
    Function::of("trimall", 2, trim_all),
    Function::of("trimAll", 2, trim_all),
    Function::of("trimSuffix", 2, |_, args| {
        let source = Source::of(&args[1])?;
        let kept = source.str().strip_suffix(str(&args[0])?).map_or(source.str().len(), str::len);
        Ok(cut(source, 0..kept))
    }),
    Function::of("trimPrefix", 2, |_, args| {
        let source = Source::of(&args[1])?;
        let length = source.str().len();
        let kept = source.str().strip_prefix(str(&args[0])?).map_or(length, str::len);
        Ok(cut(source, length - kept..length))
    }),
    Function::of("substr", 3, substr),
    Function::of("repeat", 2, repeat),
    Function::of("contains", 2, |_, args| Ok(str(&args[1])?.contains(str(&args[0])?).into())),
    Function::of("hasPrefix", 2, |_, args| Ok(str(&args[1])?.starts_with(str(&args[0])?).into())),
    Function::of("hasSuffix", 2, |_, args| Ok(str(&args[1])?.ends_with(str(&args[0])?).into())),
    Function::variadic("quote", 0, quote),
    Function::variadic("squote", 0, squote),
    Function::variadic("cat", 0, cat),
    Function::of("indent", 2, |call, args| indent(call, args, false)),
    Function::of("nindent", 2, |call, args| indent(call, args, true)),
    Function::of("replace", 3, replace),
    Function::of("plural", 3, |_, args| {
        let (one, many) = (string(&args[0])?, string(&args[1])?);
        Ok(if int(&args[2])? == 1 { one } else { many }.clone().into())
    }),
    Function::of("toString", 1, |call, args| Ok(strval(call, &args[0])?.into())),
    Function::of("ternary", 3, ternary).keeping(),
];

/// The source without what `drop` says at its start and its end.
fn trimmed(source: Source<'_>, drop: impl Fn(char) -> bool, start: bool, end: bool) -> Result<Value> {
    let all = source.str();
    let from = if start { all.len() - all.trim_start_matches(&drop).len() } else { 0 };
    let to = if end { all.trim_end_matches(&drop).len().max(from) } else { all.len() };
    Ok(cut(source, from..to))
}

fn trim_all(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let set = string(&args[0])?;
    trimmed(Source::of(&args[1])?, |c| set.as_str().contains(c), true, true)
}

/// A range of bytes that Go refuses.
fn out_of_bounds(range: String, length: Option<usize>) -> Error {
    let length = length.map(|length| format!(" with length {length}")).unwrap_or_default();
    Error::new(format!("runtime error: slice bounds out of range [{range}]{length}"))
}

fn trunc(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (count, source) = (int(&args[0])?, Source::of(&args[1])?);
    let length = source.str().len();
    let size = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
    Ok(if count < 0 { cut(source, length.saturating_sub(size)..length) } else { cut(source, 0..size.min(length)) })
}

fn substr(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (start, end, source) = (int(&args[0])?, int(&args[1])?, Source::of(&args[2])?);
    let length = source.str().len();
    let at = |position: i64| usize::try_from(position).ok().filter(|at| *at <= length);
    if start < 0 {
        let known = (end >= 0).then_some(length);
        return Ok(cut(source, 0..at(end).ok_or_else(|| out_of_bounds(format!(":{end}"), known))?));
    }
    let end = at(end).unwrap_or(length);
    let start = at(start).filter(|start| *start <= end).ok_or_else(|| out_of_bounds(format!("{start}:{end}"), None))?;
    Ok(cut(source, start..end))
}

fn abbrev(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (width, source) = (int(&args[0])?, Source::of(&args[1])?);
    abbreviate(source, 0, width)
}

fn abbrevboth(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (left, right, source) = (int(&args[0])?, int(&args[1])?, Source::of(&args[2])?);
    if left > 0 && right < 7 {
        return Ok(cut(source, 0..source.str().len()));
    }
    abbreviate(source, left, right)
}

/// At most `width` bytes of the source, dots where something was left out; `offset` is to be among what is left.
fn abbreviate(source: Source<'_>, offset: i64, width: i64) -> Result<Value> {
    let length = source.str().len();
    let width = match usize::try_from(width) {
        Ok(width) if width >= 4 && width < length => width,
        _ => return Ok(cut(source, 0..length)),
    };
    let offset = usize::try_from(offset).unwrap_or(0).min(length).min(length - (width - 3));
    let mut builder = TextBuilder::new();
    let dots = |builder: &mut TextBuilder| builder.push("...", Origin::made(source.keys));
    if offset <= 4 {
        source.push(&mut builder, 0..width - 3);
        dots(&mut builder);
        return Ok(builder.finish().into());
    }
    if width < 7 {
        return Ok("".into());
    }
    dots(&mut builder);
    if offset + width - 3 < length {
        source.push(&mut builder, offset..offset + width - 6);
        dots(&mut builder);
    } else {
        source.push(&mut builder, length - (width - 3)..length);
    }
    Ok(builder.finish().into())
}

fn repeat(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (count, source) = (int(&args[0])?, Source::of(&args[1])?);
    let count = u64::try_from(count).map_err(|_| Error::new("strings: negative Repeat count"))?;
    let length = source.str().len();
    call.budget.take_bytes(count.saturating_mul(length as u64))?;
    let mut builder = TextBuilder::new();
    if length > 0 {
        call.budget.take_steps(count)?;
        (0..count).for_each(|_| source.push(&mut builder, 0..length));
    }
    Ok(builder.finish().into())
}

/// Puts the arguments that are something one after the other, each written by `write`.
fn spaced(args: &[Value], mut write: impl FnMut(&mut TextBuilder, &Value) -> Result<()>) -> Result<Value> {
    let mut builder = TextBuilder::new();
    let mut first = true;
    for value in args.iter().filter(|value| !matches!(value.kind, Kind::Nil)) {
        if !std::mem::take(&mut first) {
            insert(&mut builder, " ");
        }
        write(&mut builder, value)?;
    }
    Ok(builder.finish().into())
}

fn quote(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    spaced(args, |builder, value| {
        let string = strval(call, value)?;
        call.budget.take_bytes(string.as_str().len() as u64)?;
        insert(builder, "\"");
        go_quote(builder, Source { text: &string, keys: value.keys });
        insert(builder, "\"");
        Ok(())
    })
}

fn squote(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    spaced(args, |builder, value| {
        insert(builder, "'");
        push_printed(call, builder, value)?;
        insert(builder, "'");
        Ok(())
    })
}

fn cat(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    spaced(args, |builder, value| {
        push_printed(call, builder, value)?;
        Ok(())
    })
}

fn indent(call: &Call<'_>, args: &[Value], newline: bool) -> Result<Value> {
    let (count, source) = (int(&args[0])?, Source::of(&args[1])?);
    let count = usize::try_from(count).map_err(|_| Error::new("strings: negative Repeat count"))?;
    let all = source.str();
    let lines = all.bytes().filter(|byte| *byte == b'\n').count() + 1;
    call.budget.take_bytes((count as u64).saturating_mul(lines as u64).saturating_add(all.len() as u64))?;
    call.budget.take_steps(lines as u64)?;
    let pad = " ".repeat(count);
    let made = Origin::made(args[0].keys);
    let mut builder = TextBuilder::new();
    if newline {
        insert(&mut builder, "\n");
    }
    let mut at = 0;
    for line in all.split_inclusive('\n') {
        builder.push(&pad, made);
        source.push(&mut builder, at..at + line.len());
        at += line.len();
    }
    if all.is_empty() || all.ends_with('\n') {
        builder.push(&pad, made);
    }
    Ok(builder.finish().into())
}

fn replace(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (old, new, source) = (string(&args[0])?, Source::of(&args[1])?, Source::of(&args[2])?);
    let all = source.str();
    let found = all.matches(old.as_str()).count();
    call.budget.take_bytes((found as u64).saturating_mul(new.str().len() as u64).saturating_add(all.len() as u64))?;
    call.budget.take_steps(found as u64)?;
    let mut builder = TextBuilder::new();
    let mut copied = 0;
    for (at, found) in all.match_indices(old.as_str()) {
        source.push(&mut builder, copied..at);
        copied = at + found.len();
        let Some(_) = new.text.pieces() else {
            // What replaces a stretch stands where that stood.
            let keys = call.traces.union(new.keys, derived(source, at).keys);
            builder.push(new.str(), Origin { keys, ..derived(source, at) });
            continue;
        };
        new.push(&mut builder, 0..new.str().len());
    }
    source.push(&mut builder, copied..all.len());
    Ok(builder.finish().into())
}

fn ternary(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let chosen = if bool(&args[2])? { &args[0] } else { &args[1] };
    Ok(chosen.clone().with_keys(call.traces.union(chosen.keys, args[2].keys)))
}
