//! What lists and maps hold: counted, so that a rendering keeps to its memory, and let go of without recursion, however
//! deep they are inside of one another.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use super::{Kind, Value};

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static TIED: RefCell<Vec<Rc<Entries>>> = const { RefCell::new(Vec::new()) };
}

/// Bytes that lists and maps of this thread hold, about.
pub(crate) fn held() -> usize {
    HELD.get()
}

/// Empties the maps of this thread that may hold themselves, which would be kept for ever.
pub(crate) fn untie() {
    for entries in TIED.take() {
        let members = entries.try_borrow_mut().map(|mut members| std::mem::take(&mut *members));
        drop(members);
    }
}

/// The elements of a list. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Items(Rc<[Value]>);

impl Items {
    /// Are they the same elements in the same place?
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Bytes of these elements, about.
    fn size(items: &[Value]) -> usize {
        32 + size_of_val(items)
    }

    fn new(items: Rc<[Value]>) -> Self {
        HELD.set(HELD.get() + Self::size(&items));
        Self(items)
    }
}

impl From<Vec<Value>> for Items {
    fn from(items: Vec<Value>) -> Self {
        Self::new(items.into())
    }
}

impl<const N: usize> From<[Value; N]> for Items {
    fn from(items: [Value; N]) -> Self {
        Self::new(items.into())
    }
}

impl FromIterator<Value> for Items {
    fn from_iter<T: IntoIterator<Item = Value>>(items: T) -> Self {
        Self::new(items.into_iter().collect())
    }
}

impl Deref for Items {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        if let Some(items) = Rc::get_mut(&mut self.0) {
            HELD.set(HELD.get().saturating_sub(Self::size(items)));
            let mut waiting = Vec::new();
            take_inner(items.iter_mut(), &mut waiting);
            let_go(waiting);
        }
    }
}

/// The entries of a map.
#[derive(Debug)]
pub struct Entries {
    members: RefCell<BTreeMap<Rc<str>, Value>>,
    /// Bytes that it was counted as.
    size: usize,
}

impl Entries {
    /// Bytes of a map without entries, about.
    const BASE: usize = 128;
    /// Bytes of an entry, about: nodes of the tree are half empty, and there is the key.
    const EACH: usize = 2 * size_of::<Value>() + 64;

    pub(super) fn new(members: BTreeMap<Rc<str>, Value>) -> Self {
        let size = Self::BASE + Self::EACH * members.len();
        HELD.set(HELD.get() + size);
        Self { members: RefCell::new(members), size }
    }

    /// Says that the map may hold itself from now on.
    pub(crate) fn tie(self: &Rc<Self>) {
        TIED.with_borrow_mut(|tied| {
            if tied.last().is_none_or(|last| !Rc::ptr_eq(last, self)) {
                tied.push(Rc::clone(self));
            }
        });
    }
}

impl Deref for Entries {
    type Target = RefCell<BTreeMap<Rc<str>, Value>>;

    fn deref(&self) -> &Self::Target {
        &self.members
    }
}

impl Drop for Entries {
    fn drop(&mut self) {
        HELD.set(HELD.get().saturating_sub(self.size));
        let mut waiting = Vec::new();
        take_inner(self.members.get_mut().values_mut(), &mut waiting);
        let_go(waiting);
    }
}

/// Takes the lists and maps out of `members`.
fn take_inner<'a>(members: impl Iterator<Item = &'a mut Value>, waiting: &mut Vec<Value>) {
    let inner = members.filter(|member| matches!(member.kind, Kind::List(_) | Kind::Map(_)));
    waiting.extend(inner.map(|member| std::mem::replace(member, Value::nil())));
}

/// Lets go of values: what is in those that nobody else has comes after them, not inside of it.
fn let_go(mut waiting: Vec<Value>) {
    while let Some(mut value) = waiting.pop() {
        match &mut value.kind {
            Kind::List(list) => {
                if let Some(items) = Rc::get_mut(&mut list.items.0) {
                    take_inner(items.iter_mut(), &mut waiting);
                }
            }
            Kind::Map(map) => {
                if let Some(entries) = Rc::get_mut(&mut map.entries) {
                    take_inner(entries.members.get_mut().values_mut(), &mut waiting);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;
    use crate::value::MapType;

    #[test]
    fn what_is_deep_is_let_go_of_and_counted() {
        let before = held();
        let mut value = Value::nil();
        for at in 0..200_000 {
            value = match at % 2 {
                0 => Value::list(vec![value]),
                _ => Value::map([(Rc::from("a"), value)].into()),
            };
        }
        assert!(held() > before + 200_000 * size_of::<Value>());
        drop(value);
        assert_eq!(held(), before);
    }

    #[test]
    fn maps_that_hold_themselves_are_let_go_of() {
        let before = held();
        let map = Map::new(BTreeMap::new(), MapType::Any);
        map.entries.borrow_mut().insert("self".into(), Value::new(Kind::Map(map.clone())));
        map.entries.tie();
        drop(map);
        assert!(held() > before);
        untie();
        assert_eq!(held(), before);
    }
}
