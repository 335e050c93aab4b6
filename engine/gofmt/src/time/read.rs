//! Times read by a layout.

use crate::quote;

use super::civil::{Civil, days_in_month, is_leap};
use super::layout::{DAYS, Element, MONTHS, Pad, next};

/// What a time's text has told so far.
#[derive(Default)]
struct Read {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: i64,
    afternoon: Option<bool>,
    utc: bool,
    offset: Option<i64>,
}

/// Reads a time by a layout: the time as written and its offset in seconds. Zones that are only named count as UTC.
#[must_use]
pub fn parse(layout: &str, text: &str) -> Option<(Civil, i64)> {
    let mut read = Read::default();
    let (mut layout, mut value) = (layout.as_bytes(), text.as_bytes());
    loop {
        let (before, found, rest) = next(layout);
        value = skip(value, before)?;
        layout = rest;
        match found {
            None if value.is_empty() => return finish(&read),
            None => return None,
            Some(found) => value = read_element(&mut read, found, value, layout)?,
        }
    }
}

/// Why a text cannot be read by a layout, as Go says it behind `parsing time "…"`.
#[must_use]
pub fn parse_fault(whole: &str, text: &str) -> String {
    let shown = |bytes: &[u8]| quote(&String::from_utf8_lossy(bytes), false);
    let cannot = |value: &[u8], part: &[u8]| {
        format!(" as {}: cannot parse {} as {}", quote(whole, false), shown(value), shown(part))
    };
    let mut read = Read::default();
    let (mut layout, mut value) = (whole.as_bytes(), text.as_bytes());
    loop {
        let (before, found, rest) = next(layout);
        let Some(after) = skip(value, before) else {
            let matched = (0..before.len()).rev().find_map(|length| skip(value, &before[..length]));
            return cannot(matched.unwrap_or(value), before);
        };
        let Some(found) = found else {
            return if after.is_empty() {
                match read.year_day {
                    Some(_) => ": day-of-year out of range".to_owned(),
                    None => ": day out of range".to_owned(),
                }
            } else {
                format!(": extra text: {}", shown(after))
            };
        };
        let part = &layout[before.len()..layout.len() - rest.len()];
        let Some(next) = read_element(&mut read, found, after, rest) else {
            let unit = match found {
                Element::Month(_) => "month",
                Element::Hour | Element::Hour12(_) => "hour",
                Element::Minute(_) => "minute",
                Element::Second(_) => "second",
                _ => "",
            };
            let is_number = two(after, matches!(part, [b'0', _])).is_some();
            return if is_number && !unit.is_empty() { format!(": {unit} out of range") } else { cannot(after, part) };
        };
        (layout, value) = (rest, next);
    }
}

/// Takes literal text off `value`; a space stands for any number of them.
fn skip<'a>(mut value: &'a [u8], mut literal: &[u8]) -> Option<&'a [u8]> {
    while let Some((first, rest)) = literal.split_first() {
        if *first == b' ' {
            if value.first().is_some_and(|byte| *byte != b' ') {
                return None;
            }
            literal = trim_spaces(literal);
            value = trim_spaces(value);
        } else {
            value = value.strip_prefix(&[*first])?;
            literal = rest;
        }
    }
    Some(value)
}

fn trim_spaces(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|byte| **byte == b' ').count()..]
}

/// One or two digits, two where `fixed`.
fn two(value: &[u8], fixed: bool) -> Option<(i64, &[u8])> {
    let digit = |at: usize| value.get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| i64::from(byte - b'0'));
    match (digit(0)?, digit(1)) {
        (tens, Some(ones)) => Some((tens * 10 + ones, &value[2..])),
        (_, None) if fixed => None,
        (one, None) => Some((one, &value[1..])),
    }
}

/// A number of these digits, which may have a sign.
fn signed(digits: &[u8]) -> Option<i64> {
    let plain = digits.strip_prefix(b"-").or_else(|| digits.strip_prefix(b"+")).unwrap_or(digits);
    let whole = !plain.is_empty() && plain.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| whole)?.parse().ok()
}

/// A name of a table, in any case, whole or its first three letters.
fn name<'a>(names: &[&str], short: bool, value: &'a [u8]) -> Option<(i64, &'a [u8])> {
    let text = |name: &'_ str| name.len().min(if short { 3 } else { usize::MAX });
    let fits = |name: &&str| {
        value.get(..text(name)).is_some_and(|own| own.eq_ignore_ascii_case(&name.as_bytes()[..text(name)]))
    };
    let at = names.iter().position(fits)?;
    Some((at as i64, &value[text(names[at])..]))
}

