//! The language server of Bartizan: the engine's findings while the person types.
//!
//! Notifications enter one ordered queue before anything is awaited; a single worker thread owns all state and works the
//! queue off, skipping document versions that are already outdated. The protocol crate's handlers only pass messages on.

mod actions;
mod assist;
mod diagnostics;
mod document;
mod frames;
mod outbox;
mod position;
mod rego;
mod scan;
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
use tower_lsp_server::{Client, ClientSocket, LspService, Server};

use server::Backend;

/// Messages of the client that are taken in before one of them is answered: far more than a client has under way, so that
/// a cancellation is never held up by what it cancels.
const CONCURRENCY: usize = 1024;

/// Bytes of messages that are passed on at once.
const PIPE: usize = 1 << 16;

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
    let (service, socket) = service(|client| {
        let (backend, events) = Backend::new(client);
        queue = Some(events);
        backend
    });
    let shut_down = Arc::clone(&service.inner().shut_down);
    if let Some(events) = queue {
        service.inner().start(events)?;
    }
    serve_messages(input, output, service, socket).await;
    Ok(shut_down.load(Ordering::Relaxed))
}

/// Passes messages between the client and the service until either leaves.
async fn serve_messages(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite,
    service: LspService<Backend>,
    socket: ClientSocket,
) {
    let (messages, passed) = tokio::io::duplex(PIPE);
    let passing = frames::pass_on(input, passed);
    let serving = Server::new(messages, output, socket).concurrency_level(CONCURRENCY).serve(service);
    tokio::pin!(passing, serving);
    tokio::select! {
        () = &mut serving => {}
        // The end of the input is that of the messages; what was asked is still answered.
        _ = &mut passing => serving.await,
    }
}

/// The service around a server: what the protocol crate's trait has, and what it lacks.
fn service(backend: impl FnOnce(Client) -> Backend) -> (LspService<Backend>, ClientSocket) {
    LspService::build(backend)
        .custom_method("window/workDoneProgress/cancel", Backend::cancel_progress)
        .custom_method(frames::UNREADABLE, Backend::refuse)
        .finish()
}
