//! What the body of a block says: attributes evaluated, nested blocks in lists, `dynamic` ones written out.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::eval::{self, Budget};
use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::{Attribute, Block, Body, Expr, ExprKind};
use bartizan_hcl::value::{Entries, Entry, Kind, Reason, Type, Value};

use super::expand::{Expansion, reason_of};
use super::module::Declared;
use super::names::{Iterators, Names};
use super::policy_document;
use super::world::{Instance, Item, World, reference_marks};

/// Elements that one `dynamic` block makes.
const MAX_ELEMENTS: usize = 1_000;
/// What making one of them costs of the steps of a root.
const ELEMENT_STEPS: u64 = 30;

/// Arguments of a resource or data block that Terraform itself reads.
const META_ATTRIBUTES: [&str; 4] = ["count", "for_each", "provider", "depends_on"];
/// Blocks in one that Terraform itself reads.
const META_BLOCKS: [&str; 4] = ["lifecycle", "provisioner", "connection", "_"];

/// What a body says.
#[derive(Clone, Debug, Default)]
pub(super) struct Content<'a> {
    pub(super) attributes: Vec<Set<'a>>,
    /// Nested blocks by type, in the order of their first ones.
    pub(super) blocks: Vec<Nested<'a>>,
}

/// An attribute that is set.
#[derive(Clone, Debug)]
pub(super) struct Set<'a> {
    /// Its name, and where it is written.
    pub(super) name: Arc<str>,
    pub(super) key_span: Span,
    /// What it is set to; none for what a provider makes of other arguments.
    pub(super) expr: Option<&'a Expr>,
    /// Where that stands.
    pub(super) place: Span,
    pub(super) value: Value,
    /// Iterators that its expression may name.
    pub(super) iterators: Iterators,
}

impl<'a> Set<'a> {
    /// `attribute` with its value.
    pub(super) fn new(attribute: &'a Attribute, value: Value, iterators: &Iterators) -> Self {
        Self {
            name: Arc::clone(&attribute.name.text),
            key_span: attribute.name.span,
            expr: Some(&attribute.value),
            place: attribute.value.span,
            value,
            iterators: iterators.clone(),
        }
    }

    /// What a provider makes of other arguments, with the place to show for it.
    pub(super) fn made(name: &str, place: Span, value: Value) -> Self {
        Self { name: name.into(), key_span: place, expr: None, place, value, iterators: Iterators::default() }
    }
}

impl<'a> Content<'a> {
    /// The attribute `name`.
    pub(super) fn get(&self, name: &str) -> Option<&Set<'a>> {
        self.attributes.iter().find(|set| &*set.name == name)
    }
}

/// The nested blocks of one type.
#[derive(Clone, Debug)]
pub(super) struct Nested<'a> {
    pub(super) kind: &'a str,
    /// The type of the first, with its labels.
    pub(super) head: Span,
    pub(super) elements: Vec<Element<'a>>,
    /// Why it is not known whether there are more.
    pub(super) unknown: Option<Reason>,
    /// What the number of blocks depends on.
    pub(super) over: Value,
}

/// A nested block.
#[derive(Clone, Debug)]
pub(super) struct Element<'a> {
    /// Its type and labels.
    pub(super) head: Span,
    pub(super) content: Content<'a>,
}

/// Is this attribute Terraform's own, in a resource or data block?
pub(super) fn is_meta_attribute(name: &str) -> bool {
    META_ATTRIBUTES.contains(&name)
}

/// Is this block Terraform's own, in a resource or data block?
pub(super) fn is_meta_block(kind: &str) -> bool {
    META_BLOCKS.contains(&kind)
}

/// `ingress` of `ingress { … }` and of `dynamic "ingress" { … }`.
pub(super) fn kind_of(block: &Block) -> &str {
    match (&*block.kind.text, block.label(0)) {
        ("dynamic", Some(kind)) => kind,
        (kind, _) => kind,
    }
}

