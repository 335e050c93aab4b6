//! Fixes of documents in JSON and YAML: steps of policies as edits that keep comments and formatting.
//!
//! An edit is only made where the document then says what it said before, but for the step: that is looked at, whatever
//! the layout.

mod expected;
mod flow;
mod lines;
mod place;
mod step;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::Refusal;
use super::draft::{Change, Draft};
use crate::rego::{EditOp, FixStep};
use crate::resource::{Path, PathElement};
use crate::source::{Format, Node, Parsed, Source, Span, parse};
use crate::yaml;

/// The changes of `source` that `steps` ask for, whose paths begin at the value at `subject`.
///
/// # Errors
/// When a step cannot be done as an edit, with the reason: then none is done.
pub(super) fn changes(
    source: &Source,
    format: Format,
    subject: Span,
    steps: &[FixStep],
) -> Result<Vec<Change>, Refusal> {
    let parsed = parse(source, format);
    if !parsed.errors.is_empty() {
        return Err(Refusal::new("the file is broken"));
    }
    let (index, base) = find(&parsed, subject).ok_or_else(|| Refusal::new("its place in the file is not found"))?;
    let mut wanted: Vec<Value> = parsed.documents.iter().map(|document| expected::said(&document.root)).collect();
    let line_end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut draft = Draft::new(&source.text, line_end);
    for step in steps {
        let now = Source::new(source.id, "", draft.text.as_str());
        if step.op == EditOp::AddResource {
            let object = object_of(step)?;
            draft.apply(vec![further_document(&now, format, &object)?]);
            wanted.push(object);
            continue;
        }
        let parsed = parse(&now, format);
        let document = parsed.documents.get(index).ok_or_else(|| Refusal::new("the document is not found"))?;
        let path: Path = base.iter().chain(&step.path).cloned().collect();
        let step = FixStep { path, ..step.clone() };
        let edits = step::changes(&step::Text { text: &now.text, format }, &document.root, &step)?;
        expected::apply(&mut wanted[index], &step)?;
        draft.apply(edits);
    }
    let after = parse(&Source::new(source.id, "", draft.text.as_str()), format);
    let said: Vec<Value> = after.documents.iter().map(|document| expected::said(&document.root)).collect();
    if !after.errors.is_empty() || said != wanted {
        return Err(Refusal::new("its layout leaves no room for an edit that changes nothing else"));
    }
    let changes = draft.finish();
    if changes.is_empty() { Err(Refusal::new("the document says so already")) } else { Ok(changes) }
}

/// The document that holds the value at `subject`, and the path to it.
fn find(parsed: &Parsed, subject: Span) -> Option<(usize, Path)> {
    parsed.documents.iter().enumerate().find_map(|(index, document)| {
        let mut path = Path::new();
        holds(&document.root, subject, &mut path).then_some((index, path))
    })
}

/// Is the value at `subject` here or below? Then `path` leads to it.
fn holds(node: &Node, subject: Span, path: &mut Path) -> bool {
    if node.alias.is_some() || node.span.start > subject.start || node.span.end < subject.end {
        return false;
    }
    if node.span == subject {
        return true;
    }
    let below = |element: PathElement, node: &Node, path: &mut Path| {
        path.push(element);
        let found = holds(node, subject, path);
        if !found {
            path.pop();
        }
        found
    };
    node.entries().any(|entry| below(PathElement::Key(entry.key.to_string()), &entry.value, path))
        || node.items().enumerate().any(|(index, item)| below(PathElement::Index(index), item, path))
}

/// The object of Kubernetes that a step adds.
fn object_of(step: &FixStep) -> Result<Value, Refusal> {
    let object = step.values.clone().unwrap_or_default();
    let is_whole = ["apiVersion", "kind", "metadata"].iter().all(|key| object.get(key).is_some());
    if is_whole { Ok(object) } else { Err(Refusal::new("the object that is missing has to be written by hand")) }
}

/// `object` as a document at the end of the file.
fn further_document(source: &Source, format: Format, object: &Value) -> Result<Change, Refusal> {
    if format == Format::Json {
        return Err(Refusal::new("a file of JSON holds one document"));
    }
    let text = &*source.text;
    let ended = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Ok(Change::insert(text.len(), format!("{ended}---\n{}", yaml::document(object))))
}
