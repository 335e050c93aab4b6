//! What answers depend on: the reasons that the evaluator gives, as places in resources.

use bartizan_rego::compile::Rules;
use bartizan_rego::eval::{Options, Reason};
use bartizan_rego::value::Value;

use super::answer::Subject;
use crate::resource::{Path, PathElement};

/// A place that an outcome depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Address of the resource.
    pub resource: String,
    /// Path in its values.
    pub path: Path,
    /// Is there nothing at this place?
    pub absent: bool,
    /// Was the value compared, tested or missed, not merely shown?
    pub decisive: bool,
}

/// What the elements of one rule's set depend on.
pub struct Explanation {
    /// The set; none where the rule is undefined.
    pub value: Option<Value>,
    reasons: Vec<(Value, Vec<Reason>)>,
}

impl Explanation {
    /// Evaluates the first of `rules` on `input` again, noting what it reads; none where it fails. The thread needs
    /// [`STACK_BYTES`](super::STACK_BYTES) of stack.
    pub fn of(rules: &Rules, input: &Value, data: &Value, options: &Options) -> Option<Self> {
        let explained = rules.explain(Some(input), data, options).into_iter().next()?.ok()?;
        Some(Self { value: explained.value, reasons: explained.reasons })
    }

    /// What each way to an element depends on.
    fn ways<'a>(&'a self, element: &'a Value) -> impl Iterator<Item = &'a [Reason]> {
        self.reasons.iter().filter(move |(known, _)| known == element).map(|(_, reasons)| reasons.as_slice())
    }

    /// The place in the input where a person would look first for an element's cause.
    pub fn foremost(&self, element: &Value) -> Option<&Reason> {
        self.reasons.iter().filter(|(known, _)| known == element).find_map(|(_, reasons)| Reason::foremost(reasons))
    }

    /// The places in resources where a person would look first: one for each way to the element, in order. `of` leaves
    /// only those in the resource with this address.
    pub(super) fn places(&self, element: &Value, subject: &Subject<'_>, of: Option<&str>) -> Vec<Dependency> {
        let mut places: Vec<Dependency> = Vec::new();
        for way in self.ways(element) {
            let inside = |reason: &&Reason| {
                dependency(reason, subject).is_some_and(|place| of.is_none_or(|address| place.resource == address))
            };
            let way: Vec<Reason> = way.iter().filter(inside).cloned().collect();
            let place = Reason::foremost(&way).and_then(|reason| dependency(reason, subject));
            places.extend(place.filter(|place| !places.contains(place)));
        }
        places
    }

    /// All places in resources that an element depends on, sorted.
    pub(super) fn dependencies(&self, element: &Value, subject: &Subject<'_>) -> Vec<Dependency> {
        let reasons = self.ways(element).flatten();
        let mut places: Vec<Dependency> = reasons.filter_map(|reason| dependency(reason, subject)).collect();
        // What decides comes first, so that it is kept.
        places.sort_by(|left, right| {
            let key = |place: &Dependency| (place.resource.clone(), place.path.clone(), place.absent, !place.decisive);
            key(left).cmp(&key(right))
        });
        places.dedup_by(|second, first| {
            (&first.resource, &first.path, first.absent) == (&second.resource, &second.path, second.absent)
        });
        places
    }
}

/// The place in a resource that a reason names; none where it is not in the values of one.
fn dependency(reason: &Reason, subject: &Subject<'_>) -> Option<Dependency> {
    let (resource, below) = match (subject, reason.path.as_slice()) {
        (Subject::Resource(address), [field, below @ ..]) if field.as_str() == Some("values") => (*address, below),
        (Subject::Set { members, .. }, [field, at, values, below @ ..])
            if field.as_str() == Some("resources") && values.as_str() == Some("values") =>
        {
            (*members.get(at.as_number()?.as_usize()?)?, below)
        }
        _ => return None,
    };
    let element = |key: &Value| match key {
        Value::String(key) => Some(PathElement::Key(key.to_string())),
        Value::Number(index) => index.as_usize().map(PathElement::Index),
        _ => None,
    };
    Some(Dependency {
        resource: resource.to_owned(),
        path: below.iter().map(element).collect::<Option<_>>()?,
        absent: reason.absent,
        decisive: reason.decisive,
    })
}
