//! Which fixes can be applied at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Change;
use crate::finding::{Edit, Fix};

/// Of `fixes` those that do not overlap, by index, the first of two first; and what they change, by file and in order.
/// Fixes with the same edits are one.
#[must_use]
pub fn choose(fixes: &[&Fix]) -> (Vec<usize>, BTreeMap<Arc<str>, Vec<Change>>) {
    let mut chosen = Vec::new();
    let mut changes: BTreeMap<Arc<str>, Vec<Change>> = BTreeMap::new();
    for (index, fix) in fixes.iter().enumerate() {
        if fixes[..index].iter().zip(0..).any(|(before, at)| chosen.contains(&at) && before.edits == fix.edits) {
            chosen.push(index);
            continue;
        }
        let is_free = |edit: &Edit| {
            let taken = changes.get(&edit.location.file).map(Vec::as_slice).unwrap_or_default();
            !taken.iter().any(|change| meets(change, edit))
        };
        if !fix.edits.iter().all(is_free) {
            continue;
        }
        for edit in &fix.edits {
            changes.entry(Arc::clone(&edit.location.file)).or_default().push(change(edit));
        }
        chosen.push(index);
    }
    changes.values_mut().for_each(|changes| changes.sort_by_key(|change| (change.range.start, change.range.end)));
    (chosen, changes)
}

fn change(edit: &Edit) -> Change {
    let span = edit.location.span;
    Change { range: span.start as usize..span.end as usize, text: edit.new_text.clone() }
}

/// Do they overlap, or touch? Which of two insertions at one place comes first nobody said.
fn meets(change: &Change, edit: &Edit) -> bool {
    let span = edit.location.span;
    change.range.start <= span.end as usize && span.start as usize <= change.range.end
}
