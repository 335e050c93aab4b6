//! Which parts of modules an evaluation went through.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::{Expr, ExprKind, Module, Rule, TemplatePart, Term, TermKind};

use super::Sources;
use super::json::Json;

/// Places covered: module and range.
pub(crate) type Covered = BTreeSet<(usize, Span)>;

/// The coverage of all modules.
pub(crate) struct Report {
    files: BTreeMap<String, File>,
}

/// The coverage of a module.
#[derive(Default)]
struct File {
    covered: BTreeSet<Range>,
    not_covered: BTreeSet<Range>,
}

/// Row and column of a first and a last character; the last exclusive.
type Range = ((u32, u32), (u32, u32));

impl Report {
    /// Holds what was covered against the modules.
    pub(crate) fn new(trees: &[&Module], covered: &Covered, sources: &Sources<'_>) -> Self {
        let mut files = BTreeMap::new();
        for (module, tree) in trees.iter().enumerate() {
            let mut file = File::default();
            let range = |span: Span| (sources.position(module, span.start), sources.position(module, span.end));
            for (key, shown) in places(tree) {
                let set = if covered.contains(&(module, key)) { &mut file.covered } else { &mut file.not_covered };
                set.insert(range(shown));
            }
            files.insert(sources.source(module).0.to_owned(), file);
        }
        Self { files }
    }

    /// Percent of the lines that are covered.
    pub(crate) fn percent(&self) -> f64 {
        let (covered, missed) = self.lines();
        percent(covered, missed)
    }

    fn lines(&self) -> (usize, usize) {
        self.files.values().map(File::lines).fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    }

    /// The members that OPA has.
    pub(crate) fn json(&self) -> Json {
        let files = self.files.iter().map(|(name, file)| (name.clone(), file.json())).collect();
        let mut members = vec![("files", Json::Map(files))];
        members.extend(counts(self.lines()));
        Json::Record(members)
    }
}

impl File {
    /// Lines covered and not covered.
    fn lines(&self) -> (usize, usize) {
        let rows = |ranges: &BTreeSet<Range>| {
            ranges.iter().flat_map(|((first, _), (last, _))| *first..=*last).collect::<BTreeSet<u32>>()
        };
        let covered = rows(&self.covered);
        let missed = rows(&self.not_covered).difference(&covered).count();
        (covered.len(), missed)
    }

    fn json(&self) -> Json {
        let mut members = Vec::new();
        for (name, ranges) in [("covered", &self.covered), ("not_covered", &self.not_covered)] {
            if !ranges.is_empty() {
                let at = |(row, column): (u32, u32)| {
                    Json::Record(vec![("row", Json::Number(row.into())), ("col", Json::Number(column.into()))])
                };
                let ranges =
                    ranges.iter().map(|(start, end)| Json::Record(vec![("start", at(*start)), ("end", at(*end))]));
                members.push((name, Json::List(ranges.collect())));
            }
        }
        members.extend(counts(self.lines()));
        Json::Record(members)
    }
}

fn counts((covered, missed): (usize, usize)) -> Vec<(&'static str, Json)> {
    vec![
        ("covered_lines", Json::Number(covered as u64)),
        ("not_covered_lines", Json::Number(missed as u64)),
        ("coverage", Json::Float(percent(covered, missed))),
    ]
}

fn percent(covered: usize, missed: usize) -> f64 {
    let all = covered + missed;
    if all == 0 { 0.0 } else { 100.0 * covered as f64 / all as f64 }
}

/// What can be covered, each with the range that reports show: rules by their heads, expressions.
fn places(module: &Module) -> Vec<(Span, Span)> {
    let mut places = Vec::new();
    for rule in &module.rules {
        in_rule(rule, &mut places);
    }
    places
}

fn in_rule(rule: &Rule, places: &mut Vec<(Span, Span)>) {
    places.push((rule.span, rule.head.span));
    let head = &rule.head;
    let terms = head.reference.iter().chain(head.arguments.iter().flatten()).chain(&head.key).chain(&head.value);
    terms.for_each(|term| in_term(term, places));
    in_body(&rule.body, places);
    if let Some(next) = &rule.otherwise {
        in_rule(next, places);
    }
}

fn in_body(body: &[Expr], places: &mut Vec<(Span, Span)>) {
    body.iter().for_each(|expr| in_expr(expr, places));
}

fn in_expr(expr: &Expr, places: &mut Vec<(Span, Span)>) {
    if !matches!(expr.kind, ExprKind::Some(_)) {
        places.push((expr.span, expr.span));
    }
    in_kind(expr, places);
}

fn in_kind(expr: &Expr, places: &mut Vec<(Span, Span)>) {
    match &expr.kind {
        ExprKind::Term(term) => in_term(term, places),
        ExprKind::Assign(left, right) | ExprKind::Unify(left, right) => {
            in_term(left, places);
            in_term(right, places);
        }
        ExprKind::Some(_) => {}
        ExprKind::SomeIn(key, value, collection) => {
            key.iter().chain([value, collection]).for_each(|term| in_term(term, places));
        }
        ExprKind::Every(every) => {
            in_term(&every.domain, places);
            in_body(&every.body, places);
        }
    }
    expr.with.iter().for_each(|with| in_term(&with.value, places));
}

fn in_term(term: &Term, places: &mut Vec<(Span, Span)>) {
    match &term.kind {
        TermKind::Template(parts) => {
            for part in parts {
                if let TemplatePart::Expr(expr) = part {
                    in_kind(expr, places);
                }
            }
        }
        TermKind::Ref(head, terms) | TermKind::Call(head, terms) => {
            in_term(head, places);
            terms.iter().for_each(|term| in_term(term, places));
        }
        TermKind::Array(terms) | TermKind::Set(terms) => terms.iter().for_each(|term| in_term(term, places)),
        TermKind::Object(entries) => entries.iter().for_each(|(key, value)| {
            in_term(key, places);
            in_term(value, places);
        }),
        TermKind::ArrayComprehension(term, body) | TermKind::SetComprehension(term, body) => {
            in_term(term, places);
            in_body(body, places);
        }
        TermKind::ObjectComprehension(key, value, body) => {
            in_term(key, places);
            in_term(value, places);
            in_body(body, places);
        }
        TermKind::Infix(_, left, right) => {
            in_term(left, places);
            in_term(right, places);
        }
        TermKind::In(key, value, collection) => {
            key.iter().chain([value, collection]).for_each(|term| in_term(term, places));
        }
        TermKind::Null
        | TermKind::Bool(_)
        | TermKind::Number(_)
        | TermKind::String(_)
        | TermKind::Var(_)
        | TermKind::Error => {}
    }
}
