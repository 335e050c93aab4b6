//! The columns that `terraform fmt` puts equals signs and comments in.
//!
//! Consecutive lines with an assignment that ends on its line have their equals signs in one column, one blank behind the
//! longest name; one that goes on over several lines stands alone. Consecutive lines with a comment behind code have their
//! comments in one column.
//! Source: <https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go>.

use std::collections::BTreeMap;
use std::ops::Range;

use bartizan_hcl::syntax::ast::{Body, Expr, ExprKind, TemplatePart};
use bartizan_hcl::syntax::{self, File};

use super::lines;
use crate::fix::draft::{Change, Draft};

/// White space in front of a sign that fmt sets.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// Where the line of it begins.
    line: usize,
    /// Where the last line of it begins.
    last: usize,
    /// Where the code in front of the white space ends.
    end: usize,
    /// The sign.
    sign: usize,
    /// Is it in no column with others?
    alone: bool,
}

/// Does what stands at and around the `changes` have the layout of `terraform fmt`?
pub(super) fn conforms(text: &str, file: &File, changes: &[Change]) -> bool {
    let around = |chain: &[Cell]| changes.iter().any(|change| is_near(text, chain, &change.range));
    let all = chains(text, assignments(text, file)).into_iter().chain(chains(text, comments(text, file)));
    all.filter(|chain| around(chain)).all(|chain| layout(text, &chain).is_empty())
}

/// Gives the lines that were touched the layout of `terraform fmt`, with those that they stand in one column with; only
/// lines that are all new where these did not conform.
pub(super) fn tidy(draft: &mut Draft, conforms: bool) {
    for cells in [assignments, comments] {
        let file = syntax::parse(&draft.text, 0);
        let text = &draft.text;
        let is_inside = |chain: &[Cell], range: &Range<usize>| {
            let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return false };
            range.start <= first.line && lines::next(text, last.last) <= range.end
        };
        let near = |chain: &[Cell]| {
            let reaches = |range| if conforms { is_near(text, chain, range) } else { is_inside(chain, range) };
            draft.touched.iter().any(reaches)
        };
        let chains = chains(text, cells(text, &file));
        let changes = chains.iter().filter(|chain| near(chain)).flat_map(|chain| layout(text, chain)).collect();
        draft.apply(changes);
    }
}

/// Does a chain stand on the lines of `range`, or beside them?
fn is_near(text: &str, chain: &[Cell], range: &Range<usize>) -> bool {
    let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return false };
    lines::start(text, range.start) <= lines::next(text, last.last) && first.line <= lines::next(text, range.end)
}

/// Cells on consecutive lines.
fn chains(text: &str, cells: Vec<Cell>) -> Vec<Vec<Cell>> {
    let mut chains: Vec<Vec<Cell>> = Vec::new();
    let joins = |last: &Cell, cell: &Cell| !last.alone && !cell.alone && lines::next(text, last.last) == cell.line;
    for cell in cells {
        match chains.last_mut() {
            Some(chain) if chain.last().is_some_and(|last| joins(last, &cell)) => chain.push(cell),
            _ => chains.push(vec![cell]),
        }
    }
    chains
}

/// What the white space of a chain would have to become.
fn layout(text: &str, chain: &[Cell]) -> Vec<Change> {
    let width = |cell: &Cell| text.get(cell.line..cell.end).unwrap_or_default().chars().count();
    let widest = chain.iter().map(width).max().unwrap_or_default();
    let wanted = |cell: &Cell| Change::new(cell.end..cell.sign, " ".repeat(widest - width(cell) + 1));
    chain.iter().map(wanted).filter(|change| text.get(change.range.clone()) != Some(&change.text)).collect()
}

/// The assignments that fmt aligns, by line.
fn assignments(text: &str, file: &File) -> Vec<Cell> {
    let mut found = BTreeMap::new();
    in_body(text, &file.body, &mut found);
    found.into_values().collect()
}

fn in_body(text: &str, body: &Body, found: &mut BTreeMap<usize, Cell>) {
    for attribute in &body.attributes {
        assignment(text, attribute.name.span.start, attribute.name.span.end, &attribute.value, found);
        in_expression(text, &attribute.value, found);
    }
    body.blocks.iter().for_each(|block| in_body(text, &block.body, found));
}

fn in_expression(text: &str, expr: &Expr, found: &mut BTreeMap<usize, Cell>) {
    let mut each = |expr: &Expr| in_expression(text, expr, found);
    match &expr.kind {
        ExprKind::Object(items) => {
            for item in items {
                each(&item.value);
            }
            for item in items {
                assignment(text, item.key.span.start, item.key.span.end, &item.value, found);
            }
        }
        ExprKind::Tuple(items) => items.iter().for_each(each),
        ExprKind::Call(call) => call.arguments.iter().for_each(each),
        ExprKind::Parens(inner) | ExprKind::Unary(_, inner) | ExprKind::GetAttr(inner, _) => each(inner),
        ExprKind::Conditional(parts) => parts.iter().for_each(each),
        ExprKind::Binary(_, parts) => parts.iter().for_each(each),
        ExprKind::For(inner) => {
            each(&inner.collection);
            each(&inner.result);
        }
        ExprKind::Template(parts) => {
            for part in parts {
                if let TemplatePart::Interpolation(inner, _) = part {
                    each(inner);
                }
            }
        }
        _ => {}
    }
}

fn assignment(text: &str, start: u32, end: u32, value: &Expr, found: &mut BTreeMap<usize, Cell>) {
    let (start, end) = (start as usize, end as usize);
    if !lines::is_first(text, start) {
        return;
    }
    let between = text.get(end..value.span.start as usize).unwrap_or_default();
    // The parentheses around a key, and white space, may stand before the sign.
    let Some(sign) = between.find('=').map(|at| end + at) else { return };
    let code = text.get(..sign).unwrap_or_default().trim_end().len();
    let last = value.span.end as usize;
    let is_heredoc = text.get(value.span.start as usize..).is_some_and(|rest| rest.starts_with("<<"));
    let alone = lines::end(text, sign) < last && !is_heredoc;
    let line = lines::start(text, start);
    found.insert(line, Cell { line, last: lines::start(text, last), end: code, sign, alone });
}

/// The comments behind code, by line.
fn comments(text: &str, file: &File) -> Vec<Cell> {
    let cell = |start: usize| {
        let line = lines::start(text, start);
        let code = text.get(..start)?.trim_end_matches([' ', '\t']).len();
        (code > line && !text.get(start..)?.starts_with("/*")).then_some(Cell {
            line,
            last: line,
            end: code,
            sign: start,
            alone: false,
        })
    };
    file.comments.iter().filter_map(|comment| cell(comment.start as usize)).collect()
}
