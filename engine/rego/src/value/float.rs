//! Binary floats of a chosen precision, as OPA computes with them where numbers are not integers.
//!
//! OPA's arithmetic is that of Go's `math/big.Float`: a mantissa of 64 bits unless said otherwise, ties to even, and
//! results written as the shortest decimal that reads back to the same float. Reference: <https://pkg.go.dev/math/big>.

use std::cmp::Ordering;

use bartizan_decimal::Decimal;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::Zero;

use super::Number;

/// Bits that a number may be away from the binary point; OPA reads numbers of up to 100,000.
const MAX_BITS: i64 = 250_000;

/// Bits of the mantissa of a float that was read or that operations on such give.
const PRECISION: u64 = 64;

/// Bits of the mantissa of a float made of a constant, as Go's `NewFloat` has them.
const CONSTANT_PRECISION: u64 = 53;

/// The number is too large, too small or too long to compute with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("number too big")]
pub(crate) struct TooBig;

/// ±mantissa × 2^exponent, rounded to `precision` bits.
#[derive(Clone, Debug)]
pub(crate) struct Float {
    negative: bool,
    /// Zero where the number is zero.
    mantissa: BigUint,
    exponent: i64,
    precision: u64,
}

impl Float {
    /// The nearest float of 64 bits.
    pub(crate) fn of(number: &Number) -> Result<Self, TooBig> {
        match number.text() {
            Some(text) => Self::read(text),
            None => Ok(Self::of_integer(&BigInt::from(number.as_i64().unwrap_or_default()))),
        }
    }

    /// Would OPA read the number at all? It refuses those 100,000 bits and more from the binary point.
    pub(crate) fn is_readable(number: &Number) -> bool {
        const MAX: i64 = 100_000;
        let Some((digits, exponent)) = number.text().and_then(|text| text.split_once(['e', 'E'])) else { return true };
        // Few digits and a small exponent need no closer look.
        let small = exponent.parse().is_ok_and(|exponent: i64| exponent.abs() + digits.len() as i64 <= MAX / 4);
        small || Self::of(number).is_ok_and(|float| (float.exponent + float.mantissa.bits() as i64).abs() <= MAX)
    }

    /// Zero, without a precision of its own.
    pub(crate) fn zero() -> Self {
        Self { negative: false, mantissa: BigUint::zero(), exponent: 0, precision: 0 }
    }

    /// A small constant, of 53 bits.
    pub(crate) fn constant(numerator: u32, exponent: i64) -> Self {
        Self { negative: false, mantissa: numerator.into(), exponent, precision: CONSTANT_PRECISION }
    }

    /// An integer, exact: the precision is as many bits as it needs, at least 64.
    pub(crate) fn of_integer(integer: &BigInt) -> Self {
        Self {
            negative: integer.sign() == Sign::Minus,
            mantissa: integer.magnitude().clone(),
            exponent: 0,
            precision: integer.bits().max(PRECISION),
        }
    }

    /// Reads a JSON number.
    fn read(text: &str) -> Result<Self, TooBig> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (digits, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let exponent: i64 = exponent.parse().map_err(|_| TooBig)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if digits.len() as i64 > MAX_BITS {
            return Err(TooBig);
        }
        let mantissa: BigUint = format!("{whole}{fraction}").parse().map_err(|_| TooBig)?;
        Self::decimal(negative, mantissa, exponent.saturating_sub(fraction.len() as i64))
    }

    /// ±mantissa × 10^exponent at 64 bits.
    ///
    /// The power of ten is multiplied by or divided out at 128 bits, as Go does it; the last bit of numbers of many
    /// digits depends on that.
    pub(crate) fn decimal(negative: bool, mantissa: BigUint, exponent: i64) -> Result<Self, TooBig> {
        if mantissa.is_zero() {
            return Ok(Self { negative, mantissa, exponent: 0, precision: PRECISION });
        }
        if exponent.abs() > MAX_BITS {
            return Err(TooBig);
        }
        let power = power_of_five(exponent.unsigned_abs());
        let raw = Self { negative, mantissa, exponent, precision: PRECISION };
        match exponent.cmp(&0) {
            Ordering::Equal => raw.round(PRECISION),
            Ordering::Greater => raw.times(&power, PRECISION),
            Ordering::Less => raw.over(&power, PRECISION),
        }
    }

    /// Rounded to a precision, ties to even.
    fn round(mut self, precision: u64) -> Result<Self, TooBig> {
        self.precision = precision;
        let excess = self.mantissa.bits().saturating_sub(precision);
        if excess > 0 {
            let half = self.mantissa.bit(excess - 1);
            let more = self.mantissa.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
            self.mantissa >>= excess;
            self.exponent += excess as i64;
            if half && (more || self.mantissa.bit(0)) {
                self.mantissa += 1_u32;
            }
        }
        if self.mantissa.is_zero() {
            self.exponent = 0;
        } else if (self.exponent + self.mantissa.bits() as i64).abs() > MAX_BITS {
            return Err(TooBig);
        }
        Ok(self)
    }

