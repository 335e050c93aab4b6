//! Bundled policies.
