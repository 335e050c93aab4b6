//! Functions of the provider that is part of Terraform; its usual local name is taken for granted.

use super::arguments::{string, strings, text, unknown};
use super::{Call, Function, Parameter, Table, write_hcl};
use crate::eval::{Error, Result, evaluate_constant};
use crate::syntax::{self, is_identifier};
use crate::value::{Entries, Entry, Kind, Type, Value};

pub(super) fn table() -> Table {
    let value = |name| Parameter::new(name, Type::Dynamic).with_unknown();
    let tfvars = Function::new([value("value")], Type::String, encode_tfvars);
    let expr = Function::new([value("value")], Type::String, encode_expr);
    vec![
        ("provider::terraform::decode_tfvars", Function::new(strings(&["src"]), Type::Dynamic, decode_tfvars)),
        ("provider::terraform::encode_expr", expr),
        ("provider::terraform::encode_tfvars", tfvars),
    ]
}

fn encode_expr(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(value) = arguments.first() else { return Err(Error::new("a value is required")) };
    if let Some(reason) = value.first_unknown(call.budget)? {
        return Ok(unknown(Type::String, reason));
    }
    string(call, write_hcl::expression(value, call.budget)?)
}

fn encode_tfvars(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(value) = arguments.first() else { return Err(Error::new("a value is required")) };
    if let Some(reason) = value.first_unknown(call.budget)? {
        return Ok(unknown(Type::String, reason));
    }
    let entries = value.entries().ok_or_else(|| {
        Error::new(
            "invalid value to encode: must be an object whose attribute names will become the encoded variable names",
        )
    })?;
    if let Some(key) = entries.keys().find(|key| !is_identifier(key)) {
        return Err(Error::new(format!(
            "invalid variable name \"{key}\": must be a valid identifier, per Terraform's rules for input variable declarations"
        )));
    }
    string(call, write_hcl::attributes(entries, call.budget)?)
}

fn decode_tfvars(call: &Call<'_>, arguments: &[Value]) -> Result {
    let text = text(arguments, 0)?;
    call.budget.take_bytes(text.len() as u64)?;
    let file = syntax::parse(text, u32::MAX);
    if let Some(fault) = file.errors.into_iter().next() {
        let message = format!("invalid tfvars syntax: {}", fault.message);
        return Err(Error { message, span: None, is_limit: fault.is_limit });
    }
    if let Some(block) = file.body.blocks.first() {
        return Err(Error::new(format!("invalid tfvars content: unexpected \"{}\" block", block.kind.text)));
    }
    let mut entries = Entries::new();
    for attribute in &file.body.attributes {
        let name = &attribute.name.text;
        let value = evaluate_constant(&attribute.value, call.budget).map_err(|error| Error {
            message: format!("invalid expression for variable \"{name}\": {}", error.message),
            span: None,
            is_limit: error.is_limit,
        })?;
        entries.insert(name.clone(), Entry { key_span: None, value });
    }
    // Nothing in it stands in a file of its own.
    Value::new(Kind::Object(entries.into())).without_places_of(u32::MAX, call.budget)
}
