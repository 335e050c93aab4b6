//! Tests of policies: which there are, and which cases a data-driven test has.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compile::{Program, Query, QueryContext};
use crate::syntax::ast::{Module, Rule, Term, TermKind};
use crate::syntax::{Span, data_path};

/// What names of tests begin with.
const TEST: &str = "test_";

/// What names of tests begin with that are skipped.
const SKIPPED: &str = "todo_test_";

/// A test.
#[derive(Clone, Debug)]
pub struct Test {
    /// The module, by its place among all.
    pub module: usize,
    /// `data.example_test`.
    pub package: String,
    /// `test_it`; a second of the same name in a package is `test_it#01`.
    pub name: String,
    /// Is it only meant to be one?
    pub skipped: bool,
    /// Head of the rule.
    pub span: Span,
    /// Place of the rule in its module.
    pub rule: usize,
}

impl Test {
    /// `data.example_test.test_it`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.package, self.name)
    }

    /// A query for the test's document.
    #[must_use]
    pub fn query(&self) -> String {
        let is_plain = self.name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
        if is_plain { self.full_name() } else { format!("{}[{:?}]", self.package, self.name) }
    }
}

/// The tests of a module; a name that was used before in its package gets a number, in the module too.
pub fn find(module: usize, tree: &mut Module, seen: &mut HashMap<String, usize>) -> Vec<Test> {
    let Some(package) = &tree.package else { return Vec::new() };
    let package = data_path(package.path.iter().map(|name| &*name.text));
    let mut tests = Vec::new();
    for (number, rule) in tree.rules.iter_mut().enumerate() {
        let Some(name) = name_of(rule).filter(|name| name.starts_with(TEST) || name.starts_with(SKIPPED)) else {
            continue;
        };
        let full = format!("{package}.{name}");
        let skipped = name.starts_with(SKIPPED);
        let mut name = name.to_string();
        let uses = seen.entry(full).or_default();
        // Parts of one document: `test_it[note]`, `test_it contains x`.
        let several = rule.head.reference.len() > 1 || rule.head.key.is_some() || rule.default;
        if *uses > 0 && several {
            continue;
        }
        if *uses > 0 {
            name = format!("{name}#{uses:02}");
            if let Some(first) = rule.head.reference.first_mut() {
                first.kind = TermKind::Var(Arc::from(&*name));
            }
        }
        *uses += 1;
        tests.push(Test { module, package: package.clone(), name, skipped, span: rule.head.span, rule: number });
    }
    tests
}

fn name_of(rule: &Rule) -> Option<Arc<str>> {
    match &rule.head.reference.first()?.kind {
        TermKind::Var(name) => Some(Arc::clone(name)),
        _ => None,
    }
}

/// The cases of a data-driven test, those that fail included.
#[derive(Debug)]
pub struct Cases {
    /// Gives the names of all cases, an array each.
    pub query: Query,
    /// The variables that are the names.
    pub names: Vec<String>,
}

/// A query for the names of all cases of a data-driven test (`test_it[name] if …`), those that fail included: the
/// beginning of its body up to where the names are known. None where the rule is no such test.
#[must_use]
pub fn cases(program: &Program, test: &Test) -> Option<Cases> {
    let tree = program.tree(test.module)?;
    let (_, text) = program.source(test.module)?;
    let rule = tree.rules.get(test.rule)?;
    let keys = &rule.head.reference[1..];
    if !keys.iter().any(is_variable) {
        return None;
    }
    let package = tree.package.as_ref()?;
    let context = QueryContext {
        package: package.path.iter().map(|name| name.span.text(text)).collect::<Vec<_>>().join("."),
        imports: tree
            .imports
            .iter()
            .filter_map(|import| {
                let written = import.span.text(text).strip_prefix("import")?.trim();
                (!written.starts_with("rego") && !written.starts_with("future")).then(|| written.to_owned())
            })
            .collect(),
    };
    let names: Vec<&str> = keys.iter().filter(|key| is_variable(key)).map(|key| key.span.text(text)).collect();
    let start = rule.body.first()?.span.start;
    rule.body
        .iter()
        .find_map(|last| {
            let beginning = Span { start, end: last.span.end }.text(text);
            program.query_in(&format!("{beginning}\n[{}]", names.join(", ")), &context).ok()
        })
        .map(|query| Cases { query, names: names.iter().map(|name| (*name).to_owned()).collect() })
}

fn is_variable(term: &Term) -> bool {
    matches!(term.kind, TermKind::Var(_))
}
