//! `format` and `formatlist`: the verbs of Go's `fmt` as far as Terraform has them.

use unicode_segmentation::UnicodeSegmentation;

use super::arguments::{list, text, unknown, unknown_inside};
use super::{Call, Function, Parameter, Table, invalid, quote};
use crate::eval::{Error, Result};
use crate::value::{Kind, Number, Type, Value, to_json};

/// Characters to which a value is padded at most.
const MAX_WIDTH: usize = 1_000_000;

pub(super) fn table() -> Table {
    let parameter = || Parameter::new("format", Type::String);
    let rest = || Parameter::new("args", Type::Dynamic).nullable().with_unknown();
    vec![
        ("format", Function::new([parameter()], Type::String, format_one).and(rest())),
        ("formatlist", Function::new([parameter()], Type::list(Type::String), format_list).and(rest())),
    ]
}

fn format_one(call: &Call<'_>, arguments: &[Value]) -> Result {
    if let Some(unknown) = unknown_inside(call, arguments, &Type::String)? {
        return Ok(unknown);
    }
    format(call, text(arguments, 0)?, &arguments[1..]).map(Value::string)
}

fn format_list(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (pattern, arguments) = (text(arguments, 0)?, &arguments[1..]);
    let result = Type::list(Type::String);
    let mut length: Option<(usize, usize)> = None;
    for (index, argument) in arguments.iter().enumerate() {
        if let Some(items) = argument.elements() {
            match length {
                None => length = Some((items.len(), index)),
                Some((length, chooser)) if length != items.len() => {
                    let what = format!(
                        "argument {} has length {}, which is inconsistent with argument {} of length {length}",
                        index + 1,
                        items.len(),
                        chooser + 1
                    );
                    return Err(invalid("args", &what));
                }
                Some(_) => {}
            }
        }
    }
    for argument in arguments {
        if let Kind::Unknown(reason) = &argument.kind
            && !reason.ty.is_primitive()
        {
            return Ok(unknown(result, reason));
        }
    }
    let length = length.map_or(1, |(length, _)| length);
    call.budget.take(length as u64)?;
    let mut results = Vec::with_capacity(length);
    for index in 0..length {
        let row: Vec<Value> = arguments
            .iter()
            .map(|argument| match argument.elements() {
                Some(items) => items[index].clone(),
                None => argument.clone(),
            })
            .collect();
        let mut made = match unknown_inside(call, &row, &Type::String)? {
            Some(unknown) => unknown,
            None => Value::string(format(call, pattern, &row).map_err(|error| Error {
                message: format!("error on format iteration {index}: {}", error.message.trim_start_matches(ARGUMENTS)),
                ..error
            })?),
        };
        for value in &row {
            made.mark(value.deep_marks(call.budget)?.as_ref());
        }
        results.push(made);
    }
    Ok(list(results))
}

/// What stands before a fault of the arguments as such.
const ARGUMENTS: &str = "Invalid value for \"args\" parameter: ";

/// One verb of a format: `%[+# 0-]*width.precision[index]letter`.
#[derive(Default)]
struct Verb<'a> {
    raw: &'a str,
    offset: usize,
    argument: usize,
    letter: char,
    zero: bool,
    sharp: bool,
    plus: bool,
    minus: bool,
    space: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

impl Verb<'_> {
    fn unsupported(&self, what: &str) -> Error {
        Error::new(format!("unsupported value for \"{}\" at {}: {what}", self.raw, self.offset))
    }

    fn inside(&self, error: Error) -> Error {
        if error.is_limit { error } else { self.unsupported(&error.message) }
    }
}

