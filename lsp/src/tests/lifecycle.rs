//! The beginning and the end.

use serde_json::{Value, json};

use super::support::{Folder, POD, Setup, TestClient};

#[tokio::test]
async fn says_what_it_can() {
    let folder = Folder::new(&[]);
    let client = TestClient::start(Setup::default(), &[&folder]).await;
    let version = client.introduction["serverInfo"]["version"].as_str().unwrap();
    insta::assert_snapshot!(format!("{:#}", client.introduction).replace(version, "VERSION"), @r#"
    {
      "capabilities": {
        "codeLensProvider": {
          "resolveProvider": false
        },
        "completionProvider": {
          "triggerCharacters": [
            ".",
            "[",
            "\"",
            "@"
          ]
        },
        "definitionProvider": true,
        "documentSymbolProvider": true,
        "executeCommandProvider": {
          "commands": [
            "bartizan.scanWorkspace",
            "bartizan.explain",
            "bartizan.addToBaseline",
            "bartizan.findings",
            "bartizan.scorecard",
            "bartizan.runTest"
          ],
          "workDoneProgress": true
        },
        "hoverProvider": true,
        "positionEncoding": "utf-16",
        "referencesProvider": true,
        "renameProvider": {
          "prepareProvider": true
        },
        "textDocumentSync": {
          "change": 2,
          "openClose": true,
          "save": {
            "includeText": false
          }
        },
        "workspace": {
          "workspaceFolders": {
            "changeNotifications": true,
            "supported": true
          }
        }
      },
      "serverInfo": {
        "name": "bartizan",
        "version": "VERSION"
      }
    }
    "#);
    client.finish().await;
}

#[tokio::test]
async fn nothing_is_done_after_the_shutdown() {
    let folder = Folder::privileged_only(&[]);
    let mut client = TestClient::start(Setup::pulling(), &[&folder]).await;
    client.request("shutdown", Value::Null).await;
    let id = client.ask("textDocument/diagnostic", super::support::pull_params(&folder.uri("pod.yaml"), None)).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32600);
    assert!(client.leave().await);
}

#[tokio::test]
async fn a_client_that_leaves_without_a_word_ends_the_server() {
    let folder = Folder::privileged_only(&[]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&folder.uri("pod.yaml"), POD).await;
    assert!(!client.leave().await);
}

#[tokio::test]
async fn a_client_that_never_answers_does_not_keep_the_server() {
    let folder = Folder::privileged_only(&[]);
    let setup = Setup { settings: Some(json!({})), registers: true, ..Setup::default() };
    let client = TestClient::start(setup, &[&folder]).await;
    // The server's questions are unread, so unanswered.
    assert!(!client.leave().await);
}
