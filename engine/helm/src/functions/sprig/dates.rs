//! Times written, read and moved. The local time zone is UTC, and now always the same moment.

use bartizan_gofmt::quote;
use bartizan_gofmt::time::{Civil, Zone, duration as parse_duration, layout, parse, parse_fault};

use super::stand_in;
use crate::functions::arguments::{refused, str};
use crate::functions::{Call, Function};
use crate::value::{Int, Kind, Value, duration_text};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("now", 0, |call, _| Ok(stand_in(call, time(NOW, 0)))),
    Function::of("date", 2, |call, args| written(call, str(&args[0])?, &args[1], "Local")),
    Function::of("dateInZone", 3, |call, args| written(call, str(&args[0])?, &args[1], str(&args[2])?)),
    Function::of("date_in_zone", 3, |call, args| written(call, str(&args[0])?, &args[1], str(&args[2])?)),
    Function::of("htmlDate", 1, |call, args| written(call, "2006-01-02", &args[0], "Local")),
    Function::of("htmlDateInZone", 2, |call, args| written(call, "2006-01-02", &args[0], str(&args[1])?)),
    Function::of("dateModify", 2, modify),
    Function::of("date_modify", 2, modify),
    Function::of("mustDateModify", 2, must_modify),
    Function::of("must_date_modify", 2, must_modify),
    Function::of("ago", 1, ago),
    Function::of("duration", 1, duration),
    Function::of("durationRound", 1, duration_round),
    Function::of("toDate", 2, |call, args| {
        // What cannot be read is the first moment of the year 1.
        let (layout, text) = (str(&args[0])?, str(&args[1])?);
        Ok(read(call, layout, text)?.unwrap_or_else(|| time(ZERO, 0)))
    }),
    Function::of("mustToDate", 2, |call, args| {
        let (layout, text) = (str(&args[0])?, str(&args[1])?);
        let fault = || {
            let why = parse_fault(layout, text);
            Error::new(format!("parsing time {}{why}", quote(text, false)))
        };
        read(call, layout, text)?.ok_or_else(fault)
    }),
    Function::of("unixEpoch", 1, |_, args| Ok(moment(&args[0])?.0.div_euclid(SECOND).to_string().into())),
];

/// Nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;

/// What stands for now: the beginning of 2026.
const NOW: i128 = 1_767_225_600 * SECOND;

/// The beginning of the year 1: Go's zero time.
const ZERO: i128 = -62_135_596_800 * SECOND;

/// A time so many nanoseconds after the beginning of 1970, in a zone.
fn time(nanoseconds: i128, offset: i32) -> Value {
    Value::new(Kind::Time(nanoseconds, offset))
}

/// A `time.Time`.
fn moment(value: &Value) -> Result<(i128, i32)> {
    match value.kind {
        Kind::Time(nanoseconds, offset) => Ok((nanoseconds, offset)),
        _ => Err(refused(value, "time.Time")),
    }
}

/// A time, or seconds since 1970 of one of the types; none for all else, which Sprig takes for now.
fn moment_of(value: &Value, types: &[Int]) -> Option<i128> {
    match value.kind {
        Kind::Time(nanoseconds, _) => Some(nanoseconds),
        Kind::Int(seconds, of) if types.contains(&of) => Some(i128::from(seconds) * SECOND),
        _ => None,
    }
}

/// A time as a layout has it, in a zone; in UTC where there is no such zone.
fn written(call: &Call<'_>, layout: &str, value: &Value, zone: &str) -> Result<Value> {
    /// Text that a layout may make of each of its bytes.
    const GROWTH: u64 = 12;
    call.budget.take_bytes(layout.len() as u64 * GROWTH)?;
    let known = moment_of(value, &[Int::Int, Int::Int32, Int::Int64]);
    let nanoseconds = known.unwrap_or(NOW);
    let seconds = i64::try_from(nanoseconds.div_euclid(SECOND)).unwrap_or_default();
    let (offset, name) = Zone::named(zone).unwrap_or_default().at(seconds);
    let civil = Civil::of(seconds.saturating_add(offset), nanoseconds.rem_euclid(SECOND) as i64);
    let text = super::encodings::lossy(layout::format(layout, &civil, &name, offset));
    Ok(if known.is_some() { text.into() } else { stand_in(call, text) })
}

