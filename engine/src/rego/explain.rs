//! What answers depend on: the reasons that the evaluator gives, as places in what was judged.

use bartizan_rego::compile::{Query, Rules};
use bartizan_rego::eval::{Explained, Options, Reason};
use bartizan_rego::value::Value;

use crate::resource::{Path, PathElement};

/// A place that an outcome depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency<R = String> {
    /// What the path leads into: the address of a resource, or the number of a document.
    pub resource: R,
    /// Path in its values.
    pub path: Path,
    /// Is there nothing at this place?
    pub absent: bool,
    /// Was the value compared, tested or missed, not merely shown?
    pub decisive: bool,
}

/// Tells what a path of the input leads into, and the path from there; nothing where it is in none of what is judged.
pub(crate) type Placing<'a, R> = &'a dyn Fn(Path) -> Option<(R, Path)>;

/// What the value of one rule or query depends on: each element of a set by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Explanation(Explained);

impl Explanation {
    /// Evaluates `rules` on `input` again, noting what each reads; none for one that fails. The thread needs
    /// [`STACK_BYTES`](super::STACK_BYTES) of stack.
    pub(crate) fn of_each(rules: &Rules, input: &Value, data: &Value, options: &Options) -> Vec<Option<Self>> {
        rules.explain(Some(input), data, options).into_iter().map(|explained| explained.ok().map(Self)).collect()
    }

    /// The same of the first expression in the first answer to a query.
    pub(crate) fn of_query(query: &Query, input: &Value, data: &Value, options: &Options) -> Option<Self> {
        query.explain(Some(input), data, options).ok().map(Self)
    }

    /// The value; none where the rule is undefined.
    pub(super) fn value(&self) -> Option<&Value> {
        self.0.value.as_ref()
    }

    /// What each way to an element depends on. What is known of the value as a whole, as of an array, is so of each.
    fn ways<'a>(&'a self, element: &'a Value) -> impl Iterator<Item = &'a [Reason]> {
        let of = |value: &Value| self.0.reasons.iter().any(|(known, _)| known == value);
        let value = if of(element) { Some(element) } else { self.value() };
        let reasons = self.0.reasons.iter().filter(move |(known, _)| Some(known) == value);
        reasons.map(|(_, reasons)| reasons.as_slice())
    }

    /// The places where a person would look first: one for each way to the element, in order.
    pub(crate) fn places<R: PartialEq>(&self, element: &Value, placing: Placing<'_, R>) -> Vec<Dependency<R>> {
        let mut places: Vec<Dependency<R>> = Vec::new();
        for way in self.ways(element) {
            let inside = |reason: &&Reason| dependency(reason, placing).is_some();
            let way: Vec<Reason> = way.iter().filter(inside).cloned().collect();
            let place = Reason::foremost(&way).and_then(|reason| dependency(reason, placing));
            places.extend(place.filter(|place| !places.contains(place)));
        }
        places
    }

    /// All places that an element depends on, sorted.
    pub(crate) fn dependencies<R: Ord>(&self, element: &Value, placing: Placing<'_, R>) -> Vec<Dependency<R>> {
        let mut places: Vec<Dependency<R>> = Vec::new();
        for way in self.ways(element) {
            let mut way: Vec<_> = way.iter().filter_map(|reason| dependency(reason, placing)).collect();
            only_gone_through(&mut way);
            places.extend(way);
        }
        // What decides comes first, so that it is kept.
        places.sort_by(|left, right| {
            fn key<R>(place: &Dependency<R>) -> (&R, &Path, bool, bool) {
                (&place.resource, &place.path, place.absent, !place.decisive)
            }
            key(left).cmp(&key(right))
        });
        places.dedup_by(|second, first| {
            (&first.resource, &first.path, first.absent) == (&second.resource, &second.path, second.absent)
        });
        places
    }
}

/// What was only gone through to something that decided did not decide itself, even where the two were places of their
/// own in the input.
fn only_gone_through<R: PartialEq>(way: &mut [Dependency<R>]) {
    for at in 1..way.len() {
        let (before, rest) = way.split_at_mut(at);
        let Some(place) = rest.first().filter(|place| place.decisive) else { continue };
        let leads_there = |other: &&mut Dependency<R>| {
            other.resource == place.resource
                && other.path.len() < place.path.len()
                && place.path.starts_with(&other.path)
                && !other.absent
        };
        before.iter_mut().filter(leads_there).for_each(|other| other.decisive = false);
    }
}

/// The place that a reason names; none where it is in none of what is judged.
fn dependency<R>(reason: &Reason, placing: Placing<'_, R>) -> Option<Dependency<R>> {
    let element = |key: &Value| match key {
        Value::String(key) => Some(PathElement::Key(key.to_string())),
        Value::Number(index) => index.as_usize().map(PathElement::Index),
        _ => None,
    };
    let (resource, path) = placing(reason.path.iter().map(element).collect::<Option<_>>()?)?;
    Some(Dependency { resource, path, absent: reason.absent, decisive: reason.decisive })
}
