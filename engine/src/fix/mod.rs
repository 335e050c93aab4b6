//! Fixes: what policies say would mend a finding, as edits of the text that keep comments and formatting.
//!
//! [`plan`] makes edits of a policy's steps, or says why there can be none; [`choose`] takes those that do not overlap;
//! [`patch`] shows what edits do. Whether a fix mends what it should is seen when the files are judged again: see
//! [`Session::fix`](crate::session::Session::fix).

#[cfg(test)]
mod cases;
mod choose;
mod document;
mod draft;
mod hcl;
mod patch;
mod resolve;

use std::sync::Arc;

use bartizan_hcl::syntax::File;
use bartizan_hcl::syntax::ast::Block;

pub use choose::choose;
pub use document::Windows;
pub use draft::{Change, apply};
pub use hcl::Refusal;
pub use patch::{line_changes, patch};

use crate::finding::{Edit, Fix, Location};
use crate::rego::{EditOp, FixStep, Safety};
use crate::resource::{Platform, Resource};
use crate::source::{Format, Source, Span};

/// What a fix is about.
pub struct Subject<'a> {
    /// The resource that the finding concerns.
    pub resource: &'a Resource,
    /// The file in which it is declared, when that was read.
    pub source: Option<Arc<Source>>,
    /// Does the same declaration make other resources too, with which nothing is wrong?
    pub is_shared: bool,
    /// Does a template write it?
    pub is_rendered: bool,
    /// Does something of this kind and name stand beside it already?
    pub is_taken: &'a dyn Fn(&str, &str) -> bool,
}

/// The fix that a policy's `steps` make; `syntax` gives the tree of a file of configuration, `windows` keeps what was read
/// of other files. None where there are no steps,
/// or no file.
#[must_use]
pub fn plan(
    steps: &[FixStep],
    subject: &Subject<'_>,
    syntax: &dyn Fn(&Source) -> Arc<File>,
    windows: &Windows,
) -> Option<Fix> {
    let (source, resource) = (subject.source.as_deref()?, subject.resource);
    if steps.is_empty() {
        return None;
    }
    let title = sentence(&steps.iter().map(hcl::title).collect::<Vec<_>>());
    let planned = match notation(source, resource)? {
        Notation::Document(_) if subject.is_rendered => Err(Refusal::new("a template writes it")),
        Notation::Document(format) => document::changes(source, format, resource.values.span, steps, windows),
        Notation::Native => native(steps, subject, source, &syntax(source)),
        Notation::Json => Err(Refusal::new("the configuration is written in JSON")),
        Notation::Plan => Err(Refusal::new("a plan is not edited, and its configuration is not here")),
    };
    let safety = steps.iter().map(|step| step.safety).max_by_key(|safety| *safety as u8)?;
    Some(match planned {
        Ok(changes) => {
            let edit = |change: Change| {
                let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                let span = Span::new(source.id, at(change.range.start), at(change.range.end));
                Edit { location: Location::new(source, span), new_text: change.text }
            };
            Fix { title, safety, edits: changes.into_iter().map(edit).collect(), reason: None }
        }
        Err(Refusal(reason)) => Fix { title, safety: Safety::Display, edits: Vec::new(), reason: Some(reason) },
    })
}

enum Notation {
    /// A manifest or a realm.
    Document(Format),
    Native,
    Json,
    Plan,
}

/// How `source`, in which a resource is declared, is written; none where that is not known.
fn notation(source: &Source, resource: &Resource) -> Option<Notation> {
    let path = &*source.path;
    if resource.platform != Platform::Terraform && resource.derived_from.is_none() {
        return Some(Notation::Document(format_of(path, &source.text)));
    }
    if path.ends_with(".tf") || path.ends_with(".tofu") {
        Some(Notation::Native)
    } else if path.ends_with(".tf.json") || path.ends_with(".tofu.json") {
        Some(Notation::Json)
    } else if path.ends_with(".json") {
        Some(Notation::Plan)
    } else {
        None
    }
}

/// How a document that is read as one of ours is written.
#[must_use]
pub fn format_of(path: &str, text: &str) -> Format {
    let is_yaml = [".yaml", ".yml"].iter().any(|end| path.ends_with(end));
    let is_json = path.ends_with(".json") || (!is_yaml && text.trim_start().starts_with(['{', '[']));
    if is_json { Format::Json } else { Format::Yaml }
}

fn native(steps: &[FixStep], subject: &Subject<'_>, source: &Source, file: &File) -> Result<Vec<Change>, Refusal> {
    let resource = subject.resource;
    if resource.derived_from.is_some() {
        return Err(Refusal::new("the resource of Terraform that describes it is of another shape"));
    }
    let at_head = |block: &&Block| block.header.start == resource.head.start;
    let found = file.body.blocks.iter().find(at_head).ok_or_else(|| Refusal::new("its block is not found"))?;
    if source.path.split('/').any(|folder| folder == ".terraform") {
        return Err(Refusal::new("it stands in a module that `terraform init` has fetched"));
    }
    let repeats = ["count", "for_each"].iter().any(|name| found.body.attribute(name).is_some());
    if repeats && steps.iter().any(|step| step.op == EditOp::AddResource) {
        return Err(Refusal::new("each instance of the block would need its own"));
    }
    let steps = steps.iter().map(|step| in_source(step, subject, found)).collect::<Result<Vec<_>, _>>()?;
    // Only the lines of the block are looked at, however long the file is.
    let text: &str = &source.text;
    let start = text.get(..found.span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let rest = text.get(found.span.end as usize..).unwrap_or_default();
    let end = found.span.end as usize + rest.find('\n').map_or(rest.len(), |at| at + 1);
    let changes = hcl::changes(text.get(start..end).unwrap_or_default(), &steps)?;
    // Said last: where the value comes from tells more.
    if subject.is_shared {
        return Err(Refusal::new("the block makes several resources, and an edit would change all of them"));
    }
    let moved = |change: Change| Change { range: change.range.start + start..change.range.end + start, ..change };
    Ok(changes.into_iter().map(moved).collect())
}

/// The step as the configuration needs it: indices in its order, a name that is free.
fn in_source(step: &FixStep, subject: &Subject<'_>, block: &Block) -> Result<FixStep, Refusal> {
    let mut step = step.clone();
    if step.op != EditOp::AddResource {
        step.path = resolve::path(&subject.resource.values, block, &step.path)?;
    } else if let (Some(kind), Some(name)) = (&step.kind, &step.name) {
        let names = std::iter::once(name.clone()).chain((2..100).map(|number| format!("{name}_{number}")));
        let free = names.into_iter().find(|name| !(subject.is_taken)(kind, name));
        step.name = Some(free.ok_or_else(|| Refusal::new(format!("`{kind}.{name}` is there already")))?);
    }
    Ok(step)
}

/// What a fix does, in one sentence.
fn sentence(parts: &[String]) -> String {
    let text = parts.join(", ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
