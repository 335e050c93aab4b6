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
enum FrameKind {
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
struct Frame {
    kind: FrameKind,
    /// Index of the opening token.
    open: u32,
    /// First byte of the line that opens it.
    line: u32,
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

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
    content: Content,
    /// Is this the second pass?
    guess: bool,
    /// Was a bracket found that does not match?
    mismatched: bool,
    /// Has `=` been met in this statement of a body?
    assigned: bool,
    /// First byte of this line.
    line: usize,
    /// Is only white space between `line` and `at`?
    fresh: bool,
    out: Scan,
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
            let before = self.at;
            match self.frames.last().map(|frame| frame.kind) {
                Some(FrameKind::Quote) => self.quoted(),
                Some(FrameKind::Heredoc(start, end)) => self.heredoc(start as usize, end as usize),
                None if self.content == Content::Template => self.bare(),
                _ => self.main(),
            }
            if self.mismatched && !self.guess {
                return false;
            }
            debug_assert!(self.at >= before, "the scanner goes forward");
        }
        if !self.frames.is_empty() {
            if !self.guess {
                return false;
            }
            self.close_missing(self.at, 0);
        }
        true
    }

    fn peek(&self, offset: usize) -> u8 {
        self.bytes.get(self.at + offset).copied().unwrap_or(0)
    }

    fn push(&mut self, kind: TokenKind, len: usize) {
        let token = Token { kind, start: self.at as u32, end: (self.at + len) as u32, pair: 0 };
        self.out.tokens.push(token);
        self.at += len;
        self.fresh = false;
    }

    fn fault(&mut self, start: usize, end: usize, message: impl Into<String>) {
        let fault = Fault { start: start as u32, end: end as u32, message: message.into(), is_limit: false };
        self.out.faults.push(fault);
    }

    fn open(&mut self, token: TokenKind, len: usize, kind: FrameKind) {
        if self.frames.len() >= MAX_NESTING {
            let message = format!("brackets and templates are nested deeper than {MAX_NESTING} levels");
            let (start, end) = (self.at as u32, self.bytes.len() as u32);
            self.out.faults.push(Fault { start, end: start, message, is_limit: true });
            self.guess = true;
            self.close_quietly(self.at, 0);
            self.at = end as usize;
            return;
        }
        self.frames.push(Frame { kind, open: self.out.tokens.len() as u32, line: self.line as u32 });
        self.push(token, len);
    }

    /// Closes the innermost frame with a token of `len` bytes.
    fn close(&mut self, kind: TokenKind, len: usize) {
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

    fn close_quietly(&mut self, at: usize, depth: usize) {
        let (here, fresh) = (std::mem::replace(&mut self.at, at), self.fresh);
        while self.frames.len() > depth {
            let kind = match self.frames.last().map(|frame| frame.kind) {
                Some(FrameKind::Quote) => TokenKind::QuoteClose,
                Some(FrameKind::Heredoc(..)) => TokenKind::HeredocClose,
                Some(FrameKind::Sequence) => TokenKind::SequenceClose,
                _ => TokenKind::Close,
            };
            self.close(kind, 0);
        }
        (self.at, self.fresh) = (here, fresh);
    }

    /// Closes all frames but `depth` at `at`, where they should have been closed by then, and says so: of the innermost
    /// one, and of the innermost block.
    fn close_missing(&mut self, at: usize, depth: usize) {
        self.mismatched = true;
        let Some(open) = self.frames.get(depth..) else { return };
        let innermost = open.last().copied();
        let block = open.iter().rev().find(|frame| frame.kind == FrameKind::Block).copied();
        let block = block.filter(|block| innermost.is_some_and(|innermost| innermost.open != block.open));
        for frame in [block, innermost].into_iter().flatten() {
            let Some(token) = self.out.tokens.get(frame.open as usize).copied() else { continue };
            let message = match frame.kind {
                FrameKind::Block => "this block is not closed: expected `}`",
                FrameKind::Object => "this object is not closed: expected `}`",
                FrameKind::Bracket => "this bracket is not closed: expected `]`",
                FrameKind::Paren => "this parenthesis is not closed: expected `)`",
                FrameKind::Quote => "this string is not closed: expected `\"`",
                FrameKind::Sequence => "this template sequence is not closed: expected `}`",
                FrameKind::Heredoc(start, end) => {
                    let marker = &self.text[start as usize..end as usize];
                    let message = format!("this heredoc is not closed: expected a line that holds only `{marker}`");
                    self.fault(token.start as usize, end as usize, message);
                    continue;
                }
            };
            self.fault(token.start as usize, token.end as usize, message);
        }
        self.close_quietly(at, depth);
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
                let body = self.content == Content::Body
                    && self.frames.last().is_none_or(|frame| frame.kind == FrameKind::Block);
                let kind = if body && !self.assigned { FrameKind::Block } else { FrameKind::Object };
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
        if self.frames.last().is_none_or(|frame| frame.kind == FrameKind::Block) {
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
            if c == '=' && self.frames.last().is_none_or(|frame| frame.kind == FrameKind::Block) {
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
                Some(found) => self.close_missing(self.at, found + 1),
                None => {
                    let text = &self.text[self.at..self.at + len];
                    self.fault(self.at, self.at + len, format!("this `{text}` closes nothing"));
                    return self.push(TokenKind::Bad, len);
                }
            }
        }
        let sequence = self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Sequence);
        self.close(if sequence { TokenKind::SequenceClose } else { TokenKind::Close }, len);
    }

    /// How many frames stand around the statement that is read.
    fn statement(&self) -> usize {
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

    /// A line ends inside of a string.
    fn broken_string(&mut self) {
        self.mismatched = true;
        let line = self.line as u32;
        let begins = |frame: &Frame| {
            let opener = self.out.tokens.get(frame.open as usize);
            frame.kind == FrameKind::Quote && opener.is_some_and(|token| token.start >= line)
        };
        let depth = self.frames.iter().position(begins).unwrap_or(self.frames.len().saturating_sub(1));
        let start = self.frames.get(depth).and_then(|frame| self.out.tokens.get(frame.open as usize));
        let start = start.map_or(self.at, |token| token.start as usize);
        self.fault(start, self.at, "this string is not closed before the end of the line: expected `\"`");
        self.close_quietly(self.at, depth);
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
                return self.close_missing(self.at, 0);
            }
            let trimmed = line.trim();
            if trimmed == &self.text[start..end] {
                self.at += line.len() - line.trim_start().len();
                return self.close(TokenKind::HeredocClose, trimmed.len());
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

    /// At the beginning of a line, in the second pass: closes what the line shows not to have been closed.
    fn recover_at_line(&mut self) {
        self.fresh = false;
        let text = layout::line(self.text, self.line);
        let line = Line::of(text);
        let Some(top) = self.frames.last().copied() else { return };
        if line.opens_file_block() {
            return self.close_missing(self.line, 0);
        }
        let brace = |frame: &Frame| matches!(frame.kind, FrameKind::Block | FrameKind::Object);
        if !brace(&top) && (line.assigns || line.opens_block) {
            let depth = self.frames.iter().rposition(brace).map_or(0, |found| found + 1);
            self.close_missing(self.line, depth);
        }
        let Some(top) = self.frames.last().copied() else { return };
        let indent = |frame: &Frame| Line::of(layout::line(self.text, frame.line as usize)).indent;
        let unclosed = top.kind == FrameKind::Object
            && (line.opens_block || line.assigns && line.indent <= indent(&top) && top.line as usize != self.line);
        if unclosed {
            let depth = self.statement();
            return self.close_missing(self.line, depth);
        }
        if line.closes {
            let depth = self.frames.iter().rposition(|frame| brace(frame) && indent(frame) <= line.indent);
            if let Some(depth) = depth
                && self.frames.get(depth).is_some_and(|frame| indent(frame) == line.indent)
                && self.frames.len() > depth + 1
            {
                self.close_missing(self.line, depth + 1);
            }
        }
    }
}
