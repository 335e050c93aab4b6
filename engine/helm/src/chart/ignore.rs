//! `.helmignore`: which files of a chart's folder are no part of the chart.

use super::pattern::Pattern;
use crate::{Error, Result};

/// The rules of a `.helmignore` file, and those that Helm adds.
///
/// They are Helm's, not Git's: the first rule that matches decides, and a negated rule (`!name`) ignores all that it
/// does *not* match.
#[derive(Clone, Debug)]
pub struct IgnoreRules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: Pattern,
    negated: bool,
    /// Is it about folders only?
    folder: bool,
    /// Is it compared with the last part of a path only?
    name_only: bool,
}

impl IgnoreRules {
    /// The name of the file that holds the rules, in the chart's folder.
    pub const FILE: &str = ".helmignore";

    /// The rules of `text`, which is empty when there is no such file.
    ///
    /// # Errors
    /// When a pattern is malformed or holds `**`, which Helm does not know.
    pub fn new(text: &str) -> Result<Self> {
        let mut rules = Vec::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            rules.extend(rule(line.trim())?);
        }
        rules.extend(rule("templates/.?*")?);
        Ok(Self { rules })
    }

    /// Is the file at `path`, relative to the chart's folder, part of the chart? It is not when one of its folders is
    /// ignored.
    #[must_use]
    pub fn keeps(&self, path: &str) -> bool {
        path.match_indices('/').all(|(at, _)| !self.ignores(&path[..at], true)) && !self.ignores(path, false)
    }

    /// Do the rules ignore this folder or file itself?
    #[must_use]
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.rules {
            let matches = || {
                let name = if rule.name_only { path.rsplit('/').next().unwrap_or(path) } else { path };
                rule.pattern.matches(name)
            };
            let about = is_folder || !rule.folder;
            if rule.negated {
                if !about || !matches() {
                    return true;
                }
            } else if about && matches() {
                return true;
            }
        }
        false
    }
}

fn rule(line: &str) -> Result<Option<Rule>> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if line.contains("**") {
        return Err(Error::new("double-star (**) syntax is not supported"));
    }
    let negated = line.starts_with('!');
    let text = line.strip_prefix('!').unwrap_or(line);
    let folder = text.ends_with('/');
    let text = text.strip_suffix('/').unwrap_or(text);
    let name_only = !text.contains('/');
    let malformed = || Error::new("syntax error in pattern");
    Pattern::new(line).ok_or_else(malformed)?;
    let pattern = Pattern::new(text.strip_prefix('/').unwrap_or(text)).ok_or_else(malformed)?;
    Ok(Some(Rule { pattern, negated, folder, name_only }))
}

#[cfg(test)]
mod tests {
    use super::IgnoreRules;

    /// Answers of Helm's own rules.
    #[test]
    fn the_first_rule_that_matches_decides() {
        let kept = |rules: &str, path: &str| IgnoreRules::new(rules).is_ok_and(|rules| rules.keeps(path));
        for (rules, path, expected) in [
            ("", "templates/.dotfile", false),
            ("", "templates/_x.tpl", true),
            ("", ".github/x", true),
            ("helm.txt", "helm.txt", false),
            ("helm.*", "docs/helm.txt", false),
            ("/helm.txt", "docs/helm.txt", true),
            ("docs/", "docs/helm.txt", false),
            ("docs/", "docs", true),
            ("cargo/*.txt", "cargo/a.txt", false),
            ("cargo/*.txt", "cargo/b/a.txt", true),
            ("!helm.txt", "helm.txt", true),
            ("!helm.txt", "other.txt", false),
            ("# helm.txt\n\n  *.md  ", "README.md", false),
            ("*.md\n!helm.txt", "helm.txt", true),
        ] {
            assert_eq!(kept(rules, path), expected, "{rules:?} on {path}");
        }
    }

    #[test]
    fn malformed_rules_are_said() {
        let message = |rules| IgnoreRules::new(rules).err().map(|error| error.message);
        assert_eq!(message("a/**").as_deref(), Some("double-star (**) syntax is not supported"));
        assert_eq!(message("[a").as_deref(), Some("syntax error in pattern"));
    }
}
