//! YAML with positions, on saphyr-parser's events, with the values that Kubernetes and Helm read.
//!
//! The text is cut at its document markers first (a line that begins with `---` or `...` can be nothing else) and each
//! document parsed by itself: so a broken document does not take the others with it, and anchors end with theirs.

mod builder;
mod chars;
mod documents;
mod gap;
mod repair;
pub(super) mod scalar;

pub use documents::document_ranges;

use saphyr_parser::{Parser, ScanError};

use super::entries::{Interner, character};
use super::origin::Origin;
use super::{Parsed, Source, SourceError, SourceErrorKind};
use builder::{Builder, Fault};
use chars::CharOffsets;
use repair::Repaired;

/// Values that may be reached through aliases in one file.
const MAX_EXPANSION: u64 = 2_000_000;

/// Reads all documents of a YAML file.
///
/// Values are those of `sigs.k8s.io/yaml`, which kubectl, Helm and the API server read with: YAML 1.1's booleans
/// (`yes`, `on`, `y`), octal `0777`, timestamps as strings, keys as strings, merge keys. `.inf` and `.nan`, which it
/// refuses, are strings here.
#[must_use]
pub fn parse_yaml(source: &Source) -> Parsed {
    parse(&source.text, &Origin::file(source.id, &source.lines))
}

pub(super) fn parse(text: &str, origin: &Origin<'_>) -> Parsed {
    let mut parsed = Parsed::default();
    let mut state = Shared { strings: Interner::new(), expansion: 0 };
    let mut template = false;
    for range in document_ranges(text) {
        let before = parsed.errors.len();
        let place = Place { text: &text[range.clone()], base: range.start, origin };
        let stop = document(&place, &mut state, &mut parsed);
        if parsed.errors.len() > before && is_template(place.text) {
            parsed.errors.truncate(before);
            if !template {
                parsed.errors.push(template_error(&place));
            }
            template = true;
        }
        if stop {
            break;
        }
    }
    parsed
}

/// The text of one document and where it stands in the text of the file.
struct Place<'a> {
    text: &'a str,
    base: usize,
    origin: &'a Origin<'a>,
}

impl Place<'_> {
    fn span(&self, start: usize, end: usize) -> super::Span {
        self.origin.span(self.base + start, self.base + end)
    }
}

/// What the documents of a file share.
struct Shared {
    strings: Interner,
    /// Values reached through aliases so far.
    expansion: u64,
}

/// Reads one document. Answers whether a limit was met: then the rest of the file is not read.
fn document(place: &Place<'_>, shared: &mut Shared, parsed: &mut Parsed) -> bool {
    let chars = CharOffsets::new(place.text);
    let mut repaired = Repaired::new(place.text);
    let expansion = shared.expansion;
    loop {
        let mut builder = Builder::new(place, shared, &repaired.quoted);
        let outcome = events(&repaired.text, &chars, &mut builder);
        let mut errors = builder.take_errors();
        match outcome {
            Ok(()) => parsed.documents.extend(builder.finish()),
            Err(fault) if repaired.repair(&fault) => {
                shared.expansion = expansion;
                continue;
            }
            Err(fault) => {
                parsed.errors.append(&mut errors);
                let stop = fault.kind == SourceErrorKind::Limit;
                parsed.errors.push(fault_error(place, fault));
                return stop;
            }
        }
        parsed.errors.append(&mut errors);
        return false;
    }
}

fn events(text: &str, chars: &CharOffsets, builder: &mut Builder<'_>) -> Result<(), Fault> {
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| scan_fault(&error, chars))?;
        builder.event(event, chars.byte(span.start.index()), chars.byte(span.end.index()))?;
    }
    Ok(())
}

fn scan_fault(error: &ScanError, chars: &CharOffsets) -> Fault {
    let at = chars.byte(error.marker().index());
    if error.info() == "recursion limit exceeded" {
        return Fault { kind: SourceErrorKind::Limit, message: "nested too deep".to_owned(), start: at, end: at };
    }
    Fault { kind: SourceErrorKind::Parse, message: error.info().to_owned(), start: at, end: at }
}

fn fault_error(place: &Place<'_>, fault: Fault) -> SourceError {
    let (start, end) =
        if fault.end > fault.start { (fault.start, fault.end) } else { character(place.text, fault.start) };
    let help = fault.message.contains("tab").then(|| "Indent with spaces.".to_owned());
    SourceError { kind: fault.kind, message: fault.message, help, span: Some(place.span(start, end)) }
}

/// Does the text have lines of a Go template that hold nothing else, or values that are one?
fn is_template(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches("- ");
        line.starts_with("{{") || line.contains(": {{")
    })
}

fn template_error(place: &Place<'_>) -> SourceError {
    let at = place.text.find("{{").unwrap_or_default();
    SourceError {
        kind: SourceErrorKind::Parse,
        message: "this is a template, not YAML: `{{` has to be rendered first".to_owned(),
        help: Some("Check the chart or the rendered output instead.".to_owned()),
        span: Some(place.span(at, (at + 2).min(place.text.len()))),
    }
}
