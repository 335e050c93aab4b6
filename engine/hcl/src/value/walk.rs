//! Looking through whole values. Values share their parts, so that little text can make a value of very many; what looks
//! through one takes from the budget.

use std::sync::Arc;

use super::{Entries, Entry, Kind, Made, Marks, Str, Type, Unknown, Value, unify};
use crate::eval::{Budget, Error, Result};

/// Levels that values may nest.
pub(super) const MAX_DEPTH: usize = 300;

/// Accounts for one value, at some level.
pub(super) fn step(budget: &Budget, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(Error::limit("a value nests too deeply"));
    }
    budget.take(1)
}

impl Value {
    /// The values right inside.
    fn children(&self) -> impl Iterator<Item = &Self> {
        let elements = self.elements().unwrap_or_default().iter();
        elements.chain(self.entries().into_iter().flat_map(|entries| entries.values().map(|entry| &entry.value)))
    }

    /// What is not known of it or inside it, the first.
    ///
    /// # Errors
    /// A limit is met.
    pub fn first_unknown(&self, budget: &Budget) -> Result<Option<&Arc<Unknown>>> {
        self.first_unknown_at(budget, 0)
    }

    fn first_unknown_at(&self, budget: &Budget, depth: usize) -> Result<Option<&Arc<Unknown>>> {
        step(budget, depth)?;
        if let Kind::Unknown(unknown) = &self.kind {
            return Ok(Some(unknown));
        }
        for child in self.children() {
            if let Some(unknown) = child.first_unknown_at(budget, depth + 1)? {
                return Ok(Some(unknown));
            }
        }
        Ok(None)
    }

    /// The marks of it and of all inside.
    ///
    /// # Errors
    /// A limit is met.
    pub fn deep_marks(&self, budget: &Budget) -> Result<Option<Arc<Marks>>> {
        let mut collector = Self::null();
        self.collect_marks(&mut collector, budget, 0)?;
        Ok(collector.marks)
    }

    fn collect_marks(&self, into: &mut Self, budget: &Budget, depth: usize) -> Result<()> {
        step(budget, depth)?;
        into.mark(self.marks.as_ref());
        self.children().try_for_each(|child| child.collect_marks(into, budget, depth + 1))
    }

    /// This value, without the places in the file `source`, which is none that could be named.
    ///
    /// # Errors
    /// A limit is met.
    pub(crate) fn without_places_of(self, source: u32, budget: &Budget) -> Result {
        self.without_places_at(source, budget, 0)
    }

    fn without_places_at(mut self, source: u32, budget: &Budget, depth: usize) -> Result {
        step(budget, depth)?;
        if self.span.is_some_and(|span| span.source != source) {
            return Ok(self);
        }
        self.span = None;
        let each = |items: &Arc<[Self]>| {
            items.iter().map(|item| item.clone().without_places_at(source, budget, depth + 1)).collect::<Result<_>>()
        };
        let every = |entries: &Arc<Entries>| {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                let key_span = entry.key_span.filter(|span| span.source != source);
                let value = entry.value.clone().without_places_at(source, budget, depth + 1)?;
                Ok((Arc::clone(key), Entry { key_span, value }))
            };
            entries.iter().map(entry).collect::<Result<Entries>>().map(Arc::new)
        };
        self.kind = match self.kind {
            Kind::String(Str { text, made }) => {
                Kind::String(Str { text, made: made.filter(|made| !matches!(**made, Made::Pieces(_))) })
            }
            Kind::List(items) => Kind::List(each(&items)?),
            Kind::Set(items) => Kind::Set(each(&items)?),
            Kind::Tuple(items) => Kind::Tuple(each(&items)?),
            Kind::Map(entries) => Kind::Map(every(&entries)?),
            Kind::Object(entries) => Kind::Object(every(&entries)?),
            kind => kind,
        };
        Ok(self)
    }

    /// Its type as far as it is known: nulls have [`Type::Dynamic`], so have the elements of an empty list.
    ///
    /// # Errors
    /// A limit is met.
    pub fn type_of(&self, budget: &Budget) -> Result<Type> {
        self.type_at(budget, 0)
    }

    pub(super) fn type_at(&self, budget: &Budget, depth: usize) -> Result<Type> {
        step(budget, depth)?;
        Ok(match &self.kind {
            Kind::Null => Type::Dynamic,
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) => Type::String,
            Kind::Unknown(unknown) => unknown.ty.clone(),
            Kind::List(items) => Type::list(element_type(items.iter(), budget, depth)?),
            Kind::Set(items) => Type::set(element_type(items.iter(), budget, depth)?),
            Kind::Map(entries) => Type::map(element_type(entries.values().map(|entry| &entry.value), budget, depth)?),
            Kind::Tuple(items) => {
                Type::Tuple(items.iter().map(|item| item.type_at(budget, depth + 1)).collect::<Result<_>>()?)
            }
            Kind::Object(entries) => Type::object(
                entries
                    .iter()
                    .map(|(name, entry)| Ok((Arc::clone(name), entry.value.type_at(budget, depth + 1)?)))
                    .collect::<Result<Vec<_>>>()?,
            ),
        })
    }
}

/// The type that elements of a list, set or map have in common. They have one already; only what is null, unknown or
/// empty in one is looked for in the next.
fn element_type<'a>(items: impl Iterator<Item = &'a Value>, budget: &Budget, depth: usize) -> Result<Type> {
    let mut common = Type::Dynamic;
    for item in items {
        let ty = item.type_at(budget, depth + 1)?;
        common = unify(&[common, ty], true).unwrap_or(Type::Dynamic);
        if !common.has_dynamic() {
            break;
        }
    }
    Ok(common)
}
