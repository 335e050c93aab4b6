//! What a user gives to a chart: values files and values of the command line.

use std::fmt;
use std::sync::Arc;

use bartizan_source::{Node, SourceId, Span};

use super::set::{Notation, set_values};
use super::{empty, read, set, table};
use crate::chart::load::{first_document, values, within};
use crate::trace::Traces;
use crate::value::{Map, Value};
use crate::{Error, Result};

/// A values file.
#[derive(Clone, Debug)]
pub struct ValuesFile {
    /// Its path, for messages.
    pub path: String,
    /// What it holds, without byte order mark.
    pub text: Arc<str>,
    /// Its identity.
    pub source: SourceId,
    /// What it holds, where that is read already and its places do not count in `text`.
    pub document: Option<Node>,
    /// The keys in it whose values are not known, as `--set` writes them.
    pub unknown: Vec<String>,
}

/// A value that stands in a file, beside those of the command line.
#[derive(Clone, Debug)]
pub struct PlacedSet {
    /// `key=value`
    pub argument: String,
    /// Its notation.
    pub kind: SetKind,
    /// Where its value stands.
    pub span: Option<Span>,
}

/// Notations of [`PlacedSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// As of `--set`.
    Typed,
    /// As of `--set-string`.
    String,
    /// As of `--set-literal`.
    Literal,
    /// The value is not known; whatever is behind the `=` stands in for it.
    Unknown,
}

/// What stands in for a value that is not known.
pub const UNKNOWN: &str = "unknown";

/// Reads the text of a file, or says why it cannot.
pub type ReadFile<'a> = dyn Fn(&str) -> std::result::Result<String, String> + 'a;

/// What a user gives to a chart, each kind in the order of Helm: what comes later wins.
#[derive(Default)]
pub struct Overrides<'a> {
    /// `--values`
    pub files: Vec<ValuesFile>,
    /// `--set-json`
    pub json: Vec<String>,
    /// `--set`
    pub typed: Vec<String>,
    /// `--set-string`
    pub strings: Vec<String>,
    /// `--set-file`
    pub contents: Vec<String>,
    /// `--set-literal`
    pub literals: Vec<String>,
    /// Values that stand in files, over all others.
    pub placed: Vec<PlacedSet>,
    /// Reads the files that `--set-file` names; none when it may not be used.
    pub read: Option<&'a ReadFile<'a>>,
}

impl fmt::Debug for Overrides<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, json, typed, strings, contents, literals, placed, read: _ } = self;
        let mut all = f.debug_struct("Overrides");
        all.field("files", files).field("json", json).field("typed", typed).field("strings", strings);
        all.field("contents", contents).field("literals", literals).field("placed", placed);
        all.finish_non_exhaustive()
    }
}

impl Overrides<'_> {
    /// All of them as one map.
    pub(crate) fn merge(&self, traces: &Traces) -> Result<Map> {
        let mut base = empty();
        for file in &self.files {
            let failed = |error| within(&format!("failed to parse {}", file.path), error);
            let document = match &file.document {
                Some(document) => Some(document.clone()),
                None => first_document(file.source, &file.path, &file.text).map_err(failed)?,
            };
            if let Some(node) = document.map(values).transpose().map_err(failed)?.flatten() {
                let values = read::map(&node, "", traces);
                for key in &file.unknown {
                    let argument = format!("{key}={UNKNOWN}");
                    set_values(&argument, Notation::Unknown, &values, (traces, None)).map_err(Error::new)?;
                }
                base = merged(&base, &values);
            }
        }
        for argument in &self.json {
            set_values(argument, Notation::Json, &base, (traces, None))
                .map_err(|_| Error::new(format!("failed parsing --set-json data {argument}")))?;
        }
        let unreadable = |path: &str| Err(format!("open {path}: files cannot be read here"));
        let read = self.read.unwrap_or(&unreadable);
        for (arguments, flag, notation) in [
            (&self.typed, "--set", (|| Notation::Typed) as fn() -> Notation<'static>),
            (&self.strings, "--set-string", || Notation::String),
        ] {
            for argument in arguments {
                set_values(argument, notation(), &base, (traces, None)).map_err(|error| failed(flag, &error))?;
            }
        }
        for argument in &self.contents {
            set_values(argument, Notation::File(read), &base, (traces, None))
                .map_err(|error| failed("--set-file", &error))?;
        }
        for argument in &self.literals {
            set_values(argument, Notation::Literal, &base, (traces, None))
                .map_err(|error| failed("--set-literal", &error))?;
        }
        for PlacedSet { argument, kind, span } in &self.placed {
            let (flag, notation) = match kind {
                SetKind::Typed => ("--set", Notation::Typed),
                SetKind::String => ("--set-string", Notation::String),
                SetKind::Literal => ("--set-literal", Notation::Literal),
                SetKind::Unknown => ("--set", Notation::Unknown),
            };
            let at = |error: Error| Error { span: *span, ..error };
            set_values(argument, notation, &base, (traces, *span)).map_err(|error| at(failed(flag, &error)))?;
        }
        Ok(base)
    }
}

fn failed(flag: &str, message: &str) -> Error {
    Error::new(format!("failed parsing {flag} data: {message}"))
}

/// Both maps in one, in which `over` wins; tables are merged.
fn merged(base: &Map, over: &Map) -> Map {
    let both = Map::new(base.entries.borrow().clone(), base.of);
    for (key, value) in over.entries.borrow().iter() {
        let tables = both.get(key).and_then(|own| Some(merged(table(&own)?, table(value)?)));
        let value = match tables {
            Some(tables) => Value { kind: crate::value::Kind::Map(tables), keys: value.keys },
            None => value.clone(),
        };
        set(&both, key, value);
    }
    both
}
