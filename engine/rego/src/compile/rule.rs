//! One rule, compiled.

use std::sync::Arc;

use super::flatten::{Flattener, Metadata, SlotKind, Uses};
use super::goal::{Goal, Term};
use super::names::Globals;
use super::order::Orderer;
use super::program::{Body, Clause, ClauseHead, Code, Group, GroupKind, Operand, Pattern, Place, Slot};
use super::tree::Placed;
use super::{Module, error};
use crate::check::suggest::nearest;
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::syntax::ast::{self, Rule};
use crate::value::Value;

/// A rule with what it refers to.
pub(super) struct Compiled {
    pub(super) clause: Clause,
    pub(super) uses: Uses,
}

/// What a head computes, as terms.
enum HeadTerms {
    Value(Term),
    Element(Term),
    Entry(Vec<Term>, Term),
    EntryElement(Vec<Term>, Term),
}

/// Compiles a rule; what is wrong with it goes to `errors`.
pub(super) fn compile(
    code: &Code,
    globals: &Globals,
    module: &Module,
    placed: &Placed,
    metadata: &Metadata,
    errors: &mut Vec<Diagnostic>,
) -> Compiled {
    let rule = &module.tree.rules[placed.rule];
    let mut uses = Uses::default();
    let context = Context { code, globals, placed, metadata, arguments: &rule.head.arguments };
    let clause = context.clause(rule, &mut uses, errors);
    Compiled { clause, uses }
}

/// What the parts of an `else` chain share.
struct Context<'a> {
    code: &'a Code,
    globals: &'a Globals,
    placed: &'a Placed,
    metadata: &'a Metadata,
    arguments: &'a Option<Vec<ast::Term>>,
}

impl Context<'_> {
    fn clause(&self, rule: &Rule, uses: &mut Uses, errors: &mut Vec<Diagnostic>) -> Clause {
        let module = self.placed.module as u32;
        let mut flat = Flattener::new(self.code, self.globals, module, self.metadata.clone());
        flat.place = Place { module, span: rule.head.span };
        let mut goals = Vec::new();
        let terms = self.head_terms(rule);
        let names = super::free::names(&rule.body, &terms);
        let arguments = flat.arguments(self.arguments.as_deref().unwrap_or_default(), &names, &mut goals);
        let (body, head) = flat.body(&rule.body, &terms, |flat, goals| self.head(flat, rule, goals));
        goals.extend(body);
        let mut unsafe_vars = Vec::new();
        let (names, ordered) = finish(&flat, &arguments, &goals, head, rule, &mut unsafe_vars);
        if flat.errors.is_empty() {
            errors.append(&mut unsafe_vars);
        }
        errors.append(&mut flat.errors);
        merge(uses, flat.uses);
        let otherwise = rule.otherwise.as_ref().map(|rule| Box::new(self.clause(rule, uses, errors)));
        let (patterns, body, head) = ordered;
        Clause {
            place: Place { module, span: rule.span },
            slots: flat.slots.len() as u32,
            arguments: patterns,
            body,
            head,
            otherwise,
            names,
        }
    }

    /// The terms of the head that are not constant.
    fn head_terms<'r>(&self, rule: &'r Rule) -> Vec<&'r ast::Term> {
        let computed = rule.head.reference.iter().skip(self.placed.constant);
        computed.chain(&rule.head.key).chain(&rule.head.value).collect()
    }

    /// What the head computes; references and calls in it become goals at the end of the body.
    fn head(&self, flat: &mut Flattener<'_>, rule: &Rule, goals: &mut Vec<Goal>) -> HeadTerms {
        let head = &rule.head;
        let kind = self.code.groups[self.placed.group as usize].kind;
        let value = |flat: &mut Flattener<'_>, goals: &mut Vec<Goal>, term: &Option<ast::Term>| match term {
            Some(term) => flat.atom(term, goals),
            None => Term::Const(Value::Bool(true)),
        };
        if self.placed.old_set {
            return HeadTerms::Element(flat.atom(&head.reference[1], goals));
        }
        match kind {
            GroupKind::Complete | GroupKind::Function(_) => HeadTerms::Value(value(flat, goals, &head.value)),
            GroupKind::Set => HeadTerms::Element(value(flat, goals, &head.key)),
            GroupKind::Object => {
                let path =
                    head.reference.iter().skip(self.placed.constant).map(|term| flat.atom(term, goals)).collect();
                match &head.key {
                    Some(key) => HeadTerms::EntryElement(path, flat.atom(key, goals)),
                    None => HeadTerms::Entry(path, value(flat, goals, &head.value)),
                }
            }
        }
    }
}

