//! Formats of `Printf`: the text between their directives, and what each directive asks for.

use std::ops::Range;

use crate::verbs::Flags;

/// Widths and precisions beyond are refused.
const MAX_WIDTH: i64 = 1_000_000;

/// A part of what a format prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Bytes of the format as they are.
    Text(Range<usize>),
    /// What is wrong with a directive, as Go prints it.
    Fault(String),
    /// An argument, by its index.
    Argument {
        /// Which one, from zero.
        index: usize,
        /// The verb.
        verb: char,
        /// What stands between `%` and the verb.
        flags: Flags,
    },
}

/// What a format prints.
#[derive(Clone, Debug, Default)]
pub struct Directives {
    /// Its parts, in order.
    pub segments: Vec<Segment>,
    /// The first of the arguments that nothing asked for, which are printed as `%!(EXTRA …)`; none where all were, or
    /// where some were asked for by their index.
    pub extra: Option<usize>,
}

/// Takes `format` apart for `count` arguments; `width` tells the integer that an argument of a `*` is.
#[must_use]
pub fn directives(format: &str, count: usize, width: impl Fn(usize) -> Option<i64>) -> Directives {
    let parser = Parser {
        format,
        bytes: format.as_bytes(),
        at: 0,
        count,
        width,
        next: 0,
        reordered: false,
        segments: Vec::new(),
    };
    parser.run()
}

struct Parser<'a, W> {
    format: &'a str,
    bytes: &'a [u8],
    /// The next byte of the format.
    at: usize,
    count: usize,
    width: W,
    /// The next argument.
    next: usize,
    /// Was an argument named by its index?
    reordered: bool,
    segments: Vec<Segment>,
}

impl<W: Fn(usize) -> Option<i64>> Parser<'_, W> {
    fn run(mut self) -> Directives {
        while let Some(rest) = self.format.get(self.at..).filter(|rest| !rest.is_empty()) {
            let end = rest.find('%').map_or(self.bytes.len(), |verb| self.at + verb);
            if end > self.at {
                self.segments.push(Segment::Text(self.at..end));
            }
            self.at = end + 1;
            if end < self.bytes.len() {
                self.directive();
            }
        }
        let extra = (!self.reordered && self.next < self.count).then_some(self.next);
        Directives { segments: self.segments, extra }
    }

    fn fault(&mut self, text: impl Into<String>) {
        self.segments.push(Segment::Fault(text.into()));
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Flags, index, width, precision and verb, from after the `%`.
    fn directive(&mut self) {
        let start = self.at - 1;
        let mut flags = self.flags();
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
        if self.peek() == Some(b'.') && self.at + 1 < self.bytes.len() {
            self.at += 1;
            good &= !indexed;
            indexed = self.index(&mut good);
            if self.eat(b'*') {
                flags.precision = self.star_precision();
                indexed = false;
            } else {
                flags.precision = Some(self.digits().unwrap_or(0));
            }
        }
        if !indexed {
            self.index(&mut good);
        }
        let Some(verb) = self.format.get(self.at..).and_then(|rest| rest.chars().next()) else {
            return self.fault("%!(NOVERB)");
        };
        self.at += verb.len_utf8();
        match verb {
            '%' if self.at == start + 2 => self.segments.push(Segment::Text(start + 1..self.at)),
            '%' => self.fault("%"),
            verb if !good => self.fault(format!("%!{verb}(BADINDEX)")),
            verb if self.next >= self.count => self.fault(format!("%!{verb}(MISSING)")),
            verb => {
                if matches!(verb, 'v' | 'w') {
                    flags.sharp_v = std::mem::take(&mut flags.sharp);
                    flags.plus_v = std::mem::take(&mut flags.plus);
                }
                self.segments.push(Segment::Argument { index: self.next, verb, flags });
                self.next += 1;
            }
        }
    }

    fn flags(&mut self) -> Flags {
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
        flags
    }

    /// An index such as `[2]`: sets the next argument. Was there a well-formed one?
    fn index(&mut self, good: &mut bool) -> bool {
        if self.peek() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let rest = &self.bytes[self.at..];
        let Some(end) = rest.iter().position(|byte| *byte == b']').filter(|_| rest.len() >= 3) else {
            *good = false;
            self.at += 1;
            return false;
        };
        let start = self.at + 1;
        self.at += end + 1;
        match number(&self.bytes[start..start + end - 1]) {
            Some((number, length)) if length == end - 1 && length > 0 => {
                match number.checked_sub(1).filter(|index| *index < self.count) {
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
        match number(&self.bytes[self.at..]) {
            Some((_, 0)) => None,
            Some((number, length)) => {
                self.at += length;
                Some(number)
            }
            None => {
                self.at = self.bytes.len();
                None
            }
        }
    }

    /// A width or precision that an argument is.
    fn star(&mut self, complaint: &str) -> Option<i64> {
        let given = self.next < self.count;
        let number = if given { (self.width)(self.next) } else { None };
        self.next += usize::from(given);
        let number = number.filter(|number| (-MAX_WIDTH..=MAX_WIDTH).contains(number));
        if number.is_none() {
            self.fault(complaint);
        }
        number
    }

    fn star_precision(&mut self) -> Option<usize> {
        let complaint = "%!(BADPREC)";
        let number = self.star(complaint)?;
        let precision = usize::try_from(number).ok();
        if precision.is_none() {
            self.fault(complaint);
        }
        precision
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
