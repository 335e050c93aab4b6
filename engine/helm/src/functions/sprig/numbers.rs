//! Arithmetic: whole numbers as `int64`, others by way of decimals.

use super::cast;
use super::decimal::Decimal;
use super::texts::printed;
use super::{lists, stand_in};
use crate::functions::arguments::{int, refused, str};
use crate::functions::{Call, Function};
use crate::value::{Int, Kind, List, ListType, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("atoi", 1, |_, args| {
        let text = str(&args[0])?;
        Ok(Value::int(cast::parse_clamped(text)))
    }),
    Function::of("int64", 1, |_, args| Ok(Value::int64(cast::int(&args[0])))),
    Function::of("int", 1, |_, args| Ok(Value::int(cast::int(&args[0])))),
    Function::of("float64", 1, |_, args| Ok(cast::float(&args[0]).into())),
    Function::of("toDecimal", 1, |call, args| {
        let text = printed(call, &args[0])?;
        Ok(Value::int64(cast::parse_int(text.as_str(), 8).unwrap_or(0)))
    }),
    Function::variadic("seq", 0, seq),
    Function::of("until", 1, |call, args| {
        let stop = int(&args[0])?;
        until_step(call, 0, stop, if stop < 0 { -1 } else { 1 })
    }),
    Function::of("untilStep", 3, |call, args| until_step(call, int(&args[0])?, int(&args[1])?, int(&args[2])?)),
    Function::of("add1", 1, |_, args| Ok(Value::int64(cast::int(&args[0]).wrapping_add(1)))),
    Function::variadic("add", 0, |_, args| Ok(Value::int64(args.iter().map(cast::int).fold(0, i64::wrapping_add)))),
    Function::of("sub", 2, |_, args| Ok(Value::int64(cast::int(&args[0]).wrapping_sub(cast::int(&args[1]))))),
    Function::variadic("mul", 1, |_, args| Ok(Value::int64(args.iter().map(cast::int).fold(1, i64::wrapping_mul)))),
    Function::of("div", 2, |_, args| Ok(Value::int64(cast::int(&args[0]).wrapping_div(divisor(&args[1])?)))),
    Function::of("mod", 2, |_, args| Ok(Value::int64(cast::int(&args[0]).wrapping_rem(divisor(&args[1])?)))),
    Function::of("randInt", 2, rand_int),
    Function::of("add1f", 1, |call, args| decimals(call, &[args[0].clone(), 1.0.into()], |a, b| Ok(a.plus(b)))),
    Function::variadic("addf", 0, |call, args| {
        let all: Vec<Value> = std::iter::once(Value::from(0.0)).chain(args.iter().cloned()).collect();
        decimals(call, &all, |a, b| Ok(a.plus(b)))
    }),
    Function::variadic("subf", 1, |call, args| decimals(call, args, |a, b| Ok(a.minus(b)))),
    Function::variadic("mulf", 1, |call, args| decimals(call, args, |a, b| Ok(a.times(b)))),
    Function::variadic("divf", 1, |call, args| {
        decimals(call, args, |a, b| a.over(b).ok_or_else(|| Error::new("decimal division by 0")))
    }),
    Function::variadic("max", 1, max),
    Function::variadic("biggest", 1, max),
    Function::variadic("min", 1, |_, args| Ok(Value::int64(args.iter().map(cast::int).min().unwrap_or(0)))),
    Function::variadic("maxf", 1, |_, args| Ok(floats(args, true).into())),
    Function::variadic("minf", 1, |_, args| Ok(floats(args, false).into())),
    Function::of("ceil", 1, |_, args| Ok(cast::float(&args[0]).ceil().into())),
    Function::of("floor", 1, |_, args| Ok(cast::float(&args[0]).floor().into())),
    Function::variadic("round", 2, round),
];

fn divisor(value: &Value) -> Result<i64> {
    match cast::int(value) {
        0 => Err(Error::new("runtime error: integer divide by zero")),
        divisor => Ok(divisor),
    }
}

fn max(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    Ok(Value::int64(args.iter().map(cast::int).max().unwrap_or(0)))
}

/// The greatest or least float; infinity comes before NaN, and NaN before all else.
fn floats(args: &[Value], greatest: bool) -> f64 {
    let better = |left: f64, right: f64| {
        let far = if greatest { f64::INFINITY } else { f64::NEG_INFINITY };
        match (left, right) {
            _ if left == far || right == far => far,
            _ if left.is_nan() || right.is_nan() => f64::NAN,
            _ if left == right => {
                if left.is_sign_negative() != greatest {
                    left
                } else {
                    right
                }
            }
            _ => {
                if (left > right) == greatest {
                    left
                } else {
                    right
                }
            }
        }
    };
    args.iter().map(cast::float).reduce(better).unwrap_or(0.0)
}