fn read(call: &Call<'_>, layout: &str, text: &str) -> Result<Option<Value>> {
    call.budget.take_steps((layout.len() + text.len()) as u64)?;
    Ok(parse(layout, text).map(|(civil, offset)| {
        let nanoseconds = (civil.seconds() - i128::from(offset)) * SECOND + i128::from(civil.nanosecond);
        time(nanoseconds, i32::try_from(offset).unwrap_or_default())
    }))
}

/// A time moved by a duration.
fn moved(value: &Value, duration: i64) -> Result<Value> {
    let (nanoseconds, offset) = moment(value)?;
    Ok(time(nanoseconds + i128::from(duration), offset))
}

fn modify(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let text = str(&args[0])?;
    moved(&args[1], parse_duration(text).unwrap_or(0))
}

fn must_modify(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let text = str(&args[0])?;
    moment(&args[1])?;
    moved(&args[1], parse_duration(text).ok_or_else(|| duration_fault(text))?)
}

/// What Go says of a text that is no duration.
fn duration_fault(text: &str) -> Error {
    let shown = quote(text, false);
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    // The first number without a unit, or with one that is none.
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let whole = digits(rest);
        let fraction = rest[whole..].strip_prefix('.').map(digits);
        if whole + fraction.unwrap_or(0) == 0 {
            return Error::new(format!("time: invalid duration {shown}"));
        }
        let after = &rest[whole + fraction.map_or(0, |fraction| 1 + fraction)..];
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let unit = &after[..end];
        if unit.is_empty() {
            return Error::new(format!("time: missing unit in duration {shown}"));
        }
        if !matches!(unit, "ns" | "us" | "µs" | "μs" | "ms" | "s" | "m" | "h") {
            return Error::new(format!("time: unknown unit {} in duration {shown}", quote(unit, false)));
        }
        rest = &after[end..];
    }
}

/// How long ago a time was, in whole seconds.
fn ago(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let nanoseconds = moment_of(&args[0], &[Int::Int, Int::Int64]).unwrap_or(NOW);
    Ok(stand_in(call, duration_text(rounded(since(nanoseconds)))))
}

/// The time since a moment, as far as durations go.
fn since(nanoseconds: i128) -> i64 {
    let least = i128::from(i64::MIN);
    i64::try_from((NOW - nanoseconds).clamp(least, i128::from(i64::MAX))).unwrap_or_default()
}

/// To whole seconds, half away from zero.
fn rounded(nanoseconds: i64) -> i64 {
    let second = SECOND as i64;
    let rest = nanoseconds % second;
    let down = nanoseconds - rest;
    if rest.abs() * 2 < second { down } else { down.saturating_add(second * rest.signum()) }
}

fn duration(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let seconds = match &args[0].kind {
        Kind::String(text) => super::cast::parse_clamped(text.as_str()),
        Kind::Int(seconds, Int::Int64) => *seconds,
        _ => 0,
    };
    Ok(duration_text(seconds.wrapping_mul(SECOND as i64)).into())
}

fn duration_round(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let nanoseconds = match &args[0].kind {
        Kind::String(text) => parse_duration(text.as_str()).unwrap_or(0),
        Kind::Int(nanoseconds, Int::Int64) => *nanoseconds,
        Kind::Time(moment, _) => since(*moment),
        _ => 0,
    };
    const HOUR: u64 = 3_600;
    let units = [(HOUR * 24 * 365, "y"), (HOUR * 24 * 30, "mo"), (HOUR * 24, "d"), (HOUR, "h"), (60, "m"), (1, "s")];
    let size = nanoseconds.unsigned_abs();
    let found = units.into_iter().map(|(unit, name)| (unit * SECOND as u64, name)).find(|(unit, _)| size > *unit);
    let text = found.map_or_else(|| "0s".to_owned(), |(unit, name)| format!("{}{name}", size / unit));
    Ok(if matches!(args[0].kind, Kind::Time(..)) { stand_in(call, text) } else { text.into() })
}
