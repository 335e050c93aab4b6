//! Numbers of Terraform: binary floats with a mantissa of 512 bits, written as the shortest decimal that reads back.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use bartizan_decimal::Decimal;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

pub use super::float::NumberError;
use super::float::{Float, PRECISION};

/// A number.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    Small(i64),
    Large(Arc<Float>),
}

/// Whether there is such a number.
type Answer = Result<Number, NumberError>;

impl Number {
    /// Reads the notation of HCL and JSON; none for what is no number or too large.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text).ok()
    }

    /// Reads the notation of HCL and JSON, and what Go reads besides: `.5`, `5.`, `+5`, `1p3`.
    ///
    /// # Errors
    /// It is no number, or too large.
    pub fn read(text: &str) -> Answer {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.len() <= 18 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let value: i64 = text.parse().map_err(|_| NumberError::Malformed)?;
            if value != 0 || digits.len() == text.len() {
                return Ok(value.into());
            }
        }
        Float::read(text).map(Self::from)
    }

    /// A float of 53 bits, as Terraform's functions of real numbers give.
    ///
    /// # Errors
    /// It is infinite or not a number.
    pub fn of_f64(value: f64) -> Answer {
        let float = Float::of_f64(value)?;
        // From here on 53 bits are written with fewer digits than the integer has.
        if value.abs() < 1e15 { Ok(float.into()) } else { Ok(Self(Repr::Large(Arc::new(float)))) }
    }

    /// An integer.
    #[must_use]
    pub fn of_integer(value: &BigInt) -> Self {
        Float::of_integer(value, 64).into()
    }

    fn float(&self) -> Float {
        match &self.0 {
            Repr::Small(value) => Float::of_integer(&BigInt::from(*value), PRECISION),
            Repr::Large(float) => Float::clone(float),
        }
    }

    fn with(
        &self,
        other: &Self,
        small: impl FnOnce(i64, i64) -> Option<i64>,
        large: impl FnOnce(&Float, &Float) -> Result<Float, NumberError>,
    ) -> Answer {
        if let (Repr::Small(left), Repr::Small(right)) = (&self.0, &other.0)
            && let Some(result) = small(*left, *right)
        {
            return Ok(result.into());
        }
        large(&self.float(), &other.float()).map(Self::from)
    }

    /// The sum.
    ///
    /// # Errors
    /// It is too large.
    pub fn add(&self, other: &Self) -> Answer {
        self.with(other, i64::checked_add, Float::add)
    }

    /// The difference.
    ///
    /// # Errors
    /// It is too large.
    pub fn sub(&self, other: &Self) -> Answer {
        self.with(other, i64::checked_sub, |left, right| left.add(&right.clone().neg()))
    }

    /// The product.
    ///
    /// # Errors
    /// It is too large.
    pub fn mul(&self, other: &Self) -> Answer {
        // Zero keeps a sign.
        self.with(other, |left, right| left.checked_mul(right).filter(|product| *product != 0), Float::mul)
    }

    /// The quotient.
    ///
    /// # Errors
    /// The divisor is zero, or the quotient too large.
    pub fn div(&self, other: &Self) -> Answer {
        let small = |left: i64, right: i64| {
            (left != 0 && left.checked_rem(right) == Some(0)).then(|| left.checked_div(right)).flatten()
        };
        self.with(other, small, Float::div)
    }

    /// What a division leaves, with the sign of the dividend; all of it where the divisor is zero, as Terraform has it.
    ///
    /// # Errors
    /// Both are zero, or the quotient is too large.
    pub fn rem(&self, other: &Self) -> Answer {
        if other.is_zero() && !self.is_zero() {
            return Ok(self.clone());
        }
        self.with(other, i64::checked_rem, Float::rem)
    }

    /// With the other sign; zero has one.
    #[must_use]
    pub fn neg(&self) -> Self {
        match &self.0 {
            Repr::Small(value) if *value != 0 && *value != i64::MIN => (-value).into(),
            _ => self.float().neg().into(),
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// The next integer below, unless it is one.
    #[must_use]
    pub fn floor(&self) -> Self {
        match &self.0 {
            Repr::Large(float) if !float.is_integer() => {
                Self::of_integer(&(float.truncate() - i32::from(float.negative)))
            }
            _ => self.clone(),
        }
    }

    /// The next integer above, unless it is one.
    #[must_use]
    pub fn ceil(&self) -> Self {
        match &self.0 {
            Repr::Large(float) if !float.is_integer() => {
                Self::of_integer(&(float.truncate() + i32::from(!float.negative)))
            }
            _ => self.clone(),
        }
    }

    /// Is it an integer?
    #[must_use]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_) => true,
            Repr::Large(float) => float.is_integer(),
        }
    }

    /// Has it a minus, be it that of a zero?
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(value) => *value < 0,
            Repr::Large(float) => float.negative,
        }
    }

    /// Is it zero?
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small(value) => *value == 0,
            Repr::Large(float) => float.size.is_zero(),
        }
    }

    /// The integer it is, if it is one that fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(value) => Some(*value),
            Repr::Large(float) if float.is_integer() => float.truncate().to_i64(),
            Repr::Large(_) => None,
        }
    }

    /// The integer it is, if it is one that fits.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Small(value) => u64::try_from(*value).ok(),
            Repr::Large(float) if float.is_integer() => float.truncate().to_u64(),
            Repr::Large(_) => None,
        }
    }

    /// The nearest `f64`; infinite for what is too large for one.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Small(value) => *value as f64,
            Repr::Large(float) => float.to_f64(),
        }
    }

    /// The integer it is without its fraction.
    #[must_use]
    pub fn truncate(&self) -> BigInt {
        match &self.0 {
            Repr::Small(value) => BigInt::from(*value),
            Repr::Large(float) => float.truncate(),
        }
    }

    /// Steps of a budget that it takes to write it: digits are found in time that grows with the square of the exponent.
    pub(crate) fn weight(&self) -> u64 {
        match &self.0 {
            Repr::Small(_) => 1,
            Repr::Large(float) => 8 + (float.size.exponent.unsigned_abs() / 64).pow(2) / 8,
        }
    }

    /// All digits of its absolute value.
    pub(crate) fn exact(&self) -> Decimal {
        self.float().exact()
    }

    /// The least digits of its absolute value that read back.
    pub(crate) fn shortest(&self) -> Decimal {
        self.float().shortest()
    }

    /// Is it an even integer?
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.is_integer() && self.truncate().is_even()
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(left), Repr::Small(right)) => left.cmp(right),
            _ => self.float().cmp(&other.float()),
        }
    }
}

