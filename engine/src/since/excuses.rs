//! Which suppression comments a change adds.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::matching::Moves;
use crate::finding::Comment;

/// What a comment is known by: who moves one or lets it excuse more writes another.
type Key<'a> = (&'a str, Vec<&'a str>, Option<&'a str>, &'a str);

/// The key of a comment in `file`; of what it stands for where `exactly`.
fn key<'a>(comment: &'a Comment, file: &'a str, exactly: bool) -> Key<'a> {
    let mut policies: Vec<&str> = comment.policies.iter().map(String::as_str).collect();
    policies.sort_unstable();
    let governed = if exactly { comment.governed.as_str() } else { "" };
    (file, policies, comment.address.as_deref(), governed)
}

/// Does an excuse until `now` hold longer than one until `before`? Without a day it holds for ever.
pub(crate) fn prolongs(now: Option<NaiveDate>, before: Option<NaiveDate>) -> bool {
    match (now, before) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(now), Some(before)) => now > before,
    }
}

/// How a comment stands to those of the revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// It was there, for the same line of code.
    Kept,
    /// One for the same policies was in the file; either it moved or the line it stands for was edited.
    Edited,
    /// It was not there.
    Added,
}

/// How each of the comments `now` stands to those `before`.
pub(super) fn ages(before: &[Comment], now: &[Comment], moves: &Moves) -> Vec<Age> {
    let mut ages = vec![Age::Added; now.len()];
    let mut left = vec![true; before.len()];
    for (exactly, age) in [(true, Age::Kept), (false, Age::Edited)] {
        let mut waiting: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
        for (at, comment) in before.iter().enumerate().filter(|(at, _)| left[*at]) {
            let file = &comment.location.file;
            let file: &Arc<str> = moves.gone.get(file).and_then(Option::as_ref).unwrap_or(file);
            waiting.entry(key(comment, file, exactly)).or_default().push(at);
        }
        for (at, comment) in now.iter().enumerate() {
            if ages[at] != Age::Added {
                continue;
            }
            let Some(known) = waiting.get_mut(&key(comment, &comment.location.file, exactly)) else { continue };
            let holds = |of: &usize| !prolongs(comment.until, before[*of].until);
            let Some(found) = known.iter().position(holds) else { continue };
            left[known.remove(found)] = false;
            ages[at] = age;
        }
    }
    ages
}
