//! A policy document as data: how statements are merged, normalised and printed.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use bartizan_hcl::eval::{Budget, Error, Result};
use bartizan_hcl::span::Span;
use bartizan_hcl::value::{Entries, Entry, Kind, Value, to_json};

/// Keys of a statement, in the provider's order.
pub(super) const KEYS: [&str; 9] =
    ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition"];

/// A document whose keys have an order.
#[derive(Clone, Debug)]
pub(super) enum Json {
    Text(Value),
    List(Vec<Json>, Option<Span>),
    Object(Vec<(Arc<str>, Option<Span>, Json)>, Option<Span>),
}

/// A statement by key.
pub(super) type Statement = BTreeMap<Arc<str>, (Option<Span>, Json)>;

/// Lists of strings by key: where the key and the whole list stand.
pub(super) type Texts = BTreeMap<Arc<str>, (Option<Span>, Vec<Value>, Option<Span>)>;

/// A policy document while it is put together.
#[derive(Default)]
pub(super) struct Document {
    pub(super) id: Option<Value>,
    pub(super) version: Option<Value>,
    pub(super) statements: Vec<(Option<Span>, Statement)>,
}

/// Principals as the provider writes them again.
pub(super) fn principal(json: Json) -> Json {
    match json {
        Json::Text(value) => Json::Text(Value { span: value.span, ..Value::string("*") }),
        Json::Object(mut entries, span) => {
            for (_, _, identifiers) in &mut entries {
                if let Json::List(items, _) = identifiers {
                    items.sort_by(|a, b| text_of(b).cmp(&text_of(a)));
                }
            }
            match entries.as_slice() {
                [(kind, _, Json::List(items, _))] if &**kind == "*" && items.len() == 1 => match items.first() {
                    Some(Json::Text(value)) if value.as_str() == Some("*") => Json::Text(value.clone()),
                    _ => Json::Object(entries, span),
                },
                [(kind, _, Json::Text(value))] if &**kind == "*" && value.as_str() == Some("*") => {
                    Json::Text(value.clone())
                }
                _ => Json::Object(entries, span),
            }
        }
        other => other,
    }
}

/// Conditions as the provider writes them again.
pub(super) fn condition(json: Json) -> Json {
    let Json::Object(mut tests, span) = json else { return json };
    for (_, _, variables) in &mut tests {
        let Json::Object(variables, _) = variables else { continue };
        for (_, _, values) in variables {
            match values {
                Json::List(items, _) if items.len() == 1 => {
                    if let Some(only) = items.pop() {
                        *values = only;
                    }
                }
                Json::Text(value) => {
                    if let Kind::Bool(written) = value.kind {
                        *value = Value { span: value.span, ..Value::string(written.to_string()) };
                    }
                }
                _ => {}
            }
        }
    }
    Json::Object(tests, span)
}

fn text_of(json: &Json) -> Option<&str> {
    match json {
        Json::Text(value) => value.as_str(),
        _ => None,
    }
}

/// Notes the Sids of `document`, of which none may be there yet.
pub(super) fn unique(sids: &mut HashSet<String>, document: &Document) -> Result<()> {
    for (_, statement) in &document.statements {
        if let Some(sid) = sid(statement)
            && !sids.insert(sid.to_owned())
        {
            return Err(Error::new(format!("a policy document has two statements with the Sid {sid}")));
        }
    }
    Ok(())
}

/// The Sid of a statement, when it has one.
fn sid(statement: &Statement) -> Option<&str> {
    let (_, sid) = statement.get("Sid")?;
    text_of(sid).filter(|sid| !sid.is_empty())
}

/// `&{aws:username}` as `${aws:username}`.
pub(super) fn with_variables(text: &Value) -> Value {
    match text.as_str() {
        Some(written) if written.contains("&{") => {
            let replaced = Value::string(written.replace("&{", "${"));
            Value { span: text.span, marks: text.marks.clone(), ..replaced }
        }
        _ => text.clone(),
    }
}