/// The numbers from `start` on, before `stop`.
fn steps(call: &Call<'_>, start: i64, stop: i64, step: i64) -> Result<Vec<i64>> {
    if step == 0 || (stop < start) != (step < 0) || start == stop {
        return Ok(Vec::new());
    }
    let count = start.abs_diff(stop).div_ceil(step.unsigned_abs());
    call.budget.take_elements(count)?;
    call.budget.take_bytes(count.saturating_mul(16))?;
    Ok((0..count as i64).map(|at| start.wrapping_add(at.wrapping_mul(step))).collect())
}

fn until_step(call: &Call<'_>, start: i64, stop: i64, step: i64) -> Result<Value> {
    let items = steps(call, start, stop, step)?.into_iter().map(Value::int).collect();
    Ok(Value::new(Kind::List(List { items, of: ListType::Ints })))
}

fn seq(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let numbers = args.iter().map(int).collect::<Result<Vec<_>>>()?;
    let (start, end, step) = match numbers[..] {
        [end] => (1, end, None),
        [start, end] => (start, end, None),
        [start, step, end] => (start, end, Some(step)),
        _ => return Ok("".into()),
    };
    let down = end < start;
    if down && step.is_some_and(|step| step > 0) {
        return Ok("".into());
    }
    let unit = if down { -1 } else { 1 };
    let numbers = steps(call, start, end.wrapping_add(unit), step.unwrap_or(unit))?;
    Ok(lists::spaced(numbers.iter().map(i64::to_string)).into())
}

/// The least number asked for.
fn rand_int(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (least, end) = (int(&args[0])?, int(&args[1])?);
    if end.wrapping_sub(least) <= 0 {
        return Err(Error::new("invalid argument to Intn"));
    }
    Ok(stand_in(call, Value::int(least)))
}

/// One operation after the other on decimals.
fn decimals(call: &Call<'_>, args: &[Value], run: impl Fn(&Decimal, &Decimal) -> Result<Decimal>) -> Result<Value> {
    let decimal = |value: &Value| {
        let number = cast::float(value);
        Decimal::of(number).ok_or_else(|| {
            let shown = if number.is_nan() {
                "NaN"
            } else if number > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            };
            Error::new(format!("Cannot create a Decimal from {shown}"))
        })
    };
    let mut numbers = args.iter();
    let Some(first) = numbers.next() else { return Ok(0.0.into()) };
    let mut result = decimal(first)?;
    for number in numbers {
        call.budget.take_steps(result.digits())?;
        result = run(&result, &decimal(number)?)?;
    }
    Ok(result.to_float().into())
}

/// 10^places, computed as `math.Pow` does it.
fn power_of_ten(places: i64) -> f64 {
    let size = places.unsigned_abs();
    if size > 400 {
        return if places > 0 { f64::INFINITY } else { 0.0 };
    }
    // Ten is 0.625 × 2⁴: mantissas and exponents are multiplied apart.
    let (mut mantissa, mut exponent) = (1.0_f64, 0_i32);
    let (mut square, mut shift, mut rest) = (0.625_f64, 4_i32, size);
    while rest > 0 {
        if rest & 1 == 1 {
            mantissa *= square;
            exponent += shift;
        }
        square *= square;
        shift *= 2;
        if square < 0.5 {
            square += square;
            shift -= 1;
        }
        rest >>= 1;
    }
    if places < 0 {
        mantissa = 1.0 / mantissa;
        exponent = -exponent;
    }
    let half = exponent / 2;
    mantissa * 2_f64.powi(half) * 2_f64.powi(exponent - half)
}

fn round(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let places = int(&args[1])?;
    let on = match args.get(2).map(|on| &on.kind) {
        None => 0.5,
        Some(Kind::Float(on)) => *on,
        // A constant of a template is what its parameter is.
        Some(Kind::Int(on, Int::Int)) => *on as f64,
        Some(_) => return Err(refused(&args[2], "float64")),
    };
    let power = power_of_ten(places);
    let digit = power * cast::float(&args[0]);
    let rounded = if digit.fract() >= on { digit.ceil() } else { digit.floor() };
    Ok((rounded / power).into())
}
