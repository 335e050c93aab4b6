//! The commands on Rego: `eval`, `test`, `parse`, `bench`.

pub(crate) mod args;
pub(crate) mod bench;
mod document;
pub(crate) mod eval;
pub(crate) mod fault;
mod load;
mod output;
pub(crate) mod parse;
pub(crate) mod test;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bartizan_rego::builtins::Outside;
use bartizan_rego::compile::{Compiler, Program};
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::eval::{Limits, Observe, Options, STACK_BYTES};
use bartizan_rego::syntax;
use bartizan_rego::syntax::ast::{self, Version};
use bartizan_rego::value::Value;

use self::args::LanguageArgs;
use self::fault::Fault;
use self::load::{Ignore, Loaded, Wanted};
use crate::Failure;

/// The version of OPA whose language and builtins these are: what `opa.runtime` says.
const OPA_VERSION: &str = "1.22.2";

/// Runs `work` where there is stack enough to parse, compile and evaluate.
pub(crate) fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let gone = |why: String| Failure::usage(format!("internal error: {why}"));
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        let worker = worker.map_err(|error| gone(error.to_string()))?;
        worker.join().map_err(|_| gone("the evaluation stopped; please report it".to_owned()))
    })
}

/// Modules compiled, and the base documents.
struct Policy {
    program: Program,
    data: Value,
}

impl Policy {
    /// Loads and compiles.
    fn load(data: &[String], bundles: &[PathBuf], language: &LanguageArgs) -> Result<Self, Vec<Fault>> {
        let Loaded { modules, data } = loaded(data, bundles, language)?;
        let parsed = modules.into_iter().map(|(name, module)| Parsed::new(name, module)).collect();
        Self::compile(parsed, data, language.strict)
    }

    fn compile(modules: Vec<Parsed>, data: Value, strict: bool) -> Result<Self, Vec<Fault>> {
        let faults = |errors: &[Diagnostic]| {
            let fault = |error: &Diagnostic| {
                let (name, text) = modules.get(error.module).map_or(("", ""), |module| (&module.name, &module.text));
                Fault::of_module(error, name, text)
            };
            errors.iter().map(fault).collect::<Vec<_>>()
        };
        let errors = modules.iter().enumerate().flat_map(|(place, module)| {
            module.errors.iter().map(move |error| Diagnostic { module: place, ..error.clone() })
        });
        let errors: Vec<Diagnostic> = errors.collect();
        if !errors.is_empty() {
            return Err(faults(&errors));
        }
        let compiler = modules.iter().fold(Compiler::new().strict(strict), |compiler, module| {
            compiler.parsed(&module.name, &module.text, Arc::clone(&module.tree))
        });
        let program = compiler.compile().map_err(|errors| faults(&errors))?;
        let conflicts = program.conflicts(&data);
        if conflicts.is_empty() { Ok(Self { program, data }) } else { Err(faults(&conflicts)) }
    }
}

/// A module with its tree.
struct Parsed {
    name: String,
    text: String,
    tree: Arc<ast::Module>,
    errors: Vec<Diagnostic>,
}

impl Parsed {
    fn new(name: String, module: load::Module) -> Self {
        let syntax::Parsed { module: tree, errors } = syntax::parse_module(&module.text, module.version);
        Self { name, text: module.text, tree: Arc::new(tree), errors }
    }
}

/// What the command line names, read.
fn loaded(data: &[String], bundles: &[PathBuf], language: &LanguageArgs) -> Result<Loaded, Vec<Fault>> {
    let ignore = Ignore::new(&language.ignore).map_err(|error| vec![Fault::plain(error.to_string())])?;
    let version = if language.v0_compatible { Version::V0 } else { Version::V1 };
    load::load(&Wanted { data, bundles, ignore: &ignore, version })
}

/// How to evaluate, as the command line asks.
fn options(language: &LanguageArgs, timeout: Option<Duration>, strict_builtin_errors: bool) -> Options {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let outside = Outside { network: language.allow_net, random: true, runtime: Some(runtime(language.allow_env)) };
    Options {
        limits: Limits { time: timeout, ..Limits::default() },
        now_ns: i64::try_from(now.as_nanos()).unwrap_or(i64::MAX),
        outside,
        strict_builtin_errors,
        observe: Observe::default(),
        cancelled: None,
    }
}

/// What `opa.runtime` answers.
fn runtime(environment: bool) -> Value {
    let variables = std::env::vars_os().filter(|_| environment).map(|(name, value)| {
        let text = |text: std::ffi::OsString| Value::from(text.to_string_lossy().into_owned());
        (text(name), text(value))
    });
    Value::record([
        ("commit", Value::from("")),
        ("env", Value::object(variables.collect())),
        ("version", Value::from(OPA_VERSION)),
    ])
}

/// What standard input holds.
fn stdin() -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|error| Fault::plain(format!("standard input: {error}")))
}

/// What a file holds.
fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|error| Fault::plain(format!("open {}: {}", path.display(), load::told(&error))))
}
