//! What is shown of a document while it is opened, edited, broken, repaired, saved and closed.

use serde_json::json;

use super::support::{Folder, POD, Setup, TestClient};

const PRIVILEGED: &str = "8:20-8:24 K8S-003";

#[tokio::test]
async fn opens_edits_breaks_repairs_saves_and_closes() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&uri, POD).await;
    let pushed = client.pushed(&uri).await;
    assert_eq!((pushed.version, pushed.brief()), (Some(1), vec![PRIVILEGED.to_owned()]));

    client.edit(&uri, 2, (8, 20), (8, 24), "false").await;
    let pushed = client.pushed(&uri).await;
    assert_eq!((pushed.version, pushed.brief()), (Some(2), vec![]));
    client.edit(&uri, 3, (8, 20), (8, 25), "true").await;
    assert_eq!(client.pushed(&uri).await.brief(), [PRIVILEGED]);

    // A document that cannot be parsed says so at the fault, and nothing else.
    client.edit(&uri, 4, (2, 10), (2, 11), "[").await;
    assert_eq!(client.pushed(&uri).await.brief(), ["3:0-3:1 parse"]);
    client.edit(&uri, 5, (2, 10), (2, 11), "{").await;
    assert_eq!(client.pushed(&uri).await.brief(), [PRIVILEGED]);

    client.save(&uri).await;
    client.close(&uri).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn says_what_a_finding_is() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&uri, POD).await;
    let mut diagnostic = client.pushed(&uri).await.diagnostics.remove(0);
    let fingerprint = diagnostic["data"]["fingerprint"].take();
    assert!(fingerprint.as_str().is_some_and(|text| text.len() >= 16), "{fingerprint}");
    insta::assert_snapshot!(format!("{diagnostic:#}"), @r#"
    {
      "code": "K8S-003",
      "codeDescription": {
        "href": "https://github.com/bartizan-rs/bartizan/blob/main/docs/policies/kubernetes.md#k8s-003"
      },
      "data": {
        "address": "Pod/prod/web",
        "fingerprint": null,
        "owner": "Platform/DevOps Team"
      },
      "message": "container \"web\" runs privileged",
      "range": {
        "end": {
          "character": 24,
          "line": 8
        },
        "start": {
          "character": 20,
          "line": 8
        }
      },
      "severity": 1,
      "source": "bartizan"
    }
    "#);
    client.finish().await;
}

