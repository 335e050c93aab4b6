//! Our implementation of Rego, asked as OPA is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bartizan_rego::builtins::Outside;
use bartizan_rego::compile::{Compiler, Program};
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::eval::{Answer, Answers, EvalError, Limits, Options};
use bartizan_rego::syntax::ast;
use bartizan_rego::value::Value;

use super::{Input, Question, Said, Version};

/// Longer than any case takes, on a busy machine too.
const TIME: Duration = Duration::from_secs(20);

/// What our implementation says of a question.
#[must_use]
pub fn ask(question: &Question) -> Said {
    match answers(question) {
        Ok(answers) => {
            let prints = answers.prints.iter().flat_map(|print| print.split('\n')).map(str::to_owned).collect();
            Said::new(answers.answers.iter().map(bindings).collect(), prints)
        }
        Err(code) => Said::new(Err(code), Vec::new()),
    }
}

/// The answers, or the code of the first error.
fn answers(question: &Question) -> Result<Answers, String> {
    let version = match question.version {
        Version::V0 => ast::Version::V0,
        Version::V1 => ast::Version::V1,
    };
    let with =
        |compiler: Compiler, (index, text): (usize, &String)| compiler.module(&format!("m{index}.rego"), text, version);
    let compiler = question.modules.iter().enumerate().fold(Compiler::new().strict(question.strict), with);
    let program = compiler.compile().map_err(|errors| first(&errors))?;
    let data = match &question.data {
        Some(data) => json(data)?,
        None => Value::empty_object(),
    };
    let input = match &question.input {
        Some(Input::Json(input)) => Some(json(input)?),
        Some(Input::Term(term)) => Some(term_value(term)?),
        None => None,
    };
    let query = program.query(&question.query).map_err(|errors| first(&errors))?;
    query.eval(input.as_ref(), &data, &options(question.strict_errors)).map_err(code)
}

/// As `opa eval` evaluates, but for the network and the environment.
fn options(strict_errors: bool) -> Options {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Options {
        now_ns: i64::try_from(now.as_nanos()).unwrap_or(i64::MAX),
        outside: Outside { network: true, random: true, runtime: Some(Value::empty_object()) },
        strict_builtin_errors: strict_errors,
        limits: Limits { time: Some(TIME), ..Limits::default() },
        ..Options::default()
    }
}

/// The value of a term of Rego.
fn term_value(term: &str) -> Result<Value, String> {
    let program: Program = Compiler::new().compile().map_err(|errors| first(&errors))?;
    let query = program.query(&format!("x = {term}")).map_err(|errors| first(&errors))?;
    let answers = query.eval(None, &Value::empty_object(), &options(true)).map_err(code)?;
    let value = answers.answers.first().and_then(|answer| answer.bindings.first());
    value.map(|(_, value)| value.clone()).ok_or_else(|| format!("no value: {term}"))
}

fn json(text: &str) -> Result<Value, String> {
    Value::from_json(text).map_err(|error| format!("no JSON: {error}"))
}

fn first(errors: &[Diagnostic]) -> String {
    errors.first().map_or_else(|| "refused without an error".into(), |error| error.code.as_str().into())
}

fn code(error: EvalError) -> String {
    error.code.as_str().into()
}

/// The bindings of an answer, as they print as JSON: without sets, every key a string.
fn bindings(answer: &Answer) -> Result<Value, String> {
    let entries = answer.bindings.iter().map(|(name, value)| (Value::from(&**name), value.clone()));
    json(&Value::object(entries.collect()).to_json())
}
