//! Paths relative to the project root, with `/`: how everything in the engine names a file.

/// The root itself.
pub const ROOT: &str = ".";

/// The folder that holds `path`; [`ROOT`] for what stands in the root.
#[must_use]
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or(ROOT, |(folder, _)| folder)
}

/// The last element of `path`.
#[must_use]
pub fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `name` (which may hold `/`) below `folder`.
#[must_use]
pub fn join(folder: &str, name: &str) -> String {
    if folder == ROOT { name.to_owned() } else { format!("{folder}/{name}") }
}

/// `relative` as a file in `folder` would write it (`./a.yaml`, `../base/b.yaml`), seen from the root; none when it
/// leaves the root or is absolute.
#[must_use]
pub fn resolve(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| *part != ROOT).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(if parts.is_empty() { ROOT.to_owned() } else { parts.join("/") })
}

/// `folder` and every folder above it, the root last.
pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let current = next?;
        next = (current != ROOT).then(|| self::folder(current));
        Some(current)
    })
}

/// Is `path` the folder `above` or anything below it?
#[must_use]
pub fn is_within(path: &str, above: &str) -> bool {
    above == ROOT || path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_between_folders() {
        assert_eq!(folder("a.yaml"), ".");
        assert_eq!(folder("a/b/c.yaml"), "a/b");
        assert_eq!(name("a/b/c.yaml"), "c.yaml");
        assert_eq!(join(".", "a.yaml"), "a.yaml");
        assert_eq!(resolve("a/b", "./../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(resolve(".", "./a//b"), Some("a/b".into()));
        assert_eq!(resolve("a", ".."), Some(".".into()));
        assert_eq!(resolve("a", "../../b"), None);
        assert_eq!(resolve("a", "/etc/passwd"), None);
        assert_eq!(ancestors("a/b").collect::<Vec<_>>(), ["a/b", "a", "."]);
        assert_eq!(ancestors(".").collect::<Vec<_>>(), ["."]);
        assert!(is_within("a/b", "a") && is_within("a", "a") && is_within("a", "."));
        assert!(!is_within("ab", "a"));
    }
}
