//! `required`, `fail`, `lookup`: what Helm adds for charts.

use std::collections::BTreeMap;

use super::{Call, Function, arguments};
use crate::trace::Keys;
use crate::value::{Kind, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("fail", 1, |_, arguments| Err(Error::refused(arguments::str(&arguments[0])?))),
    Function::of("lookup", 4, lookup),
    Function::of("required", 2, required).keeping(),
];

/// The second argument, which must be neither nil nor an empty string.
fn required(_: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    let message = arguments::str(&arguments[0])?;
    match &arguments[1].kind {
        Kind::Nil => Err(Error::refused(message)),
        Kind::String(text) if text.as_str().is_empty() => Err(Error::refused(message)),
        _ => Ok(arguments[1].clone()),
    }
}

/// What the cluster holds is not known: nothing, as `helm template` has it.
fn lookup(_: &Call<'_>, arguments: &[Value]) -> Result<Value> {
    for argument in arguments {
        arguments::str(argument)?;
    }
    Ok(Value::map(BTreeMap::new()).with_keys(Keys::STAND_IN))
}
