//! The policies that run, for other engines: a bundle for Open Policy Agent, templates and constraints for Gatekeeper.
//!
//! Both hold the same Rego that [`Session::check`](crate::session::Session::check) evaluates, and what a check does
//! around it (choosing policies by kind, parameters, severities) as generated Rego.

mod archive;
mod bundle;
mod gatekeeper;
mod rename;

use std::collections::BTreeMap;

pub use archive::tar_gz;
pub use bundle::{Algorithm, SignError, opa_bundle, sign};
pub use gatekeeper::{Action, Gatekeeper, gatekeeper};

/// Files by their path, with `/`.
pub type ExportedFiles = BTreeMap<String, Vec<u8>>;

/// What keeps policies from being exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No policy runs with the settings given: the user's to mend.
    #[error("no policy runs with these settings{}", if *.kubernetes { " that judges Kubernetes objects" } else { "" })]
    NothingToExport {
        /// Were only policies of Kubernetes asked for?
        kubernetes: bool,
    },
    /// The archive could not be put together.
    #[error("internal error: the archive cannot be written: {0}")]
    Archive(#[from] std::io::Error),
}
