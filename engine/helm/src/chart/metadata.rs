//! `Chart.yaml`: what it says, and whether Helm takes it.

use std::collections::BTreeMap;

use bartizan_source::Node;

use super::decode::{boolean, entries, items, scalar_text, string, strings};
use crate::functions::sprig::is_version;
use crate::{Error, Result};

/// What `Chart.yaml` says. What is not said is empty.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// `name`
    pub name: String,
    /// `home`
    pub home: String,
    /// `sources`
    pub sources: Vec<String>,
    /// `version`: of the chart.
    pub version: String,
    /// `description`
    pub description: String,
    /// `keywords`
    pub keywords: Vec<String>,
    /// `maintainers`
    pub maintainers: Vec<Maintainer>,
    /// `icon`
    pub icon: String,
    /// `apiVersion`: `v1` or `v2`.
    pub api_version: String,
    /// `condition`
    pub condition: String,
    /// `tags`
    pub tags: String,
    /// `appVersion`
    pub app_version: String,
    /// `deprecated`
    pub deprecated: bool,
    /// `annotations`
    pub annotations: BTreeMap<String, String>,
    /// `kubeVersion`: the range of Kubernetes versions it is made for.
    pub kube_version: String,
    /// `dependencies`, also those of `requirements.yaml`.
    pub dependencies: Vec<Dependency>,
    /// Does it declare dependencies at all, be it none?
    pub declares_dependencies: bool,
    /// `type`: `application`, `library` or empty.
    pub kind: String,
}

/// A maintainer of a chart.
#[derive(Clone, Debug, Default)]
pub struct Maintainer {
    /// `name`
    pub name: String,
    /// `email`
    pub email: String,
    /// `url`
    pub url: String,
}

/// A chart that another depends on.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// `name`: that of its `Chart.yaml`.
    pub name: String,
    /// `version`: the range that is acceptable.
    pub version: String,
    /// `repository`
    pub repository: String,
    /// `condition`: paths of values, separated by commas, the first of which that is a boolean decides.
    pub condition: String,
    /// `tags`
    pub tags: Vec<String>,
    /// `enabled`, which Helm itself sets.
    pub enabled: bool,
    /// `import-values`
    pub import_values: Vec<ImportValues>,
    /// `alias`: the name under which the chart is used.
    pub alias: String,
}

/// Values that a chart takes over from a dependency.
#[derive(Clone, Debug)]
pub enum ImportValues {
    /// The table below `exports` with this name, into the root of the values.
    Export(String),
    /// The table at `child`, to `parent`.
    Table {
        /// Path in the values of the dependency.
        child: String,
        /// Path in the values of the chart; `.` is their root.
        parent: String,
    },
}

impl Metadata {
    /// Sets what the document says; fields that it does not have stay.
    pub(super) fn read(&mut self, document: &Node) -> Result<()> {
        for (key, node) in entries(document, "", "chart.Metadata")? {
            if node.is_null() {
                continue;
            }
            self.field(&key.to_ascii_lowercase(), node)?;
        }
        Ok(())
    }

    /// Names of fields are read as `encoding/json` does: whatever their case.
    fn field(&mut self, key: &str, node: &Node) -> Result<()> {
        match key {
            "name" => self.name = string(node, "Metadata.name")?,
            "home" => self.home = string(node, "Metadata.home")?,
            "sources" => self.sources = strings(node, "Metadata.sources")?,
            "version" => self.version = string(node, "Metadata.version")?,
            "description" => self.description = string(node, "Metadata.description")?,
            "keywords" => self.keywords = strings(node, "Metadata.keywords")?,
            "maintainers" => self.maintainers = maintainers(node)?,
            "icon" => self.icon = string(node, "Metadata.icon")?,
            "apiversion" => self.api_version = string(node, "Metadata.apiVersion")?,
            "condition" => self.condition = string(node, "Metadata.condition")?,
            "tags" => self.tags = string(node, "Metadata.tags")?,
            "appversion" => self.app_version = string(node, "Metadata.appVersion")?,
            "deprecated" => self.deprecated = boolean(node, "Metadata.deprecated")?,
            "annotations" => {
                for (name, value) in entries(node, "Metadata.annotations", "map[string]string")? {
                    self.annotations.insert(name.to_owned(), string(value, "Metadata.annotations")?);
                }
            }
            "kubeversion" => self.kube_version = string(node, "Metadata.kubeVersion")?,
            "dependencies" => {
                self.dependencies = dependencies(node)?;
                self.declares_dependencies = true;
            }
            "type" => self.kind = string(node, "Metadata.type")?,
            _ => {}
        }
        Ok(())
    }

