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
mod window;

use std::borrow::Cow;

use serde_json::Value;

use super::Refusal;
use super::draft::{Change, Draft};
use crate::rego::{EditOp, FixStep};
use crate::resource::{Path, PathElement};
use crate::source::{Format, Source, Span};
use crate::yaml;
use window::Window;

pub use window::Windows;

/// The changes of `source` that `steps` ask for, whose paths begin at the value at `subject`.
///
/// # Errors
/// When a step cannot be done as an edit, with the reason: then none is done.
pub(super) fn changes(
    source: &Source,
    format: Format,
    subject: Span,
    steps: &[FixStep],
    windows: &Windows,
) -> Result<Vec<Change>, Refusal> {
    let window = windows.of(source, format, subject)?;
    let base = window.path(subject).ok_or_else(|| Refusal::new("its place in the file is not found"))?;
    let line_end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let (further, own): (Vec<&FixStep>, Vec<&FixStep>) = steps.iter().partition(|step| step.op == EditOp::AddResource);
    let mut found = edits(&window, format, &base, &own, line_end)?;
    if !further.is_empty() {
        let objects = further.into_iter().map(object_of).collect::<Result<Vec<_>, _>>()?;
        found.push(further_documents(source, format, &objects, line_end)?);
    }
    if found.is_empty() { Err(Refusal::new("the document says so already")) } else { Ok(found) }
}

/// The changes of the file that the steps make in a window.
fn edits(
    window: &Window,
    format: Format,
    base: &[PathElement],
    steps: &[&FixStep],
    line_end: &'static str,
) -> Result<Vec<Change>, Refusal> {
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted = expected::said(&window.root);
    let mut draft = Draft::new(&window.text, line_end);
    let mut now = Cow::Borrowed(&window.root);
    for step in steps {
        let path: Path = base.iter().chain(&step.path).cloned().collect();
        let step = FixStep { path, ..(*step).clone() };
        let changes = step::changes(&step::Text { text: &draft.text, format }, &now, &step)?;
        expected::apply(&mut wanted, &step)?;
        draft.apply(changes);
        // What was not meant is seen at the end.
        now = Cow::Owned(window.read(&draft.text, format).ok_or_else(no_room)?);
    }
    if expected::said(&now) != wanted {
        return Err(no_room());
    }
    let moved =
        |change: Change| Change::new(change.range.start + window.start..change.range.end + window.start, change.text);
    Ok(draft.finish().into_iter().map(moved).collect())
}

fn no_room() -> Refusal {
    Refusal::new("its layout leaves no room for an edit that changes nothing else")
}

/// The object of Kubernetes that a step adds.
fn object_of(step: &FixStep) -> Result<Value, Refusal> {
    let object = step.values.clone().unwrap_or_default();
    let is_whole = ["apiVersion", "kind", "metadata"].iter().all(|key| object.get(key).is_some());
    if is_whole { Ok(object) } else { Err(Refusal::new("the object that is missing has to be written by hand")) }
}

/// The objects as documents at the end of the file.
fn further_documents(source: &Source, format: Format, objects: &[Value], line_end: &str) -> Result<Change, Refusal> {
    if format == Format::Json {
        return Err(Refusal::new("a file of JSON holds one document"));
    }
    let text = &*source.text;
    let mut written = if text.is_empty() || text.ends_with('\n') { String::new() } else { "\n".to_owned() };
    objects.iter().for_each(|object| written.push_str(&format!("---\n{}", yaml::document(object))));
    Ok(Change::insert(text.len(), written.replace('\n', line_end)))
}
