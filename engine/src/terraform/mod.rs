//! Plan JSON to resources.
