//! Which values are written as literals.

use bartizan_hcl::syntax::ast::{Expr, ExprKind, TemplatePart};
use bartizan_hcl::value::{Kind, Value};

use super::names::Names;
use super::parse;
use super::places::NOWHERE;
use super::world::World;

/// Is `value`, that `expr` has, written as a literal: here, as the argument of a call, as a default or as a local value? A
/// template is when all that it holds is.
pub(super) fn is_literal<'a>(world: &World<'a>, expr: &Expr, value: &Value, names: &Names<'_, 'a>) -> bool {
    match &expr.kind {
        ExprKind::Template(parts) if value.is_known() => parts.iter().all(|part| match part {
            TemplatePart::Literal(..) => true,
            TemplatePart::Interpolation(inner, _) => {
                world.evaluate(inner, names).is_ok_and(|value| is_literal(world, inner, &value, names))
            }
            TemplatePart::If(_) | TemplatePart::For(_) => false,
        }),
        ExprKind::Parens(inner) => is_literal(world, inner, value, names),
        _ => is_written(world, value),
    }
}

/// Is `value` written as it is, in a file of configuration?
pub(super) fn is_written(world: &World<'_>, value: &Value) -> bool {
    if world.budget.take(1).is_err() {
        return false;
    }
    let Some(span) = value.span.filter(|span| span.source != NOWHERE) else { return false };
    let Some(source) = world.reader.source(parse::span(span).source) else { return false };
    if source.path.ends_with(".tfvars") || source.path.ends_with(".tfvars.json") {
        return false;
    }
    let Some(text) = source.text.get(span.start as usize..span.end as usize) else { return false };
    match &value.kind {
        Kind::Unknown(_) | Kind::Null => false,
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
            let opened = text.strip_prefix('[').map(str::trim_start);
            opened.is_some_and(|rest| !is_for(rest))
                && items.iter().all(|item| is_written(world, item) || item.is_null())
        }
        Kind::Map(entries) | Kind::Object(entries) => {
            let opened = text.strip_prefix('{').map(str::trim_start);
            opened.is_some_and(|rest| !is_for(rest))
                && entries.values().all(|entry| is_written(world, &entry.value) || entry.value.is_null())
        }
        Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => is_token(text),
    }
}

fn is_for(rest: &str) -> bool {
    rest.strip_prefix("for").is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Is `text` one literal?
fn is_token(text: &str) -> bool {
    if matches!(text, "true" | "false") {
        return true;
    }
    if text.starts_with("<<") {
        return !interpolates(text);
    }
    if let Some(inner) = text.strip_prefix('"') {
        return inner.strip_suffix('"').is_some_and(|inner| !interpolates(inner) && !has_quote(inner));
    }
    let number = text.strip_prefix('-').unwrap_or(text);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-'))
}

/// Is there an interpolation or directive in `text`? `$${` is none.
fn interpolates(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize| matches!(bytes[at], b'$' | b'%') && bytes.get(at + 1) == Some(&b'{');
    (0..bytes.len()).any(|at| opens(at) && !(at > 0 && bytes[at - 1] == bytes[at]))
}

fn has_quote(text: &str) -> bool {
    let mut escaped = false;
    text.bytes().any(|byte| {
        let quote = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        quote
    })
}
