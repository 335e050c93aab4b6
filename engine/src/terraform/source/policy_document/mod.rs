//! `aws_iam_policy_document`: a data source whose result follows from its arguments alone.
//!
//! Source: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>. The text
//! is that of the provider: two spaces, its order of keys, lists of one as a string, actions and resources descending.

mod document;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use bartizan_hcl::eval::{Error, Result};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::Block;
use bartizan_hcl::value::{Kind, Made, Reason, Str, Type, Value};

use super::content::{Content, Nested, Set, is_meta_attribute, kind_of};
use super::module::Declared;
use super::names::Names;
use super::world::World;
use super::{parse, places, variables};
use crate::source::{Format, Written, embedded};
use document::{
    Document, Json, KEYS, Statement, Texts, condition, json_of, merge, one_or_list, principal, print, unique, value_of,
    with_variables, written,
};

/// Bytes that a document takes once it is read, for each of its text.
const READ: u64 = 16;
/// Version of documents that name none.
const VERSION: &str = "2012-10-17";
/// The attribute that a data source of this type makes of its arguments.
pub(super) fn result(block: &Declared<'_>) -> Option<&'static str> {
    (block.is_data && block.kind == "aws_iam_policy_document").then_some("json")
}

/// The attribute `asked`, when this is a data source that makes it.
pub(super) fn attribute<'a>(
    world: &World<'a>,
    block: &Declared<'a>,
    asked: &str,
    names: &Names<'_, 'a>,
) -> Result<Option<Value>> {
    if result(block).is_none() || !matches!(asked, "json" | "minified_json") {
        return Ok(None);
    }
    let span = block.block.header;
    let mut maker = Maker { world, span, unknown: None, is_lost: false, marks: Value::null() };
    let document = maker.document(block.block, names)?;
    let value = match maker.unknown {
        Some(reason) if maker.is_lost => Value::unknown(Type::String, reason),
        Some(reason) => Value::unknown_json(value_of(&document), reason),
        None => {
            let indent = (asked == "json").then_some(0);
            let mut text = String::new();
            print(&document, indent, &world.budget, &mut text)?;
            world.budget.take_bytes(text.len() as u64)?;
            let made = Some(Arc::new(Made::Json(value_of(&document))));
            Value::new(Kind::String(Str { text: text.into(), made }))
        }
    };
    Ok(Some(value.at(span).marked_as(&maker.marks)))
}

struct Maker<'w, 'a> {
    world: &'w World<'a>,
    span: Span,
    /// Why the whole is not known.
    unknown: Option<Reason>,
    /// Is more of it unknown than the values that are unknown in it?
    is_lost: bool,
    /// Marks of everything that it is made of.
    marks: Value,
}

