//! Bounds of one rendering: charts are hostile input.

use std::cell::Cell;

use crate::{Error, Result};

/// How much one rendering of a chart may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nodes executed and elements made by functions.
    pub steps: u64,
    /// Bytes of text made, by output and by functions.
    pub bytes: u64,
    /// Calls of templates inside of one another.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 50_000_000, bytes: 256 << 20, depth: 200 }
    }
}

/// What is left of the [`Limits`].
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    steps: Cell<u64>,
    bytes: Cell<u64>,
}

impl Budget {
    /// All of the limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, steps: Cell::new(limits.steps), bytes: Cell::new(limits.bytes) }
    }

    /// The limits it began with.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes `count` steps.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn take_steps(&self, count: u64) -> Result<()> {
        let left = self.steps.get().checked_sub(count);
        self.steps.set(left.unwrap_or(0));
        left.map(drop).ok_or_else(|| {
            Error::limit(format!("the chart needs more than {} steps to be rendered", self.limits.steps))
        })
    }

    /// Takes `count` bytes; to be called before the text is made.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn take_bytes(&self, count: u64) -> Result<()> {
        let left = self.bytes.get().checked_sub(count);
        self.bytes.set(left.unwrap_or(0));
        left.map(drop)
            .ok_or_else(|| Error::limit(format!("the chart makes more than {} bytes of text", self.limits.bytes)))
    }
}
