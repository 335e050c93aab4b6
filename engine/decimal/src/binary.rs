//! Binary floats of any precision, without sign and without limits.
//!
//! Reference: <https://pkg.go.dev/math/big#Float>.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::Zero;

use crate::Decimal;

/// mantissa × 2^exponent.
#[derive(Clone, Debug)]
pub struct Binary {
    /// Zero where the number is zero.
    pub mantissa: BigUint,
    /// Power of two.
    pub exponent: i64,
}

impl Binary {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self { mantissa: BigUint::zero(), exponent: 0 }
    }

    /// An integer, exact.
    #[must_use]
    pub fn of_integer(integer: BigUint) -> Self {
        Self { mantissa: integer, exponent: 0 }
    }

    /// mantissa × 10^ten × 2^two, rounded to `precision` bits. The power of five is multiplied by or divided out with 64
    /// bits more, as Go does it; the last bit of numbers of many digits depends on that.
    #[must_use]
    pub fn of_decimal(mantissa: BigUint, ten: i64, two: i64, precision: u64) -> Self {
        let raw = Self { mantissa, exponent: ten + two };
        let power = || Self::power_of_five(ten.unsigned_abs(), precision + 64);
        match ten {
            0 => raw.round(precision),
            1.. => raw.times(&power(), precision),
            _ => raw.over(&power(), precision),
        }
    }

    /// 5^n at `precision` bits.
    fn power_of_five(n: u64, precision: u64) -> Self {
        /// The highest power that 64 bits hold.
        const EXACT: u64 = 27;
        let exact = |n: u64| Self::of_integer(BigUint::from(5_u32).pow(n as u32));
        if n <= EXACT {
            return exact(n);
        }
        let mut power = exact(EXACT);
        let mut factor = exact(1);
        let mut rest = n - EXACT;
        while rest > 0 {
            if rest & 1 != 0 {
                power = power.times(&factor, precision);
            }
            factor = factor.times(&factor, precision + 64);
            rest >>= 1;
        }
        power
    }

    /// Is it zero?
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    /// Bits in front of the binary point; as a negative number, zeros behind it.
    #[must_use]
    pub fn magnitude(&self) -> i64 {
        self.exponent + self.mantissa.bits() as i64
    }

    /// Rounded to `precision` bits, ties to even; the mantissa is odd or zero.
    #[must_use]
    pub fn round(mut self, precision: u64) -> Self {
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
        match self.mantissa.trailing_zeros() {
            None => self.exponent = 0,
            Some(0) => {}
            Some(zeros) => {
                self.mantissa >>= zeros;
                self.exponent += zeros as i64;
            }
        }
        self
    }

    /// The product, rounded to `precision` bits.
    #[must_use]
    pub fn times(&self, other: &Self, precision: u64) -> Self {
        Self { mantissa: &self.mantissa * &other.mantissa, exponent: self.exponent + other.exponent }.round(precision)
    }

    /// The quotient, rounded to `precision` bits; the divisor is not zero.
    #[must_use]
    pub fn over(&self, other: &Self, precision: u64) -> Self {
        let wanted = precision + 2 + other.mantissa.bits();
        let shift = wanted.saturating_sub(self.mantissa.bits());
        let (quotient, rest) = (&self.mantissa << shift).div_rem(&other.mantissa);
        // One more bit says whether anything was left.
        let mantissa = (quotient << 1_u32) + u32::from(!rest.is_zero());
        Self { mantissa, exponent: self.exponent - other.exponent - shift as i64 - 1 }.round(precision)
    }

    /// Both as integers times the same power of two.
    #[must_use]
    pub fn aligned(&self, other: &Self) -> (BigUint, BigUint, i64) {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |float: &Self| &float.mantissa << (float.exponent - exponent).unsigned_abs();
        (shifted(self), shifted(other), exponent)
    }

    /// Is it an integer?
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0 || self.mantissa.trailing_zeros().is_none_or(|zeros| zeros >= self.exponent.unsigned_abs())
    }

    /// Without its fraction.
    #[must_use]
    pub fn truncate(&self) -> BigUint {
        let shift = self.exponent.unsigned_abs();
        if self.exponent < 0 { &self.mantissa >> shift } else { &self.mantissa << shift }
    }

    /// All its digits.
    #[must_use]
    pub fn exact(&self) -> Decimal {
        Decimal::of(&self.mantissa, self.exponent)
    }

    /// The least digits that tell it from its neighbours of `precision` bits.
    #[must_use]
    pub fn shortest(&self, precision: u64) -> Decimal {
        Decimal::shortest(&self.mantissa, self.exponent, precision)
    }
}
