//! What must hold of any text at all as a template. A fuzz target asks it of what a fuzzer makes up, tests of what was
//! once found and of random changes to known templates.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a check fails by panicking")]

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bartizan_helm::chart::{Chart, ChartFile};
use bartizan_helm::render::{RenderOptions, Rendered, render};
use bartizan_helm::run::Engine;
use bartizan_helm::template::{Parsed, parse};
use bartizan_helm::trace::{Keys, Traces, ValuesKey};
use bartizan_helm::value::{Kind, Map, MapType, Value};
use bartizan_helm::{Budget, Limits};
use bartizan_source::{SourceId, Span};

const SOURCE: SourceId = SourceId(7);

/// How long an unoptimised build on a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Parser and executor: places stand inside of the text, the same text gives the same tree, nothing panics or takes
/// more than its limits, and each byte that is made comes from somewhere.
pub(crate) fn template(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if text.len() > 1 << 20 {
        return;
    }
    let begun = Instant::now();
    let text: Arc<str> = text.into();
    let parsed = parse("c/a.yaml", &text, SOURCE);
    places(&text, &parsed);
    assert_eq!(format!("{parsed:?}"), format!("{:?}", parse("c/a.yaml", &text, SOURCE)));
    execute(&text, &parsed);
    assert!(begun.elapsed() < PATIENCE, "took {:?}", begun.elapsed());
}

/// Loader, values, executor and manifests: a template, and after a line `---values` the values of its chart. Nothing
/// panics or takes more than its limits, and places stand inside of the files.
pub(crate) fn chart(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if text.len() > 1 << 20 {
        return;
    }
    let begun = Instant::now();
    let (template, values) = text.split_once("\n---values\n").unwrap_or((text, KNOWN_VALUES));
    let file = |path: &str, text: &str| ChartFile { path: path.to_owned(), data: text.as_bytes().to_vec() };
    let files = vec![
        file("Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
        file("templates/a.yaml", template),
        file("values.yaml", values),
    ];
    let mut texts: Vec<Arc<str>> = Vec::new();
    let chart = Chart::from_files(files, &mut |_, text| {
        texts.push(text.clone());
        SourceId(texts.len() as u32 - 1)
    });
    let Ok(chart) = chart else { return };
    let limits = Limits { steps: 100_000, bytes: 4 << 20, memory: 16 << 20, ..Limits::default() };
    let rendered = render(&chart, &RenderOptions { keep_going: true, limits, ..RenderOptions::default() });
    check_rendered(&rendered, &texts);
    assert!(begun.elapsed() < PATIENCE, "took {:?}", begun.elapsed());
}

const KNOWN_VALUES: &str = "a: {b: text, c: 3, list: [1, two, null, {x: 1}], n: null, t: true, empty: {}}\ns: str\n\
    m: {z: 1, m: {k: v}}\ntpl: '{{ .Values.s }}-{{ if .Values.a }}{{ .Values.a.c }}{{ end }}'\nbad: '{{ .Values.s.x }}'\n";

fn check_rendered(rendered: &Rendered, texts: &[Arc<str>]) {
    let of = |span: Span| {
        let text = texts.get(span.source.0 as usize).and_then(|text| text.get(span.start as usize..span.end as usize));
        text.unwrap_or_else(|| panic!("{span:?} is no place in a file"))
    };
    for problem in &rendered.problems {
        assert!(!problem.error.to_string().is_empty());
        problem.error.span.iter().chain(&problem.error.calls).for_each(|span| _ = of(*span));
    }
    for manifest in &rendered.manifests {
        let mut start = 0;
        for piece in &manifest.pieces {
            let end = piece.end as usize;
            let stretch = manifest.text.get(start..end).expect("a stretch ends inside of a character");
            if let Some(span) = piece.origin.span {
                let written = of(span);
                assert!(!piece.origin.verbatim || stretch == written, "{stretch:?} is not {written:?}");
            }
            let keys = [piece.origin.keys, piece.origin.condition].map(|keys| rendered.traces.keys(keys));
            keys.iter().flatten().filter_map(|key| key.span).for_each(|span| _ = of(span));
            start = end;
        }
        assert_eq!(start, manifest.text.len());
    }
}

fn inside(text: &str, span: Span) {
    assert_eq!(span.source, SOURCE);
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} is no place in the text");
}

fn places(text: &str, parsed: &Parsed) {
    for error in &parsed.errors {
        inside(text, error.span);
        assert!(!error.message.is_empty() && error.line <= 1 + text.matches('\n').count());
    }
    for &comment in &parsed.comments {
        inside(text, comment);
        let comment = &text[comment.start as usize..comment.end as usize];
        assert!(comment.starts_with("{{") && comment.ends_with("}}"), "{comment}");
    }
    for tree in &parsed.trees {
        inside(text, tree.span);
        for node in tree.nodes() {
            inside(text, Span::new(SOURCE, node.start, node.end));
            assert!(text.is_char_boundary(node.position as usize));
        }
    }
}

fn execute(text: &str, parsed: &Parsed) {
    let traces = Traces::default();
    let budget = Budget::new(Limits { steps: 100_000, bytes: 4 << 20, ..Limits::default() });
    let mut engine = Engine::new(&traces, &budget);
    engine.add(parsed);
    match engine.execute("c/a.yaml", data(&traces)) {
        Ok(made) => {
            let mut start = 0;
            for piece in made.pieces().unwrap_or_default() {
                let end = piece.end as usize;
                let stretch = made.as_str().get(start..end).expect("a stretch ends inside of a character");
                if let Some(span) = piece.origin.span {
                    inside(text, span);
                    if piece.origin.verbatim {
                        assert_eq!(stretch, &text[span.start as usize..span.end as usize]);
                    }
                }
                start = end;
            }
            assert_eq!(start, made.as_str().len());
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            for span in error.span.iter().chain(&error.calls) {
                inside(text, *span);
            }
        }
    }
}

/// What templates of the cases ask for, more or less.
fn data(traces: &Traces) -> Value {
    let keyed = |path: &str, value: Value| value.with_keys(traces.key(ValuesKey { path: path.into(), span: None }));
    let of = |entries: Vec<(&str, Value)>, of| {
        let entries: BTreeMap<Rc<str>, Value> = entries.into_iter().map(|(key, value)| (key.into(), value)).collect();
        Value::new(Kind::Map(Map::new(entries, of)))
    };
    let map = |entries| of(entries, MapType::Any);
    let list = Value::list(vec![1.0.into(), "two".into(), Value::nil(), map(vec![("x", 1.0.into())])]);
    let a = map(vec![
        ("b", keyed("a.b", "text".into())),
        ("c", keyed("a.c", 3.0.into())),
        ("list", keyed("a.list", list)),
        ("n", keyed("a.n", Value::nil())),
        ("t", keyed("a.t", true.into())),
        ("empty", map(Vec::new())),
    ]);
    let values = vec![
        ("a", keyed("a", a)),
        ("s", keyed("s", "str".into())),
        ("m", keyed("m", map(vec![("z", 1.0.into()), ("m", map(vec![("k", "v".into())]))]))),
        ("tpl", keyed("tpl", "{{ .Values.s }}-{{ if .Values.a }}{{ .Values.a.c }}{{ end }}".into())),
        ("bad", keyed("bad", "{{ .Values.s.x }}".into())),
    ];
    let release = map(vec![("Name", "rel".into()), ("Revision", Value::int(1))]);
    let values = of(values, MapType::Values);
    of(vec![("Values", values.with_keys(Keys::NONE)), ("Release", release)], MapType::Values)
}
