//! The walk over the tree.

use std::sync::Arc;

use super::frame::{Found, Frame};
use super::mismatch::mismatch;
use super::{Budget, Context, Error, Result, Step, access};
use crate::span::Span;
use crate::syntax::ast::{Expr, ExprKind, ObjectItem, Splat, Text};
use crate::value::{Entries, Entry, Kind, Made, Marks, Number, Reason, Str, Type, Value, normalize, unify};

/// Evaluates expressions of one context.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) context: &'a Context<'a>,
    /// Are there neither names nor functions?
    pub(super) is_constant: bool,
}

/// A step of a reference as it is written.
enum Written<'e> {
    Attr(&'e Arc<str>),
    Index(&'e Expr),
}

impl Evaluator<'_> {
    /// The value of `expr`, with a place, or its error, with one.
    pub(super) fn evaluate(&self, expr: &Expr, frame: Option<&Frame<'_>>) -> Result {
        let result = self.context.budget.take(1).and_then(|()| {
            let _level = self.context.budget.enter()?;
            self.dispatch(expr, frame)
        });
        match result {
            Ok(value) => Ok(value.or_at(expr.span)),
            Err(error) => Err(error.or_at(expr.span)),
        }
    }

    fn dispatch(&self, expr: &Expr, frame: Option<&Frame<'_>>) -> Result {
        match &expr.kind {
            ExprKind::Null => Ok(Value::null()),
            ExprKind::Bool(value) => Ok(Value::bool(*value)),
            ExprKind::Number(text) => number(text),
            ExprKind::String(text) => Ok(string(text)),
            ExprKind::Template(parts) => self.template(parts, frame),
            ExprKind::Tuple(items) => self.tuple(items, frame),
            ExprKind::Object(items) => self.object(items, frame),
            ExprKind::Root(_) | ExprKind::GetAttr(..) | ExprKind::Index(..) => self.reference(expr, frame),
            ExprKind::Splat(splat) => self.splat(splat, frame),
            ExprKind::Element => match Frame::find_element(frame) {
                Some(element) => Ok(element.clone()),
                None => Err(Error::new("there is no element here")),
            },
            ExprKind::Call(call) => self.call(call, frame),
            ExprKind::Conditional(parts) => self.conditional(parts, frame),
            ExprKind::Unary(operator, operand) => self.unary(*operator, operand, frame),
            ExprKind::Binary(operator, operands) => self.binary(*operator, operands, frame),
            ExprKind::Parens(inner) => self.evaluate(inner, frame),
            ExprKind::For(repeat) => self.for_expression(repeat, frame),
            ExprKind::Broken => {
                let reason = Reason::Error("the expression cannot be read".into());
                Ok(Value::unknown(Type::Dynamic, reason))
            }
        }
    }

    fn tuple(&self, items: &[Expr], frame: Option<&Frame<'_>>) -> Result {
        let items: Result<Arc<[Value]>> = items.iter().map(|item| self.evaluate(item, frame)).collect();
        Ok(Value::new(Kind::Tuple(items?)))
    }

    fn object(&self, items: &[ObjectItem], frame: Option<&Frame<'_>>) -> Result {
        let mut entries = Entries::new();
        let mut unknown = None;
        let mut marks = Value::null();
        for item in items {
            let key = self.object_key(&item.key, frame)?;
            let value = self.evaluate(&item.value, frame)?;
            if key.is_null() {
                return Err(Error::new("Can't use a null value as a key.").or_at(item.key.span));
            }
            marks.mark(key.marks.as_ref());
            match key_text(&key, self.context.budget).map_err(|error| {
                let message = |error: Error| Error::new(format!("Can't use this value as a key: {}.", error.message));
                if error.is_limit { error } else { message(error) }.or_at(item.key.span)
            })? {
                Ok(text) => _ = entries.insert(text, Entry { key_span: Some(item.key.span), value }),
                Err(reason) => _ = unknown.get_or_insert(reason),
            }
        }
        let object = match unknown {
            None => Value::new(Kind::Object(Arc::new(entries))),
            Some(reason) => Value::unknown(Type::Dynamic, reason),
        };
        Ok(object.marked_as(&marks))
    }

    fn object_key(&self, key: &Expr, frame: Option<&Frame<'_>>) -> Result {
        match &key.kind {
            ExprKind::String(text) => {
                self.context.budget.take(1)?;
                Ok(string(text).at(key.span))
            }
            ExprKind::GetAttr(..) | ExprKind::Index(..) if is_reference(key) => Err(Error::new(
                "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as \
                 a literal name containing periods, wrap it in quotes to create a string literal.",
            )
            .or_at(key.span)),
            _ => self.evaluate(key, frame),
        }
    }

    /// A name with what is asked of it, or something asked of another expression.
    fn reference(&self, expr: &Expr, frame: Option<&Frame<'_>>) -> Result {
        let mut steps = Vec::new();
        let mut base = expr;
        loop {
            base = match &base.kind {
                ExprKind::GetAttr(object, name) => {
                    steps.push((Written::Attr(&name.text), base.span));
                    object
                }
                ExprKind::Index(object, key) => {
                    steps.push((Written::Index(key), base.span));
                    object
                }
                _ => break,
            };
        }
        steps.reverse();
        self.context.budget.take(steps.len() as u64)?;
        let ExprKind::Root(root) = &base.kind else {
            let value = self.evaluate(base, frame)?;
            return self.follow(value, &steps, frame);
        };
        match Frame::find(frame, root) {
            Found::Value(value) => self.follow(value.clone(), &steps, frame),
            Found::Nothing => {
                let message = format!("vars map does not contain key \"{root}\"");
                Err(Error::new(message).or_at(base.span))
            }
            Found::Outside if self.is_constant => Err(Error::new("Variables may not be used here.").or_at(base.span)),
            Found::Outside => {
                let resolved = self.steps(&steps, frame)?;
                let (mut value, taken) = self.context.scope.resolve(root, &resolved, expr.span)?;
                for (step, (_, span)) in resolved.iter().zip(&steps).skip(taken) {
                    value = match step {
                        Step::Attr(name) => access::attribute(&value, name),
                        Step::Index(key) => access::index(&value, key, self.context.budget),
                    }
                    .map_err(|error| error.or_at(*span))?;
                }
                Ok(value)
            }
        }
    }

    fn steps(&self, steps: &[(Written<'_>, Span)], frame: Option<&Frame<'_>>) -> Result<Vec<Step>> {
        let step = |(step, _): &(Written<'_>, Span)| match step {
            Written::Attr(name) => Ok(Step::Attr(Arc::clone(name))),
            Written::Index(key) => self.evaluate(key, frame).map(Step::Index),
        };
        steps.iter().map(step).collect()
    }

    fn follow(&self, value: Value, steps: &[(Written<'_>, Span)], frame: Option<&Frame<'_>>) -> Result {
        let mut value = value;
        for (step, span) in steps {
            value = match step {
                Written::Attr(name) => access::attribute(&value, name),
                Written::Index(key) => access::index(&value, &self.evaluate(key, frame)?, self.context.budget),
            }
            .map_err(|error| error.or_at(*span))?;
        }
        Ok(value)
    }

    fn splat(&self, splat: &Splat, frame: Option<&Frame<'_>>) -> Result {
        let source = self.evaluate(&splat.source, frame)?;
        let ask = |element: Value| {
            let inner = Frame::element(frame, element);
            self.evaluate(&splat.each, Some(&inner))
        };
        let result = match &source.kind {
            Kind::Null => Value::tuple(Vec::new()),
            Kind::Tuple(items) => Value::tuple(items.iter().cloned().map(ask).collect::<Result<_>>()?),
            Kind::List(items) | Kind::Set(items) => {
                let items = items.iter().cloned().map(ask).collect::<Result<Vec<_>>>()?;
                Value::new(Kind::List(items.into()))
            }
            Kind::Unknown(unknown) if unknown.known.is_none() => {
                let element = |ty: &Type| {
                    let element = Value::unknown(ty.clone(), unknown.reason.clone()).or_at(splat.source.span);
                    ask(element)?.type_of(self.context.budget)
                };
                let ty = match &unknown.ty {
                    Type::List(ty) | Type::Set(ty) => Type::List(Arc::new(element(ty)?)),
                    Type::Tuple(types) => Type::Tuple(types.iter().map(element).collect::<Result<_>>()?),
                    Type::Dynamic => Type::Dynamic,
                    other => {
                        element(other)?;
                        Type::Dynamic
                    }
                };
                Value::unknown(ty, unknown.reason.clone())
            }
            _ => {
                let mut single = source.clone();
                single.marks = None;
                Value::tuple(vec![ask(single)?])
            }
        };
        Ok(result.marked_as(&source))
    }

    /// A condition: true, false, or why it is not known.
    pub(super) fn condition(&self, value: &Value) -> Result<std::result::Result<bool, Reason>> {
        match &value.kind {
            Kind::Null => Err(Error::new("The condition value is null. Conditions must either be true or false.")),
            Kind::Unknown(unknown) => Ok(Err(unknown.reason.clone())),
            _ => match value.convert(&Type::Bool, self.context.budget) {
                Ok(Value { kind: Kind::Bool(holds), .. }) => Ok(Ok(holds)),
                Err(error) if error.is_limit => Err(error),
                _ => Err(Error::new("The condition expression must be of type bool.")),
            },
        }
    }

    fn conditional(&self, [condition, then, otherwise]: &[Expr; 3], frame: Option<&Frame<'_>>) -> Result {
        // Both are evaluated: the type of the result is that of both.
        let then = self.branch(then, frame)?;
        let otherwise = self.branch(otherwise, frame)?;
        let ty = self.common_type(&then, &otherwise)?;
        let at = condition.span;
        let condition = self.evaluate(condition, frame)?;
        let holds = self.condition(&condition).map_err(|error| error.or_at(at))?;
        let is_sensitive = [&then, &otherwise].into_iter().flatten().any(Value::is_sensitive);
        let mut result = match holds {
            Err(reason) => [then, otherwise].iter().flatten().fold(Value::unknown(ty, reason), Value::marked_as),
            Ok(holds) => {
                let taken = if holds { then? } else { otherwise? };
                if taken.is_null() || matches!(ty, Type::Dynamic) {
                    taken
                } else {
                    taken.convert(&ty, self.context.budget)?
                }
            }
        };
        result.mark(condition.marks.as_ref());
        // The references are those of the branch taken, but that the other is sensitive must not show either.
        if is_sensitive && !result.is_sensitive() {
            result.mark(Some(&Arc::new(Marks { sensitive: true, ..Marks::default() })));
        }
        Ok(result)
    }

    /// The type that both branches of a conditional are converted to.
    fn common_type(&self, then: &Result, otherwise: &Result) -> Result<Type> {
        let (Ok(then), Ok(otherwise)) = (then, otherwise) else { return Ok(Type::Dynamic) };
        let budget = self.context.budget;
        if then.is_null() || otherwise.is_null() {
            return if then.is_null() { otherwise.type_of(budget) } else { then.type_of(budget) };
        }
        match (then.type_of(budget)?, otherwise.type_of(budget)?) {
            (Type::Dynamic, _) | (_, Type::Dynamic) => Ok(Type::Dynamic),
            (then, otherwise) => unify(&[then.clone(), otherwise.clone()], true).ok_or_else(|| {
                let why = mismatch(&then, &otherwise);
                Error::new(format!("The true and false result expressions must have consistent types. {why}."))
            }),
        }
    }

    /// The value of a branch, or the fault that counts only where it is taken.
    fn branch(&self, expr: &Expr, frame: Option<&Frame<'_>>) -> Result<Result> {
        match self.evaluate(expr, frame) {
            Err(error) if error.is_limit => Err(error),
            result => Ok(result),
        }
    }
}

/// Is this a name with something asked of it, as it stands?
fn is_reference(expr: &Expr) -> bool {
    let mut base = expr;
    loop {
        base = match &base.kind {
            ExprKind::GetAttr(object, _) | ExprKind::Index(object, _) => object,
            kind => return matches!(kind, ExprKind::Root(_)),
        };
    }
}

fn number(text: &str) -> Result {
    let number = Number::parse(text).ok_or_else(|| Error::new(format!("`{text}` is not a number")))?;
    Ok(Value::new(Kind::Number(number)))
}

fn string(text: &Text) -> Value {
    let normal = normalize(Arc::clone(&text.text));
    // Of a text that normalization changed, it is not known any more where what stands.
    let pieces = text.pieces.as_ref().filter(|_| Arc::ptr_eq(&normal, &text.text));
    let made = pieces.map(|pieces| Arc::new(Made::Pieces(Arc::clone(pieces))));
    Value::new(Kind::String(Str { text: normal, made }))
}

/// A value as a key: its text, or why it is not known.
pub(super) fn key_text(key: &Value, budget: &Budget) -> Result<std::result::Result<Arc<str>, Reason>> {
    match key.convert(&Type::String, budget)?.kind {
        Kind::String(text) => Ok(Ok(text.text)),
        Kind::Unknown(unknown) => Ok(Err(unknown.reason.clone())),
        _ => Err(Error::new("string required")),
    }
}
