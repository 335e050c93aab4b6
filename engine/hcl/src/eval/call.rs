//! Calls of functions, and those that do not take values but expressions: `try`, `can`, templates.

use std::sync::Arc;

use super::evaluator::Evaluator;
use super::frame::Frame;
use super::{Error, Result, names};
use crate::functions;
use crate::syntax::ast::{Call, Expr, ExprKind};
use crate::syntax::{Origin, parse_template};
use crate::value::{Entries, Kind, Reason, Type, Unknown, Value};

/// What a call is made with: expressions, then values of an expanded argument.
struct Arguments<'e> {
    written: &'e [Expr],
    expanded: Vec<Value>,
}

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, frame: Option<&Frame<'_>>) -> Result {
        let name = call.name.text.strip_prefix("core::").unwrap_or(&call.name.text);
        let mut arguments = Arguments { written: &call.arguments, expanded: Vec::new() };
        if call.expand
            && let Some((last, written)) = call.arguments.split_last()
        {
            let list = self.evaluate(last, frame)?;
            match self.expand(&list).map_err(|error| error.or_at(last.span))? {
                Ok(expanded) => arguments = Arguments { written, expanded },
                Err(reason) => return Ok(Value::unknown(Type::Dynamic, reason).marked_as(&list)),
            }
        }
        if self.is_constant {
            return Err(Error::new("Functions may not be called here."));
        }
        if Frame::is_in_template(frame) && matches!(name, "templatefile" | "templatestring") {
            let why = format!("cannot recursively call {name} from inside another template function");
            return Err(failed(name, &why));
        }
        match name {
            "try" => self.try_each(&arguments, frame),
            "can" => self.can(&arguments, frame),
            "templatefile" => self.template_file(&arguments, frame),
            "templatestring" => self.template_string(&arguments, frame),
            _ => {
                let values = self.values(&arguments, frame)?;
                if name.starts_with("provider::") && functions::function(name).is_none() {
                    return Ok(Value::unknown(Type::Dynamic, Reason::Function(name.into())));
                }
                functions::call(name, &values, &self.function_call())
            }
        }
    }

    /// The elements of an argument before `...`, or why they are not known.
    fn expand(&self, list: &Value) -> Result<std::result::Result<Vec<Value>, Reason>> {
        match &list.kind {
            Kind::Null => Err(Error::new("The expanding argument (indicated by ...) must not be null.")),
            Kind::Tuple(items) | Kind::List(items) | Kind::Set(items) => {
                self.context.budget.take(items.len() as u64)?;
                Ok(Ok(items.iter().map(|item| item.clone().marked_as(list)).collect()))
            }
            Kind::Unknown(unknown)
                if matches!(unknown.ty, Type::Dynamic | Type::Tuple(_) | Type::List(_) | Type::Set(_)) =>
            {
                Ok(Err(unknown.reason.clone()))
            }
            _ => Err(Error::new("The expanding argument (indicated by ...) must be of a tuple, list, or set type.")),
        }
    }

    fn values(&self, arguments: &Arguments<'_>, frame: Option<&Frame<'_>>) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(arguments.written.len() + arguments.expanded.len());
        for argument in arguments.written {
            values.push(self.evaluate(argument, frame)?);
        }
        values.extend(arguments.expanded.iter().cloned());
        Ok(values)
    }

    /// The values of arguments of which each may fail.
    fn attempts<'s>(
        &'s self,
        arguments: &'s Arguments<'_>,
        frame: Option<&'s Frame<'_>>,
    ) -> impl Iterator<Item = Result> + 's {
        let written = arguments.written.iter().map(move |argument| self.evaluate(argument, frame));
        written.chain(arguments.expanded.iter().cloned().map(Ok))
    }

    fn try_each(&self, arguments: &Arguments<'_>, frame: Option<&Frame<'_>>) -> Result {
        let mut faults = Vec::new();
        for result in self.attempts(arguments, frame) {
            match result {
                // What is unknown inside could yet make the expression fail, and the next one count.
                Ok(value) => {
                    return match self.unknown_inside(&value)? {
                        Some(_) if !value.is_known() => Ok(without_type(value)),
                        Some(reason) => Ok(Value::unknown(Type::Dynamic, reason).marked_as(&value)),
                        None => Ok(value),
                    };
                }
                Err(error) if error.is_limit => return Err(error),
                Err(error) => faults.push(error.message),
            }
        }
        if faults.is_empty() {
            return Err(failed("try", "at least one argument is required"));
        }
        let faults: String = faults.iter().map(|fault| format!(" - {fault}")).collect();
        let message =
            format!("no expression succeeded:{faults} At least one expression must produce a successful result");
        Err(failed("try", &message))
    }

    fn can(&self, arguments: &Arguments<'_>, frame: Option<&Frame<'_>>) -> Result {
        if arguments.written.len() + arguments.expanded.len() != 1 {
            return Err(match arguments.written {
                [] => Error::new("Function \"can\" expects 1 argument(s). Missing value for \"expression\"."),
                _ => Error::new("Function \"can\" expects only 1 argument(s)."),
            });
        }
        match self.attempts(arguments, frame).next() {
            Some(Ok(value)) => match self.unknown_inside(&value)? {
                Some(reason) => Ok(Value::unknown(Type::Bool, reason)),
                None => Ok(Value::bool(true)),
            },
            Some(Err(error)) if error.is_limit => Err(error),
            _ => Ok(Value::bool(false)),
        }
    }

    /// Why the first thing in `value` that is not known is not.
    fn unknown_inside(&self, value: &Value) -> Result<Option<Reason>> {
        Ok(value.first_unknown(self.context.budget)?.map(|unknown| unknown.reason.clone()))
    }

    fn template_file(&self, arguments: &Arguments<'_>, frame: Option<&Frame<'_>>) -> Result {
        let values = self.values(arguments, frame)?;
        let [path, variables] = exactly_two("templatefile", values)?;
        let path = self.string_argument(path, "path")?;
        let rendered = match (&path.kind, variables_of(&variables)?) {
            (Kind::Unknown(unknown), _) | (_, Err(unknown)) => Value::unknown(Type::Dynamic, unknown.reason.clone()),
            (kind, Ok(entries)) => {
                let Kind::String(path) = kind else { return Err(Error::new("string required")) };
                match functions::read(&self.function_call(), &path.text)? {
                    Err(unknown) => unknown,
                    Ok(bytes) => {
                        let text = str::from_utf8(&bytes)
                            .map_err(|_| Error::new(format!("contents of {} are not valid UTF-8", path.text)))?;
                        self.render("templatefile", text, entries)?
                    }
                }
            }
        };
        Ok(rendered.marked_as(&path).marked_as(&self.marks_inside(&variables)?))
    }

    fn template_string(&self, arguments: &Arguments<'_>, frame: Option<&Frame<'_>>) -> Result {
        if let Some(written) = arguments.written.first()
            && !is_direct_reference(written)
        {
            return Err(functions::invalid("template", no_reference(&written.kind)).or_at(written.span));
        }
        let values = self.values(arguments, frame)?;
        let [template, variables] = exactly_two("templatestring", values)?;
        let rendered = match (&template.kind, variables_of(&variables)?) {
            (Kind::Unknown(unknown), _) | (_, Err(unknown)) => Value::unknown(Type::String, unknown.reason.clone()),
            (Kind::String(text), Ok(entries)) => {
                self.render("templatestring", &text.text, entries)?.convert(&Type::String, self.context.budget)?
            }
            _ => return Err(functions::invalid("template", "invalid template value: a string is required")),
        };
        Ok(rendered.marked_as(&template).marked_as(&self.marks_inside(&variables)?))
    }

    fn function_call(&self) -> functions::Call<'_> {
        functions::Call { budget: self.context.budget, files: self.context.files }
    }

    fn string_argument(&self, value: Value, name: &str) -> Result {
        let value = value.convert(&Type::String, self.context.budget).map_err(|error| match error.is_limit {
            true => error,
            false => functions::invalid(name, &error.message),
        })?;
        if value.is_null() {
            return Err(functions::invalid(name, "argument must not be null"));
        }
        Ok(value)
    }

    /// Carries the marks of `value` and of all in it.
    fn marks_inside(&self, value: &Value) -> Result {
        let mut carrier = Value::null();
        carrier.mark(value.deep_marks(self.context.budget)?.as_ref());
        Ok(carrier)
    }

    /// The value of a template text. Its own text has no place that could be named: what is written in it stands where
    /// the call stands.
    fn render(&self, function: &str, text: &str, variables: &Entries) -> Result {
        self.context.budget.take_bytes(text.len() as u64)?;
        let (expr, faults) = parse_template(text, Origin::At { source: NOWHERE, offset: 0 });
        if let Some(fault) = faults.into_iter().next() {
            let message = failed(function, &fault.message).message;
            return Err(Error { message, span: None, is_limit: fault.is_limit });
        }
        if let Some(name) = variables.keys().find(|name| !is_variable(name)) {
            let why = "must start with a letter, followed by zero or more letters, digits, and underscores";
            return Err(functions::invalid("vars", &format!("invalid template variable name \"{name}\": {why}")));
        }
        if let Some(name) = names::first_unknown(&expr, &|name| variables.contains_key(name)) {
            return Err(functions::invalid("vars", &format!("vars map does not contain key \"{name}\"")));
        }
        let frame = Frame::only(variables);
        let value = self.evaluate(&expr, Some(&frame)).map_err(|error| match error.is_limit {
            true => Error { span: error.span.filter(|span| span.source != NOWHERE), ..error },
            false => failed(function, error.message.trim_end_matches('.')),
        })?;
        value.without_places_of(NOWHERE, self.context.budget)
    }
}

