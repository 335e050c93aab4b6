//! The page that says which checks of other tools the policies look for too, in Markdown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::compat::{TOOLS, name_of};
use crate::policy::{Pack, Policy};

/// A table for each tool: its checks, and the policies that look for the same.
#[must_use]
pub fn peers(pack: &Pack) -> String {
    let mut out =
        "# Checks of other tools\n\nGenerated from the references of the policies. By these the marks of other \
                   tools [excuse findings](other-tools.md), and `bartizan init --from` translates.\n"
            .to_owned();
    for tool in TOOLS {
        let mut checks: BTreeMap<Vec<Part<'_>>, BTreeSet<(&str, String)>> = BTreeMap::new();
        for policy in pack.policies() {
            for id in policy.metadata().references.get(tool).into_iter().flatten() {
                checks.entry(parts(id)).or_default().insert((&policy.id, shown(policy)));
            }
        }
        if checks.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {tool}\n\n| check | policies |\n|---|---|\n");
        for (id, policies) in checks {
            let id: String = id.iter().map(|part| part.text).collect();
            let policies = policies.into_iter().map(|(_, shown)| shown).collect::<Vec<_>>().join("<br>");
            let name = name_of(tool, &id).map(|name| format!(" `{name}`")).unwrap_or_default();
            let _ = writeln!(out, "| `{id}`{name} | {policies} |");
        }
    }
    out
}

fn shown(policy: &Policy) -> String {
    let title = policy.metadata().title.replace('|', "\\|");
    format!("[{}](policies/{}.md#{}) {title}", policy.id, policy.platform, policy.id.to_lowercase())
}

/// A part of an id: numbers come in the order of their values.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Part<'a> {
    number: Option<u32>,
    text: &'a str,
}

fn parts(id: &str) -> Vec<Part<'_>> {
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let mut found = Vec::new();
    let mut rest = id;
    while !rest.is_empty() {
        let is_number = digits(rest);
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        found.push(Part { number: text.parse().ok(), text });
        rest = after;
    }
    found
}
