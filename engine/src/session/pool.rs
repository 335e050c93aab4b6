//! The threads that checks run on.

use std::cell::Cell;
use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::rego::STACK_BYTES;

/// Threads whose stack is deep enough for what policies and documents nest.
static POOL: LazyLock<Option<ThreadPool>> =
    LazyLock::new(|| ThreadPoolBuilder::new().stack_size(STACK_BYTES).build().ok());

/// The same for what nobody waits for: half as many, so that the others find a processor. They end with the pool, and
/// what the allocator keeps for them of the memory that their work took goes back with them.
fn background() -> Option<ThreadPool> {
    let half = std::thread::available_parallelism().map_or(1, |all| (all.get() / 2).max(1));
    let builder = ThreadPoolBuilder::new().stack_size(STACK_BYTES).num_threads(half);
    builder.start_handler(|_| IN_BACKGROUND.set(true)).build().ok()
}

thread_local! {
    static IN_BACKGROUND: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` on threads that are deep enough: those of the background when it is there already.
pub(super) fn on_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match &*POOL {
        Some(pool) if !IN_BACKGROUND.get() => pool.install(work),
        _ => work(),
    }
}

/// Does `work`, and all checks in it, on threads of their own, so that checks elsewhere do not queue up behind it.
pub fn in_background<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match background() {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// A step of a check, as people say it: "judging charts/web".
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    verb: &'static str,
    what: &'a str,
}

impl<'a> Step<'a> {
    /// Reading a unit.
    #[must_use]
    pub fn reading(unit: &'a str) -> Self {
        Self { verb: "reading", what: unit }
    }

    /// Judging a unit, or everything together.
    #[must_use]
    pub fn judging(what: &'a str) -> Self {
        Self { verb: "judging", what }
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.what)
    }
}

/// How far a check has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Units read, which comes first.
    pub read: usize,
    /// Units judged.
    pub judged: usize,
    /// Units found.
    pub total: usize,
}

impl Progress {
    /// How much of it is done, in percent.
    #[must_use]
    pub fn percentage(&self) -> u32 {
        u32::try_from((self.read + self.judged) * 50 / self.total.max(1)).unwrap_or(100).min(100)
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.judged {
            0 => write!(f, "{} of {} units read", self.read, self.total),
            judged => write!(f, "{judged} of {} units judged", self.total),
        }
    }
}

/// Who lets a check go on.
pub trait Pace: fmt::Debug + Send + Sync {
    /// Called before each unit; may wait. When it says no, the check ends as soon as it can, and what it reports means
    /// nothing.
    fn go_on(&self, progress: Progress) -> bool;

    /// Called after each `step`: reading a unit, judging it, judging all together.
    fn took(&self, step: Step<'_>, time: Duration);
}
