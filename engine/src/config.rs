//! `bartizan.toml`: which policies run, how severe they are, what is left out, and what is excused.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};

use crate::files::path;
use crate::nearest::nearest;
use crate::policy::{Profile, Severity};
use crate::resource::Platform;

/// Name of the configuration file, at the project root.
pub const FILE_NAME: &str = "bartizan.toml";

/// The configuration file as written; every key is optional.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folders of further policies, relative to the root.
    pub policies: Vec<String>,
    /// Which of the policies run.
    pub profile: Profile,
    /// Run only these: ids, globs of ids, `@severity`.
    pub select: Vec<String>,
    /// Do not run these: ids, globs of ids, `@severity`.
    pub ignore: Vec<String>,
    /// Globs of paths, relative to the root, that are not scanned.
    pub exclude: Vec<String>,
    /// Least severity of a finding that fails the run.
    pub fail_on: Option<Severity>,
    /// Least severity that is shown.
    pub min_severity: Option<Severity>,
    /// Severity by policy id or glob of ids; `off` disables.
    pub severities: BTreeMap<String, SeverityOverride>,
    /// Parameters by policy id.
    pub parameters: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    /// What absence can be concluded from.
    pub fleet: Fleet,
    /// Kubernetes settings.
    pub kubernetes: PlatformConfig,
    /// Keycloak settings.
    pub keycloak: PlatformConfig,
    /// Terraform settings.
    pub terraform: TerraformConfig,
    /// Settings of Helm charts.
    pub helm: HelmConfig,
    /// Whose findings are, by their place.
    pub owners: Vec<Owner>,
    /// How suppressions are judged.
    pub suppressions: Suppressions,
    /// Findings excused without a comment in the code.
    pub exceptions: Vec<Exception>,
}

/// A severity, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SeverityOverride {
    /// The policy does not run.
    Off,
    /// Informational.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl SeverityOverride {
    /// The severity; none for `off`.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
        }
    }
}

/// The boundary of the fleet.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fleet {
    /// Platforms whose whole state is in the scan: `kubernetes`, or `kubernetes:prod` for one environment.
    pub complete: Vec<String>,
    /// Platforms that the project has: a row of the scorecard is met when something was judged on each of them.
    pub platforms: Vec<Platform>,
}

impl Fleet {
    /// Is everything of `platform` in the scan, for `environment` when one is named?
    #[must_use]
    pub fn is_complete(&self, platform: &str, environment: Option<&str>) -> bool {
        self.complete.iter().any(|entry| match entry.split_once(':') {
            None => entry == platform,
            Some((name, wanted)) => name == platform && environment == Some(wanted),
        })
    }
}

/// Settings of Kubernetes or Keycloak.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlatformConfig {
    /// Version that runs, such as `1.31` or `26.4`: decides defaults.
    pub version: Option<String>,
    /// Name of the environment that the scanned documents describe.
    pub environment: Option<String>,
}

/// Settings of Terraform.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
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

/// Settings of Helm charts.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct HelmConfig {
    /// What charts are installed with, an entry for each environment.
    #[serde(rename = "render")]
    pub renders: Vec<HelmRender>,
}

/// A chart in one environment. Paths are relative to the project root.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
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

/// The team that answers for what stands in a place, in place of the policy's. The last entry that matches counts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Glob of the file's path relative to the root; all files when absent.
    #[serde(default)]
    pub path: Option<String>,
    /// Glob of the resource's namespace; all when absent.
    #[serde(default)]
    pub namespace: Option<String>,
    /// The team.
    pub owner: String,
}

/// How suppressions are judged.
#[derive(Clone, Debug, Deserialize, Serialize)]
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

/// A finding excused in the configuration: for JSON and for files one cannot edit.
#[derive(Clone, Debug, Deserialize, Serialize)]
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

/// A calendar day, written `2027-01-31` (a TOML date or a string).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
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

/// What is wrong with the configuration: always the user's to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file is not TOML, or has a key or value that Bartizan does not know.
    #[error("{file}:{line}:{column}: {message}")]
    Syntax {
        /// The configuration file.
        file: String,
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// What is wrong.
        message: String,
    },
    /// A glob is malformed.
    #[error("`{glob}` in {key} is not a glob: {reason}")]
    Glob {
        /// The key that holds it.
        key: &'static str,
        /// The glob.
        glob: String,
        /// Why not.
        reason: String,
    },
    /// A name that is not known.
    #[error("{0}")]
    Unknown(String),
}

