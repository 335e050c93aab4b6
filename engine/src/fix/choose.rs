//! Which fixes can be applied at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Change;
use crate::finding::{Edit, Fix};

/// Changes of a file by start and end; a number tells insertions at one place apart.
type Taken = BTreeMap<(u32, u32, usize), Change>;

/// Of `fixes` those that do not overlap, by index, the first of two first; and what they change, by file and in order.
/// Fixes with the same edits are one.
#[must_use]
pub fn choose(fixes: &[&Fix]) -> (Vec<usize>, BTreeMap<Arc<str>, Vec<Change>>) {
    let mut chosen = Vec::new();
    let mut applied: BTreeSet<&[Edit]> = BTreeSet::new();
    let mut taken: BTreeMap<Arc<str>, Taken> = BTreeMap::new();
    for (index, fix) in fixes.iter().enumerate() {
        if !applied.contains(&fix.edits[..]) {
            let is_free = |edit: &Edit| taken.get(&edit.location.file).is_none_or(|taken| is_free(taken, edit));
            if !fix.edits.iter().all(is_free) {
                continue;
            }
            for (number, edit) in fix.edits.iter().enumerate() {
                let span = edit.location.span;
                let changes = taken.entry(Arc::clone(&edit.location.file)).or_default();
                changes.insert((span.start, span.end, number), change(edit));
            }
            applied.insert(&fix.edits);
        }
        chosen.push(index);
    }
    (chosen, taken.into_iter().map(|(file, changes)| (file, changes.into_values().collect())).collect())
}

fn change(edit: &Edit) -> Change {
    let span = edit.location.span;
    Change { range: span.start as usize..span.end as usize, text: edit.new_text.clone() }
}

/// Does it overlap or touch none? Which of two insertions at one place comes first nobody said.
fn is_free(taken: &Taken, edit: &Edit) -> bool {
    let span = edit.location.span;
    // As they do not overlap, the last that begins in time is also the last that ends.
    let last = taken.range(..=(span.end, u32::MAX, usize::MAX)).next_back();
    last.is_none_or(|((_, end, _), _)| *end < span.start)
}
