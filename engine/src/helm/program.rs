//! Charts rendered by Helm itself, for comparison. The engine runs no program: whoever opens a session gives it one that
//! does.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use bartizan_helm::values::SetKind;

use super::unknown::hide;
use super::{ChartRelease, Reading, read_rendered, settle};
use crate::config::Config;
use crate::discover::{FileKind, ParsedFile};
use crate::files::{FileError, Files, path};
use crate::source::{Format, Source, parse};

/// What prints the manifests of a chart as `helm template` does.
pub trait Renderer: fmt::Debug + Send + Sync {
    /// The output for `request`, or why there is none.
    ///
    /// # Errors
    /// With what the program says when it fails.
    fn render(&self, request: &RenderRequest) -> Result<String, String>;
}

/// What a [`Renderer`] is asked for.
#[derive(Clone, Debug, Default)]
pub struct RenderRequest {
    /// The folder or the archive of the chart.
    pub chart: PathBuf,
    /// Name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// Version of Kubernetes, where one is told.
    pub kube_version: Option<String>,
    /// Values files, in order.
    pub files: Vec<PathBuf>,
    /// Texts of further values files, in order.
    pub texts: Vec<Arc<str>>,
    /// Values set one by one, in order, with the option that sets them.
    pub set: Vec<(&'static str, String)>,
}

impl RenderRequest {
    fn new(files: &Files, release: &ChartRelease, config: &Config) -> Self {
        let version = release.kube_version.as_deref().or(config.kubernetes.version.as_deref());
        let mut set: Vec<(&'static str, String)> =
            release.set.iter().map(|argument| ("--set", argument.clone())).collect();
        let given = release.given.as_deref();
        set.extend(given.iter().flat_map(|given| &given.set).map(|set| {
            let option = match set.kind {
                SetKind::Typed | SetKind::Unknown => "--set",
                SetKind::String => "--set-string",
                SetKind::Literal => "--set-literal",
            };
            (option, set.argument.clone())
        }));
        Self {
            chart: files.on_disk(&release.dir),
            release: release.release.as_deref().unwrap_or("release-name").to_owned(),
            namespace: release.namespace.as_deref().unwrap_or("default").to_owned(),
            kube_version: version.map(str::to_owned),
            files: release.values.iter().map(|path| files.on_disk(path)).collect(),
            texts: given.iter().flat_map(|given| &given.values).map(|file| Arc::clone(&file.text)).collect(),
            set,
        }
    }
}

/// Reads `release` as `renderer` renders it; nothing of a chart that only defines templates for others.
#[must_use]
pub fn read_by(renderer: &dyn Renderer, files: &Files, release: &ChartRelease, config: &Config) -> Reading {
    let metadata = path::join(&release.dir, "Chart.yaml");
    if is_library(files, &metadata) {
        return Reading::default();
    }
    let text = match renderer.render(&RenderRequest::new(files, release, config)) {
        Ok(text) => text,
        Err(message) => {
            let of = release.environment.as_ref().map(|name| format!(" for `{name}`")).unwrap_or_default();
            let error = FileError::parse(metadata, format!("helm cannot render the chart{of}: {message}"));
            // Helm says so of what a template refuses.
            let is_excused = release.is_plain() && release.has_others && message.contains("execution error at");
            let (errors, notes) = if is_excused { (Vec::new(), vec![error]) } else { (vec![error], Vec::new()) };
            return Reading { errors, notes, ..Reading::default() };
        }
    };
    let name = release.environment.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
    let shown = format!("<helm template {}{name}>", release.dir);
    let source = Arc::new(Source::new(files.source_id(&shown), shown.as_str(), text));
    let parsed = parse(&source, Format::Yaml);
    let errors: Vec<FileError> =
        parsed.errors.iter().map(|error| FileError::from_source(shown.as_str(), error.clone())).collect();
    let given = Arc::new(ParsedFile { source: Arc::clone(&source), kind: FileKind::Kubernetes, parsed });
    let releases = std::slice::from_ref(release);
    let mut reading = read_rendered(files, releases, &given, config).unwrap_or_default();
    for resource in &mut reading.resources {
        settle(release, resource);
        // Which of the text stands in for what is not known, Helm does not tell.
        if let Some((_, reason)) = release.given.as_ref().and_then(|given| given.unknown_keys.first()) {
            hide(resource, reason);
        }
    }
    reading.sources.insert(source.id, source);
    reading.errors.extend(errors);
    reading.complete = reading.errors.is_empty() && !release.is_unknown();
    reading
}

fn is_library(files: &Files, metadata: &str) -> bool {
    let root = files.read(metadata).ok().and_then(|source| {
        let document = parse(&source, Format::Yaml).documents.into_iter().next()?;
        Some(document.root.get("type")?.as_str()?.eq_ignore_ascii_case("library"))
    });
    root.unwrap_or(false)
}
