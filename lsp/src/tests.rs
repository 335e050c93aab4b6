//! The server as a client sees it, over an in-memory connection.

mod actions;
mod affected;
mod agreement;
mod assist;
mod configuration;
mod diagnostics;
mod documents;
mod fuzz;
mod helm;
mod helm_hovers;
mod lifecycle;
mod overview;
mod queue;
mod rego;
mod rego_rename;
mod rego_tests;
mod requests;
mod scan;
mod support;
mod terraform;
mod workspace;
