//! What a chart renders to around a value: what a person who looks at a template or at values does not see.

use std::sync::Arc;

use bartizan_helm::render::{Manifest, render as render_chart};

use super::files::ChartFiles;
use super::{ChartRelease, Charts, options, overrides, with_stack};
use crate::config::Config;
use crate::discover::{FileKind, ParsedFile};
use crate::files::Files;
use crate::finding::Mask;
use crate::kubernetes;
use crate::resource::PathElement;
use crate::source::{Document, Parsed, Source, locate};

/// Lines of a document that are shown.
const LINES: usize = 12;
/// Those of them before the value.
const BEFORE: usize = 5;
/// Characters of a line that are shown.
const WIDTH: usize = 120;

/// A part of a rendered document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The template that it is rendered from, as the comment `# Source: ` names it.
    pub template: String,
    /// Lines around the value, without the indentation that they have in common; secrets masked.
    pub text: String,
}

/// Renders `release`, whose chart `charts` may know, and gives what stands around the value at `path` of the object at `address`, without the secrets of
/// the chart, which `mask` knows.
#[must_use]
pub fn snippet(
    (files, charts): (&Files, &Charts),
    release: &ChartRelease,
    config: &Config,
    (address, path): (&str, &[PathElement]),
    mask: &Mask,
) -> Option<Snippet> {
    with_stack(|| {
        let mut own = ChartFiles::new(files, &release.dir);
        let loaded = charts.load(&mut own);
        let overrides = overrides(&mut own, release);
        let rendered = render_chart(loaded.chart.as_ref().ok()?, &options(release, config, overrides));
        let of_manifest = |manifest: &Manifest| around(manifest, release, config, (address, path), mask);
        rendered.manifests.iter().find_map(of_manifest)
    })
}

/// What stands around the value in `manifest`, when the object is in it.
fn around(
    manifest: &Manifest,
    release: &ChartRelease,
    config: &Config,
    (address, path): (&str, &[PathElement]),
    mask: &Mask,
) -> Option<Snippet> {
    let root = manifest.document.as_deref()?.clone();
    let source = Arc::new(Source::new(root.span.source, manifest.source.as_str(), Arc::from(manifest.text.as_str())));
    let parsed = Parsed { documents: vec![Document { root, comments: Vec::new() }], errors: Vec::new() };
    let file = ParsedFile { source: Arc::clone(&source), kind: FileKind::Kubernetes, parsed };
    let (resources, _) = kubernetes::read_release(&[Arc::new(file)], config, release.namespace.as_deref());
    let resource = resources.iter().find(|resource| resource.address == address)?;
    let place = locate(&resource.values, path, resource.head, &|_| Some(Arc::clone(&source)));
    let mut own = Mask::default();
    resources.iter().for_each(|resource| own.add(resource));
    let text = mask.message(&own.text(&source), "");
    // Masking keeps lines.
    let line = source.lines.position(&source.text, place.span.start).line as usize;
    Some(Snippet { template: manifest.source.clone(), text: lines_around(&text, line) })
}

/// The lines of `text` around the one with this number (from 1), without their common indentation.
fn lines_around(text: &str, line: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = line.saturating_sub(1 + BEFORE).min(lines.len().saturating_sub(LINES));
    let shown = lines.get(first..lines.len().min(first + LINES)).unwrap_or_default();
    let indentation = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let common = shown.iter().filter(|line| !line.is_empty()).map(indentation).min().unwrap_or(0);
    let cut = |line: &&str| {
        let line = line.get(common..).unwrap_or_default();
        match line.char_indices().nth(WIDTH) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    };
    shown.iter().map(cut).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_lines_around_a_line() {
        let text: String = (1..=30).map(|line| format!("    {line}\n")).collect();
        let shown = |line| lines_around(&text, line).replace('\n', " ");
        assert_eq!(shown(1), "1 2 3 4 5 6 7 8 9 10 11 12");
        assert_eq!(shown(15), "10 11 12 13 14 15 16 17 18 19 20 21");
        assert_eq!(shown(30), "19 20 21 22 23 24 25 26 27 28 29 30");
        assert_eq!(lines_around("a:\n  - b\n\n  - c: ä", 3), "a:\n  - b\n\n  - c: ä");
        assert_eq!(lines_around(&"ä".repeat(200), 1), format!("{}…", "ä".repeat(120)));
    }
}
