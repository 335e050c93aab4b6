//! `jsonencode`, `jsondecode`.

use std::sync::Arc;

use super::arguments::{strings, text};
use super::{Call, Function, Parameter, Table};
use crate::eval::{Error, Result};
use crate::value::{Kind, Made, Str, Type, Value, from_json, to_json};

pub(super) fn table() -> Table {
    let value = || Parameter::new("val", Type::Dynamic).nullable().with_unknown();
    vec![
        ("jsonencode", Function::new([value()], Type::String, encode)),
        ("jsondecode", Function::new(strings(&["str"]), Type::Dynamic, decode)),
    ]
}

fn encode(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(value) = arguments.first() else { return Err(Error::new("a value is required")) };
    if let Some(unknown) = value.first_unknown(call.budget)? {
        return Ok(Value::unknown_json(value.clone(), unknown.reason.clone()));
    }
    let text = to_json(value, call.budget)?.into();
    let made = Some(Arc::new(Made::Json(value.clone())));
    Ok(Value::new(Kind::String(Str { text, made })))
}

fn decode(call: &Call<'_>, arguments: &[Value]) -> Result {
    from_json(text(arguments, 0)?, call.budget)
}
