//! ConstraintTemplates.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::constraint::requires_sync;
use super::{Exported, annotations};
use crate::export::rename::under_lib;
use crate::kubernetes::{BUILT_IN_GROUPS, CLUSTER_SCOPED};
use crate::policy::{Library, Parameter, Policy, Scope};
use crate::session::Session;

/// Shows the policies what Gatekeeper knows.
const ADAPTER: &str = include_str!("adapter.rego");

/// The template of a policy, or why there can be none.
pub(super) fn template(session: &Session, one: &Exported<'_>) -> Result<Value, String> {
    let policy = one.policy();
    if policy.scope != Scope::Resource && !policy.text.contains("\"resource\"") {
        return Err("its findings name no object, and Gatekeeper reports violations of objects only".to_owned());
    }
    if let Some(package) = strange_package(session, policy) {
        return Err(format!("the package `{package}` is not of plain names"));
    }
    let libraries: Vec<&Library> = policy.libraries.iter().map(|at| &session.pack().libraries()[*at]).collect();
    let packages: Vec<&str> = libraries.iter().map(|library| &*library.package).chain([&*policy.package]).collect();
    let mut libs = vec![adapter(session)];
    for library in libraries {
        libs.push(under_lib(&library.text, &packages).map_err(|error| format!("{}: {error}", library.file))?);
    }
    libs.push(under_lib(&policy.text, &packages).map_err(|error| error.to_string())?);
    let parameters: Map<String, Value> =
        policy.metadata().parameters.iter().map(|(name, known)| (name.clone(), schema(known))).collect();
    let mut annotations = annotations(policy, one.given.severity);
    if let (Some(fields), Some(sync)) = (annotations.as_object_mut(), requires_sync(policy)) {
        fields.insert("metadata.gatekeeper.sh/requires-sync-data".to_owned(), sync.into());
    }
    Ok(json!({
        "apiVersion": "templates.gatekeeper.sh/v1",
        "kind": "ConstraintTemplate",
        "metadata": {"name": one.kind.to_lowercase(), "annotations": annotations},
        "spec": {
            "crd": {"spec": {
                "names": {"kind": one.kind},
                "validation": {"openAPIV3Schema": {"type": "object", "properties": parameters}},
            }},
            "targets": [{
                "target": "admission.k8s.gatekeeper.sh",
                "code": [{"engine": "Rego", "source": {"version": "v1", "rego": entry(one), "libs": libs}}],
            }],
        },
    }))
}

/// A package, of the policy or a library of it, that is written with brackets.
fn strange_package<'a>(session: &'a Session, policy: &'a Policy) -> Option<&'a str> {
    let libraries = policy.libraries.iter().map(|at| &*session.pack().libraries()[*at].package);
    let is_plain = |package: &&str| package.chars().all(|c| c == '.' || c == '_' || c.is_ascii_alphanumeric());
    libraries.chain([&*policy.package]).find(|package| !is_plain(package))
}

/// The module that Gatekeeper asks.
fn entry(one: &Exported<'_>) -> String {
    let policy = one.policy();
    let (subject, also) = match policy.scope {
        Scope::Resource => ("gatekeeper.of_resource".to_owned(), ""),
        // Each object is reviewed by itself: only what is said of it is told.
        Scope::Unit | Scope::Fleet => (
            format!("gatekeeper.of_set({})", json!(policy.kinds)),
            "\n\tfinding.resource == gatekeeper.reviewed.address",
        ),
    };
    let said = json!({"policy": policy.id, "severity": one.given.severity});
    format!(
        "package bartizan\n\nimport data.lib.bartizan.gatekeeper\nimport data.lib.{} as judged\n\n\
         violation contains gatekeeper.violation(finding, {said}) if {{\n\
         \tsubject := {subject}\n\
         \tsome finding in judged.deny with input as subject{also}\n}}\n",
        policy.package
    )
}

/// The adapter with what the configuration says of the cluster.
fn adapter(session: &Session) -> String {
    let config = &session.config().kubernetes;
    let mut module = ADAPTER.to_owned();
    let settings = json!({"version": config.version, "environment": config.environment});
    let groups = std::iter::once(Value::Null).chain(BUILT_IN_GROUPS.into_iter().map(Value::from));
    let cluster_scoped = CLUSTER_SCOPED.into_iter().flat_map(|(group, kinds)| {
        let group = if group.is_empty() { Value::Null } else { group.into() };
        kinds.iter().map(move |kind| json!([group, kind]))
    });
    let _ = write!(module, "\nsettings := {settings}\n\n");
    let _ = write!(module, "# The API groups of Kubernetes itself.\nbuilt_in_groups := {}\n\n", set(groups));
    let _ =
        write!(module, "# Kinds of Kubernetes that are in no namespace.\ncluster_scoped := {}\n", set(cluster_scoped));
    module
}

/// A set in Rego, an element a line.
fn set(elements: impl Iterator<Item = Value>) -> String {
    let elements: String = elements.map(|element| format!("\t{element},\n")).collect();
    format!("{{\n{elements}}}")
}

/// The schema of a parameter. Kubernetes wants to know what a list holds; the default shows it.
fn schema(parameter: &Parameter) -> Value {
    let mut schema =
        json!({"type": parameter.kind, "description": parameter.description, "default": parameter.default});
    let open = json!({"x-kubernetes-preserve-unknown-fields": true});
    if let Some(fields) = schema.as_object_mut() {
        match parameter.kind.as_str() {
            "array" => {
                let items = parameter.default.as_array().map(Vec::as_slice).unwrap_or_default();
                let texts = items.iter().all(Value::is_string);
                fields.insert("items".to_owned(), if texts { json!({"type": "string"}) } else { open });
            }
            "object" => {
                fields.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
            }
            _ => {}
        }
    }
    schema
}
