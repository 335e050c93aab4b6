//! The functions of Go's templates, of Sprig as Helm 3 has it, and of Helm.
//!
//! A function gets its arguments as Go's reflection would pass them and checks their types itself. What it makes has
//! the keys of all its arguments, which the caller adds, unless it [`keeps`](Function::keeps) them apart. Functions
//! that put texts together use a [`TextBuilder`](crate::value::TextBuilder), so that each byte keeps its origin.
//! `and`, `or`, `include` and `tpl` are not here: they execute templates.

pub mod arguments;
mod comparison;
mod decode;
mod encode;
mod helm;
mod json_fault;
mod members;
mod methods;
mod printing;
pub(crate) mod sprig;
mod yaml_fault;

pub use methods::{Method, method};

use std::sync::LazyLock;

use bartizan_source::Span;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustc_hash::FxHashMap;

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
    /// What it does, with as many arguments as `arity` allows. Its errors are those of the function itself: the caller
    /// puts `error calling NAME: ` before all but those of kind [`Argument`](crate::ErrorKind::Argument).
    pub run: fn(&Call<'_>, &[Value]) -> Result<Value>,
}

impl Function {
    /// A function of exactly `count` arguments.
    const fn of(name: &'static str, count: usize, run: Run) -> Self {
        Self { name, arity: (count, Some(count)), keeps: false, run }
    }

    /// A function of at least `least` arguments.
    const fn variadic(name: &'static str, least: usize, run: Run) -> Self {
        Self { name, arity: (least, None), keeps: false, run }
    }

    /// The same function, whose result has keys of its own.
    const fn keeping(mut self) -> Self {
        self.keeps = true;
        self
    }
}

/// What a function does.
type Run = fn(&Call<'_>, &[Value]) -> Result<Value>;

/// Go's own functions, which those of Sprig hide where they have the same name.
const GO: &[&[Function]] = &[comparison::FUNCTIONS, members::FUNCTIONS, printing::FUNCTIONS];

/// Helm's functions, which hide those of Sprig.
const HELM: &[&[Function]] = &[decode::FUNCTIONS, encode::FUNCTIONS, helm::FUNCTIONS];

/// The function of a name.
#[must_use]
pub fn function(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<FxHashMap<&str, &Function>> =
        LazyLock::new(|| functions().map(|function| (function.name, function)).collect());
    BY_NAME.get(name).copied()
}

/// All functions; the last of a name counts.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    GO.iter().chain(sprig::TABLES).chain(HELM).copied().flatten()
}

/// Bytes in base64, with padding.
fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
