//! Moments: `formatdate`, `timeadd`, `timecmp`, and those that differ from run to run.

use std::fmt;

use bartizan_gofmt::time::layout::{DAYS, MONTHS};

use super::arguments::{argument, string, strings, text};
use super::{Call, Function, Table};
use crate::eval::{Error, Result};
use crate::value::{Reason, Type, Value};

pub(super) fn table() -> Table {
    vec![
        ("formatdate", Function::new(strings(&["format", "time"]), Type::String, format_date)),
        ("plantimestamp", Function::new(strings(&[]), Type::String, |_, _| Ok(differs("plantimestamp")))),
        ("timeadd", Function::new(strings(&["timestamp", "duration"]), Type::String, add)),
        ("timecmp", Function::new(strings(&["timestamp_a", "timestamp_b"]), Type::Number, compare)),
        ("timestamp", Function::new(strings(&[]), Type::String, |_, _| Ok(differs("timestamp")))),
    ]
}

/// A string that the function `name` makes anew at every run.
pub(super) fn differs(name: &str) -> Value {
    Value::unknown(Type::String, Reason::Function(name.into()))
}

const NANOSECOND: i128 = 1_000_000_000;

/// A moment with its offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Since 1970-01-01T00:00:00Z.
    nanoseconds: i128,
    /// East of UTC.
    offset_seconds: i64,
}

/// A date and a time of day.
struct Parts {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// From Sunday.
    weekday: usize,
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads a timestamp piece by piece.
struct Reader<'t>(&'t str);

impl Reader<'_> {
    /// Why two digits are none of a month, day or time of day.
    fn out_of_range(&self, what: &str) -> Error {
        fault(&match what {
            // As Go has it, which has read the month by then.
            "month" => format!("cannot use \"{}\" as month", self.0),
            "hour" => "hour must be between 0 and 23 inclusive".to_owned(),
            "day of month" => "day out of range".to_owned(),
            _ => format!("{what} out of range"),
        })
    }

    /// A number of `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize, what: &str) -> Result<i64> {
        let digits = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at(digits);
        if digits < least {
            return Err(fault(&match self.0 {
                "" => format!("end of string before {what}"),
                _ if what == "hour" && digits > 0 => "hour must have exactly two digits".to_owned(),
                rest => format!("cannot use \"{rest}\" as {what}"),
            }));
        }
        self.0 = rest;
        number.parse().map_err(|_| fault(what))
    }

    fn within(&mut self, digits: (usize, usize), range: std::ops::RangeInclusive<i64>, what: &str) -> Result<i64> {
        let number = self.number(digits.0, digits.1, what)?;
        if range.contains(&number) { Ok(number) } else { Err(self.out_of_range(what)) }
    }

    fn expect(&mut self, wanted: &[char]) -> Result<()> {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                Ok(())
            }
            None => Err(fault(&format!("\"{}\" is expected", wanted.iter().collect::<String>()))),
        }
    }

    /// A fraction of a second, if there is one: nanoseconds.
    fn fraction(&mut self) -> i128 {
        let Some(rest) = self.0.strip_prefix(['.', ',']) else { return 0 };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return 0;
        }
        self.0 = &rest[digits..];
        format!("{:0<9.9}", &rest[..digits]).parse().unwrap_or(0)
    }

    fn offset(&mut self) -> Result<i64> {
        if let Some(rest) = self.0.strip_prefix('Z') {
            self.0 = rest;
            return Ok(0);
        }
        let sign = if self.0.starts_with('-') { -1 } else { 1 };
        self.expect(&['+', '-'])?;
        let hours = self.within((2, 2), 0..=24, "UTC offset")?;
        self.expect(&[':'])?;
        Ok(sign * (hours * 3600 + self.within((2, 2), 0..=60, "UTC offset")? * 60))
    }
}

fn fault(what: &str) -> Error {
    Error::new(format!("not a valid RFC3339 timestamp: {what}"))
}

/// How lenient a timestamp is read.
struct Style {
    /// Digits of the hour.
    hour: (usize, usize),
    /// Digits of month and day, minute and second.
    others: (usize, usize),
    /// May offsets be missing?
    yaml: bool,
}

impl Moment {
    /// Reads RFC 3339.
    ///
    /// # Errors
    /// What it is not.
    fn parse(text: &str, strict: bool) -> Result<Self> {
        let hour = if strict { (2, 2) } else { (1, 2) };
        Self::read(text, &Style { hour, others: (2, 2), yaml: false })
    }

