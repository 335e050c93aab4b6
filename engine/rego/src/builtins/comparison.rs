//! `==`, `!=`, `<`, `<=`, `>`, `>=`: any two values, in OPA's order.

use std::cmp::Ordering;

use super::{Answer, Context, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("equal", |context, arguments| compare(context, arguments, Ordering::is_eq)),
    ("gt", |context, arguments| compare(context, arguments, Ordering::is_gt)),
    ("gte", |context, arguments| compare(context, arguments, Ordering::is_ge)),
    ("lt", |context, arguments| compare(context, arguments, Ordering::is_lt)),
    ("lte", |context, arguments| compare(context, arguments, Ordering::is_le)),
    ("neq", |context, arguments| compare(context, arguments, Ordering::is_ne)),
];

fn compare(context: &mut Context<'_>, arguments: &[Value], holds: fn(Ordering) -> bool) -> Answer {
    context.work(1)?;
    Ok(Value::Bool(holds(arguments[0].cmp(&arguments[1]))))
}
