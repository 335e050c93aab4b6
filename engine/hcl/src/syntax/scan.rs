//! Text to tokens: knows comments, strings, templates, heredocs and brackets, and pairs whatever opens with what closes.
//!
//! A first pass takes brackets as they are. Where they do not match, a second one guesses from line starts and
//! indentation which of them was not closed, so that what follows is read as it was meant.

use super::layout::{self, Line};
use super::token::{Fault, Token, TokenKind};

/// Brackets, strings and templates inside each other.
pub(super) const MAX_NESTING: usize = 100;
/// Bytes of a file.
pub(super) const MAX_BYTES: usize = 16 << 20;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Attributes and blocks.
    Body,
    /// One expression.
    Expression,
    /// A template without quotes.
    Template,
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Comments, as byte ranges.
    pub comments: Vec<(u32, u32)>,
    /// Faults in order of their places.
    pub faults: Vec<Fault>,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// `{` of a block.
    Block,
    /// `{` of an object.
    Object,
    /// `[`
    Bracket,
    /// `(`
    Paren,
    /// `"`
    Quote,
    /// A heredoc; its marker by bytes.
    Heredoc(u32, u32),
    /// `${` or `%{`
    Sequence,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    /// Index of the opening token.
    pub(super) open: u32,
    /// First byte of the line that opens it.
    pub(super) line: usize,
    /// White space in front of that line.
    pub(super) indent: usize,
    /// Is its first line indented more than the one that opens it? None before it is read.
    pub(super) indented: Option<bool>,
}

/// Reads `text`.
pub(super) fn scan(text: &str, content: Content) -> Scan {
    if text.len() > MAX_BYTES {
        let message = format!("the text has more than {} MiB", MAX_BYTES >> 20);
        let fault = Fault { start: 0, end: 0, message, is_limit: true };
        return Scan { faults: vec![fault], ..Scan::default() };
    }
    let mut scanner = Scanner::new(text, content, false);
    if !scanner.run() {
        scanner = Scanner::new(text, content, true);
        scanner.run();
    }
    let mut scan = scanner.out;
    scan.faults.sort_by_key(|fault| fault.start);
    scan
}

pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) frames: Vec<Frame>,
    pub(super) content: Content,
    /// Is this the second pass?
    pub(super) guess: bool,
    /// Was a bracket found that does not match?
    pub(super) mismatched: bool,
    /// Has `=` been met in this statement of a body?
    pub(super) assigned: bool,
    /// First byte of this line.
    pub(super) line: usize,
    /// First byte of the line that was read when the last fault was found.
    pub(super) fault_line: usize,
    /// Is only white space between `line` and `at`?
    pub(super) fresh: bool,
    pub(super) out: Scan,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, content: Content, guess: bool) -> Self {
        let out = Scan { tokens: Vec::with_capacity(text.len() / 4), ..Scan::default() };
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            frames: Vec::new(),
            content,
            guess,
            mismatched: false,
            assigned: false,
            line: 0,
            fault_line: 0,
            fresh: true,
            out,
        }
    }

    /// Reads everything; false where brackets do not match and this was the first pass.
    fn run(&mut self) -> bool {
        if self.text.starts_with('\u{feff}') && self.content == Content::Body {
            self.at = 3;
        }
        while self.at < self.bytes.len() {
            match self.frames.last().map(|frame| frame.kind) {
                Some(FrameKind::Quote) => self.quoted(),
                Some(FrameKind::Heredoc(start, end)) => self.heredoc(start as usize, end as usize),
                None if self.content == Content::Template => self.bare(),
                _ => self.main(),
            }
            if self.mismatched && !self.guess {
                return false;
            }
        }
        if !self.frames.is_empty() {
            if !self.guess {
                return false;
            }
            self.close_missing(0);
        }
        true
    }

    fn peek(&self, offset: usize) -> u8 {
        self.bytes.get(self.at + offset).copied().unwrap_or(0)
    }

    pub(super) fn push(&mut self, kind: TokenKind, len: usize) {
        let token = Token { kind, start: self.at as u32, end: (self.at + len) as u32, pair: 0 };
        self.out.tokens.push(token);
        self.at += len;
        self.fresh = false;
    }

    pub(super) fn fault(&mut self, start: usize, end: usize, message: impl Into<String>) {
        let fault = Fault { start: start as u32, end: end as u32, message: message.into(), is_limit: false };
        self.out.faults.push(fault);
        self.fault_line = self.line;
    }

    fn open(&mut self, token: TokenKind, len: usize, kind: FrameKind) {
        if self.frames.len() >= MAX_NESTING {
            let message = format!("brackets and templates are nested deeper than {MAX_NESTING} levels");
            let start = self.at as u32;
            self.out.faults.push(Fault { start, end: start, message, is_limit: true });
            self.close_quietly(0);
            self.at = self.bytes.len();
            return;
        }
        let indent = layout::indent(self.text, self.line);
        self.frames.push(Frame { kind, open: self.out.tokens.len() as u32, line: self.line, indent, indented: None });
        self.push(token, len);
    }

    /// Closes the innermost frame with a token of `len` bytes.
    pub(super) fn close(&mut self, kind: TokenKind, len: usize) {
        let Some(frame) = self.frames.pop() else { return };
        let index = self.out.tokens.len() as u32;
        self.push(kind, len);
        if let Some(token) = self.out.tokens.last_mut() {
            token.pair = frame.open;
        }
        if let Some(token) = self.out.tokens.get_mut(frame.open as usize) {
            token.pair = index;
        }
        // What follows the brace of a block begins anew.
        if frame.kind == FrameKind::Block {
            self.assigned = false;
        }
    }

    /// Is what is read a statement of a body, not inside of brackets?
    pub(super) fn in_body(&self) -> bool {
        self.content == Content::Body && self.frames.last().is_none_or(|frame| frame.kind == FrameKind::Block)
    }

    /// A token of what is not a template.
    fn main(&mut self) {
        if self.fresh && self.guess {
            self.recover_at_line();
        }
        match self.peek(0) {
            b' ' | b'\t' => self.at += 1,
            b'\n' => self.newline(1),
            b'\r' if self.peek(1) == b'\n' => self.newline(2),
            b'#' => self.line_comment(),
            b'/' if self.peek(1) == b'/' => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'"' => self.open(TokenKind::QuoteOpen, 1, FrameKind::Quote),
            b'<' if self.peek(1) == b'<' => self.heredoc_open(),
            b'{' => {
                let kind = if self.in_body() && !self.assigned { FrameKind::Block } else { FrameKind::Object };
                self.open(TokenKind::Open, 1, kind);
            }
            b'[' => self.open(TokenKind::Open, 1, FrameKind::Bracket),
            b'(' => self.open(TokenKind::Open, 1, FrameKind::Paren),
            b'}' => self.closer(1),
            b'~' if self.peek(1) == b'}' => self.closer(2),
            b']' | b')' => self.closer(1),
            b'0'..=b'9' => self.number(),
            _ => self.word(),
        }
    }

    fn newline(&mut self, len: usize) {
        if self.in_body() {
            self.assigned = false;
        }
        self.push(TokenKind::Newline, len);
        self.begin_line();
    }

    fn begin_line(&mut self) {
        self.line = self.at;
        self.fresh = true;
    }

    fn line_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let mut len = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        if len > 0 && len < rest.len() && rest[len - 1] == b'\r' {
            len -= 1;
        }
        self.out.comments.push((self.at as u32, (self.at + len) as u32));
        self.at += len;
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let end = self.text[start + 2..].find("*/").map(|found| start + 2 + found + 2);
        if end.is_none() {
            self.fault(start, start + 2, "this comment is not closed: expected `*/`");
        }
        let end = end.unwrap_or(self.bytes.len());
        self.out.comments.push((start as u32, end as u32));
        self.at = end;
    }

    fn number(&mut self) {
        let rest = &self.bytes[self.at..];
        let (mut at, mut len) = (1, 1);
        loop {
            let sign = usize::from(matches!(rest.get(at + 1), Some(b'+' | b'-')));
            match rest.get(at) {
                Some(b'0'..=b'9') => at += 1,
                Some(b'e' | b'E') if rest.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) => at += 2 + sign,
                Some(b'.') => {
                    at += 1;
                    continue;
                }
                _ => break,
            }
            len = at;
        }
        self.push(TokenKind::Number, len);
    }

    /// A name, an operator, or something else.
    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let len = layout::ident_len(rest);
        if len > 0 {
            return self.push(TokenKind::Ident, len);
        }
        const LONG: [&str; 9] = ["...", "==", "!=", ">=", "<=", "&&", "||", "::", "=>"];
        if let Some(op) = LONG.iter().find(|op| rest.starts_with(**op)) {
            return self.push(TokenKind::Op, op.len());
        }
        let Some(c) = rest.chars().next() else { return };
        if ".,*/%+-=<>!?:".contains(c) {
            if c == '=' && self.in_body() {
                self.assigned = true;
            }
            return self.push(TokenKind::Op, 1);
        }
        let message = match c {
            '\'' => "single quotes are not valid: strings stand in double quotes".to_owned(),
            '`' => "backticks are not valid: a text of several lines is a heredoc (`<<EOT`)".to_owned(),
            ';' => "`;` is not valid: each argument stands on a line of its own".to_owned(),
            '&' => "expected `&&` (there are no operators on bits)".to_owned(),
            '|' => "expected `||` (there are no operators on bits)".to_owned(),
            '“' | '”' => "curly quotes are not valid: strings stand in straight ones".to_owned(),
            c => format!("`{}` is not used in the language", c.escape_debug()),
        };
        self.fault(self.at, self.at + c.len_utf8(), message);
        self.push(TokenKind::Bad, c.len_utf8());
    }

    /// `}`, `~}`, `]`, `)`.
    fn closer(&mut self, len: usize) {
        let c = self.bytes[self.at];
        let fits = |kind| match kind {
            FrameKind::Block | FrameKind::Object => c == b'}',
            FrameKind::Sequence => matches!(c, b'}' | b'~'),
            FrameKind::Bracket => c == b']',
            FrameKind::Paren => c == b')',
            FrameKind::Quote | FrameKind::Heredoc(..) => false,
        };
        if !self.frames.last().is_some_and(|frame| fits(frame.kind)) {
            self.mismatched = true;
            // Brackets other than braces do not reach across a block.
            let floor = if c == b'}' { 0 } else { self.statement() };
            match self.frames.iter().rposition(|frame| fits(frame.kind)).filter(|found| *found >= floor) {
                Some(found) => self.close_missing(found + 1),
                None => {
                    let text = &self.text[self.at..self.at + len];
                    let message = match self.frames.last().map(|frame| frame.kind) {
                        Some(FrameKind::Bracket) => format!("expected `]`, found `{text}`"),
                        Some(FrameKind::Paren) => format!("expected `)`, found `{text}`"),
                        Some(FrameKind::Object | FrameKind::Sequence) => format!("expected `}}`, found `{text}`"),
                        _ => format!("this `{text}` closes nothing"),
                    };
                    self.fault(self.at, self.at + len, message);
                    return self.push(TokenKind::Bad, len);
                }
            }
        }
        let sequence = self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Sequence);
        self.close(if sequence { TokenKind::SequenceClose } else { TokenKind::Close }, len);
    }

    /// How many frames stand around the statement that is read.
    pub(super) fn statement(&self) -> usize {
        self.frames.iter().rposition(|frame| frame.kind == FrameKind::Block).map_or(0, |found| found + 1)
    }

    /// In a string.
    fn quoted(&mut self) {
        let rest = &self.bytes[self.at..];
        match rest[0] {
            b'"' => self.close(TokenKind::QuoteClose, 1),
            b'\n' | b'\r' => self.broken_string(),
            c @ (b'$' | b'%') => self.marker(c),
            _ => {
                let mut len = 0;
                while let Some(c) = rest.get(len) {
                    match c {
                        b'"' | b'\n' | b'\r' | b'$' | b'%' => break,
                        b'\\' if rest.get(len + 1).is_some_and(|c| !matches!(c, b'\n' | b'\r')) => {
                            len += 1 + self.char_len(self.at + len + 1);
                        }
                        _ => len += 1,
                    }
                }
                self.push(TokenKind::Literal, len);
            }
        }
    }

    fn char_len(&self, at: usize) -> usize {
        self.text[at..].chars().next().map_or(1, char::len_utf8)
    }

    /// `$` or `%` in a template.
    fn marker(&mut self, c: u8) {
        let strip = |at| usize::from(self.peek(at) == b'~');
        if self.peek(1) == b'{' {
            let kind = if c == b'$' { TokenKind::Interpolation } else { TokenKind::Directive };
            self.open(kind, 2 + strip(2), FrameKind::Sequence);
        } else if self.peek(1) == c && self.peek(2) == b'{' {
            self.push(TokenKind::Literal, 3 + strip(3));
        } else {
            self.push(TokenKind::Literal, 1);
        }
    }

    fn heredoc_open(&mut self) {
        let rest = &self.text[self.at..];
        let dash = usize::from(self.peek(2) == b'-');
        let marker = layout::ident_len(&rest[2 + dash..]);
        let end = 2 + dash + marker;
        let ending = [rest[end..].starts_with("\r\n"), rest[end..].starts_with('\n')];
        if marker == 0 || ending == [false, false] {
            let message = "a heredoc begins with `<<` and a name that ends the line: `<<EOT`";
            self.fault(self.at, self.at + end.max(2), message);
            return self.push(TokenKind::Bad, end.max(2));
        }
        let start = self.at + 2 + dash;
        let kind = FrameKind::Heredoc(start as u32, (start + marker) as u32);
        self.open(TokenKind::HeredocOpen, end + if ending[0] { 2 } else { 1 }, kind);
        self.begin_line();
    }

    /// In a heredoc.
    fn heredoc(&mut self, start: usize, end: usize) {
        let line = layout::line(self.text, self.at);
        if self.fresh {
            if self.guess && Line::of(line).opens_file_block() {
                return self.close_missing(0);
            }
            let trimmed = line.trim();
            if trimmed == &self.text[start..end] {
                let ends = self.at + line.len() == self.bytes.len();
                self.at += line.len() - line.trim_start().len();
                self.close(TokenKind::HeredocClose, trimmed.len());
                if ends {
                    self.fault(self.at, self.at, "expected a line break behind the end of the heredoc");
                }
                return;
            }
        }
        self.bare();
    }

    /// In a template without quotes.
    fn bare(&mut self) {
        let rest = &self.bytes[self.at..];
        if let c @ (b'$' | b'%') = rest[0] {
            return self.marker(c);
        }
        let end = rest.iter().position(|c| matches!(c, b'\n' | b'$' | b'%')).unwrap_or(rest.len());
        let breaks = rest.get(end) == Some(&b'\n');
        self.push(TokenKind::Literal, end + usize::from(breaks));
        if breaks {
            self.begin_line();
        }
    }
}

impl FrameKind {
    /// Does what stands inside belong to a text, brackets or not?
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Quote | Self::Heredoc(..))
    }
}
