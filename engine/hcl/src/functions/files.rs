//! Paths and files. Files are read through [`crate::eval::Files`] only.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine;

use super::arguments::{quoted, string, strings, text};
use super::encoding::BASE64;
use super::{Call, Function, Table, invalid};
use crate::eval::{Error, Result};
use crate::span::{Piece, Pieces, Span};
use crate::value::{Kind, Made, Reason, Str, Type, Value, set_of};

pub(super) fn table() -> Table {
    let path = || strings(&["path"]);
    vec![
        ("abspath", Function::new(path(), Type::String, absolute)),
        (
            "basename",
            Function::new(path(), Type::String, |call, arguments| string(call, base(text(arguments, 0)?).into())),
        ),
        ("dirname", Function::new(path(), Type::String, |call, arguments| string(call, folder(text(arguments, 0)?)))),
        ("file", Function::new(path(), Type::String, file)),
        ("filebase64", Function::new(path(), Type::String, file_base64)),
        ("fileexists", Function::new(path(), Type::Bool, exists)),
        ("fileset", Function::new(strings(&["path", "pattern"]), Type::set(Type::String), set)),
        ("pathexpand", Function::new(path(), Type::String, expand)),
    ]
}

/// The bytes of a file, or an unknown value where it cannot be told what they are.
///
/// # Errors
/// There is no such file, or a limit is met.
pub(crate) fn read(call: &Call<'_>, path: &str) -> Result<std::result::Result<Arc<[u8]>, Value>> {
    match call.files.read(path) {
        Ok(bytes) => {
            call.budget.take_bytes(bytes.len() as u64)?;
            Ok(Ok(bytes))
        }
        Err(refusal) if refusal.is_absent => Err(invalid(
            "path",
            &format!(
                "no file exists at \"{path}\"; this function works only with files that are distributed as part of the \
                 configuration source code, so if this file will be created by a resource in this configuration you must \
                 instead obtain this result from an attribute of that resource"
            ),
        )),
        Err(refusal) => Ok(Err(Value::unknown(Type::String, Reason::File(refusal.reason.into())))),
    }
}

fn file(call: &Call<'_>, arguments: &[Value]) -> Result {
    let path = text(arguments, 0)?;
    match read(call, path)? {
        Err(unknown) => Ok(unknown),
        Ok(bytes) => match str::from_utf8(&bytes) {
            Ok(text) => Ok(written(text, call.files.source(path))),
            Err(_) => Err(Error::new(format!(
                "contents of \"{path}\" are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded \
                 contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead"
            ))),
        },
    }
}

/// The text of the file `source`.
fn written(text: &str, source: Option<u32>) -> Value {
    let Ok(len) = u32::try_from(text.len()) else { return Value::string(text) };
    match (Value::string(text), source) {
        // Of a text that normalization changed, it is not known any more where what stands; places count without the mark.
        (Value { kind: Kind::String(Str { text: same, .. }), .. }, Some(source))
            if *same == *text && !text.starts_with('\u{feff}') =>
        {
            let pieces = Pieces(vec![Piece { start: 0, len, span: Span::new(source, 0, len) }]);
            Value::new(Kind::String(Str { text: same, made: Some(Arc::new(Made::Pieces(Arc::new(pieces)))) }))
        }
        (value, _) => value,
    }
}

fn file_base64(call: &Call<'_>, arguments: &[Value]) -> Result {
    match read(call, text(arguments, 0)?)? {
        Err(unknown) => Ok(unknown),
        Ok(bytes) => string(call, BASE64.encode(bytes)),
    }
}

fn exists(call: &Call<'_>, arguments: &[Value]) -> Result {
    Ok(match call.files.read(text(arguments, 0)?) {
        Ok(_) => Value::bool(true),
        Err(refusal) if refusal.is_absent => Value::bool(false),
        Err(refusal) => Value::unknown(Type::Bool, Reason::File(refusal.reason.into())),
    })
}

/// The last part of a path.
fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        _ if path.is_empty() => ".",
        Some("") | None => "/",
        Some(base) => base,
    }
}

/// A path without its last part.
fn folder(path: &str) -> String {
    clean(path.rfind('/').map_or("", |at| &path[..=at]))
}

/// The shortest path that means the same, as far as text tells.
fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    match (is_rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

fn absolute(call: &Call<'_>, arguments: &[Value]) -> Result {
    let path = text(arguments, 0)?;
    if path.starts_with('/') {
        return string(call, clean(path));
    }
    Ok(Value::unknown(Type::String, Reason::Other("the folder that Terraform runs in is not given".into())))
}

fn expand(call: &Call<'_>, arguments: &[Value]) -> Result {
    let path = text(arguments, 0)?;
    match path.strip_prefix('~') {
        None => string(call, path.to_owned()),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Ok(Value::unknown(Type::String, Reason::Other("the home folder is not given".into())))
        }
        Some(_) => Err(Error::new("cannot expand user-specific home dir")),
    }
}

