//! What the parsers of this module promise together.

mod corpus;
mod json;
mod support;
mod yaml;
