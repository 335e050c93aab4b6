//! A tree as nested lists, one statement a line, with the places of its parts.

use std::fmt::Write;

use bartizan_hcl::span::{Pieces, Span};
use bartizan_hcl::syntax::File;
use bartizan_hcl::syntax::ast::{Attribute, Block, Body, Expr, ExprKind, TemplatePart, Text};

/// The tree of a file, then its faults with the text they stand at.
pub(crate) fn file(text: &str, file: &File) -> String {
    let mut out = String::new();
    body(&mut out, &file.body, 0);
    for error in &file.errors {
        let at = text.get(error.span.start as usize..error.span.end as usize).unwrap_or("?");
        let line = text.get(..error.span.start as usize).unwrap_or("").matches('\n').count() + 1;
        let limit = if error.is_limit { " (limit)" } else { "" };
        writeln!(out, "! line {line}, {at:?}: {}{limit}", error.message).expect("a string grows");
    }
    out
}

/// The names of what is in a file, one statement a line, then its faults: what survives.
pub(crate) fn outline(text: &str, file: &File) -> String {
    let mut out = String::new();
    names(&mut out, &file.body, 0);
    let faults = self::file(text, file);
    out.extend(faults.lines().filter(|line| line.starts_with('!')).map(|line| format!("{line}\n")));
    out
}

fn names(out: &mut String, body: &Body, depth: usize) {
    let indent = "  ".repeat(depth);
    for statement in statements(body) {
        match statement {
            Ok(attribute) => {
                let broken = if matches!(attribute.value.kind, ExprKind::Broken) { " broken" } else { "" };
                writeln!(out, "{indent}{} ={broken}", attribute.name.text).expect("a string grows");
            }
            Err(block) => {
                let labels = block.labels.iter().fold(String::new(), |all, label| all + " " + &label.text);
                writeln!(out, "{indent}{}{labels} {{", block.kind.text).expect("a string grows");
                names(out, &block.body, depth + 1);
            }
        }
    }
}

/// Attributes and blocks as they follow each other.
fn statements(body: &Body) -> Vec<Result<&Attribute, &Block>> {
    let attributes = body.attributes.iter().map(Ok);
    let mut all: Vec<_> = attributes.chain(body.blocks.iter().map(Err)).collect();
    all.sort_by_key(|statement| match statement {
        Ok(attribute) => attribute.name.span.start,
        Err(block) => block.span.start,
    });
    all
}

fn at(span: Span) -> String {
    format!("@{}-{}", span.start, span.end)
}

fn body(out: &mut String, body: &Body, depth: usize) {
    let indent = "  ".repeat(depth);
    for statement in statements(body) {
        match statement {
            Ok(attribute) => {
                let (name, place) = (&attribute.name.text, at(attribute.name.span));
                writeln!(out, "{indent}{name}{place} = {}", expr(&attribute.value)).expect("a string grows");
            }
            Err(block) => {
                let labels = block.labels.iter().map(|label| format!(" {:?}{}", &*label.text, at(label.span)));
                let labels = labels.collect::<String>();
                let (kind, place) = (&block.kind.text, at(block.kind.span));
                let (header, span, inner) = (at(block.header), at(block.span), at(block.body.span));
                writeln!(out, "{indent}{kind}{place}{labels} header{header} body{inner} {span}")
                    .expect("a string grows");
                self::body(out, &block.body, depth + 1);
            }
        }
    }
}

/// An expression.
pub(crate) fn expr(expr: &Expr) -> String {
    format!("{}{}", kind(&expr.kind), at(expr.span))
}

fn list<'a>(name: &str, items: impl IntoIterator<Item = &'a Expr>) -> String {
    let items = items.into_iter().fold(String::new(), |all, item| all + " " + &expr(item));
    format!("({name}{items})")
}

fn kind(kind: &ExprKind) -> String {
    match kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(text) => text.to_string(),
        ExprKind::String(text) => self::text(text),
        ExprKind::Template(parts) => template(parts),
        ExprKind::Tuple(items) => list("tuple", items),
        ExprKind::Object(items) => list("object", items.iter().flat_map(|item| [&item.key, &item.value])),
        ExprKind::Root(name) => name.to_string(),
        ExprKind::GetAttr(object, name) => format!("({} .{}{})", expr(object), name.text, at(name.span)),
        ExprKind::Index(object, key) => list("index", [&**object, key]),
        ExprKind::Splat(splat) => list("splat", [&splat.source, &splat.each]),
        ExprKind::Element => "_".into(),
        ExprKind::Call(call) => {
            let name = format!("call {}{}", call.name.text, at(call.name.span));
            list(&name, &call.arguments) + if call.expand { "..." } else { "" }
        }
        ExprKind::Conditional(parts) => list("if", parts.iter()),
        ExprKind::Unary(operator, operand) => list(&format!("{operator:?}"), [&**operand]),
        ExprKind::Binary(operator, operands) => list(&format!("{operator:?}"), operands.iter()),
        ExprKind::Parens(inner) => list("parens", [&**inner]),
        ExprKind::For(f) => {
            let names =
                f.key.iter().chain([&f.value]).fold(String::new(), |all, name| all + " " + &name.text + &at(name.span));
            let parts = [Some(&f.collection), f.result_key.as_ref(), Some(&f.result), f.condition.as_ref()];
            let group = if f.group { "..." } else { "" };
            let parts = parts.map(|part| part.map_or("-".into(), expr));
            format!("(for{names} {}{group})", parts.join(" "))
        }
        ExprKind::Broken => "broken".into(),
    }
}

fn text(text: &Text) -> String {
    format!("{:?}{}", text.text, text.pieces.as_ref().map_or(String::new(), |pieces| self::pieces(pieces)))
}

fn pieces(pieces: &Pieces) -> String {
    let pieces = pieces.0.iter().map(|piece| format!("{}+{}{}", piece.start, piece.len, at(piece.span)));
    format!("[{}]", pieces.collect::<Vec<_>>().join(" "))
}

fn template(parts: &[TemplatePart]) -> String {
    let parts = parts.iter().map(|part| match part {
        TemplatePart::Literal(text, span) => self::text(text) + &at(*span),
        TemplatePart::Interpolation(expr, span) => format!("(${} {})", at(*span), self::expr(expr)),
        TemplatePart::If(part) => {
            let (condition, then, otherwise) = (expr(&part.condition), template(&part.then), template(&part.otherwise));
            format!("(%if{} {condition} {then} {otherwise})", at(part.span))
        }
        TemplatePart::For(part) => {
            let names = part.key.iter().chain([&part.value]).map(|name| format!(" {}{}", name.text, at(name.span)));
            let names = names.collect::<String>();
            format!("(%for{}{names} {} {})", at(part.span), expr(&part.collection), template(&part.body))
        }
    });
    format!("`{}`", parts.collect::<Vec<_>>().join(" "))
}
