//! Charts of Helm, rendered: objects whose every value knows the template text and the values keys that it comes from.
//!
//! [`read`] takes a chart as it would be installed in one environment. No program is run and nothing is fetched.

mod align;
mod archive;
mod files;
mod given;
mod kept;
mod place;
mod program;
mod rendered;
mod snippet;
#[cfg(test)]
mod tests;
mod unknown;

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_helm::chart::Chart;
use bartizan_helm::render::{KubeVersion, Manifest, Release, RenderOptions, Rendered, render as render_chart};
use bartizan_helm::run;
use bartizan_helm::values::{Overrides, ValuesFile};
use bartizan_helm::{Error, ErrorKind, Limits};

use crate::config::Config;
use crate::discover::{FileKind, ParsedFile};
use crate::files::{FileError, Files, path};
use crate::keycloak::{self, RealmDocument};
use crate::kubernetes;
use crate::resource::{Platform, Resource};
use crate::source::{Document, Format, Node, Parsed, Source, SourceError, SourceId, Span, Value, parse};
use crate::terraform::source::Record;
use archive::Archives;
use files::ChartFiles;
pub use given::Given;
pub use kept::Charts;
use place::{Text, Tokens};
pub use program::{RenderRequest, Renderer, read_by};
pub use rendered::{charts_of, find_charts, read_rendered};
pub use snippet::{Snippet, snippet};

/// How the message of what keeps a chart from being rendered begins. Where it is met in some environments only, these
/// are named behind it.
pub(crate) const CANNOT: &str = "the chart cannot be rendered";

/// A chart in one environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartRelease {
    /// Folder of the chart or its archive (`.tgz`), relative to the project root.
    pub dir: Arc<str>,
    /// Name of the environment.
    pub environment: Option<Arc<str>>,
    /// Place among the environments of the chart.
    pub order: usize,
    /// Values files, as `--values` names them, relative to the project root, in order.
    pub values: Vec<Arc<str>>,
    /// Values as `--set` gives them.
    pub set: Vec<String>,
    /// Name of the release.
    pub release: Option<Arc<str>>,
    /// Namespace of the release.
    pub namespace: Option<Arc<str>>,
    /// Version of Kubernetes.
    pub kube_version: Option<Arc<str>>,
    /// Does the configuration of the project name the environment? Else the name of a file does.
    pub is_declared: bool,
    /// Are there other environments that give the chart the values it may need?
    pub has_others: bool,
    /// What a `helm_release` of Terraform gives it beside; it names the environment.
    pub given: Option<Arc<Given>>,
}

/// What came of reading a [`ChartRelease`].
#[derive(Debug, Default)]
pub struct Reading {
    /// The objects, in the order in which they are installed.
    pub resources: Vec<Resource>,
    /// What is wrong, with the file and the place; the rest is read.
    pub errors: Vec<FileError>,
    /// What keeps something of the chart from being read and is nobody's fault.
    pub notes: Vec<FileError>,
    /// The files that places may be in.
    pub sources: BTreeMap<SourceId, Arc<Source>>,
    /// The values files as parsed.
    pub values: Vec<(SourceId, Node)>,
    /// The files that templates read (`.Files.Get`): parts of the chart, whatever else they are.
    pub read: Vec<Arc<str>>,
    /// What was looked at; as long as it is the same, so is the reading.
    pub record: Record,
    /// Is everything that the chart makes among `resources`?
    pub complete: bool,
}

/// Reads `release`, whose chart `charts` may know; `set_at` tells where what it sets stands in the configuration of the
/// project.
#[must_use]
pub fn read(
    files: &Files,
    release: &ChartRelease,
    config: &Config,
    set_at: &[(String, Span)],
    charts: &Charts,
) -> Reading {
    with_stack(|| read_here(files, release, config, set_at, charts))
}

/// Does `work` where there is stack enough to render.
fn with_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    run::with_stack(&work).unwrap_or_else(|_| work())
}

