//! Templates and constraints for Gatekeeper: the policies on Kubernetes objects, at admission and in audits.
//!
//! <https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates>. A template holds the policy and its
//! libraries as they are, moved below `data.lib` (the only place that Gatekeeper lets libraries stand in), and an adapter that
//! shows them the object under review as a resource.

mod constraint;
mod suite;
mod template;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{ExportError, ExportedFiles};
use crate::policy::{Policy, Scope, Severity};
use crate::resource::Platform;
use crate::session::{PolicyInForce, Session};
use crate::yaml;

/// What a constraint does with a violation (`enforcementAction`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Refuse the object.
    Deny,
    /// Tell the user, and admit it.
    Warn,
    /// Only note it, in audits.
    Dryrun,
}

impl Action {
    /// As Gatekeeper writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Warn => "warn",
            Self::Dryrun => "dryrun",
        }
    }

    /// Severity high and above denies, the rest warns. What depends on other objects than the one under review is for audits:
    /// those may come later. So is what concerns files alone.
    fn of(policy: &Policy, severity: Severity) -> Self {
        match policy.scope {
            Scope::Unit | Scope::Fleet => Self::Dryrun,
            Scope::Resource if ABOUT_FILES.contains(&&*policy.id) => Self::Dryrun,
            Scope::Resource if severity >= Severity::High => Self::Deny,
            Scope::Resource => Self::Warn,
        }
    }
}

/// Policies about what may stand in a file, which every object in a cluster violates: each Secret there is readable.
const ABOUT_FILES: [&str; 1] = ["SEC-007"];

/// What was written for Gatekeeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gatekeeper {
    /// Templates, constraints, what to synchronise, examples and tests.
    pub files: ExportedFiles,
    /// Ids of the policies that are in them.
    pub exported: Vec<String>,
    /// Ids of the policies on Kubernetes that are not, and why.
    pub left_out: Vec<(String, String)>,
}

/// A policy on its way out.
struct Exported<'a> {
    given: PolicyInForce<'a>,
    /// Kind of its constraints.
    kind: String,
    /// Name of its constraint and of its files.
    name: String,
    action: Action,
}

impl<'a> Exported<'a> {
    fn policy(&self) -> &'a Policy {
        self.given.policy
    }
}

/// The policies of `session` on Kubernetes objects, as files for Gatekeeper. All constraints do `action` where it is given.
///
/// # Errors
///
/// No policy on Kubernetes objects runs.
pub fn gatekeeper(session: &Session, action: Option<Action>) -> Result<Gatekeeper, ExportError> {
    let mut out = Gatekeeper { files: ExportedFiles::new(), exported: Vec::new(), left_out: Vec::new() };
    let (mut kinds, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut exported = Vec::new();
    for given in session.policies_in_force().filter(|given| given.policy.platform == Platform::Kubernetes) {
        let policy = given.policy;
        let kind = unique(kind(&policy.package), &mut kinds);
        let name = unique(name(&policy.id), &mut names);
        let action = action.unwrap_or_else(|| Action::of(policy, given.severity));
        let one = Exported { given, kind, name, action };
        match template::template(session, &one) {
            Ok(template) => {
                out.files.insert(format!("templates/{}.yaml", one.name), yaml::document(&template).into_bytes());
                let constraint = yaml::document(&constraint::constraint(&one, &one.given.parameters));
                out.files.insert(format!("constraints/{}.yaml", one.name), constraint.into_bytes());
                out.exported.push(policy.id.to_string());
                exported.push(one);
            }
            Err(reason) => out.left_out.push((policy.id.to_string(), reason)),
        }
    }
    if exported.is_empty() {
        return Err(ExportError::NothingToExport { kubernetes: true });
    }
    if let Some(sync) = constraint::sync_set(exported.iter().map(Exported::policy)) {
        out.files.insert("templates/sync.yaml".to_owned(), yaml::document(&sync).into_bytes());
    }
    suite::add(&exported, &mut out.files);
    for folder in ["templates", "constraints"] {
        let kustomization =
            kustomization(folder, out.files.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/')));
        out.files.insert(format!("{folder}/kustomization.yaml"), kustomization);
    }
    out.files
        .insert("kustomization.yaml".to_owned(), kustomization("bartizan", ["templates", "constraints"].into_iter()));
    out.files.insert("README.md".to_owned(), readme(&exported, &out.left_out).into_bytes());
    Ok(out)
}

/// `BartizanHostPath` for `….host_path`.
fn kind(package: &str) -> String {
    let words = package.rsplit('.').next().unwrap_or(package).split(|c: char| !c.is_ascii_alphanumeric());
    let capital =
        |word: &str| word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)).collect();
    let words: String = words.map(|word| -> String { capital(word) }).collect();
    format!("Bartizan{words}")
}

/// The id as Kubernetes allows names.
fn name(id: &str) -> String {
    let plain = id.to_ascii_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    plain.trim_matches('-').to_owned()
}

/// `wanted`, with a number where another has that name; upper and lower case are the same to Kubernetes.
fn unique(wanted: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}{number}"));
    let mut names = std::iter::once(wanted.clone()).chain(numbered);
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or(wanted)
}

fn kustomization<'a>(name: &str, resources: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let resources: Vec<&str> = resources.collect();
    let value = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "metadata": {"name": name},
        "resources": resources,
    });
    yaml::document(&value).into_bytes()
}

/// What is in the folder, and what is not.
fn readme(exported: &[Exported<'_>], left_out: &[(String, String)]) -> String {
    let mut page = "# Policies for Gatekeeper\n\nWritten by `bartizan export gatekeeper`. Needs Gatekeeper 3.19 or newer.\n\n\
                    ```sh\nkubectl apply -k templates\nkubectl apply -k constraints   # when Gatekeeper has made the kinds of the templates\n\
                    gator verify .                 # tests templates and constraints on the examples\n```\n\n\
                    | policy | constraint | action | what it refuses |\n|---|---|---|---|\n"
        .to_owned();
    for one in exported {
        let (id, title) = (&one.policy().id, &one.policy().metadata().title);
        let _ = writeln!(
            page,
            "| {id} | {}/{} | {} | {} |",
            one.kind,
            one.name,
            one.action.as_str(),
            title.replace('|', "\\|")
        );
    }
    if !left_out.is_empty() {
        page.push_str("\nNot exported:\n\n");
        for (id, reason) in left_out {
            let _ = writeln!(page, "- {id}: {reason}");
        }
    }
    page
}

/// API group and kind of a selector; the core group is the empty one.
fn group_and_kind(selector: &str) -> (&str, &str) {
    selector.rsplit_once('/').unwrap_or(if selector == "*" { ("*", "*") } else { ("", selector) })
}

/// A description of the policy that fits on a line.
fn annotations(policy: &Policy, severity: Severity) -> Value {
    let metadata = policy.metadata();
    json!({
        "bartizan/id": metadata.id,
        "bartizan/owner": metadata.owner,
        "bartizan/severity": severity.as_str(),
        "description": metadata.description,
        "metadata.gatekeeper.sh/title": metadata.title,
    })
}
