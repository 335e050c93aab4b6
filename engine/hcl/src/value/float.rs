//! Binary floats of a chosen precision, as Go's `math/big.Float`: ties to even, results written as the shortest decimal
//! that reads back to the same float.
//!
//! Reference: <https://pkg.go.dev/math/big>.

use std::cmp::Ordering;

use bartizan_decimal::Decimal;
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
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

/// ±mantissa × 2^exponent, rounded to `precision` bits.
#[derive(Clone, Debug)]
pub(super) struct Float {
    pub(super) negative: bool,
    /// Zero where the number is zero.
    pub(super) mantissa: BigUint,
    pub(super) exponent: i64,
    precision: u64,
}

impl Float {
    /// An integer of as many bits as it needs, at least `precision`.
    pub(super) fn of_integer(integer: &BigInt, precision: u64) -> Self {
        Self {
            negative: integer.sign() == Sign::Minus,
            mantissa: integer.magnitude().clone(),
            exponent: 0,
            precision: integer.bits().max(precision),
        }
    }

    /// Zero with a minus.
    pub(super) fn negative_zero() -> Self {
        Self { negative: true, mantissa: BigUint::zero(), exponent: 0, precision: PRECISION }
    }

    /// A float of 53 bits.
    pub(super) fn of_f64(value: f64) -> Result<Self, NumberError> {
        if !value.is_finite() {
            return Err(NumberError::TooLarge);
        }
        let bits = value.to_bits();
        let (raw, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
        let (mantissa, exponent) = if raw == 0 { (fraction, -1074) } else { (fraction | 1 << 52, raw - 1075) };
        Self { negative: value.is_sign_negative(), mantissa: mantissa.into(), exponent, precision: 53 }.round()
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

    /// ±mantissa × 10^ten × 2^two. The power of five is multiplied by or divided out with 64 bits more, as Go does it.
    fn decimal(negative: bool, mantissa: BigUint, ten: i64, two: i64) -> Result<Self, NumberError> {
        if mantissa.is_zero() {
            return Ok(Self { negative, ..Self::negative_zero() });
        }
        if ten.saturating_abs() > MAX_BITS || two.saturating_abs() > MAX_BITS {
            return Err(NumberError::TooLarge);
        }
        let raw = Self { negative, mantissa, exponent: ten + two, precision: PRECISION };
        match ten.cmp(&0) {
            Ordering::Equal => raw.round(),
            Ordering::Greater => raw.times(&power_of_five(ten.unsigned_abs()), PRECISION),
            Ordering::Less => raw.over(&power_of_five(ten.unsigned_abs()), PRECISION),
        }
    }

    /// Rounded to its precision, ties to even.
    fn round(mut self) -> Result<Self, NumberError> {
        self.round_unbounded();
        if (self.exponent + self.mantissa.bits() as i64).abs() > MAX_BITS {
            return Err(NumberError::TooLarge);
        }
        Ok(self)
    }

    fn round_unbounded(&mut self) {
        let excess = self.mantissa.bits().saturating_sub(self.precision);
        if excess > 0 {
            let half = self.mantissa.bit(excess - 1);
            let more = self.mantissa.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
            self.mantissa >>= excess;
            self.exponent += excess as i64;
            if half && (more || self.mantissa.bit(0)) {
                self.mantissa += 1_u32;
            }
        }
        match self.mantissa.trailing_zeros() {
            None => self.exponent = 0,
            Some(0) => {}
            Some(zeros) => {
                self.mantissa >>= zeros;
                self.exponent += zeros as i64;
            }
        }
    }

    fn times(&self, other: &Self, precision: u64) -> Result<Self, NumberError> {
        Self {
            negative: self.negative != other.negative,
            mantissa: &self.mantissa * &other.mantissa,
            exponent: self.exponent + other.exponent,
            precision,
        }
        .round()
    }

    fn over(&self, other: &Self, precision: u64) -> Result<Self, NumberError> {
        if other.mantissa.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        let wanted = precision + 2 + other.mantissa.bits();
        let shift = wanted.saturating_sub(self.mantissa.bits());
        let (quotient, rest) = (&self.mantissa << shift).div_rem(&other.mantissa);
        Self {
            negative: self.negative != other.negative,
            // One more bit says whether anything was left.
            mantissa: (quotient << 1_u32) + u32::from(!rest.is_zero()),
            exponent: self.exponent - other.exponent - shift as i64 - 1,
            precision,
        }
        .round()
    }

    /// Both as integers times the same power of two.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let exponent = self.exponent.min(other.exponent);
        let signed = |float: &Self| {
            let sign = if float.negative { Sign::Minus } else { Sign::Plus };
            BigInt::from_biguint(sign, &float.mantissa << (float.exponent - exponent).unsigned_abs())
        };
        (signed(self), signed(other), exponent)
    }

    /// The sum.
    pub(super) fn add(&self, other: &Self) -> Result<Self, NumberError> {
        let (left, right, exponent) = self.aligned(other);
        let sum = left + right;
        let zeros = self.mantissa.is_zero() && other.mantissa.is_zero();
        let negative = if zeros { self.negative && other.negative } else { sum.sign() == Sign::Minus };
        let precision = self.precision.max(other.precision);
        Self { negative, mantissa: sum.into_parts().1, exponent, precision }.round()
    }

    /// The product.
    pub(super) fn mul(&self, other: &Self) -> Result<Self, NumberError> {
        self.times(other, self.precision.max(other.precision))
    }

    /// The quotient.
    pub(super) fn div(&self, other: &Self) -> Result<Self, NumberError> {
        self.over(other, self.precision.max(other.precision))
    }

    /// What a division leaves, with the sign of the dividend.
    pub(super) fn rem(&self, other: &Self) -> Result<Self, NumberError> {
        let whole = Self { precision: self.precision, ..Self::of_integer(&self.div(other)?.truncate(), 0) }.round()?;
        self.add(&other.mul(&whole)?.neg())
    }

    /// With the other sign.
    pub(super) fn neg(mut self) -> Self {
        self.negative = !self.negative;
        self
    }

    /// Order by size.
    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        if self.mantissa.is_zero() && other.mantissa.is_zero() {
            return Ordering::Equal;
        }
        let (left, right, _) = self.aligned(other);
        left.cmp(&right)
    }

