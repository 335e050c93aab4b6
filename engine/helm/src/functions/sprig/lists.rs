//! Lists made, cut and searched.

use std::borrow::Cow;

use super::cast;
use super::equal::deep_equal;
use super::texts::{Source, insert, strval};
use crate::functions::arguments::{int, str, string};
use crate::functions::{Call, Function};
use crate::value::{Int, Kind, List, ListType, Map, MapType, Methods, Text, TextBuilder, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("list", 0, |call, args| made(call, args.to_vec())),
    Function::variadic("tuple", 0, |call, args| made(call, args.to_vec())),
    Function::of("append", 2, push),
    Function::of("push", 2, push),
    Function::of("mustAppend", 2, push),
    Function::of("mustPush", 2, push),
    Function::of("prepend", 2, prepend),
    Function::of("mustPrepend", 2, prepend),
    Function::of("first", 1, first).keeping(),
    Function::of("mustFirst", 1, first).keeping(),
    Function::of("last", 1, last).keeping(),
    Function::of("mustLast", 1, last).keeping(),
    Function::of("rest", 1, rest),
    Function::of("mustRest", 1, rest),
    Function::of("initial", 1, initial),
    Function::of("mustInitial", 1, initial),
    Function::of("reverse", 1, reverse),
    Function::of("mustReverse", 1, reverse),
    Function::of("uniq", 1, uniq),
    Function::of("mustUniq", 1, uniq),
    Function::of("compact", 1, compact),
    Function::of("mustCompact", 1, compact),
    Function::variadic("without", 1, without),
    Function::variadic("mustWithout", 1, without),
    Function::of("has", 2, has),
    Function::of("mustHas", 2, has),
    Function::variadic("slice", 1, slice),
    Function::variadic("mustSlice", 1, slice),
    Function::variadic("concat", 0, concat),
    Function::of("chunk", 2, chunk),
    Function::of("mustChunk", 2, chunk),
    Function::of("join", 2, join),
    Function::of("sortAlpha", 1, sort_alpha),
    Function::of("toStrings", 1, |call, args| strings(call, strslice(call, &args[0])?)),
    Function::of("split", 2, |call, args| {
        let source = Source::of(&args[1])?;
        Ok(numbered(parts(call, source, str(&args[0])?, None)?))
    }),
    Function::of("splitn", 3, |call, args| {
        let (count, source) = (int(&args[1])?, Source::of(&args[2])?);
        Ok(numbered(parts(call, source, str(&args[0])?, usize::try_from(count).ok())?))
    }),
    Function::of("splitList", 2, |call, args| {
        let source = Source::of(&args[1])?;
        strings(call, parts(call, source, str(&args[0])?, None)?)
    }),
];

/// A new list of anything.
pub(super) fn made(call: &Call<'_>, items: Vec<Value>) -> Result<Value> {
    call.budget.take_elements(items.len() as u64)?;
    Ok(Value::list(items))
}

/// A new list of strings.
pub(super) fn strings(call: &Call<'_>, items: Vec<Value>) -> Result<Value> {
    call.budget.take_elements(items.len() as u64)?;
    Ok(Value::new(Kind::List(List { items: items.into(), of: ListType::Strings })))
}

/// A list that is nil.
fn nil_list() -> Value {
    Value::new(Kind::List(List { items: [].into(), of: ListType::Nil }))
}

/// Go's fault where a function looks into nil.
pub(super) fn nil_pointer() -> Error {
    Error::new("runtime error: invalid memory address or nil pointer dereference")
}

/// The elements of a slice; none for what is no slice.
fn elements(value: &Value) -> Option<Cow<'_, [Value]>> {
    let owned = |items: Vec<Value>| Some(items.into());
    match &value.kind {
        Kind::List(list) => Some(Cow::Borrowed(&list.items)),
        Kind::Bytes(bytes) => {
            let byte = |byte: &u8| Value::new(Kind::Int(i64::from(*byte), Int::Uint8)).with_keys(value.keys);
            owned(bytes.iter().map(byte).collect())
        }
        Kind::Struct(of) => match &of.methods {
            Methods::ApiVersions(versions) => {
                owned(versions.iter().map(|version| Value::from(&**version).with_keys(value.keys)).collect())
            }
            _ => None,
        },
        _ => None,
    }
}

