//! One step of a fix as changes of the text.

use bartizan_hcl::syntax::File;
use bartizan_hcl::syntax::ast::{Block, Expr, ExprKind};
use serde_json::{Map, Value};

use super::render::{Render, Strings, blocks};
use super::walk::{Holder, Spot, is_literal, source_of, walk};
use super::{Refusal, body, collection, lines, shown};
use crate::fix::draft::Change;
use crate::rego::{EditOp, FixStep};
use crate::resource::PathElement;

type Outcome = Result<Vec<Change>, Refusal>;

/// How values of `set` and `append` are written.
const DATA: Render = Render { strings: Strings::Data, compact: false };

/// The text that is edited.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) file: &'a File,
}

impl Text<'_> {
    /// Does a comment stand in this range?
    pub(super) fn has_comment(&self, start: u32, end: u32) -> bool {
        self.file.comments.iter().any(|comment| start <= comment.start && comment.end <= end)
    }

    /// Where the next byte from `at` stands that is neither white space nor comment.
    pub(super) fn code_from(&self, mut at: usize) -> usize {
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            at += rest.len() - rest.trim_start().len();
            match self.file.comments.iter().find(|comment| comment.start as usize == at) {
                Some(comment) if comment.end as usize > at => at = comment.end as usize,
                _ => return at,
            }
        }
    }

    pub(super) fn starts(&self, at: usize, with: &str) -> bool {
        self.text.get(at..).is_some_and(|rest| rest.starts_with(with))
    }
}

/// The changes of `text` that `step` asks for in `block`.
pub(super) fn changes(text: &str, file: &File, block: &Block, step: &FixStep) -> Outcome {
    let text = Text { text, file };
    match step.op {
        EditOp::Set => set(text, walk(block, &step.path)?, &step.path, &step.value),
        EditOp::Remove => remove(text, walk(block, &step.path)?, &step.path),
        EditOp::Append => append(text, walk(block, &step.path)?, &step.path, &step.value),
        EditOp::AddResource => add_resource(text, block, step),
    }
}

fn set(text: Text<'_>, spot: Spot<'_>, path: &[PathElement], value: &Value) -> Outcome {
    match spot {
        Spot::Value(expr, _) => replace(text, expr, path, value),
        Spot::Blocks(_, found) => {
            let Some(objects) = blocks(value) else { return Err(not_blocks(path)) };
            replace_blocks(text, &found, &objects)
        }
        Spot::Block(_, found) => {
            let Value::Object(object) = value else { return Err(not_blocks(path)) };
            replace_blocks(text, &[found], &[object])
        }
        Spot::InBody(block, name, rest) => Ok(body::insert(text, block, name, &nest(rest, value)?, DATA)),
        Spot::Behind(last, rest) => match nest(rest, value)? {
            Value::Object(object) => Ok(body::insert_behind(text, last, &object, DATA)),
            _ => Err(not_blocks(path)),
        },
        Spot::InObject(object, key, rest) => Ok(collection::insert_item(text, object, key, &nest(rest, value)?)),
        Spot::InTuple(tuple, rest) => collection::insert_element(text, tuple, &nest(rest, value)?),
    }
}

fn replace(text: Text<'_>, expr: &Expr, path: &[PathElement], value: &Value) -> Outcome {
    let name = name_of(path);
    if !is_literal(expr) {
        return Err(source_of(expr, name));
    }
    let (start, end) = (expr.span.start, expr.span.end);
    let is_collection = matches!(expr.kind, ExprKind::Tuple(_) | ExprKind::Object(_));
    if is_collection && text.has_comment(start, end) {
        return Err(Refusal::new(format!("comments stand in the value of `{name}`, and would be lost")));
    }
    let indent = lines::indent(text.text, start as usize);
    Ok(vec![Change::new(start as usize..end as usize, DATA.expression(value, indent))])
}

fn replace_blocks(text: Text<'_>, found: &[&Block], objects: &[&Map<String, Value>]) -> Outcome {
    let mut changes = Vec::new();
    for (index, block) in found.iter().enumerate() {
        if text.has_comment(block.span.start, block.span.end) {
            let message = format!("comments stand in the block `{}`, and would be lost", block.kind.text);
            return Err(Refusal::new(message));
        }
        if index > 0 {
            changes.push(body::removal(text, block.span.start as usize, block.span.end as usize));
            continue;
        }
        let (start, end) = (block.span.start as usize, block.span.end as usize);
        let indent = lines::indent(text.text, start);
        let written: Vec<String> = objects.iter().map(|o| DATA.block(&block.kind.text, o, indent)).collect();
        let written = written.join("\n");
        changes.push(Change::new(start..end, written.trim()));
    }
    Ok(changes)
}

