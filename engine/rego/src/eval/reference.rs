//! References: fixed ones looked up, others enumerated; through base documents and those that rules make.

use std::collections::BTreeSet;

use super::machine::{Flow, Machine, Result, Then};
use crate::compile::program::{Base, GroupKind, NodeId, Pattern, Reference, Step, Target};
use crate::value::Value;

/// What to do with each document that a reference stands for.
type Each<'t, 'p> = &'t mut dyn FnMut(&mut Machine<'p>, &Value) -> Result<Flow>;

impl<'p> Machine<'p> {
    /// The document of a reference without variables; none where it has some. `Some(None)` is undefined.
    pub(super) fn fixed(&mut self, reference: &'p Reference) -> Result<Option<Option<Value>>> {
        // To explain an answer, each step has to be seen.
        if self.explainer.is_some() || !reference.path.iter().all(|step| matches!(step, Pattern::Equal(_))) {
            return Ok(None);
        }
        let held;
        let base = match &reference.base {
            Base::Input => match &self.scope.input {
                Some(input) => input,
                None => return Ok(Some(None)),
            },
            Base::Local(slot) => self.local(*slot),
            Base::Operand(operand) => {
                held = self.operand(operand)?;
                &held
            }
            Base::Group(group) => match self.document(*group)? {
                Some(document) => {
                    held = document;
                    &held
                }
                None => return Ok(Some(None)),
            },
            Base::Data(node, prefix) => {
                let mut found = None;
                self.descend(*node, prefix, &reference.path, &mut |_, value| {
                    found = Some(value.clone());
                    Ok(Flow::Enough)
                })?;
                return Ok(Some(found));
            }
        };
        let mut value = base;
        for (at, step) in reference.path.iter().enumerate() {
            let Pattern::Equal(operand) = step else { return Ok(None) };
            let Some(key) = self.peek(operand) else {
                let value = value.clone();
                return self.fixed_rest(value, &reference.path[at..]).map(Some);
            };
            match value.get(key) {
                Some(below) => value = below,
                None => return Ok(Some(None)),
            }
        }
        Ok(Some(Some(value.clone())))
    }

    /// Goes on where a key has to be computed.
    fn fixed_rest(&mut self, mut value: Value, path: &'p [Pattern]) -> Result<Option<Value>> {
        for step in path {
            let Pattern::Equal(operand) = step else { return Ok(None) };
            let key = self.operand(operand)?;
            match value.get(&key) {
                Some(below) => value = below.clone(),
                None => return Ok(None),
            }
        }
        Ok(Some(value))
    }

    /// Calls `each` for each document that a reference stands for.
    pub(super) fn enumerate(&mut self, reference: &'p Reference, each: Each<'_, 'p>) -> Result<Flow> {
        let base = match &reference.base {
            Base::Input => self.scope.input.clone(),
            Base::Local(slot) => Some(self.local(*slot).clone()),
            Base::Operand(operand) => Some(self.operand(operand)?),
            Base::Group(group) => self.document(*group)?,
            Base::Data(node, prefix) => {
                self.begin_reference();
                return self.descend(*node, prefix, &reference.path, each);
            }
        };
        match base {
            Some(base) => {
                self.begin_reference();
                if reference.path.is_empty() && matches!(reference.base, Base::Group(_)) {
                    self.note_whole(&base);
                }
                self.below(&base, &reference.path, each)
            }
            None => Ok(Flow::On),
        }
    }

    /// Calls `each` for what stands at `path` below `value`.
    fn below(&mut self, value: &Value, path: &'p [Pattern], each: Each<'_, 'p>) -> Result<Flow> {
        let Some((step, rest)) = path.split_first() else { return each(self, value) };
        if let Pattern::Equal(operand) = step {
            let below = match self.peek(operand) {
                Some(key) if self.explainer.is_none() => value.get(key),
                _ => {
                    let key = self.operand(operand)?;
                    let below = value.get(&key);
                    match below {
                        Some(_) => self.note_step(value, &key, false),
                        None => self.note_absent(value, &key, rest),
                    }
                    below
                }
            };
            return match below {
                Some(below) => self.below(below, rest, each),
                None => Ok(Flow::On),
            };
        }
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let key = Value::from(at);
                    if self.key(step, &key)? && self.step(value, &key, item, rest, each)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
            }
            Value::Object(object) => {
                for (key, item) in object.iter() {
                    if self.key(step, key)? && self.step(value, key, item, rest, each)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
            }
            Value::Set(set) => {
                for item in set.iter() {
                    if self.key(step, item)? && self.step(value, item, item, rest, each)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
            }
            _ => {}
        }
        Ok(Flow::On)
    }

