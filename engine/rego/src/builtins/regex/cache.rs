//! Compiled patterns, kept from call to call.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

use regex_automata::meta;
use regex_syntax::hir::Hir;

use super::super::{Context, Error};

/// Bytes of automaton that one pattern may compile to.
const MAX_SIZE: usize = 10 << 20;

/// Bytes of compiled patterns that are kept, twice.
const MAX_KEPT: usize = 32 << 20;

/// What was compiled from keys of type `K`: what is in use stays; when much is kept, what was not used since the last
/// time goes. Shared by threads.
pub(in super::super) struct Cache<K, V> {
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

impl<K: Hash + Eq, V> Cache<K, V> {
    pub(in super::super) fn new() -> Self {
        Self { generations: RwLock::new(Generations { young: HashMap::new(), old: HashMap::new(), size: 0 }) }
    }

    /// What belongs to `key`, made by `make` with its size where it is not kept.
    pub(in super::super) fn get<Q, E>(&self, key: &Q, make: impl FnOnce() -> Result<(V, usize), E>) -> Result<Arc<V>, E>
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
}

/// States of an automaton times bytes of a text: what a search may take at worst before it is refused.
const MAX_STEPS: usize = 1 << 32;

/// A compiled pattern.
pub(in super::super) struct Automaton {
    pub(in super::super) code: meta::Regex,
    /// Bytes it takes.
    pub(in super::super) size: usize,
}

impl Automaton {
    /// Compiles a tree; why not, where it is too large.
    pub(in super::super) fn new(hir: &Hir) -> Result<Self, Error> {
        let config = meta::Config::new()
            .nfa_size_limit(Some(MAX_SIZE))
            .onepass_size_limit(Some(1 << 20))
            .hybrid_cache_capacity(2 << 20);
        let code = meta::Builder::new().configure(config).build_from_hir(hir).map_err(|error| {
            Error::Failed(match error.size_limit() {
                Some(_) => "error parsing regexp: expression too large".to_owned(),
                None => error.to_string(),
            })
        })?;
        let size = code.memory_usage() + 1024;
        Ok(Self { code, size })
    }

    /// Accounts for a search of `text`, before it.
    pub(in super::super) fn admit(&self, context: &mut Context<'_>, text: &str) -> Result<(), Error> {
        // A state takes about 32 bytes.
        if (self.size / 32).saturating_mul(text.len()) > MAX_STEPS {
            return Err(Error::Halt("a pattern is too large for a text this long".to_owned()));
        }
        context.work(1 + text.len() / 64)
    }
}
