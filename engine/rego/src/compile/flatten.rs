//! Expressions taken apart into goals: references and calls inside of terms become goals before them.
//!
//! What is taken out of a `not`, and what stays in, follows OPA: arguments of calls come out, so that an undefined
//! argument leaves the whole body undefined; a reference that is itself negated or compared by `==` stays in.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::goal::{Base, Branch, Goal, GoalKind, Target, Term};
use super::names::{Globals, Meaning};
use super::program::{Callee, Code, GroupId, NodeId, Place, Slot};
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{self, Connective, Expr, ExprKind, Operand, Operator, TermKind};
use crate::value::Value;

/// What a slot is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SlotKind {
    Named(Arc<str>),
    Wildcard,
    Temporary,
}

/// Names of one body.
#[derive(Debug, Default)]
struct Frame {
    names: FxHashMap<Arc<str>, Slot>,
    declared: FxHashMap<Arc<str>, &'static str>,
    used: FxHashSet<Arc<str>>,
}

/// What a rule refers to.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) groups: BTreeSet<GroupId>,
    /// Documents above rules, with the steps taken from there: a key, or any.
    pub(super) nodes: BTreeSet<(NodeId, Vec<Option<Value>>)>,
    pub(super) input: bool,
    /// Base documents.
    pub(super) data: bool,
    /// Builtins that may answer differently each time.
    pub(super) nondeterministic: bool,
    /// `with` in it.
    pub(super) modifies: bool,
}

/// Annotations of the rule at hand, as `rego.metadata.rule` and `rego.metadata.chain` give them.
#[derive(Clone, Debug)]
pub(super) struct Metadata {
    pub(super) rule: Value,
    pub(super) chain: Value,
}

/// Takes the expressions of one rule apart.
pub(super) struct Flattener<'a> {
    pub(super) code: &'a Code,
    pub(super) globals: &'a Globals,
    pub(super) module: u32,
    pub(super) metadata: Metadata,
    pub(super) slots: Vec<SlotKind>,
    pub(super) uses: Uses,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) place: Place,
    frames: Vec<Frame>,
    /// In a negated expression, how many calls are around: the arguments of the first still belong to the expression,
    /// what is called in them does not.
    pub(super) negated: Option<usize>,
}

/// One side of an equation.
pub(super) enum Side {
    Term(Term),
    Ref(Base, Vec<Term>),
    Call(Callee, Vec<Term>),
}

impl<'a> Flattener<'a> {
    pub(super) fn new(code: &'a Code, globals: &'a Globals, module: u32, metadata: Metadata) -> Self {
        Self {
            code,
            globals,
            module,
            metadata,
            slots: Vec::new(),
            uses: Uses::default(),
            errors: Vec::new(),
            place: Place { module, span: Span::default() },
            frames: vec![Frame::default()],
            negated: None,
        }
    }

    pub(super) fn error(&mut self, code: ErrorCode, span: Span, message: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(code, span, message);
        diagnostic.module = self.module as usize;
        self.errors.push(diagnostic);
    }

    pub(super) fn slot(&mut self, kind: SlotKind) -> Slot {
        let slot = self.slots.len() as Slot;
        self.slots.push(kind);
        slot
    }

    pub(super) fn temporary(&mut self) -> Slot {
        self.slot(SlotKind::Temporary)
    }

    pub(super) fn goal(&self, kind: GoalKind) -> Goal {
        Goal { place: self.place, kind, closed: false }
    }

