//! Bounds of one rendering: charts are hostile input.

use std::cell::Cell;

use crate::value::held;
use crate::{Error, Result};

/// How much one rendering of a chart may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nodes executed and elements made by functions.
    pub steps: u64,
    /// Bytes of text made, by output and by functions.
    pub bytes: u64,
    /// Bytes that lists and maps hold at one time, about.
    pub memory: usize,
    /// Calls of templates inside of one another.
    pub depth: u32,
    /// Values inside of one another.
    pub nesting: u32,
}

impl Limits {
    /// The least share of steps and text: one of this many parts.
    const SHARES: u64 = 8;

    /// What is left to the environment at place `order` of a chart, from 0: the later, the less, so that a chart that
    /// spends all it may does not take as many times as long as it has environments. What it may hold at one time is
    /// the same for all.
    #[must_use]
    pub fn of_environment(self, order: usize) -> Self {
        let parts = u64::try_from(order).unwrap_or(u64::MAX).saturating_add(1).min(Self::SHARES);
        Self { steps: self.steps / parts, bytes: self.bytes / parts, ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 20_000_000, bytes: 128 << 20, memory: 192 << 20, depth: 5_000, nesting: 200 }
    }
}

/// What is left of the [`Limits`].
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    steps: Cell<u64>,
    bytes: Cell<u64>,
    /// What lists and maps of the thread held before.
    held: usize,
}

impl Budget {
    /// Bytes of an element of a list, about: a short text with its origin.
    const ELEMENT: usize = 128;

    /// All of the limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, steps: Cell::new(limits.steps), bytes: Cell::new(limits.bytes), held: held() }
    }

    /// The limits it began with.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes `count` steps.
    ///
    /// # Errors
    /// When fewer are left, or lists and maps hold more than they may.
    pub fn take_steps(&self, count: u64) -> Result<()> {
        let left = self.steps.get().checked_sub(count);
        self.steps.set(left.unwrap_or(0));
        if left.is_none() {
            let steps = self.limits.steps;
            return Err(Error::limit(format!("the chart needs more than {steps} steps to be rendered")));
        }
        self.has_room(0)
    }

    /// Takes the steps for `count` elements; to be called before they are made.
    ///
    /// # Errors
    /// When fewer are left, or there is no memory for them.
    pub fn take_elements(&self, count: u64) -> Result<()> {
        self.take_steps(count)?;
        self.has_room(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Is there memory for `count` elements?
    ///
    /// # Errors
    /// When there is not.
    pub fn has_room(&self, count: usize) -> Result<()> {
        let bytes = count.saturating_mul(Self::ELEMENT);
        let memory = self.limits.memory;
        if held().saturating_sub(self.held).saturating_add(bytes) > memory {
            return Err(Error::limit(format!("the chart makes lists and maps of more than {memory} bytes")));
        }
        Ok(())
    }

    /// Takes `count` bytes, and the step of writing them; to be called before the text is made.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn take_bytes(&self, count: u64) -> Result<()> {
        self.take_steps(1)?;
        let left = self.bytes.get().checked_sub(count);
        self.bytes.set(left.unwrap_or(0));
        left.map(drop)
            .ok_or_else(|| Error::limit(format!("the chart makes more than {} bytes of text", self.limits.bytes)))
    }
}
