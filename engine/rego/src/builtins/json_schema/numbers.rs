//! Numbers against what a schema says of them.

use num_bigint::BigInt;
use num_traits::Zero;

use super::check::Outcome;
use crate::builtins::Error;
use crate::value::{Number, Object, Value};

/// Powers of ten between two numbers that are divided.
const MAX_SCALE: i64 = 10_000;

/// Is the number a multiple of what is wanted, and between the limits?
pub(super) fn check(outcome: &mut Outcome, rules: &Object, number: &Number, field: &str) -> Result<(), Error> {
    let limit = |name: &str| rules.field(name).and_then(Value::as_number);
    if let Some(unit) = limit("multipleOf").filter(|unit| unit.sign().is_gt())
        && !is_multiple(number, unit)?
    {
        outcome.error("multiple_of", field, format!("Must be a multiple of {}", short(unit)));
    }
    // As draft 4 has it, the exclusive limit is a mark on the other one.
    let marked = |name: &str| rules.field(name) == Some(&Value::Bool(true));
    let sides = [
        ("maximum", "exclusiveMaximum", ["number_lte", "number_lt"], "less than"),
        ("minimum", "exclusiveMinimum", ["number_gte", "number_gt"], "greater than"),
    ];
    for (name, exclusive, kinds, words) in sides {
        let (open, closed) = if marked(exclusive) { (limit(name), None) } else { (limit(exclusive), limit(name)) };
        let beyond = |limit: &Number| if name == "maximum" { number > limit } else { number < limit };
        if let Some(limit) = closed.filter(|limit| beyond(limit)) {
            outcome.error(kinds[0], field, format!("Must be {words} or equal to {}", short(limit)));
        }
        if let Some(limit) = open.filter(|limit| beyond(limit) || number == *limit) {
            outcome.error(kinds[1], field, format!("Must be {words} {}", short(limit)));
        }
    }
    outcome.score += 1;
    Ok(())
}

/// Significant digits, and the power of ten that the last of them has.
fn digits(number: &Number) -> (String, i64) {
    let text = number.to_string();
    let text = text.trim_start_matches('-');
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let together = format!("{whole}{fraction}");
    let trimmed = together.trim_end_matches('0');
    let exponent = exponent.parse().unwrap_or(i64::MAX / 4) - fraction.len() as i64;
    let exponent = exponent + (together.len() - trimmed.len()) as i64;
    (trimmed.trim_start_matches('0').to_owned(), exponent)
}

fn is_multiple(number: &Number, unit: &Number) -> Result<bool, Error> {
    let ((left, left_power), (right, right_power)) = (digits(number), digits(unit));
    if left.is_empty() {
        return Ok(true);
    }
    let scale = left_power - right_power;
    if scale.abs() > MAX_SCALE || left.len() + right.len() > MAX_SCALE as usize {
        return Err(Error::failed("multipleOf: the numbers are too far apart"));
    }
    let integer = |digits: &str| digits.parse::<BigInt>().unwrap_or_default();
    let power = BigInt::from(10).pow(u32::try_from(scale.unsigned_abs()).unwrap_or_default());
    let (left, right) = (integer(&left), integer(&right));
    Ok(if scale < 0 { left % (right * power) } else { left * power % right }.is_zero())
}

/// A number as Go writes one that it keeps exactly: an exponent from a million on and below a ten-thousandth.
fn short(number: &Number) -> String {
    let (digits, power) = digits(number);
    let sign = if number.sign().is_lt() { "-" } else { "" };
    if digits.is_empty() {
        return "0".to_owned();
    }
    let point = digits.len() as i64 + power;
    let (first, rest) = digits.split_at(1);
    if !(-3..=6).contains(&point) {
        let dot = if rest.is_empty() { "" } else { "." };
        let (mark, exponent) = if point > 0 { ('+', point - 1) } else { ('-', 1 - point) };
        return format!("{sign}{first}{dot}{rest}e{mark}{exponent:02}");
    }
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
    if point <= 0 {
        format!("{sign}0.{}{digits}", zeros(-point))
    } else if power >= 0 {
        format!("{sign}{digits}{}", zeros(power))
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or_default());
        format!("{sign}{whole}.{fraction}")
    }
}
