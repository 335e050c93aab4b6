//! Why a rule says what it says: the places of the input that its answers depend on.
//!
//! What stands in the input is known again by identity, wherever it has been carried: through variables, functions, sets
//! and comprehensions. Each place that is read on the way to an answer is noted, and forgotten again where the way ends
//! without one. A `not` keeps all that was read in vain: that is why it holds.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::deciding::pattern_decides;
use super::notes::Mark;
use crate::compile::program::{GroupId, Slot, Target};
use crate::value::Value;

/// Places noted at most, on the way to one answer.
const MAX_READS: usize = 4_096;

/// Collections whose members are remembered at most.
pub(super) const MAX_MADE: usize = 10_000;

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
        let shown = || reasons.iter().rev().find(|reason| !reason.names());
        decisive().find(|reason| !reason.names()).or_else(|| decisive().next()).or_else(shown)
    }
}

pub(super) type PlaceId = u32;

/// A place that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) place: PlaceId,
    pub(super) absent: bool,
    pub(super) decisive: bool,
    /// Its number in the order of reading.
    pub(super) at: u32,
}

/// Members of a collection with what each depends on.
pub(super) type Members = Vec<(Value, Vec<Read>)>;

/// A collection that was made.
#[derive(Debug)]
pub(super) struct Made {
    /// Keeps its identity from being given to another.
    pub(super) _held: Value,
    pub(super) members: HashMap<Value, Rc<[Read]>>,
    pub(super) whole: Rc<[Read]>,
}

/// What the member of a collection depends on.
#[derive(Clone, Debug)]
pub(super) struct Behind {
    pub(super) reads: Rc<[Read]>,
    /// Is it noted already?
    pub(super) told: bool,
}

/// Notes of what is read.
#[derive(Debug, Default)]
pub(super) struct Explainer {
    /// Places of what is shared, by identity.
    pub(super) shared: FxHashMap<usize, PlaceId>,
    /// Parent and key of each place; the root stands for itself.
    places: Vec<(PlaceId, Value)>,
    known: HashMap<(PlaceId, Value), PlaceId>,
    /// How many reads were noted.
    noted: u32,
    /// The input.
    input: Value,
    /// On the present way.
    pub(super) reads: Vec<Read>,
    /// On ways that have ended, where all is kept.
    pub(super) kept: Vec<Read>,
    /// Collections that were made, by identity.
    pub(super) made: FxHashMap<usize, Made>,
    /// Members of such that were made themselves, by identity, with what they depend on.
    pub(super) carried: FxHashMap<usize, (Value, Rc<[Read]>)>,
    /// Places that were one of several.
    pub(super) enumerated: HashSet<PlaceId>,
    /// What the member of a collection that the present reference goes through depends on.
    pub(super) behind: Option<Behind>,
    /// The place of the step of a reference that was made last.
    pub(super) current: Option<PlaceId>,
    /// Is all that is read kept, as in a `not`?
    pub(super) keeping: u32,
    /// Does all that is read decide, as in a `not`?
    pub(super) negated: u32,
    /// Variables of the present rule that decide whether it holds.
    pub(super) deciding: Rc<HashSet<Slot>>,
    /// What the documents of groups depend on.
    pub(super) documents: HashMap<GroupId, Vec<Read>>,
    /// Elements of the set that is asked for, with what they depend on.
    pub(super) elements: Vec<(Value, Vec<Read>)>,
}

impl Explainer {
    /// For an evaluation with this input.
    pub(super) fn new(input: Option<&Value>) -> Self {
        let mut explainer = Self { places: vec![(0, Value::Null)], ..Self::default() };
        if let Some(input) = input {
            explainer.input = input.clone();
            explainer.learn(0, input);
        }
        explainer
    }