/// Nanoseconds of `.123`, the separator included.
fn nanoseconds(value: &[u8]) -> Option<i64> {
    let (separator, digits) = value.split_first()?;
    let digits = &digits[..digits.len().min(9)];
    let scale = 10_i64.pow(9_u32.saturating_sub(digits.len() as u32));
    matches!(separator, b'.' | b',').then(|| signed(digits).filter(|value| *value >= 0)).flatten().map(|ns| ns * scale)
}

/// Reads one element; what follows it.
fn read_element<'a>(read: &mut Read, found: Element, value: &'a [u8], layout: &[u8]) -> Option<&'a [u8]> {
    match found {
        Element::Hour
        | Element::Hour12(_)
        | Element::Minute(_)
        | Element::Second(_)
        | Element::HalfDay { .. }
        | Element::Fraction { .. } => read_clock(read, found, value, layout),
        Element::ZoneName | Element::Offset { .. } => read_zone(read, found, value),
        _ => read_date(read, found, value),
    }
}

fn within(number: i64, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    range.contains(&number).then_some(number)
}

fn read_date<'a>(read: &mut Read, found: Element, value: &'a [u8]) -> Option<&'a [u8]> {
    let rest = match found {
        Element::Year => {
            let digits = value.get(..4).filter(|digits| digits[0].is_ascii_digit())?;
            read.year = signed(digits)?;
            &value[4..]
        }
        Element::ShortYear => {
            let year = signed(value.get(..2)?)?;
            read.year = if year >= 69 { year + 1900 } else { year + 2000 };
            &value[2..]
        }
        Element::MonthName { short } => {
            let (month, rest) = name(&MONTHS, short, value)?;
            read.month = Some(month + 1);
            rest
        }
        Element::WeekDay { short } => name(&DAYS, short, value)?.1,
        Element::Month(pad) => {
            let (month, rest) = two(value, pad == Pad::Zero)?;
            read.month = Some(within(month, 1..=12)?);
            rest
        }
        Element::Day(pad) => {
            let value = if pad == Pad::Space { value.strip_prefix(b" ").unwrap_or(value) } else { value };
            let (day, rest) = two(value, pad == Pad::Zero)?;
            read.day = Some(day);
            rest
        }
        Element::YearDay(pad) => {
            let spaces = value.iter().take(2).take_while(|byte| pad == Pad::Space && **byte == b' ').count();
            let value = &value[spaces..];
            let digits = value.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 || pad == Pad::Zero && digits != 3 {
                return None;
            }
            read.year_day = signed(&value[..digits]);
            &value[digits..]
        }
        _ => return None,
    };
    Some(rest)
}

fn read_clock<'a>(read: &mut Read, found: Element, value: &'a [u8], layout: &[u8]) -> Option<&'a [u8]> {
    let rest = match found {
        Element::Hour => {
            let (hour, rest) = two(value, false)?;
            read.hour = within(hour, 0..=23)?;
            rest
        }
        Element::Hour12(pad) => {
            let (hour, rest) = two(value, pad == Pad::Zero)?;
            read.hour = within(hour, 0..=12)?;
            rest
        }
        Element::Minute(pad) => {
            let (minute, rest) = two(value, pad == Pad::Zero)?;
            read.minute = within(minute, 0..=59)?;
            rest
        }
        Element::Second(pad) => {
            let (second, rest) = two(value, pad == Pad::Zero)?;
            read.second = within(second, 0..=59)?;
            // A fraction may follow even where the layout has none.
            let digits = fraction_digits(rest);
            if digits == 0 || matches!(next(layout).1, Some(Element::Fraction { .. })) {
                return Some(rest);
            }
            read.nanosecond = nanoseconds(&rest[..=digits])?;
            &rest[1 + digits..]
        }
        Element::HalfDay { upper } => {
            let pair: [&[u8]; 2] = if upper { [b"AM", b"PM"] } else { [b"am", b"pm"] };
            let half = value.get(..2)?;
            let afternoon = half == pair[1];
            if !afternoon && half != pair[0] {
                return None;
            }
            // In Go the afternoon, once read, stays.
            read.afternoon = Some(afternoon || read.afternoon == Some(true));
            &value[2..]
        }
        Element::Fraction { digits, trimmed: false, .. } => {
            read.nanosecond = nanoseconds(value.get(..=digits)?)?;
            &value[1 + digits..]
        }
        Element::Fraction { .. } => match fraction_digits(value) {
            0 => value,
            digits => {
                read.nanosecond = nanoseconds(&value[..=digits])?;
                &value[1 + digits..]
            }
        },
        _ => return None,
    };
    Some(rest)
}

