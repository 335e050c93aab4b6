//! What Helm says of a text that is no YAML for it: the words and the lines of go-yaml.

use bartizan_source::{LineIndex, Node, SourceError, Value as Parse};

/// Faults of ours by a part of their message, as go-yaml tells them.
const TOLD: &[(&str, &str)] = &[
    ("unexpected character", TOKEN),
    ("must be followed by a valid YAML whitespace", TOKEN),
    ("tabs disallowed", TOKEN),
    ("found a tab", "found a tab character that violates indentation"),
    ("misplaced bracket", "did not find expected node content"),
    ("simple key expected", "could not find expected ':'"),
];

const TOKEN: &str = "found character that cannot start any token";

/// The message for a fault in `text`.
pub(super) fn message(text: &str, fault: &SourceError) -> String {
    let told = TOLD.iter().find(|(part, _)| fault.message.contains(part)).map(|(_, told)| *told);
    // In what it was met, it does not say.
    let plain = match fault.message.split_once(", ") {
        Some((context, problem)) if context.starts_with("while ") => problem,
        _ => &fault.message,
    };
    let problem = told.unwrap_or(plain);
    let at = fault.span.map_or(0, |span| span.start);
    if problem.contains("unknown anchor") {
        let name = text.get(at as usize..).unwrap_or_default().trim_start_matches('*');
        let name = &name[..name.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(name.len())];
        return format!("error converting YAML to JSON: yaml: unknown anchor '{name}' referenced");
    }
    let lines = LineIndex::new(text);
    // Its scanner counts lines from 1, its parser from 0; the end of a text is a line of its own.
    let (line, _) = lines.line_start(at);
    let is_parsers = problem.starts_with("did not find expected");
    let at_end = fault.span.is_none_or(|span| span.end as usize >= text.len()) && !text.ends_with('\n');
    let line = match (is_parsers, line) {
        (true, line) => {
            line + usize::from(at_end && !text.get(at as usize..).unwrap_or_default().starts_with(['}', ']']))
        }
        (false, 0) => 0,
        (false, line) => line + 1,
    };
    match line {
        0 => format!("error converting YAML to JSON: yaml: {problem}"),
        line => format!("error converting YAML to JSON: yaml: line {line}: {problem}"),
    }
}

/// What is wrong with `text` where we are more lenient: a tab before anything else.
pub(super) fn tab(text: &str) -> Option<String> {
    let mut lines = 0;
    let mut rest = text.trim_start_matches('\u{feff}');
    loop {
        rest = rest.trim_start_matches(' ');
        let next = match rest.bytes().next()? {
            b'\t' => break,
            b'#' => rest.find('\n')?,
            b'\n' | b'\r' => 0,
            b'-' => rest.strip_prefix("---").filter(|after| after.starts_with(['\n', '\r'])).map(|_| 3)?,
            _ => return None,
        };
        rest = &rest[next..];
        if let Some(after) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])) {
            lines += 1;
            rest = after;
        }
    }
    let line = if lines == 0 { String::new() } else { format!("line {}: ", lines + 1) };
    Some(format!("error converting YAML to JSON: yaml: {line}{TOKEN}"))
}

/// What is wrong with a document that JSON cannot hold: an infinite number, or none.
pub(super) fn number(text: &str, node: &Node) -> Option<String> {
    match &node.value {
        Parse::String(value) => {
            let told = match &**value {
                ".inf" => "+Inf",
                "-.inf" => "-Inf",
                ".nan" => "NaN",
                _ => return None,
            };
            let written = text.get(node.span.start as usize..node.span.end as usize)?;
            let is_plain = written.starts_with(['.', '-', '+']);
            is_plain.then(|| format!("error converting YAML to JSON: json: unsupported value: {told}"))
        }
        Parse::Sequence(items) => items.iter().find_map(|item| number(text, item)),
        Parse::Mapping(mapping) => mapping.entries().iter().find_map(|entry| number(text, &entry.value)),
        _ => None,
    }
}
