//! `for` expressions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluator::{Evaluator, key_text};
use super::frame::Frame;
use super::{Error, Result};
use crate::span::Span;
use crate::syntax::ast::{Expr, For};
use crate::value::{Entries, Entry, Kind, Reason, Type, Value};

/// Keys and values, in order.
pub(super) type Members = Vec<(Value, Value)>;

/// What `for` goes over: keys and values of a collection, or why it is not known.
///
/// # Errors
/// It is no collection.
pub(super) fn members(collection: &Value) -> Result<std::result::Result<Members, Reason>> {
    let not_iterable = |ty: &str| {
        Err(Error::new(format!("A value of type {ty} cannot be used as the collection in a 'for' expression.")))
    };
    let members = match &collection.kind {
        Kind::Null => return Err(Error::new("A null value cannot be used as the collection in a 'for' expression.")),
        Kind::Unknown(unknown) => match unknown.ty {
            Type::Bool => return not_iterable("bool"),
            Type::Number => return not_iterable("number"),
            Type::String => return not_iterable("string"),
            _ => return Ok(Err(unknown.reason.clone())),
        },
        Kind::List(items) | Kind::Tuple(items) => {
            let member = |(item, at): (&Value, i64)| (Value::number(at), item.clone());
            items.iter().zip(0..).map(member).collect()
        }
        Kind::Set(items) => items.iter().map(|item| (item.clone(), item.clone())).collect(),
        Kind::Map(entries) | Kind::Object(entries) => {
            let member = |(key, entry): (&Arc<str>, &Entry)| {
                let mut name = Value::string(Arc::clone(key));
                name.span = entry.key_span;
                (name, entry.value.clone())
            };
            entries.iter().map(member).collect()
        }
        Kind::Bool(_) => return not_iterable("bool"),
        Kind::Number(_) => return not_iterable("number"),
        Kind::String(_) => return not_iterable("string"),
    };
    Ok(Ok(members))
}

/// The result of a `for` on its way.
struct Draft {
    made: Made,
    /// Why a key or a condition is not known.
    unknown: Option<Reason>,
    /// Collects the marks of the collection, the conditions and the keys; its data means nothing.
    marks: Value,
}

enum Made {
    Tuple(Vec<Value>),
    Object(Entries),
    Groups(BTreeMap<Arc<str>, (Option<Span>, Vec<Value>)>),
}

impl Draft {
    fn finish(self) -> Value {
        let value = match (self.unknown, self.made) {
            (Some(reason), _) => Value::unknown(Type::Dynamic, reason),
            (None, Made::Tuple(items)) => Value::tuple(items),
            (None, Made::Object(entries)) => Value::new(Kind::Object(Arc::new(entries))),
            (None, Made::Groups(groups)) => {
                let entry = |(key, (key_span, items)): (Arc<str>, (Option<Span>, Vec<Value>))| {
                    let span = items.first().and_then(|item| item.span);
                    (key, Entry { key_span, value: Value { span, ..Value::tuple(items) } })
                };
                Value::new(Kind::Object(Arc::new(groups.into_iter().map(entry).collect())))
            }
        };
        value.marked_as(&self.marks)
    }
}

impl Evaluator<'_> {
    pub(super) fn for_expression(&self, repeat: &For, frame: Option<&Frame<'_>>) -> Result {
        let collection = self.evaluate(&repeat.collection, frame)?;
        let members = match members(&collection).map_err(|error| error.or_at(repeat.collection.span))? {
            Ok(members) => members,
            Err(reason) => return Ok(Value::unknown(Type::Dynamic, reason).marked_as(&collection)),
        };
        let made = match (&repeat.result_key, repeat.group) {
            (None, _) => Made::Tuple(Vec::new()),
            (Some(_), false) => Made::Object(Entries::new()),
            (Some(_), true) => Made::Groups(BTreeMap::new()),
        };
        let mut draft = Draft { made, unknown: None, marks: Value::null().marked_as(&collection) };
        for (key, value) in members {
            self.context.budget.take(1)?;
            let key = repeat.key.as_ref().map(|name| (&*name.text, key));
            let inner = Frame::variables(frame, key, (&repeat.value.text, value));
            self.iteration(repeat, &inner, &mut draft)?;
        }
        Ok(draft.finish())
    }

    fn iteration(&self, repeat: &For, frame: &Frame<'_>, draft: &mut Draft) -> Result<()> {
        if let Some(condition) = &repeat.condition
            && !self.is_included(condition, frame, draft)?
        {
            return Ok(());
        }
        let Some(key_expr) = &repeat.result_key else {
            let value = self.evaluate(&repeat.result, Some(frame))?;
            if let Made::Tuple(items) = &mut draft.made {
                items.push(value);
            }
            return Ok(());
        };
        let key = self.evaluate(key_expr, Some(frame))?;
        let at_key = |error: Error| error.or_at(key_expr.span);
        if key.is_null() {
            return Err(at_key(Error::new("Key expression in 'for' expression must not produce a null value.")));
        }
        draft.marks.mark(key.marks.as_ref());
        let text = match key_text(&key, self.context.budget).map_err(|error| match error.is_limit {
            true => error,
            false => at_key(Error::new(format!("The key expression produced an invalid result: {}.", error.message))),
        })? {
            Ok(text) => text,
            Err(reason) => {
                draft.unknown.get_or_insert(reason);
                return Ok(());
            }
        };
        let value = self.evaluate(&repeat.result, Some(frame))?;
        match &mut draft.made {
            Made::Object(entries) => {
                if entries.contains_key(&text) {
                    return Err(at_key(Error::new(format!(
                        "Two different items produced the key \"{text}\" in this 'for' expression. If duplicates are \
                         expected, use the ellipsis (...) after the value expression to enable grouping by key."
                    ))));
                }
                entries.insert(text, Entry { key_span: key.span, value });
            }
            Made::Groups(groups) => {
                groups.entry(text).or_insert_with(|| (key.span, Vec::new())).1.push(value);
            }
            Made::Tuple(_) => {}
        }
        Ok(())
    }

    /// Does the filter let this member in? Where that is not known, the draft is not either.
    fn is_included(&self, condition: &Expr, frame: &Frame<'_>, draft: &mut Draft) -> Result<bool> {
        let value = self.evaluate(condition, Some(frame))?;
        let fault = |message: &str| Err(Error::new(message).or_at(condition.span));
        draft.marks.mark(value.marks.as_ref());
        match &value.kind {
            Kind::Null => fault("The value of the 'if' clause must not be null."),
            Kind::Unknown(unknown) => {
                draft.unknown.get_or_insert_with(|| unknown.reason.clone());
                Ok(false)
            }
            _ => match value.convert(&Type::Bool, self.context.budget) {
                Ok(Value { kind: Kind::Bool(holds), .. }) => Ok(holds),
                Err(error) if error.is_limit => Err(error),
                Err(error) => fault(&format!("The 'if' clause value is invalid: {}.", error.message)),
                Ok(_) => fault("The 'if' clause value is invalid: bool required."),
            },
        }
    }
}
