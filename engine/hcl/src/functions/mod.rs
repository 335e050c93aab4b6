//! The functions of Terraform 1.11.
//!
//! Reference: <https://developer.hashicorp.com/terraform/language/functions>. A function whose result is one of its
//! arguments, or made of their elements, leaves those where they are written.

mod arguments;
mod case;
mod collections;
mod conversion;
mod crypto;
mod encoding;
mod files;
mod format;
mod ip;
mod json;
mod numeric;
mod provider;
mod regex;
mod rsa;
mod sequences;
mod strings;
mod text;
mod time;
mod write_hcl;
mod yaml;
mod yaml_write;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::eval::{Budget, Error, Files, Result};
use crate::value::{Kind, Type, Unknown, Value};

pub(crate) use files::read;
pub(crate) use text::quote;

/// What a function is called with besides its arguments.
pub struct Call<'a> {
    /// Limits.
    pub budget: &'a Budget,
    /// Reading.
    pub files: &'a dyn Files,
}

/// One parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, for messages.
    pub name: &'static str,
    /// What the argument is converted to; [`Type::Dynamic`] leaves it as it is.
    pub ty: Type,
    /// May the argument be null? If not, null is a fault.
    pub null: bool,
    /// Does the function itself deal with an argument that is unknown? If not, the result is unknown too.
    pub unknown: bool,
    /// Does the function itself deal with marks (of the argument itself, not of what is inside)? If not, they are taken
    /// off and put on the result; where that is a new string, number or boolean, so are those of what is inside.
    pub marks: bool,
}

impl Parameter {
    /// A parameter whose argument is known, not null, and without marks.
    #[must_use]
    pub fn new(name: &'static str, ty: Type) -> Self {
        Self { name, ty, null: false, unknown: false, marks: false }
    }

    /// It may be null.
    #[must_use]
    pub fn nullable(self) -> Self {
        Self { null: true, ..self }
    }

    /// The function deals with unknown arguments.
    #[must_use]
    pub fn with_unknown(self) -> Self {
        Self { unknown: true, ..self }
    }

    /// The function deals with marks.
    #[must_use]
    pub fn with_marks(self) -> Self {
        Self { marks: true, ..self }
    }
}

/// A function.
pub struct Function {
    /// Parameters by position.
    pub parameters: Vec<Parameter>,
    /// Parameter of all further arguments, if there may be some.
    pub rest: Option<Parameter>,
    /// Type of the result, as far as it is known without looking at the arguments: what an unknown result gets.
    pub result: Type,
    /// The work. Results without place get that of the call. What is wrong is said as a clause.
    pub run: Run,
}

/// The work of a function.
pub type Run = fn(&Call<'_>, &[Value]) -> Result;

impl Function {
    /// A function of so many arguments.
    #[must_use]
    pub fn new(parameters: impl Into<Vec<Parameter>>, result: Type, run: Run) -> Self {
        Self { parameters: parameters.into(), rest: None, result, run }
    }

    /// It takes any number of further arguments.
    #[must_use]
    pub fn and(self, rest: Parameter) -> Self {
        Self { rest: Some(rest), ..self }
    }

    /// The parameter of the argument at `index`.
    #[must_use]
    pub fn parameter(&self, index: usize) -> Option<&Parameter> {
        self.parameters.get(index).or(self.rest.as_ref())
    }
}

/// Functions of one area with their names.
type Table = Vec<(&'static str, Function)>;

static FUNCTIONS: LazyLock<HashMap<&'static str, Function>> = LazyLock::new(|| {
    let tables = [
        collections::table(),
        conversion::table(),
        crypto::table(),
        encoding::table(),
        files::table(),
        format::table(),
        ip::table(),
        json::table(),
        numeric::table(),
        provider::table(),
        regex::table(),
        sequences::table(),
        strings::table(),
        time::table(),
        yaml::table(),
    ];
    tables.into_iter().flatten().collect()
});

