//! JSON values as YAML that people like to read: blocks, and texts of several lines as they are.

use serde_json::Value;

/// How far things are indented.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// Blanks before a key more than before the one that holds it.
    pub(crate) step: usize,
    /// Blanks before a dash more than before the key of its list.
    pub(crate) list: usize,
}

impl Default for Layout {
    /// As `kubectl` writes.
    fn default() -> Self {
        Self { step: 2, list: 0 }
    }
}

/// One document, with a final newline.
pub(crate) fn document(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, Layout::default(), &mut text);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.trim_start_matches(['\n', ' ']).to_owned()
}

/// Writes `value` after a key or a dash: small ones on the same line, others on lines of their own, `indent` blanks from the
/// left.
pub(crate) fn block(value: &Value, indent: usize, layout: Layout, out: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                line(indent, out);
                scalar(key, out);
                out.push(':');
                let deeper = if value.is_array() { layout.list } else { layout.step };
                block(value, indent + deeper, layout, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                line(indent, out);
                out.push('-');
                let mut nested = String::new();
                block(item, indent + 2, layout, &mut nested);
                // The first key of an object stands beside the dash.
                let beside = item.is_object() && nested.starts_with('\n');
                out.push_str(if beside { " " } else { "" });
                out.push_str(if beside { nested.trim_start() } else { &nested });
            }
        }
        Value::String(text) if text.contains('\n') && is_literal(text) => {
            let body = text.trim_end_matches('\n');
            out.push_str(match text.len() - body.len() {
                0 => " |-",
                1 => " |",
                _ => " |+",
            });
            for text in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                out.push('\n');
                if !text.is_empty() {
                    out.push_str(&" ".repeat(indent));
                    out.push_str(text);
                }
            }
        }
        Value::String(text) => {
            out.push(' ');
            scalar(text, out);
        }
        other => {
            out.push(' ');
            out.push_str(&other.to_string());
        }
    }
}

fn line(indent: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&" ".repeat(indent));
}

/// Can the text stand as a literal block? Its first line sets the indentation, and YAML takes some characters for breaks.
fn is_literal(text: &str) -> bool {
    !text.starts_with([' ', '\t', '\n'])
        && !text.chars().any(|c| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        })
}

/// A text on one line: plain where that cannot be taken for anything else, else in double quotes.
pub(crate) fn scalar(text: &str, out: &mut String) {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | ':'))
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.ends_with(' ')
        && !is_other(text);
    if plain {
        out.push_str(text);
    } else {
        // JSON's strings are YAML's, save for one character.
        out.push_str(&Value::from(text).to_string().replace('\u{7f}', "\\u007f"));
    }
}

/// Texts that YAML 1.1 or 1.2 takes for something else than a string.
fn is_other(text: &str) -> bool {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_well_and_back() {
        let value = json!({
            "apiVersion": "v1",
            "empty": {}, "none": [], "nothing": null, "yes": "yes", "number": 1.5, "text": "1.5", "marks": "a: \"b\" # c",
            "list": [{"a": 1, "b": [1, [2, 3]]}, [{"c": true}], "x"],
            "rego": "package a\n\n\tx := `\n  y`\n", "kept": "a\n\n\n", "cut": "a\nb", "spaced": " a\nb",
        });
        insta::assert_snapshot!(document(&value), @r#"
        apiVersion: v1
        cut: |-
          a
          b
        empty: {}
        kept: |+
          a


        list:
        - a: 1
          b:
          - 1
          -
            - 2
            - 3
        -
          - c: true
        - x
        marks: "a: \"b\" # c"
        none: []
        nothing: null
        number: 1.5
        rego: |
          package a

          	x := `
            y`
        spaced: " a\nb"
        text: "1.5"
        "yes": "yes"
        "#);
        let read: Value = serde_saphyr::from_str(&document(&value)).unwrap();
        assert_eq!(read, value);
    }
}
