//! Modules compiled together: names resolved, bodies ordered, variables numbered; with OPA's errors on the way.

mod calls;
mod flatten;
mod free;
mod goal;
mod metadata;
mod names;
mod order;
pub(crate) mod program;
mod query;
mod recursion;
mod rule;
mod rules;
mod terms;
mod tree;
mod wanted;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check;
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::syntax::ast::{self, TermKind, Version};
use crate::syntax::{Span, parse_module};
use crate::value::Value;
use names::{Globals, Root};
use program::{Code, SourceFile};
use wanted::Wanted;

pub(crate) use query::Ready;
pub use query::{Query, QueryContext};
pub use rules::Rules;

/// Collects modules, then compiles them together.
#[derive(Debug, Default)]
pub struct Compiler {
    modules: Vec<Module>,
    errors: Vec<Diagnostic>,
    strict: bool,
    proven: bool,
    asked: Option<Vec<Vec<Value>>>,
}

/// A module on its way to the compiler.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) source: SourceFile,
    pub(crate) tree: Arc<ast::Module>,
}

/// Modules compiled together, ready for queries. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) code: Arc<Code>,
    modules: Arc<Vec<Module>>,
}

impl Compiler {
    /// Without modules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a module. `name` is what messages call it; what is wrong with its text, [`Compiler::compile`] says.
    #[must_use]
    pub fn module(mut self, name: &str, text: &str, version: Version) -> Self {
        let mut parsed = parse_module(text, version);
        let place = self.modules.len();
        parsed.errors.iter_mut().for_each(|error| error.module = place);
        self.errors.append(&mut parsed.errors);
        self.parsed(name, text, Arc::new(parsed.module))
    }

    /// Adds a module that was parsed without errors.
    #[must_use]
    pub fn parsed(mut self, name: &str, text: &str, tree: Arc<ast::Module>) -> Self {
        let source = SourceFile { name: name.into(), text: text.into() };
        self.modules.push(Module { source, tree });
        self
    }

    /// Is what is only untidy an error, as for `opa check --strict`: variables, arguments and imports that nothing uses, and
    /// in modules of Rego v0 what v1 refuses?
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Are the modules known to be right, because they passed before? Then types and what is untidy are not looked at,
    /// which takes as long as all the rest.
    #[must_use]
    pub fn proven(mut self, proven: bool) -> Self {
        self.proven = proven;
        self
    }

    /// Only the rules at these paths, such as `["bartizan", "kubernetes", "privileged", "deny"]`, will be asked for: what
    /// they do not need is not compiled, and undefined.
    #[must_use]
    pub fn asked<'p>(mut self, paths: impl IntoIterator<Item = Vec<&'p str>>) -> Self {
        let path = |path: Vec<&str>| path.into_iter().map(Value::from).collect();
        self.asked = Some(paths.into_iter().map(path).collect());
        self
    }

    /// Compiles the modules.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, in the order of the modules and of their text. When a module cannot be
    /// parsed, only such errors.
    pub fn compile(mut self) -> Result<Program, Vec<Diagnostic>> {
        if self.errors.is_empty() {
            let code = self.code();
            if self.errors.is_empty() {
                return Ok(Program { code: Arc::new(code), modules: Arc::new(self.modules) });
            }
        }
        self.errors.sort_by_key(|error| (error.module, error.span, error.code));
        self.errors.dedup();
        Err(self.errors)
    }

    fn code(&mut self) -> Code {
        let mut untidy = Vec::new();
        for (at, module) in self.modules.iter().enumerate() {
            let before = untidy.len();
            if self.proven {
                break;
            }
            check::module(&module.tree, self.strict, &mut untidy);
            untidy[before..].iter_mut().for_each(|error| error.module = at);
        }
        let (mut code, rules) = tree::build(&self.modules, &mut self.errors);
        let globals = globals(&self.modules, self.strict);
        let annotations = metadata::Annotations::new(&self.modules);
        let mut uses = Vec::new();
        let mut wanted = Wanted::new(&code, &rules, self.asked.as_deref());
        while let Some(placed) = wanted.next() {
            let module = &self.modules[placed.module];
            let globals = &globals[placed.module];
            let metadata = annotations.of(&self.modules, placed);
            let compiled = rule::compile(&code, globals, module, placed, &metadata, &mut self.errors);
            wanted.used(&code, &compiled.uses);
            uses.push((placed.group, compiled.uses));
            let group = &mut code.groups[placed.group as usize];
            if placed.rule(&self.modules).default {
                group.defaults.push(compiled.clause);
            } else {
                group.clauses.push(compiled.clause);
            }
        }
        let order = recursion::check(&mut code, &uses, &mut self.errors);
        // Types of what is wrong otherwise would only confuse.
        if self.errors.is_empty() && !self.proven {
            code.types = check::types(&code, &order, &mut self.errors);
        }
        self.errors.append(&mut untidy);
        for group in &mut code.groups {
            group.only_value = rule::only_value(group);
        }
        code.sources = self.modules.iter().map(|module| module.source.clone()).collect();
        code
    }
}

