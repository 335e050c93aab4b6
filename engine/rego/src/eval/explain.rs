//! Why a rule says what it says: the places of the input that its answers depend on.
//!
//! What stands in the input is known again by identity, wherever it has been carried: through variables, functions, sets
//! and comprehensions. Each place that is read on the way to an answer is noted, and forgotten again where the way ends
//! without one. A `not` keeps all that was read in vain: that is why it holds.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::machine::Machine;
use crate::compile::program::{
    Body, Clause, ClauseHead, ClosureKind, GroupId, Operand, Pattern, Slot, Step, StepKind, Target,
};
use crate::value::Value;

/// Places noted at most, on the way to one answer.
const MAX_READS: usize = 4_096;

/// A place of the input that an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// Keys and indices from the root of the input.
    pub path: Vec<Value>,
    /// Is there nothing at this place?
    pub absent: bool,
    /// Was the value compared, tested or missed, not merely shown?
    pub decisive: bool,
}

/// The value of a rule with the reasons for it.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    /// The value; none where the rule is undefined.
    pub value: Option<Value>,
    /// For each element of a set, or for the value of other rules: what it depends on, in the order it was read.
    pub reasons: Vec<(Value, Vec<Reason>)>,
}

/// Keys whose values say which thing is meant, not what is wrong with it.
const NAMING: [&str; 15] = [
    "actions",
    "address",
    "apiVersion",
    "clientId",
    "group",
    "id",
    "kind",
    "mode",
    "name",
    "namespace",
    "provider",
    "provider_name",
    "realm",
    "type",
    "version",
];

impl Reason {
    /// Does the place only say which thing is meant?
    fn names(&self) -> bool {
        self.path.last().and_then(Value::as_str).is_some_and(|key| NAMING.contains(&key))
    }

    /// The one of `reasons`, which stand in the order they were read, where a person would look first: what decided last,
    /// unless it only says which thing is meant.
    #[must_use]
    pub fn foremost(reasons: &[Self]) -> Option<&Self> {
        let decisive = || reasons.iter().rev().filter(|reason| reason.decisive);
        decisive().find(|reason| !reason.names()).or_else(|| decisive().next())
    }
}

type PlaceId = u32;

/// A place that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    place: PlaceId,
    absent: bool,
    decisive: bool,
}

/// Notes of what is read.
#[derive(Debug, Default)]
pub(super) struct Explainer {
    /// Places of what is shared, by identity.
    shared: FxHashMap<usize, PlaceId>,
    /// Parent and key of each place; the root stands for itself.
    places: Vec<(PlaceId, Value)>,
    known: HashMap<(PlaceId, Value), PlaceId>,
    reads: Vec<Read>,
    /// The place of the step of a reference that was made last.
    current: Option<PlaceId>,
    /// Is all that is read kept, as in a `not`?
    keeping: u32,
    /// Does all that is read decide, as in a `not`?
    negated: u32,
    /// Variables of the present rule that decide whether it holds.
    deciding: Rc<HashSet<Slot>>,
    /// What the documents of groups depend on.
    documents: HashMap<GroupId, Vec<Read>>,
    /// Elements of the set that is asked for, with what they depend on.
    pub(super) elements: Vec<(Value, Vec<Read>)>,
}

/// The identity of a value that can be shared.
fn identity(value: &Value) -> Option<usize> {
    match value {
        Value::Array(items) => Some(Arc::as_ptr(items).addr()),
        Value::Object(object) => Some(Arc::as_ptr(object).addr()),
        Value::Set(set) => Some(Arc::as_ptr(set).addr()),
        _ => None,
    }
}

impl Explainer {
    /// For an evaluation with this input.
    pub(super) fn new(input: Option<&Value>) -> Self {
        let mut explainer = Self { places: vec![(0, Value::Null)], ..Self::default() };
        if let Some(input) = input {
            explainer.learn(0, input);
        }
        explainer
    }

