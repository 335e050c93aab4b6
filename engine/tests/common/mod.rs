//! Policies made for tests.

/// A policy of a user: `head` is its annotations' `custom`, without id.
pub(crate) fn policy(id: &str, head: &str, rules: &str) -> (String, String) {
    let name = id.to_lowercase().replace('-', "_");
    let text = format!(
        "# METADATA\n# title: T\n# custom:\n#   id: {id}\n#   platform: terraform\n{}\npackage acme.{name}\n\n{rules}\n",
        head.lines().map(|line| format!("#   {line}")).collect::<Vec<_>>().join("\n")
    );
    (format!("{name}.rego"), text)
}
