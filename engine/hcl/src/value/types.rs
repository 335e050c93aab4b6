//! Types of Terraform.

use std::collections::BTreeMap;
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
