//! The JSON Schema of the configuration file, `docs/bartizan.schema.json`, is made from its types, and has to be current.

use std::path::Path;

use serde_json::{Value, json};

use super::Config;

/// Set to write the schema instead of checking it.
const UPDATE: &str = "BARTIZAN_UPDATE_DOCS";

const PAGE: &str = "https://github.com/bartizan-rs/bartizan/blob/main/docs/";

fn docs(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

/// The schema as editors want it.
fn schema() -> Value {
    let mut schema = schemars::schema_for!(Config).to_value();
    without_null(&mut schema);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$id".to_owned(), json!(format!("{PAGE}bartizan.schema.json")));
        schema.insert("title".to_owned(), json!(super::FILE_NAME));
    }
    schema
}

/// TOML has no null: what may be absent is just that.
fn without_null(schema: &mut Value) {
    if let Some(kinds) = schema["type"].as_array().cloned() {
        let kinds: Vec<_> = kinds.into_iter().filter(|kind| kind != "null").collect();
        if let [kind] = kinds.as_slice() {
            schema["type"] = kind.clone();
        }
    }
    if let Some(object) = schema.as_object_mut() {
        object.retain(|key, value| key != "default" || !value.is_null());
        let choice = object.remove("anyOf").and_then(|choice| choice.as_array().cloned()).unwrap_or_default();
        let mut choice: Vec<_> = choice.into_iter().filter(|kind| kind["type"] != "null").collect();
        if let (1, Some(Value::Object(only))) = (choice.len(), choice.first()) {
            object.extend(only.clone());
        } else if !choice.is_empty() {
            choice.iter_mut().for_each(without_null);
            object.insert("anyOf".to_owned(), choice.into());
        }
        object.values_mut().for_each(without_null);
    } else if let Some(items) = schema.as_array_mut() {
        items.iter_mut().for_each(without_null);
    }
}

#[test]
fn reference_schema_is_current() {
    let wanted = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    let file = docs("bartizan.schema.json");
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, &wanted).unwrap();
    }
    let current = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        current == wanted,
        "docs/bartizan.schema.json is not current: run `{UPDATE}=1 cargo test -p bartizan-engine reference`"
    );
}

/// The keys of a table of the configuration, those of tables in it by their full names.
fn keys(schema: &Value, table: &Value, prefix: &str) -> Vec<String> {
    let resolve = |value: &Value| match value["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => value.clone(),
    };
    let mut found = Vec::new();
    for (key, value) in table["properties"].as_object().into_iter().flatten() {
        let value = resolve(value);
        if value["properties"].is_object() {
            found.extend(keys(schema, &value, &format!("{prefix}{key}.")));
        } else {
            found.push(format!("{prefix}{key}"));
            let item = resolve(&value["items"]);
            let own =
                item["properties"].as_object().into_iter().flatten().map(|(own, _)| format!("{prefix}{key}#{own}"));
            found.extend(own);
        }
    }
    found
}

/// Each key has a row of the table, that of an array of tables names the keys of its elements, and no row has another.
#[test]
fn reference_page_has_every_key_and_no_other() {
    let page = std::fs::read_to_string(docs("configuration.md")).unwrap();
    let rows: Vec<(&str, &str)> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |")).collect();
    let schema = schema();
    let keys = keys(&schema, &schema, "");
    assert!(keys.len() > 40, "{keys:?}");
    for key in &keys {
        let (key, own) = key.split_once('#').unwrap_or((key, ""));
        let row = rows.iter().find(|(name, _)| *name == key);
        let said = row.is_some_and(|(_, text)| own.is_empty() || text.contains(&format!("`{own}`")));
        assert!(said, "docs/configuration.md does not say `{key}` {own}");
    }
    let others: Vec<_> = rows.iter().filter(|(name, _)| !keys.iter().any(|key| key == name)).collect();
    assert!(others.is_empty(), "docs/configuration.md says what there is not: {others:?}");
}