fn read_zone<'a>(read: &mut Read, found: Element, value: &'a [u8]) -> Option<&'a [u8]> {
    let rest = match found {
        Element::ZoneName => match value.strip_prefix(b"UTC") {
            Some(rest) => {
                read.utc = true;
                rest
            }
            None => &value[zone_name(value)?..],
        },
        Element::Offset { zulu: true, .. } if value.starts_with(b"Z") => {
            read.utc = true;
            &value[1..]
        }
        Element::Offset { colon, minutes, seconds, .. } => {
            let (offset, rest) = offset(value, colon, minutes, seconds)?;
            read.offset = Some(offset);
            rest
        }
        _ => return None,
    };
    Some(rest)
}

/// How many digits a fraction has that begins `value`.
fn fraction_digits(value: &[u8]) -> usize {
    match value.first() {
        Some(b'.' | b',') => value[1..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    }
}

/// An offset such as `+01:00`, in seconds.
fn offset(value: &[u8], colon: bool, minutes: bool, seconds: bool) -> Option<(i64, &[u8])> {
    let (sign, mut rest) = value.split_first()?;
    let mut total = 0;
    let parts = [(true, false, 3600, 24), (minutes, colon, 60, 60), (seconds, colon, 1, 60)];
    for (_, colon, scale, most) in parts.into_iter().filter(|(wanted, ..)| *wanted) {
        if colon {
            rest = rest.strip_prefix(b":")?;
        }
        let (part, after) = two(rest, true)?;
        if part > most {
            return None;
        }
        total += part * scale;
        rest = after;
    }
    match sign {
        b'+' => Some((total, rest)),
        b'-' => Some((-total, rest)),
        _ => None,
    }
}

/// The length of what looks like the name of a zone.
fn zone_name(value: &[u8]) -> Option<usize> {
    if value.len() < 3 {
        return None;
    }
    if value.starts_with(b"ChST") || value.starts_with(b"MeST") {
        return Some(4);
    }
    let hours = |value: &[u8]| {
        let digits = value.get(1..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let hour = signed(value.get(1..=digits)?)?;
        (matches!(value[0], b'+' | b'-') && digits > 0 && hour <= 23).then_some(1 + digits)
    };
    if value.starts_with(b"GMT") {
        return Some(3 + hours(&value[3..]).unwrap_or(0));
    }
    if matches!(value[0], b'+' | b'-') {
        return hours(value);
    }
    match value.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count() {
        5 if value[4] == b'T' => Some(5),
        4 if value[3] == b'T' || value.starts_with(b"WITA") => Some(4),
        3 => Some(3),
        _ => None,
    }
}

/// The time that was read, if there is such a day.
fn finish(read: &Read) -> Option<(Civil, i64)> {
    let hour = match read.afternoon {
        Some(true) if read.hour < 12 => read.hour + 12,
        Some(false) if read.hour == 12 => 0,
        _ => read.hour,
    };
    let (mut month, mut day) = (read.month, read.day);
    if let Some(mut rest) = read.year_day {
        let mut found = 1;
        if rest < 1 || rest > if is_leap(read.year) { 366 } else { 365 } {
            return None;
        }
        while rest > days_in_month(read.year, found) {
            rest -= days_in_month(read.year, found);
            found += 1;
        }
        if month.is_some_and(|month| month != found) || day.is_some_and(|day| day != rest) {
            return None;
        }
        (month, day) = (Some(found), Some(rest));
    }
    let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
    if day < 1 || day > days_in_month(read.year, month) {
        return None;
    }
    let time = Civil {
        year: read.year,
        month,
        day,
        hour,
        minute: read.minute,
        second: read.second,
        nanosecond: read.nanosecond,
    };
    // Go marks that there is no offset by one of -1 second.
    Some((time, read.offset.filter(|offset| !read.utc && *offset != -1).unwrap_or(0)))
}