impl<'a> Maker<'_, 'a> {
    fn document(&mut self, block: &'a Block, names: &Names<'_, 'a>) -> Result<Json> {
        let content = self.content(block, names);
        let text = |content: &Content<'a>, name: &str| content.get(name).map(|set| set.value.clone());
        let mut merged = Document::default();
        self.merge_texts(&mut merged, text(&content, "source_policy_documents"), true)?;
        let version = self.certain(text(&content, "version"))?;
        let mut own = Document { id: self.certain(text(&content, "policy_id"))?, version, statements: Vec::new() };
        if own.version.is_none() {
            own.version = Some(Value::string(VERSION).at(block.header));
        }
        let is_current = own.version.as_ref().and_then(Value::as_str) == Some(VERSION);
        for nested in content.blocks.iter().filter(|nested| nested.kind == "statement") {
            self.number_of(nested);
            for element in &nested.elements {
                let statement = self.statement(element.head, &element.content, is_current)?;
                own.statements.push((Some(element.head), statement));
            }
        }
        unique(&mut HashSet::new(), &own)?;
        merge(&mut merged, own);
        self.merge_texts(&mut merged, text(&content, "override_policy_documents"), false)?;
        Ok(written(merged, self.span))
    }

    fn content(&self, block: &'a Block, names: &Names<'_, 'a>) -> Content<'a> {
        let mut content = Content::default();
        let body = &block.body;
        for attribute in &body.attributes {
            if !is_meta_attribute(&attribute.name.text) {
                let value = self.world.settle(self.world.evaluate(&attribute.value, names), attribute.value.span);
                content.attributes.push(Set::new(attribute, value, &Default::default()));
            }
        }
        for inner in body.blocks.iter().filter(|inner| kind_of(inner) == "statement") {
            self.world.nest(inner, names, &mut content.blocks);
        }
        content
    }

    /// Takes note of marks, and of what is not known; the value when it is.
    fn known(&mut self, value: &Value) -> bool {
        self.marks.mark(value.marks.as_ref());
        match &value.kind {
            Kind::Unknown(unknown) => {
                self.unknown.get_or_insert_with(|| unknown.reason.clone());
                false
            }
            _ => true,
        }
    }

    /// Takes note of what the number of blocks depends on.
    fn number_of(&mut self, nested: &Nested<'a>) {
        self.marks.mark(nested.over.marks.as_ref());
        if let Some(reason) = &nested.unknown {
            self.unknown.get_or_insert_with(|| reason.clone());
            self.is_lost = true;
        }
    }

    /// A string, which may be unknown.
    fn text(&mut self, value: Option<Value>) -> Result<Option<Value>> {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
        if !self.known(&value) {
            return Ok(Some(value));
        }
        value.convert(&Type::String, &self.world.budget).map(Some)
    }

    /// A string without which the document has another form.
    fn certain(&mut self, value: Option<Value>) -> Result<Option<Value>> {
        let text = self.text(value)?;
        let is_known = text.as_ref().is_none_or(Value::is_known);
        self.is_lost |= !is_known;
        Ok(text.filter(|_| is_known))
    }

    /// The strings of a list, or what is unknown instead; those of a set are unique.
    fn texts(&mut self, value: Option<&Value>, is_set: bool) -> Result<Vec<Value>> {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(Vec::new()) };
        if !self.known(value) {
            return Ok(vec![value.clone()]);
        }
        let Some(items) = value.elements() else { return Err(Error::new("a list of strings is required")) };
        let mut texts: Vec<Value> = Vec::new();
        for item in items {
            if let Some(text) = self.text(Some(item.clone()))?
                && !(is_set && text.is_known() && texts.iter().any(|known| known.as_str() == text.as_str()))
            {
                texts.push(text);
            }
        }
        Ok(texts)
    }

    /// A list as the provider writes it: one alone as a string, several descending.
    fn listed(&mut self, value: Option<&Value>, replaced: bool) -> Result<Option<Json>> {
        let mut texts = self.texts(value, true)?;
        texts.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
        if replaced {
            texts = texts.iter().map(with_variables).collect();
        }
        Ok(one_or_list(texts, value.and_then(|value| value.span)))
    }

    fn statement(&mut self, head: Span, content: &Content<'a>, is_current: bool) -> Result<Statement> {
        let mut statement = Statement::new();
        let set = |name: &str| content.get(name);
        for (name, key) in [("sid", "Sid"), ("effect", "Effect")] {
            let found = set(name);
            let given = found.map(|set| set.value.clone());
            let mut value = if key == "Sid" { self.certain(given)? } else { self.text(given)? };
            if key == "Effect" && value.is_none() {
                value = Some(Value::string("Allow").at(head));
            }
            if let Some(value) = value.filter(|value| value.as_str() != Some("")) {
                statement.insert(key.into(), (found.map(|set| set.key_span), Json::Text(value)));
            }
        }
        let lists = [
            ("actions", "Action"),
            ("not_actions", "NotAction"),
            ("resources", "Resource"),
            ("not_resources", "NotResource"),
        ];
        for (name, key) in lists {
            let found = set(name);
            let replaced = is_current && key.ends_with("Resource");
            if let Some(list) = self.listed(found.map(|set| &set.value), replaced)? {
                statement.insert(key.into(), (found.map(|set| set.key_span), list));
            }
        }
        for nested in &content.blocks {
            self.number_of(nested);
            let made = match nested.kind {
                "principals" => Some(("Principal", self.principals(nested, is_current)?)),
                "not_principals" => Some(("NotPrincipal", self.principals(nested, is_current)?)),
                "condition" => Some(("Condition", self.conditions(nested, is_current)?)),
                _ => None,
            };
            if let Some((key, Some(json))) = made {
                statement.insert(key.into(), (Some(nested.head), json));
            }
        }
        Ok(statement)
    }

    fn principals(&mut self, nested: &Nested<'a>, is_current: bool) -> Result<Option<Json>> {
        let mut by_type = Texts::new();
        for element in &nested.elements {
            let set = |name: &str| element.content.get(name);
            let (kind, identifiers) = (set("type"), set("identifiers"));
            let mut texts = self.texts(identifiers.map(|set| &set.value), true)?;
            if is_current {
                texts = texts.iter().map(with_variables).collect();
            }
            texts.sort_by(|a, b| b.as_str().cmp(&a.as_str()));
            let Some(kind) = self.certain(kind.map(|set| set.value.clone()))? else { continue };
            let all_span = identifiers.and_then(|set| set.value.span);
            if let Some(name) = kind.as_str() {
                let known = by_type.entry(name.into()).or_insert((kind.span, Vec::new(), all_span));
                known.1.extend(texts);
            }
        }
        if let [(kind, (span, identifiers, _))] = by_type.iter().collect::<Vec<_>>().as_slice()
            && &***kind == "*"
            && let [only] = identifiers.as_slice()
            && only.as_str() == Some("*")
        {
            return Ok(Some(Json::Text(Value { span: only.span.or(*span), ..only.clone() })));
        }
        let entries = by_type
            .into_iter()
            .filter_map(|(kind, (span, identifiers, all))| Some((kind, span, one_or_list(identifiers, all)?)));
        let entries: Vec<_> = entries.collect();
        Ok((!entries.is_empty()).then_some(Json::Object(entries, Some(nested.head))))
    }

    fn conditions(&mut self, nested: &Nested<'a>, is_current: bool) -> Result<Option<Json>> {
        let mut by_test: BTreeMap<Arc<str>, (Option<Span>, Texts)> = BTreeMap::new();
        for element in &nested.elements {
            let set = |name: &str| element.content.get(name);
            let test = self.text(set("test").map(|set| set.value.clone()))?;
            let variable = self.text(set("variable").map(|set| set.value.clone()))?;
            if let Some(unknown) = [&test, &variable].into_iter().flatten().find(|value| !value.is_known()) {
                return Ok(Some(Json::Text(unknown.clone())));
            }
            let values = set("values");
            let mut texts = self.texts(values.map(|set| &set.value), false)?;
            if is_current {
                texts = texts.iter().map(with_variables).collect();
            }
            let (Some(test), Some(variable)) = (test, variable) else { continue };
            if let (Some(test_name), Some(variable_name)) = (test.as_str(), variable.as_str()) {
                let (_, variables) = by_test.entry(test_name.into()).or_insert((test.span, Texts::new()));
                let all = values.and_then(|set| set.value.span);
                variables.entry(variable_name.into()).or_insert((variable.span, Vec::new(), all)).1.extend(texts);
            }
        }
        let entries = by_test.into_iter().map(|(test, (span, variables))| {
            let inner = variables.into_iter().map(|(variable, (span, texts, all))| {
                let values = one_or_list(texts, all).unwrap_or(Json::List(Vec::new(), all));
                (variable, span, values)
            });
            (test, span, Json::Object(inner.collect(), span))
        });
        let entries: Vec<_> = entries.collect();
        Ok((!entries.is_empty()).then_some(Json::Object(entries, Some(nested.head))))
    }

    /// Merges the documents that the strings of a list hold; with `is_unique`, none may repeat a Sid.
    fn merge_texts(&mut self, merged: &mut Document, value: Option<Value>, is_unique: bool) -> Result<()> {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(()) };
        if !self.known(&value) {
            self.is_lost = true;
            return Ok(());
        }
        let mut sids = HashSet::new();
        for text in value.elements().unwrap_or_default() {
            if let Some(text) = self.certain(Some(text.clone()))?
                && text.as_str() != Some("")
            {
                let document = self.read(&text)?;
                if is_unique {
                    unique(&mut sids, &document)?;
                }
                merge(merged, document);
            }
        }
        Ok(())
    }

    /// The document that a string holds.
    fn read(&self, text: &Value) -> Result<Document> {
        self.world.budget.take_bytes(READ * text.as_str().map_or(0, str::len) as u64)?;
        let node = places::node(text, self.span);
        let root = match node.written.as_deref() {
            Some(Written::Json(root)) => root.clone(),
            _ => {
                let source = self.world.reader.source(node.span.source);
                let source = source.ok_or_else(|| Error::new("the policy document stands in no file"))?;
                let parsed = embedded(&node, Format::Json, &source);
                if parsed.errors.iter().any(|error| error.kind != crate::source::SourceErrorKind::DuplicateKey) {
                    return Err(Error::new("a policy document is not JSON"));
                }
                match parsed.documents.into_iter().next() {
                    Some(document) => document.root,
                    None => return Err(Error::new("a policy document is empty")),
                }
            }
        };
        let member = |name: &str| root.get(name).filter(|node| node.as_str().is_some()).map(variables::of_node);
        let mut document = Document { id: member("Id"), version: member("Version"), statements: Vec::new() };
        let statements = root.get("Statement").map(|node| {
            node.as_sequence()
                .ok_or_else(|| Error::new("the statements of a policy document that is merged are a list"))
        });
        for node in statements.transpose()?.unwrap_or_default() {
            let known = node.entries().filter(|entry| KEYS.contains(&&*entry.key));
            let entry = |entry: &crate::source::Entry| {
                let span = parse::hcl_span(entry.key_span);
                let value = json_of(&variables::of_node(&entry.value));
                let value = match &*entry.key {
                    "Principal" | "NotPrincipal" => principal(value),
                    "Condition" => condition(value),
                    _ => value,
                };
                (Arc::clone(&entry.key), (Some(span), value))
            };
            document.statements.push((Some(parse::hcl_span(node.span)), known.map(entry).collect()));
        }
        Ok(document)
    }
}
