//! Puts a chart together from its files, as Helm's loader does.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_source::{Node, Source, SourceErrorKind, SourceId, parse_yaml};

use super::{Chart, ChartFile, File, Metadata, Register, Template, archive};
use crate::{Error, Problem, Result};

/// Charts inside of one another.
const MAX_DEPTH: u32 = 32;

pub(super) struct Loader<'a, 'r> {
    register: &'a mut Register<'r>,
    /// Bytes that archives may still hold.
    left: u64,
}

/// The files of a chart, sorted by what they are.
#[derive(Default)]
struct Parts {
    metadata: Option<Metadata>,
    templates: Vec<Template>,
    values: Option<Node>,
    schema: Option<Arc<[u8]>>,
    files: Vec<File>,
    below: BTreeMap<String, Vec<ChartFile>>,
    problems: Vec<Problem>,
}

impl<'a, 'r> Loader<'a, 'r> {
    pub(super) fn new(register: &'a mut Register<'r>) -> Self {
        Self { register, left: archive::MAX_BYTES }
    }

    /// The chart of the files of a folder.
    pub(super) fn folder(&mut self, files: Vec<ChartFile>) -> Result<Chart> {
        self.chart("", files, 0)
    }

    /// The chart of an archive, whose path in the chart around it is `base` (with `/`).
    pub(super) fn archive(&mut self, base: &str, data: &[u8]) -> Result<Chart> {
        let files = archive::files(data, &mut self.left)?;
        self.chart(base, files, 0)
    }

    fn chart(&mut self, base: &str, files: Vec<ChartFile>, depth: u32) -> Result<Chart> {
        let mut parts = Parts::default();
        for file in files.iter().filter(|file| file.path == "Chart.yaml") {
            let metadata = parts.metadata.get_or_insert_default();
            if let Some(document) = self.yaml(base, file)? {
                metadata.read(&document).map_err(|error| within("cannot load Chart.yaml", error))?;
            }
            // Charts of Helm 2 need not say it.
            if metadata.api_version.is_empty() {
                "v1".clone_into(&mut metadata.api_version);
            }
        }
        for file in files {
            self.file(base, file, &mut parts)?;
        }
        let Some(mut metadata) = parts.metadata else {
            return Err(Error::new("Chart.yaml file is missing"));
        };
        metadata.validate()?;
        let Parts { templates, values, schema, files, below, mut problems, .. } = parts;
        let mut dependencies = Vec::new();
        for (name, files) in below {
            if name.starts_with(['_', '.']) {
                continue;
            }
            let unpacking = format!("error unpacking subchart {name} in {}", metadata.name);
            match self.dependency(base, &name, files, depth) {
                Ok(mut chart) => {
                    problems.extend(chart.problems.drain(..).map(|problem| match problem.fatal {
                        true => Problem::fatal(within(&unpacking, problem.error)),
                        false => problem,
                    }));
                    dependencies.push(chart);
                }
                Err(error) => problems.push(Problem::fatal(within(&unpacking, error))),
            }
        }
        Ok(Chart { metadata, templates, values, schema, files, dependencies, problems })
    }

    /// Sorts one file in.
    fn file(&mut self, base: &str, file: ChartFile, parts: &mut Parts) -> Result<()> {
        let path = file.path.as_str();
        match path {
            "Chart.yaml" => {}
            "Chart.lock" => {
                self.yaml(base, &file)?;
            }
            "values.yaml" => {
                let Some(document) = self.yaml(base, &file)? else { return Ok(()) };
                parts.values = values(document).map_err(|error| within("cannot load values.yaml", error))?;
            }
            "values.schema.json" => parts.schema = Some(without_mark(&file.data).into()),
            "requirements.yaml" | "requirements.lock" => self.requirements(base, file, parts)?,
            _ if path.starts_with("templates/") => {
                let text: Arc<str> = String::from_utf8_lossy(without_mark(&file.data)).into();
                let source = (self.register)(&format!("{base}{path}"), &text);
                parts.templates.push(Template { path: path.into(), text, source });
            }
            _ => match path.strip_prefix("charts/") {
                Some(rest) if !path.ends_with(".prov") => {
                    let name = rest.split('/').next().unwrap_or(rest).to_owned();
                    let file = ChartFile { path: rest.to_owned(), data: file.data };
                    parts.below.entry(name).or_default().push(file);
                }
                _ => {
                    let bytes = without_mark(&file.data);
                    let text: Option<Arc<str>> = match std::str::from_utf8(bytes) {
                        Ok(text) => Some(text.into()),
                        Err(_) if path.starts_with("crds/") => Some(String::from_utf8_lossy(bytes).into()),
                        Err(_) => None,
                    };
                    let source = text.as_ref().map(|text| (self.register)(&format!("{base}{path}"), text));
                    parts.files.push(File { path: path.into(), data: bytes.into(), source });
                }
            },
        }
        Ok(())
    }

