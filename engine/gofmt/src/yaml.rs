//! Scalars of YAML as go-yaml writes them: which style a text gets, and in which order keys stand.
//!
//! go-yaml is the writer of `sigs.k8s.io/yaml` (version 2) and of OPA (version 3).

use std::cmp::Ordering;
use std::fmt::Write as _;

/// Versions of go-yaml, which read plain scalars differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Version 2: booleans of YAML 1.1.
    V2,
    /// Version 3.
    V3,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// In single quotes, which are doubled inside.
    Single,
    /// In double quotes, escaped.
    Double,
    /// As a block of lines behind `|`.
    Literal,
}

/// Bytes of a key that is written without `?`.
const MAX_SIMPLE_KEY: usize = 128;

/// Can a key be written without `?`?
#[must_use]
pub fn is_simple_key(text: &str) -> bool {
    text.len() <= MAX_SIMPLE_KEY && !text.contains(is_break)
}

/// The style of a string.
#[must_use]
pub fn style(text: &str, version: Version) -> Style {
    // What most strings are: a word that is no number and nothing that YAML knows.
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if begins && text.bytes().all(word) {
        return if is_text(text) { Style::Plain } else { Style::Double };
    }
    let analysis = Analysis::of(text, version);
    if text.contains('\n') {
        if analysis.literal() { Style::Literal } else { Style::Double }
    } else if !is_text(text) || !analysis.single() {
        Style::Double
    } else if analysis.plain() {
        Style::Plain
    } else {
        Style::Single
    }
}

/// What of a text decides how it can be written.
#[derive(Default)]
struct Analysis {
    indicators: bool,
    special: bool,
    tab: bool,
    breaks: bool,
    edge_space: bool,
    edge_break: bool,
    trailing_space: bool,
    space_before_break: bool,
    space_after_break: bool,
}

impl Analysis {
    fn of(text: &str, version: Version) -> Self {
        let mut found = Self { indicators: text.starts_with("---") || text.starts_with("..."), ..Self::default() };
        let mut before = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let (first, last) = (before.is_none(), next.is_none());
            let followed = next.is_none_or(|c| match version {
                Version::V2 => matches!(c, ' ' | '\t'),
                Version::V3 => matches!(c, ' ' | '\t' | '\r' | '\n'),
            });
            found.indicators |= match c {
                '#' => before.is_none_or(is_blank),
                ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => first,
                ':' => followed,
                '?' | '-' => first && followed,
                _ => false,
            };
            match c {
                '\t' if version == Version::V3 => found.tab = true,
                ' ' => {
                    found.edge_space |= first || last;
                    found.trailing_space |= last;
                    found.space_after_break |= before.is_some_and(is_break);
                }
                c if is_break(c) => {
                    found.breaks = true;
                    found.edge_break |= first || last;
                    found.space_before_break |= before == Some(' ');
                    found.special |= !is_printable(c);
                }
                c => found.special |= !is_printable(c),
            }
            before = Some(c);
        }
        found
    }

    fn plain(&self) -> bool {
        self.single() && !self.indicators && !self.breaks && !self.edge_space && !self.edge_break
    }

    fn single(&self) -> bool {
        !self.special && !self.tab && !self.space_before_break && !self.space_after_break
    }

    fn literal(&self) -> bool {
        !self.special && !self.space_before_break && !self.trailing_space
    }
}

/// Does YAML 1.1 take it for the end of a line?
#[must_use]
pub fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\0') || is_break(c)
}

/// What go-yaml takes for printable: nothing beyond 16 bits.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Would the text, written plain, be read as text again?
fn is_text(text: &str) -> bool {
    match text.as_bytes().first() {
        None => false,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => !is_number(text) && !is_base60(text) && !is_timestamp(text),
        Some(_) => {
            let old_bool =
                ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"];
            let known = ["true", "True", "TRUE", "false", "False", "FALSE", "~", "null", "Null", "NULL"];
            !old_bool.contains(&text) && !known.contains(&text)
        }
    }
}

/// An integer in Go's notation, a decimal float, infinity or no number.
fn is_number(text: &str) -> bool {
    let special = [".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF"];
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if special[3..].contains(&unsigned) || special.contains(&text) {
        return true;
    }
    if text.starts_with('.') {
        // Here underscores stand between digits only.
        let bytes = text.as_bytes();
        let between = |trio: &[u8]| trio[1] != b'_' || trio[0].is_ascii_digit() && trio[2].is_ascii_digit();
        return !text.ends_with('_') && bytes.windows(3).all(between) && is_float(&text.replace('_', ""));
    }
    let plain = text.replace('_', "");
    is_integer(&plain) || is_float(&plain)
}

/// Go's `ParseInt(text, 0, 64)` or `ParseUint`.
fn is_integer(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, radix) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&unsigned[2..], 16),
        [b'0', b'o' | b'O', ..] => (&unsigned[2..], 8),
        [b'0', b'b' | b'B', ..] => (&unsigned[2..], 2),
        [b'0', _, ..] => (&unsigned[1..], 8),
        _ => (unsigned, 10),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    match (u64::from_str_radix(digits, radix), text.as_bytes().first()) {
        (Ok(size), Some(b'-')) => size <= 1 << 63,
        (Ok(size), Some(b'+')) => size < 1 << 63,
        (parsed, _) => parsed.is_ok(),
    }
}

