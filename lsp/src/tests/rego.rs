//! Modules of Rego: what is wrong with them, what their names mean, and what they hold.

use serde_json::{Value, json};

use super::support::{Folder, Setup, TestClient};

/// A library, with a rule whose comment says what it is.
pub(super) const LIBRARY: &str = "\
package lib.pods

# All containers of a pod.
containers(pod) := pod.spec.containers

# METADATA
# title: The name of a pod
# description: It may be generated.
name(pod) := pod.metadata.name
";

/// A policy that uses the library.
pub(super) const POLICY: &str = "\
package main

import data.lib.pods

deny contains message if {
	some container in pods.containers(input)
	not container.limits
	message := sprintf(\"%s: no limits\", [container.name])
}

warn contains \"too many\" if count(pods.containers(input)) > limit

limit := 5
";

/// A folder of policies, with the client that has the policy open.
pub(super) async fn policies(files: &[(&str, &str)]) -> (Folder, TestClient) {
    let own = [("bartizan.toml", ""), ("policy/main.rego", POLICY), ("policy/lib/pods.rego", LIBRARY)];
    let folder = Folder::new(&own);
    files.iter().for_each(|(file, text)| folder.write(file, text));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let uri = folder.uri("policy/main.rego");
    client.open_as(&uri, "rego", POLICY).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    (folder, client)
}

/// Where a word stands in a text: line and character, from 0, of the `nth` place, counted from 0.
pub(super) fn place(text: &str, word: &str, nth: usize) -> (u32, u32) {
    let (at, _) = text.match_indices(word).nth(nth).unwrap();
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    (u32::try_from(line).unwrap(), u32::try_from(at - start).unwrap())
}

pub(super) fn at(uri: &str, (line, character): (u32, u32)) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

/// Each location as `file:line:character-character`.
pub(super) fn places(folder: &Folder, locations: &Value) -> Vec<String> {
    let root = folder.uri("");
    let one = |location: &Value| {
        let file = location["uri"].as_str().unwrap().strip_prefix(&root).unwrap().trim_start_matches('/');
        let (start, end) = (&location["range"]["start"], &location["range"]["end"]);
        format!("{file}:{}:{}-{}", start["line"], start["character"], end["character"])
    };
    locations.as_array().unwrap_or(&Vec::new()).iter().map(one).collect()
}

async fn told(client: &mut TestClient, uri: &str, (line, character): (u32, u32)) -> String {
    client.hover(uri, line, character).await["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn errors_follow_the_text_of_all_open_modules() {
    let (folder, mut client) = policies(&[]).await;
    let (main, library) = (folder.uri("policy/main.rego"), folder.uri("policy/lib/pods.rego"));

    // The syntax, then a type, then what the language refuses.
    client.replace(&main, 2, &POLICY.replace(":= sprintf", ":= := sprintf")).await;
    assert_eq!(client.pushed(&main).await.brief(), ["7:12-7:14 rego_parse_error"]);
    client.replace(&main, 3, &POLICY.replace("> limit", "> startswith(1, \"x\")")).await;
    assert_eq!(client.pushed(&main).await.brief(), ["10:28-10:78 rego_type_error"]);
    client.replace(&main, 4, &POLICY.replace(":= 5", ":= x + 1")).await;
    assert_eq!(client.pushed(&main).await.brief(), ["12:0-12:14 rego_unsafe_var_error"]);
    client.replace(&main, 5, &POLICY.replace(":= 5", ":= limit")).await;
    assert_eq!(client.pushed(&main).await.brief(), ["12:0-12:14 rego_recursion_error"]);
    client.replace(&main, 6, POLICY).await;
    assert_eq!(client.pushed(&main).await.brief(), [""; 0]);

    // What another buffer defines counts unsaved, and no longer when it is closed.
    client.open_as(&library, "rego", &LIBRARY.replace("containers(pod)", "all_containers(pod)")).await;
    assert_eq!(client.pushed(&library).await.brief(), [""; 0]);
    let missing = client.pushed(&main).await;
    assert_eq!(missing.brief(), ["5:19-5:34 rego_type_error", "10:34-10:49 rego_type_error"]);
    assert!(missing.diagnostics[0]["message"].as_str().unwrap().contains("undefined function"), "{missing:?}");
    client.close(&library).await;
    assert_eq!(client.pushed(&main).await.brief(), [""; 0]);
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
}

#[tokio::test]
async fn what_is_only_untidy_is_a_hint() {
    let folder = Folder::new(&[]);
    let uri = folder.uri("policy/a.rego");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open_as(&uri, "rego", "package a\n\nimport data.b\n\nf(x) := 1\n").await;
    let pushed = client.pushed(&uri).await;
    assert_eq!(pushed.brief(), ["2:0-2:13 rego_compile_error", "4:0-4:9 rego_compile_error"]);
    assert_eq!(pushed.diagnostics[0]["severity"], 4);
    assert_eq!(pushed.diagnostics[0]["tags"], json!([1]));
    client.finish().await;
}

#[tokio::test]
async fn both_versions_are_read_as_the_engine_reads_them() {
    let old = "package old\n\nimport data.lib.pods\n\ndeny[message] {\n\tc := pods.containers(input)[_]\n\tnot c.limits\n\
               \tmessage := c.name\n}\n";
    let (folder, mut client) = policies(&[]).await;
    let uri = folder.uri("policy/old.rego");
    client.open_as(&uri, "rego", old).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    let found = client.request("textDocument/definition", at(&uri, place(old, "containers", 0))).await;
    assert_eq!(places(&folder, &found), ["policy/lib/pods.rego:3:0-10"]);
    // A policy of our own is v1 whatever it looks like.
    let own = "# METADATA\n# title: None\n# custom:\n#   id: X-1\n#   platform: kubernetes\n#   kinds: [Pod]\n";
    client.replace(&uri, 2, &format!("{own}{old}")).await;
    let pushed = client.pushed(&uri).await;
    assert_eq!(pushed.diagnostics[0]["code"], "rego_parse_error", "{pushed:?}");
    client.finish().await;
}

#[tokio::test]
async fn annotations_of_policies_are_checked_where_they_stand() {
    let folder = Folder::new(&[]);
    let uri = folder.uri("policy/own.rego");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let text = "# METADATA\n# title: None\n# custom:\n#   id: X-1\n#   platform: kubernetes\n#   kinds: Pod\n#   levle: 1\n\
                package own\n\nimport data.bartizan.lib.workload\n\ndeny contains {\"message\": \"no\", \"path\": []} if \
                workload.none\n";
    client.open_as(&uri, "rego", text).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["5:0-5:14 metadata", "6:0-6:12 metadata"]);
    client.finish().await;
}

#[tokio::test]
async fn hovers_tell_of_rules_builtins_and_variables() {
    let (folder, mut client) = policies(&[]).await;
    let uri = folder.uri("policy/main.rego");
    let shown = told(&mut client, &uri, place(POLICY, "containers(", 0)).await;
    insta::assert_snapshot!(shown, @r"
    ```rego
    containers(pod) := pod.spec.containers
    ```

    All containers of a pod.

    `data.lib.pods.containers`, in policy/lib/pods.rego, line 4
    ");
    let shown = told(&mut client, &uri, place(POLICY, "sprintf", 0)).await;
    insta::assert_snapshot!(shown, @r"
    ```rego
    sprintf(format: string, values: array of any) -> string
    ```

    The format with its verbs filled in, such as `%s`, `%d`, `%v`, `%q`.

    builtin
    ");
    let shown = told(&mut client, &uri, place(POLICY, "container.", 0)).await;
    insta::assert_snapshot!(shown, @r"
    ```rego
    some container in pods.containers(input)
    ```

    variable of this rule
    ");
    assert_eq!(told(&mut client, &uri, place(POLICY, "input", 0)).await, "");
    let library = folder.uri("policy/lib/pods.rego");
    client.open_as(&library, "rego", LIBRARY).await;
    client.pushed(&library).await;
    let shown = told(&mut client, &library, place(LIBRARY, "name(", 0)).await;
    assert!(shown.contains("**The name of a pod**\n\nIt may be generated.\n"), "{shown}");
    client.finish().await;
}

#[tokio::test]
async fn bundled_libraries_resolve_without_files() {
    let folder = Folder::new(&[]);
    let uri = folder.uri("policy/own.rego");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let text = "package own\n\nimport data.bartizan.lib.workload\n\nspec := workload.containers\n\nnone := workload.nothing(1)\n";
    client.open_as(&uri, "rego", text).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["6:8-6:24 rego_type_error"]);
    let shown = told(&mut client, &uri, place(text, "containers", 0)).await;
    assert!(shown.contains("in the bundled library `bartizan.lib.workload`"), "{shown}");
    let found = client.request("textDocument/definition", at(&uri, place(text, "containers", 0))).await;
    assert!(found.is_null(), "{found}");
    client.finish().await;
}

#[tokio::test]
async fn definitions_are_found_across_files_and_in_broken_ones() {
    let (folder, mut client) = policies(&[]).await;
    let uri = folder.uri("policy/main.rego");
    // A rule is broken; the others are still known.
    let broken = POLICY.replace("not container.limits", "not container.limits ==");
    client.replace(&uri, 2, &broken).await;
    assert!(!client.pushed(&uri).await.diagnostics.is_empty());
    for (word, nth, expected) in [
        ("containers(", 1, "policy/lib/pods.rego:3:0-10"),
        ("limit\n", 0, "policy/main.rego:12:0-5"),
        ("container.name", 0, "policy/main.rego:5:6-15"),
        ("pods", 1, "policy/lib/pods.rego:0:12-16"),
    ] {
        let found = client.request("textDocument/definition", at(&uri, place(&broken, word, nth))).await;
        assert_eq!(places(&folder, &found), [expected], "{word}");
    }
    client.finish().await;
}

#[tokio::test]
async fn references_are_found_across_files() {
    let other = "package other\n\nimport data.lib\n\nfirst := lib.pods.containers(input)[0]\n\nsame := data.lib[\"pods\"].containers\n";
    let (folder, mut client) = policies(&[("policy/other.rego", other), ("elsewhere/x.rego", POLICY)]).await;
    let uri = folder.uri("policy/lib/pods.rego");
    client.open_as(&uri, "rego", LIBRARY).await;
    client.pushed(&uri).await;
    let mut params = at(&uri, place(LIBRARY, "containers(", 0));
    params["context"] = json!({"includeDeclaration": true});
    let found = client.request("textDocument/references", params.clone()).await;
    // Who stands in another folder names what is nearest.
    let elsewhere = ["elsewhere/x.rego:5:24-34", "elsewhere/x.rego:10:39-49"];
    let uses = [
        "policy/main.rego:5:24-34",
        "policy/main.rego:10:39-49",
        "policy/other.rego:4:18-28",
        "policy/other.rego:6:25-35",
    ];
    assert_eq!(places(&folder, &found), [&elsewhere[..], &["policy/lib/pods.rego:3:0-10"], &uses].concat());
    params["context"] = json!({"includeDeclaration": false});
    let found = client.request("textDocument/references", params).await;
    assert_eq!(places(&folder, &found), [&elsewhere[..], &uses].concat());
    client.finish().await;
}

#[tokio::test]
async fn symbols_are_the_package_and_its_rules() {
    let text = "package a.b\n\nimport rego.v1\n\ndefault allow := false\n\nallow if input.x\n\nf(x) := x if {\n\tx > 1\n} else := 2\n\n\
                test_f if f(2) == 2\n\np[\"q\"].r := 1\n";
    let folder = Folder::new(&[]);
    let uri = folder.uri("a.rego");
    let nested = json!({"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}});
    for (document, expected) in [
        (nested, "a.b/4 allow/14 allow/13 f/12 test_f/6 p[\"q\"].r/13 "),
        (Value::Null, "a.b/4 allow/14 allow/13 f/12 test_f/6 p[\"q\"].r/13 "),
    ] {
        let is_nested = !document.is_null();
        let mut client = TestClient::start(Setup { document, ..Setup::default() }, &[&folder]).await;
        client.open_as(&uri, "rego", text).await;
        client.pushed(&uri).await;
        let found = client.request("textDocument/documentSymbol", json!({"textDocument": {"uri": uri}})).await;
        let list = found.as_array().unwrap();
        let inner = list[0]["children"].as_array().cloned().unwrap_or_else(|| list[1..].to_vec());
        let line = |symbol: &Value| format!("{}/{} ", symbol["name"].as_str().unwrap(), symbol["kind"]);
        assert_eq!([&list[..1], &inner].concat().iter().map(line).collect::<String>(), expected);
        assert_eq!(list[0]["children"].is_array(), is_nested);
        if is_nested {
            let range = json!({"start": {"line": 8, "character": 0}, "end": {"line": 10, "character": 11}});
            assert_eq!(inner[2]["range"], range, "the chain is one");
        } else {
            assert_eq!(inner[2]["containerName"], "a.b");
        }
        client.finish().await;
    }
}

#[tokio::test]
async fn completions_are_what_may_stand_there() {
    let (folder, mut client) = policies(&[]).await;
    let uri = folder.uri("policy/main.rego");
    let mut version = 1;
    for (written, wanted, unwanted) in [
        ("pods.", &["containers", "name"][..], "count"),
        ("data.lib.", &["pods"], "main"),
        ("json.", &["unmarshal", "is_valid"], "count"),
        ("c", &["count", "container", "limit", "pods"], "all"),
        ("# c", &[], "count"),
        ("x := `\"`; c", &["count"], "all"),
    ] {
        version += 1;
        let text = POLICY.replace("\tnot container.limits", &format!("\t{written}"));
        client.replace(&uri, version, &text).await;
        client.pushed(&uri).await;
        let (line, start) = place(&text, &format!("\t{written}\n"), 0);
        let end = start + 1 + u32::try_from(written.len()).unwrap();
        let found = client.request("textDocument/completion", at(&uri, (line, end))).await;
        let labels: Vec<&str> = found.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
        assert!(wanted.iter().all(|name| labels.contains(name)), "{written}: {labels:?}");
        assert!(!labels.contains(&unwanted), "{written}: {labels:?}");
    }
    client.finish().await;
}
