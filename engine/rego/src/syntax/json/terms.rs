//! Terms and expressions as OPA's parser makes them.

use std::sync::Arc;

use super::super::Span;
use super::super::ast::{self, Connective, Expr, ExprKind, Name, TemplatePart, Term, TermKind, With};
use super::places::Source;
use super::tree::{Every, Kind, Literal, Modifier, Node, Operand, Part, Place, Stands, Template, Terms};
use crate::value::Number;

/// From one tree to the other.
pub(super) struct Lower<'t> {
    pub(super) source: Source<'t>,
    /// Wildcards so far.
    wildcards: usize,
}

/// The place of one span.
pub(super) fn at(span: Span) -> Stands {
    Stands(Some(Place { at: span.start, text: span }))
}

/// Row and column of `node`, the text of `text`.
fn like(node: &Node, text: Span) -> Stands {
    Stands(Some(Place { at: node.place.0.map_or(text.start, |place| place.at), text }))
}

fn node(kind: Kind, place: Stands) -> Node {
    Node { kind, place }
}

/// A reference to a builtin by name, all of it at `place`.
fn operator(names: &[&str], place: Stands) -> Node {
    let mut path = Vec::with_capacity(names.len());
    for (step, name) in names.iter().enumerate() {
        let name = Arc::from(*name);
        path.push(node(if step == 0 { Kind::Var(name) } else { Kind::String(name) }, place));
    }
    node(Kind::Ref(path), place)
}

/// The end of what `node` was read from, parentheses around it included. The text of a number is but its first token.
fn end(node: &Node, term: &Term) -> u32 {
    node.place.0.map_or(term.span.end, |place| place.text.end.max(term.span.end))
}

