//! JSON as Sprig writes and reads it.

use crate::functions::encode::{JsonStyle, json_text};
use crate::functions::{Call, Function, decode};
use crate::value::{Text, Value};
use crate::{Error, Result};

const PLAIN: JsonStyle = JsonStyle { raw: false, indented: false };
const PRETTY: JsonStyle = JsonStyle { raw: false, indented: true };
const RAW: JsonStyle = JsonStyle { raw: true, indented: false };

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("mustFromJson", 1, |call, args| decode::any_json(call, &args[0])).keeping(),
    Function::of("mustToJson", 1, |call, args| written(call, args, PLAIN)),
    Function::of("toPrettyJson", 1, |call, args| {
        let text = json_text(call, &args[0], PRETTY)?;
        Ok(text.unwrap_or_else(|_| Text::from("")).into())
    }),
    Function::of("mustToPrettyJson", 1, |call, args| written(call, args, PRETTY)),
    Function::of("toRawJson", 1, |call, args| written(call, args, RAW)),
    Function::of("mustToRawJson", 1, |call, args| written(call, args, RAW)),
];

fn written(call: &Call<'_>, args: &[Value], style: JsonStyle) -> Result<Value> {
    json_text(call, &args[0], style)?.map(Value::from).map_err(Error::new)
}
