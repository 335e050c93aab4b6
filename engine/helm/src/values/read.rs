//! Values from documents: every value knows its path and its place.

use std::collections::BTreeMap;
use std::rc::Rc;

use bartizan_source as source;
use bartizan_source::Node;

use crate::trace::{Traces, ValuesKey};
use crate::value::{Kind, List, ListType, Map, MapType, Text, Value};

/// The value of a node that stands at `path` in the values of the chart that is rendered.
pub(crate) fn value(node: &Node, path: &str, traces: &Traces) -> Value {
    let mut path = path.to_owned();
    Reader { traces }.value(node, &mut path)
}

/// The mapping `node` at `path` as a map.
pub(super) fn map(node: &Node, path: &str, traces: &Traces) -> Map {
    match value(node, path, traces).kind {
        Kind::Map(map) => map,
        _ => super::empty(),
    }
}

/// Appends a key to a path as `--set` would write it.
pub(crate) fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    for c in key.chars() {
        if matches!(c, '.' | ',' | '=' | '[' | '\\') {
            path.push('\\');
        }
        path.push(c);
    }
}

struct Reader<'a> {
    traces: &'a Traces,
}

impl Reader<'_> {
    fn value(&self, node: &Node, path: &mut String) -> Value {
        let keys = self.traces.key(ValuesKey { path: Rc::from(path.as_str()), span: Some(node.span) });
        let kind = match &node.value {
            source::Value::Null => Kind::Nil,
            source::Value::Bool(value) => Kind::Bool(*value),
            source::Value::Number(text) => Kind::Float(text.parse().unwrap_or(f64::NAN)),
            source::Value::String(text) => Kind::String(Text::from(&**text)),
            source::Value::Sequence(items) => {
                let length = path.len();
                let mut values = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    path.push_str(&format!("[{index}]"));
                    values.push(self.value(item, path));
                    path.truncate(length);
                }
                Kind::List(List { items: values.into(), of: ListType::Any })
            }
            source::Value::Mapping(mapping) => {
                let length = path.len();
                let mut entries = BTreeMap::new();
                for entry in mapping.entries() {
                    push_key(path, &entry.key);
                    entries.insert(Rc::from(&*entry.key), self.value(&entry.value, path));
                    path.truncate(length);
                }
                Kind::Map(Map::new(entries, MapType::Any))
            }
        };
        Value { kind, keys }
    }
}
