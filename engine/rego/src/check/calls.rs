//! Types of calls and of what stands in for functions and documents.

use super::infer::{Checker, Known};
use super::shape::{Shape, Variables};
use super::types::{Type, unify};
use crate::builtins::Signature;
use crate::compile::program::{Callee, Modifier, Operand, Place, Replaced, Target};

impl<'a> Checker<'a> {
    pub(super) fn modifier(&mut self, modifier: &'a Modifier, variables: &Variables, place: Place) {
        match modifier {
            Modifier::Input(_, operand) => {
                self.operand(operand, variables);
            }
            Modifier::Data(_, node, operand) => {
                self.operand(operand, variables);
                self.relaxed |= node.is_some();
            }
            Modifier::FunctionByValue(_, operand) => {
                self.operand(operand, variables);
                self.relaxed = true;
            }
            Modifier::FunctionByFunction(replaced, by) => {
                self.stands_in(*replaced, *by, place);
                self.relaxed = true;
            }
        }
    }

    /// Can the one function stand in for the other?
    fn stands_in(&mut self, replaced: Replaced, by: Callee, place: Place) {
        let types = |callee: Callee| match callee {
            Callee::Function(group) => match self.groups.get(group) {
                Some(Known::Function(arguments, _)) => Some(arguments.clone()),
                _ => None,
            },
            builtin => crate::builtins::signature(builtin.name(self.code)).map(|signature| declared(signature, 0).0),
        };
        let (name, wanted) = match replaced {
            Replaced::Builtin(name) => (name, crate::builtins::signature(name).map(|own| declared(own, 0).0)),
            Replaced::Function(group) => (&*self.code.groups[group as usize].name, types(Callee::Function(group))),
        };
        let (Some(wanted), Some(given)) = (wanted, types(by)) else { return };
        if wanted.len() != given.len() || !wanted.iter().zip(&given).all(|(wanted, given)| unify(wanted, given)) {
            let named = |types: &[Type]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let help = format!("{name} takes ({}), {} takes ({})", named(&wanted), by.name(self.code), named(&given));
            self.error(place, format!("{name}: arity mismatch"), Some(help));
        }
    }

    pub(super) fn call(
        &mut self,
        callee: Callee,
        arguments: &'a [Operand],
        target: &'a Target,
        variables: &mut Variables,
        place: Place,
    ) {
        let given: Vec<Shape<'a>> = arguments.iter().map(|argument| self.operand(argument, variables)).collect();
        let target = match target {
            Target::Match(pattern) => Some(self.pattern(pattern, variables)),
            Target::Test => None,
        };
        let name = callee.name(self.code);
        let (wanted, result) = match callee {
            Callee::Function(group) if self.relaxed && self.replaced != Some(group) => {
                (vec![Type::Any; given.len()], Type::Any)
            }
            Callee::Function(group) => match self.groups.get(group) {
                Some(Known::Function(arguments, result)) => (arguments.clone(), result.clone()),
                _ => (vec![Type::Any; given.len()], Type::Any),
            },
            _ => {
                let Some(signature) = crate::builtins::signature(name) else { return };
                if name.starts_with("internal.member") && !self.member(&given, variables, place) {
                    return;
                }
                declared(signature, given.len())
            }
        };
        for (at, (argument, wanted)) in given.iter().zip(&wanted).enumerate() {
            let own = variables.of(argument);
            let fits = own.as_ref().is_none_or(|own| unify(own, wanted)) && variables.fit(argument, wanted, false);
            if !fits {
                let found = own.map_or_else(String::new, |own| format!(", not {own}"));
                let help = format!("argument {} of {name} is {wanted}{found}", at + 1);
                self.error(place, format!("{name}: invalid argument(s)"), Some(help));
                return;
            }
        }
        if let Some(target) = target {
            self.equate(&Shape::Known(result), &target, variables, place);
        }
    }

    /// Can `x in xs` hold?
    fn member(&mut self, given: &[Shape<'_>], variables: &mut Variables, place: Place) -> bool {
        let Some((collection, sought)) = given.split_last() else { return true };
        let Some(collection) = variables.of(collection) else { return true };
        let Some(values) = collection.values() else { return true };
        let keys = if sought.len() > 1 { collection.keys() } else { None };
        let wanted = keys.into_iter().chain([values]);
        for (shape, wanted) in sought.iter().zip(wanted) {
            let own = variables.of(shape);
            let fits = own.as_ref().is_none_or(|own| unify(own, &wanted)) && variables.fit(shape, &wanted, false);
            if !fits {
                let help = format!("the collection holds {wanted}: this is never in it");
                self.error(place, "match error".to_owned(), Some(help));
                return false;
            }
        }
        true
    }
}

/// The types of a builtin's arguments, and of its result.
fn declared(signature: &Signature, given: usize) -> (Vec<Type>, Type) {
    let mut arguments: Vec<Type> = signature.arguments.iter().map(Type::declared).collect();
    if let Some(variadic) = &signature.variadic {
        arguments.resize(given.max(arguments.len()), Type::declared(variadic));
    }
    (arguments, signature.result.as_ref().map_or(Type::Any, Type::declared))
}
