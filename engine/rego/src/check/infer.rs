//! Types inferred through rules, each after those it refers to, and what can never hold because of them.

use std::collections::HashSet;
use std::sync::Arc;

use super::shape::{Shape, Variables};
use super::types::{Type, merge, or};
use crate::compile::program::{
    Base, Body, Clause, ClauseHead, Closure, ClosureKind, Code, GroupId, GroupKind, Modifier, NodeId, Operand, Pattern,
    Place, Reference, Replaced, Step, StepKind, Target,
};
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::value::Value;

/// What is known of the rules, by group.
/// Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Types(Arc<Vec<Option<Known>>>);

impl Types {
    pub(super) fn get(&self, group: GroupId) -> Option<&Known> {
        self.0.get(group as usize)?.as_ref()
    }
}

/// What is known of the rules of one name.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// The document they make.
    Document(Type),
    /// The function: its arguments and its result.
    Function(Vec<Type>, Type),
}

/// Checks the types of all rules; `order` has each group after those it refers to.
pub(super) fn check(code: &Code, order: &[GroupId], errors: &mut Vec<Diagnostic>) -> Types {
    let mut checker = Checker::new(code, Types(Arc::new(vec![None; code.groups.len()])));
    for group in order {
        checker.group(*group);
    }
    errors.append(&mut checker.errors);
    checker.groups
}

/// Checks the types of a query: its body, and what it gives.
pub(super) fn query<'a>(
    code: &'a Code,
    types: Types,
    body: &'a Body,
    slots: u32,
    given: impl Iterator<Item = &'a Operand>,
    errors: &mut Vec<Diagnostic>,
) {
    let mut checker = Checker::new(code, types);
    let mut variables = Variables::new(slots);
    checker.body(body, &mut variables);
    for operand in given {
        checker.operand(operand, &variables);
    }
    errors.append(&mut checker.errors);
}

pub(super) struct Checker<'a> {
    pub(super) code: &'a Code,
    pub(super) groups: Types,
    errors: Vec<Diagnostic>,
    /// Do documents stand in for rules here, so that nothing is known of them?
    pub(super) relaxed: bool,
    /// The function that is replaced alone; it is called by its own types.
    pub(super) replaced: Option<GroupId>,
}

/// What a clause gives.
struct Given {
    arguments: Vec<Type>,
    result: Type,
}

impl<'a> Checker<'a> {
    fn new(code: &'a Code, groups: Types) -> Self {
        Self { code, groups, errors: Vec::new(), relaxed: false, replaced: None }
    }

    pub(super) fn error(&mut self, place: Place, message: String, help: Option<String>) {
        let diagnostic = Diagnostic::new(ErrorCode::Type, place.span, message);
        self.errors.push(Diagnostic { module: place.module as usize, help, ..diagnostic });
    }

    fn group(&mut self, group: GroupId) {
        let own = &self.code.groups[group as usize];
        let mut arguments: Option<Vec<Type>> = None;
        let mut result: Option<Type> = None;
        let mut failed = false;
        for first in own.clauses.iter().chain(&own.defaults) {
            let mut clause = Some(first);
            while let Some(part) = clause {
                let before = self.errors.len();
                let given = self.clause(part, &first.arguments);
                if self.errors.len() > before {
                    failed = true;
                } else {
                    result = Some(match own.kind {
                        GroupKind::Function(_) => or(result, given.result),
                        _ => merge(result, given.result),
                    });
                    arguments = Some(match arguments {
                        None => given.arguments,
                        Some(all) => all.into_iter().zip(given.arguments).map(|(a, b)| or(Some(a), b)).collect(),
                    });
                }
                clause = part.otherwise.as_deref();
            }
        }
        let result = if failed { Type::Any } else { result.unwrap_or(Type::Any) };
        let known = match own.kind {
            GroupKind::Function(arity) if failed => Known::Function(vec![Type::Any; arity], Type::Any),
            GroupKind::Function(_) => Known::Function(arguments.unwrap_or_default(), result),
            _ => Known::Document(result),
        };
        if let Some(own) = Arc::make_mut(&mut self.groups.0).get_mut(group as usize) {
            *own = Some(known);
        }
    }

