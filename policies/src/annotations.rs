//! The METADATA block of a policy: read, checked and flattened.
//!
//! The build script reads the bundled policies with it, the engine those of a user.
//! Source of the block's form: <https://www.openpolicyagent.org/docs/policy-language#annotations>.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::rego_text;

/// Whose policy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Bundled: must say what it serves in the two security models.
    Bundled,
    /// A user's: needs an id, a title, a platform and kinds.
    User,
}

/// What is wrong with a file's annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong, naming the key.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

/// A Rego file as far as its text shows it.
#[derive(Clone, Debug)]
pub struct Module {
    /// Path of its package, `bartizan.kubernetes.privileged`.
    pub package: String,
    /// References to documents under `data`, `data.bartizan.lib.workload`.
    pub references: Vec<String>,
    /// Annotations of the package.
    annotations: Option<Block>,
    package_line: usize,
}

/// A METADATA block: its YAML and the line of the file where that begins.
#[derive(Clone, Debug)]
struct Block {
    yaml: String,
    first_line: usize,
}

/// What a value of the annotations must be.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    OneOf(&'static [&'static str]),
    Level,
    Flag,
    Related,
    References,
    Parameters,
}

/// Is a key needed?
#[derive(Clone, Copy, PartialEq)]
enum Need {
    Always,
    Bundled,
    Never,
}

type Key = (&'static str, Shape, Need);

/// Keys that OPA gives a meaning and we read.
const TOP: &[Key] = &[
    ("title", Shape::Text, Need::Always),
    ("description", Shape::Text, Need::Bundled),
    ("related_resources", Shape::Related, Need::Never),
];

/// Keys that OPA gives a meaning and that do not concern us.
const OTHER_TOP: &[&str] = &["authors", "compile", "custom", "entrypoint", "organizations", "schemas", "scope"];

/// Our own keys.
const CUSTOM: &[Key] = &[
    ("id", Shape::Text, Need::Always),
    ("severity", Shape::OneOf(&["critical", "high", "medium", "low", "info"]), Need::Bundled),
    ("confidence", Shape::OneOf(&["high", "medium", "low"]), Need::Bundled),
    ("platform", Shape::OneOf(&["terraform", "kubernetes", "keycloak"]), Need::Always),
    ("kinds", Shape::Texts, Need::Always),
    ("scope", Shape::OneOf(&["resource", "unit", "fleet"]), Need::Bundled),
    ("level", Shape::Level, Need::Bundled),
    ("pillar", Shape::OneOf(&["operations", "technical"]), Need::Bundled),
    ("layer", Shape::Text, Need::Bundled),
    ("owner", Shape::Text, Need::Bundled),
    ("supporting", Shape::Texts, Need::Never),
    ("controls", Shape::Texts, Need::Bundled),
    ("references", Shape::References, Need::Never),
    ("remediation", Shape::Text, Need::Bundled),
    ("parameters", Shape::Parameters, Need::Never),
    ("profile", Shape::OneOf(&["default", "strict"]), Need::Never),
    ("unknown", Shape::OneOf(&["set"]), Need::Never),
    ("deprecated", Shape::Flag, Need::Never),
];

impl Module {
    /// Reads the package, the references and the annotations' place.
    ///
    /// # Errors
    ///
    /// The file declares no package.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let stripped = rego_text::strip_comments(text);
        let (package, package_line) = rego_text::package(&stripped)
            .ok_or_else(|| Fault { line: 1, message: "the file declares no package".to_owned() })?;
        Ok(Self {
            package: package.to_owned(),
            references: rego_text::data_references(&stripped),
            annotations: block(text, package_line),
            package_line,
        })
    }

    /// Is this file a policy: does the block before the package give an id? One that cannot be read counts, so that its
    /// fault is reported.
    #[must_use]
    pub fn is_policy(&self) -> bool {
        self.annotations.as_ref().is_some_and(|block| {
            serde_saphyr::from_str::<Value>(&block.yaml)
                .map_or(true, |annotations| annotations.pointer("/custom/id").is_some())
        })
    }

    /// The policy's metadata, flat: the annotations' own keys, those under `custom`, and `package`, with the defaults
    /// of absent keys.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the annotations.
    pub fn metadata(&self, origin: Origin) -> Result<Map<String, Value>, Vec<Fault>> {
        let Some(block) = &self.annotations else {
            let message = "no METADATA block stands before the package".to_owned();
            return Err(vec![Fault { line: self.package_line, message }]);
        };
        let annotations: Value = serde_saphyr::from_str(&block.yaml).map_err(|error| {
            let line = error.location().map_or(0, |place| usize::try_from(place.line()).unwrap_or_default());
            let message = format!("the METADATA block is not YAML: {}", error.without_snippet());
            vec![Fault { line: block.first_line + line.saturating_sub(1), message }]
        })?;
        let mut reader = Reader { block, origin, flat: Map::new(), faults: Vec::new() };
        reader.read(&annotations);
        if !reader.faults.is_empty() {
            return Err(reader.faults);
        }
        reader.flat.insert("package".to_owned(), json!(self.package));
        Ok(reader.flat)
    }
}