fn read_here(
    files: &Files,
    release: &ChartRelease,
    config: &Config,
    set_at: &[(String, Span)],
    charts: &Charts,
) -> Reading {
    let mut own = ChartFiles::new(files, &release.dir);
    let loaded = charts.load(&mut own);
    let overrides = overrides(&mut own, release);
    let mut reader = Reader { release, set_at, own, errors: Vec::new(), notes: Vec::new() };
    let (mut resources, mut values, mut complete) = (Vec::new(), Vec::new(), false);
    match &loaded.chart {
        Ok(chart) if chart.is_library() => {}
        Ok(chart) => {
            values = values_of(&reader.own, chart, &overrides);
            let rendered = render_chart(chart, &options(release, config, overrides));
            reader.problems(chart, &rendered);
            resources = reader.resources(chart, &rendered, &values, config);
            if let Some(reason) = release.given.as_ref().and_then(|given| given.undecided(chart)) {
                resources.iter_mut().for_each(|resource| unknown::hide(resource, reason));
            }
            complete = reader.errors.is_empty() && reader.notes.is_empty() && !release.is_unknown();
        }
        Err(error) => reader.error(error),
    }
    let Reader { own, mut errors, notes, .. } = reader;
    let ChartFiles { sources, record, read, errors: unread, .. } = own;
    errors.extend(unread);
    complete &= errors.is_empty();
    Reading { resources, errors, notes, sources, values, read, record, complete }
}

/// What is given to the chart of `release`, as far as that can be read.
fn overrides(own: &mut ChartFiles<'_>, release: &ChartRelease) -> Overrides<'static> {
    let mut overrides = Overrides { typed: release.set.clone(), ..Overrides::default() };
    for path in &release.values {
        if let Some(source) = own.text(path) {
            let (path, text, source) = (path.to_string(), Arc::clone(&source.text), source.id);
            overrides.files.push(ValuesFile { path, text, source, document: None, unknown: Vec::new() });
        }
    }
    if let Some(given) = &release.given {
        own.sources.extend(given.sources.iter().map(|source| (source.id, Arc::clone(source))));
        overrides.files.extend(given.values.iter().cloned());
        overrides.placed.clone_from(&given.set);
    }
    overrides
}

/// What the object is called wherever the chart is installed: without the namespace and the name of the release.
fn identity(release: &ChartRelease, resource: &Resource) -> String {
    let (mut address, own) = (resource.address.clone(), Release::default().name);
    if let (Some(namespace), Some(of)) = (&resource.namespace, &release.namespace)
        && **namespace == **of
    {
        address = address.replacen(&format!("/{namespace}/"), "/", 1);
    }
    let (Some(name), Some((kind, shown))) = (&release.release, address.rsplit_once('/')) else {
        return address;
    };
    let rest = shown.strip_prefix(&**name).filter(|rest| rest.is_empty() || rest.starts_with('-'));
    rest.map_or_else(|| address.clone(), |rest| format!("{kind}/{own}{rest}"))
}

/// Gives an object of `release` what it has from that, and takes out what nobody knows.
fn settle(release: &ChartRelease, resource: &mut Resource) {
    unknown::settle(resource, release.given.as_deref());
    resource.identity = Some(identity(release, resource));
    if let Some(environment) = &release.environment {
        resource.environment = Some(environment.to_string());
    }
    if let (Platform::Kubernetes, Some(version)) = (resource.platform, &release.kube_version) {
        resource.version = Some(version.to_string());
    }
}

/// What a chart renders to, and what that is made of.
struct Rendering<'a> {
    release: &'a ChartRelease,
    own: ChartFiles<'a>,
    values: Vec<(SourceId, Node)>,
    rendered: Rendered,
}

/// Renders `release`, whatever is wrong with it; none when there is no chart to render.
fn render<'a>(files: &'a Files, release: &'a ChartRelease, config: &Config) -> Option<(Chart, Rendering<'a>)> {
    let mut own = ChartFiles::new(files, &release.dir);
    let chart = own.chart().ok()?;
    let overrides = overrides(&mut own, release);
    let values = values_of(&own, &chart, &overrides);
    let rendered = render_chart(&chart, &options(release, config, overrides));
    own.open_read(&rendered);
    Some((chart, Rendering { release, own, values, rendered }))
}

