//! Terraform's `snake_case` as the `camelCase` of other platforms.

/// `full_scope_allowed` as `fullScopeAllowed`.
pub(super) fn camel(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            text.extend(c.to_uppercase());
            upper = false;
        } else {
            text.push(c);
        }
    }
    text
}
