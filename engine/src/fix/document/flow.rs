//! Edits of what stands in brackets: JSON, and YAML's flow style.

use std::ops::Range;

use serde_json::Value;

use super::lines;
use super::step::Text;
use crate::fix::draft::Change;
use crate::source::{Format, Node};
use crate::yaml;

/// Does `node` stand in brackets? Then so does all that is in it.
pub(super) fn is_flow(text: &Text<'_>, node: &Node) -> bool {
    let first = text.text.as_bytes().get(node.span.start as usize);
    text.format == Format::Json || matches!(first, Some(b'{' | b'['))
}

/// `value` in brackets, on one line.
pub(super) fn inline(value: &Value, format: Format) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(item, format)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", key(name, format), inline(value, format)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::String(text) => key(text, format),
        other => other.to_string(),
    }
}

fn key(text: &str, format: Format) -> String {
    let mut out = String::new();
    match format {
        Format::Json => out.push_str(&Value::from(text).to_string()),
        Format::Yaml => yaml::scalar(text, &mut out),
    }
    out
}

/// `value` over several lines, those after the first behind `indent`.
fn pretty(value: &Value, indent: &str, step: &str) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(step.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    if serde::Serialize::serialize(value, &mut serializer).is_err() {
        return inline(value, Format::Json);
    }
    String::from_utf8_lossy(&out).replace('\n', &format!("\n{indent}"))
}

/// A further element of the list or mapping `node`: an item, or the value of `name`.
pub(super) fn insert(text: &Text<'_>, node: &Node, name: Option<&str>, value: &Value) -> Change {
    let starts: Vec<Range<usize>> = elements(node);
    let open = node.span.start as usize;
    let (indent, step, is_spread) = match starts.last() {
        Some(last) => {
            let is_spread = lines::start(text.text, last.start) != lines::start(text.text, open);
            let outer = lines::indentation(text.text, open);
            let own = lines::indentation(text.text, last.start);
            let step = own.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("  ");
            (own.to_owned(), step.to_owned(), is_spread)
        }
        // What is empty is filled as the rest of a document of JSON is written.
        None => {
            let outer = lines::indentation(text.text, open);
            let is_spread = text.format == Format::Json && text.text.contains('\n');
            let step = if outer.contains('\t') { "\t" } else { "  " };
            (format!("{outer}{step}"), step.to_owned(), is_spread)
        }
    };
    let written = match text.format {
        Format::Json if is_spread => pretty(value, &indent, &step),
        format => inline(value, format),
    };
    let element = match name {
        Some(name) => format!("{}: {written}", key(name, text.format)),
        None => written,
    };
    match starts.last() {
        Some(last) if is_spread => Change::insert(last.end, format!(",\n{indent}{element}")),
        Some(last) => Change::insert(last.end, format!(", {element}")),
        None => {
            let (open, close) = if name.is_some() { ('{', '}') } else { ('[', ']') };
            let outer = lines::indentation(text.text, node.span.start as usize);
            let whole = if is_spread {
                format!("{open}\n{indent}{element}\n{outer}{close}")
            } else {
                format!("{open}{element}{close}")
            };
            Change::new(node.span.start as usize..node.span.end as usize, whole)
        }
    }
}

/// Takes the element `index` out of the list or mapping `node`.
pub(super) fn remove(node: &Node, index: usize) -> Option<Change> {
    let elements = elements(node);
    let own = elements.get(index)?;
    let range = match (index.checked_sub(1).and_then(|before| elements.get(before)), elements.get(index + 1)) {
        (_, Some(next)) => own.start..next.start,
        (Some(before), None) => before.end..own.end,
        (None, None) => node.span.start as usize + 1..node.span.end as usize - 1,
    };
    Some(Change::new(range, ""))
}

/// The ranges of what stands between the commas.
fn elements(node: &Node) -> Vec<Range<usize>> {
    let entries = node.entries().map(|entry| {
        let end = entry.value.span.end.max(entry.key_span.end);
        entry.key_span.start as usize..end as usize
    });
    let items = node.items().map(|item| item.span.start as usize..item.span.end as usize);
    entries.chain(items).collect()
}
