//! Where values and texts come from: keys of values files, places in templates, calls that led there.
//!
//! Handles are small numbers into the tables of one [`Traces`], so that values carry them for nothing; a set of keys
//! or a stack of calls is stored once.

use std::cell::RefCell;
use std::rc::Rc;

use bartizan_source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// A set of values keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Keys(u32);

/// Calls inside of one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Calls(u32);

impl Keys {
    /// No key: written in a template, or made by the engine.
    pub const NONE: Self = Self(0);
    /// Random, of the moment, or of the cluster: a stand-in that must not be judged.
    pub const STAND_IN: Self = Self(1);
    /// The namespace of a release that nobody declared: what is rendered is a guess.
    pub const UNDECLARED: Self = Self(2);
}

impl Calls {
    /// No call: the template of a file.
    pub const NONE: Self = Self(0);
}

/// A key of the values and the place that gave it its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValuesKey {
    /// Path from the root of the values of the chart that is rendered: `image.tag`, `postgresql.auth.password`,
    /// `hosts[0].name`.
    pub path: Rc<str>,
    /// Place of the value in a values file; none for what `--set` gave.
    pub span: Option<Span>,
}

/// Where a stretch of text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The template text that wrote it: text as it stands there, or the action that printed it. None while the
    /// expression that makes it is being evaluated.
    pub span: Option<Span>,
    /// Is each byte that of `span`, in order?
    pub verbatim: bool,
    /// The calls that led to `span`.
    pub calls: Calls,
    /// The keys that it was computed from.
    pub keys: Keys,
    /// The keys that the innermost `if`, `with` or `range` around it decided by.
    pub condition: Keys,
}

impl Origin {
    /// Made by the expression that is being evaluated, from `keys`.
    #[must_use]
    pub fn made(keys: Keys) -> Self {
        Self { span: None, verbatim: false, calls: Calls::NONE, keys, condition: Keys::NONE }
    }
}

/// A stretch of a text, up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// One past its last byte in the text.
    pub end: u32,
    /// Where it comes from.
    pub origin: Origin,
}

/// A call of a template: `include`, `tpl`, `template`, or the text given to `tpl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CallSite {
    /// The calls around it.
    pub outer: Calls,
    /// The expression that calls.
    pub span: Span,
}

/// The tables behind [`Keys`] and [`Calls`], of one rendering.
#[derive(Debug, Default)]
pub struct Traces {
    tables: RefCell<Tables>,
}

#[derive(Debug)]
struct Tables {
    keys: Vec<ValuesKey>,
    /// Sets of indices into `keys`, ascending; `STAND_IN` and `UNDECLARED` are indices of their own.
    sets: Vec<Rc<[u32]>>,
    by_set: FxHashMap<Rc<[u32]>, u32>,
    unions: FxHashMap<(u32, u32), u32>,
    /// Those of `keys` whose values are not known.
    unknown: FxHashSet<u32>,
    calls: Vec<CallSite>,
    by_call: FxHashMap<CallSite, u32>,
}

/// The index that stands for "not to be judged" in a set.
const STAND_IN: u32 = u32::MAX;
/// The index that stands for a namespace that nobody declared.
const UNDECLARED: u32 = STAND_IN - 1;

/// Keys that a set may hold; what depends on more keeps the first.
const MAX_SET: usize = 64;

/// Sets that are made of others; after that, a value keeps the keys of the first of what it was made of.
const MAX_SETS: usize = 200_000;

/// Calls that are told apart; after that, a call is not told from that around it.
const MAX_CALLS: usize = 1_000_000;

impl Default for Tables {
    fn default() -> Self {
        let none: Rc<[u32]> = Rc::new([]);
        let stand_in: Rc<[u32]> = Rc::new([STAND_IN]);
        let undeclared: Rc<[u32]> = Rc::new([UNDECLARED]);
        Self {
            keys: Vec::new(),
            by_set: [(none.clone(), 0), (stand_in.clone(), 1), (undeclared.clone(), 2)].into_iter().collect(),
            sets: vec![none, stand_in, undeclared],
            unions: FxHashMap::default(),
            unknown: FxHashSet::default(),
            calls: Vec::new(),
            by_call: FxHashMap::default(),
        }
    }
}

