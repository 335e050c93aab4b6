//! Results of functions, by their arguments.

use rustc_hash::FxHashMap;
use std::hash::{Hash, Hasher};

use crate::compile::program::GroupId;
use crate::value::Value;

/// What functions gave, undefined included.
#[derive(Debug, Default)]
pub(super) struct Memo(FxHashMap<Call, Option<Value>>);

/// A call. Large arguments are compared by identity: asking twice for an equal one that is not the same computes it
/// twice, and hashing it would cost more than that.
#[derive(Debug)]
struct Call {
    function: GroupId,
    arguments: Vec<Value>,
}

impl Memo {
    /// What `function` gave for `arguments`, if it was asked.
    pub(super) fn get(&self, function: GroupId, arguments: &[Value]) -> Option<&Option<Value>> {
        // The arguments are shared, not copied.
        self.0.get(&Call { function, arguments: arguments.to_vec() })
    }

    /// Keeps what `function` gives for `arguments`, which stay alive with it.
    pub(super) fn put(&mut self, function: GroupId, arguments: Vec<Value>, value: Option<Value>) {
        self.0.insert(Call { function, arguments }, value);
    }
}

impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        let same = |(left, right): (&Value, &Value)| match (left.identity(), right.identity()) {
            (None, None) => left == right,
            (left, right) => left == right,
        };
        self.function == other.function
            && self.arguments.len() == other.arguments.len()
            && self.arguments.iter().zip(&other.arguments).all(same)
    }
}

impl Eq for Call {}

impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.hash(state);
        for argument in &self.arguments {
            match argument.identity() {
                Some(identity) => identity.hash(state),
                None => argument.hash(state),
            }
        }
    }
}
