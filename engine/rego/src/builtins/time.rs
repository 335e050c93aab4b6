//! Times: nanoseconds since 1970, calendars and clocks, layouts and durations as in Go.

use bartizan_gofmt::time::{
    Civil, Zone, days_in_month, duration_of, duration_segment, layout, parse as read_time, seconds,
};

use super::strings::lossy;
use super::{Answer, Context, Error, Function, operands};
use crate::value::{Number, Value};

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("time.add_date", add_date),
    ("time.clock", clock),
    ("time.date", date),
    ("time.diff", diff),
    ("time.format", format),
    ("time.now_ns", |context, _| Ok(context.now_ns.into())),
    ("time.parse_duration_ns", parse_duration),
    ("time.parse_ns", parse),
    ("time.parse_rfc3339_ns", parse_rfc3339),
    ("time.weekday", weekday),
];

const SECOND: i64 = 1_000_000_000;

/// Text that a layout may make of each of its bytes.
const GROWTH: usize = 12;

/// A moment where it is shown.
struct Moment {
    seconds: i64,
    nanosecond: i64,
    zone: Zone,
    /// How to write it; empty where that was left open.
    layout: String,
}

impl Moment {
    /// A moment of argument `place`: nanoseconds, or an array of those, a zone and a layout.
    fn of(argument: &Value) -> Result<Self, Error> {
        let wrong = || operands::wrong(1, "either number (ns) or [number (ns), string (tz)]", argument);
        let (number, zone, layout) = match argument {
            Value::Number(number) => (number, None, None),
            Value::Array(items) => {
                let first = items.first().ok_or_else(wrong)?;
                let number = first.as_number().ok_or_else(|| operands::wrong(1, "number", first))?;
                let text = |at: usize| match items.get(at) {
                    None => Ok(None),
                    Some(Value::String(text)) => Ok(Some(text)),
                    Some(other) => Err(operands::wrong(1, "string", other)),
                };
                let zone = text(1)?.map(|name| Zone::named(name).ok_or_else(|| unknown_zone(name))).transpose()?;
                (number, zone, text(2)?)
            }
            _ => return Err(wrong()),
        };
        let ns = number.as_i64().ok_or_else(|| Error::failed("timestamp too big"))?;
        Ok(Self {
            seconds: ns.div_euclid(SECOND),
            nanosecond: ns.rem_euclid(SECOND),
            zone: zone.unwrap_or_default(),
            layout: layout.map(ToString::to_string).unwrap_or_default(),
        })
    }

    /// What calendar and clock show.
    fn civil(&self) -> Civil {
        Civil::of(self.seconds + self.zone.at(self.seconds).0, self.nanosecond)
    }
}

fn unknown_zone(name: &str) -> Error {
    Error::failed(format!("unknown time zone {name}"))
}

/// Nanoseconds of a moment, where 64 bits hold them.
fn nanoseconds(seconds: i128, nanosecond: i64) -> Answer {
    let ns = seconds * i128::from(SECOND) + i128::from(nanosecond);
    i64::try_from(ns).map(Value::from).map_err(|_| Error::failed("time outside of valid range"))
}

fn numbers<const N: usize>(numbers: [i64; N]) -> Answer {
    Ok(Value::array(numbers.map(Value::from).to_vec()))
}

fn date(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let civil = Moment::of(&arguments[0])?.civil();
    numbers([civil.year, civil.month, civil.day])
}

fn clock(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let civil = Moment::of(&arguments[0])?.civil();
    numbers([civil.hour, civil.minute, civil.second])
}

fn weekday(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    Ok(layout::DAYS[Moment::of(&arguments[0])?.civil().weekday() as usize].into())
}

fn format(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let moment = Moment::of(&arguments[0])?;
    let layout = if moment.layout.is_empty() { "RFC3339Nano" } else { &moment.layout };
    let layout = layout::named(layout);
    context.make(layout.len() * GROWTH)?;
    let (offset, abbreviation) = moment.zone.at(moment.seconds);
    Ok(lossy(layout::format(layout, &moment.civil(), &abbreviation, offset)))
}

fn add_date(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let moment = Moment::of(&arguments[0])?;
    let (years, months, days) =
        (operands::integer(arguments, 2)?, operands::integer(arguments, 3)?, operands::integer(arguments, 4)?);
    let civil = moment.civil();
    let sum = |left: i64, right: i64| i128::from(left) + i128::from(right);
    let clock = civil.hour * 3600 + civil.minute * 60 + civil.second;
    let shown = seconds(sum(civil.year, years), sum(civil.month, months), sum(civil.day, days), clock.into());
    nanoseconds(moment.zone.moment(shown), moment.nanosecond)
}

/// Years, months, days, hours, minutes and seconds between two moments, as the zone of the first shows them.
fn diff(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let first = Moment::of(&arguments[0])?;
    let mut second = Moment::of(&arguments[1])?;
    second.zone = first.zone.clone();
    let key = |moment: &Moment| (moment.seconds, moment.nanosecond);
    let (from, to) = if key(&first) > key(&second) { (second, first) } else { (first, second) };
    let (from, to) = (from.civil(), to.civil());
    // Each part borrows from the next greater one; a month has as many days as the one of the earlier moment.
    let parts = [
        (to.second - from.second, 60),
        (to.minute - from.minute, 60),
        (to.hour - from.hour, 24),
        (to.day - from.day, days_in_month(from.year, from.month)),
        (to.month - from.month, 12),
        (to.year - from.year, 0),
    ];
    let mut borrowed = 0;
    let mut parts = parts.map(|(part, size)| {
        let part = part - borrowed;
        borrowed = i64::from(part < 0 && size > 0);
        part + borrowed * size
    });
    parts.reverse();
    numbers(parts)
}

fn parse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (layout, text) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    read(context, layout::named(layout), text)
}

fn parse_rfc3339(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    read(context, layout::named("RFC3339"), text)
}

fn read(context: &mut Context<'_>, layout: &str, text: &str) -> Answer {
    context.work(layout.len() + text.len() / 16)?;
    let wrong = || Error::failed(format!("parsing time {text:?} as {layout:?}: cannot parse it"));
    let (civil, offset) = read_time(layout, text).ok_or_else(wrong)?;
    nanoseconds(civil.seconds() - i128::from(offset), civil.nanosecond)
}

fn parse_duration(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.work(text.len())?;
    let wrong = || Error::failed(format!("time: invalid duration {text:?}"));
    duration(text).map(|ns| Number::from(ns).into()).ok_or_else(wrong)
}

/// Is a text a time of a layout?
pub(super) fn fits(layout: &str, text: &str) -> bool {
    read_time(layout, text).is_some()
}

/// Reads `1h2m3.5s`, in nanoseconds. Days, weeks and years are so many hours; beside them OPA knows only one micro sign.
pub(super) fn duration(text: &str) -> Option<i64> {
    let extended = text.contains(['d', 'w', 'y']);
    duration_of(text, |number, unit| {
        let hours: u32 = match unit {
            "d" => 24,
            "w" => 7 * 24,
            "y" => 365 * 24,
            "μs" if extended => return None,
            _ => return duration_segment(number, unit),
        };
        let value: f64 = number.parse().ok()?;
        duration_segment(&format!("{}", value * f64::from(hours)), "h")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/time.jsonl"));
    }

    #[test]
    fn now_is_what_the_evaluation_says() {
        assert_eq!(testing::call("time.now_ns", &[]), Ok(1_800_000_000_123_456_789_i64.into()));
    }
}
