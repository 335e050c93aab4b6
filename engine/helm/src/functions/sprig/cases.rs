//! Letters in another case, words found and lines wrapped.

use super::stand_in;
use super::texts::{Source, map_chars};
use crate::Result;
use crate::functions::arguments::{int, str};
use crate::functions::{Call, Function};
use crate::trace::Keys;
use crate::value::{TextBuilder, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("upper", 1, |_, args| Ok(map_chars(Source::of(&args[0])?, |c| Some(upper(c))))),
    Function::of("lower", 1, |_, args| Ok(map_chars(Source::of(&args[0])?, |c| Some(lower(c))))),
    Function::of("title", 1, title_words),
    Function::of("untitle", 1, untitle),
    Function::of("swapcase", 1, swapcase),
    Function::of("shuffle", 1, shuffle),
    Function::of("nospace", 1, |_, args| {
        let source = Source::of(&args[0])?;
        Ok(match latin1(source.str()) {
            Some(changed) => changed.into(),
            None => map_chars(source, |c| (!c.is_whitespace()).then_some(c)),
        })
    }),
    Function::of("initials", 1, initials),
    Function::of("snakecase", 1, |call, args| words(call, &args[0], '_')),
    Function::of("kebabcase", 1, |call, args| words(call, &args[0], '-')),
    Function::of("camelcase", 1, |_, args| Ok(pascal(str(&args[0])?).into())),
    Function::of("wrap", 2, |call, args| wrap(call, Source::of(&args[1])?, int(&args[0])?, "\n", Keys::NONE, false)),
    Function::of("wrapWith", 3, |call, args| {
        let (width, mark) = (int(&args[0])?, str(&args[1])?);
        let mark = if mark.is_empty() { "\n" } else { mark };
        wrap(call, Source::of(&args[2])?, width, mark, args[1].keys, true)
    }),
];

/// As `unicode.ToUpper`.
fn upper(c: char) -> char {
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        // Greek letters with an iota below have a capital of their own, in full two; others whose capital is several stay.
        _ => {
            let code = u32::from(c);
            let mapped = match code {
                0x1f80..=0x1faf if code & 8 == 0 => code + 8,
                0x1fb3 | 0x1fc3 | 0x1ff3 => code + 9,
                _ => code,
            };
            char::from_u32(mapped).unwrap_or(c)
        }
    }
}

/// As `unicode.ToLower`.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// As `unicode.ToTitle`.
fn title(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        // Georgian letters have capitals, but none for titles.
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => c,
        _ => upper(c),
    }
}

fn title_words(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut separated = true;
    Ok(map_chars(Source::of(&args[0])?, |c| {
        let new = if separated { title(c) } else { c };
        separated = if c.is_ascii() {
            !(c.is_ascii_alphanumeric() || c == '_')
        } else {
            !c.is_alphanumeric() && c.is_whitespace()
        };
        Some(new)
    }))
}

fn untitle(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut next = true;
    Ok(map_chars(Source::of(&args[0])?, |c| {
        if c.is_whitespace() {
            next = true;
            return Some(c);
        }
        Some(if std::mem::take(&mut next) { lower(c) } else { c })
    }))
}

fn swapcase(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut space = true;
    Ok(map_chars(Source::of(&args[0])?, |c| {
        let is_title = matches!(c, '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}');
        Some(if c.is_uppercase() || is_title {
            space = false;
            lower(c)
        } else if c.is_lowercase() {
            if std::mem::take(&mut space) { title(c) } else { upper(c) }
        } else {
            space = c.is_whitespace();
            c
        })
    }))
}

/// The letters in an order that is always the same: backwards.
fn shuffle(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let shuffled: String = str(&args[0])?.chars().rev().collect();
    Ok(stand_in(call, shuffled))
}

/// Where `text` is not ASCII: its bytes taken for characters, as `goutils` does where there is space among them,
/// without that.
fn latin1(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let chars = text.bytes().map(char::from);
    if !chars.clone().any(char::is_whitespace) {
        return Some(text.to_owned());
    }
    Some(chars.filter(|c| !c.is_whitespace()).collect())
}

fn initials(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let mut gap = true;
    let letters: String = str(&args[0])?
        .bytes()
        .map(char::from)
        .filter(|c| {
            let space = c.is_whitespace();
            let first = !space && gap;
            gap = space;
            first
        })
        .collect();
    Ok(letters.into())
}

/// Lines of at most `width` bytes, with `mark` between them.
fn wrap(call: &Call<'_>, source: Source<'_>, width: i64, mark: &str, keys: Keys, long: bool) -> Result<Value> {
    let all = source.str();
    let width = usize::try_from(width).unwrap_or(0).max(1);
    let most = (all.len() / width + 1).min(all.len()) as u64;
    call.budget.take_bytes(most.saturating_mul(mark.len() as u64).saturating_add(all.len() as u64))?;
    let origin = crate::trace::Origin::made(keys);
    let mut builder = TextBuilder::new();
    let mut at = 0;
    while all.len() - at > width {
        let bytes = &all.as_bytes()[at..];
        if bytes[0] == b' ' {
            at += 1;
            continue;
        }
        let (length, skipped) = match bytes[..=width].iter().rposition(|byte| *byte == b' ') {
            Some(space) => (space, 1),
            None if long => (width, 0),
            None => match bytes[width..].iter().position(|byte| *byte == b' ') {
                Some(space) => (width + space, 1),
                None => break,
            },
        };
        source.push(&mut builder, at..at + length);
        builder.push(mark, origin);
        at += length + skipped;
    }
    source.push(&mut builder, at..all.len());
    Ok(builder.finish().into())
}

