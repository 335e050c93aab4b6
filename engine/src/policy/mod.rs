//! Policies: loading, metadata, selection by kind, parameters, severities.

mod error;
mod metadata;
mod pack;
mod parameters;
mod selection;
mod silent;

pub use error::PolicyError;
pub use metadata::{Confidence, Format, Metadata, Parameter, Profile, Scope, Severity};
pub use pack::{Library, Pack, Policy, PolicyFile};
pub(crate) use pack::{covers, kinds_of};
pub use parameters::{ParameterError, Parameters};
pub use selection::{Selection, SelectionError, SelectionRules};
