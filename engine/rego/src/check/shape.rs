//! Terms as the type checker sees them: operands and patterns alike, comprehensions already judged.

use super::types::{Type, or};
use crate::compile::program::Slot;
use crate::value::Value;

/// A term.
#[derive(Clone, Debug)]
pub(super) enum Shape<'a> {
    /// A variable nobody asks for.
    Wildcard,
    Slot(Slot),
    Const(&'a Value),
    /// A comprehension.
    Known(Type),
    Array(Vec<Shape<'a>>),
    Object(Vec<(Shape<'a>, Shape<'a>)>),
    Set(Vec<Shape<'a>>),
}

impl Shape<'_> {
    /// Is it written out, rather than computed?
    pub(super) fn is_written(&self) -> bool {
        matches!(self, Self::Const(_) | Self::Array(_) | Self::Object(_) | Self::Set(_))
    }

    /// Does each variable of `pattern` that is of no known type stand for a part of this term?
    pub(super) fn gives(&self, pattern: &Shape<'_>, variables: &Variables) -> bool {
        if variables.of(pattern).is_some() {
            return true;
        }
        match (self, pattern) {
            (_, Shape::Slot(_) | Shape::Wildcard) | (Shape::Slot(_) | Shape::Known(_) | Shape::Wildcard, _) => true,
            (Shape::Const(Value::Array(items)), Shape::Array(patterns)) => {
                items.len() == patterns.len()
                    && items.iter().zip(patterns).all(|(item, pattern)| Shape::Const(item).gives(pattern, variables))
            }
            (Shape::Array(items), Shape::Array(patterns)) => {
                items.len() == patterns.len()
                    && items.iter().zip(patterns).all(|(item, pattern)| item.gives(pattern, variables))
            }
            (Shape::Const(Value::Object(object)), Shape::Object(patterns)) => patterns.iter().all(|(key, pattern)| {
                let Shape::Const(key) = key else { return false };
                object.get(key).is_some_and(|value| Shape::Const(value).gives(pattern, variables))
            }),
            (Shape::Object(entries), Shape::Object(patterns)) => patterns.iter().all(|(key, pattern)| {
                let Shape::Const(key) = key else { return false };
                let found = entries.iter().find(|(own, _)| matches!(own, Shape::Const(own) if own == key));
                found.is_some_and(|(_, value)| value.gives(pattern, variables))
            }),
            _ => false,
        }
    }
}

/// Types of the variables of one rule; none where a variable's type is not known yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(Vec<Option<Type>>);

impl Variables {
    /// For so many slots.
    pub(super) fn new(slots: u32) -> Self {
        Self(vec![None; slots as usize])
    }

    pub(super) fn get(&self, slot: Slot) -> Option<&Type> {
        self.0.get(slot as usize)?.as_ref()
    }

    pub(super) fn set(&mut self, slot: Slot, ty: Type) {
        if let Some(own) = self.0.get_mut(slot as usize) {
            *own = Some(ty);
        }
    }

    /// The type of a term; none where a part of it is not known.
    pub(super) fn of(&self, shape: &Shape<'_>) -> Option<Type> {
        Some(match shape {
            Shape::Wildcard => return None,
            Shape::Slot(slot) => return self.get(*slot).cloned(),
            Shape::Const(value) => Type::of(value),
            Shape::Known(ty) => ty.clone(),
            Shape::Array(items) => {
                Type::array(items.iter().map(|item| self.of(item)).collect::<Option<Vec<_>>>()?, None)
            }
            Shape::Object(entries) => {
                let mut fixed = Vec::new();
                let mut rest: Option<(Type, Type)> = None;
                for (key, value) in entries {
                    let value = self.of(value)?;
                    if let Shape::Const(key) = key {
                        fixed.push(((*key).clone(), value));
                        continue;
                    }
                    let key = self.of(key)?;
                    rest = Some(match rest {
                        Some((keys, values)) => (or(Some(keys), key), or(Some(values), value)),
                        None => (key, value),
                    });
                }
                Type::object(fixed, rest)
            }
            Shape::Set(items) => {
                let mut element = None;
                for item in items {
                    element = Some(or(element, self.of(item)?));
                }
                Type::set(element)
            }
        })
    }

    /// The type of a term, as "any" where it is not known.
    pub(super) fn of_or_any(&self, shape: &Shape<'_>) -> Type {
        self.of(shape).unwrap_or(Type::Any)
    }

    /// Can the term have this type? Variables of unknown type get theirs from it. With `widen`, variables take one more
    /// type instead.
    pub(super) fn fit(&mut self, shape: &Shape<'_>, ty: &Type, widen: bool) -> bool {
        use super::types::unify;
        if let (Shape::Array(_) | Shape::Object(_) | Shape::Set(_), Type::Union(members)) = (shape, ty) {
            // Each is tried, for the variables in it.
            let mut any = false;
            for member in members.iter() {
                any |= self.fit(shape, member, true);
            }
            return any;
        }
        match (shape, ty) {
            (Shape::Wildcard, _) => true,
            (Shape::Slot(slot), _) => match self.get(*slot) {
                Some(own) if !widen => unify(own, ty),
                own => {
                    let wider = or(own.cloned(), ty.clone());
                    self.set(*slot, wider);
                    true
                }
            },
            (Shape::Const(value), _) => unify(&Type::of(value), ty),
            (Shape::Known(own), _) => unify(own, ty),
            (Shape::Array(items) | Shape::Set(items), Type::Any) => {
                items.iter().for_each(|item| {
                    self.fit(item, &Type::Any, true);
                });
                true
            }
            (Shape::Object(entries), Type::Any) => {
                for (key, value) in entries {
                    self.fit(key, &Type::Any, true);
                    self.fit(value, &Type::Any, true);
                }
                true
            }
            (Shape::Array(items), Type::Array(array)) => {
                if items.len() != array.fixed.len() && array.rest.is_none() {
                    return false;
                }
                items.iter().enumerate().all(|(at, item)| {
                    let own = array.fixed.get(at).or(array.rest.as_ref());
                    own.is_some_and(|own| self.fit(item, own, widen))
                })
            }
            (Shape::Object(entries), Type::Object(object)) => {
                if entries.len() != object.fixed.len() && object.rest.is_none() {
                    return false;
                }
                entries.iter().all(|(key, value)| match key {
                    Shape::Const(key) => ty.select(key).is_some_and(|own| self.fit(value, &own, widen)),
                    _ => {
                        self.fit(value, &Type::Any, widen);
                        true
                    }
                })
            }
            (Shape::Set(items), Type::Set(set)) => match &set.element {
                Some(element) => items.iter().all(|item| self.fit(item, element, widen)),
                None => items.is_empty(),
            },
            _ => false,
        }
    }

    /// Can the two terms be equal? Variables of unknown type get theirs from the other side.
    pub(super) fn equate(&mut self, left: &Shape<'_>, right: &Shape<'_>) -> bool {
        match (self.of(left), self.of(right)) {
            (Some(left), Some(right)) => super::types::unify(&left, &right),
            (Some(known), None) => self.fit(right, &known, false),
            (None, Some(known)) => self.fit(left, &known, false),
            (None, None) => match (left, right) {
                (Shape::Array(left), Shape::Array(right)) => {
                    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| self.equate(left, right))
                }
                _ => {
                    // What stays unknown could be anything.
                    self.fit(left, &Type::Any, true);
                    self.fit(right, &Type::Any, true);
                    true
                }
            },
        }
    }
}
