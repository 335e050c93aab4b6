//! Renaming in modules of Rego.

use serde_json::{Value, json};

use super::rego::{LIBRARY, POLICY, at, place, policies};
use super::support::{Folder, Setup, TestClient};

/// The text of each file after a renaming, by path.
async fn renamed(client: &mut TestClient, folder: &Folder, at: &Value, new: &str, files: &[&str]) -> Vec<String> {
    let mut params = at.clone();
    params["newName"] = json!(new);
    let edit = client.request("textDocument/rename", params).await;
    let changes = edit["changes"].as_object().unwrap();
    let known = |uri: &String| files.iter().any(|file| folder.uri(file) == *uri);
    assert!(changes.keys().all(known), "{changes:?}");
    let text = |file: &&str| {
        let text = std::fs::read_to_string(folder.path.join(file)).unwrap();
        let mut edits = changes.get(&folder.uri(file)).and_then(Value::as_array).cloned().unwrap_or_default();
        let start = |edit: &Value| {
            (edit["range"]["start"]["line"].as_u64().unwrap(), edit["range"]["start"]["character"].as_u64().unwrap())
        };
        edits.sort_by_key(|edit| std::cmp::Reverse(start(edit)));
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for edit in &edits {
            let (line, from) = start(edit);
            let to = edit["range"]["end"]["character"].as_u64().unwrap();
            lines[line as usize].replace_range(from as usize..to as usize, edit["newText"].as_str().unwrap());
        }
        lines.join("\n")
    };
    files.iter().map(text).collect()
}

