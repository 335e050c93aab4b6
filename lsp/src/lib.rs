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

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp_server::{LspService, Server};

/// Serves one client over standard input and output until it says `exit` or closes the stream.
///
/// # Errors
/// When the runtime or the worker thread cannot be started.
pub fn serve_stdio() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let served = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout()));
    // Standard input is read on a thread of its own that cannot be interrupted.
    runtime.shutdown_background();
    served
}

/// Serves one client over any pair of streams.
///
/// # Errors
/// When the worker thread cannot be started.
pub async fn serve(input: impl AsyncRead + Unpin, output: impl AsyncWrite) -> io::Result<()> {
    let mut started = Ok(());
    let (service, socket) = LspService::new(|client| {
        let (backend, result) = server::Backend::start(client);
        started = result;
        backend
    });
    started?;
    Server::new(input, output, socket).serve(service).await;
    Ok(())
}
