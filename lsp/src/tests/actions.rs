//! Actions at findings, applied as an editor does.

use serde_json::{Value, json};

use super::support::{Actions, Folder, POD, Setup, TestClient};

const CONFIG: &str = "select = [\"K8S-003\", \"KC-003\"]\n";

/// Two containers of a pod, one with a fault of K8S-003 behind an emoji, the other on a line of its own.
const TWO: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - {name: \"🌈\", image: \"a:1\", securityContext: {privileged: true}}
    - name: log
      securityContext:
        privileged: true
";

fn full() -> Setup {
    Setup { pulls: true, actions: Actions::Full, ..Setup::default() }
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

fn named<'a>(actions: &'a [Value], start: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} among {:?}", titles(actions)))
}

/// `text` after the `edits` of one file, positions in UTF-16.
fn applied(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut left = position["character"].as_u64().unwrap();
        let characters = text[start..].char_indices().find(|(_, character)| {
            let is_there = left == 0;
            left = left.saturating_sub(character.len_utf16() as u64);
            is_there
        });
        characters.map_or(text.len(), |(at, _)| start + at)
    };
    let mut edits: Vec<_> = edits.as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    let mut after = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        after.replace_range(range, edit["newText"].as_str().unwrap());
    }
    after
}

async fn resolved(client: &mut TestClient, action: &Value) -> Value {
    client.request("codeAction/resolve", action.clone()).await
}

/// The text that an action makes of that of the only document it changes.
fn changed(action: &Value, uri: &str, text: &str) -> String {
    let changes = action["edit"]["documentChanges"].as_array().unwrap_or_else(|| panic!("no edit: {action}"));
    assert_eq!(changes.len(), 1, "{action}");
    assert_eq!(changes[0]["textDocument"]["uri"], uri);
    applied(text, &changes[0]["edits"])
}

