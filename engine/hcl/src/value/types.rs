//! Types of Terraform.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Value;

/// A type.
#[derive(Clone, Debug)]
pub enum Type {
    /// `any`: whatever it turns out to be.
    Dynamic,
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// `list(T)`
    List(Arc<Type>),
    /// `set(T)`
    Set(Arc<Type>),
    /// `map(T)`
    Map(Arc<Type>),
    /// `tuple([T, …])`
    Tuple(Arc<[Type]>),
    /// `object({k = T, …})`
    Object(Arc<BTreeMap<Arc<str>, Field>>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its type.
    pub ty: Type,
    /// `optional(T)`, `optional(T, default)`.
    pub optional: bool,
    /// What stands in for it where it is absent or null.
    pub default: Option<Value>,
}

impl Type {
    /// `list(element)`
    #[must_use]
    pub fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    /// `set(element)`
    #[must_use]
    pub fn set(element: Self) -> Self {
        Self::Set(Arc::new(element))
    }

    /// `map(element)`
    #[must_use]
    pub fn map(element: Self) -> Self {
        Self::Map(Arc::new(element))
    }

    /// `object({…})` of attributes that are all required.
    #[must_use]
    pub fn object(attributes: impl IntoIterator<Item = (Arc<str>, Self)>) -> Self {
        let field = |(name, ty)| (name, Field { ty, optional: false, default: None });
        Self::Object(Arc::new(attributes.into_iter().map(field).collect()))
    }

    /// Is it `bool`, `number` or `string`?
    #[must_use]
    pub fn is_primitive(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::String)
    }

    /// Is some part of it [`Type::Dynamic`]?
    #[must_use]
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_dynamic(),
            Self::Tuple(elements) => elements.iter().any(Self::has_dynamic),
            Self::Object(fields) => fields.values().any(|field| field.ty.has_dynamic()),
        }
    }

    /// Is it the same type? Whether attributes are optional does not matter.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dynamic, Self::Dynamic)
            | (Self::Bool, Self::Bool)
            | (Self::Number, Self::Number)
            | (Self::String, Self::String) => true,
            (Self::List(left), Self::List(right))
            | (Self::Set(left), Self::Set(right))
            | (Self::Map(left), Self::Map(right)) => Arc::ptr_eq(left, right) || left.is(right),
            (Self::Tuple(left), Self::Tuple(right)) => {
                left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| left.is(right))
            }
            (Self::Object(left), Self::Object(right)) => {
                let same = || left.values().zip(right.values()).all(|(left, right)| left.ty.is(&right.ty));
                Arc::ptr_eq(left, right) || left.keys().eq(right.keys()) && same()
            }
            _ => false,
        }
    }

    /// The type of the elements of a list, set or map.
    #[must_use]
    pub fn element(&self) -> Option<&Self> {
        match self {
            Self::List(element) | Self::Set(element) | Self::Map(element) => Some(element),
            _ => None,
        }
    }

    /// What Terraform's messages call it: `list of string`, `object`, `dynamic`.
    #[must_use]
    pub fn friendly_name(&self) -> String {
        self.friendly("dynamic", "dynamic")
    }

    /// What Terraform's messages call it where it is demanded: `list of any single type`, `any type`.
    #[must_use]
    pub fn friendly_constraint(&self) -> String {
        self.friendly("any type", "any single type")
    }

    fn friendly(&self, dynamic: &str, inner: &str) -> String {
        match self {
            Self::Dynamic => dynamic.to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Number => "number".to_owned(),
            Self::String => "string".to_owned(),
            Self::List(element) => format!("list of {}", element.friendly(inner, inner)),
            Self::Set(element) => format!("set of {}", element.friendly(inner, inner)),
            Self::Map(element) => format!("map of {}", element.friendly(inner, inner)),
            Self::Tuple(_) => "tuple".to_owned(),
            Self::Object(_) => "object".to_owned(),
        }
    }
}

/// As a type constraint is written; defaults are left out.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dynamic => f.write_str("any"),
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Tuple(elements) => {
                f.write_str("tuple([")?;
                for (index, element) in elements.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{element}")?;
                }
                f.write_str("])")
            }
            Self::Object(fields) => {
                f.write_str("object({")?;
                for (index, (name, field)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    if field.optional {
                        write!(f, "{comma}{name} = optional({})", field.ty)?;
                    } else {
                        write!(f, "{comma}{name} = {}", field.ty)?;
                    }
                }
                f.write_str("})")
            }
        }
    }
}