    /// Reads a timestamp of YAML.
    pub(super) fn parse_yaml(text: &str) -> Option<Self> {
        Self::read(text, &Style { hour: (1, 2), others: (1, 2), yaml: true }).ok()
    }

    fn read(text: &str, style: &Style) -> Result<Self> {
        let mut reader = Reader(text);
        let year = reader.number(4, 4, "year")?;
        reader.expect(&['-'])?;
        let month = reader.within(style.others, 1..=12, "month")?;
        reader.expect(&['-'])?;
        let day = reader.within(style.others, 1..=month_length(year, month), "day of month")?;
        let midnight = days(year, month, day) * 86_400;
        if style.yaml && reader.0.is_empty() {
            return Ok(Self { nanoseconds: i128::from(midnight) * NANOSECOND, offset_seconds: 0 });
        }
        let has_offset = !reader.0.starts_with(' ');
        if !style.yaml && !reader.0.starts_with('T') {
            return Err(fault("missing required time introducer 'T'"));
        }
        reader.expect(&['T', 't', ' '])?;
        let hour = reader.within(style.hour, 0..=23, "hour")?;
        reader.expect(&[':'])?;
        let minute = reader.within(style.others, 0..=59, "minute")?;
        reader.expect(&[':'])?;
        let second = reader.within(style.others, 0..=59, "second")?;
        let fraction = reader.fraction();
        let offset_seconds = if has_offset { reader.offset()? } else { 0 };
        if !reader.0.is_empty() {
            return Err(fault("extra text"));
        }
        let seconds = midnight + hour * 3600 + minute * 60 + second - offset_seconds;
        Ok(Self { nanoseconds: i128::from(seconds) * NANOSECOND + fraction, offset_seconds })
    }

    fn parts(self) -> Parts {
        let local = self.nanoseconds.div_euclid(NANOSECOND) + i128::from(self.offset_seconds);
        // Durations are of 64 bits of nanoseconds, years of four digits.
        let local = i64::try_from(local).unwrap_or_default();
        let (day, of_day) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day_of_month) = date(day);
        let weekday = usize::try_from((day + 4).rem_euclid(7)).unwrap_or_default();
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        Parts { year, month, day: day_of_month, hour, minute, second, weekday }
    }

    /// The offset as `+02:00`, with this between hours and minutes.
    fn offset(self, between: &str) -> String {
        let minutes = self.offset_seconds.abs() / 60;
        let sign = if self.offset_seconds < 0 { '-' } else { '+' };
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }

    fn zone(self) -> String {
        if self.offset_seconds == 0 { "Z".to_owned() } else { self.offset(":") }
    }
}

/// RFC 3339 without fractions of seconds.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { year, month, day, hour, minute, second, .. } = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}", self.zone())
    }
}

fn compare(_: &Call<'_>, arguments: &[Value]) -> Result {
    let left = Moment::parse(text(arguments, 0)?, false).map_err(argument("timestamp_a"))?;
    let right = Moment::parse(text(arguments, 1)?, false).map_err(argument("timestamp_b"))?;
    Ok(Value::number(left.nanoseconds.cmp(&right.nanoseconds) as i64))
}

fn add(call: &Call<'_>, arguments: &[Value]) -> Result {
    let moment = Moment::parse(text(arguments, 0)?, false)?;
    let nanoseconds = moment.nanoseconds + i128::from(duration(text(arguments, 1)?)?);
    string(call, Moment { nanoseconds, ..moment }.to_string())
}

/// A duration as Go writes it (`1h30m`, `-1.5s`): nanoseconds.
fn duration(text: &str) -> Result<i64> {
    let invalid = || Error::new(format!("time: invalid duration \"{text}\""));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut sum: i128 = 0;
    while !rest.is_empty() {
        let Some(end) = rest.find(|character: char| !character.is_ascii_digit() && character != '.') else {
            return Err(match rest.contains(|character: char| character.is_ascii_digit()) {
                true => Error::new(format!("time: missing unit in duration \"{text}\"")),
                false => invalid(),
            });
        };
        let (number, after) = rest.split_at(end);
        let end = after.find(|character: char| character.is_ascii_digit() || character == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        rest = after;
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => NANOSECOND,
            "m" => 60 * NANOSECOND,
            "h" => 3600 * NANOSECOND,
            _ if number.contains(|character: char| character.is_ascii_digit()) => {
                return Err(Error::new(format!("time: unknown unit \"{unit}\" in duration \"{text}\"")));
            }
            _ => return Err(invalid()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(invalid());
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        // Eighteen digits say more than there are nanoseconds.
        let fraction = format!("{fraction:0<18.18}").parse::<i128>().map_err(|_| invalid())?;
        let fraction = fraction * unit / 1_000_000_000_000_000_000;
        sum = whole.checked_mul(unit).and_then(|whole| sum.checked_add(whole + fraction)).ok_or_else(invalid)?;
        if sum > i128::from(i64::MAX) + i128::from(negative) {
            return Err(invalid());
        }
    }
    i64::try_from(if negative { -sum } else { sum }).map_err(|_| invalid())
}

fn format_date(call: &Call<'_>, arguments: &[Value]) -> Result {
    let mut rest = text(arguments, 0)?;
    let moment = Moment::parse(text(arguments, 1)?, true).map_err(argument("time"))?;
    let parts = moment.parts();
    let mut out = String::new();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' => {
                let end = quoted(rest, &mut out).map_err(argument("format"))?;
                rest = &rest[end..];
                continue;
            }
            first if first.is_ascii_alphabetic() => rest.find(|other| other != first),
            _ => rest.find(|other: char| other == '\'' || other.is_ascii_alphabetic()),
        };
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        if first.is_ascii_alphabetic() {
            out.push_str(&verb(token, moment, &parts).map_err(argument("format"))?);
        } else {
            out.push_str(token);
        }
    }
    string(call, out)
}

