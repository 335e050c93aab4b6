//! What the parsers promise together.

mod corpus;
mod embedded;
mod json;
mod mutations;
mod path;
mod support;
mod yaml;