    /// Goes from `value` to `item` under `key`, and on.
    fn step(
        &mut self,
        value: &Value,
        key: &Value,
        item: &Value,
        rest: &'p [Pattern],
        each: Each<'_, 'p>,
    ) -> Result<Flow> {
        self.note_step(value, key, true);
        self.below(item, rest, each)
    }

    /// Does a key match the step of a path?
    fn key(&mut self, step: &'p Pattern, key: &Value) -> Result<bool> {
        self.tick()?;
        self.matches(step, key)
    }

    /// Enters `data` at a constant path.
    fn descend(
        &mut self,
        node: Option<NodeId>,
        prefix: &'p [Value],
        path: &'p [Pattern],
        each: Each<'_, 'p>,
    ) -> Result<Flow> {
        let base = prefix.iter().try_fold(&self.scope.data, base_get).cloned();
        let node = node.filter(|node| !self.is_masked(*node));
        self.document_below(node, base, path, each)
    }

    /// Calls `each` for what stands at `path` below a node and the base document there.
    fn document_below(
        &mut self,
        node: Option<NodeId>,
        base: Option<Value>,
        path: &'p [Pattern],
        each: Each<'_, 'p>,
    ) -> Result<Flow> {
        let Some(id) = node else {
            return match base {
                Some(base) => self.base_below(base, path, each),
                None => Ok(Flow::On),
            };
        };
        let code = self.code;
        let node = &code.nodes[id as usize];
        let (Some((step, rest)), None) = (path.split_first(), node.group) else {
            return match self.extent(id, base.as_ref())? {
                Some(value) => {
                    self.begin_reference();
                    if path.is_empty() {
                        self.note_whole(&value);
                    }
                    self.below(&value, path, each)
                }
                None => Ok(Flow::On),
            };
        };
        if let Pattern::Equal(operand) = step {
            let key = self.operand(operand)?;
            let child = node.children.get(&key).copied().filter(|child| !self.scope.masked.contains(child));
            let base = base.as_ref().and_then(|base| base_get(base, &key)).cloned();
            return self.document_below(child, base, rest, each);
        }
        let mut keys: BTreeSet<&Value> = node.children.keys().collect();
        let object = base.as_ref().and_then(Value::as_object);
        keys.extend(object.into_iter().flat_map(|object| object.keys()));
        for key in keys {
            if !self.key(step, key)? {
                continue;
            }
            let child = node.children.get(key).copied().filter(|child| !self.scope.masked.contains(child));
            let below = base.as_ref().and_then(|base| base.get(key)).cloned();
            if self.document_below(child, below, rest, each)? == Flow::Enough {
                return Ok(Flow::Enough);
            }
        }
        Ok(Flow::On)
    }

    /// What stands at `path` below a base document.
    fn base_below(&mut self, mut base: Value, mut path: &'p [Pattern], each: Each<'_, 'p>) -> Result<Flow> {
        while let Some((Pattern::Equal(operand), rest)) = path.split_first() {
            let key = self.operand(operand)?;
            match base_get(&base, &key) {
                Some(below) => base = below.clone(),
                None => return Ok(Flow::On),
            }
            path = rest;
        }
        self.below(&base, path, each)
    }