/// The function of this name, if Terraform has one.
#[must_use]
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.get(name.strip_prefix("core::").unwrap_or(name))
}

/// Calls the function of this name. The result has no place where it was newly made.
///
/// # Errors
/// There is none, or it cannot be called with these arguments; the text is Terraform's or near it. Or a limit is met.
pub fn call(name: &str, arguments: &[Value], call: &Call<'_>) -> Result {
    let function = function(name).ok_or_else(|| Error::new(format!("There is no function named \"{name}\".")))?;
    count(name, function, arguments.len())?;
    call.budget.take(1 + arguments.len() as u64)?;
    let mut marks = Value::null();
    let mut unknown: Option<Arc<Unknown>> = None;
    let mut converted = Vec::with_capacity(arguments.len());
    for (index, argument) in arguments.iter().enumerate() {
        let Some(parameter) = function.parameter(index) else { continue };
        let mut value = argument
            .convert(&parameter.ty, call.budget)
            .map_err(|error| if error.is_limit { error } else { invalid(parameter.name, innermost(&error.message)) })?;
        if value.is_null() && !parameter.null {
            return Err(invalid(parameter.name, "argument must not be null"));
        }
        if let (Kind::Unknown(reason), false) = (&value.kind, parameter.unknown) {
            unknown.get_or_insert_with(|| Arc::clone(reason));
        }
        if !parameter.marks {
            marks.mark(value.marks.take().as_ref());
        }
        converted.push(value);
    }
    let mut result = match unknown {
        Some(unknown) => Value::unknown(function.result.clone(), unknown.reason.clone()),
        None => (function.run)(call, &converted).map_err(|error| redact(failed(name, error), arguments))?,
    };
    result.mark(marks.marks.as_ref());
    if result.span.is_none() && result.elements().is_none() && result.entries().is_none() {
        for (index, value) in converted.iter().enumerate() {
            if function.parameter(index).is_some_and(|parameter| !parameter.marks) {
                result.mark(value.deep_marks(call.budget)?.as_ref());
            }
        }
    }
    Ok(result)
}

fn count(name: &str, function: &Function, given: usize) -> Result<()> {
    let wanted = function.parameters.len();
    if let Some(missing) = function.parameters.get(given) {
        let least = if function.rest.is_some() { " at least" } else { "" };
        return Err(Error::new(format!(
            "Function \"{name}\" expects{least} {wanted} argument(s). Missing value for \"{}\".",
            missing.name
        )));
    }
    if function.rest.is_none() && given > wanted {
        return Err(Error::new(format!("Function \"{name}\" expects only {wanted} argument(s).")));
    }
    Ok(())
}

/// Of why a value cannot be converted, what Terraform says of an argument: not in which part of it a text is no number.
fn innermost(what: &str) -> &str {
    let texts = ["a number is required", "a bool is required"];
    texts.iter().find_map(|text| what.find(text)).map_or(what, |at| &what[at..])
}

/// What is wrong with the argument of the parameter `name`, as a clause.
pub(crate) fn invalid(name: &str, what: &str) -> Error {
    Error::new(format!("Invalid value for \"{name}\" parameter: {what}."))
}

/// A fault that does not show what must not be printed.
fn redact(mut error: Error, arguments: &[Value]) -> Error {
    const HIDDEN: &str = "(sensitive value)";
    for text in arguments.iter().filter(|argument| argument.is_sensitive()).filter_map(Value::as_str) {
        if !text.is_empty() && error.message.contains(text) {
            error.message = error.message.replace(&format!("\"{text}\""), HIDDEN).replace(text, HIDDEN);
        }
    }
    error
}

fn failed(name: &str, error: Error) -> Error {
    if error.is_limit || error.message.starts_with("Invalid value for \"") {
        return error;
    }
    let clause = error.message.trim_end_matches('.');
    Error { message: format!("Call to function \"{name}\" failed: {clause}."), ..error }
}
