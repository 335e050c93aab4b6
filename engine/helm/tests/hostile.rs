//! Templates made to exhaust who reads or executes them: they end, in bounded time and memory.

#![expect(clippy::unwrap_used, reason = "what is not there fails the test")]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bartizan_helm::Limits;
use bartizan_helm::run::with_stack;
use bartizan_helm::template::{Parsed, parse};
use bartizan_helm::trace::Traces;
use bartizan_source::SourceId;
use support::{case, render};

/// What an unoptimised build may take.
const PATIENCE: Duration = Duration::from_secs(60);

fn parsed(text: String) -> Parsed {
    let start = Instant::now();
    let parsed = parse("a.yaml", &Arc::from(text), SourceId(1));
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    parsed
}

fn syntax_error(text: String) -> String {
    parsed(text).errors.first().map_or_else(String::new, |error| error.message.clone())
}

/// Renders a chart on the stack of the test's own thread and on a large one: the error or the output, the same or an
/// earlier end.
fn rendered(files: &str, limits: Limits) -> (String, String) {
    let run = |files: &str| {
        let start = Instant::now();
        let made = render(&case("hostile", files), &Traces::default(), limits);
        assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
        match made {
            Ok(outputs) => outputs.into_values().map(|text| text.as_str().to_owned()).collect(),
            Err(error) => error,
        }
    };
    let small = run(files);
    (small, with_stack(|| run(files)).unwrap())
}

fn small_limits() -> Limits {
    Limits { steps: 300_000, bytes: 8 << 20, ..Limits::default() }
}