/// Adds the text between quotes at the beginning of `text`; its end.
fn quoted(text: &str, out: &mut String) -> Result<usize> {
    if text.starts_with("''") {
        out.push('\'');
        return Ok(2);
    }
    let mut at = 1;
    while let Some(end) = text.get(at..).and_then(|rest| rest.find('\'')) {
        out.push_str(&text[at..at + end]);
        at += end + 1;
        if !text[at..].starts_with('\'') {
            return Ok(at);
        }
        out.push('\'');
        at += 1;
    }
    Err(Error::new("unterminated literal '"))
}

/// What a verb must be that begins like this one.
fn wanted(token: &str) -> String {
    let what = match token.chars().next() {
        Some('Y') => "year must either be \"YY\" or \"YYYY\"",
        Some('M') => "month must be \"M\", \"MM\", \"MMM\", or \"MMMM\"",
        Some('D') => "day of month must either be \"D\" or \"DD\"",
        Some('E') => "day of week must either be \"EEE\" or \"EEEE\"",
        Some('h') => "24-hour must either be \"h\" or \"hh\"",
        Some('H') => "12-hour must either be \"H\" or \"HH\"",
        Some('A') => "must be \"AA\"",
        Some('a') => "must be \"aa\"",
        Some('m') => "minute must either be \"m\" or \"mm\"",
        Some('s') => "second must either be \"s\" or \"ss\"",
        Some('Z') => "timezone must be Z, ZZZZ, or ZZZZZ",
        _ => return String::new(),
    };
    format!(": {what}")
}

fn verb(token: &str, moment: Moment, parts: &Parts) -> Result<String> {
    let name = |names: &[&str], at: usize, short| {
        let name = names.get(at).copied().unwrap_or_default();
        if short { name[..3].to_owned() } else { name.to_owned() }
    };
    let month = usize::try_from(parts.month - 1).unwrap_or_default();
    let half = if parts.hour % 12 == 0 { 12 } else { parts.hour % 12 };
    Ok(match token {
        "YY" => format!("{:02}", parts.year % 100),
        "YYYY" => format!("{:04}", parts.year),
        "M" => parts.month.to_string(),
        "MM" => format!("{:02}", parts.month),
        "MMM" | "MMMM" => name(&MONTHS, month, token.len() == 3),
        "D" => parts.day.to_string(),
        "DD" => format!("{:02}", parts.day),
        "EEE" | "EEEE" => name(&DAYS, parts.weekday, token.len() == 3),
        "h" => parts.hour.to_string(),
        "hh" => format!("{:02}", parts.hour),
        "H" => half.to_string(),
        "HH" => format!("{half:02}"),
        "AA" => if parts.hour < 12 { "AM" } else { "PM" }.to_owned(),
        "aa" => if parts.hour < 12 { "am" } else { "pm" }.to_owned(),
        "m" => parts.minute.to_string(),
        "mm" => format!("{:02}", parts.minute),
        "s" => parts.second.to_string(),
        "ss" => format!("{:02}", parts.second),
        "Z" => moment.zone(),
        "ZZZ" if moment.offset_seconds == 0 => "UTC".to_owned(),
        "ZZZ" | "ZZZZ" => moment.offset(""),
        "ZZZZZ" => moment.offset(":"),
        _ => return Err(Error::new(format!("invalid date format verb \"{token}\"{}", wanted(token)))),
    })
}