/// The file that is none: what stands in templates that are not written in the configuration.
const NOWHERE: u32 = u32::MAX;

/// A call did not succeed.
fn failed(name: &str, why: &str) -> Error {
    Error::new(format!("Call to function \"{name}\" failed: {why}."))
}

fn exactly_two(name: &str, values: Vec<Value>) -> Result<[Value; 2]> {
    values.try_into().map_err(|_| Error::new(format!("Function \"{name}\" expects 2 argument(s).")))
}

/// The variables of a template, or what is not known of them.
fn variables_of(value: &Value) -> Result<std::result::Result<&Entries, &Arc<Unknown>>> {
    match &value.kind {
        Kind::Unknown(unknown) => Ok(Err(unknown)),
        Kind::Map(entries) | Kind::Object(entries) => Ok(Ok(entries)),
        Kind::Null => Err(functions::invalid("vars", "argument must not be null")),
        _ => Err(functions::invalid("vars", "invalid vars value: must be a map")),
    }
}

/// An unknown value of which not even the type is known.
fn without_type(mut value: Value) -> Value {
    if let Kind::Unknown(unknown) = &mut value.kind {
        Arc::make_mut(unknown).ty = Type::Dynamic;
    }
    value
}

/// May a variable of a template have this name?
fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Why an expression cannot be the template of `templatestring`.
fn no_reference(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Template(parts) if parts.len() == 1 => {
            "invalid template expression: templatestring is only for rendering templates retrieved dynamically from \
             elsewhere; to treat the inner expression as template syntax, write the reference expression directly without \
             any template interpolation syntax"
        }
        ExprKind::Template(_) => {
            "invalid template expression: templatestring is only for rendering templates retrieved dynamically from \
             elsewhere; to render an inline template, consider using a plain template string expression"
        }
        ExprKind::String(_) => {
            "invalid template expression: templatestring is only for rendering templates retrieved dynamically from \
             elsewhere, and so does not support providing a literal template; consider using a template string expression \
             instead"
        }
        _ => {
            "invalid template expression: must be a direct reference to a single string from elsewhere, containing valid \
             Terraform template syntax"
        }
    }
}

/// Is this a name, perhaps with attributes and keys, and nothing else?
fn is_direct_reference(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Root(_) => true,
        ExprKind::GetAttr(object, _) | ExprKind::Index(object, _) => is_direct_reference(object),
        _ => false,
    }
}
