//! Blocks to resources: values in the plan's shape, and what is known of each.

use std::collections::HashSet;
use std::sync::Arc;

use bartizan_hcl::eval;
use bartizan_hcl::span::Span as HclSpan;
use bartizan_hcl::value::{self, Kind, Value, to_json};

use super::content::{Content, Nested, Set};
use super::expand::reason_of;
use super::literal;
use super::names::Names;
use super::world::World;
use super::{parse, places};
use crate::resource::{Path, PathElement, Reference, Unknown};
use crate::source::{self, Entry, Node, Span};
use crate::terraform::address;

/// Nesting of values that is followed.
const MAX_DEPTH: usize = 200;
/// What writing one value costs of the steps of a root.
const NODE_STEPS: u64 = 4;
/// The same of noting one reference.
const REFERENCE_STEPS: u64 = 20;

/// What the configuration says of one resource.
pub(super) struct Written {
    pub(super) values: Node,
    pub(super) unknown: Vec<Unknown>,
    pub(super) sensitive: Vec<Path>,
    pub(super) references: Vec<Reference>,
    pub(super) literals: Vec<Path>,
}

/// Writes `content`, whose block stands at `head`.
pub(super) fn write<'a>(world: &World<'a>, content: &Content<'a>, names: &Names<'_, 'a>, head: Span) -> Written {
    let mut writer = Writer {
        world,
        names: names.clone(),
        path: Path::new(),
        unknown: Vec::new(),
        sensitive: Vec::new(),
        references: Vec::new(),
        seen: HashSet::new(),
        literals: Vec::new(),
    };
    let entries = writer.content(content);
    writer.sensitive.sort();
    writer.sensitive.dedup();
    Written {
        values: Node::mapping(head, entries),
        unknown: writer.unknown,
        sensitive: writer.sensitive,
        references: writer.references,
        literals: writer.literals,
    }
}

struct Writer<'w, 'a> {
    world: &'w World<'a>,
    names: Names<'w, 'a>,
    path: Path,
    unknown: Vec<Unknown>,
    sensitive: Vec<Path>,
    references: Vec<Reference>,
    seen: HashSet<(Path, String)>,
    literals: Vec<Path>,
}

