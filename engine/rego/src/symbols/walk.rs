//! The walk through a module that notes its names.

use std::collections::HashMap;
use std::sync::Arc;

use super::scopes::{Scope, Scopes};
use super::{Occurrence, Role, Symbol, Symbols, package};
use crate::builtins;
use crate::syntax::Span;
use crate::syntax::ast::{Expr, ExprKind, Import, Module, Name, Operand, Rule, TemplatePart, Term, TermKind};

/// Notes the names of `module`.
pub(super) fn walk(module: &Module, is_rule: &dyn Fn(&str) -> bool) -> Symbols {
    let package = package(module);
    let mut walk =
        Walk { is_rule, package, imports: HashMap::new(), scopes: Scopes::default(), occurrences: Vec::new() };
    if let Some(package) = &module.package {
        walk.path(&package.path, 0, |at, length| if at == length { Role::Definition } else { Role::Step });
    }
    module.imports.iter().for_each(|import| walk.import(import));
    for rule in &module.rules {
        walk.rule(rule);
    }
    Symbols { occurrences: walk.occurrences, locals: walk.scopes.locals }
}

struct Walk<'a> {
    is_rule: &'a dyn Fn(&str) -> bool,
    package: Vec<Arc<str>>,
    /// What imports bring in: the path below `data`; none for parts of `input`.
    imports: HashMap<Arc<str>, Option<Vec<Arc<str>>>>,
    scopes: Scopes,
    occurrences: Vec<Occurrence>,
}

/// What a name means outside of any body.
enum Global {
    Data(Vec<Arc<str>>),
    Input,
}

