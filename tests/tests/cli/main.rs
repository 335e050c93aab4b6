//! The command from outside: what it prints, how it ends, what it reads.
//!
//! Every test runs the real binary in a project of its own, in an environment with nothing in it but what the test
//! gives. See [`support`] for how the binary is found.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it skips"
)]

mod baseline;
mod commands;
mod compat;
mod corpus;
mod damage;
mod excuses;
mod explain;
mod fixes;
mod formats;
mod helm;
mod hostile;
mod hostile_charts;
mod init;
mod maturity;
mod output;
mod paths;
mod places;
mod projects;
mod rego;
mod release;
mod render;
mod rendered;
mod sarif;
mod schema;
mod secrets;
mod settings;
mod since;
mod since_projects;
mod status;
mod support;
mod terraform;