fn remove(text: Text<'_>, spot: Spot<'_>, path: &[PathElement]) -> Outcome {
    match spot {
        Spot::Value(_, Holder::Attribute(block, attribute)) => {
            let (start, end) = (attribute.name.span.start as usize, attribute.value.span.end as usize);
            Ok(vec![body::remove(text, block, start, end)])
        }
        Spot::Value(_, Holder::Item(object, item)) => {
            let index = collection::position(object, item);
            Ok(vec![collection::remove(text, object, index)])
        }
        Spot::Value(_, Holder::Element(tuple, index)) => Ok(vec![collection::remove(text, tuple, index)]),
        Spot::Block(block, found) => {
            Ok(vec![body::remove(text, block, found.span.start as usize, found.span.end as usize)])
        }
        Spot::Blocks(block, found) => {
            let each = |found: &&Block| body::remove(text, block, found.span.start as usize, found.span.end as usize);
            Ok(found.iter().map(each).collect())
        }
        Spot::Value(_, Holder::Argument) => Err(Refusal::new(format!("`{}` cannot be taken away", name_of(path)))),
        Spot::InBody(..) | Spot::Behind(..) | Spot::InObject(..) | Spot::InTuple(..) => {
            Err(Refusal::new(format!("`{}` is not there", name_of(path))))
        }
    }
}

fn append(text: Text<'_>, spot: Spot<'_>, path: &[PathElement], value: &Value) -> Outcome {
    match spot {
        Spot::Value(expr, _) => match &expr.kind {
            ExprKind::Tuple(_) => collection::insert_element(text, expr, value),
            _ => Err(source_of(expr, name_of(path))),
        },
        Spot::Blocks(_, found) => match (found.last(), value) {
            (Some(last), Value::Object(object)) => Ok(body::insert_behind(text, last, object, DATA)),
            _ => Err(not_blocks(path)),
        },
        Spot::Block(..) => Err(not_blocks(path)),
        absent => set(text, absent, path, &Value::Array(vec![value.clone()])),
    }
}

/// A resource behind its subject.
fn add_resource(text: Text<'_>, block: &Block, step: &FixStep) -> Outcome {
    let (Some(kind), Some(name), Some(Value::Object(values))) = (&step.kind, &step.name, &step.values) else {
        return Err(Refusal::new("the policy does not name the resource to add"));
    };
    let is_name = |name: &str| super::render::is_identifier(name);
    if !is_name(kind) || !is_name(name) {
        return Err(Refusal::new(format!("`{kind}.{name}` is no address")));
    }
    let render = Render { strings: Strings::Templates, compact: false };
    let written = render.block(&format!("resource \"{kind}\" \"{name}\""), values, "");
    let end = lines::end(text.text, block.span.end as usize);
    Ok(vec![Change::insert(end, format!("\n\n{}", written.trim_end()))])
}

/// `value` at `path` in something new.
fn nest(path: &[PathElement], value: &Value) -> Result<Value, Refusal> {
    path.iter().rev().try_fold(value.clone(), |value, element| match element {
        PathElement::Key(key) if key.starts_with('@') => {
            Err(Refusal::new("a document in a string would have to be made"))
        }
        PathElement::Key(key) => Ok(Value::Object([(key.clone(), value)].into_iter().collect())),
        PathElement::Index(0) => Ok(Value::Array(vec![value])),
        PathElement::Index(_) => Err(Refusal::new(format!("the configuration has no place for `{}`", shown(path)))),
    })
}

fn not_blocks(path: &[PathElement]) -> Refusal {
    Refusal::new(format!("`{}` is a block in the configuration, and its new value none", shown(path)))
}

/// The last name of a path.
fn name_of(path: &[PathElement]) -> &str {
    let names = path.iter().rev().filter_map(|element| match element {
        PathElement::Key(key) => Some(key.as_str()),
        PathElement::Index(_) => None,
    });
    names.into_iter().next().unwrap_or_default()
}
