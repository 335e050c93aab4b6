//! The list of findings and the scorecard.

use serde_json::{Value, json};

use super::support::{Folder, POD, Setup, TestClient};

const CHANGED: &str = "bartizan/findingsChanged";

/// Each finding as `file policy state line`.
async fn listed(client: &mut TestClient, folder: &Folder) -> Vec<String> {
    let answer = client.command("bartizan.findings", json!([])).await;
    let brief = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let file = text("uri").replace(&folder.uri(""), "");
        format!("{file} {} {} {}", text("policy"), text("state"), finding["range"]["start"]["line"])
    };
    answer["findings"].as_array().unwrap().iter().map(brief).collect()
}

#[tokio::test]
async fn lists_open_documents_as_they_are_and_the_rest_as_scanned() {
    let folder = Folder::privileged_only(&[("a.yaml", POD), ("z.yaml", POD)]);
    let uri = folder.uri("b/pod.yaml");
    for pulls in [false, true] {
        let mut client = TestClient::start(Setup { pulls, ..Setup::default() }, &[&folder]).await;
        assert_eq!(listed(&mut client, &folder).await, [""; 0]);
        client.open(&uri, POD).await;
        client.message(CHANGED).await;
        assert_eq!(listed(&mut client, &folder).await, ["b/pod.yaml K8S-003 new 8"]);
        client.command("bartizan.scanWorkspace", json!([])).await;
        client.message(CHANGED).await;
        client.edit(&uri, 2, (0, 0), (0, 0), "# bartizan: x\n").await;
        client.message(CHANGED).await;
        let all = ["a.yaml K8S-003 new 8", "b/pod.yaml K8S-003 new 9", "z.yaml K8S-003 new 8"];
        assert_eq!(listed(&mut client, &folder).await, all);
        client.edit(&uri, 3, (9, 20), (9, 24), "false").await;
        client.message(CHANGED).await;
        assert_eq!(listed(&mut client, &folder).await, [all[0], all[2]]);
        // Nothing changes in the list, so nothing is said.
        client.edit(&uri, 4, (10, 0), (10, 0), "# end\n").await;
        client.quiet_but(&["textDocument/publishDiagnostics", "workspace/diagnostic/refresh"]).await;
        client.finish().await;
    }
}

#[tokio::test]
async fn a_finding_says_whose_it_is_and_of_what_level() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::pulling(), &[&folder]).await;
    client.open(&uri, POD).await;
    let answer = client.command("bartizan.findings", json!([])).await;
    let fingerprint = answer["findings"][0]["fingerprint"].as_str().unwrap();
    let said = format!("{answer:#}").replace(&uri, "URI").replace(fingerprint, "FINGERPRINT");
    insta::assert_snapshot!(said, @r#"
    {
      "findings": [
        {
          "address": "Pod/prod/web",
          "fingerprint": "FINGERPRINT",
          "layer": "Platform infrastructure",
          "level": 2,
          "message": "container \"web\" runs privileged",
          "owner": "Platform/DevOps Team",
          "policy": "K8S-003",
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
          "severity": "critical",
          "state": "new",
          "supporting": [
            "Cloud/Network Admins"
          ],
          "title": "Container runs privileged",
          "uri": "URI"
        }
      ]
    }
    "#);
    client.finish().await;
}

#[tokio::test]
async fn makes_the_scorecard_of_a_project() {
    let wrong = "attestations: [{row: x}]\n";
    let folder = Folder::new(&[("pod.yaml", POD)]);
    let other = Folder::new(&[("bartizan-attestations.yaml", wrong)]);
    let mut client = TestClient::start(Setup::pulling(), &[&folder, &other]).await;
    for arguments in [json!([]), json!([folder.uri("")]), json!([null])] {
        let answer = client.command("bartizan.scorecard", arguments).await;
        let page = answer["html"].as_str().unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("K8S-003"), "{page:.200}");
    }
    // What is open counts as it is in the editor: here, what is wrong with the attestations.
    for (arguments, code) in [(json!([other.uri("")]), -32603), (json!(["untitled:x"]), -32602), (json!([1]), -32602)] {
        let params = json!({"command": "bartizan.scorecard", "arguments": arguments});
        let id = client.ask("workspace/executeCommand", params).await;
        assert_eq!(client.answer(id).await["error"]["code"], code, "{arguments}");
    }
    client.open(&other.uri("bartizan-attestations.yaml"), "").await;
    let answer = client.command("bartizan.scorecard", json!([other.uri("")])).await;
    assert!(answer["html"].is_string());
    client.finish().await;
}