impl<'a> World<'a> {
    /// What the nested body `body` says.
    pub(super) fn content(&self, body: &'a Body, names: &Names<'_, 'a>) -> Content<'a> {
        let mut content = Content::default();
        for attribute in &body.attributes {
            let value = self.settle(self.evaluate(&attribute.value, names), attribute.value.span);
            content.attributes.push(Set::new(attribute, value, &names.iterators));
        }
        for block in &body.blocks {
            self.nest(block, names, &mut content.blocks);
        }
        content
    }

    /// Adds what `block` makes to the blocks of its type.
    pub(super) fn nest(&self, block: &'a Block, names: &Names<'_, 'a>, blocks: &mut Vec<Nested<'a>>) {
        let kind = kind_of(block);
        let at = blocks.iter().position(|nested| nested.kind == kind).unwrap_or_else(|| {
            let over = Value::null();
            blocks.push(Nested { kind, head: block.header, elements: Vec::new(), unknown: None, over });
            blocks.len() - 1
        });
        let Some(nested) = blocks.get_mut(at) else { return };
        let level = match self.budget.enter() {
            Ok(level) => level,
            Err(error) => {
                let value = self.settle(Err(error), block.header);
                nested.unknown = Some(reason_of(&value));
                return;
            }
        };
        if &*block.kind.text == "dynamic" && !block.labels.is_empty() {
            self.dynamic(block, names, nested);
        } else {
            let content = self.content(&block.body, names);
            nested.elements.push(Element { head: block.header, content });
        }
        drop(level);
    }

    fn dynamic(&self, block: &'a Block, names: &Names<'_, 'a>, nested: &mut Nested<'a>) {
        let (Some(each), Some(content)) = (block.body.attribute("for_each"), block.body.blocks_of("content").next())
        else {
            let why = format!("the dynamic block `{}` has no `for_each` or no `content`", nested.kind);
            nested.unknown.get_or_insert(Reason::Error(why.into()));
            return;
        };
        let over = self.settle(self.evaluate(&each.value, names), each.value.span);
        nested.over.mark(over.marks.as_ref());
        let items = match elements(&over) {
            Ok(items) => items,
            Err(reason) => {
                nested.unknown.get_or_insert(reason);
                return;
            }
        };
        if items.len() > MAX_ELEMENTS {
            let message = format!("a dynamic block makes more than {MAX_ELEMENTS} blocks; the rest is not read");
            self.limit(&message, each.value.span);
        }
        let iterator: Arc<str> = match block.body.attribute("iterator").map(|attribute| &attribute.value.kind) {
            Some(ExprKind::Root(name)) => Arc::clone(name),
            Some(ExprKind::String(text)) => Arc::clone(&text.text),
            _ => nested.kind.into(),
        };
        for (key, value) in items.into_iter().take(MAX_ELEMENTS) {
            if let Err(error) = self.budget.take(ELEMENT_STEPS) {
                nested.unknown = Some(reason_of(&self.settle(Err(error), each.value.span)));
                return;
            }
            let mut entries = Entries::new();
            for (name, value) in [("key", key), ("value", value)] {
                entries.insert(name.into(), Entry { key_span: None, value: value.marked_as(&over) });
            }
            let iterators = names.iterators.with(&iterator, Value::new(Kind::Object(Arc::new(entries))));
            let names = Names { iterators, ..names.clone() };
            let content = self.content(&content.body, &names);
            nested.elements.push(Element { head: block.header, content });
        }
    }

    /// The attribute `asked` of an instance of a block: what the configuration sets, else unknown.
    pub(super) fn attribute(
        &self,
        at: &Rc<Instance<'a>>,
        block: &Declared<'a>,
        expansion: &Expansion,
        number: usize,
        asked: &Arc<str>,
        span: Span,
    ) -> Value {
        let Some(repeat) = expansion.items.get(number) else { return Value::null() };
        let address = at.address(&block.address, &repeat.key);
        let reference = format!("{address}.{asked}");
        let nothing = || Value::unknown(type_of(asked), after(block, &address, &reference));
        let value = if is_meta_attribute(asked) {
            nothing()
        } else if let Some(attribute) = block.block.body.attribute(asked) {
            let value = self.set(at, block, expansion, number, attribute, span);
            if value.is_null() { nothing() } else { value }
        } else {
            let item = Item::Attribute(Arc::clone(&block.address), number, Arc::clone(asked));
            let make =
                || Ok(self.made(&Names::of(self, at, repeat), block, asked, &reference)?.unwrap_or_else(nothing));
            self.value(at, item, span, &|| format!("`{reference}`"), make)
        };
        // Of what the resource refers to itself only it tells.
        let mut value = match without_references(&value, &self.budget) {
            Ok(value) => value,
            Err(error) => self.settle(Err(error), span),
        };
        value.mark(Some(&reference_marks(&reference)));
        value
    }

    /// The value that an instance of a block sets for `attribute`.
    pub(super) fn set(
        &self,
        at: &Rc<Instance<'a>>,
        block: &Declared<'a>,
        expansion: &Expansion,
        number: usize,
        attribute: &'a Attribute,
        span: Span,
    ) -> Value {
        let Some(repeat) = expansion.items.get(number) else { return Value::null() };
        let item = Item::Attribute(Arc::clone(&block.address), number, Arc::clone(&attribute.name.text));
        let name = || format!("`{}.{}`", at.address(&block.address, &repeat.key), attribute.name.text);
        self.value(at, item, span, &name, || self.evaluate(&attribute.value, &Names::of(self, at, repeat)))
    }

    /// What is asked of a block that is no attribute of it: nested blocks, or what a data source makes.
    fn made(
        &self,
        names: &Names<'_, 'a>,
        block: &Declared<'a>,
        asked: &str,
        reference: &str,
    ) -> eval::Result<Option<Value>> {
        let mut blocks = Vec::new();
        let of_kind = |inner: &&Block| kind_of(inner) == asked && !is_meta_block(kind_of(inner));
        for inner in block.block.body.blocks.iter().filter(of_kind) {
            self.nest(inner, names, &mut blocks);
        }
        match blocks.first() {
            Some(nested) => Ok(Some(list(nested, block, reference))),
            None => policy_document::attribute(self, block, asked, names),
        }
    }

    /// An instance of a block as a whole: what is set is known of it.
    pub(super) fn whole(
        &self,
        at: &Rc<Instance<'a>>,
        block: &Declared<'a>,
        expansion: &Expansion,
        number: usize,
        span: Span,
    ) -> Value {
        let Some(repeat) = expansion.items.get(number) else { return Value::null() };
        let address = at.address(&block.address, &repeat.key);
        let mut known = Entries::new();
        let body = &block.block.body;
        let attributes = body.attributes.iter().map(|attribute| (&attribute.name.text, attribute.name.span));
        let blocks = body.blocks.iter().filter(|inner| !is_meta_block(kind_of(inner)));
        let blocks: BTreeMap<Arc<str>, Span> = blocks.map(|inner| (Arc::from(kind_of(inner)), inner.header)).collect();
        let extra: Option<Arc<str>> = policy_document::result(block).map(Arc::from);
        let extra = extra.iter().map(|name| (name, block.block.header));
        for (name, key_span) in attributes.chain(blocks.iter().map(|(kind, head)| (kind, *head))).chain(extra) {
            if !is_meta_attribute(name) {
                let value = self.attribute(at, block, expansion, number, name, span);
                known.insert(Arc::clone(name), Entry { key_span: Some(key_span), value });
            }
        }
        let mut value = Value::partly_known(Arc::new(known), after(block, &address, &address));
        value.mark(Some(&reference_marks(&address)));
        value
    }
}

/// The type of an attribute that a provider fills in, where its name tells.
fn type_of(name: &str) -> Type {
    let is_text = matches!(name, "id" | "arn" | "self_link") || name.ends_with("_id") || name.ends_with("_arn");
    if is_text { Type::String } else { Type::Dynamic }
}

/// Why an attribute that the configuration does not set is not known.
fn after(block: &Declared<'_>, address: &str, reference: &str) -> Reason {
    if block.is_data { Reason::Data(address.into()) } else { Reason::AfterApply(reference.into()) }
}

/// Key and value of each element of what a `dynamic` block goes over, or why they are not known.
fn elements(over: &Value) -> Result<Vec<(Value, Value)>, Reason> {
    match &over.kind {
        Kind::Unknown(unknown) => Err(unknown.reason.clone()),
        Kind::List(items) | Kind::Tuple(items) => {
            let position = |index: usize| Value::number(i64::try_from(index).unwrap_or(i64::MAX));
            Ok(items.iter().enumerate().map(|(index, item)| (position(index), item.clone())).collect())
        }
        Kind::Set(items) => Ok(items.iter().map(|item| (item.clone(), item.clone())).collect()),
        Kind::Map(entries) | Kind::Object(entries) => {
            let key = |(key, entry): (&Arc<str>, &Entry)| {
                let mut name = Value::string(Arc::clone(key));
                name.span = entry.key_span;
                (name, entry.value.clone())
            };
            Ok(entries.iter().map(key).collect())
        }
        _ => Err(Reason::Error("a dynamic block cannot go over this value".into())),
    }
}

/// Nested blocks as a value: a list of objects of which what is set is known.
fn list(nested: &Nested<'_>, block: &Declared<'_>, reference: &str) -> Value {
    if let Some(reason) = &nested.unknown {
        return Value::unknown(Type::Dynamic, reason.clone());
    }
    let element = |(index, element): (usize, &Element<'_>)| {
        let reference = format!("{reference}[{index}]");
        let mut known = Entries::new();
        for set in &element.content.attributes {
            known.insert(Arc::clone(&set.name), Entry { key_span: Some(set.key_span), value: set.value.clone() });
        }
        for inner in &element.content.blocks {
            let value = list(inner, block, &format!("{reference}.{}", inner.kind));
            known.insert(inner.kind.into(), Entry { key_span: Some(inner.head), value });
        }
        Value::partly_known(Arc::new(known), after(block, reference.split('[').next().unwrap_or_default(), &reference))
            .at(element.head)
    };
    let items = nested.elements.iter().enumerate().map(element).collect();
    Value::tuple(items).marked_as(&nested.over)
}

/// `value` without the references through which it came, at any depth.
pub(super) fn without_references(value: &Value, budget: &Budget) -> eval::Result {
    budget.take(1)?;
    let marks = value.marks.as_ref().filter(|marks| marks.sensitive).map(|_| super::variables::sensitive());
    let entries = |entries: &Entries| {
        let entry = |(key, entry): (&Arc<str>, &Entry)| {
            let value = without_references(&entry.value, budget)?;
            Ok((Arc::clone(key), Entry { value, key_span: entry.key_span }))
        };
        entries.iter().map(entry).collect::<eval::Result<Entries>>().map(Arc::new)
    };
    let items = |items: &Arc<[Value]>| {
        items.iter().map(|item| without_references(item, budget)).collect::<eval::Result<Arc<[Value]>>>()
    };
    let kind = match &value.kind {
        Kind::List(inner) => Kind::List(items(inner)?),
        Kind::Set(inner) => Kind::Set(items(inner)?),
        Kind::Tuple(inner) => Kind::Tuple(items(inner)?),
        Kind::Map(inner) => Kind::Map(entries(inner)?),
        Kind::Object(inner) => Kind::Object(entries(inner)?),
        kind => kind.clone(),
    };
    Ok(Value { kind, span: value.span, marks })
}
