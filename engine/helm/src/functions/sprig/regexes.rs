//! Regular expressions.

use std::sync::{Arc, LazyLock};

use bartizan_gofmt::quote;
use bartizan_re2::{Cache, Regex};

use super::lists::strings;
use super::texts::{Source, cut, derived};
use crate::functions::arguments::{int, str};
use crate::functions::{Call, Function};
use crate::trace::Origin;
use crate::value::{TextBuilder, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("regexMatch", 2, |call, args| {
        Ok(matches(call, args, true)
            .or_else(|error| {
                // A pattern that is none matches nothing.
                if error.kind == crate::ErrorKind::Execution { Ok(false) } else { Err(error) }
            })?
            .into())
    }),
    Function::of("mustRegexMatch", 2, |call, args| Ok(matches(call, args, true)?.into())),
    Function::of("regexFind", 2, |call, args| find(call, args, false)),
    Function::of("mustRegexFind", 2, |call, args| find(call, args, true)),
    Function::of("regexFindAll", 3, |call, args| find_all(call, args, false)),
    Function::of("mustRegexFindAll", 3, |call, args| find_all(call, args, true)),
    Function::of("regexReplaceAll", 3, |call, args| replace_all(call, args, false)),
    Function::of("mustRegexReplaceAll", 3, |call, args| replace_all(call, args, true)),
    Function::of("regexReplaceAllLiteral", 3, |call, args| replace_literal(call, args, false)),
    Function::of("mustRegexReplaceAllLiteral", 3, |call, args| replace_literal(call, args, true)),
    Function::of("regexSplit", 3, |call, args| split(call, args, false)),
    Function::of("mustRegexSplit", 3, |call, args| split(call, args, true)),
    Function::of("regexQuoteMeta", 1, |_, args| {
        let text = str(&args[0])?;
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            out.extend(r"\.+*?()|[]{}^$".contains(c).then_some('\\'));
            out.push(c);
        }
        Ok(out.into())
    }),
];

/// The pattern of the first argument, fit to search a text. Where `must`, what is wrong with it is said as Go's `Compile`
/// says it, else as its `MustCompile` does.
fn compiled(call: &Call<'_>, pattern: &str, text: &str, must: bool) -> Result<Arc<Regex>> {
    static KEPT: LazyLock<Cache<String, Regex>> = LazyLock::new(Cache::new);
    call.budget.take_steps((pattern.len() + text.len()) as u64)?;
    let made = KEPT.get(pattern, || {
        Regex::new(pattern).map(|regex| {
            let size = regex.automaton().size;
            (regex, size)
        })
    });
    let regex = made.map_err(|error| {
        let plain = !pattern.contains('`') && pattern.chars().all(|c| c == '\t' || !c.is_control());
        Error::new(match (must, plain) {
            (true, _) => error.to_string(),
            (false, true) => format!("regexp: Compile(`{pattern}`): {error}"),
            (false, false) => format!("regexp: Compile({}): {error}", quote(pattern, false)),
        })
    })?;
    if !regex.automaton().admits(text.len()) {
        return Err(Error::limit("a regular expression would take too long on a text as long as this"));
    }
    Ok(regex)
}

/// The ranges of the matches, at most as many as `limit` where that is not negative.
fn ranges(call: &Call<'_>, regex: &Regex, text: &str, limit: i64) -> Result<Vec<std::ops::Range<usize>>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut ranges = Vec::new();
    for found in regex.automaton().code.find_iter(text).take(limit) {
        if ranges.len() == ranges.capacity() {
            call.budget.has_room(2 * ranges.len())?;
        }
        ranges.push(found.range());
    }
    Ok(ranges)
}

fn matches(call: &Call<'_>, args: &[Value], must: bool) -> Result<bool> {
    let (pattern, text) = (str(&args[0])?, str(&args[1])?);
    Ok(compiled(call, pattern, text, must)?.automaton().code.is_match(text))
}

fn find(call: &Call<'_>, args: &[Value], must: bool) -> Result<Value> {
    let (pattern, source) = (str(&args[0])?, Source::of(&args[1])?);
    let regex = compiled(call, pattern, source.str(), must)?;
    Ok(cut(source, regex.automaton().code.find(source.str()).map(|found| found.range()).unwrap_or_default()))
}

fn find_all(call: &Call<'_>, args: &[Value], must: bool) -> Result<Value> {
    let (pattern, source, limit) = (str(&args[0])?, Source::of(&args[1])?, int(&args[2])?);
    let regex = compiled(call, pattern, source.str(), must)?;
    let found = ranges(call, &regex, source.str(), limit)?.into_iter();
    strings(call, found.map(|range| cut(source, range).with_keys(source.keys)).collect())
}

fn replace_all(call: &Call<'_>, args: &[Value], must: bool) -> Result<Value> {
    let (pattern, text, replacement) = (str(&args[0])?, str(&args[1])?, str(&args[2])?);
    let regex = compiled(call, pattern, text, must)?;
    let replaced = regex.replace_all(text, replacement, |searched, made| {
        call.budget.take_steps(searched.map_or(0, |_| 1))?;
        call.budget.take_bytes(made as u64)
    })?;
    Ok(replaced.into())
}

fn replace_literal(call: &Call<'_>, args: &[Value], must: bool) -> Result<Value> {
    let (pattern, source, new) = (str(&args[0])?, Source::of(&args[1])?, Source::of(&args[2])?);
    let regex = compiled(call, pattern, source.str(), must)?;
    let found = ranges(call, &regex, source.str(), -1)?;
    let size = (found.len() as u64).saturating_mul(new.str().len() as u64);
    call.budget.take_bytes(size.saturating_add(source.str().len() as u64))?;
    let mut builder = TextBuilder::new();
    let mut copied = 0;
    for range in found {
        source.push(&mut builder, copied..range.start);
        copied = range.end;
        let origin = derived(source, range.start);
        builder.push(new.str(), Origin { keys: call.traces.union(new.keys, origin.keys), ..origin });
    }
    source.push(&mut builder, copied..source.str().len());
    Ok(builder.finish().into())
}

fn split(call: &Call<'_>, args: &[Value], must: bool) -> Result<Value> {
    let (pattern, source, limit) = (str(&args[0])?, Source::of(&args[1])?, int(&args[2])?);
    let all = source.str();
    let regex = compiled(call, pattern, all, must)?;
    let part = |range| cut(source, range).with_keys(source.keys);
    if limit == 0 {
        return strings(call, Vec::new());
    }
    if !pattern.is_empty() && all.is_empty() {
        return strings(call, vec![part(0..0)]);
    }
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for found in ranges(call, &regex, all, limit)? {
        if limit > 0 && parts.len() as i64 == limit - 1 {
            break;
        }
        end = found.start;
        if found.end != 0 {
            parts.push(part(start..end));
        }
        start = found.end;
    }
    if end != all.len() {
        parts.push(part(start..all.len()));
    }
    strings(call, parts)
}
