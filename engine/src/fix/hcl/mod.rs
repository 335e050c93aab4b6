//! Fixes of Terraform configuration in native syntax: paths to edits that `terraform fmt` leaves as they are.

mod align;
mod body;
mod collection;
mod lines;
mod render;
mod step;
mod walk;

#[cfg(test)]
mod tests;

use bartizan_hcl::syntax::ast::Block;
use bartizan_hcl::syntax::{self, File};
use serde_json::Value;

use super::draft::{Change, Draft};
use crate::rego::{EditOp, FixStep};
use crate::resource::PathElement;

/// Why there is no edit, as a clause: "the value of `acl` comes from the variable `acl`".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub(super) String);

impl Refusal {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// A path for people: `versioning[0].enabled`.
pub(super) fn shown(path: &[PathElement]) -> String {
    let mut out = String::new();
    for element in path {
        match element {
            PathElement::Index(index) => out.push_str(&format!("[{index}]")),
            PathElement::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(key);
            }
        }
    }
    out
}

/// The changes of `text`, whose first block is the subject, that `steps` ask for.
///
/// # Errors
/// When a step cannot be done as an edit, with the reason: then none is done.
pub(in crate::fix) fn changes(text: &str, steps: &[FixStep]) -> Result<Vec<Change>, Refusal> {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut draft = Draft::new(text, line_end);
    for step in steps {
        let file = syntax::parse(&draft.text, 0);
        if !file.errors.is_empty() {
            return Err(Refusal::new("the configuration is broken here"));
        }
        let block = subject(&file)?;
        let wanted = step::changes(&draft.text, &file, block, step)?;
        let conforms = align::conforms(&draft.text, &file, &wanted);
        draft.apply(wanted);
        align::tidy(&mut draft, conforms);
    }
    let changes = draft.finish();
    if changes.is_empty() { Err(Refusal::new("the configuration says so already")) } else { Ok(changes) }
}

fn subject(file: &File) -> Result<&Block, Refusal> {
    file.body.blocks.first().ok_or_else(|| Refusal::new("its block is not found"))
}

/// What a step does, for people.
pub(super) fn title(step: &FixStep) -> String {
    let path = shown(&step.path);
    let written = |value: &Value| match value {
        Value::Array(items) if items.iter().any(|item| item.is_object()) => "a new block".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        value => format!("`{value}`"),
    };
    match step.op {
        EditOp::Set => format!("set `{path}` to {}", written(&step.value)),
        EditOp::Remove => format!("remove `{path}`"),
        EditOp::Append => format!("add {} to `{path}`", written(&step.value)),
        EditOp::AddResource => {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            format!("add `{}.{}`", part(&step.kind), part(&step.name))
        }
    }
}