/// What the parser says of a name that it does not know, with the one that was probably meant in place of all there are.
fn with_suggestion(message: &str) -> String {
    let told = message.split_once(", expected ").and_then(|(fault, known)| {
        let given = fault.strip_prefix("unknown ")?.split('`').nth(1)?;
        let near = nearest(given, known.split('`').skip(1).step_by(2))?;
        Some(format!("{fault}; did you mean `{near}`?"))
    });
    told.unwrap_or_else(|| message.to_owned())
}

impl Config {
    /// Reads the text of a configuration file; `file` is its name in errors.
    ///
    /// # Errors
    /// The place of the first key or value that is not understood.
    pub fn parse(text: &str, file: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start.min(text.len()));
            let lines = crate::source::LineIndex::new(text);
            let place = lines.position(text, u32::try_from(start).unwrap_or(0));
            ConfigError::Syntax {
                file: file.to_owned(),
                line: place.line,
                column: place.column,
                message: with_suggestion(error.message()),
            }
        })?;
        config.excluded()?;
        for entry in &config.fleet.complete {
            let platform = entry.split(':').next().unwrap_or_default();
            if !["kubernetes", "keycloak", "terraform"].contains(&platform) {
                return Err(ConfigError::Unknown(format!(
                    "{file}: `{entry}` in fleet.complete names no platform (terraform, kubernetes, keycloak)"
                )));
            }
        }
        config.check_roots(file)?;
        config.check_renders(file)?;
        for exception in &config.exceptions {
            for (key, pattern) in [("exceptions.path", &exception.path), ("exceptions.address", &exception.address)] {
                if let Some(pattern) = pattern {
                    glob(key, pattern)?;
                }
            }
            glob("exceptions.policy", &exception.policy)?;
        }
        Ok(config)
    }

    /// Root modules lie inside the project, and the environments of one can be told apart.
    fn check_roots(&self, file: &str) -> Result<(), ConfigError> {
        let roots = &self.terraform.roots;
        let wrong = |message: String| Err(ConfigError::Unknown(format!("{file}: {message}")));
        for (at, root) in roots.iter().enumerate() {
            for path in [&root.dir].into_iter().chain(&root.var_files).chain(&root.plan) {
                if path::resolve(path::ROOT, path).is_none() {
                    return wrong(format!("`{path}` in terraform.root lies outside of the project root"));
                }
            }
            let dir = |root: &TerraformRoot| path::resolve(path::ROOT, &root.dir);
            let twin = roots.iter().take(at).find(|other| dir(other) == dir(root) && other.name == root.name);
            match (twin, &root.name) {
                (None, _) => {}
                (Some(_), Some(name)) => {
                    return wrong(format!("terraform.root has two entries for `{}` named `{name}`", root.dir));
                }
                (Some(_), None) => {
                    return wrong(format!("terraform.root has several entries for `{}`; give each a `name`", root.dir));
                }
            }
        }
        Ok(())
    }

    /// Charts and their values lie inside the project, and the environments of a chart can be told apart.
    fn check_renders(&self, file: &str) -> Result<(), ConfigError> {
        let renders = &self.helm.renders;
        let wrong = |message: String| Err(ConfigError::Unknown(format!("{file}: {message}")));
        for (at, render) in renders.iter().enumerate() {
            for path in [&render.chart].into_iter().chain(&render.values) {
                if path::resolve(path::ROOT, path).is_none() {
                    return wrong(format!("`{path}` in helm.render lies outside of the project root"));
                }
            }
            let identity = |render: &HelmRender| (path::resolve(path::ROOT, &render.chart), render.environment());
            if renders[..at].iter().any(|other| identity(other) == identity(render)) {
                let (chart, name) = (&render.chart, render.environment());
                return wrong(format!(
                    "helm.render has two entries for `{chart}` named `{name}`; give each a `name` of its own"
                ));
            }
            if let Some(version) = &render.kube_version
                && !is_version(version)
            {
                return wrong(format!("`{version}` in helm.render.kube_version is not a version like 1.33"));
            }
        }
        Ok(())
    }

    /// The paths that are not scanned.
    ///
    /// # Errors
    /// A malformed glob.
    pub fn excluded(&self) -> Result<GlobSet, ConfigError> {
        let mut set = GlobSetBuilder::new();
        for pattern in &self.exclude {
            set.add(glob("exclude", pattern)?);
        }
        set.build().map_err(|error| ConfigError::Glob {
            key: "exclude",
            glob: self.exclude.join(", "),
            reason: error.to_string(),
        })
    }
}

/// Is it a version of Kubernetes, such as `1.33` or `v1.33.2`?
fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.strip_prefix('v').unwrap_or(text).splitn(3, '.').collect();
    let numbers = parts.iter().take(2).filter(|part| part.parse::<u32>().is_ok()).count();
    numbers == 2 && parts.get(2).is_none_or(|patch| patch.starts_with(|c: char| c.is_ascii_digit()))
}

