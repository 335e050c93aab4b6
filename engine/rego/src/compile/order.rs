//! The order of a body: goals stand where all that they need has a value, as OPA reorders for safety.
//!
//! Goals are taken in the order they were written; one that needs a variable which has no value yet waits. What never
//! gets a value is unsafe.

use super::flatten::SlotKind;
use super::goal::{Base, Branch, Closure, ClosureKind, Goal, GoalKind, Modifier, Target, Term, Visit};
use super::program::{
    Base as ReadyBase, Body, Closure as ReadyClosure, ClosureKind as ReadyKind, Every, Modifier as ReadyModifier,
    Operand, Pattern, Reference, Slot, Step, StepKind, Target as ReadyTarget,
};
use crate::value::Value;

/// A set of variables.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(Vec<u64>);

impl Slots {
    pub(super) fn contains(&self, slot: Slot) -> bool {
        self.0.get(slot as usize / 64).is_some_and(|word| word & (1 << (slot % 64)) != 0)
    }

    pub(super) fn insert(&mut self, slot: Slot) {
        let word = slot as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (slot % 64);
    }

    fn contains_all(&self, term: &Term) -> bool {
        let mut all = true;
        term.slots(Visit::Direct, &mut |slot| all &= self.contains(slot));
        all
    }
}

/// Orders the bodies of one rule.
pub(super) struct Orderer<'a> {
    /// Variables that have a value.
    bound: Slots,
    /// Variables that stand outside of comprehensions in this body or one around it.
    mentioned: Slots,
    /// What the variables are for.
    kinds: &'a [SlotKind],
    /// Variables that never got a value, as found.
    unsafe_slots: Vec<Unsafe>,
}

/// A variable that never gets a value, and the goal that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unsafe {
    pub(super) slot: Slot,
    pub(super) place: super::program::Place,
}

/// A goal cannot stand yet.
struct NotYet;

type Placed<T> = Result<T, NotYet>;

fn entries(term: &Term) -> &[(Term, Term)] {
    match term {
        Term::Object(entries) => entries,
        _ => &[],
    }
}

/// Are two keys the same, as far as is known?
fn same(own: &Term, other: &Term) -> bool {
    match (own, other) {
        (Term::Const(own), Term::Const(other)) => own == other,
        (Term::Var(own), Term::Var(other)) => own == other,
        _ => false,
    }
}

/// The values of two objects by key, where a key is a variable and both have just the same keys.
fn same_keys<'t>(left: &'t Term, right: &'t Term) -> Option<Vec<(&'t Term, &'t Term)>> {
    let (left, right) = (entries(left), entries(right));
    if left.len() != right.len() || !left.iter().any(|(key, _)| matches!(key, Term::Var(_))) {
        return None;
    }
    let find = |key: &Term| right.iter().find(|(other, _)| same(key, other)).map(|(_, value)| value);
    left.iter().map(|(key, value)| Some((value, find(key)?))).collect()
}

impl<'a> Orderer<'a> {
    /// For the variables of one rule.
    pub(super) fn new(kinds: &'a [SlotKind]) -> Self {
        Self { mentioned: Slots::default(), bound: Slots::default(), kinds, unsafe_slots: Vec::new() }
    }

    /// Is the variable the compiler's own?
    fn is_temporary(&self, slot: Slot) -> bool {
        self.kinds[slot as usize] == SlotKind::Temporary
    }

    /// What never got a value.
    pub(super) fn into_unsafe(self) -> Vec<Unsafe> {
        self.unsafe_slots
    }

    /// Patterns of a function's arguments.
    pub(super) fn arguments(&mut self, arguments: &[Term]) -> Box<[Pattern]> {
        let patterns: Box<[Pattern]> =
            arguments.iter().map(|argument| self.pattern(argument).unwrap_or(Pattern::Array(Box::default()))).collect();
        self.mentioned = self.bound.clone();
        patterns
    }

