//! `count` and `for_each`: which instances a block has.

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use bartizan_hcl::eval;
use bartizan_hcl::syntax::ast::{Block, Expr};
use bartizan_hcl::value::{Kind, Reason, Type, Value};

use super::names::Names;
use super::world::{Instance, World};

/// Instances of one block.
const MAX_INSTANCES: usize = 2_000;

/// The key of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The block is not repeated.
    None,
    /// Of `count`.
    Index(usize),
    /// Of `for_each`.
    Name(Arc<str>),
    /// Stands for all instances of a block whose keys are unknown.
    Any,
}

/// How a block is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repetition {
    /// Not at all.
    Single,
    /// By `count`.
    Count,
    /// By `for_each`.
    Each,
    /// It is not known how often: one instance stands for all.
    Unknown(Reason),
}

/// One instance of a block.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    pub(super) key: Key,
    /// `count.index`, `each.key`.
    pub(super) name: Option<Value>,
    /// `each.value`.
    pub(super) value: Option<Value>,
}

/// The instances of a block.
#[derive(Debug)]
pub(super) struct Expansion {
    pub(super) repetition: Repetition,
    pub(super) items: Vec<Repeat>,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Name(name) => write!(f, "[{}]", quoted(name)),
            Self::Any => f.write_str("[*]"),
        }
    }
}

/// A key as Terraform writes it in addresses.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => quoted.extend([c, c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

impl Expansion {
    fn single() -> Self {
        let only = Repeat { key: Key::None, name: None, value: None };
        Self { repetition: Repetition::Single, items: vec![only] }
    }

    /// One instance that stands for all.
    fn unknown(reason: Reason, ty: Type) -> Self {
        let name = Value::unknown(ty, reason.clone());
        let value = Value::unknown(Type::Dynamic, reason.clone());
        let any = Repeat { key: Key::Any, name: Some(name), value: Some(value) };
        Self { repetition: Repetition::Unknown(reason), items: vec![any] }
    }

    /// The number of the instance that `key`, an index of a reference, means.
    pub(super) fn find(&self, key: &Value) -> Option<usize> {
        let text = match &key.kind {
            Kind::String(text) => text.text.to_string(),
            Kind::Number(number) => number.to_string(),
            _ => return None,
        };
        match self.repetition {
            Repetition::Unknown(_) => Some(0),
            Repetition::Count => text.parse::<usize>().ok().filter(|index| *index < self.items.len()),
            Repetition::Each => {
                self.items.iter().position(|item| matches!(&item.key, Key::Name(name) if **name == *text))
            }
            Repetition::Single => None,
        }
    }
}

impl<'a> World<'a> {
    /// The instances of `block`, a resource, data source or call of a module in `at`. One whose number needs itself is
    /// said and unknown.
    pub(super) fn expand(&self, at: &Rc<Instance<'a>>, block: &'a Block, address: &str) -> Rc<Expansion> {
        let id = std::ptr::from_ref(block).cast::<()>();
        let known = at.expansions.borrow().get(&id).cloned();
        match known {
            Some(Some(known)) => return known,
            Some(None) => {
                let value = self.cycle(&format!("`{address}`"), block.header);
                let reason = reason_of(&value);
                return Rc::new(Expansion::unknown(reason, Type::Dynamic));
            }
            None => {}
        }
        at.expansions.borrow_mut().insert(id, None);
        let expansion = Rc::new(self.expand_now(at, block));
        if matches!(expansion.repetition, Repetition::Unknown(_)) {
            self.miss();
        }
        at.expansions.borrow_mut().insert(id, Some(Rc::clone(&expansion)));
        expansion
    }

    fn expand_now(&self, at: &Rc<Instance<'a>>, block: &'a Block) -> Expansion {
        let names = Names::new(self, at);
        if let Some(count) = block.body.attribute("count") {
            let result = self.evaluate(&count.value, &names).and_then(|value| self.count(&value, &count.value));
            return result.unwrap_or_else(|error| self.refused(error, &count.value, Type::Number));
        }
        if let Some(each) = block.body.attribute("for_each") {
            let result = self.evaluate(&each.value, &names).and_then(|value| self.each(&value, &each.value));
            return result.unwrap_or_else(|error| self.refused(error, &each.value, Type::String));
        }
        Expansion::single()
    }