impl<'t> Lower<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { source: Source::new(text), wildcards: 0 }
    }

    pub(super) fn wildcard(&mut self) -> Arc<str> {
        self.wildcards += 1;
        format!("${}", self.wildcards - 1).into()
    }

    /// A variable, or the number of a wildcard.
    pub(super) fn variable(&mut self, name: &Arc<str>) -> Kind {
        Kind::Var(if &**name == "_" { self.wildcard() } else { name.clone() })
    }

    pub(super) fn name(&mut self, name: &Name) -> Node {
        node(self.variable(&name.text), at(name.span))
    }

    pub(super) fn term(&mut self, term: &Term) -> Node {
        self.term_from(term, None)
    }

    fn terms(&mut self, terms: &[Term]) -> Vec<Node> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    /// `term`; the texts of the operations that begin it begin at `offset`, where that is given.
    fn term_from(&mut self, term: &Term, offset: Option<u32>) -> Node {
        let mut made = self.bare_term(term, offset);
        if let Some(place) = &mut made.place.0 {
            // The text of a reference may begin inside of its head.
            let whole = Span { start: place.text.start.min(term.span.start), end: place.text.end.max(term.span.end) };
            let grouped = self.source.grouped(whole);
            if grouped.start < whole.start {
                place.text = grouped;
                // A root shares its place with the reference that it is made.
                if let (Kind::Ref(path), TermKind::Var(_)) = (&mut made.kind, &term.kind) {
                    path.iter_mut().for_each(|root| root.place = Stands(Some(*place)));
                }
            }
        }
        made
    }

    fn bare_term(&mut self, term: &Term, offset: Option<u32>) -> Node {
        let place = at(term.span);
        let kind = match &term.kind {
            TermKind::Null | TermKind::Error => Kind::Null,
            TermKind::Bool(value) => Kind::Bool(*value),
            TermKind::Number(number) => {
                let text = self.source.token_from(term.span.start);
                return node(Kind::Number(number.clone()), at(text));
            }
            TermKind::String(text) => Kind::String(text.clone()),
            TermKind::Template(parts) => self.template(term.span, parts),
            TermKind::Var(name) => match self.variable(name) {
                // The roots are references of one element wherever they stand alone.
                Kind::Var(name) if matches!(&*name, "input" | "data") => Kind::Ref(vec![node(Kind::Var(name), place)]),
                kind => kind,
            },
            TermKind::Ref(head, steps) => return self.reference(head, steps, term.span.end),
            TermKind::Call(function, arguments) => {
                let (function, start) = self.function(function);
                let place = like(&function, Span { start, end: term.span.end });
                let mut items = vec![function];
                items.extend(self.terms(arguments));
                return node(Kind::Call(items), place);
            }
            TermKind::Array(items) => Kind::Array(self.terms(items)),
            TermKind::Object(pairs) => Kind::Object(self.object(pairs)),
            TermKind::Set(items) => {
                let mut items = self.terms(items);
                // Of equal elements the first stays.
                items.sort();
                items.dedup();
                Kind::Set(items)
            }
            TermKind::ArrayComprehension(head, body) => {
                Kind::ArrayComprehension(Box::new(self.term(head)), self.body(body))
            }
            TermKind::SetComprehension(head, body) => {
                Kind::SetComprehension(Box::new(self.term(head)), self.body(body))
            }
            TermKind::ObjectComprehension(key, value, body) => {
                let (key, value) = (self.term(key), self.term(value));
                Kind::ObjectComprehension(Box::new(key), Box::new(value), self.body(body))
            }
            TermKind::Infix(found, left, right) => return self.infix(term.span, found.builtin(), left, right, offset),
            TermKind::In(key, value, collection) => {
                return self.membership(term.span.start, key.as_deref(), value, collection, offset);
            }
        };
        node(kind, place)
    }

    fn object(&mut self, pairs: &[(Term, Term)]) -> Vec<(Node, Node)> {
        let mut made: Vec<_> = pairs.iter().map(|(key, value)| (self.term(key), self.term(value))).collect();
        // Equal keys stay, in order.
        made.sort_by(|(left, _), (right, _)| left.cmp(right));
        made
    }

    fn template(&mut self, span: Span, parts: &[TemplatePart]) -> Kind {
        let raw = span.text(self.source.text).starts_with("$`");
        let mut before = span.start;
        let mut made = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                TemplatePart::Text(place, text) => {
                    // The text of a piece goes from `$`, or after `}`, to its end.
                    let start = if before == span.start { before } else { place.start };
                    let token = Span { start, end: place.end + 1 };
                    made.push(Part::Term(node(Kind::String(text.clone()), at(token))));
                    before = place.end;
                }
                TemplatePart::Expr(expr) => {
                    let literal = self.literal(expr, 0);
                    let has_comment = self.source.has_comment(before.max(span.start + 2), expr.span.start);
                    before = expr.span.end;
                    made.push(match literal.terms {
                        Terms::Term(
                            term @ Node { kind: Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_), .. },
                        ) if !has_comment => Part::Term(term),
                        _ => Part::Literal(literal),
                    });
                }
            }
        }
        Kind::Template(Template { raw, length: made.len(), parts: made })
    }

    /// `head.a[b]`: OPA's text of it begins with the last token of its head.
    fn reference(&mut self, head: &Term, steps: &[Term], last: u32) -> Node {
        let is_variable = matches!(head.kind, TermKind::Var(_));
        let head = match &head.kind {
            TermKind::Var(name) => {
                let kind = self.variable(name);
                let span = self.source.grouped(head.span);
                node(kind, Stands(Some(Place { at: head.span.start, text: span })))
            }
            _ => self.term(head),
        };
        let whole = head.place.0.map_or_else(Span::default, |place| place.text);
        let is_grouped = Span { start: whole.start, end: whole.start + 1 }.text(self.source.text) == "(";
        let start = match &head.kind {
            _ if is_grouped => whole.end.saturating_sub(1),
            Kind::Call(_) => whole.start,
            _ if is_variable => whole.start,
            _ => whole.end.saturating_sub(1),
        };
        let place = like(&head, Span { start, end: last });
        let mut path = vec![head];
        path.extend(self.terms(steps));
        node(Kind::Ref(path), place)
    }

    /// The operator of a call: always a reference. And where the text of the call begins.
    pub(super) fn function(&mut self, function: &Term) -> (Node, u32) {
        let made = match &function.kind {
            TermKind::Ref(head, steps) => self.reference(head, steps, function.span.end),
            TermKind::Var(name) => {
                let place = at(function.span);
                node(Kind::Ref(vec![node(self.variable(name), place)]), place)
            }
            _ => self.reference(function, &[], function.span.end),
        };
        let start = made.place.0.map_or(function.span.start, |place| place.text.start);
        (made, start)
    }

    fn infix(&mut self, span: Span, name: &str, left: &Term, right: &Term, offset: Option<u32>) -> Node {
        let dash = self.source.token_from(left.span.start);
        if dash == left.span && name == "minus" && dash.text(self.source.text) == "-" {
            // `-x`: the operator stands nowhere.
            let (zero, right_made) = (node(Kind::Number(Number::from(0_i64)), at(dash)), self.term(right));
            let place = at(Span { start: span.start, end: end(&right_made, right) });
            return node(Kind::Call(vec![operator(&[name], Stands(None)), zero, right_made]), place);
        }
        let start = offset.unwrap_or(span.start);
        let left_made = self.term_from(left, offset);
        let found = at(self.source.operator_from(left.span.end));
        let right_made = self.term(right);
        let place = like(&left_made, Span { start, end: end(&right_made, right) });
        node(Kind::Call(vec![operator(&[name], found), left_made, right_made]), place)
    }

    fn membership(
        &mut self,
        start: u32,
        key: Option<&Term>,
        value: &Term,
        collection: &Term,
        offset: Option<u32>,
    ) -> Node {
        let start = offset.unwrap_or(start);
        let key_made = key.map(|key| self.term_from(key, offset));
        let value_made = self.term_from(value, if key.is_some() { Some(start) } else { offset });
        let found = at(self.source.operator_from(value.span.end));
        let collection_made = self.term(collection);
        let text = Span { start, end: end(&collection_made, collection) };
        let place = like(key_made.as_ref().unwrap_or(&value_made), text);
        let name = if key.is_some() { "member_3" } else { "member_2" };
        let mut items = vec![operator(&["internal", name], found)];
        items.extend(key_made);
        items.extend([value_made, collection_made]);
        node(Kind::Call(items), place)
    }

    pub(super) fn body(&mut self, body: &[Expr]) -> Vec<Literal> {
        let literals = body.iter().enumerate().map(|(index, expr)| {
            let mut literal = self.literal(expr, index);
            // What `not` stands before is said to stand where the whole does, but in operands.
            if let Terms::Not(Operand { body, explicit: false }) = &mut literal.terms {
                body.iter_mut().for_each(|inner| inner.place = literal.place);
            }
            literal
        });
        literals.collect()
    }

    /// An expression. What is a call at its top is spread out.
    pub(super) fn literal(&mut self, expr: &Expr, index: usize) -> Literal {
        let terms = match &expr.kind {
            ExprKind::Term(term) => {
                let term = self.term(term);
                match term.kind {
                    Kind::Call(items) => Terms::Call(items),
                    _ => Terms::Term(term),
                }
            }
            ExprKind::Assign(left, right) => self.equation("assign", left, right),
            ExprKind::Unify(left, right) => self.equation("eq", left, right),
            ExprKind::Some(names) => {
                let symbols = names.iter().map(|name| self.name(name)).collect();
                Terms::Some(symbols, at(self.source.token_from(expr.span.start)))
            }
            ExprKind::SomeIn(key, value, collection) => {
                let keyword = self.source.token_from(expr.span.start);
                let start = self.source.token_from(keyword.end).start;
                let symbol = self.membership(start, key.as_ref(), value, collection, None);
                Terms::Some(vec![symbol], at(keyword))
            }
            ExprKind::Every(every) => {
                let key = every.key.as_ref().map(|key| self.name(key));
                let (value, domain) = (self.name(&every.value), self.term(&every.domain));
                let place = at(self.source.token_from(expr.span.start));
                Terms::Every(Box::new(Every { key, value, domain, body: self.body(&every.body), place }))
            }
            ExprKind::Not(operand) => Terms::Not(self.operand(operand)),
            ExprKind::Logical(connective, operands) => {
                let operands = Box::new(operands.each_ref().map(|operand| self.operand(operand)));
                match connective {
                    Connective::And => Terms::And(operands),
                    Connective::Or => Terms::Or(operands),
                }
            }
        };
        let with = expr.with.iter().map(|with| self.modifier(with)).collect();
        Literal { index, negated: expr.negated, terms, with, generated: false, place: at(expr.span) }
    }

    fn operand(&mut self, operand: &ast::Operand) -> Operand {
        let explicit = operand.explicit;
        let body = match &operand.body[..] {
            [expr] if !explicit => vec![self.literal(expr, 0)],
            body => self.body(body),
        };
        Operand { body, explicit }
    }

    fn equation(&mut self, name: &str, left: &Term, right: &Term) -> Terms {
        let left_made = self.term(left);
        let found = at(self.source.operator_from(left.span.end));
        Terms::Call(vec![operator(&[name], found), left_made, self.term(right)])
    }

    fn modifier(&mut self, with: &With) -> Modifier {
        let (target, value) = (self.term(&with.target), self.term(&with.value));
        Modifier { target, value, place: at(with.span) }
    }
}
