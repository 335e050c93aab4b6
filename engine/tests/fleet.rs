//! Fleet policies judge what there is of any platform.

#![allow(clippy::unwrap_used)]

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::State;
use bartizan_engine::session::{Options, Session};

/// What the policies `select` say of these files, and how many of them were evaluated.
fn said(select: &[&str], files: &[(&str, &str)]) -> (Vec<String>, usize) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    let select = select.iter().map(|id| (*id).to_owned()).collect();
    let session = Session::open(files, Options { select, ..Options::default() }).unwrap();
    let scan = session.check(&[".".into()]);
    assert_eq!(scan.problems, []);
    let state = |state: &State| if matches!(state, State::Undetermined { .. }) { "undetermined" } else { "found" };
    let line = |finding: &bartizan_engine::finding::Finding| {
        format!("{} {} {}", finding.policy.id, state(&finding.state), finding.resource.address)
    };
    (scan.findings.iter().map(line).collect(), scan.counts.policies)
}

const SERVER: &str = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: keycloak, namespace: auth}\nspec:\n  template:\n    \
                      spec:\n      containers: [{name: keycloak, image: \"quay.io/keycloak/keycloak:24.0.5\"}]\n";

#[test]
fn a_manifest_tells_of_keycloak_where_no_realm_is_there() {
    let (found, policies) = said(&["KC-052"], &[("server.yaml", SERVER)]);
    assert_eq!((found, policies), (vec!["KC-052 found StatefulSet/auth/keycloak".to_owned()], 1));
}

#[test]
fn it_is_asked_once_where_a_realm_is_there_too() {
    let realm = r#"{"realm": "citizens", "enabled": true, "keycloakVersion": "26.4.0"}"#;
    let (found, _) = said(&["KC-052"], &[("server.yaml", SERVER), ("realm.json", realm)]);
    assert_eq!(found, ["KC-052 found StatefulSet/auth/keycloak"]);
}

#[test]
fn what_is_of_no_kind_of_theirs_asks_nothing() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n";
    assert_eq!(said(&["KC-*"], &[("service.yaml", service)]), (Vec::new(), 0));
}
