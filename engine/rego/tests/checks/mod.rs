//! What must hold of any bytes at all. Fuzz targets ask it of what a fuzzer makes up, tests of what was once found.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a check fails by panicking")]

use std::fs;
use std::time::{Duration, Instant};

use bartizan_rego::builtins::{self, Context, Outside, SIGNATURES};
use bartizan_rego::compile::{Compiler, Program};
use bartizan_rego::eval::{Limits, Options, STACK_BYTES};
use bartizan_rego::syntax::ast::Version;
use bartizan_rego::syntax::{JsonOptions, dump, module_to_json, parse_module, parse_query, tokens};
use bartizan_rego::value::Value;

/// What separates modules from each other, and a JSON input from the modules after it.
pub(crate) const SEPARATOR: &str = "\n---\n";

/// How much slower than an optimised build on a machine at rest this one may be.
fn patience() -> u32 {
    if cfg!(debug_assertions) { 20 } else { 1 }
}

/// How long this thread was computing.
fn computing() -> Option<Duration> {
    let times = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Does `work`, and fails if it takes longer than `most`; waiting for other processes does not count where that is known.
fn within<T>(most: Duration, what: &str, work: impl FnOnce() -> T) -> T {
    let (begun, before) = (Instant::now(), computing());
    let done = work();
    let taken = match (before, computing()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => begun.elapsed(),
    };
    assert!(taken <= most * patience(), "{what} took {taken:?}");
    done
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.len() < 1 << 20)
}

/// Lexer and parser: tokens make up the text, errors stand inside of it, the same text gives the same tree; what was
/// read without errors can be written.
pub(crate) fn parse(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut end = 0;
    for token in tokens(text) {
        assert_eq!(token.span.start, end, "a gap between tokens");
        assert!(token.span.end > end, "an empty token");
        assert!(text.is_char_boundary(token.span.end as usize), "a token ends inside of a character");
        end = token.span.end;
    }
    assert_eq!(end as usize, text.len(), "tokens do not reach the end");
    for version in [Version::V1, Version::V0] {
        let parsed = within(Duration::from_secs(1), "parsing", || parse_module(text, version));
        for error in &parsed.errors {
            let (start, end) = (error.span.start as usize, error.span.end as usize);
            assert!(start <= end && end <= text.len(), "{error:?} stands outside of the text");
            assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{error:?} cuts a character");
        }
        let again = parse_module(text, version);
        assert_eq!(again.errors, parsed.errors);
        if text.len() < 1 << 12 {
            assert_eq!(format!("{:?}", again.module), format!("{:?}", parsed.module));
        }
        if parsed.errors.is_empty() {
            let options = JsonOptions { locations: true, comments: true, annotations: true, file: "x.rego" };
            within(Duration::from_secs(1), "writing the tree", || {
                drop(module_to_json(text, &parsed.module, options));
                drop(dump(text, &parsed.module));
            });
        }
    }
    let _ = parse_query(text);
}

fn compiled(modules: &[&str]) -> Option<Program> {
    let mut compiler = Compiler::new();
    for (index, module) in modules.iter().enumerate() {
        compiler = compiler.module(&format!("{index}.rego"), module, Version::V1);
    }
    match within(Duration::from_secs(1), "compiling", || compiler.compile()) {
        Ok(program) => Some(program),
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a reason");
            for error in errors {
                let length = modules.get(error.module).map(|module| module.len());
                assert!(
                    length.is_some_and(|length| error.span.end as usize <= length),
                    "{error:?} stands outside of its module"
                );
            }
            None
        }
    }
}

/// Compiler: up to three modules, whatever they hold.
pub(crate) fn compile(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let modules: Vec<&str> = text.splitn(3, SEPARATOR).collect();
    if let Some(program) = compiled(&modules) {
        let _ = within(Duration::from_secs(1), "compiling a query", || program.query("data"));
    }
}

/// How long an evaluation may take.
const TIME: Duration = Duration::from_millis(200);

/// Evaluator: a JSON input and modules; limits hold.
pub(crate) fn evaluate(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (input, modules) = text.split_once(SEPARATOR).unwrap_or(("", text));
    let input = Value::from_json(input).ok();
    let modules: Vec<&str> = modules.splitn(3, SEPARATOR).collect();
    let Some(program) = compiled(&modules) else { return };
    let Ok(query) = program.query("data") else { return };
    let options = Options { limits: Limits { time: Some(TIME), bytes: 256 << 20 }, ..Options::default() };
    on_deep_stack(|| {
        for strict_builtin_errors in [false, true] {
            let options = Options { strict_builtin_errors, ..options.clone() };
            let answers =
                within(TIME * 2, "evaluating", || query.eval(input.as_ref(), &Value::empty_object(), &options));
            for answer in answers.into_iter().flat_map(|answers| answers.answers) {
                for value in answer.values {
                    json_of(&value);
                }
            }
        }
    });
}

