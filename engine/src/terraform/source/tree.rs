//! The modules of a root: which folder each call leads to.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use bartizan_hcl::syntax::ast::{Block, ExprKind};
use bartizan_hcl::syntax::is_identifier;

use super::folder::{Folder, text_of};
use super::reader::Reader;
use super::{Note, parse};
use crate::files::{FileError, path};
use crate::source::{Format, parse as parse_document};
use crate::terraform::declarations::is_local;

/// Calls inside of one another.
const MAX_DEPTH: usize = 32;
/// Calls in all, each counted as often as its module is called.
const MAX_CALLS: usize = 2_000;

/// The folders of configuration that belong to a root, and how its calls lead to them.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// By folder.
    pub(super) folders: BTreeMap<Arc<str>, Folder>,
    /// Folder of a module by the names of the calls that lead to it (`a.b`; empty for the root).
    pub(super) dirs: HashMap<Arc<str>, Arc<str>>,
    pub(super) notes: Vec<Note>,
}

/// What calls lead to.
enum Target {
    Folder(String),
    /// Nothing on disk: why, and what to do about it.
    Missing(String, Option<String>),
}

/// The call `name` made in the module at `key`.
pub(super) fn child_key(key: &str, name: &str) -> String {
    if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") }
}

/// The calls in `folder`: block and source.
pub(super) fn calls(folder: &Folder) -> impl Iterator<Item = (&Block, Option<Arc<str>>)> {
    let is_named = |block: &&Block| block.label(0).is_some_and(is_identifier);
    let calls = folder.blocks().filter(|block| &*block.kind.text == "module").filter(is_named);
    calls.map(|block| (block, text_of(&block.body, "source")))
}

impl Tree {
    /// Reads the module in `dir` and all that it calls from disk.
    pub(super) fn read(reader: &Reader<'_>, dir: &Arc<str>) -> Self {
        let mut tree = Self::default();
        let installed = installed(reader, dir);
        let mut waiting = vec![(Arc::<str>::from(""), Arc::clone(dir), vec![Arc::clone(dir)])];
        let mut said = HashSet::new();
        let mut count = 0;
        while let Some((key, dir, above)) = waiting.pop() {
            if !tree.folders.contains_key(&dir) {
                let folder = Folder::read(reader, &dir).unwrap_or_default();
                tree.folders.insert(Arc::clone(&dir), folder);
            }
            tree.dirs.insert(Arc::clone(&key), Arc::clone(&dir));
            let Some(folder) = tree.folders.get(&dir) else { continue };
            for (block, source) in calls(folder) {
                let Some(name) = block.label(0) else { continue };
                let inner = child_key(&key, name);
                let span = parse::span(block.header);
                count += 1;
                let fault = if above.len() >= MAX_DEPTH {
                    Some(format!("modules called more than {MAX_DEPTH} deep are not read"))
                } else if count > MAX_CALLS {
                    Some(format!("more than {MAX_CALLS} calls of modules; the rest is not read"))
                } else {
                    None
                };
                if let Some(message) = fault {
                    if said.insert(message.clone()) {
                        reader.fault(FileError::limit(Arc::clone(&dir), message).with_span(span));
                    }
                    continue;
                }
                match target(reader, source.as_deref(), block, &dir, &inner, &installed) {
                    Target::Folder(folder) if above.iter().any(|outer| **outer == *folder) => {
                        if said.insert(format!("{span:?}")) {
                            let message = format!("module `{name}` calls itself: {folder}");
                            reader.fault(FileError::parse(Arc::clone(&dir), message).with_span(span));
                        }
                    }
                    Target::Folder(folder) => {
                        let folder: Arc<str> = folder.into();
                        let above = above.iter().chain([&folder]).map(Arc::clone).collect();
                        waiting.push((inner.into(), folder, above));
                    }
                    Target::Missing(message, help) if said.insert(format!("{span:?}")) => {
                        tree.notes.push(Note { span, message, help });
                    }
                    Target::Missing(..) => {}
                }
            }
        }
        tree
    }
}

fn target(
    reader: &Reader<'_>,
    source: Option<&str>,
    block: &Block,
    dir: &str,
    key: &str,
    installed: &HashMap<String, String>,
) -> Target {
    let name = block.label(0).unwrap_or_default();
    let init = || Some("run `terraform init` to have it on disk".to_owned());
    let Some(source) = source else {
        let message = format!("module `{name}` has no source that is a plain string, so what it sets up is unknown");
        return Target::Missing(message, None);
    };
    if is_local(source) {
        return match path::resolve(dir, source) {
            None => Target::Missing(
                format!("module `{name}` lies outside the project root, so what it sets up is unknown"),
                Some("choose a root that holds both with `--root`".to_owned()),
            ),
            Some(folder) if has_configuration(reader, &folder) => Target::Folder(folder),
            Some(folder) => Target::Missing(
                format!("module `{name}` has no configuration: {folder} does not exist or is empty"),
                None,
            ),
        };
    }
    match installed.get(key) {
        Some(folder) if has_configuration(reader, folder) => Target::Folder(folder.clone()),
        _ => {
            Target::Missing(format!("module `{name}` ({source}) is not on disk, so what it sets up is unknown"), init())
        }
    }
}

fn has_configuration(reader: &Reader<'_>, folder: &str) -> bool {
    reader.list(folder).is_ok_and(|names| {
        let (plain, overriding) = super::folder::files_of(names.keys().map(String::as_str));
        !plain.is_empty() || !overriding.is_empty()
    })
}

/// The folders of downloaded modules by the names of the calls that lead to them, as `terraform init` noted them.
fn installed(reader: &Reader<'_>, dir: &str) -> HashMap<String, String> {
    let manifest = path::join(dir, ".terraform/modules/modules.json");
    if !reader.has(&manifest) {
        return HashMap::new();
    }
    let Ok(source) = reader.text(&manifest) else { return HashMap::new() };
    let parsed = parse_document(&source, Format::Json);
    let modules = parsed.documents.iter().filter_map(|document| document.root.get("Modules"));
    let entries = modules.flat_map(|modules| modules.items()).filter_map(|entry| {
        let text = |key: &str| entry.get(key).and_then(|value| value.as_str());
        Some((text("Key")?.to_owned(), path::resolve(dir, text("Dir")?)?))
    });
    entries.filter(|(key, _)| !key.is_empty()).collect()
}

/// The version that `.terraform.lock.hcl` beside the root module has of each provider, by the last part of its address.
pub(super) fn locked(reader: &Reader<'_>, dir: &str) -> HashMap<String, String> {
    let lock = path::join(dir, ".terraform.lock.hcl");
    if !reader.has(&lock) {
        return HashMap::new();
    }
    let Some(file) = reader.syntax(&lock) else { return HashMap::new() };
    let version = |block: &Block| match &block.body.attribute("version")?.value.kind {
        ExprKind::String(text) => Some(text.text.to_string()),
        _ => None,
    };
    let providers = file.body.blocks_of("provider");
    providers.filter_map(|block| Some((block.label(0)?.rsplit('/').next()?.to_owned(), version(block)?))).collect()
}
