//! Expressions to values.

mod access;
mod call;
mod evaluator;
mod frame;
mod mismatch;
mod names;
mod operators;
mod repeat;
mod template;

use std::cell::Cell;
use std::sync::Arc;

use crate::span::Span;
use crate::syntax::ast::Expr;
use crate::value::Value;

/// Why an expression has no value: Terraform would refuse it too, or a limit was met.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What is wrong.
    pub message: String,
    /// Where, when whoever found it knew.
    pub span: Option<Span>,
    /// Was it a limit of ours? Then neither `try` nor `can` goes on.
    pub is_limit: bool,
}

impl Error {
    /// A fault that Terraform would find too.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: None, is_limit: false }
    }

    /// A limit was met.
    #[must_use]
    pub fn limit(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: None, is_limit: true }
    }

    /// This fault, standing at `span` unless its place is known.
    #[must_use]
    pub fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

/// The value of an expression, or why it has none.
pub type Result<T = Value> = std::result::Result<T, Error>;

/// One step of a reference behind its first name.
#[derive(Clone, Debug)]
pub enum Step {
    /// `.name`
    Attr(Arc<str>),
    /// `[key]`, evaluated.
    Index(Value),
}

/// What names mean.
pub trait Scope {
    /// The value of the longest beginning of `root` and `steps` that means a thing of its own, and how many steps that
    /// took: `var.x` one, `each.value` one, `module.m["k"].out` three, `aws_s3_bucket.b.id` two (the resource, from whose
    /// value the attribute is then taken) or three. The evaluator takes the remaining steps. `span` is the place of the
    /// whole reference.
    ///
    /// # Errors
    /// The name means nothing here, or what it stands for has no value.
    fn resolve(&self, root: &str, steps: &[Step], span: Span) -> Result<(Value, usize)>;
}

/// Reading for `file`, `templatefile`, `fileset`… Paths are as the expression gives them, after `path.module` and such.
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it may not or cannot be read. The evaluator makes it an unknown value with that reason when `is_absent` is
    /// false: Terraform may be able to.
    fn read(&self, path: &str) -> std::result::Result<Arc<[u8]>, Refusal>;

    /// Paths of all files below `folder`, relative to it, with `/`, in any order.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    fn list(&self, folder: &str) -> std::result::Result<Vec<String>, Refusal>;

    /// The number of a file that was read as text, for places in it; none where nobody wants to know.
    fn source(&self, _path: &str) -> Option<u32> {
        None
    }
}

/// Why a file is not read.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Why, for people.
    pub reason: String,
    /// It is certain that there is none.
    pub is_absent: bool,
}

/// What evaluation may still use; shared by everything evaluated for one unit.
#[derive(Debug)]
pub struct Budget {
    /// Expressions and elements that may still be evaluated or made.
    pub steps: Cell<u64>,
    /// Bytes of strings that may still be made.
    pub bytes: Cell<u64>,
    /// Expressions that may still be entered inside of one another, through names too: what keeps the stack bounded.
    depth: Cell<u32>,
}

/// One level of expressions inside of one another, until it is dropped.
#[must_use]
#[derive(Debug)]
pub struct Level<'a>(&'a Cell<u32>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

impl Budget {
    /// How deep expressions may stand inside of one another, names followed.
    pub const DEPTH: u32 = 400;

    /// A budget of so many steps and bytes.
    #[must_use]
    pub fn new(steps: u64, bytes: u64) -> Self {
        Self { steps: Cell::new(steps), bytes: Cell::new(bytes), depth: Cell::new(Self::DEPTH) }
    }

    /// Enters an expression.
    ///
    /// # Errors
    /// Expressions stand too deep inside of one another.
    pub fn enter(&self) -> Result<Level<'_>> {
        let left = self.depth.get().checked_sub(1);
        let left = left.ok_or_else(|| Error::limit("expressions stand too deep inside of one another"))?;
        self.depth.set(left);
        Ok(Level(&self.depth))
    }

    /// Takes `count` steps.
    ///
    /// # Errors
    /// There are not so many left.
    pub fn take(&self, count: u64) -> Result<()> {
        Self::spend(&self.steps, count)
    }

    /// Takes `count` bytes.
    ///
    /// # Errors
    /// There are not so many left.
    pub fn take_bytes(&self, count: u64) -> Result<()> {
        Self::spend(&self.bytes, count)
    }

    fn spend(cell: &Cell<u64>, count: u64) -> Result<()> {
        let left = cell.get().checked_sub(count);
        cell.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or_else(|| Error::limit("the configuration takes too much to evaluate"))
    }
}

/// What expressions are evaluated with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What names mean.
    pub scope: &'a dyn Scope,
    /// Reading.
    pub files: &'a dyn Files,
    /// Limits.
    pub budget: &'a Budget,
}

/// The value of `expr`.
///
/// # Errors
/// Where Terraform would refuse it, or a limit is met.
pub fn evaluate(expr: &Expr, context: &Context<'_>) -> Result {
    evaluator::Evaluator { context, is_constant: false }.evaluate(expr, None)
}

/// The value of an expression that may neither name anything nor call a function: in a file of variable values, as the
/// default of a variable.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_constant(expr: &Expr, budget: &Budget) -> Result {
    let context = Context { scope: &Nothing, files: &Nothing, budget };
    evaluator::Evaluator { context: &context, is_constant: true }.evaluate(expr, None)
}

/// Neither names nor files.
struct Nothing;

impl Scope for Nothing {
    fn resolve(&self, _: &str, _: &[Step], span: Span) -> Result<(Value, usize)> {
        Err(Error::new("Variables may not be used here.").or_at(span))
    }
}

impl Files for Nothing {
    fn read(&self, path: &str) -> std::result::Result<Arc<[u8]>, Refusal> {
        Err(Refusal { reason: format!("{path} may not be read here"), is_absent: false })
    }

    fn list(&self, folder: &str) -> std::result::Result<Vec<String>, Refusal> {
        Err(Refusal { reason: format!("{folder} may not be read here"), is_absent: false })
    }
}