    /// Learns the places of all that is shared below a value.
    fn learn(&mut self, root: PlaceId, value: &Value) {
        let mut left = vec![(root, value.clone())];
        while let Some((place, value)) = left.pop() {
            let Some(identity) = identity(&value) else { continue };
            if self.shared.insert(identity, place).is_some() {
                continue;
            }
            match &value {
                Value::Array(items) => {
                    for (at, item) in items.iter().enumerate().filter(|(_, item)| self::identity(item).is_some()) {
                        left.push((self.place(place, &Value::from(at)), item.clone()));
                    }
                }
                Value::Object(object) => {
                    for (key, item) in object.iter().filter(|(_, item)| self::identity(item).is_some()) {
                        left.push((self.place(place, key), item.clone()));
                    }
                }
                _ => {}
            }
        }
    }

    fn place(&mut self, parent: PlaceId, key: &Value) -> PlaceId {
        let next = self.places.len() as PlaceId;
        let place = *self.known.entry((parent, key.clone())).or_insert(next);
        if place == next {
            self.places.push((parent, key.clone()));
        }
        place
    }

    fn path(&self, mut place: PlaceId) -> Vec<Value> {
        let mut path = Vec::new();
        while place != 0 {
            let (parent, key) = &self.places[place as usize];
            path.push(key.clone());
            place = *parent;
        }
        path.reverse();
        path
    }

    fn note(&mut self, read: Read) {
        if self.reads.len() < MAX_READS && self.reads.last() != Some(&read) {
            self.reads.push(read);
        }
    }

    /// What reads say, places named.
    pub(super) fn reasons(&self, reads: &[Read]) -> Vec<Reason> {
        let reason = |read: &Read| Reason { path: self.path(read.place), absent: read.absent, decisive: read.decisive };
        let mut seen = HashSet::new();
        let mut reasons: Vec<Reason> =
            reads.iter().rev().map(reason).filter(|reason| seen.insert(reason.clone())).collect();
        reasons.reverse();
        reasons
    }

    /// Folds the reads from `mark` on that differ in indices only: what is said of several elements is said of all.
    fn fold(&mut self, mark: usize) {
        let reads = self.reads.split_off(mark);
        let mut shapes: Vec<(Vec<Value>, Read, Vec<Value>)> = Vec::new();
        for read in reads {
            let path = self.path(read.place);
            let shape: Vec<Value> =
                path.iter().map(|key| if key.as_number().is_some() { Value::Null } else { key.clone() }).collect();
            match shapes.iter().position(|(known, other, _)| *known == shape && other.absent == read.absent) {
                Some(at) => {
                    let (shape, mut read, known) = shapes.remove(at);
                    let common = known.iter().zip(&path).take_while(|(left, right)| left == right).count();
                    if common < path.len() {
                        read.absent = false;
                    }
                    let known = known[..common].to_vec();
                    read.place = known.iter().fold(0, |place, key| self.place(place, key));
                    shapes.push((shape, read, known));
                }
                None => shapes.push((shape, read, path)),
            }
        }
        self.reads.extend(shapes.into_iter().map(|(_, read, _)| read));
    }
}

/// Where the notes stood.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