    /// Is it an integer?
    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0 || self.mantissa.trailing_zeros().is_none_or(|zeros| zeros >= self.exponent.unsigned_abs())
    }

    /// Without its fraction.
    pub(super) fn truncate(&self) -> BigInt {
        let shift = self.exponent.unsigned_abs();
        let magnitude = if self.exponent < 0 { &self.mantissa >> shift } else { &self.mantissa << shift };
        BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, magnitude)
    }

    /// The nearest `f64`; what is too large for one is infinite.
    pub(super) fn to_f64(&self) -> f64 {
        let rounded = Self { precision: 53, ..self.clone() };
        let (mantissa, exponent) = match rounded.round() {
            Ok(float) => (float.mantissa.to_u64().unwrap_or(u64::MAX) as f64, float.exponent),
            Err(_) => return 0.0,
        };
        // In two steps, as 2^exponent itself may not be one where the product is.
        let half = exponent / 2;
        let power = |exponent: i64| 2_f64.powi(exponent.clamp(-2000, 2000) as i32);
        let size = mantissa * power(half) * power(exponent - half);
        if self.negative { -size } else { size }
    }

    /// All its digits.
    pub(super) fn exact(&self) -> Decimal {
        Decimal::of(&self.mantissa, self.exponent)
    }

    /// The least digits that tell this float from its neighbours.
    pub(super) fn shortest(&self) -> Decimal {
        Decimal::shortest(&self.mantissa, self.exponent, self.precision)
    }
}

/// 5^n with 64 bits more than the precision.
fn power_of_five(n: u64) -> Float {
    /// The highest power that 64 bits hold.
    const EXACT: u64 = 27;
    let five = BigUint::from(5_u32);
    let precision = PRECISION + 64;
    let exact = |n: u64| Float { negative: false, mantissa: five.pow(n as u32), exponent: 0, precision };
    if n <= EXACT {
        return exact(n);
    }
    let mut power = exact(EXACT);
    let mut factor = Float { precision: precision + 64, ..exact(1) };
    let mut rest = n - EXACT;
    while rest > 0 {
        if rest & 1 != 0 {
            power = unbounded(&power, &factor, precision);
        }
        factor = unbounded(&factor, &factor, precision + 64);
        rest >>= 1;
    }
    power
}

/// A product whose exponent is not looked at.
fn unbounded(left: &Float, right: &Float, precision: u64) -> Float {
    let mut product = Float {
        negative: false,
        mantissa: &left.mantissa * &right.mantissa,
        exponent: left.exponent + right.exponent,
        precision,
    };
    product.round_unbounded();
    product
}
