//! Terms as operands: references and calls inside of them become goals before.

use std::sync::Arc;

use super::flatten::{Flattener, Side, SlotKind};
use super::goal::{Base, Closure, ClosureKind, Goal, GoalKind, Target, Term};
use super::names::{Meaning, Root};
use super::program::Callee;
use crate::diagnostic::Code as ErrorCode;
use crate::syntax::Span;
use crate::syntax::ast::{self, Expr, ExprKind, TermKind};
use crate::value::Value;

impl Flattener<'_> {
    /// A side with its call made.
    pub(super) fn called(&mut self, side: Side, goals: &mut Vec<Goal>) -> Side {
        match side {
            Side::Call(..) => Side::Term(self.known(side, goals)),
            other => other,
        }
    }

    /// The value of a side.
    pub(super) fn known(&mut self, side: Side, goals: &mut Vec<Goal>) -> Term {
        let kind = match side {
            Side::Term(term) => return term,
            Side::Ref(Base::Local(slot), path) if path.is_empty() => return Term::Var(slot),
            Side::Ref(base, path) => {
                let value = Term::Var(self.temporary());
                (value.clone(), GoalKind::Ref(base, path, Target::Unify(value)))
            }
            Side::Call(callee, arguments) => {
                let value = Term::Var(self.temporary());
                (value.clone(), GoalKind::Call(callee, arguments, Target::Unify(value)))
            }
        };
        let closed = matches!(kind.1, GoalKind::Ref(..)) && self.negated.is_some_and(|calls| calls <= 1);
        let made = Goal { closed, ..self.goal(kind.1) };
        goals.push(made);
        kind.0
    }

    /// A term as an operand: references and calls in it become goals.
    pub(super) fn atom(&mut self, term: &ast::Term, goals: &mut Vec<Goal>) -> Term {
        let side = self.side(term, goals);
        self.known(side, goals)
    }

    /// A term as one side of an equation: only what stands inside of it becomes goals.
    pub(super) fn side(&mut self, term: &ast::Term, goals: &mut Vec<Goal>) -> Side {
        Side::Term(match &term.kind {
            TermKind::Null | TermKind::Error => Term::Const(Value::Null),
            TermKind::Bool(value) => Term::Const(Value::Bool(*value)),
            TermKind::Number(number) => Term::Const(Value::Number(number.clone())),
            TermKind::String(text) => Term::Const(Value::String(Arc::clone(text))),
            TermKind::Var(name) if &**name == "_" => Term::Var(self.slot(SlotKind::Wildcard)),
            TermKind::Var(name) => match self.resolve(name) {
                Meaning::Local(slot) => Term::Var(slot),
                Meaning::Document(root, path) => {
                    let (base, rest) = self.document(root, path, &[], term.span);
                    return Side::Ref(base, rest);
                }
                Meaning::Unknown => Term::Const(Value::Null),
            },
            TermKind::Ref(head, path) => {
                let (base, path) = self.reference(head, path, goals);
                return Side::Ref(base, path);
            }
            TermKind::Call(function, arguments) => {
                if let Some(value) = self.metadata_call(function) {
                    return Side::Term(Term::Const(value));
                }
                if super::calls::is_print(self, function) {
                    self.error(ErrorCode::Type, term.span, "print gives no value");
                    return Side::Term(Term::Const(Value::Null));
                }
                return match self.call(term, function, arguments, false, goals) {
                    Some((callee, arguments, _)) => Side::Call(callee, arguments),
                    None => Side::Term(Term::Const(Value::Null)),
                };
            }
            TermKind::Infix(operator, left, right) => {
                let arguments = self.call_arguments([&**left, &**right], goals);
                return self.builtin_call(operator.builtin(), arguments, term.span);
            }
            TermKind::In(key, value, collection) => {
                let name = if key.is_some() { "internal.member_3" } else { "internal.member_2" };
                let arguments = self.call_arguments(key.as_deref().into_iter().chain([&**value, &**collection]), goals);
                return self.builtin_call(name, arguments, term.span);
            }
            TermKind::Template(parts) => {
                let parts = parts.iter().map(|part| self.template_part(part)).collect();
                return self.builtin_call("internal.template_string", vec![Term::Array(parts)], term.span);
            }
            TermKind::Array(items) => folded(Term::Array(items.iter().map(|item| self.atom(item, goals)).collect())),
            TermKind::Set(items) => folded(Term::Set(items.iter().map(|item| self.atom(item, goals)).collect())),
            TermKind::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| (self.atom(key, goals), self.atom(value, goals)));
                folded(Term::Object(entries.collect()))
            }
            TermKind::ArrayComprehension(item, body) => {
                self.closure(body, &[item], |flat, goals| ClosureKind::Array(flat.atom(item, goals)))
            }
            TermKind::SetComprehension(item, body) => {
                self.closure(body, &[item], |flat, goals| ClosureKind::Set(flat.atom(item, goals)))
            }
            TermKind::ObjectComprehension(key, value, body) => self.closure(body, &[key, value], |flat, goals| {
                let key = flat.atom(key, goals);
                ClosureKind::Object(key, flat.atom(value, goals))
            }),
        })
    }

    fn closure(
        &mut self,
        body: &[Expr],
        terms: &[&ast::Term],
        kind: impl FnOnce(&mut Self, &mut Vec<Goal>) -> ClosureKind,
    ) -> Term {
        let (goals, kind) = self.scoped(body, terms, kind);
        Term::Closure(Box::new(Closure { kind, goals }))
    }

    /// The value of a term, in a set: empty where it is undefined.
    pub(super) fn shown(&mut self, term: &ast::Term) -> Closure {
        if let Some(span) = super::free::wildcard(term) {
            self.error(ErrorCode::Compile, span, "var _ is undeclared: name what is to be shown");
        }
        let (goals, item) = self.scoped(&[], &[term], |flat, goals| flat.atom(term, goals));
        Closure { kind: ClosureKind::Set(item), goals }
    }

    fn template_part(&mut self, part: &ast::TemplatePart) -> Term {
        match part {
            ast::TemplatePart::Text(_, text) => Term::Const(Value::String(Arc::clone(text))),
            ast::TemplatePart::Expr(expr) => match &expr.kind {
                ExprKind::Term(term) => {
                    let plain = Expr { kind: ExprKind::Term(term.clone()), ..expr.clone() };
                    self.shown_expr(&plain, term)
                }
                ExprKind::Not(_) | ExprKind::Logical(..) => {
                    let message = "`not`, `and` and `or` cannot stand in a template string";
                    self.error(ErrorCode::Compile, expr.span, message);
                    Term::Const(Value::Null)
                }
                _ => Term::Const(Value::Null),
            },
        }
    }

    /// The value of an expression, under its `with`, in a set.
    fn shown_expr(&mut self, expr: &Expr, term: &ast::Term) -> Term {
        if expr.with.is_empty() {
            return Term::Closure(Box::new(self.shown(term)));
        }
        let (goals, item) = self.scoped(&[], &[term], |flat, goals| {
            let modifiers: Vec<_> = expr.with.iter().filter_map(|with| flat.modifier(with, goals)).collect();
            let mut inner = Vec::new();
            let item = flat.atom(term, &mut inner);
            let made = flat.goal(GoalKind::With(modifiers, inner));
            goals.push(made);
            item
        });
        Term::Closure(Box::new(Closure { kind: ClosureKind::Set(item), goals }))
    }

    /// The collection of a `some … in`.
    pub(super) fn collection(&mut self, term: &ast::Term, goals: &mut Vec<Goal>) -> (Base, Vec<Term>) {
        match self.side(term, goals) {
            Side::Ref(base, path) => (base, path),
            Side::Term(Term::Var(slot)) => (Base::Local(slot), Vec::new()),
            Side::Term(term) => (Base::Term(term), Vec::new()),
            side @ Side::Call(..) => (Base::Term(self.known(side, goals)), Vec::new()),
        }
    }

    fn reference(&mut self, head: &ast::Term, path: &[ast::Term], goals: &mut Vec<Goal>) -> (Base, Vec<Term>) {
        let steps: Vec<Term> = path.iter().map(|step| self.atom(step, goals)).collect();
        let base = match &head.kind {
            TermKind::Var(name) if &**name != "_" => match self.resolve(name) {
                Meaning::Local(slot) => Base::Local(slot),
                Meaning::Document(root, mut start) => {
                    let constant = steps.iter().take_while(|step| matches!(step, Term::Const(_))).count();
                    start.extend(steps[..constant].iter().filter_map(|step| match step {
                        Term::Const(value) => Some(value.clone()),
                        _ => None,
                    }));
                    let further: Vec<Term> = steps.into_iter().skip(constant).collect();
                    let (base, mut rest) = self.document(root, start, &further, head.span);
                    rest.extend(further);
                    return (base, rest);
                }
                Meaning::Unknown => Base::Term(Term::Const(Value::Null)),
            },
            _ => match self.atom(head, goals) {
                Term::Var(slot) => Base::Local(slot),
                term => Base::Term(term),
            },
        };
        (base, steps)
    }

    /// The base of a document at a constant path, and the steps of the path it does not take in. `further` steps follow.
    fn document(&mut self, root: Root, path: Vec<Value>, further: &[Term], span: Span) -> (Base, Vec<Term>) {
        let constants = |path: &[Value]| path.iter().cloned().map(Term::Const).collect();
        if root == Root::Input {
            self.uses.input = true;
            return (Base::Input, constants(&path));
        }
        let (base, taken) = self.code.base(&path);
        match &base {
            Base::Group(group) => {
                self.uses.groups.insert(*group);
            }
            Base::Data(Some(node), _) => {
                let steps = further.iter().map(|step| match step {
                    Term::Const(key) => Some(key.clone()),
                    _ => None,
                });
                self.uses.nodes.insert((*node, steps.collect()));
                self.uses.data = true;
            }
            _ => self.uses.data = true,
        }
        let found = (1..=path.len()).find_map(|length| self.code.function(&path[..length]));
        if let Some(Callee::Function(group)) = found {
            let name = Arc::clone(&self.code.groups[group as usize].name);
            self.error(ErrorCode::Type, span, format!("function {name} used as reference, not called"));
        }
        (base, constants(&path[taken..]))
    }

    /// Declares the variables of a pattern.
    pub(super) fn declare_pattern(&mut self, term: &ast::Term, how: &'static str, goals: &mut Vec<Goal>) -> Term {
        match &term.kind {
            TermKind::Var(name) => Term::Var(self.declare(name, term.span, how)),
            TermKind::Array(items) => {
                Term::Array(items.iter().map(|item| self.declare_pattern(item, how, goals)).collect())
            }
            TermKind::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| {
                    let key = self.atom(key, goals);
                    (key, self.declare_pattern(value, how, goals))
                });
                Term::Object(entries.collect())
            }
            _ if how == "assigned" && !matches!(term.kind, TermKind::Error) => {
                self.error(ErrorCode::Compile, term.span, "cannot assign to this: `:=` declares variables");
                Term::Const(Value::Null)
            }
            _ => self.atom(term, goals),
        }
    }
}

/// A composite term, as a value where all of it is constant.
fn folded(term: Term) -> Term {
    let constant = |term: &Term| match term {
        Term::Const(value) => Some(value.clone()),
        _ => None,
    };
    let value = match &term {
        Term::Array(items) => items.iter().map(constant).collect::<Option<Vec<_>>>().map(Value::array),
        Term::Set(items) => items.iter().map(constant).collect::<Option<Vec<_>>>().map(Value::set),
        Term::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| Some((constant(key)?, constant(value)?)));
            entries.collect::<Option<Vec<_>>>().map(Value::object)
        }
        _ => None,
    };
    value.map_or(term, Term::Const)
}
