//! Globs: `*`, `**`, `?`, `[a-z]`, `[!abc]`, `{a,b}`, with delimiters that `*` and `?` do not match.

use std::iter::Peekable;
use std::str::Chars;
use std::sync::LazyLock;

use bartizan_re2::{Automaton, Cache};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};

use super::regex::admit;
use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[("glob.match", matches), ("glob.quote_meta", quote_meta)];

/// Levels that alternatives may nest.
const MAX_NESTING: usize = 200;

/// Globs by text and delimiters.
static GLOBS: LazyLock<Cache<(String, Vec<char>), Automaton>> = LazyLock::new(Cache::new);

fn matches(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let glob = operands::string(arguments, 1)?;
    let delimiters = match &arguments[1] {
        Value::Null => Vec::new(),
        Value::Array(items) if items.is_empty() => vec!['.'],
        Value::Array(items) => items.iter().map(delimiter).collect::<Result<_, _>>()?,
        other => return Err(operands::wrong(2, "one of {array, null}", other)),
    };
    let text = operands::string(arguments, 3)?;
    context.work(1 + glob.len() / 64)?;
    let key = (glob.to_string(), delimiters);
    let automaton = GLOBS.get(&key, || {
        let automaton = Automaton::new(&read(glob, &key.1)?).map_err(|error| Error::failed(error.to_string()))?;
        let size = automaton.size + glob.len();
        Ok::<_, Error>((automaton, size))
    })?;
    admit(&automaton, context, text)?;
    Ok(automaton.code.is_match(&**text).into())
}

/// A delimiter: a string of one character.
fn delimiter(value: &Value) -> Result<char, Error> {
    let wrong = || Error::Type("operand 2 must be array of single-character strings".to_owned());
    let text = value.as_str().ok_or_else(wrong)?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none()).ok_or_else(wrong)
}

fn quote_meta(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let text = operands::string(arguments, 1)?;
    context.make(text.len() * 2)?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"*?\[]{}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out.into())
}

fn wrong(what: &str) -> Error {
    Error::failed(format!("glob: syntax error: {what}"))
}

/// Reads a glob.
fn read(glob: &str, delimiters: &[char]) -> Result<Hir, Error> {
    let mut parser = Parser { chars: glob.chars().peekable(), other: but(delimiters) };
    let body = parser.sequence(0)?;
    Ok(Hir::concat(vec![Hir::look(Look::Start), body, Hir::look(Look::End)]))
}

/// All characters but these.
fn but(characters: &[char]) -> ClassUnicode {
    let mut set = ClassUnicode::new(characters.iter().map(|c| ClassUnicodeRange::new(*c, *c)));
    set.negate();
    set
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
    /// What is no delimiter.
    other: ClassUnicode,
}

impl Parser<'_> {
    /// Everything up to the end, or inside of alternatives to `,` or `}`, which stay.
    fn sequence(&mut self, depth: usize) -> Result<Hir, Error> {
        let mut items = Vec::new();
        while let Some(c) = self.chars.next_if(|c| depth == 0 || !matches!(c, ',' | '}')) {
            items.push(match c {
                '{' => self.alternatives(depth + 1)?,
                '[' => self.class()?,
                '?' => Hir::class(Class::Unicode(self.other.clone())),
                '*' => {
                    let set = if self.chars.next_if_eq(&'*').is_some() { but(&[]) } else { self.other.clone() };
                    let sub = Box::new(Hir::class(Class::Unicode(set)));
                    Hir::repetition(Repetition { min: 0, max: None, greedy: true, sub })
                }
                '\\' => literal(self.chars.next().ok_or_else(|| wrong("trailing backslash"))?),
                _ => literal(c),
            });
        }
        Ok(Hir::concat(items))
    }

    /// Alternatives after their `{`.
    fn alternatives(&mut self, depth: usize) -> Result<Hir, Error> {
        if depth > MAX_NESTING {
            return Err(wrong("alternatives nest too deeply"));
        }
        let mut branches = vec![self.sequence(depth)?];
        loop {
            match self.chars.next() {
                Some(',') => branches.push(self.sequence(depth)?),
                Some(_) => return Ok(Hir::alternation(branches)),
                None => return Err(wrong("unclosed `{`")),
            }
        }
    }

    /// A class after its `[`: one range, or characters of which `-` is one.
    fn class(&mut self) -> Result<Hir, Error> {
        let end = || wrong("unexpected end of input");
        let negated = self.chars.next_if_eq(&'!').is_some();
        let first = self.chars.next().ok_or_else(end)?;
        let mut set = if self.chars.next_if_eq(&'-').is_some() {
            let high = self.chars.next().ok_or_else(end)?;
            if high < first {
                return Err(wrong("range hi character is less than lo"));
            }
            if self.chars.next().ok_or_else(end)? != ']' {
                return Err(wrong("expected close range character"));
            }
            ClassUnicode::new([ClassUnicodeRange::new(first, high)])
        } else {
            let mut listed = Vec::new();
            let mut next = first;
            while next != ']' {
                let c = if next == '\\' { self.chars.next().ok_or_else(end)? } else { next };
                listed.push(ClassUnicodeRange::new(c, c));
                next = self.chars.next().ok_or_else(end)?;
            }
            if listed.is_empty() {
                return Err(wrong("could not parse range"));
            }
            ClassUnicode::new(listed)
        };
        if negated {
            set.negate();
        }
        Ok(Hir::class(Class::Unicode(set)))
    }
}

fn literal(c: char) -> Hir {
    Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/glob.jsonl"));
    }
}
