//! Terraform configuration as people write it, as resources of the same shape as a plan's.
//!
//! [`read`] takes a root module in one environment: its files, the modules it calls from disk, and the values of its
//! variables. Expressions are evaluated as Terraform evaluates them; every value keeps the place where it is written,
//! and what only a plan or an apply can tell is unknown with its reason. Nothing is fetched and no program is run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bartizan_hcl::syntax::File;

use crate::config::Config;
use crate::files::{FileError, Files, path};
use crate::resource::Resource;
use crate::source::{Node, Source, SourceId, Span};
use crate::terraform::declarations::is_local;
use crate::terraform::{Declarations, keycloak};
use folder::Folder;
use module::Module;
use provider::Versions;
use reader::Reader;
use resources::Maker;
use tree::Tree;
use world::World;

/// Stack that evaluation gets, of which it uses what it needs.
const STACK: usize = 64 << 20;

mod aws_names;
mod cache;
mod calls;
mod content;
mod emit;
mod expand;
mod extent;
mod folder;
mod json;
mod literal;
mod module;
mod names;
mod outputs;
mod parse;
mod places;
mod policy_document;
mod provider;
mod reader;
pub(crate) mod record;
mod resources;
#[cfg(test)]
mod tests;
mod tree;
mod variables;
mod world;

pub use cache::SyntaxCache;
pub use extent::Extents;
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
    /// What is made into resources beside them.
    pub declarations: Declarations,
}

/// What came of reading a [`Root`].
#[derive(Debug, Default)]
pub struct Reading {
    /// The instances of resources and data sources, and the provider configurations, by module and in the order of its
    /// files. What a resource makes in Kubernetes or Keycloak follows it; the [`Root::declarations`] come last.
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
    /// (`module.a.aws_s3_bucket.b`), those without an instance too, and the outputs of the root module.
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
    let read = || read_here(files, root, config, parsed);
    // Expressions stand inside of one another, through names too: more than the stack of a worker may hold.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(reading)) => reading,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => read(),
        }
    })
}

/// The tree of a file of configuration; the kept one where its text is still the same.
pub(crate) fn syntax(source: &Source, parsed: &SyntaxCache) -> Arc<File> {
    parsed.get(source, || parse::file(source))
}

fn read_here(files: &Files, root: &Root, config: &Config, parsed: &SyntaxCache) -> Reading {
    let reader = Reader::new(files, parsed, Arc::clone(&root.dir));
    let tree = Tree::read(&reader, &root.dir);
    let declared: BTreeMap<&str, Module<'_>> =
        tree.folders.iter().map(|(dir, folder)| (&**dir, Module::new(Arc::clone(dir), folder))).collect();
    for module in declared.values() {
        for (span, what) in &module.twice {
            let fault = FileError::parse(Arc::clone(&module.dir), format!("{what} is declared twice"));
            reader.fault(fault.with_span(parse::span(*span)));
        }
        for (span, name) in &module.misnamed {
            let message =
                format!("{name:?} is no name: one begins with a letter or `_`, and has letters, digits, `_` and `-`");
            reader.fault(FileError::parse(Arc::clone(&module.dir), message).with_span(parse::span(*span)));
        }
    }
    let modules: BTreeMap<Arc<str>, &Module<'_>> =
        tree.dirs.iter().filter_map(|(key, dir)| Some((Arc::clone(key), declared.get(&**dir)?))).collect();
    let given = declared.get(&*root.dir).map(|module| variables::given(&reader, root, module)).unwrap_or_default();
    let versions = Versions { config, locked: tree::locked(&reader, &root.dir) };
    let world =
        World::new(root, &reader, modules.iter().map(|(key, module)| (Arc::clone(key), *module)).collect(), given);
    let mut maker = Maker { world: &world, config, versions, resources: Vec::new(), parts: Vec::new() };
    let mut outputs = Vec::new();
    if let Some(instance) = world.root_instance() {
        maker.module(&instance);
        outputs = outputs::outputs(&world, &instance);
    }
    let Maker { mut resources, parts, .. } = maker;
    keycloak::complete(&mut resources, parts);
    resources.extend(outputs);
    if root.declarations.calls {
        resources.extend(calls::calls(&modules));
    }
    let (blocks, calls) = resources::blocks(&modules);
    let complete = world.is_complete();
    let unknown = world.notes();
    drop(world);
    let mut notes = tree.notes.clone();
    let looked = reader.finish();
    let sources: Vec<Arc<Source>> = looked.sources.into_values().collect();
    let errors = looked.errors.into_iter().map(|error| placed(error, &sources)).collect();
    let complete = complete && notes.is_empty();
    notes.extend(unknown);
    let (comments, record) = (looked.comments, looked.record);
    Reading { resources, errors, notes, sources, comments, record, blocks, calls, complete }
}

/// `error` with the path of the file that it stands in.
fn placed(mut error: FileError, sources: &[Arc<Source>]) -> FileError {
    let source = error.span.and_then(|span| sources.iter().find(|source| source.id == span.source));
    if let Some(source) = source {
        error.path = Arc::clone(&source.path);
    }
    error
}

/// What the configuration in folder `dir` declares by itself: addresses of resources and data sources, and `module.NAME`
/// for each call.
#[must_use]
pub fn declared_addresses(files: &Files, dir: &str, parsed: &SyntaxCache) -> BTreeSet<String> {
    let reader = Reader::new(files, parsed, dir.into());
    let Some(folder) = Folder::read(&reader, dir) else { return BTreeSet::new() };
    let module = Module::new(dir.into(), &folder);
    let blocks = module.blocks.iter().map(|declared| declared.address.to_string());
    blocks.chain(module.calls.iter().map(|call| format!("module.{}", call.name))).collect()
}

/// The folders inside the project root that the modules in folder `dir` call by a local path, sorted.
#[must_use]
pub fn local_calls(files: &Files, dir: &str, parsed: &SyntaxCache) -> Vec<Arc<str>> {
    let reader = Reader::new(files, parsed, dir.into());
    let Some(folder) = Folder::read(&reader, dir) else { return Vec::new() };
    let sources = tree::calls(&folder).filter_map(|(_, source)| source.filter(|source| is_local(source)));
    let mut found: Vec<Arc<str>> =
        sources.filter_map(|source| path::resolve(dir, &source)).map(|folder| folder.into()).collect();
    found.sort();
    found.dedup();
    found
}
