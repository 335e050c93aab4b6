//! The tree of a module as the JSON of OPA's own parser: what `opa parse --format json` prints and `rego.parse_module`
//! gives.

mod places;
mod rules;
mod terms;
pub(super) mod tree;
mod write;

pub(super) use rules::lower;
pub use write::{JsonOptions, module_to_json};

#[cfg(test)]
mod tests;