#[tokio::test]
async fn what_is_obsolete_is_struck_through() {
    let folder = Folder::new(&[("bartizan.toml", "select = [\"K8S-058\", \"K8S-003\"]\n")]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let role = "apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role\nmetadata: {name: web, namespace: prod}\n";
    client.open(&uri, &format!("{POD}---\n{role}")).await;
    let diagnostics = client.pushed(&uri).await.diagnostics;
    let tags: Vec<_> = diagnostics.iter().map(|diagnostic| (&diagnostic["code"], &diagnostic["tags"])).collect();
    assert_eq!(tags, [(&json!("K8S-003"), &json!(null)), (&json!("K8S-058"), &json!([2]))]);
    client.finish().await;
}

#[tokio::test]
async fn counts_columns_as_negotiated() {
    let text = POD
        .replace("    - name: web\n", "    - {name: \"ä🌈\", securityContext: {privileged: true}}\n    - name: web\n");
    let text = text.replace("true\n", "false\n");
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let cases = [
        (vec![], "utf-16", 50),
        (vec!["utf-16", "utf-8"], "utf-16", 50),
        (vec!["utf-8", "utf-16"], "utf-8", 53),
        (vec!["utf-32", "utf-16"], "utf-32", 49),
        (vec!["utf-7", "utf-8"], "utf-8", 53),
    ];
    for (encodings, chosen, start) in cases {
        let mut client = TestClient::start(Setup { encodings, ..Setup::default() }, &[&folder]).await;
        assert_eq!(client.introduction["capabilities"]["positionEncoding"], chosen);
        for (version, text) in [text.clone(), text.replace('\n', "\r\n")].into_iter().enumerate() {
            client.open(&uri, &text).await;
            let shown = client.pushed(&uri).await.brief();
            assert_eq!(shown, [format!("5:{start}-5:{} K8S-003", start + 4)], "{chosen}, {version}");
            // An edit counts in the same way.
            client.edit(&uri, 2, (5, start), (5, start + 4), "false").await;
            assert_eq!(client.pushed(&uri).await.brief(), [""; 0], "{chosen}");
            client.edit(&uri, 3, (5, start), (5, start + 5), "true").await;
            assert_eq!(client.pushed(&uri).await.brief().len(), 1, "{chosen}");
            client.close(&uri).await;
            client.pushed(&uri).await;
        }
        client.finish().await;
    }
}

#[tokio::test]
async fn judges_unsaved_text_of_a_file_that_is_not_on_disk() {
    let folder = Folder::privileged_only(&[("other.yaml", "a: 1\n")]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let uri = folder.uri("new.yaml");
    assert_eq!(client.opened(&uri, POD).await, [PRIVILEGED]);
    client.finish().await;
}

#[tokio::test]
async fn several_changes_in_one_notification_apply_in_order() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.opened(&uri, "").await;
    let line = |text: &str| json!({"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": text});
    let changes: Vec<_> = POD.lines().rev().map(|text| line(&format!("{text}\n"))).collect();
    client.change(&uri, 2, json!(changes)).await;
    assert_eq!(client.pushed(&uri).await.brief(), [PRIVILEGED]);
    client.finish().await;
}

#[tokio::test]
async fn a_closed_file_falls_back_to_the_disk_when_the_workspace_is_shown() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let uri = folder.uri("pod.yaml");
    let setup = Setup::with_options(json!({"bartizan": {"workspaceDiagnostics": true}}));
    let mut client = TestClient::start(setup, &[&folder]).await;
    assert_eq!(client.pushed(&uri).await.brief(), [PRIVILEGED]);
    assert_eq!(client.opened(&uri, &POD.replace("true", "false")).await, [""; 0]);
    client.close(&uri).await;
    let pushed = client.pushed(&uri).await;
    assert_eq!((pushed.version, pushed.brief()), (None, vec![PRIVILEGED.to_owned()]));
    client.finish().await;
}

#[tokio::test]
async fn judges_realms_and_plans() {
    let realm = r#"{"realm": "citizens", "enabled": true, "clients": [
  {"clientId": "portal", "enabled": true, "redirectUris": ["https://portal.test/*", "*"]}
]}"#;
    let plan = r#"{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
  {"address": "aws_db_instance.a", "mode": "managed", "type": "aws_db_instance", "name": "a", "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 1,
   "values": {"publicly_accessible": true}}
]}}, "resource_changes": [
  {"address": "aws_db_instance.a", "mode": "managed", "type": "aws_db_instance", "name": "a", "provider_name": "registry.terraform.io/hashicorp/aws",
   "change": {"actions": ["create"], "before": null, "after": {"publicly_accessible": true}, "after_unknown": {}, "before_sensitive": false, "after_sensitive": {}}}
], "configuration": {"root_module": {"resources": []}}}"#;
    let folder = Folder::new(&[("bartizan.toml", "select = [\"KC-022\", \"TF-AWS-027\"]\n")]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let realm = client.opened(&folder.uri("realm.json"), realm).await;
    assert_eq!(realm, ["1:84-1:87 KC-022"]);
    let plan = client.opened(&folder.uri("plan.json"), plan).await;
    assert_eq!(plan, ["5:86-5:90 TF-AWS-027"]);
    client.finish().await;
}

#[tokio::test]
async fn says_nothing_of_files_that_are_none_of_ours() {
    let folder = Folder::new(&[]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let others = [
        ("settings.json", "// a comment\n{\"editor.tabSize\": 2,}"),
        ("package.json", "{\"name\": \"x\""),
        ("compose.yaml", "services: {web: {privileged: true}}\n"),
        ("broken.yaml", "a: [1\n"),
        ("empty.yaml", ""),
    ];
    for (file, text) in others {
        assert_eq!(client.opened(&folder.uri(file), text).await, [""; 0], "{file}");
    }
    client.finish().await;
}
