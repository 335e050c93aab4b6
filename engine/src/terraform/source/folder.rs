//! The files of a module's folder: which of them count, in which order, and what overrides change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::File;
use bartizan_hcl::syntax::ast::{Attribute, Block, Body, ExprKind};

use super::reader::Reader;
use crate::files::path;

/// Files of one folder that are read.
const MAX_FILES: usize = 2_000;

/// The configuration in a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its files in order, overrides left out.
    files: Vec<Arc<File>>,
    /// Blocks as overrides make them, with the place of the block they stand for.
    overridden: BTreeMap<Span, Block>,
}

/// The configuration files among `names`, and those that override, each sorted. Where `a.tofu` stands beside `a.tf`,
/// only `a.tofu` counts.
pub(super) fn files_of<'n>(names: impl Iterator<Item = &'n str> + Clone) -> (Vec<&'n str>, Vec<&'n str>) {
    let all: BTreeSet<&str> = names.clone().collect();
    let is_replaced = |name: &str| {
        name.strip_suffix(".tf").is_some_and(|stem| all.contains(format!("{stem}.tofu").as_str()))
            || name.strip_suffix(".tf.json").is_some_and(|stem| all.contains(format!("{stem}.tofu.json").as_str()))
    };
    let (mut plain, mut overriding) = (Vec::new(), Vec::new());
    for name in &all {
        let Some(stem) = stem(name).filter(|_| !is_ignored(name) && !is_replaced(name)) else { continue };
        if stem == "override" || stem.ends_with("_override") { overriding.push(*name) } else { plain.push(*name) }
    }
    (plain, overriding)
}

/// `main` of `main.tf`; none for a file that is no configuration.
pub(super) fn stem(name: &str) -> Option<&str> {
    [".tf", ".tf.json", ".tofu", ".tofu.json"].into_iter().find_map(|suffix| name.strip_suffix(suffix))
}

/// Names that Terraform takes for an editor's.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}

impl Folder {
    /// Reads the configuration in `dir`; none when there is no such folder, or no configuration in it.
    pub(super) fn read(reader: &Reader<'_>, dir: &str) -> Option<Self> {
        let names = reader.list(dir).ok()?;
        let names = names.iter().filter(|(_, is_folder)| !**is_folder).map(|(name, _)| name.as_str());
        let (plain, overriding) = files_of(names);
        if plain.len() + overriding.len() > MAX_FILES {
            let message = format!("holds more than {MAX_FILES} files of configuration; the rest is not read");
            reader.fault(crate::files::FileError::limit(dir, message));
        }
        let parse = |names: Vec<&str>| -> Vec<Arc<File>> {
            names.into_iter().take(MAX_FILES).filter_map(|name| reader.syntax(&path::join(dir, name))).collect()
        };
        let (plain, overriding) = (parse(plain), parse(overriding));
        if plain.is_empty() && overriding.is_empty() {
            return None;
        }
        Some(Self::of(plain, overriding))
    }

    fn of(mut files: Vec<Arc<File>>, overriding: Vec<Arc<File>>) -> Self {
        let mut changes: BTreeMap<Identity, Vec<&Block>> = BTreeMap::new();
        for block in overriding.iter().flat_map(|file| &file.body.blocks) {
            changes.entry(identity(block)).or_default().push(block);
        }
        let mut overridden = BTreeMap::new();
        for block in files.iter().flat_map(|file| &file.body.blocks) {
            let id = identity(block);
            // What stands in several blocks without label is changed where the name is declared.
            let changing = if is_unlabelled(block) { changes.get(&id).cloned() } else { changes.remove(&id) };
            if let Some(changing) = changing {
                let made = changing.into_iter().fold(block.clone(), merge);
                overridden.insert(block.span, made);
            }
        }
        // What overrides nothing counts as it is: a file alone in its folder may well be named so.
        if files.is_empty() {
            files = overriding;
        }
        Self { files, overridden }
    }

    /// The blocks of the module, in order.
    pub(super) fn blocks(&self) -> impl Iterator<Item = &Block> {
        let blocks = self.files.iter().flat_map(|file| &file.body.blocks);
        blocks.map(|block| self.overridden.get(&block.span).unwrap_or(block))
    }
}

/// The type and labels of a block.
type Identity = (Arc<str>, Vec<Arc<str>>);

/// What tells which block an override means: its type and labels, for a provider its alias too.
fn identity(block: &Block) -> Identity {
    let mut labels: Vec<Arc<str>> = block.labels.iter().map(|label| Arc::clone(&label.text)).collect();
    if &*block.kind.text == "provider" {
        labels.extend(text_of(&block.body, "alias"));
    }
    (Arc::clone(&block.kind.text), labels)
}

/// The text of the attribute `name`, when it is written as a string without interpolation.
pub(super) fn text_of(body: &Body, name: &str) -> Option<Arc<str>> {
    match &body.attribute(name)?.value.kind {
        ExprKind::String(text) => Some(Arc::clone(&text.text)),
        _ => None,
    }
}

/// Blocks of which a module may have several without label.
fn is_unlabelled(block: &Block) -> bool {
    block.labels.is_empty()
}

/// `block` with what `change` says: its attributes by name, its blocks by kind.
fn merge(mut block: Block, change: &Block) -> Block {
    let only_known = &*block.kind.text == "locals";
    for attribute in &change.body.attributes {
        replace(&mut block.body, attribute, only_known);
    }
    let kinds: BTreeSet<&str> = change.body.blocks.iter().map(nested_kind).collect();
    for kind in kinds {
        let changing = change.body.blocks.iter().filter(|inner| nested_kind(inner) == kind);
        if matches!(kind, "lifecycle" | "required_providers") {
            for inner in changing {
                match block.body.blocks.iter_mut().find(|own| nested_kind(own) == kind) {
                    Some(own) => inner.body.attributes.iter().for_each(|given| replace(&mut own.body, given, false)),
                    None => block.body.blocks.push(inner.clone()),
                }
            }
        } else {
            block.body.blocks.retain(|own| nested_kind(own) != kind);
            block.body.blocks.extend(changing.cloned());
        }
    }
    block
}

/// `ingress` of `ingress { … }` and of `dynamic "ingress" { … }`.
fn nested_kind(block: &Block) -> &str {
    match (&*block.kind.text, block.label(0)) {
        ("dynamic", Some(kind)) => kind,
        (kind, _) => kind,
    }
}

fn replace(body: &mut Body, attribute: &Attribute, only_known: bool) {
    match body.attributes.iter_mut().find(|own| own.name.text == attribute.name.text) {
        Some(own) => *own = attribute.clone(),
        None if only_known => {}
        None => body.attributes.push(attribute.clone()),
    }
}
