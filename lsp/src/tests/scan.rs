//! The scan of the workspace: its progress, its end before time, the diagnostics that the client asks for.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bartizan_engine::session::{Pace, Progress, Step};
use serde_json::{Value, json};

use super::support::{Folder, POD, Setup, TestClient};
use crate::scan::Control;
use crate::worker::SLOW;
use crate::workspace::Project;

const CREATE: &str = "window/workDoneProgress/create";
const PROGRESS: &str = "$/progress";

fn shown() -> Value {
    json!({"bartizan": {"workspaceDiagnostics": true}})
}

/// A client whose server shows the whole workspace.
async fn whole(pulls: bool, folder: &Folder) -> TestClient {
    TestClient::start(Setup { pulls, options: shown(), ..Setup::default() }, &[folder]).await
}

#[tokio::test]
async fn shows_how_far_it_is() {
    let folder = Folder::privileged_only(&[("a/pod.yaml", POD), ("b/pod.yaml", POD)]);
    let setup = Setup { shows_progress: true, options: shown(), ..Setup::default() };
    let mut client = TestClient::start(setup, &[&folder]).await;
    let token = client.message(CREATE).await["token"].clone();
    let begin = client.message(PROGRESS).await;
    assert_eq!(begin["token"], token);
    let value = json!({"kind": "begin", "title": "Checking the workspace", "cancellable": true, "percentage": 0});
    assert_eq!(begin["value"], value);
    let mut before = 0;
    let end = loop {
        let progress = client.message(PROGRESS).await;
        assert_eq!(progress["token"], token);
        if progress["value"]["kind"] == "end" {
            break progress;
        }
        let percentage = progress["value"]["percentage"].as_u64().unwrap();
        assert!(before < percentage && percentage <= 100, "{progress}");
        before = percentage;
    };
    assert_eq!(end["value"]["message"], "2 findings in 2 files");
    for file in ["a/pod.yaml", "b/pod.yaml"] {
        client.pushed(&folder.uri(file)).await;
    }
    client.finish().await;
}

#[tokio::test]
async fn a_request_brings_its_own_token() {
    let folder = Folder::privileged_only(&[]);
    let mut client = TestClient::start(Setup { shows_progress: true, ..Setup::default() }, &[&folder]).await;
    let params = json!({"command": "bartizan.scanWorkspace", "workDoneToken": 7});
    assert_eq!(client.request("workspace/executeCommand", params).await, json!({"files": 0, "findings": 0}));
    for kind in ["begin", "end"] {
        let progress = client.message(PROGRESS).await;
        assert_eq!((&progress["token"], &progress["value"]["kind"]), (&json!(7), &json!(kind)));
    }
    client.finish().await;
}

#[tokio::test]
async fn is_cancelled_by_its_token() {
    let many: Vec<(String, &str)> = (0..40).map(|number| (format!("{number}/pod.yaml"), POD)).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(file, text)| (file.as_str(), *text)).collect();
    let folder = Folder::privileged_only(&many);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let params = json!({"command": "bartizan.scanWorkspace", "workDoneToken": "mine"});
    let id = client.ask("workspace/executeCommand", params).await;
    client.notify("window/workDoneProgress/cancel", json!({"token": "another"})).await;
    client.notify("window/workDoneProgress/cancel", json!({"token": "mine"})).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32800);
    assert_eq!(client.message(PROGRESS).await["value"]["kind"], "begin");
    loop {
        let value = client.message(PROGRESS).await["value"].take();
        if value["kind"] == "end" {
            assert_eq!(value["message"], "cancelled");
            break;
        }
    }
    // The next one is whole.
    assert_eq!(client.command("bartizan.scanWorkspace", json!([])).await, json!({"files": 40, "findings": 40}));
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
}

/// Each as `kind file items`, and what is known of each then.
fn reports(answer: &Value, folder: &Folder) -> (Vec<String>, Value) {
    let items = answer["items"].as_array().unwrap();
    let brief = |item: &Value| {
        let file = item["uri"].as_str().unwrap().replace(&folder.uri(""), "");
        let count = item["items"].as_array().map_or(String::new(), |items| format!(" {}", items.len()));
        format!("{} {file}{count}", item["kind"].as_str().unwrap())
    };
    let known = items.iter().map(|item| json!({"uri": item["uri"], "value": item["resultId"]})).collect();
    (items.iter().map(brief).collect(), known)
}

