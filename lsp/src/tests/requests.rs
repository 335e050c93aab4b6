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
        insta::allow_duplicates! { insta::assert_snapshot!(hover["contents"]["value"].as_str().unwrap(), @r#"
        **container "web" runs privileged**

        `K8S-003` Container runs privileged · critical

        depends on spec.containers[0].securityContext.privileged (line 9)

        **Why.** A privileged container sees every device of the node and none of the kernel's limits hold for it: whoever breaks into the process owns the node and every workload on it. On Windows a HostProcess container is the same. Agents that truly need it belong in a namespace of their own, with an exception.

        **How to fix it.** Remove `privileged` (on Windows `windowsOptions.hostProcess`) from the `securityContext`, or set it to false; add the single capability it needs.

        **Quick fix.** Set `spec.containers[0].securityContext.privileged` to `false` (unsafe).

        **Whose it is.** Platform/DevOps Team (layer Platform infrastructure), with Cloud/Network Admins, maturity level 2.

        **Serves**

        - **M2T5** (maturity level 2, technical): Apply CIS Level 1 Benchmarks on operating systems and containers
        - **M3T1** (maturity level 3, technical): Enforce least privilege at all layers
        "#); }
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
    let told = format!("\n\ndepends on {privileged}; missing: spec.containers[0].resources.limits");
    assert!(shown.starts_with("**no limit**\n\n`main.deny`") && shown.contains(&told), "{hover}");
    client.finish().await;
}

#[tokio::test]
async fn hovers_say_what_is_not_known_and_what_is_excused() {
    let plain = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n}\n\nresource \"aws_db_instance\" \"a\" {\n  \
                 storage_encrypted = var.encrypted\n  publicly_accessible = true # bartizan: ignore[TF-AWS-027] for a test\n}\n\n\
                 variable \"encrypted\" {\n  type = bool\n}\n";
    let folder = Folder::new(&[("main.tf", plain)]);
    let uri = folder.uri("main.tf");
    let options = json!({"bartizan": {"excused": true}});
    let setup = Setup { pulls: true, ..Setup::with_options(options) };
    let mut client = TestClient::start(setup, &[&folder]).await;
    client.open_as(&uri, "terraform", plain).await;
    let of = async |client: &mut TestClient, line, character| {
        let hover = client.hover(&uri, line, character).await;
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    insta::assert_snapshot!(of(&mut client, 5, 25).await, @r"
    **Not known: Relational database storage is not encrypted**

    `TF-AWS-026` · high · unknown because variable `encrypted` has no value
    ");
    let excused = of(&mut client, 6, 26).await;
    let start = "**database is publicly accessible**\n\n`TF-AWS-027` Relational database is publicly reachable · critical · \
                 suppressed: for a test\n\ndepends on publicly_accessible (line 7)\n\n**Why.** ";
    assert!(excused.starts_with(start) && !excused.contains("Quick fix"), "{excused}");
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