fn set(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (path, pattern) = (text(arguments, 0)?, text(arguments, 1)?);
    let pattern = clean(&format!("./{pattern}"));
    // What lies above the folder is listed from there, and named from the folder.
    let (mut rest, mut above) = (pattern.as_str(), String::new());
    while let Some(inner) = rest.strip_prefix("../") {
        rest = inner;
        above.push_str("../");
    }
    let base = if above.is_empty() { Cow::Borrowed(path) } else { Cow::Owned(clean(&format!("{path}/{above}"))) };
    let listed = match call.files.list(&base) {
        Ok(listed) => listed,
        Err(refusal) if refusal.is_absent => Vec::new(),
        Err(refusal) => {
            return Ok(Value::unknown(Type::set(Type::String), Reason::File(refusal.reason.into())));
        }
    };
    let fault = |error: Error| match error.is_limit {
        true => error,
        false => {
            let pattern = clean(&format!("{path}/{pattern}"));
            Error::new(format!("failed to glob pattern {}: syntax error in pattern", quoted(&pattern)))
        }
    };
    let patterns = alternatives(rest).map_err(fault)?;
    let patterns: Vec<Vec<Part>> =
        patterns.iter().map(|pattern| parts(pattern)).collect::<Result<_>>().map_err(fault)?;
    let mut found = Vec::new();
    for file in listed {
        let names: Vec<&str> = file.split('/').collect();
        let mut is_match = false;
        for pattern in &patterns {
            call.budget.take((names.len() * pattern.len()) as u64)?;
            is_match = is_match || matches(pattern, &names);
        }
        if is_match {
            let name = if above.is_empty() { file } else { clean(&format!("{above}{file}")) };
            found.push(string(call, name)?);
        }
    }
    set_of(found, call.budget)
}

/// Patterns that one with braces stands for.
const MAX_ALTERNATIVES: usize = 1000;

/// A pattern without its braces: `a{b,c}` is `ab` and `ac`.
fn alternatives(pattern: &str) -> Result<Vec<String>> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(pattern) = open.pop() {
        if done.len() + open.len() > MAX_ALTERNATIVES {
            return Err(Error::limit("the pattern has too many alternatives"));
        }
        match braces(&pattern)? {
            None => done.push(pattern),
            Some((start, choices, end)) => {
                open.extend(choices.iter().map(|choice| format!("{}{choice}{}", &pattern[..start], &pattern[end..])));
            }
        }
    }
    Ok(done)
}

/// The first braces of a pattern: where they begin, what stands between their commas, and where they end.
fn braces(pattern: &str) -> Result<Option<(usize, Vec<&str>, usize)>> {
    let (mut start, mut from, mut depth) = (0, 0, 0usize);
    let mut choices = Vec::new();
    let mut is_escaped = false;
    for (at, character) in pattern.char_indices() {
        match character {
            _ if is_escaped => {
                is_escaped = false;
                continue;
            }
            '\\' => is_escaped = true,
            '{' => {
                depth += 1;
                if depth == 1 {
                    (start, from) = (at, at + 1);
                }
            }
            ',' if depth == 1 => {
                choices.push(&pattern[from..at]);
                from = at + 1;
            }
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    choices.push(&pattern[from..at]);
                    return Ok(Some((start, choices, at + 1)));
                }
            }
            _ => {}
        }
    }
    if depth > 0 { Err(Error::new("syntax error in pattern")) } else { Ok(None) }
}

/// A part of a pattern, between `/`.
enum Part {
    /// `**`
    Folders,
    Name(Vec<Token>),
}

enum Token {
    Character(char),
    /// `?`
    Any,
    /// `*`
    Run,
    /// `[…]`
    Class {
        is_negated: bool,
        ranges: Vec<(char, char)>,
    },
}

fn parts(pattern: &str) -> Result<Vec<Part>> {
    let part = |part: &str| if part == "**" { Ok(Part::Folders) } else { tokens(part).map(Part::Name) };
    pattern.split('/').map(part).collect()
}

fn tokens(part: &str) -> Result<Vec<Token>> {
    let fault = || Error::new("syntax error in pattern");
    let mut rest = part.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(character) = rest.next() {
        tokens.push(match character {
            '*' => Token::Run,
            '?' => Token::Any,
            '\\' => Token::Character(rest.next().ok_or_else(fault)?),
            '[' => {
                let is_negated = rest.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                loop {
                    let mut next = rest.next().ok_or_else(fault)?;
                    if next == ']' && !ranges.is_empty() {
                        break;
                    }
                    if next == '\\' {
                        next = rest.next().ok_or_else(fault)?;
                    }
                    let is_range = rest.next_if_eq(&'-').is_some();
                    ranges.push((next, if is_range { rest.next().ok_or_else(fault)? } else { next }));
                }
                Token::Class { is_negated, ranges }
            }
            other => Token::Character(other),
        });
    }
    Ok(tokens)
}

/// Does the path of these names match? Work is bounded by parts times names.
fn matches(pattern: &[Part], names: &[&str]) -> bool {
    // Which beginnings of the names the parts so far match.
    let mut reached = vec![false; names.len() + 1];
    reached[0] = true;
    for part in pattern {
        let mut next = vec![false; names.len() + 1];
        match part {
            Part::Folders => {
                let mut is_open = false;
                for (next, reached) in next.iter_mut().zip(&reached) {
                    is_open |= *reached;
                    *next = is_open;
                }
            }
            Part::Name(tokens) => {
                for (at, name) in names.iter().enumerate() {
                    next[at + 1] = reached[at] && is_name(tokens, name);
                }
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

fn is_name(tokens: &[Token], name: &str) -> bool {
    let characters: Vec<char> = name.chars().collect();
    let mut reached = vec![false; characters.len() + 1];
    reached[0] = true;
    for token in tokens {
        let mut next = vec![false; characters.len() + 1];
        if matches!(token, Token::Run) {
            let mut is_open = false;
            for (next, reached) in next.iter_mut().zip(&reached) {
                is_open |= *reached;
                *next = is_open;
            }
        } else {
            for (at, character) in characters.iter().enumerate() {
                next[at + 1] = reached[at] && is_character(token, *character);
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

fn is_character(token: &Token, character: char) -> bool {
    match token {
        Token::Character(wanted) => *wanted == character,
        Token::Any | Token::Run => true,
        Token::Class { is_negated, ranges } => {
            ranges.iter().any(|(from, to)| (*from..=*to).contains(&character)) != *is_negated
        }
    }
}
