//! Renders a chart: what `helm template` does, with the origin of every byte.

mod capabilities;
mod manifests;
mod output;
mod scope;

pub use capabilities::{DEFAULT_KUBE_VERSION, KubeVersion};
pub use output::OutputOptions;

use std::rc::Rc;
use std::sync::Arc;

use bartizan_source::{Node, SourceId};

use crate::chart::Chart;
use crate::functions::sprig::is_compatible;
use crate::run::Engine;
use crate::trace::{Keys, Piece, Traces, ValuesKey};
use crate::value::{Kind, Map, Text, Value};
use crate::values::{Instance, Overrides, coalesce_values, empty, process, validate};
use crate::{Budget, Error, Limits, Problem, Result, template};

/// The release that a chart is rendered for.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Is the namespace a guess? Then it is marked as [`Keys::UNDECLARED`].
    pub is_guessed: bool,
    /// Is it an upgrade of one that is there? Else it is installed.
    pub is_upgrade: bool,
}

impl Default for Release {
    fn default() -> Self {
        Self { name: "release-name".to_owned(), namespace: "default".to_owned(), is_guessed: false, is_upgrade: false }
    }
}

/// How a chart is rendered.
#[derive(Debug, Default)]
pub struct RenderOptions<'a> {
    /// The release.
    pub release: Release,
    /// The cluster's version.
    pub kube_version: KubeVersion,
    /// API versions that the cluster knows beside those that Helm knows.
    pub api_versions: Vec<String>,
    /// Values given to the chart.
    pub overrides: Overrides<'a>,
    /// Are values not checked against the schemas of the charts?
    pub skip_schema: bool,
    /// Is as much rendered as can be, whatever Helm refuses the chart for? Else the first fault ends it.
    pub keep_going: bool,
    /// How much it may use.
    pub limits: Limits,
}

/// What a chart renders to.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Manifests in the order in which they are installed, those that are hooks last.
    pub manifests: Vec<Manifest>,
    /// Definitions below `crds/` of the chart and of those below it, which are not templates.
    pub crds: Vec<Crd>,
    /// What is wrong, in the order in which it was found.
    pub problems: Vec<Problem>,
    /// What the origins of the manifests refer to.
    pub traces: Traces,
}

/// A rendered manifest.
#[derive(Debug)]
pub struct Manifest {
    /// The template that it comes from: `chart/charts/sub/templates/service.yaml`.
    pub source: String,
    /// Its text, without white space around it.
    pub text: String,
    /// Where the stretches of the text come from.
    pub pieces: Vec<Piece>,
    /// The document; places in it count in `text`, whatever their source. None when there are comments only.
    pub document: Option<Arc<Node>>,
    /// The key of a value that is not known, on which it depends what is there at all.
    pub torn: Option<Rc<str>>,
    /// What makes it a hook.
    pub hook: Option<Hook>,
}

/// A hook of a release.
#[derive(Clone, Debug)]
pub struct Hook {
    /// When it runs: `pre-install`, `test`, …
    pub events: Vec<String>,
}

/// A definition below `crds/`.
#[derive(Debug)]
pub struct Crd {
    /// The file: `chart/crds/certificate.yaml`.
    pub source: String,
    /// Its text.
    pub text: String,
    /// Its identity.
    pub file: Option<SourceId>,
}

impl Manifest {
    /// Is it a hook that is a test?
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.hook.as_ref().is_some_and(|hook| hook.events.iter().any(|event| event.starts_with("test")))
    }
}

impl Rendered {
    /// What Helm refuses the chart for first.
    #[must_use]
    pub fn failure(&self) -> Option<&Error> {
        self.problems.iter().find(|problem| problem.fatal).map(|problem| &problem.error)
    }
}

/// Forgets what was kept of texts rendered before, which other environments of their charts have in common.
pub fn forget() {
    template::forget();
    manifests::forget();
}

/// Renders a chart. Where Helm would refuse it, [`Rendered::problems`] say so; unless it is to keep going, there are
/// no manifests then.
#[must_use]
pub fn render(chart: &Chart, options: &RenderOptions<'_>) -> Rendered {
    let mut rendering = Rendering { options, traces: Traces::default(), problems: Vec::new() };
    let (manifests, crds) = rendering.run(chart).unwrap_or_default();
    let Rendering { traces, problems, .. } = rendering;
    Rendered { manifests, crds, problems, traces }
}

struct Rendering<'a> {
    options: &'a RenderOptions<'a>,
    traces: Traces,
    problems: Vec<Problem>,
}

