//! The threads that checks run on.

use std::cell::Cell;
use std::fmt;
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Progress;
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

/// Who lets a check go on.
pub trait Pace: fmt::Debug + Send + Sync {
    /// Called before each unit; may wait. When it says no, the check ends as soon as it can, and what it reports means
    /// nothing.
    fn go_on(&self, progress: Progress) -> bool;
}
