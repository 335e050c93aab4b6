//! JSON syntax of configuration, as the tree of native syntax.
//!
//! Reference: <https://developer.hashicorp.com/terraform/language/syntax/json>. Without a provider's schema an object may
//! be a nested block or a map; the names in [`MAPS`] and [`NAMED_MAPS`] are maps, but for what [`aws_names`] knows better.

use std::sync::Arc;

use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::{Attribute, Block, Body, Expr, ExprKind, Name, ObjectItem, Text};
use bartizan_hcl::syntax::{File, Origin, SyntaxError, parse_expression, parse_template};

use super::aws_names;
use super::content::is_meta_attribute;
use super::parse::hcl_span;
use crate::source::{Entry, Node, Source, SourceErrorKind, Value, parse_json, pieces};

/// Arguments whose value is a map, by the last word of their name: everything else that holds an object is a block.
const MAPS: [&str; 10] =
    ["annotations", "headers", "labels", "mapping", "mappings", "parameters", "params", "tags", "variables", "vars"];
/// The same by their whole name.
const NAMED_MAPS: [&str; 25] = [
    "app_settings",
    "arguments",
    "attributes",
    "binary_data",
    "config",
    "data",
    "expressions",
    "extra_config",
    "input",
    "keepers",
    "limits",
    "manifest",
    "map",
    "node_selector",
    "options",
    "properties",
    "query",
    "requests",
    "secrets",
    "string_data",
    "substitutions",
    "tags_all",
    "triggers",
    "triggers_replace",
    "values",
];

/// What the entries of an object mean.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    /// Attributes.
    Attributes,
    /// Attributes whose strings are no templates.
    Constants,
    /// Attributes and nested blocks of a provider's making.
    Schema,
    /// The same, with those that Terraform itself reads.
    Resource,
    /// Settings of Terraform.
    Settings,
    /// A variable's declaration.
    Variable,
}

/// The tree of a file of configuration in JSON.
pub(super) fn file(source: &Source) -> File {
    read(source, |reader, root, body| reader.top(root, body))
}

/// The tree of a file of variable values in JSON.
pub(super) fn values(source: &Source) -> File {
    read(source, |reader, root, body| body.attributes.extend(reader.body(root, Meaning::Constants).attributes))
}

