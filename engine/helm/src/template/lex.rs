//! The tokens of a template's text.

use super::quote::{code_point, quote};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Eof,
    Text,
    LeftDelimiter,
    RightDelimiter,
    Space,
    Bool,
    /// A character that is no token of its own: a comma.
    Other,
    Character,
    Complex,
    Number,
    RawString,
    String,
    Assign,
    Declare,
    Field,
    Identifier,
    Variable,
    LeftParen,
    RightParen,
    Pipe,
    Dot,
    Nil,
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
}

impl Kind {
    fn is_keyword(self) -> bool {
        use Kind::{Block, Break, Continue, Define, Dot, Else, End, If, Nil, Range, Template, With};
        matches!(self, Block | Break | Continue | Dot | Define | Else | End | If | Nil | Range | Template | With)
    }
}

/// A token: the bytes `start..end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Line of its first byte, from 1.
    pub(super) line: usize,
}

/// Reads tokens.
pub(super) struct Lexer<'a> {
    text: &'a str,
    position: usize,
    start: usize,
    /// Line of `start`.
    line: usize,
    inside_action: bool,
    parens: i64,
    /// What is wrong, once an error was met: nothing is read after it.
    pub(super) error: Option<String>,
    /// Comments, from delimiter to delimiter.
    pub(super) comments: Vec<(usize, usize)>,
}

