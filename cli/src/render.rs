//! `bartizan render`.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use bartizan_engine::files::{FileError, Files, Limits};
use bartizan_engine::source::{SourceId, Span, decode_lossily};
use bartizan_helm::chart::{Chart, ChartFile, IgnoreRules};
use bartizan_helm::render::{OutputOptions, Release, RenderOptions, render};
use bartizan_helm::run::with_stack;
use bartizan_helm::values::{Overrides, ValuesFile};
use bartizan_helm::{Error, Problem};

use crate::args::RenderArgs;
use crate::rego::fault::{self, Fault, Place};
use crate::{Failure, UNREAD, terminal};

/// Stands for standard input among values files.
const STDIN: &str = "-";

pub(crate) fn run(args: &RenderArgs) -> Result<ExitCode, Failure> {
    let mut sources = Sources::default();
    let values = args.values.iter().map(|path| values_file(path, &mut sources)).collect::<Result<Vec<_>, _>>()?;
    let chart = match chart(&args.chart, &mut sources)? {
        Ok(chart) => chart,
        Err(error) => {
            sources.show(&error)?;
            return Ok(ExitCode::from(UNREAD));
        }
    };
    // Texts and origins of a rendering stay on its thread.
    let (problems, outcome) = with_stack(|| {
        let rendered = render(&chart, &options(args, values));
        let failure = rendered.failure().cloned();
        let output = failure.map_or_else(|| rendered.output(&output_options(args)), Err);
        (rendered.problems, output)
    })?;
    for Problem { error, .. } in problems.iter().filter(|problem| !problem.fatal) {
        terminal::note(&error.to_string());
    }
    match outcome {
        Ok(text) => {
            terminal::print(&text)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            sources.show(&error)?;
            Ok(ExitCode::from(UNREAD))
        }
    }
}

fn options(args: &RenderArgs, files: Vec<ValuesFile>) -> RenderOptions<'static> {
    RenderOptions {
        release: Release {
            name: args.release_name.clone(),
            namespace: args.namespace.clone(),
            is_upgrade: args.is_upgrade,
            ..Release::default()
        },
        kube_version: args.kube_version.clone().unwrap_or_default(),
        api_versions: args.api_versions.clone(),
        overrides: Overrides {
            files,
            json: args.set_json.clone(),
            typed: args.set.clone(),
            strings: args.set_string.clone(),
            contents: args.set_file.clone(),
            literals: args.set_literal.clone(),
            placed: Vec::new(),
            read: Some(&content),
        },
        skip_schema: args.skip_schema_validation,
        ..RenderOptions::default()
    }
}

fn output_options(args: &RenderArgs) -> OutputOptions {
    OutputOptions {
        include_crds: args.include_crds,
        no_hooks: args.no_hooks,
        skip_tests: args.skip_tests,
        show_only: args.show_only.clone(),
    }
}

/// Texts that places count in.
#[derive(Default)]
struct Sources(Vec<(String, Arc<str>)>);

impl Sources {
    fn add(&mut self, path: String, text: &Arc<str>) -> SourceId {
        self.0.push((path, Arc::clone(text)));
        SourceId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    fn place(&self, span: Span) -> Option<Place> {
        let (path, text) = self.0.get(usize::try_from(span.source.0).ok()?)?;
        let span = bartizan_rego::syntax::Span { start: span.start, end: span.end };
        Some(Place::new(path, text, span))
    }

    /// Says what is wrong, with the template text and the calls that led there.
    fn show(&self, error: &Error) -> Result<(), Failure> {
        let calls = error.calls.iter().rev().filter_map(|span| self.place(*span));
        let calls: Vec<String> = calls.map(|place| format!("{}:{}:{}", place.file, place.row, place.column)).collect();
        let fault = Fault {
            message: error.to_string(),
            help: (!calls.is_empty()).then(|| format!("called from {}", calls.join(", from "))),
            place: error.span.and_then(|span| self.place(span)).map(Box::new),
            ..Fault::default()
        };
        match &fault.place {
            Some(_) => terminal::error(&fault::frame(&fault))?,
            None => terminal::note(&format!("error: {}", fault.message)),
        }
        Ok(())
    }
}

/// The chart in a folder or an archive.
fn chart(given: &Path, sources: &mut Sources) -> Result<Result<Chart, Error>, Failure> {
    if !given.exists() {
        return Err(Failure::usage(format!("{}: no such file or folder", given.display())));
    }
    let files = Files::new(Files::find_root(given, &[]), Limits::default())?;
    let outside = || Failure::usage(format!("{}: cannot be reached in its project", given.display()));
    let path = files.relative(given).ok_or_else(outside)?;
    let shown = given.to_string_lossy().into_owned();
    let mut register =
        |inside: &str, text: &Arc<str>| sources.add(format!("{}/{inside}", shown.trim_end_matches('/')), text);
    if !given.is_dir() {
        let bytes = files.read_bytes(&path)?;
        return Ok(Chart::from_archive(&bytes, &mut register));
    }
    let ignore = match files.read_bytes(&bartizan_engine::files::path::join(&path, IgnoreRules::FILE)) {
        Ok(bytes) => decode_lossily(&bytes),
        Err(_) => String::new(),
    };
    let rules = match IgnoreRules::new(&ignore) {
        Ok(rules) => rules,
        Err(error) => return Ok(Err(error)),
    };
    let found = files.tree(&path, &|path, is_folder| !rules.ignores(path, is_folder))?;
    let found = found.into_iter().map(|(path, data)| ChartFile { path, data }).collect();
    Ok(Chart::from_files(found, &mut register))
}

fn values_file(given: &str, sources: &mut Sources) -> Result<ValuesFile, Failure> {
    let bytes = if given.trim() == STDIN {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(Limits::default().file_bytes).read_to_end(&mut bytes)?;
        bytes
    } else {
        bytes_of(given).map_err(|error| Failure::usage(format!("{given}: {}", error.message)))?
    };
    let text: Arc<str> = decode_lossily(&bytes).into();
    let source = sources.add(given.to_owned(), &text);
    Ok(ValuesFile { path: given.to_owned(), text, source, document: None, unknown: Vec::new() })
}

/// The text of a file that `--set-file` names.
fn content(path: &str) -> Result<String, String> {
    match bytes_of(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(format!("{path}: {}", error.message)),
    }
}

/// The bytes of a file that the user names, wherever it is.
fn bytes_of(path: &str) -> Result<Vec<u8>, FileError> {
    if path.contains("://") {
        return Err(FileError::io(path, "nothing is fetched: give a file"));
    }
    let place = Path::new(path).canonicalize().map_err(|error| FileError::io(path, error.to_string()))?;
    match (place.parent(), place.file_name().and_then(|name| name.to_str())) {
        (Some(folder), Some(name)) => Files::new(folder.to_path_buf(), Limits::default())?.read_bytes(name),
        _ => Err(FileError::io(path, "is not a file")),
    }
}
