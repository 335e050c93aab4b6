//! `trivy.yaml`, `.trivyignore` and `.trivyignore.yaml`.
//!
//! Sources: <https://trivy.dev/latest/docs/references/configuration/config-file/>,
//! <https://trivy.dev/latest/docs/configuration/filtering/>.

use super::super::ignore_file::entries;
use super::checkov::no_exception;
use super::draft::{Checks, Draft};
use super::read::{at, texts, yaml};
use super::{ImportError, Settings};
use crate::config::{Day, Exception};
use crate::files::Files;

/// What settings of misconfigurations have no counterpart, and why.
const UNTOLD: [(&str, &str); 9] = [
    ("ignorefile", "only the files at the root are taken over"),
    ("ignore-policy", "rules in Rego that ignore findings do not run here; see `[[exceptions]]`"),
    ("misconfiguration.scanners", "what a file is, is told from the file; see `exclude` and `select`"),
    ("misconfiguration.helm.set", "name it in `[[helm.render]]`, as `set`"),
    ("misconfiguration.helm.values", "name the files in `[[helm.render]]`, as `values`"),
    ("misconfiguration.terraform.vars", "name the files in `[[terraform.root]]`, as `var_files`"),
    ("rego.data", "data of checks is not read"),
    ("scan.file-patterns", "what a file is, is told from the file"),
    ("exit-code", "the exit status is 1 from `fail_on` on; `--exit-zero` turns it into 0"),
];

pub(super) fn take(draft: &mut Draft<'_>, files: &Files, file: &str) -> Result<(), ImportError> {
    if file.starts_with(".trivyignore") {
        ignored(draft, file, &files.read(file)?.text);
    } else {
        settings(draft, &yaml(files, file)?);
    }
    Ok(())
}

fn settings(draft: &mut Draft<'_>, settings: &Settings) {
    if let Some(severities) = at(settings, "severity") {
        draft.severities("min_severity", "severity", &texts(severities));
    }
    for (key, is_folder) in [("scan.skip-dirs", true), ("scan.skip-files", false)] {
        for path in at(settings, key).map(texts).unwrap_or_default() {
            draft.wider(key, &path);
            let path = path.trim_start_matches("./").trim_end_matches('/').to_owned();
            draft.entry("exclude", key, if is_folder { format!("{path}/**") } else { path });
        }
    }
    // Of old they were called policies.
    for key in ["rego.check", "rego.policy"] {
        for folder in at(settings, key).map(texts).unwrap_or_default() {
            draft.policies(folder.trim_start_matches("./").trim_end_matches('/'));
        }
    }
    for (key, why) in UNTOLD {
        let value = at(settings, key);
        let says = |text: &String| !text.is_empty() && ![".trivyignore", "0", "1"].contains(&&**text);
        if value.is_some_and(|value| texts(value).iter().any(says)) {
            draft.untold(format!("`{key}`: {why}"));
        }
    }
}

/// What holds for all files and for ever is a policy that does not run; the rest are exceptions.
fn ignored(draft: &mut Draft<'_>, file: &str, text: &str) {
    let entries = entries(file, text);
    let is_other = |id: &str| {
        let id = id.to_uppercase();
        ["CVE-", "GHSA-"].iter().any(|prefix| id.starts_with(prefix))
    };
    let (whole, limited): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.paths.is_empty() && entry.until.is_none());
    let (others, ids): (Vec<_>, Vec<_>) = whole.into_iter().map(|entry| entry.id).partition(|id| is_other(id));
    if !others.is_empty() {
        let what = if others.len() == 1 { "a vulnerability is" } else { "vulnerabilities are" };
        draft.untold(format!("`{file}`: {}: {what} not looked for here", others.join(", ")));
    }
    draft.checks(&Checks { key: file, ids, into: "ignore", widens: false });
    let named: Vec<String> = limited.iter().map(|entry| entry.id.clone()).collect();
    for entry in limited {
        if is_other(&entry.id) {
            draft.untold(format!("`{file}`: {}: a vulnerability is not looked for here", entry.id));
            continue;
        }
        let reason = if entry.reason.is_empty() { format!("{} in {file}", entry.id) } else { entry.reason };
        let exception = Exception { reason, until: entry.until.map(Day), ..no_exception() };
        let paths = if entry.paths.is_empty() { vec![None] } else { entry.paths.into_iter().map(Some).collect() };
        for path in paths {
            path.iter().for_each(|path: &String| draft.wider(file, path));
            draft.exceptions(&entry.id, &named, &Exception { path, ..exception.clone() });
        }
    }
}
