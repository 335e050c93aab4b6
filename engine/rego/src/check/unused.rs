//! Variables, arguments and imports that nothing uses.
//!
//! A variable declared by `some x` or `every x` that is not used is an error always, the rest only in strict mode. Names
//! mean what they mean in the order of the text, as OPA reads them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::Span;
use crate::syntax::ast::{Expr, ExprKind, Module, Operand, Rule, TemplatePart, Term, TermKind};

/// Reports what `module` does not use.
pub(super) fn check(module: &Module, strict: bool, errors: &mut Vec<Diagnostic>) {
    let mut mentioned = HashSet::new();
    for rule in &module.rules {
        let mut arguments = Scope::default();
        let mut written = Vec::new();
        rule.head.arguments.iter().flatten().for_each(|argument| argument_names(argument, &mut written));
        for name in &written {
            arguments.mention_or_declare(name);
        }
        let mut part = Some(rule);
        while let Some(rule) = part {
            let mut walk = Walk { strict, scopes: vec![arguments], found: Vec::new(), mentioned: &mut mentioned };
            walk.rule(rule);
            errors.append(&mut walk.found);
            arguments = walk.scopes.swap_remove(0);
            arguments.names.retain(|_, known| known.how == How::Argument);
            part = rule.otherwise.as_deref();
        }
        if strict {
            unused_arguments(rule, &arguments, &written, errors);
        }
    }
    if strict {
        unused_imports(module, &mentioned, errors);
    }
}

fn unused_arguments(rule: &Rule, arguments: &Scope, written: &[Arc<str>], errors: &mut Vec<Diagnostic>) {
    for (at, name) in written.iter().enumerate() {
        let used = arguments.names.get(name).is_some_and(|known| known.uses > 0);
        if !used && !written[..at].contains(name) {
            let message = format!("unused argument {name}. (hint: use _ (wildcard variable) instead)");
            errors.push(
                Diagnostic::new(Code::Compile, rule.head.span, message)
                    .with_help(format!("write `_` for `{name}`, or use it in the body or the value")),
            );
        }
    }
}

fn unused_imports(module: &Module, mentioned: &HashSet<Arc<str>>, errors: &mut Vec<Diagnostic>) {
    for import in &module.imports {
        let (Some(first), Some(name)) = (import.path.first(), super::import_name(import)) else { continue };
        if matches!(&*first.text, "future" | "rego") || mentioned.contains(name) {
            continue;
        }
        let message = format!("import {} unused", super::import_path(import));
        errors.push(
            Diagnostic::new(Code::Compile, import.span, message)
                .with_help(format!("nothing here refers to `{name}`: take the import away")),
        );
    }
}

/// How a name came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Argument,
    Assigned,
    /// By `some x` or `every x`.
    Declared,
    /// By `some x in …`, which counts as a use.
    Iterated,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    how: How,
    uses: usize,
    /// The expression that declares it.
    span: Span,
}

/// Names of one body.
#[derive(Debug, Default)]
struct Scope {
    names: HashMap<Arc<str>, Known>,
}

impl Scope {
    fn mention_or_declare(&mut self, name: &Arc<str>) {
        let known = Known { how: How::Argument, uses: 0, span: Span::default() };
        self.names.entry(Arc::clone(name)).and_modify(|known| known.uses += 1).or_insert(known);
    }
}

struct Walk<'a> {
    strict: bool,
    scopes: Vec<Scope>,
    found: Vec<Diagnostic>,
    /// Names that mean nothing in a body: imports, rules, builtins.
    mentioned: &'a mut HashSet<Arc<str>>,
}

