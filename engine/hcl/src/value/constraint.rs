//! Types as they are written: `list(object({ a = optional(string, "x") }))`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Field, Type, Value};
use crate::eval::{Budget, Error, Result};
use crate::syntax::ast::{Call, Expr, ExprKind};

/// Evaluates a constant expression, the default of an optional attribute.
pub type Constant<'a> = &'a dyn Fn(&Expr) -> Result;

impl Type {
    /// The type that a type constraint of a variable stands for. `list` and `map` by themselves are those of any type,
    /// as they and `string` are in quotes, the notation of Terraform 0.11 that newer ones refuse.
    ///
    /// # Errors
    /// It is no type constraint.
    pub fn of_expression(expr: &Expr, constant: Constant<'_>, budget: &Budget) -> Result<Self> {
        let word = match &expr.kind {
            ExprKind::Root(name) => Some(&**name),
            ExprKind::String(text) => match &*text.text {
                quoted @ ("string" | "list" | "map") => Some(quoted),
                _ => return Err(Error::new("a type is not written in quotes").or_at(expr.span)),
            },
            _ => None,
        };
        match word {
            Some("list") => Ok(Self::list(Self::Dynamic)),
            Some("map") => Ok(Self::map(Self::Dynamic)),
            Some("string") => Ok(Self::String),
            _ => Reader { constant, budget }.read(expr),
        }
    }
}

struct Reader<'a> {
    constant: Constant<'a>,
    budget: &'a Budget,
}

impl Reader<'_> {
    fn read(&self, expr: &Expr) -> Result<Type> {
        self.budget.take(1)?;
        let wrong = |message: String| Err(Error::new(message).or_at(expr.span));
        match &expr.kind {
            ExprKind::Root(name) => match &**name {
                "bool" => Ok(Type::Bool),
                "string" => Ok(Type::String),
                "number" => Ok(Type::Number),
                "any" => Ok(Type::Dynamic),
                kind @ ("list" | "map" | "set") => {
                    wrong(format!("The {kind} type constructor requires one argument specifying the element type."))
                }
                "object" => wrong(OBJECT.to_owned()),
                "tuple" => wrong(TUPLE.to_owned()),
                other => wrong(format!("The keyword \"{other}\" is not a valid type specification.")),
            },
            ExprKind::Call(call) => self.call(call, expr),
            _ => wrong(
                "A type specification is a keyword (bool, number, string, any) or a call like list(string).".into(),
            ),
        }
    }

    fn call(&self, call: &Call, expr: &Expr) -> Result<Type> {
        let wrong = |message: String| Err(Error::new(message).or_at(expr.span));
        let name = &*call.name.text;
        match (name, call.arguments.as_slice()) {
            ("list", [element]) => self.read(element).map(Type::list),
            ("set", [element]) => self.read(element).map(Type::set),
            ("map", [element]) => self.read(element).map(Type::map),
            ("tuple", [elements]) => match &elements.kind {
                ExprKind::Tuple(elements) => {
                    Ok(Type::Tuple(elements.iter().map(|element| self.read(element)).collect::<Result<_>>()?))
                }
                _ => wrong("Tuple type constructor requires a list of element types.".to_owned()),
            },
            ("object", [attributes]) => self.object(attributes),
            ("list" | "set" | "map", _) => {
                wrong(format!("The {name} type constructor requires one argument specifying the element type."))
            }
            ("object", _) => wrong(OBJECT.to_owned()),
            ("tuple", _) => wrong(TUPLE.to_owned()),
            ("optional", _) => {
                wrong("Keyword \"optional\" is valid only as a modifier for object type attributes.".to_owned())
            }
            ("bool" | "string" | "number" | "any", _) => {
                wrong(format!("Type keyword \"{name}\" does not expect arguments."))
            }
            _ => wrong(format!("Keyword \"{name}\" is not a valid type constructor.")),
        }
    }

    fn object(&self, attributes: &Expr) -> Result<Type> {
        let ExprKind::Object(items) = &attributes.kind else {
            return Err(Error::new(
                "Object type constructor requires a map whose keys are attribute names and whose values are types.",
            )
            .or_at(attributes.span));
        };
        let mut fields = BTreeMap::new();
        for item in items {
            let name: Arc<str> = match &item.key.kind {
                ExprKind::String(text) => Arc::clone(&text.text),
                ExprKind::Root(name) => Arc::clone(name),
                _ => {
                    let message = "Object constructor map keys must be attribute names.";
                    return Err(Error::new(message).or_at(item.key.span));
                }
            };
            let field = self.field(&item.value)?;
            if fields.insert(name, field).is_some() {
                return Err(Error::new("Object constructor map keys must be unique.").or_at(item.key.span));
            }
        }
        Ok(Type::Object(Arc::new(fields)))
    }

    fn field(&self, expr: &Expr) -> Result<Field> {
        let call = match &expr.kind {
            ExprKind::Call(call) if &*call.name.text == "optional" => call,
            _ => return Ok(Field { ty: self.read(expr)?, optional: false, default: None }),
        };
        let (ty, default) = match call.arguments.as_slice() {
            [ty] => (ty, None),
            [ty, default] => (ty, Some(default)),
            _ => {
                let message = "Optional attribute modifier expects the attribute type and perhaps a default value.";
                return Err(Error::new(message).or_at(expr.span));
            }
        };
        let ty = self.read(ty)?;
        let default = default.map(|default| self.default(default, &ty)).transpose()?;
        Ok(Field { ty, optional: true, default })
    }

    fn default(&self, expr: &Expr, ty: &Type) -> Result<Value> {
        let value = (self.constant)(expr)?.or_at(expr.span);
        value.convert(ty, self.budget).map_err(|error| {
            let message = format!(
                "This default value is not compatible with the attribute's type constraint: {}.",
                error.message
            );
            Error { message, ..error }.or_at(expr.span)
        })
    }
}

const OBJECT: &str =
    "The object type constructor requires one argument specifying the attribute types and values as a map.";
const TUPLE: &str = "The tuple type constructor requires one argument specifying the element types as a list.";
