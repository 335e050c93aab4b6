//! One step of a policy as changes of a text.

use serde_json::{Value, json};

use super::{Refusal, flow, lines, place};
use crate::fix::draft::Change;
use crate::rego::{EditOp, FixStep};
use crate::resource::PathElement;
use crate::source::{Entry, Format, Node};
use crate::yaml::{self, Layout};
use place::Visited;

/// A text and how it is written.
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) format: Format,
}

/// The changes that `step` asks for in the document `root`.
///
/// # Errors
/// When it cannot be done as an edit.
pub(super) fn changes(text: &Text<'_>, root: &Node, step: &FixStep) -> Result<Vec<Change>, Refusal> {
    let visited = place::walk(root, &step.path)?;
    let Some(last) = visited.last() else { return Err(Refusal::new("there is no document")) };
    let missing = &step.path[visited.len() - 1..];
    match step.op {
        EditOp::Remove if missing.is_empty() => remove(text, &visited, &step.path),
        EditOp::Remove => Err(Refusal::new("the document says so already")),
        EditOp::Append if missing.is_empty() && !last.node.is_null() => append(text, last.node, &step.value),
        EditOp::Append => put(text, &visited, missing, json!([step.value])),
        EditOp::Set => put(text, &visited, missing, step.value.clone()),
        EditOp::AddResource => Ok(Vec::new()),
    }
}

/// Writes `value` at the end of a path, of which `missing` is not there.
fn put(
    text: &Text<'_>,
    visited: &[Visited<'_>],
    missing: &[PathElement],
    value: Value,
) -> Result<Vec<Change>, Refusal> {
    let Some(last) = visited.last() else { return Ok(Vec::new()) };
    let Some((first, rest)) = missing.split_first() else { return replace(text, visited, &value) };
    match (first, last.node) {
        (_, node) if node.is_null() => replace(text, visited, &nested(missing, value)),
        (PathElement::Key(key), node) if node.as_mapping().is_some() => {
            let value = nested(rest, value);
            Ok(vec![if flow::is_flow(text, node) {
                flow::insert(text, node, Some(key), &value)
            } else {
                further_entry(text, visited, node, key, &value)
            }])
        }
        (PathElement::Index(index), node) if node.items().count() == *index && node.as_sequence().is_some() => {
            append(text, node, &nested(rest, value))
        }
        _ => Err(Refusal::new("what holds it is of another kind")),
    }
}

/// `value` in what `path` leads through.
fn nested(path: &[PathElement], value: Value) -> Value {
    path.iter().rev().fold(value, |value, element| match element {
        PathElement::Key(key) => json!({key: value}),
        PathElement::Index(_) => json!([value]),
    })
}

/// Writes `value` in place of the last value visited.
fn replace(text: &Text<'_>, visited: &[Visited<'_>], value: &Value) -> Result<Vec<Change>, Refusal> {
    let Some(last) = visited.last() else { return Ok(Vec::new()) };
    let (start, end) = (last.node.span.start as usize, last.node.span.end as usize);
    let in_flow = visited.iter().rev().skip(1).any(|visited| flow::is_flow(text, visited.node));
    let is_small = !matches!(value, Value::Object(fields) if !fields.is_empty()) && !is_long(value);
    let is_block_now = !in_flow && is_block(text, last.node);
    if text.format == Format::Json || in_flow || (is_small && !is_block_now && start < end) {
        return Ok(vec![Change::new(start..end, flow::inline(value, text.format))]);
    }
    let Some(entry) = last.entry else { return Err(Refusal::new("an element of a list is not replaced")) };
    // From behind the colon.
    let key_end = entry.key_span.end as usize;
    let colon = text.text.get(key_end..).and_then(|rest| rest.find(':')).map(|at| key_end + at + 1);
    let colon = colon.ok_or_else(|| Refusal::new("its key has no colon"))?;
    let column = lines::column(text.text, entry.key_span.start as usize);
    let layout = layout(text.text, visited);
    let deeper = if value.is_array() { layout.list } else { layout.step };
    let mut written = String::new();
    yaml::block(value, column + deeper, layout, &mut written);
    if start < end {
        return Ok(vec![Change::new(colon..end, written)]);
    }
    let at = if written.starts_with('\n') { lines::end(text.text, colon) } else { colon };
    Ok(vec![Change::insert(at, written)])
}

/// Is a list better written over several lines?
fn is_long(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(|item| item.is_object() || item.is_array()))
}

/// Is it written over lines of its own: a mapping or list of entries, or a text after `|` or `>`?
fn is_block(text: &Text<'_>, node: &Node) -> bool {
    let is_collection = node.as_mapping().is_some() || node.as_sequence().is_some();
    let first = text.text.as_bytes().get(node.span.start as usize);
    (is_collection && !flow::is_flow(text, node)) || (node.as_str().is_some() && matches!(first, Some(b'|' | b'>')))
}

