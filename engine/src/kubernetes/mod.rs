//! Manifests to resources.
