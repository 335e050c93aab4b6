//! What may be shown of a text that nobody understood: its keys and punctuation.
//!
//! A broken file has no values of which one could say which are secret, and the long line of a plan holds the values of
//! its neighbours, so every value in them is taken for one.

/// Words that are no secret.
const HARMLESS: [&str; 3] = ["true", "false", "null"];

/// What may stand before a key.
const BEFORE_A_KEY: [u8; 4] = [b'-', b'{', b',', b'?'];

/// `text` with every value replaced by `*`; the same length in bytes.
#[must_use]
pub(crate) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive(['\n', '\r']) {
        redact_line(line, &mut out);
    }
    out
}

/// A configuration of Terraform with what stands in quotes and in heredocs replaced by `*`; the same length in bytes.
#[must_use]
pub(crate) fn redact_configuration(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut heredoc: Option<&str> = None;
    for line in text.split_inclusive(['\n', '\r']) {
        match heredoc {
            Some(marker) if line.trim() == marker => {
                heredoc = None;
                out.push_str(line);
            }
            Some(_) => mask(line, &mut out),
            None => {
                heredoc = heredoc_marker(line);
                redact_strings(line, &mut out);
            }
        }
    }
    out
}

/// What ends the heredoc that begins at the end of `line`.
fn heredoc_marker(line: &str) -> Option<&str> {
    let (_, marker) = line.trim_end().rsplit_once("<<")?;
    let marker = marker.trim_start_matches(['-', '~']);
    let is_name = !marker.is_empty() && marker.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    is_name.then_some(marker)
}

/// Blocks whose labels are names.
const LABELLED: [&str; 7] = ["resource ", "data ", "module ", "variable ", "output ", "provider ", "dynamic "];

fn redact_strings(line: &str, out: &mut String) {
    let mut rest = line;
    if LABELLED.iter().any(|kind| line.trim_start().starts_with(kind)) && !line.contains('=') {
        let end = line.find('{').unwrap_or(line.len());
        out.push_str(&line[..end]);
        rest = &line[end..];
    }
    while let Some(at) = rest.find('"') {
        let length = quoted(&rest[at..], '"');
        out.push_str(&rest[..at]);
        mask(&rest[at..at + length], out);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

fn redact_line(line: &str, out: &mut String) {
    let mut rest = line;
    // The last character that is neither white space nor part of a value.
    let mut last = None;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => quoted(rest, first),
            _ if is_structure(first) => first.len_utf8(),
            _ => rest.find(|c: char| is_structure(c) || c == '"').unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        let opens = last.is_none_or(|last| BEFORE_A_KEY.contains(&last));
        let shown = is_structure(first)
            || HARMLESS.contains(&token)
            || if matches!(first, '"' | '\'') {
                opens && after.trim_start().starts_with(':')
            } else {
                token == ":" || opens && token.ends_with(':') && after.chars().next().is_none_or(char::is_whitespace)
            };
        if shown {
            out.push_str(token);
        } else {
            mask(token, out);
        }
        if !first.is_whitespace() {
            last = token.bytes().next_back();
        }
        rest = after;
    }
}

/// Length of the quoted string that `rest` begins with, or of all of it when it does not end.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = !escaped && quote == '"' && c == '\\';
    }
    rest.len()
}

fn is_structure(c: char) -> bool {
    c.is_whitespace() || matches!(c, '{' | '}' | '[' | ']' | ',' | '-')
}

fn mask(token: &str, out: &mut String) {
    for c in token.chars() {
        if matches!(c, '"' | '\'' | '\n' | '\r') {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n('*', c.len_utf8()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_keys_and_punctuation() {
        let cases = [
            (
                r#"{"user": "anna", "on": true, "list": ["a b", 7], "cut": "hunt"#,
                r#"{"user": "****", "on": true, "list": ["***", *], "cut": "****"#,
            ),
            ("password: hunter2 # why\n", "password: ******* * ***\n"),
            ("  - name: [a, 'b c']\r\n", "  - name: [*, '***']\r\n"),
            ("kind: Pod: more", "kind: **** ****"),
            (r#"{"a\"b":"c\"d"}"#, r#"{"a\"b":"**"*"}"#),
            ("MIIEvQ==\nä: ö", "********\nä: **"),
            ("key: |\n  it's so\n", "key: *\n  **'* **\n"),
            ("\"a\" : 1", "\"a\" : *"),
        ];
        for (text, shown) in cases {
            assert_eq!(redact(text), shown);
            assert_eq!(redact(text).len(), text.len());
        }
    }

    #[test]
    fn shows_configuration_without_its_strings() {
        let cases = [
            ("a = \"b\\\"c\" + var.d # e\n", "a = \"**\"*\" + var.d # e\n"),
            ("data \"a\" \"b\" { # \"c\"\n", "data \"a\" \"b\" { # \"*\"\n"),
            ("a = <<-EOT\n  it\n  EOT\nb = \"c\n", "a = <<-EOT\n****\n  EOT\nb = \"*\n"),
        ];
        for (text, shown) in cases {
            assert_eq!(redact_configuration(text), shown);
        }
    }
}
