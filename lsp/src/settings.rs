//! What the editor lets the person choose.

use bartizan_engine::policy::Severity;
use serde::Deserialize;
use serde_json::Value;

/// Settings under `bartizan`.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Settings {
    /// Least severity shown.
    pub(crate) min_severity: Severity,
    /// Show findings that depend on unknown values.
    pub(crate) undetermined: bool,
    /// Report on files that are not open too.
    pub(crate) workspace_diagnostics: bool,
    /// Load the policies that the workspace's configuration names; not in a workspace that is not trusted.
    pub(crate) local_policies: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { min_severity: Severity::Info, undetermined: false, workspace_diagnostics: false, local_policies: true }
    }
}

impl Settings {
    /// The settings in `value`, under `bartizan` or bare.
    ///
    /// # Errors
    /// What of them is not understood.
    pub(crate) fn from_json(value: &Value) -> Result<Self, String> {
        let section = value.get("bartizan").unwrap_or(value);
        if section.is_null() {
            return Ok(Self::default());
        }
        Self::deserialize(section).map_err(|error| format!("settings of bartizan: {error}"))
    }
}