    fn frame(&mut self) -> &mut Frame {
        // There is always one.
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// What `name` means here; an unknown one becomes a variable of this body.
    pub(super) fn resolve(&mut self, name: &Arc<str>) -> Meaning {
        let found = self.frames.iter().rev().enumerate().find_map(|(up, frame)| Some((up, *frame.names.get(name)?)));
        // What a body around this one knows may be declared anew here afterwards.
        if found.is_none_or(|(up, _)| up == 0) {
            self.frame().used.insert(Arc::clone(name));
        }
        if let Some((_, slot)) = found {
            return Meaning::Local(slot);
        }
        match self.globals.resolve(name) {
            Meaning::Unknown => Meaning::Local(self.introduce(name)),
            known => known,
        }
    }

    /// What `name` means here, if anything.
    pub(super) fn lookup(&self, name: &str) -> Meaning {
        let local = self.frames.iter().rev().find_map(|frame| frame.names.get(name));
        local.map_or_else(|| self.globals.resolve(name), |slot| Meaning::Local(*slot))
    }

    fn introduce(&mut self, name: &Arc<str>) -> Slot {
        let slot = self.slot(SlotKind::Named(Arc::clone(name)));
        self.frame().names.insert(Arc::clone(name), slot);
        slot
    }

    /// Declares a variable in this body, `how`: `assigned`, `declared`, `arg`.
    pub(super) fn declare(&mut self, name: &Arc<str>, span: Span, how: &'static str) -> Slot {
        if &**name == "_" {
            return self.slot(SlotKind::Wildcard);
        }
        if self.globals.modern && matches!(&**name, "input" | "data") {
            let what = if how == "arg" { "args" } else { "variables" };
            let message = format!("{what} must not shadow {name} (use a different variable name)");
            self.error(ErrorCode::Compile, span, message);
        }
        let frame = self.frame();
        let before = frame.declared.get(name).copied();
        let referenced = frame.used.contains(name);
        match before {
            Some("arg") => self.error(ErrorCode::Compile, span, format!("arg {name} redeclared")),
            Some(before) => self.error(ErrorCode::Compile, span, format!("var {name} {before} above")),
            None if referenced => self.error(ErrorCode::Compile, span, format!("var {name} referenced above")),
            None => {}
        }
        self.frame().declared.insert(Arc::clone(name), how);
        self.introduce(name)
    }

    /// Declares the arguments of a function.
    ///
    /// What an argument computes is compared with what was given by goals that go to `goals`; it may use variables of
    /// the rule, whose names `names` are.
    pub(super) fn arguments(
        &mut self,
        arguments: &[ast::Term],
        names: &[Arc<str>],
        goals: &mut Vec<Goal>,
    ) -> Vec<Term> {
        for argument in arguments {
            self.declare_argument(argument);
        }
        names.iter().for_each(|name| self.name(name));
        arguments.iter().map(|argument| self.argument(argument, goals)).collect()
    }

    fn declare_argument(&mut self, term: &ast::Term) {
        match &term.kind {
            TermKind::Var(name) if &**name != "_" && !self.frame().names.contains_key(name) => {
                self.declare(name, term.span, "arg");
            }
            TermKind::Array(items) => items.iter().for_each(|item| self.declare_argument(item)),
            TermKind::Object(entries) => entries.iter().for_each(|(key, value)| {
                self.declare_argument(key);
                self.declare_argument(value);
            }),
            _ => {}
        }
    }

    fn argument(&mut self, term: &ast::Term, goals: &mut Vec<Goal>) -> Term {
        match &term.kind {
            TermKind::Var(name) => match self.frame().names.get(name) {
                Some(slot) if &**name != "_" => Term::Var(*slot),
                _ => Term::Var(self.declare(name, term.span, "arg")),
            },
            TermKind::Array(items) => Term::Array(items.iter().map(|item| self.argument(item, goals)).collect()),
            TermKind::Object(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| (self.argument(key, goals), self.argument(value, goals)));
                Term::Object(entries.collect())
            }
            TermKind::Ref(..) => {
                self.error(ErrorCode::UnsafeVar, term.span, "an argument of a function must not be a reference");
                Term::Const(Value::Null)
            }
            TermKind::Call(..) | TermKind::Infix(..) | TermKind::In(..) => {
                self.error(ErrorCode::Compile, term.span, "rule arguments cannot contain calls");
                Term::Const(Value::Null)
            }
            _ => {
                let before = goals.len();
                let value = self.atom(term, goals);
                if goals.len() == before && matches!(value, Term::Const(_)) {
                    return value;
                }
                let given = Term::Var(self.temporary());
                let made = self.goal(GoalKind::Unify(given.clone(), value));
                goals.push(made);
                given
            }
        }
    }

    /// A body: its own variables are known from here on, in `then` too. The result of `then` stands after the goals.
    pub(super) fn scoped<T>(
        &mut self,
        exprs: &[Expr],
        terms: &[&ast::Term],
        then: impl FnOnce(&mut Self, &mut Vec<Goal>) -> T,
    ) -> (Vec<Goal>, T) {
        self.frames.push(Frame::default());
        let negated = self.negated.take();
        let result = self.body(exprs, terms, then);
        self.negated = negated;
        self.frames.pop();
        result
    }

