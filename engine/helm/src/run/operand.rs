//! Values as Go's reflection holds them while it executes a template.

use crate::trace::Keys;
use crate::value::{Kind, Value};

/// A value, and whether it stands in an `interface {}`, as members of maps and lists do until a pipeline takes them
/// out. Nil in an interface has no fields; where there is no value at all, there is none of its fields either.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    pub(super) value: Value,
    pub(super) boxed: bool,
}

impl Operand {
    pub(super) fn plain(value: Value) -> Self {
        Self { value, boxed: false }
    }

    pub(super) fn boxed(value: Value) -> Self {
        Self { value, boxed: true }
    }

    /// No value at all.
    pub(super) fn nothing(keys: Keys) -> Self {
        Self::plain(Value::nil().with_keys(keys))
    }

    pub(super) fn is_nil(&self) -> bool {
        matches!(self.value.kind, Kind::Nil)
    }

    /// Is it no value at all?
    pub(super) fn is_nothing(&self) -> bool {
        self.is_nil() && !self.boxed
    }

    /// The name of its type in messages about fields.
    pub(super) fn type_name(&self) -> &'static str {
        if self.boxed { "interface {}" } else { self.value.type_name() }
    }
}
