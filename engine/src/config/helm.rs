//! What the configuration says of Helm charts.

use serde::{Deserialize, Serialize};

use crate::files::path;

/// Settings of Helm charts.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HelmConfig {
    /// What charts are installed with, an entry for each environment.
    #[serde(rename = "render")]
    pub renders: Vec<HelmRender>,
}

/// A chart in one environment. Paths are relative to the project root.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HelmRender {
    /// Folder of the chart.
    pub chart: String,
    /// Name of the environment; the last values file gives it when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// Values files, in the order in which `--values` names them.
    #[serde(default)]
    pub values: Vec<String>,
    /// Values as `--set` gives them (`key=value`), over those of the files.
    #[serde(default)]
    pub set: Vec<String>,
    /// Name of the release.
    #[serde(default)]
    pub release: Option<String>,
    /// Namespace of the release.
    #[serde(default)]
    pub namespace: Option<String>,
    /// Version of Kubernetes; that of `kubernetes.version` when absent.
    #[serde(default)]
    pub kube_version: Option<String>,
}

impl HelmRender {
    /// Name of the environment: the given one, else that of the last values file, else `default`.
    #[must_use]
    pub fn environment(&self) -> String {
        match (&self.name, self.values.last()) {
            (Some(name), _) => name.clone(),
            (None, Some(values)) => environment_of(path::name(values)),
            (None, None) => DEFAULT_ENVIRONMENT.to_owned(),
        }
    }
}

/// Name of the environment of a chart with nothing but its own values, where it has others.
pub const DEFAULT_ENVIRONMENT: &str = "default";

/// The environment that the name of a values file tells: `prod` for `values-prod.yaml`, `values.prod.yaml`,
/// `prod-values.yaml` and `prod.yaml`.
#[must_use]
pub fn environment_of(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let told = ["values-", "values.", "values_"]
        .iter()
        .find_map(|start| stem.strip_prefix(start))
        .or_else(|| ["-values", ".values", "_values"].iter().find_map(|end| stem.strip_suffix(end)));
    told.filter(|name| !name.is_empty()).unwrap_or(stem).to_owned()
}
