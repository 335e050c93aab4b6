//! Binary floats of a chosen precision, as OPA computes with them where numbers are not integers.
//!
//! OPA's arithmetic is that of Go's `math/big.Float`: a mantissa of 64 bits unless said otherwise, ties to even, and
//! results written as the shortest decimal that reads back to the same float. Reference: <https://pkg.go.dev/math/big>.

use bartizan_decimal::Binary;
use num_bigint::{BigInt, BigUint, Sign};
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

/// ±size, rounded to `precision` bits.
#[derive(Clone, Debug)]
pub(crate) struct Float {
    negative: bool,
    size: Binary,
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
        let small = exponent
            .parse()
            .is_ok_and(|exponent: i64| exponent.saturating_abs().saturating_add(digits.len() as i64) <= MAX / 4);
        small || Self::of(number).is_ok_and(|float| float.size.magnitude().abs() <= MAX)
    }

    /// Zero, without a precision of its own.
    pub(crate) fn zero() -> Self {
        Self { negative: false, size: Binary::zero(), precision: 0 }
    }

    /// A small constant, of 53 bits.
    pub(crate) fn constant(numerator: u32, exponent: i64) -> Self {
        let size = Binary { mantissa: numerator.into(), exponent };
        Self { negative: false, size, precision: CONSTANT_PRECISION }
    }

    /// An integer, exact: the precision is as many bits as it needs, at least 64.
    pub(crate) fn of_integer(integer: &BigInt) -> Self {
        Self {
            negative: integer.sign() == Sign::Minus,
            size: Binary::of_integer(integer.magnitude().clone()),
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

    /// A float that is not too far from the binary point.
    fn within(negative: bool, size: Binary, precision: u64) -> Result<Self, TooBig> {
        if size.magnitude().abs() > MAX_BITS {
            return Err(TooBig);
        }
        Ok(Self { negative, size, precision })
    }

    /// ±mantissa × 10^exponent at 64 bits.
    pub(crate) fn decimal(negative: bool, mantissa: BigUint, exponent: i64) -> Result<Self, TooBig> {
        if mantissa.is_zero() {
            return Ok(Self { negative, size: Binary::zero(), precision: PRECISION });
        }
        if exponent.saturating_abs() > MAX_BITS {
            return Err(TooBig);
        }
        Self::within(negative, Binary::of_decimal(mantissa, exponent, 0, PRECISION), PRECISION)
    }

    fn times(&self, other: &Self, precision: u64) -> Result<Self, TooBig> {
        Self::within(self.negative != other.negative, self.size.times(&other.size, precision), precision)
    }

    /// The sum.
    pub(crate) fn plus(&self, other: &Self) -> Result<Self, TooBig> {
        let precision = self.precision.max(other.precision);
        let sign = |float: &Self| if float.negative { Sign::Minus } else { Sign::Plus };
        let (left, right, exponent) = self.size.aligned(&other.size);
        let sum = BigInt::from_biguint(sign(self), left) + BigInt::from_biguint(sign(other), right);
        let zeros = self.is_zero() && other.is_zero();
        let negative = if zeros { self.negative && other.negative } else { sum.sign() == Sign::Minus };
        let size = Binary { mantissa: sum.into_parts().1, exponent };
        Self::within(negative, size.round(precision), precision)
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
        let precision = self.precision.max(other.precision);
        Self::within(self.negative != other.negative, self.size.over(&other.size, precision), precision)
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
        self.size.is_zero()
    }

    /// Is it an integer?
    pub(crate) fn is_integer(&self) -> bool {
        self.size.is_integer()
    }

    /// Without its fraction.
    pub(crate) fn truncate(&self) -> BigInt {
        BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, self.size.truncate())
    }

    /// The number that the shortest decimal reads back to; integers without an exponent.
    pub(crate) fn to_number(&self) -> Number {
        let digits = self.size.shortest(self.precision);
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
