//! Text to tree.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "syntax/dump.rs"]
mod dump;
#[path = "syntax/limits.rs"]
mod limits;
#[path = "syntax/mutations.rs"]
mod mutations;
#[path = "syntax/origins.rs"]
mod origins;
#[path = "syntax/trees.rs"]
mod trees;
#[path = "syntax/values.rs"]
mod values;
#[path = "syntax/verdicts.rs"]
mod verdicts;
