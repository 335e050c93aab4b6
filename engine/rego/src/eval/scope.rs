//! What `input`, `data` and functions are at a point of the evaluation: `with` changes them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::error::ErrorCode;
use super::machine::{Machine, Result};
use super::memo::Memo;
use crate::compile::program::{Callee, GroupId, Modifier, NodeId, Replaced};
use crate::value::{Object, Value};

/// The documents and functions that hold, and what was computed from them.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) input: Option<Value>,
    /// Base documents.
    pub(super) data: Value,
    /// Nodes whose rules do not count: base documents stand in for them.
    pub(super) masked: Vec<NodeId>,
    pub(super) functions: FxHashMap<Replaced, Replacement>,
    /// Documents of groups, undefined ones as none.
    pub(super) documents: FxHashMap<GroupId, Option<Value>>,
    pub(super) calls: Memo,
}

/// What stands in for a function.
#[derive(Clone, Debug)]
pub(super) enum Replacement {
    Value(Value),
    Function(Callee),
}

impl Scope {
    /// The same documents, and no function replaced.
    pub(super) fn with_own_functions(&self) -> Self {
        Self { input: self.input.clone(), data: self.data.clone(), masked: self.masked.clone(), ..Self::default() }
    }
}

impl<'p> Machine<'p> {
    /// The scope that `modifiers` make of the present one.
    pub(super) fn modified(&mut self, modifiers: &'p [Modifier]) -> Result<Scope> {
        let mut scope = Scope {
            input: self.scope.input.clone(),
            data: self.scope.data.clone(),
            masked: self.scope.masked.clone(),
            functions: self.scope.functions.clone(),
            ..Scope::default()
        };
        let mut input_only = true;
        for modifier in modifiers {
            match modifier {
                Modifier::Input(path, value) => {
                    let value = self.operand(value)?;
                    scope.input = Some(self.put(scope.input.as_ref(), path, value)?);
                }
                Modifier::Data(path, node, value) => {
                    input_only = false;
                    let value = self.operand(value)?;
                    scope.data = self.put(Some(&scope.data), path, value)?;
                    scope.masked.extend(node);
                }
                Modifier::FunctionByValue(replaced, value) => {
                    input_only = false;
                    let value = self.operand(value)?;
                    scope.functions.insert(*replaced, Replacement::Value(value));
                }
                Modifier::FunctionByFunction(replaced, callee) => {
                    input_only = false;
                    scope.functions.insert(*replaced, Replacement::Function(*callee));
                }
            }
        }
        if input_only {
            let code = self.code;
            let kept = self.scope.documents.iter().filter(|(group, _)| !code.groups[**group as usize].reads_input);
            scope.documents = kept.map(|(group, document)| (*group, document.clone())).collect();
        }
        Ok(scope)
    }

    /// `document` with `value` at `path`, making objects on the way, in place of scalars too.
    fn put(&self, document: Option<&Value>, path: &[Value], value: Value) -> Result<Value> {
        let Some((key, rest)) = path.split_first() else { return Ok(value) };
        let mut object = match document {
            Some(Value::Object(object)) => Object::clone(object),
            Some(Value::Array(_) | Value::Set(_)) => {
                return Err(self.error(ErrorCode::Conflict, "`with` reaches into what is no object"));
            }
            _ => Object::default(),
        };
        let value = self.put(object.get(key), rest, value)?;
        object.insert(key.clone(), value);
        Ok(Value::Object(Arc::new(object)))
    }

    /// Do the rules at `node` count?
    pub(super) fn is_masked(&self, node: NodeId) -> bool {
        if self.scope.masked.is_empty() {
            return false;
        }
        let mut next = Some(node);
        while let Some(node) = next {
            if self.scope.masked.contains(&node) {
                return true;
            }
            next = self.code.nodes[node as usize].parent;
        }
        false
    }

    /// The base document at the path of `node`.
    pub(super) fn base_document(&self, node: NodeId) -> Option<&Value> {
        let node = &self.code.nodes[node as usize];
        match (node.parent, &node.key) {
            (Some(parent), Some(key)) => self.base_document(parent)?.get(key),
            _ => Some(&self.scope.data),
        }
    }
}
