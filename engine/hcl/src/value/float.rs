//! Binary floats of a chosen precision, as Go's `math/big.Float`: ties to even, results written as the shortest decimal
//! that reads back to the same float.
//!
//! Reference: <https://pkg.go.dev/math/big>.

use std::cmp::Ordering;

use bartizan_decimal::{Binary, Decimal};
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{ToPrimitive, Zero};

/// Bits that a number may be away from the binary point: some 2,400 decimal digits.
const MAX_BITS: i64 = 8_000;

/// Characters that a number may be written with.
const MAX_TEXT: usize = 4_000;

/// Bits of the mantissa of a number that is written, or computed from such.
pub(super) const PRECISION: u64 = 512;

/// Why there is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is none.
    #[error("a number is required")]
    Malformed,
    /// It is farther from the binary point than is computed with here, or infinite.
    #[error("the number is too large or too small to compute with")]
    TooLarge,
    /// Division by zero.
    #[error("division by zero")]
    DivisionByZero,
}

/// ±size, rounded to `precision` bits.
#[derive(Clone, Debug)]
pub(super) struct Float {
    pub(super) negative: bool,
    pub(super) size: Binary,
    precision: u64,
}

impl Float {
    /// An integer of as many bits as it needs, at least `precision`.
    pub(super) fn of_integer(integer: &BigInt, precision: u64) -> Self {
        Self {
            negative: integer.sign() == Sign::Minus,
            size: Binary::of_integer(integer.magnitude().clone()),
            precision: integer.bits().max(precision),
        }
    }

    /// Zero with a minus.
    pub(super) fn negative_zero() -> Self {
        Self { negative: true, size: Binary::zero(), precision: PRECISION }
    }

    /// A float of 53 bits.
    pub(super) fn of_f64(value: f64) -> Result<Self, NumberError> {
        if !value.is_finite() {
            return Err(NumberError::TooLarge);
        }
        let bits = value.to_bits();
        let (raw, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
        let (mantissa, exponent) = if raw == 0 { (fraction, -1074) } else { (fraction | 1 << 52, raw - 1075) };
        Self::within(value.is_sign_negative(), Binary { mantissa: mantissa.into(), exponent }.round(53), 53)
    }

    /// A float that is not too far from the binary point.
    fn within(negative: bool, size: Binary, precision: u64) -> Result<Self, NumberError> {
        if size.magnitude().abs() > MAX_BITS {
            return Err(NumberError::TooLarge);
        }
        Ok(Self { negative, size, precision })
    }

    /// Reads a decimal, as `big.ParseFloat` does in base 10; `p` sets a power of two.
    pub(super) fn read(text: &str) -> Result<Self, NumberError> {
        if text.len() > MAX_TEXT {
            return Err(NumberError::TooLarge);
        }
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (digits, rest) = unsigned.split_at(end);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.len() + fraction.len() == 0 || fraction.contains('.') {
            return Err(NumberError::Malformed);
        }
        let (mut ten, mut two) = (0_i64, 0_i64);
        if let Some(letter) = rest.bytes().next() {
            let power = match letter {
                b'e' | b'E' => &mut ten,
                b'p' | b'P' => &mut two,
                _ => return Err(NumberError::Malformed),
            };
            let bare = rest[1..].strip_prefix(['+', '-']).unwrap_or(&rest[1..]);
            if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(NumberError::Malformed);
            }
            *power = rest[1..].parse().map_err(|_| NumberError::TooLarge)?;
        }
        let mantissa: BigUint = format!("{whole}{fraction}").parse().map_err(|_| NumberError::Malformed)?;
        ten = ten.checked_sub(fraction.len() as i64).ok_or(NumberError::TooLarge)?;
        Self::decimal(negative, mantissa, ten, two)
    }

    /// ±mantissa × 10^ten × 2^two.
    fn decimal(negative: bool, mantissa: BigUint, ten: i64, two: i64) -> Result<Self, NumberError> {
        if mantissa.is_zero() {
            return Ok(Self { negative, ..Self::negative_zero() });
        }
        if ten.saturating_abs() > MAX_BITS || two.saturating_abs() > MAX_BITS {
            return Err(NumberError::TooLarge);
        }
        Self::within(negative, Binary::of_decimal(mantissa, ten, two, PRECISION), PRECISION)
    }

    /// Both as integers times the same power of two.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let sign = |float: &Self| if float.negative { Sign::Minus } else { Sign::Plus };
        let (left, right, exponent) = self.size.aligned(&other.size);
        (BigInt::from_biguint(sign(self), left), BigInt::from_biguint(sign(other), right), exponent)
    }

    /// The sum.
    pub(super) fn add(&self, other: &Self) -> Result<Self, NumberError> {
        let (left, right, exponent) = self.aligned(other);
        let sum = left + right;
        let zeros = self.size.is_zero() && other.size.is_zero();
        let negative = if zeros { self.negative && other.negative } else { sum.sign() == Sign::Minus };
        let precision = self.precision.max(other.precision);
        let size = Binary { mantissa: sum.into_parts().1, exponent };
        Self::within(negative, size.round(precision), precision)
    }

    /// The product.
    pub(super) fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        let precision = self.precision.max(other.precision);
        Self::within(self.negative != other.negative, self.size.times(&other.size, precision), precision)
    }

    /// The quotient.
    pub(super) fn div(&self, other: &Self) -> Result<Self, NumberError> {
        if other.size.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        let precision = self.precision.max(other.precision);
        Self::within(self.negative != other.negative, self.size.over(&other.size, precision), precision)
    }

    /// What a division leaves, with the sign of the dividend.
    pub(super) fn rem(&self, other: &Self) -> Result<Self, NumberError> {
        let quotient = self.div(other)?;
        let size = Binary::of_integer(quotient.size.truncate()).round(self.precision);
        let whole = Self::within(quotient.negative, size, self.precision)?;
        self.add(&other.mul(&whole)?.neg())
    }

    /// With the other sign.
    pub(super) fn neg(mut self) -> Self {
        self.negative = !self.negative;
        self
    }

    /// Order by size.
    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        if self.size.is_zero() && other.size.is_zero() {
            return Ordering::Equal;
        }
        let (left, right, _) = self.aligned(other);
        left.cmp(&right)
    }

    /// Is it an integer?
    pub(super) fn is_integer(&self) -> bool {
        self.size.is_integer()
    }

    /// Without its fraction.
    pub(super) fn truncate(&self) -> BigInt {
        BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, self.size.truncate())
    }

    /// The nearest `f64`; what is too large for one is infinite.
    pub(super) fn to_f64(&self) -> f64 {
        let rounded = self.size.clone().round(53);
        let (mantissa, exponent) = (rounded.mantissa.to_u64().unwrap_or(u64::MAX) as f64, rounded.exponent);
        // In two steps, as 2^exponent itself may not be one where the product is.
        let half = exponent / 2;
        let power = |exponent: i64| 2_f64.powi(exponent.clamp(-2000, 2000) as i32);
        let size = mantissa * power(half) * power(exponent - half);
        if self.negative { -size } else { size }
    }

    /// All its digits.
    pub(super) fn exact(&self) -> Decimal {
        self.size.exact()
    }

    /// The least digits that tell this float from its neighbours.
    pub(super) fn shortest(&self) -> Decimal {
        self.size.shortest(self.precision)
    }
}
