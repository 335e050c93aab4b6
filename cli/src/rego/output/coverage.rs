//! Which parts of modules an evaluation went through.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_policies::is_bundled;
use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::Module;
use bartizan_rego::testing::places;

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
    /// Holds what was covered against the modules, but not those that come with the program.
    pub(crate) fn new(trees: &[&Module], covered: &Covered, sources: &Sources<'_>) -> Self {
        let mut files = BTreeMap::new();
        for (module, tree) in trees.iter().enumerate() {
            if is_bundled(sources.source(module).0) {
                continue;
            }
            let mut file = File::default();
            let range = |span: Span| (sources.position(module, span.start), sources.position(module, span.end));
            for place in places(tree) {
                if covered.contains(&(module, place.key)) {
                    file.covered.insert(range(place.shown));
                } else if !place.is_declaration {
                    file.not_covered.insert(range(place.shown));
                }
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

    /// The lines that are not covered, `file:row` or `file:first-last` each.
    pub(crate) fn missed(&self) -> Vec<String> {
        let mut places = Vec::new();
        for (name, file) in &self.files {
            let mut rows = file.missed().into_iter().peekable();
            while let Some(first) = rows.next() {
                let mut last = first;
                while let Some(next) = rows.next_if_eq(&(last + 1)) {
                    last = next;
                }
                let end = if last > first { format!("-{last}") } else { String::new() };
                places.push(format!("{name}:{first}{end}"));
            }
        }
        places
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
    /// How many lines are covered and not covered.
    fn lines(&self) -> (usize, usize) {
        (rows(&self.covered).len(), self.missed().len())
    }

    /// The lines that are not covered.
    fn missed(&self) -> BTreeSet<u32> {
        &rows(&self.not_covered) - &rows(&self.covered)
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
        // As OPA does, a file says nothing of what is 0.
        let is_zero = |figure: &Json| matches!(figure, Json::Number(0)) || matches!(figure, Json::Float(0.0));
        members.extend(counts(self.lines()).into_iter().filter(|(_, figure)| !is_zero(figure)));
        Json::Record(members)
    }
}

/// The lines of ranges.
fn rows(ranges: &BTreeSet<Range>) -> BTreeSet<u32> {
    ranges.iter().flat_map(|((first, _), (last, _))| *first..=*last).collect()
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
