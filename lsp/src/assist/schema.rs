//! What the JSON Schemas of our own files say of a path.

use std::sync::LazyLock;

use serde_json::Value;

/// A published schema.
pub(super) struct Schema(Value);

/// Of `bartizan.toml`.
pub(super) static SETTINGS: LazyLock<Schema> =
    LazyLock::new(|| Schema::new(include_str!("../../../docs/bartizan.schema.json")));

/// Of `bartizan-attestations.yaml`.
pub(super) static ATTESTATIONS: LazyLock<Schema> =
    LazyLock::new(|| Schema::new(include_str!("../../../docs/attestations.schema.json")));

/// A key and what stands below it.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) about: Option<&'a str>,
    /// Is it a table?
    pub(super) is_table: bool,
    /// Is it a list of tables?
    pub(super) is_tables: bool,
    /// May it be a list?
    pub(super) is_list: bool,
    /// May it be a text, a number or a truth value?
    pub(super) is_scalar: bool,
}

impl Schema {
    fn new(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// The keys of the table at `path`.
    pub(super) fn keys(&self, path: &[String]) -> Vec<Entry<'_>> {
        let tables = self.at(path);
        let properties = tables.iter().filter_map(|table| table.get("properties")?.as_object()).flatten();
        properties.map(|(name, schema)| self.entry(name, schema)).collect()
    }

    /// Is the value at `path` a list, and nothing else?
    pub(super) fn takes_list(&self, path: &[String]) -> bool {
        let Some((last, before)) = path.split_last() else { return false };
        let entry = self.keys(before).into_iter().find(|entry| entry.name == last);
        entry.is_some_and(|entry| entry.is_list && !entry.is_scalar)
    }

    /// What there is to say of the key at the end of `path`.
    pub(super) fn about(&self, path: &[String]) -> Option<&str> {
        let (last, before) = path.split_last()?;
        self.keys(before).into_iter().find(|entry| entry.name == last)?.about
    }

    /// The texts that may stand at `path`, and the truth values.
    pub(super) fn choices(&self, path: &[String]) -> Vec<String> {
        let mut choices = Vec::new();
        for schema in self.at(path) {
            let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten().chain(schema.get("const"));
            choices.extend(listed.filter_map(Value::as_str).map(str::to_owned));
            if is(schema, "boolean") {
                choices.extend(["true".to_owned(), "false".to_owned()]);
            }
        }
        choices
    }

    fn entry<'a>(&'a self, name: &'a str, schema: &'a Value) -> Entry<'a> {
        let variants = self.variants(schema);
        let about = |schema: &&'a Value| schema.get("description").and_then(Value::as_str);
        let any = |of: &dyn Fn(&Value) -> bool| variants.iter().any(|schema| of(schema));
        let tables = |schema: &Value| {
            is(schema, "array")
                && schema.get("items").is_some_and(|item| self.variants(item).iter().any(|item| is(item, "object")))
        };
        Entry {
            name,
            about: about(&schema).or_else(|| variants.iter().find_map(about)),
            is_table: any(&|schema| is(schema, "object")),
            is_tables: any(&tables),
            is_list: any(&|schema| is(schema, "array")),
            is_scalar: any(&|schema| ["string", "integer", "number", "boolean"].iter().any(|kind| is(schema, kind))),
        }
    }

    /// The schemas of what stands at `path`: lists are looked into.
    fn at(&self, path: &[String]) -> Vec<&Value> {
        let mut found = self.elements(&self.0);
        for key in path {
            let named: Vec<&Value> = found.iter().filter_map(|schema| schema.get("properties")?.get(key)).collect();
            let other =
                found.iter().filter_map(|schema| schema.get("additionalProperties").filter(|it| it.is_object()));
            let next = if named.is_empty() { other.collect() } else { named };
            found = next.into_iter().flat_map(|schema| self.elements(schema)).collect();
        }
        found
    }

    /// The variants of a schema, and those of the elements of lists among them.
    fn elements<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let mut found = self.variants(schema);
        let items: Vec<&Value> = found.iter().filter_map(|schema| schema.get("items")).collect();
        found.extend(items.into_iter().flat_map(|items| self.variants(items)));
        found
    }

    /// A schema, what it refers to, and what it is any or all of.
    fn variants<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let mut found = vec![schema];
        let mut at = 0;
        while let Some(schema) = found.get(at).copied() {
            at += 1;
            let reference = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
            found.extend(reference.and_then(|pointer| self.0.pointer(pointer)));
            for key in ["anyOf", "oneOf", "allOf"] {
                found.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
            }
        }
        found
    }
}

/// Does the schema allow this type?
fn is(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == kind,
        Some(Value::Array(names)) => names.iter().any(|name| name == kind),
        _ => false,
    }
}