fn glob(key: &'static str, pattern: &str) -> Result<Glob, ConfigError> {
    Glob::new(pattern).map_err(|error| ConfigError::Glob {
        key,
        glob: pattern.to_owned(),
        reason: error.kind().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_an_unknown_key_and_its_place() {
        let error = Config::parse("profile = \"strict\"\nno_such_key = 1\n", FILE_NAME).unwrap_err().to_string();
        assert!(error.starts_with("bartizan.toml:2:1: unknown field `no_such_key`"), "{error}");
    }

    #[test]
    fn reads_dates_as_toml_or_text() {
        for until in ["2027-01-31", "\"2027-01-31\""] {
            let config =
                Config::parse(&format!("[[exceptions]]\npolicy = \"KC-*\"\nuntil = {until}\n"), FILE_NAME).unwrap();
            assert_eq!(config.exceptions[0].until.map(|day| day.0.to_string()).as_deref(), Some("2027-01-31"));
        }
        let error = Config::parse("[[exceptions]]\npolicy = \"KC-1\"\nuntil = \"soon\"\n", FILE_NAME).unwrap_err();
        assert!(error.to_string().contains("`soon` is not a day like 2027-01-31"), "{error}");
    }

    #[test]
    fn reads_environments_of_root_modules() {
        let config = Config::parse(
            "[[terraform.root]]\ndir = \"app\"\nname = \"prod\"\nvars = { zones = [\"a\", \"${x}\"], size = 3, \
             region = \"eu\" }\n[[terraform.root]]\ndir = \"./app/\"\n",
            FILE_NAME,
        );
        let root = &config.unwrap().terraform.roots[0];
        let vars: Vec<_> = root.given_vars().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(vars, ["region=eu", "size=3", "zones=[\"a\",\"$${x}\"]"]);
        let wrong = |text: &str| Config::parse(text, FILE_NAME).unwrap_err().to_string();
        let twice = "[[terraform.root]]\ndir = \"app\"\n[[terraform.root]]\ndir = \"./app\"\n";
        assert!(wrong(twice).contains("give each a `name`"));
        assert!(wrong("[[terraform.root]]\ndir = \"../app\"\n").contains("outside of the project root"));
    }

    #[test]
    fn reads_environments_of_charts() {
        let config = Config::parse(
            "[[helm.render]]\nchart = \"app\"\nvalues = [\"app/values-prod.yaml\"]\n[[helm.render]]\nchart = \
             \"app\"\n[[helm.render]]\nchart = \"app\"\nname = \"test\"\nset = [\"a=b\"]\n",
            FILE_NAME,
        );
        let names: Vec<_> = config.unwrap().helm.renders.iter().map(HelmRender::environment).collect();
        assert_eq!(names, ["prod", "default", "test"]);
        let wrong = |text: &str| Config::parse(text, FILE_NAME).unwrap_err().to_string();
        let twice = "[[helm.render]]\nchart = \"app\"\n[[helm.render]]\nchart = \"./app\"\n";
        assert!(wrong(twice).contains("give each a `name` of its own"));
        assert!(wrong("[[helm.render]]\nchart = \"../app\"\n").contains("outside of the project root"));
        let version = "[[helm.render]]\nchart = \"app\"\nkube_version = \"latest\"\n";
        assert!(wrong(version).contains("`latest` in helm.render.kube_version"));
    }

    #[test]
    fn names_environments_by_values_files() {
        for (file, name) in [
            ("values-prod.yaml", "prod"),
            ("values.prod.yaml", "prod"),
            ("prod-values.yaml", "prod"),
            ("prod.yaml", "prod"),
            ("values.yaml", "values"),
        ] {
            assert_eq!(environment_of(file), name);
        }
    }

    #[test]
    fn completeness_is_by_platform_and_environment() {
        let fleet = Fleet { complete: vec!["kubernetes:prod".into(), "keycloak".into()], ..Fleet::default() };
        assert!(fleet.is_complete("kubernetes", Some("prod")));
        assert!(!fleet.is_complete("kubernetes", None));
        assert!(fleet.is_complete("keycloak", Some("prod")));
    }

    #[test]
    fn refuses_a_platform_that_does_not_exist() {
        let error = Config::parse("[fleet]\ncomplete = [\"nomad\"]\n", FILE_NAME).unwrap_err();
        assert!(error.to_string().contains("`nomad` in fleet.complete"), "{error}");
    }
}
