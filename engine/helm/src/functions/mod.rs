//! The functions of Go's templates, of Sprig as Helm 3 has it, and of Helm.
//!
//! A function gets its arguments as Go's reflection would pass them and checks their types itself. What it makes has
//! the keys of all its arguments, which the caller adds, unless it [`keeps`](Function::keeps) them apart. Functions
//! that put texts together use a [`TextBuilder`](crate::value::TextBuilder), so that each byte keeps its origin.
//! `and`, `or`, `include` and `tpl` are not here: they execute templates.

use bartizan_source::Span;

use crate::trace::Traces;
use crate::value::Value;
use crate::{Budget, Result};

/// What a function may use.
#[derive(Debug)]
pub struct Call<'a> {
    /// Tables of origins.
    pub traces: &'a Traces,
    /// What is left of the limits. What may grow beyond its arguments takes from it first.
    pub budget: &'a Budget,
    /// The expression that calls.
    pub site: Span,
}

/// A function of templates.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Least and greatest number of arguments; no greatest for variadic ones.
    pub arity: (usize, Option<usize>),
    /// Does its result have the keys that it set itself, not those of all arguments? True for what hands on an
    /// argument or a member (`default`, `index`, `get`, `first`, `ternary`).
    pub keeps: bool,
    /// What it does, with as many arguments as `arity` allows.
    pub run: fn(&Call<'_>, &[Value]) -> Result<Value>,
}
