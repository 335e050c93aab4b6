//! How values compare. A value may hold another one many times over, and so be far larger written out than in memory:
//! what is shared is compared once.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Value;

/// Comparisons of arrays, objects and sets that are made before pairs are remembered.
const UNREMEMBERED: u32 = 4096;

/// One comparison.
#[derive(Default)]
struct Comparison {
    made: u32,
    /// Pairs known to be equal, by where they stand.
    equal: BTreeSet<(*const (), *const ())>,
}

impl Comparison {
    /// Compares what is shared with `compare`, unless it is known to be equal.
    fn once<T>(&mut self, left: &Arc<T>, right: &Arc<T>, compare: impl FnOnce(&mut Self) -> Ordering) -> Ordering {
        if Arc::ptr_eq(left, right) {
            return Ordering::Equal;
        }
        self.made = self.made.saturating_add(1);
        if self.made <= UNREMEMBERED {
            return compare(self);
        }
        let pair = (Arc::as_ptr(left).cast(), Arc::as_ptr(right).cast());
        if self.equal.contains(&pair) {
            return Ordering::Equal;
        }
        let order = compare(self);
        if order.is_eq() {
            self.equal.insert(pair);
        }
        order
    }

    fn values(&mut self, left: &Value, right: &Value) -> Ordering {
        match (left, right) {
            (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
            (Value::Number(left), Value::Number(right)) => left.cmp(right),
            (Value::String(left), Value::String(right)) => left.cmp(right),
            (Value::Array(left), Value::Array(right)) => {
                self.once(left, right, |comparison| comparison.items(left.iter(), right.iter()))
            }
            (Value::Object(left), Value::Object(right)) => self.once(left, right, |comparison| {
                comparison.items(
                    left.iter().flat_map(|(key, value)| [key, value]),
                    right.iter().flat_map(|(key, value)| [key, value]),
                )
            }),
            (Value::Set(left), Value::Set(right)) => {
                self.once(left, right, |comparison| comparison.items(left.iter(), right.iter()))
            }
            _ => left.rank().cmp(&right.rank()),
        }
    }

    fn items<'v>(
        &mut self,
        mut left: impl Iterator<Item = &'v Value>,
        mut right: impl Iterator<Item = &'v Value>,
    ) -> Ordering {
        loop {
            match (left.next(), right.next()) {
                (Some(left), Some(right)) => match self.values(left, right) {
                    Ordering::Equal => {}
                    order => return order,
                },
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (None, None) => return Ordering::Equal,
            }
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        Comparison::default().values(self, other)
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Value {}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::String(left), Self::String(right)) => left == right,
            (Self::Array(left), Self::Array(right)) if left.len() != right.len() => false,
            (Self::Object(left), Self::Object(right)) if left.len() != right.len() => false,
            (Self::Set(left), Self::Set(right)) if left.len() != right.len() => false,
            _ => self.cmp(other).is_eq(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use std::cmp::Ordering;

    /// Written out, it would have 2^100 elements.
    fn doubled(innermost: Value) -> Value {
        (0..100).fold(innermost, |value, _| Value::array(vec![value.clone(), value]))
    }

    #[test]
    fn what_is_shared_is_compared_once() {
        let (one, other, less) =
            (doubled(Value::from(1_i64)), doubled(Value::from(1_i64)), doubled(Value::from(0_i64)));
        assert_eq!(one.cmp(&other), Ordering::Equal);
        assert!(one == other);
        assert_eq!(one.cmp(&less), Ordering::Greater);
        assert!(one != less);
        assert_eq!(Value::set(vec![one, less, other]).as_set().map(crate::value::Set::len), Some(2));
    }

    #[test]
    fn what_begins_another_is_less() {
        let sorted =
            ["null", "false", "true", "1", "\"\"", "[]", "[1]", "[1, 1]", "[2]", "{}", "{\"a\": 1}", "{\"b\": 0}"];
        let mut values: Vec<Value> = sorted.iter().rev().filter_map(|text| Value::from_json(text).ok()).collect();
        values.sort();
        let written: Vec<String> = values.iter().map(ToString::to_string).collect();
        assert_eq!(written, sorted);
    }
}
