//! What patterns are compiled to, and what keeps it from call to call.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

use regex_automata::meta;
use regex_syntax::hir::Hir;

use crate::Error;

/// Bytes of automaton that one pattern may compile to.
const MAX_SIZE: usize = 10 << 20;

/// Bytes of compiled patterns that are kept, twice.
const MAX_KEPT: usize = 32 << 20;

/// What was compiled from keys of type `K`: what is in use stays; when much is kept, what was not used since the last
/// time goes. Shared by threads.
pub struct Cache<K, V> {
    generations: RwLock<Generations<K, V>>,
}

/// A value and its size.
type Kept<V> = (Arc<V>, usize);

struct Generations<K, V> {
    young: HashMap<K, Kept<V>>,
    old: HashMap<K, Kept<V>>,
    /// Bytes of the young.
    size: usize,
}

impl<K, V> Default for Generations<K, V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), size: 0 }
    }
}

impl<K: Hash + Eq, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Hash + Eq, V> Cache<K, V> {
    /// One that keeps nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { generations: RwLock::default() }
    }

    /// What belongs to `key`, made by `make` with its size where it is not kept.
    ///
    /// # Errors
    /// What `make` says.
    pub fn get<Q, E>(&self, key: &Q, make: impl FnOnce() -> Result<(V, usize), E>) -> Result<Arc<V>, E>
    where
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        K: Borrow<Q>,
    {
        if let Some((value, _)) = self.generations.read().unwrap_or_else(PoisonError::into_inner).young.get(key) {
            return Ok(Arc::clone(value));
        }
        let kept = self.generations.write().unwrap_or_else(PoisonError::into_inner).old.remove(key);
        let (value, size) = match kept {
            Some(kept) => kept,
            None => make().map(|(value, size)| (Arc::new(value), size))?,
        };
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        if generations.size.saturating_add(size) > MAX_KEPT {
            generations.old = std::mem::take(&mut generations.young);
            generations.size = 0;
        }
        generations.size += size;
        generations.young.insert(key.to_owned(), (Arc::clone(&value), size));
        Ok(value)
    }

    /// Forgets everything: what is in use stays with its users.
    pub fn clear(&self) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        *generations = Generations::default();
    }
}

/// States of an automaton times bytes of a text: what a search may take at worst before it is refused.
const MAX_STEPS: usize = 1 << 32;

/// What a pattern is compiled to.
pub struct Automaton {
    /// What searches.
    pub code: meta::Regex,
    /// Bytes it takes.
    pub size: usize,
}

impl Automaton {
    /// Compiles a tree.
    ///
    /// # Errors
    /// It would be too large.
    pub fn new(hir: &Hir) -> Result<Self, Error> {
        let config = meta::Config::new()
            .nfa_size_limit(Some(MAX_SIZE))
            .onepass_size_limit(Some(1 << 20))
            .hybrid_cache_capacity(2 << 20);
        let code =
            meta::Builder::new().configure(config).build_from_hir(hir).map_err(|error| match error.size_limit() {
                Some(_) => Error::TooLarge,
                None => Error::Other(error.to_string()),
            })?;
        let size = code.memory_usage() + 1024;
        Ok(Self { code, size })
    }

    /// May a text of so many bytes be searched, or would that take too long at worst?
    #[must_use]
    pub fn admits(&self, length: usize) -> bool {
        // A state takes about 32 bytes.
        (self.size / 32).saturating_mul(length) <= MAX_STEPS
    }
}
