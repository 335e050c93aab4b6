//! Why a rule says what it says: the places of the input that its answers depend on.
//!
//! What stands in the input is known again by identity, wherever it has been carried: through variables, functions, sets
//! and comprehensions. Each place that is read on the way to an answer is noted, and forgotten again where the way ends
//! without one. A `not` keeps all that was read in vain: that is why it holds.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::deciding::{deciding, pattern_decides};
use super::machine::Machine;
use crate::compile::program::{Clause, GroupId, Pattern, Slot, Target};
use crate::value::Value;

/// Places noted at most, on the way to one answer.
const MAX_READS: usize = 4_096;

/// Collections whose members are remembered at most.
const MAX_MADE: usize = 10_000;

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

type PlaceId = u32;

/// A place that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    place: PlaceId,
    absent: bool,
    decisive: bool,
    /// Its number in the order of reading.
    at: u32,
}

/// Members of a collection with what each depends on.
pub(super) type Members = Vec<(Value, Vec<Read>)>;

/// A collection that was made.
#[derive(Debug)]
struct Made {
    /// Keeps its identity from being given to another.
    _held: Value,
    members: HashMap<Value, Rc<[Read]>>,
    whole: Rc<[Read]>,
}

/// What the member of a collection depends on.
#[derive(Clone, Debug)]
pub(super) struct Behind {
    reads: Rc<[Read]>,
    /// Is it noted already?
    told: bool,
}

/// Notes of what is read.
#[derive(Debug, Default)]
pub(super) struct Explainer {
    /// Places of what is shared, by identity.
    shared: FxHashMap<usize, PlaceId>,
    /// Parent and key of each place; the root stands for itself.
    places: Vec<(PlaceId, Value)>,
    known: HashMap<(PlaceId, Value), PlaceId>,
    /// How many reads were noted.
    noted: u32,
    /// The input.
    input: Value,
    /// On the present way.
    reads: Vec<Read>,
    /// On ways that have ended, where all is kept.
    kept: Vec<Read>,
    /// Collections that were made, by identity.
    made: FxHashMap<usize, Made>,
    /// Members of such that were made themselves, by identity, with what they depend on.
    carried: FxHashMap<usize, (Value, Rc<[Read]>)>,
    /// Places that were one of several.
    enumerated: HashSet<PlaceId>,
    /// What the member of a collection that the present reference goes through depends on.
    behind: Option<Behind>,
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

    /// What stands at a place.
    fn at(&self, place: PlaceId) -> Option<&Value> {
        if place == 0 {
            return Some(&self.input);
        }
        let (parent, key) = &self.places[place as usize];
        self.at(*parent)?.get(key)
    }

    /// The place, among those read, that a value was taken from.
    fn origin(&self, value: &Value, reads: &[Read]) -> Option<PlaceId> {
        reads.iter().rev().find(|read| !read.absent && self.at(read.place) == Some(value)).map(|read| read.place)
    }

    fn decides(&self, target: &Target) -> bool {
        self.negated > 0
            || match target {
                Target::Test => true,
                Target::Match(pattern) => pattern_decides(pattern, &self.deciding),
            }
    }

    fn forget(&mut self, mark: usize) {
        let gone = self.reads.split_off(mark.min(self.reads.len()));
        if self.keeping > 0 && self.kept.len() < MAX_READS {
            self.kept.extend(gone);
        }
    }

    /// All that was read since `mark`, in vain or not, taken away; no longer is all kept.
    fn take_kept(&mut self, mark: Mark) -> Vec<Read> {
        let mut kept = self.kept.split_off(mark.kept.min(self.kept.len()));
        kept.extend(self.reads.split_off(mark.reads.min(self.reads.len())));
        kept.sort_by_key(|read| read.at);
        self.keeping = self.keeping.saturating_sub(1);
        kept
    }

    fn note(&mut self, mut read: Read) {
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
    fn fold(&mut self, reads: Vec<Read>) -> Vec<Read> {
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

/// Where the notes stood.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    reads: usize,
    kept: usize,
}

impl Machine<'_> {
    /// Where the notes stand.
    pub(super) fn mark(&self) -> Mark {
        let lengths = self.explainer.as_ref().map(|explainer| (explainer.reads.len(), explainer.kept.len()));
        let (reads, kept) = lengths.unwrap_or_default();
        Mark { reads, kept }
    }

    /// Forgets what was noted since: the way that it was read on has ended. Where all is kept, it is put aside.
    pub(super) fn forget(&mut self, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.forget(mark.reads);
        }
    }

