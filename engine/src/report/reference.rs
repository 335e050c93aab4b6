//! The reference pages of the policies, in Markdown.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{one_line, whose};
use crate::policy::{Metadata, Scope};

/// One page about `policies`, which are sorted by id, with a table of them on top.
#[must_use]
pub fn reference(title: &str, policies: &[Arc<Metadata>]) -> String {
    let mut out = format!("# {title}\n\nGenerated from the policies; `bartizan explain ID` prints the same.\n\n");
    out.push_str("| policy | severity | level | title |\n|---|---|---|---|\n");
    for policy in policies {
        let id = &policy.id;
        let _ = writeln!(
            out,
            "| [{id}](#{}) | {} | {} | {} |",
            id.to_lowercase(),
            policy.severity.as_str(),
            policy.level,
            cell(&policy.title)
        );
    }
    for policy in policies {
        section(&mut out, policy);
    }
    out
}

fn section(out: &mut String, policy: &Metadata) {
    let _ = write!(out, "\n## {}\n\n**{}**\n\n", policy.id, policy.title);
    let kinds = policy.kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ");
    let scope = match policy.scope {
        Scope::Resource => "each by itself",
        Scope::Unit => "together with what belongs to the same unit",
        Scope::Fleet => "together with the whole scan",
    };
    let severity = policy.severity.as_str();
    let _ = write!(
        out,
        "*What it looks for.* It judges {kinds}, {scope}. Severity {severity}, confidence {}, profile `{}`.\n\n",
        policy.confidence.as_str(),
        policy.profile().as_str()
    );
    let _ = write!(out, "*Why it matters.* {}\n\n", one_line(&policy.description));
    let _ = write!(out, "*How to fix it.* {}\n\n", one_line(&policy.remediation));
    if let Some(whose) = whose(policy) {
        let _ = write!(out, "*Whose it is.* {whose}.\n\n");
    }
    let _ = write!(
        out,
        "*What it serves.* Maturity level {}, {}; rows {}.",
        policy.level,
        policy.pillar,
        policy.controls.join(", ")
    );
    for (scheme, ids) in &policy.references {
        let _ = write!(out, " {scheme}: {}.", ids.join(", "));
    }
    out.push_str("\n\n");
    for (name, parameter) in &policy.parameters {
        let _ = writeln!(
            out,
            "- Parameter `{name}` ({}, default `{}`): {}",
            parameter.kind,
            parameter.default,
            one_line(&parameter.description)
        );
    }
    for page in &policy.related_resources {
        let _ = writeln!(out, "- <{page}>");
    }
}

/// Text that a table's cell can hold.
fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}