impl Machine<'_> {
    /// Where the notes stand.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.explainer.as_ref().map_or(0, |explainer| explainer.reads.len()))
    }

    /// Forgets what was noted since, unless all is kept.
    pub(super) fn forget(&mut self, mark: Mark) {
        if let Some(explainer) = &mut self.explainer
            && explainer.keeping == 0
        {
            explainer.reads.truncate(mark.0);
        }
    }

    /// Forgets what was noted since, in any case.
    pub(super) fn drop_notes(&mut self, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.reads.truncate(mark.0);
        }
    }

    /// Keeps all that is read from here on. In a `not`, all of it decides.
    pub(super) fn keep_notes(&mut self, negated: bool) {
        if let Some(explainer) = &mut self.explainer {
            explainer.keeping += 1;
            explainer.negated += u32::from(negated);
        }
    }

    /// Keeps no longer all that is read; what differs in indices only is folded.
    pub(super) fn fold_notes(&mut self, negated: bool, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.keeping -= 1;
            explainer.negated -= u32::from(negated);
            explainer.fold(mark.0);
        }
    }

    /// Notes the step of a reference from `value` to what stands under `key`.
    pub(super) fn note_step(&mut self, value: &Value, key: &Value) {
        if let Some(explainer) = &mut self.explainer {
            let from = identity(value).and_then(|identity| explainer.shared.get(&identity)).copied();
            explainer.current = from.map(|from| explainer.place(from, key));
        }
    }

    /// Notes that nothing stands under `key` of `value`, nor below.
    pub(super) fn note_absent(&mut self, value: &Value, key: &Value, rest: &[Pattern]) {
        let further: Vec<Value> = rest
            .iter()
            .map_while(|step| match step {
                Pattern::Equal(operand) => self.peek(operand).cloned(),
                _ => None,
            })
            .collect();
        if let Some(explainer) = &mut self.explainer
            && let Some(from) = identity(value).and_then(|identity| explainer.shared.get(&identity)).copied()
        {
            let missing = explainer.place(from, key);
            let place = further.iter().fold(missing, |place, key| explainer.place(place, key));
            explainer.note(Read { place, absent: true, decisive: true });
        }
    }

    /// Notes that a reference arrived where its last step led.
    pub(super) fn note_read(&mut self, target: &Target) {
        if let Some(explainer) = &mut self.explainer
            && let Some(place) = explainer.current.take()
        {
            let decisive = explainer.negated > 0
                || match target {
                    Target::Test => true,
                    Target::Match(pattern) => pattern_decides(pattern, &explainer.deciding),
                };
            explainer.note(Read { place, absent: false, decisive });
        }
    }

    /// Forgets the last step: a new reference begins.
    pub(super) fn begin_reference(&mut self) {
        if let Some(explainer) = &mut self.explainer {
            explainer.current = None;
        }
    }

    /// The variables that decide in `clause` take the place of those of the rule around it, which are given back.
    pub(super) fn enter_clause(&mut self, clause: &Clause) -> Option<Rc<HashSet<Slot>>> {
        let explainer = self.explainer.as_mut()?;
        Some(std::mem::replace(&mut explainer.deciding, Rc::new(deciding(clause))))
    }

    /// Back in the rule around.
    pub(super) fn leave_clause(&mut self, outer: Option<Rc<HashSet<Slot>>>) {
        if let (Some(explainer), Some(outer)) = (&mut self.explainer, outer) {
            explainer.deciding = outer;
        }
    }

    /// Keeps what the document of a group depends on.
    pub(super) fn note_document(&mut self, group: GroupId, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            let reads = explainer.reads.get(mark.0..).unwrap_or_default().to_vec();
            explainer.documents.insert(group, reads);
        }
    }

    /// Notes again what the document of a group depends on.
    pub(super) fn note_known_document(&mut self, group: GroupId) {
        if let Some(explainer) = &mut self.explainer {
            for read in explainer.documents.get(&group).cloned().unwrap_or_default() {
                explainer.note(read);
            }
        }
    }

    /// Keeps what an element of the set that is asked for depends on.
    pub(super) fn note_element(&mut self, element: &Value) {
        if let Some(explainer) = &mut self.explainer {
            explainer.elements.push((element.clone(), explainer.reads.clone()));
        }
    }
}

/// The variables that decide whether a clause holds: tested, compared, negated, or what such are computed from. Of
/// functions and complete rules, what the value is computed from, too: whoever asks may test it.
fn deciding(clause: &Clause) -> HashSet<Slot> {
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
            StepKind::Ref(_, target) => {
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
            StepKind::Ref(..) | StepKind::Print(_) => {}
        }
    }
}

/// Does matching the pattern test something?
fn pattern_decides(pattern: &Pattern, slots: &HashSet<Slot>) -> bool {
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