    /// `requirements.yaml` and `requirements.lock`, where old charts have their dependencies.
    fn requirements(&mut self, base: &str, file: ChartFile, parts: &mut Parts) -> Result<()> {
        let document = self.yaml(base, &file)?;
        let metadata = parts.metadata.get_or_insert_default();
        let lock = file.path.ends_with(".lock");
        if metadata.api_version != "v1" {
            let (what, file) =
                if lock { ("Dependency locking is", "Chart.lock") } else { ("Dependencies are", "Chart.yaml") };
            let advice = if lock { "migrating to Chart.lock" } else { "migrating dependencies to Chart.yaml" };
            parts.problems.push(Problem::warning(format!(
                "{what} handled in {file} since apiVersion \"v2\". We recommend {advice}."
            )));
        }
        if let (false, Some(document)) = (lock, document) {
            metadata.read(&document).map_err(|error| within("cannot load requirements.yaml", error))?;
        }
        if metadata.api_version == "v1" {
            let data = without_mark(&file.data).into();
            parts.files.push(File { path: file.path.as_str().into(), data, source: None });
        }
        Ok(())
    }

    /// The chart in the folder or archive `name` below `charts/`.
    fn dependency(&mut self, base: &str, name: &str, files: Vec<ChartFile>, depth: u32) -> Result<Chart> {
        if depth == MAX_DEPTH {
            return Err(Error::limit(format!("more than {MAX_DEPTH} charts inside of one another")));
        }
        let base = format!("{base}charts/{name}/");
        if name.ends_with(".tgz") {
            let Some(file) = files.first().filter(|file| file.path == name) else {
                let got = files.first().map_or("", |file| file.path.as_str());
                return Err(Error::new(format!("expected {name}, got {got}")));
            };
            let files = archive::files(&file.data, &mut self.left)?;
            return self.chart(&base, files, depth + 1);
        }
        let inside = |file: ChartFile| {
            let (_, path) = file.path.split_once('/')?;
            Some(ChartFile { path: path.to_owned(), data: file.data })
        };
        self.chart(&base, files.into_iter().filter_map(inside).collect(), depth + 1)
    }

    /// The first document of a YAML file; none when it is empty.
    fn yaml(&mut self, base: &str, file: &ChartFile) -> Result<Option<Node>> {
        let text: Arc<str> = String::from_utf8_lossy(without_mark(&file.data)).into();
        let id = (self.register)(&format!("{base}{}", file.path), &text);
        first_document(id, &file.path, &text).map_err(|error| within(&format!("cannot load {}", file.path), error))
    }
}

/// The first document of a YAML text; none when it is empty.
pub(crate) fn first_document(id: SourceId, path: &str, text: &Arc<str>) -> Result<Option<Node>> {
    let source = Source::new(id, path, text.clone());
    let parsed = parse_yaml(&source);
    let document = parsed.documents.into_iter().next();
    let begin = document.as_ref().map_or(u32::MAX, |document| document.root.span.start);
    let fault = parsed.errors.into_iter().find(|error| error.kind != SourceErrorKind::DuplicateKey);
    match (document, fault) {
        (document, Some(fault)) if document.is_none() || fault.span.is_some_and(|span| span.start < begin) => {
            let line = fault.span.map_or(0, |span| source.lines.position(text, span.start).line);
            let mut error = Error::new(format!("error converting YAML to JSON: yaml: line {line}: {}", fault.message));
            error.span = fault.span;
            Err(error)
        }
        (document, _) => Ok(document.map(|document| document.root)),
    }
}

/// The mapping of a values file; none when it is empty.
pub(crate) fn values(document: Node) -> Result<Option<Node>> {
    if document.is_null() {
        return Ok(None);
    }
    if document.as_mapping().is_some() {
        return Ok(Some(document));
    }
    let kind = super::go_kind(&document);
    Err(Error::new(format!(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
    ))
    .or_at(document.span))
}

/// The error with what was being done before its message.
pub(crate) fn within(what: &str, error: Error) -> Error {
    Error { message: format!("{what}: {}", error.message), ..error }
}

fn without_mark(data: &[u8]) -> &[u8] {
    data.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(data)
}
