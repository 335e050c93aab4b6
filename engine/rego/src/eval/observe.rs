//! What an evaluation went through: for coverage, profiles and traces.

use std::collections::HashSet;

use super::machine::Machine;
use crate::compile::program::{Clause, Place, Step};
use crate::value::Value;

/// Notes what is evaluated.
#[derive(Debug, Default)]
pub(super) struct Observer {
    /// Expressions and rules that were evaluated.
    pub(super) covered: HashSet<Place>,
    /// What `trace` said.
    pub(super) notes: Vec<String>,
}

impl Machine<'_> {
    /// Notes a step.
    pub(super) fn observe_step(&mut self, step: &Step) {
        if let Some(observer) = &mut self.observer {
            observer.covered.insert(step.place);
        }
    }

    /// Notes a rule that is entered.
    pub(super) fn observe_clause(&mut self, clause: &Clause) {
        if let Some(observer) = &mut self.observer {
            observer.covered.insert(clause.place);
        }
    }

    /// Notes what `trace` says.
    pub(super) fn note(&mut self, arguments: &[Value]) {
        if let (Some(observer), Some(Value::String(text))) = (&mut self.observer, arguments.first()) {
            observer.notes.push(text.to_string());
        }
    }
}
