//! Where in a `bartizan.toml` the cursor is, also while it is being written and is no TOML yet.

use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{Source, Span};

use super::{Part, Place, Spot};

/// Values inside of one another that are looked into.
const MAX_DEPTH: u32 = 80;

/// What is around the cursor at `offset` of `text`; none where nothing can be written.
pub(super) fn spot(text: &str, offset: usize) -> Option<Spot> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let (table, keys, open) = (Vec::new(), Vec::new(), Vec::new());
    let mut walk = Walk { text, offset, table, keys, open, state: State::Key, found: None, is_blocked: false };
    let mut receiver = |event: Event| walk.event(&event);
    // Somebody else says what is wrong with the file.
    parse_document(&tokens, &mut RecursionGuard::new(&mut receiver, MAX_DEPTH), &mut ());
    walk.spot()
}

/// What is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Header,
    Key,
    Value,
    /// Nothing more before the next comma or line.
    Done,
}

/// What values stand in.
enum Open {
    Array,
    /// With the keys that lead to it, and those of the entry that is being written.
    Table(Vec<String>, Vec<String>),
}

struct Walk<'a> {
    text: &'a str,
    offset: usize,
    /// Keys of the table whose entries come.
    table: Vec<String>,
    /// Keys of the entry, or of the header, so far.
    keys: Vec<String>,
    open: Vec<Open>,
    state: State,
    /// The word at the cursor.
    found: Option<Spot>,
    /// Is the cursor where nothing of ours can stand?
    is_blocked: bool,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event) {
        let span = event.span();
        if matches!(event.kind(), EventKind::SimpleKey | EventKind::Scalar) && self.touches(span) {
            self.found = self.word(span);
            // Before a quote there is no room for a word.
            self.is_blocked |= self.found.is_none();
        }
        self.is_blocked |=
            event.kind() == EventKind::Comment && span.start() < self.offset && self.offset <= span.end();
        // What comes behind the cursor says nothing of it.
        if self.found.is_some() || self.is_blocked || span.start() >= self.offset {
            return;
        }
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                (self.state, self.keys) = (State::Header, Vec::new());
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                (self.table, self.state) = (std::mem::take(&mut self.keys), State::Done);
            }
            EventKind::SimpleKey => {
                let key = self.plain(span).0;
                self.keys.push(self.text[key].to_owned());
            }
            EventKind::KeyValSep => self.state = State::Value,
            EventKind::Scalar => self.state = State::Done,
            EventKind::ArrayOpen => {
                self.open.push(Open::Array);
                self.state = State::Value;
            }
            EventKind::InlineTableOpen => {
                self.open.push(Open::Table(self.path(), std::mem::take(&mut self.keys)));
                self.state = State::Key;
            }
            EventKind::ArrayClose => {
                self.open.pop();
                self.state = State::Done;
            }
            EventKind::InlineTableClose => {
                if let Some(Open::Table(_, keys)) = self.open.pop() {
                    (self.keys, self.state) = (keys, State::Done);
                }
            }
            EventKind::ValueSep => match self.open.last() {
                Some(Open::Table(..)) => (self.keys, self.state) = (Vec::new(), State::Key),
                _ => self.state = State::Value,
            },
            EventKind::Newline if self.open.is_empty() => (self.keys, self.state) = (Vec::new(), State::Key),
            _ => {}
        }
    }

    fn touches(&self, span: Span) -> bool {
        span.start() <= self.offset && self.offset <= span.end()
    }

    /// The bytes of a token without its quotes, and whether it has some.
    fn plain(&self, span: Span) -> (std::ops::Range<usize>, bool) {
        let token = &self.text[span.start()..span.end()];
        let Some(quote) = token.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
            return (span.start()..span.end(), false);
        };
        let inner = token[1..].find([quote, '\n']).map_or(token.len(), |end| end + 1);
        (span.start() + 1..span.start() + inner, true)
    }

    /// The word of a token; none where the cursor is outside its quotes.
    fn word(&self, span: Span) -> Option<Spot> {
        let (word, quoted) = self.plain(span);
        let is_in = word.start <= self.offset && self.offset <= word.end;
        Some(Spot { place: self.place()?, word, quoted, listed: self.is_listed() }).filter(|_| is_in)
    }

    /// Is what is written an element of a list?
    fn is_listed(&self) -> bool {
        matches!(self.open.last(), Some(Open::Array))
    }

    /// The keys of the table that entries are written into.
    fn container(&self) -> Vec<String> {
        let inline = self.open.iter().rev().find_map(|open| match open {
            Open::Table(path, _) => Some(path.clone()),
            Open::Array => None,
        });
        inline.unwrap_or_else(|| self.table.clone())
    }

    /// The keys that lead to the entry that is being written.
    fn path(&self) -> Vec<String> {
        let mut path = self.container();
        path.extend(self.keys.iter().cloned());
        path
    }

    fn place(&self) -> Option<Place> {
        let part = match self.state {
            State::Header => Part::Header(self.keys.clone()),
            State::Key => Part::Key(self.path()),
            State::Value => Part::Value(self.path()),
            State::Done => return None,
        };
        Some(Place::Settings(part))
    }

    fn spot(self) -> Option<Spot> {
        if self.is_blocked {
            return None;
        }
        let here = self.offset..self.offset;
        let rest = self.text[self.offset..].lines().next().unwrap_or_default().trim_start();
        let is_free = rest.is_empty() || rest.starts_with([',', ']', '}', '#']);
        let nothing = || Some(Spot { place: self.place()?, word: here, quoted: false, listed: self.is_listed() });
        self.found.clone().or_else(|| nothing().filter(|_| is_free))
    }
}