    /// The arguments of a call.
    pub(super) fn call_arguments<'t>(
        &mut self,
        arguments: impl IntoIterator<Item = &'t ast::Term>,
        goals: &mut Vec<Goal>,
    ) -> Vec<Term> {
        let outer = self.negated;
        self.negated = outer.map(|calls| calls + 1);
        let operands = arguments.into_iter().map(|argument| self.atom(argument, goals)).collect();
        self.negated = outer;
        operands
    }

    /// A body in the frame that is open.
    pub(super) fn body<T>(
        &mut self,
        exprs: &[Expr],
        terms: &[&ast::Term],
        then: impl FnOnce(&mut Self, &mut Vec<Goal>) -> T,
    ) -> (Vec<Goal>, T) {
        for name in super::free::names(exprs, terms) {
            self.name(&name);
        }
        let mut goals = Vec::new();
        for expr in exprs {
            self.expr(expr, &mut goals);
        }
        let result = then(self, &mut goals);
        (goals, result)
    }

    /// Makes `name` a variable of the body that is open, unless it means something.
    pub(super) fn name(&mut self, name: &Arc<str>) {
        if matches!(self.lookup(name), Meaning::Unknown) {
            self.introduce(name);
        }
    }

    /// The variables of the outermost body that a person named.
    pub(super) fn top_names(&self) -> impl Iterator<Item = (Arc<str>, Slot)> {
        self.frames.iter().take(1).flat_map(|frame| frame.names.iter().map(|(name, slot)| (Arc::clone(name), *slot)))
    }

    /// Does a term act rather than give a value: is it a call of `print`, or one whose last argument takes the result?
    pub(super) fn acts(&mut self, term: &ast::Term) -> bool {
        match &term.kind {
            TermKind::Call(function, arguments) => {
                super::calls::is_print(self, function) || self.takes_result(function, arguments.len())
            }
            _ => false,
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr, goals: &mut Vec<Goal>) {
        let outer = self.place;
        self.place = Place { module: self.module, span: expr.span };
        if expr.with.is_empty() {
            self.plain(expr, goals);
        } else {
            self.uses.modifies = true;
            let modifiers: Vec<_> = expr.with.iter().filter_map(|with| self.modifier(with, goals)).collect();
            let mut inner = Vec::new();
            self.plain(expr, &mut inner);
            let kind = GoalKind::With(modifiers, inner);
            goals.push(self.goal(kind));
        }
        self.place = outer;
    }

    /// An expression without its `with`.
    fn plain(&mut self, expr: &Expr, goals: &mut Vec<Goal>) {
        let prints = matches!(&expr.kind, ExprKind::Term(ast::Term { kind: TermKind::Call(function, _), .. })
            if super::calls::is_print(self, function));
        if !expr.negated || prints {
            return self.kind(&expr.kind, None, goals);
        }
        let mut inner = Vec::new();
        let is_call = matches!(
            &expr.kind,
            ExprKind::Term(ast::Term { kind: TermKind::Call(..) | TermKind::Infix(..) | TermKind::In(..), .. })
        );
        let is_equation =
            matches!(&expr.kind, ExprKind::Term(ast::Term { kind: TermKind::Infix(Operator::Equal, ..), .. }));
        self.negated = Some(usize::from(!is_call || is_equation));
        self.kind(&expr.kind, Some(&mut inner), goals);
        self.negated = None;
        let kind = GoalKind::Not(inner);
        goals.push(self.goal(kind));
    }

    /// What an expression says. Under `not`, what is negated goes to `inner`.
    fn kind(&mut self, kind: &ExprKind, inner: Option<&mut Vec<Goal>>, goals: &mut Vec<Goal>) {
        match kind {
            ExprKind::Term(term) => self.test(term, inner, goals),
            ExprKind::Unify(left, right) => {
                let (left, right) = (self.side(left, goals), self.side(right, goals));
                self.unify(left, right, inner, goals);
            }
            ExprKind::Assign(left, right) => {
                if inner.is_some() {
                    self.error(ErrorCode::Compile, left.span, "cannot assign variables inside a negated expression");
                }
                let right = self.side(right, goals);
                let left = Side::Term(self.declare_pattern(left, "assigned", goals));
                self.unify(left, right, inner, goals);
            }
            ExprKind::Some(names) => {
                for name in names {
                    self.declare(&name.text, name.span, "declared");
                }
            }
            ExprKind::SomeIn(key, value, collection) => {
                let (base, mut path) = self.collection(collection, goals);
                let key = match key {
                    Some(key) => self.declare_pattern(key, "declared", goals),
                    None => Term::Var(self.slot(SlotKind::Wildcard)),
                };
                let value = self.declare_pattern(value, "declared", goals);
                path.push(key);
                let made = self.goal(GoalKind::Ref(base, path, Target::Unify(value)));
                inner.unwrap_or(goals).push(made);
            }
            ExprKind::Every(every) => {
                let domain = self.atom(&every.domain, goals);
                self.frames.push(Frame::default());
                let key = every.key.as_ref().map(|key| self.declare(&key.text, key.span, "declared"));
                let value = self.declare(&every.value.text, every.value.span, "declared");
                let negated = self.negated.take();
                let (body, ()) = self.body(&every.body, &[], |_, _| ());
                self.negated = negated;
                self.frames.pop();
                let made = self.goal(GoalKind::Every { key, value, domain, goals: body });
                inner.unwrap_or(goals).push(made);
            }
            ExprKind::Not(operand) => {
                let branch = self.branch(operand, "a negated expression", false);
                let held = self.goal(GoalKind::Any(vec![branch]));
                let made = self.goal(GoalKind::Not(vec![held]));
                goals.push(made);
            }
            ExprKind::Logical(connective, operands) => {
                let operator = match connective {
                    Connective::And => "an implicit operand of `and`",
                    Connective::Or => "an implicit operand of `or`",
                };
                let branches: Vec<Branch> =
                    operands.iter().map(|operand| self.branch(operand, operator, true)).collect();
                // Of `and` each operand must hold, of `or` any.
                let all = match connective {
                    Connective::And => branches.into_iter().map(|branch| vec![branch]).collect(),
                    Connective::Or => vec![branches],
                };
                goals.extend(all.into_iter().map(|branches| self.goal(GoalKind::Any(branches))));
            }
        }
    }

    /// What an operand says, in a body of its own. `what` it is an operand of; `seen_outside`: the body around it cannot
    /// declare its names afterwards.
    fn branch(&mut self, operand: &Operand, what: &str, seen_outside: bool) -> Branch {
        let explicit = operand.explicit;
        if explicit {
            let negated = self.negated.take();
            self.frames.push(Frame::default());
            let (goals, ()) = self.body(&operand.body, &[], |_, _| ());
            let own = self.frames.pop().unwrap_or_default();
            self.negated = negated;
            if seen_outside {
                let names = own.used.into_iter().filter(|name| !own.declared.contains_key(name));
                self.frame().used.extend(names);
            }
            return Branch { goals, explicit };
        }
        let mut goals = Vec::new();
        for expr in &operand.body {
            if let ExprKind::Assign(left, _) = &expr.kind {
                self.error(ErrorCode::Compile, left.span, format!("cannot assign variables inside {what}"));
            } else {
                self.expr(expr, &mut goals);
            }
        }
        Branch { goals, explicit }
    }

    /// An expression that is a term.
    fn test(&mut self, term: &ast::Term, inner: Option<&mut Vec<Goal>>, goals: &mut Vec<Goal>) {
        let kind = match &term.kind {
            TermKind::Infix(Operator::Equal, left, right) => {
                let (left, right) = (self.side(left, goals), self.side(right, goals));
                let (left, right) = (self.called(left, goals), self.called(right, goals));
                let inner = inner.unwrap_or(goals);
                let (left, right) = (self.known(left, inner), self.known(right, inner));
                let made = self.goal(GoalKind::Equal(left, right));
                return inner.push(made);
            }
            TermKind::Call(function, arguments) if super::calls::is_print(self, function) => {
                let closures = arguments.iter().map(|argument| self.shown(argument)).collect();
                GoalKind::Print(closures)
            }
            TermKind::Call(function, arguments) if self.metadata_call(function).is_none() => {
                match self.call(term, function, arguments, true, goals) {
                    Some((callee, arguments, target)) => GoalKind::Call(callee, arguments, target),
                    None => return,
                }
            }
            _ => match self.side(term, goals) {
                Side::Ref(base, path) => GoalKind::Ref(base, path, Target::Test),
                Side::Call(callee, arguments) => GoalKind::Call(callee, arguments, Target::Test),
                Side::Term(term) => GoalKind::Test(term),
            },
        };
        let made = self.goal(kind);
        inner.unwrap_or(goals).push(made);
    }

    fn unify(&mut self, left: Side, right: Side, inner: Option<&mut Vec<Goal>>, goals: &mut Vec<Goal>) {
        // Under `not`, a call is made before.
        let (left, right) =
            if inner.is_some() { (self.called(left, goals), self.called(right, goals)) } else { (left, right) };
        let goals = inner.unwrap_or(goals);
        let kind = match (left, right) {
            (Side::Term(left), Side::Term(right)) => GoalKind::Unify(left, right),
            (Side::Term(term), Side::Ref(base, path)) => GoalKind::Ref(base, path, Target::Unify(term)),
            (Side::Term(term), Side::Call(callee, arguments)) => GoalKind::Call(callee, arguments, Target::Unify(term)),
            (side @ (Side::Ref(..) | Side::Call(..)), other) => {
                let term = match other {
                    Side::Term(term) => term,
                    other => self.known(other, goals),
                };
                match side {
                    Side::Ref(base, path) => GoalKind::Ref(base, path, Target::Unify(term)),
                    Side::Call(callee, arguments) => GoalKind::Call(callee, arguments, Target::Unify(term)),
                    Side::Term(side) => GoalKind::Unify(side, term),
                }
            }
        };
        let made = self.goal(kind);
        goals.push(made);
    }
}