impl<'a> Writer<'_, 'a> {
    fn content(&mut self, content: &Content<'a>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for set in &content.attributes {
            let name = &set.name;
            self.path.push(PathElement::from(&**name));
            let value = self.attribute(set);
            self.path.pop();
            let key_span = parse::span(set.key_span);
            entries.extend(value.map(|value| Entry::new(Arc::clone(name), key_span, value)));
        }
        for nested in &content.blocks {
            self.path.push(PathElement::from(nested.kind));
            let value = self.nested(nested);
            self.path.pop();
            entries.extend(value.map(|value| Entry::new(nested.kind, parse::span(nested.head), value)));
        }
        entries
    }

    /// Takes the steps of what stands at the path: the path may be noted, and is as long as it is deep.
    fn pay(&self) -> eval::Result<()> {
        self.world.budget.take(NODE_STEPS.max(self.path.len() as u64))
    }

    fn nested(&mut self, nested: &Nested<'a>) -> Option<Node> {
        // A limit is met again, and said, where the blocks are.
        let _ = self.refer(&nested.over);
        if let Some(reason) = &nested.unknown {
            self.unknown.push(Unknown { path: self.path.clone(), reason: reason.to_string() });
        }
        let mut items = Vec::new();
        for (index, element) in nested.elements.iter().enumerate() {
            if let Err(error) = self.pay() {
                self.beyond(error, element.head);
                break;
            }
            self.path.push(PathElement::from(index));
            let head = parse::span(element.head);
            let mapping = Node::mapping(head, self.content(&element.content));
            items.push(mapping.with_written(source::Written::Block(head)));
            self.path.pop();
        }
        (!items.is_empty()).then(|| Node::sequence(parse::span(nested.head), items))
    }

    fn attribute(&mut self, set: &Set<'a>) -> Option<Node> {
        let place = set.place;
        if set.value.is_null() {
            return None;
        }
        if let Err(error) = self.pay().and_then(|()| self.refer(&set.value)) {
            return self.beyond(error, place);
        }
        let names = Names { iterators: set.iterators.clone(), ..self.names.clone() };
        if set.expr.is_some_and(|expr| literal::is_literal(self.world, expr, &set.value, &names)) {
            self.literals.push(self.path.clone());
        }
        if set.expr.is_some() {
            self.literals_below(&set.value);
        }
        self.node(&set.value, place, false, 0).filter(|node| !crate::terraform::values::is_absent(node))
    }

    /// Notes what `value` came through.
    fn refer(&mut self, value: &Value) -> eval::Result<()> {
        let Some(marks) = value.deep_marks(&self.world.budget)? else { return Ok(()) };
        self.world.budget.take(REFERENCE_STEPS.saturating_mul(marks.references.len() as u64))?;
        for reference in &marks.references {
            let Some(address) = resource_address(reference) else { continue };
            if self.seen.insert((self.path.clone(), address.clone())) {
                self.references.push(Reference { path: self.path.clone(), address });
            }
        }
        Ok(())
    }

    /// Says and notes that a value is more than can be written.
    fn beyond(&mut self, error: eval::Error, place: HclSpan) -> Option<Node> {
        let reason = reason_of(&self.world.settle(Err(error), place)).to_string();
        self.unknown.push(Unknown { path: self.path.clone(), reason });
        None
    }

    /// Notes the literals in the entries of a mapping.
    fn literals_below(&mut self, value: &Value) {
        let Some(entries) = value.entries() else { return };
        for (key, entry) in entries {
            if entry.value.is_null() {
                continue;
            }
            self.path.push(PathElement::from(&**key));
            // Where nothing is left, the entry is not written either.
            let is_paid = self.pay().is_ok();
            if is_paid && literal::is_written(self.world, &entry.value) {
                self.literals.push(self.path.clone());
            }
            if is_paid {
                self.literals_below(&entry.value);
            }
            self.path.pop();
        }
    }

    /// `value`, set by an attribute whose expression stands at `place`; none when it is unknown, which is noted.
    fn node(&mut self, value: &Value, place: HclSpan, within_sensitive: bool, depth: usize) -> Option<Node> {
        if let Err(error) = self.pay() {
            return self.beyond(error, place);
        }
        let is_sensitive = value.is_sensitive();
        if is_sensitive && !within_sensitive {
            self.sensitive.push(self.path.clone());
        }
        let within = within_sensitive || is_sensitive;
        let data = match &value.kind {
            Kind::Unknown(unknown) => {
                // Of the documents of YAML only the values of charts are read, which may be JSON as well.
                let is_read =
                    !unknown.is_yaml || matches!(self.path.as_slice(), [PathElement::Key(key), _] if key == "values");
                if let Some(document) = unknown.document.as_ref().filter(|_| is_read) {
                    return self.document(document, value, place);
                }
                let reason = unknown.reason.to_string();
                self.unknown.push(Unknown { path: self.path.clone(), reason });
                return None;
            }
            _ if depth > MAX_DEPTH => {
                self.world.limit(&format!("a value is nested deeper than {MAX_DEPTH} levels"), place);
                return None;
            }
            Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
                source::Value::Sequence(self.items(items, place, within, depth))
            }
            Kind::Map(entries) | Kind::Object(entries) => {
                let entries = self.entries(entries, place, within, depth);
                source::Value::Mapping(source::Mapping::new(entries))
            }
            Kind::String(text) => {
                // What many resources share is judged of each.
                if let Err(error) = self.world.budget.take_bytes(text.text.len() as u64) {
                    return self.beyond(error, place);
                }
                return Some(places::node(value, place));
            }
            _ => return Some(places::node(value, place)),
        };
        Some(places::at(data, value, place))
    }

    /// The JSON of `document`, of which `value` was made, with null for what is unknown of it, which is noted.
    fn document(&mut self, document: &Value, value: &Value, place: HclSpan) -> Option<Node> {
        self.path.push(PathElement::from("@json"));
        let noted = self.unknown_below(document, 0);
        self.path.pop();
        if let Err(error) = noted {
            return self.beyond(error, place);
        }
        match to_json(&places::with_nulls(document), &self.world.budget) {
            Ok(text) => {
                let node = places::at(source::Value::String(text.into()), value, place);
                Some(node.with_written(source::Written::Json(places::node(document, place))))
            }
            Err(error) => {
                self.unknown.push(Unknown { path: self.path.clone(), reason: error.message });
                None
            }
        }
    }

    /// Notes what is unknown in a document.
    fn unknown_below(&mut self, value: &Value, depth: usize) -> eval::Result<()> {
        self.pay()?;
        if depth > MAX_DEPTH {
            return Ok(());
        }
        if let Kind::Unknown(unknown) = &value.kind {
            self.unknown.push(Unknown { path: self.path.clone(), reason: unknown.reason.to_string() });
        }
        for (index, item) in value.elements().unwrap_or_default().iter().enumerate() {
            self.path.push(PathElement::from(index));
            let noted = self.unknown_below(item, depth + 1);
            self.path.pop();
            noted?;
        }
        for (key, entry) in value.entries().into_iter().flatten() {
            self.path.push(PathElement::from(&**key));
            let noted = self.unknown_below(&entry.value, depth + 1);
            self.path.pop();
            noted?;
        }
        Ok(())
    }

    fn items(&mut self, items: &[Value], place: HclSpan, within: bool, depth: usize) -> Arc<[Node]> {
        let mut nodes = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.path.push(PathElement::from(index));
            let node = self.node(item, place, within, depth + 1);
            // Elements keep their place.
            nodes.push(node.unwrap_or_else(|| places::at(source::Value::Null, item, place)));
            self.path.pop();
        }
        nodes.into()
    }

    fn entries(&mut self, entries: &value::Entries, place: HclSpan, within: bool, depth: usize) -> Vec<Entry> {
        let mut nodes = Vec::with_capacity(entries.len());
        for (key, entry) in entries {
            self.path.push(PathElement::from(&**key));
            let node = self.node(&entry.value, place, within, depth + 1);
            self.path.pop();
            if let Some(node) = node.filter(|node| !crate::terraform::values::is_absent(node)) {
                nodes.push(Entry::new(Arc::clone(key), places::key(entry, place), node));
            }
        }
        nodes
    }
}

/// The resource that a reference leads to: `module.a.x.y[0]` of `module.a.x.y[0].z`.
fn resource_address(reference: &str) -> Option<String> {
    let steps = address::steps(reference)?;
    let (module, rest) = address::split_module(&steps);
    Some(address::resource_of(&module, rest)?.0.to_string())
}
