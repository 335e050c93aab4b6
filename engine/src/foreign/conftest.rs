//! conftest: `conftest.toml`, namespaces, data.
//!
//! Facts: <https://www.conftest.dev/options/>, <https://www.conftest.dev/exceptions/> and the behaviour of conftest 0.71.

use std::path::{Path, PathBuf};

use bartizan_rego::value::Value;
use globset::GlobBuilder;

use super::{documents_of, of_json};
use crate::policy::PolicyError;
use crate::rego::value_of;

/// The name of its configuration.
pub(super) const FILE_NAME: &str = "conftest.toml";

/// What a configuration of conftest says.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    /// Folders of policies, relative to that of the configuration.
    pub(super) policy: Vec<PathBuf>,
    /// Namespaces or globs of them.
    pub(super) namespaces: Vec<String>,
    pub(super) all_namespaces: bool,
    /// Files or folders of data.
    pub(super) data: Vec<PathBuf>,
    pub(super) combine: bool,
    /// Keys without effect here.
    pub(super) ignored: Vec<String>,
}

/// Keys that change only how conftest prints or ends.
pub(crate) const HARMLESS: [&str; 9] = [
    "no-color",
    "no-fail",
    "output",
    "quiet",
    "suppress-exceptions",
    "trace",
    "rego-version",
    "junit-hide-message",
    "github-hide-passed",
];

impl Config {
    /// Reads the text of a configuration.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, PolicyError> {
        let invalid = |message: String| PolicyError::Invalid { file: file.to_owned(), line: 1, column: None, message };
        let table: toml::Table = toml::from_str(text).map_err(|error| invalid(error.message().to_owned()))?;
        let mut config = Self::default();
        for (key, value) in &table {
            let texts =
                || texts(value).ok_or_else(|| invalid(format!("`{key}` is neither a text nor a list of texts")));
            let switch = || value.as_bool().ok_or_else(|| invalid(format!("`{key}` is neither true nor false")));
            match key.to_ascii_lowercase().as_str() {
                "policy" => config.policy = texts()?.into_iter().map(PathBuf::from).collect(),
                "namespace" => config.namespaces = texts()?,
                "all-namespaces" => config.all_namespaces = switch()?,
                "data" => config.data = texts()?.into_iter().map(PathBuf::from).collect(),
                "combine" => config.combine = switch()?,
                other if HARMLESS.contains(&other) => {}
                _ => config.ignored.push(key.clone()),
            }
        }
        if config.policy.is_empty() {
            config.policy.push(PathBuf::from("policy"));
        }
        Ok(config)
    }

    /// The namespaces that are asked, of those that there are.
    pub(super) fn choose(&self, namespaces: &[String]) -> Vec<String> {
        if self.all_namespaces {
            return namespaces.to_vec();
        }
        let main = ["main".to_owned()];
        let wanted = if self.namespaces.is_empty() { &main[..] } else { &self.namespaces };
        let globs: Vec<_> = wanted
            .iter()
            .filter_map(|pattern| Some(GlobBuilder::new(pattern).build().ok()?.compile_matcher()))
            .collect();
        let chosen = |name: &&String| wanted.contains(name) || globs.iter().any(|glob| glob.is_match(name));
        namespaces.iter().filter(chosen).cloned().collect()
    }
}

fn texts(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(text) => Some(text.split(',').map(|text| text.trim().to_owned()).collect()),
        toml::Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The base documents in files and folders: what a file holds stands at the path of its folder below the folder named.
pub(super) fn data(folder: &Path, paths: &[PathBuf]) -> Result<Value, Vec<PolicyError>> {
    let mut root = serde_json::Map::new();
    let mut errors = Vec::new();
    for path in paths {
        let path = folder.join(path);
        let at_root = path.is_file();
        for entry in walkdir::WalkDir::new(&path).sort_by_file_name() {
            let file = match entry {
                Ok(entry) if entry.file_type().is_file() => entry.into_path(),
                Ok(_) => continue,
                Err(error) => {
                    errors.push(PolicyError::Read { path: path.display().to_string(), message: error.to_string() });
                    continue;
                }
            };
            let known = file.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|known| end == *known));
            if !known {
                continue;
            }
            let below = file.parent().and_then(|parent| parent.strip_prefix(&path).ok()).filter(|_| !at_root);
            let keys: Vec<String> = below
                .iter()
                .flat_map(|below| below.components())
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            if let Err(error) = read_data(&file).and_then(|value| merge(&mut root, &keys, value, &file)) {
                errors.push(error);
            }
        }
    }
    if errors.is_empty() { Ok(of_json(&serde_json::Value::Object(root))) } else { Err(errors) }
}

fn read_data(file: &Path) -> Result<serde_json::Value, PolicyError> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .map_err(|error| PolicyError::Read { path: name.clone(), message: error.to_string() })?;
    let parsed = documents_of(&name, &text);
    let fault = |message: String| PolicyError::Invalid { file: name.clone(), line: 1, column: None, message };
    if let Some(error) = parsed.errors.first() {
        return Err(fault(error.message.clone()));
    }
    let Some(document) = parsed.documents.first() else { return Ok(serde_json::Value::Object(serde_json::Map::new())) };
    serde_json::from_str(&value_of(&document.root).to_json()).map_err(|error| fault(error.to_string()))
}

/// Puts `value`, an object, at the path of `keys`.
fn merge(
    root: &mut serde_json::Map<String, serde_json::Value>,
    keys: &[String],
    value: serde_json::Value,
    file: &Path,
) -> Result<(), PolicyError> {
    let conflict = |message: &str| PolicyError::Invalid {
        file: file.display().to_string(),
        line: 1,
        column: None,
        message: message.to_owned(),
    };
    let value = keys.iter().rev().fold(value, |value, key| serde_json::json!({key: value}));
    let serde_json::Value::Object(value) = value else {
        return Err(conflict("data at the top must be an object"));
    };
    if lay_over(root, value) { Ok(()) } else { Err(conflict("data conflicts with that of another file")) }
}

/// Merges objects; answers whether no value stands in the way of another.
fn lay_over(
    root: &mut serde_json::Map<String, serde_json::Value>,
    more: serde_json::Map<String, serde_json::Value>,
) -> bool {
    more.into_iter().all(|(key, value)| match (root.get_mut(&key), value) {
        (None, value) => {
            root.insert(key, value);
            true
        }
        (Some(serde_json::Value::Object(known)), serde_json::Value::Object(value)) => lay_over(known, value),
        (Some(_), _) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_namespaces() {
        let names = ["main", "k8s.pods", "k8s", "aws"].map(str::to_owned);
        let chosen = |text: &str| Config::parse(FILE_NAME, text).unwrap().choose(&names).join(" ");
        assert_eq!(chosen(""), "main");
        assert_eq!(chosen("namespace = [\"k8s*\", \"aws\"]"), "k8s.pods k8s aws");
        assert_eq!(chosen("namespace = \"aws\""), "aws");
        assert_eq!(chosen("all-namespaces = true"), "main k8s.pods k8s aws");
        assert!(Config::parse(FILE_NAME, "combine = 1").is_err());
    }
}