pub(super) const LEFT: &str = "{{";
pub(super) const RIGHT: &str = "}}";

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            position: 0,
            start: 0,
            line: 1,
            inside_action: false,
            parens: 0,
            error: None,
            comments: Vec::new(),
        }
    }

    /// The bytes of a token.
    pub(super) fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// The token as messages have it.
    pub(super) fn describe(&self, token: Token) -> String {
        let text = self.text_of(token);
        match token.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.error.clone().unwrap_or_default(),
            kind if kind.is_keyword() => format!("<{text}>"),
            _ if text.len() > 10 => {
                let end = text.char_indices().nth(10).map_or(text.len(), |(at, _)| at);
                format!("{}...", quote(&text[..end]))
            }
            _ => quote(text),
        }
    }

    /// The next token; `Eof` or the error again and again at the end.
    pub(super) fn next(&mut self) -> Token {
        if self.error.is_some() {
            return Token { kind: Kind::Eof, start: self.text.len(), end: self.text.len(), line: self.line };
        }
        if self.inside_action { self.action() } else { self.outside() }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        Some(character)
    }

    fn accept(&mut self, valid: &str) -> bool {
        let found = self.peek().is_some_and(|character| valid.contains(character));
        if found {
            self.position += 1;
        }
        found
    }

    fn accept_run(&mut self, valid: &str) {
        while self.accept(valid) {}
    }

    /// Leaves out what was read since the last token.
    fn ignore(&mut self) {
        self.line += newlines(&self.text[self.start..self.position]);
        self.start = self.position;
    }

    fn emit(&mut self, kind: Kind) -> Token {
        let token = Token { kind, start: self.start, end: self.position, line: self.line };
        self.ignore();
        token
    }

    fn fail(&mut self, message: impl Into<String>) -> Token {
        self.error = Some(message.into());
        let end = self.position.max(self.start);
        Token { kind: Kind::Error, start: self.start, end, line: self.line }
    }

    /// Text up to the next action; comments are passed over.
    fn outside(&mut self) -> Token {
        loop {
            let Some(length) = self.rest().find(LEFT) else {
                self.position = self.text.len();
                return if self.position > self.start { self.emit(Kind::Text) } else { self.emit(Kind::Eof) };
            };
            let delimiter = self.position + length;
            let after = &self.text[delimiter + LEFT.len()..];
            let trims = has_left_trim(after);
            if length > 0 {
                let text = &self.text[self.start..delimiter];
                self.position = if trims { self.start + text.trim_end_matches(is_space).len() } else { delimiter };
                let token = (self.position > self.start).then(|| self.emit(Kind::Text));
                self.position = delimiter;
                self.ignore();
                if let Some(token) = token {
                    return token;
                }
            }
            let marker = if trims { 2 } else { 0 };
            if !after[marker..].starts_with("/*") {
                self.position += LEFT.len();
                let token = self.emit(Kind::LeftDelimiter);
                self.position += marker;
                self.ignore();
                self.inside_action = true;
                self.parens = 0;
                return token;
            }
            self.position += LEFT.len() + marker;
            self.ignore();
            if let Some(error) = self.comment(delimiter) {
                return error;
            }
        }
    }

    /// A comment that begins here, in an action that begins at `opening`.
    fn comment(&mut self, opening: usize) -> Option<Token> {
        let Some(length) = self.text[self.position + 2..].find("*/") else {
            self.position += 2;
            return Some(self.fail("unclosed comment"));
        };
        self.position += 2 + length + 2;
        let Some(trims) = self.at_right_delimiter() else {
            return Some(self.fail("comment ends before closing delimiter"));
        };
        self.position += if trims { 4 } else { 2 };
        self.comments.push((opening, self.position));
        if trims {
            self.skip_space();
        }
        self.ignore();
        None
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start_matches(is_space).len();
    }

    /// Is here a right delimiter, and does it trim the space after it?
    fn at_right_delimiter(&self) -> Option<bool> {
        let rest = self.rest();
        if has_right_trim(rest) && rest[2..].starts_with(RIGHT) {
            return Some(true);
        }
        rest.starts_with(RIGHT).then_some(false)
    }

    fn right_delimiter(&mut self) -> Token {
        let trims = self.at_right_delimiter() == Some(true);
        if trims {
            self.position += 2;
            self.ignore();
        }
        self.position += RIGHT.len();
        let token = self.emit(Kind::RightDelimiter);
        if trims {
            self.skip_space();
            self.ignore();
        }
        self.inside_action = false;
        token
    }

    fn action(&mut self) -> Token {
        if self.at_right_delimiter().is_some() {
            return if self.parens == 0 { self.right_delimiter() } else { self.fail("unclosed left paren") };
        }
        let Some(first) = self.peek() else { return self.fail("unclosed action") };
        if is_space(first) {
            return self.space();
        }
        self.position += first.len_utf8();
        match first {
            '=' => self.emit(Kind::Assign),
            ':' => {
                if self.bump() == Some('=') {
                    self.emit(Kind::Declare)
                } else {
                    self.fail("expected :=")
                }
            }
            '|' => self.emit(Kind::Pipe),
            '"' => self.quoted('"', Kind::String, "unterminated quoted string"),
            '\'' => self.quoted('\'', Kind::Character, "unterminated character constant"),
            '`' => self.raw(),
            '$' => self.name(Kind::Variable),
            '.' if self.peek().is_some_and(|next| !next.is_ascii_digit()) => self.name(Kind::Field),
            '.' | '+' | '-' | '0'..='9' => {
                self.position -= 1;
                self.number()
            }
            _ if is_alphanumeric(first) => self.identifier(),
            '(' => {
                self.parens += 1;
                self.emit(Kind::LeftParen)
            }
            ')' => {
                self.parens -= 1;
                if self.parens < 0 { self.fail("unexpected right paren") } else { self.emit(Kind::RightParen) }
            }
            '!'..='~' => self.emit(Kind::Other),
            _ => self.fail(format!("unrecognized character in action: {}", code_point(first))),
        }
    }

    fn space(&mut self) -> Token {
        let from = self.position;
        self.skip_space();
        // The last of the spaces may belong to a delimiter that trims.
        if has_right_trim(&self.text[self.position - 1..]) && self.text[self.position + 1..].starts_with(RIGHT) {
            self.position -= 1;
            if self.position == from {
                return self.right_delimiter();
            }
        }
        self.emit(Kind::Space)
    }

    fn identifier(&mut self) -> Token {
        self.alphanumeric();
        if !self.at_terminator() {
            return self.bad_character();
        }
        let kind = match &self.text[self.start..self.position] {
            "block" => Kind::Block,
            "break" => Kind::Break,
            "continue" => Kind::Continue,
            "define" => Kind::Define,
            "else" => Kind::Else,
            "end" => Kind::End,
            "if" => Kind::If,
            "nil" => Kind::Nil,
            "range" => Kind::Range,
            "template" => Kind::Template,
            "with" => Kind::With,
            "true" | "false" => Kind::Bool,
            _ => Kind::Identifier,
        };
        self.emit(kind)
    }

    /// A field or a variable whose first character has been read.
    fn name(&mut self, kind: Kind) -> Token {
        if self.at_terminator() {
            return self.emit(if kind == Kind::Field { Kind::Dot } else { kind });
        }
        self.alphanumeric();
        if self.at_terminator() { self.emit(kind) } else { self.bad_character() }
    }

    fn alphanumeric(&mut self) {
        while let Some(next) = self.peek().filter(|&next| is_alphanumeric(next)) {
            self.position += next.len_utf8();
        }
    }

    fn bad_character(&mut self) -> Token {
        let bad = self.peek().map(code_point).unwrap_or_default();
        self.fail(format!("bad character {bad}"))
    }

    /// May a name end here?
    fn at_terminator(&self) -> bool {
        match self.peek() {
            None | Some('.' | ',' | '|' | ':' | ')' | '(') => true,
            Some(next) => is_space(next) || self.rest().starts_with(RIGHT),
        }
    }

    /// A string or character whose first quote has been read.
    fn quoted(&mut self, quote: char, kind: Kind, unterminated: &str) -> Token {
        loop {
            match self.bump() {
                Some('\\') if !matches!(self.bump(), None | Some('\n')) => {}
                Some('\\' | '\n') | None => return self.fail(unterminated),
                Some(character) if character == quote => return self.emit(kind),
                Some(_) => {}
            }
        }
    }

    fn raw(&mut self) -> Token {
        match self.rest().find('`') {
            Some(length) => {
                self.position += length + 1;
                self.emit(Kind::RawString)
            }
            None => {
                self.position = self.text.len();
                self.fail("unterminated raw quoted string")
            }
        }
    }

    fn number(&mut self) -> Token {
        if !self.scan_number() {
            return self.bad_number();
        }
        if !matches!(self.peek(), Some('+' | '-')) {
            return self.emit(Kind::Number);
        }
        if !self.scan_number() || !self.text[..self.position].ends_with('i') {
            return self.bad_number();
        }
        self.emit(Kind::Complex)
    }

    fn bad_number(&mut self) -> Token {
        let text = quote(&self.text[self.start..self.position]);
        self.fail(format!("bad number syntax: {text}"))
    }

    /// Passes over what looks like a number; whether it is one, its value says.
    fn scan_number(&mut self) -> bool {
        self.accept("+-");
        let mut digits = "0123456789_";
        if self.accept("0") {
            if self.accept("xX") {
                digits = "0123456789abcdefABCDEF_";
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        let exponent = match digits.len() {
            11 => self.accept("eE"),
            23 => self.accept("pP"),
            _ => false,
        };
        if exponent {
            self.accept("+-");
            self.accept_run("0123456789_");
        }
        self.accept("i");
        if let Some(next) = self.peek().filter(|&next| is_alphanumeric(next)) {
            self.position += next.len_utf8();
            return false;
        }
        true
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_alphanumeric(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

fn has_left_trim(after: &str) -> bool {
    matches!(after.as_bytes(), [b'-', space, ..] if is_space(char::from(*space)))
}

fn has_right_trim(rest: &str) -> bool {
    matches!(rest.as_bytes(), [space, b'-', ..] if is_space(char::from(*space)))
}