    /// Forgets what was noted since, in any case.
    pub(super) fn drop_notes(&mut self, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.reads.truncate(mark.reads);
            explainer.kept.truncate(mark.kept);
        }
    }

    /// Keeps all that is read from here on, in vain or not. In a `not`, all of it decides.
    pub(super) fn keep_notes(&mut self, negated: bool) -> Mark {
        if let Some(explainer) = &mut self.explainer {
            explainer.keeping += 1;
            explainer.negated += u32::from(negated);
        }
        self.mark()
    }

    /// Keeps no longer all that is read. What was since `mark` is folded and noted.
    pub(super) fn fold_notes(&mut self, negated: bool, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.negated -= u32::from(negated);
            let kept = explainer.take_kept(mark);
            let folded = explainer.fold(kept);
            explainer.reads.extend(folded);
        }
    }

    /// Keeps no longer all that is read. Of what was since `mark`, notes what `answer` was found with; all, folded,
    /// where there is none.
    pub(super) fn settle_notes(&mut self, mark: Mark, answer: Option<Vec<Read>>) {
        if let Some(explainer) = &mut self.explainer {
            let kept = explainer.take_kept(mark);
            let noted = match answer {
                Some(answer) if !answer.is_empty() => answer,
                _ => explainer.fold(kept),
            };
            noted.into_iter().for_each(|read| explainer.note(read));
        }
    }

    /// What was read since, on the way to here.
    pub(super) fn notes_since(&self, mark: Mark) -> Vec<Read> {
        let explainer = self.explainer.as_ref();
        explainer.and_then(|explainer| explainer.reads.get(mark.reads..)).unwrap_or_default().to_vec()
    }

    /// Keeps what each member of a collection that was made depends on: an element of a set, the index in an array,
    /// the key of an object. What was noted since `mark` is said of the whole, and noted no longer.
    pub(super) fn note_made(&mut self, value: &Value, members: Members, mark: Mark) {
        if let (Some(explainer), Some(identity)) = (&mut self.explainer, value.identity()) {
            let kept = explainer.take_kept(mark);
            let whole =
                if members.is_empty() { kept } else { members.iter().flat_map(|(_, reads)| reads.clone()).collect() };
            let whole = Rc::from(explainer.fold(whole));
            let members = members.into_iter().rev().map(|(key, reads)| (key, Rc::from(reads))).collect();
            if explainer.made.len() < MAX_MADE {
                explainer.made.insert(identity, Made { _held: value.clone(), members, whole });
            }
        }
    }

    /// Notes what a collection that was made depends on as a whole.
    pub(super) fn note_whole(&mut self, value: &Value) {
        if let Some(explainer) = &mut self.explainer
            && let Some(made) = value.identity().and_then(|identity| explainer.made.get(&identity))
        {
            let whole = Rc::clone(&made.whole);
            whole.iter().for_each(|read| explainer.note(*read));
        }
    }

    /// Notes the step of a reference from `value` to what stands under `key`. `found` is one of several that match.
    pub(super) fn note_step(&mut self, value: &Value, key: &Value, found: bool) {
        let Some(explainer) = &mut self.explainer else { return };
        explainer.current = None;
        let Some(identity) = value.identity() else { return };
        if let Some(from) = explainer.shared.get(&identity).copied() {
            let place = explainer.place(from, key);
            explainer.current = Some(place);
            if found {
                explainer.enumerated.insert(place);
            }
        } else if let Some(made) = explainer.made.get(&identity) {
            explainer.behind = made.members.get(key).map(|reads| Behind { reads: Rc::clone(reads), told: false });
        } else if let Some((_, reads)) = explainer.carried.get(&identity) {
            explainer.behind = Some(Behind { reads: Rc::clone(reads), told: true });
        }
    }

    /// What the members that a reference goes through depend on, to be given back.
    pub(super) fn behind(&self) -> Option<Behind> {
        self.explainer.as_ref().and_then(|explainer| explainer.behind.clone())
    }

    /// Gives it back when the reference goes on.
    pub(super) fn stand_behind(&mut self, behind: Option<Behind>) {
        if let Some(explainer) = &mut self.explainer {
            explainer.behind = behind;
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
        let Some(explainer) = &mut self.explainer else { return };
        let Some(identity) = value.identity() else { return };
        if let Some(from) = explainer.shared.get(&identity).copied() {
            let missing = explainer.place(from, key);
            let place = further.iter().fold(missing, |place, key| explainer.place(place, key));
            explainer.note(Read { place, absent: true, decisive: true, at: 0 });
        } else if explainer.made.contains_key(&identity) {
            self.note_whole(value);
        }
    }

    /// Notes that a reference arrived at `value`, where its last step led.
    pub(super) fn note_read(&mut self, value: &Value, target: &Target) {
        let Some(explainer) = &mut self.explainer else { return };
        let decisive = explainer.decides(target);
        let current = explainer.current.take();
        let Some(behind) = explainer.behind.clone() else {
            if let Some(place) = current {
                explainer.note(Read { place, absent: false, decisive, at: 0 });
            }
            return;
        };
        if !behind.told {
            behind.reads.iter().for_each(|read| explainer.note(*read));
        }
        let own = value.identity();
        let known = own.and_then(|identity| explainer.shared.get(&identity)).copied();
        let place = current.or(known).or_else(|| explainer.origin(value, &behind.reads));
        if let Some(place) = place {
            explainer.note(Read { place, absent: false, decisive, at: 0 });
        } else if let Some(identity) = own
            && !explainer.made.contains_key(&identity)
            && explainer.carried.len() < MAX_MADE
        {
            explainer.carried.insert(identity, (value.clone(), behind.reads));
        }
    }

    /// Notes what a builtin reads below its first argument.
    pub(super) fn note_lookup(&mut self, name: &str, arguments: &[Value], target: &Target) {
        let (Some(explainer), "object.get", [value, key, ..]) = (&mut self.explainer, name, arguments) else { return };
        let Some(mut place) = value.identity().and_then(|identity| explainer.shared.get(&identity)).copied() else {
            return;
        };
        let keys = key.as_array().unwrap_or_else(|| std::slice::from_ref(key));
        let mut below = Some(value);
        for key in keys {
            below = below.and_then(|below| below.get(key));
            place = explainer.place(place, key);
        }
        let absent = below.is_none();
        let decisive = explainer.decides(target);
        explainer.note(Read { place, absent, decisive, at: 0 });
    }

    /// Forgets the last step: a new reference begins.
    pub(super) fn begin_reference(&mut self) {
        if let Some(explainer) = &mut self.explainer {
            explainer.current = None;
            explainer.behind = None;
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
            let reads = explainer.reads.get(mark.reads..).unwrap_or_default().to_vec();
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
    pub(super) fn note_element(&mut self, element: &Value, reads: Vec<Read>) {
        if let Some(explainer) = &mut self.explainer {
            explainer.elements.push((element.clone(), reads));
        }
    }
}
