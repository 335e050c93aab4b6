//! What is wrong with policies, in one shape.

use bartizan_rego::compile::Program;
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::eval::EvalError;
use bartizan_rego::syntax::Span;

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The policy file, when known.
    pub(super) file: Option<String>,
    /// Line and column, from 1.
    pub(super) place: Option<(u32, u32)>,
    /// What is wrong.
    pub(super) message: String,
}

impl Fault {
    /// An error of the compiler in a module of this name and text.
    pub(super) fn of_module(error: &Diagnostic, file: &str, text: &str) -> Self {
        let mut message = error.message.clone();
        if let Some(help) = &error.help {
            message = format!("{message} ({help})");
        }
        Self { file: Some(file.to_owned()), place: Some(line_and_column(text, error.span)), message }
    }

    /// An error of an evaluation.
    pub(super) fn of_evaluation(error: &EvalError, program: &Program) -> Self {
        let place = program.source(error.module).map(|(_, text)| line_and_column(text, error.span));
        Self { file: error.file.clone(), place, message: error.message.clone() }
    }

    /// On one line, for people.
    pub(super) fn describe(&self) -> String {
        match (&self.file, self.place) {
            (Some(file), Some((line, _))) => format!("{file}:{line}: {}", self.message),
            _ => self.message.clone(),
        }
    }
}

/// Where a range begins, from 1; columns count characters.
fn line_and_column(text: &str, span: Span) -> (u32, u32) {
    let before = text.get(..span.start as usize).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let span = |start| Span { start, end: start };
        assert_eq!(line_and_column("a\nüb", span(4)), (2, 2));
        assert_eq!(line_and_column("a", span(0)), (1, 1));
    }
}
