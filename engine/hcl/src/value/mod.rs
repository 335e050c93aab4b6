//! Values of Terraform: data, types, what is unknown and why, what is sensitive, and where each is written.

mod constraint;
mod convert;
mod equal;
mod float;
mod json;
mod number;
mod types;
mod unify;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

pub use constraint::Constant;
pub(crate) use equal::Rank;
pub use equal::{order, set_of};
pub use json::{from_json, from_json_with_gaps, to_json};
pub use number::{Number, NumberError};
pub use types::{Field, Type};
pub use unify::{can_convert, unify};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::span::{Pieces, Span};

/// A value. Cloning is cheap: whatever is large is shared.
#[derive(Clone, Debug)]
pub struct Value {
    /// The data.
    pub kind: Kind,
    /// Where it is written, as a literal or as the expression that made it; none until whoever evaluates the expression
    /// says so. Functions that pass a value on (`lookup`, `coalesce`, `try`, a conditional) keep its place.
    pub span: Option<Span>,
    /// What clings to it whatever is made of it; none for nothing.
    pub marks: Option<Arc<Marks>>,
}

/// The data of a value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null` of whatever type.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Str),
    /// A list; its elements have one type as far as that is known.
    List(Arc<[Value]>),
    /// A set: elements unique, in Terraform's order (strings and numbers ascending).
    Set(Arc<[Value]>),
    /// A tuple: what `[…]` makes.
    Tuple(Arc<[Value]>),
    /// A map, by key.
    Map(Arc<Entries>),
    /// An object: what `{…}` makes.
    Object(Arc<Entries>),
    /// Not known yet, or not known here.
    Unknown(Arc<Unknown>),
}

/// The entries of a map or of an object.
pub type Entries = BTreeMap<Arc<str>, Entry>;

/// One entry of a map or of an object.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key is written.
    pub key_span: Option<Span>,
    /// The value.
    pub value: Value,
}

/// A string.
#[derive(Clone, Debug)]
pub struct Str {
    /// Its text.
    pub text: Arc<str>,
    /// How it was made, where that tells the places of its parts.
    pub made: Option<Arc<Made>>,
}

/// How a string was made.
#[derive(Clone, Debug)]
pub enum Made {
    /// `jsonencode` (or a data source that writes JSON) made it of this value.
    Json(Value),
    /// `yamlencode` made it of this value.
    Yaml(Value),
    /// It is written in pieces: a heredoc, a string with escapes or interpolations.
    Pieces(Arc<Pieces>),
}

/// A value that is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its type as far as known.
    pub ty: Type,
    /// Why.
    pub reason: Reason,
    /// What is known of it all the same: the attributes of a resource (or of a block in one) that the configuration sets.
    /// Access to one gives it, access to any other is unknown; otherwise the value is unknown like any other.
    pub known: Option<Arc<Entries>>,
    /// Of a string that `jsonencode` (or a data source that writes JSON) made: the value it made it of, not known in parts.
    pub document: Option<Value>,
    /// Is that a document of YAML?
    pub is_yaml: bool,
}

/// Why a value is not known. The text of each stands behind "unknown:" in reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A variable of the root module that has neither value nor default: its name.
    Variable(Arc<str>),
    /// An attribute that the provider fills in: the reference (`aws_kms_key.main.arn`).
    AfterApply(Arc<str>),
    /// A module that is not on disk: its address (`module.vpc`).
    Module(Arc<str>),
    /// A function whose result differs from run to run, or that a provider defines: its name.
    Function(Arc<str>),
    /// A data source that is read from outside: its address.
    Data(Arc<str>),
    /// A file that is not there or may not be read.
    File(Arc<str>),
    /// The expression cannot be evaluated: why.
    Error(Arc<str>),
    /// Anything else, as a clause: "the workspace is not given".
    Other(Arc<str>),
}

