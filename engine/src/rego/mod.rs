//! The evaluator: compiled policies, limits; the only place that names the Rego crate.

mod outcome;

pub use outcome::{EditOp, FixStep, Outcome, RelatedPath, Safety, Verdict};
