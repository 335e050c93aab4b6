//! Arguments as the parameters of functions take them.

use std::collections::BTreeMap;

use super::frame::Frame;
use super::operand::Operand;
use crate::Result;
use crate::signatures::Param;
use crate::template::{NodeId, NodeKind, Number};
use crate::value::{Int, Kind, List, ListType, Map, MapType, Value};

impl Frame<'_, '_> {
    /// The value of an operand that is an argument for a parameter.
    pub(super) fn argument(&mut self, dot: &Operand, param: Param, id: NodeId) -> Result<Operand> {
        self.at = id;
        let value = match &self.tree.node(id).kind {
            NodeKind::Dot => dot.clone(),
            NodeKind::Nil if param.takes_nil() => return Ok(nil_of(param)),
            NodeKind::Nil => return Err(self.fail(format!("cannot assign nil to {}", param.name()))),
            NodeKind::Field(_) | NodeKind::Variable(_) | NodeKind::Chain(..) => self.fields(dot, id, &[], None)?,
            NodeKind::Pipe { .. } => self.pipeline(dot, id)?,
            NodeKind::Identifier(name) => self.call(dot, name, id, &[], None)?,
            _ => return self.constant_for(param, id),
        };
        self.assignable(value, param)
    }

    /// A constant as a parameter's type has it.
    fn constant_for(&mut self, param: Param, id: NodeId) -> Result<Operand> {
        let kind = &self.tree.node(id).kind;
        let (value, expected) = match (param, kind) {
            (Param::Any | Param::Reflect, _) => return self.constant(id),
            (Param::Bool, NodeKind::Bool(value)) => (Some(Value::from(*value)), ""),
            (Param::Bool, _) => (None, "bool"),
            (Param::String, NodeKind::String(text)) => (Some(Value::from(&**text)), ""),
            (Param::String, _) => (None, "string"),
            (Param::Int, NodeKind::Number(Number { int: Some(int), .. })) => (Some(Value::int(*int)), ""),
            (Param::Int, _) => (None, "integer"),
            (Param::Uint32, NodeKind::Number(Number { uint: Some(uint), .. })) => {
                // Go cuts it to the parameter's bits.
                let bits = i64::from(u32::try_from(uint & 0xffff_ffff).unwrap_or(0));
                (Some(Value::new(Kind::Int(bits, Int::Uint64))), "")
            }
            (Param::Uint32, _) => (None, "unsigned integer"),
            (Param::Float, NodeKind::Number(Number { float: Some(float), .. })) => (Some(Value::from(*float)), ""),
            (Param::Float, _) => (None, "float"),
            (Param::Time | Param::Map | Param::List | Param::Certificate, _) => {
                let (constant, param) = (self.tree.written(id), param.name());
                return Err(self.fail(format!("can't handle {constant} for arg of type {param}")));
            }
        };
        match value {
            Some(value) => Ok(Operand::plain(value)),
            None => Err(self.fail(format!("expected {expected}; found {}", self.tree.written(id)))),
        }
    }

    /// The value, if it can be assigned to a parameter.
    pub(super) fn assignable(&self, operand: Operand, param: Param) -> Result<Operand> {
        if operand.is_nothing() {
            if param.takes_nil() {
                let mut nil = nil_of(param);
                nil.value.keys = operand.value.keys;
                return Ok(nil);
            }
            return Err(self.fail(format!("invalid value; expected {}", param.name())));
        }
        let fits = match (param, &operand.value.kind) {
            (Param::Any | Param::Reflect, _)
            | (Param::String, Kind::String(_))
            | (Param::Int, Kind::Int(_, Int::Int))
            | (Param::Float, Kind::Float(_))
            | (Param::Bool, Kind::Bool(_))
            | (Param::Time, Kind::Time(..)) => true,
            (Param::Map, Kind::Map(map)) => map.of != MapType::Strings,
            (Param::List, Kind::List(list)) => matches!(list.of, ListType::Any | ListType::Nil),
            (Param::Certificate, Kind::Struct(of)) => of.type_name == param.name(),
            _ => false,
        };
        if fits {
            return Ok(operand);
        }
        let got = if operand.is_nil() { "interface {}" } else { operand.value.type_name() };
        Err(self.fail(format!("wrong type for value; expected {}; got {got}", param.name())))
    }
}

/// What `nil` is for a parameter.
fn nil_of(param: Param) -> Operand {
    match param {
        Param::Map => Operand::plain(Value::new(Kind::Map(Map::new(BTreeMap::new(), MapType::Nil)))),
        Param::List => Operand::plain(Value::new(Kind::List(List { items: [].into(), of: ListType::Nil }))),
        Param::Any => Operand::boxed(Value::nil()),
        _ => Operand::plain(Value::nil()),
    }
}
