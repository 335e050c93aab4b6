//! Rego text to tokens. Nothing is lost: the texts of the tokens, one after another, are the text.

use super::Span;
use crate::diagnostic::{Code, Diagnostic};

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a token is. Keywords are identifiers: which words are reserved depends on version, imports and position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The byte order mark that a file may begin with.
    ByteOrderMark,
    /// Spaces, tabs and carriage returns.
    Whitespace,
    /// One line feed.
    Newline,
    /// From `#` to the end of the line, exclusive, without carriage returns.
    Comment,
    /// A name or keyword.
    Identifier,
    /// Digits, with fraction and exponent; without sign.
    Number,
    /// `"…"`.
    String,
    /// A string in backquotes.
    RawString,
    /// A piece of a template string; `true` where it is a raw one.
    Template(Piece, bool),
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `(`
    LeftParenthesis,
    /// `)`
    RightParenthesis,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `.`
    Dot,
    /// `:=`
    Assign,
    /// `=`
    Unify,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `&`
    Ampersand,
    /// `|`
    Pipe,
    /// What is no token of the language; the lexer reported it.
    Unknown,
}

/// A piece of a template string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// `$"…"`: without expressions.
    Whole,
    /// `$"…{`
    Head,
    /// `}…{`
    Middle,
    /// `}…"`
    Tail,
}

impl TokenKind {
    /// Does the parser pass over it?
    #[must_use]
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::ByteOrderMark | Self::Whitespace | Self::Newline | Self::Comment)
    }
}

/// All tokens of `text`, what does not belong to the language included.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    lex(text).0
}

/// All tokens, and an error for each [`TokenKind::Unknown`] and each character that may stand nowhere.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer { text, at: 0, templates: Vec::new(), errors: Vec::new() };
    let mut tokens = Vec::with_capacity(text.len() / 3);
    while lexer.at < text.len() {
        let start = lexer.at;
        let kind = lexer.next();
        tokens.push(Token { kind, span: span(start, lexer.at) });
    }
    lexer.forbidden_characters();
    (tokens, lexer.errors)
}

const BYTE_ORDER_MARK: char = '\u{feff}';

