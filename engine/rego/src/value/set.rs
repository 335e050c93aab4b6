//! Sets: elements sorted.

use super::Value;

/// A set, its elements sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set(Vec<Value>);

impl Set {
    /// Number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Has it no elements?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The element equal to `value`.
    #[must_use]
    pub fn get(&self, value: &Value) -> Option<&Value> {
        self.0.binary_search(value).ok().map(|at| &self.0[at])
    }

    /// Is it an element?
    #[must_use]
    pub fn contains(&self, value: &Value) -> bool {
        self.0.binary_search(value).is_ok()
    }

    /// Elements, sorted.
    pub fn iter(&self) -> std::slice::Iter<'_, Value> {
        self.0.iter()
    }

    /// Elements, sorted.
    #[must_use]
    pub fn as_slice(&self) -> &[Value] {
        &self.0
    }
}

impl From<Vec<Value>> for Set {
    fn from(mut items: Vec<Value>) -> Self {
        if !items.is_sorted_by(|left, right| left < right) {
            items.sort();
            items.dedup();
        }
        Self(items)
    }
}

impl<'a> IntoIterator for &'a Set {
    type Item = &'a Value;
    type IntoIter = std::slice::Iter<'a, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
