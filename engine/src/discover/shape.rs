//! What parsed documents are.

use super::FileKind;
use super::marks::REALM_KEYS;
use crate::source::{Document, Format, Node};

/// The API group of kustomizations and their components.
const KUSTOMIZE_GROUP: &str = "kustomize.config.k8s.io/";

/// What the documents of a file are, and by what that is told; [`FileKind::None`] when they are nothing of ours.
pub(super) fn of(documents: &[Document], text: &str, format: Format) -> (FileKind, &'static str) {
    let kinds = || documents.iter().map(|document| of_root(&document.root));
    let kind = if kinds().any(|kind| kind == FileKind::Kubernetes) {
        FileKind::Kubernetes
    } else {
        kinds().find(|kind| *kind != FileKind::None).unwrap_or(FileKind::None)
    };
    match kind {
        FileKind::KeycloakRealm | FileKind::KeycloakUsers if format == Format::Yaml => {
            (FileKind::KeycloakConfigCli, "a realm in YAML")
        }
        FileKind::KeycloakRealm | FileKind::KeycloakUsers if has_placeholder(text) => {
            (FileKind::KeycloakConfigCli, "a realm with placeholders `$(…)`")
        }
        FileKind::TerraformPlan => (kind, "has the planned values or resource changes of a plan"),
        FileKind::TerraformState => (kind, STATE),
        FileKind::Kubernetes => (kind, "has `apiVersion` and `kind`"),
        FileKind::Kustomization => (kind, "has the API group of kustomizations"),
        FileKind::KeycloakRealm => (kind, "has `realm` and settings of a realm"),
        FileKind::KeycloakUsers => (kind, "has `realm` and its users only"),
        _ => (FileKind::None, NOTHING),
    }
}

/// Why a file is nothing of ours.
pub(super) const NOTHING: &str =
    "neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak";

/// Why a state is not judged.
pub(super) const STATE: &str =
    "a Terraform state says what is, not what will be; give the plan as `terraform show -json` prints it";

fn of_root(root: &Node) -> FileKind {
    if let Some(items) = root.as_sequence() {
        let realms = !items.is_empty() && items.iter().all(|item| of_mapping(item) == FileKind::KeycloakRealm);
        return if realms { FileKind::KeycloakRealm } else { FileKind::None };
    }
    of_mapping(root)
}

fn of_mapping(root: &Node) -> FileKind {
    let text = |key| root.get(key).and_then(Node::as_str);
    if let (Some(api_version), Some(_)) = (text("apiVersion"), text("kind")) {
        return if api_version.starts_with(KUSTOMIZE_GROUP) { FileKind::Kustomization } else { FileKind::Kubernetes };
    }
    if is_plan(root) {
        return FileKind::TerraformPlan;
    }
    if is_state(root) {
        return FileKind::TerraformState;
    }
    match realm_part(root) {
        Some(RealmPart::Realm) => FileKind::KeycloakRealm,
        Some(RealmPart::Users) => FileKind::KeycloakUsers,
        None => FileKind::None,
    }
}

/// Is `root` the representation of a realm, or of users of a realm as a directory export keeps them?
#[must_use]
pub fn is_realm(root: &Node) -> bool {
    realm_part(root).is_some()
}

enum RealmPart {
    Realm,
    Users,
}

fn realm_part(root: &Node) -> Option<RealmPart> {
    root.get("realm")?.as_str()?;
    if root.get("apiVersion").is_some() {
        return None;
    }
    if REALM_KEYS.iter().any(|key| root.get(key).is_some()) {
        return Some(RealmPart::Realm);
    }
    let is_list = |key: &&str| root.get(key).is_some_and(|users| users.as_sequence().is_some());
    ["users", "federatedUsers"].iter().any(is_list).then_some(RealmPart::Users)
}

/// A plan names its format; some tools that filter plans drop that, so then the shape must be a plan's.
fn is_plan(root: &Node) -> bool {
    let values = root.get("planned_values");
    let changes = root.get("resource_changes");
    if root.get("format_version").is_some() {
        return values.is_some() || changes.is_some();
    }
    values.is_some_and(|values| values.get("root_module").is_some_and(|module| module.as_mapping().is_some()))
        || changes
            .and_then(|changes| changes.index(0))
            .is_some_and(|change| change.get("address").is_some() && change.get("change").is_some())
}

/// A state as Terraform keeps it or as `terraform show -json` prints it.
fn is_state(root: &Node) -> bool {
    let has = |key| root.get(key).is_some();
    has("terraform_version") && ((has("format_version") && has("values")) || (has("lineage") && has("serial")))
}

/// Is there a placeholder of keycloak-config-cli: `$(env:NAME)`, `$(file:…)`, `$(name:-default)`?
pub(super) fn has_placeholder(text: &str) -> bool {
    text.match_indices("$(").any(|(at, _)| {
        let rest = &text[at + 2..];
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_.".contains(c)).unwrap_or(0);
        name > 0 && rest[name..].starts_with([':', ')'])
    })
}
