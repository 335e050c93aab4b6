//! Documents and functions that rules make.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::error::ErrorCode;
use super::explain::{Explained, Explainer, Members, Read, Reason};
use super::machine::{Flow, Machine, Result};
use super::notes::Mark;
use super::observe::Op;
use crate::compile::Ready;
use crate::compile::program::{Clause, ClauseHead, Group, GroupId, GroupKind};
use crate::value::Value;

/// An object on its way.
enum Building {
    Value(Value),
    Set(Vec<Value>),
    Object(BTreeMap<Value, Building>),
}

impl Building {
    fn finish(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Set(items) => Value::set(items),
            Self::Object(entries) => {
                Value::object(entries.into_iter().map(|(key, value)| (key, value.finish())).collect())
            }
        }
    }
}

impl Building {
    /// Takes from `other` what is missing.
    fn fill(&mut self, other: Self) {
        if let (Self::Object(entries), Self::Object(others)) = (self, other) {
            for (key, other) in others {
                match entries.entry(key) {
                    Entry::Occupied(mut slot) => slot.get_mut().fill(other),
                    Entry::Vacant(slot) => {
                        slot.insert(other);
                    }
                }
            }
        }
    }
}

impl<'p> Machine<'p> {
    /// The document of a group that is no function.
    pub(super) fn document(&mut self, id: GroupId) -> Result<Option<Value>> {
        let code = self.code;
        let group = &code.groups[id as usize];
        if let Some(known) = self.scope.documents.get(&id) {
            let known = known.clone();
            self.note_known_document(id);
            return Ok(known);
        }
        if self.is_masked(group.node) {
            return Ok(self.base_document(group.node).cloned());
        }
        let constant =
            !group.reads_input && !group.reads_data && self.scope.masked.is_empty() && self.scope.functions.is_empty();
        let mark = self.mark();
        if constant && let Some(known) = self.constants.get(&id) {
            return Ok(known.clone());
        }
        let document = match group.kind {
            GroupKind::Complete => self.complete(group, &[])?,
            GroupKind::Set => Some(self.set(group)?),
            GroupKind::Object => Some(self.object(group)?),
            GroupKind::Function(_) => None,
        };
        if matches!(group.kind, GroupKind::Complete) {
            self.note_document(id, mark);
        }
        if constant {
            self.constants.insert(id, document.clone());
        } else {
            self.scope.documents.insert(id, document.clone());
        }
        Ok(document)
    }

    /// What a function gives for `arguments`.
    pub(super) fn function(&mut self, id: GroupId, arguments: Vec<Value>) -> Result<Option<Value>> {
        let code = self.code;
        let group = &code.groups[id as usize];
        if self.is_masked(group.node) {
            return Ok(None);
        }
        if self.explainer.is_none()
            && let Some(known) = self.scope.calls.get(id, &arguments)
        {
            return Ok(known.clone());
        }
        let value = self.complete(group, &arguments)?;
        self.make(64)?;
        self.scope.calls.put(id, arguments, value.clone());
        Ok(value)
    }

    /// The value of a complete rule or function.
    fn complete(&mut self, group: &'p Group, arguments: &[Value]) -> Result<Option<Value>> {
        let mut value = None;
        let mark = self.keep_notes(false);
        let mut way = None;
        for clause in &group.clauses {
            let enough = self.clause_value(group, clause, arguments, &mut value, &mut way)?;
            if enough == Flow::Enough {
                break;
            }
        }
        if value.is_none()
            && let Some(default) = group.defaults.first()
        {
            self.clause_value(group, default, arguments, &mut value, &mut None)?;
        }
        self.settle_notes(mark, way);
        Ok(value)
    }