impl Traces {
    /// The set of one key.
    #[must_use]
    pub fn key(&self, key: ValuesKey) -> Keys {
        let mut tables = self.tables.borrow_mut();
        let index = u32::try_from(tables.keys.len()).unwrap_or(UNDECLARED - 1);
        tables.keys.push(key);
        tables.set(Rc::new([index]))
    }

    /// The set of one key whose value nobody knows: what stands in for it must not be judged.
    #[must_use]
    pub fn unknown_key(&self, key: ValuesKey) -> Keys {
        let mut tables = self.tables.borrow_mut();
        let index = u32::try_from(tables.keys.len()).unwrap_or(STAND_IN - 1);
        tables.keys.push(key);
        tables.unknown.insert(index);
        tables.set(Rc::new([index, STAND_IN]))
    }

    /// A key of the set whose value nobody knows.
    #[must_use]
    pub fn unknown(&self, keys: Keys) -> Option<ValuesKey> {
        let tables = self.tables.borrow();
        if keys == Keys::NONE || tables.unknown.is_empty() {
            return None;
        }
        let index = tables.sets[keys.0 as usize].iter().find(|index| tables.unknown.contains(index))?;
        tables.keys.get(*index as usize).cloned()
    }

    /// The keys of both sets.
    #[must_use]
    pub fn union(&self, left: Keys, right: Keys) -> Keys {
        if left == right || right == Keys::NONE {
            return left;
        }
        if left == Keys::NONE {
            return right;
        }
        let pair = (left.0.min(right.0), left.0.max(right.0));
        let mut tables = self.tables.borrow_mut();
        if let Some(&known) = tables.unions.get(&pair) {
            return Keys(known);
        }
        if tables.unions.len() >= MAX_SETS {
            return if right == Keys::STAND_IN { right } else { left };
        }
        let mut members: Vec<u32> = tables.sets[pair.0 as usize].to_vec();
        members.extend_from_slice(&tables.sets[pair.1 as usize]);
        members.sort_unstable();
        members.dedup();
        if members.len() > MAX_SET {
            let stand_in = members.last() == Some(&STAND_IN);
            let unknown = members.iter().find(|index| tables.unknown.contains(index)).copied();
            members.truncate(MAX_SET);
            if stand_in {
                members[MAX_SET - 1] = STAND_IN;
            }
            if let Some(unknown) = unknown.filter(|unknown| !members.contains(unknown)) {
                members[MAX_SET - 2] = unknown;
            }
        }
        let union = tables.set(members.into());
        tables.unions.insert(pair, union.0);
        union
    }

    /// The keys of a set, in the order in which they were first met.
    #[must_use]
    pub fn keys(&self, keys: Keys) -> Vec<ValuesKey> {
        let tables = self.tables.borrow();
        tables.sets[keys.0 as usize].iter().filter_map(|&index| tables.keys.get(index as usize).cloned()).collect()
    }

    /// Is anything in the set a stand-in?
    #[must_use]
    pub fn is_stand_in(&self, keys: Keys) -> bool {
        self.tables.borrow().sets[keys.0 as usize].last() == Some(&STAND_IN)
    }

    /// The call at `span` inside of `outer`.
    #[must_use]
    pub fn call(&self, outer: Calls, span: Span) -> Calls {
        let site = CallSite { outer, span };
        let mut tables = self.tables.borrow_mut();
        if let Some(&known) = tables.by_call.get(&site) {
            return Calls(known);
        }
        if tables.calls.len() >= MAX_CALLS {
            return outer;
        }
        tables.calls.push(site);
        let calls = u32::try_from(tables.calls.len()).unwrap_or(0);
        tables.by_call.insert(site, calls);
        Calls(calls)
    }

    /// The places of the calls, the outermost first.
    #[must_use]
    pub fn calls(&self, mut calls: Calls) -> Vec<Span> {
        let tables = self.tables.borrow();
        let mut spans = Vec::new();
        while let Some(site) = (calls.0 as usize).checked_sub(1).and_then(|at| tables.calls.get(at)) {
            spans.push(site.span);
            calls = site.outer;
        }
        spans.reverse();
        spans
    }
}

impl Tables {
    fn set(&mut self, members: Rc<[u32]>) -> Keys {
        if let Some(&known) = self.by_set.get(&members) {
            return Keys(known);
        }
        let index = u32::try_from(self.sets.len()).unwrap_or(0);
        self.sets.push(members.clone());
        self.by_set.insert(members, index);
        Keys(index)
    }
}
