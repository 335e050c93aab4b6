//! A chart from its files: `Chart.yaml`, values, schema, templates, dependencies, and everything else that templates
//! can read.

mod archive;
mod decode;
mod ignore;
pub(crate) mod load;
mod metadata;
pub(crate) mod pattern;

use std::sync::Arc;

use bartizan_source::{Node, SourceId};

pub(crate) use decode::{go_kind, scalar_text};
pub use ignore::IgnoreRules;
pub use metadata::{Dependency, ImportValues, Maintainer, Metadata};

use crate::{Problem, Result};

/// A file of a chart as the caller found it.
#[derive(Clone, Debug)]
pub struct ChartFile {
    /// Path relative to the chart's folder, with `/`.
    pub path: String,
    /// What it holds.
    pub data: Vec<u8>,
}

/// Gives a file of the chart its identity: the path is relative to the chart's folder (for what is in an archive, with
/// the archive's path before it: `charts/redis-1.0.0.tgz/values.yaml`), and places count in the text.
pub type Register<'a> = dyn FnMut(&str, &Arc<str>) -> SourceId + 'a;

/// A chart.
#[derive(Debug)]
pub struct Chart {
    /// What `Chart.yaml` says, and `requirements.yaml` of old charts.
    pub metadata: Metadata,
    /// Files below `templates/`.
    pub templates: Vec<Template>,
    /// The mapping of `values.yaml`.
    pub values: Option<Node>,
    /// `values.schema.json`
    pub schema: Option<Arc<[u8]>>,
    /// Everything else: what `.Files` gives, among it the definitions below `crds/`.
    pub files: Vec<File>,
    /// The charts below `charts/`, by the name of their folder or archive.
    pub dependencies: Vec<Chart>,
    /// What is wrong with charts below `charts/`, at any depth, which are left out then; and warnings.
    pub problems: Vec<Problem>,
}

/// A file below `templates/`.
#[derive(Clone, Debug)]
pub struct Template {
    /// Path in its chart: `templates/deployment.yaml`.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// Its identity.
    pub source: SourceId,
}

/// A file that is no template.
#[derive(Clone, Debug)]
pub struct File {
    /// Path in its chart: `crds/certificate.yaml`.
    pub path: Arc<str>,
    /// What it holds, without byte order mark.
    pub data: Arc<[u8]>,
    /// Its identity, when it is a text.
    pub source: Option<SourceId>,
}

impl Chart {
    /// The chart of a folder. The files of the folder are to be passed through [`IgnoreRules`] before.
    ///
    /// # Errors
    /// When `Chart.yaml` is missing or wrong, or a file of the chart itself cannot be read.
    pub fn from_files(files: Vec<ChartFile>, register: &mut Register<'_>) -> Result<Self> {
        load::Loader::new(register).folder(files)
    }

    /// The chart of a `.tgz` archive.
    ///
    /// # Errors
    /// As [`from_files`](Self::from_files), and when the archive cannot be unpacked or is too large.
    pub fn from_archive(data: &[u8], register: &mut Register<'_>) -> Result<Self> {
        load::Loader::new(register).archive("", data)
    }

    /// Names of dependencies that `Chart.yaml` declares and `charts/` lacks.
    #[must_use]
    pub fn missing_dependencies(&self) -> Vec<&str> {
        let found = |name: &str| self.dependencies.iter().any(|chart| chart.metadata.name == name);
        let declared = self.metadata.dependencies.iter().map(|dependency| dependency.name.as_str());
        declared.filter(|name| !found(name)).collect()
    }

    /// Does it only define templates for others?
    #[must_use]
    pub fn is_library(&self) -> bool {
        self.metadata.kind.eq_ignore_ascii_case("library")
    }
}