/// Nothing for no string, one alone as it is.
pub(super) fn one_or_list(mut texts: Vec<Value>, span: Option<Span>) -> Option<Json> {
    match texts.len() {
        0 => None,
        1 => texts.pop().map(Json::Text),
        _ => Some(Json::List(texts.into_iter().map(Json::Text).collect(), span)),
    }
}

/// Adds `new` to `merged`: a statement replaces the one with its Sid.
pub(super) fn merge(merged: &mut Document, new: Document) {
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    if text(&new.id).is_some_and(|id| !id.is_empty()) {
        merged.id = new.id;
    }
    if text(&new.version) > text(&merged.version) {
        merged.version = new.version;
    }
    for (span, statement) in new.statements {
        let own = sid(&statement);
        let known = merged.statements.iter_mut().find(|(_, known)| own.is_some() && sid(known) == own);
        match known {
            Some(known) => *known = (span, statement),
            None => merged.statements.push((span, statement)),
        }
    }
}

/// The document in the provider's order.
pub(super) fn written(document: Document, span: Span) -> Json {
    let mut entries = Vec::new();
    for (key, value) in [("Version", document.version), ("Id", document.id)] {
        entries.extend(value.map(|value| (Arc::from(key), value.span, Json::Text(value))));
    }
    let statements = document.statements.into_iter().map(|(at, mut statement)| {
        let entry = |key: &str| statement.remove(key).map(|(span, json)| (Arc::from(key), span, json));
        Json::Object(KEYS.into_iter().filter_map(entry).collect(), at)
    });
    let statements: Vec<Json> = statements.collect();
    if !statements.is_empty() {
        entries.push(("Statement".into(), Some(span), Json::List(statements, Some(span))));
    }
    Json::Object(entries, Some(span))
}

/// The document as a value, for its places.
pub(super) fn value_of(json: &Json) -> Value {
    match json {
        Json::Text(value) => value.clone(),
        Json::List(items, span) => Value { span: *span, ..Value::tuple(items.iter().map(value_of).collect()) },
        Json::Object(entries, span) => {
            let entry = |(key, span, json): &(Arc<str>, Option<Span>, Json)| {
                (Arc::clone(key), Entry { key_span: *span, value: value_of(json) })
            };
            let entries: Entries = entries.iter().map(entry).collect();
            Value { span: *span, ..Value::new(Kind::Object(Arc::new(entries))) }
        }
    }
}

/// A value as a document.
pub(super) fn json_of(value: &Value) -> Json {
    match &value.kind {
        Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => {
            Json::List(items.iter().map(json_of).collect(), value.span)
        }
        Kind::Map(entries) | Kind::Object(entries) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| (Arc::clone(key), entry.key_span, json_of(&entry.value));
            Json::Object(entries.iter().map(entry).collect(), value.span)
        }
        _ => Json::Text(value.clone()),
    }
}

/// Writes `json`; with an indentation on several lines.
pub(super) fn print(json: &Json, indent: Option<usize>, budget: &Budget, text: &mut String) -> Result<()> {
    let line = |text: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth {
            text.push('\n');
            text.extend(std::iter::repeat_n("  ", depth));
        }
    };
    let inner = indent.map(|indent| indent + 1);
    match json {
        Json::Text(value) => text.push_str(&to_json(value, budget)?),
        Json::List(items, _) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                line(text, inner);
                print(item, inner, budget, text)?;
            }
            line(text, indent.filter(|_| !items.is_empty()));
            text.push(']');
        }
        Json::Object(entries, _) => {
            text.push('{');
            for (index, (key, _, value)) in entries.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                line(text, inner);
                text.push_str(&to_json(&Value::string(Arc::clone(key)), budget)?);
                text.push_str(if indent.is_some() { ": " } else { ":" });
                print(value, inner, budget, text)?;
            }
            line(text, indent.filter(|_| !entries.is_empty()));
            text.push('}');
        }
    }
    Ok(())
}
