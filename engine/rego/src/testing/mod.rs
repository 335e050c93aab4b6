//! Tests of policies, as `opa test` knows them: which there are, how they end, and what they go through.

mod cases;
mod coverage;
mod run;

pub use cases::{Cases, Test, cases, find};
pub use coverage::{Place, places};
pub use run::{Case, Ran, TestError, last_failure, run, values};
