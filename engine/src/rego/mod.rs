//! The evaluator: compiled policies, limits. Beside it only [`foreign`](crate::foreign), which compiles policies of other
//! tools, and [`export`](crate::export), which writes policies for other engines, name the crate of the language.
//!
//! Policies are compiled in groups, those that judge the same kinds together, when the first resource of such a kind
//! comes; a group answers in one query. What a resource was answered is kept by the hash of what the policies see of
//! it, so that text that only moves costs nothing.

mod answer;
mod compile;
mod evaluator;
mod explain;
mod fault;
mod hash;
mod input;
mod limits;
mod memo;
mod outcome;
mod test_runner;

pub use bartizan_rego::eval::Options;
pub(crate) use compile::options;
pub use evaluator::{Evaluator, Question};
pub use explain::Dependency;
pub(crate) use explain::Explanation;
pub(crate) use fault::Fault;
pub(crate) use input::{json as value_of_json, value as value_of};
pub use input::{resource_input, set_input};
pub use limits::{Limits, STACK_BYTES};
pub use outcome::{EditOp, FixStep, Outcome, RelatedPath, Safety, Verdict};
pub use test_runner::{TestResult, run_tests};
