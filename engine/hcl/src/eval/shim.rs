//! Conversion, equality and calls in short, until the values have them.

use super::{Budget, Context, Error, Result};
use crate::functions;
use crate::value::{Kind, Number, Reason, Type, Value};

pub(super) fn convert(value: &Value, ty: &Type) -> Result {
    let kind = match (&value.kind, ty) {
        (_, Type::Dynamic) | (Kind::Null, _) => return Ok(value.clone()),
        (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => {
            return Ok(value.clone());
        }
        (Kind::Unknown(unknown), _) => Value::unknown(ty.clone(), unknown.reason.clone()).kind,
        (Kind::Bool(value), Type::String) => Value::string(value.to_string()).kind,
        (Kind::Number(value), Type::String) => Value::string(value.to_string()).kind,
        (Kind::String(text), Type::Number) => {
            Kind::Number(Number::parse(&text.text).ok_or_else(|| Error::new("a number is required"))?)
        }
        (Kind::String(text), Type::Bool) => match &*text.text {
            "true" | "1" => Kind::Bool(true),
            "false" | "0" => Kind::Bool(false),
            _ => return Err(Error::new("a bool is required")),
        },
        (_, Type::Bool) => return Err(Error::new("bool required")),
        (_, Type::Number) => return Err(Error::new("number required")),
        (_, Type::String) => return Err(Error::new("string required")),
        _ => return Ok(value.clone()),
    };
    Ok(Value { kind, span: value.span, marks: value.marks.clone() })
}

pub(super) fn type_of(value: &Value) -> Type {
    match &value.kind {
        Kind::Bool(_) => Type::Bool,
        Kind::Number(_) => Type::Number,
        Kind::String(_) => Type::String,
        Kind::Unknown(unknown) => unknown.ty.clone(),
        _ => Type::Dynamic,
    }
}

pub(super) fn unify(types: &[Type]) -> Option<Type> {
    match types {
        [Type::Bool, Type::Bool] => Some(Type::Bool),
        [Type::Number, Type::Number] => Some(Type::Number),
        [Type::Bool | Type::Number | Type::String, Type::Bool | Type::Number | Type::String] => Some(Type::String),
        _ => Some(Type::Dynamic),
    }
}

pub(super) fn equal(left: &Value, right: &Value, budget: &Budget) -> Result {
    Ok(match left.equals(right, budget)? {
        Some(equal) => Value::bool(equal),
        None => {
            let unknown = match left.first_unknown(budget)? {
                Some(unknown) => Some(unknown),
                None => right.first_unknown(budget)?,
            };
            let reason = unknown.map_or_else(|| Reason::Other("not known".into()), |unknown| unknown.reason.clone());
            Value::unknown(Type::Bool, reason)
        }
    })
}

pub(super) fn call(name: &str, values: &[Value], context: &Context<'_>) -> Result {
    functions::call(name, values, &functions::Call { budget: context.budget, files: context.files })
}
