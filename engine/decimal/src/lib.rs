//! Binary floats as Go computes with them, and their decimal digits as Go writes them: what Rego's and Terraform's
//! numbers have in common.
//!
//! Reference: <https://pkg.go.dev/math/big#Float.Text>.

mod binary;

pub use binary::Binary;
use num_bigint::BigUint;
use num_traits::{One, Zero};

/// 0.d₁d₂d₃… × 10^exponent.
#[derive(Clone, Debug)]
pub struct Decimal {
    /// ASCII digits, without zeros at the end.
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// mantissa × 2^exponent, exact.
    fn of(mantissa: &BigUint, exponent: i64) -> Self {
        if mantissa.is_zero() {
            return Self { digits: Vec::new(), exponent: 0 };
        }
        let zeros = mantissa.trailing_zeros().unwrap_or_default() as i64;
        let spare = if exponent < 0 { zeros.min(-exponent) } else { 0 };
        let (mantissa, exponent) = (mantissa >> spare.unsigned_abs(), exponent + spare);
        let shift = exponent.unsigned_abs();
        let (digits, point) = if exponent < 0 {
            (mantissa * BigUint::from(5_u32).pow(shift as u32), exponent)
        } else {
            (mantissa << shift, 0)
        };
        let digits = digits.to_string().into_bytes();
        let mut decimal = Self { exponent: digits.len() as i64 + point, digits };
        decimal.trim();
        decimal
    }

    /// The least digits that tell mantissa × 2^exponent from its neighbours of `precision` bits.
    fn shortest(mantissa: &BigUint, exponent: i64, precision: u64) -> Self {
        let mut decimal = Self::of(mantissa, exponent);
        if mantissa.is_zero() {
            return decimal;
        }
        // The mantissa with one bit more than the precision: its last bit is half a unit of the float's last place.
        let bits = mantissa.bits();
        let wanted = precision + 1;
        let (mantissa, exponent) = if bits <= wanted {
            (mantissa << (wanted - bits), exponent - (wanted - bits) as i64)
        } else {
            (mantissa >> (bits - wanted), exponent + (bits - wanted) as i64)
        };
        let lower = Self::of(&(&mantissa - BigUint::one()), exponent);
        let upper = Self::of(&(&mantissa + BigUint::one()), exponent);
        let inclusive = !mantissa.bit(1);
        for at in 0..decimal.digits.len() {
            let (digit, low, high) = (decimal.digits[at], lower.digit(at), upper.digit(at));
            let down = low != digit || inclusive && at + 1 == lower.digits.len();
            let up = digit != high && (inclusive || digit + 1 < high || at + 1 < upper.digits.len());
            match (down, up) {
                (true, true) => decimal.round(at + 1),
                (true, false) => decimal.round_down(at + 1),
                (false, true) => decimal.round_up(at + 1),
                (false, false) => continue,
            }
            break;
        }
        decimal
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.exponent = 0;
        }
    }

    fn digit(&self, at: usize) -> u8 {
        self.digits.get(at).copied().unwrap_or(b'0')
    }

    /// To `count` digits, ties to even.
    fn round(&mut self, count: usize) {
        if count >= self.digits.len() {
            return;
        }
        let tie = self.digits[count] == b'5' && count + 1 == self.digits.len();
        let up = if tie { count > 0 && self.digits[count - 1] & 1 != 0 } else { self.digits[count] >= b'5' };
        if up { self.round_up(count) } else { self.round_down(count) }
    }

    fn round_down(&mut self, count: usize) {
        self.digits.truncate(count);
        self.trim();
    }

    fn round_up(&mut self, count: usize) {
        if count >= self.digits.len() {
            return;
        }
        self.digits.truncate(count);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        if let Some(last) = self.digits.last_mut() {
            *last += 1;
        } else {
            self.digits.push(b'1');
            self.exponent += 1;
        }
    }

    /// Without exponent, with all digits: `%f` of the shortest.
    #[must_use]
    pub fn plain(&self) -> String {
        self.fixed((self.digits.len() as i64 - self.exponent).max(0).unsigned_abs() as usize)
    }

    /// Without exponent, with `places` digits behind the point.
    fn fixed(&self, places: usize) -> String {
        let mut text = String::with_capacity(self.digits.len() + places + 2);
        if self.exponent > 0 {
            text.extend((0..self.exponent.unsigned_abs() as usize).map(|at| char::from(self.digit(at))));
        } else {
            text.push('0');
        }
        if places > 0 {
            text.push('.');
            for place in 0..places as i64 {
                let at = self.exponent + place;
                text.push(if at < 0 { '0' } else { char::from(self.digit(at.unsigned_abs() as usize)) });
            }
        }
        text
    }

    /// As `%f` with `places` digits behind the point.
    #[must_use]
    pub fn f(mut self, places: usize) -> String {
        let count = self.exponent.saturating_add(places as i64);
        if count < 0 {
            self.round_down(0);
        } else {
            self.round(count.unsigned_abs() as usize);
        }
        self.fixed(places)
    }

    /// As `%e` with `places` digits behind the point, all where none.
    #[must_use]
    pub fn e(mut self, places: Option<usize>, letter: char) -> String {
        let places = places.unwrap_or(self.digits.len().saturating_sub(1));
        self.round(places.saturating_add(1));
        let mut text = String::with_capacity(places + 8);
        text.push(char::from(self.digit(0)));
        if places > 0 {
            text.push('.');
            text.extend((1..=places).map(|at| char::from(self.digit(at))));
        }
        let exponent = if self.digits.is_empty() { 0 } else { self.exponent - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push_str(&format!("{letter}{sign}{:02}", exponent.unsigned_abs()));
        text
    }

    /// As `%g` with `digits` digits; all where none, when an exponent stands from 10⁶ on.
    #[must_use]
    pub fn g(mut self, digits: Option<usize>, letter: char) -> String {
        let limit = match digits {
            Some(digits) => {
                let digits = digits.max(1);
                self.round(digits);
                let limit = digits as i64;
                if limit > self.digits.len() as i64 && self.digits.len() as i64 >= self.exponent {
                    self.digits.len() as i64
                } else {
                    limit
                }
            }
            None => 6,
        };
        let exponent = self.exponent - 1;
        if !self.digits.is_empty() && (exponent < -4 || exponent >= limit) {
            return self.e(None, letter);
        }
        self.plain()
    }
}
