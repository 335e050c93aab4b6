//! Classes of characters and escapes of Go's regular expressions.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use crate::syntax::SyntaxError;

/// A class and the text after it.
type Read<'a> = (ClassUnicode, &'a str);

fn error(what: &str, text: &str) -> SyntaxError {
    SyntaxError(format!("{what}: `{text}`"))
}

/// Reads `[…]`.
pub(super) fn bracketed(text: &str, fold: bool) -> Result<Read<'_>, SyntaxError> {
    let mut rest = &text[1..];
    let negated = rest.starts_with('^');
    rest = rest.strip_prefix('^').unwrap_or(rest);
    let mut set = ClassUnicode::empty();
    let mut first = true;
    while first || !rest.starts_with(']') {
        first = false;
        if rest.is_empty() {
            return Err(error("missing closing ]", text));
        }
        if let Some((part, after)) = posix(rest, fold)? {
            set.union(&part);
            rest = after;
            continue;
        }
        if let Some((part, after)) = escaped(rest, fold)? {
            set.union(&part);
            rest = after;
            continue;
        }
        let start = rest;
        let (low, mut after) = character(rest, text)?;
        let mut high = low;
        if let Some(upper) = after.strip_prefix('-').filter(|upper| !upper.is_empty() && !upper.starts_with(']')) {
            (high, after) = character(upper, text)?;
            if high < low {
                return Err(error("invalid character class range", &start[..start.len() - after.len()]));
            }
        }
        let mut part = range(low, high);
        if fold {
            part.case_fold_simple();
        }
        set.union(&part);
        rest = after;
    }
    if negated {
        set.negate();
    }
    Ok((set, &rest[1..]))
}

/// The characters between two code points; halves of surrogate pairs are none.
fn range(low: u32, high: u32) -> ClassUnicode {
    let parts = [(low, high.min(0xd7ff)), (low.max(0xe000), high)];
    let chars = parts.iter().filter(|(low, high)| low <= high);
    ClassUnicode::new(
        chars.filter_map(|(low, high)| Some(ClassUnicodeRange::new(char::from_u32(*low)?, char::from_u32(*high)?))),
    )
}

/// One character of a class, escaped or not.
fn character<'a>(text: &'a str, class: &str) -> Result<(u32, &'a str), SyntaxError> {
    match text.chars().next() {
        None => Err(error("missing closing ]", class)),
        Some('\\') => escaped_character(text),
        Some(c) => Ok((u32::from(c), &text[c.len_utf8()..])),
    }
}

/// An escape that means one character.
pub(super) fn escaped_character(text: &str) -> Result<(u32, &str), SyntaxError> {
    let rest = &text[1..];
    let Some(c) = rest.chars().next() else {
        return Err(SyntaxError("trailing backslash at end of expression: ``".to_owned()));
    };
    let after = &rest[c.len_utf8()..];
    let wrong = || error("invalid escape sequence", &text[..text.len() - after.len()]);
    let simple = match c {
        'a' => 7,
        'f' => 12,
        't' => 9,
        'n' => 10,
        'r' => 13,
        'v' => 11,
        'x' => return hexadecimal(after).ok_or_else(wrong),
        '1'..='7' if !after.starts_with(|next: char| ('0'..='7').contains(&next)) => return Err(wrong()),
        '0'..='7' => {
            let digits = rest.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            let code = u32::from_str_radix(&rest[..digits], 8).map_err(|_| wrong())?;
            return Ok((code, &rest[digits..]));
        }
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => u32::from(c),
        _ => return Err(wrong()),
    };
    Ok((simple, after))
}

/// What follows `\x`: two digits, or any in braces.
fn hexadecimal(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = match text.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => (text.get(..2)?, text.get(2..)?),
    };
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|code| plain && *code <= 0x10_ffff)?;
    Some((code, rest))
}

/// An escape that means a class: `\d`, `\pL`, `\P{Greek}`. None where there is no such.
pub(super) fn escaped(text: &str, fold: bool) -> Result<Option<Read<'_>>, SyntaxError> {
    let Some(kind) = text.strip_prefix('\\').and_then(|rest| rest.chars().next()) else { return Ok(None) };
    let mut set = match kind.to_ascii_lowercase() {
        'd' => of(&[('0', '9')]),
        's' => of(&[('\t', '\n'), ('\x0c', '\r'), (' ', ' ')]),
        'w' => of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        'p' => return unicode(text, kind == 'P', fold).map(Some),
        _ => return Ok(None),
    };
    finish(&mut set, kind.is_ascii_uppercase(), fold);
    Ok(Some((set, &text[2..])))
}

