//! Cases: text, steps, and the text that comes of them or the reason why none does.

use super::{Windows, changes};
use crate::fix::cases::{self, Case, Cases, made};
use crate::source::{Format, Source, SourceId, parse};

/// A `[json]` in the name says how the text is written; `\r` stands for a carriage return, `\` at the end of the text for
/// none of a line end.
const CASES: Cases = Cases { path: "document/cases.txt", text: include_str!("cases.txt"), mark: ">>> " };

fn outcome(case: &Case) -> String {
    let format = if case.name.ends_with("[json]") { Format::Json } else { Format::Yaml };
    let source = Source::new(SourceId(3), "file", read(case.before));
    let subject = parse(&source, format).documents[0].root.span;
    let changes = changes(&source, format, subject, &cases::steps(case.steps), &Windows::default());
    made(&source.text, changes).map_or_else(|refusal| refusal, |text| written(&text))
}

fn read(text: &str) -> String {
    let text = text.strip_suffix("\\\n").unwrap_or(text);
    text.replace("\\r", "\r")
}

fn written(text: &str) -> String {
    let text = text.replace('\r', "\\r");
    if text.ends_with('\n') { text } else { text + "\\\n" }
}

#[test]
fn edits_as_written() {
    CASES.hold(outcome);
}
