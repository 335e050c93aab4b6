//! Policies: loading, metadata, selection by kind, parameters, severities.

mod metadata;

pub use metadata::{Confidence, Metadata, Parameter, Profile, Scope, Severity};
