//! Calls of functions, and those that do not take values but expressions: `try`, `can`, templates.

use super::evaluator::Evaluator;
use super::frame::Frame;
use super::shim;
use super::{Error, Result};
use crate::span::Span;
use crate::syntax::ast::{Call, Expr, ExprKind};
use crate::value::{Kind, Reason, Type, Value};

/// What a call is made with: expressions, then values of an expanded argument.
struct Arguments<'e> {
    written: &'e [Expr],
    expanded: Vec<Value>,
}

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, span: Span, frame: Option<&Frame<'_>>) -> Result {
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
        match name {
            "try" => self.try_each(&arguments, frame),
            "can" => self.can(&arguments, frame),
            "templatefile" => self.template_file(&arguments, span, frame),
            "templatestring" => self.template_string(&arguments, span, frame),
            _ => {
                let values = self.values(&arguments, frame)?;
                shim::call(name, &values, self.context)
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
                        Some(_) if !value.is_known() => Ok(value),
                        Some(reason) => Ok(Value::unknown(Type::Dynamic, reason).marked_as(&value)),
                        None => Ok(value),
                    };
                }
                Err(error) if error.is_limit => return Err(error),
                Err(error) => faults.push(error.message),
            }
        }
        if faults.is_empty() {
            return Err(Error::new("at least one argument is required"));
        }
        let faults = faults.join(" ");
        Err(Error::new(format!(
            "no expression succeeded: {faults} At least one expression must produce a successful result"
        )))
    }

    fn can(&self, arguments: &Arguments<'_>, frame: Option<&Frame<'_>>) -> Result {
        if arguments.written.len() + arguments.expanded.len() != 1 {
            return Err(Error::new("Function \"can\" expects only 1 argument(s)."));
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
        let mut rest = vec![value];
        while let Some(value) = rest.pop() {
            self.context.budget.take(1)?;
            match &value.kind {
                Kind::Unknown(unknown) => return Ok(Some(unknown.reason.clone())),
                Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => rest.extend(items.iter().rev()),
                Kind::Map(entries) | Kind::Object(entries) => {
                    rest.extend(entries.values().rev().map(|entry| &entry.value));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn template_file(&self, arguments: &Arguments<'_>, span: Span, frame: Option<&Frame<'_>>) -> Result {
        _ = (arguments, span, frame);
        Err(Error::new("templatefile is not there yet"))
    }

    fn template_string(&self, arguments: &Arguments<'_>, span: Span, frame: Option<&Frame<'_>>) -> Result {
        _ = (arguments, span, frame, ExprKind::Null);
        Err(Error::new("templatestring is not there yet"))
    }
}
