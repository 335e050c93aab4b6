//! Suppression comments.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Excuse;
use crate::finding::{Comment, MARKER, PLACEHOLDER};
use crate::fix::Change;
use crate::source::Source;

/// How a file writes comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `# …`: YAML and HCL.
    Hash,
    /// `{{- /* … */}}`: templates. It takes the line end before it along, so that it changes nothing of what is rendered.
    Template,
}

/// A comment of its own before `line` (from 0), indented as that is.
pub(super) fn before(
    source: &Arc<Source>,
    line: usize,
    form: Form,
    (policy, until): (&str, Option<NaiveDate>),
) -> Option<Excuse> {
    let at = source.lines.start_of(line)? as usize;
    let rest = source.text.get(at..)?;
    let indentation = &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()];
    let end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let until = until.map(|day| format!(" until={day}")).unwrap_or_default();
    let said = format!("{MARKER}{policy}] {PLACEHOLDER}{until}");
    let comment = match form {
        Form::Hash => format!("# {said}"),
        Form::Template => format!("{{{{- /* {said} */}}}}"),
    };
    let text = format!("{indentation}{comment}{end}");
    Some(Excuse::insertion(Arc::clone(&source.path), Some(Arc::clone(&source.text)), at, text))
}

/// The policy named in the brackets of a comment that is there, whose reason then stands for it too.
pub(super) fn into(source: &Arc<Source>, comment: &Comment, policy: &str) -> Option<Excuse> {
    let span = comment.location.span;
    let written = source.text.get(span.start as usize..span.end as usize)?;
    let list = written.find(MARKER)? + MARKER.len();
    let close = list + written.get(list..)?.find(']')?;
    let inserted = format!(", {policy}");
    // What is said behind the bracket, up to the day or the end of the comment.
    let behind = written.get(close + 1..)?;
    let ends = ["until=", "address=", "*/"].iter().filter_map(|word| behind.find(word)).chain([behind.len()]);
    let said = behind.get(..ends.min()?)?;
    let start = span.start as usize + close + 1 + inserted.len() + (said.len() - said.trim_start().len());
    Some(Excuse {
        file: Arc::clone(&source.path),
        before: Some(Arc::clone(&source.text)),
        change: Change { range: span.start as usize + close..span.start as usize + close, text: inserted },
        reason: start..start + said.trim().len(),
    })
}
