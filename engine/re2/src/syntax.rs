//! Regular expressions as Go writes them, to the tree that crate `regex-automata` compiles.
//!
//! Syntax: <https://pkg.go.dev/regexp/syntax>, with the flags of `regexp.Compile`. Built from the tree up, not by rewriting
//! text, so that what the two dialects read differently cannot slip through: `\d`, `\w`, `\s` and `\b` are ASCII, `[[` is
//! a literal bracket, `{` without numbers a literal brace, `a**` an error.

use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Dot, Hir, Look, Repetition};

use crate::class;

/// Levels that groups may nest.
const MAX_NESTING: usize = 200;

/// What repetitions within repetitions may come to.
const MAX_REPEAT: u32 = 1000;

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("error parsing regexp: {0}")]
pub struct SyntaxError(pub(crate) String);

/// A pattern read.
pub struct Pattern {
    /// The tree.
    pub hir: Hir,
    /// Names of the groups, from the first; empty where a group has none.
    pub names: Vec<String>,
}

/// Reads a pattern.
///
/// # Errors
/// It is none, or one that Go refuses.
pub fn parse(text: &str) -> Result<Pattern, SyntaxError> {
    let mut parser = Parser { whole: text, rest: text, flags: Flags::default(), names: Vec::new() };
    let node = parser.alternatives(0)?;
    if parser.rest.is_empty() {
        Ok(Pattern { hir: node.hir, names: parser.names })
    } else {
        Err(error("unexpected )", text))
    }
}

fn error(what: &str, text: &str) -> SyntaxError {
    SyntaxError(format!("{what}: `{text}`"))
}

#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    /// `i`
    fold: bool,
    /// `m`
    lines: bool,
    /// `s`
    dot_newline: bool,
    /// `U`
    lazy: bool,
}

/// A part of a pattern, and what its repetitions come to.
struct Node {
    hir: Hir,
    repeats: u32,
}

impl From<Hir> for Node {
    fn from(hir: Hir) -> Self {
        Self { hir, repeats: 1 }
    }
}

struct Parser<'a> {
    whole: &'a str,
    rest: &'a str,
    flags: Flags,
    names: Vec<String>,
}

