//! Numbers of any size and precision, with the text they were written in.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use num_bigint::BigInt;

/// Digits that an integer may have when it is written out: `1e999999999` is a number, but not one to compute with.
const MAX_DIGITS: i64 = 100_000;

/// A number: equal and ordered by what it is, printed as it was written.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    Int(i64),
    /// Whatever is not a plain integer of 64 bits.
    Decimal(Arc<Decimal>),
}

/// ±0.d₁d₂d₃… × 10^exponent.
struct Decimal {
    text: Box<str>,
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: Box<str>,
    exponent: i64,
}

/// The text is no JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number")]
pub struct NotANumber;

impl Number {
    /// As an integer of 64 bits, where it is one: `2`, `2.0` and `2e0` are.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Int(value) => Some(*value),
            Repr::Decimal(decimal) => {
                if decimal.digits.len() as i64 > decimal.exponent || decimal.exponent > 19 {
                    return if decimal.digits.is_empty() { Some(0) } else { None };
                }
                decimal.integer_text()?.parse().ok()
            }
        }
    }

    /// As an index, where it is one.
    #[must_use]
    pub fn as_usize(&self) -> Option<usize> {
        self.as_i64().and_then(|value| value.try_into().ok())
    }

    /// As an integer, where it is one, and not absurdly long.
    #[must_use]
    pub fn as_integer(&self) -> Option<BigInt> {
        match &self.0 {
            Repr::Int(value) => Some(BigInt::from(*value)),
            Repr::Decimal(decimal) => decimal.integer_text()?.parse().ok(),
        }
    }

    /// Is it an integer of any size, however written?
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Int(_) => true,
            Repr::Decimal(decimal) => decimal.digits.len() as i64 <= decimal.exponent || decimal.digits.is_empty(),
        }
    }

    /// The nearest number of 64 bits; infinite where there is none.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Int(value) => *value as f64,
            Repr::Decimal(decimal) => decimal.text.parse().unwrap_or(f64::NAN),
        }
    }

    /// The shortest text that reads back as `value`; none for what is not finite.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| serde_json::Number::from_f64(value)?.to_string().parse().ok())?
    }

    /// The sign: less, equal or greater than zero.
    #[must_use]
    pub fn sign(&self) -> Ordering {
        match &self.0 {
            Repr::Int(value) => value.cmp(&0),
            Repr::Decimal(decimal) if decimal.digits.is_empty() => Ordering::Equal,
            Repr::Decimal(decimal) if decimal.negative => Ordering::Less,
            Repr::Decimal(_) => Ordering::Greater,
        }
    }

    /// What [`fmt::Display`] prints, where that is kept.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Repr::Int(_) => None,
            Repr::Decimal(decimal) => Some(&decimal.text),
        }
    }
}

impl Decimal {
    /// The integer it is, without exponent.
    fn integer_text(&self) -> Option<String> {
        let length = self.digits.len() as i64;
        if self.digits.is_empty() {
            return Some("0".to_owned());
        }
        if length > self.exponent || self.exponent > MAX_DIGITS {
            return None;
        }
        let sign = if self.negative { "-" } else { "" };
        let zeros = "0".repeat(usize::try_from(self.exponent - length).ok()?);
        Some(format!("{sign}{}{zeros}", self.digits))
    }

    fn compare(&self, other: &Self) -> Ordering {
        let sign = |decimal: &Self| match (decimal.digits.is_empty(), decimal.negative) {
            (true, _) => 0_i8,
            (false, true) => -1,
            (false, false) => 1,
        };
        let (left, right) = (sign(self), sign(other));
        if left != right || left == 0 {
            return left.cmp(&right);
        }
        let magnitude = self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
        if left < 0 { magnitude.reverse() } else { magnitude }
    }

