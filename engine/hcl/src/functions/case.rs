//! Letters one by one in upper, lower and title case, as Go maps them: one letter stays one.

/// As `unicode.ToUpper`.
pub(super) fn upper(c: char) -> char {
    single(c.to_uppercase()).unwrap_or_else(|| with_iota(c))
}

/// As `unicode.ToLower`.
pub(super) fn lower(c: char) -> char {
    // Of `İ` Go keeps the letter without the dot.
    c.to_lowercase().next().unwrap_or(c)
}

/// As `unicode.ToTitle`.
pub(super) fn title(c: char) -> char {
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

fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next()?;
    mapped.next().is_none().then_some(first)
}

/// Greek letters with an iota below have a capital of their own, in full two; other letters whose capital is several
/// stay.
fn with_iota(c: char) -> char {
    let code = u32::from(c);
    let mapped = match code {
        0x1f80..=0x1faf if code & 8 == 0 => code + 8,
        0x1fb3 | 0x1fc3 | 0x1ff3 => code + 9,
        _ => code,
    };
    char::from_u32(mapped).unwrap_or(c)
}
