//! `rego.parse_module`.

use super::operands::string;
use super::{Answer, Context, Error, Function};
use crate::syntax::ast::Version;
use crate::syntax::{JsonOptions, module_to_json, parse_module};
use crate::value::Value;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("rego.parse_module", parse)];

/// Bytes of the tree that a byte of text can become: a wildcard of two bytes is a node of its own.
const EXPANSION: usize = 400;

/// The tree of a module, without its METADATA blocks.
fn parse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (file, text) = (string(arguments, 1)?, string(arguments, 2)?);
    context.work(text.len())?;
    let parsed = parse_module(text, Version::V1);
    if let Some(error) = parsed.errors.first() {
        return Err(Error::failed(format!("{}: {}", error.code.as_str(), error.message)));
    }
    context.make(text.len().saturating_mul(EXPANSION))?;
    let options = JsonOptions { locations: false, comments: true, annotations: false, file };
    Ok(module_to_json(text, &parsed.module, options))
}
