//! Which variables of a rule decide whether it holds.

use std::collections::HashSet;

use crate::compile::program::{
    Base, Body, Clause, ClauseHead, ClosureKind, Operand, Pattern, Slot, Step, StepKind, Target,
};

/// The variables that decide whether a clause holds: tested, compared, negated, or what such are computed from. Of
/// functions and complete rules, what the value is computed from, too: whoever asks may test it.
pub(super) fn deciding(clause: &Clause) -> HashSet<Slot> {
    let mut slots = HashSet::new();
    if let ClauseHead::Value(operand) = &clause.head {
        operand_slots(operand, &mut slots);
    }
    loop {
        let before = slots.len();
        steps_slots(&clause.body.0, &mut slots);
        if slots.len() == before {
            return slots;
        }
    }
}

fn steps_slots(steps: &[Step], slots: &mut HashSet<Slot>) {
    let decides = |target: &Target, slots: &HashSet<Slot>| match target {
        Target::Test => true,
        Target::Match(pattern) => pattern_decides(pattern, slots),
    };
    for step in steps {
        match &step.kind {
            StepKind::Test(operand) => operand_slots(operand, slots),
            StepKind::Match(operand, pattern) => {
                if pattern_decides(pattern, slots) {
                    operand_slots(operand, slots);
                    pattern_slots(pattern, slots);
                }
            }
            StepKind::Ref(reference, target) => {
                // What is looked up decides whether it is found.
                reference.path.iter().for_each(|step| pattern_slots(step, slots));
                if let Base::Local(slot) = &reference.base
                    && decides(target, slots)
                {
                    slots.insert(*slot);
                }
                if let Target::Match(pattern) = target {
                    pattern_slots(pattern, slots);
                }
            }
            StepKind::Call(_, arguments, target) => {
                if decides(target, slots) {
                    arguments.iter().for_each(|argument| operand_slots(argument, slots));
                }
            }
            StepKind::Not(body) => body_slots(body, slots),
            StepKind::With(_, body) => steps_slots(&body.0, slots),
            StepKind::Every(every) => {
                operand_slots(&every.domain, slots);
                body_slots(&every.body, slots);
            }
            StepKind::Any(bodies) => bodies.iter().for_each(|body| body_slots(body, slots)),
            StepKind::Print(_) => {}
        }
    }
}

/// Every variable that a nested body takes from around it decides.
fn body_slots(body: &Body, slots: &mut HashSet<Slot>) {
    for step in &body.0 {
        match &step.kind {
            StepKind::Test(operand) => operand_slots(operand, slots),
            StepKind::Match(operand, pattern) => {
                operand_slots(operand, slots);
                pattern_slots(pattern, slots);
            }
            StepKind::Call(_, arguments, _) => arguments.iter().for_each(|argument| operand_slots(argument, slots)),
            StepKind::Not(body) | StepKind::With(_, body) => body_slots(body, slots),
            StepKind::Every(every) => body_slots(&every.body, slots),
            StepKind::Any(bodies) => bodies.iter().for_each(|body| body_slots(body, slots)),
            StepKind::Ref(..) | StepKind::Print(_) => {}
        }
    }
}

/// Does matching the pattern test something?
pub(super) fn pattern_decides(pattern: &Pattern, slots: &HashSet<Slot>) -> bool {
    match pattern {
        Pattern::Any => false,
        Pattern::Bind(slot) => slots.contains(slot),
        Pattern::Equal(_) => true,
        Pattern::Array(patterns) => patterns.iter().any(|pattern| pattern_decides(pattern, slots)),
        Pattern::Object(patterns) => patterns.iter().any(|(_, pattern)| pattern_decides(pattern, slots)),
    }
}

fn pattern_slots(pattern: &Pattern, slots: &mut HashSet<Slot>) {
    match pattern {
        Pattern::Any | Pattern::Bind(_) => {}
        Pattern::Equal(operand) => operand_slots(operand, slots),
        Pattern::Array(patterns) => patterns.iter().for_each(|pattern| pattern_slots(pattern, slots)),
        Pattern::Object(patterns) => patterns.iter().for_each(|(_, pattern)| pattern_slots(pattern, slots)),
    }
}

fn operand_slots(operand: &Operand, slots: &mut HashSet<Slot>) {
    match operand {
        Operand::Const(_) => {}
        Operand::Local(slot) => {
            slots.insert(*slot);
        }
        Operand::Array(items) | Operand::Set(items) => items.iter().for_each(|item| operand_slots(item, slots)),
        Operand::Object(entries) => entries.iter().for_each(|(key, value)| {
            operand_slots(key, slots);
            operand_slots(value, slots);
        }),
        Operand::Closure(closure) => {
            match &closure.kind {
                ClosureKind::Array(item) | ClosureKind::Set(item) => operand_slots(item, slots),
                ClosureKind::Object(key, value) => {
                    operand_slots(key, slots);
                    operand_slots(value, slots);
                }
            }
            steps_slots(&closure.body.0, slots);
        }
    }
}