/// A name that may have been meant by `name`, which never gets a value: a variable, a rule of the package, an import.
fn meant(flat: &Flattener<'_>, name: &str) -> Option<String> {
    let variables = flat.slots.iter().filter_map(|slot| match slot {
        SlotKind::Named(name) => Some(&**name),
        _ => None,
    });
    let known = flat.globals.rules.iter().chain(flat.globals.imports.keys()).map(|name| &**name);
    let mut names: Vec<&str> = variables.chain(known).chain(["input", "data"]).collect();
    names.sort_unstable();
    nearest(name, names).map(str::to_owned)
}

type Names = Box<[(Slot, Arc<str>)]>;

/// Orders a rule and says what is unsafe in it.
fn finish(
    flat: &Flattener<'_>,
    arguments: &[Term],
    goals: &[Goal],
    head: HeadTerms,
    rule: &Rule,
    errors: &mut Vec<Diagnostic>,
) -> (Names, (Box<[Pattern]>, Body, ClauseHead)) {
    let mut orderer = Orderer::new(&flat.slots);
    let patterns = orderer.arguments(arguments);
    let mut terms: Vec<&Term> = Vec::new();
    let last = match &head {
        HeadTerms::Value(value) | HeadTerms::Element(value) => value,
        HeadTerms::Entry(path, value) | HeadTerms::EntryElement(path, value) => {
            terms.extend(path);
            value
        }
    };
    terms.push(last);
    let (body, mut operands) = orderer.body(goals, &terms);
    let value = operands.pop().unwrap_or(Operand::Const(Value::Null));
    let ready = match &head {
        HeadTerms::Value(_) => ClauseHead::Value(value),
        HeadTerms::Element(_) => ClauseHead::Element(value),
        HeadTerms::Entry(..) => ClauseHead::Entry(operands.into(), value),
        HeadTerms::EntryElement(..) => ClauseHead::EntryElement(operands.into(), value),
    };
    for found in orderer.into_unsafe() {
        let name = match &flat.slots[found.slot as usize] {
            SlotKind::Named(name) => Arc::clone(name),
            _ => "_".into(),
        };
        let span = if found.place.span.end == 0 { rule.head.span } else { found.place.span };
        let unsafe_var = error(flat.module as usize, ErrorCode::UnsafeVar, span, format!("var {name} is unsafe"));
        let near = if flat.globals.may_suggest() { meant(flat, &name) } else { None };
        errors.push(unsafe_var.with_help(match near {
            Some(near) => format!("`{name}` never gets a value: did you mean `{near}`?"),
            None => format!(
                "`{name}` never gets a value: assign it with `:=`, take it from a collection with `some {name} in …`, or \
                 mend its name"
            ),
        }));
    }
    let names = flat.slots.iter().enumerate().filter_map(|(slot, kind)| match kind {
        SlotKind::Named(name) => Some((slot as Slot, Arc::clone(name))),
        _ => None,
    });
    (names.collect(), (patterns, body, ready))
}

fn merge(into: &mut Uses, from: Uses) {
    into.groups.extend(from.groups);
    into.nodes.extend(from.nodes);
    into.input |= from.input;
    into.data |= from.data;
    into.nondeterministic |= from.nondeterministic;
    into.modifies |= from.modifies;
}

/// The one value that a group's clauses can give.
pub(super) fn only_value(group: &Group) -> Option<Value> {
    fn value(clause: &Clause) -> Option<&Value> {
        let ClauseHead::Value(Operand::Const(own)) = &clause.head else { return None };
        let same = clause.otherwise.as_ref().is_none_or(|next| value(next) == Some(own));
        same.then_some(own)
    }
    let mut values = group.clauses.iter().map(value);
    let first = values.next()??;
    values.all(|other| other == Some(first)).then(|| first.clone())
}
