//! Attributes and blocks put into bodies and taken out of them.

use bartizan_hcl::syntax::ast::{Attribute, Block, ExprKind};
use serde_json::{Map, Value};

use super::lines;
use super::render::{INDENT, Render, blocks};
use super::step::Text;
use super::walk::is_one_line;
use crate::fix::draft::Change;

/// Arguments that stand first in a block, or last, by custom: nothing is put behind them where there is another place.
const APART: [&str; 8] = ["count", "for_each", "provider", "depends_on", "tags", "source", "version", "lifecycle"];

/// Sets `name`, which `block` does not have, to `value`. An object in a list is a block.
pub(super) fn insert(text: Text<'_>, block: &Block, name: &str, value: &Value, render: Render) -> Vec<Change> {
    let Text { text: source, .. } = text;
    let body = &block.body;
    let outer = lines::indent(source, block.span.start as usize);
    if is_one_line(body, source) {
        let (start, end) = (body.span.start as usize, body.span.end as usize);
        let inner = format!("{outer}{INDENT}");
        let kept = source.get(start..end).unwrap_or_default().trim();
        let kept = if kept.is_empty() { String::new() } else { format!("{inner}{kept}\n") };
        let written = render.entry(name, value, &inner);
        return vec![Change::new(start..end, format!("\n{kept}{written}{outer}"))];
    }
    let indent = children_indent(source, block).unwrap_or_else(|| format!("{outer}{INDENT}"));
    let written = render.entry(name, value, &indent);
    let top = lines::next(source, body.span.start as usize);
    if blocks(value).is_some() {
        return vec![block_behind(source, last_place(block), top, &written)];
    }
    vec![match anchor(source, block) {
        Some(anchor) => {
            let end = anchor.value.span.end as usize;
            let apart = is_apart(anchor) || !is_single_line(anchor, source);
            let at = lines::next(source, end);
            let blank = if apart && !is_blank_or_end(source, at) { "\n" } else { "" };
            let before = if apart { "\n" } else { "" };
            Change::insert(at, format!("{before}{written}{blank}"))
        }
        None => {
            let blank = if is_blank_or_end(source, top) { "" } else { "\n" };
            Change::insert(top, format!("{written}{blank}"))
        }
    }]
}

/// A further block behind `last`, of its type.
pub(super) fn insert_behind(text: Text<'_>, last: &Block, object: &Map<String, Value>, render: Render) -> Vec<Change> {
    let source = text.text;
    let written = render.block(&last.kind.text, object, lines::indent(source, last.span.start as usize));
    vec![block_behind(source, Some(last.span.end as usize), 0, &written)]
}

/// Blocks, as lines, behind what ends at `end`; at `top` of the body where there is nothing.
fn block_behind(source: &str, end: Option<usize>, top: usize, written: &str) -> Change {
    let at = end.map_or(top, |end| lines::next(source, end));
    let before = if end.is_some() { "\n" } else { "" };
    let after = if is_blank_or_end(source, at) { "" } else { "\n" };
    Change::insert(at, format!("{before}{written}{after}"))
}

/// Where the last thing ends that a block may stand behind.
fn last_place(block: &Block) -> Option<usize> {
    let body = &block.body;
    let is_ordinary = |inner: &&Block| !matches!(&*inner.kind.text, "lifecycle" | "provisioner" | "connection");
    let last_block = body.blocks.iter().rfind(is_ordinary).map(|inner| inner.span.end as usize);
    let mut attributes = body.attributes.iter().rev();
    let ordinary = attributes.clone().find(|attribute| &*attribute.name.text != "depends_on");
    let last = || ordinary.or(attributes.next()).map(|attribute| attribute.value.span.end as usize);
    last_block.or_else(last)
}

/// The attribute that a new one stands behind.
fn anchor<'a>(source: &str, block: &'a Block) -> Option<&'a Attribute> {
    let attributes = &block.body.attributes;
    let first_block = block.body.blocks.first().map_or(u32::MAX, |inner| inner.span.start);
    let plain = |attribute: &&Attribute| !is_apart(attribute) && is_single_line(attribute, source);
    let early = |attribute: &&Attribute| attribute.name.span.start < first_block;
    attributes
        .iter()
        .rfind(|attribute| plain(attribute) && early(attribute))
        .or_else(|| attributes.iter().rfind(|attribute| !is_apart(attribute) && early(attribute)))
        .or_else(|| attributes.iter().rfind(|attribute| early(attribute) && &*attribute.name.text != "depends_on"))
}

fn is_apart(attribute: &Attribute) -> bool {
    APART.contains(&&*attribute.name.text)
}

fn is_single_line(attribute: &Attribute, source: &str) -> bool {
    let span = attribute.value.span;
    let is_heredoc = source.get(span.start as usize..).is_some_and(|rest| rest.starts_with("<<"));
    let lines = source.get(attribute.name.span.start as usize..span.end as usize);
    !is_heredoc && !matches!(attribute.value.kind, ExprKind::Broken) && lines.is_some_and(|text| !text.contains('\n'))
}

/// What the lines of a body begin with.
fn children_indent(source: &str, block: &Block) -> Option<String> {
    let attributes = block.body.attributes.iter().map(|attribute| attribute.name.span.start);
    let blocks = block.body.blocks.iter().map(|inner| inner.span.start);
    let first = attributes.chain(blocks).map(|at| at as usize).filter(|at| lines::is_first(source, *at)).min()?;
    Some(lines::indent(source, first).to_owned())
}

fn is_blank_or_end(source: &str, at: usize) -> bool {
    lines::is_blank(source, at)
        || source.get(lines::start(source, at)..).is_some_and(|rest| rest.trim_start().starts_with('}'))
}

/// Takes what stands at `start..end` out of `block`.
pub(super) fn remove(text: Text<'_>, block: &Block, start: usize, end: usize) -> Change {
    if is_one_line(&block.body, text.text) {
        return Change::new(block.body.span.start as usize..block.body.span.end as usize, "");
    }
    removal(text, start, end)
}

/// Takes away the lines of `start..end`, and a blank line that would stand at the edge of the body or beside another.
pub(super) fn removal(text: Text<'_>, start: usize, end: usize) -> Change {
    let source = text.text;
    let (mut from, mut until) = (lines::start(source, start), lines::next(source, end));
    let opens = |at: usize| source.get(..at).is_some_and(|before| before.trim_end().ends_with(['{', '[', '(']));
    let closes =
        source.get(until..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(['}', ']', ')']));
    let blank_after = until < source.len() && lines::is_blank(source, until);
    let blank_before = from > 0 && lines::is_blank(source, from - 1);
    if blank_before && (blank_after || closes) {
        from = lines::start(source, from - 1);
    } else if blank_after && opens(from) && !blank_before {
        until = lines::next(source, until);
    }
    Change::new(from..until, "")
}
