//! Operators.

use super::evaluator::Evaluator;
use super::frame::Frame;
use super::{Budget, Error, Result};
use crate::syntax::ast::{BinaryOperator, Expr, UnaryOperator};
use crate::value::{Kind, Number, NumberError, Reason, Type, Value};

impl Evaluator<'_> {
    pub(super) fn unary(&self, operator: UnaryOperator, operand: &Expr, frame: Option<&Frame<'_>>) -> Result {
        let given = self.evaluate(operand, frame)?;
        let ty = match operator {
            UnaryOperator::Not => Type::Bool,
            UnaryOperator::Negate => Type::Number,
        };
        let value = to(&given, &ty, "unary operand", self.context.budget).map_err(|error| error.or_at(operand.span))?;
        let result = match (&value.kind, operator) {
            (Kind::Unknown(unknown), _) => Value::unknown(ty, unknown.reason.clone()),
            (Kind::Bool(value), UnaryOperator::Not) => Value::bool(!value),
            (Kind::Number(number), UnaryOperator::Negate) => Value::new(Kind::Number(number.neg())),
            _ => return Err(Error::new("Error during operation: argument must not be null.")),
        };
        Ok(result.marked_as(&given))
    }

    pub(super) fn binary(
        &self,
        operator: BinaryOperator,
        [left, right]: &[Expr; 2],
        frame: Option<&Frame<'_>>,
    ) -> Result {
        match operator {
            BinaryOperator::And => return self.logical(operator, [left, right], false, frame),
            BinaryOperator::Or => return self.logical(operator, [left, right], true, frame),
            _ => {}
        }
        let given = (self.evaluate(left, frame)?, self.evaluate(right, frame)?);
        if matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual) {
            return self.equal(&given, operator);
        }
        let first = self.operand(Ok(given.0.clone()), &Type::Number, "left operand", left)?;
        let second = self.operand(Ok(given.1.clone()), &Type::Number, "right operand", right)?;
        Ok(apply(operator, &first, &second)?.marked_as(&given.0).marked_as(&given.1))
    }

    /// `&&` and `||`, which `decisive` on either side decides whatever is wrong with the other, as Terraform does from 1.12
    /// on: `var.x != null && var.x.enabled`. What is unknown on the left keeps silent what is wrong on the right.
    fn logical(
        &self,
        operator: BinaryOperator,
        [left, right]: [&Expr; 2],
        decisive: bool,
        frame: Option<&Frame<'_>>,
    ) -> Result {
        let first = self.operand(self.evaluate(left, frame), &Type::Bool, "left operand", left);
        if first.as_ref().is_err_and(|error| error.is_limit) {
            return first;
        }
        let second = self.operand(self.evaluate(right, frame), &Type::Bool, "right operand", right);
        let decides = |value: &Value| matches!(value.kind, Kind::Bool(value) if value == decisive);
        match (first, second) {
            (Ok(first), Ok(second)) => Ok(apply(operator, &first, &second)?.marked_as(&first).marked_as(&second)),
            (_, Err(error)) if error.is_limit => Err(error),
            (Ok(first), Err(_)) if decides(&first) || matches!(first.kind, Kind::Unknown(_)) => Ok(first),
            (Err(_), Ok(second)) if decides(&second) => Ok(second),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// What an operand came to as a value of type `ty`, with what marks it.
    fn operand(&self, given: Result, ty: &Type, which: &str, expr: &Expr) -> Result {
        let given = given?;
        let value = to(&given, ty, which, self.context.budget).map_err(|error| error.or_at(expr.span))?;
        Ok(value.marked_as(&given))
    }

    fn equal(&self, (left, right): &(Value, Value), operator: BinaryOperator) -> Result {
        let budget = self.context.budget;
        // What is known in part is something.
        let is_partly_known = |value: &Value| matches!(&value.kind, Kind::Unknown(unknown) if unknown.known.is_some());
        let is_certain = (left.is_null() && is_partly_known(right)) || (right.is_null() && is_partly_known(left));
        let mut result = match if is_certain { Some(false) } else { left.equals(right, budget)? } {
            Some(same) => Value::bool(same == (operator == BinaryOperator::Equal)),
            None => {
                let first = left.first_unknown(budget)?;
                let unknown = if first.is_some() { first } else { right.first_unknown(budget)? };
                let reason = unknown.map(|unknown| unknown.reason.clone());
                Value::unknown(Type::Bool, reason.unwrap_or_else(|| Reason::Other("the operands are not known".into())))
            }
        };
        // What is inside of the operands is looked at too.
        result.mark(left.deep_marks(budget)?.as_ref());
        result.mark(right.deep_marks(budget)?.as_ref());
        Ok(result)
    }
}

/// An operand as a value of type `ty`.
fn to(value: &Value, ty: &Type, which: &str, budget: &Budget) -> Result {
    value.convert(ty, budget).map_err(|error| match error.is_limit {
        true => error,
        false => Error::new(format!("Unsuitable value for {which}: {}.", error.message)),
    })
}

fn apply(operator: BinaryOperator, left: &Value, right: &Value) -> Result {
    let null = |value: &Value| value.is_null();
    if null(left) || null(right) {
        return Err(Error::new("Error during operation: argument must not be null."));
    }
    let ty = match operator {
        BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Divide
        | BinaryOperator::Modulo => Type::Number,
        _ => Type::Bool,
    };
    match (&left.kind, &right.kind) {
        (Kind::Unknown(unknown), _) | (_, Kind::Unknown(unknown)) => Ok(Value::unknown(ty, unknown.reason.clone())),
        (Kind::Bool(left), Kind::Bool(right)) => Ok(Value::bool(match operator {
            BinaryOperator::And => *left && *right,
            _ => *left || *right,
        })),
        (Kind::Number(left), Kind::Number(right)) => calculate(operator, left, right),
        _ => Err(Error::new("Error during operation: a number is required.")),
    }
}

fn calculate(operator: BinaryOperator, left: &Number, right: &Number) -> Result {
    let order = left.cmp(right);
    let number = match operator {
        BinaryOperator::Greater => return Ok(Value::bool(order.is_gt())),
        BinaryOperator::GreaterEqual => return Ok(Value::bool(order.is_ge())),
        BinaryOperator::Less => return Ok(Value::bool(order.is_lt())),
        BinaryOperator::LessEqual => return Ok(Value::bool(order.is_le())),
        BinaryOperator::Subtract => left.sub(right),
        BinaryOperator::Multiply => left.mul(right),
        // Infinity, which is computed with there.
        BinaryOperator::Divide if right.is_zero() && !left.is_zero() => Err(NumberError::TooLarge),
        BinaryOperator::Divide => left.div(right),
        BinaryOperator::Modulo if right.is_zero() => Ok(left.clone()),
        BinaryOperator::Modulo => left.rem(right),
        _ => left.add(right),
    };
    let fault = |error| match error {
        NumberError::TooLarge => Error::limit(error.to_string()),
        NumberError::DivisionByZero => {
            Error::new("Error during operation: can't divide zero by zero or infinity by infinity.")
        }
        _ => Error::new(format!("Error during operation: {error}.")),
    };
    number.map(|number| Value::new(Kind::Number(number))).map_err(fault)
}
