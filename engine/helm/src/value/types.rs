//! Go's names of types and kinds, and what counts as true.

use super::{Int, Kind, ListType, MapType, Methods, Value};

impl Value {
    /// The name of its type, as `printf "%T"` and Go's errors have it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            Kind::Nil => "<nil>",
            Kind::Bool(_) => "bool",
            Kind::Int(_, of) => of.name(),
            Kind::Float(_) => "float64",
            Kind::String(_) => "string",
            Kind::Bytes(_) => "[]uint8",
            Kind::List(list) => list.of.name(),
            Kind::Map(map) => map.of.name(),
            Kind::Struct(of) => of.type_name,
            Kind::Time(..) => "time.Time",
            Kind::Duration(_) => "time.Duration",
        }
    }

    /// The name of its kind, as Go's reflection and Sprig's `kindOf` have it.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Nil => "invalid",
            Kind::Bool(_) => "bool",
            Kind::Int(_, of) => of.name(),
            Kind::Float(_) => "float64",
            Kind::String(_) => "string",
            Kind::Bytes(_) | Kind::List(_) => "slice",
            Kind::Map(_) => "map",
            Kind::Struct(of) => match of.methods {
                Methods::Files(_) => "map",
                Methods::ApiVersions(_) => "slice",
                _ if of.type_name.starts_with('*') => "ptr",
                _ => "struct",
            },
            Kind::Time(..) => "struct",
            Kind::Duration(_) => "int64",
        }
    }

    /// Does `if` take it for true: is it neither nil, nor zero, nor empty?
    #[must_use]
    pub fn is_true(&self) -> bool {
        match &self.kind {
            Kind::Nil => false,
            Kind::Bool(value) => *value,
            Kind::Int(value, _) => *value != 0,
            Kind::Float(value) => *value != 0.0,
            Kind::String(text) => !text.as_str().is_empty(),
            Kind::Bytes(bytes) => !bytes.is_empty(),
            Kind::List(list) => !list.items.is_empty(),
            Kind::Map(map) => !map.entries.borrow().is_empty(),
            Kind::Struct(of) => match &of.methods {
                Methods::Files(files) => !files.is_empty(),
                Methods::ApiVersions(versions) => !versions.is_empty(),
                _ => true,
            },
            Kind::Time(..) => true,
            Kind::Duration(nanoseconds) => *nanoseconds != 0,
        }
    }
}

impl Int {
    /// Go's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint64 => "uint64",
        }
    }

    /// Has it no sign?
    #[must_use]
    pub fn is_unsigned(self) -> bool {
        matches!(self, Self::Uint8 | Self::Uint64)
    }
}

impl ListType {
    /// Go's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Any | Self::Nil => "[]interface {}",
            Self::Strings => "[]string",
            Self::Ints => "[]int",
            Self::Lists => "[][]interface {}",
        }
    }
}

impl MapType {
    /// Go's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Any | Self::Nil => "map[string]interface {}",
            Self::Strings => "map[string]string",
            Self::Values => "chartutil.Values",
        }
    }
}
