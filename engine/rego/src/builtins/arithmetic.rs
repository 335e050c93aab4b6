//! `+`, `-`, `*`, `/`, `%`, `abs`, `ceil`, `floor`, `round`.
//!
//! Integers of any size are exact in sums, differences, products and remainders; everything else is a float of 64 bits
//! (see [`Float`]).

use num_bigint::BigInt;
use num_traits::Zero;

use super::operands::{self, big_integer, too_big, wrong};
use super::{Answer, Context, Error, Function};
use crate::value::{Float, Number, TooBig, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("abs", abs),
    ("ceil", ceil),
    ("div", div),
    ("floor", floor),
    ("minus", minus),
    ("mul", mul),
    ("plus", plus),
    ("rem", rem),
    ("round", round),
];

/// The number that a computation with floats gives.
fn floats(compute: impl FnOnce() -> Result<Float, TooBig>) -> Answer {
    Ok(Value::Number(compute().map_err(too_big)?.to_number()))
}

/// A binary operation: on integers of 64 bits where that fits, exact integers, floats.
struct Operation {
    small: fn(i64, i64) -> Option<i64>,
    exact: fn(BigInt, BigInt) -> BigInt,
    float: fn(&Float, &Float) -> Result<Float, TooBig>,
}

impl Operation {
    fn apply(&self, context: &mut Context<'_>, left: &Number, right: &Number) -> Answer {
        context.work(1)?;
        if let (Some(x), Some(y)) = (left.as_i64(), right.as_i64())
            && let Some(result) = (self.small)(x, y)
        {
            return Ok(Value::from(result));
        }
        if left.is_integer() && right.is_integer() {
            let (x, y) = (big_integer(left)?, big_integer(right)?);
            context.make((x.bits() + y.bits()) as usize)?;
            return Ok(Value::Number((self.exact)(x, y).into()));
        }
        context.work(10)?;
        floats(|| (self.float)(&Float::of(left)?, &Float::of(right)?))
    }

    fn call(&self, context: &mut Context<'_>, arguments: &[Value]) -> Answer {
        self.apply(context, operands::number(arguments, 1)?, operands::number(arguments, 2)?)
    }
}

const PLUS: Operation = Operation { small: i64::checked_add, exact: |x, y| x + y, float: Float::plus };
const MINUS: Operation = Operation { small: i64::checked_sub, exact: |x, y| x - y, float: Float::minus };
const MUL: Operation = Operation { small: i64::checked_mul, exact: |x, y| x * y, float: Float::mul };

fn plus(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    PLUS.call(context, arguments)
}

fn mul(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    MUL.call(context, arguments)
}

/// The difference of numbers or of sets.
fn minus(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    match (&arguments[0], &arguments[1]) {
        (Value::Number(left), Value::Number(right)) => MINUS.apply(context, left, right),
        (Value::Set(left), Value::Set(right)) => super::sets::difference(context, left, right),
        (Value::Set(_), Value::Number(_)) => Err(wrong(2, "set", &arguments[1])),
        (Value::Number(_) | Value::Set(_), other) => Err(wrong(2, "number", other)),
        (other, _) => Err(wrong(1, "one of {number, set}", other)),
    }
}

fn div(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (operands::number(arguments, 1)?, operands::number(arguments, 2)?);
    context.work(1)?;
    if right.sign().is_eq() {
        return Err(Error::failed("divide by zero"));
    }
    // The quotient of zero is a float: it may be -0.
    if let (Some(x), Some(y)) = (left.as_i64(), right.as_i64())
        && x != 0
        && x.checked_rem(y) == Some(0)
        && let Some(quotient) = x.checked_div(y)
    {
        return Ok(Value::from(quotient));
    }
    context.work(10)?;
    floats(|| Float::of(left)?.div(&Float::of(right)?))
}

