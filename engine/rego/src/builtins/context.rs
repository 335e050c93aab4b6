//! What builtins may know and use.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::{Answer, Error};
use crate::value::Value;

/// What of the world outside a policy may reach. Nothing, unless told otherwise.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// May `http.send` and `net.lookup_ip_addr` reach the network?
    pub network: bool,
    /// May `rand.intn` and `uuid.rfc4122` draw random numbers?
    pub random: bool,
    /// What `opa.runtime` answers; refused where absent.
    pub runtime: Option<Value>,
}

/// The surroundings of one evaluation.
#[derive(Debug)]
pub struct Context<'a> {
    /// What `time.now_ns` answers: nanoseconds since 1970, the same through an evaluation.
    pub now_ns: i64,
    /// What may reach outside.
    pub outside: &'a Outside,
    /// When the evaluation must end.
    pub deadline: Option<Instant>,
    /// Set from outside to end the evaluation.
    pub cancelled: Option<&'a Arc<AtomicBool>>,
    /// Work that may still be done before the next look at the clock.
    pub fuel: u32,
    /// Bytes that the evaluation may still make, all values together.
    pub allowance: u64,
    /// What was drawn or fetched: the same question has the same answer through an evaluation.
    pub kept: BTreeMap<(&'static str, Value), Answer>,
}

/// Units of work between two looks at the clock.
const FUEL: u32 = 4096;

impl<'a> Context<'a> {
    /// Without limits, at the beginning of 1970.
    #[must_use]
    pub fn new(outside: &'a Outside, cancelled: Option<&'a Arc<AtomicBool>>) -> Self {
        Self { now_ns: 0, outside, deadline: None, cancelled, fuel: FUEL, allowance: u64::MAX, kept: BTreeMap::new() }
    }
}

impl Context<'_> {
    /// What a builtin draws for a question: drawn once.
    ///
    /// # Errors
    ///
    /// [`Error::Halt`] when the evaluation has made too much.
    pub fn once(&mut self, name: &'static str, question: Value, draw: impl FnOnce() -> Value) -> Answer {
        self.make(128)?;
        self.kept.entry((name, question)).or_insert_with(|| Ok(draw())).clone()
    }

    /// Accounts for `units` of work, each about a microsecond or less; looks at the clock now and then. To be called in
    /// every loop that a policy's data can make long.
    ///
    /// # Errors
    ///
    /// [`Error::Halt`] when the time is over or the evaluation was cancelled.
    pub fn work(&mut self, units: usize) -> Result<(), Error> {
        match self.fuel.checked_sub(u32::try_from(units).unwrap_or(u32::MAX)) {
            Some(fuel) => {
                self.fuel = fuel;
                Ok(())
            }
            None => {
                self.fuel = FUEL;
                self.check()
            }
        }
    }

    /// Accounts for a value of about `bytes` that is going to be made: before it is made.
    ///
    /// # Errors
    ///
    /// [`Error::Halt`] when the evaluation has made too much.
    pub fn make(&mut self, bytes: usize) -> Result<(), Error> {
        match self.allowance.checked_sub(bytes as u64) {
            Some(allowance) => {
                self.allowance = allowance;
                self.work(bytes / 64 + 1)
            }
            None => Err(Error::Halt("the evaluation made too much data and was stopped".to_owned())),
        }
    }

    /// Looks at the clock.
    ///
    /// # Errors
    ///
    /// [`Error::Halt`] when the time is over or the evaluation was cancelled.
    pub fn check(&self) -> Result<(), Error> {
        if self.cancelled.is_some_and(|cancelled| cancelled.load(Ordering::Relaxed)) {
            return Err(Error::Halt("the evaluation was cancelled".to_owned()));
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::Halt("the evaluation took too long and was stopped".to_owned()));
        }
        Ok(())
    }
}
