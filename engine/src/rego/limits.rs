//! Bounds of one evaluation.

use std::time::Duration;

/// How long a query may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// One resource, all policies of a group.
    pub resource: Duration,
    /// One unit or fleet, all policies of a group.
    pub set: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { resource: Duration::from_secs(2), set: Duration::from_secs(10) }
    }
}

/// Stack, in bytes, of a thread that evaluates: policies nest calls and expressions, documents nest values.
pub const STACK_BYTES: usize = bartizan_rego::eval::STACK_BYTES;
