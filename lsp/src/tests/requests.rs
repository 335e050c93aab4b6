//! Pulled diagnostics, hovers and commands.

use serde_json::json;

use super::support::{Folder, POD, Setup, TestClient};

const PRIVILEGED: &str = "8:20-8:24 K8S-003";

#[tokio::test]
async fn a_client_that_pulls_is_never_pushed_to() {
    let folder = Folder::privileged_only(&[("disk.yaml", POD)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::pulling(), &[&folder]).await;
    assert!(client.introduction["capabilities"]["diagnosticProvider"].is_object());
    client.open(&uri, POD).await;
    let report = client.pull(&uri, None).await;
    assert_eq!(report["kind"], "full");
    let id = report["resultId"].as_str().unwrap().to_owned();
    assert_eq!(client.pull(&uri, Some(&id)).await, json!({"kind": "unchanged", "resultId": id}));

    // Moving nothing that is shown leaves the answer as it was.
    client.edit(&uri, 2, (9, 0), (9, 0), "# end\n").await;
    assert_eq!(client.pull(&uri, Some(&id)).await["kind"], "unchanged");
    client.edit(&uri, 3, (8, 20), (8, 24), "false").await;
    let report = client.pull(&uri, Some(&id)).await;
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));

    client.close(&uri).await;
    assert_eq!(client.pulled(&uri).await, [""; 0], "neither open nor on disk");
    assert_eq!(client.pulled(&folder.uri("disk.yaml")).await, [PRIVILEGED]);
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_does_not_pull_is_offered_no_pull() {
    let folder = Folder::privileged_only(&[]);
    let client = TestClient::start(Setup::default(), &[&folder]).await;
    assert!(client.introduction["capabilities"]["diagnosticProvider"].is_null());
    client.finish().await;
}

#[tokio::test]
async fn hovers_explain_the_policies_of_a_place() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    for pulls in [false, true] {
        let mut client = TestClient::start(Setup { pulls, ..Setup::default() }, &[&folder]).await;
        // Asked before the document is judged, it is answered after.
        client.open(&uri, POD).await;
        let hover = client.hover(&uri, 8, 22).await;
        assert_eq!(hover["range"], json!({"start": {"line": 8, "character": 20}, "end": {"line": 8, "character": 24}}));
        let page = client.command("bartizan.explain", json!(["K8S-003"])).await;
        let (shown, page) = (hover["contents"]["value"].as_str().unwrap(), page.as_str().unwrap());
        assert!(page.len() > 200 && shown.ends_with(page), "{shown}");
        let headline = "**container \"web\" runs privileged**";
        let places = "depends on spec.containers[0].securityContext.privileged (line 9)";
        assert!(shown.starts_with(headline) && shown.contains(places), "{shown}");
        assert_eq!(hover["contents"]["kind"], "markdown");
        assert!(client.hover(&uri, 0, 0).await.is_null());
        if !pulls {
            client.pushed(&uri).await;
        }
        client.finish().await;
    }
}

#[tokio::test]
async fn hovers_say_what_findings_of_other_tools_policies_depend_on() {
    let rule = "package main\n\nimport rego.v1\n\ndeny contains \"no limit\" if {\n\tsome container in input.spec.containers\n\
                \tcontainer.securityContext.privileged\n\tnot container.resources.limits\n}\n";
    let config = "policies = [\"policy\"]\nselect = [\"main.deny\"]\n";
    let folder = Folder::new(&[("policy/main.rego", rule), ("bartizan.toml", config)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup { pulls: true, ..Setup::default() }, &[&folder]).await;
    client.open(&uri, POD).await;
    let hover = client.hover(&uri, 5, 6).await;
    let shown = hover["contents"]["value"].as_str().unwrap_or_default();
    let privileged = "spec.containers[0].securityContext.privileged (line 9)";
    let told =
        format!("**no limit**\n\ndepends on {privileged}; missing: spec.containers[0].resources.limits\n\n# main.deny");
    assert!(shown.starts_with(&told), "{hover}");
    client.finish().await;
}

#[tokio::test]
async fn refuses_commands_that_it_does_not_know() {
    let folder = Folder::privileged_only(&[]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    for (command, arguments) in
        [("bartizan.explain", json!(["K8S-999"])), ("bartizan.explain", json!([])), ("rm", json!([]))]
    {
        let id = client.ask("workspace/executeCommand", json!({"command": command, "arguments": arguments})).await;
        assert_eq!(client.answer(id).await["error"]["code"], -32602, "{command}");
    }
    client.finish().await;
}
