//! Objects: entries sorted by key.

use super::Value;

/// An object, its entries sorted by key. Objects compare entry by entry, first the keys, then the values; of two where
/// one begins the other, the shorter is less.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object(Vec<(Value, Value)>);

impl Object {
    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Has it no entries?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &Value) -> Option<&Value> {
        match key {
            Value::String(text) => self.field(text),
            _ => self.find(key).ok().map(|at| &self.0[at].1),
        }
    }

    /// The value of a key that is a string.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.0.binary_search_by(|(key, _)| key.cmp_str(name)).ok().map(|at| &self.0[at].1)
    }

    /// The value of `key`, to be changed.
    pub fn get_mut(&mut self, key: &Value) -> Option<&mut Value> {
        self.find(key).ok().map(|at| &mut self.0[at].1)
    }

    /// Entries, sorted by key.
    pub fn iter(&self) -> std::slice::Iter<'_, (Value, Value)> {
        self.0.iter()
    }

    /// The entry at a place in the order of keys.
    #[must_use]
    pub fn entry(&self, at: usize) -> Option<&(Value, Value)> {
        self.0.get(at)
    }

    /// Keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(key, _)| key)
    }

    /// Values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Sets the value of a key; each call moves what follows: collect entries where there are many.
    pub fn insert(&mut self, key: Value, value: Value) {
        match self.find(&key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        self.find(key).ok().map(|at| self.0.remove(at).1)
    }

    fn find(&self, key: &Value) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| own.cmp(key))
    }
}

impl From<Vec<(Value, Value)>> for Object {
    /// Of equal keys the last wins.
    fn from(mut entries: Vec<(Value, Value)>) -> Self {
        if !entries.is_sorted_by(|(left, _), (right, _)| left < right) {
            entries.sort_by(|(left, _), (right, _)| left.cmp(right));
            entries.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    std::mem::swap(&mut later.1, &mut earlier.1);
                }
                same
            });
        }
        Self(entries)
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = &'a (Value, Value);
    type IntoIter = std::slice::Iter<'a, (Value, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
