//! A bundle as OPA loads it: <https://www.openpolicyagent.org/docs/management-bundles#bundle-file-format>.

mod sign;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{ExportError, ExportedFiles};
use crate::policy::{Library, Pack, Scope};
use crate::session::{PolicyInForce, Session};

pub use sign::{Algorithm, SignError, sign};

/// The entry module, as far as it does not depend on the policies.
const ENTRY: &str = include_str!("entry.rego");

/// Where user's modules are put; the bundled ones keep their paths.
const LOCAL: &str = "local";

/// The policies of `session`, their libraries, and `data.bartizan.deny` and `data.bartizan.undetermined`, which ask those
/// that judge the input.
///
/// # Errors
///
/// No policy runs.
pub fn opa_bundle(session: &Session) -> Result<ExportedFiles, ExportError> {
    let policies: Vec<PolicyInForce<'_>> = session.policies_in_force().collect();
    if policies.is_empty() {
        return Err(ExportError::NothingToExport { kubernetes: false });
    }
    let libraries = libraries(session.pack(), &policies);
    let mut files = ExportedFiles::new();
    let mut roots = BTreeSet::from(["bartizan"]);
    for library in &libraries {
        let bundled = bartizan_policies::LIBRARIES.iter().any(|known| known.package == library.package);
        files.insert(path(&library.file, &library.package, bundled), library.text.as_bytes().to_vec());
        roots.insert(root(&library.package));
    }
    for PolicyInForce { policy, .. } in &policies {
        files.insert(path(&policy.file, &policy.package, policy.bundled), policy.text.as_bytes().to_vec());
        roots.insert(root(&policy.package));
    }
    files.insert("bartizan.rego".to_owned(), entry(&policies).into_bytes());
    let data = json!({"bartizan": {"export": {"policies": described(&policies), "index": index(&policies)}}});
    files.insert("data.json".to_owned(), pretty(&data));
    let manifest = json!({"revision": revision(&files), "roots": roots, "rego_version": 1});
    files.insert(".manifest".to_owned(), pretty(&manifest));
    Ok(files)
}

fn path(file: &str, package: &str, bundled: bool) -> String {
    if bundled { file.to_owned() } else { format!("{LOCAL}/{}.rego", package.replace('.', "/")) }
}

/// The part of `data` that a package is in.
fn root(package: &str) -> &str {
    package.split('.').next().unwrap_or(package)
}

/// The libraries that these policies need.
fn libraries<'a>(pack: &'a Pack, policies: &[PolicyInForce<'_>]) -> Vec<&'a Library> {
    let needed: BTreeSet<usize> = policies.iter().flat_map(|given| &given.policy.libraries).copied().collect();
    needed.into_iter().map(|at| &pack.libraries()[at]).collect()
}

/// The entry module: beside what is the same for all, one function a rule, by the policy's id.
fn entry(policies: &[PolicyInForce<'_>]) -> String {
    let mut module = ENTRY.to_owned();
    for (function, rule) in [("denials", "deny"), ("doubts", "undetermined")] {
        for PolicyInForce { policy, parameters, .. } in policies {
            let (id, package) = (json!(policy.id), &policy.package);
            // Without parameters there is nothing to pass, and OPA need not evaluate the libraries anew.
            let _ = if parameters.is_empty() {
                write!(module, "\n{function}({id}) := data.{package}.{rule}\n")
            } else {
                write!(
                    module,
                    "\n{function}({id}) := elements if {{\n\telements := data.{package}.{rule} with input.parameters as \
                     policies[{id}].parameters\n}}\n"
                )
            };
        }
    }
    module
}

/// What the entry module says of each policy, and passes to it.
fn described(policies: &[PolicyInForce<'_>]) -> Map<String, Value> {
    let describe = |given: &PolicyInForce<'_>| {
        let metadata = given.policy.metadata();
        let finding = json!({
            "policy": metadata.id,
            "title": metadata.title,
            "severity": given.severity,
            "confidence": metadata.confidence,
            "level": metadata.level,
            "layer": metadata.layer,
            "owner": metadata.owner,
            "supporting": metadata.supporting,
            "controls": metadata.controls,
            "remediation": metadata.remediation,
            "scope": metadata.scope,
        });
        let described = json!({"kinds": given.policy.kinds, "parameters": given.parameters, "finding": finding});
        (metadata.id.clone(), described)
    };
    policies.iter().map(describe).collect()
}

/// Ids of policies: of scope `resource` by platform and kind, of the others by platform.
fn index(policies: &[PolicyInForce<'_>]) -> Value {
    let mut single: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    let mut sets: BTreeMap<Scope, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for PolicyInForce { policy, .. } in policies {
        let platform = policy.platform.as_str();
        if policy.scope == Scope::Resource {
            for kind in &policy.kinds {
                single.entry(platform).or_default().entry(kind).or_default().push(&policy.id);
            }
        } else {
            sets.entry(policy.scope).or_default().entry(platform).or_default().push(&policy.id);
        }
    }
    let of = |scope| json!(sets.get(&scope).cloned().unwrap_or_default());
    json!({"resource": single, "unit": of(Scope::Unit), "fleet": of(Scope::Fleet)})
}

/// Names this state of the files.
fn revision(files: &ExportedFiles) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, content) in files {
        hasher.update(path.as_bytes()).update(&[0]).update(&(content.len() as u64).to_le_bytes()).update(content);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// JSON for people too, with a final newline.
fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
