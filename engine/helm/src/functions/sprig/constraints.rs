//! Constraints of versions: `>= 1.2, < 2 || ~3.1`, `1.2 - 1.4`, `^1.x`.
//!
//! Reference: <https://github.com/Masterminds/semver#checking-version-constraints>.

use std::cmp::Ordering;

use bartizan_gofmt::quote;

use super::versions::{Version, behind};
use crate::{Error, Result};

/// Bytes that a text of constraints may have.
const LONGEST: usize = 512;
/// Alternatives that it may have.
const ALTERNATIVES: usize = 32;

/// Alternatives, each of constraints that a version has to meet together.
#[derive(Debug)]
pub(super) struct Constraints(Vec<Vec<Constraint>>);

/// How a version has to stand to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

/// A constraint.
#[derive(Debug)]
struct Constraint {
    operator: Operator,
    major: u64,
    minor: u64,
    patch: u64,
    pre: String,
    /// Some number is left out or a wildcard.
    dirty: bool,
    /// That number is the second.
    minor_dirty: bool,
    /// That number is the third.
    patch_dirty: bool,
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// The parts of a version in a constraint: numbers or wildcards, and what follows `-` with that.
struct Written<'a> {
    numbers: [&'a str; 3],
    pre: &'a str,
    text: &'a str,
}

/// The version that begins `text`, and the rest.
fn written(text: &str) -> Option<(Written<'_>, &str)> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'x' | b'X' | b'*' | b'|');
    let mut rest = text.strip_prefix('v').unwrap_or(text);
    let mut numbers = [""; 3];
    for (at, number) in numbers.iter_mut().enumerate() {
        let part = if at == 0 { rest } else { rest.strip_prefix('.').unwrap_or_default() };
        let length = part.bytes().take_while(is_part).count();
        if length == 0 {
            break;
        }
        (*number, rest) = part.split_at(length);
    }
    if numbers[0].is_empty() {
        return None;
    }
    let (pre, _, after) = behind(rest);
    Some((Written { numbers, pre, text: &text[..text.len() - after.len()] }, after))
}

/// The operator that begins `text`, and the rest.
fn operator(text: &str) -> Option<(Operator, &str)> {
    let length = text.bytes().take_while(|byte| b"=!<>~^".contains(byte)).count();
    let (mark, rest) = text.split_at(length);
    let operator = match mark {
        "" | "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        ">" => Operator::Greater,
        "<" => Operator::Less,
        ">=" | "=>" => Operator::GreaterEqual,
        "<=" | "=<" => Operator::LessEqual,
        "~" | "~>" => Operator::Tilde,
        "^" => Operator::Caret,
        _ => return None,
    };
    Some((operator, rest))
}

/// `1.2 - 1.4` as `>= 1.2, <= 1.4`.
fn without_ranges(text: &str) -> String {
    let mut out = text.to_owned();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        match range(rest) {
            Some((whole, from, to)) => {
                out = out.replacen(whole, &format!(">= {from}, <= {to} "), 1);
                at += whole.len();
            }
            None => at += first.len_utf8(),
        }
    }
    out
}

/// The range that begins `text`: all of it, its ends.
fn range(text: &str) -> Option<(&str, &str, &str)> {
    let (from, rest) = written(text.trim_start_matches(is_space))?;
    let dash = rest.trim_start_matches(is_space);
    let after = dash.strip_prefix('-').filter(|_| dash.len() < rest.len())?;
    let end = after.trim_start_matches(is_space);
    let (to, rest) = if end.len() < after.len() { written(end)? } else { return None };
    let rest = rest.trim_start_matches(is_space);
    Some((&text[..text.len() - rest.len()], from.text, to.text))
}

/// Does a version lie in a range of charts? It does not when either cannot be read.
pub(crate) fn is_compatible(range: &str, version: &str) -> bool {
    match (Constraints::parse(range), Version::parse(version)) {
        (Ok(range), Ok(version)) => range.admit(&version),
        _ => false,
    }
}

impl Constraints {
    /// Reads constraints.
    pub(super) fn parse(text: &str) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Error::new(format!("constraint string is too long (max {LONGEST} bytes)")));
        }
        let text = without_ranges(text);
        let alternatives: Vec<&str> = text.split("||").collect();
        if alternatives.len() > ALTERNATIVES {
            return Err(Error::new(format!("too many constraint groups (max {ALTERNATIVES})")));
        }
        alternatives.into_iter().map(alternative).collect::<Result<_>>().map(Self)
    }

    /// Does a version meet them?
    pub(super) fn admit(&self, version: &Version<'_>) -> bool {
        self.0.iter().any(|together| {
            // Versions before a release are asked for by naming one.
            let released = version.pre.is_empty() || together.iter().any(|one| !one.pre.is_empty());
            released && together.iter().all(|constraint| constraint.admits(version))
        })
    }
}