fn is_connector(c: char) -> bool {
    c == '-' || c == '_' || c.is_whitespace()
}

/// Words with a capital each, what joins them left out: at the start and where several follow one another it stays.
fn pascal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut capital = false;
    let mut last = None;
    for c in chars.by_ref() {
        if !is_connector(c) {
            capital = c.is_uppercase();
            last = Some(upper(c));
            break;
        }
        // A connector that ends the text is written twice.
        out.push(c);
        last = Some(c);
    }
    if chars.as_str().is_empty() {
        out.extend(last);
        return out;
    }
    let Some(mut current) = last else { return out };
    for c in chars {
        let before = std::mem::replace(&mut current, c);
        match (is_connector(before), is_connector(c)) {
            (true, true) => out.push(before),
            (true, false) => {
                capital = c.is_uppercase();
                current = upper(c);
            }
            (false, _) => {
                if capital {
                    if c.is_uppercase() {
                        current = lower(c);
                    } else {
                        capital = false;
                    }
                }
                out.push(before);
            }
        }
    }
    out.push(current);
    out
}

/// Kinds of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    None,
    Number,
    Upper,
    Letters,
    Connector,
    Punctuation,
    Other,
}

fn is_letter(c: char) -> bool {
    // Chinese characters are none here.
    c.is_alphabetic() && !matches!(c, '\u{3400}'..='\u{4d85}' | '\u{4e00}'..='\u{9fcc}' | '\u{20000}'..='\u{2b81d}')
}

fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        _ if c.is_ascii() => c.is_ascii_punctuation(),
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' => true,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' => true,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' => true,
        _ => false,
    }
}

/// The first word of `text`, its kind, and the rest.
fn next_word(text: &str) -> (Word, &str, &str) {
    let Some(first) = text.chars().next() else { return (Word::None, "", "") };
    let run = |from: usize, within: &dyn Fn(char) -> bool| {
        text[from..].find(|c| !within(c)).map_or(text.len(), |end| from + end)
    };
    let after = first.len_utf8();
    let small = |c: char| is_letter(c) && !c.is_uppercase();
    let (kind, end) = if is_connector(first) {
        (Word::Connector, run(after, &is_connector))
    } else if is_punctuation(first) {
        (Word::Punctuation, run(after, &is_punctuation))
    } else if first.is_uppercase() {
        let end = match text[after..].chars().next() {
            Some(second) if second.is_uppercase() => {
                let end = run(after, &char::is_uppercase);
                // The last capital begins the next word where letters follow.
                match (text[end..].chars().next(), text[..end].chars().next_back()) {
                    (Some(next), Some(last)) if is_letter(next) => end - last.len_utf8(),
                    _ => end,
                }
            }
            Some(second) if is_letter(second) => run(after, &small),
            _ => after,
        };
        (Word::Upper, end)
    } else if is_letter(first) {
        (Word::Letters, run(after, &small))
    } else if first.is_numeric() {
        (Word::Number, run(after, &char::is_numeric))
    } else {
        let other = |c: char| !(is_connector(c) || is_letter(c) || c.is_numeric() || is_punctuation(c));
        (Word::Other, run(after, &other))
    };
    (kind, &text[..end], &text[end..])
}

/// Words in small letters with `connector` between them.
struct Words<'a> {
    out: String,
    connector: char,
    kind: Word,
    word: &'a str,
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn next(&mut self) {
        (self.kind, self.word, self.rest) = next_word(self.rest);
    }

    fn write(&mut self, kind: Word, word: &str) {
        if !matches!(kind, Word::Upper | Word::Connector) {
            self.out.push_str(word);
            return;
        }
        let connector = self.connector;
        self.out.extend(word.chars().map(|c| match c {
            _ if is_connector(c) => connector,
            _ if c.is_uppercase() => lower(c),
            _ => c,
        }));
    }

    fn connect_unless(&mut self, kinds: &[Word]) {
        if !kinds.contains(&self.kind) {
            self.out.push(self.connector);
        }
    }

    /// Writes the letters and numbers that follow.
    fn alphanumeric(&mut self) {
        while matches!(self.kind, Word::Letters | Word::Number) {
            self.write(self.kind, self.word);
            self.next();
        }
        self.connect_unless(&[Word::None, Word::Punctuation, Word::Connector]);
    }

    /// What stands after a word of letters.
    fn after_letters(&mut self) {
        if self.kind != Word::Number {
            self.connect_unless(&[Word::Connector, Word::Punctuation]);
            return;
        }
        if self.rest.is_empty() {
            return;
        }
        let number = self.word;
        self.next();
        if self.kind != Word::Letters {
            self.write(Word::Number, number);
            self.connect_unless(&[Word::Connector, Word::Punctuation]);
            return;
        }
        self.out.push(self.connector);
        self.write(Word::Number, number);
        self.alphanumeric();
    }
}

fn words(call: &Call<'_>, value: &Value, connector: char) -> Result<Value> {
    let all = str(value)?;
    call.budget.take_bytes(2 * all.len() as u64)?;
    let mut words = Words { out: String::new(), connector, kind: Word::None, word: "", rest: all };
    words.next();
    while !words.rest.is_empty() {
        let (before, last) = (words.kind, words.word);
        if before != Word::Connector {
            words.write(before, last);
        }
        words.next();
        match before {
            Word::Number => words.alphanumeric(),
            Word::Connector => words.write(Word::Connector, last),
            Word::Punctuation => {}
            _ => words.after_letters(),
        }
    }
    words.write(words.kind, words.word);
    Ok(words.out.into())
}
