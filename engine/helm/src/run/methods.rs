//! Methods of the values that Helm gives to templates.

use crate::Result;
use crate::functions::Call;
use crate::signatures::Param;
use crate::value::Value;

/// A method of a type.
#[derive(Debug)]
pub(super) struct Method {
    /// Go's name.
    pub(super) name: &'static str,
    /// Types of its parameters.
    pub(super) params: &'static [Param],
    /// What it does; the first argument is the value that it is a method of.
    pub(super) run: fn(&Call<'_>, &[Value]) -> Result<Value>,
}

/// The method of a value.
pub(super) fn method(_value: &Value, _name: &str) -> Option<&'static Method> {
    None
}
