//! What the machine notes on its way, for [`Explainer`](super::explain::Explainer); nothing where nobody asks why.

use std::collections::HashSet;
use std::rc::Rc;

use super::deciding::deciding;
use super::explain::{Behind, MAX_MADE, Made, Members, Read};
use super::machine::Machine;
use crate::compile::program::{Clause, GroupId, Pattern, Slot, Target};
use crate::value::Value;

/// Where the notes stood.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) reads: usize,
    pub(super) kept: usize,
}

impl Machine<'_> {
    /// Where the notes stand.
    pub(super) fn mark(&self) -> Mark {
        let lengths = self.explainer.as_ref().map(|explainer| (explainer.reads.len(), explainer.kept.len()));
        let (reads, kept) = lengths.unwrap_or_default();
        Mark { reads, kept }
    }

    /// Forgets what was noted since: the way that it was read on has ended. Where all is kept, it is put aside.
    pub(super) fn forget(&mut self, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.forget(mark.reads);
        }
    }

    /// Forgets what was noted since, in any case.
    pub(super) fn drop_notes(&mut self, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.reads.truncate(mark.reads);
            explainer.kept.truncate(mark.kept);
        }
    }

    /// Keeps all that is read from here on, in vain or not. In a `not`, all of it decides.
    pub(super) fn keep_notes(&mut self, negated: bool) -> Mark {
        if let Some(explainer) = &mut self.explainer {
            explainer.keeping += 1;
            explainer.negated += u32::from(negated);
        }
        self.mark()
    }

    /// Keeps no longer all that is read. What was since `mark` is folded and noted.
    pub(super) fn fold_notes(&mut self, negated: bool, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            explainer.negated -= u32::from(negated);
            let kept = explainer.take_kept(mark);
            let folded = explainer.fold(kept);
            explainer.reads.extend(folded);
        }
    }

    /// Keeps no longer all that is read. Of what was since `mark`, notes what `answer` was found with; all, folded,
    /// where there is none.
    pub(super) fn settle_notes(&mut self, mark: Mark, answer: Option<Vec<Read>>) {
        if let Some(explainer) = &mut self.explainer {
            let kept = explainer.take_kept(mark);
            let noted = match answer {
                Some(answer) if !answer.is_empty() => answer,
                _ => explainer.fold(kept),
            };
            noted.into_iter().for_each(|read| explainer.note(read));
        }
    }

    /// What was read since, on the way to here.
    pub(super) fn notes_since(&self, mark: Mark) -> Vec<Read> {
        let explainer = self.explainer.as_ref();
        explainer.and_then(|explainer| explainer.reads.get(mark.reads..)).unwrap_or_default().to_vec()
    }

    /// Keeps what each member of a collection that was made depends on: an element of a set, the index in an array,
    /// the key of an object. What was noted since `mark` is said of the whole, and noted no longer.
    pub(super) fn note_made(&mut self, value: &Value, members: Members, mark: Mark) {
        if let (Some(explainer), Some(identity)) = (&mut self.explainer, value.identity()) {
            let kept = explainer.take_kept(mark);
            let whole =
                if members.is_empty() { kept } else { members.iter().flat_map(|(_, reads)| reads.clone()).collect() };
            let whole = Rc::from(explainer.fold(whole));
            let members = members.into_iter().rev().map(|(key, reads)| (key, Rc::from(reads))).collect();
            if explainer.made.len() < MAX_MADE {
                explainer.made.insert(identity, Made { _held: value.clone(), members, whole });
            }
        }
    }

    /// Notes what a collection that was made depends on as a whole.
    pub(super) fn note_whole(&mut self, value: &Value) {
        if let Some(explainer) = &mut self.explainer
            && let Some(made) = value.identity().and_then(|identity| explainer.made.get(&identity))
        {
            let whole = Rc::clone(&made.whole);
            whole.iter().for_each(|read| explainer.note(*read));
        }
    }

    /// Notes the step of a reference from `value` to what stands under `key`. `found` is one of several that match.
    pub(super) fn note_step(&mut self, value: &Value, key: &Value, found: bool) {
        let Some(explainer) = &mut self.explainer else { return };
        explainer.current = None;
        let Some(identity) = value.identity() else { return };
        if let Some(from) = explainer.shared.get(&identity).copied() {
            let place = explainer.place(from, key);
            explainer.current = Some(place);
            if found {
                explainer.enumerated.insert(place);
            }
        } else if let Some(made) = explainer.made.get(&identity) {
            explainer.behind = made.members.get(key).map(|reads| Behind { reads: Rc::clone(reads), told: false });
        } else if let Some((_, reads)) = explainer.carried.get(&identity) {
            explainer.behind = Some(Behind { reads: Rc::clone(reads), told: true });
        }
    }

    /// What the members that a reference goes through depend on, to be given back.
    pub(super) fn behind(&self) -> Option<Behind> {
        self.explainer.as_ref().and_then(|explainer| explainer.behind.clone())
    }

    /// Gives it back when the reference goes on.
    pub(super) fn stand_behind(&mut self, behind: Option<Behind>) {
        if let Some(explainer) = &mut self.explainer {
            explainer.behind = behind;
        }
    }

    /// Notes that nothing stands under `key` of `value`, nor below.
    pub(super) fn note_absent(&mut self, value: &Value, key: &Value, rest: &[Pattern]) {
        let further: Vec<Value> = rest
            .iter()
            .map_while(|step| match step {
                Pattern::Equal(operand) => self.peek(operand).cloned(),
                _ => None,
            })
            .collect();
        let Some(explainer) = &mut self.explainer else { return };
        let Some(identity) = value.identity() else { return };
        if let Some(from) = explainer.shared.get(&identity).copied() {
            let missing = explainer.place(from, key);
            let place = further.iter().fold(missing, |place, key| explainer.place(place, key));
            explainer.note(Read { place, absent: true, decisive: true, at: 0 });
        } else if explainer.made.contains_key(&identity) {
            self.note_whole(value);
        }
    }

    /// Notes that a reference arrived at `value`, where its last step led.
    pub(super) fn note_read(&mut self, value: &Value, target: &Target) {
        let Some(explainer) = &mut self.explainer else { return };
        let decisive = explainer.decides(target);
        let current = explainer.current.take();
        let Some(behind) = explainer.behind.clone() else {
            if let Some(place) = current {
                explainer.note(Read { place, absent: false, decisive, at: 0 });
            }
            return;
        };
        if !behind.told {
            behind.reads.iter().for_each(|read| explainer.note(*read));
        }
        let own = value.identity();
        let known = own.and_then(|identity| explainer.shared.get(&identity)).copied();
        let place = current.or(known).or_else(|| explainer.origin(value, &behind.reads));
        if let Some(place) = place {
            explainer.note(Read { place, absent: false, decisive, at: 0 });
        } else if let Some(identity) = own
            && !explainer.made.contains_key(&identity)
            && explainer.carried.len() < MAX_MADE
        {
            explainer.carried.insert(identity, (value.clone(), behind.reads));
        }
    }

    /// Notes what a builtin reads below its first argument.
    pub(super) fn note_lookup(&mut self, name: &str, arguments: &[Value], target: &Target) {
        let (Some(explainer), "object.get", [value, key, ..]) = (&mut self.explainer, name, arguments) else { return };
        let Some(mut place) = value.identity().and_then(|identity| explainer.shared.get(&identity)).copied() else {
            return;
        };
        let keys = key.as_array().unwrap_or_else(|| std::slice::from_ref(key));
        let mut below = Some(value);
        for key in keys {
            below = below.and_then(|below| below.get(key));
            place = explainer.place(place, key);
        }
        let absent = below.is_none();
        let decisive = explainer.decides(target);
        explainer.note(Read { place, absent, decisive, at: 0 });
    }

    /// Forgets the last step: a new reference begins.
    pub(super) fn begin_reference(&mut self) {
        if let Some(explainer) = &mut self.explainer {
            explainer.current = None;
            explainer.behind = None;
        }
    }

    /// The variables that decide in `clause` take the place of those of the rule around it, which are given back.
    pub(super) fn enter_clause(&mut self, clause: &Clause) -> Option<Rc<HashSet<Slot>>> {
        let explainer = self.explainer.as_mut()?;
        Some(std::mem::replace(&mut explainer.deciding, Rc::new(deciding(clause))))
    }

    /// Back in the rule around.
    pub(super) fn leave_clause(&mut self, outer: Option<Rc<HashSet<Slot>>>) {
        if let (Some(explainer), Some(outer)) = (&mut self.explainer, outer) {
            explainer.deciding = outer;
        }
    }

    /// Keeps what the document of a group depends on.
    pub(super) fn note_document(&mut self, group: GroupId, mark: Mark) {
        if let Some(explainer) = &mut self.explainer {
            let reads = explainer.reads.get(mark.reads..).unwrap_or_default().to_vec();
            explainer.documents.insert(group, reads);
        }
    }

    /// Notes again what the document of a group depends on.
    pub(super) fn note_known_document(&mut self, group: GroupId) {
        if let Some(explainer) = &mut self.explainer {
            for read in explainer.documents.get(&group).cloned().unwrap_or_default() {
                explainer.note(read);
            }
        }
    }

    /// Keeps what an element of the set that is asked for depends on.
    pub(super) fn note_element(&mut self, element: &Value, reads: Vec<Read>) {
        if let Some(explainer) = &mut self.explainer {
            explainer.elements.push((element.clone(), reads));
        }
    }
}