#[test]
fn blocks_inside_of_blocks_are_read() {
    let count = 100_000;
    assert_eq!(syntax_error("{{if true}}".repeat(count)), "unexpected EOF");
    assert_eq!(syntax_error("{{if true}}".repeat(count) + &"{{end}}".repeat(count)), "");
    assert_eq!(syntax_error("{{range .}}{{with .}}".repeat(count) + &"{{end}}".repeat(2 * count)), "");
    assert_eq!(syntax_error(r#"{{block "x" .}}"#.repeat(count)), "unexpected EOF");
    let chain = "{{if true}}".to_owned() + &"{{else if true}}".repeat(count) + "{{end}}";
    assert_eq!(syntax_error(chain), "");
}

#[test]
fn parentheses_inside_of_parentheses_end_in_an_error() {
    let count = 100_000;
    assert_eq!(syntax_error("{{".to_owned() + &"(".repeat(count)), "max expression depth exceeded");
    let closed = "{{".to_owned() + &"(".repeat(count) + "1" + &")".repeat(count) + "}}";
    assert_eq!(syntax_error(closed), "max expression depth exceeded");
    assert_eq!(syntax_error("{{".to_owned() + &"(1)|".repeat(count) + "print}}"), "");
}

#[test]
fn long_texts_are_read_in_time() {
    let size = 2 << 20;
    assert_eq!(syntax_error("text\n".repeat(size / 5)), "");
    assert_eq!(syntax_error("{{/* c */}}\n".repeat(size / 12)), "");
    assert_eq!(syntax_error("{".repeat(size)), "unexpected \"{\" in command");
    assert_eq!(syntax_error("  {{- /* */ -}}  \n".repeat(size / 18)), "");
    assert_eq!(syntax_error("{{ .Values.a.b.c.d }}: some text\n".repeat(size / 320)), "");
    assert_eq!(syntax_error("{{1}}".repeat(size / 5)), "the template has too many expressions");
    assert_eq!(syntax_error("{{".to_owned() + &".a".repeat(size / 2) + "}}"), "");
    assert_eq!(syntax_error("{{\"".to_owned() + &"a".repeat(size) + "\"}}"), "");
    assert_eq!(syntax_error("{{\"".to_owned() + &"a".repeat(size)), "unterminated quoted string");
    assert_eq!(syntax_error("{{/*".repeat(size / 4)), "unclosed comment");
}

#[test]
fn many_variables_are_read_and_found_in_time() {
    let declared: String = (0..3_000).map(|at| format!("{{{{ $v{at} := {at} }}}}")).collect();
    let used: String = (0..3_000).map(|at| format!("{{{{ $v{at} }}}}")).collect();
    assert_eq!(syntax_error(declared.clone() + &used), "");
    let (small, large) = rendered(&format!("--- a.yaml\n{declared}{used}"), Limits::default());
    assert_eq!(small, large);
    assert!(large.ends_with("29982999") || large.contains("steps"), "{}", large.len());
}

#[test]
fn calls_without_end_meet_a_limit() {
    let depth = "templates call each other more than 5000 deep";
    let nested = "rendering template has a nested reference name: ";
    for (files, expected) in [
        ("--- _h.tpl\n{{ define \"x\" }}{{ include \"x\" . }}{{ end }}\n--- a.yaml\n{{ include \"x\" . }}", nested),
        ("--- _h.tpl\n{{ define \"x\" }}{{ template \"x\" . }}{{ end }}\n--- a.yaml\n{{ template \"x\" . }}", depth),
        ("--- a.yaml\n{{ include \"c/templates/a.yaml\" . }}", nested),
        ("--- values\nt: '{{ tpl .Values.t . }}'\n--- a.yaml\n{{ tpl .Values.t . }}", depth),
        ("--- values\nt: '{{ tpl (print .Values.t .Values.t) . }}'\n--- a.yaml\n{{ tpl .Values.t . }}", depth),
        (
            "--- _h.tpl\n{{ define \"x\" }}{{ include \"y\" . }}{{ end }}{{ define \"y\" }}{{ include \"x\" . }}{{ end }}\n\
             --- a.yaml\n{{ include \"x\" . | upper | quote | nindent 4 }}",
            nested,
        ),
    ] {
        let (small, large) = rendered(files, Limits::default());
        assert!(large.contains(expected) && large.len() < 200_000, "{files}: {large:.300}");
        assert!(small == large || small == "the templates nest too deeply", "{files}: {small:.300}");
    }
}

#[test]
fn ranges_without_end_meet_a_limit() {
    for template in [
        "{{ range 9223372036854775807 }}x{{ end }}",
        "{{ range 9223372036854775807 }}{{ end }}",
        "{{ range $i := 100000 }}{{ range 100000 }}{{ $i }}{{ end }}{{ end }}",
        "{{ $x := \"x\" }}{{ range 64 }}{{ $x = print $x $x }}{{ end }}{{ $x }}",
        "{{ $l := list 1 }}{{ range 64 }}{{ $l = concat $l $l }}{{ end }}{{ $l }}",
        "{{ $x := \"x\" }}{{ range 64 }}{{ $x = tpl (print $x $x) . }}{{ end }}{{ $x }}",
        "{{ define \"t\" }}{{ if gt . 0 }}{{ $d := int (sub . 1) }}{{ include \"t\" $d }}{{ include \"t\" $d }}{{ end }}{{ end }}{{ include \"t\" 64 }}",
        "{{ range 1000000 }}{{ tpl (print \"{{\" . \"}}\") 1 }}{{ end }}",
        "{{ repeat 1000000000 \"x\" }}",
    ] {
        let (small, large) = rendered(&format!("--- a.yaml\n{template}"), small_limits());
        assert!(large.starts_with("the chart "), "{template}: {:.300}", large);
        assert!(
            small.starts_with("the chart ") || small == "the templates nest too deeply",
            "{template}: {:.300}",
            small
        );
    }
}

#[test]
fn blocks_inside_of_blocks_end_in_a_limit_or_are_executed() {
    let nested = |count: usize| format!("--- a.yaml\n{}x{}", "{{if true}}".repeat(count), "{{end}}".repeat(count));
    let (small, large) = rendered(&nested(100), Limits::default());
    assert_eq!((small.as_str(), large.as_str()), ("x", "x"));
    let (small, large) = rendered(&nested(100_000), Limits::default());
    assert_eq!((small.as_str(), large.as_str()), ("the templates nest too deeply", "the templates nest too deeply"));
    let chain = format!("--- a.yaml\n{{{{if false}}}}{}x{{{{end}}}}", "{{else if false}}".repeat(20_000) + "{{else}}");
    assert_eq!(rendered(&chain, Limits::default()).0, "x");
    let parens = format!("--- a.yaml\n{{{{ {}1{} }}}}", "(".repeat(150), ")".repeat(150));
    assert_eq!(rendered(&parens, Limits::default()).1, "1");
}

#[test]
fn templates_at_the_limits_of_everything_are_executed() {
    // As many templates inside of one another as there may be, each inside of blocks and parentheses.
    let body =
        "{{ if . }}{{ with . }}{{ if . }}{{ (((include \"x\" (int (sub . 1))))) | trim }}{{ end }}{{ end }}{{ end }}.";
    let files =
        format!("--- _h.tpl\n{{{{ define \"x\" }}}}{body}{{{{ end }}}}\n--- a.yaml\n{{{{ include \"x\" 999 }}}}");
    let (_, large) = rendered(&files, Limits::default());
    assert_eq!(large, ".".repeat(1000));
}
