//! Durations such as `1h2m3.5s`.

/// Reads a duration, in nanoseconds. Reference: <https://pkg.go.dev/time#ParseDuration>.
#[must_use]
pub fn duration(text: &str) -> Option<i64> {
    duration_of(text, duration_segment)
}

/// Reads a duration whose parts, a number and a unit, are so many nanoseconds as `segment` says.
#[must_use]
pub fn duration_of(text: &str, segment: impl Fn(&str, &str) -> Option<u64>) -> Option<i64> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?);
        let (unit, after) = after.split_at(after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len()));
        rest = after;
        total = total.checked_add(segment(number, unit)?).filter(|total| *total <= 1 << 63)?;
    }
    if negative { Some((total as i64).wrapping_neg()) } else { i64::try_from(total).ok() }
}

/// Nanoseconds of a number of units.
#[must_use]
pub fn duration_segment(number: &str, unit: &str) -> Option<u64> {
    let unit: u64 = match unit {
        "ns" => 1,
        // Micro signs of both kinds.
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() + fraction.len() == 0 || fraction.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole <= 1 << 63)? };
    let mut value = whole.checked_mul(unit).filter(|value| *value <= 1 << 63)?;
    // As many digits of the fraction as 63 bits hold.
    let (mut digits, mut scale) = (0_u64, 1_f64);
    for digit in fraction.bytes() {
        let more = digits * 10 + u64::from(digit - b'0');
        if digits > (i64::MAX as u64) / 10 || more > 1 << 63 {
            break;
        }
        digits = more;
        scale *= 10.0;
    }
    value += (digits as f64 * (unit as f64 / scale)) as u64;
    (value <= 1 << 63).then_some(value)
}
