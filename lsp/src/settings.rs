//! What the editor lets the person choose.

use bartizan_engine::policy::Severity;
use serde::Deserialize;
use serde_json::Value;

/// Settings under `bartizan`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Settings {
    /// Least severity shown; the configuration file may ask for more.
    pub(crate) min_severity: Severity,
    /// Show findings that depend on unknown values.
    pub(crate) undetermined: bool,
    /// Show findings that a suppression or the baseline excuses, as hints.
    pub(crate) excused: bool,
    /// Report on files that are not open too.
    pub(crate) workspace_diagnostics: bool,
    /// Does the person trust the workspace? Else the policies that its configuration names are not loaded.
    pub(crate) trusted: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            min_severity: Severity::Info,
            undetermined: false,
            excused: false,
            workspace_diagnostics: false,
            trusted: true,
        }
    }
}

impl Settings {
    /// The settings in `value`, under `bartizan` or bare. A key that is absent or null has its default, except for trust:
    /// it is no setting of the person, so where the client says nothing of it, it stays as it was.
    ///
    /// # Errors
    /// What of them is not understood.
    pub(crate) fn updated(&self, value: &Value) -> Result<Self, String> {
        let section = value.get("bartizan").unwrap_or(value);
        let given = match section {
            Value::Object(given) => given.iter().filter(|(_, value)| !value.is_null()),
            Value::Null => return Ok(Self { trusted: self.trusted, ..Self::default() }),
            _ => return Err("settings of bartizan: not an object".to_owned()),
        };
        let given: Value = given.map(|(key, value)| (key.clone(), value.clone())).collect();
        let trusted = if given.get("trusted").is_some() { None } else { Some(self.trusted) };
        let settings = Self::deserialize(given).map_err(|error| format!("settings of bartizan: {error}"))?;
        Ok(Self { trusted: trusted.unwrap_or(settings.trusted), ..settings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_absent_has_its_default_but_trust_stays() {
        let untrusted =
            Settings::default().updated(&json!({"bartizan": {"trusted": false, "minSeverity": "high"}})).unwrap();
        assert_eq!(untrusted, Settings { trusted: false, min_severity: Severity::High, ..Settings::default() });
        for silent in [json!(null), json!({"bartizan": null}), json!({}), json!({"minSeverity": null, "path": "x"})] {
            let updated = untrusted.updated(&silent).unwrap();
            assert_eq!(updated, Settings { trusted: false, ..Settings::default() }, "{silent}");
        }
        for wrong in [json!({"minSeverity": "loud"}), json!({"bartizan": [1]}), json!("x")] {
            assert!(untrusted.updated(&wrong).unwrap_err().starts_with("settings of bartizan: "), "{wrong}");
        }
    }
}
