//! A module as it is declared: variables, locals, outputs, resources, calls, providers.

use std::collections::HashMap;
use std::sync::Arc;

use bartizan_hcl::span::Span;
use bartizan_hcl::syntax::ast::{Block, Expr, ExprKind};
use bartizan_hcl::syntax::is_identifier;

use super::folder::{Folder, text_of};

/// The declarations of a module, by name; of what is declared twice the first counts.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    /// Its folder, relative to the project root.
    pub(super) dir: Arc<str>,
    pub(super) variables: HashMap<&'a str, &'a Block>,
    pub(super) locals: HashMap<&'a str, &'a Expr>,
    pub(super) outputs: HashMap<&'a str, &'a Block>,
    /// Resource and data blocks in order.
    pub(super) blocks: Vec<Declared<'a>>,
    by_address: HashMap<Arc<str>, usize>,
    /// Calls in order.
    pub(super) calls: Vec<Call<'a>>,
    by_call: HashMap<&'a str, usize>,
    pub(super) providers: Vec<Provider<'a>>,
    /// `required_providers` by local name.
    pub(super) requirements: HashMap<&'a str, Requirement>,
    /// What is declared twice: the second place, and a name for it.
    pub(super) twice: Vec<(Span, String)>,
    /// Blocks that are called what nothing may be called, which are left out: place and name.
    pub(super) misnamed: Vec<(Span, &'a str)>,
}

/// A resource or data block.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    /// `aws_s3_bucket.b`, `data.aws_region.here`.
    pub(super) address: Arc<str>,
    pub(super) is_data: bool,
    /// `aws_s3_bucket`.
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) block: &'a Block,
}

/// A call of a module.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    pub(super) block: &'a Block,
}

/// A provider configuration.
#[derive(Debug)]
pub(super) struct Provider<'a> {
    pub(super) name: &'a str,
    pub(super) alias: Option<Arc<str>>,
    pub(super) block: &'a Block,
}

/// An entry of `required_providers`.
#[derive(Clone, Debug)]
pub(super) struct Requirement {
    /// `hashicorp/aws`
    pub(super) source: Option<Arc<str>>,
    /// `~> 5.0`
    pub(super) version: Option<Arc<str>>,
    /// Its name.
    pub(super) span: Span,
}

impl<'a> Module<'a> {
    /// What `folder` at `dir` declares.
    pub(super) fn new(dir: Arc<str>, folder: &'a Folder) -> Self {
        let mut module = Self { dir, ..Self::default() };
        for block in folder.blocks() {
            module.add(block);
        }
        module
    }

    fn add(&mut self, block: &'a Block) {
        let own = match &*block.kind.text {
            "resource" | "data" => block.label(1),
            "variable" | "output" | "module" => block.label(0),
            _ => None,
        };
        if let Some(name) = own.filter(|name| !is_identifier(name)) {
            return self.misnamed.push((block.header, name));
        }
        match (&*block.kind.text, block.label(0), block.label(1)) {
            ("variable", Some(name), _) => declare(&mut self.variables, name, block, block.header, &mut self.twice),
            ("output", Some(name), _) => declare(&mut self.outputs, name, block, block.header, &mut self.twice),
            ("locals", ..) => {
                for local in &block.body.attributes {
                    declare(&mut self.locals, &local.name.text, &local.value, local.name.span, &mut self.twice);
                }
            }
            ("resource", Some(kind), Some(name)) => self.declare(block, false, kind, name),
            ("data", Some(kind), Some(name)) => self.declare(block, true, kind, name),
            ("module", Some(name), _) => {
                if self.by_call.contains_key(name) {
                    return self.twice.push((block.header, format!("module `{name}`")));
                }
                self.by_call.insert(name, self.calls.len());
                self.calls.push(Call { name, block });
            }
            ("provider", Some(name), _) => {
                self.providers.push(Provider { name, alias: text_of(&block.body, "alias"), block });
            }
            ("terraform", ..) => {
                for entry in block.body.blocks_of("required_providers").flat_map(|block| &block.body.attributes) {
                    let requirement = requirement(&entry.value, entry.name.span);
                    self.requirements.entry(&entry.name.text).or_insert(requirement);
                }
            }
            _ => {}
        }
    }

    fn declare(&mut self, block: &'a Block, is_data: bool, kind: &'a str, name: &'a str) {
        let prefix = if is_data { "data." } else { "" };
        let address: Arc<str> = format!("{prefix}{kind}.{name}").into();
        if self.by_address.contains_key(&address) {
            return self.twice.push((block.header, format!("`{address}`")));
        }
        self.by_address.insert(Arc::clone(&address), self.blocks.len());
        self.blocks.push(Declared { address, is_data, kind, name, block });
    }

    /// The resource or data block of this address.
    pub(super) fn block(&self, address: &str) -> Option<&Declared<'a>> {
        self.blocks.get(*self.by_address.get(address)?)
    }

    /// The call of this name.
    pub(super) fn call(&self, name: &str) -> Option<&Call<'a>> {
        self.calls.get(*self.by_call.get(name)?)
    }

    /// The last part of the source of a provider that this module calls `local`: `aws` of `hashicorp/aws`.
    pub(super) fn provider_type<'n>(&'n self, local: &'n str) -> &'n str {
        let source = self.requirements.get(local).and_then(|requirement| requirement.source.as_deref());
        source.and_then(|source| source.rsplit('/').next()).unwrap_or(local)
    }
}

fn declare<'a, T>(
    known: &mut HashMap<&'a str, T>,
    name: &'a str,
    declared: T,
    span: Span,
    twice: &mut Vec<(Span, String)>,
) {
    if known.contains_key(name) {
        twice.push((span, format!("`{name}`")));
    } else {
        known.insert(name, declared);
    }
}

fn requirement(expr: &Expr, span: Span) -> Requirement {
    let text = |expr: &Expr| match &expr.kind {
        ExprKind::String(text) => Some(Arc::clone(&text.text)),
        _ => None,
    };
    let ExprKind::Object(items) = &expr.kind else { return Requirement { source: None, version: text(expr), span } };
    let entry = |name: &str| {
        let item = items.iter().find(|item| matches!(&item.key.kind, ExprKind::String(key) if &*key.text == name))?;
        text(&item.value)
    };
    Requirement { source: entry("source"), version: entry("version"), span }
}
