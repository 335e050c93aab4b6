//! Functions that convert between types, and those of sensitive values.

use std::sync::Arc;

use super::arguments::unknown;
use super::{Call, Function, Parameter, Run, Table, invalid, quote};
use crate::eval::Result;
use crate::value::{Kind, Type, Value, can_convert};

pub(super) fn table() -> Table {
    let any = |name| Parameter::new(name, Type::Dynamic).nullable().with_unknown().with_marks();
    let to = |ty: Type, run: Run| Function::new([any("v")], ty, run);
    let of_value = |ty: Type, run: Run| Function::new([any("value")], ty, run);
    let (list, map, set) = (Type::list(Type::Dynamic), Type::map(Type::Dynamic), Type::set(Type::Dynamic));
    vec![
        ("ephemeralasnull", of_value(Type::Dynamic, |_, arguments| Ok(arguments[0].clone()))),
        ("issensitive", of_value(Type::Bool, is_sensitive)),
        ("nonsensitive", of_value(Type::Dynamic, |_, arguments| Ok(with_sensitivity(&arguments[0], false)))),
        ("sensitive", of_value(Type::Dynamic, |_, arguments| Ok(with_sensitivity(&arguments[0], true)))),
        ("tobool", to(Type::Bool, |call, arguments| convert(call, &arguments[0], &Type::Bool))),
        ("tolist", to(list, |call, arguments| convert(call, &arguments[0], &Type::list(Type::Dynamic)))),
        ("tomap", to(map, |call, arguments| convert(call, &arguments[0], &Type::map(Type::Dynamic)))),
        ("tonumber", to(Type::Number, |call, arguments| convert(call, &arguments[0], &Type::Number))),
        ("toset", to(set, |call, arguments| convert(call, &arguments[0], &Type::set(Type::Dynamic)))),
        ("tostring", to(Type::String, |call, arguments| convert(call, &arguments[0], &Type::String))),
    ]
}

fn convert(call: &Call<'_>, value: &Value, ty: &Type) -> Result {
    value.convert(ty, call.budget).or_else(|error| {
        if error.is_limit {
            return Err(error);
        }
        let (given, wanted) = (value.type_of(call.budget)?, ty.friendly_constraint());
        let name = given.friendly_name();
        let sensitive = value.deep_marks(call.budget)?.is_some_and(|marks| marks.sensitive);
        let mut quoted = String::new();
        if let Some(text) = value.as_str() {
            quote(text, &mut quoted);
        }
        let what = match (&value.kind, ty) {
            _ if sensitive && can_convert(&given, ty, true) => {
                format!("cannot convert this sensitive {name} to {wanted}")
            }
            (Kind::String(_), Type::Bool) => {
                format!("cannot convert {quoted} to bool; only the strings \"true\" or \"false\" are allowed")
            }
            (Kind::String(_), Type::Number) => {
                format!("cannot convert {quoted} to number; given string must be a decimal representation of a number")
            }
            _ => format!("cannot convert {name} to {wanted}"),
        };
        Err(invalid("v", &what))
    })
}

fn is_sensitive(_: &Call<'_>, arguments: &[Value]) -> Result {
    let value = &arguments[0];
    Ok(match &value.kind {
        _ if value.is_sensitive() => Value::bool(true),
        Kind::Unknown(reason) => unknown(Type::Bool, reason),
        _ => Value::bool(false),
    })
}

fn with_sensitivity(value: &Value, sensitive: bool) -> Value {
    let mut value = value.clone();
    if value.is_sensitive() != sensitive {
        Arc::make_mut(value.marks.get_or_insert_default()).sensitive = sensitive;
    }
    value
}
