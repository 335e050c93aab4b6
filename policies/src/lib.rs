//! The bundled policies, embedded, and indexed by the kinds they judge.
//!
//! The build script reads every `.rego` file beside `src/`, checks its annotations and writes the tables.

pub mod annotations;
pub mod models;
pub mod rego_text;

/// A bundled policy.
#[derive(Debug)]
pub struct Policy {
    /// Stable id, `K8S-014`.
    pub id: &'static str,
    /// Rego package, `bartizan.kubernetes.privileged`.
    pub package: &'static str,
    /// Path below the policies' folder, with `/`.
    pub path: &'static str,
    /// Platform it judges.
    pub platform: &'static str,
    /// Selectors of the kinds it judges, sorted; or `*`.
    pub kinds: &'static [&'static str],
    /// What its input holds: `resource`, `unit` or `fleet`.
    pub scope: &'static str,
    /// Severity unless overridden.
    pub severity: &'static str,
    /// Least profile that runs it: `default` or `strict`.
    pub profile: &'static str,
    /// Its metadata as flat JSON.
    pub metadata: &'static str,
    /// The file.
    pub text: &'static str,
    /// Indices in [`LIBRARIES`] of the helpers it needs, of its helpers' helpers too, ascending.
    pub libraries: &'static [u16],
}

/// A helper library.
#[derive(Debug)]
pub struct Library {
    /// Rego package, `bartizan.lib.workload`.
    pub package: &'static str,
    /// Path below the policies' folder, with `/`.
    pub path: &'static str,
    /// The file.
    pub text: &'static str,
    /// Indices of the helpers it needs, of its helpers' helpers too, ascending.
    pub libraries: &'static [u16],
}

/// What the name of a library's module begins with, in place of a folder.
const BUNDLED: &str = "bundled:";

impl Library {
    /// The name of its module among those of files.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{BUNDLED}{}", self.path)
    }
}

/// Is it the name of a library's module, and none of a file?
#[must_use]
pub fn is_bundled(name: &str) -> bool {
    name.starts_with(BUNDLED)
}

include!(concat!(env!("OUT_DIR"), "/pack.rs"));
