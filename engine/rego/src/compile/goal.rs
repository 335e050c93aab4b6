//! Bodies taken apart: goals whose operands are flat, not yet ordered.

use super::program::{Callee, GroupId, NodeId, Place, Replaced, Slot};
use crate::value::Value;

/// A term without references and calls: those have become goals of their own.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Const(Value),
    Var(Slot),
    Array(Vec<Term>),
    Object(Vec<(Term, Term)>),
    Set(Vec<Term>),
    Closure(Box<Closure>),
}

/// A comprehension.
#[derive(Debug, Clone)]
pub(super) struct Closure {
    pub(super) kind: ClosureKind,
    pub(super) goals: Vec<Goal>,
}

/// What a comprehension collects.
#[derive(Debug, Clone)]
pub(super) enum ClosureKind {
    Array(Term),
    Set(Term),
    Object(Term, Term),
}

/// Something that must hold.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    pub(super) place: Place,
    pub(super) kind: GoalKind,
    /// Was it taken out of a negated expression? Then its variables get their values elsewhere.
    pub(super) closed: bool,
}

/// What must hold.
#[derive(Debug, Clone)]
pub(super) enum GoalKind {
    /// The term is not false.
    Test(Term),
    /// Both sides are equal; each may give values to variables of the other.
    Unify(Term, Term),
    /// Both sides are known and equal.
    Equal(Term, Term),
    /// The reference stands for something; its variables take what there is.
    Ref(Base, Vec<Term>, Target),
    /// The call has a value.
    Call(Callee, Vec<Term>, Target),
    /// The goals have no answer.
    Not(Vec<Goal>),
    /// The goals hold under other documents or functions.
    With(Vec<Modifier>, Vec<Goal>),
    /// The goals hold for each element.
    Every { key: Option<Slot>, value: Slot, domain: Term, goals: Vec<Goal> },
    /// Some branch has an answer; they are tried in order.
    Any(Vec<Branch>),
    /// Values to show.
    Print(Vec<Closure>),
}

/// An operand of `and`, `or` and the `not` that takes bodies.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) goals: Vec<Goal>,
    /// Does it stand in braces? If not, its variables are those of the body around it, and get their values there.
    pub(super) explicit: bool,
}

/// What becomes of a value.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// It must not be false.
    Test,
    /// It is unified with the term.
    Unify(Term),
}

/// What a reference begins with.
#[derive(Debug, Clone)]
pub(super) enum Base {
    Input,
    Local(Slot),
    Term(Term),
    Group(GroupId),
    Data(Option<NodeId>, Vec<Value>),
}

/// `with target as value`.
#[derive(Debug, Clone)]
pub(super) enum Modifier {
    Input(Vec<Value>, Term),
    Data(Vec<Value>, Option<NodeId>, Term),
    FunctionByValue(Replaced, Term),
    FunctionByFunction(Replaced, Callee),
}

impl Modifier {
    /// The term that it puts in place.
    pub(super) fn term(&self) -> Option<&Term> {
        match self {
            Self::Input(_, term) | Self::Data(_, _, term) | Self::FunctionByValue(_, term) => Some(term),
            Self::FunctionByFunction(..) => None,
        }
    }
}

/// Which variables of a term or goal to visit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Visit {
    /// Those that stand in it directly.
    Direct,
    /// Those of comprehensions and `every` bodies in it, too.
    All,
    /// Those of comprehensions and `every` bodies only.
    Nested,
}

impl Term {
    /// Calls `see` with each variable.
    pub(super) fn slots(&self, visit: Visit, see: &mut dyn FnMut(Slot)) {
        match self {
            Self::Const(_) => {}
            Self::Var(slot) if visit != Visit::Nested => see(*slot),
            Self::Var(_) => {}
            Self::Array(items) | Self::Set(items) => items.iter().for_each(|item| item.slots(visit, see)),
            Self::Object(entries) => {
                for (key, value) in entries {
                    key.slots(visit, see);
                    value.slots(visit, see);
                }
            }
            Self::Closure(closure) if visit != Visit::Direct => closure.slots(see),
            Self::Closure(_) => {}
        }
    }
}

impl Closure {
    /// Calls `see` with each variable, its own included.
    pub(super) fn slots(&self, see: &mut dyn FnMut(Slot)) {
        match &self.kind {
            ClosureKind::Array(term) | ClosureKind::Set(term) => term.slots(Visit::All, see),
            ClosureKind::Object(key, value) => {
                key.slots(Visit::All, see);
                value.slots(Visit::All, see);
            }
        }
        self.goals.iter().for_each(|goal| goal.slots(Visit::All, see));
    }
}

impl Goal {
    /// Calls `see` with each variable. What stands in a `not` or below a `with` stands in the goal directly.
    pub(super) fn slots(&self, visit: Visit, see: &mut dyn FnMut(Slot)) {
        let target = |target: &Target, see: &mut dyn FnMut(Slot)| match target {
            Target::Test => {}
            Target::Unify(term) => term.slots(visit, see),
        };
        match &self.kind {
            GoalKind::Test(term) => term.slots(visit, see),
            GoalKind::Unify(left, right) | GoalKind::Equal(left, right) => {
                left.slots(visit, see);
                right.slots(visit, see);
            }
            GoalKind::Ref(base, path, to) => {
                match base {
                    Base::Local(slot) if visit != Visit::Nested => see(*slot),
                    Base::Term(term) => term.slots(visit, see),
                    _ => {}
                }
                path.iter().for_each(|step| step.slots(visit, see));
                target(to, see);
            }
            GoalKind::Call(_, arguments, to) => {
                arguments.iter().for_each(|argument| argument.slots(visit, see));
                target(to, see);
            }
            GoalKind::Not(goals) => goals.iter().for_each(|goal| goal.slots(visit, see)),
            GoalKind::With(modifiers, goals) => {
                modifiers.iter().filter_map(Modifier::term).for_each(|term| term.slots(visit, see));
                goals.iter().for_each(|goal| goal.slots(visit, see));
            }
            GoalKind::Every { key, value, domain, goals } => {
                domain.slots(visit, see);
                if visit != Visit::Direct {
                    key.iter().chain([value]).for_each(|slot| see(*slot));
                    goals.iter().for_each(|goal| goal.slots(Visit::All, see));
                }
            }
            GoalKind::Any(branches) => {
                for branch in branches {
                    let nested = branch.explicit && visit != Visit::Direct;
                    if nested || !branch.explicit {
                        let visit = if nested { Visit::All } else { visit };
                        branch.goals.iter().for_each(|goal| goal.slots(visit, see));
                    }
                }
            }
            GoalKind::Print(closures) => {
                if visit != Visit::Direct {
                    closures.iter().for_each(|closure| closure.slots(see));
                }
            }
        }
    }
}
