//! The parser's place in the tokens, and how it reports.

use std::sync::Arc;

use super::super::Span;
use super::super::ast::{Comment, Name, Version};
use super::super::lexer::{self, Piece, TokenKind};
use super::{MAX_DEPTH, MAX_HEIGHT};
use crate::diagnostic::{Code, Diagnostic};

/// What stands here could not be read; an error was reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken;

/// What was read.
pub(super) type Read<T> = Result<T, Broken>;

/// A word that the language reserves, in some version or place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    As,
    Default,
    Else,
    False,
    Import,
    Not,
    Null,
    Package,
    Some,
    True,
    With,
    Contains,
    Every,
    If,
    In,
    And,
    Or,
}

impl Keyword {
    /// The keyword that `word` is in v1.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "as" => Self::As,
            "default" => Self::Default,
            "else" => Self::Else,
            "false" => Self::False,
            "import" => Self::Import,
            "not" => Self::Not,
            "null" => Self::Null,
            "package" => Self::Package,
            "some" => Self::Some,
            "true" => Self::True,
            "with" => Self::With,
            "contains" => Self::Contains,
            "every" => Self::Every,
            "if" => Self::If,
            "in" => Self::In,
            "and" => Self::And,
            "or" => Self::Or,
            _ => return None,
        })
    }
}

/// A token that is no trivia.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme {
    /// None at the end of the text.
    pub(super) kind: Option<TokenKind>,
    /// The word it is, where some version reserves it.
    word: Option<Keyword>,
    pub(super) span: Span,
    /// Does anything stand between it and the token before?
    pub(super) gap: bool,
    /// Does it begin a line?
    pub(super) new_line: bool,
    /// Of an opening bracket or the head of a template string: the place of what closes it.
    partner: Option<usize>,
}

/// The keywords that some version has to import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Imported {
    pub(super) contains: bool,
    pub(super) every: bool,
    pub(super) conditional: bool,
    pub(super) membership: bool,
    /// What `not` takes is a body.
    pub(super) not_bodies: bool,
    pub(super) and: bool,
    pub(super) or: bool,
}

impl Imported {
    /// Those of v1.
    pub(super) const V1: Self = Self {
        contains: true,
        every: true,
        conditional: true,
        membership: true,
        not_bodies: false,
        and: false,
        or: false,
    };
    /// Those of v2, which are all there are.
    pub(super) const ALL: Self = Self { not_bodies: true, and: true, or: true, ..Self::V1 };
}

