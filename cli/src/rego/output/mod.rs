//! What the commands on Rego print.

pub(crate) mod json;
pub(crate) mod table;