#[tokio::test]
async fn a_client_that_pulls_asks_for_closed_files_too() {
    let folder = Folder::privileged_only(&[("a.yaml", POD), ("b/pod.yaml", POD), ("c.txt", "text")]);
    let mut client = whole(true, &folder).await;
    assert_eq!(client.introduction["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    let pull = async |client: &mut TestClient, known: &Value| {
        client.request("workspace/diagnostic", json!({"previousResultIds": known})).await
    };
    // Asked while everything is still being checked, it is answered after.
    let (said, known) = reports(&pull(&mut client, &json!([])).await, &folder);
    assert_eq!(said, ["full a.yaml 1", "full b/pod.yaml 1"]);
    client.message("workspace/diagnostic/refresh").await;
    let (said, _) = reports(&pull(&mut client, &known).await, &folder);
    assert_eq!(said, ["unchanged a.yaml", "unchanged b/pod.yaml"]);

    // What is open is asked for by itself.
    client.open(&folder.uri("a.yaml"), POD).await;
    assert_eq!(client.pulled(&folder.uri("a.yaml")).await.len(), 1);
    assert_eq!(reports(&pull(&mut client, &known).await, &folder).0, ["unchanged b/pod.yaml"]);

    folder.write("b/pod.yaml", &POD.replace("true", "false"));
    client.touched(&[&folder.uri("b/pod.yaml")]).await;
    client.message("workspace/diagnostic/refresh").await;
    assert_eq!(reports(&pull(&mut client, &known).await, &folder).0, ["full b/pod.yaml 0"]);
    client.close(&folder.uri("a.yaml")).await;
    client.quiet_but(&["workspace/diagnostic/refresh"]).await;
    client.finish().await;
}

#[tokio::test]
async fn parts_of_the_answer_come_when_they_are_there() {
    let (first, second) = (Folder::privileged_only(&[("a.yaml", POD)]), Folder::privileged_only(&[("b.yaml", POD)]));
    let setup = Setup { pulls: true, options: shown(), ..Setup::default() };
    let mut client = TestClient::start(setup, &[&first, &second]).await;
    let params = json!({"previousResultIds": [], "partialResultToken": "parts"});
    let answer = client.request("workspace/diagnostic", params).await;
    let (rest, _) = reports(&answer, &first);
    let mut told = rest.len();
    while told < 2 {
        let part = client.message(PROGRESS).await;
        assert_eq!(part["token"], "parts");
        told += part["value"]["items"].as_array().unwrap().len();
    }
    assert_eq!(told, 2, "nothing is told twice");
    client.message("workspace/diagnostic/refresh").await;
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_shows_no_other_files_is_offered_none() {
    let folder = Folder::privileged_only(&[]);
    let client = TestClient::start(Setup::pulling(), &[&folder]).await;
    assert_eq!(client.introduction["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], false);
    client.finish().await;
}

#[derive(Debug, Default)]
struct Steps(Mutex<BTreeSet<String>>);

impl Pace for Steps {
    fn go_on(&self, _: Progress) -> bool {
        true
    }

    fn took(&self, step: Step<'_>, _: Duration) {
        self.0.lock().unwrap().insert(step.to_string());
    }
}

#[test]
fn every_step_is_timed() {
    let folder = Folder::privileged_only(&[("a/pod.yaml", POD), ("b/main.tf", "locals {}\n")]);
    let steps = Arc::new(Steps::default());
    let project = Project::open(folder.root(), true, Some(Arc::<Steps>::clone(&steps))).unwrap();
    assert_eq!(project.session.check(&[".".into()]).counts.files, 2);
    let steps: Vec<_> = steps.0.lock().unwrap().iter().cloned().collect();
    let all = ["judging a", "judging b", "judging everything together", "reading a", "reading b"];
    assert_eq!(steps, all);
}

#[test]
fn slow_steps_are_told_once() {
    let control = Control::default();
    control.took(Step::judging("a"), SLOW.checked_sub(Duration::from_millis(1)).unwrap());
    control.took(Step::reading("b"), SLOW);
    assert_eq!(control.slow(), [("reading b".to_owned(), SLOW)]);
    assert_eq!(control.slow(), []);
}