/// Constraints with spaces or a comma between.
fn alternative(text: &str) -> Result<Vec<Constraint>> {
    let improper = || Error::new(format!("improper constraint: {}", quote(text, false)));
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    loop {
        let (operator, after) = operator(rest).ok_or_else(improper)?;
        let (version, after) = written(after.trim_start_matches(is_space)).ok_or_else(improper)?;
        found.push((operator, version));
        let next = after.trim_start_matches(is_space);
        if next.is_empty() {
            break;
        }
        rest = match next.strip_prefix(',') {
            Some(next) => next.trim_start_matches(is_space),
            None if next.len() < after.len() => next,
            None => return Err(improper()),
        };
    }
    found.into_iter().map(|(operator, version)| Constraint::of(operator, &version)).collect()
}

impl Constraint {
    fn of(operator: Operator, written: &Written<'_>) -> Result<Self> {
        let missing = |number: &str| matches!(number, "" | "x" | "X" | "*");
        let [major, minor, patch] = written.numbers.map(missing);
        let mut made = Self {
            operator,
            major: 0,
            minor: 0,
            patch: 0,
            pre: written.pre.to_owned(),
            dirty: major || minor || patch,
            minor_dirty: !major && minor,
            patch_dirty: !major && !minor && patch,
        };
        let known = [!major, !major && !minor, !major && !minor && !patch];
        let pre = if written.pre.is_empty() { String::new() } else { format!("-{}", written.pre) };
        let wrong = |_| Error::new("constraint parser error");
        let exact = if made.dirty {
            let number = |at: usize| if known[at] { written.numbers[at] } else { "0" };
            format!("{}.{}.{}{pre}", number(0), number(1), number(2))
        } else {
            written.text.to_owned()
        };
        let version = Version::parse(&exact).map_err(wrong)?;
        (made.major, made.minor, made.patch) = (version.major, version.minor, version.patch);
        Ok(made)
    }

    fn order(&self, version: &Version<'_>) -> Ordering {
        let own =
            Version { major: self.major, minor: self.minor, patch: self.patch, pre: &self.pre, ..Version::default() };
        version.order(&own)
    }

    fn admits(&self, version: &Version<'_>) -> bool {
        let order = self.order(version);
        let same_major = version.major == self.major;
        let same_minor = version.minor == self.minor;
        match self.operator {
            Operator::Equal if !self.dirty => order.is_eq(),
            Operator::Equal | Operator::Tilde => self.is_near(version),
            Operator::NotEqual if self.dirty => self.differs(version),
            Operator::NotEqual => order.is_ne(),
            Operator::Greater if self.dirty && same_major && self.minor_dirty => false,
            Operator::Greater if self.dirty && same_major && self.patch_dirty => version.minor > self.minor,
            Operator::Greater if self.dirty && !same_major => version.major > self.major,
            Operator::Greater => order.is_gt(),
            Operator::Less => order.is_lt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::LessEqual if !self.dirty => order.is_le(),
            Operator::LessEqual => {
                version.major <= self.major && (!same_major || version.minor <= self.minor || self.minor_dirty)
            }
            Operator::Caret if order.is_lt() || !same_major => false,
            Operator::Caret if self.major > 0 || self.minor_dirty => true,
            Operator::Caret if self.minor > 0 || self.patch_dirty => same_minor,
            Operator::Caret => version.minor == 0 && version.patch == self.patch,
        }
    }

    /// `~`: the same numbers up to the second.
    fn is_near(&self, version: &Version<'_>) -> bool {
        if self.order(version).is_lt() {
            return false;
        }
        // `~0.0.0` is taken for a wildcard.
        if (self.major, self.minor, self.patch) == (0, 0, 0) && !self.minor_dirty && !self.patch_dirty {
            return true;
        }
        version.major == self.major && (version.minor == self.minor || self.minor_dirty)
    }

    /// `!=` with wildcards.
    fn differs(&self, version: &Version<'_>) -> bool {
        if version.major != self.major {
            return true;
        }
        if self.minor_dirty {
            return false;
        }
        if version.minor != self.minor || version.patch != self.patch && !self.patch_dirty {
            return true;
        }
        if self.patch_dirty {
            return version.pre != self.pre;
        }
        self.order(version).is_ne()
    }
}
