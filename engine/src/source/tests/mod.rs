//! What the parsers of this module promise together.

mod corpus;
mod embedded;
mod json;
mod path;
mod support;
mod yaml;
