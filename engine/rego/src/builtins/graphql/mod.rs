//! `graphql.*`: documents of GraphQL parsed and validated.
//!
//! Reference: <https://spec.graphql.org/October2021>. Trees, messages and the rules that apply are those of OPA's parser,
//! `vektah/gqlparser`.

mod lexer;
mod parser;
mod schema_parser;
mod tree;

use super::operands::string;
use super::{Answer, Context, Error, Function};
use crate::value::Value;
use parser::Parser;

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("graphql.parse_query", parse_query), ("graphql.parse_schema", parse_schema)];

fn parse_query(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    Ok(tree::pruned(&Parser::new(context, string(arguments, 1)?)?.query_document()?))
}

fn parse_schema(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    Ok(tree::pruned(&Parser::new(context, string(arguments, 1)?)?.schema_document()?))
}
