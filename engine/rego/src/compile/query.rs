//! Queries to compiled modules.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::flatten::{Flattener, Metadata, SlotKind};
use super::goal::{Goal, GoalKind, Term};
use super::names::Globals;
use super::order::Orderer;
use super::program::{Body, Code, Operand, Place, Slot};
use super::{Program, error, imports, package};
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::syntax::ast::{self, Expr, ExprKind, Version};
use crate::syntax::{Span, parse_module, parse_query};
use crate::value::Value;

/// A query, compiled; it may be asked any number of times.
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) code: Arc<Code>,
    pub(crate) ready: Arc<Ready>,
}

/// The body of a query.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) body: Body,
    pub(crate) slots: u32,
    /// Variables that a person wrote, by name.
    pub(crate) bindings: Vec<(Arc<str>, Slot)>,
    /// What each expression gives.
    pub(crate) expressions: Vec<(Operand, Span)>,
    pub(crate) text: Arc<str>,
    /// The same variables by slot.
    pub(crate) names: Box<[(Slot, Arc<str>)]>,
}

impl Ready {
    /// The whole query.
    pub(crate) fn place(&self, code: &Code) -> Place {
        let span = Span { start: 0, end: self.text.len() as u32 };
        Place { module: code.sources.len() as u32, span }
    }
}

impl Query {
    /// The text of the query.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.ready.text
    }

    /// Where the expressions of the query stand in its text.
    pub fn expressions(&self) -> impl Iterator<Item = Span> {
        self.ready.expressions.iter().map(|(_, span)| *span)
    }
}

/// In whose package a query stands, and what it imports.
#[derive(Clone, Debug, Default)]
pub struct QueryContext {
    /// `a.b`; empty for none.
    pub package: String,
    /// `data.a.b as c`.
    pub imports: Vec<String>,
}

impl Program {
    /// Compiles a query that stands in no package.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it; its text is the module of the errors.
    pub fn query(&self, text: &str) -> Result<Query, Vec<Diagnostic>> {
        self.query_in(text, &QueryContext::default())
    }

    /// Compiles a query that stands in a package.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it or its context.
    pub fn query_in(&self, text: &str, context: &QueryContext) -> Result<Query, Vec<Diagnostic>> {
        let exprs = parse_query(text)?;
        if exprs.is_empty() {
            let empty = error(0, ErrorCode::Compile, Span::default(), "the query is empty".to_owned());
            return Err(vec![empty]);
        }
        let globals = self.query_globals(context)?;
        let metadata = Metadata { rule: Value::empty_object(), chain: Value::array(Vec::new()) };
        let mut flat = Flattener::new(&self.code, &globals, self.code.sources.len() as u32, metadata);
        let (goals, expressions) = {
            let terms: Vec<&ast::Term> = exprs.iter().filter_map(plain_term).collect();
            let named = super::free::names(&exprs, &terms);
            let iterates = terms.iter().any(|term| super::free::wildcard(term).is_some());
            // A query of one expression may be false, unless that enumerates something.
            let may_be_false = exprs.len() == 1 && named.is_empty() && !iterates;
            flat.body(&[], &[], |flat, goals| {
                for name in named {
                    flat.name(&name);
                }
                let mut given = Vec::new();
                for expr in &exprs {
                    let Some((value, span)) = query_expr(flat, expr, goals) else { continue };
                    if !may_be_false {
                        let goal = flat.goal(GoalKind::Test(value.clone()));
                        goals.push(goal);
                    }
                    given.push((value, span));
                }
                given
            })
        };
        let mut errors = std::mem::take(&mut flat.errors);
        let mut orderer = Orderer::new(&flat.slots);
        let terms: Vec<&Term> = expressions.iter().map(|(term, _)| term).collect();
        let (body, operands) = orderer.body(&goals, &terms);
        let mut unsafe_vars = Vec::new();
        for found in orderer.into_unsafe() {
            let name = match &flat.slots[found.slot as usize] {
                SlotKind::Named(name) => name,
                _ => "_",
            };
            let message = format!("var {name} is unsafe");
            unsafe_vars.push(error(0, ErrorCode::UnsafeVar, found.place.span, message));
        }
        if errors.is_empty() {
            errors = unsafe_vars;
        }
        if !errors.is_empty() {
            errors.iter_mut().for_each(|error| error.module = 0);
            return Err(errors);
        }
        let mut bindings: BTreeMap<Arc<str>, Slot> = BTreeMap::new();
        for (name, slot) in flat.top_names() {
            bindings.insert(name, slot);
        }
        let spans = expressions.iter().map(|(_, span)| *span);
        let names = bindings.iter().map(|(name, slot)| (*slot, Arc::clone(name))).collect();
        let ready = Ready {
            body,
            slots: flat.slots.len() as u32,
            bindings: bindings.into_iter().collect(),
            expressions: operands.into_iter().zip(spans).collect(),
            text: text.into(),
            names,
        };
        let given = ready.expressions.iter().map(|(operand, _)| operand);
        crate::check::query(&self.code, &ready.body, ready.slots, given, &mut errors);
        if !errors.is_empty() {
            errors.iter_mut().for_each(|error| error.module = 0);
            return Err(errors);
        }
        Ok(Query { code: Arc::clone(&self.code), ready: Arc::new(ready) })
    }

    fn query_globals(&self, context: &QueryContext) -> Result<Globals, Vec<Diagnostic>> {
        let mut text = if context.package.is_empty() {
            "package query".to_owned()
        } else {
            format!("package {}", context.package)
        };
        for import in &context.imports {
            text.push_str("\nimport ");
            text.push_str(import);
        }
        let parsed = parse_module(&text, Version::V1);
        if !parsed.errors.is_empty() {
            return Err(parsed.errors);
        }
        let mut globals = Globals { imports: imports(&parsed.module), modern: true, ..Globals::default() };
        if !context.package.is_empty() {
            globals.package = package(&parsed.module);
            let node = self.code.node(&globals.package);
            let children = node.map(|node| self.code.nodes[node as usize].children.keys());
            globals.rules = children.into_iter().flatten().filter_map(|key| key.as_str().map(Arc::from)).collect();
        }
        Ok(globals)
    }
}

/// The term of an expression that is nothing else.
fn plain_term(expr: &Expr) -> Option<&ast::Term> {
    match &expr.kind {
        ExprKind::Term(term) if !expr.negated => Some(term),
        _ => None,
    }
}

/// The goals of an expression, and what it gives; nothing for a mere declaration.
fn query_expr(flat: &mut Flattener<'_>, expr: &Expr, goals: &mut Vec<Goal>) -> Option<(Term, Span)> {
    let yes = Term::Const(Value::Bool(true));
    if matches!(expr.kind, ExprKind::Some(_)) {
        flat.expr(expr, goals);
        return None;
    }
    let Some(term) = plain_term(expr) else {
        flat.expr(expr, goals);
        return Some((yes, expr.span));
    };
    if flat.acts(term) {
        flat.expr(expr, goals);
        return Some((yes, expr.span));
    }
    flat.place.span = expr.span;
    if expr.with.is_empty() {
        return Some((flat.atom(term, goals), expr.span));
    }
    let modifiers: Vec<_> = expr.with.iter().filter_map(|with| flat.modifier(with, goals)).collect();
    let mut inner = Vec::new();
    let value = flat.atom(term, &mut inner);
    let goal = flat.goal(GoalKind::With(modifiers, inner));
    goals.push(goal);
    Some((value, expr.span))
}
