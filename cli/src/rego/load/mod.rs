//! Modules and base documents from files, folders and bundles, as OPA's loader finds them.

mod bundle;
mod files;
mod libraries;
mod merge;

use std::collections::BTreeMap;
use std::path::PathBuf;

use bartizan_rego::syntax::ast::Version;
use bartizan_rego::value::{Object, Value};

pub(crate) use files::{Ignore, told};

use super::fault::Fault;

/// Modules and base documents.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// By name.
    pub(crate) modules: BTreeMap<String, Module>,
    pub(crate) data: Value,
}

/// A module's text.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    pub(crate) text: String,
    pub(crate) version: Version,
}

/// What to load.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    /// Files and folders, each perhaps with the path under `data` that it belongs at: `a.b:file`.
    pub(crate) data: &'a [String],
    /// Bundles: archives and folders.
    pub(crate) bundles: &'a [PathBuf],
    /// Names of files and folders to leave out.
    pub(crate) ignore: &'a Ignore,
    pub(crate) version: Version,
}

/// Loads everything; or says all that is wrong.
pub(crate) fn load(wanted: &Wanted<'_>) -> Result<Loaded, Vec<Fault>> {
    let mut loader = Loader::new(wanted.ignore, wanted.version);
    for path in wanted.data {
        loader.path(path);
    }
    if loader.faults.is_empty() {
        loader.bundles(wanted.bundles);
    }
    if loader.faults.is_empty() {
        libraries::add(&mut loader.modules);
        Ok(Loaded { modules: loader.modules, data: loader.data })
    } else {
        Err(loader.faults)
    }
}

/// What has been loaded so far.
struct Loader<'a> {
    ignore: &'a Ignore,
    version: Version,
    modules: BTreeMap<String, Module>,
    data: Value,
    /// Files whose documents are in `data`, for what contradicts them.
    documents: Vec<(String, Value)>,
    faults: Vec<Fault>,
}

impl<'a> Loader<'a> {
    fn new(ignore: &'a Ignore, version: Version) -> Self {
        Self {
            ignore,
            version,
            modules: BTreeMap::new(),
            data: Value::empty_object(),
            documents: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn fail(&mut self, message: impl Into<String>) {
        self.faults.push(Fault::plain(message));
    }

    /// Adds a document at a path under `data`.
    fn document(&mut self, file: &str, at: &[String], value: Value) {
        let whole = at.iter().rev().fold(value, |value, key| Value::record([(&**key, value)]));
        if whole.as_object().is_none() {
            self.fail(format!("{file}: document must be of type object"));
            return;
        }
        match merge::merge(&self.data, &whole) {
            Ok(merged) => {
                self.data = merged;
                self.documents.push((file.to_owned(), whole));
            }
            Err(path) => {
                let others = self.documents.iter().filter(|(_, other)| merge::merge(other, &whole).is_err());
                let other = others.map(|(file, _)| format!(", also defined in {file}")).next().unwrap_or_default();
                let path = merge::name(&path);
                self.fail(format!("{file}: merge error: conflicting values at {path}{other}"));
            }
        }
    }
}

/// Is there nothing in it?
fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Object::is_empty)
}