impl Program {
    /// The text of a module, by its place in the order they were added.
    #[must_use]
    pub fn source(&self, module: usize) -> Option<(&str, &str)> {
        self.code.sources.get(module).map(|source| (&*source.name, &*source.text))
    }

    /// Base documents that stand where a rule makes a document: OPA refuses such data.
    #[must_use]
    pub fn conflicts(&self, data: &Value) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut stack = vec![(0, data, Vec::new())];
        while let Some((node, document, path)) = stack.pop() {
            let node = &self.code.nodes[node as usize];
            if let Some(group) = node.group.map(|group| &self.code.groups[group as usize]) {
                let clause = group.clauses.first().or(group.defaults.first());
                let place = clause.map(|clause| clause.place).unwrap_or_default();
                let message = format!("conflicting rule for data path {} found", path.join("/"));
                found.push(error(place.module as usize, ErrorCode::Compile, place.span, message));
                continue;
            }
            for (key, child) in &node.children {
                if let Some(below) = document.get(key) {
                    let name = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                    stack.push((*child, below, path.iter().cloned().chain([name]).collect()));
                }
            }
        }
        found.sort_by_key(|error| (error.module, error.span));
        found
    }

    /// The tree of a module.
    #[must_use]
    pub fn tree(&self, module: usize) -> Option<&ast::Module> {
        self.modules.get(module).map(|module| &*module.tree)
    }
}

/// The path of a module's package.
fn package(module: &ast::Module) -> Vec<Value> {
    let path = module.package.iter().flat_map(|package| &package.path);
    path.map(|name| Value::String(Arc::clone(&name.text))).collect()
}

/// What the names of each module refer to.
fn globals(modules: &[Module], strict: bool) -> Vec<Globals> {
    let mut rules: FxHashMap<Vec<Value>, FxHashSet<Arc<str>>> = FxHashMap::default();
    for module in modules {
        let names = rules.entry(package(&module.tree)).or_default();
        names.extend(module.tree.rules.iter().filter_map(|rule| match &rule.head.reference.first()?.kind {
            TermKind::Var(name) => Some(Arc::clone(name)),
            _ => None,
        }));
    }
    let globals = modules.iter().map(|module| {
        let package = package(&module.tree);
        let rules = rules.get(&package).cloned().unwrap_or_default();
        let modern = strict || module.tree.version == Version::V1;
        Globals { imports: imports(&module.tree), package, rules, modern, ..Globals::default() }
    });
    globals.collect()
}

/// What imports bring in; those of `rego` and `future` bring in nothing.
fn imports(module: &ast::Module) -> FxHashMap<Arc<str>, (Root, Vec<Value>)> {
    let imports = module.imports.iter().filter_map(|import| {
        let root = match &*import.path.first()?.text {
            "data" => Root::Data,
            "input" => Root::Input,
            _ => return None,
        };
        let name = import.alias.as_ref().or(import.path.last())?;
        let path = import.path[1..].iter().map(|name| Value::String(Arc::clone(&name.text))).collect();
        Some((Arc::clone(&name.text), (root, path)))
    });
    imports.collect()
}

/// The value of a constant.
fn constant(term: &ast::Term) -> Option<Value> {
    Some(match &term.kind {
        TermKind::Null => Value::Null,
        TermKind::Bool(value) => Value::Bool(*value),
        TermKind::Number(number) => Value::Number(number.clone()),
        TermKind::String(text) => Value::String(Arc::clone(text)),
        _ => return None,
    })
}

/// An error of a module.
fn error(module: usize, code: ErrorCode, span: Span, message: String) -> Diagnostic {
    Diagnostic { module, ..Diagnostic::new(code, span, message) }
}
