//! Files of settings as plain values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ImportError;
use crate::files::Files;

/// What a file says, by key.
pub(super) type Settings = BTreeMap<String, Value>;

/// A file in YAML or JSON.
pub(super) fn yaml(files: &Files, file: &str) -> Result<Settings, ImportError> {
    let text = files.read(file)?.text.to_string();
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Settings::new());
    }
    serde_saphyr::from_str(&text)
        .map_err(|error| ImportError::Form { file: file.to_owned(), message: error.to_string() })
}

/// A file in TOML.
pub(super) fn toml(files: &Files, file: &str) -> Result<Settings, ImportError> {
    let text = files.read(file)?.text.to_string();
    toml::from_str(&text)
        .map_err(|error| ImportError::Form { file: file.to_owned(), message: error.message().to_owned() })
}

/// The texts of a value: of a list each, several in one where commas part them.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => {
            text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
        }
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

/// Is a switch on?
pub(super) fn is_on(value: &Value) -> bool {
    match value {
        Value::Bool(on) => *on,
        Value::String(text) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// The value at `path`, keys with dots between them.
pub(super) fn at<'v>(settings: &'v Settings, path: &str) -> Option<&'v Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let mut value = settings.get(first)?;
    for key in rest.into_iter().flat_map(|rest| rest.split('.')) {
        value = value.get(key)?;
    }
    Some(value)
}
