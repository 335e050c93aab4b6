//! `bartizan.toml` and the settings of the editor.

use serde_json::{Value, json};

use super::support::{Folder, POD, PRIVILEGED_ONLY, Setup, TestClient};

const PRIVILEGED: &str = "8:20-8:24 K8S-003";

#[tokio::test]
async fn a_changed_configuration_is_read_again() {
    let folder = Folder::privileged_only(&[]);
    let (pod, config) = (folder.uri("pod.yaml"), folder.uri("bartizan.toml"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&pod, POD).await, [PRIVILEGED]);
    folder.write("bartizan.toml", "select = [\"K8S-003\"]\n[severities]\nK8S-003 = \"off\"\n");
    client.touched(&[&config]).await;
    assert_eq!(client.pushed(&pod).await.brief(), [""; 0]);
    folder.write("bartizan.toml", PRIVILEGED_ONLY);
    client.touched(&[&config]).await;
    assert_eq!(client.pushed(&pod).await.brief(), [PRIVILEGED]);

    // A new one further down makes a project of its own.
    let inner = folder.uri("inner/pod.yaml");
    assert_eq!(client.opened(&inner, POD).await, [PRIVILEGED]);
    folder.write("inner/bartizan.toml", "select = [\"KC-022\"]\n");
    client.touched(&[&folder.uri("inner/bartizan.toml")]).await;
    assert_eq!(client.pushed(&inner).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn a_wrong_configuration_is_shown_in_its_file_and_the_rest_is_judged_without() {
    let folder = Folder::new(&[("bartizan.toml", "profile = \"default\"\nselct = []\n")]);
    let (pod, config) = (folder.uri("pod.yaml"), folder.uri("bartizan.toml"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&pod, POD).await;
    assert_eq!(client.pushed(&config).await.brief(), ["1:0-1:5 config"]);
    let said = client.message("window/showMessage").await;
    assert!(said["message"].as_str().unwrap().contains("selct"), "{said}");
    assert!(client.pushed(&pod).await.brief().contains(&PRIVILEGED.to_owned()));

    // Repaired as it is typed, and taken over when it is saved.
    let wrong = "profile = \"default\"\nselct = []\n";
    assert_eq!(client.opened(&config, wrong).await, ["1:0-1:5 config"]);
    client.replace(&config, 2, PRIVILEGED_ONLY).await;
    assert_eq!(client.pushed(&config).await.brief(), [""; 0]);
    folder.write("bartizan.toml", PRIVILEGED_ONLY);
    client.save(&config).await;
    assert_eq!(client.pushed(&pod).await.brief(), [PRIVILEGED]);

    // Broken again, unsaved: the one on disk still counts.
    client.replace(&config, 3, "select = 1\n").await;
    assert_eq!(client.pushed(&config).await.brief(), ["0:9-0:10 config"]);
    client.close(&config).await;
    assert_eq!(client.pushed(&config).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn settings_choose_what_is_shown() {
    let placeholder =
        "{\"realm\": \"citizens\", \"clients\": [{\"clientId\": \"portal\", \"redirectUris\": [\"$(env:PORTAL)\"]}]}";
    let folder =
        Folder::new(&[("bartizan.toml", "select = [\"K8S-003\", \"KC-022\"]\n[severities]\nK8S-003 = \"medium\"\n")]);
    let (pod, realm) = (folder.uri("pod.yaml"), folder.uri("realm.json"));
    let mut client =
        TestClient::start(Setup::with_options(json!({"bartizan": {"minSeverity": "high"}})), &[&folder]).await;
    assert_eq!(client.opened(&pod, POD).await, [""; 0]);
    assert_eq!(client.opened(&realm, placeholder).await, [""; 0]);

    client.settings(json!({"bartizan": {"minSeverity": "medium", "undetermined": true}})).await;
    assert_eq!(client.pushed(&pod).await.brief(), [PRIVILEGED]);
    let shown = client.pushed(&realm).await;
    insta::assert_snapshot!(format!("{} {}", shown.diagnostics[0]["severity"], shown.diagnostics[0]["message"]), @r#"4 "Redirect URI is a full wildcard: undetermined, placeholder filled at import""#);

    // The same settings again change nothing.
    client.settings(json!({"bartizan": {"minSeverity": "medium", "undetermined": true}})).await;
    client.quiet().await;

    // Wrong ones are refused whole.
    client.settings(json!({"bartizan": {"minSeverity": "loud"}})).await;
    let said = client.message("window/showMessage").await;
    assert!(said["message"].as_str().unwrap().contains("loud"), "{said}");
    client.finish().await;
}

#[tokio::test]
async fn the_configuration_may_ask_for_a_higher_severity_than_the_editor() {
    let folder = Folder::new(&[(
        "bartizan.toml",
        "select = [\"K8S-003\"]\nmin_severity = \"high\"\n[severities]\nK8S-003 = \"medium\"\n",
    )]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&folder.uri("pod.yaml"), POD).await, [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn settings_are_asked_for_where_the_client_has_them() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let settings = Some(json!({"minSeverity": "info", "workspaceDiagnostics": true}));
    folder.write("other.yaml", POD);
    let mut client = TestClient::start(Setup { settings, registers: true, ..Setup::default() }, &[&folder]).await;
    let asked = client.message("workspace/configuration").await;
    assert_eq!(asked, json!({"items": [{"section": "bartizan"}]}));
    assert_eq!(client.pushed(&folder.uri("other.yaml")).await.brief(), [PRIVILEGED]);
    let registered = client.message("client/registerCapability").await;
    let methods: Vec<_> = registered["registrations"].as_array().unwrap().iter().map(|one| &one["method"]).collect();
    assert_eq!(methods, ["workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"]);

    assert_eq!(client.opened(&uri, POD).await, [PRIVILEGED]);
    client.hold_settings(json!({"workspaceDiagnostics": false}));
    client.settings(Value::Null).await;
    client.message("workspace/configuration").await;
    assert_eq!(client.pushed(&folder.uri("other.yaml")).await.brief(), [""; 0]);
    client.finish().await;
}

const OWN_POLICY: &str = "\
# METADATA
# title: Pod is a pod
# description: It is.
# custom:
#   id: OWN-001
#   severity: low
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   controls: []
#   references: {}
#   remediation: None.
package bartizan.kubernetes.own

deny contains {\"message\": \"a pod\", \"path\": [\"kind\"]}
";

#[tokio::test]
async fn policies_of_a_workspace_that_is_not_trusted_are_not_loaded() {
    let folder = Folder::new(&[
        ("bartizan.toml", "policies = [\"own\"]\nselect = [\"@low\", \"@critical\"]\n"),
        ("own/own.rego", OWN_POLICY),
    ]);
    let uri = folder.uri("pod.yaml");
    let own = |shown: &[String]| shown.iter().any(|line| line.ends_with("OWN-001"));
    for (trusted, expected) in [(json!({}), true), (json!({"trusted": true}), true), (json!({"trusted": false}), false)]
    {
        let options = json!({"bartizan": trusted});
        let settings = Some(json!({"undetermined": false}));
        let mut client = TestClient::start(Setup { options, settings, ..Setup::default() }, &[&folder]).await;
        client.message("workspace/configuration").await;
        assert_eq!(own(&client.opened(&uri, POD).await), expected, "{trusted}");
        client.finish().await;
    }
}

#[tokio::test]
async fn ignore_files_of_other_tools_count_as_they_change() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    folder.write("bartizan.toml", "select = [\"K8S-003\"]\n[compat]\nsuppressions = true\n");
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup { pulls: true, ..Setup::default() }, &[&folder]).await;
    client.open(&uri, POD).await;
    assert_eq!(client.pulled(&uri).await.len(), 1);
    folder.write(".trivyignore", "KSV-0017\n");
    client.touched(&[&folder.uri(".trivyignore")]).await;
    assert_eq!(client.pulled(&uri).await, [""; 0]);
    client.quiet_but(&["workspace/diagnostic/refresh"]).await;
    client.finish().await;
}