    /// Checks as Helm does, and normalises spaces as Helm does.
    pub(super) fn validate(&mut self) -> Result<()> {
        for text in [
            &mut self.name,
            &mut self.description,
            &mut self.home,
            &mut self.icon,
            &mut self.condition,
            &mut self.tags,
            &mut self.app_version,
            &mut self.kube_version,
        ] {
            sanitize(text);
        }
        self.sources.iter_mut().chain(&mut self.keywords).for_each(sanitize);
        let wrong = |message: String| Err(Error::new(format!("validation: {message}")));
        if self.api_version.is_empty() {
            return wrong("chart.metadata.apiVersion is required".to_owned());
        }
        if self.name.is_empty() {
            return wrong("chart.metadata.name is required".to_owned());
        }
        if self.name == "." || self.name == ".." {
            return wrong(format!("chart.metadata.name {:?} is not allowed", self.name));
        }
        if self.name.contains('/') {
            return wrong(format!("chart.metadata.name {:?} is invalid", self.name));
        }
        if self.version.is_empty() {
            return wrong("chart.metadata.version is required".to_owned());
        }
        if !is_version(&self.version) {
            return wrong(format!("chart.metadata.version {:?} is invalid", self.version));
        }
        if !["", "application", "library"].contains(&self.kind.as_str()) {
            return wrong("chart.metadata.type must be application or library".to_owned());
        }
        for maintainer in &mut self.maintainers {
            [&mut maintainer.name, &mut maintainer.email, &mut maintainer.url].into_iter().for_each(sanitize);
        }
        self.validate_dependencies()
    }

    fn validate_dependencies(&mut self) -> Result<()> {
        let mut names: Vec<&str> = Vec::new();
        for dependency in &mut self.dependencies {
            let Dependency { name, version, repository, condition, tags, .. } = dependency;
            [name, version, repository, condition].into_iter().chain(tags).for_each(sanitize);
            let allowed = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            if !dependency.alias.chars().all(allowed) {
                return Err(Error::new(format!(
                    "validation: dependency {:?} has disallowed characters in the alias",
                    dependency.name
                )));
            }
            let name = if dependency.alias.is_empty() { &dependency.name } else { &dependency.alias };
            if names.contains(&name.as_str()) {
                return Err(Error::new(format!("validation: more than one dependency with name or alias {name:?}")));
            }
            names.push(name);
        }
        Ok(())
    }
}

fn maintainers(node: &Node) -> Result<Vec<Maintainer>> {
    let mut found = Vec::new();
    for item in items(node, "Metadata.maintainers", "[]*chart.Maintainer")? {
        if item.is_null() {
            return Err(Error::new("validation: maintainers must not contain empty or null nodes").or_at(item.span));
        }
        let mut maintainer = Maintainer::default();
        for (key, value) in entries(item, "Metadata.maintainers", "chart.Maintainer")? {
            match key.to_ascii_lowercase().as_str() {
                "name" => maintainer.name = string(value, "Metadata.maintainers.name")?,
                "email" => maintainer.email = string(value, "Metadata.maintainers.email")?,
                "url" => maintainer.url = string(value, "Metadata.maintainers.url")?,
                _ => {}
            }
        }
        found.push(maintainer);
    }
    Ok(found)
}

fn dependencies(node: &Node) -> Result<Vec<Dependency>> {
    let mut found = Vec::new();
    for item in items(node, "Metadata.dependencies", "[]*chart.Dependency")? {
        if item.is_null() {
            return Err(Error::new("validation: dependencies must not contain empty or null nodes").or_at(item.span));
        }
        let mut dependency = Dependency::default();
        for (key, value) in entries(item, "Metadata.dependencies", "chart.Dependency")? {
            match key.to_ascii_lowercase().as_str() {
                "name" => dependency.name = string(value, "Metadata.dependencies.name")?,
                "version" => dependency.version = string(value, "Metadata.dependencies.version")?,
                "repository" => dependency.repository = string(value, "Metadata.dependencies.repository")?,
                "condition" => dependency.condition = string(value, "Metadata.dependencies.condition")?,
                "tags" => dependency.tags = strings(value, "Metadata.dependencies.tags")?,
                "enabled" => dependency.enabled = boolean(value, "Metadata.dependencies.enabled")?,
                "import-values" => {
                    let field = "Metadata.dependencies.import-values";
                    let imports = items(value, field, "[]interface {}")?;
                    dependency.import_values = imports.iter().filter_map(import).collect();
                }
                "alias" => dependency.alias = string(value, "Metadata.dependencies.alias")?,
                _ => {}
            }
        }
        found.push(dependency);
    }
    Ok(found)
}

/// One of `import-values`; what is neither a name nor a pair is passed over.
fn import(node: &Node) -> Option<ImportValues> {
    if let Some(name) = node.as_str() {
        return Some(ImportValues::Export(name.to_owned()));
    }
    node.as_mapping()?;
    let path = |key: &str| match node.get(key) {
        Some(value) if !value.is_null() => scalar_text(value).unwrap_or_default(),
        _ => "<nil>".to_owned(),
    };
    Some(ImportValues::Table { child: path("child"), parent: path("parent") })
}

/// Makes every white space a space and drops what cannot be printed.
fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return;
    }
    *text = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| bartizan_gofmt::is_printable(*c))
        .collect();
}
