//! Types of the language, as builtins declare them.

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Anything.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// Text.
    String,
    /// An array of any length, its elements of one type.
    Array(&'static Type),
    /// An array of just these elements.
    Tuple(&'static [Type]),
    /// A set.
    Set(&'static Type),
    /// An object: its fixed fields, and the types of other keys and values where it may have such.
    Object(&'static [(&'static str, Type)], Option<(&'static Type, &'static Type)>),
    /// One of these.
    Union(&'static [Type]),
}

/// What a builtin takes and gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its name, `array.concat`.
    pub name: &'static str,
    /// Types of the arguments.
    pub arguments: &'static [Type],
    /// Type of further arguments, any number of them.
    pub variadic: Option<Type>,
    /// What it gives; none for what only acts, such as `print`.
    pub result: Option<Type>,
    /// Refused by OPA 1.0 in modules.
    pub deprecated: bool,
    /// May answer differently each time.
    pub nondeterministic: bool,
}