/// A parser at a place of its text.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    lexemes: Vec<Lexeme>,
    comments: Vec<Comment>,
    pub(super) at: usize,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) version: Version,
    /// The version before imports: what they do not change goes by it.
    pub(super) base: Version,
    pub(super) imported: Imported,
    /// Open constructs around this place.
    depth: usize,
    /// Height of the highest term read so far inside the innermost open construct.
    pub(super) height: usize,
    /// Reads what may turn out to be something else: nothing is reported.
    pub(super) guessing: bool,
    /// Nothing more is read of this statement.
    pub(super) gave_up: bool,
    /// That the text ends too early was reported.
    pub(super) reported_end: bool,
    /// The place of a keyword that is a variable there, for it begins a reference at the beginning of an expression.
    pub(super) keyword_head: Option<usize>,
    /// What is wrong with a rule if the module turns out to be one of v1.
    pub(super) v1_errors: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, version: Version) -> Self {
        let (tokens, errors) = lexer::lex(text);
        let mut lexemes = Vec::with_capacity(tokens.len() / 2 + 1);
        let mut comments = Vec::new();
        let (mut gap, mut new_line) = (true, true);
        for token in tokens {
            let found = token.span.text(text);
            if token.kind.is_trivia() {
                gap = true;
                new_line |= token.kind == TokenKind::Newline;
                if token.kind == TokenKind::Comment {
                    comments.push(Comment { span: token.span, text: found.get(1..).unwrap_or_default().into() });
                }
                continue;
            }
            let word = if token.kind == TokenKind::Identifier { Keyword::of(found) } else { None };
            lexemes.push(Lexeme { kind: Some(token.kind), word, span: token.span, gap, new_line, partner: None });
            (gap, new_line) = (false, false);
        }
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let span = Span { start: end, end };
        lexemes.push(Lexeme { kind: None, word: None, span, gap: true, new_line: true, partner: None });
        pair_up(&mut lexemes);
        let imported = if version == Version::V1 { Imported::V1 } else { Imported::default() };
        Self {
            text,
            lexemes,
            comments,
            at: 0,
            errors,
            version,
            base: version,
            imported,
            depth: 0,
            height: 0,
            guessing: false,
            gave_up: false,
            reported_end: false,
            keyword_head: None,
            v1_errors: Vec::new(),
        }
    }

    pub(super) fn take_comments(&mut self) -> Vec<Comment> {
        std::mem::take(&mut self.comments)
    }

    /// What was reported, in order of place.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        if self.version == Version::V1 {
            self.errors.append(&mut self.v1_errors);
        }
        self.errors.sort_by_key(|error| error.span);
        self.errors
    }

    /// The token `ahead` of this place; the end of the text beyond it.
    pub(super) fn ahead(&self, ahead: usize) -> Lexeme {
        let last = self.lexemes.len() - 1;
        self.lexemes[(self.at + ahead).min(last)]
    }

    /// What follows the group of brackets, or the template string, that begins `ahead`.
    pub(super) fn after_group(&self, ahead: usize) -> Option<usize> {
        self.ahead(ahead).partner.map(|close| close + 1 - self.at)
    }

    pub(super) fn lexeme(&self) -> Lexeme {
        self.ahead(0)
    }

    pub(super) fn kind(&self) -> Option<TokenKind> {
        self.lexeme().kind
    }

    /// Of the token at a place.
    pub(super) fn kind_at(&self, at: usize) -> Option<TokenKind> {
        self.lexemes.get(at).and_then(|lexeme| lexeme.kind)
    }

    pub(super) fn span(&self) -> Span {
        self.lexeme().span
    }

    pub(super) fn is(&self, kind: TokenKind) -> bool {
        self.kind() == Some(kind)
    }

    pub(super) fn at_end(&self) -> bool {
        self.kind().is_none()
    }

    pub(super) fn lexeme_text(&self, lexeme: Lexeme) -> &'a str {
        self.text.get(lexeme.span.start as usize..lexeme.span.end as usize).unwrap_or_default()
    }

    /// The end of the last token before this place.
    pub(super) fn last(&self) -> Span {
        self.at.checked_sub(1).map_or(Span::default(), |before| self.lexemes[before].span)
    }

    /// From `start` to the last token before this place.
    pub(super) fn since(&self, start: Span) -> Span {
        start.to(self.last())
    }

    pub(super) fn bump(&mut self) -> Lexeme {
        let lexeme = self.lexeme();
        self.at = (self.at + 1).min(self.lexemes.len() - 1);
        lexeme
    }

    pub(super) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.is(kind);
        if found {
            self.bump();
        }
        found
    }

    /// The keyword that `lexeme` is, as far as it is one in this version with these imports.
    pub(super) fn keyword_of(&self, lexeme: Lexeme) -> Option<Keyword> {
        lexeme.word.filter(|word| match word {
            Keyword::Contains => self.imported.contains,
            Keyword::Every => self.imported.every,
            Keyword::If => self.imported.conditional,
            Keyword::In => self.imported.membership,
            Keyword::And => self.imported.and,
            Keyword::Or => self.imported.or,
            _ => true,
        })
    }

    pub(super) fn keyword(&self) -> Option<Keyword> {
        self.keyword_of(self.lexeme())
    }

    pub(super) fn is_keyword(&self, keyword: Keyword) -> bool {
        self.keyword() == Some(keyword)
    }

    pub(super) fn eat_keyword(&mut self, keyword: Keyword) -> bool {
        let found = self.is_keyword(keyword);
        if found {
            self.bump();
        }
        found
    }

    /// Is `word` a keyword of this version, imports aside?
    pub(super) fn is_reserved(&self, word: &str) -> bool {
        Keyword::of(word).is_some_and(|keyword| {
            !matches!(keyword, Keyword::And | Keyword::Or)
                && (self.base == Version::V1
                    || !matches!(keyword, Keyword::Contains | Keyword::Every | Keyword::If | Keyword::In))
        })
    }

    /// Is here a word that is no keyword?
    pub(super) fn is_name(&self) -> bool {
        self.is(TokenKind::Identifier) && self.keyword().is_none()
    }

    /// Is here a word that may be a variable of a term? `contains` is a keyword in heads only.
    pub(super) fn is_variable(&self) -> bool {
        self.is(TokenKind::Identifier) && matches!(self.keyword(), None | Some(Keyword::Contains))
    }

    /// Is here a keyword that, directly followed by `.` or `[`, is the first part of a reference?
    pub(super) fn is_keyword_reference(&self) -> bool {
        let next = self.ahead(1);
        self.keyword().is_some() && !next.gap && matches!(next.kind, Some(TokenKind::Dot | TokenKind::LeftBracket))
    }

    /// The name here, whatever word it is.
    pub(super) fn name(&mut self) -> Name {
        let lexeme = self.bump();
        Name { span: lexeme.span, text: Arc::from(self.lexeme_text(lexeme)) }
    }

    /// Reports `error`, unless this is a guess.
    pub(super) fn report(&mut self, error: Diagnostic) -> Broken {
        // What the lexer could not read it has reported.
        if !self.guessing {
            self.errors.push(error);
        }
        Broken
    }

    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) -> Broken {
        self.report(Diagnostic::new(Code::Parse, span, message))
    }

    /// Reports that `expected` should stand here.
    pub(super) fn expected(&mut self, expected: &str) -> Broken {
        self.expected_with_help(expected, None)
    }

    /// Reports that `expected` should stand here, and how to mend it; what is here may have a better reason.
    pub(super) fn expected_with_help(&mut self, expected: &str, help: Option<&str>) -> Broken {
        if self.guessing || self.is(TokenKind::Unknown) {
            // What the lexer could not read it has reported.
            return Broken;
        }
        let found = self.describe(self.lexeme());
        let mut error = Diagnostic::new(Code::Parse, self.span(), format!("expected {expected}, found {found}"));
        error.help = self.slip().or(help).map(str::to_owned);
        self.report(error)
    }

    /// What a token is called in messages.
    pub(super) fn describe(&self, lexeme: Lexeme) -> String {
        let text = self.lexeme_text(lexeme);
        match lexeme.kind {
            None => "the end of the text".to_owned(),
            Some(TokenKind::Identifier) if self.keyword_of(lexeme).is_some() => format!("the keyword `{text}`"),
            Some(TokenKind::Identifier) => format!("the name `{text}`"),
            Some(TokenKind::Number) => format!("the number `{text}`"),
            Some(TokenKind::String | TokenKind::RawString) => "a string".to_owned(),
            Some(TokenKind::Template(..)) => "a template string".to_owned(),
            Some(_) => format!("`{text}`"),
        }
    }

    /// A habit of other languages that stands here, and what Rego has for it.
    fn slip(&self) -> Option<&'static str> {
        let here = self.lexeme();
        let doubled = |kind| {
            let before = self.at.checked_sub(1).map(|at| self.lexemes[at]);
            here.kind == Some(kind) && !here.gap && before.is_some_and(|before| before.kind == Some(kind))
        };
        if doubled(TokenKind::Ampersand) {
            return Some(
                "the expressions of a body must all hold: write each on a line of its own, or separate them by `;`",
            );
        }
        if doubled(TokenKind::Pipe) {
            return Some("for alternatives write several rules of the same name, one for each");
        }
        match (here.kind?, self.lexeme_text(here)) {
            (TokenKind::Identifier, "and") => Some(
                "the expressions of a body must all hold: write each on a line of its own, or separate them by `;`",
            ),
            (TokenKind::Identifier, "or") => {
                Some("for alternatives write several rules of the same name, one for each")
            }
            (TokenKind::Identifier, "None" | "nil" | "undefined") => Some("the empty value is `null`"),
            (TokenKind::Identifier, "in" | "if" | "contains" | "every") if self.version == Version::V0 => {
                Some("v0 knows this keyword only after `import rego.v1` or `import future.keywords`")
            }
            _ => None,
        }
    }

    /// Runs `read` one level deeper; an error where that is too deep.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        let outside = std::mem::take(&mut self.height);
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        self.height = outside.max(self.height + 1);
        outcome
    }

    /// Runs `read` for a term of its own, whose height does not add to that of its neighbours.
    pub(super) fn apart<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let outside = std::mem::take(&mut self.height);
        let outcome = read(self);
        self.height = outside.max(self.height);
        outcome
    }

    pub(super) fn too_deep(&mut self) -> Broken {
        self.gave_up = true;
        let error = Diagnostic::new(Code::Parse, self.span(), format!("this nests deeper than {MAX_DEPTH} levels"));
        self.report(error.with_help("give inner parts rules of their own"))
    }

    pub(super) fn too_long(&mut self) -> Broken {
        self.gave_up = true;
        let message = format!("more than {MAX_HEIGHT} operators, brackets or `else` parts build on one another");
        let error = Diagnostic::new(Code::Parse, self.span(), message);
        self.report(error.with_help("give parts of it rules of their own"))
    }

    /// Does a token at the beginning of a line begin here that can begin a rule?
    pub(super) fn begins_statement(&self) -> bool {
        let here = self.lexeme();
        let start = here.span.start as usize;
        self.is(TokenKind::Identifier)
            && here.new_line
            && (start == 0 || matches!(self.text.as_bytes().get(start - 1), Some(b'\n') | Some(0xbf)))
    }

    /// Goes on to the next token that can begin a statement, or to the end.
    pub(super) fn skip_statement(&mut self) {
        while !self.at_end() && !self.begins_statement() {
            self.bump();
        }
    }

    /// Goes on from `start`, in a body, to the next line of that body, to `;`, to its closing bracket, or to what can
    /// only be another rule. The broken expression begins at `start`.
    pub(super) fn skip_expression(&mut self, start: usize) {
        let broken_at = self.at;
        self.at = start;
        let mut open = 0_usize;
        loop {
            let Some(kind) = self.kind() else { return };
            let beyond = self.at >= broken_at && self.at > start;
            if self.at > start && self.begins_statement() {
                return;
            }
            if beyond && open == 0 && (self.lexeme().new_line || kind == TokenKind::Semicolon) {
                return;
            }
            match kind {
                TokenKind::LeftBrace | TokenKind::LeftBracket | TokenKind::LeftParenthesis => open += 1,
                TokenKind::RightBrace | TokenKind::RightBracket | TokenKind::RightParenthesis => {
                    if open == 0 && self.at >= broken_at {
                        return;
                    }
                    open = open.saturating_sub(1);
                }
                _ => {}
            }
            self.bump();
        }
    }
}

/// Notes of each opening bracket where it is closed.
fn pair_up(lexemes: &mut [Lexeme]) {
    let mut open: Vec<(usize, TokenKind)> = Vec::new();
    for at in 0..lexemes.len() {
        let Some(kind) = lexemes[at].kind else { return };
        match kind {
            TokenKind::LeftBracket => open.push((at, TokenKind::RightBracket)),
            TokenKind::LeftBrace => open.push((at, TokenKind::RightBrace)),
            TokenKind::LeftParenthesis => open.push((at, TokenKind::RightParenthesis)),
            TokenKind::Template(Piece::Head, raw) => open.push((at, TokenKind::Template(Piece::Tail, raw))),
            TokenKind::RightBracket
            | TokenKind::RightBrace
            | TokenKind::RightParenthesis
            | TokenKind::Template(Piece::Tail, _) => {
                if let Some((opening, expected)) = open.pop()
                    && expected == kind
                {
                    lexemes[opening].partner = Some(at);
                }
            }
            _ => {}
        }
    }
}
