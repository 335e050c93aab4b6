//! Tokens of GraphQL, <https://spec.graphql.org/October2021/#sec-Language.Source-Text>; places as OPA counts them.

/// Kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is no token; nothing follows it.
    Invalid,
    End,
    /// Any of `! $ & ( ) : = @ [ ] { } |`.
    Mark(char),
    Spread,
    Name,
    Int,
    Float,
    String,
    BlockString,
    Comment,
}

impl Kind {
    /// As errors name it.
    pub(super) fn name(self) -> String {
        match self {
            Self::Invalid => "<Invalid>".to_owned(),
            Self::End => "<EOF>".to_owned(),
            Self::Mark(mark) => mark.to_string(),
            Self::Spread => "...".to_owned(),
            Self::BlockString => "BlockString".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// What was read; of strings what they mean.
    pub(super) text: String,
    /// Line and column, counted from 1, columns in characters. Of a string the place after its quotes.
    pub(super) place: (usize, usize),
}

/// Reads all tokens; the last is [`Kind::End`] or [`Kind::Invalid`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: text, line: 1, column: 1 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.token();
        let last = matches!(token.kind, Kind::End | Kind::Invalid);
        tokens.push(token);
        if last {
            return tokens;
        }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Lexer<'a> {
    /// Takes `count` bytes, none of them the end of a line.
    fn take(&mut self, count: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        self.column += taken.chars().count();
        taken
    }

    /// Takes the end of a line. After `\r\n` columns count from the `\n`.
    fn take_line_end(&mut self) {
        let both = self.rest.starts_with("\r\n");
        self.rest = &self.rest[if both { 2 } else { 1 }..];
        self.line += 1;
        self.column = if both { 2 } else { 1 };
    }

    fn token(&mut self) -> Token {
        while let Some(char) = self.rest.chars().next() {
            match char {
                '\t' | ' ' | ',' | '\u{feff}' => {
                    self.take(char.len_utf8());
                }
                '\n' | '\r' => self.take_line_end(),
                _ => break,
            }
        }
        let place = (self.line, self.column);
        let token = |kind: Kind, text: &str| Token { kind, text: text.to_owned(), place };
        let Some(char) = self.rest.chars().next() else { return token(Kind::End, "") };
        match char {
            '!' | '$' | '&' | '(' | ')' | ':' | '=' | '@' | '[' | ']' | '{' | '}' | '|' => {
                self.take(1);
                token(Kind::Mark(char), "")
            }
            '.' if self.rest.starts_with("...") => {
                self.take(3);
                token(Kind::Spread, "")
            }
            '#' => {
                let end = self.rest.find(|char: char| char < ' ' && char != '\t').unwrap_or(self.rest.len());
                token(Kind::Comment, self.take(end))
            }
            '_' | 'a'..='z' | 'A'..='Z' => {
                let is_part = |char: char| char == '_' || char.is_ascii_alphanumeric();
                let end = self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len());
                token(Kind::Name, self.take(end))
            }
            '-' | '0'..='9' => match number(self.rest) {
                Some((end, true)) => token(Kind::Float, self.take(end)),
                Some((end, false)) => token(Kind::Int, self.take(end)),
                None => token(Kind::Invalid, ""),
            },
            '"' if self.rest.starts_with("\"\"\"") => self.block_string(),
            '"' => self.string(),
            _ => token(Kind::Invalid, ""),
        }
    }

    fn string(&mut self) -> Token {
        self.take(1);
        let place = (self.line, self.column);
        let invalid = Token { kind: Kind::Invalid, text: String::new(), place };
        let mut text = String::new();
        loop {
            let Some(char) = self.rest.chars().next() else { return invalid };
            match char {
                '"' => {
                    self.take(1);
                    return Token { kind: Kind::String, text, place };
                }
                '\\' => match escape(self.rest) {
                    Some((char, length)) => {
                        self.take(length);
                        text.push(char);
                    }
                    None => return invalid,
                },
                '\t' | ' '.. => {
                    self.take(char.len_utf8());
                    text.push(char);
                }
                _ => return invalid,
            }
        }
    }

    fn block_string(&mut self) -> Token {
        self.take(3);
        let column = self.column;
        let mut text = String::new();
        loop {
            let quotes = self.rest.len() - self.rest.trim_start_matches('"').len();
            if quotes >= 3 {
                // Of many quotes the last three end it.
                text.push_str(&self.rest[..quotes - 3]);
                let place = (self.line, column);
                self.take(quotes);
                return Token { kind: Kind::BlockString, text: dedented(&text), place };
            }
            let Some(char) = self.rest.chars().next() else {
                return Token { kind: Kind::Invalid, text: String::new(), place: (self.line, self.column) };
            };
            match char {
                '\\' if self.rest.starts_with("\\\"\"\"") => {
                    self.take(4);
                    text.push_str("\"\"\"");
                }
                '\n' | '\r' => {
                    self.take_line_end();
                    text.push('\n');
                }
                '\t' | ' '.. => {
                    self.take(char.len_utf8());
                    text.push(char);
                }
                _ => return Token { kind: Kind::Invalid, text: String::new(), place: (self.line, self.column) },
            }
        }
    }
}

/// The length of a number, and whether it is no integer.
fn number(text: &str) -> Option<(usize, bool)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = usize::from(text.starts_with('-'));
    let count = digits(end);
    if count == 0 || count > 1 && text[end..].starts_with('0') {
        return None;
    }
    end += count;
    let mut float = false;
    if text[end..].starts_with('.') {
        float = true;
        let count = digits(end + 1);
        end += 1 + count;
        if count == 0 {
            return None;
        }
    }
    if text[end..].starts_with(['e', 'E']) {
        float = true;
        end += 1;
        end += usize::from(text[end..].starts_with(['-', '+']));
        let count = digits(end);
        end += count;
        if count == 0 {
            return None;
        }
    }
    Some((end, float))
}

/// The character of an escape, and the length of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    let char = match text.as_bytes().get(1)? {
        byte @ (b'"' | b'/' | b'\\') => *byte as char,
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let digits = text.get(2..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
            let code = u32::from_str_radix(digits, 16).ok()?;
            return Some((char::from_u32(code).unwrap_or('\u{fffd}'), 6));
        }
        _ => return None,
    };
    Some((char, 2))
}

/// A block string without the indentation that its lines share, and without blank lines at both ends.
fn dedented(text: &str) -> String {
    let blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let lines: Vec<&str> = text.split('\n').collect();
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = lines.iter().filter(|line| !blank(line)).map(indent).min().unwrap_or(0);
    let cut = |(at, line): (usize, &&str)| (if at == 0 { line } else { line.get(common..).unwrap_or("") }).to_owned();
    let lines: Vec<String> = lines.iter().enumerate().map(cut).collect();
    let start = lines.iter().position(|line| !blank(line)).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !blank(line)).map_or(start, |last| last + 1);
    lines[start..end].join("\n")
}