fn of(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|(low, high)| ClassUnicodeRange::new(*low, *high)))
}

/// Case is folded before a class is negated.
fn finish(set: &mut ClassUnicode, negated: bool, fold: bool) {
    if fold {
        set.case_fold_simple();
    }
    if negated {
        set.negate();
    }
}

/// `[:alpha:]` and `[:^alpha:]`. None where there is no `:]`.
fn posix(text: &str, fold: bool) -> Result<Option<Read<'_>>, SyntaxError> {
    let Some((name, rest)) = text.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) else { return Ok(None) };
    let mut set = match name.strip_prefix('^').unwrap_or(name) {
        "alnum" => of(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
        "alpha" => of(&[('A', 'Z'), ('a', 'z')]),
        "ascii" => of(&[('\0', '\x7f')]),
        "blank" => of(&[('\t', '\t'), (' ', ' ')]),
        "cntrl" => of(&[('\0', '\x1f'), ('\x7f', '\x7f')]),
        "digit" => of(&[('0', '9')]),
        "graph" => of(&[('!', '~')]),
        "lower" => of(&[('a', 'z')]),
        "print" => of(&[(' ', '~')]),
        "punct" => of(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        "space" => of(&[('\t', '\r'), (' ', ' ')]),
        "upper" => of(&[('A', 'Z')]),
        "word" => of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        "xdigit" => of(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
        _ => return Err(error("invalid character class range", &text[..text.len() - rest.len()])),
    };
    finish(&mut set, name.starts_with('^'), fold);
    Ok(Some((set, rest)))
}

/// `\pL`, `\p{Greek}`, `\p{^Lu}`: general categories and scripts.
fn unicode(text: &str, mut negated: bool, fold: bool) -> Result<Read<'_>, SyntaxError> {
    let whole = |rest: &str| error("invalid character class range", &text[..text.len() - rest.len()]);
    let (mut name, rest) = match text[2..].strip_prefix('{') {
        Some(braced) => braced.split_once('}').ok_or_else(|| whole(""))?,
        None => {
            let c = text[2..].chars().next().ok_or_else(|| whole(""))?;
            text[2..].split_at(c.len_utf8())
        }
    };
    if let Some(positive) = name.strip_prefix('^') {
        (name, negated) = (positive, !negated);
    }
    let mut set = table(name).ok_or_else(|| whole(rest))?;
    finish(&mut set, negated, fold);
    Ok((set, rest))
}

/// Scripts whose name is as short as the codes of scripts, which Go does not know.
const SHORT_SCRIPTS: &[&str] = &["ahom", "cham", "kawi", "lisu", "miao", "modi", "newa", "thai", "toto"];

/// May it stand in the name of a group within a replacement? Letters and decimal digits may.
pub(super) fn is_name(c: char) -> bool {
    static NAMES: LazyLock<ClassUnicode> = LazyLock::new(|| {
        let mut set = table("L").unwrap_or_else(ClassUnicode::empty);
        set.union(&table("Nd").unwrap_or_else(ClassUnicode::empty));
        set
    });
    if c.is_ascii() {
        return c == '_' || c.is_ascii_alphanumeric();
    }
    let ranges = NAMES.ranges();
    ranges.get(ranges.partition_point(|range| range.end() < c)).is_some_and(|range| range.start() <= c)
}

/// The characters of a general category or a script; names regardless of case and of what parts their words. (Go 1.26
/// misses scripts of several words, which is an oversight.)
fn table(name: &str) -> Option<ClassUnicode> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_- ".contains(&byte)) {
        return None;
    }
    let key: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let pattern = |query: String| match regex_syntax::parse(&query).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(set)) => Some(set),
        _ => None,
    };
    match key.as_str() {
        "" => None,
        "any" | "assigned" | "ascii" => pattern(format!(r"\p{{{key}}}")),
        "cs" | "surrogate" => Some(ClassUnicode::empty()),
        _ => pattern(format!(r"\p{{gc={key}}}")).or_else(|| {
            let code = key.len() == 4 && !SHORT_SCRIPTS.contains(&key.as_str());
            if code { None } else { pattern(format!(r"\p{{sc={key}}}")) }
        }),
    }
}
