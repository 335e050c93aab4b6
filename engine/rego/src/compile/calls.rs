//! Calls and `with`: which function is meant, with how many arguments, and what stands in for it.

use std::sync::Arc;

use super::flatten::{Flattener, Side};
use super::goal::{Goal, Modifier, Target, Term};
use super::names::{self, Meaning, Root};
use super::program::{Callee, GroupKind, Replaced};
use crate::builtins::{self, Signature};
use crate::check::suggest::nearest;
use crate::diagnostic::Code as ErrorCode;
use crate::syntax::Span;
use crate::syntax::ast::{self, TermKind};
use crate::value::Value;

/// The dotted name of a function, `a.b.c`, and its first part.
fn dotted(function: &ast::Term) -> Option<(Arc<str>, String, Vec<Value>)> {
    match &function.kind {
        TermKind::Var(name) => Some((Arc::clone(name), name.to_string(), Vec::new())),
        TermKind::Ref(head, path) => {
            let TermKind::Var(name) = &head.kind else { return None };
            let mut text = name.to_string();
            let mut steps = Vec::new();
            for step in path {
                let TermKind::String(step) = &step.kind else { return None };
                text.push('.');
                text.push_str(step);
                steps.push(Value::String(Arc::clone(step)));
            }
            Some((Arc::clone(name), text, steps))
        }
        _ => None,
    }
}

/// Is it the name of a builtin?
pub(super) fn names_builtin(term: &ast::Term) -> bool {
    dotted(term).is_some_and(|(_, name, _)| names::builtin(&name).is_some())
}

/// Is it the builtin `print`?
pub(super) fn is_print(flat: &Flattener<'_>, function: &ast::Term) -> bool {
    matches!(&function.kind, TermKind::Var(name) if &**name == "print")
        && matches!(flat.lookup("print"), Meaning::Unknown)
}

/// A function, and how many arguments it takes.
enum Found {
    Builtin(Callee, &'static Signature),
    Function(Callee, usize),
}

impl Flattener<'_> {
    /// The value of a call that the compiler answers itself, `rego.metadata.chain()` and `rego.metadata.rule()`.
    pub(super) fn metadata_call(&self, function: &ast::Term) -> Option<Value> {
        let (first, name, _) = dotted(function)?;
        let known = match &*name {
            "rego.metadata.chain" => &self.metadata.chain,
            "rego.metadata.rule" => &self.metadata.rule,
            _ => return None,
        };
        matches!(self.lookup(&first), Meaning::Unknown).then(|| known.clone())
    }

    /// Is a function given one argument more than it takes?
    pub(super) fn takes_result(&mut self, function: &ast::Term, given: usize) -> bool {
        let errors = self.errors.len();
        let found = self.function(function);
        self.errors.truncate(errors);
        match found {
            Some(Found::Builtin(_, signature)) => {
                signature.variadic.is_none() && given == signature.arguments.len() + 1
            }
            Some(Found::Function(_, arity)) => given == arity + 1,
            None => false,
        }
    }

    /// The function that a name means.
    fn function(&mut self, function: &ast::Term) -> Option<Found> {
        let Some((first, name, steps)) = dotted(function) else {
            self.error(ErrorCode::Type, function.span, "this is not a function");
            return None;
        };
        match self.lookup(&first) {
            Meaning::Document(Root::Data, mut path) => {
                path.extend(steps);
                if let Some(callee @ Callee::Function(group)) = self.code.function(&path) {
                    self.uses.groups.insert(group);
                    let GroupKind::Function(arity) = self.code.groups[group as usize].kind else { return None };
                    return Some(Found::Function(callee, arity));
                }
                let help = self.function_help(&path);
                let path: Vec<&str> = path.iter().filter_map(Value::as_str).collect();
                let message = format!("undefined function data.{}", path.join("."));
                self.error_with_help(function.span, message, help);
                None
            }
            Meaning::Unknown => match names::builtin(&name) {
                Some((callee, signature)) => {
                    self.uses.nondeterministic |= signature.nondeterministic;
                    if signature.deprecated && self.globals.modern {
                        let message = format!("deprecated built-in function call: {name}");
                        self.error(ErrorCode::Type, function.span, message);
                    }
                    Some(Found::Builtin(callee, signature))
                }
                None => {
                    let known = builtins::SIGNATURES.iter().map(|signature| signature.name);
                    let own = self.globals.rules.iter().map(|rule| &**rule);
                    let near = if self.globals.may_suggest() {
                        nearest(&name, own).or_else(|| nearest(&name, known))
                    } else {
                        None
                    };
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    self.error_with_help(function.span, format!("undefined function {name}"), help);
                    None
                }
            },
            Meaning::Local(_) | Meaning::Document(Root::Input, _) => {
                self.error(ErrorCode::Type, function.span, format!("undefined function {name}"));
                None
            }
        }
    }

    /// What may have been meant by a function that is not at `path`.
    fn function_help(&self, path: &[Value]) -> Option<String> {
        if self.code.node(path).is_some_and(|node| self.code.nodes[node as usize].group.is_some()) {
            return Some("this is a rule, no function: refer to it without arguments".to_owned());
        }
        if !self.globals.may_suggest() {
            return None;
        }
        let (name, above) = path.split_last()?;
        let children = &self.code.nodes[self.code.node(above)? as usize].children;
        let mut names: Vec<&str> = children.keys().filter_map(Value::as_str).collect();
        names.sort_unstable();
        nearest(name.as_str()?, names).map(|near| format!("did you mean `{near}`?"))
    }

    fn error_with_help(&mut self, span: Span, message: String, help: Option<String>) {
        self.error(ErrorCode::Type, span, message);
        if let Some(error) = self.errors.last_mut() {
            error.help = help;
        }
    }

