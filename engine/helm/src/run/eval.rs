//! Pipelines, commands and operands.

use super::frame::Frame;
use super::operand::Operand;
use crate::Result;
use crate::template::{NodeId, NodeKind, Number};
use crate::trace::Keys;
use crate::value::{Kind, MapType, Methods, Value};

impl<'t> Frame<'_, 't> {
    /// The value of a pipeline, taken out of its interface.
    pub(super) fn pipeline(&mut self, dot: &Operand, id: NodeId) -> Result<Operand> {
        self.engine.enter().map_err(|error| self.place(error, ""))?;
        self.at = id;
        let NodeKind::Pipe { assign, variables, commands } = &self.tree.node(id).kind else {
            return Ok(Operand::nothing(Keys::NONE));
        };
        let mut last = None;
        for &command in commands {
            let value = self.command(dot, command, last)?;
            last = Some(Operand::plain(value.value));
        }
        let value = last.unwrap_or_else(|| Operand::nothing(Keys::NONE));
        for &variable in variables {
            if *assign {
                self.assign(variable, value.clone())?;
            } else if let NodeKind::Variable(names) = &self.tree.node(variable).kind
                && let Some(name) = names.first()
            {
                self.variables.push((name.clone(), value.clone()));
            }
        }
        Ok(value)
    }

    /// The value of a command; `last` is that of the one before it in its pipeline.
    fn command(&mut self, dot: &Operand, id: NodeId, last: Option<Operand>) -> Result<Operand> {
        let NodeKind::Command(operands) = &self.tree.node(id).kind else {
            return Ok(Operand::nothing(Keys::NONE));
        };
        let Some((&first, arguments)) = operands.split_first() else { return Ok(Operand::nothing(Keys::NONE)) };
        match &self.tree.node(first).kind {
            NodeKind::Field(_) | NodeKind::Chain(..) | NodeKind::Variable(_) => {
                return self.fields(dot, first, arguments, last);
            }
            NodeKind::Identifier(name) => {
                self.at = first;
                return self.call(dot, name, id, arguments, last);
            }
            NodeKind::Pipe { .. } => {
                self.no_arguments(first, arguments, last.as_ref())?;
                return self.pipeline(dot, first);
            }
            _ => {}
        }
        self.at = first;
        self.no_arguments(first, arguments, last.as_ref())?;
        match &self.tree.node(first).kind {
            NodeKind::Dot => Ok(dot.clone()),
            NodeKind::Nil => Err(self.fail("nil is not a command")),
            _ => self.constant(first),
        }
    }

    fn no_arguments(&self, first: NodeId, arguments: &[NodeId], last: Option<&Operand>) -> Result<()> {
        if arguments.is_empty() && last.is_none() {
            return Ok(());
        }
        Err(self.fail(format!("can't give argument to non-function {}", self.tree.written(first))))
    }

    /// The value of a constant where any type may stand.
    pub(super) fn constant(&mut self, id: NodeId) -> Result<Operand> {
        self.at = id;
        let value = match &self.tree.node(id).kind {
            NodeKind::Bool(value) => Value::from(*value),
            NodeKind::String(text) => Value::from(&**text),
            NodeKind::Number(Number { float: Some(float), is_float: true, .. }) => Value::from(*float),
            NodeKind::Number(Number { int: Some(int), .. }) => Value::int(*int),
            NodeKind::Number(_) => return Err(self.fail(format!("{} overflows int", self.tree.written(id)))),
            _ => Value::nil(),
        };
        Ok(Operand::plain(value))
    }

    /// The value of an operand with fields, the last of which may be a method that takes arguments.
    pub(super) fn fields(
        &mut self,
        dot: &Operand,
        id: NodeId,
        arguments: &[NodeId],
        last: Option<Operand>,
    ) -> Result<Operand> {
        self.at = id;
        let (mut receiver, names) = match &self.tree.node(id).kind {
            NodeKind::Field(names) => (dot.clone(), names.as_slice()),
            NodeKind::Variable(names) => {
                let Some((name, fields)) = names.split_first() else { return Ok(dot.clone()) };
                let Some(at) = self.find(name)? else {
                    return Err(self.fail(format!("undefined variable: {name}")));
                };
                let value = self.variables[at].1.clone();
                if fields.is_empty() {
                    self.no_arguments(id, arguments, last.as_ref())?;
                    return Ok(value);
                }
                (value, fields)
            }
            NodeKind::Chain(base, names) => {
                let value = match &self.tree.node(*base).kind {
                    NodeKind::Pipe { .. } => {
                        self.at = *base;
                        self.pipeline(dot, *base)?
                    }
                    NodeKind::Identifier(name) => {
                        self.at = *base;
                        self.call(dot, name, *base, &[], None)?
                    }
                    _ => Operand::nothing(Keys::NONE),
                };
                (value, names.as_slice())
            }
            _ => return Ok(dot.clone()),
        };
        let Some((method, fields)) = names.split_last() else { return Ok(receiver) };
        for name in fields {
            receiver = self.field(dot, name, id, &[], None, receiver)?;
        }
        self.field(dot, method, id, arguments, last, receiver)
    }

    /// A field, member or method of a value.
    fn field(
        &mut self,
        dot: &Operand,
        name: &str,
        id: NodeId,
        arguments: &[NodeId],
        last: Option<Operand>,
        receiver: Operand,
    ) -> Result<Operand> {
        let keys = receiver.value.keys;
        if receiver.is_nothing() {
            return Ok(Operand::nothing(keys));
        }
        if receiver.is_nil() {
            return Err(self.fail(format!("nil pointer evaluating interface {{}}.{name}")));
        }
        if let Some(method) = super::call::method_of(&receiver.value, name) {
            return self.call_method(dot, method, &receiver.value, id, arguments, last);
        }
        let has_arguments = !arguments.is_empty() || last.is_some();
        match &receiver.value.kind {
            Kind::Struct(of) => match &of.methods {
                Methods::Files(files) => {
                    self.is_member(name, has_arguments)?;
                    let bytes = files.get(name).cloned().unwrap_or_default();
                    return Ok(Operand::plain(Value::new(Kind::Bytes(bytes))));
                }
                _ => {
                    if let Some(field) = of.fields.iter().find(|field| field.name == name) {
                        if has_arguments {
                            return Err(self.fail(format!("{name} has arguments but cannot be invoked as function")));
                        }
                        return Ok(Operand::plain(field.value.clone()));
                    }
                }
            },
            Kind::Map(map) => {
                self.is_member(name, has_arguments)?;
                let found = map.get(name);
                return Ok(if map.of == MapType::Strings {
                    Operand::plain(found.unwrap_or_else(|| Value::from("").with_keys(keys)))
                } else {
                    Operand::boxed(found.unwrap_or_else(|| Value::nil().with_keys(keys)))
                });
            }
            _ => {}
        }
        Err(self.fail(format!("can't evaluate field {name} in type {}", receiver.type_name())))
    }

    fn is_member(&self, name: &str, has_arguments: bool) -> Result<()> {
        if has_arguments {
            return Err(self.fail(format!("{name} is not a method but has arguments")));
        }
        Ok(())
    }
}
