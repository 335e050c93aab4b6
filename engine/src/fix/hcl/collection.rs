//! Entries of objects and elements of lists, put in and taken out.

use bartizan_hcl::syntax::ast::{Expr, ExprKind, ObjectItem};
use serde_json::Value;

use super::render::{INDENT, Render, Strings};
use super::step::Text;
use super::{Refusal, body, lines};
use crate::fix::draft::Change;

/// One entry or element.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
}

fn parts(expr: &Expr) -> Vec<Part> {
    let part = |start: &Expr, end: &Expr| Part { start: start.span.start as usize, end: end.span.end as usize };
    match &expr.kind {
        ExprKind::Tuple(items) => items.iter().map(|item| part(item, item)).collect(),
        ExprKind::Object(items) => items.iter().map(|item| part(&item.key, &item.value)).collect(),
        _ => Vec::new(),
    }
}

/// Which entry of `object` is `item`?
pub(super) fn position(object: &Expr, item: &ObjectItem) -> usize {
    parts(object).iter().position(|part| part.start == item.key.span.start as usize).unwrap_or_default()
}

fn is_heredoc(text: Text<'_>, part: Part) -> bool {
    text.text.get(part.start..part.end).is_some_and(|value| value.contains("<<"))
}

/// Puts `key` with `value` behind the entries of `object`.
pub(super) fn insert_item(text: Text<'_>, object: &Expr, key: &str, value: &Value) -> Vec<Change> {
    let ExprKind::Object(items) = &object.kind else { return Vec::new() };
    let one_line = is_one_line(text, object);
    let render = Render { strings: Strings::Data, compact: one_line };
    let quotes = !items.is_empty() && items.iter().all(|item| text.starts(item.key.span.start as usize, "\""));
    let key = if quotes { render.expression(&Value::String(key.to_owned()), "") } else { render.key(key) };
    let sign = items.last().and_then(|item| {
        let from = item.key.span.end as usize;
        text.text.get(from..item.value.span.start as usize).map(str::to_owned)
    });
    // Before an equals sign the alignment of neighbours is not copied.
    let sign = sign.filter(|sign| sign.trim() == ":").unwrap_or_else(|| " = ".to_owned());
    insert(text, object, one_line, false, &|indent| format!("{key}{sign}{}", render.expression(value, indent)))
}

/// Puts `value` behind the elements of `tuple`.
pub(super) fn insert_element(text: Text<'_>, tuple: &Expr, value: &Value) -> Result<Vec<Change>, Refusal> {
    if parts(tuple).last().is_some_and(|last| is_heredoc(text, *last)) {
        return Err(Refusal::new("the list ends in a heredoc"));
    }
    let one_line = is_one_line(text, tuple);
    let render = Render { strings: Strings::Data, compact: one_line };
    Ok(insert(text, tuple, one_line, true, &|indent| render.expression(value, indent)))
}

fn is_one_line(text: Text<'_>, expr: &Expr) -> bool {
    let (start, end) = (expr.span.start as usize, expr.span.end as usize);
    let mut breaks = text.text.get(start..end).unwrap_or_default().to_owned();
    // What is broken up inside of an element does not count.
    for part in parts(expr).iter().rev() {
        breaks.replace_range(part.start - start..part.end - start, "");
    }
    !breaks.contains('\n')
}

/// Puts what `write` makes, given the indentation of its line, behind the parts of `expr`.
fn insert(text: Text<'_>, expr: &Expr, one_line: bool, commas: bool, write: &dyn Fn(&str) -> String) -> Vec<Change> {
    let source = text.text;
    let (start, end) = (expr.span.start as usize, expr.span.end as usize);
    let close = end.saturating_sub(1);
    let outer = lines::indent(source, start);
    let parts = parts(expr);
    let Some(last) = parts.last().copied() else {
        if one_line {
            let written = write(outer);
            let written = if commas { written } else { format!(" {written} ") };
            return vec![Change::new(start + 1..close, written)];
        }
        let comma = if commas { "," } else { "" };
        let inner = format!("{outer}{INDENT}");
        return vec![Change::insert(lines::next(source, start), format!("{inner}{}{comma}\n", write(&inner)))];
    };
    let behind = text.code_from(last.end);
    let trailing = behind < close && text.starts(behind, ",");
    if one_line {
        let at = if trailing { behind + 1 } else { last.end };
        let written = write(outer);
        return vec![Change::insert(at, if trailing { format!(" {written},") } else { format!(", {written}") })];
    }
    let behind_last = if trailing { behind + 1 } else { last.end };
    let closes_there = lines::next(source, behind_last) > close;
    let inner = if lines::is_first(source, last.start) && !closes_there {
        lines::indent(source, last.start).to_owned()
    } else {
        format!("{outer}{INDENT}")
    };
    let written = write(&inner);
    let comma = if trailing { "," } else { "" };
    let mut changes = Vec::new();
    if commas && !trailing {
        changes.push(Change::insert(last.end, ","));
    }
    if closes_there {
        changes.push(Change::new(behind_last..close, format!("\n{inner}{written}{comma}\n{outer}")));
        if lines::is_first(source, last.start) {
            changes.insert(0, Change::new(lines::start(source, last.start)..last.start, inner));
        }
    } else {
        changes.push(Change::insert(lines::next(source, behind_last), format!("{inner}{written}{comma}\n")));
    }
    merged(changes)
}

/// Changes at one place as one.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for change in changes {
        match out.last_mut() {
            Some(before) if before.range.end == change.range.start && before.range.is_empty() => {
                before.text.push_str(&change.text);
                before.range.end = change.range.end;
            }
            _ => out.push(change),
        }
    }
    out
}

/// Takes out the part at `index`.
pub(super) fn remove(text: Text<'_>, expr: &Expr, index: usize) -> Change {
    let source = text.text;
    let parts = parts(expr);
    let Some(part) = parts.get(index).copied() else { return Change::insert(0, "") };
    let close = (expr.span.end as usize).saturating_sub(1);
    let behind = text.code_from(part.end);
    let comma = behind < close && text.starts(behind, ",");
    let end = if comma { behind + 1 } else { part.end };
    let next = parts.get(index + 1).map_or(close, |next| next.start);
    let line_end = lines::end(source, end);
    if lines::is_first(source, part.start) && next > line_end {
        return body::removal(text, part.start, end);
    }
    match index.checked_sub(1).and_then(|before| parts.get(before)) {
        // Between the one before and the one after: `a, [b, ]c`.
        _ if index + 1 < parts.len() => Change::new(part.start..next, ""),
        Some(before) => Change::new(before.end..part.end, ""),
        None => Change::new((expr.span.start as usize) + 1..close, ""),
    }
}
