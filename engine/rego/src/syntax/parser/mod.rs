//! Recursive descent from tokens to the tree. It never gives up on a file: what it cannot read it reports and passes
//! over, to the next expression of a body or the next rule.

mod collections;
mod cursor;
mod expressions;
mod logical;
mod module;
mod rules;
mod strings;
mod terms;

use cursor::Parser;

use super::annotations;
use super::ast::{Expr, Module, Version};
use crate::diagnostic::Diagnostic;

/// How many brackets may be open at a time. A level takes up to 8 KiB of stack in an unoptimised build.
pub const MAX_DEPTH: usize = 150;

/// How high a tree may grow: by brackets, by operators one after another, by `else` parts.
pub const MAX_HEIGHT: usize = 250;

/// A module, and what is wrong with its text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What could be read.
    pub module: Module,
    /// In order of their places; empty where OPA would take the text.
    pub errors: Vec<Diagnostic>,
}

/// Reads a module without its annotations, which are what takes longest: for modules that nobody asks for them.
#[must_use]
pub fn parse_rules(text: &str, version: Version) -> Parsed {
    let mut parser = Parser::new(text, version);
    let mut module = Module { version, comments: parser.take_comments(), ..Module::default() };
    parser.module(&mut module);
    Parsed { module, errors: parser.finish() }
}

/// Reads a module. What `version` says yields to an import of `rego.v1`.
#[must_use]
pub fn parse_module(text: &str, version: Version) -> Parsed {
    let mut parser = Parser::new(text, version);
    let mut module = Module { version, comments: parser.take_comments(), ..Module::default() };
    parser.module(&mut module);
    let (annotations, errors) = annotations::read(text, &module);
    module.annotations = annotations;
    // What annotations stand before is known only where everything could be read.
    if parser.errors.is_empty() {
        parser.errors = errors;
    }
    Parsed { module, errors: parser.finish() }
}

/// Reads a query: expressions of a body, with the keywords of v1.
///
/// # Errors
///
/// What is wrong with the text, in order of place.
pub fn parse_query(text: &str) -> Result<Vec<Expr>, Vec<Diagnostic>> {
    let mut parser = Parser::new(text, Version::V1);
    let body = parser.query();
    let errors = parser.finish();
    if errors.is_empty() { Ok(body) } else { Err(errors) }
}
