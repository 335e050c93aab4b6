//! One template being executed: its nodes, variables and conditions.

use std::rc::Rc;
use std::sync::Arc;

use super::operand::Operand;
use super::{Engine, Set, Template};
use crate::template::{Branch, NodeId, NodeKind, Tree, quote};
use crate::trace::{Calls, Keys, Origin, Piece};
use crate::value::{Int, Kind, ListType, MapType, Methods, TextBuilder, Value, print};
use crate::{Error, ErrorKind, Result};

/// A template being executed.
pub(super) struct Frame<'e, 't> {
    pub(super) engine: &'t Engine<'e>,
    /// The templates that it can call.
    pub(super) set: &'t Rc<Set>,
    pub(super) template: &'t Template,
    pub(super) tree: &'t Tree,
    /// The node that messages name.
    pub(super) at: NodeId,
    pub(super) variables: Vec<(Arc<str>, Operand)>,
    /// The calls that led here.
    pub(super) calls: Calls,
    /// What the innermost condition decided by.
    pub(super) condition: Keys,
    /// What all conditions so far decided by.
    pub(super) decided: Keys,
}

/// What comes after a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

/// Bytes for the origin of what a node writes.
const PIECE: u64 = size_of::<Piece>() as u64;

/// Messages longer than this are not made longer: a text given to `tpl` is quoted in them, each time anew.
const MAX_MESSAGE: usize = 64 << 10;

