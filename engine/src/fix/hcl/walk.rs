//! From a path to what stands there, or to where it would stand.

use bartizan_hcl::syntax::ast::{Attribute, Block, Body, Expr, ExprKind, ObjectItem};

use super::Refusal;
use crate::resource::PathElement;

/// What a path leads to.
#[derive(Debug)]
pub(super) enum Spot<'a> {
    /// An expression.
    Value(&'a Expr, Holder<'a>),
    /// The blocks of one type.
    Blocks(&'a Block, Vec<&'a Block>),
    /// One of them.
    Block(&'a Block, &'a Block),
    /// A body that has no such attribute and no such block; what of the path is below it.
    InBody(&'a Block, &'a str, &'a [PathElement]),
    /// Behind the last block of its type.
    Behind(&'a Block, &'a [PathElement]),
    /// An object that has no such key.
    InObject(&'a Expr, &'a str, &'a [PathElement]),
    /// Behind the last element of a list.
    InTuple(&'a Expr, &'a [PathElement]),
}

/// What an expression stands in.
#[derive(Debug)]
pub(super) enum Holder<'a> {
    Attribute(&'a Block, &'a Attribute),
    Item(&'a Expr, &'a ObjectItem),
    Element(&'a Expr, usize),
    /// The argument of a function.
    Argument,
}

/// Follows `path` from `block`.
pub(super) fn walk<'a>(block: &'a Block, path: &'a [PathElement]) -> Result<Spot<'a>, Refusal> {
    let Some((element, rest)) = path.split_first() else {
        return Err(Refusal::new("the policy does not say what to change"));
    };
    let PathElement::Key(name) = element else { return Err(no_place(path)) };
    if let Some(attribute) = block.body.attribute(name) {
        return in_expression(&attribute.value, Holder::Attribute(block, attribute), rest, name);
    }
    let is_made = |inner: &&Block| &*inner.kind.text == "dynamic" && inner.label(0) == Some(name);
    if block.body.blocks.iter().any(|inner| is_made(&inner)) {
        return Err(Refusal::new(format!("a `dynamic` block makes `{name}`, and an edit would change all of them")));
    }
    let blocks: Vec<&Block> = block.body.blocks_of(name).collect();
    let Some(last) = blocks.last().copied() else { return Ok(Spot::InBody(block, name, rest)) };
    let Some((element, rest)) = rest.split_first() else { return Ok(Spot::Blocks(block, blocks)) };
    let PathElement::Index(index) = element else { return Err(no_place(path)) };
    match blocks.get(*index) {
        Some(inner) if rest.is_empty() => Ok(Spot::Block(block, inner)),
        Some(inner) => walk(inner, rest),
        None if *index == blocks.len() => Ok(Spot::Behind(last, rest)),
        None => Err(no_place(path)),
    }
}

fn in_expression<'a>(
    expr: &'a Expr,
    holder: Holder<'a>,
    path: &'a [PathElement],
    name: &str,
) -> Result<Spot<'a>, Refusal> {
    let Some((element, rest)) = path.split_first() else { return Ok(Spot::Value(expr, holder)) };
    match (&expr.kind, element) {
        (ExprKind::Parens(inner), _) => in_expression(inner, Holder::Argument, path, name),
        (ExprKind::Call(call), PathElement::Key(key)) if key == "@json" && &*call.name.text == "jsonencode" => {
            match call.arguments.as_slice() {
                [argument] if !call.expand => in_expression(argument, Holder::Argument, rest, name),
                _ => Err(source_of(expr, name)),
            }
        }
        (ExprKind::String(_), PathElement::Key(key)) if key.starts_with('@') => {
            Err(Refusal::new(format!("`{name}` holds a document in a string")))
        }
        (ExprKind::Object(items), PathElement::Key(key)) => {
            let found = items.iter().rev().find(|item| key_of(item) == Some(key));
            match found {
                Some(item) => in_expression(&item.value, Holder::Item(expr, item), rest, key),
                None if items.iter().any(|item| key_of(item).is_none()) => {
                    Err(Refusal::new(format!("keys of `{name}` come from expressions")))
                }
                None => Ok(Spot::InObject(expr, key, rest)),
            }
        }
        (ExprKind::Tuple(items), PathElement::Index(index)) => match items.get(*index) {
            Some(item) => in_expression(item, Holder::Element(expr, *index), rest, name),
            None if *index == items.len() => Ok(Spot::InTuple(expr, rest)),
            None => Err(no_place(path)),
        },
        (ExprKind::Object(_) | ExprKind::Tuple(_) | ExprKind::String(_) | ExprKind::Bool(_), _) => Err(no_place(path)),
        _ => Err(source_of(expr, name)),
    }
}

/// The key of an entry, where it is written as it is.
pub(super) fn key_of(item: &ObjectItem) -> Option<&str> {
    match &item.key.kind {
        ExprKind::String(text) => Some(&text.text),
        _ => None,
    }
}

fn no_place(path: &[PathElement]) -> Refusal {
    Refusal::new(format!("the configuration has no place for `{}`", super::shown(path)))
}

/// Is the expression data, all of it?
pub(super) fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Unary(_, inner) => matches!(inner.kind, ExprKind::Number(_)),
        ExprKind::Tuple(items) => items.iter().all(is_literal),
        ExprKind::Object(items) => items.iter().all(|item| key_of(item).is_some() && is_literal(&item.value)),
        ExprKind::Parens(inner) => is_literal(inner),
        _ => false,
    }
}

/// Why an expression is not edited: what the value of `name` comes from.
pub(super) fn source_of(expr: &Expr, name: &str) -> Refusal {
    let from = match reference(expr).as_deref() {
        Some(["var", variable, ..]) => format!("the variable `{variable}`"),
        Some(["local", local, ..]) => format!("the local value `{local}`"),
        Some(["module", module, ..]) => format!("the module `{module}`"),
        Some(["each", ..]) => "`for_each`".to_owned(),
        _ => "an expression".to_owned(),
    };
    Refusal::new(format!("the value of `{name}` comes from {from}"))
}

/// The names of a plain reference.
fn reference(expr: &Expr) -> Option<Vec<&str>> {
    match &expr.kind {
        ExprKind::Root(name) => Some(vec![name]),
        ExprKind::GetAttr(inner, name) => {
            let mut names = reference(inner)?;
            names.push(&name.text);
            Some(names)
        }
        ExprKind::Index(inner, _) | ExprKind::Parens(inner) => reference(inner),
        _ => None,
    }
}

/// Is all of the body on one line?
pub(super) fn is_one_line(body: &Body, text: &str) -> bool {
    text.get(body.span.start as usize..body.span.end as usize).is_some_and(|inner| !inner.contains('\n'))
}