/// The elements of a list; a fault that begins with `what` where it is none.
fn list<'a>(value: &'a Value, what: &str) -> Result<Cow<'a, [Value]>> {
    elements(value).ok_or_else(|| match value.kind {
        Kind::Nil => nil_pointer(),
        _ => Error::new(format!("{what} {}", value.kind_name())),
    })
}

fn push(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut items = list(&args[0], "Cannot push on type")?.into_owned();
    items.push(args[1].clone());
    made(call, items)
}

fn prepend(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let items = list(&args[0], "Cannot prepend on type")?;
    made(call, std::iter::once(&args[1]).chain(&*items).cloned().collect())
}

fn first(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let items = list(&args[0], "Cannot find first on type")?;
    Ok(items.first().cloned().unwrap_or_else(|| Value::nil().with_keys(args[0].keys)))
}

fn last(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let items = list(&args[0], "Cannot find last on type")?;
    Ok(items.last().cloned().unwrap_or_else(|| Value::nil().with_keys(args[0].keys)))
}

fn rest(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    match &*list(&args[0], "Cannot find rest on type")? {
        [] => Ok(nil_list()),
        [_, rest @ ..] => made(call, rest.to_vec()),
    }
}

/// All but the last. Sprig leaves its place, which is nil.
fn initial(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    match &*list(&args[0], "Cannot find initial on type")? {
        [] => Ok(nil_list()),
        [initial @ .., _] => made(call, initial.to_vec()),
    }
}

fn reverse(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    made(call, list(&args[0], "Cannot find reverse on type")?.iter().rev().cloned().collect())
}