/// Formats. What is not known is left to the caller.
fn format(call: &Call<'_>, pattern: &str, arguments: &[Value]) -> Result<String> {
    let mut out = String::new();
    let (mut at, mut next, mut highest) = (0, 1, 0);
    while let Some(start) = pattern[at..].find('%').map(|found| at + found) {
        out.push_str(&pattern[at..start]);
        if pattern[start + 1..].starts_with('%') {
            out.push('%');
            at = start + 2;
            continue;
        }
        let verb = read_verb(pattern, start, next)?;
        at = start + verb.raw.len();
        highest = highest.max(verb.argument);
        next = verb.argument.saturating_add(1);
        let before = out.len();
        append(call, &verb, &mut out, arguments)?;
        call.budget.take_bytes((out.len() - before) as u64)?;
    }
    out.push_str(&pattern[at..]);
    call.budget.take_bytes(pattern.len() as u64)?;
    match highest {
        _ if highest >= arguments.len() => Ok(out),
        0 => Err(invalid("args", "too many arguments; no verbs in format string")),
        _ => Err(invalid("args", &format!("too many arguments; only {highest} used by format string"))),
    }
}

/// Reads the verb at `start`, whose argument is the one at `next`, counted from 1, unless it says another.
fn read_verb(pattern: &str, start: usize, next: usize) -> Result<Verb<'_>> {
    let mut verb = Verb { offset: start, argument: next, ..Verb::default() };
    let bytes = pattern.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'0') => verb.zero = true,
            Some(b'#') => verb.sharp = true,
            Some(b'-') => verb.minus = true,
            Some(b'+') => verb.plus = true,
            Some(b' ') => verb.space = true,
            _ => break,
        }
        at += 1;
    }
    let number = |at: &mut usize| {
        let from = *at;
        while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
            *at += 1;
        }
        (*at > from).then(|| pattern[from..*at].parse().unwrap_or(usize::MAX))
    };
    verb.width = number(&mut at);
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        verb.precision = Some(number(&mut at).unwrap_or(0));
    }
    if bytes.get(at) == Some(&b'[') {
        at += 1;
        if !bytes.get(at).is_some_and(|byte| (b'1'..=b'9').contains(byte)) {
            return Err(wrong_character(pattern, at));
        }
        verb.argument = number(&mut at).unwrap_or(0);
        if bytes.get(at) != Some(&b']') {
            return Err(wrong_character(pattern, at));
        }
        at += 1;
    }
    match bytes.get(at) {
        Some(letter) if letter.is_ascii_alphabetic() => verb.letter = char::from(*letter),
        _ => return Err(wrong_character(pattern, at)),
    }
    verb.raw = &pattern[start..=at];
    if verb.width.max(verb.precision).is_some_and(|width| width > MAX_WIDTH) {
        return Err(Error::limit("a width or precision is too large"));
    }
    Ok(verb)
}

fn wrong_character(pattern: &str, at: usize) -> Error {
    Error::new(match pattern.get(at..).and_then(|rest| rest.chars().next()) {
        Some(c) => format!("unrecognized format character '{c}' at offset {at}"),
        None => format!("invalid format string starting at offset {at}"),
    })
}

fn append(call: &Call<'_>, verb: &Verb<'_>, out: &mut String, arguments: &[Value]) -> Result<()> {
    let Some(value) = verb.argument.checked_sub(1).and_then(|index| arguments.get(index)) else {
        return Err(Error::new(format!(
            "not enough arguments for \"{}\" at {}: need index {} but have {} total",
            verb.raw,
            verb.offset,
            verb.argument,
            arguments.len()
        )));
    };
    if value.is_null() && verb.letter != 'v' {
        return Err(verb.unsupported("null value cannot be formatted"));
    }
    call.budget.take_bytes(verb.width.max(verb.precision).unwrap_or(0) as u64)?;
    let convert = |ty: &Type| value.convert(ty, call.budget).map_err(|error| verb.inside(error));
    match verb.letter {
        'v' => pad(verb, &as_is(call, verb, value)?, out),
        't' => out.push_str(if matches!(convert(&Type::Bool)?.kind, Kind::Bool(true)) { "true" } else { "false" }),
        'b' | 'd' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G' => {
            let converted = convert(&Type::Number)?;
            let Kind::Number(number) = &converted.kind else { return Err(verb.unsupported("a number is required")) };
            call.budget.take(number.weight())?;
            append_number(verb, number, out)?;
        }
        's' | 'q' => {
            let converted = convert(&Type::String)?;
            let whole = converted.as_str().unwrap_or_default();
            let part: String = match verb.precision {
                Some(count) if count > 0 => whole.graphemes(true).take(count).collect(),
                _ => whole.to_owned(),
            };
            if verb.letter == 's' {
                pad(verb, &part, out);
            } else {
                pad(verb, &to_json(&Value::string(part), call.budget)?, out);
            }
        }
        letter => {
            let mut raw = String::new();
            quote(verb.raw, &mut raw);
            let message = format!("unsupported format verb '{letter}' in {raw} at offset {}", verb.offset);
            return Err(Error::new(message));
        }
    }
    Ok(())
}

