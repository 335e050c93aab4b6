//! `.checkov.yaml`: the options of the command line by their long names.
//!
//! Source: <https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html>.

use super::draft::{Checks, Draft};
use super::read::{is_on, texts, yaml};
use super::{ImportError, Settings};
use crate::config::Exception;
use crate::files::Files;

/// Severities are those of the platform of Checkov's maker, not of the checks.
const SEVERITIES: [&str; 4] = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];

/// Options that only say what is printed, where, or where to look.
const HARMLESS: [&str; 22] = [
    "branch",
    "compact",
    "config-file",
    "create-baseline",
    "directory",
    "evaluate-variables",
    "file",
    "mask",
    "no-fail-on-crash",
    "no-guide",
    "output",
    "output-bc-ids",
    "output-baseline-as-skipped",
    "output-file-path",
    "quiet",
    "repo-id",
    "repo-root-for-plan-enrichment",
    "skip-download",
    "skip-resources-without-violations",
    "skip-results-upload",
    "summary-position",
    "support",
];

pub(super) fn take(draft: &mut Draft<'_>, files: &Files, file: &str) -> Result<(), ImportError> {
    if file == ".checkov.baseline" {
        draft.baseline();
        return Ok(());
    }
    let settings = yaml(files, file)?;
    for (key, value) in &settings {
        let given = texts(value);
        match key.as_str() {
            "skip-check" => skipped(draft, key, given),
            "check" => checks(draft, key, given, "select", true),
            "soft-fail-on" => checks(draft, key, given, "warn_only", false),
            "soft-fail" if is_on(value) => soft(draft, &settings),
            // All fail a run unless something else is said.
            "hard-fail-on" | "soft-fail" => {}
            "skip-path" => given.iter().for_each(|pattern| left_out(draft, key, pattern)),
            "baseline" => draft.baseline(),
            "framework" | "skip-framework" => {
                draft.untold(format!("`{key}`: what a file is, is told from the file; see `exclude` and `select`"));
            }
            "external-checks-dir" | "external-checks-git" => {
                draft.untold(format!("`{key}`: checks in Python or YAML do not run here; write them in Rego"));
            }
            "var-file" => draft.untold(format!("`{key}`: name the files in `[[terraform.root]]`, as `var_files`")),
            "download-external-modules" => {
                draft.untold(format!("`{key}`: nothing is downloaded; `terraform init` brings the modules"));
            }
            key if HARMLESS.contains(&key) => {}
            key => draft.untold(format!("`{key}` has no counterpart")),
        }
    }
    Ok(())
}

fn checks(draft: &mut Draft<'_>, key: &str, ids: Vec<String>, into: &'static str, widens: bool) {
    let (severities, ids): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| SEVERITIES.contains(&&*id.to_uppercase()));
    for severity in severities {
        draft.untold(format!(
            "`{key}`: {severity}: severities are those of the policies here; see `min_severity` and `fail_on`"
        ));
    }
    draft.checks(&Checks { key, ids, into, widens });
}

/// A check, or `ID:PATTERN` for what a regular expression matches.
fn skipped(draft: &mut Draft<'_>, key: &str, given: Vec<String>) {
    let (limited, whole): (Vec<_>, Vec<_>) = given.into_iter().partition(|one| one.contains(':'));
    for one in limited {
        let Some((id, pattern)) = one.split_once(':') else { continue };
        match glob(pattern) {
            Some(path) => {
                let reason = format!("`{key}` of Checkov: {one}");
                let exception = Exception { path: Some(path), reason, ..no_exception() };
                draft.exceptions(id, &[id.to_owned()], &exception);
            }
            None => draft.untold(format!("`{key}`: {one}: the regular expression says what no glob says")),
        }
    }
    checks(draft, key, whole, "ignore", false);
}

/// An exception of nothing.
pub(super) fn no_exception() -> Exception {
    Exception {
        policy: String::new(),
        path: None,
        address: None,
        reason: String::new(),
        owner: String::new(),
        until: None,
    }
}

/// Nothing fails a run, but for what is named.
fn soft(draft: &mut Draft<'_>, settings: &Settings) {
    if settings.contains_key("hard-fail-on") {
        draft.untold(
            "`soft-fail` with `hard-fail-on`: name in `warn_only` what fails no run; what is not named does".to_owned(),
        );
    } else {
        draft.entry("warn_only", "soft-fail", "*".to_owned());
    }
}

fn left_out(draft: &mut Draft<'_>, key: &str, pattern: &str) {
    match glob(pattern) {
        Some(glob) => draft.entry("exclude", key, glob),
        None => draft.untold(format!("`{key}`: {pattern}: the regular expression says what no glob says")),
    }
}

/// The glob that matches the paths in which a regular expression finds something; none where there is none.
fn glob(pattern: &str) -> Option<String> {
    // Checkov takes what begins with a dot by the letter.
    let is_literal = pattern.starts_with('.') && !pattern.starts_with("..") && !pattern.starts_with(".*");
    let (inner, is_start) = pattern.strip_prefix('^').map_or((pattern, false), |inner| (inner, true));
    let (inner, is_end) = inner.strip_suffix('$').map_or((inner, false), |inner| (inner, true));
    let mut out = if is_start { String::new() } else { "*".to_owned() };
    let mut rest = inner.trim_start_matches("./").chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '.' if !is_literal && rest.peek() == Some(&'*') => {
                rest.next();
                out.push('*');
            }
            '\\' => out.push(rest.next().filter(|c| matches!(c, '.' | '/' | '-' | '_'))?),
            c if c.is_alphanumeric() || "/._- ".contains(c) => out.push(c),
            _ => return None,
        }
    }
    if !is_end {
        out.push('*');
    }
    while out.contains("**") {
        out = out.replace("**", "*");
    }
    (out != "*").then_some(out)
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn regular_expressions_become_globs_where_they_can() {
        for (pattern, wanted) in [
            ("tests/", Some("*tests/*")),
            ("^modules/legacy/", Some("modules/legacy/*")),
            (r".*\.generated\.yaml$", Some("*.generated.yaml")),
            (".github", Some("*.github*")),
            ("(a|b)/", None),
            ("a[0-9]", None),
            (".*", None),
        ] {
            assert_eq!(glob(pattern).as_deref(), wanted, "{pattern}");
        }
    }
}
