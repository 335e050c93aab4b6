//! Calls of functions and methods.

use super::frame::Frame;
use super::operand::Operand;
use super::values;
use crate::functions::{self, Call, Function};
use crate::functions::{Method, method};
use crate::signatures::{Param, signature};
use crate::template::NodeId;
use crate::trace::Keys;
use crate::value::{Kind, MapType, Methods, Value};
use crate::{Error, ErrorKind, Result};
use bartizan_source::{SourceId, Span};

impl Frame<'_, '_> {
    /// Calls a function by the command `id`; `last` is the value of the command before.
    pub(super) fn call(
        &mut self,
        dot: &Operand,
        name: &str,
        id: NodeId,
        arguments: &[NodeId],
        last: Option<Operand>,
    ) -> Result<Operand> {
        let Some(signature) = signature(name) else {
            return Err(self.fail(format!("{name:?} is not a defined function")));
        };
        self.check_count(name, signature.params.len(), signature.variadic, arguments.len(), last.is_some())?;
        if matches!(name, "and" | "or") {
            return self.short_circuit(dot, name == "or", arguments, last);
        }
        let values = self.arguments(dot, signature.params, signature.variadic, arguments, last)?;
        let keys = self.union(&values);
        // `len` sees whether nil came in an interface.
        if name == "len" && values.first().is_some_and(Operand::is_nothing) {
            let error = Error::new("reflect: call of reflect.Value.Type on zero Value");
            return Err(self.called(error, name, id));
        }
        let callee = arguments.first().map(|&callee| self.tree.written(callee));
        let values: Vec<Value> = values.into_iter().map(|operand| operand.value).collect();
        let made = match name {
            "include" => self.include(&values, id),
            "tpl" => self.tpl(&values, id),
            "call" => Err(not_callable(callee.as_deref(), values.first())),
            _ => match functions::function(name) {
                Some(function) => self.run_function(function, &values, keys, id),
                None => Err(Error::new(format!("function {name:?} is not there"))),
            },
        };
        made.map(Operand::plain).map_err(|error| self.called(error, name, id))
    }

    /// Calls a method of a value.
    pub(super) fn call_method(
        &mut self,
        dot: &Operand,
        method: &Method,
        receiver: &Value,
        id: NodeId,
        arguments: &[NodeId],
        last: Option<Operand>,
    ) -> Result<Operand> {
        self.check_count(method.name, method.arity, false, arguments.len(), last.is_some())?;
        let operands = self.arguments(dot, params(receiver), true, arguments, last)?;
        let keys = self.engine.traces.union(self.union(&operands), receiver.keys);
        let values: Vec<Value> = operands.into_iter().map(|operand| operand.value).collect();
        let made = (method.run)(&self.site(id), receiver, &values);
        let made = made.map_err(|error| self.called(error, method.name, id))?;
        let keys = self.engine.traces.union(made.keys, keys);
        Ok(Operand::plain(made.with_keys(keys)))
    }

    fn check_count(&self, name: &str, params: usize, variadic: bool, given: usize, last: bool) -> Result<()> {
        let count = given + usize::from(last);
        if variadic {
            let least = params.saturating_sub(1);
            if count < least {
                let message = format!("wrong number of args for {name}: want at least {least} got {given}");
                return Err(self.fail(message));
            }
        } else if count != params {
            return Err(self.fail(format!("wrong number of args for {name}: want {params} got {count}")));
        }
        Ok(())
    }

    fn arguments(
        &mut self,
        dot: &Operand,
        params: &[Param],
        variadic: bool,
        arguments: &[NodeId],
        last: Option<Operand>,
    ) -> Result<Vec<Operand>> {
        let param = |at: usize| {
            let at = if variadic { at.min(params.len().saturating_sub(1)) } else { at };
            params.get(at).copied().unwrap_or(Param::Any)
        };
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for (at, &argument) in arguments.iter().enumerate() {
            values.push(self.argument(dot, param(at), argument)?);
        }
        if let Some(last) = last {
            values.push(self.assignable(last, param(arguments.len()))?);
        }
        Ok(values)
    }

    fn union(&self, values: &[Operand]) -> Keys {
        values.iter().fold(Keys::NONE, |keys, operand| self.engine.traces.union(keys, operand.value.keys))
    }

    fn site(&self, id: NodeId) -> Call<'_> {
        let nowhere = Span::new(SourceId(0), 0, 0);
        let site = self.template.site(id).unwrap_or(nowhere);
        Call { traces: self.engine.traces, budget: self.engine.budget, site }
    }

    fn run_function(&self, function: &Function, values: &[Value], keys: Keys, id: NodeId) -> Result<Value> {
        let made = (function.run)(&self.site(id), values)?;
        if function.keeps {
            return Ok(made);
        }
        let keys = self.engine.traces.union(made.keys, keys);
        Ok(made.with_keys(keys))
    }

    /// What a function ended with.
    fn called(&mut self, error: Error, name: &str, id: NodeId) -> Error {
        if error.kind != ErrorKind::Argument {
            self.at = id;
            return self.place(error, &format!("error calling {name}: "));
        }
        self.place(error, "")
    }

    /// `and`, `or`: the first argument that decides, or the last one. What was asked before it counts as well.
    fn short_circuit(
        &mut self,
        dot: &Operand,
        decides: bool,
        arguments: &[NodeId],
        last: Option<Operand>,
    ) -> Result<Operand> {
        let mut keys = Keys::NONE;
        let mut value = Operand::nothing(keys);
        for &argument in arguments {
            value = self.argument(dot, Param::Reflect, argument)?;
            keys = self.engine.traces.union(keys, value.value.keys);
            value.value.keys = keys;
            if value.value.is_true() == decides {
                return Ok(value);
            }
        }
        if let Some(last) = last {
            value = last;
            value.value.keys = self.engine.traces.union(keys, value.value.keys);
        }
        Ok(value)
    }
}

/// The method of a name that a value has.
pub(super) fn method_of(receiver: &Value, name: &str) -> Option<&'static Method> {
    match &receiver.kind {
        Kind::Map(map) if map.of == MapType::Values => values::METHODS.iter().find(|method| method.name == name),
        _ => method(receiver, name),
    }
}

/// What the parameters of a value's methods take.
fn params(receiver: &Value) -> &'static [Param] {
    match &receiver.kind {
        Kind::Map(_) => &[Param::String],
        Kind::Struct(of) if matches!(of.methods, Methods::Files(_) | Methods::ApiVersions(_)) => &[Param::String],
        _ => &[Param::Any],
    }
}

/// No value is a function.
fn not_callable(name: Option<&str>, value: Option<&Value>) -> Error {
    match value {
        Some(value) if !matches!(value.kind, Kind::Nil) => {
            let of = value.type_name();
            let name = match (name, &value.kind) {
                (Some(written), _) => written.to_owned(),
                (None, Kind::String(text)) => text.as_str().to_owned(),
                (None, _) => format!("<{of} Value>"),
            };
            Error::new(format!("non-function {name} of type {of}"))
        }
        _ => Error::new("call of nil"),
    }
}