/// A decimal float that is finite.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !(exponent.is_empty() || whole.is_empty() && fraction.is_empty())
        && [whole, fraction, exponent].into_iter().all(digits)
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Digits with colons between, such as `1:30`.
fn is_base60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let mut parts = digits.split(':');
    let first = parts.next().is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()) && numeric(part));
    let sexagesimal = |part: &str| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
    first && numeric(fraction) && digits.contains(':') && parts.all(sexagesimal)
}

/// A date, with or without a time, in the forms that go-yaml reads.
fn is_timestamp(text: &str) -> bool {
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>, limits: std::ops::RangeInclusive<u32>| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && limits.contains(number));
        number.filter(|_| lengths.contains(&text.len()))
    };
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let parts: Vec<_> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let (Some(year), Some(month)) = (number(year, 4..=4, 0..=9999), number(month, 1..=2, 1..=12)) else {
        return false;
    };
    if number(day, 1..=2, 1..=days(year, month)).is_none() {
        return false;
    }
    let Some(time) = time else { return true };
    let zoned = !text.contains(' ');
    let (clock, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let parts: Vec<_> = clock.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    let (second, fraction) = second.split_once(['.', ',']).unwrap_or((second, "0"));
    let offset = |zone: &str| match zone.as_bytes() {
        [_, _, _, b':', _, _] => {
            number(&zone[1..3], 2..=2, 0..=24).is_some() && number(&zone[4..6], 2..=2, 0..=60).is_some()
        }
        _ => false,
    };
    number(hour, 1..=2, 0..=23).is_some()
        && number(minute, 1..=2, 0..=59).is_some()
        && number(second, 1..=2, 0..=59).is_some()
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && if zoned { zone == "Z" || offset(zone) } else { zone.is_empty() }
}

/// Days of a month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What stands behind the `|` of a literal block: whether lines begin with spaces, and what becomes of its end.
#[must_use]
pub fn block_header(text: &str) -> &'static str {
    let indented = text.starts_with(|c| c == ' ' || is_break(c));
    let mut end = text.chars().rev();
    let chomp = match (end.next().is_some_and(is_break), end.next()) {
        (false, _) => "-",
        (true, Some(c)) if !is_break(c) => "",
        (true, _) => "+",
    };
    match (indented, chomp) {
        (true, "-") => "2-",
        (true, "+") => "2+",
        (true, _) => "2",
        (false, chomp) => chomp,
    }
}

/// Appends what stands for a character in double quotes. A text that begins with a byte order mark has `all` its
/// characters escaped.
pub fn escape(c: char, all: bool, out: &mut String) {
    let code = u32::from(c);
    let letter = match c {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' if all => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c if is_printable(c) && !all => {
            out.push(c);
            return;
        }
        _ => {
            // Writing to a string does not fail.
            let _ = match code {
                ..0x100 => write!(out, "\\x{code:02X}"),
                0x100..0x1_0000 => write!(out, "\\u{code:04X}"),
                _ => write!(out, "\\U{code:08X}"),
            };
            return;
        }
    };
    out.extend(['\\', letter]);
}

/// Sorts by keys in go-yaml's order, in which keys of digits and letters can stand in a circle: what a sort of the
/// standard library may panic at.
pub fn sort_by_nature<T>(entries: Vec<T>, version: Version, key: &impl Fn(&T) -> &str) -> Vec<T> {
    if entries.len() < 2 {
        return entries;
    }
    let mut left = entries;
    let right = left.split_off(left.len() / 2);
    let length = left.len() + right.len();
    let mut left = sort_by_nature(left, version, key).into_iter().peekable();
    let mut right = sort_by_nature(right, version, key).into_iter().peekable();
    let mut sorted = Vec::with_capacity(length);
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let right_first = by_nature(key(second), key(first), version).is_lt();
        sorted.extend(if right_first { right.next() } else { left.next() });
    }
    sorted.extend(left.chain(right));
    sorted
}

/// go-yaml's order of keys: numbers within texts by what they are, letters after what is no letter.
fn by_nature(left: &str, right: &str, version: Version) -> Ordering {
    if left.bytes().chain(right.bytes()).all(|byte| byte.is_ascii_lowercase()) {
        return left.cmp(right);
    }
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut digits = false;
    for at in 0..a.len().min(b.len()) {
        let (x, y) = (a[at], b[at]);
        if x == y {
            digits = is_digit(x);
            continue;
        }
        let digits = digits && version == Version::V3;
        match (x.is_alphabetic(), y.is_alphabetic()) {
            (true, true) => return x.cmp(&y),
            (true, false) => return if digits { Ordering::Less } else { Ordering::Greater },
            (false, true) => return if digits { Ordering::Greater } else { Ordering::Less },
            (false, false) => {}
        }
        let zero = x == '0' || y == '0';
        let run = a[..at].iter().rev().take_while(|c| is_digit(**c));
        let start = i64::from(zero && run.into_iter().any(|c| *c != '0'));
        let value = |chars: &[char]| {
            let digits = chars[at..].iter().take_while(|c| is_digit(**c));
            digits.fold((start, 0), |(value, length), digit| {
                let digit = i64::from(u32::from(*digit)) - i64::from(u32::from('0'));
                (value.wrapping_mul(10).wrapping_add(digit), length + 1)
            })
        };
        return value(&a).cmp(&value(&b)).then_with(|| x.cmp(&y));
    }
    a.len().cmp(&b.len())
}

/// A decimal digit of any script, as near as the standard library tells.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}