    /// Learns the places of all that is shared below a value.
    fn learn(&mut self, root: PlaceId, value: &Value) {
        let mut left = vec![(root, value.clone())];
        while let Some((place, value)) = left.pop() {
            let Some(identity) = value.identity() else { continue };
            if self.shared.insert(identity, place).is_some() {
                continue;
            }
            match &value {
                Value::Array(items) => {
                    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.identity().is_some()) {
                        left.push((self.place(place, &Value::from(at)), item.clone()));
                    }
                }
                Value::Object(object) => {
                    for (key, item) in object.iter().filter(|(_, item)| item.identity().is_some()) {
                        left.push((self.place(place, key), item.clone()));
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn place(&mut self, parent: PlaceId, key: &Value) -> PlaceId {
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

    /// What stands at a place.
    fn at(&self, place: PlaceId) -> Option<&Value> {
        if place == 0 {
            return Some(&self.input);
        }
        let (parent, key) = &self.places[place as usize];
        self.at(*parent)?.get(key)
    }

    /// The place, among those read, that a value was taken from.
    pub(super) fn origin(&self, value: &Value, reads: &[Read]) -> Option<PlaceId> {
        reads.iter().rev().find(|read| !read.absent && self.at(read.place) == Some(value)).map(|read| read.place)
    }

    pub(super) fn decides(&self, target: &Target) -> bool {
        self.negated > 0
            || match target {
                Target::Test => true,
                Target::Match(pattern) => pattern_decides(pattern, &self.deciding),
            }
    }

    pub(super) fn forget(&mut self, mark: usize) {
        let gone = self.reads.split_off(mark.min(self.reads.len()));
        if self.keeping > 0 && self.kept.len() < MAX_READS {
            self.kept.extend(gone);
        }
    }

    /// All that was read since `mark`, in vain or not, taken away; no longer is all kept.
    pub(super) fn take_kept(&mut self, mark: Mark) -> Vec<Read> {
        let mut kept = self.kept.split_off(mark.kept.min(self.kept.len()));
        kept.extend(self.reads.split_off(mark.reads.min(self.reads.len())));
        kept.sort_by_key(|read| read.at);
        self.keeping = self.keeping.saturating_sub(1);
        kept
    }

    pub(super) fn note(&mut self, mut read: Read) {
        read.decisive |= self.negated > 0;
        let same = |last: &&Read| (last.place, last.absent, last.decisive) == (read.place, read.absent, read.decisive);
        if self.reads.len() < MAX_READS && self.reads.last().filter(same).is_none() {
            self.noted += 1;
            self.reads.push(Read { at: self.noted, ..read });
        }
    }

    /// What reads say, places named.
    pub(super) fn reasons(&self, reads: &[Read]) -> Vec<Reason> {
        let reason = |read: &Read| Reason { path: self.path(read.place), absent: read.absent, decisive: read.decisive };
        let mut seen = HashSet::new();
        let mut reasons: Vec<Reason> =
            reads.iter().rev().map(reason).filter(|reason| seen.insert(reason.clone())).collect();
        reasons.reverse();
        // What was only gone through to something that decided did not decide itself.
        for at in 0..reasons.len() {
            let (path, below) = (reasons[at].path.len(), &reasons[at + 1..]);
            let through =
                |below: &Reason| below.decisive && below.path.len() > path && below.path.starts_with(&reasons[at].path);
            if !reasons[at].absent && below.iter().any(through) {
                reasons[at].decisive = false;
            }
        }
        reasons
    }

    /// Folds reads that differ in enumerated steps only: what is said of several elements is said of all.
    pub(super) fn fold(&mut self, reads: Vec<Read>) -> Vec<Read> {
        let mut shapes: Vec<(Vec<Value>, Read, Vec<Value>)> = Vec::new();
        for mut read in reads {
            // What was only gone through stands for the collection.
            while read.place != 0 && !read.absent && self.enumerated.contains(&read.place) {
                read.place = self.places[read.place as usize].0;
            }
            let path = self.path(read.place);
            let shape = self.shape(read.place);
            match shapes.iter().position(|(known, other, _)| *known == shape && other.absent == read.absent) {
                Some(at) => {
                    let decisive = read.decisive;
                    let (shape, mut read, known) = shapes.remove(at);
                    let common = known.iter().zip(&path).take_while(|(left, right)| left == right).count();
                    read.absent &= common == path.len();
                    read.decisive |= decisive;
                    let known = known[..common].to_vec();
                    read.place = known.iter().fold(0, |place, key| self.place(place, key));
                    shapes.push((shape, read, known));
                }
                None => shapes.push((shape, read, path)),
            }
        }
        shapes.into_iter().map(|(_, read, _)| read).collect()
    }

    /// The path with null for each step that was one of several.
    fn shape(&self, mut place: PlaceId) -> Vec<Value> {
        let mut shape = Vec::new();
        while place != 0 {
            let (parent, key) = &self.places[place as usize];
            shape.push(if self.enumerated.contains(&place) { Value::Null } else { key.clone() });
            place = *parent;
        }
        shape.reverse();
        shape
    }
}