/// How the document is indented, as what is around the place shows.
fn layout(text: &str, visited: &[Visited<'_>]) -> Layout {
    let columns: Vec<usize> = visited
        .iter()
        .filter_map(|visited| visited.entry)
        .map(|entry| lines::column(text, entry.key_span.start as usize))
        .collect();
    let steps =
        columns.windows(2).filter_map(|pair| pair[1].checked_sub(pair[0])).filter(|step| (1..=8).contains(step));
    let mut of_lists = visited.iter().filter_map(|visited| {
        let entry = visited.entry?;
        visited.node.as_sequence()?.first()?;
        let dash = lines::column(text, visited.node.span.start as usize);
        dash.checked_sub(lines::column(text, entry.key_span.start as usize))
    });
    let default = Layout::default();
    Layout {
        step: steps.min().unwrap_or(default.step).max(default.step),
        list: of_lists.next_back().filter(|list| *list <= 8).unwrap_or(default.list),
    }
}

/// A further entry of a mapping that is written line by line.
fn further_entry(text: &Text<'_>, visited: &[Visited<'_>], node: &Node, key: &str, value: &Value) -> Change {
    // What a merge key brings stands elsewhere.
    let is_here = |entry: &&Entry| node.span.start <= entry.key_span.start && entry.key_span.end <= node.span.end;
    let first = node.entries().find(is_here).map_or(node.span.start, |entry| entry.key_span.start);
    let column = lines::column(text.text, first as usize);
    let at = lines::end(text.text, node.span.end as usize);
    let layout = Layout { list: list_of(text.text, node), ..layout(text.text, visited) };
    let mut written = format!("\n{}", " ".repeat(column));
    yaml::scalar(key, &mut written);
    written.push(':');
    let deeper = if value.is_array() { layout.list } else { layout.step };
    if is_long(value) || value.as_object().is_some_and(|fields| !fields.is_empty()) {
        yaml::block(value, column + deeper, layout, &mut written);
    } else {
        written.push(' ');
        written.push_str(&flow::inline(value, Format::Yaml));
    }
    Change::insert(at, written)
}

/// How far lists in `node` are indented.
fn list_of(text: &str, node: &Node) -> usize {
    let of = |entry: &Entry| {
        entry.value.as_sequence()?.first()?;
        let dash = lines::column(text, entry.value.span.start as usize);
        dash.checked_sub(lines::column(text, entry.key_span.start as usize)).filter(|list| *list <= 8)
    };
    node.entries().find_map(of).unwrap_or(Layout::default().list)
}

/// A further item of a list.
fn append(text: &Text<'_>, node: &Node, value: &Value) -> Result<Vec<Change>, Refusal> {
    if node.as_sequence().is_none() {
        return Err(Refusal::new("what it would be added to is no list"));
    }
    if flow::is_flow(text, node) {
        return Ok(vec![flow::insert(text, node, None, value)]);
    }
    let column = lines::column(text.text, node.span.start as usize);
    let mut written = format!("\n{}-", " ".repeat(column));
    let mut item = String::new();
    yaml::block(value, column + 2, Layout::default(), &mut item);
    let beside = value.is_object() && item.starts_with('\n');
    written.push_str(if beside { " " } else { "" });
    written.push_str(if beside { item.trim_start() } else { &item });
    Ok(vec![Change::insert(lines::end(text.text, node.span.end as usize), written)])
}

/// Takes the last value visited away.
fn remove(text: &Text<'_>, visited: &[Visited<'_>], path: &[PathElement]) -> Result<Vec<Change>, Refusal> {
    let [.., holder, last] = visited else { return Err(Refusal::new("a whole document is not removed")) };
    let node = holder.node;
    let (index, number) = match path.last() {
        Some(PathElement::Key(key)) => (node.entries().position(|entry| &*entry.key == key), node.entries().count()),
        Some(PathElement::Index(index)) => (Some(*index), node.items().count()),
        None => (None, 0),
    };
    let index = index.ok_or_else(|| Refusal::new("it is not there"))?;
    if flow::is_flow(text, node) {
        return Ok(flow::remove(node, index).into_iter().collect());
    }
    if number == 1 {
        let empty = if node.as_mapping().is_some() { json!({}) } else { json!([]) };
        return replace(text, &visited[..visited.len() - 1], &empty);
    }
    let start = match last.entry {
        Some(entry) => entry.key_span.start as usize,
        None => dash_before(text.text, last.node.span.start as usize),
    };
    let end = last.node.span.end.max(last.entry.map_or(0, |entry| entry.key_span.end)) as usize;
    let next = node.entries().nth(index + 1).map(|entry| entry.key_span.start as usize);
    let range = if lines::is_first(text.text, start) {
        lines::start(text.text, start)..lines::next(text.text, end)
    } else {
        // The first entry beside a dash: the next one takes its place.
        start..next.ok_or_else(|| Refusal::new("it stands on a line with others"))?
    };
    Ok(vec![Change::new(range, "")])
}

/// Where the dash of the item at `at` stands.
fn dash_before(text: &str, at: usize) -> usize {
    let line = lines::start(text, at);
    text.get(line..at).and_then(|before| before.rfind('-')).map_or(at, |dash| line + dash)
}
