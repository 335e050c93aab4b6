//! Texts of 64-bit floats as Go's `strconv.FormatFloat` writes them.

/// Places beyond which a float of 64 bits has only zeros.
const MAX_PLACES: usize = 1100;

/// Significant digits and where the point stands: 0.d₁d₂… × 10^point.
struct Digits {
    digits: String,
    point: i64,
}

impl Digits {
    /// The shortest that read back, or rounded to `count` digits; without zeros at the end.
    fn of(value: f64, count: Option<usize>) -> Self {
        let text = match count {
            Some(count) => format!("{value:.*e}", count.clamp(1, MAX_PLACES) - 1),
            None => shortest(value),
        };
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_end_matches('0').to_owned();
        let point = if digits.is_empty() { 0 } else { exponent.parse::<i64>().unwrap_or_default() + 1 };
        Self { digits, point }
    }

    /// `d.ddde±dd` with so many places.
    fn scientific(&self, places: usize, mark: char) -> String {
        let first = self.digits.get(..1).unwrap_or("0");
        let rest = self.digits.get(1..).unwrap_or_default();
        let point = if places > 0 { "." } else { "" };
        let zeros = "0".repeat(places.saturating_sub(rest.len()));
        let rest = &rest[..rest.len().min(places)];
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{first}{point}{rest}{zeros}{mark}{sign}{:02}", exponent.unsigned_abs())
    }

    /// `ddd.ddd` with so many places.
    fn plain(&self, places: usize) -> String {
        let digit = |at: i64| usize::try_from(at).ok().and_then(|at| self.digits.get(at..=at)).unwrap_or("0");
        let mut text = String::new();
        for at in 0..self.point.max(0) {
            text.push_str(digit(at));
        }
        if text.is_empty() {
            text.push('0');
        }
        if places > 0 {
            text.push('.');
        }
        for at in 0..places {
            text.push_str(digit(self.point + at as i64));
        }
        text
    }
}

/// The shortest digits that read back; of two that are as near the one that is even, which the standard library does not
/// see to.
fn shortest(value: f64) -> String {
    /// Digits from which two can be as near.
    const LONG: usize = 16;
    let text = format!("{value:e}");
    let digits = text.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    if digits < LONG {
        return text;
    }
    let nearest = format!("{value:.*e}", digits - 1);
    if nearest.parse() == Ok(value) { nearest } else { text }
}

/// The text of a finite float, without its sign, by a verb of `e E f g G x X b`; a precision of none is the shortest.
#[must_use]
pub fn text(value: f64, verb: char, precision: Option<usize>) -> String {
    let value = value.abs();
    match verb {
        'e' | 'E' => exponential(value, verb, precision),
        'f' => match precision {
            Some(places) => {
                let zeros = "0".repeat(places.saturating_sub(MAX_PLACES));
                format!("{value:.*}{zeros}", places.min(MAX_PLACES))
            }
            None => {
                let digits = Digits::of(value, None);
                digits.plain(usize::try_from(digits.digits.len() as i64 - digits.point).unwrap_or(0))
            }
        },
        'g' | 'G' => general(value, if verb == 'g' { 'e' } else { 'E' }, precision),
        'x' => hexadecimal(value, precision),
        'X' => hexadecimal(value, precision).to_uppercase(),
        _ => binary(value),
    }
}

fn exponential(value: f64, mark: char, precision: Option<usize>) -> String {
    let digits = Digits::of(value, precision.map(|places| places.saturating_add(1)));
    digits.scientific(precision.unwrap_or(digits.digits.len().saturating_sub(1)), mark)
}

/// With an exponent where that is below -4 or not below the precision, and as if that were 6 for the shortest text.
fn general(value: f64, mark: char, precision: Option<usize>) -> String {
    let precision = precision.map(|digits| digits.max(1));
    let digits = Digits::of(value, precision);
    let length = digits.digits.len();
    let wanted = precision.unwrap_or(length);
    let limit = match precision {
        None => 6,
        Some(wanted) if wanted > length && length as i64 >= digits.point => length as i64,
        Some(wanted) => wanted as i64,
    };
    let exponent = digits.point - 1;
    if exponent < -4 || exponent >= limit {
        return digits.scientific(wanted.min(length).saturating_sub(1), mark);
    }
    let wanted = if wanted as i64 > digits.point { length } else { wanted };
    digits.plain(usize::try_from(wanted as i64 - digits.point).unwrap_or(0))
}

/// Mantissa and exponent of a float: mantissa × 2^exponent.
fn parts(value: f64) -> (u64, i64) {
    let bits = value.to_bits();
    let (mantissa, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i64);
    if exponent == 0 { (mantissa, -1074) } else { (mantissa | 1 << 52, exponent - 1075) }
}

/// `4503599627370496p-52`.
fn binary(value: f64) -> String {
    let (mantissa, exponent) = parts(value);
    format!("{mantissa}p{exponent:+}")
}

/// `0x1.8p+00`.
fn hexadecimal(value: f64, precision: Option<usize>) -> String {
    let (mantissa, exponent) = parts(value);
    let (mut mantissa, mut exponent) = if mantissa == 0 {
        (0, 0)
    } else {
        // The first bit becomes the digit before the point, and 60 bits the places.
        let shift = mantissa.leading_zeros() as i64 - 3;
        (mantissa << shift, exponent - shift + 60)
    };
    let places = match precision {
        Some(places) if places < 15 => {
            let excess = 60 - 4 * places as u32;
            let half = 1_u64 << (excess - 1);
            let (rest, odd) = (mantissa & ((1 << excess) - 1), mantissa >> excess & 1);
            mantissa &= !((1 << excess) - 1);
            if rest > half || rest == half && odd == 1 {
                mantissa += 1 << excess;
            }
            if mantissa >> 61 != 0 {
                mantissa >>= 1;
                exponent += 1;
            }
            places
        }
        Some(places) => places,
        None => {
            let digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
            digits.trim_end_matches('0').len()
        }
    };
    let digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    let point = if places > 0 { "." } else { "" };
    let zeros = "0".repeat(places.saturating_sub(15));
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("0x{}{point}{}{zeros}p{sign}{:02}", mantissa >> 60, &digits[..places.min(15)], exponent.unsigned_abs())
}
