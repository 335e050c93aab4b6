//! Documents and ranges as text, for expectations.

use std::fmt::Write;

use super::super::{Format, Node, Parsed, Source, SourceId, Span, Value, parse};

pub(super) fn source(text: &str) -> Source {
    Source::new(SourceId(7), "file", text)
}

pub(super) fn parsed(format: Format, text: &str) -> (Source, Parsed) {
    let source = source(text);
    let parsed = parse(&source, format);
    check_ranges(&source, &parsed);
    (source, parsed)
}

/// The only document of `text`.
pub(super) fn root(format: Format, text: &str) -> Node {
    let (_, parsed) = parsed(format, text);
    assert_eq!(parsed.errors, [], "{text}");
    assert_eq!(parsed.documents.len(), 1, "{text}");
    parsed.documents[0].root.clone()
}

/// JSON of a value, keys sorted.
pub(super) fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| panic!("no JSON number: {text}")),
        Value::String(text) => (&**text).into(),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(mapping) => {
            mapping.entries().iter().map(|entry| (entry.key.to_string(), json(&entry.value))).collect()
        }
    }
}

/// Every range lies in the file, on character boundaries; what is written in place lies in its parent.
pub(super) fn check_ranges(source: &Source, parsed: &Parsed) {
    let check = |span: Span| {
        assert_eq!(span.source, source.id);
        let range = span.start as usize..span.end as usize;
        assert!(source.text.get(range.clone()).is_some(), "{range:?} in {:?}", source.text);
    };
    fn walk(node: &Node, parent: Option<Span>, check: &dyn Fn(Span)) {
        check(node.span);
        if let Some(alias) = node.alias {
            check(alias);
        }
        if let (Some(parent), None) = (parent, node.alias) {
            assert!(
                parent.start <= node.span.start && node.span.end <= parent.end,
                "{:?} outside {parent:?}",
                node.span
            );
        }
        for item in node.items() {
            walk(item, Some(node.span), check);
        }
        for entry in node.entries() {
            check(entry.key_span);
            walk(&entry.value, Some(node.span), check);
        }
    }
    for document in &parsed.documents {
        walk(&document.root, None, &check);
        document.comments.iter().for_each(|span| check(*span));
    }
    parsed.errors.iter().filter_map(|error| error.span).for_each(check);
}

/// Every key and value with the text of its range: `path: key → value`.
pub(super) fn dump(format: Format, text: &str) -> String {
    let (source, parsed) = parsed(format, text);
    let slice = |span: Span| format!("{:?}", &source.text[span.start as usize..span.end as usize]);
    fn walk(node: &Node, path: &str, key: Option<Span>, out: &mut String, slice: &dyn Fn(Span) -> String) {
        let key = key.map(|span| format!("{} ", slice(span))).unwrap_or_default();
        let alias = node.alias.map(|span| format!(" via {}", slice(span))).unwrap_or_default();
        writeln!(out, "{path}: {key}→ {}{alias}", slice(node.span)).unwrap();
        for (index, item) in node.items().enumerate() {
            walk(item, &format!("{path}[{index}]"), None, out, slice);
        }
        for entry in node.entries() {
            walk(&entry.value, &format!("{path}.{}", entry.key), Some(entry.key_span), out, slice);
        }
    }
    let mut out = String::new();
    for document in &parsed.documents {
        walk(&document.root, "", None, &mut out, &slice);
        for comment in &document.comments {
            writeln!(out, "comment {}", slice(*comment)).unwrap();
        }
    }
    out + &errors(&source, &parsed)
}

/// The faults, each with place and text.
pub(super) fn errors(source: &Source, parsed: &Parsed) -> String {
    let mut out = String::new();
    for error in &parsed.errors {
        let span = error.span.expect("a place");
        let place = source.lines.position(&source.text, span.start);
        let slice = &source.text[span.start as usize..span.end as usize];
        writeln!(out, "{:?} {}:{} {slice:?}: {}", error.kind, place.line, place.column, error.message).unwrap();
    }
    out
}

/// `text` with `^^^` under `spans`.
pub(super) fn marked(source: &Source, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut at = 0_usize;
    for line in source.text.split_inclusive('\n') {
        let shown = line.trim_end_matches(['\r', '\n']);
        writeln!(out, "{}", shown.replace('\t', "→")).unwrap();
        for span in spans {
            let (start, end) = (span.start as usize, span.end as usize);
            let from = start.max(at);
            let to = end.min(at + shown.len());
            if from < to || (start == end && from == start && start <= at + shown.len() && start >= at) {
                let indent = shown[..from - at].chars().count();
                let width = shown[from - at..to.max(from) - at].chars().count().max(1);
                writeln!(out, "{}{}", " ".repeat(indent), "^".repeat(width)).unwrap();
            }
        }
        at += line.len();
    }
    out
}
