//! Names that stand in a body directly: not in a comprehension, an `every` or a template of it.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::syntax::Span;
use crate::syntax::ast::{Expr, ExprKind, Operand, Term, TermKind};

/// Names used in `exprs` and `terms` that the body does not declare, each once, in order.
pub(super) fn names(exprs: &[Expr], terms: &[&Term]) -> Vec<Arc<str>> {
    let mut found = Names::default();
    for expr in exprs {
        found.declared(expr);
    }
    for expr in exprs {
        found.expr(expr);
    }
    for term in terms {
        found.term(term);
    }
    found.names
}

/// The first wildcard of a term, outside of comprehensions.
pub(super) fn wildcard(term: &Term) -> Option<Span> {
    match &term.kind {
        TermKind::Var(name) => (&**name == "_").then_some(term.span),
        _ => term.operands().into_iter().find_map(wildcard),
    }
}

#[derive(Default)]
struct Names {
    declared: FxHashSet<Arc<str>>,
    seen: FxHashSet<Arc<str>>,
    names: Vec<Arc<str>>,
}

impl Names {
    fn declared(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Assign(pattern, _) => self.pattern(pattern),
            ExprKind::Some(names) => self.declared.extend(names.iter().map(|name| Arc::clone(&name.text))),
            ExprKind::SomeIn(key, value, _) => {
                key.iter().for_each(|key| self.pattern(key));
                self.pattern(value);
            }
            _ => {}
        }
    }

    fn pattern(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Var(name) => {
                self.declared.insert(Arc::clone(name));
            }
            TermKind::Array(items) => items.iter().for_each(|item| self.pattern(item)),
            TermKind::Object(entries) => entries.iter().for_each(|(_, value)| self.pattern(value)),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Term(term) => self.term(term),
            ExprKind::Assign(left, right) | ExprKind::Unify(left, right) => {
                self.term(left);
                self.term(right);
            }
            ExprKind::Some(_) => {}
            ExprKind::SomeIn(key, value, collection) => {
                key.iter().for_each(|key| self.term(key));
                self.term(value);
                self.term(collection);
            }
            ExprKind::Every(every) => self.term(&every.domain),
            ExprKind::Not(operand) => self.operand(operand),
            ExprKind::Logical(_, operands) => operands.iter().for_each(|operand| self.operand(operand)),
        }
        // What names a builtin stands in for a function.
        let values = expr.with.iter().map(|with| &with.value);
        values.filter(|value| !super::calls::names_builtin(value)).for_each(|value| self.term(value));
    }

    /// What stands in braces has names of its own.
    fn operand(&mut self, operand: &Operand) {
        if !operand.explicit {
            operand.body.iter().for_each(|expr| self.expr(expr));
        }
    }

    fn term(&mut self, term: &Term) {
        if let TermKind::Var(name) = &term.kind
            && &**name != "_"
            && !self.declared.contains(name)
            && self.seen.insert(Arc::clone(name))
        {
            self.names.push(Arc::clone(name));
        }
        term.operands().into_iter().for_each(|term| self.term(term));
    }
}
