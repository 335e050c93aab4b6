//! Functions of numbers.

use num_bigint::BigInt;

use super::arguments::{integer, number, refused, text, unknown_inside};
use super::{Call, Function, Parameter, Run, Table, invalid};
use crate::eval::{Error, Result};
use crate::value::{Kind, Number, Type, Value};

pub(super) fn table() -> Table {
    let of_one = |run: Run| Function::new([Parameter::new("num", Type::Number)], Type::Number, run);
    let of_two = |second: &'static str, run: Run| {
        Function::new([Parameter::new("num", Type::Number), Parameter::new(second, Type::Number)], Type::Number, run)
    };
    let of_any = |run: Run| Function::new([], Type::Number, run).and(Parameter::new("numbers", Type::Number));
    let parseint = [Parameter::new("number", Type::Dynamic), Parameter::new("base", Type::Number)];
    vec![
        ("abs", of_one(abs)),
        ("ceil", of_one(|_, arguments| Ok(Value::number(number(arguments, 0)?.ceil())))),
        ("floor", of_one(|_, arguments| Ok(Value::number(number(arguments, 0)?.floor())))),
        ("log", of_two("base", log)),
        ("max", of_any(|_, arguments| best(arguments, |candidate, best| candidate > best))),
        ("min", of_any(|_, arguments| best(arguments, |candidate, best| candidate < best))),
        ("parseint", Function::new(parseint, Type::Number, parse_int)),
        ("pow", of_two("power", pow)),
        ("signum", of_one(signum)),
        ("sum", Function::new([Parameter::new("list", Type::Dynamic)], Type::Number, sum)),
    ]
}

fn abs(_: &Call<'_>, arguments: &[Value]) -> Result {
    let number = number(arguments, 0)?;
    if number.is_negative() { Ok(Value::number(number.abs())) } else { Ok(arguments[0].clone()) }
}

/// A real number; infinite ones, which Terraform cannot write, are refused.
fn real(value: f64) -> Result {
    if value.is_nan() {
        return Err(Error::new("the result is not a number"));
    }
    Number::of_f64(value).map(Value::number).map_err(refused)
}

fn log(_: &Call<'_>, arguments: &[Value]) -> Result {
    real(number(arguments, 0)?.to_f64().ln() / number(arguments, 1)?.to_f64().ln())
}

fn pow(_: &Call<'_>, arguments: &[Value]) -> Result {
    real(number(arguments, 0)?.to_f64().powf(number(arguments, 1)?.to_f64()))
}

fn best(arguments: &[Value], better: fn(&Number, &Number) -> bool) -> Result {
    let mut best: Option<(&Number, &Value)> = None;
    for (index, value) in arguments.iter().enumerate() {
        let candidate = number(arguments, index)?;
        if best.is_none_or(|(best, _)| better(candidate, best)) {
            best = Some((candidate, value));
        }
    }
    best.map(|(_, value)| value.clone()).ok_or_else(|| Error::new("must pass at least one number"))
}

fn signum(_: &Call<'_>, arguments: &[Value]) -> Result {
    Ok(Value::number(integer(arguments, 0)?.signum()))
}

fn parse_int(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Kind::String(string) = &arguments[0].kind else {
        let given = arguments[0].type_of(call.budget)?.friendly_name();
        return Err(invalid("number", &format!("first argument must be a string, not {given}")));
    };
    let base = integer(arguments, 1).map_err(|error| invalid("base", &error.message))?;
    let Some(base) = u32::try_from(base).ok().filter(|base| (2..=62).contains(base)) else {
        return Err(invalid("base", "base must be a whole number between 2 and 62 inclusive"));
    };
    if string.text.len() > 8192 {
        return Err(Error::limit("the number is too long"));
    }
    let number = read_integer(text(arguments, 0)?, base)
        .ok_or_else(|| invalid("number", &format!("cannot parse \"{}\" as a base {base} integer", string.text)))?;
    Ok(Value::number(Number::of_integer(&number)))
}

/// Digits, small letters, and from base 37 on capitals as digits of their own.
fn read_integer(text: &str, base: u32) -> Option<BigInt> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digit = |byte: u8| {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => byte - b'A' + 10,
            b'A'..=b'Z' => byte - b'A' + 36,
            _ => return None,
        };
        (u32::from(value) < base).then_some(value)
    };
    if digits.is_empty() {
        return None;
    }
    let mut number = BigInt::ZERO;
    for byte in digits.bytes() {
        number = number * base + digit(byte)?;
    }
    Some(if negative { -number } else { number })
}

fn sum(call: &Call<'_>, arguments: &[Value]) -> Result {
    let elements = match &arguments[0].kind {
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => items,
        Kind::Map(entries) | Kind::Object(entries) if entries.is_empty() => {
            return Err(invalid("list", "cannot sum an empty list"));
        }
        Kind::Map(_) | Kind::Object(_) => {
            let given = arguments[0].type_of(call.budget)?.friendly_name();
            return Err(invalid("list", &format!("argument must be list, set, or tuple. Received {given}")));
        }
        _ => return Err(invalid("list", "cannot sum noniterable")),
    };
    if elements.is_empty() {
        return Err(invalid("list", "cannot sum an empty list"));
    }
    if let Some(unknown) = unknown_inside(call, arguments, &Type::Number)? {
        return Ok(unknown);
    }
    let mut sum: Option<Number> = None;
    for element in elements.iter() {
        let converted = element.convert(&Type::Number, call.budget).ok();
        let Some(Kind::Number(number)) = converted.map(|value| value.kind) else {
            return Err(invalid("list", "argument must be list, set, or tuple of number values"));
        };
        sum = Some(match sum {
            None => number,
            Some(sum) => sum.add(&number).map_err(refused)?,
        });
    }
    sum.map(Value::number).ok_or_else(|| Error::new("cannot sum an empty list"))
}