    /// The body of `goals`, and the operands that `terms` become after it. What is unsafe is remembered.
    pub(super) fn body(&mut self, goals: &[Goal], terms: &[&Term]) -> (Body, Vec<Operand>) {
        for goal in goals {
            goal.slots(Visit::Direct, &mut |slot| self.mentioned.insert(slot));
        }
        for term in terms {
            term.slots(Visit::Direct, &mut |slot| self.mentioned.insert(slot));
        }
        let mut steps = Vec::with_capacity(goals.len());
        let left = self.place_all(goals, &mut steps);
        for goal in left {
            self.blame(goal);
        }
        let place = goals.last().map(|goal| goal.place).unwrap_or_default();
        let operands = terms.iter().map(|term| self.operand_or_blame(term, place)).collect();
        (Body(steps.into()), operands)
    }

    /// Places what can be placed; gives back what cannot.
    fn place_all<'g>(&mut self, goals: &'g [Goal], steps: &mut Vec<Step>) -> Vec<&'g Goal> {
        let mut waiting: Vec<&Goal> = goals.iter().collect();
        loop {
            let before = waiting.len();
            waiting.retain(|goal| match self.place(goal) {
                Ok(made) => {
                    steps.extend(made.into_iter().map(|kind| Step { place: goal.place, kind }));
                    false
                }
                Err(NotYet) => true,
            });
            if waiting.is_empty() || waiting.len() == before {
                return waiting;
            }
        }
    }

    /// Says which variables a goal waits for.
    fn blame(&mut self, goal: &Goal) {
        let before = self.unsafe_slots.len();
        let mut slots = Vec::new();
        goal.slots(Visit::Direct, &mut |slot| slots.push(slot));
        goal.slots(Visit::Nested, &mut |slot| {
            if self.mentioned.contains(slot) {
                slots.push(slot);
            }
        });
        for slot in slots {
            if !self.bound.contains(slot) && !self.is_temporary(slot) {
                self.blame_slot(slot, goal.place);
            }
        }
        if self.unsafe_slots.len() == before {
            // What is unsafe stands in a nested body: ordering that one says so.
            let bound = self.bound.clone();
            self.force(goal);
            self.bound = bound;
        }
    }

    fn blame_slot(&mut self, slot: Slot, place: super::program::Place) {
        if self.unsafe_slots.iter().all(|known| known.slot != slot) {
            self.unsafe_slots.push(Unsafe { slot, place });
        }
    }

    /// Orders the bodies nested in a goal, for what is unsafe in them.
    fn force(&mut self, goal: &Goal) {
        goal.slots(Visit::Direct, &mut |slot| self.bound.insert(slot));
        drop(self.place(goal));
    }

    fn operand_or_blame(&mut self, term: &Term, place: super::program::Place) -> Operand {
        match self.operand(term) {
            Ok(operand) => operand,
            Err(NotYet) => {
                let mut slots = Vec::new();
                term.slots(Visit::All, &mut |slot| slots.push(slot));
                for slot in slots {
                    if self.mentioned.contains(slot) && !self.bound.contains(slot) && !self.is_temporary(slot) {
                        self.blame_slot(slot, place);
                    }
                }
                Operand::Const(Value::Null)
            }
        }
    }

    fn place(&mut self, goal: &Goal) -> Placed<Vec<StepKind>> {
        match &goal.kind {
            GoalKind::Test(term) => Ok(vec![StepKind::Test(self.operand(term)?)]),
            GoalKind::Equal(left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                Ok(vec![StepKind::Match(left, Pattern::Equal(right))])
            }
            GoalKind::Unify(left, right) => {
                let bound = self.bound.clone();
                let mut steps = Vec::new();
                self.unify(left, right, &mut steps).inspect_err(|_| self.bound = bound)?;
                Ok(steps)
            }
            GoalKind::Ref(base, path, target) => {
                if goal.closed {
                    self.all_known(goal)?;
                }
                self.reference(base, path, target)
            }
            GoalKind::Call(callee, arguments, target) => {
                let arguments = self.operands(arguments)?;
                Ok(vec![StepKind::Call(*callee, arguments, self.target(target)?)])
            }
            GoalKind::Not(goals) => {
                self.all_known(goal)?;
                let (body, _) = self.nested(goals, &[], &[])?;
                Ok(vec![StepKind::Not(body)])
            }
            GoalKind::With(modifiers, goals) => self.with(modifiers, goals),
            GoalKind::Every { key, value, domain, goals } => {
                let domain = self.operand(domain)?;
                self.closed(goals, &[])?;
                let own: Vec<Slot> = key.iter().copied().chain([*value]).collect();
                let (body, _) = self.nested(goals, &[], &own)?;
                Ok(vec![StepKind::Every(Box::new(Every { key: *key, value: *value, domain, body }))])
            }
            GoalKind::Any(branches) => {
                let bodies: Placed<Vec<Body>> = branches.iter().map(|branch| self.branch(goal, branch)).collect();
                Ok(vec![StepKind::Any(bodies?.into())])
            }
            GoalKind::Print(closures) => {
                let closures: Placed<Vec<_>> = closures.iter().map(|closure| self.closure(closure)).collect();
                Ok(vec![StepKind::Print(closures?.into())])
            }
        }
    }

    fn branch(&mut self, goal: &Goal, branch: &Branch) -> Placed<Body> {
        if branch.explicit {
            self.closed(&branch.goals, &[])?;
        } else {
            self.all_known(goal)?;
        }
        Ok(self.nested(&branch.goals, &[], &[])?.0)
    }

    /// Does each variable of a negated goal that a person wrote have a value?
    fn all_known(&self, goal: &Goal) -> Placed<()> {
        let mut known = true;
        goal.slots(Visit::Direct, &mut |slot| known &= self.bound.contains(slot) || self.is_temporary(slot));
        goal.slots(Visit::Nested, &mut |slot| known &= self.bound.contains(slot) || !self.mentioned.contains(slot));
        if known { Ok(()) } else { Err(NotYet) }
    }

    /// Do the variables that a nested body takes from around it have values?
    fn closed(&self, goals: &[Goal], terms: &[&Term]) -> Placed<()> {
        let mut known = true;
        let mut see = |slot| known &= self.bound.contains(slot) || !self.mentioned.contains(slot);
        goals.iter().for_each(|goal| goal.slots(Visit::All, &mut see));
        terms.iter().for_each(|term| term.slots(Visit::All, &mut see));
        if known { Ok(()) } else { Err(NotYet) }
    }

    /// A body with variables of its own.
    fn nested(&mut self, goals: &[Goal], terms: &[&Term], own: &[Slot]) -> Placed<(Body, Vec<Operand>)> {
        let outer = (self.bound.clone(), self.mentioned.clone());
        for slot in own {
            self.bound.insert(*slot);
            self.mentioned.insert(*slot);
        }
        let ordered = self.body(goals, terms);
        (self.bound, self.mentioned) = outer;
        Ok(ordered)
    }

    /// Goals below a `with` give values to variables of the body around it.
    fn with(&mut self, modifiers: &[Modifier], goals: &[Goal]) -> Placed<Vec<StepKind>> {
        let ready: Placed<Vec<ReadyModifier>> = modifiers.iter().map(|modifier| self.modifier(modifier)).collect();
        let ready = ready?;
        let bound = self.bound.clone();
        let mut steps = Vec::new();
        if !self.place_all(goals, &mut steps).is_empty() {
            self.bound = bound;
            return Err(NotYet);
        }
        Ok(vec![StepKind::With(ready.into(), Body(steps.into()))])
    }

    fn modifier(&mut self, modifier: &Modifier) -> Placed<ReadyModifier> {
        Ok(match modifier {
            Modifier::Input(path, term) => ReadyModifier::Input(path.clone().into(), self.operand(term)?),
            Modifier::Data(path, node, term) => ReadyModifier::Data(path.clone().into(), *node, self.operand(term)?),
            Modifier::FunctionByValue(replaced, term) => ReadyModifier::FunctionByValue(*replaced, self.operand(term)?),
            Modifier::FunctionByFunction(replaced, callee) => ReadyModifier::FunctionByFunction(*replaced, *callee),
        })
    }

    fn reference(&mut self, base: &Base, path: &[Term], target: &Target) -> Placed<Vec<StepKind>> {
        let base = match base {
            Base::Input => ReadyBase::Input,
            Base::Local(slot) if self.bound.contains(*slot) => ReadyBase::Local(*slot),
            Base::Local(_) => return Err(NotYet),
            Base::Term(term) => ReadyBase::Operand(self.operand(term)?),
            Base::Group(group) => ReadyBase::Group(*group),
            Base::Data(node, path) => ReadyBase::Data(*node, path.clone().into()),
        };
        let bound = self.bound.clone();
        let placed = (|| {
            let path: Placed<Vec<Pattern>> = path.iter().map(|step| self.pattern(step)).collect();
            Ok((path?, self.target(target)?))
        })();
        match placed {
            Ok((path, target)) => Ok(vec![StepKind::Ref(Box::new(Reference { base, path: path.into() }), target)]),
            Err(NotYet) => {
                self.bound = bound;
                Err(NotYet)
            }
        }
    }

    fn target(&mut self, target: &Target) -> Placed<ReadyTarget> {
        match target {
            Target::Test => Ok(ReadyTarget::Test),
            Target::Unify(term) => Ok(ReadyTarget::Match(self.pattern(term)?)),
        }
    }

    /// What a known value is compared with; variables without a value get one.
    fn pattern(&mut self, term: &Term) -> Placed<Pattern> {
        if self.contains_value(term) {
            return Ok(Pattern::Equal(self.operand(term)?));
        }
        match term {
            Term::Var(slot) => {
                self.bound.insert(*slot);
                let wildcard = self.kinds[*slot as usize] == SlotKind::Wildcard;
                Ok(if wildcard { Pattern::Any } else { Pattern::Bind(*slot) })
            }
            Term::Array(items) => {
                let items: Placed<Vec<Pattern>> = items.iter().map(|item| self.pattern(item)).collect();
                Ok(Pattern::Array(items?.into()))
            }
            Term::Object(entries) => {
                let entry = |orderer: &mut Self, (key, value): &(Term, Term)| match key {
                    Term::Const(key) => Ok((Operand::Const(key.clone()), orderer.pattern(value)?)),
                    _ => Err(NotYet),
                };
                let entries: Placed<Vec<_>> = entries.iter().map(|each| entry(self, each)).collect();
                Ok(Pattern::Object(entries?.into()))
            }
            _ => Err(NotYet),
        }
    }

    fn contains_value(&self, term: &Term) -> bool {
        self.bound.contains_all(term)
    }

    /// Unifies two terms of which each may hold variables without a value.
    fn unify(&mut self, left: &Term, right: &Term, steps: &mut Vec<StepKind>) -> Placed<()> {
        if let Some(pairs) = same_keys(left, right)
            && !(self.contains_value(left) && self.contains_value(right))
        {
            let keys = entries(left).iter().map(|(key, _)| key);
            if keys.clone().all(|key| self.contains_value(key)) {
                return self.unify_pairs(pairs, steps);
            }
        }
        if self.contains_value(right) {
            if !self.gives(right, left) {
                return Err(NotYet);
            }
            let value = self.operand(right)?;
            let pattern = self.pattern(left)?;
            steps.push(StepKind::Match(value, pattern));
            return Ok(());
        }
        if self.contains_value(left) {
            return self.unify(right, left, steps);
        }
        match (left, right) {
            (Term::Array(left), Term::Array(right)) => {
                if left.len() != right.len() {
                    return self.never(left.iter().chain(right), steps);
                }
                let pairs: Vec<(&Term, &Term)> = left.iter().zip(right).collect();
                self.unify_pairs(pairs, steps)
            }
            (Term::Object(left), Term::Object(right)) => {
                let constant = |entries: &[(Term, Term)]| entries.iter().all(|(key, _)| matches!(key, Term::Const(_)));
                if !constant(left) || !constant(right) {
                    return Err(NotYet);
                }
                let find = |key: &Term| {
                    let Term::Const(key) = key else { return None };
                    right.iter().find(|(other, _)| matches!(other, Term::Const(other) if other == key))
                };
                let pairs: Option<Vec<(&Term, &Term)>> =
                    left.iter().map(|(key, value)| Some((value, &find(key)?.1))).collect();
                match pairs {
                    Some(pairs) if left.len() == right.len() => self.unify_pairs(pairs, steps),
                    _ => self.never(left.iter().chain(right).map(|(_, value)| value), steps),
                }
            }
            _ => Err(NotYet),
        }
    }

    /// Does each variable of `to` that has no value stand for a part of `from`?
    fn gives(&self, from: &Term, to: &Term) -> bool {
        if self.contains_value(to) {
            return true;
        }
        match (from, to) {
            (Term::Var(_) | Term::Closure(_), _) | (_, Term::Var(_)) => true,
            (Term::Array(items), Term::Array(patterns)) => {
                items.len() == patterns.len() && items.iter().zip(patterns).all(|(item, to)| self.gives(item, to))
            }
            (Term::Const(Value::Array(items)), Term::Array(patterns)) => {
                let parts = items.iter().zip(patterns);
                let gives = |(item, to): (&Value, &Term)| self.gives(&Term::Const(item.clone()), to);
                items.len() == patterns.len() && parts.into_iter().all(gives)
            }
            (Term::Object(own), Term::Object(patterns)) => {
                let find = |key: &Term| own.iter().find(|(found, _)| same(found, key)).map(|(_, value)| value);
                own.len() == patterns.len()
                    && patterns
                        .iter()
                        .all(|(key, to)| self.contains_value(to) || find(key).is_some_and(|from| self.gives(from, to)))
            }
            (Term::Const(Value::Object(own)), Term::Object(patterns)) => {
                let find = |key: &Term| if let Term::Const(key) = key { own.get(key) } else { None };
                let gives = |(key, to): &(Term, Term)| {
                    self.contains_value(to) || find(key).is_some_and(|from| self.gives(&Term::Const(from.clone()), to))
                };
                own.len() == patterns.len() && patterns.iter().all(gives)
            }
            _ => false,
        }
    }

    /// Pairs may give each other values in any order.
    fn unify_pairs(&mut self, mut pairs: Vec<(&Term, &Term)>, steps: &mut Vec<StepKind>) -> Placed<()> {
        while !pairs.is_empty() {
            let before = pairs.len();
            pairs.retain(|(left, right)| self.unify(left, right, steps).is_err());
            if pairs.len() == before {
                return Err(NotYet);
            }
        }
        Ok(())
    }

    /// Terms that can never be equal: they give their variables no values.
    fn never<'t>(&mut self, terms: impl Iterator<Item = &'t Term>, steps: &mut Vec<StepKind>) -> Placed<()> {
        let mut terms = terms;
        if !terms.all(|term| self.bound.contains_all(term)) {
            return Err(NotYet);
        }
        steps.push(StepKind::Test(Operand::Const(false.into())));
        Ok(())
    }

    fn operands(&mut self, terms: &[Term]) -> Placed<Box<[Operand]>> {
        terms.iter().map(|term| self.operand(term)).collect()
    }

    /// A term all of whose variables have values.
    fn operand(&mut self, term: &Term) -> Placed<Operand> {
        Ok(match term {
            Term::Const(value) => Operand::Const(value.clone()),
            Term::Var(slot) if self.bound.contains(*slot) => Operand::Local(*slot),
            Term::Var(_) => return Err(NotYet),
            Term::Array(items) => Operand::Array(self.operands(items)?),
            Term::Set(items) => Operand::Set(self.operands(items)?),
            Term::Object(entries) => {
                let entries: Placed<Vec<_>> =
                    entries.iter().map(|(key, value)| Ok((self.operand(key)?, self.operand(value)?))).collect();
                Operand::Object(entries?.into())
            }
            Term::Closure(closure) => Operand::Closure(Box::new(self.closure(closure)?)),
        })
    }

    fn closure(&mut self, closure: &Closure) -> Placed<ReadyClosure> {
        let terms: Vec<&Term> = match &closure.kind {
            ClosureKind::Array(term) | ClosureKind::Set(term) => vec![term],
            ClosureKind::Object(key, value) => vec![key, value],
        };
        self.closed(&closure.goals, &terms)?;
        let (body, operands) = self.nested(&closure.goals, &terms, &[])?;
        let mut operands = operands.into_iter();
        let mut next = || operands.next().unwrap_or(Operand::Const(Value::Null));
        let kind = match &closure.kind {
            ClosureKind::Array(_) => ReadyKind::Array(next()),
            ClosureKind::Set(_) => ReadyKind::Set(next()),
            ClosureKind::Object(..) => ReadyKind::Object(next(), next()),
        };
        Ok(ReadyClosure { kind, body })
    }
}