    fn times(&self, other: &Self, precision: u64) -> Result<Self, TooBig> {
        let product = Self {
            negative: self.negative != other.negative,
            mantissa: &self.mantissa * &other.mantissa,
            exponent: self.exponent + other.exponent,
            precision,
        };
        product.round(precision)
    }

    fn over(&self, other: &Self, precision: u64) -> Result<Self, TooBig> {
        let wanted = precision + 2 + other.mantissa.bits();
        let shift = wanted.saturating_sub(self.mantissa.bits());
        let (quotient, rest) = (&self.mantissa << shift).div_rem(&other.mantissa);
        // One more bit says whether anything was left.
        let mantissa = (quotient << 1_u32) + u32::from(!rest.is_zero());
        let quotient = Self {
            negative: self.negative != other.negative,
            mantissa,
            exponent: self.exponent - other.exponent - shift as i64 - 1,
            precision,
        };
        quotient.round(precision)
    }

    /// The sum.
    pub(crate) fn plus(&self, other: &Self) -> Result<Self, TooBig> {
        let precision = self.precision.max(other.precision);
        let exponent = self.exponent.min(other.exponent);
        let aligned = |float: &Self| {
            let sign = if float.negative { Sign::Minus } else { Sign::Plus };
            BigInt::from_biguint(sign, &float.mantissa << (float.exponent - exponent).unsigned_abs())
        };
        let sum = aligned(self) + aligned(other);
        let negative = if self.mantissa.is_zero() && other.mantissa.is_zero() {
            self.negative && other.negative
        } else {
            sum.sign() == Sign::Minus
        };
        Self { negative, mantissa: sum.into_parts().1, exponent, precision }.round(precision)
    }

    /// The difference.
    pub(crate) fn minus(&self, other: &Self) -> Result<Self, TooBig> {
        self.plus(&Self { negative: !other.negative, ..other.clone() })
    }

    /// The product, of the larger precision.
    pub(crate) fn mul(&self, other: &Self) -> Result<Self, TooBig> {
        self.times(other, self.precision.max(other.precision))
    }

    /// The product, of this float's precision.
    pub(crate) fn scaled(&self, other: &Self) -> Result<Self, TooBig> {
        self.times(other, self.precision)
    }

    /// The quotient; the divisor is not zero.
    pub(crate) fn div(&self, other: &Self) -> Result<Self, TooBig> {
        self.over(other, self.precision.max(other.precision))
    }

    /// Without its sign.
    pub(crate) fn abs(self) -> Self {
        Self { negative: false, ..self }
    }

    /// Has it a minus, be it that of a zero?
    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    /// Is it zero?
    pub(crate) fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    /// Is it an integer?
    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0 || self.mantissa.trailing_zeros().is_none_or(|zeros| zeros >= self.exponent.unsigned_abs())
    }

    /// Without its fraction.
    pub(crate) fn truncate(&self) -> BigInt {
        let shift = self.exponent.unsigned_abs();
        let magnitude = if self.exponent < 0 { &self.mantissa >> shift } else { &self.mantissa << shift };
        BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, magnitude)
    }

    /// The number that the shortest decimal reads back to; integers without an exponent.
    pub(crate) fn to_number(&self) -> Number {
        let digits = Decimal::shortest(&self.mantissa, self.exponent, self.precision);
        let mut text = if self.is_integer() { digits.plain() } else { digits.g(None, 'e') };
        if self.negative {
            text.insert(0, '-');
        }
        // What was written is a number.
        text.parse().unwrap_or_else(|_| Number::from(0_i64))
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.minus(other).is_ok_and(|difference| difference.is_zero())
    }
}

/// 5^n at 128 bits.
fn power_of_five(n: u64) -> Float {
    const PRECISION: u64 = 128;
    /// The highest power that 64 bits hold.
    const EXACT: u64 = 27;
    let five = BigUint::from(5_u32);
    let exact = |n: u64| Float { negative: false, mantissa: five.pow(n as u32), exponent: 0, precision: PRECISION };
    if n <= EXACT {
        return exact(n);
    }
    let mut power = exact(EXACT);
    let mut factor = Float { precision: PRECISION + 64, ..exact(1) };
    let mut rest = n - EXACT;
    while rest > 0 {
        // Powers within the limits of what is read do not overflow.
        if rest & 1 != 0 {
            power = unbounded(&power, &factor, PRECISION);
        }
        factor = unbounded(&factor, &factor, PRECISION + 64);
        rest >>= 1;
    }
    power
}

/// A product whose exponent is not looked at.
fn unbounded(left: &Float, right: &Float, precision: u64) -> Float {
    let exponent = left.exponent + right.exponent;
    let product =
        Float { negative: false, mantissa: &left.mantissa * &right.mantissa, exponent: 0, precision }.round(precision);
    product.map_or_else(|_| Float::zero(), |product| Float { exponent: product.exponent + exponent, ..product })
}
