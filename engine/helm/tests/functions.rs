//! Functions of templates, each called with the arguments of recorded cases: Go's and Helm's own, and Sprig's.

mod recorded;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use bartizan_helm::functions::functions;

/// The document that tells how often each function is compared.
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/helm-functions.md");

/// Functions that execute templates, and so are compared with them.
const OF_TEMPLATES: [&str; 4] = ["and", "include", "or", "tpl"];

/// Functions whose answers are random or of the moment: there is nothing to compare but their faults.
fn is_random(name: &str) -> bool {
    let begins = ["rand", "gen"].iter().any(|start| name.starts_with(start));
    begins || ["ago", "bcrypt", "encryptAES", "htpasswd", "now", "shuffle", "uuidv4", "getHostByName"].contains(&name)
}

#[test]
fn answer_as_recorded_and_as_the_document_tells() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for folder in ["functions", "sprig"] {
        for (name, count) in recorded::check(folder) {
            *counts.entry(name).or_default() += count;
        }
    }
    let names: BTreeSet<&str> = functions().map(|function| function.name).collect();
    let without: Vec<_> = names.iter().filter(|name| !counts.contains_key(**name) && !is_random(name)).collect();
    assert!(without.is_empty(), "no recorded cases of {without:?}");
    if std::env::var_os("BARTIZAN_UPDATE_DOCS").is_some() {
        std::fs::write(DOCUMENT, document(&names, &counts)).unwrap();
    }
    let written = std::fs::read_to_string(DOCUMENT).unwrap_or_default();
    let row = |line: &str| {
        let (name, count) = line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | ")?;
        Some((name.to_owned(), count.parse::<usize>().unwrap_or_default()))
    };
    let rows: BTreeMap<String, usize> = written.lines().filter_map(row).collect();
    let named: BTreeSet<&str> = rows.keys().map(String::as_str).collect();
    let advice = "run this test with BARTIZAN_UPDATE_DOCS=1 to write docs/helm-functions.md anew";
    assert_eq!(named, names, "{advice}");
    let claimed = rows.iter().find(|(name, count)| **count > counts.get(*name).copied().unwrap_or_default());
    assert_eq!(claimed, None, "{advice}");
}

fn document(names: &BTreeSet<&str>, counts: &BTreeMap<String, usize>) -> String {
    let total: usize = counts.values().sum();
    let mut text = format!(
        "# Functions of Helm templates\n\n\
         Charts are rendered without Helm. These are the functions of Go's templates, of Sprig and of Helm 3 that \
         templates may\ncall, with the number of calls whose results are compared with the real ones: {total} in \
         all. {} are compared\nwith whole templates instead.\n\n| Function | Compared calls |\n| --- | ---: |\n",
        OF_TEMPLATES.map(|name| format!("`{name}`")).join(", ")
    );
    for name in names {
        let count = counts.get(*name).map(ToString::to_string);
        let _ = writeln!(text, "| `{name}` | {} |", count.unwrap_or_else(|| "random".to_owned()));
    }
    text
}
