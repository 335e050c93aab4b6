//! `sprintf`: the verbs of Go's `fmt`. Integers are formatted as Go's `int64` or `*big.Int`, other numbers as `float64`
//! where that holds them, everything else as text. Reference: <https://pkg.go.dev/fmt>.

use num_bigint::{BigInt, Sign};

use super::json::account;
use super::operands::{array, string};
use super::{Answer, Context, Error, Function, floats};
use crate::value::{Number, Value, is_printable, quote, quote_char};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("sprintf", sprintf)];

/// Widths and precisions beyond are refused.
const MAX_WIDTH: i64 = 1_000_000;

/// An argument as OPA hands it to Go.
enum Argument {
    Int(i64),
    Big(BigInt),
    Float(f64),
    Text(String),
}

impl Argument {
    fn of(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.to_string()),
            Value::Number(number) => Self::of_number(number),
            other => Self::Text(other.to_string()),
        }
    }

    fn of_number(number: &Number) -> Self {
        let text = number.to_string();
        if text.contains(['.', 'e', 'E']) {
            let float = number.to_f64();
            return if float.is_finite() { Self::Float(float) } else { Self::Text(text) };
        }
        match (number.as_i64(), number.as_integer()) {
            (Some(integer), _) => Self::Int(integer),
            (None, Some(integer)) => Self::Big(integer),
            (None, None) => Self::Text(text),
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Int(_) => "int64",
            Self::Big(_) => "*big.Int",
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
        }
    }
}

fn sprintf(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let format = string(arguments, 1)?;
    let values = array(arguments, 2)?;
    context.make(format.len())?;
    let mut items = Vec::with_capacity(values.len());
    for value in values {
        account(context, value, 2)?;
        let item = Argument::of(value);
        context.make(match &item {
            Argument::Text(text) => text.len(),
            Argument::Big(integer) => integer.bits() as usize,
            _ => size_of::<Argument>(),
        })?;
        items.push(item);
    }
    let mut printer = Printer {
        context,
        format: format.as_bytes(),
        at: 0,
        items: &items,
        next: 0,
        reordered: false,
        out: String::new(),
    };
    printer.print(format)?;
    Ok(Value::from(printer.out))
}

/// What stands between `%` and the verb.
#[derive(Clone, Default)]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    /// `+` and `#` where the verb is `v`, which means another thing by them.
    plus_v: bool,
    sharp_v: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

struct Printer<'a, 'b> {
    context: &'a mut Context<'b>,
    format: &'a [u8],
    /// The next byte of the format.
    at: usize,
    items: &'a [Argument],
    /// The next argument.
    next: usize,
    /// Was an argument named by its index?
    reordered: bool,
    out: String,
}