    fn clause(&mut self, clause: &'a Clause, patterns: &'a [Pattern]) -> Given {
        let mut variables = Variables::new(clause.slots);
        let patterns = if clause.arguments.is_empty() { patterns } else { &clause.arguments };
        let arguments: Vec<Shape<'a>> = patterns.iter().map(|pattern| self.pattern(pattern, &variables)).collect();
        self.body(&clause.body, &mut variables);
        for argument in &arguments {
            default_to_any(argument, &mut variables);
        }
        let result = match &clause.head {
            ClauseHead::Value(value) => self.result(value, &variables),
            ClauseHead::Element(element) => Type::set(Some(self.result(element, &variables))),
            ClauseHead::Entry(path, value) => {
                let value = self.result(value, &variables);
                self.nested(path, value, &variables)
            }
            ClauseHead::EntryElement(path, element) => {
                let set = Type::set(Some(self.result(element, &variables)));
                self.nested(path, set, &variables)
            }
        };
        let arguments = arguments.iter().map(|argument| variables.of_or_any(argument)).collect();
        Given { arguments, result }
    }

    fn result(&mut self, operand: &'a Operand, variables: &Variables) -> Type {
        let shape = self.operand(operand, variables);
        variables.of_or_any(&shape)
    }

    /// An object of objects, `path` its keys.
    fn nested(&mut self, path: &'a [Operand], value: Type, variables: &Variables) -> Type {
        path.iter().rev().fold(value, |inner, key| {
            let key = self.result(key, variables);
            Type::object(Vec::new(), Some((key, inner)))
        })
    }

    fn body(&mut self, body: &'a Body, variables: &mut Variables) {
        for step in &body.0 {
            self.step(step, variables);
        }
    }

    fn step(&mut self, step: &'a Step, variables: &mut Variables) {
        let place = step.place;
        match &step.kind {
            StepKind::Test(operand) => {
                self.operand(operand, variables);
            }
            StepKind::Match(operand, pattern) => {
                let left = self.operand(operand, variables);
                let right = self.pattern(pattern, variables);
                self.equate(&left, &right, variables, place);
            }
            StepKind::Ref(reference, target) => {
                let found = self.reference(reference, variables, place);
                if let Target::Match(pattern) = target {
                    let pattern = self.pattern(pattern, variables);
                    self.equate(&Shape::Known(found), &pattern, variables, place);
                }
            }
            StepKind::Call(callee, arguments, target) => self.call(*callee, arguments, target, variables, place),
            StepKind::Not(body) => self.body(body, variables),
            StepKind::With(modifiers, body) => {
                let outer = (self.relaxed, self.replaced);
                for modifier in modifiers {
                    self.modifier(modifier, variables, place);
                }
                self.replaced = match &modifiers[..] {
                    [Modifier::FunctionByValue(Replaced::Function(group), _)]
                    | [Modifier::FunctionByFunction(Replaced::Function(group), _)]
                        if !outer.0 =>
                    {
                        Some(*group)
                    }
                    _ => None,
                };
                self.body(body, variables);
                (self.relaxed, self.replaced) = outer;
            }
            StepKind::Every(every) => {
                self.operand(&every.domain, variables);
                self.every(&every.body, &mut variables.clone());
            }
            // Not what such an operand is, only what stands in it.
            StepKind::Any(bodies) => {
                for body in bodies {
                    self.every(body, &mut variables.clone());
                }
            }
            StepKind::Print(closures) => {
                for closure in closures {
                    self.closure(closure, variables);
                }
            }
        }
    }

    pub(super) fn equate(&mut self, left: &Shape<'_>, right: &Shape<'_>, variables: &mut Variables, place: Place) {
        let before = (variables.of(left), variables.of(right));
        // What cannot be taken apart gives its variables no value: to OPA they are unsafe, not of a wrong type.
        let apart = before.1.is_some() || !left.is_written() || left.gives(right, variables);
        if variables.equate(left, right) {
            return;
        }
        let help = match before {
            (Some(left), Some(right)) => format!("the one side is {left}, the other {right}: they can never be equal"),
            (Some(known), None) | (None, Some(known)) => format!("what the pattern asks for is not in {known}"),
            (None, None) => "the sides can never be equal".to_owned(),
        };
        self.error(place, "match error".to_owned(), Some(help));
        if !apart && let Some(error) = self.errors.last_mut() {
            error.code = ErrorCode::UnsafeVar;
        }
    }

