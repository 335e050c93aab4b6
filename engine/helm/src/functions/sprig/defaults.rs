//! What is taken for nothing, and what is taken instead.

use crate::Result;
use crate::functions::{Call, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::variadic("default", 1, default).keeping(),
    Function::of("empty", 1, |_, args| Ok((!args[0].is_true()).into())),
    Function::variadic("coalesce", 0, coalesce).keeping(),
    Function::variadic("all", 0, |_, args| Ok((args.iter().all(Value::is_true)).into())),
    Function::variadic("any", 0, |_, args| Ok((args.iter().any(Value::is_true)).into())),
];

fn default(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    Ok(match args.get(1) {
        Some(given) if given.is_true() => given.clone(),
        Some(given) => args[0].clone().with_keys(call.traces.union(args[0].keys, given.keys)),
        None => args[0].clone(),
    })
}

fn coalesce(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let chosen = args.iter().position(Value::is_true);
    let (skipped, value) = match chosen {
        Some(at) => (&args[..at], args[at].clone()),
        None => (args, Value::nil()),
    };
    let keys = skipped.iter().fold(value.keys, |keys, skipped| call.traces.union(keys, skipped.keys));
    Ok(value.with_keys(keys))
}