impl From<Float> for Number {
    fn from(float: Float) -> Self {
        let zero = float.size.is_zero();
        let small = (float.size.magnitude() < 64 && float.is_integer() && !(zero && float.negative))
            .then(|| float.truncate().to_i64())
            .flatten();
        Self(small.map_or_else(|| Repr::Large(Arc::new(float)), Repr::Small))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Small(value))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(value) => write!(f, "{value}"),
            Repr::Large(float) => {
                let sign = if float.negative { "-" } else { "" };
                write!(f, "{sign}{}", float.shortest().plain())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn writes_the_shortest_decimal() {
        let third = n("1").div(&n("3")).unwrap().to_string();
        assert_eq!(third, format!("0.{}5", "3".repeat(154)));
        for text in ["0", "-0", "0.1", "1.5", "-12.25", "100000000000000000000", "0.00000001", "9223372036854775808"] {
            assert_eq!(n(text).to_string(), text);
        }
        assert_eq!(n("1e3").to_string(), "1000");
        assert_eq!(n("1.50").to_string(), "1.5");
        assert_eq!(n("1p3").to_string(), "8");
        assert_eq!(n("1e-7").to_string(), "0.0000001");
        assert_eq!(n("0.1").add(&n("0.2")).unwrap().to_string(), "0.3");
    }

    #[test]
    fn refuses_what_is_none_or_too_large() {
        for text in ["", "-", ".", "1_000", "0x10", " 1", "1e", "1.2.3", "Inf", "1e+", "--1", "１"] {
            assert_eq!(Number::read(text).unwrap_err(), NumberError::Malformed, "{text}");
        }
        for text in ["1e1000000000", "1e99999999999999999999", "1e-1000000000", "1p99999999"] {
            assert_eq!(Number::read(text).unwrap_err(), NumberError::TooLarge, "{text}");
        }
        assert_eq!(n("0e1000000000").to_string(), "0");
        assert_eq!(n("1").div(&n("0")).unwrap_err(), NumberError::DivisionByZero);
    }

    #[test]
    fn computes() {
        assert_eq!(n("9223372036854775807").add(&n("1")).unwrap().to_string(), "9223372036854775808");
        assert_eq!(n("-7").rem(&n("3")).unwrap().to_string(), "-1");
        assert_eq!(n("7.5").rem(&n("2")).unwrap().to_string(), "1.5");
        assert_eq!(n("-1.5").floor().to_string(), "-2");
        assert_eq!(n("-1.5").ceil().to_string(), "-1");
        assert_eq!(n("0").mul(&n("-5")).unwrap().to_string(), "-0");
        assert_eq!(n("0"), n("-0"));
        assert_eq!(Number::of_f64(std::f64::consts::LN_2).unwrap().to_string(), "0.6931471805599453");
        assert_eq!(Number::of_f64(1e300).unwrap().to_string(), format!("1{}", "0".repeat(300)));
        assert!((n("0.1").to_f64() - 0.1).abs() < 1e-20);
        assert!(n("1e400").to_f64().is_infinite());
        assert!(n("1.5") < n("2") && n("-3") < n("-2.5"));
        assert_eq!(n("18446744073709551615").to_u64(), Some(u64::MAX));
    }
}
