//! Bodies within each other, and their variables.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::syntax::Span;
use crate::syntax::ast::{Expr, ExprKind, Term, TermKind};

/// A variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// As written.
    pub name: Arc<str>,
    /// The rule that it belongs to, with what follows it as `else`.
    pub rule: Span,
}

/// A body under way.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Variables known here, by name.
    names: HashMap<Arc<str>, usize>,
    /// Names that stand in the body itself, not only in comprehensions in it.
    own: HashSet<Arc<str>>,
}

impl Scope {
    /// The scope of a body and of terms that belong to it.
    pub(super) fn of<'t>(body: &[Expr], terms: impl IntoIterator<Item = &'t Term>) -> Self {
        let mut scope = Self::default();
        body.iter().for_each(|expr| scope.expr(expr));
        terms.into_iter().for_each(|term| scope.term(term));
        scope
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
                key.iter().chain([value, collection]).for_each(|term| self.term(term));
            }
            ExprKind::Every(every) => self.term(&every.domain),
            ExprKind::Not(operand) if operand.explicit => {}
            ExprKind::Not(operand) => operand.body.iter().for_each(|expr| self.expr(expr)),
            ExprKind::Logical(_, operands) => {
                let bare = operands.iter().filter(|operand| !operand.explicit);
                bare.flat_map(|operand| &operand.body).for_each(|expr| self.expr(expr));
            }
        }
        expr.with.iter().for_each(|with| self.term(&with.value));
    }

    fn term(&mut self, term: &Term) {
        if let TermKind::Var(name) = &term.kind {
            self.own.insert(Arc::clone(name));
        }
        term.operands().into_iter().for_each(|term| self.term(term));
    }
}

/// The bodies around a place, innermost last.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    open: Vec<Scope>,
    pub(super) locals: Vec<Local>,
    /// The rule that is walked.
    pub(super) rule: Span,
}

impl Scopes {
    pub(super) fn enter(&mut self, scope: Scope) {
        self.open.push(scope);
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    /// The variable that `name` is here.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.open.iter().rev().find_map(|scope| scope.names.get(name)).copied()
    }

    /// A new variable of the innermost body.
    pub(super) fn declare(&mut self, name: &Arc<str>) -> usize {
        let depth = self.open.len().saturating_sub(1);
        self.add(depth, name)
    }

    /// A variable that nothing declares.
    pub(super) fn appear(&mut self, name: &Arc<str>) -> usize {
        let outermost = self.open.iter().position(|scope| scope.own.contains(name));
        self.add(outermost.unwrap_or(self.open.len().saturating_sub(1)), name)
    }

    fn add(&mut self, depth: usize, name: &Arc<str>) -> usize {
        let at = self.locals.len();
        self.locals.push(Local { name: Arc::clone(name), rule: self.rule });
        if let Some(scope) = self.open.get_mut(depth) {
            scope.names.insert(Arc::clone(name), at);
        }
        at
    }
}