    fn refused(&self, error: eval::Error, expr: &Expr, ty: Type) -> Expansion {
        if error.is_limit {
            return Expansion::unknown(reason_of(&self.settle(Err(error), expr.span)), ty);
        }
        // Which resources there are is not known: more than one value is.
        self.refuse(&error.message, error.span.unwrap_or(expr.span));
        Expansion::unknown(Reason::Error(error.message.into()), ty)
    }

    fn count(&self, value: &Value, expr: &Expr) -> eval::Result<Expansion> {
        let number = value.convert(&Type::Number, &self.budget)?;
        let count = match &number.kind {
            Kind::Number(number) => number.to_string().parse::<usize>(),
            Kind::Unknown(unknown) => return Ok(Expansion::unknown(unknown.reason.clone(), Type::Number)),
            _ => return Err(eval::Error::new("the count is null")),
        };
        let count = count.map_err(|_| eval::Error::new("the count is not a whole number of zero or more"))?;
        let item = |index: usize| {
            let position = i64::try_from(index).unwrap_or(i64::MAX);
            let mut name = Value::number(position);
            name.mark(value.marks.as_ref());
            Repeat { key: Key::Index(index), name: Some(name), value: None }
        };
        let items = (0..self.bounded(count, expr)).map(item).collect();
        Ok(Expansion { repetition: Repetition::Count, items })
    }

    fn each(&self, value: &Value, expr: &Expr) -> eval::Result<Expansion> {
        if value.is_sensitive() {
            return Err(eval::Error::new("the keys of `for_each` would show what is sensitive"));
        }
        let mark = |mut inner: Value| {
            inner.mark(value.marks.as_ref());
            inner
        };
        let items: Vec<Repeat> = match &value.kind {
            Kind::Unknown(unknown) => return Ok(Expansion::unknown(unknown.reason.clone(), Type::String)),
            Kind::Map(entries) | Kind::Object(entries) => {
                let count = self.bounded(entries.len(), expr);
                let item = |(key, entry): (&Arc<str>, &bartizan_hcl::value::Entry)| {
                    let mut name = Value::string(Arc::clone(key));
                    name.span = entry.key_span;
                    Repeat {
                        key: Key::Name(Arc::clone(key)),
                        name: Some(mark(name)),
                        value: Some(mark(entry.value.clone())),
                    }
                };
                entries.iter().take(count).map(item).collect()
            }
            // The other side of a condition on `toset(…)`: Terraform takes it for a set, as the types of both sides say.
            Kind::Tuple(elements) | Kind::List(elements) if elements.is_empty() => Vec::new(),
            Kind::Set(elements) => {
                let count = self.bounded(elements.len(), expr);
                let mut items = Vec::new();
                for element in elements.iter().take(count) {
                    let text = match &element.kind {
                        Kind::String(text) => Arc::clone(&text.text),
                        Kind::Unknown(unknown) => {
                            return Ok(Expansion::unknown(unknown.reason.clone(), Type::String));
                        }
                        _ => return Err(eval::Error::new("`for_each` takes a map, or a set of strings")),
                    };
                    let element = mark(element.clone());
                    items.push(Repeat { key: Key::Name(text), name: Some(element.clone()), value: Some(element) });
                }
                items
            }
            _ => return Err(eval::Error::new("`for_each` takes a map, or a set of strings")),
        };
        Ok(Expansion { repetition: Repetition::Each, items })
    }

    fn bounded(&self, count: usize, expr: &Expr) -> usize {
        if count > MAX_INSTANCES {
            let message = format!("a block has more than {MAX_INSTANCES} instances; the rest is not read");
            self.limit(&message, expr.span);
        }
        count.min(MAX_INSTANCES)
    }
}

/// Why `value` is not known.
pub(super) fn reason_of(value: &Value) -> Reason {
    match &value.kind {
        Kind::Unknown(unknown) => unknown.reason.clone(),
        _ => Reason::Other("it is not known".into()),
    }
}
