//! What a finding depends on, for people.

use std::fmt::Write as _;

use crate::finding::{Dependency, Finding};
use crate::resource::{Path, PathElement};

/// Places named at most.
const MOST: usize = 8;

/// What a finding depends on, in words: `depends on spec.replicas (line 12); missing: spec.strategy`. Where some places
/// decided, those that were only shown are left out. None where nothing is known.
#[must_use]
pub fn depends_on(finding: &Finding) -> Option<String> {
    let known = finding.depends_on.as_deref()?;
    let decided = known.iter().any(|place| place.decisive);
    let (missing, present): (Vec<_>, Vec<_>) =
        known.iter().filter(|place| place.decisive || !decided).partition(|place| place.absent);
    let present = list(&present, |place| format!("{}{}", name(finding, place), line(finding, place)));
    let missing = list(&missing, |place| name(finding, place));
    match (present, missing) {
        (Some(present), Some(missing)) => Some(format!("depends on {present}; missing: {missing}")),
        (Some(present), None) => Some(format!("depends on {present}")),
        (None, Some(missing)) => Some(format!("missing: {missing}")),
        (None, None) => None,
    }
}

fn list(places: &[&Dependency], text: impl Fn(&Dependency) -> String) -> Option<String> {
    let mut named: Vec<String> = places.iter().take(MOST).map(|place| text(place)).collect();
    if places.len() > MOST {
        named.push(format!("{} more", places.len() - MOST));
    }
    (!named.is_empty()).then(|| named.join(", "))
}

/// The path, behind the address of a resource that is not the finding's own.
fn name(finding: &Finding, place: &Dependency) -> String {
    match &place.resource {
        Some(address) if *address != finding.resource.address => format!("{address}: {}", path(&place.path)),
        _ => path(&place.path),
    }
}

fn line(finding: &Finding, place: &Dependency) -> String {
    let Some(location) = &place.location else { return String::new() };
    let line = location.start.line;
    if finding.location.as_ref().is_none_or(|own| own.file == location.file) {
        format!(" (line {line})")
    } else {
        format!(" ({}:{line})", location.file)
    }
}

/// A path as `spec.containers[0].image`; `.` is the whole.
fn path(path: &Path) -> String {
    let mut text = String::new();
    for element in path {
        let _ = match element {
            PathElement::Index(index) => write!(text, "[{index}]"),
            PathElement::Key(key) if !key.is_empty() && key.chars().all(plain) => {
                write!(text, "{}{key}", if text.is_empty() { "" } else { "." })
            }
            PathElement::Key(key) => write!(text, "[{key:?}]"),
        };
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

fn plain(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '-' | '@' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_paths_as_people_do() {
        let text = |elements: &[&str]| path(&elements.iter().map(|element| PathElement::from(*element)).collect());
        assert_eq!(text(&["spec", "a b", "c-d"]), r#"spec["a b"].c-d"#);
        assert_eq!(text(&["metadata", "labels", "app.io/name"]), r#"metadata.labels["app.io/name"]"#);
        assert_eq!(path(&vec!["x".into(), 0.into(), "y".into()]), "x[0].y");
        assert_eq!(text(&[]), ".");
    }
}