impl Printer<'_, '_> {
    fn print(&mut self, format: &str) -> Result<(), Error> {
        while let Some(rest) = format.get(self.at..).filter(|rest| !rest.is_empty()) {
            let Some(verb_at) = rest.find('%') else {
                self.out.push_str(rest);
                break;
            };
            self.out.push_str(&rest[..verb_at]);
            self.at += verb_at + 1;
            self.directive(format)?;
        }
        self.extra()
    }

    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Flags, index, width, precision and verb, from after the `%`.
    fn directive(&mut self, format: &str) -> Result<(), Error> {
        let mut flags = Flags::default();
        while let Some(byte) = self.peek() {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.at += 1;
        }
        let mut good = true;
        let mut indexed = self.index(&mut good);
        if self.eat(b'*') {
            let width = self.star("%!(BADWIDTH)");
            if width.is_some_and(|width| width < 0) {
                flags.minus = true;
                flags.zero = false;
            }
            flags.width = width.map(|width| width.unsigned_abs() as usize);
            indexed = false;
        } else {
            flags.width = self.digits();
            good &= !(indexed && flags.width.is_some());
        }
        if self.peek() == Some(b'.') && self.at + 1 < self.format.len() {
            self.at += 1;
            good &= !indexed;
            indexed = self.index(&mut good);
            if self.eat(b'*') {
                let text = "%!(BADPREC)";
                flags.precision = self.star(text).and_then(|precision| {
                    let precision = usize::try_from(precision).ok();
                    if precision.is_none() {
                        self.out.push_str(text);
                    }
                    precision
                });
                indexed = false;
            } else {
                flags.precision = Some(self.digits().unwrap_or(0));
            }
        }
        if !indexed {
            self.index(&mut good);
        }
        let Some(verb) = format.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.out.push_str("%!(NOVERB)");
            return Ok(());
        };
        self.at += verb.len_utf8();
        match (verb, self.items.get(self.next)) {
            ('%', _) => self.out.push('%'),
            (verb, _) if !good => self.out.push_str(&format!("%!{verb}(BADINDEX)")),
            (verb, None) => self.out.push_str(&format!("%!{verb}(MISSING)")),
            (verb, Some(item)) => {
                if matches!(verb, 'v' | 'w') {
                    flags.sharp_v = std::mem::take(&mut flags.sharp);
                    flags.plus_v = std::mem::take(&mut flags.plus);
                }
                self.next += 1;
                self.argument(item, verb, &flags)?;
            }
        }
        Ok(())
    }

    /// An index such as `[2]`: sets the next argument. Was there a well-formed one?
    fn index(&mut self, good: &mut bool) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = &self.format[self.at..];
        let Some(end) = rest.iter().position(|byte| *byte == b']').filter(|_| rest.len() >= 3) else {
            *good = false;
            self.at += 1;
            return false;
        };
        let start = self.at + 1;
        self.at += end + 1;
        let number = number(&self.format[start..start + end - 1]);
        match number {
            Some((number, length)) if length == end - 1 && length > 0 => {
                match number.checked_sub(1).filter(|index| *index < self.items.len()) {
                    Some(index) => self.next = index,
                    None => *good = false,
                }
                true
            }
            _ => {
                *good = false;
                false
            }
        }
    }

    /// A width or precision written in the format; what is too large swallows the rest of it.
    fn digits(&mut self) -> Option<usize> {
        match number(&self.format[self.at..]) {
            Some((_, 0)) => None,
            Some((number, length)) => {
                self.at += length;
                Some(number)
            }
            None => {
                self.at = self.format.len();
                None
            }
        }
    }

    /// A width or precision that an argument is.
    fn star(&mut self, complaint: &str) -> Option<i64> {
        let item = self.items.get(self.next);
        self.next += usize::from(item.is_some());
        match item {
            Some(Argument::Int(number)) if (-MAX_WIDTH..=MAX_WIDTH).contains(number) => Some(*number),
            _ => {
                self.out.push_str(complaint);
                None
            }
        }
    }

    /// Arguments that nothing asked for.
    fn extra(&mut self) -> Result<(), Error> {
        if self.reordered || self.next >= self.items.len() {
            return Ok(());
        }
        self.out.push_str("%!(EXTRA ");
        for (at, item) in self.items[self.next..].iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.out.push_str(item.type_name());
            self.out.push('=');
            self.argument(item, 'v', &Flags::default())?;
        }
        self.out.push(')');
        Ok(())
    }

    fn argument(&mut self, item: &Argument, verb: char, flags: &Flags) -> Result<(), Error> {
        let text = match item {
            _ if verb == 'T' => Some(pad(truncate(item.type_name(), flags), flags)),
            Argument::Int(number) => integer(*number, verb, flags),
            Argument::Big(number) => big_integer(number, verb, flags),
            Argument::Float(number) => float(*number, verb, flags),
            Argument::Text(text) => string_text(text, verb, flags),
        };
        if let Some(text) = text {
            self.context.make(text.len())?;
            self.out.push_str(&text);
            return Ok(());
        }
        if let (Argument::Big(number), false) = (item, matches!(verb, 'w' | 'p')) {
            self.out.push_str(&format!("%!{verb}(big.Int={number})"));
            return Ok(());
        }
        self.out.push_str(&format!("%!{verb}({}=", item.type_name()));
        self.argument(item, 'v', flags)?;
        self.out.push(')');
        Ok(())
    }
}

