//! What is wrong with policies, in one shape.

use bartizan_rego::compile::Program;
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::eval::EvalError;

use crate::policy::PolicyError;
use crate::source::{LineIndex, Position};

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The policy file, when known.
    pub(super) file: Option<String>,
    /// Where, when known.
    pub(super) place: Option<Position>,
    /// What is wrong.
    pub(super) message: String,
}

impl Fault {
    /// An error of the compiler, which was given modules of these names and texts.
    pub(crate) fn of_module(error: &Diagnostic, sources: &[(&str, &str)]) -> Self {
        let (file, text) = sources.get(error.module).copied().unwrap_or_default();
        let mut message = error.message.clone();
        if let Some(help) = &error.help {
            message = format!("{message} ({help})");
        }
        let place = LineIndex::new(text).position(text, error.span.start);
        Self { file: Some(file.to_owned()), place: Some(place), message }
    }

    /// An error of an evaluation.
    pub(crate) fn of_evaluation(error: &EvalError, program: &Program) -> Self {
        let source = program.source(error.module);
        let place = source.map(|(_, text)| LineIndex::new(text).position(text, error.span.start));
        Self { file: error.file.clone(), place, message: error.message.clone() }
    }

    /// On one line, for people.
    pub(crate) fn describe(&self) -> String {
        match (&self.file, self.place) {
            (Some(file), Some(place)) => format!("{file}:{}: {}", place.line, self.message),
            _ => self.message.clone(),
        }
    }

    /// As the error of the policy file `file`, where it names no other.
    pub(crate) fn in_file(self, file: &str) -> PolicyError {
        let file = self.file.unwrap_or_else(|| file.to_owned());
        let line = self.place.map_or(1, |place| place.line);
        PolicyError::Invalid { file, line, column: self.place.map(|place| place.column), message: self.message }
    }
}
