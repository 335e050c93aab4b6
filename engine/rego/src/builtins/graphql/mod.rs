//! `graphql.*`: documents of GraphQL parsed and validated.
//!
//! Reference: <https://spec.graphql.org/October2021>. Trees, messages and the rules that apply are those of OPA's parser,
//! `vektah/gqlparser`.

mod lexer;
mod overlaps;
mod parser;
mod rules;
mod schema;
mod schema_check;
mod schema_parser;
mod suggestions;
mod tree;
mod values;
mod walk;

use super::operands::string;
use super::{Answer, Context, Error, Function};
use crate::value::Value;
use parser::Parser;
use schema::Schema;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("graphql.is_valid", is_valid),
    ("graphql.parse", parse),
    ("graphql.parse_and_verify", parse_and_verify),
    ("graphql.parse_query", parse_query),
    ("graphql.parse_schema", parse_schema),
    ("graphql.schema_is_valid", schema_is_valid),
];

fn parse_query(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    Ok(tree::pruned(&Parser::new(context, string(arguments, 1)?)?.query_document()?))
}

fn parse_schema(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    Ok(tree::pruned(&Parser::new(context, string(arguments, 1)?)?.schema_document()?))
}

/// A document as a tree: parsed, or the tree that a policy hands over, its positions left out.
///
/// # Errors
///
/// [`Error::Type`] for what is neither, [`Error::Failed`] for what cannot be such a document.
fn document(context: &mut Context<'_>, arguments: &[Value], place: usize, schema: bool) -> Answer {
    match &arguments[place - 1] {
        Value::String(text) if schema => Parser::new(context, text)?.schema_document(),
        Value::String(text) => Parser::new(context, text)?.query_document(),
        given @ Value::Object(_) => tree::adopted(context, given, schema),
        // OPA counts from 0 here.
        other => Err(super::operands::wrong(place - 1, "one of {string, object}", other)),
    }
}

/// Does it fail for what the document is, and not for a limit?
fn succeeds<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::Failed(_) | Error::Type(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn schema_is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Some(document) = succeeds(document(context, arguments, 1, true))? else { return Ok(Value::Bool(false)) };
    Ok(Value::Bool(succeeds(Schema::build(context, &document))?.is_some()))
}

/// A valid query and its schema, as trees.
fn verified(context: &mut Context<'_>, arguments: &[Value]) -> Result<(Value, Value), Error> {
    let query = document(context, arguments, 1, false)?;
    let schema = document(context, arguments, 2, true)?;
    let built = Schema::build(context, &schema)?;
    walk::validate(context, &built, &query)?;
    Ok((tree::pruned(&query), tree::pruned(&schema)))
}

fn parse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    verified(context, arguments).map(|(query, schema)| Value::array(vec![query, schema]))
}

fn parse_and_verify(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let verified = succeeds(verified(context, arguments))?;
    let valid = Value::Bool(verified.is_some());
    let (query, schema) = verified.unwrap_or_else(|| (Value::empty_object(), Value::empty_object()));
    Ok(Value::array(vec![valid, query, schema]))
}

fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    Ok(Value::Bool(succeeds(verified(context, arguments))?.is_some()))
}

#[cfg(test)]
mod tests {
    use crate::builtins::Error;
    use crate::builtins::testing::{call, check, said};
    use crate::value::Value;

    #[test]
    fn answers_as_opa_does() {
        check(include_str!("../rows/graphql.jsonl"));
    }

    #[test]
    fn refuses_what_nests_too_deep() {
        let deep = |text: &str, end: &str| Value::from(format!("{}a{}", text.repeat(50_000), end.repeat(50_000)));
        for text in [deep("{ a ", "}"), deep("{ a(b: [", "])}"), deep("{ a(b: {c: ", "})}")] {
            assert!(matches!(call("graphql.parse_query", &[text]), Err(Error::Failed(_))));
        }
        let types = Value::from(format!("type A {{ a: {}Int }}", "[".repeat(50_000)));
        assert!(said(&call("graphql.parse_schema", &[types])).contains("nests more than"));
        let chain: String = (0..5000).map(|at| format!("fragment F{at} on Query {{ ...F{} }} ", at + 1)).collect();
        let chain = Value::from(format!("{{ ...F0 }} {chain}"));
        let schema = Value::from("type Query { a: Int }");
        assert_eq!(call("graphql.is_valid", &[chain, schema]), Ok(Value::Bool(false)));
    }
}
