//! Keeps the executor within the stack of its thread, whatever a build makes of its frames.

use std::cell::Cell;

use crate::{Error, Result};

/// What [`with_stack`] has for the executor: of the memory only what is used is taken.
const LARGE: usize = 512 << 20;

/// What is taken for granted on any thread; the smallest ones have 2 MiB.
const SMALL: usize = 1 << 20;

/// Left for functions of templates, which go down into values.
const RESERVE: usize = 8 << 20;

thread_local! {
    static AVAILABLE: Cell<usize> = const { Cell::new(SMALL) };
}

/// Runs `work` on a thread whose stack has room for templates that call each other as deep as the limits allow. On
/// other threads, they may end before.
///
/// # Errors
/// When there is no thread to be had.
pub fn with_stack<R: Send>(work: impl FnOnce() -> R + Send) -> std::io::Result<R> {
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(LARGE + RESERVE).spawn_scoped(scope, || {
            AVAILABLE.set(LARGE);
            work()
        })?;
        worker.join().map_err(|panic| std::panic::resume_unwind(panic))
    })
}

/// The stack's place when execution began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stack {
    base: usize,
    available: usize,
}

impl Stack {
    pub(super) fn here() -> Self {
        Self { base: address(), available: AVAILABLE.get() }
    }

    /// # Errors
    /// When the stack is used up.
    pub(super) fn check(self) -> Result<()> {
        if self.base.abs_diff(address()) < self.available {
            return Ok(());
        }
        Err(Error::limit("the templates nest too deeply"))
    }
}

#[inline(never)]
fn address() -> usize {
    let marker = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&marker)).addr()
}