#[tokio::test]
async fn a_fix_is_applied() {
    let folder = Folder::new(&[("bartizan.toml", CONFIG)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(full(), &[&folder]).await;
    let provider = &client.introduction["capabilities"]["codeActionProvider"];
    assert_eq!(*provider, json!({"codeActionKinds": ["quickfix", "source.fixAll.bartizan"], "resolveProvider": true}));
    client.open(&uri, TWO).await;
    let actions = client.actions(&uri, (5, 64), (5, 64), &[]).await;
    let until = titles(&actions).get(3).copied().unwrap_or_default().to_owned();
    assert!(until.starts_with("Suppress K8S-003 here until 20"), "{until}");
    let expected = [
        "K8S-003: Set `spec.containers[0].securityContext.privileged` to `false` (unsafe)",
        "Fix all K8S-003 in this file (unsafe)",
        "Suppress K8S-003 here",
        &until,
        "Add K8S-003 to a new baseline, bartizan-baseline.json",
        "Open the page of K8S-003",
    ];
    assert_eq!(titles(&actions), expected);
    assert_eq!(actions[0]["isPreferred"], false);
    assert_eq!(actions[0]["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    let after = changed(&actions[0], &uri, TWO);
    assert_eq!(after, TWO.replacen("true", "false", 1));

    // All of them, when it is chosen.
    assert!(actions[1]["edit"].is_null());
    let all = resolved(&mut client, &actions[1]).await;
    assert_eq!(changed(&all, &uri, TWO), TWO.replace("true", "false"));
    client.replace(&uri, 2, &after).await;
    assert_eq!(client.actions(&uri, (5, 64), (5, 64), &[]).await, [""; 0], "it is mended");
    assert!(resolved(&mut client, &actions[1]).await["edit"].is_null(), "offered for another version");
    let last = client.actions(&uri, (0, 0), (9, 0), &[]).await;
    assert_eq!(titles(&last)[1], "Suppress K8S-003 here", "nothing to fix at once where there is but one");
    client.finish().await;
}

/// Two keys that are not rotated, which is mended safely, and a database whose access is not.
const KEYS: &str = "\
resource \"aws_kms_key\" \"a\" {
  enable_key_rotation = false
}

resource \"aws_kms_key\" \"b\" {
  enable_key_rotation = false
}

resource \"aws_db_instance\" \"a\" {
  publicly_accessible = true
}
";

#[tokio::test]
async fn all_that_is_safe_is_fixed_when_that_is_asked_for() {
    let folder = Folder::new(&[("bartizan.toml", "select = [\"TF-AWS-041\", \"TF-AWS-027\"]\n"), ("main.tf", KEYS)]);
    let uri = folder.uri("main.tf");
    let mut client = TestClient::start(full(), &[&folder]).await;
    client.open_as(&uri, "terraform", KEYS).await;
    let expected = KEYS.replace("rotation = false", "rotation = true");
    for kind in ["source", "source.fixAll", "source.fixAll.bartizan"] {
        let actions = client.actions(&uri, (0, 0), (0, 0), &[kind]).await;
        assert_eq!(titles(&actions), ["Fix all that Bartizan can safely"], "{kind}");
        let all = resolved(&mut client, &actions[0]).await;
        assert_eq!(changed(&all, &uri, KEYS), expected);
    }
    for kind in ["source.organizeImports", "refactor"] {
        assert_eq!(client.actions(&uri, (1, 25), (1, 25), &[kind]).await, [""; 0], "{kind}");
    }
    let actions = client.actions(&uri, (1, 25), (1, 25), &[]).await;
    assert_eq!(actions[0]["isPreferred"], true, "{actions:?}");
    // The text itself stays as it was.
    assert_eq!(client.pulled(&uri).await.len(), 3);
    client.replace(&uri, 2, &expected).await;
    assert_eq!(client.actions(&uri, (0, 0), (0, 0), &["source.fixAll"]).await, [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn a_finding_is_suppressed_with_the_cursor_on_the_reason() {
    let folder = Folder::new(&[("bartizan.toml", CONFIG)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(full(), &[&folder]).await;
    client.open(&uri, TWO).await;
    let actions = client.actions(&uri, (5, 64), (5, 64), &["quickfix"]).await;
    let action = resolved(&mut client, named(&actions, "Suppress K8S-003 here")).await;
    let after = changed(&action, &uri, TWO);
    let comment = "    # bartizan: ignore[K8S-003] <reason>\n    - {name: \"🌈\"";
    assert_eq!(after, TWO.replacen("    - {name: \"🌈\"", comment, 1));
    let ended = resolved(&mut client, named(&actions, "Suppress K8S-003 here until")).await;
    let day = ended["title"].as_str().unwrap().rsplit(' ').next().unwrap().to_owned();
    assert!(changed(&ended, &uri, TWO).contains(&format!("<reason> until={day}\n")));

    client.replace(&uri, 2, &after).await;
    assert_eq!(client.pulled(&uri).await, ["5:4-5:40 BZ-001", "9:20-9:24 K8S-003"]);
    client.command("bartizan.select", action["command"]["arguments"].clone()).await;
    let shown = client.message("window/showDocument").await;
    let reason = json!({"start": {"line": 5, "character": 32}, "end": {"line": 5, "character": 40}});
    assert_eq!(shown, json!({"uri": uri, "takeFocus": true, "selection": reason}));
    client.replace(&uri, 3, &after.replace("<reason>", "the node agent")).await;
    assert_eq!(client.pulled(&uri).await, ["9:20-9:24 K8S-003"]);
    client.finish().await;
}

#[tokio::test]
async fn what_takes_no_comment_is_suppressed_in_the_configuration() {
    let folder = Folder::new(&[]);
    let (uri, config) = (folder.uri("realm.json"), folder.uri("bartizan.toml"));
    std::fs::create_dir(folder.path.join(".git")).unwrap();
    let realm = "{\"realm\": \"a\", \"enabled\": true, \"clients\": [], \"sslRequired\": \"none\"}\n";
    let mut client = TestClient::start(full(), &[&folder]).await;
    client.open_as(&uri, "json", realm).await;
    let at = u32::try_from(realm.find("\"none").unwrap()).unwrap();
    let actions = client.actions(&uri, (0, at), (0, at), &[]).await;
    let action = resolved(&mut client, named(&actions, "Suppress KC-003 in bartizan.toml")).await;
    let changes = &action["edit"]["documentChanges"];
    assert_eq!(changes[0]["kind"], "create", "{changes}");
    assert_eq!((&changes[0]["uri"], &changes[1]["textDocument"]["uri"]), (&json!(config), &json!(config)));
    let text = applied("", &changes[1]["edits"]);
    insta::assert_snapshot!(text, @r#"
    [[exceptions]]
    policy = "KC-003"
    path = "realm.json"
    address = "a"
    reason = "<reason>"
    "#);
    folder.write("bartizan.toml", &text);
    client.touched(&[&config]).await;
    let left = client.pulled(&uri).await;
    assert!(!left.is_empty() && !left.iter().any(|found| found.ends_with("KC-003")), "{left:?}");

    // One that is open in the editor is changed there.
    let laid = format!("{text}# mine\n");
    client.open_as(&config, "toml", &laid).await;
    let (_, code) = left[0].split_once(' ').unwrap();
    let actions = client.actions(&uri, (0, 0), (0, 60), &[]).await;
    let title = format!("Suppress {code} in bartizan.toml");
    let action = resolved(&mut client, named(&actions, &title)).await;
    let after = changed(&action, &config, &laid);
    assert!(after.starts_with(&laid) && after.contains(&format!("policy = \"{code}\"")), "{after}");
    assert_eq!(action["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    client.quiet_but(&["workspace/diagnostic/refresh"]).await;
    client.finish().await;
}

#[tokio::test]
async fn a_suppression_is_offered_for_what_it_excuses_and_where_it_can_be_written() {
    let container = |name: &str| json!({"name": name, "image": "a", "securityContext": {"privileged": true}});
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "n"},
        "spec": {"containers": [container("a"), container("b")]}});
    let files = [("pod.json", pod.to_string())];
    let folder = Folder::privileged_only(&[(files[0].0, &files[0].1)]);
    let uri = folder.uri("pod.json");
    let end = u32::try_from(files[0].1.len()).unwrap();
    let mut client = TestClient::start(full(), &[&folder]).await;
    client.open_as(&uri, "json", &files[0].1).await;
    let actions = client.actions(&uri, (0, 0), (0, end), &[]).await;
    let title = "Suppress K8S-003 in bartizan.toml, all 2 of Pod/n/web";
    assert!(named(&actions, title)["data"].is_object(), "{actions:?}");
    // What is wrong with the configuration has to be mended first.
    folder.write("bartizan.toml", "select = [\"K8S-003\"]\nselct = 1\n");
    client.touched(&[&folder.uri("bartizan.toml")]).await;
    client.message("window/showMessage").await;
    let actions = client.actions(&uri, (0, 0), (0, end), &[]).await;
    let titles: Vec<&str> = actions.iter().filter_map(|action| action["title"].as_str()).collect();
    assert!(!titles.is_empty() && !titles.iter().any(|title| title.contains("in bartizan.toml")), "{titles:?}");
    client.quiet_but(&["workspace/diagnostic/refresh", "textDocument/publishDiagnostics"]).await;
    client.finish().await;
}

#[tokio::test]
async fn a_finding_is_added_to_the_baseline() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(full(), &[&folder]).await;
    client.open(&uri, POD).await;
    let actions = client.actions(&uri, (8, 22), (8, 22), &[]).await;
    let command = &named(&actions, "Add K8S-003 to a new baseline")["command"];
    let files = client.command(command["command"].as_str().unwrap(), command["arguments"].clone()).await;
    assert_eq!(files, json!({"files": ["bartizan-baseline.json", "bartizan.toml"]}));
    assert_eq!(client.pulled(&uri).await, [""; 0]);
    let config = std::fs::read_to_string(folder.path.join("bartizan.toml")).unwrap();
    assert_eq!(config, "baseline = \"bartizan-baseline.json\"\nselect = [\"K8S-003\"]\n");

    // The file counts as it is on disk, and what is named is added to.
    folder.write("bartizan-baseline.json", "{\"version\": 1, \"findings\": []}");
    client.touched(&[&folder.uri("bartizan-baseline.json")]).await;
    assert_eq!(client.pulled(&uri).await.len(), 1);
    let actions = client.actions(&uri, (8, 22), (8, 22), &[]).await;
    let arguments = named(&actions, "Add K8S-003 to the baseline")["command"]["arguments"].clone();
    client.open_as(&folder.uri("bartizan-baseline.json"), "json", "{}").await;
    let call = json!({"command": "bartizan.addToBaseline", "arguments": arguments});
    let id = client.ask("workspace/executeCommand", call.clone()).await;
    let refused = client.answer(id).await["error"]["message"].take();
    assert!(refused.as_str().unwrap().contains("baseline"), "{refused}");
    client.close(&folder.uri("bartizan-baseline.json")).await;
    assert_eq!(client.request("workspace/executeCommand", call).await, json!({"files": ["bartizan-baseline.json"]}));
    assert_eq!(client.pulled(&uri).await, [""; 0]);
    client.quiet_but(&["window/showMessage", "workspace/diagnostic/refresh"]).await;
    client.finish().await;
}

#[tokio::test]
async fn the_page_of_a_policy_is_opened() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(full(), &[&folder]).await;
    client.open(&uri, POD).await;
    let actions = client.actions(&uri, (8, 22), (8, 22), &[]).await;
    let command = &named(&actions, "Open the page of K8S-003")["command"];
    client.command(command["command"].as_str().unwrap(), command["arguments"].clone()).await;
    let shown = client.message("window/showDocument").await;
    assert_eq!(shown["external"], true);
    assert!(shown["uri"].as_str().unwrap().ends_with("/kubernetes.md#k8s-003"), "{shown}");
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_can_little_gets_what_it_can() {
    let folder = Folder::new(&[("bartizan.toml", CONFIG)]);
    let uri = folder.uri("pod.yaml");
    let setup = Setup { pulls: true, actions: Actions::Plain, ..Setup::default() };
    let mut client = TestClient::start(setup, &[&folder]).await;
    let capabilities = &client.introduction["capabilities"];
    assert_eq!(capabilities["codeActionProvider"]["resolveProvider"], false);
    assert!(
        !capabilities["executeCommandProvider"]["commands"].as_array().unwrap().contains(&json!("bartizan.select"))
    );
    client.open(&uri, TWO).await;
    let actions = client.actions(&uri, (5, 64), (5, 64), &[]).await;
    assert_eq!(titles(&actions).len(), 5, "no page: {:?}", titles(&actions));
    let of = |start: &str| applied(TWO, &named(&actions, start)["edit"]["changes"][&uri]);
    assert_eq!(of("K8S-003: Set"), TWO.replacen("true", "false", 1));
    assert_eq!(of("Fix all"), TWO.replace("true", "false"));
    assert!(of("Suppress").contains("# bartizan: ignore[K8S-003] <reason>\n"));
    assert!(actions.iter().all(|action| action["isPreferred"].is_null() && action["data"].is_null()));
    client.finish().await;

    let client = TestClient::start(Setup::default(), &[&folder]).await;
    assert!(client.introduction["capabilities"]["codeActionProvider"].is_null());
    client.finish().await;
}
