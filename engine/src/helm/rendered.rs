//! Rendered texts that were given, as `helm template` prints them: judged as they are, with places in templates and
//! values where a chart of the project renders to the same here.

use std::ops::Range;
use std::sync::Arc;

use bartizan_helm::chart::Chart;
use bartizan_helm::render::Manifest;

use super::align::{Aligned, align};
use super::place::{Given, Text, Tokens, place};
use super::{ChartRelease, Reading, Rendering, render, with_stack};
use crate::config::Config;
use crate::discover::{FileKind, ParsedFile};
use crate::files::{Files, path};
use crate::kubernetes;
use crate::source::{Document, Node, Parsed, Source, SourceId, Span, parse_yaml};

/// The name of a release that is rendered without one.
const NAMELESS: &str = "release-name";

/// A rendered document.
struct Chunk<'t> {
    /// The template: `chart/templates/a.yaml`.
    source: &'t str,
    /// Its bytes.
    range: Range<usize>,
}

/// Reads the rendered text `given`, whose documents `own` are, beside the charts in their environments that it may come
/// from. None where it says of no document that it comes from one of them.
#[must_use]
pub fn read_rendered(
    files: &Files,
    releases: &[ChartRelease],
    given: &Arc<ParsedFile>,
    config: &Config,
) -> Option<Reading> {
    with_stack(|| read_here(files, releases, given, config))
}

/// The names of the charts that a rendered text says it comes from.
#[must_use]
pub fn charts_of(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = chunks(text).iter().filter_map(|chunk| Some(chunk.source.split_once('/')?.0)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn read_here(files: &Files, releases: &[ChartRelease], given: &Arc<ParsedFile>, config: &Config) -> Option<Reading> {
    let source = &given.source;
    let chunks = chunks(&source.text);
    let mut renderings: Vec<(Chart, Rendering<'_>)> = Vec::new();
    let mut named: Vec<ChartRelease> = Vec::with_capacity(releases.len());
    for release in releases {
        let first = render(files, release, config);
        let name = first.as_ref().and_then(|(_, rendering)| release_name(&source.text, &chunks, rendering));
        named.push(match (name, &release.release) {
            (Some(name), None) => ChartRelease { release: Some(name.into()), ..release.clone() },
            _ => release.clone(),
        });
    }
    for release in &named {
        renderings.extend(render(files, release, config));
    }
    let mut reading = Reading::default();
    let mut placed: Vec<Arc<ParsedFile>> = Vec::new();
    let mut is_ours = false;
    for document in &given.parsed.documents {
        let at = document.root.span.start as usize;
        let chunk = chunks.iter().find(|chunk| chunk.range.contains(&at));
        let file = chunk.and_then(|chunk| file(chunk, source, &renderings));
        is_ours |= file.is_some();
        placed.push(Arc::new(file.unwrap_or_else(|| {
            let document = Document { root: document.root.clone(), comments: Vec::new() };
            alone(source, document)
        })));
    }
    if !is_ours {
        return None;
    }
    let namespace = match releases {
        [only] => only.namespace.as_deref(),
        _ => None,
    };
    let (resources, errors) = kubernetes::read_release(&placed, config, namespace);
    (reading.resources, reading.errors) = (resources, errors);
    for (_, rendering) in renderings {
        reading.values.extend(rendering.values);
        reading.record.extend(&rendering.own.record);
        reading.sources.extend(rendering.own.sources);
    }
    Some(reading)
}

fn alone(source: &Arc<Source>, document: Document) -> ParsedFile {
    let parsed = Parsed { documents: vec![document], errors: Vec::new() };
    ParsedFile { source: Arc::clone(source), kind: FileKind::Kubernetes, parsed }
}

/// The document of `chunk` as a file of its template; none when none of the charts has that.
fn file(chunk: &Chunk<'_>, given: &Arc<Source>, renderings: &[(Chart, Rendering<'_>)]) -> Option<ParsedFile> {
    let text = given.text.get(chunk.range.clone())?;
    let mut best: Option<(Aligned, &Chart, &Rendering<'_>)> = None;
    for (chart, rendering) in renderings {
        let of_template = |manifest: &&Manifest| manifest.source == chunk.source;
        for manifest in rendering.rendered.manifests.iter().filter(of_template) {
            let aligned = align(text, manifest);
            if best.as_ref().is_none_or(|(known, ..)| aligned.agreeing > known.agreeing) {
                best = Some((aligned, chart, rendering));
            }
        }
    }
    let nothing = || {
        let has = |(chart, rendering): &&(Chart, Rendering<'_>)| {
            inside(chart, chunk.source).is_some_and(|inside| rendering.own.by_path(inside).is_some())
        };
        let (chart, rendering) = renderings.iter().find(has)?;
        let whole = 0..text.len();
        Some((Aligned { agreeing: 0, pieces: Vec::new(), foreign: vec![whole] }, chart, rendering))
    };
    let (aligned, chart, rendering) = best.or_else(nothing)?;
    let root = parsed(text)?;
    let template = rendering.own.by_path(inside(chart, chunk.source)?)?;
    let (release, own) = (rendering.release, &rendering.own);
    let mut tokens = Tokens::default();
    rendering.values.iter().for_each(|(id, root)| tokens.add(root, own.sources.get(id)));
    let values = rendering.values.iter().rev().map(|(_, root)| root);
    let archives = super::Archives::new(release, own.sources.values(), values);
    let at = u32::try_from(chunk.range.start).unwrap_or(u32::MAX);
    let text = Text {
        text,
        pieces: &aligned.pieces,
        traces: &rendering.rendered.traces,
        tokens: &tokens,
        archives: &archives,
        path: template.path.strip_prefix(&*release.dir).map_or(&*template.path, |path| path.trim_start_matches('/')),
        fallback: Span::new(template.id, 0, 0),
        given: Some(Given { source: given.id, at, foreign: &aligned.foreign }),
    };
    let document = Document { root: place(&root, &text), comments: Vec::new() };
    Some(alone(template, document))
}

/// The path in the folder of `chart` of the template that a comment names.
fn inside<'s>(chart: &Chart, source: &'s str) -> Option<&'s str> {
    source.strip_prefix(&chart.metadata.name)?.strip_prefix('/')
}