    fn of(value: i64) -> Self {
        let text = value.unsigned_abs().to_string();
        let exponent = text.len() as i64;
        let digits = text.trim_end_matches('0');
        let exponent = if digits.is_empty() { 0 } else { exponent };
        Self { digits: digits.into(), negative: value < 0, exponent, text: Box::default() }
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    /// Reads a JSON number; its text is kept.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let plain = unsigned.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = unsigned.len() > 1
            && unsigned.starts_with('0')
            && !unsigned.starts_with("0.")
            && !unsigned.starts_with("0e")
            && !unsigned.starts_with("0E");
        if leading_zero || !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(NotANumber);
        }
        if plain
            && !(negative && unsigned == "0")
            && let Ok(value) = text.parse()
        {
            return Ok(Self(Repr::Int(value)));
        }
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return Err(NotANumber),
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(NotANumber);
        }
        let together = format!("{whole}{fraction}");
        let significant = together.trim_start_matches('0');
        let leading = (together.len() - significant.len()) as i64;
        let digits = significant.trim_end_matches('0');
        let exponent = if digits.is_empty() { 0 } else { exponent + whole.len() as i64 - leading };
        Ok(Self(Repr::Decimal(Arc::new(Decimal { text: text.into(), negative, digits: digits.into(), exponent }))))
    }
}

/// An exponent; what does not fit is clamped far beyond what is ever computed.
fn parse_exponent(text: &str) -> Result<i64, NotANumber> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotANumber);
    }
    let value = digits.parse().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    Ok(if text.starts_with('-') { -value } else { value })
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Int(value))
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        i64::try_from(value).map_or_else(|_| Self::from(BigInt::from(value)), Self::from)
    }
}

impl From<BigInt> for Number {
    fn from(value: BigInt) -> Self {
        match i64::try_from(&value) {
            Ok(value) => Self::from(value),
            // A text of digits is a number.
            Err(_) => value.to_string().parse().unwrap_or(Self(Repr::Int(0))),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Int(left), Repr::Int(right)) => left.cmp(right),
            (Repr::Decimal(left), Repr::Decimal(right)) => left.compare(right),
            (Repr::Int(left), Repr::Decimal(right)) => Decimal::of(*left).compare(right),
            (Repr::Decimal(left), Repr::Int(right)) => left.compare(&Decimal::of(*right)),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match (&self.0, self.as_i64()) {
            (_, Some(value)) => value.hash(state),
            (Repr::Decimal(decimal), None) => (decimal.negative, &decimal.digits, decimal.exponent).hash(state),
            (Repr::Int(value), None) => value.hash(state),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Int(value) => write!(f, "{value}"),
            Repr::Decimal(decimal) => f.write_str(&decimal.text),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn orders_by_what_a_number_is() {
        let sorted = [
            "-1e400",
            "-12345678901234567890",
            "-2",
            "-1.5",
            "0",
            "1e-9",
            "0.5",
            "1",
            "1.5",
            "10",
            "12345678901234567890",
            "1e400",
        ];
        for (at, left) in sorted.iter().enumerate() {
            for (other, right) in sorted.iter().enumerate() {
                assert_eq!(number(left).cmp(&number(right)), at.cmp(&other), "{left} {right}");
            }
        }
        for (left, right) in [("1", "1.0"), ("100", "1e2"), ("0", "-0.0"), ("0.1", "1e-1"), ("-20", "-2.0E1")] {
            assert_eq!(number(left), number(right));
        }
    }

    #[test]
    fn keeps_the_text() {
        for text in ["1.50", "1e2", "12345678901234567890", "-0"] {
            assert_eq!(number(text).to_string(), text);
        }
        assert_eq!(number("20.0").as_i64(), Some(20));
        assert_eq!(number("2e1").as_integer(), Some(BigInt::from(20)));
        assert_eq!(number("1.5").as_i64(), None);
        assert_eq!(number("1e999999999").as_integer(), None);
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "-", "01", "1.", ".5", "1e", "0x10", "1_000", "+1", "NaN"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
