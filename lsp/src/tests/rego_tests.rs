//! Tests of policies: their lenses, and what running them answers.

use serde_json::{Value, json};

use super::rego::{POLICY, policies};
use super::support::{Folder, Setup, TestClient};

/// Tests of the policy, of which one fails by itself and one by its cases.
const TESTS: &str = "\
package main_test

import data.main

pod := {\"spec\": {\"containers\": [{\"name\": \"web\"}]}}

test_denied if count(main.deny) == 1 with input as pod

test_counted if {
	found := main.warn with input as pod
	count(found) == 1
}

test_cases[name] if {
	some name, tc in {\"few\": 2, \"many\": 9}
	tc < main.limit
}

todo_test_later if false
";

async fn opened(text: &str) -> (Folder, TestClient, String) {
    let (folder, mut client) = policies(&[]).await;
    let uri = folder.uri("policy/main_test.rego");
    client.open_as(&uri, "rego", text).await;
    client.pushed(&uri).await;
    (folder, client, uri)
}

#[tokio::test]
async fn lenses_run_each_test_and_all() {
    let (_folder, mut client, uri) = opened(TESTS).await;
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}})).await;
    let brief = |lens: &Value| {
        let argument = &lens["command"]["arguments"][0];
        assert_eq!((&lens["command"]["command"], &argument["uri"]), (&json!("bartizan.runTest"), &json!(uri)));
        format!("{} {} {}", lens["range"]["start"]["line"], lens["command"]["title"], argument["test"])
    };
    let expected = [
        "0 \"Run all tests\" null",
        "6 \"Run test\" \"test_denied\"",
        "8 \"Run test\" \"test_counted\"",
        "13 \"Run test\" \"test_cases\"",
    ];
    assert_eq!(lenses.as_array().unwrap().iter().map(brief).collect::<Vec<_>>(), expected);
    client.finish().await;
}

#[tokio::test]
async fn tests_run_on_unsaved_text() {
    let (folder, mut client, uri) = opened(TESTS).await;
    let answer = client.command("bartizan.runTest", json!([{"uri": uri}])).await;
    assert_eq!(answer["passed"], false);
    insta::assert_snapshot!(answer["message"].as_str().unwrap(), @r"
    2 of 3 tests failed
    test_counted: policy/main_test.rego:11: count(found) == 1
      found: set()
    test_cases: many (policy/main_test.rego:16: tc < main.limit
      tc: 9)
    ");
    let names: Vec<&Value> = answer["failed"].as_array().unwrap().iter().map(|one| &one["test"]).collect();
    assert_eq!(names, ["test_counted", "test_cases"]);

    let answer = client.command("bartizan.runTest", json!([{"uri": uri, "test": "test_denied"}])).await;
    assert_eq!((&answer["passed"], &answer["message"]), (&json!(true), &json!("1 test passed")));
    let main = folder.uri("policy/main.rego");
    assert_eq!(answer["coverage"][&main], json!({"covered": [[5, 8]], "notCovered": [[11, 11], [13, 13]]}));

    // The policy is mended in the editor only.
    client.replace(&main, 2, &POLICY.replace("> limit", "< limit").replace(":= 5", ":= 10")).await;
    client.pushed(&main).await;
    let answer = client.command("bartizan.runTest", json!([{"uri": uri}])).await;
    assert_eq!((&answer["passed"], &answer["failed"]), (&json!(true), &json!([])), "{answer}");
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
}

#[tokio::test]
async fn what_cannot_be_run_says_why() {
    let (folder, mut client, uri) = opened(&TESTS.replace("main.deny", "main.deny(")).await;
    for (argument, why) in [
        (json!({"uri": uri}), "policy/main_test.rego:7: "),
        (json!({"uri": folder.uri("policy/main.rego")}), "there are no tests"),
        (json!({"uri": folder.uri("policy/main.rego"), "test": "test_x"}), "there is no test `test_x`"),
        (json!({"uri": folder.uri("pod.yaml")}), "must name a module of Rego"),
        (json!({}), "must name a module of Rego"),
    ] {
        let params = json!({"command": "bartizan.runTest", "arguments": [argument]});
        let id = client.ask("workspace/executeCommand", params).await;
        let message = client.answer(id).await["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(why), "{argument}: {message}");
    }
    client.finish().await;
}

#[tokio::test]
async fn nothing_is_evaluated_in_a_workspace_that_is_not_trusted() {
    let folder = Folder::new(&[]);
    let uri = folder.uri("a_test.rego");
    let mut client = TestClient::start(Setup::with_options(json!({"trusted": false})), &[&folder]).await;
    client.open_as(&uri, "rego", "package a_test\n\ntest_a if true\n\nx := y\n").await;
    assert_eq!(client.pushed(&uri).await.brief(), ["4:0-4:6 rego_unsafe_var_error"]);
    assert!(client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}})).await.is_null());
    let params = json!({"command": "bartizan.runTest", "arguments": [{"uri": uri}]});
    let id = client.ask("workspace/executeCommand", params).await;
    let answer = client.answer(id).await;
    assert!(answer["error"]["message"].as_str().unwrap_or_default().contains("not trusted"), "{answer}");
    client.finish().await;
}