fn as_is(call: &Call<'_>, verb: &Verb<'_>, value: &Value) -> Result<String> {
    match &value.kind {
        Kind::String(string) if !verb.sharp => Ok(string.text.to_string()),
        Kind::Number(number) if !verb.sharp => {
            call.budget.take(number.weight())?;
            Ok(format!("{}{}", sign(number), number.shortest().g(None, 'e')))
        }
        _ => to_json(value, call.budget).map_err(|error| verb.inside(error)),
    }
}

fn sign(number: &Number) -> &'static str {
    if number.is_negative() { "-" } else { "" }
}

/// Pads to the width, in characters as readers take them.
fn pad(verb: &Verb<'_>, text: &str, out: &mut String) {
    let missing = verb.width.map_or(0, |width| width.saturating_sub(text.graphemes(true).count()));
    let filling = if verb.zero { "0" } else { " " }.repeat(missing);
    if verb.minus {
        out.extend([text, &filling]);
    } else {
        out.extend([&filling, text]);
    }
}

fn append_number(verb: &Verb<'_>, number: &Number, out: &mut String) -> Result<()> {
    let sign = match sign(number) {
        "" if verb.plus => "+",
        "" if verb.space => " ",
        sign => sign,
    };
    if matches!(verb.letter, 'b' | 'd' | 'o' | 'x' | 'X') {
        if !number.is_integer() {
            return Err(verb.unsupported("an integer is required"));
        }
        append_integer(verb, number, sign, out);
        return Ok(());
    }
    let places = verb.precision.unwrap_or(6);
    let digits = match verb.letter {
        'f' => number.exact().f(places),
        'e' | 'E' => number.exact().e(Some(places), verb.letter),
        _ => {
            let letter = if verb.letter == 'G' { 'E' } else { 'e' };
            match verb.precision {
                None => number.shortest().g(None, letter),
                precision => number.exact().g(precision, letter),
            }
        }
    };
    let missing = verb.width.map_or(0, |width| width.saturating_sub(sign.len() + digits.len()));
    if verb.zero {
        out.extend([sign, &"0".repeat(missing), &digits]);
    } else if verb.minus {
        out.extend([sign, &digits, &" ".repeat(missing)]);
    } else {
        out.extend([&*" ".repeat(missing), sign, &digits]);
    }
    Ok(())
}

fn append_integer(verb: &Verb<'_>, number: &Number, sign: &str, out: &mut String) {
    let (base, prefix) = match verb.letter {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let prefix = if verb.sharp { prefix } else { "" };
    let integer = number.truncate();
    // Zero has no sign here.
    let sign = if sign == "-" && number.is_zero() { "" } else { sign };
    let mut digits = integer.magnitude().to_str_radix(base);
    if verb.letter == 'X' {
        digits.make_ascii_uppercase();
    }
    if verb.precision == Some(0) && digits == "0" {
        return;
    }
    let mut zeros = verb.precision.unwrap_or(0).saturating_sub(digits.len());
    let length = sign.len() + prefix.len() + zeros + digits.len();
    let missing = verb.width.map_or(0, |width| width.saturating_sub(length));
    let (mut left, mut right) = (0, 0);
    if verb.minus {
        right = missing;
    } else if verb.zero && verb.precision.is_none() {
        zeros += missing;
    } else {
        left = missing;
    }
    out.extend([&*" ".repeat(left), sign, prefix, &"0".repeat(zeros), &digits, &" ".repeat(right)]);
}