/// Is the value among the items?
fn holds(call: &Call<'_>, items: &[Value], value: &Value) -> Result<bool> {
    for item in items {
        if deep_equal(call, value, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut kept = Vec::new();
    for item in &*list(&args[0], "Cannot find uniq on type")? {
        if !holds(call, &kept, item)? {
            kept.push(item.clone());
        }
    }
    made(call, kept)
}

fn compact(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let items = list(&args[0], "Cannot compact on type")?;
    made(call, items.iter().filter(|item| item.is_true()).cloned().collect())
}

fn without(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut kept = Vec::new();
    for item in &*list(&args[0], "Cannot find without on type")? {
        if !holds(call, &args[1..], item)? {
            kept.push(item.clone());
        }
    }
    made(call, kept)
}

fn has(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    if matches!(args[1].kind, Kind::Nil) {
        return Ok(false.into());
    }
    Ok(holds(call, &list(&args[1], "Cannot find has on type")?, &args[0])?.into())
}

fn slice(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let items = list(&args[0], "list should be type of slice or array but")?;
    if items.is_empty() {
        return Ok(Value::nil());
    }
    let start = args.get(1).map_or(0, cast::int);
    let end = args.get(2).map_or(items.len() as i64, cast::int);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let kept = range
        .and_then(|(start, end)| items.get(start..end))
        .ok_or_else(|| Error::new("reflect.Value.Slice: slice index out of bounds"))?;
    call.budget.take_elements(kept.len() as u64)?;
    let of = match &args[0].kind {
        Kind::List(list) => list.of,
        Kind::Bytes(bytes) => {
            let range = range.unwrap_or_default();
            return Ok(Value::new(Kind::Bytes(bytes[range.0..range.1].into())));
        }
        _ => ListType::Strings,
    };
    Ok(Value::new(Kind::List(List { items: kept.to_vec().into(), of })))
}

fn concat(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut all = Vec::new();
    for value in args {
        let items = elements(value).ok_or_else(|| match value.kind {
            Kind::Nil => nil_pointer(),
            _ => Error::new(format!("Cannot concat type {} as list", value.kind_name())),
        })?;
        call.budget.take_elements(items.len() as u64)?;
        all.extend(items.iter().cloned());
    }
    if all.is_empty() { Ok(nil_list()) } else { made(call, all) }
}

fn chunk(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let size = int(&args[0])?;
    let items = list(&args[1], "Cannot chunk type")?;
    call.budget.take_elements(2 * items.len() as u64)?;
    let lists = match usize::try_from(size) {
        Ok(size) if size > 0 => items.chunks(size).map(|chunk| Value::list(chunk.to_vec())).collect(),
        // Nothing fits where the first chunk is asked for.
        _ if items.is_empty() => Vec::new(),
        _ => return Err(Error::new("runtime error: makeslice: len out of range")),
    };
    Ok(Value::new(Kind::List(List { items: lists.into(), of: ListType::Lists })))
}

/// What is not nil, as strings.
fn strslice(call: &Call<'_>, value: &Value) -> Result<Vec<Value>> {
    let one = |value: &Value| Ok(Value::from(strval(call, value)?).with_keys(value.keys));
    match elements(value) {
        Some(items) => {
            call.budget.take_elements(items.len() as u64)?;
            items.iter().filter(|item| !matches!(item.kind, Kind::Nil)).map(one).collect()
        }
        None if matches!(value.kind, Kind::Nil) => Ok(Vec::new()),
        None => Ok(vec![one(value)?]),
    }
}

fn join(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let separator = Source::of(&args[0])?;
    let mut builder = TextBuilder::new();
    for (at, item) in strslice(call, &args[1])?.iter().enumerate() {
        let item = Source::of(item)?;
        call.budget.take_bytes((item.str().len() + separator.str().len()) as u64)?;
        if at > 0 {
            separator.push(&mut builder, 0..separator.str().len());
        }
        item.push(&mut builder, 0..item.str().len());
    }
    Ok(builder.finish().into())
}

fn sort_alpha(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut items = strslice(call, &args[0])?;
    if matches!(args[0].kind, Kind::Nil) {
        items.push(Value::from("<nil>"));
    }
    items.sort_by_cached_key(|item| string(item).map(Text::shared).ok());
    strings(call, items)
}

/// The parts of a text between separators, at most `limit` of them.
fn parts(call: &Call<'_>, source: Source<'_>, separator: &str, limit: Option<usize>) -> Result<Vec<Value>> {
    let all = source.str();
    let limit = limit.unwrap_or(usize::MAX);
    if limit == 0 || separator.is_empty() && all.is_empty() {
        return Ok(Vec::new());
    }
    let chars = || all.char_indices().skip(1).map(|(at, _)| (at, at)).take(limit - 1);
    let found = || all.match_indices(separator).map(|(at, found)| (at, at + found.len())).take(limit - 1);
    let count = if separator.is_empty() { chars().count() } else { found().count() };
    call.budget.take_elements(count as u64 + 1)?;
    let mut ends: Vec<(usize, usize)> = if separator.is_empty() { chars().collect() } else { found().collect() };
    ends.push((all.len(), all.len()));
    let mut start = 0;
    Ok(ends
        .into_iter()
        .map(|(end, next)| super::texts::cut(source, std::mem::replace(&mut start, next)..end).with_keys(source.keys))
        .collect())
}

/// A `map[string]string` of parts under `_0`, `_1`, …
fn numbered(parts: Vec<Value>) -> Value {
    let entries = parts.into_iter().enumerate().map(|(at, part)| (format!("_{at}").into(), part)).collect();
    Value::new(Kind::Map(Map::new(entries, MapType::Strings)))
}

/// The items with spaces between them.
pub(super) fn spaced(items: impl Iterator<Item = String>) -> Text {
    let mut builder = TextBuilder::new();
    for (at, item) in items.enumerate() {
        if at > 0 {
            insert(&mut builder, " ");
        }
        insert(&mut builder, &item);
    }
    builder.finish()
}
