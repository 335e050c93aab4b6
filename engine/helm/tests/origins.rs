//! Where each byte of what templates make comes from: `templates/origins/*.txt`.
//!
//! After its files, a case lists the stretches of `a.yaml`: text in quotes, and where it comes from. `=` stands for text
//! copied from a template, `<` for what an action printed; then keys that it depends on, `if` keys that decided
//! whether it is there, `via` calls that led there, outermost first.

#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use bartizan_helm::Limits;
use bartizan_helm::run::with_stack;
use bartizan_helm::trace::{Keys, Origin, Traces};
use bartizan_source::Span;
use support::{Case, case, order, render};

fn shown(case: &Case, span: Span) -> String {
    let names = order(case);
    let name = names[span.source.0 as usize - 2];
    let text = &case.templates[name][span.start as usize..span.end as usize];
    let file = name.strip_prefix("c/templates/").unwrap();
    format!("{file} {:?}", text.replace('\n', "⏎"))
}

fn names(traces: &Traces, keys: Keys) -> String {
    let names: Vec<String> = traces.keys(keys).iter().map(|key| key.path.to_string()).collect();
    let stand_in = if traces.is_stand_in(keys) { " (stand-in)" } else { "" };
    format!("{}{stand_in}", names.join(", "))
}

fn line(case: &Case, traces: &Traces, text: &str, origin: Origin) -> String {
    let mut line = format!("{:?}", text.replace('\n', "⏎"));
    match origin.span {
        Some(span) if origin.verbatim => {
            let names = order(case);
            let source = &case.templates[names[span.source.0 as usize - 2]];
            assert_eq!(&source[span.start as usize..span.end as usize], text, "text copied is other text");
            let file = names[span.source.0 as usize - 2].strip_prefix("c/templates/").unwrap();
            write!(line, " = {file} {}..{}", span.start, span.end).unwrap();
        }
        Some(span) => write!(line, " < {}", shown(case, span)).unwrap(),
        None => line.push_str(" < nowhere"),
    }
    if origin.keys != Keys::NONE {
        write!(line, " keys {}", names(traces, origin.keys)).unwrap();
    }
    if origin.condition != Keys::NONE {
        write!(line, " if {}", names(traces, origin.condition)).unwrap();
    }
    for call in traces.calls(origin.calls) {
        write!(line, " via {}", shown(case, call)).unwrap();
    }
    line
}

/// The stretches of `a.yaml`.
fn origins(case: &Case) -> String {
    let traces = Traces::default();
    let outputs = render(case, &traces, Limits::default()).unwrap();
    let text = &outputs["c/templates/a.yaml"];
    let mut lines = String::new();
    let mut start = 0;
    for piece in text.pieces().unwrap_or_default() {
        let end = piece.end as usize;
        let stretch = &text.as_str()[start..end];
        writeln!(lines, "{}", line(case, &traces, stretch, piece.origin)).unwrap();
        start = end;
    }
    assert_eq!(start, text.as_str().len(), "{} has bytes from nowhere", case.name);
    lines
}

#[test]
fn every_byte_knows_where_it_comes_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates/origins");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let made = with_stack(|| {
            let mut made = String::new();
            for part in format!("\n{text}").split("\n=== ").skip(1) {
                let (name, body) = part.split_once('\n').unwrap();
                let files = body.split_once("\n--- origins\n").map_or(body.trim_end_matches('\n'), |(files, _)| files);
                let stretches = origins(&case(name, files));
                write!(made, "=== {name}\n{files}\n--- origins\n{stretches}").unwrap();
            }
            made
        })
        .unwrap();
        if std::env::var_os("BARTIZAN_RECORD_ORIGINS").is_some() {
            std::fs::write(&path, made).unwrap();
        } else {
            assert_eq!(text, made, "{} (BARTIZAN_RECORD_ORIGINS=1 writes it anew)", path.display());
        }
    }
}
