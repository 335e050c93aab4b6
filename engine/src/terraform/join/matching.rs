//! Which element of a list of the configuration became which of the plan's.
//!
//! A provider orders the blocks of a set as it likes, and no plan tells which lists are sets. So elements are told apart
//! by what they say; where that leaves a doubt, there is no answer.

use std::cell::Cell;

use crate::source::{Node, Value};
use crate::terraform::values::same_scalar;

/// Comparisons of values that one resource may cost; beyond, nothing is certain.
const MAX_STEPS: u32 = 500_000;
/// Weight of a value that agrees, of one that does not, and of one that only the plan has.
const EQUAL: i64 = 4;
const CONFLICT: i64 = -6;
const EXTRA: i64 = -1;
const ABSENT: i64 = -2;

/// Compares elements, as long as its steps last.
#[derive(Debug)]
pub(super) struct Matcher {
    left: Cell<u32>,
}

impl Matcher {
    pub(super) fn new() -> Self {
        Self { left: Cell::new(MAX_STEPS) }
    }

    /// For each element of `plan` the one of `source` that it was made of, where that is certain.
    pub(super) fn assign(&self, plan: &[Node], source: &[Node]) -> Vec<Option<usize>> {
        let mut found = vec![None; plan.len()];
        if plan.len() == 1 && source.len() == 1 {
            return vec![Some(0)];
        }
        if source.is_empty() || plan.len().saturating_mul(source.len()) > MAX_STEPS as usize / 4 {
            return found;
        }
        let scores: Vec<Vec<i64>> =
            plan.iter().map(|item| source.iter().map(|other| self.fit(item, other)).collect()).collect();
        let mut free: Vec<bool> = vec![true; source.len()];
        // What is certain leaves less to choose from for the rest.
        while self.left.get() > 0 {
            let mut is_changed = false;
            for at in 0..plan.len() {
                if found[at].is_some() {
                    continue;
                }
                let Some(best) = best(&scores[at], &free, source) else { continue };
                let rivals: Vec<bool> = found.iter().map(Option::is_none).collect();
                let column: Vec<i64> = scores.iter().map(|row| row[best]).collect();
                if best_of(&column, &rivals, plan) == Some(at) || equals(&column, &rivals, plan, at) {
                    found[at] = Some(best);
                    free[best] = false;
                    is_changed = true;
                }
            }
            if !is_changed {
                break;
            }
        }
        let open: Vec<usize> = (0..plan.len()).filter(|at| found[*at].is_none()).collect();
        let rest: Vec<usize> = (0..source.len()).filter(|at| free[*at]).collect();
        if let ([at], [only]) = (open.as_slice(), rest.as_slice())
            && plan.len() == source.len()
        {
            found[*at] = Some(*only);
        }
        found
    }

    /// How well `plan` fits what `source` says: the more the better.
    fn fit(&self, plan: &Node, source: &Node) -> i64 {
        let Some(left) = self.left.get().checked_sub(1) else { return 0 };
        self.left.set(left);
        match (&plan.value, &source.value) {
            // What is unknown in a list.
            (Value::Null, _) | (_, Value::Null) => 0,
            (Value::Mapping(own), Value::Mapping(other)) => {
                let written = other.entries().iter().map(|entry| match own.entry(&entry.key) {
                    Some(known) => self.fit(&known.value, &entry.value),
                    None if is_zero(&entry.value) => 0,
                    None => ABSENT,
                });
                let unwritten = own.entries().iter().filter(|entry| other.entry(&entry.key).is_none());
                let extra = unwritten.filter(|entry| !is_zero(&entry.value)).map(|_| EXTRA);
                written.chain(extra).sum()
            }
            (Value::Sequence(own), Value::Sequence(other)) => {
                let longer = own.len().abs_diff(other.len());
                let each = other.iter().filter(|item| !item.is_null());
                let fits = each.map(|item| own.iter().map(|known| self.fit(known, item)).max().unwrap_or(ABSENT));
                fits.sum::<i64>() + i64::try_from(longer).unwrap_or(i64::MAX / 2) * EXTRA
            }
            _ if same_scalar(plan, source) => EQUAL,
            _ => CONFLICT,
        }
    }
}

/// The free column of the highest score, when no other that says something else has as high a one.
fn best(scores: &[i64], free: &[bool], items: &[Node]) -> Option<usize> {
    best_of(scores, free, items)
}

fn best_of(scores: &[i64], free: &[bool], items: &[Node]) -> Option<usize> {
    let open = || (0..scores.len()).filter(|at| free[*at]);
    let highest = open().map(|at| scores[at]).max()?;
    let mut ties = open().filter(|at| scores[*at] == highest);
    let first = ties.next()?;
    ties.all(|other| items[other] == items[first]).then_some(first)
}

/// Is `at` one of several equal elements that have the highest score?
fn equals(scores: &[i64], free: &[bool], items: &[Node], at: usize) -> bool {
    best_of(scores, free, items).is_some_and(|first| scores[first] == scores[at] && items[first] == items[at])
}

/// Is this what providers put where nothing is written?
fn is_zero(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(text) => &**text == "0",
        Value::String(text) => text.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(mapping) => mapping.entries().is_empty(),
    }
}
