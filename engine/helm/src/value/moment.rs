//! Times and durations as Go writes them.

/// Nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;
/// Seconds of a day.
const DAY: i128 = 86_400;

/// A time in its zone, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The hour.
    pub hour: u32,
    /// The minute.
    pub minute: u32,
    /// The second.
    pub second: u32,
    /// The nanosecond of the second.
    pub nanosecond: u32,
    /// The day of the week, Sunday being 0.
    pub weekday: u32,
}

impl Moment {
    /// The time `nanoseconds` after the beginning of 1970 in UTC, in a zone `offset` seconds east.
    #[must_use]
    pub fn of(nanoseconds: i128, offset: i32) -> Self {
        let local = nanoseconds + i128::from(offset) * SECOND;
        let (seconds, nanosecond) = (local.div_euclid(SECOND), local.rem_euclid(SECOND));
        let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        // Years are counted from March on, so that the day of a leap year is the last of its year.
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i128::from(month <= 2);
        let small = |number: i128| u32::try_from(number).unwrap_or_default();
        Self {
            year: i64::try_from(year).unwrap_or_default(),
            month: small(month),
            day: small(day_of_year - (153 * shifted_month + 2) / 5 + 1),
            hour: small(rest / 3600),
            minute: small(rest / 60 % 60),
            second: small(rest % 60),
            nanosecond: small(nanosecond),
            weekday: small((days + 4).rem_euclid(7)),
        }
    }

    /// Decimals of the second, with their point; nothing for none.
    #[must_use]
    pub fn fraction(&self) -> String {
        fraction(u64::from(self.nanosecond), 9)
    }
}

/// `.digits` of a number of `places` digits, without zeros at the end.
fn fraction(number: u64, places: usize) -> String {
    if number == 0 {
        return String::new();
    }
    format!(".{number:0places$}").trim_end_matches('0').to_owned()
}

/// The offset of a zone: `+02:00`, with `colon`, or `+0200`.
fn offset_text(offset: i32, colon: &str) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
}

/// A time as `time.Time.String` writes it, or as RFC 3339 has it, with as many decimals as it needs.
#[must_use]
pub fn time_text(nanoseconds: i128, offset: i32, rfc3339: bool) -> String {
    let at = Moment::of(nanoseconds, offset);
    let date = format!("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    let clock = format!("{:02}:{:02}:{:02}{}", at.hour, at.minute, at.second, at.fraction());
    match (rfc3339, offset) {
        (true, 0) => format!("{date}T{clock}Z"),
        (true, _) => format!("{date}T{clock}{}", offset_text(offset, ":")),
        (false, 0) => format!("{date} {clock} +0000 UTC"),
        (false, _) => {
            let zone = offset_text(offset, "");
            format!("{date} {clock} {zone} {zone}")
        }
    }
}

/// A duration as `time.Duration.String` writes it: `1h2m3.5s`, `15ms`.
#[must_use]
pub fn duration_text(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.unsigned_abs();
    match size {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{size}ns"),
        1_000..1_000_000 => format!("{sign}{}{}µs", size / 1_000, fraction(size % 1_000, 3)),
        1_000_000..1_000_000_000 => format!("{sign}{}{}ms", size / 1_000_000, fraction(size % 1_000_000, 6)),
        _ => {
            let seconds = size / 1_000_000_000;
            let mut text = sign.to_owned();
            if seconds >= 3600 {
                text.push_str(&format!("{}h", seconds / 3600));
            }
            if seconds >= 60 {
                text.push_str(&format!("{}m", seconds / 60 % 60));
            }
            text + &format!("{}{}s", seconds % 60, fraction(size % 1_000_000_000, 9))
        }
    }
}