impl<'t> Frame<'_, 't> {
    /// An error of this template, at the node being executed.
    pub(super) fn fail(&self, message: impl Into<String>) -> Error {
        self.place(Error::new(message), "")
    }

    /// An error from below, as this template reports it.
    pub(super) fn place(&self, mut error: Error, prefix: &str) -> Error {
        if error.span.is_none() {
            error.span = self.template.site(self.at);
            error.calls = self.engine.traces.calls(self.calls);
            if error.kind == ErrorKind::Execution {
                error.message.insert_str(0, if error.helm.is_none() { prefix } else { "" });
            }
        }
        match error.kind {
            ErrorKind::Limit => {}
            ErrorKind::Refused => error.helm = Some(self.tree.location(self.at)),
            ErrorKind::Execution | ErrorKind::Argument => {
                let below = error.helm.take().map(|below| format!("{prefix}{below}"));
                let below = below.as_ref().unwrap_or(&error.message);
                error.helm = Some(if below.len() > MAX_MESSAGE { below.clone() } else { self.report(below) });
            }
        }
        error
    }

    fn report(&self, message: &str) -> String {
        let (location, name) = (self.tree.location(self.at), quote(&self.tree.name));
        format!("template: {location}: executing {name} at <{}>: {message}", self.tree.written(self.at))
    }

    /// Executes a node.
    pub(super) fn walk(&mut self, dot: &Operand, id: NodeId, out: &mut TextBuilder) -> Result<Flow> {
        self.engine.enter().map_err(|error| self.place(error, ""))?;
        self.at = id;
        match &self.tree.node(id).kind {
            NodeKind::List(nodes) => {
                for &node in nodes {
                    let flow = self.walk(dot, node, out)?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
            }
            NodeKind::Text => self.text(id, out)?,
            &NodeKind::Action(pipe) => {
                let value = self.pipeline(dot, pipe)?.value;
                let declares =
                    matches!(&self.tree.node(pipe).kind, NodeKind::Pipe { variables, .. } if !variables.is_empty());
                if !declares {
                    self.at = id;
                    self.print(id, &value, out)?;
                }
            }
            NodeKind::If(branch) => return self.walk_if(dot, branch, false, out),
            NodeKind::With(branch) => return self.walk_if(dot, branch, true, out),
            NodeKind::Range(branch) => return self.walk_range(dot, branch, out),
            NodeKind::Template { name, pipe } => self.walk_template(dot, id, name, *pipe, out)?,
            NodeKind::Break => return Ok(Flow::Break),
            NodeKind::Continue => return Ok(Flow::Continue),
            _ => {}
        }
        Ok(Flow::Next)
    }

    fn text(&self, id: NodeId, out: &mut TextBuilder) -> Result<()> {
        let node = self.tree.node(id);
        let budget = self.engine.budget;
        budget.take_bytes(PIECE + u64::from(node.end - node.start)).map_err(|error| self.place(error, ""))?;
        let origin = Origin {
            span: Some(self.tree.span(id)),
            verbatim: true,
            calls: self.calls,
            keys: Keys::NONE,
            condition: self.condition,
        };
        let Some(given) = &self.template.given else {
            out.push(self.tree.slice(node), origin);
            return Ok(());
        };
        let mut stretch = TextBuilder::new();
        stretch.push_range(&given.text, node.start as usize..node.end as usize, given.keys);
        let (text, pieces) = stretch.into_parts();
        let mut start = 0;
        for piece in pieces {
            let end = piece.end as usize;
            let condition = self.condition;
            let keys = self.engine.traces.union(piece.origin.keys, given.keys);
            out.push(text.get(start..end).unwrap_or_default(), Origin { keys, condition, ..piece.origin });
            start = end;
        }
        Ok(())
    }

    /// Prints a value: what has no place yet comes from this action.
    fn print(&self, id: NodeId, value: &Value, out: &mut TextBuilder) -> Result<()> {
        let engine = self.engine;
        let mut printed = TextBuilder::new();
        engine.budget.take_bytes(PIECE).map_err(|error| self.place(error, ""))?;
        print(&mut printed, value, engine.budget).map_err(|error| self.place(error, ""))?;
        let (text, pieces) = printed.into_parts();
        let given = self.template.given.as_ref().map_or(Keys::NONE, |given| given.keys);
        let span = self.template.span(id);
        let calls = if span.is_some() { self.calls } else { Calls::NONE };
        let mut start = 0;
        for piece in pieces {
            let end = piece.end as usize;
            let mut origin = piece.origin;
            if origin.condition == Keys::NONE {
                origin.condition = self.condition;
            }
            if origin.span.is_none() {
                origin = Origin { span, calls, keys: engine.traces.union(origin.keys, given), ..origin };
            }
            out.push(text.get(start..end).unwrap_or_default(), origin);
            start = end;
        }
        Ok(())
    }

    /// `if` and `with`, and their `else if`s one after another.
    fn walk_if(&mut self, dot: &Operand, branch: &'t Branch, with: bool, out: &mut TextBuilder) -> Result<Flow> {
        let (mark, around) = (self.variables.len(), self.condition);
        let mut branch = branch;
        let mut keys = Keys::NONE;
        let flow = loop {
            let value = self.pipeline(dot, branch.pipe)?;
            keys = self.engine.traces.union(keys, value.value.keys);
            self.decide(keys);
            if value.value.is_true() {
                break self.walk(if with { &value } else { dot }, branch.list, out)?;
            }
            let Some(otherwise) = branch.otherwise else { break Flow::Next };
            match self.only_branch(otherwise, with) {
                Some((node, next)) => {
                    self.at = node;
                    branch = next;
                }
                None => break self.walk(dot, otherwise, out)?,
            }
        };
        self.variables.truncate(mark);
        self.condition = around;
        Ok(flow)
    }

    fn decide(&mut self, keys: Keys) {
        self.condition = keys;
        if let Some(unknown) = self.engine.traces.unknown(keys) {
            self.engine.torn.borrow_mut().get_or_insert(unknown.path);
        }
        self.decided = self.engine.traces.union(self.decided, keys);
    }

    /// The branch of the same kind that is all there is in a list.
    fn only_branch(&self, list: NodeId, with: bool) -> Option<(NodeId, &'t Branch)> {
        let NodeKind::List(nodes) = &self.tree.node(list).kind else { return None };
        let &[node] = nodes.as_slice() else { return None };
        match &self.tree.node(node).kind {
            NodeKind::If(branch) if !with => Some((node, branch)),
            NodeKind::With(branch) if with => Some((node, branch)),
            _ => None,
        }
    }

    fn walk_range(&mut self, dot: &Operand, branch: &'t Branch, out: &mut TextBuilder) -> Result<Flow> {
        let (mark, around) = (self.variables.len(), self.condition);
        let value = self.pipeline(dot, branch.pipe)?.value;
        self.decide(value.keys);
        let went = self.iterate(&value, branch, out)?;
        let flow = match branch.otherwise {
            Some(otherwise) if !went => self.walk(dot, otherwise, out)?,
            _ => Flow::Next,
        };
        self.variables.truncate(mark);
        self.condition = around;
        Ok(flow)
    }

    /// Goes through a value's elements. False when there are none.
    fn iterate(&mut self, value: &Value, branch: &'t Branch, out: &mut TextBuilder) -> Result<bool> {
        let keys = value.keys;
        let index = |at: usize| Value::int(i64::try_from(at).unwrap_or(i64::MAX)).with_keys(keys);
        match &value.kind {
            Kind::Nil => return Ok(false),
            &Kind::Int(count, of) => return self.count(count, of, keys, branch, out),
            Kind::List(list) => {
                let boxed = matches!(list.of, ListType::Any | ListType::Nil);
                for (at, item) in list.items.iter().enumerate() {
                    let element = Operand { value: item.clone(), boxed };
                    if !self.iteration(branch, index(at), element, out)? {
                        break;
                    }
                }
                return Ok(!list.items.is_empty());
            }
            Kind::Bytes(bytes) => {
                for (at, &byte) in bytes.iter().enumerate() {
                    let element = Value::new(Kind::Int(i64::from(byte), Int::Uint8)).with_keys(keys);
                    if !self.iteration(branch, index(at), Operand::plain(element), out)? {
                        break;
                    }
                }
                return Ok(!bytes.is_empty());
            }
            _ => {}
        }
        let boxed = matches!(&value.kind, Kind::Map(map) if map.of != MapType::Strings);
        let Some(members) = self.members(value)? else {
            let mut shown = TextBuilder::new();
            print(&mut shown, value, self.engine.budget).map_err(|error| self.place(error, ""))?;
            return Err(self.fail(format!("range can't iterate over {}", shown.as_str())));
        };
        let any = !members.is_empty();
        for (key, value) in members {
            if !self.iteration(branch, key, Operand { value, boxed }, out)? {
                break;
            }
        }
        Ok(any)
    }

    /// The members of a map or of what acts as one, as they are before the first is gone through.
    fn members(&self, value: &Value) -> Result<Option<Vec<(Value, Value)>>> {
        let keys = value.keys;
        let members: Vec<(Value, Value)> = match &value.kind {
            Kind::Map(map) => {
                let entries = map.entries.borrow();
                let steps = self.engine.budget.take_steps(entries.len() as u64);
                steps.map_err(|error| self.place(error, ""))?;
                let of_key = |value: &Value| if value.keys == Keys::NONE { keys } else { value.keys };
                entries
                    .iter()
                    .map(|(key, value)| (Value::from(&**key).with_keys(of_key(value)), value.clone()))
                    .collect()
            }
            Kind::Struct(of) => match &of.methods {
                Methods::Files(files) => files
                    .iter()
                    .map(|(path, bytes)| (Value::from(&**path), Value::new(Kind::Bytes(bytes.clone()))))
                    .collect(),
                Methods::ApiVersions(versions) => {
                    (0..).map(Value::int).zip(versions.iter().map(|version| Value::from(&**version))).collect()
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(members))
    }

    /// Goes from 0 to below `count`.
    fn count(&mut self, count: i64, of: Int, keys: Keys, branch: &'t Branch, out: &mut TextBuilder) -> Result<bool> {
        if let NodeKind::Pipe { variables, .. } = &self.tree.node(branch.pipe).kind
            && variables.len() > 1
        {
            return Err(self.fail(format!("can't use {count} to iterate over more than one variable")));
        }
        for at in 0..count {
            let element = Value::new(Kind::Int(at, of)).with_keys(keys);
            if !self.iteration(branch, Value::nil(), Operand::plain(element), out)? {
                break;
            }
        }
        Ok(count > 0)
    }

    /// Executes a range's list for an element. False after a `break`.
    fn iteration(&mut self, branch: &'t Branch, index: Value, element: Operand, out: &mut TextBuilder) -> Result<bool> {
        let condition = self.condition;
        let mark = self.variables.len();
        if let NodeKind::Pipe { assign, variables, .. } = &self.tree.node(branch.pipe).kind {
            let index = Operand::plain(index);
            match (assign, variables.as_slice()) {
                (_, []) => {}
                (true, &[variable]) => self.assign(variable, element.clone())?,
                (true, &[first, second, ..]) => {
                    self.assign(first, index)?;
                    self.assign(second, element.clone())?;
                }
                (false, variables) => {
                    if let Some(slot) = self.variables.last_mut() {
                        slot.1 = element.clone();
                    }
                    if variables.len() > 1
                        && let Some(slot) = mark.checked_sub(2).and_then(|at| self.variables.get_mut(at))
                    {
                        slot.1 = index;
                    }
                }
            }
        }
        let flow = self.walk(&element, branch.list, out)?;
        self.variables.truncate(mark);
        self.condition = condition;
        Ok(flow != Flow::Break)
    }

    fn walk_template(
        &mut self,
        dot: &Operand,
        id: NodeId,
        name: &Arc<str>,
        pipe: Option<NodeId>,
        out: &mut TextBuilder,
    ) -> Result<()> {
        let Some(template) = self.set.get(name) else {
            return Err(self.fail(format!("template {} not defined", quote(name))));
        };
        let dot = match pipe {
            Some(pipe) => self.pipeline(dot, pipe)?,
            None => Operand::nothing(Keys::NONE),
        };
        let calls = self.call_at(id);
        let decided = self.engine.run(self.set, template, dot, (calls, self.condition), out);
        // Only a limit met before the template began has not been placed there.
        let decided = decided.map_err(|error| match (error.span, &error.helm) {
            (None, None) => self.place(error, ""),
            _ => error,
        })?;
        self.decided = self.engine.traces.union(self.decided, decided);
        Ok(())
    }

    /// The calls inside of a call at a node; a text given to `tpl` is part of the call that gave it.
    pub(super) fn call_at(&self, id: NodeId) -> Calls {
        match self.template.span(id) {
            Some(span) => self.engine.traces.call(self.calls, span),
            None => self.calls,
        }
    }

    /// Sets the innermost variable of a name.
    pub(super) fn assign(&mut self, variable: NodeId, value: Operand) -> Result<()> {
        let NodeKind::Variable(names) = &self.tree.node(variable).kind else { return Ok(()) };
        let Some(name) = names.first() else { return Ok(()) };
        match self.find(name)? {
            Some(at) => {
                self.variables[at].1 = value;
                Ok(())
            }
            None => Err(self.fail(format!("undefined variable: {name}"))),
        }
    }

    /// Where the innermost variable of a name is.
    pub(super) fn find(&self, name: &str) -> Result<Option<usize>> {
        let found = self.variables.iter().rposition(|(known, _)| &**known == name);
        let passed = self.variables.len() - found.unwrap_or(0);
        if passed > 64 {
            self.engine.budget.take_steps(passed as u64 / 16).map_err(|error| self.place(error, ""))?;
        }
        Ok(found)
    }
}