impl Walk<'_> {
    fn note(&mut self, span: Span, symbol: Symbol, role: Role) {
        self.occurrences.push(Occurrence { span, symbol, role });
    }

    fn note_data(&mut self, span: Span, path: &[Arc<str>], role: Role) {
        self.note(span, Symbol::Data(path.into()), role);
    }

    /// Notes the words of a path that is written out; the first `skipped` are not part of it.
    fn path(&mut self, words: &[Name], skipped: usize, role: impl Fn(usize, usize) -> Role) {
        let names: Vec<_> = words.iter().skip(skipped).map(|word| Arc::clone(&word.text)).collect();
        for (at, word) in words.iter().enumerate() {
            let length = (at + 1).saturating_sub(skipped);
            self.note_data(word.span, &names[..length], role(length, names.len()));
        }
    }

    fn import(&mut self, import: &Import) {
        let (Some(first), Some(name)) = (import.path.first(), import.alias.as_ref().or(import.path.last())) else {
            return;
        };
        let path = match &*first.text {
            "data" => Some(import.path.iter().skip(1).map(|word| Arc::clone(&word.text)).collect::<Vec<_>>()),
            "input" => None,
            _ => return,
        };
        if let Some(path) = &path {
            self.path(&import.path, 1, |_, _| Role::Import);
            if let Some(alias) = &import.alias {
                self.note_data(alias.span, path, Role::Alias);
            }
        }
        self.imports.insert(Arc::clone(&name.text), path);
    }

    fn global(&self, name: &str) -> Option<Global> {
        if let Some(import) = self.imports.get(name) {
            return Some(import.clone().map_or(Global::Input, Global::Data));
        }
        if (self.is_rule)(name) {
            return Some(Global::Data(self.package.iter().cloned().chain([Arc::from(name)]).collect()));
        }
        match name {
            "data" => Some(Global::Data(Vec::new())),
            "input" => Some(Global::Input),
            _ => None,
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let mut last = rule;
        while let Some(next) = &last.otherwise {
            last = next;
        }
        self.scopes.rule = rule.span.to(last.span);
        self.scopes.enter(Scope::default());
        self.head_name(&rule.head.reference);
        rule.head.arguments.iter().flatten().for_each(|argument| self.pattern(argument));
        let mut part = Some(rule);
        while let Some(rule) = part {
            let head = &rule.head;
            let terms: Vec<&Term> = head.reference.iter().skip(1).chain(&head.key).chain(&head.value).collect();
            self.scoped(&rule.body, &terms);
            part = rule.otherwise.as_deref();
        }
        self.scopes.leave();
    }

    /// Notes the constant beginning of a rule's reference; the last word of it is what the rule defines.
    fn head_name(&mut self, reference: &[Term]) {
        let constant = |term: &Term| match &term.kind {
            TermKind::Var(name) => Some((term.span, Arc::clone(name))),
            _ => None,
        };
        let step = |term: &Term| match &term.kind {
            TermKind::String(name) => Some((term.span, Arc::clone(name))),
            _ => None,
        };
        let Some((first, rest)) = reference.split_first() else { return };
        let words: Vec<_> = constant(first).into_iter().chain(rest.iter().map_while(step)).collect();
        let mut path = self.package.clone();
        for (at, (span, name)) in words.iter().enumerate() {
            path.push(Arc::clone(name));
            let role = if at + 1 == words.len() { Role::Definition } else { Role::Step };
            self.note_data(*span, &path, role);
        }
    }

    /// A body of its own; `terms` stand in it, after what it says.
    fn scoped(&mut self, body: &[Expr], terms: &[&Term]) {
        self.scopes.enter(Scope::of(body, terms.iter().copied()));
        body.iter().for_each(|expr| self.expr(expr));
        terms.iter().for_each(|term| self.term(term));
        self.scopes.leave();
    }

    fn declare(&mut self, name: &Arc<str>, span: Span) {
        if &**name != "_" {
            let local = self.scopes.declare(name);
            self.note(span, Symbol::Local(local), Role::Definition);
        }
    }

    /// What is declared by an argument or by the left side of an assignment.
    fn pattern(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Var(name) => self.declare(name, term.span),
            TermKind::Array(items) => items.iter().for_each(|item| self.pattern(item)),
            TermKind::Object(entries) => {
                for (key, value) in entries {
                    self.term(key);
                    self.pattern(value);
                }
            }
            _ => self.term(term),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Term(term) => self.term(term),
            ExprKind::Unify(left, right) => {
                self.term(left);
                self.term(right);
            }
            ExprKind::Assign(left, right) => {
                self.term(right);
                self.withs(expr);
                return self.pattern(left);
            }
            ExprKind::Some(names) => names.iter().for_each(|name| self.declare(&name.text, name.span)),
            ExprKind::SomeIn(key, value, collection) => {
                self.term(collection);
                key.iter().chain([value]).for_each(|term| self.pattern(term));
            }
            ExprKind::Every(every) => {
                self.term(&every.domain);
                self.scopes.enter(Scope::of(&every.body, []));
                for name in every.key.iter().chain([&every.value]) {
                    self.declare(&name.text, name.span);
                }
                every.body.iter().for_each(|expr| self.expr(expr));
                self.scopes.leave();
            }
            ExprKind::Not(operand) => self.operand(operand),
            ExprKind::Logical(_, operands) => operands.iter().for_each(|operand| self.operand(operand)),
        }
        self.withs(expr);
    }

    fn operand(&mut self, operand: &Operand) {
        if operand.explicit {
            self.scoped(&operand.body, &[]);
        } else {
            operand.body.iter().for_each(|expr| self.expr(expr));
        }
    }

    fn withs(&mut self, expr: &Expr) {
        for with in &expr.with {
            self.called(&with.target);
            let is_function = self.is_builtin(&with.value);
            if is_function { self.called(&with.value) } else { self.term(&with.value) }
        }
    }

    /// Does a term name a builtin, and nothing nearer?
    fn is_builtin(&self, term: &Term) -> bool {
        let first = match &term.kind {
            TermKind::Var(name) => name,
            TermKind::Ref(head, _) => match &head.kind {
                TermKind::Var(name) => name,
                _ => return false,
            },
            _ => return false,
        };
        self.scopes.find(first).is_none() && self.global(first).is_none() && builtin(term).is_some()
    }

    /// The name of a function.
    fn called(&mut self, term: &Term) {
        match (&term.kind, builtin(term)) {
            (TermKind::Var(name), known) => match (self.global(name), known) {
                (Some(Global::Data(path)), _) => self.note_data(term.span, &path, Role::Name),
                (None, Some(name)) => self.note(term.span, Symbol::Builtin(name), Role::Name),
                _ => {}
            },
            (TermKind::Ref(..), Some(name)) if self.is_builtin(term) => {
                self.note(term.span, Symbol::Builtin(name), Role::Name);
            }
            _ => self.term(term),
        }
    }

    fn variable(&mut self, name: &Arc<str>, span: Span) {
        if &**name == "_" {
            return;
        }
        if let Some(local) = self.scopes.find(name) {
            return self.note(span, Symbol::Local(local), Role::Name);
        }
        match self.global(name) {
            Some(Global::Data(path)) => self.note_data(span, &path, Role::Name),
            Some(Global::Input) => {}
            None => {
                let local = self.scopes.appear(name);
                self.note(span, Symbol::Local(local), Role::Definition);
            }
        }
    }

    fn reference(&mut self, head: &Term, steps: &[Term]) {
        let global = match &head.kind {
            TermKind::Var(name) if self.scopes.find(name).is_none() => self.global(name),
            _ => None,
        };
        let Some(Global::Data(mut path)) = global else {
            self.term(head);
            return steps.iter().for_each(|step| self.term(step));
        };
        self.note_data(head.span, &path, Role::Name);
        let mut is_constant = true;
        for step in steps {
            match &step.kind {
                TermKind::String(name) if is_constant => {
                    path.push(Arc::clone(name));
                    self.note_data(step.span, &path, Role::Step);
                }
                _ => {
                    is_constant = false;
                    self.term(step);
                }
            }
        }
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Var(name) => self.variable(name, term.span),
            TermKind::Ref(head, steps) => self.reference(head, steps),
            TermKind::Call(function, arguments) => {
                self.called(function);
                arguments.iter().for_each(|argument| self.term(argument));
            }
            TermKind::Template(parts) => parts.iter().for_each(|part| {
                if let TemplatePart::Expr(expr) = part {
                    self.scoped(std::slice::from_ref(expr), &[]);
                }
            }),
            TermKind::ArrayComprehension(item, body) | TermKind::SetComprehension(item, body) => {
                self.scoped(body, &[item]);
            }
            TermKind::ObjectComprehension(key, value, body) => self.scoped(body, &[key, value]),
            _ => term.operands().into_iter().for_each(|term| self.term(term)),
        }
    }
}

/// The builtin that a term names, if nothing else is called so.
fn builtin(term: &Term) -> Option<&'static str> {
    let name = match &term.kind {
        TermKind::Var(name) => name.to_string(),
        TermKind::Ref(head, steps) => {
            let TermKind::Var(first) = &head.kind else { return None };
            let mut name = first.to_string();
            for step in steps {
                let TermKind::String(step) = &step.kind else { return None };
                name = format!("{name}.{step}");
            }
            name
        }
        _ => return None,
    };
    builtins::signature(&name).map(|signature| signature.name)
}
