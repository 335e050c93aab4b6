//! `conftest.toml`. Policies for conftest run as they are, with what that file says, when its folder is named.
//!
//! Source: <https://www.conftest.dev/options/>.

use super::ImportError;
use super::draft::Draft;
use super::read::toml;
use crate::files::Files;
use crate::foreign::conftest;

/// What is read from the file itself when policies are loaded.
const READ: [&str; 5] = ["policy", "namespace", "all-namespaces", "data", "combine"];

/// Need nothing be said of this key?
fn is_heeded(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    READ.contains(&&*key) || conftest::HARMLESS.contains(&&*key)
}

pub(super) fn take(draft: &mut Draft<'_>, files: &Files, file: &str) -> Result<(), ImportError> {
    if file != "conftest.toml" {
        // The file beside it says which folder holds the policies.
        if !files.exists("conftest.toml") {
            draft.policies(file);
        }
        return Ok(());
    }
    draft.policies(".");
    for key in toml(files, file)?.keys().filter(|key| !is_heeded(key)) {
        match key.to_ascii_lowercase().as_str() {
            "fail-on-warn" => draft.untold(format!("`{key}`: `warn` is low; `fail_on = \"low\"` lets it fail a run")),
            "ignore" => draft.untold(format!("`{key}`: see `exclude`")),
            "update" => draft.untold(format!("`{key}`: nothing is downloaded; `conftest pull` brings the policies")),
            _ => draft.untold(format!("`{key}` has no counterpart")),
        }
    }
    Ok(())
}
