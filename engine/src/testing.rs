//! What tests of readers share: documents from text, resources as text, the corpus of real inputs.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fmt::Write;
use std::path::PathBuf;

use crate::resource::{Path, PathElement, Resource};
use crate::source::{Document, Entry, Format, Node, Source, SourceError, SourceId, Value, decode, parse};

/// A source and its only document.
pub(crate) fn document(text: &str, format: Format) -> (Source, Document) {
    let source = Source::new(SourceId(0), "test", text);
    let parsed = parse(&source, format);
    assert_eq!(parsed.errors, [], "the fixture does not parse");
    let [document] = <[Document; 1]>::try_from(parsed.documents).unwrap();
    (source, document)
}

/// The folder of real inputs: `$BARTIZAN_CORPUS`, else `../shared/corpus` beside the workspace. None, and a note, when it
/// is not there.
pub(crate) fn corpus_folder() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    let folder = std::env::var_os("BARTIZAN_CORPUS").map_or_else(|| PathBuf::from(default), PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: no corpus at {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The files below a folder of the corpus whose names end with `suffix`, sorted, with their decoded text; nothing, and a
/// note, when the corpus is not there.
pub(crate) fn corpus(folder: &str, suffix: &str) -> Vec<(String, Source)> {
    let Some(root) = corpus_folder() else { return Vec::new() };
    let mut found: Vec<(String, Source)> = walkdir::WalkDir::new(root.join(folder))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.to_string_lossy().ends_with(suffix))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let text = decode(&std::fs::read(&path).unwrap()).unwrap();
            (name.clone(), Source::new(SourceId(0), name, text))
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// A path as `spec.containers[0].image`.
pub(crate) fn path(path: &Path) -> String {
    let mut text = String::new();
    for element in path {
        match element {
            PathElement::Index(index) => write!(text, "[{index}]").unwrap(),
            PathElement::Key(key) => write!(text, "{}{key}", if text.is_empty() { "" } else { "." }).unwrap(),
        }
    }
    if text.is_empty() { "(all)".to_owned() } else { text }
}

/// A value as compact JSON in the order of the document.
pub(crate) fn json(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::String(text) => serde_json::to_string(&**text).unwrap(),
        Value::Sequence(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Value::Mapping(mapping) => {
            let entries = mapping.entries().iter().map(|entry| format!("{}: {}", entry.key, json(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A resource in lines: kind and address, then what it has.
pub(crate) fn show(resource: &Resource) -> String {
    let mut text = format!("{} {}", resource.selector(), resource.address);
    for (label, value) in [
        ("group", resource.group.clone()),
        ("namespace", resource.namespace.clone()),
        ("version", resource.version.clone()),
        ("actions", Some(resource.actions.join(",")).filter(|actions| !actions.is_empty())),
    ] {
        if let Some(value) = value {
            write!(text, " {label}={value}").unwrap();
        }
    }
    write!(text, "\n  values {}", json(&resource.values)).unwrap();
    for unknown in &resource.unknown {
        write!(text, "\n  unknown {}: {}", path(&unknown.path), unknown.reason).unwrap();
    }
    for sensitive in &resource.sensitive {
        write!(text, "\n  sensitive {}", path(sensitive)).unwrap();
    }
    for reference in &resource.references {
        write!(text, "\n  reference {} -> {}", path(&reference.path), reference.address).unwrap();
    }
    for literal in &resource.literals {
        write!(text, "\n  literal {}", path(literal)).unwrap();
    }
    text.push('\n');
    text
}

/// All resources and errors in lines.
pub(crate) fn show_all(resources: &[Resource], errors: &[SourceError]) -> String {
    let mut text: String = resources.iter().map(show).collect();
    for error in errors {
        writeln!(text, "error {:?}: {}", error.kind, error.message).unwrap();
    }
    text
}

/// `node` with one value after the other, at any depth, made something that its reader does not expect there.
pub(crate) fn mutations(node: &Node) -> Vec<Node> {
    let span = node.span;
    let mut all = vec![
        Node::new(span, Value::Null),
        Node::new(span, Value::Bool(true)),
        Node::string(span, "module.x[\"].$(env:X)"),
        Node::sequence(span, vec![Node::new(span, Value::Null), Node::string(span, "x")]),
        Node::mapping(span, Vec::new()),
    ];
    let items: Vec<Node> = node.items().cloned().collect();
    for (index, item) in items.iter().enumerate() {
        for mutation in mutations(item) {
            let mut items = items.clone();
            items[index] = mutation;
            all.push(Node::sequence(span, items));
        }
    }
    let entries: Vec<Entry> = node.entries().cloned().collect();
    for (index, entry) in entries.iter().enumerate() {
        for mutation in mutations(&entry.value) {
            let mut entries = entries.clone();
            entries[index].value = mutation;
            all.push(Node::mapping(span, entries));
        }
    }
    all
}
