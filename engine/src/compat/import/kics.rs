//! `kics.config`: YAML, JSON or TOML, whatever its name.
//!
//! Source: <https://docs.kics.io/latest/configuration-file/>.

use super::draft::{Checks, Draft};
use super::read::{self, texts};
use super::{ImportError, Settings};
use crate::files::Files;
use crate::policy::Severity;

/// Settings that only say what is printed, where, or where to look.
const HARMLESS: [&str; 23] = [
    "bom",
    "ci",
    "disable-full-descriptions",
    "ignore-on-exit",
    "input-data",
    "libraries-path",
    "line-info-payload",
    "log-file",
    "log-format",
    "log-level",
    "log-path",
    "minimal-ui",
    "no-color",
    "no-progress",
    "output-name",
    "output-path",
    "parallel",
    "path",
    "payload-path",
    "preview-lines",
    "report-formats",
    "silent",
    "verbose",
];

pub(super) fn take(draft: &mut Draft<'_>, files: &Files, file: &str) -> Result<(), ImportError> {
    let settings: Settings = read::yaml(files, file).or_else(|error| read::toml(files, file).map_err(|_| error))?;
    for (key, value) in &settings {
        let given = texts(value);
        match key.as_str() {
            "exclude-queries" => draft.checks(&Checks { key, ids: given, into: "ignore", widens: false }),
            "include-queries" => draft.checks(&Checks { key, ids: given, into: "select", widens: true }),
            "exclude-paths" => given.iter().for_each(|path| {
                draft.wider(key, path);
                let path = path.trim_start_matches("./");
                let path = path.strip_suffix('/').map_or_else(|| path.to_owned(), |folder| format!("{folder}/**"));
                draft.entry("exclude", key, path);
            }),
            "exclude-severities" => {
                let is_left =
                    |severity: &Severity| !given.iter().any(|one| one.eq_ignore_ascii_case(severity.as_str()));
                let left: Vec<String> =
                    Severity::ALL.into_iter().filter(is_left).map(|severity| severity.as_str().to_owned()).collect();
                draft.severities("min_severity", key, &left);
            }
            "fail-on" => draft.severities("fail_on", key, &given),
            "exclude-results" => {
                draft.untold(format!("`{key}`: findings have other fingerprints here; see `bartizan baseline`"));
            }
            "exclude-categories" => draft.untold(format!("`{key}`: there are no such categories here; see `ignore`")),
            "queries-path" => draft.untold(format!("`{key}`: queries for KICS do not run here; write them in Rego")),
            "type" | "exclude-type" | "cloud-provider" => {
                draft.untold(format!("`{key}`: what a file is, is told from the file; see `exclude` and `select`"));
            }
            key if HARMLESS.contains(&key) => {}
            key => draft.untold(format!("`{key}` has no counterpart")),
        }
    }
    Ok(())
}