/// What clings to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// It must not be printed.
    pub sensitive: bool,
    /// References through which it came, as Terraform writes them (`aws_kms_key.main.arn`, `module.a.data.x.y[0].z`),
    /// from the root module: addresses of resources, with an attribute where one was asked.
    pub references: BTreeSet<Arc<str>>,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "variable `{name}` has no value"),
            Self::AfterApply(reference) => write!(f, "known after apply: `{reference}`"),
            Self::Module(address) => write!(f, "`{address}` is not on disk"),
            Self::Function(name) => write!(f, "`{name}` differs from run to run or is a provider's"),
            Self::Data(address) => write!(f, "`{address}` is read when Terraform plans"),
            Self::File(reason) | Self::Error(reason) | Self::Other(reason) => f.write_str(reason),
        }
    }
}

/// A text as Terraform holds strings and keys: in Unicode's normal form C.
#[must_use]
pub fn normalize(text: Arc<str>) -> Arc<str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        text.nfc().collect::<String>().into()
    }
}

impl Value {
    /// A value made here, without place and marks.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, span: None, marks: None }
    }

    /// A string made here, [normalised](normalize).
    #[must_use]
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Self::new(Kind::String(Str { text: normalize(text.into()), made: None }))
    }

    /// A boolean made here.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::new(Kind::Bool(value))
    }

    /// A number made here.
    #[must_use]
    pub fn number(value: impl Into<Number>) -> Self {
        Self::new(Kind::Number(value.into()))
    }

    /// Null made here.
    #[must_use]
    pub fn null() -> Self {
        Self::new(Kind::Null)
    }

    /// A tuple made here.
    #[must_use]
    pub fn tuple(items: Vec<Self>) -> Self {
        Self::new(Kind::Tuple(items.into()))
    }

    /// An object made here.
    #[must_use]
    pub fn object(entries: impl IntoIterator<Item = (Arc<str>, Self)>) -> Self {
        let entry = |(key, value)| (key, Entry { key_span: None, value });
        Self::new(Kind::Object(Arc::new(entries.into_iter().map(entry).collect())))
    }

    /// A value of type `ty` that is not known for `reason`.
    #[must_use]
    pub fn unknown(ty: Type, reason: Reason) -> Self {
        Self::new(Kind::Unknown(Arc::new(Unknown { ty, reason, known: None, document: None, is_yaml: false })))
    }

    /// The JSON of `document`, which is not known in parts: the first for `reason`.
    #[must_use]
    pub fn unknown_json(document: Self, reason: Reason) -> Self {
        let unknown = Unknown { ty: Type::String, reason, known: None, document: Some(document), is_yaml: false };
        Self::new(Kind::Unknown(Arc::new(unknown)))
    }

    /// An object of which the attributes `known` are known, and all others not for `reason`.
    #[must_use]
    pub fn partly_known(known: Arc<Entries>, reason: Reason) -> Self {
        let unknown = Unknown { ty: Type::Dynamic, reason, known: Some(known), document: None, is_yaml: false };
        Self::new(Kind::Unknown(Arc::new(unknown)))
    }

    /// This value, standing at `span`.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// This value, standing at `span` unless it has a place already.
    #[must_use]
    pub fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// This value, with the marks of `other` added.
    #[must_use]
    pub fn marked_as(mut self, other: &Self) -> Self {
        self.mark(other.marks.as_ref());
        self
    }

    /// Adds marks.
    pub fn mark(&mut self, marks: Option<&Arc<Marks>>) {
        let Some(more) = marks else { return };
        match &mut self.marks {
            None => self.marks = Some(Arc::clone(more)),
            Some(own) if Arc::ptr_eq(own, more) => {}
            Some(own) => {
                let own = Arc::make_mut(own);
                own.sensitive |= more.sensitive;
                own.references.extend(more.references.iter().cloned());
            }
        }
    }

    /// Must it not be printed? Says nothing of what is inside.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.marks.as_ref().is_some_and(|marks| marks.sensitive)
    }

    /// Is it known? Says nothing of what is inside.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, Kind::Unknown(_))
    }

    /// Is it `null`?
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The text, when it is a known string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(string) => Some(&string.text),
            _ => None,
        }
    }

    /// The elements of a list, set or tuple.
    #[must_use]
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(items) | Kind::Set(items) | Kind::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map or object.
    #[must_use]
    pub fn entries(&self) -> Option<&Entries> {
        match &self.kind {
            Kind::Map(entries) | Kind::Object(entries) => Some(entries),
            _ => None,
        }
    }
}