    /// A call with its arguments as operands. Where it stands as an expression of its own, a further argument takes the
    /// result.
    pub(super) fn call(
        &mut self,
        term: &ast::Term,
        function: &ast::Term,
        arguments: &[ast::Term],
        alone: bool,
        goals: &mut Vec<Goal>,
    ) -> Option<(Callee, Vec<Term>, Target)> {
        let found = self.function(function)?;
        let (callee, arity, name) = match found {
            Found::Builtin(callee, signature) if signature.variadic.is_some() => {
                (callee, arguments.len(), signature.name.to_owned())
            }
            Found::Builtin(callee, signature) => (callee, signature.arguments.len(), signature.name.to_owned()),
            Found::Function(callee, arity) => (callee, arity, callee.name(self.code).to_owned()),
        };
        let given = arguments.len();
        if given != arity && !(alone && given == arity + 1) {
            let plural = if given == 1 { "" } else { "s" };
            let message = format!("function {name} has arity {arity}, got {given} argument{plural}");
            self.error(ErrorCode::Type, term.span, message);
            return None;
        }
        let mut operands = self.call_arguments(arguments, goals);
        let target = if given > arity { operands.pop().map_or(Target::Test, Target::Unify) } else { Target::Test };
        Some((callee, operands, target))
    }

    /// A call of a builtin that the compiler makes of an operator.
    pub(super) fn builtin_call(&mut self, name: &str, arguments: Vec<Term>, span: Span) -> Side {
        match names::builtin(name) {
            Some((callee, _)) => Side::Call(callee, arguments),
            None => {
                self.error(ErrorCode::Compile, span, format!("{name} is not supported"));
                Side::Term(Term::Const(Value::Null))
            }
        }
    }

    /// `with target as value`; the value becomes goals before.
    pub(super) fn modifier(&mut self, with: &ast::With, goals: &mut Vec<Goal>) -> Option<Modifier> {
        let Some((first, name, steps)) = dotted_or_constant(&with.target) else {
            let message = "the target of `with` must be a constant path";
            self.error(ErrorCode::UnsafeVar, with.target.span, message);
            return None;
        };
        match self.lookup(&first) {
            Meaning::Document(Root::Input, mut path) => {
                path.extend(steps);
                Some(Modifier::Input(path, self.atom(&with.value, goals)))
            }
            Meaning::Document(Root::Data, mut path) => {
                path.extend(steps);
                if let Some(Callee::Function(group)) = self.code.function(&path) {
                    self.uses.groups.insert(group);
                    return Some(self.replaced(Replaced::Function(group), with, goals));
                }
                if self.code.has_group_above(&path) {
                    let message = "with keyword cannot partially replace virtual document(s)";
                    self.error(ErrorCode::Compile, with.target.span, message);
                    return None;
                }
                let node = self.code.node(&path);
                // To OPA a rule depends on what it replaces.
                if let Some(node) = node {
                    match self.code.nodes[node as usize].group {
                        Some(group) => self.uses.groups.insert(group),
                        None => self.uses.nodes.insert((node, Vec::new())),
                    };
                }
                Some(Modifier::Data(path, node, self.atom(&with.value, goals)))
            }
            Meaning::Unknown => match names::builtin(&name) {
                Some((_, signature)) => Some(self.replaced(Replaced::Builtin(signature.name), with, goals)),
                None => {
                    self.bad_target(with.target.span);
                    None
                }
            },
            Meaning::Local(_) => {
                self.bad_target(with.target.span);
                None
            }
        }
    }

    fn bad_target(&mut self, span: Span) {
        let message = "with keyword target must reference existing input, data, or a function";
        self.error(ErrorCode::Type, span, message);
    }

    /// A function, replaced by another or by a value.
    fn replaced(&mut self, replaced: Replaced, with: &ast::With, goals: &mut Vec<Goal>) -> Modifier {
        if let Replaced::Builtin(name) = replaced
            && let Some(why) = irreplaceable(name)
        {
            let message = format!("with keyword replacing built-in function: {why}");
            self.error(ErrorCode::Compile, with.target.span, message);
        }
        if let Some((first, name, steps)) = dotted(&with.value) {
            match self.lookup(&first) {
                Meaning::Document(Root::Data, mut path) => {
                    path.extend(steps);
                    if let Some(callee @ Callee::Function(group)) = self.code.function(&path) {
                        self.uses.groups.insert(group);
                        return Modifier::FunctionByFunction(replaced, callee);
                    }
                }
                Meaning::Unknown => {
                    if let Some((callee, _)) = names::builtin(&name) {
                        return Modifier::FunctionByFunction(replaced, callee);
                    }
                }
                _ => {}
            }
        }
        Modifier::FunctionByValue(replaced, self.atom(&with.value, goals))
    }
}

/// Why a builtin cannot be replaced by `with`, if it cannot.
fn irreplaceable(name: &str) -> Option<String> {
    match name {
        "eq" | "rego.metadata.chain" | "rego.metadata.rule" => Some(format!("replacement of {name} invalid")),
        "walk" => Some("target must not be a relation".to_owned()),
        _ => name.starts_with("internal.").then(|| format!("replacement of internal function {name} invalid")),
    }
}

/// Like [`dotted`], with steps that are any constants.
fn dotted_or_constant(target: &ast::Term) -> Option<(Arc<str>, String, Vec<Value>)> {
    dotted(target).or_else(|| {
        let TermKind::Ref(head, path) = &target.kind else { return None };
        let TermKind::Var(name) = &head.kind else { return None };
        let steps: Option<Vec<Value>> = path.iter().map(super::constant).collect();
        Some((Arc::clone(name), name.to_string(), steps?))
    })
}