/// The last METADATA block before the package, unless it is of another scope than the package's.
fn block(text: &str, package_line: usize) -> Option<Block> {
    let head: Vec<&str> = text.lines().take(package_line - 1).collect();
    let start =
        head.iter().rposition(|line| line.trim_start_matches('#').trim() == "METADATA" && line.starts_with('#'))?;
    let lines = head[start + 1..].iter().map_while(|line| line.strip_prefix('#'));
    let yaml: String = lines.flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect();
    Some(Block { yaml, first_line: start + 2 })
}

struct Reader<'a> {
    block: &'a Block,
    origin: Origin,
    flat: Map<String, Value>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read(&mut self, annotations: &Value) {
        let Some(top) = annotations.as_object() else {
            return self.fault("METADATA", "the block must be a mapping");
        };
        let nothing = Map::new();
        let custom = top.get("custom").and_then(Value::as_object).unwrap_or(&nothing);
        let keys = |keys: &'static [Key]| keys.iter().map(|(key, ..)| *key);
        for unknown in top.keys().filter(|key| !keys(TOP).chain(OTHER_TOP.iter().copied()).any(|known| known == *key)) {
            self.fault(unknown, &format!("unknown key `{unknown}`"));
        }
        for unknown in custom.keys().filter(|key| !keys(CUSTOM).any(|known| known == *key)) {
            self.fault(unknown, &format!("unknown key `custom.{unknown}`"));
        }
        self.defaults(top.get("title"));
        for (prefix, keys, values) in [("", TOP, top), ("custom.", CUSTOM, custom)] {
            for &(key, shape, need) in keys {
                self.key(prefix, key, shape, need, values.get(key));
            }
        }
    }

    /// What a user's policy may leave out.
    fn defaults(&mut self, title: Option<&Value>) {
        if self.origin == Origin::User {
            let title = title.and_then(Value::as_str).unwrap_or_default();
            self.flat.extend(
                [
                    ("description", json!(title)),
                    ("severity", json!("medium")),
                    ("confidence", json!("high")),
                    ("scope", json!("resource")),
                    ("level", json!(1)),
                    ("pillar", json!("technical")),
                    ("layer", json!("")),
                    ("owner", json!("")),
                    ("controls", json!([])),
                    ("remediation", json!("")),
                ]
                .map(|(key, value)| (key.to_owned(), value)),
            );
        }
    }

    fn key(&mut self, prefix: &str, key: &str, shape: Shape, need: Need, value: Option<&Value>) {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            if need == Need::Always || (need == Need::Bundled && self.origin == Origin::Bundled) {
                let line = self.block.first_line.saturating_sub(1);
                self.faults.push(Fault { line, message: format!("key `{prefix}{key}` is missing") });
            }
            return;
        };
        match flatten(shape, value) {
            Ok(value) => {
                self.flat.insert(key.to_owned(), value);
            }
            Err(wanted) => self.fault(key, &format!("`{prefix}{key}` must be {wanted}")),
        }
    }

    fn fault(&mut self, key: &str, message: &str) {
        let at = self.block.yaml.lines().position(|line| {
            line.trim_start().trim_start_matches("- ").strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
        });
        let line = self.block.first_line + at.unwrap_or_default();
        self.faults.push(Fault { line, message: message.to_owned() });
    }
}

/// The value as the flat form has it, or what it must be.
fn flatten(shape: Shape, value: &Value) -> Result<Value, String> {
    match shape {
        Shape::Text => match value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Ok(json!(text)),
            _ => Err("a text".to_owned()),
        },
        Shape::Texts => match texts(value) {
            Some(texts) => Ok(json!(texts)),
            None => Err("a list of texts".to_owned()),
        },
        Shape::OneOf(known) => match value.as_str() {
            Some(text) if known.contains(&text) => Ok(json!(text)),
            _ => Err(format!("one of {}", known.join(", "))),
        },
        Shape::Level => match value.as_u64() {
            Some(level @ 1..=4) => Ok(json!(level)),
            _ => Err("a number from 1 to 4".to_owned()),
        },
        Shape::Flag => match value {
            Value::Bool(_) => Ok(value.clone()),
            _ => Err("true or false".to_owned()),
        },
        Shape::Related => related(value).ok_or_else(|| "a list of `{ref: URL}`".to_owned()),
        Shape::References => match value.as_object() {
            Some(schemes) if schemes.values().all(|ids| texts(ids).is_some()) => Ok(value.clone()),
            _ => Err("a mapping of schemes to lists of texts".to_owned()),
        },
        Shape::Parameters => parameters(value),
    }
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// The URLs of `related_resources`, written as texts or as mappings with `ref`.
fn related(value: &Value) -> Option<Value> {
    let urls = value.as_array()?.iter().map(|entry| entry.get("ref").unwrap_or(entry).as_str());
    urls.collect::<Option<Vec<&str>>>().map(|urls| json!(urls))
}