    /// The value of a clause, or of the first part of its `else` chain that has one. It must be the same as `known`.
    /// `way` takes what the first value was found with.
    fn clause_value(
        &mut self,
        group: &'p Group,
        clause: &'p Clause,
        arguments: &[Value],
        known: &mut Option<Value>,
        way: &mut Option<Vec<Read>>,
    ) -> Result<Flow> {
        let mark = self.mark();
        let mut next = Some(clause);
        while let Some(part) = next {
            let first = std::ptr::eq(part, clause);
            let clause = part;
            let mut answered = false;
            let flow = self.clause(group, clause, arguments, &mut |machine| {
                answered = true;
                let ClauseHead::Value(operand) = &clause.head else { return Ok(Flow::Enough) };
                let value = machine.operand(operand)?;
                match known {
                    Some(known) if *known != value => {
                        machine.place = clause.place;
                        let what = if matches!(group.kind, GroupKind::Function(_)) {
                            "functions must not produce multiple outputs for same inputs"
                        } else {
                            "complete rules must not produce multiple outputs"
                        };
                        return Err(machine.error(ErrorCode::Conflict, what));
                    }
                    Some(_) => {}
                    None => {
                        *known = Some(value);
                        // Behind an `else`, all that was read in vain is why.
                        *way = first.then(|| machine.notes_since(mark));
                    }
                }
                Ok(if group.only_value.is_some() { Flow::Enough } else { Flow::On })
            })?;
            if answered {
                return Ok(flow);
            }
            next = clause.otherwise.as_deref();
        }
        Ok(Flow::On)
    }