/// The values files of the chart, of those below it and of the environment.
fn values_of(own: &ChartFiles<'_>, chart: &Chart, overrides: &Overrides<'_>) -> Vec<(SourceId, Node)> {
    let mut found = Vec::new();
    let mut charts = vec![chart];
    while let Some(chart) = charts.pop() {
        found.extend(chart.values.iter().map(|node| (node.span.source, node.clone())));
        charts.extend(&chart.dependencies);
    }
    for file in &overrides.files {
        let source = own.sources.get(&file.source).filter(|_| file.document.is_none());
        let document = source.and_then(|source| parse(source, Format::Yaml).documents.into_iter().next());
        let root = document.map(|document| document.root).or_else(|| file.document.clone());
        found.extend(root.map(|root| (file.source, root)));
    }
    found
}

fn options<'a>(release: &ChartRelease, config: &Config, overrides: Overrides<'a>) -> RenderOptions<'a> {
    let mut of = Release::default();
    if let Some(name) = &release.release {
        of.name = name.to_string();
    }
    match &release.namespace {
        Some(namespace) => of.namespace = namespace.to_string(),
        None => of.is_guessed = true,
    }
    let version = release.kube_version.as_deref().or(config.kubernetes.version.as_deref());
    RenderOptions {
        release: of,
        kube_version: version.and_then(|version| KubeVersion::parse(version).ok()).unwrap_or_default(),
        overrides,
        keep_going: true,
        // What stands in for what is not known need not fit.
        skip_schema: release.is_unknown(),
        limits: Limits::default().of_environment(release.order),
        ..RenderOptions::default()
    }
}

struct Reader<'a> {
    release: &'a ChartRelease,
    /// What the configuration of the project sets, and where.
    set_at: &'a [(String, Span)],
    own: ChartFiles<'a>,
    errors: Vec<FileError>,
    notes: Vec<FileError>,
}

