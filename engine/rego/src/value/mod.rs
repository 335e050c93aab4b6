//! Values: JSON and sets, ordered as OPA orders them.

mod float;
mod json;
mod number;
mod object;
mod order;
mod set;
mod writer;

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

pub(crate) use bartizan_gofmt::quote;
pub(crate) use float::{Float, TooBig};
pub use json::{JsonError, MAX_DEPTH};
pub use number::{NotANumber, Number};
pub use object::Object;
pub use set::Set;
pub(crate) use writer::{Layout, write_json};

/// A value. Cheap to clone: what is large is shared. The order is OPA's: null, booleans, numbers, strings, arrays,
/// objects, sets.
#[derive(Clone, Default, Hash)]
#[expect(clippy::derived_hash_with_manual_eq, reason = "equal values have equal parts")]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(Arc<str>),
    /// An array.
    Array(Arc<Vec<Value>>),
    /// An object; its keys may be any value.
    Object(Arc<Object>),
    /// A set.
    Set(Arc<Set>),
}

impl Value {
    /// OPA's name of the type: `null`, `boolean`, `number`, `string`, `array`, `object`, `set`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
            Self::Set(_) => "set",
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The set.
    #[must_use]
    pub fn as_set(&self) -> Option<&Set> {
        match self {
            Self::Set(set) => Some(set),
            _ => None,
        }
    }

    /// The number.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// What stands under `key`: the value of an object's key, an array's element, a set's element itself.
    #[must_use]
    pub fn get(&self, key: &Self) -> Option<&Self> {
        match self {
            Self::Object(object) => object.get(key),
            Self::Array(items) => items.get(key.as_number()?.as_usize()?),
            Self::Set(set) => set.get(key),
            _ => None,
        }
    }

    /// The value of an object's key that is a string.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.as_object()?.field(name)
    }

    /// Where the parts of an array, object or set stand: clones share it, equal values need not.
    pub(crate) fn identity(&self) -> Option<usize> {
        match self {
            Self::Array(items) => Some(Arc::as_ptr(items).addr()),
            Self::Object(object) => Some(Arc::as_ptr(object).addr()),
            Self::Set(set) => Some(Arc::as_ptr(set).addr()),
            _ => None,
        }
    }

    /// The empty object.
    #[must_use]
    pub fn empty_object() -> Self {
        Self::Object(Arc::default())
    }

    /// An array of `items`.
    #[must_use]
    pub fn array(items: Vec<Self>) -> Self {
        Self::Array(Arc::new(items))
    }

    /// A set of `items`.
    #[must_use]
    pub fn set(items: Vec<Self>) -> Self {
        Self::Set(Arc::new(items.into()))
    }

    /// An object of `entries`; of equal keys the last wins.
    #[must_use]
    pub fn object(entries: Vec<(Self, Self)>) -> Self {
        Self::Object(Arc::new(entries.into()))
    }

    /// An object whose keys are strings.
    #[must_use]
    pub fn record<'a>(entries: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::object(entries.into_iter().map(|(key, value)| (Self::from(key), value)).collect())
    }

    /// The rank of the type in the order of values.
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::String(_) => 3,
            Self::Array(_) => 4,
            Self::Object(_) => 5,
            Self::Set(_) => 6,
        }
    }

    /// How this value compares to the string `text`.
    fn cmp_str(&self, text: &str) -> Ordering {
        match self {
            Self::String(own) => (**own).cmp(text),
            _ => self.rank().cmp(&3),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Number(value.into())
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(value: Arc<str>) -> Self {
        Self::String(value)
    }
}

impl From<Vec<Self>> for Value {
    fn from(value: Vec<Self>) -> Self {
        Self::array(value)
    }
}

impl fmt::Display for Value {
    /// As Rego text: sets in braces, the empty set as `set()`, strings quoted as Go does it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &[Self]| -> fmt::Result {
            for (at, item) in items.iter().enumerate() {
                let separator = if at == 0 { "" } else { ", " };
                write!(f, "{separator}{item}")?;
            }
            Ok(())
        };
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::String(value) => f.write_str(&quote(value, false)),
            Self::Array(items) => {
                f.write_str("[")?;
                list(f, items)?;
                f.write_str("]")
            }
            Self::Object(object) => {
                f.write_str("{")?;
                for (at, (key, value)) in object.iter().enumerate() {
                    let separator = if at == 0 { "" } else { ", " };
                    write!(f, "{separator}{key}: {value}")?;
                }
                f.write_str("}")
            }
            Self::Set(set) if set.is_empty() => f.write_str("set()"),
            Self::Set(set) => {
                f.write_str("{")?;
                list(f, set.as_slice())?;
                f.write_str("}")
            }
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
