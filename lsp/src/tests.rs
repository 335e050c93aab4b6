//! The server as a client sees it, over an in-memory connection.

mod agreement;
mod configuration;
mod diagnostics;
mod documents;
mod helm;
mod helm_hovers;
mod lifecycle;
mod queue;
mod requests;
mod support;
mod terraform;
mod workspace;