/// The number at the start of `bytes` and its length; none where it is too large.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    let mut length = 0;
    for byte in bytes.iter().take_while(|byte| byte.is_ascii_digit()) {
        if number > MAX_WIDTH as usize {
            return None;
        }
        number = number * 10 + usize::from(byte - b'0');
        length += 1;
    }
    Some((number, length))
}

/// `text` filled up to the width, on the right where there is a minus.
fn pad(text: impl Into<String>, flags: &Flags) -> String {
    let text = text.into();
    let missing = flags.width.unwrap_or(0).saturating_sub(text.chars().count());
    match (missing, flags.minus) {
        (0, _) => text,
        (_, true) => text + &" ".repeat(missing),
        (_, false) => (if flags.zero { "0" } else { " " }).repeat(missing) + &text,
    }
}

/// The same, never with zeros.
fn pad_spaces(text: String, flags: &Flags) -> String {
    pad(text, &Flags { zero: false, ..flags.clone() })
}

/// The sign that a number gets.
fn sign(negative: bool, plus: bool, space: bool) -> &'static str {
    match (negative, plus, space) {
        (true, _, _) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

fn integer(number: i64, verb: char, flags: &Flags) -> Option<String> {
    let magnitude = number.unsigned_abs();
    let code = u32::try_from(number).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    let digits = match verb {
        'v' | 'd' => magnitude.to_string(),
        'b' => format!("{magnitude:b}"),
        'o' | 'O' => format!("{magnitude:o}"),
        'x' => format!("{magnitude:x}"),
        'X' => format!("{magnitude:X}"),
        'c' => return Some(pad(code, flags)),
        'q' => return Some(pad(quote_char(code, flags.plus), flags)),
        'U' => return Some(code_point(number as u64, flags)),
        _ => return None,
    };
    if flags.precision == Some(0) && number == 0 {
        return Some(" ".repeat(flags.width.unwrap_or(0)));
    }
    let sign = sign(number < 0, flags.plus, flags.space);
    let wanted = match (flags.precision, flags.width) {
        (Some(precision), _) => precision,
        (None, Some(width)) if flags.zero && !flags.minus => width.saturating_sub(sign.len()),
        _ => 0,
    };
    let digits = "0".repeat(wanted.saturating_sub(digits.len())) + &digits;
    let prefix = match verb {
        'O' if flags.sharp && !digits.starts_with('0') => "0o0",
        'O' => "0o",
        'b' if flags.sharp => "0b",
        'o' if flags.sharp && !digits.starts_with('0') => "0",
        'x' if flags.sharp => "0x",
        'X' if flags.sharp => "0X",
        _ => "",
    };
    Some(pad_spaces(format!("{sign}{prefix}{digits}"), flags))
}

/// `U+0041`, with `#` followed by the character.
fn code_point(code: u64, flags: &Flags) -> String {
    let digits = format!("{code:X}");
    let zeros = "0".repeat(flags.precision.unwrap_or(4).max(4).saturating_sub(digits.len()));
    let printed = u32::try_from(code).ok().and_then(char::from_u32).filter(|c| flags.sharp && is_printable(*c));
    let printed = printed.map(|c| format!(" '{c}'")).unwrap_or_default();
    pad_spaces(format!("U+{zeros}{digits}{printed}"), flags)
}

fn big_integer(number: &BigInt, verb: char, flags: &Flags) -> Option<String> {
    let radix = match verb {
        'b' => 2,
        'o' | 'O' => 8,
        'd' | 's' | 'v' => 10,
        'x' | 'X' => 16,
        _ => return None,
    };
    let mut digits = number.magnitude().to_str_radix(radix);
    if verb == 'X' {
        digits.make_ascii_uppercase();
    }
    let sign = sign(number.sign() == Sign::Minus, flags.plus || flags.plus_v, flags.space);
    let prefix = match (verb, flags.sharp || flags.sharp_v) {
        ('O', _) => "0o",
        ('b', true) => "0b",
        ('o', true) => "0",
        ('x', true) => "0x",
        ('X', true) => "0X",
        _ => "",
    };
    let mut zeros = flags.precision.unwrap_or(0).saturating_sub(digits.len());
    let length = sign.len() + prefix.len() + zeros + digits.len();
    if flags.zero && !flags.minus && flags.precision.is_none() {
        zeros += flags.width.unwrap_or(0).saturating_sub(length);
    }
    Some(pad_spaces(format!("{sign}{prefix}{}{digits}", "0".repeat(zeros)), flags))
}

fn float(number: f64, verb: char, flags: &Flags) -> Option<String> {
    let (verb, precision) = match verb {
        'v' => ('g', None),
        'b' | 'g' | 'G' | 'x' | 'X' => (verb, None),
        'f' | 'e' | 'E' => (verb, Some(6)),
        'F' => ('f', Some(6)),
        _ => return None,
    };
    let precision = flags.precision.or(precision);
    let mut text = floats::text(number, verb, precision);
    if flags.sharp && verb != 'b' {
        text = with_point(&text, verb, precision);
    }
    let sign = sign(number.is_sign_negative(), flags.plus, flags.space);
    if flags.zero && !flags.minus && !sign.is_empty() {
        let missing = flags.width.unwrap_or(0).saturating_sub(sign.len() + text.len());
        return Some(format!("{sign}{}{text}", "0".repeat(missing)));
    }
    Some(pad(format!("{sign}{text}"), flags))
}

/// With a decimal point in any case, and zeros up to the precision where the verb would drop them.
fn with_point(text: &str, verb: char, precision: Option<usize>) -> String {
    let marks: &[char] = if matches!(verb, 'x' | 'X') { &['p', 'P'] } else { &['e', 'E', 'p', 'P'] };
    let (head, tail) = text.split_at(text.find(marks).unwrap_or(text.len()));
    let wanted = if matches!(verb, 'g' | 'G' | 'x') { precision.unwrap_or(6) } else { 0 };
    let significant = head.chars().filter(|c| *c != '.').skip_while(|c| *c == '0').count();
    let point = head.contains('.');
    let lone_zero = usize::from(!point && head == "0");
    let zeros = "0".repeat(wanted.saturating_sub(significant + lone_zero));
    format!("{head}{}{zeros}{tail}", if point { "" } else { "." })
}

fn truncate<'a>(text: &'a str, flags: &Flags) -> &'a str {
    let end = flags.precision.and_then(|precision| text.char_indices().nth(precision));
    end.map_or(text, |(end, _)| &text[..end])
}