/// The remainder, with the sign of the dividend.
fn rem(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (operands::number(arguments, 1)?, operands::number(arguments, 2)?);
    context.work(1)?;
    if !left.is_integer() || !right.is_integer() {
        return Err(Error::failed("modulo on floating-point number"));
    }
    if right.sign().is_eq() {
        return Err(Error::failed("modulo by zero"));
    }
    if let (Some(x), Some(y)) = (left.as_i64(), right.as_i64()) {
        return Ok(Value::from(x.checked_rem(y).unwrap_or_default()));
    }
    let (x, y) = (big_integer(left)?, big_integer(right)?);
    context.make((x.bits() + y.bits()) as usize)?;
    Ok(Value::Number((x % y).into()))
}

/// An operation on one number that leaves integers of 64 bits as they are, or all but their sign.
fn unary(
    context: &mut Context<'_>,
    arguments: &[Value],
    small: fn(i64) -> Option<i64>,
    float: fn(Float) -> Result<Float, TooBig>,
) -> Answer {
    let number = operands::number(arguments, 1)?;
    context.work(1)?;
    match number.as_i64().and_then(small) {
        Some(result) => Ok(Value::from(result)),
        None => floats(|| float(Float::of(number)?)),
    }
}

fn abs(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    unary(context, arguments, i64::checked_abs, |float| Ok(float.abs()))
}

/// Half away from zero.
fn round(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    unary(context, arguments, Some, |float| {
        let half = Float::constant(1, -1);
        let moved = if float.is_negative() { float.minus(&half) } else { float.plus(&half) };
        Ok(Float::of_integer(&moved?.truncate()))
    })
}

/// Up, as OPA does it: what lies between -1 and 0 becomes 1.
fn ceil(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    unary(context, arguments, Some, |float| {
        let integer = Float::of_integer(&float.truncate());
        if integer.is_negative() || integer == float { Ok(integer) } else { integer.plus(&Float::constant(1, 0)) }
    })
}

/// Down, as OPA does it: what lies between -1 and 0 becomes 0.
fn floor(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    unary(context, arguments, Some, |float| {
        let integer = Float::of_integer(&float.truncate());
        if !integer.is_negative() || integer == float { Ok(integer) } else { integer.minus(&Float::constant(1, 0)) }
    })
}

/// The sum of numbers: exact where all are integers.
pub(super) fn sum(context: &mut Context<'_>, numbers: &[&Number]) -> Answer {
    let mut small = Some(0_i64);
    let mut exact = true;
    for number in numbers {
        context.work(1)?;
        small = small.zip(number.as_i64()).and_then(|(sum, number)| sum.checked_add(number));
        exact &= number.is_integer();
    }
    if let Some(sum) = small {
        return Ok(Value::from(sum));
    }
    if exact {
        let mut sum = BigInt::zero();
        for number in numbers {
            sum += big_integer(number)?;
            context.make(sum.bits() as usize / 8)?;
        }
        return Ok(Value::Number(sum.into()));
    }
    let mut sum = Float::zero();
    for number in numbers {
        context.work(10)?;
        sum = Float::of(number).and_then(|number| sum.plus(&number)).map_err(too_big)?;
    }
    Ok(Value::Number(sum.to_number()))
}

/// The product of numbers: exact where all are integers, else of 53 bits.
pub(super) fn product(context: &mut Context<'_>, numbers: &[&Number]) -> Answer {
    if numbers.iter().all(|number| number.is_integer()) {
        let mut product = BigInt::from(1);
        for number in numbers {
            product *= big_integer(number)?;
            context.make(product.bits() as usize)?;
            operands::bounded(&product)?;
        }
        return Ok(Value::Number(product.into()));
    }
    let mut product = Float::constant(1, 0);
    for number in numbers {
        context.work(10)?;
        product = Float::of(number).and_then(|number| product.scaled(&number)).map_err(too_big)?;
    }
    Ok(Value::Number(product.to_number()))
}