fn read(source: &Source, mut add: impl FnMut(&mut Reader<'_>, &Node, &mut Body)) -> File {
    let parsed = parse_json(source);
    let mut reader = Reader { source, subject: String::new(), errors: Vec::new() };
    for error in &parsed.errors {
        let span = error.span.map_or_else(|| Span::new(source.id.0, 0, 0), hcl_span);
        let is_limit = error.kind == SourceErrorKind::Limit;
        reader.errors.push(SyntaxError { message: error.message.clone(), span, is_limit });
    }
    let end = u32::try_from(source.text.len()).unwrap_or(u32::MAX);
    let mut body = Body { attributes: Vec::new(), blocks: Vec::new(), span: Span::new(source.id.0, 0, end) };
    for root in parsed.documents.iter().flat_map(|document| one_or_all(&document.root)) {
        if root.as_mapping().is_some() {
            add(&mut reader, root, &mut body);
        } else {
            reader.wrong(root, "a file of configuration is a JSON object");
        }
    }
    File { body, errors: reader.errors, comments: Vec::new() }
}

/// The elements of a list, or the value itself.
fn one_or_all(node: &Node) -> &[Node] {
    node.as_sequence().unwrap_or(std::slice::from_ref(node))
}

/// How many labels blocks of this type have, and what stands in them.
fn shape(kind: &str) -> Option<(usize, Meaning)> {
    Some(match kind {
        "resource" | "data" | "ephemeral" => (2, Meaning::Resource),
        "provider" => (1, Meaning::Schema),
        "module" | "output" | "check" => (1, Meaning::Attributes),
        "variable" => (1, Meaning::Variable),
        "locals" | "moved" | "import" | "removed" => (0, Meaning::Attributes),
        "terraform" => (0, Meaning::Settings),
        _ => return None,
    })
}

/// Does an argument of this name hold a map?
fn is_map(name: &str) -> bool {
    NAMED_MAPS.contains(&name)
        || MAPS.iter().any(|map| name.strip_suffix(map).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
}

struct Reader<'a> {
    source: &'a Source,
    /// What is being read: the type of a resource, with `data.` of a data source, or the name of a provider.
    subject: String,
    errors: Vec<SyntaxError>,
}

impl Reader<'_> {
    fn wrong(&mut self, node: &Node, message: &str) {
        self.errors.push(SyntaxError { message: message.to_owned(), span: hcl_span(node.span), is_limit: false });
    }

    fn top(&mut self, root: &Node, body: &mut Body) {
        for entry in root.entries().filter(|entry| &*entry.key != "//") {
            match shape(&entry.key) {
                Some((labels, meaning)) => {
                    self.blocks(&name(entry), &entry.value, labels, &mut Vec::new(), meaning, &mut body.blocks);
                }
                None => self.wrong(&entry.value, &format!("`{}` is no type of block", entry.key)),
            }
        }
    }

    /// The blocks that `node` holds below so many labels.
    fn blocks(
        &mut self,
        kind: &Name,
        node: &Node,
        labels: usize,
        named: &mut Vec<Name>,
        meaning: Meaning,
        found: &mut Vec<Block>,
    ) {
        for node in one_or_all(node) {
            if node.as_mapping().is_none() {
                if !node.is_null() {
                    self.wrong(node, &format!("a block `{}` is an object", kind.text));
                }
                continue;
            }
            if labels == 0 {
                if let Some(first) = named.first() {
                    let prefix = if &*kind.text == "data" { "data." } else { "" };
                    self.subject = format!("{prefix}{}", first.text);
                }
                let body = self.body(node, meaning);
                let header = named.last().map_or(kind.span, |last| last.span);
                let span = kind.span.to(body.span);
                found.push(Block { kind: kind.clone(), labels: named.clone(), body, header, span });
                continue;
            }
            for entry in node.entries().filter(|entry| &*entry.key != "//") {
                named.push(name(entry));
                self.blocks(kind, &entry.value, labels - 1, named, meaning, found);
                named.pop();
            }
        }
    }

    fn body(&mut self, node: &Node, meaning: Meaning) -> Body {
        let mut body = Body { attributes: Vec::new(), blocks: Vec::new(), span: hcl_span(node.span) };
        for entry in node.entries().filter(|entry| &*entry.key != "//") {
            let key = &*entry.key;
            let has_blocks = matches!(meaning, Meaning::Schema | Meaning::Resource);
            let is_own = meaning == Meaning::Resource && is_meta_attribute(key);
            match meaning {
                _ if has_blocks && key == "dynamic" => self.dynamic(entry, &mut body.blocks),
                _ if has_blocks && matches!(key, "lifecycle" | "provisioner" | "connection") => {}
                _ if has_blocks && !is_own && self.holds_blocks(entry) => {
                    self.blocks(&name(entry), &entry.value, 0, &mut Vec::new(), Meaning::Schema, &mut body.blocks);
                }
                Meaning::Settings => {
                    if key == "required_providers" {
                        let blocks = &mut body.blocks;
                        self.blocks(&name(entry), &entry.value, 0, &mut Vec::new(), Meaning::Attributes, blocks);
                    }
                }
                Meaning::Variable if key == "validation" => {}
                _ => {
                    let value = match (meaning, key) {
                        (Meaning::Variable, "type") => self.code(&entry.value),
                        (Meaning::Variable | Meaning::Constants, _) => self.expression(&entry.value, false),
                        _ => self.expression(&entry.value, true),
                    };
                    body.attributes.push(Attribute { name: name(entry), value });
                }
            }
        }
        body
    }

    /// Does an entry of a block hold nested blocks rather than a value?
    fn holds_blocks(&self, entry: &Entry) -> bool {
        match &entry.value.value {
            Value::Mapping(_) => !aws_names::is_map(&self.subject, &entry.key, is_map(&entry.key)),
            Value::Sequence(items) => !items.is_empty() && items.iter().all(|item| item.as_mapping().is_some()),
            _ => false,
        }
    }

    /// `"dynamic": {"ingress": {"for_each": …, "content": {…}}}`
    fn dynamic(&mut self, entry: &Entry, found: &mut Vec<Block>) {
        let kind = name(entry);
        for kinds in one_or_all(&entry.value) {
            for inner in kinds.entries() {
                for node in one_or_all(&inner.value) {
                    let mut body = Body { attributes: Vec::new(), blocks: Vec::new(), span: hcl_span(node.span) };
                    for part in node.entries() {
                        if &*part.key == "content" {
                            let content = name(part);
                            let labels = &mut Vec::new();
                            self.blocks(&content, &part.value, 0, labels, Meaning::Schema, &mut body.blocks);
                        } else {
                            let value = self.expression(&part.value, true);
                            body.attributes.push(Attribute { name: name(part), value });
                        }
                    }
                    let label = name(inner);
                    let (header, span) = (label.span, label.span.to(body.span));
                    found.push(Block { kind: kind.clone(), labels: vec![label], body, header, span });
                }
            }
        }
    }

    /// A string that holds an expression.
    fn code(&mut self, node: &Node) -> Expr {
        let Some(text) = node.as_str() else { return self.expression(node, false) };
        let (mut expr, errors) = match pieces(node, self.source) {
            Some(pieces) => parse_expression(text, Origin::Pieces(&pieces)),
            None => parse_expression(text, Origin::At { source: node.span.source.0, offset: node.span.start }),
        };
        self.errors.extend(errors);
        expr.span = hcl_span(node.span);
        expr
    }

    /// A value as an expression; `templates` says whether strings are templates.
    fn expression(&mut self, node: &Node, templates: bool) -> Expr {
        let span = hcl_span(node.span);
        let kind = match &node.value {
            Value::Null => ExprKind::Null,
            Value::Bool(value) => ExprKind::Bool(*value),
            Value::Number(text) => ExprKind::Number(Arc::clone(text)),
            Value::String(text) => return self.string(node, text, templates),
            Value::Sequence(items) => {
                ExprKind::Tuple(items.iter().map(|item| self.expression(item, templates)).collect())
            }
            Value::Mapping(mapping) => {
                let mut items = Vec::new();
                for entry in mapping.entries() {
                    let key = Node::string(entry.key_span, Arc::clone(&entry.key));
                    let key = self.string(&key, &entry.key, templates);
                    items.push(ObjectItem { key, value: self.expression(&entry.value, templates) });
                }
                ExprKind::Object(items)
            }
        };
        Expr { kind, span }
    }

    fn string(&mut self, node: &Node, text: &Arc<str>, templates: bool) -> Expr {
        let span = hcl_span(node.span);
        let pieces = pieces(node, self.source);
        if templates && (text.contains("${") || text.contains("%{")) {
            let (mut expr, errors) = match &pieces {
                Some(pieces) => parse_template(text, Origin::Pieces(pieces)),
                None => parse_template(text, Origin::At { source: span.source, offset: span.start }),
            };
            self.errors.extend(errors);
            expr.span = span;
            return expr;
        }
        // Where every byte stands as it is between two quotes, that says it all.
        let plain = (span.end - span.start) as usize == text.len() + 2;
        let pieces = pieces.filter(|_| !plain).map(Arc::new);
        Expr { kind: ExprKind::String(Text { text: Arc::clone(text), pieces }), span }
    }
}

fn name(entry: &Entry) -> Name {
    Name { text: Arc::clone(&entry.key), span: hcl_span(entry.key_span) }
}