fn string_text(text: &str, verb: char, flags: &Flags) -> Option<String> {
    match verb {
        'v' if !flags.sharp_v => Some(pad(truncate(text, flags), flags)),
        's' => Some(pad(truncate(text, flags), flags)),
        'x' => Some(hexadecimal(text, flags)),
        'X' => Some(hexadecimal(text, flags).to_uppercase()),
        'q' | 'v' => {
            let text = truncate(text, flags);
            let raw = |c: char| c != '`' && c != '\u{feff}' && c != '\x7f' && (c == '\t' || c >= ' ');
            let quoted =
                if flags.sharp && text.chars().all(raw) { format!("`{text}`") } else { quote(text, flags.plus) };
            Some(pad(quoted, flags))
        }
        _ => None,
    }
}

/// The bytes of a text in hexadecimal: apart where there is a space, with `0x` where there is `#`.
fn hexadecimal(text: &str, flags: &Flags) -> String {
    let bytes = &text.as_bytes()[..flags.precision.unwrap_or(usize::MAX).min(text.len())];
    let prefix = if flags.sharp { "0x" } else { "" };
    let (each, separator) = if flags.space { (prefix, " ") } else { ("", "") };
    let bytes: Vec<_> = bytes.iter().map(|byte| format!("{each}{byte:02x}")).collect();
    let start = if flags.space || bytes.is_empty() { "" } else { prefix };
    let text = start.to_owned() + &bytes.join(separator);
    if text.is_empty() { pad(text, &Flags { minus: false, ..flags.clone() }) } else { pad(text, flags) }
}