    /// The body of an `every`: OPA judges the references in it and the comprehensions, nothing else, and learns nothing of
    /// variables.
    fn every(&mut self, body: &'a Body, variables: &mut Variables) {
        for step in &body.0 {
            let place = step.place;
            match &step.kind {
                StepKind::Ref(reference, _) => {
                    self.reference(reference, variables, place);
                }
                StepKind::Test(operand) | StepKind::Match(operand, _) => {
                    self.operand(operand, variables);
                }
                StepKind::Call(_, arguments, _) => {
                    for argument in arguments {
                        self.operand(argument, variables);
                    }
                }
                StepKind::Not(body) => self.every(body, variables),
                StepKind::With(_, body) => {
                    let relaxed = std::mem::replace(&mut self.relaxed, true);
                    self.every(body, variables);
                    self.relaxed = relaxed;
                }
                StepKind::Every(every) => self.every(&every.body, variables),
                StepKind::Any(bodies) => bodies.iter().for_each(|body| self.every(body, variables)),
                StepKind::Print(_) => self.step(step, variables),
            }
        }
    }

    pub(super) fn operand(&mut self, operand: &'a Operand, variables: &Variables) -> Shape<'a> {
        match operand {
            Operand::Const(value) => Shape::Const(value),
            Operand::Local(slot) => Shape::Slot(*slot),
            Operand::Array(items) => Shape::Array(items.iter().map(|item| self.operand(item, variables)).collect()),
            Operand::Set(items) => Shape::Set(items.iter().map(|item| self.operand(item, variables)).collect()),
            Operand::Object(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| (self.operand(key, variables), self.operand(value, variables)));
                Shape::Object(entries.collect())
            }
            Operand::Closure(closure) => Shape::Known(self.closure(closure, variables)),
        }
    }

    pub(super) fn pattern(&mut self, pattern: &'a Pattern, variables: &Variables) -> Shape<'a> {
        match pattern {
            Pattern::Any => Shape::Wildcard,
            Pattern::Bind(slot) => Shape::Slot(*slot),
            Pattern::Equal(operand) => self.operand(operand, variables),
            Pattern::Array(items) => Shape::Array(items.iter().map(|item| self.pattern(item, variables)).collect()),
            Pattern::Object(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| (self.operand(key, variables), self.pattern(value, variables)));
                Shape::Object(entries.collect())
            }
        }
    }

    /// The type of a comprehension; its body learns nothing for the body around it.
    fn closure(&mut self, closure: &'a Closure, variables: &Variables) -> Type {
        let before = self.errors.len();
        let mut inner = variables.clone();
        self.body(&closure.body, &mut inner);
        let ty = match &closure.kind {
            ClosureKind::Array(item) => Type::array(Vec::new(), Some(self.result(item, &inner))),
            ClosureKind::Set(item) => Type::set(Some(self.result(item, &inner))),
            ClosureKind::Object(key, value) => {
                let key = self.result(key, &inner);
                Type::object(Vec::new(), Some((key, self.result(value, &inner))))
            }
        };
        if self.errors.len() > before { Type::Any } else { ty }
    }

