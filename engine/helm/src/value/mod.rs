//! The values of templates: what Go's reflection would see, with the keys they were computed from.

mod held;
mod moment;
mod print;
mod text;
mod types;

pub use held::{Entries, Items};
pub(crate) use held::{held, untie};
pub use moment::{Moment, duration_text, time_text};
pub use print::{Form, print, print_as, sprint};
pub use text::{Text, TextBuilder};

use std::collections::BTreeMap;
use std::rc::Rc;

use bartizan_source::SourceId;

use crate::trace::Keys;

/// A value and the keys of values files that it was computed from. The members of lists and maps have keys of their
/// own.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// What it was computed from.
    pub keys: Keys,
}

/// What a value is: Go's kinds and types, as far as templates can tell them apart.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `nil`, and what a missing key is.
    Nil,
    /// `bool`
    Bool(bool),
    /// A whole number of a type.
    Int(i64, Int),
    /// `float64`: every number of a values file.
    Float(f64),
    /// `string`
    String(Text),
    /// `[]byte`
    Bytes(Rc<[u8]>),
    /// A slice.
    List(List),
    /// A map with keys that are strings.
    Map(Map),
    /// A struct, or a type with methods.
    Struct(Rc<Struct>),
    /// `time.Time`: nanoseconds since 1970 in UTC and the offset of its zone in seconds.
    Time(i128, i32),
    /// `time.Duration`: nanoseconds.
    Duration(i64),
}

/// Go's types of whole numbers. Values of `uint64` above the greatest `int64` are not told apart from negative ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int {
    /// `int`: constants of templates, `len`, `until`.
    Int,
    /// `int32`: constants of characters.
    Int32,
    /// `int64`: Sprig's arithmetic, `--set`.
    Int64,
    /// `uint8`: elements of `[]byte`.
    Uint8,
    /// `uint64`: parts of versions.
    Uint64,
}

/// A slice. Slices are not changed once made: no function does.
#[derive(Clone, Debug)]
pub struct List {
    /// Its elements.
    pub items: Items,
    /// Its type.
    pub of: ListType,
}

/// Types of slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListType {
    /// `[]interface {}`
    Any,
    /// `[]interface {}` that is nil and so without elements (`concat` and `rest` of nothing): JSON and YAML write
    /// `null`.
    Nil,
    /// `[]string`
    Strings,
    /// `[]int`
    Ints,
    /// `[][]interface {}`: what `chunk` makes.
    Lists,
}

/// A map: shared and changed in place (`set`, `unset`, `merge`), as maps of Go are.
#[derive(Clone, Debug)]
pub struct Map {
    /// Its entries, in the order in which templates and writers go through them.
    pub entries: Rc<Entries>,
    /// Its type.
    pub of: MapType,
}

/// Types of maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapType {
    /// `map[string]interface {}`
    Any,
    /// `map[string]interface {}` that is nil and so without entries (`fromYaml` of nothing): JSON and YAML write `null`.
    Nil,
    /// `map[string]string`
    Strings,
    /// `chartutil.Values`
    Values,
}

/// A struct: fields under Go's names, and the names that JSON gives them.
#[derive(Debug)]
pub struct Struct {
    /// Go's name of the type, as `printf "%T"` prints it.
    pub type_name: &'static str,
    /// Fields in the order of their declaration.
    pub fields: Vec<Field>,
    /// What its methods do.
    pub methods: Methods,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Go's name.
    pub name: &'static str,
    /// Name in JSON and YAML; none for a field that is left out.
    pub json: Option<&'static str>,
    /// Is it left out of JSON when empty?
    pub omit_empty: bool,
    /// Its value.
    pub value: Value,
}

/// The files that `.Files` gives, by path.
#[derive(Clone, Debug, Default)]
pub struct FileTable {
    /// What they hold.
    pub bytes: BTreeMap<Rc<str>, Rc<[u8]>>,
    /// The identity of those that are texts.
    pub sources: BTreeMap<Rc<str>, SourceId>,
}

impl std::ops::Deref for FileTable {
    type Target = BTreeMap<Rc<str>, Rc<[u8]>>;

    fn deref(&self) -> &Self::Target {
        &self.bytes
    }
}

/// Types with methods.
#[derive(Clone, Debug)]
pub enum Methods {
    /// None.
    None,
    /// `.Files`: `Get`, `GetBytes`, `Glob`, `Lines`, `AsConfig`, `AsSecrets`; also a map of bytes by path.
    Files(Rc<FileTable>),
    /// `.Capabilities.APIVersions`: `Has`; also a list of strings.
    ApiVersions(Rc<[Rc<str>]>),
    /// `.Capabilities.KubeVersion`: `String`, `GitVersion`.
    KubeVersion,
    /// What `semver` makes: `Compare`, `Equal`, `LessThan`, `String`, …; `Major`, `Minor`, `Patch` (of `uint64`),
    /// `Prerelease`, `Metadata`, `Original` are its fields.
    Version,
}

impl Value {
    /// A value made by a template or by the engine.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, keys: Keys::NONE }
    }

    /// `nil`
    #[must_use]
    pub fn nil() -> Self {
        Self::new(Kind::Nil)
    }

    /// An `int`.
    #[must_use]
    pub fn int(value: i64) -> Self {
        Self::new(Kind::Int(value, Int::Int))
    }

    /// An `int64`.
    #[must_use]
    pub fn int64(value: i64) -> Self {
        Self::new(Kind::Int(value, Int::Int64))
    }

    /// A `[]interface {}`.
    #[must_use]
    pub fn list(items: Vec<Self>) -> Self {
        Self::new(Kind::List(List { items: items.into(), of: ListType::Any }))
    }

    /// A `map[string]interface {}`.
    #[must_use]
    pub fn map(entries: BTreeMap<Rc<str>, Self>) -> Self {
        Self::new(Kind::Map(Map::new(entries, MapType::Any)))
    }

    /// This value, computed from `keys`.
    #[must_use]
    pub fn with_keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }
}

impl Map {
    /// A map of its own.
    #[must_use]
    pub fn new(entries: BTreeMap<Rc<str>, Value>, of: MapType) -> Self {
        Self { entries: Rc::new(Entries::new(entries)), of }
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.entries.borrow().get(key).cloned()
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::new(Kind::Bool(value))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::new(Kind::Float(value))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::new(Kind::String(Text::from(text)))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::new(Kind::String(Text::from(text)))
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::new(Kind::String(text))
    }
}