/// Parameters, each with a type, a default of that type and a description.
fn parameters(value: &Value) -> Result<Value, String> {
    let wanted = || "a mapping of names to `{type, default, description}`".to_owned();
    for (name, parameter) in value.as_object().ok_or_else(wanted)? {
        let parameter = parameter.as_object().ok_or_else(wanted)?;
        if let Some(unknown) = parameter.keys().find(|key| !["type", "default", "description"].contains(&key.as_str()))
        {
            return Err(format!("{}: unknown key `{unknown}` in `{name}`", wanted()));
        }
        let kind = parameter.get("type").and_then(Value::as_str).unwrap_or_default();
        if !PARAMETER_TYPES.contains(&kind) {
            return Err(format!("{}: the type of `{name}` must be one of {}", wanted(), PARAMETER_TYPES.join(", ")));
        }
        if !parameter.get("default").is_some_and(|default| has_type(default, kind)) {
            return Err(format!("{}: the default of `{name}` must be of type {kind}", wanted()));
        }
        if !parameter.get("description").is_some_and(Value::is_string) {
            return Err(format!("{}: `{name}` has no description", wanted()));
        }
    }
    Ok(value.clone())
}

/// Types of parameters.
pub const PARAMETER_TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// Is `value` of the parameter type `kind`?
#[must_use]
pub fn has_type(value: &Value, kind: &str) -> bool {
    match kind {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "\
# Copyright of somebody

# METADATA
# title: Nothing is allowed
# description: >-
#   It is so.
#
#   Always: in each case.
# related_resources:
#   - ref: https://example.org/a
#   - https://example.org/b
# custom:
#   id: ACME-001
#   platform: kubernetes
#   kinds: [Pod]
#   parameters:
#     limit: {type: integer, default: 3, description: How many.}
package acme.nothing

import data.acme.lib as helpers

# METADATA
# title: another scope
deny contains {\"message\": \"# no comment: data.text\", \"path\": []} if data.bartizan.lib.x.f(1)
";

    #[test]
    fn reads_a_policy_of_a_user() {
        let module = Module::read(POLICY).unwrap();
        assert!(module.is_policy());
        assert_eq!(module.package, "acme.nothing");
        assert_eq!(module.references, ["data.acme.lib", "data.bartizan.lib.x.f"]);
        let metadata = Value::Object(module.metadata(Origin::User).unwrap());
        assert_eq!(metadata["description"], "It is so.\nAlways: in each case.");
        assert_eq!(metadata["related_resources"], json!(["https://example.org/a", "https://example.org/b"]));
        assert_eq!(metadata["severity"], "medium");
        assert_eq!(metadata["parameters"]["limit"]["default"], 3);
        assert_eq!(metadata["package"], "acme.nothing");
    }

    fn faults(text: &str, origin: Origin) -> Vec<String> {
        Module::read(text).unwrap().metadata(origin).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_line_and_key_of_every_fault() {
        let text = POLICY
            .replace("kinds: [Pod]", "kinds: Pod\n#   deprecated: 1\n#   levle: 1\n#   level: 5")
            .replace("default: 3", "default: three");
        assert_eq!(
            faults(&text, Origin::User),
            [
                "17: unknown key `custom.levle`",
                "15: `custom.kinds` must be a list of texts",
                "18: `custom.level` must be a number from 1 to 4",
                "19: `custom.parameters` must be a mapping of names to `{type, default, description}`: the default of \
                 `limit` must be of type integer",
                "16: `custom.deprecated` must be true or false",
            ]
        );
        assert_eq!(faults(POLICY, Origin::Bundled)[0], "3: key `custom.severity` is missing");
        assert_eq!(
            faults("# METADATA\n# title: a: b\npackage x", Origin::User)[0].split(':').take(2).collect::<Vec<_>>(),
            ["2", " the METADATA block is not YAML"]
        );
        assert_eq!(
            faults("# METADATA of nothing\npackage x", Origin::User),
            ["2: no METADATA block stands before the package"]
        );
    }
}
