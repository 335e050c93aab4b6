//! Answers to queries.
//!
//! Bodies are solved step by step; what comes after a step with several answers is called for each of them. Documents
//! that rules make are computed once and kept as long as what they were computed from stands.

mod deciding;
mod error;
mod explain;
mod machine;
mod memo;
mod notes;
mod observe;
mod patterns;
mod reference;
mod rules;
mod scope;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::builtins::Outside;
use crate::compile::{Query, Rules};
use crate::value::Value;
pub use error::{ErrorCode, EvalError};
pub use explain::{Explained, Reason};
use machine::Machine;
use observe::Observer;
pub use observe::{Event, Measured, Observation, Observe, Op};

/// Stack, in bytes, that a thread needs to evaluate.
pub const STACK_BYTES: usize = 32 << 20;

/// Bounds of one evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long it may take.
    pub time: Option<Duration>,
    /// Bytes of values that it may make, those dropped meanwhile included.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: None, bytes: 4 << 30 }
    }
}

/// How to evaluate.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Its bounds.
    pub limits: Limits,
    /// What `time.now_ns` answers, in nanoseconds since 1970.
    pub now_ns: i64,
    /// What of the world outside may be reached.
    pub outside: Outside,
    /// Is an error of a builtin an error, instead of leaving its call undefined?
    pub strict_builtin_errors: bool,
    /// What to note of the evaluation.
    pub observe: Observe,
    /// Ends the evaluation when set.
    pub cancelled: Option<Arc<AtomicBool>>,
}

/// All answers to a query.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// In the order they were found; none where the query is undefined.
    pub answers: Vec<Answer>,
    /// What `print` said, line by line.
    pub prints: Vec<String>,
}

/// An evaluation, whether it ended well or not.
#[derive(Debug)]
pub struct Evaluation {
    /// In the order they were found; none where the query is undefined.
    pub answers: Result<Vec<Answer>, EvalError>,
    /// What `print` said, line by line.
    pub prints: Vec<String>,
    /// What [`Options::observe`] asked for.
    pub observed: Observation,
}

/// One answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Variables of the query, by name.
    pub bindings: Vec<(Arc<str>, Value)>,
    /// What each expression of the query gives, in their order; declarations give nothing.
    pub values: Vec<Value>,
}

/// The values of rules, in the order they were asked for; none where a rule is undefined.
pub type Documents = Vec<Result<Option<Value>, EvalError>>;

impl Rules {
    /// The values of all rules. A rule that fails does not keep the others from answering. The thread needs
    /// [`STACK_BYTES`] of stack.
    #[must_use]
    pub fn eval(&self, input: Option<&Value>, data: &Value, options: &Options) -> Documents {
        let mut machine = Machine::new(&self.code, options, input.cloned(), data.clone());
        let value = |group: &Option<_>| match group {
            Some(group) => {
                let document = machine.document(*group)?;
                document.iter().try_for_each(|document| machine.hand_out(document))?;
                Ok(document)
            }
            None => Ok(None),
        };
        self.groups.iter().map(value).collect()
    }
}

impl Rules {
    /// The values of all rules, each with the places of `input` that it depends on. Slower than [`Rules::eval`]. The
    /// thread needs [`STACK_BYTES`] of stack.
    #[must_use]
    pub fn explain(&self, input: Option<&Value>, data: &Value, options: &Options) -> Vec<Result<Explained, EvalError>> {
        let explain = |group: &Option<_>| {
            let Some(group) = group else { return Ok(Explained::default()) };
            let mut machine = Machine::new(&self.code, options, input.cloned(), data.clone());
            machine.explained(*group)
        };
        self.groups.iter().map(explain).collect()
    }
}

impl Query {
    /// Answers the query. The thread needs [`STACK_BYTES`] of stack.
    ///
    /// # Errors
    ///
    /// Rules that contradict each other, a limit that was reached, a builtin that is refused; with strict builtin
    /// errors, a builtin that fails.
    pub fn eval(&self, input: Option<&Value>, data: &Value, options: &Options) -> Result<Answers, EvalError> {
        let Evaluation { answers, prints, .. } = self.evaluate(input, data, options);
        answers.map(|answers| Answers { answers, prints })
    }

    /// The value of the first expression in the first answer, with the places of `input` that it depends on. Slower than
    /// [`Query::eval`]. The thread needs [`STACK_BYTES`] of stack.
    ///
    /// # Errors
    ///
    /// Those of [`Query::eval`].
    pub fn explain(&self, input: Option<&Value>, data: &Value, options: &Options) -> Result<Explained, EvalError> {
        let mut machine = Machine::new(&self.code, options, input.cloned(), data.clone());
        machine.explained_query(&self.ready)
    }

    /// As [`Query::eval`], with what was printed and noted until an error, too.
    pub fn evaluate(&self, input: Option<&Value>, data: &Value, options: &Options) -> Evaluation {
        let mut machine = Machine::new(&self.code, options, input.cloned(), data.clone());
        machine.observer = Observer::new(options.observe);
        let answers = machine.query(&self.ready);
        let observed = machine.observer.map(|observer| observer.finish()).unwrap_or_default();
        Evaluation { answers, prints: machine.prints, observed }
    }
}