fn on_deep_stack(work: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).unwrap();
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Written as JSON and read again, a value is the same, save that JSON has neither sets nor keys that are no strings.
fn json_of(value: &Value) {
    let written = value.to_json();
    if let Ok(read) = Value::from_json(&written) {
        assert_eq!(read.to_json(), written);
    }
}

/// JSON: what is read can be written and read again, and is the same then.
pub(crate) fn json(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(value) = within(Duration::from_secs(1), "reading JSON", || Value::from_json(text)) else { return };
    let written = value.to_json();
    let again = Value::from_json(&written).expect("what was written can be read");
    assert_eq!(again, value);
    assert_eq!(again.to_json(), written);
    assert_eq!(again.cmp(&value), std::cmp::Ordering::Equal);
    assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok(), "another reader refuses it");
}

/// A builtin, chosen by the bytes, with arguments that they spell: it ends in time and within its bytes.
pub(crate) fn builtins(bytes: &[u8]) {
    let mut bytes = Spelled(bytes);
    let signature = &SIGNATURES[(usize::from(bytes.next()) << 8 | usize::from(bytes.next())) % SIGNATURES.len()];
    let Some(function) = builtins::function(signature.name) else { return };
    let count = signature.arguments.len() + usize::from(signature.variadic.is_some());
    let arguments: Vec<Value> = (0..count).map(|_| bytes.value(0)).collect();
    on_deep_stack(|| {
        let outside = Outside::default();
        let deadline = Some(Instant::now() + TIME);
        let mut context = Context { deadline, allowance: 256 << 20, ..Context::new(&outside, None) };
        let answer = within(TIME * 2, signature.name, || function(&mut context, &arguments));
        if let Ok(value) = answer {
            json_of(&value);
        }
    });
}

/// Bytes that spell values.
struct Spelled<'b>(&'b [u8]);

/// Texts that builtins look for.
const WORDS: [&str; 40] = [
    "",
    "a",
    "abc",
    "a.b",
    "/a/b",
    "%d %s",
    "%v",
    "%08.3f",
    "1",
    "-1.5e3",
    "0x1F",
    "1.2.3-rc.1",
    "10.0.0.0/8",
    "::1/64",
    "192.168.1.1",
    "2024-02-30T25:00:00Z",
    "RFC3339",
    "Europe/Berlin",
    "1h30m",
    "10Gi",
    "5%",
    "[a-z]+(b|c)*",
    "a{1,1000}",
    "**.*{a,b}",
    "YWJj",
    "6162",
    "{\"a\": [1, null]}",
    "a: [1, &x 2, *x]",
    "http://a.b:1/c?d=e&f#g",
    "a=1&b=2",
    "replace",
    "add",
    "eyJhbGciOiJIUzI1NiJ9.e30.AA",
    "-----BEGIN CERTIFICATE-----",
    "sha256",
    "package a\np := 1",
    "type Query { a: String }",
    "é🌈",
    "\u{0}",
    "ssss",
];

impl Spelled<'_> {
    fn next(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    fn take(&mut self, count: usize) -> &[u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn value(&mut self, depth: usize) -> Value {
        let kind = self.next();
        let items = usize::from(kind >> 4) % 5;
        match kind % 16 {
            0 => Value::Null,
            1 => Value::Bool(kind & 16 != 0),
            2 => Value::from(i64::from(self.next()) - 128),
            3 => {
                let bytes = self.take(8);
                Value::from(bytes.iter().fold(0_i64, |number, byte| number << 8 | i64::from(*byte)))
            }
            4 => {
                let (digits, exponent) = (i64::from(self.next()) - 128, i64::from(self.next()) - 128);
                format!("{digits}.5e{exponent}").parse().map_or(Value::Null, Value::Number)
            }
            5 => "123456789".repeat(items + 1).parse().map_or(Value::Null, Value::Number),
            6..=8 => Value::from(WORDS[usize::from(self.next()) % WORDS.len()]),
            9 => Value::from(String::from_utf8_lossy(self.take(items * 8)).as_ref()),
            10 => Value::from(WORDS[usize::from(self.next()) % WORDS.len()].repeat(1 << (items * 3))),
            _ if depth > 4 => Value::empty_object(),
            11 | 12 => Value::array((0..items).map(|_| self.value(depth + 1)).collect()),
            13 => Value::set((0..items).map(|_| self.value(depth + 1)).collect()),
            14 => Value::object((0..items).map(|_| (self.value(depth + 1), self.value(depth + 1))).collect()),
            _ => {
                let named = |spelled: &mut Self| {
                    let key = WORDS[usize::from(spelled.next()) % WORDS.len()];
                    (Value::from(key), spelled.value(depth + 1))
                };
                Value::object((0..items).map(|_| named(self)).collect())
            }
        }
    }
}