    /// The whole document at a node: the base document over what its rules make and what those below make.
    fn extent(&mut self, id: NodeId, base: Option<&Value>) -> Result<Option<Value>> {
        if self.scope.masked.contains(&id) {
            return Ok(base.cloned());
        }
        let code = self.code;
        let node = &code.nodes[id as usize];
        let own = match node.group {
            Some(group) => match code.groups[group as usize].kind {
                GroupKind::Function(_) => return Ok(None),
                GroupKind::Object => self.document(group)?,
                GroupKind::Complete | GroupKind::Set => return self.document(group),
            },
            None => None,
        };
        if node.children.is_empty() && base.is_none() && own.is_some() {
            return Ok(own);
        }
        let object = base.and_then(Value::as_object);
        let mut entries: Vec<(Value, Value)> = object.into_iter().flat_map(|object| object.iter().cloned()).collect();
        let mut children: Vec<_> = node.children.iter().collect();
        children.sort();
        for (key, child) in children {
            let below = object.and_then(|object| object.get(key));
            if let Some(value) = self.deeper(|machine| machine.extent(*child, below))? {
                let value = match below {
                    Some(below) => merged(value, below),
                    None => value,
                };
                entries.push((key.clone(), value));
            }
        }
        let document = Value::object(entries);
        Ok(Some(match own {
            Some(own) => merged(document, &own),
            None => document,
        }))
    }

    /// Calls `then` for all documents below `value`, itself included, with their paths.
    pub(super) fn walk(
        &mut self,
        value: &Value,
        target: &'p Target,
        rest: &'p [Step],
        then: Then<'_, 'p>,
    ) -> Result<Flow> {
        // Where nobody asks for the paths, none are made.
        let pathless = match target {
            Target::Match(Pattern::Array(pair)) => matches!(&pair[..], [Pattern::Any, _]),
            _ => false,
        };
        let mut path = Vec::new();
        self.begin_reference();
        self.walk_below(value, None, &mut path, pathless, &mut |machine: &mut Self, pair| {
            machine.note_read(pair, target);
            if machine.hits(target, pair)? { machine.solve(rest, then) } else { Ok(Flow::On) }
        })
    }

    fn walk_below(
        &mut self,
        value: &Value,
        above: Option<&Value>,
        path: &mut Vec<Value>,
        pathless: bool,
        each: Each<'_, 'p>,
    ) -> Result<Flow> {
        self.make(if pathless { 48 } else { 72 + 24 * path.len() })?;
        let mark = self.mark();
        if let (Some(last), Some(above)) = (path.last(), above) {
            self.note_step(above, last, true);
        }
        let here = Value::array(if pathless { Vec::new() } else { path.clone() });
        let flow = each(self, &Value::array(vec![here, value.clone()]))?;
        self.forget(mark);
        if flow == Flow::Enough {
            return Ok(Flow::Enough);
        }
        let mut go = |machine: &mut Self, key: Value, item: &Value| {
            path.push(key);
            let flow = machine.deeper(|machine| machine.walk_below(item, Some(value), path, pathless, each));
            path.pop();
            flow
        };
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    if go(self, Value::from(at), item)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
            }
            Value::Object(object) => {
                for (key, item) in object.iter() {
                    if go(self, key.clone(), item)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
            }
            Value::Set(set) => {
                for item in set.iter() {
                    if go(self, item.clone(), item)? == Flow::Enough {
                        return Ok(Flow::Enough);
                    }
                }
            }
            _ => {}
        }
        Ok(Flow::On)
    }
}

/// What stands under a key of a base document: its keys are strings, whatever the reference says.
fn base_get<'v>(base: &'v Value, key: &Value) -> Option<&'v Value> {
    match (base, key) {
        (Value::Object(object), Value::Number(number)) => object.get(key).or_else(|| object.field(&number.to_string())),
        _ => base.get(key),
    }
}

/// `own` over `document`, object by object.
fn merged(document: Value, own: &Value) -> Value {
    let (Some(below), Some(above)) = (document.as_object(), own.as_object()) else { return own.clone() };
    let mut entries: Vec<(Value, Value)> = below.iter().cloned().collect();
    for (key, value) in above {
        let value = match below.get(key) {
            Some(other) => merged(other.clone(), value),
            None => value.clone(),
        };
        entries.push((key.clone(), value));
    }
    Value::object(entries)
}
