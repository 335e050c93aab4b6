//! Terraform configuration as people write it, as resources of the same shape as a plan's.
//!
//! [`read`] takes a root module in one environment: its files, the modules it calls from disk, and the values of its
//! variables. Expressions are evaluated as Terraform evaluates them; every value keeps the place where it is written,
//! and what only a plan or an apply can tell is unknown with its reason. Nothing is fetched and no program is run.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::files::{FileError, Files};
use crate::resource::Resource;
use crate::source::{Node, Source, SourceId, Span};

mod cache;
mod record;

pub use cache::SyntaxCache;
pub use record::{Record, Seen};

/// What is to be read as one: a root module in one environment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Root {
    /// Folder of the root module, relative to the project root.
    pub dir: Arc<str>,
    /// Name of the environment.
    pub environment: Option<Arc<str>>,
    /// Files of values of variables, as `-var-file` names them, relative to the project root, in order.
    pub var_files: Vec<Arc<str>>,
    /// Values of variables as `-var` gives them.
    pub vars: Vec<(Arc<str>, Arc<str>)>,
    /// The workspace; `default` when none is named.
    pub workspace: Option<Arc<str>>,
    /// Values of variables of the root module as a plan tells them; they count before all others.
    pub given: BTreeMap<Arc<str>, Node>,
}

/// What came of reading a [`Root`].
#[derive(Debug, Default)]
pub struct Reading {
    /// The instances of resources and data sources, and the provider configurations, by module and in the order of its
    /// files. What a resource makes in Kubernetes or Keycloak follows it.
    pub resources: Vec<Resource>,
    /// What is wrong with the configuration, with the file and the place; the rest is read.
    pub errors: Vec<FileError>,
    /// What is left unknown although a file on disk could tell it, each once. Nobody's fault.
    pub notes: Vec<Note>,
    /// The files that were read as text.
    pub sources: Vec<Arc<Source>>,
    /// Comments of the configuration, for suppressions.
    pub comments: Vec<(SourceId, Span)>,
    /// What was looked at; as long as it is the same, so is the reading.
    pub record: Record,
    /// The resource and data blocks by their address in the configuration, without keys
    /// (`module.a.aws_s3_bucket.b`), those without an instance too.
    pub blocks: BTreeMap<String, Block>,
    /// The module calls by their address without keys (`module.a.module.b`): where their type and labels stand.
    pub calls: BTreeMap<String, Span>,
    /// Is everything that the configuration makes among `resources`? Not where a module is not on disk, or where nobody
    /// can tell before the apply how many instances there are.
    pub complete: bool,
}

/// Something that a reader of the findings should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A block of the configuration.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its type and labels.
    pub head: Span,
    /// All of it.
    pub span: Span,
    /// Its attributes and blocks by name as far as they are written out: blocks are lists of mappings, an attribute is
    /// `null` at the place of its expression.
    pub outline: Node,
}

/// Reads `root`. Unless it is given in `root`, nothing of the process (its environment, its working folder) counts.
#[must_use]
pub fn read(files: &Files, root: &Root, config: &Config, parsed: &SyntaxCache) -> Reading {
    _ = (files, root, config, parsed);
    Reading::default()
}

/// The folders inside the project root that the modules in folder `dir` call by a local path, sorted.
#[must_use]
pub fn local_calls(files: &Files, dir: &str, parsed: &SyntaxCache) -> Vec<Arc<str>> {
    _ = (files, dir, parsed);
    Vec::new()
}
