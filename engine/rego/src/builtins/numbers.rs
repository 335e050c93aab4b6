//! `numbers.*`, `format_int`, `rand.intn`, `bits.*`.

use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed};

use super::identity::draw_bits;
use super::operands::{self, any_integer, bounded, too_big};
use super::{Answer, Context, Error, Function};
use crate::value::{Float, TooBig, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("bits.and", |context, arguments| bits(context, arguments, |left, right| Ok(left & right))),
    ("bits.lsh", |context, arguments| bits(context, arguments, shift_left)),
    ("bits.negate", negate),
    ("bits.or", |context, arguments| bits(context, arguments, |left, right| Ok(left | right))),
    ("bits.rsh", |context, arguments| bits(context, arguments, shift_right)),
    ("bits.xor", |context, arguments| bits(context, arguments, |left, right| Ok(left ^ right))),
    ("format_int", format_int),
    ("numbers.range", |context, arguments| range(context, arguments, &BigInt::one())),
    ("numbers.range_step", range_step),
    ("rand.intn", random),
];

fn range_step(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    any_integer(arguments, 1)?;
    any_integer(arguments, 2)?;
    let step = any_integer(arguments, 3)?;
    if step.is_positive() {
        range(context, arguments, &step)
    } else {
        Err(Error::failed("numbers.range_step: step must be a positive integer"))
    }
}

/// All integers between the first two arguments, both included, up or down.
fn range(context: &mut Context<'_>, arguments: &[Value], step: &BigInt) -> Answer {
    let (first, last) = (any_integer(arguments, 1)?, any_integer(arguments, 2)?);
    let count = (&last - &first).abs() / step + 1;
    let count = usize::try_from(&count).unwrap_or(usize::MAX);
    let size = size_of::<Value>() + first.bits().max(last.bits()).saturating_sub(63) as usize / 2;
    context.make(count.saturating_mul(size))?;
    let step = if last < first { -step } else { step.clone() };
    let mut items = Vec::with_capacity(count);
    let mut next = first;
    for _ in 0..count {
        context.work(1)?;
        items.push(Value::Number(next.clone().into()));
        next += &step;
    }
    Ok(Value::array(items))
}

/// The integer in a base; fractions are cut off.
fn format_int(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (number, base) = (operands::number(arguments, 1)?, operands::number(arguments, 2)?);
    let radix = match &*base.to_string() {
        "2" => 2,
        "8" => 8,
        "10" => 10,
        "16" => 16,
        _ => return Err(Error::Type("operand 2 must be one of {2, 8, 10, 16}".to_owned())),
    };
    context.work(1 + number.text().map_or(0, str::len))?;
    let plain = number.text().is_none_or(|text| !text.contains(['.', 'e', 'E']));
    let integer = match number.as_i64() {
        Some(integer) => BigInt::from(integer),
        None if plain => operands::big_integer(number)?,
        None => Float::of(number).map_err(too_big)?.truncate(),
    };
    context.make(integer.bits() as usize)?;
    Ok(Value::from(integer.to_str_radix(radix)))
}

/// A number below the second argument, the same for the same arguments.
fn random(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    operands::string(arguments, 1)?;
    let limit = operands::integer(arguments, 2)?.unsigned_abs();
    if limit == 0 {
        return Ok(Value::from(0_i64));
    }
    if !context.outside.random {
        return Err(Error::without_chance("rand.intn"));
    }
    let question = Value::array(vec![arguments[0].clone(), Value::Number(BigInt::from(limit).into())]);
    context.once("rand.intn", question, || Value::Number(BigInt::from(draw_bits() % limit).into()))
}

fn bits(
    context: &mut Context<'_>,
    arguments: &[Value],
    operation: fn(BigInt, BigInt) -> Result<BigInt, Error>,
) -> Answer {
    let (left, right) = (any_integer(arguments, 1)?, any_integer(arguments, 2)?);
    let result = operation(left, right)?;
    bounded(&result)?;
    context.make(result.bits() as usize / 2)?;
    Ok(Value::Number(result.into()))
}

fn negate(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    Ok(Value::Number((!any_integer(arguments, 1)?).into()))
}

/// How far to shift; a distance that 64 bits do not hold is as good as endless.
fn distance(by: &BigInt) -> Result<u64, Error> {
    if by.sign() == Sign::Minus {
        let message = "operand 2 must be an unsigned integer number but got a negative integer";
        return Err(Error::Type(message.to_owned()));
    }
    Ok(u64::try_from(by).unwrap_or(u64::MAX))
}

fn shift_left(integer: BigInt, by: BigInt) -> Result<BigInt, Error> {
    let by = distance(&by)?;
    if integer.sign() == Sign::NoSign {
        return Ok(integer);
    }
    if integer.bits().saturating_add(by) > operands::MAX_BITS {
        return Err(too_big(TooBig));
    }
    Ok(integer << by)
}

fn shift_right(integer: BigInt, by: BigInt) -> Result<BigInt, Error> {
    let by = distance(&by)?;
    let nothing = if integer.sign() == Sign::Minus { -BigInt::one() } else { BigInt::default() };
    Ok(if by >= integer.bits() { nothing } else { integer >> by })
}