/// The document of a text, with places that count in it.
fn parsed(text: &str) -> Option<Node> {
    let source = Source::new(SourceId(u32::MAX), "", text);
    parse_yaml(&source).documents.into_iter().next().map(|document| document.root)
}

/// The documents of a rendered text that say where they come from. `---` begins one.
fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut found: Vec<Chunk<'_>> = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.starts_with("---") {
            found.extend(open.take().map(|(source, from)| Chunk { source, range: from..start }));
        } else if let (None, Some(source)) = (open, line.strip_prefix("# Source: ")) {
            open = Some((source.trim(), at));
        }
    }
    found.extend(open.map(|(source, from)| Chunk { source, range: from..text.len() }));
    for chunk in &mut found {
        let text = &text[chunk.range.clone()];
        let (begin, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        chunk.range = chunk.range.start + begin.min(end)..chunk.range.start + end;
    }
    found
}

/// The name of the release that a text was rendered for, where that shows in a line in which ours has none.
fn release_name(text: &str, chunks: &[Chunk<'_>], rendering: &Rendering<'_>) -> Option<String> {
    if rendering.release.release.is_some() {
        return None;
    }
    for chunk in chunks {
        let Some(manifest) = rendering.rendered.manifests.iter().find(|manifest| manifest.source == chunk.source)
        else {
            continue;
        };
        let theirs = text.get(chunk.range.clone()).unwrap_or_default();
        for line in manifest.text.lines().filter(|line| line.matches(NAMELESS).count() == 1) {
            let Some((before, behind)) =
                line.trim_end().split_once(NAMELESS).filter(|(before, _)| before.contains(':'))
            else {
                continue;
            };
            let named = theirs.lines().map(str::trim_end).find_map(|other| {
                let name = other.strip_prefix(before)?.strip_suffix(behind)?;
                let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
                (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
            });
            if named.is_some() {
                return named;
            }
        }
    }
    None
}

/// The folders of the charts in the project that are called one of `names`.
#[must_use]
pub fn find_charts(files: &Files, paths: &[Arc<str>], names: &[&str]) -> Vec<Arc<str>> {
    let metadata = paths.iter().filter(|file| path::name(file) == "Chart.yaml");
    let is_called = |file: &&Arc<str>| {
        let name = files.read(file).ok().and_then(|source| {
            let root = parse_yaml(&source).documents.into_iter().next()?.root;
            Some(root.get("name")?.as_str()?.to_owned())
        });
        name.is_some_and(|name| names.contains(&name.as_str()))
    };
    metadata.filter(is_called).map(|file| path::folder(file).into()).collect()
}
