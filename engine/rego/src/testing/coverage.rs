//! Which parts of a module an evaluation can go through.

use crate::syntax::Span;
use crate::syntax::ast::{Expr, ExprKind, Module, Rule, TemplatePart, Term, TermKind};

/// What can be covered.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// What an evaluation notes.
    pub key: Span,
    /// What reports show.
    pub shown: Span,
    /// `some x in …`: as in OPA, it counts where it was evaluated, and is not missed where it was not.
    pub is_declaration: bool,
}

impl Place {
    fn expression(expr: &Expr) -> Self {
        Self { key: expr.span, shown: expr.span, is_declaration: matches!(expr.kind, ExprKind::SomeIn(..)) }
    }
}

/// What can be covered of a module: rules, shown by their heads, and expressions.
#[must_use]
pub fn places(module: &Module) -> Vec<Place> {
    let mut places = Vec::new();
    for rule in &module.rules {
        in_rule(rule, &mut places);
    }
    places
}

fn in_rule(rule: &Rule, places: &mut Vec<Place>) {
    places.push(Place { key: rule.span, shown: rule.head.span, is_declaration: false });
    let head = &rule.head;
    let terms = head.reference.iter().chain(head.arguments.iter().flatten()).chain(&head.key).chain(&head.value);
    terms.for_each(|term| in_term(term, places));
    in_body(&rule.body, places);
    if let Some(next) = &rule.otherwise {
        in_rule(next, places);
    }
}

fn in_body(body: &[Expr], places: &mut Vec<Place>) {
    body.iter().for_each(|expr| in_expr(expr, places));
}

fn in_expr(expr: &Expr, places: &mut Vec<Place>) {
    if !matches!(expr.kind, ExprKind::Some(_)) {
        places.push(Place::expression(expr));
    }
    in_kind(expr, places);
}

fn in_kind(expr: &Expr, places: &mut Vec<Place>) {
    match &expr.kind {
        ExprKind::Term(term) => in_term(term, places),
        ExprKind::Assign(left, right) | ExprKind::Unify(left, right) => {
            in_term(left, places);
            in_term(right, places);
        }
        ExprKind::Some(_) => {}
        ExprKind::SomeIn(key, value, collection) => {
            key.iter().chain([value, collection]).for_each(|term| in_term(term, places));
        }
        ExprKind::Every(every) => {
            in_term(&every.domain, places);
            in_body(&every.body, places);
        }
        ExprKind::Not(operand) => in_body(&operand.body, places),
        ExprKind::Logical(_, operands) => operands.iter().for_each(|operand| in_body(&operand.body, places)),
    }
    expr.with.iter().for_each(|with| in_term(&with.value, places));
}

fn in_term(term: &Term, places: &mut Vec<Place>) {
    match &term.kind {
        TermKind::Template(parts) => {
            for part in parts {
                if let TemplatePart::Expr(expr) = part {
                    in_kind(expr, places);
                }
            }
        }
        TermKind::Ref(head, terms) | TermKind::Call(head, terms) => {
            in_term(head, places);
            terms.iter().for_each(|term| in_term(term, places));
        }
        TermKind::Array(terms) | TermKind::Set(terms) => terms.iter().for_each(|term| in_term(term, places)),
        TermKind::Object(entries) => entries.iter().for_each(|(key, value)| {
            in_term(key, places);
            in_term(value, places);
        }),
        TermKind::ArrayComprehension(term, body) | TermKind::SetComprehension(term, body) => {
            in_term(term, places);
            in_body(body, places);
        }
        TermKind::ObjectComprehension(key, value, body) => {
            in_term(key, places);
            in_term(value, places);
            in_body(body, places);
        }
        TermKind::Infix(_, left, right) => {
            in_term(left, places);
            in_term(right, places);
        }
        TermKind::In(key, value, collection) => {
            key.iter().chain([value, collection]).for_each(|term| in_term(term, places));
        }
        TermKind::Null
        | TermKind::Bool(_)
        | TermKind::Number(_)
        | TermKind::String(_)
        | TermKind::Var(_)
        | TermKind::Error => {}
    }
}
