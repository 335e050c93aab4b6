//! Results kept by the hash of what they were computed from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Outcome;
use super::hash::Hash;

/// A bounded memory of results. Two generations are kept: when the younger is full it becomes the older one, and what
/// was not asked for meanwhile goes.
#[derive(Debug)]
pub(super) struct Memo {
    capacity: usize,
    generations: Mutex<[HashMap<Hash, Arc<Vec<Outcome>>>; 2]>,
}

impl Memo {
    /// A memory of at most twice `capacity` results.
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, generations: Mutex::default() }
    }

    pub(super) fn get(&self, hash: &Hash) -> Option<Arc<Vec<Outcome>>> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = generations[0].get(hash) {
            return Some(Arc::clone(found));
        }
        let found = generations[1].remove(hash)?;
        generations[0].insert(*hash, Arc::clone(&found));
        Some(found)
    }

    pub(super) fn put(&self, hash: Hash, result: &Arc<Vec<Outcome>>) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if generations[0].len() >= self.capacity {
            let [younger, older] = &mut *generations;
            *older = std::mem::take(younger);
        }
        generations[0].insert(hash, Arc::clone(result));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_what_is_not_asked_for() {
        let memo = Memo::new(2);
        let result = Arc::new(Vec::new());
        for first in 0..4_u8 {
            memo.put([first; 32], &result);
            assert!(memo.get(&[0; 32]).is_some());
        }
        assert!(memo.get(&[1; 32]).is_none());
        assert!(memo.get(&[3; 32]).is_some());
    }
}
