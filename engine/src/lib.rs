//! Evaluates security policies over Terraform, Kubernetes and Keycloak documents and says where each finding stands.
//!
//! The modules form a pipeline; data moves from the first to the last and never back:
//! [`files`] reads bytes, [`source`] turns them into documents that know their positions, [`discover`] says what each
//! file is and which belong together, [`terraform`], [`kubernetes`] and [`keycloak`] turn documents into
//! [`resource`]s, [`policy`] selects what judges them, [`rego`] evaluates ([`foreign`] what was written
//! for other tools), [`finding`] gives every result its place
//! and state ([`compat`] by what other tools go too), [`fix`] says how to mend it, [`suppress`] how to excuse it, [`since`] which of them a change brings,
//! [`report`] prints, [`maturity`] sums
//! it up by the rows of the security models. A [`session::Session`] runs the whole pipeline for every user interface;
//! [`export`] hands its policies to other engines.

pub mod compat;
pub mod config;
pub mod discover;
pub mod export;
pub mod files;
pub mod finding;
pub mod fix;
pub mod foreign;
pub mod helm;
pub mod keycloak;
pub mod kubernetes;
pub mod maturity;
pub mod nearest;
mod page;
pub mod policy;
pub mod rego;
pub mod report;
pub mod resource;
pub mod session;
pub mod since;
pub mod suppress;
pub mod terraform;
#[cfg(test)]
mod testing;
mod yaml;

pub use bartizan_source as source;
