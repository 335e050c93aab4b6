//! `sprintf`: the verbs of Go's `fmt`. Integers are formatted as Go's `int64` or `*big.Int`, other numbers as `float64`
//! where that holds them, everything else as text. Reference: <https://pkg.go.dev/fmt>.

use bartizan_gofmt::{Flags, Segment, directives, float, integer, pad, text, truncated};
use num_bigint::{BigInt, Sign};

use super::json::account;
use super::operands::{array, string};
use super::{Answer, Context, Error, Function};
use crate::value::{Number, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] = &[("sprintf", sprintf)];

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
    let width = |at: usize| match items.get(at) {
        Some(Argument::Int(number)) => Some(*number),
        _ => None,
    };
    let found = directives(format, items.len(), width);
    let mut printer = Printer { context, out: String::new() };
    for segment in found.segments {
        match segment {
            Segment::Text(range) => printer.out.push_str(&format[range]),
            Segment::Fault(text) => printer.out.push_str(&text),
            Segment::Argument { index, verb, flags } => printer.argument(&items[index], verb, &flags)?,
        }
    }
    if let Some(extra) = found.extra {
        printer.extra(&items[extra..])?;
    }
    Ok(Value::from(printer.out))
}

struct Printer<'a, 'b> {
    context: &'a mut Context<'b>,
    out: String,
}

impl Printer<'_, '_> {
    /// Arguments that nothing asked for.
    fn extra(&mut self, items: &[Argument]) -> Result<(), Error> {
        self.out.push_str("%!(EXTRA ");
        for (at, item) in items.iter().enumerate() {
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
        let shown = match item {
            _ if verb == 'T' => Some(pad(truncated(item.type_name(), flags), flags)),
            Argument::Int(number) => integer(*number < 0, number.unsigned_abs(), verb, flags),
            Argument::Big(number) => big_integer(number, verb, flags),
            Argument::Float(number) => float(*number, verb, flags),
            Argument::Text(string) => text(string, verb, flags),
        };
        if let Some(shown) = shown {
            self.context.make(shown.len())?;
            self.out.push_str(&shown);
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
    let sign = match (number.sign(), flags.plus || flags.plus_v, flags.space) {
        (Sign::Minus, _, _) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
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
    let spaces = Flags { zero: false, ..flags.clone() };
    Some(pad(format!("{sign}{prefix}{}{digits}", "0".repeat(zeros)), &spaces))
}