    /// Calls `then` for each answer to the body of a clause.
    fn clause(
        &mut self,
        group: &'p Group,
        clause: &'p Clause,
        arguments: &[Value],
        then: &mut dyn FnMut(&mut Machine<'p>) -> Result<Flow>,
    ) -> Result<Flow> {
        self.in_frame(clause.slots, |machine| {
            for (pattern, argument) in clause.arguments.iter().zip(arguments) {
                if !machine.matches(pattern, argument)? {
                    return Ok(Flow::On);
                }
            }
            let deciding = machine.enter_clause(clause);
            let flow = machine.observed(group, clause, then);
            machine.leave_clause(deciding);
            flow
        })
    }

    /// Solves the body of a clause in its frame, noting where it is entered and left.
    fn observed(
        &mut self,
        group: &'p Group,
        clause: &'p Clause,
        then: &mut dyn FnMut(&mut Machine<'p>) -> Result<Flow>,
    ) -> Result<Flow> {
        if self.observer.is_none() {
            return self.solve(&clause.body.0, then);
        }
        let outer = self.observe_level(Some(&clause.names));
        self.observe_rule(Op::Enter, group, clause);
        let flow = self.solve(&clause.body.0, &mut |machine| {
            machine.observe_rule(Op::Exit, group, clause);
            let flow = then(machine)?;
            if flow == Flow::On {
                machine.observe_rule(Op::Redo, group, clause);
            }
            Ok(flow)
        });
        self.observe_back(outer);
        flow
    }

    /// The document of a group, with what it depends on.
    pub(super) fn explained(&mut self, id: GroupId) -> Result<Explained> {
        self.explainer = Some(Explainer::new(self.scope.input.as_ref()));
        let code = self.code;
        let group = &code.groups[id as usize];
        let mark = self.mark();
        let value = match group.kind {
            GroupKind::Set => {
                let mut items = Vec::new();
                for clause in &group.clauses {
                    self.elements(group, clause, &mut items, &mut |machine, element, mark| {
                        let reads = machine.notes_since(mark);
                        machine.note_element(element, reads);
                    })?;
                }
                Some(Value::set(items))
            }
            _ => {
                let value = self.document(id)?;
                if let Some(value) = &value {
                    let reads = self.notes_since(mark);
                    self.note_element(value, reads);
                }
                value
            }
        };
        value.iter().try_for_each(|value| self.hand_out(value))?;
        Ok(Explained { value, reasons: self.told() })
    }

    /// The first value of the first answer to a query, with what it depends on.
    pub(super) fn explained_query(&mut self, query: &'p Ready) -> Result<Explained> {
        self.explainer = Some(Explainer::new(self.scope.input.as_ref()));
        let first = self.query(query)?.into_iter().next();
        Ok(Explained { value: first.and_then(|answer| answer.values.into_iter().next()), reasons: self.told() })
    }

    /// What the elements noted depend on; nothing is noted any more.
    fn told(&mut self) -> Vec<(Value, Vec<Reason>)> {
        let explainer = self.explainer.take().unwrap_or_default();
        let mut reasons: Vec<(Value, Vec<Reason>)> =
            explainer.elements.iter().map(|(element, reads)| (element.clone(), explainer.reasons(reads))).collect();
        reasons.sort();
        reasons.dedup();
        reasons
    }

    /// The elements that a clause gives. `note` learns of each, and where the notes stood when the clause began.
    fn elements(
        &mut self,
        group: &'p Group,
        clause: &'p Clause,
        items: &mut Vec<Value>,
        note: &mut dyn FnMut(&mut Self, &Value, Mark),
    ) -> Result<()> {
        let mark = self.mark();
        self.clause(group, clause, &[], &mut |machine| {
            if let ClauseHead::Element(operand) = &clause.head {
                let element = machine.operand(operand)?;
                note(machine, &element, mark);
                items.push(element);
                machine.make(32)?;
            }
            Ok(Flow::On)
        })?;
        self.forget(mark);
        Ok(())
    }

    fn set(&mut self, group: &'p Group) -> Result<Value> {
        let mut items = Vec::new();
        let mut members = Members::new();
        let mark = self.keep_notes(false);
        for clause in &group.clauses {
            self.elements(group, clause, &mut items, &mut |machine, element, mark| {
                if machine.explainer.is_some() {
                    members.push((element.clone(), machine.notes_since(mark)));
                }
            })?;
        }
        let set = Value::set(items);
        self.note_made(&set, members, mark);
        Ok(set)
    }

    fn object(&mut self, group: &'p Group) -> Result<Value> {
        let mut root = Building::Object(BTreeMap::new());
        let mut members = Members::new();
        let mark = self.keep_notes(false);
        for clause in &group.clauses {
            self.entries(group, clause, &mut root, &mut members)?;
        }
        for default in &group.defaults {
            let mut alone = Building::Object(BTreeMap::new());
            self.entries(group, default, &mut alone, &mut members)?;
            root.fill(alone);
        }
        let object = root.finish();
        self.note_made(&object, members, mark);
        Ok(object)
    }

    /// The entries of a clause, or of the first part of its `else` chain that has some.
    fn entries(
        &mut self,
        group: &'p Group,
        clause: &'p Clause,
        root: &mut Building,
        members: &mut Members,
    ) -> Result<()> {
        let mark = self.mark();
        let mut next = Some(clause);
        while let Some(clause) = next {
            let mut answered = false;
            self.clause(group, clause, &[], &mut |machine| {
                answered = true;
                let (path, operand, is_element) = match &clause.head {
                    ClauseHead::Entry(path, operand) => (path, operand, false),
                    ClauseHead::EntryElement(path, operand) => (path, operand, true),
                    _ => return Ok(Flow::Enough),
                };
                let path: Result<Vec<Value>> = path.iter().map(|step| machine.operand(step)).collect();
                let value = machine.operand(operand)?;
                machine.make(64)?;
                machine.place = clause.place;
                let path = path?;
                if machine.explainer.is_some() {
                    members.extend(path.first().map(|key| (key.clone(), machine.notes_since(mark))));
                }
                machine.put_entry(root, &path, value, is_element)?;
                Ok(Flow::On)
            })?;
            if answered {
                break;
            }
            next = clause.otherwise.as_deref();
        }
        Ok(())
    }

    fn put_entry(&self, building: &mut Building, path: &[Value], value: Value, is_element: bool) -> Result<()> {
        let conflict = || self.error(ErrorCode::Conflict, "object keys must be unique");
        let Building::Object(entries) = building else { return Err(conflict()) };
        let Some((key, rest)) = path.split_first() else { return Err(conflict()) };
        let fresh = || match (rest.is_empty(), is_element) {
            (true, true) => Building::Set(Vec::new()),
            (true, false) => Building::Value(value.clone()),
            (false, _) => Building::Object(BTreeMap::new()),
        };
        let slot = match entries.entry(key.clone()) {
            Entry::Occupied(slot) => slot.into_mut(),
            Entry::Vacant(slot) => slot.insert(fresh()),
        };
        if !rest.is_empty() {
            return self.put_entry(slot, rest, value, is_element);
        }
        match slot {
            Building::Set(items) if is_element => {
                items.push(value);
                Ok(())
            }
            Building::Value(known) if !is_element && *known == value => Ok(()),
            _ => Err(conflict()),
        }
    }
}
