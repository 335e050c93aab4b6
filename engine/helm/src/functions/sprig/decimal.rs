//! Decimals of any precision.

use num_bigint::{BigInt, Sign};
use num_traits::Zero;

/// Digits after the point that a division keeps.
const PRECISION: i64 = 16;

/// mantissa × 10^exponent.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    mantissa: BigInt,
    exponent: i64,
}

impl Decimal {
    /// The shortest decimal of a float; none of what is not finite.
    pub(super) fn of(number: f64) -> Option<Self> {
        let written = number.is_finite().then(|| format!("{number:e}"))?;
        let (mantissa, exponent) = written.split_once('e')?;
        let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let exponent: i64 = exponent.parse().ok()?;
        Some(Self { mantissa: mantissa.replace('.', "").parse().ok()?, exponent: exponent - places as i64 })
    }

    /// About how many digits it has.
    pub(super) fn digits(&self) -> u64 {
        self.mantissa.bits() / 3 + 1
    }

    /// The mantissa at a lower exponent.
    fn at(&self, exponent: i64) -> BigInt {
        &self.mantissa * power(self.exponent - exponent)
    }

    fn combined(&self, other: &Self, run: impl Fn(BigInt, BigInt) -> BigInt) -> Self {
        let exponent = self.exponent.min(other.exponent);
        Self { mantissa: run(self.at(exponent), other.at(exponent)), exponent }
    }

    /// The sum.
    pub(super) fn plus(&self, other: &Self) -> Self {
        self.combined(other, |left, right| left + right)
    }

    /// The difference.
    pub(super) fn minus(&self, other: &Self) -> Self {
        self.combined(other, |left, right| left - right)
    }

    /// The product.
    pub(super) fn times(&self, other: &Self) -> Self {
        Self { mantissa: &self.mantissa * &other.mantissa, exponent: self.exponent + other.exponent }
    }

    /// The quotient, rounded half away from zero; none of a division by zero.
    pub(super) fn over(&self, other: &Self) -> Option<Self> {
        if other.mantissa.is_zero() {
            return None;
        }
        let shift = self.exponent - other.exponent + PRECISION;
        let (dividend, divisor) = if shift < 0 {
            (self.mantissa.clone(), &other.mantissa * power(-shift))
        } else {
            (&self.mantissa * power(shift), other.mantissa.clone())
        };
        let (mut quotient, rest) = (&dividend / &divisor, &dividend % &divisor);
        if (rest.magnitude() << 1_u8) >= *divisor.magnitude() {
            quotient += if (dividend.sign() == Sign::Minus) == (divisor.sign() == Sign::Minus) { 1 } else { -1 };
        }
        Some(Self { mantissa: quotient, exponent: -PRECISION })
    }

    /// The nearest float.
    pub(super) fn to_float(&self) -> f64 {
        format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::NAN)
    }
}

/// 10^n; 1 where `n` is negative.
fn power(n: i64) -> BigInt {
    BigInt::from(10_u8).pow(u32::try_from(n).unwrap_or(0))
}
