//! Layouts of times, as Go writes and reads them: examples that show the moment Mon Jan 2 15:04:05 MST 2006.
//!
//! Reference: <https://pkg.go.dev/time#Layout>.

use super::civil::Civil;

/// Names of the months of a year.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Names of the days of a week.
pub const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The layout of a name that Go's library knows, or the text itself.
#[must_use]
pub fn named(layout: &str) -> &str {
    match layout {
        "ANSIC" => "Mon Jan _2 15:04:05 2006",
        "UnixDate" => "Mon Jan _2 15:04:05 MST 2006",
        "RubyDate" => "Mon Jan 02 15:04:05 -0700 2006",
        "RFC822" => "02 Jan 06 15:04 MST",
        "RFC822Z" => "02 Jan 06 15:04 -0700",
        "RFC850" => "Monday, 02-Jan-06 15:04:05 MST",
        "RFC1123" => "Mon, 02 Jan 2006 15:04:05 MST",
        "RFC1123Z" => "Mon, 02 Jan 2006 15:04:05 -0700",
        "RFC3339" => "2006-01-02T15:04:05Z07:00",
        "RFC3339Nano" => "2006-01-02T15:04:05.999999999Z07:00",
        other => other,
    }
}

/// How a number is padded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pad {
    None,
    Space,
    Zero,
}

/// An element of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Year,
    ShortYear,
    MonthName {
        short: bool,
    },
    Month(Pad),
    WeekDay {
        short: bool,
    },
    Day(Pad),
    YearDay(Pad),
    Hour,
    Hour12(Pad),
    Minute(Pad),
    Second(Pad),
    HalfDay {
        upper: bool,
    },
    ZoneName,
    /// `Z` for no offset; a colon; minutes; seconds.
    Offset {
        zulu: bool,
        colon: bool,
        minutes: bool,
        seconds: bool,
    },
    /// Digits of a second after `.` or `,`, zeros at the end left out or kept.
    Fraction {
        digits: usize,
        separator: u8,
        trimmed: bool,
    },
}

/// Elements whose text may be followed by anything, longest first where one begins another.
const FIXED: &[(&str, Element)] = &[
    ("January", Element::MonthName { short: false }),
    ("Monday", Element::WeekDay { short: false }),
    ("MST", Element::ZoneName),
    ("01", Element::Month(Pad::Zero)),
    ("02", Element::Day(Pad::Zero)),
    ("03", Element::Hour12(Pad::Zero)),
    ("04", Element::Minute(Pad::Zero)),
    ("05", Element::Second(Pad::Zero)),
    ("06", Element::ShortYear),
    ("002", Element::YearDay(Pad::Zero)),
    ("15", Element::Hour),
    ("1", Element::Month(Pad::None)),
    ("2006", Element::Year),
    ("2", Element::Day(Pad::None)),
    ("__2", Element::YearDay(Pad::Space)),
    ("_2", Element::Day(Pad::Space)),
    ("3", Element::Hour12(Pad::None)),
    ("4", Element::Minute(Pad::None)),
    ("5", Element::Second(Pad::None)),
    ("PM", Element::HalfDay { upper: true }),
    ("pm", Element::HalfDay { upper: false }),
];

/// The element that begins at the start of `layout`, and its length.
fn element(layout: &[u8]) -> Option<(Element, usize)> {
    let first = *layout.first()?;
    match first {
        b'-' | b'Z' => {
            let zulu = first == b'Z';
            let offset = |colon, minutes, seconds| Element::Offset { zulu, colon, minutes, seconds };
            let forms: [(&[u8], Element); 5] = [
                (b"070000", offset(false, true, true)),
                (b"07:00:00", offset(true, true, true)),
                (b"0700", offset(false, true, false)),
                (b"07:00", offset(true, true, false)),
                (b"07", offset(false, false, false)),
            ];
            forms
                .into_iter()
                .find(|(text, _)| layout[1..].starts_with(text))
                .map(|(text, found)| (found, text.len() + 1))
        }
        b'.' | b',' => {
            let digit = *layout.get(1).filter(|digit| matches!(digit, b'0' | b'9'))?;
            let digits = layout[1..].iter().take_while(|byte| **byte == digit).count();
            let ends = !layout.get(1 + digits).is_some_and(u8::is_ascii_digit);
            ends.then_some((Element::Fraction { digits, separator: first, trimmed: digit == b'9' }, 1 + digits))
        }
        // A year after an underscore is one; the underscore is literal.
        b'_' if layout.starts_with(b"_2006") => None,
        _ => {
            let fixed = FIXED.iter().find(|(text, _)| layout.starts_with(text.as_bytes()));
            let short = |text: &[u8], found: Element| {
                let whole = layout.starts_with(text) && !layout.get(3).is_some_and(u8::is_ascii_lowercase);
                whole.then_some((found, 3))
            };
            fixed
                .map(|(text, found)| (*found, text.len()))
                .or_else(|| short(b"Jan", Element::MonthName { short: true }))
                .or_else(|| short(b"Mon", Element::WeekDay { short: true }))
        }
    }
}