impl<'a> Parser<'a> {
    /// Takes `prefix` if it stands next.
    fn take(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Everything up to the end or a closing parenthesis that is not ours.
    fn alternatives(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        if depth > MAX_NESTING {
            return Err(SyntaxError("expression nests too deeply".to_owned()));
        }
        let mut branches = vec![self.sequence(depth)?];
        while self.take("|") {
            branches.push(self.sequence(depth)?);
        }
        let repeats = branches.iter().map(|branch| branch.repeats).max().unwrap_or(1);
        Ok(Node { hir: Hir::alternation(branches.into_iter().map(|branch| branch.hir).collect()), repeats })
    }

    fn sequence(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let mut items: Vec<Node> = Vec::new();
        // Where the repetition stands that was read last: another may not follow at once.
        let mut last_repetition: Option<&'a str> = None;
        while let Some(first) = self.rest.chars().next() {
            let before = self.rest;
            let mut repetition = None;
            match first {
                '|' | ')' => break,
                '(' => items.extend(self.group(depth)?),
                '*' => repetition = self.operator(0, None),
                '+' => repetition = self.operator(1, None),
                '?' => repetition = self.operator(0, Some(1)),
                '{' => match self.counts()? {
                    Some((min, max)) => repetition = Some((min, max)),
                    None => {
                        self.rest = &self.rest[1..];
                        items.push(self.literal('{'));
                    }
                },
                '\\' if self.take("\\Q") => {
                    let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                    self.rest = rest;
                    items.extend(quoted.chars().map(|c| self.literal(c)));
                }
                _ => items.push(self.atom(first)?),
            }
            if let Some((min, max)) = repetition {
                let lazy = self.take("?") != self.flags.lazy;
                if let Some(last) = last_repetition {
                    let both = &last[..last.len() - self.rest.len()];
                    return Err(error("invalid nested repetition operator", both));
                }
                let operator = &before[..before.len() - self.rest.len()];
                let node = items.pop().ok_or_else(|| error("missing argument to repetition operator", operator))?;
                items.push(repeat(node, min, max, !lazy).ok_or_else(|| error("invalid repeat count", operator))?);
                last_repetition = Some(before);
            } else {
                last_repetition = None;
            }
        }
        let repeats = items.iter().map(|item| item.repeats).max().unwrap_or(1);
        Ok(Node { hir: Hir::concat(items.into_iter().map(|item| item.hir).collect()), repeats })
    }

    /// An operator of one character.
    fn operator(&mut self, min: u32, max: Option<u32>) -> Option<(u32, Option<u32>)> {
        self.rest = &self.rest[1..];
        Some((min, max))
    }

    /// `{2}`, `{2,}`, `{2,3}`; anything else in braces is literal.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, SyntaxError> {
        let Some((inner, rest)) = self.rest[1..].split_once('}') else { return Ok(None) };
        let number = |digits: &str| {
            let leading_zero = digits.len() > 1 && digits.starts_with('0');
            let plain = !digits.is_empty() && !leading_zero && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse().unwrap_or(u32::MAX))
        };
        let counts = match inner.split_once(',') {
            None => number(inner).map(|count| (count, Some(count))),
            Some((min, "")) => number(min).map(|min| (min, None)),
            Some((min, max)) => number(min).zip(number(max)).map(|(min, max)| (min, Some(max))),
        };
        let Some((min, max)) = counts else { return Ok(None) };
        let text = &self.rest[..inner.len() + 2];
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || min > max) {
            return Err(error("invalid repeat count", text));
        }
        self.rest = rest;
        Ok(Some((min, max)))
    }

    /// A group, or flags for what follows, which are no part by themselves.
    fn group(&mut self, depth: usize) -> Result<Option<Node>, SyntaxError> {
        let (start, outer) = (self.rest, self.flags);
        self.rest = &self.rest[1..];
        let mut capture = None;
        if self.rest.starts_with("?P<") || self.rest.starts_with("?<") {
            let named = self.rest.trim_start_matches(['?', 'P']).strip_prefix('<').unwrap_or_default();
            let (name, rest) = named.split_once('>').ok_or_else(|| error("invalid named capture", start))?;
            let valid = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !valid {
                return Err(error("invalid named capture", start));
            }
            self.rest = rest;
            self.names.push(name.to_owned());
            capture = Some(self.names.len());
        } else if self.take("?") {
            if self.set_flags(start)? {
                return Ok(None);
            }
        } else {
            self.names.push(String::new());
            capture = Some(self.names.len());
        }
        let mut node = self.alternatives(depth + 1)?;
        if !self.take(")") {
            return Err(error("missing closing )", self.whole));
        }
        self.flags = outer;
        if let Some(index) = capture {
            let index = u32::try_from(index).map_err(|_| error("too many groups", ""))?;
            node.hir = Hir::capture(Capture { index, name: None, sub: Box::new(node.hir) });
        }
        Ok(Some(node))
    }

    /// Flags after `(?`; true where they end the group.
    fn set_flags(&mut self, start: &str) -> Result<bool, SyntaxError> {
        let (mut on, mut any) = (true, false);
        loop {
            let Some(flag) = self.rest.chars().next() else { return Err(error("missing closing )", start)) };
            self.rest = &self.rest[flag.len_utf8()..];
            match flag {
                'i' => self.flags.fold = on,
                'm' => self.flags.lines = on,
                's' => self.flags.dot_newline = on,
                'U' => self.flags.lazy = on,
                '-' if on => {
                    (on, any) = (false, false);
                    continue;
                }
                ':' | ')' if on || any => return Ok(flag == ')'),
                _ => {
                    let read = &start[..start.len() - self.rest.len()];
                    return Err(error("invalid or unsupported Perl syntax", read));
                }
            }
            any = true;
        }
    }

    /// One character, class or assertion.
    fn atom(&mut self, first: char) -> Result<Node, SyntaxError> {
        if first == '[' {
            let (set, rest) = class::bracketed(self.rest, self.flags.fold)?;
            self.rest = rest;
            return Ok(Hir::class(Class::Unicode(set)).into());
        }
        if first == '\\' {
            return self.escape();
        }
        self.rest = &self.rest[first.len_utf8()..];
        let hir = match first {
            '^' => Hir::look(if self.flags.lines { Look::StartLF } else { Look::Start }),
            '$' => Hir::look(if self.flags.lines { Look::EndLF } else { Look::End }),
            '.' => Hir::dot(if self.flags.dot_newline { Dot::AnyChar } else { Dot::AnyCharExceptLF }),
            _ => return Ok(self.literal(first)),
        };
        Ok(hir.into())
    }

    fn escape(&mut self) -> Result<Node, SyntaxError> {
        let look = match self.rest.as_bytes().get(1) {
            Some(b'A') => Some(Look::Start),
            Some(b'z') => Some(Look::End),
            Some(b'b') => Some(Look::WordAscii),
            Some(b'B') => Some(Look::WordAsciiNegate),
            _ => None,
        };
        if let Some(look) = look {
            self.rest = &self.rest[2..];
            return Ok(Hir::look(look).into());
        }
        if let Some((set, rest)) = class::escaped(self.rest, self.flags.fold)? {
            self.rest = rest;
            return Ok(Hir::class(Class::Unicode(set)).into());
        }
        let (code, rest) = class::escaped_character(self.rest)?;
        self.rest = rest;
        // What is no character (half of a surrogate pair) matches nothing.
        Ok(char::from_u32(code).map_or_else(|| Hir::fail().into(), |c| self.literal(c)))
    }

    fn literal(&self, c: char) -> Node {
        if !self.flags.fold {
            return Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()).into();
        }
        let mut set = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        set.case_fold_simple();
        Hir::class(Class::Unicode(set)).into()
    }
}

/// `node` repeated; none where repetitions multiply beyond the limit.
fn repeat(node: Node, min: u32, max: Option<u32>, greedy: bool) -> Option<Node> {
    let counted = min >= 2 || max.is_some_and(|max| max >= 2);
    let repeats = match max.unwrap_or(min) {
        0 if max.is_some() => 1,
        count => count.max(1).saturating_mul(node.repeats),
    };
    let hir = Hir::repetition(Repetition { min, max, greedy, sub: Box::new(node.hir) });
    (!counted || repeats <= MAX_REPEAT).then_some(Node { hir, repeats })
}