async fn refusal(client: &mut TestClient, at: &Value, new: &str) -> String {
    let mut params = at.clone();
    params["newName"] = json!(new);
    let id = client.ask("textDocument/rename", params).await;
    client.answer(id).await["error"]["message"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn rules_are_renamed_wherever_they_are_named() {
    let test = "package main_test\n\nimport data.lib.pods as p\nimport data.lib.pods.containers\n\ntest_all if {\n\
                \tcontainers(1) == p.containers(1)\n\tdata.lib.pods[\"containers\"](1)\n\tcontainer := \"containers\"\n\
                \tcontainer != p.name(1) # containers\n}\n";
    let files = ["policy/main.rego", "policy/lib/pods.rego", "policy/main_test.rego"];
    let (folder, mut client) = policies(&[("policy/main_test.rego", test)]).await;
    let from = at(&folder.uri("policy/main.rego"), place(POLICY, "containers(", 0));
    let prepared = client.request("textDocument/prepareRename", from.clone()).await;
    assert_eq!(prepared["placeholder"], "containers");
    assert_eq!(prepared["range"]["start"], json!({"line": 5, "character": 24}));
    let texts = renamed(&mut client, &folder, &from, "of", &files).await;
    assert_eq!(texts[0], POLICY.replace("pods.containers", "pods.of"));
    assert_eq!(texts[1], LIBRARY.replace("containers(pod)", "of(pod)"));
    let expected = test.replace("pods.containers\n", "pods.of\n").replace("containers(1)", "of(1)");
    assert_eq!(texts[2], expected.replace("[\"containers\"]", "[\"of\"]"));
    client.finish().await;
}

#[tokio::test]
async fn variables_are_renamed_in_their_body() {
    let (folder, mut client) = policies(&[]).await;
    let files = ["policy/main.rego"];
    let from = at(&folder.uri(files[0]), place(POLICY, "container ", 0));
    let texts = renamed(&mut client, &folder, &from, "c", &files).await;
    let expected = POLICY.replace("some container ", "some c ").replace("container.", "c.");
    assert_eq!(texts, [expected]);
    // Unsaved text counts.
    let text = "package main\n\nf(x) := [x | some x in x; x > y]\n\ny := 1\n";
    let uri = folder.uri("policy/new.rego");
    client.open_as(&uri, "rego", text).await;
    client.pushed(&uri).await;
    let mut params = at(&uri, place(text, "x |", 0));
    params["newName"] = json!("z");
    let edit = client.request("textDocument/rename", params).await;
    let starts: Vec<u64> = edit["changes"][&uri]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| edit["range"]["start"]["character"].as_u64().unwrap())
        .collect();
    assert_eq!(starts, [9, 18, 26]);
    client.finish().await;
}

#[tokio::test]
async fn what_would_change_the_meaning_is_refused() {
    let own = "package own\n\nimport data.bartizan.lib.workload\nimport data.lib.pods as p\n\nspec := workload.containers\n\n\
               first := p.containers(input)[i] if i = 0\n\nother := count(spec)\n";
    let (folder, mut client) = policies(&[("policy/own.rego", own)]).await;
    let uri = folder.uri("policy/own.rego");
    client.open_as(&uri, "rego", own).await;
    client.pushed(&uri).await;
    for (word, new, why) in [
        ("count", "size", "is a builtin"),
        ("containers\n", "spec2", "bundled library bartizan.lib.workload"),
        ("own", "mine", "is no rule"),
        ("p.cont", "q", "is the name that an import gives"),
        ("spec :=", "other", "there is a rule `other`"),
        ("spec :=", "if", "is a keyword"),
        ("spec :=", "a-b", "is no name"),
        ("spec :=", "count", "is a builtin"),
        ("spec :=", "p", "`spec` would mean something else in policy/own.rego, line 10"),
        ("i =", "other", "is a rule or an import"),
        ("i =", "p", "is used in this rule already, in line 8"),
    ] {
        let why_not = refusal(&mut client, &at(&uri, place(own, word, 0)), new).await;
        assert!(why_not.contains(why), "{word} to {new}: {why_not}");
    }
    let id = client.ask("textDocument/prepareRename", at(&uri, place(own, "count", 0))).await;
    assert!(client.answer(id).await["error"]["message"].as_str().unwrap().contains("builtin"));
    client.finish().await;
}

#[tokio::test]
async fn what_other_files_would_mean_is_looked_at_too() {
    let files = [
        ("a.rego", "package a\n\nold := 1\n\nlast := old\n"),
        ("captured.rego", "package a\n\nfree contains y if input.x[y] == 1\n\nloose if input.x[taken] == 2\n"),
        (
            "imports.rego",
            "package a\n\nimport input.req\nimport data.lib.util\n\nother := [req, util.x, json.marshal(old)]\n",
        ),
        ("below.rego", "package a.sub\n\nx := 1\n"),
        ("lib/util.rego", "package lib.util\n\nx := 1\n"),
        ("policy/p.rego", "package p\n\nimport data.q.near\nimport data.r.far\n\nrule := near + far\n"),
        ("policy/q.rego", "package q\n\nnear := 1\n"),
        ("tests/p_test.rego", "package p_test\n\nimport data[\"p\"]\n\ntest_it if p.rule == data[\"p\"].rule\n"),
        ("e.rego", "package e\n\nold := 1\n"),
        ("e_test.rego", "package e_test\n\ntest_it if data.e[\"\\u006fld\"] == 1\n"),
        ("f.rego", "package f\n\nold := 1\n"),
        ("f_test.rego", "package f_test\n\ntest_it if data.f.old ==\n"),
        ("heads.rego", "package heads\n\ndeny[msg] { msg := \"a\" } { msg := \"b\" }\n"),
    ];
    let folder = Folder::new(&files);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let text = |file: &str| files.iter().find(|(name, _)| *name == file).unwrap().1;
    let from = |file: &str, word: &str| at(&folder.uri(file), place(text(file), word, 0));
    for (file, word, new, why) in [
        ("a.rego", "old", "taken", "would mean something else in captured.rego, line 5"),
        ("a.rego", "old", "req", "would mean something else in imports.rego"),
        ("a.rego", "old", "util", "imports.rego"),
        ("a.rego", "old", "json", "would mean something else in imports.rego, line 6"),
        ("a.rego", "old", "sub", "a.rego would be wrong: rule data.a.sub conflicts"),
        ("policy/q.rego", "near", "far", "`near` would mean something else in policy/p.rego, line 6"),
        ("e.rego", "old", "new", "would mean something else in e_test.rego, line 3"),
        ("f.rego", "old", "new", "f_test.rego cannot be read, so where it names `old` is not known"),
        ("heads.rego", "msg", "m", "with `m`, heads.rego would be wrong"),
    ] {
        let why_not = refusal(&mut client, &from(file, word), new).await;
        assert!(why_not.contains(why), "{word} to {new}: {why_not}");
    }
    // A package of the name is no clash, and users in other folders are seen from everywhere.
    let all = ["policy/p.rego", "tests/p_test.rego"];
    for (file, word) in [("policy/p.rego", "rule"), ("tests/p_test.rego", "rule ==")] {
        let texts = renamed(&mut client, &folder, &from(file, word), "p", &all).await;
        assert_eq!(texts, [text(all[0]).replace("rule", "p"), text(all[1]).replace("rule", "p")], "{file}");
    }
    client.finish().await;
}
