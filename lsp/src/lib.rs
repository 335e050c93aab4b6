//! The language server of Bartizan: the engine's findings while the person types.
//!
//! Notifications enter one ordered queue before anything is awaited; a single worker thread owns all state and works the
//! queue off, skipping document versions that are already outdated. The protocol crate's handlers only pass messages on.

mod diagnostics;
mod document;
mod outbox;
mod position;
mod server;
mod settings;
mod worker;
mod workspace;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp_server::{LspService, Server};

use server::Backend;

/// Messages of the client that are taken in before one of them is answered: far more than a client has under way, so that
/// a cancellation is never held up by what it cancels.
const CONCURRENCY: usize = 1024;

/// Serves one client over standard input and output until it says `exit` or closes the stream. Gives whether it said
/// `shutdown` before.
///
/// # Errors
/// When the runtime or the worker thread cannot be started.
pub fn serve_stdio() -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let served = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout()));
    // Standard input is read on a thread of its own that cannot be interrupted.
    runtime.shutdown_background();
    served
}

/// Serves one client over any pair of streams. Gives whether it said `shutdown` before it left.
///
/// # Errors
/// When the worker thread cannot be started.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) -> io::Result<bool> {
    let mut queue = None;
    let (service, socket) = LspService::new(|client| {
        let (backend, events) = Backend::new(client);
        queue = Some(events);
        backend
    });
    let shut_down = Arc::clone(&service.inner().shut_down);
    if let Some(events) = queue {
        service.inner().start(events)?;
    }
    Server::new(input, output, socket).concurrency_level(CONCURRENCY).serve(service).await;
    Ok(shut_down.load(Ordering::Relaxed))
}