impl Walk<'_> {
    fn rule(&mut self, rule: &Rule) {
        let head = &rule.head;
        let terms: Vec<&Term> = head.reference.iter().skip(1).chain(&head.key).chain(&head.value).collect();
        for argument in head.arguments.iter().flatten() {
            self.argument(argument);
        }
        // Comprehensions of the head are judged before the body; its other names after, as parts of the body.
        self.body(&rule.body, &terms, &mut |walk| terms.iter().for_each(|term| walk.term(term)));
    }

    /// What an argument refers to, other than variables that it declares.
    fn argument(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Var(_) => {}
            TermKind::Array(items) => items.iter().for_each(|item| self.argument(item)),
            TermKind::Object(entries) => entries.iter().for_each(|(_, value)| self.argument(value)),
            _ => self.term(term),
        }
    }

    /// A body in the scope that is open; `then` mentions what stands after it.
    fn body(&mut self, body: &[Expr], terms: &[&Term], then: &mut dyn FnMut(&mut Self)) {
        for expr in body {
            self.expr(expr);
        }
        let mut used = HashSet::new();
        terms.iter().for_each(|term| all_names(term, &mut used));
        self.judge(body, &used);
        then(self);
    }

    fn judge(&mut self, body: &[Expr], used: &HashSet<Arc<str>>) {
        let Some(first) = body.first() else { return };
        for (how, word) in [(How::Assigned, "assigned"), (How::Declared, "declared")] {
            if !self.found.is_empty() || (how == How::Assigned && !self.strict) {
                continue;
            }
            let Some(scope) = self.scopes.last() else { return };
            let unused =
                scope.names.iter().filter(|(name, known)| known.how == how && known.uses == 0 && !used.contains(*name));
            let mut unused: Vec<(Span, &Arc<str>)> = unused.map(|(name, known)| (known.span, name)).collect();
            unused.sort();
            for (span, name) in unused {
                let span = if span == Span::default() { first.span } else { span };
                let help = match how {
                    How::Assigned => format!("use `{name}`, or take the assignment away"),
                    _ => format!("use `{name}`, or write `_` for it"),
                };
                self.found
                    .push(Diagnostic::new(Code::Compile, span, format!("{word} var {name} unused")).with_help(help));
            }
        }
    }

    fn scoped(&mut self, body: &[Expr], terms: &[&Term]) {
        self.scopes.push(Scope::default());
        self.body(body, terms, &mut |walk| terms.iter().for_each(|term| walk.term(term)));
        self.scopes.pop();
    }

    fn declare(&mut self, name: &Arc<str>, how: How, span: Span) {
        if &**name != "_"
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.names.insert(Arc::clone(name), Known { how, uses: 0, span });
        }
    }

    fn mention(&mut self, name: &Arc<str>) {
        let known = self.scopes.iter_mut().rev().find_map(|scope| scope.names.get_mut(name));
        match known {
            Some(known) => known.uses += 1,
            None => {
                self.mentioned.insert(Arc::clone(name));
            }
        }
    }

    fn pattern(&mut self, term: &Term, how: How, span: Span) {
        match &term.kind {
            TermKind::Var(name) => self.declare(name, how, span),
            TermKind::Array(items) => items.iter().for_each(|item| self.pattern(item, how, span)),
            TermKind::Object(entries) => {
                for (key, value) in entries {
                    self.term(key);
                    self.pattern(value, how, span);
                }
            }
            _ => self.term(term),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Term(term) => self.term(term),
            ExprKind::Unify(left, right) => {
                self.term(left);
                self.term(right);
            }
            ExprKind::Assign(left, right) => {
                self.term(right);
                self.withs(expr);
                return self.pattern(left, How::Assigned, span);
            }
            ExprKind::Some(names) => names.iter().for_each(|name| self.declare(&name.text, How::Declared, span)),
            ExprKind::SomeIn(key, value, collection) => {
                self.term(collection);
                key.iter().chain([value]).for_each(|term| self.pattern(term, How::Iterated, span));
            }
            ExprKind::Every(every) => {
                self.term(&every.domain);
                self.scopes.push(Scope::default());
                for name in every.key.iter().chain([&every.value]) {
                    self.declare(&name.text, How::Declared, Span::default());
                }
                self.body(&every.body, &[], &mut |_| {});
                self.scopes.pop();
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
            self.term(&with.target);
            self.term(&with.value);
        }
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Var(name) => self.mention(name),
            TermKind::Call(function, _) => self.term(function),
            TermKind::Template(parts) => parts.iter().for_each(|part| {
                if let TemplatePart::Expr(expr) = part {
                    self.scopes.push(Scope::default());
                    self.expr(expr);
                    self.scopes.pop();
                }
            }),
            TermKind::ArrayComprehension(item, body) | TermKind::SetComprehension(item, body) => {
                self.scoped(body, &[item]);
            }
            TermKind::ObjectComprehension(key, value, body) => self.scoped(body, &[key, value]),
            _ => {}
        }
        term.operands().into_iter().for_each(|term| self.term(term));
    }
}

/// The variables that an argument declares, each as often as it stands there.
fn argument_names(term: &Term, names: &mut Vec<Arc<str>>) {
    match &term.kind {
        TermKind::Var(name) if &**name != "_" => names.push(Arc::clone(name)),
        TermKind::Array(items) => items.iter().for_each(|item| argument_names(item, names)),
        TermKind::Object(entries) => entries.iter().for_each(|(_, value)| argument_names(value, names)),
        _ => {}
    }
}

/// All names in a term, those of comprehensions included.
fn all_names(term: &Term, names: &mut HashSet<Arc<str>>) {
    let mut mentioned = HashSet::new();
    let mut walk = Walk { strict: false, scopes: Vec::new(), found: Vec::new(), mentioned: &mut mentioned };
    walk.term(term);
    names.extend(mentioned);
}
