//! What template strings, `$"… {x} …"`, are made of.

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("internal.template_string", template_string)];

/// The parts put together. A part is text, or a set of at most one value: none where it is undefined.
fn template_string(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let mut text = String::new();
    for part in operands::array(arguments, 1)? {
        let before = text.len();
        match part {
            Value::Set(set) if set.len() > 1 => {
                return Err(Error::failed("a template expression has more than one value"));
            }
            Value::Set(set) => match set.iter().next() {
                Some(Value::String(value)) => text.push_str(value),
                Some(value) => text.push_str(&value.to_string()),
                None => text.push_str("<undefined>"),
            },
            Value::String(part) => text.push_str(part),
            other => text.push_str(&other.to_string()),
        }
        context.make(text.len() - before)?;
    }
    Ok(text.into())
}