/// The text before the next element, the element, and the rest.
pub(super) fn next(layout: &[u8]) -> (&[u8], Option<Element>, &[u8]) {
    for at in 0..layout.len() {
        if let Some((found, length)) = element(&layout[at..]) {
            return (&layout[..at], Some(found), &layout[at + length..]);
        }
    }
    (layout, None, &[])
}

/// Writes a number at least `width` long.
fn number(out: &mut Vec<u8>, value: i64, width: usize, pad: Pad) {
    let digits = value.unsigned_abs().to_string();
    if value < 0 {
        out.push(b'-');
    }
    if pad != Pad::None {
        let fill = if pad == Pad::Zero { b'0' } else { b' ' };
        out.extend(std::iter::repeat_n(fill, width.saturating_sub(digits.len())));
    }
    out.extend(digits.bytes());
}

/// Writes a time by a layout.
#[must_use]
pub fn format(layout: &str, time: &Civil, zone: &str, offset: i64) -> Vec<u8> {
    let mut out = Vec::new();
    let mut layout = layout.as_bytes();
    while !layout.is_empty() {
        let (before, found, rest) = next(layout);
        out.extend(before);
        layout = rest;
        let Some(found) = found else { break };
        let hour12 = if time.hour % 12 == 0 { 12 } else { time.hour % 12 };
        match found {
            Element::Year => number(&mut out, time.year, 4, Pad::Zero),
            Element::ShortYear => number(&mut out, time.year.abs() % 100, 2, Pad::Zero),
            Element::MonthName { short } => {
                let name = MONTHS[(time.month - 1) as usize];
                out.extend(if short { &name[..3] } else { name }.bytes());
            }
            Element::Month(pad) => number(&mut out, time.month, 2, pad),
            Element::WeekDay { short } => {
                let name = DAYS[time.weekday() as usize];
                out.extend(if short { &name[..3] } else { name }.bytes());
            }
            Element::Day(pad) => number(&mut out, time.day, 2, pad),
            Element::YearDay(pad) => number(&mut out, time.year_day(), 3, pad),
            Element::Hour => number(&mut out, time.hour, 2, Pad::Zero),
            Element::Hour12(pad) => number(&mut out, hour12, 2, pad),
            Element::Minute(pad) => number(&mut out, time.minute, 2, pad),
            Element::Second(pad) => number(&mut out, time.second, 2, pad),
            Element::HalfDay { upper } => out.extend(match (time.hour >= 12, upper) {
                (true, true) => b"PM",
                (true, false) => b"pm",
                (false, true) => b"AM",
                (false, false) => b"am",
            }),
            Element::ZoneName => out.extend(zone.bytes()),
            Element::Offset { zulu: true, .. } if offset == 0 => out.push(b'Z'),
            Element::Offset { colon, minutes, seconds, .. } => {
                // Go rounds to minutes before it looks at the sign.
                let whole = offset / 60;
                out.push(if whole < 0 { b'-' } else { b'+' });
                number(&mut out, whole.abs() / 60, 2, Pad::Zero);
                let parts = [(minutes, whole.abs() % 60), (seconds, offset.abs() % 60)];
                for (_, value) in parts.into_iter().filter(|(wanted, _)| *wanted) {
                    out.extend(colon.then_some(b':'));
                    number(&mut out, value, 2, Pad::Zero);
                }
            }
            Element::Fraction { digits, separator, trimmed } => {
                let written = format!("{:09}", time.nanosecond);
                let kept = &written[..digits.min(9)];
                let kept = if trimmed { kept.trim_end_matches('0') } else { kept };
                if !kept.is_empty() {
                    out.push(separator);
                    out.extend(kept.bytes());
                }
            }
        }
    }
    out
}
