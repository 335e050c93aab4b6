//! What the configuration says of suppressions, and what it excuses itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How suppressions are judged.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Suppressions {
    /// Report suppressions and exceptions without a reason.
    pub require_reason: bool,
    /// Report suppressions and exceptions that match nothing.
    pub report_unused: bool,
}

impl Default for Suppressions {
    fn default() -> Self {
        Self { require_reason: true, report_unused: true }
    }
}

/// What holds that was written for other tools.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Compat {
    /// Marks of Checkov, Trivy, kube-linter and KICS excuse findings of the policies that look for the same.
    pub suppressions: bool,
}

/// A finding excused in the configuration: for JSON and for files one cannot edit.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Policy id or glob of ids.
    pub policy: String,
    /// Glob of the file's path relative to the root; all files when absent.
    #[serde(default)]
    pub path: Option<String>,
    /// Glob of the resource's address; all resources when absent.
    #[serde(default)]
    pub address: Option<String>,
    /// Why it is excused.
    #[serde(default)]
    pub reason: String,
    /// Who answers for it.
    #[serde(default)]
    pub owner: String,
    /// Last day on which it holds.
    #[serde(default)]
    pub until: Option<Day>,
}

impl Exception {
    /// What it excuses, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut text = format!("excuses {}", self.policy);
        for (name, pattern) in [("in", &self.path), ("for", &self.address)] {
            if let Some(pattern) = pattern {
                text.push_str(&format!(" {name} `{pattern}`"));
            }
        }
        text
    }
}

/// A calendar day, written `2027-01-31` (a TOML date or a string).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A calendar day, a TOML date or a string.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        })
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Date(toml::value::Datetime),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Date(date) => date.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map(Self).map_err(|_| serde::de::Error::custom(format!("`{text}` is not a day like 2027-01-31")))
    }
}
