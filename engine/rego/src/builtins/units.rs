//! `units.parse`, `units.parse_bytes`: amounts such as `10Ki`, `1.5G`, `200m`.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Signed, Zero};

use super::operands::{bounded, string, too_big};
use super::{Answer, Context, Error, Function};
use crate::value::{Float, Number, TooBig, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("units.parse", parse), ("units.parse_bytes", parse_bytes)];

/// Digits that an exponent may have.
const MAX_EXPONENT_DIGITS: usize = 6;

/// Powers of ten beyond which an amount is refused.
const MAX_EXPONENT: i64 = 30_000;

/// Decimal places of an amount that is no integer.
const PLACES: u32 = 10;

/// `text` without its quotes; spaces are refused.
fn clean(context: &mut Context<'_>, text: &str) -> Result<String, Error> {
    context.work(text.len() / 8)?;
    if text.contains(' ') {
        return Err(Error::failed("spaces not allowed in resource strings"));
    }
    Ok(text.replace('"', ""))
}

/// The number at the start and the unit after it. An `e` belongs to the number where a digit or a sign follows.
fn split(text: &str) -> Result<(&str, &str), Error> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' | b'.' | b'+' | b'-' => {}
            b'e' | b'E' => match bytes.get(at + 1) {
                Some(next) if next.is_ascii_digit() || matches!(next, b'+' | b'-') => {
                    at += usize::from(!next.is_ascii_digit());
                    let digits = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                    if digits > MAX_EXPONENT_DIGITS {
                        return Err(Error::failed("exponent too large"));
                    }
                }
                _ => break,
            },
            _ => break,
        }
        at += 1;
    }
    let (number, unit) = text.split_at(at);
    if number.is_empty() { Err(Error::failed("no amount provided")) } else { Ok((number, unit)) }
}

/// ±mantissa × 10^exponent.
struct Amount {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
}

/// Reads a number as Go does: a sign, digits around a point, an exponent.
fn amount(text: &str) -> Result<Amount, Error> {
    let wrong = || Error::failed("could not parse amount to a number");
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let together = format!("{whole}{fraction}");
    if together.is_empty() || !together.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let exponent: i64 = exponent.parse().map_err(|_| wrong())?;
    let exponent = exponent - fraction.len() as i64;
    let mantissa: BigUint = if together.len() > MAX_EXPONENT as usize { None } else { together.parse().ok() }
        .filter(|_| exponent.abs() <= MAX_EXPONENT)
        .ok_or_else(|| too_big(TooBig))?;
    Ok(Amount { negative, mantissa, exponent })
}

/// The power of a unit letter: `k` 1, `m` 2 and so on.
fn power(letter: u8) -> Option<u32> {
    b"kmgtpe".iter().position(|own| *own == letter).map(|at| at as u32 + 1)
}

/// Bytes, an integer; units in any case.
fn parse_bytes(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = clean(context, &string(arguments, 1)?.to_lowercase())?;
    let (number, unit) = split(&text)?;
    let unknown = || Error::failed(format!("byte unit {unit} not recognized"));
    let unit = match unit.as_bytes() {
        [] => 1,
        [letter] | [letter, b'b'] => 1000_u64.pow(power(*letter).ok_or_else(unknown)?),
        [letter, b'i'] | [letter, b'i', b'b'] => 1024_u64.pow(power(*letter).ok_or_else(unknown)?),
        _ => return Err(unknown()),
    };
    let Amount { negative, mantissa, exponent } = amount(number)?;
    let unit = Float::of_integer(&unit.into());
    let bytes = Float::decimal(negative, mantissa, exponent).and_then(|amount| amount.mul(&unit)).map_err(too_big)?;
    let bytes = bytes.truncate();
    bounded(&bytes)?;
    context.make(bytes.bits() as usize)?;
    Ok(Value::Number(bytes.into()))
}

/// A number of units, `m` being a thousandth: an integer, or with ten places.
fn parse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = clean(context, string(arguments, 1)?)?;
    let (number, unit) = split(&text)?;
    let unknown = || Error::failed(format!("unit {unit} not recognized"));
    // Numerator and the power of two that divides it.
    let (factor, halvings) = match unit.as_bytes() {
        [] => (1, 0),
        // The float of 64 bits that is nearest to a thousandth.
        b"m" => (1_152_921_504_606_847, 60),
        [letter] => (1000_u64.pow(power(letter.to_ascii_lowercase()).ok_or_else(unknown)?), 0),
        [letter, b'i' | b'I'] => (1024_u64.pow(power(letter.to_ascii_lowercase()).ok_or_else(unknown)?), 0),
        _ => return Err(unknown()),
    };
    let Amount { negative, mantissa, exponent } = amount(number)?;
    context.make(mantissa.bits() as usize + exponent.unsigned_abs() as usize)?;
    let ten = BigUint::from(10_u32).pow(exponent.unsigned_abs() as u32);
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    let mut numerator = BigInt::from_biguint(sign, mantissa * factor);
    let mut denominator = BigInt::from(1) << halvings;
    if exponent < 0 {
        denominator *= BigInt::from(ten);
    } else {
        numerator *= BigInt::from(ten);
    }
    let (whole, rest) = numerator.div_rem(&denominator);
    if rest.is_zero() {
        return Ok(Value::Number(whole.into()));
    }
    // Half away from zero.
    let scaled: BigInt = (numerator.abs() * BigInt::from(10_u64.pow(PLACES)) * 2 + &denominator) / (denominator * 2);
    let (whole, places) = scaled.div_rem(&BigInt::from(10_u64.pow(PLACES)));
    let sign = if numerator.is_negative() { "-" } else { "" };
    let number: Result<Number, _> = format!("{sign}{whole}.{places:0>10}").parse();
    number.map(Value::Number).map_err(|error| Error::failed(error.to_string()))
}
