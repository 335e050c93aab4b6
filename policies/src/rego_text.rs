//! Rego text looked at without parsing it: comments, the package, and the documents under `data` that it names.

/// `text` without comments. Lines keep their numbers and code its columns.
///
/// A `#` inside a string or a raw string is no comment.
#[must_use]
pub fn strip_comments(text: &str) -> String {
    let mut stripped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '`', '#']) {
        stripped.push_str(&rest[..at]);
        let token = &rest[at..];
        let end = if token.starts_with('#') {
            trim_line_end(&mut stripped);
            token.find('\n').unwrap_or(token.len())
        } else {
            let end = string_end(token);
            stripped.push_str(&token[..end]);
            end
        };
        rest = &token[end..];
    }
    stripped.push_str(rest);
    stripped
}

fn trim_line_end(text: &mut String) {
    text.truncate(text.trim_end_matches([' ', '\t']).len());
}

/// Length of the string or raw string at the start of `token`; a string ends at the line's end at the latest.
fn string_end(token: &str) -> usize {
    let quote = token.as_bytes()[0];
    let mut bytes = token.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quote == b'"' => {
                bytes.next();
            }
            b'\n' if quote == b'"' => return at,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    token.len()
}

/// The package that `stripped` (text without comments) declares, and its line, from 1.
#[must_use]
pub fn package(stripped: &str) -> Option<(&str, usize)> {
    stripped.lines().enumerate().find_map(|(at, line)| {
        let path = line.strip_prefix("package")?;
        path.starts_with([' ', '\t']).then(|| (path.trim(), at + 1))
    })
}

/// Every reference to `data` in `stripped` (text without comments), as far as its words are constants, joined by dots:
/// `data.a.b` of `data.a["b"][x]`. The whole document (`data`, `data[x]`) is `data`.
#[must_use]
pub fn data_references(stripped: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = stripped;
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '`' => string_end(rest),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        if &rest[..length] == "data" && before != Some('.') {
            let (reference, length) = reference(rest);
            found.push(reference);
            before = rest[..length].chars().last();
            rest = &rest[length..];
            continue;
        }
        before = rest[..length].chars().last();
        rest = &rest[length..];
    }
    found.sort();
    found.dedup();
    found
}

/// Does `reference`, as [`data_references`] gives it, name `package` or something in it?
#[must_use]
pub fn names(reference: &str, package: &str) -> bool {
    let path = reference.strip_prefix("data.").unwrap_or_default();
    path == package || path.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}

/// The constant words of the reference at the start of `text`, joined by dots, and its length.
fn reference(text: &str) -> (String, usize) {
    let mut end = word_end(text);
    let mut words = vec![&text[..end]];
    while let Some((word, length)) = step(&text[end..]) {
        words.push(word);
        end += length;
    }
    (words.join("."), end)
}

/// The word of the step of a reference at the start of `text`, `.word` or `["word"]`, and the length of the step.
fn step(text: &str) -> Option<(&str, usize)> {
    let (word, length) = match text.strip_prefix('.') {
        Some(tail) => (&tail[..word_end(tail)], 1 + word_end(tail)),
        None => {
            let quoted = text.strip_prefix('[')?;
            let quote = quoted.chars().next().filter(|first| matches!(first, '"' | '`'))?;
            let tail = &quoted[1..];
            let word = &tail[..word_end(tail)];
            let closed = tail[word.len()..].strip_prefix(quote)?.starts_with(']');
            (if closed { word } else { "" }, word.len() + 4)
        }
    };
    (!word.is_empty()).then_some((word, length))
}

fn word_end(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_comments_only() {
        let text = "package a # b\n# c\nx := \"# \\\" #\" # d\ny := `\n# raw`\t# e";
        assert_eq!(strip_comments(text), "package a\n\nx := \"# \\\" #\"\ny := `\n# raw`");
    }

    #[test]
    fn finds_the_package_and_references() {
        let text = "\npackage a.b\nimport data.c.d as e\nx := [data.c.f(\"data.g\"), input.data.h, mydata.i, data[y], data . j, data[\"k\"].l[`m`][n], data.o[\"p-q\"].r]";
        assert_eq!(package(text), Some(("a.b", 2)));
        assert_eq!(data_references(text), ["data", "data.c.d", "data.c.f", "data.k.l.m", "data.o"]);
    }
}