impl Reader<'_> {
    fn problems(&mut self, chart: &Chart, rendered: &Rendered) {
        let missing = chart.missing_dependencies();
        if !missing.is_empty() {
            let message = format!(
                "chart `{}` lacks what Chart.yaml declares: {}; run `helm dependency build` to have it read too",
                chart.metadata.name,
                missing.join(", ")
            );
            self.notes.push(FileError::parse(path::join(&self.release.dir, "Chart.yaml"), message));
        }
        for problem in rendered.problems.iter().filter(|problem| problem.fatal) {
            let error = &problem.error;
            if error.message.contains("missing in charts/ directory") && !missing.is_empty() {
                continue;
            }
            // Templates of what is missing are missing too.
            let excused = match error.kind {
                _ if self.release.is_unknown() => true,
                ErrorKind::Refused => self.release.is_plain() && self.release.has_others,
                ErrorKind::Execution => !missing.is_empty(),
                _ => false,
            };
            if excused {
                let note = self.fault(error, self.release.environment.as_deref());
                self.notes.push(note);
            } else {
                self.error(error);
            }
        }
    }

    fn error(&mut self, error: &Error) {
        let fault = self.fault(error, None);
        self.errors.push(fault);
    }

    /// An error of the renderer at its place; of an error, [others](CANNOT) tell the environments.
    fn fault(&self, error: &Error, environment: Option<&str>) -> FileError {
        let source = error.span.and_then(|span| self.own.sources.get(&span.source));
        let path = source
            .map_or_else(|| path::join(&self.release.dir, "Chart.yaml").into(), |source| Arc::clone(&source.path));
        let what = match environment {
            Some(environment) => format!("{CANNOT} for `{environment}`: {}", error.message),
            None => format!("{CANNOT}: {}", error.message),
        };
        let fault = match error.kind {
            ErrorKind::Limit => FileError::limit(path, what),
            _ => FileError::parse(path, what),
        };
        match (source, error.span) {
            (Some(_), Some(span)) => fault.with_span(span),
            _ => fault,
        }
    }

    /// The objects of the manifests.
    fn resources(
        &mut self,
        chart: &Chart,
        rendered: &Rendered,
        values: &[(SourceId, Node)],
        config: &Config,
    ) -> Vec<Resource> {
        let mut tokens = Tokens::default();
        values.iter().for_each(|(id, root)| tokens.add(root, self.own.sources.get(id)));
        self.set_at.iter().for_each(|(given, span)| tokens.add_set(given, *span));
        self.own.open_read(rendered);
        let roots = values.iter().rev().map(|(_, root)| root);
        let archives = Archives::new(self.release, self.own.sources.values(), roots);
        let files: Vec<Arc<ParsedFile>> = rendered
            .manifests
            .iter()
            .filter_map(|manifest| self.file(chart, manifest, rendered, (&tokens, &archives)))
            .map(Arc::new)
            .collect();
        let (mut resources, errors) = kubernetes::read_release(&files, config, self.release.namespace.as_deref());
        for error in errors {
            let path = error.span.and_then(|span| self.own.sources.get(&span.source)).map(|source| &source.path);
            let path = path.map_or_else(|| Arc::clone(&error.path), Arc::clone);
            self.errors.push(FileError { path, ..error });
        }
        resources.extend(self.realms(chart, rendered, (&tokens, &archives), config));
        for resource in &mut resources {
            settle(self.release, resource);
        }
        resources
    }

    /// The realms of Keycloak that the manifests hold.
    fn realms(
        &mut self,
        chart: &Chart,
        rendered: &Rendered,
        places: (&Tokens, &Archives),
        config: &Config,
    ) -> Vec<Resource> {
        let (mut realms, mut errors) = (Vec::new(), Vec::new());
        for manifest in rendered.manifests.iter().filter(|manifest| manifest.text.contains("realm")) {
            let Some(document) = &manifest.document else { continue };
            let Some((text, _)) = self.text(chart, manifest, rendered, places) else { continue };
            let source = Source::new(document.span.source, &*manifest.source, manifest.text.as_str());
            let (found, faults) = keycloak::realms(document, &source);
            let placed = |realm: RealmDocument| RealmDocument { root: place::place(&realm.root, &text), ..realm };
            realms.extend(found.into_iter().map(placed));
            errors.extend(faults.into_iter().map(|fault| {
                let span = fault.span.map(|span| place::place(&Node::new(span, Value::Null), &text).span);
                SourceError { span, ..fault }
            }));
        }
        let (resources, faults) = keycloak::read_realm(&realms, config);
        for error in errors.into_iter().chain(faults) {
            let source = error.span.and_then(|span| self.own.sources.get(&span.source));
            let path = source.map_or_else(|| Arc::clone(&self.release.dir), |source| Arc::clone(&source.path));
            self.errors.push(FileError::from_source(path, error));
        }
        resources
    }

    /// A manifest as a file of its template.
    fn file(
        &self,
        chart: &Chart,
        manifest: &Manifest,
        rendered: &Rendered,
        places: (&Tokens, &Archives),
    ) -> Option<ParsedFile> {
        let (text, source) = self.text(chart, manifest, rendered, places)?;
        let root = place::place(manifest.document.as_ref()?, &text);
        let root = match &manifest.torn {
            Some(key) => unknown::torn(&root, key),
            None => root,
        };
        let parsed = Parsed { documents: vec![Document { root, comments: Vec::new() }], errors: Vec::new() };
        Some(ParsedFile { source: Arc::clone(source), kind: FileKind::Kubernetes, parsed })
    }

    /// The text of a manifest, and its template.
    fn text<'t>(
        &'t self,
        chart: &Chart,
        manifest: &'t Manifest,
        rendered: &'t Rendered,
        (tokens, archives): (&'t Tokens, &'t Archives),
    ) -> Option<(Text<'t>, &'t Arc<Source>)> {
        // The chart's name comes before what is a path in its folder.
        let name = manifest.source.strip_prefix(&chart.metadata.name)?.strip_prefix('/')?;
        let first = manifest.pieces.iter().find_map(|piece| piece.origin.span);
        let source = self.own.by_path(name).or_else(|| self.own.sources.get(&first?.source))?;
        let text = Text {
            text: &manifest.text,
            pieces: &manifest.pieces,
            traces: &rendered.traces,
            tokens,
            archives,
            path: source
                .path
                .strip_prefix(&*self.release.dir)
                .map_or(&*source.path, |path| path.trim_start_matches('/')),
            fallback: first.unwrap_or(Span::new(source.id, 0, 0)),
            given: None,
        };
        Some((text, source))
    }
}

impl ChartRelease {
    /// Is the chart rendered with nothing but its own values?
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.values.is_empty() && self.set.is_empty() && self.given.is_none()
    }

    /// Is it not known, in parts at least, what it is given?
    fn is_unknown(&self) -> bool {
        self.given.as_ref().is_some_and(|given| !given.is_known())
    }
}
