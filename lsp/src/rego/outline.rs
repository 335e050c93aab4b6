//! What a module holds: its package, its rules, its tests.

use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::Rule;
use serde_json::json;
use tower_lsp_server::ls_types::{CodeLens, Command, DocumentSymbol, Range, SymbolKind, Uri};

use super::RUN_TEST;
use super::check::range;
use super::describe::head;
use super::modules::{Module, rule_name};
use crate::position::Encoding;

/// What names of tests begin with.
const TEST: &str = "test_";

/// The package, with the rules in it.
pub(crate) fn symbols(module: &Module, encoding: Encoding) -> Vec<DocumentSymbol> {
    let tree = module.tree();
    let rules: Vec<DocumentSymbol> = tree.rules.iter().filter_map(|rule| rule_symbol(module, rule, encoding)).collect();
    let Some(package) = &tree.package else { return rules };
    let all = Span { start: 0, end: u32::try_from(module.text.len()).unwrap_or(u32::MAX) };
    let path =
        package.path.first().zip(package.path.last()).map_or(package.span, |(first, last)| first.span.to(last.span));
    let places = (range(module, all, encoding), range(module, path, encoding));
    vec![symbol(path.text(&module.text).to_owned(), None, SymbolKind::PACKAGE, places, Some(rules))]
}

fn rule_symbol(module: &Module, rule: &Rule, encoding: Encoding) -> Option<DocumentSymbol> {
    let first = rule.head.reference.first()?;
    let path = rule.head.reference.last().map_or(first.span, |last| first.span.to(last.span));
    // A step in brackets ends with its bracket.
    let open = path.text(&module.text).matches('[').count() > path.text(&module.text).matches(']').count();
    let path = if open { Span { end: path.end + 1, ..path } } else { path };
    let mut whole = rule.span;
    let mut part = rule;
    while let Some(next) = &part.otherwise {
        part = next;
        whole = whole.to(next.span);
    }
    let is_test = is_test(rule);
    let (kind, told) = match &rule.head {
        _ if is_test => (SymbolKind::METHOD, Some("test".to_owned())),
        head if head.arguments.is_some() => (SymbolKind::FUNCTION, None),
        _ if rule.default => (SymbolKind::CONSTANT, None),
        head if head.key.is_some() => (SymbolKind::ARRAY, None),
        _ => (SymbolKind::VARIABLE, None),
    };
    let told = told.or_else(|| Some(head(module, rule)));
    let places = (range(module, whole.to(path), encoding), range(module, path, encoding));
    Some(symbol(path.text(&module.text).to_owned(), told, kind, places, None))
}

#[expect(deprecated, reason = "the protocol's structure has a field that tags took over")]
fn symbol(
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    (range, selection_range): (Range, Range),
    children: Option<Vec<DocumentSymbol>>,
) -> DocumentSymbol {
    DocumentSymbol { name, detail, kind, tags: None, deprecated: None, range, selection_range, children }
}

/// Is a rule a test that is run?
fn is_test(rule: &Rule) -> bool {
    rule_name(rule).is_some_and(|name| name.starts_with(TEST))
}

/// What runs the tests of a module, at each of them and, for all, at the package.
pub(crate) fn lenses(module: &Module, uri: &Uri, encoding: Encoding) -> Vec<CodeLens> {
    let tree = module.tree();
    let lens = |span: Span, title: &str, argument| {
        let command =
            Command { title: title.to_owned(), command: RUN_TEST.to_owned(), arguments: Some(vec![argument]) };
        CodeLens { range: range(module, span, encoding), command: Some(command), data: None }
    };
    let mut seen = Vec::new();
    let mut lenses = Vec::new();
    for rule in tree.rules.iter().filter(|rule| is_test(rule)) {
        let Some(name) = rule_name(rule).filter(|name| !seen.contains(name)) else { continue };
        seen.push(name);
        lenses.push(lens(rule.head.span, "Run test", json!({"uri": uri, "test": &**name})));
    }
    if let (Some(package), false) = (&tree.package, lenses.is_empty()) {
        lenses.insert(0, lens(package.span, "Run all tests", json!({"uri": uri})));
    }
    lenses
}