fn span(start: usize, end: usize) -> Span {
    Span { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// The template strings that are open: is it raw, and how many braces are open in its expression.
    templates: Vec<(bool, usize)>,
    errors: Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<u8> {
        self.byte(0)
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&test) {
            self.at += 1;
        }
    }

    /// Reports `message` for what has been read since `start`.
    fn unknown(&mut self, start: usize, message: impl Into<String>, help: Option<&str>) -> TokenKind {
        let mut error = Diagnostic::new(Code::Parse, span(start, self.at), message);
        error.help = help.map(str::to_owned);
        self.errors.push(error);
        TokenKind::Unknown
    }

    fn next(&mut self) -> TokenKind {
        let Some(first) = self.peek() else { return TokenKind::Unknown };
        match first {
            b' ' | b'\t' | b'\r' => {
                self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'));
                TokenKind::Whitespace
            }
            b'\n' => self.one(TokenKind::Newline),
            b'#' => self.comment(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.identifier(),
            b'0'..=b'9' => self.number(),
            b'"' => self.string(),
            b'`' => self.raw_string(),
            b'$' if self.byte(1) == Some(b'"') => self.template(2, false, true),
            b'$' if self.byte(1) == Some(b'`') => self.template(2, true, true),
            b'{' => {
                if let Some((_, depth)) = self.templates.last_mut() {
                    *depth += 1;
                }
                self.one(TokenKind::LeftBrace)
            }
            b'}' => match self.templates.last_mut() {
                Some((raw, 0)) => {
                    let raw = *raw;
                    self.template(1, raw, false)
                }
                Some((_, depth)) => {
                    *depth -= 1;
                    self.one(TokenKind::RightBrace)
                }
                None => self.one(TokenKind::RightBrace),
            },
            _ => self.punctuation(first),
        }
    }

    fn one(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn one_or_two(&mut self, second: u8, two: TokenKind, one: TokenKind) -> TokenKind {
        self.at += 1;
        if self.peek() == Some(second) { self.one(two) } else { one }
    }

    fn punctuation(&mut self, first: u8) -> TokenKind {
        match first {
            b'[' => self.one(TokenKind::LeftBracket),
            b']' => self.one(TokenKind::RightBracket),
            b'(' => self.one(TokenKind::LeftParenthesis),
            b')' => self.one(TokenKind::RightParenthesis),
            b',' => self.one(TokenKind::Comma),
            b';' => self.one(TokenKind::Semicolon),
            b'.' => self.one(TokenKind::Dot),
            b'+' => self.one(TokenKind::Plus),
            b'-' => self.one(TokenKind::Minus),
            b'*' => self.one(TokenKind::Star),
            b'/' => self.one(TokenKind::Slash),
            b'%' => self.one(TokenKind::Percent),
            b'&' => self.one(TokenKind::Ampersand),
            b'|' => self.one(TokenKind::Pipe),
            b':' => self.one_or_two(b'=', TokenKind::Assign, TokenKind::Colon),
            b'=' => self.one_or_two(b'=', TokenKind::Equal, TokenKind::Unify),
            b'<' => self.one_or_two(b'=', TokenKind::LessOrEqual, TokenKind::Less),
            b'>' => self.one_or_two(b'=', TokenKind::GreaterOrEqual, TokenKind::Greater),
            b'!' => {
                let start = self.at;
                match self.one_or_two(b'=', TokenKind::NotEqual, TokenKind::Unknown) {
                    TokenKind::Unknown => {
                        self.unknown(start, "`!` is no operator of Rego", Some("negate an expression with `not`"))
                    }
                    kind => kind,
                }
            }
            _ => self.stray(),
        }
    }

    /// A character that begins no token.
    fn stray(&mut self) -> TokenKind {
        let start = self.at;
        let Some(found) = self.text.get(start..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return TokenKind::Unknown;
        };
        self.at += found.len_utf8();
        match found {
            BYTE_ORDER_MARK if start == 0 => TokenKind::ByteOrderMark,
            // Reported with all others of their kind.
            BYTE_ORDER_MARK | '\0' => TokenKind::Unknown,
            '\'' => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                if let Some(length) = rest.find(['\'', '\n'])
                    && rest.as_bytes().get(length) == Some(&b'\'')
                {
                    self.at += length + 1;
                }
                self.unknown(start, "strings do not stand in single quotes", Some("use double quotes: `\"…\"`"))
            }
            '\u{a0}' => self.unknown(start, "found a non-breaking space", Some("use an ordinary space")),
            '$' => self.unknown(
                start,
                "found `$`, which only begins a template string",
                Some("write `$\"…{expression}…\"` for a template string"),
            ),
            '“' | '”' => self.unknown(start, "found a typographic quote", Some("use double quotes: `\"…\"`")),
            '?' => self.unknown(
                start,
                "`?` is no operator of Rego",
                Some("give a value for each condition in rules of their own"),
            ),
            found => self.unknown(start, format!("`{}` begins nothing in Rego", found.escape_debug()), None),
        }
    }

    fn comment(&mut self) -> TokenKind {
        self.skip_while(|byte| byte != b'\n');
        while self.text.as_bytes().get(self.at - 1) == Some(&b'\r') {
            self.at -= 1;
        }
        TokenKind::Comment
    }

    fn identifier(&mut self) -> TokenKind {
        loop {
            self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            // Digits of other scripts may follow.
            match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
                Some(next) if !next.is_ascii() && next.is_numeric() => self.at += next.len_utf8(),
                _ => return TokenKind::Identifier,
            }
        }
    }

    fn number(&mut self) -> TokenKind {
        let start = self.at;
        let digits = |lexer: &mut Self| {
            let before = lexer.at;
            lexer.skip_while(|byte| byte.is_ascii_digit());
            lexer.at > before
        };
        digits(self);
        let mut fault = None;
        if self.peek() == Some(b'.') {
            self.at += 1;
            if !digits(self) {
                fault = Some(("expected digits after the decimal point", None));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !digits(self) {
                fault = fault.or(Some(("expected digits in the exponent", None)));
            }
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
            self.identifier();
            fault = fault.or(Some((
                "a number runs into letters",
                Some("numbers are decimal; a name cannot begin with a digit"),
            )));
        }
        match fault {
            Some((message, help)) => self.unknown(start, message, help),
            None => TokenKind::Number,
        }
    }

    fn string(&mut self) -> TokenKind {
        let start = self.at;
        self.at += 1;
        match self.quoted(start, false) {
            Some(_) => TokenKind::String,
            None => TokenKind::Unknown,
        }
    }

    /// Reads to `"`, or to `{` in a template, and over it; tells which. Reports what is wrong once at its end.
    fn quoted(&mut self, start: usize, template: bool) -> Option<u8> {
        let mut fault = None;
        loop {
            match self.peek() {
                None | Some(b'\n') => {
                    if self.at > start && self.text.as_bytes().get(self.at - 1) == Some(&b'\r') {
                        self.at -= 1;
                    }
                    let help = "strings end on the line they begin on; raw strings, in backquotes, may hold several";
                    self.unknown(start, "the string is not closed: expected `\"`", Some(help));
                    return None;
                }
                Some(end @ b'"') => return self.end_of_string(end, fault),
                Some(end @ b'{') if template => return self.end_of_string(end, fault),
                Some(b'\\') => {
                    let escape = self.at;
                    self.at += 1;
                    if !self.escape(template) && fault.is_none() {
                        fault = Some(span(escape, self.at));
                    }
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn end_of_string(&mut self, end: u8, fault: Option<Span>) -> Option<u8> {
        self.at += 1;
        let Some(place) = fault else { return Some(end) };
        let error = Diagnostic::new(Code::Parse, place, "unknown escape sequence");
        let help = "known are `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u` with four hexadecimal \
                    digits; a raw string, in backquotes, needs none";
        self.errors.push(error.with_help(help));
        None
    }

    /// Reads what follows a backslash; is it an escape?
    fn escape(&mut self, template: bool) -> bool {
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'{') if template => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return false;
                    }
                    self.at += 1;
                }
            }
            _ => return false,
        }
        true
    }

    fn raw_string(&mut self) -> TokenKind {
        let start = self.at;
        self.at += 1;
        self.skip_while(|byte| byte != b'`');
        if self.peek().is_none() {
            return self.unknown(start, "the raw string is not closed: expected a backquote", None);
        }
        self.one(TokenKind::RawString)
    }

    /// A piece of a template string, from its first `opening` bytes on.
    fn template(&mut self, opening: usize, raw: bool, first: bool) -> TokenKind {
        let start = self.at;
        self.at += opening;
        if !first {
            self.templates.pop();
        }
        let errors = self.errors.len();
        let end = if raw { self.raw_piece(start) } else { self.quoted(start, true) };
        // After a faulty escape the expression that follows is still one.
        let opens = self.text.as_bytes().get(self.at - 1) == Some(&b'{') && (!raw || end.is_some());
        if opens && (end.is_some() || self.errors.len() > errors) {
            self.templates.push((raw, 0));
        }
        match (end, first) {
            (None, _) => TokenKind::Unknown,
            (Some(b'{'), true) => TokenKind::Template(Piece::Head, raw),
            (Some(b'{'), false) => TokenKind::Template(Piece::Middle, raw),
            (Some(_), true) => TokenKind::Template(Piece::Whole, raw),
            (Some(_), false) => TokenKind::Template(Piece::Tail, raw),
        }
    }

    fn raw_piece(&mut self, start: usize) -> Option<u8> {
        loop {
            match self.peek() {
                None => {
                    self.unknown(start, "the raw template string is not closed: expected a backquote", None);
                    return None;
                }
                Some(end @ (b'`' | b'{')) => {
                    self.at += 1;
                    return Some(end);
                }
                Some(b'\\') if self.byte(1) == Some(b'{') => self.at += 2,
                Some(_) => self.at += 1,
            }
        }
    }

    /// Null characters and byte order marks may stand nowhere, not even in comments and strings.
    fn forbidden_characters(&mut self) {
        let mut report = |at: usize, length: usize, name: &str| {
            let error = Diagnostic::new(Code::Parse, span(at, at + length), format!("found a {name}"));
            self.errors.push(error.with_help("remove it"));
        };
        for (at, _) in self.text.match_indices('\0') {
            report(at, 1, "null character");
        }
        for (at, _) in self.text.match_indices(BYTE_ORDER_MARK).filter(|(at, _)| *at > 0) {
            report(at, BYTE_ORDER_MARK.len_utf8(), "byte order mark");
        }
    }
}
