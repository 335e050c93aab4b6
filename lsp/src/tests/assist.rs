//! Completion, hover and faults in settings, attestations and suppressions.

use serde_json::{Value, json};

use super::support::{Folder, POD, Setup, TestClient};

/// The completions at a place: label and what is written, of those whose label has this in it.
async fn completions(client: &mut TestClient, uri: &str, at: (u32, u32), with: &str) -> Vec<String> {
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": at.0, "character": at.1}});
    let items = client.request("textDocument/completion", params).await;
    let items = items.as_array().unwrap();
    let shown = |item: &Value| {
        let (label, edit) = (item["label"].as_str().unwrap(), &item["textEdit"]);
        let range = (&edit["range"]["start"]["character"], &edit["range"]["end"]["character"]);
        format!("{label}: {} at {}-{}", edit["newText"], range.0, range.1)
    };
    items.iter().filter(|item| item["label"].as_str().unwrap().contains(with)).map(shown).collect()
}

#[tokio::test]
async fn settings_are_completed_and_explained() {
    let folder = Folder::new(&[]);
    let uri = folder.uri("bartizan.toml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.opened(&uri, "# 🌈\nselect = [\"K8S-0\"]\npro\n").await;
    assert_eq!(completions(&mut client, &uri, (1, 15), "K8S-003").await, ["K8S-003: \"K8S-003\" at 11-16"]);
    assert_eq!(completions(&mut client, &uri, (2, 3), "profile").await, ["profile: \"profile = \" at 0-3"]);
    client.replace(&uri, 2, "select = [\"K8S-003\"]\nprofile = \"strict\"\n").await;
    client.pushed(&uri).await;
    let hover = client.hover(&uri, 0, 14).await;
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("# K8S-003: "), "{hover}");
    let hover = client.hover(&uri, 1, 2).await;
    assert_eq!(hover["range"]["end"]["character"], 7, "{hover}");
    assert!(hover["contents"]["value"].as_str().unwrap().contains("policies run"), "{hover}");
    client.finish().await;
}

#[tokio::test]
async fn attestations_are_completed_explained_and_judged() {
    let folder = Folder::new(&[]);
    let uri = folder.uri("bartizan-attestations.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let entry = |row: &str, expires: &str| {
        format!(
            "attestations:\n  - row: {row}\n    statement: s\n    owner: o\n    evidence: e\n    date: 2020-01-01\n    \
             expires: {expires}\n"
        )
    };
    let faults = client.opened(&uri, &entry("M9G9", "2999-01-01")).await;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("1:9-1:13 attestation"), "{faults:?}");
    assert_eq!(completions(&mut client, &uri, (1, 13), "M1G1").await, ["M1G1: \"M1G1\" at 9-13"]);
    client.replace(&uri, 2, &entry("M1G1", "2020-02-01")).await;
    let expired = client.pushed(&uri).await.diagnostics;
    assert_eq!(expired[0]["severity"], 2, "{expired:?}");
    assert!(expired[0]["message"].as_str().unwrap().contains("expired on 2020-02-01"), "{expired:?}");
    let hover = client.hover(&uri, 1, 11).await;
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("**M1G1** "), "{hover}");
    client.replace(&uri, 3, &entry("M1G1", "2999-01-01")).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn suppressions_are_completed_explained_and_judged() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.opened(&uri, &POD.replace("true\n", "true # bartizan: ignore[K8] old\n")).await;
    let offered = completions(&mut client, &uri, (8, 45), "K8S-003").await;
    assert_eq!(offered, ["K8S-003: \"K8S-003\" at 44-46"]);
    client.replace(&uri, 2, &POD.replace("true\n", "true # bartizan: ignore[K8S-0003] old\n")).await;
    let told = client.pushed(&uri).await.diagnostics;
    let messages: Vec<&str> = told.iter().filter_map(|told| told["message"].as_str()).collect();
    let fault = "the suppression names K8S-0003, which is no policy; did you mean `K8S-003`?";
    assert!(messages.contains(&fault), "{messages:?}");
    client.replace(&uri, 3, &POD.replace("true\n", "true # bartizan: ignore[K8S-003] old\n")).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    let hover = client.hover(&uri, 8, 46).await;
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("# K8S-003: "), "{hover}");
    assert_eq!(client.hover(&uri, 0, 0).await, Value::Null);
    client.finish().await;
}
