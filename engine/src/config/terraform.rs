//! What the configuration says of root modules of Terraform.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Settings of Terraform.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TerraformConfig {
    /// Version by provider name, such as `aws = "5.100"`.
    pub providers: BTreeMap<String, String>,
    /// Root modules and what each is applied with, an entry for each environment.
    #[serde(rename = "root")]
    pub roots: Vec<TerraformRoot>,
}

/// A root module in one environment. Paths are relative to the project root.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TerraformRoot {
    /// Folder of the root module.
    pub dir: String,
    /// Name of the environment; needed where a folder has several entries.
    #[serde(default)]
    pub name: Option<String>,
    /// Files of values of variables, in the order in which `-var-file` names them.
    #[serde(default)]
    pub var_files: Vec<String>,
    /// The workspace; `default` when absent.
    #[serde(default)]
    pub workspace: Option<String>,
    /// The plan of this environment as `terraform show -json` prints it.
    #[serde(default)]
    pub plan: Option<String>,
    /// Values of variables, over those of the files.
    #[serde(default)]
    pub vars: BTreeMap<String, serde_json::Value>,
}

impl TerraformRoot {
    /// The values of variables as `-var` gives them: a string as it is, anything else as an expression.
    pub fn given_vars(&self) -> impl Iterator<Item = (&str, String)> {
        self.vars.iter().map(|(name, value)| {
            let text = match value {
                serde_json::Value::String(text) => text.clone(),
                // JSON is an expression as it stands, but for what begins a template.
                other => other.to_string().replace("${", "$${").replace("%{", "%%{"),
            };
            (name.as_str(), text)
        })
    }
}
