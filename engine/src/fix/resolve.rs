//! Paths into a resource's values as paths into its block: an index in the values need not be the index in the text, where
//! a `dynamic` block makes some of the blocks, or a plan orders a set.

use bartizan_hcl::syntax::ast::{Block, Expr, ExprKind};

use super::Refusal;
use crate::resource::{Path, PathElement};
use crate::source::{Node, Span, Written};

/// Where the walk is in the text.
enum At<'a> {
    Body(&'a Block),
    Blocks(Vec<&'a Block>),
    Value(&'a Expr),
    /// Where the values alone lead on.
    Beyond,
}

/// `path` of `values` as the text of `block` orders them.
pub(super) fn path<'a>(values: &'a Node, block: &'a Block, path: &'a [PathElement]) -> Result<Path, Refusal> {
    let (mut node, mut at) = (Some(values), At::Body(block));
    let mut resolved = Path::new();
    for element in path {
        let index = match element {
            PathElement::Key(key) => {
                at = by_key(&at, key);
                node = match (key.as_str(), node.and_then(|node| node.written.as_deref())) {
                    ("@json", Some(Written::Json(document))) => Some(document),
                    _ => node.and_then(|node| node.get(key)),
                };
                resolved.push(element.clone());
                continue;
            }
            PathElement::Index(index) => *index,
        };
        let list = node.and_then(Node::as_sequence).unwrap_or_default();
        let item = list.get(index);
        let place = match &at {
            At::Blocks(blocks) => match item {
                Some(item) => {
                    let is_it = |block: &&Block| matches!(item.written.as_deref(), Some(Written::Block(head)) if starts_at(*head, block.header));
                    let place = blocks.iter().position(is_it);
                    place.ok_or_else(|| {
                        Refusal::new("a `dynamic` block, or something else than a block of its own, makes it")
                    })?
                }
                None if index == list.len() => blocks.len(),
                None => index,
            },
            At::Value(expr) => match (&expr.kind, item) {
                (ExprKind::Tuple(items), Some(item))
                    if items.get(index).is_none_or(|e| !starts_at(item.span, e.span)) =>
                {
                    let found = items.iter().position(|expr| starts_at(item.span, expr.span));
                    // What is unknown stands where the list does.
                    found.or_else(|| (list.len() == items.len()).then_some(index)).unwrap_or(index)
                }
                _ => index,
            },
            At::Body(_) | At::Beyond => index,
        };
        at = match &at {
            At::Blocks(blocks) => blocks.get(place).map_or(At::Beyond, |block| At::Body(block)),
            At::Value(Expr { kind: ExprKind::Tuple(items), .. }) => items.get(place).map_or(At::Beyond, At::Value),
            _ => At::Beyond,
        };
        node = item;
        resolved.push(PathElement::Index(place));
    }
    Ok(resolved)
}

fn by_key<'a>(at: &At<'a>, key: &'a str) -> At<'a> {
    match at {
        At::Body(block) => match block.body.attribute(key) {
            Some(attribute) => At::Value(&attribute.value),
            None => At::Blocks(block.body.blocks_of(key).collect()),
        },
        At::Value(Expr { kind: ExprKind::Object(items), .. }) => {
            let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::String(text) if &*text.text == key);
            items.iter().rev().find(|item| is_it(&item.key)).map_or(At::Beyond, |item| At::Value(&item.value))
        }
        At::Value(Expr { kind: ExprKind::Call(call), .. }) if key == "@json" => {
            call.arguments.first().map_or(At::Beyond, At::Value)
        }
        _ => At::Beyond,
    }
}

fn starts_at(span: Span, place: bartizan_hcl::span::Span) -> bool {
    span.source.0 == place.source && span.start == place.start
}