    /// The type of what a reference stands for.
    fn reference(&mut self, reference: &'a Reference, variables: &mut Variables, place: Place) -> Type {
        let path: Vec<Shape<'a>> = reference.path.iter().map(|step| self.pattern(step, variables)).collect();
        let base = match &reference.base {
            Base::Input => Type::Any,
            Base::Local(slot) => match variables.get(*slot) {
                Some(ty) => ty.clone(),
                None => {
                    variables.set(*slot, Type::Any);
                    Type::Any
                }
            },
            // OPA lets a scalar be searched, in vain.
            Base::Operand(Operand::Const(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_))) => {
                Type::Any
            }
            Base::Operand(operand) => {
                let shape = self.operand(operand, variables);
                variables.of_or_any(&shape)
            }
            Base::Group(group) => self.document(*group),
            Base::Data(Some(node), _) => self.node(*node, path.is_empty()),
            Base::Data(None, _) => Type::Any,
        };
        self.steps(base, &path, variables, place)
    }

    /// The type at the end of a path from a type.
    fn steps(&mut self, base: Type, path: &[Shape<'_>], variables: &mut Variables, place: Place) -> Type {
        let mut ty = base;
        for (at, step) in path.iter().enumerate() {
            let scalar =
                matches!(step, Shape::Const(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)));
            if ty.is_empty() && !scalar {
                path[at..].iter().for_each(|step| default_to_any(step, variables));
                return Type::Any;
            }
            let Some(keys) = ty.keys() else {
                path[at..].iter().for_each(|step| default_to_any(step, variables));
                self.undefined(&ty, step, place);
                return Type::Any;
            };
            if let (Shape::Const(key), true) = (step, scalar) {
                match ty.select(key) {
                    Some(next) => ty = next,
                    None => {
                        path[at..].iter().for_each(|step| default_to_any(step, variables));
                        self.undefined(&ty, step, place);
                        return Type::Any;
                    }
                }
                continue;
            }
            if !variables.fit(step, &keys, false) {
                path[at..].iter().for_each(|step| default_to_any(step, variables));
                self.undefined(&ty, step, place);
                return Type::Any;
            }
            ty = ty.values().unwrap_or(Type::Any);
        }
        ty
    }

    fn undefined(&mut self, ty: &Type, step: &Shape<'_>, place: Place) {
        let what = match step {
            Shape::Const(key) => format!("undefined ref: {ty} has nothing at {key}"),
            _ => format!("undefined ref: {ty} has no such key"),
        };
        let help = match (ty, step) {
            (Type::Object(object), Shape::Const(Value::String(key))) => {
                let names = object.fixed.iter().filter_map(|(key, _)| key.as_str());
                super::suggest::nearest(key, names).map(|name| format!("did you mean `{name}`?"))
            }
            (Type::Set(_), Shape::Const(key)) => Some(format!(
                "a set has no keys: to ask whether {key} is an element, its type must be that of the elements"
            )),
            _ => None,
        };
        self.error(place, what, help);
    }

    fn document(&self, group: GroupId) -> Type {
        match self.groups.get(group) {
            Some(Known::Document(ty)) if !self.relaxed => ty.clone(),
            _ => Type::Any,
        }
    }

    /// The type of the documents at a node of rules.
    fn node(&self, node: NodeId, whole: bool) -> Type {
        let own = &self.code.nodes[node as usize];
        match own.group {
            Some(group) if matches!(self.code.groups[group as usize].kind, GroupKind::Object) => {
                if own.children.is_empty() { self.document(group) } else { Type::Any }
            }
            None if whole && self.holds_rules(node) && !self.relaxed => {
                Type::object(Vec::new(), Some((Type::String, Type::Any)))
            }
            _ => Type::Any,
        }
    }

    /// Do rules stand below a node?
    fn holds_rules(&self, node: NodeId) -> bool {
        let mut nodes = vec![node];
        let mut seen = HashSet::new();
        while let Some(node) = nodes.pop() {
            let node = &self.code.nodes[node as usize];
            if node.group.is_some() {
                return true;
            }
            nodes.extend(node.children.values().filter(|child| seen.insert(**child)));
        }
        false
    }
}

/// Variables of a term that are of no known type could be anything.
fn default_to_any(shape: &Shape<'_>, variables: &mut Variables) {
    match shape {
        Shape::Slot(slot) if variables.get(*slot).is_none() => variables.set(*slot, Type::Any),
        Shape::Array(items) | Shape::Set(items) => items.iter().for_each(|item| default_to_any(item, variables)),
        Shape::Object(entries) => entries.iter().for_each(|(key, value)| {
            default_to_any(key, variables);
            default_to_any(value, variables);
        }),
        _ => {}
    }
}
