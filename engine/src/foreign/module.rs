//! Modules of Rego of either version, and programs made of them.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

use bartizan_rego::compile::{Compiler, Program};
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::syntax::ast::{Module, Scope, Target, TermKind, Version};
use bartizan_rego::syntax::{Parsed, parse_module};
use bartizan_rego::value::Value;

use crate::policy::PolicyError;
use crate::rego::Fault;

/// A file, or a text inside one, that is Rego.
#[derive(Clone, Debug)]
pub(super) struct RegoFile {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) tree: Arc<Module>,
}

impl RegoFile {
    /// Reads Rego v1, or v0 where that is what it is.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, Vec<PolicyError>> {
        Self::of(name, text, parse(text))
    }

    /// Reads Rego of one version.
    pub(super) fn read_as(name: &str, text: &str, version: Version) -> Result<Self, Vec<PolicyError>> {
        Self::of(name, text, parse_module(text, version))
    }

    fn of(name: &str, text: &str, parsed: Parsed) -> Result<Self, Vec<PolicyError>> {
        if parsed.errors.is_empty() {
            return Ok(Self { name: name.to_owned(), text: text.to_owned(), tree: Arc::new(parsed.module) });
        }
        Err(faults(&parsed.errors, &[(name, text)]))
    }

    /// The path of its package, below `data`.
    pub(super) fn package(&self) -> Vec<&str> {
        let path = self.tree.package.iter().flat_map(|package| &package.path);
        path.map(|name| &*name.text).collect()
    }

    /// The same as Rego writes it.
    pub(super) fn package_name(&self) -> String {
        name_of(&self.package())
    }

    /// The names of its rules that are no functions, each once, in order.
    pub(super) fn rules(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for rule in self.tree.rules.iter().filter(|rule| rule.head.arguments.is_none()) {
            if let Some(TermKind::Var(name)) = rule.head.reference.first().map(|term| &term.kind)
                && !names.contains(&&**name)
            {
                names.push(name);
            }
        }
        names
    }

    /// The annotations of its package.
    pub(super) fn annotations(&self) -> Option<&Value> {
        annotations(&self.tree)
    }

    /// The annotations of the rules of this name, in order.
    pub(super) fn annotations_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        let named = move |at: usize| {
            let rule = self.tree.rules.get(at);
            let first = rule.and_then(|rule| rule.head.reference.first()).map(|term| &term.kind);
            matches!(first, Some(TermKind::Var(own)) if &**own == name)
        };
        let blocks = self.tree.annotations.iter();
        blocks.filter(move |block| matches!(block.target, Target::Rule(at) if named(at))).map(|block| &block.value)
    }

    /// What it imports from `data`, as paths.
    pub(super) fn imports(&self) -> impl Iterator<Item = Vec<&str>> {
        let path = |import: &'_ bartizan_rego::syntax::ast::Import| import.path.len();
        self.tree
            .imports
            .iter()
            .filter(move |import| path(import) > 1 && &*import.path[0].text == "data")
            .map(|import| import.path[1..].iter().map(|name| &*name.text).collect())
    }
}

/// The annotations of the package of a module.
pub(super) fn annotations(tree: &Module) -> Option<&Value> {
    let package = |scope| matches!(scope, Scope::Package | Scope::Subpackages);
    let mut all = tree.annotations.iter();
    all.find(|block| package(block.scope) && block.target == Target::Package).map(|block| &block.value)
}

/// Reads Rego v1, or v0 where that is what it is. Of a text that is neither, as it is while somebody types, what is wrong
/// in the version in which less is; where that does not tell, in v0 if v1 stumbles over a body without `if` first.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let modern = parse_module(text, Version::V1);
    if modern.errors.is_empty() {
        return modern;
    }
    let old = parse_module(text, Version::V0);
    let lacks_if = || modern.errors.first().is_some_and(|error| error.span.text(text).starts_with('{'));
    let is_old = match old.errors.len().cmp(&modern.errors.len()) {
        Ordering::Less => true,
        Ordering::Equal => lacks_if(),
        Ordering::Greater => false,
    };
    if is_old { old } else { modern }
}

/// A path below `data` as Rego writes it: `a.b["c-d"]`.
pub(super) fn name_of(path: &[&str]) -> String {
    let plain = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !name.starts_with(|first: char| first.is_ascii_digit())
    };
    let mut text = String::new();
    for (at, name) in path.iter().enumerate() {
        let _ = match (at, plain(name)) {
            (0, _) => write!(text, "{name}"),
            (_, true) => write!(text, ".{name}"),
            (_, false) => write!(text, "[{name:?}]"),
        };
    }
    text
}

/// The files compiled together.
pub(super) fn compile<'a>(files: impl IntoIterator<Item = &'a RegoFile>) -> Result<Program, Vec<PolicyError>> {
    let mut compiler = Compiler::new();
    let mut sources = Vec::new();
    for file in files {
        compiler = compiler.parsed(&file.name, &file.text, Arc::clone(&file.tree));
        sources.push((file.name.as_str(), file.text.as_str()));
    }
    compiler.compile().map_err(|errors| faults(&errors, &sources))
}

fn faults(errors: &[Diagnostic], sources: &[(&str, &str)]) -> Vec<PolicyError> {
    errors.iter().map(|error| Fault::of_module(error, sources).in_file("")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_typed_is_read_in_the_version_it_is_written_in() {
        for (text, version, lines) in [
            ("package a\n\nfoo :=  if {\n\ttrue\n}\n\nbar if { some x in [1] }\n", Version::V1, vec![3]),
            ("package a\n\nif {\n\ttrue\n}\n\nbar if { some x in [1] }\n", Version::V1, vec![3]),
            ("package a\n\ndeny[x] {\n\tx := \n}\n\nallow { input.a }\n", Version::V0, vec![5]),
            ("package a\n\nallow {\n\tinput.a ==\n}\n", Version::V0, vec![5]),
            ("package a\n\nallow { input.a }\n", Version::V0, vec![]),
        ] {
            let parsed = parse(text);
            let line = |error: &Diagnostic| text[..error.span.start as usize].matches('\n').count() + 1;
            assert_eq!(parsed.module.version, version, "{text}");
            assert_eq!(parsed.errors.iter().map(line).collect::<Vec<_>>(), lines, "{text}");
        }
    }
}