impl Rendering<'_> {
    /// None when it was given up.
    fn run(&mut self, chart: &Chart) -> Option<(Vec<Manifest>, Vec<Crd>)> {
        let given = self.options.overrides.merge(&self.traces);
        let given = self.or_else(given, empty)?;
        let checked = self.chart(chart);
        self.or_else(checked, || ())?;
        let root = Instance::new(chart);
        let budget = Budget::new(self.options.limits);
        let processed = process(&root, &given, (&self.traces, &budget), &mut self.problems);
        self.or_else(processed, || ())?;
        let values = coalesce_values(&root, &given, "", (&self.traces, &budget), &mut self.problems);
        let values = self.or_else(values, empty)?;
        if !self.options.skip_schema {
            let valid = validate(&root, &values, &self.traces, &mut self.problems);
            self.or_else(valid, || ())?;
        }
        let compatible = self.kube_version(chart);
        self.or_else(compatible, || ())?;
        let files = self.files(&root, values, &budget)?;
        let faults = self.problems.len();
        let manifests = manifests::sorted(files, &mut self.problems);
        if !self.options.keep_going && self.problems[faults..].iter().any(|problem| problem.fatal) {
            return None;
        }
        let mut crds = Vec::new();
        collect_crds(&root, &mut crds);
        Some((manifests, crds))
    }

    /// The outcome of a step; none when it failed and that is the end.
    fn or_else<T>(&mut self, outcome: Result<T>, otherwise: impl FnOnce() -> T) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(Problem::fatal(error));
                self.options.keep_going.then(otherwise)
            }
        }
    }

    /// What Helm asks of a chart and of a release before it looks at values.
    fn chart(&mut self, chart: &Chart) -> Result<()> {
        self.loaded(chart)?;
        let metadata = &chart.metadata;
        if !["", "application"].contains(&metadata.kind.as_str()) {
            return Err(Error::new(format!("{} charts are not installable", metadata.kind)));
        }
        if metadata.deprecated {
            self.problems.push(Problem::warning("This chart is deprecated"));
        }
        let missing = chart.missing_dependencies();
        if !missing.is_empty() {
            let missing = Error::new(format!(
                "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to \
                 fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {}",
                missing.join(", ")
            ));
            self.or_else(Err(missing.clone()), || ()).ok_or(missing)?;
        }
        let name = &self.options.release.name;
        if name.is_empty() {
            return Err(Error::new("release name \"\": no name provided"));
        }
        if name.len() > 53 || !is_release_name(name) {
            return Err(Error::new(format!(
                "release name {name:?}: invalid release name, must match regex \
                 ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53"
            )));
        }
        Ok(())
    }

    /// What was wrong with the chart's files and those of the charts below.
    fn loaded(&mut self, chart: &Chart) -> Result<()> {
        for problem in &chart.problems {
            if problem.fatal && !self.options.keep_going {
                return Err(problem.error.clone());
            }
            self.problems.push(problem.clone());
        }
        Ok(())
    }

    fn kube_version(&self, chart: &Chart) -> Result<()> {
        let (range, version) = (&chart.metadata.kube_version, &self.options.kube_version.version);
        if range.is_empty() || is_compatible(range, version) {
            return Ok(());
        }
        Err(Error::new(format!("chart requires kubeVersion: {range} which is incompatible with Kubernetes {version}")))
    }

    /// The rendered files by name, without notes; none when a template failed and that is the end.
    fn files(&mut self, root: &Rc<Instance<'_>>, values: Map, budget: &Budget) -> Option<Vec<RenderedFile>> {
        let options = self.options;
        let capabilities = capabilities::value(&options.kube_version, &options.api_versions);
        let span = root.chart.values.as_ref().map(|values| values.span);
        let keys = self.traces.key(ValuesKey { path: "".into(), span });
        let renderables = scope::renderables(root, (values, keys), &options.release, capabilities);
        let traces = std::mem::take(&mut self.traces);
        let mut engine = Engine::new(&traces, budget);
        let mut outcomes = Vec::new();
        for renderable in &renderables {
            let source = renderable.template;
            let parsed = template::parse_kept(&renderable.name, &source.text, source.source);
            outcomes.extend(parsed.errors.iter().map(|error| Err(syntax_error(error))));
            engine.add(&parsed);
        }
        if outcomes.is_empty() || options.keep_going {
            for renderable in &renderables {
                let name = &renderable.name;
                let file = name.rsplit('/').next().unwrap_or_default();
                if file.starts_with('_') || !engine.defines(name) {
                    continue;
                }
                let scope = &renderable.scope;
                scope.entries.borrow_mut().insert("Template".into(), scope::template(renderable));
                let text = engine.execute(name, Value::new(Kind::Map(scope.clone())));
                let failed = text.is_err();
                if failed || !name.ends_with("NOTES.txt") {
                    outcomes.push(text.map(|text| (name.clone(), text, engine.torn())));
                }
                if failed && !options.keep_going {
                    break;
                }
            }
        }
        drop(engine);
        self.traces = traces;
        let mut files = Vec::new();
        for outcome in outcomes {
            match outcome {
                Ok(file) => files.push(file),
                Err(error) => {
                    self.or_else(Err(error), || ())?;
                }
            }
        }
        Some(files)
    }
}

/// A rendered file: its name, its text, and the key of a value that is not known by which it was decided.
type RenderedFile = (String, Text, Option<Rc<str>>);

/// Cuts a range out of a rendered text.
fn slice(text: &Text, range: std::ops::Range<usize>) -> (String, Vec<Piece>) {
    let mut builder = crate::value::TextBuilder::new();
    builder.push_range(text, range, Keys::NONE);
    builder.into_parts()
}

fn syntax_error(error: &template::SyntaxError) -> Error {
    Error::new(error.helm_message()).or_at(error.span)
}

fn collect_crds(chart: &Instance<'_>, crds: &mut Vec<Crd>) {
    let path = chart.full_path();
    for file in &chart.chart.files {
        let extension = file.path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        if file.path.starts_with("crds/") && matches!(extension.as_deref(), Some("yaml" | "yml" | "json")) {
            let text = String::from_utf8_lossy(&file.data).into_owned();
            crds.push(Crd { source: format!("{path}/{}", file.path), text, file: file.source });
        }
    }
    for below in chart.dependencies.borrow().iter() {
        collect_crds(below, crds);
    }
}

/// Labels of small letters, digits and hyphens, joined by dots.
fn is_release_name(name: &str) -> bool {
    name.split('.').all(|label| {
        let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        label.starts_with(edge) && label.ends_with(edge) && label.chars().all(|c| edge(c) || c == '-')
    })
}
