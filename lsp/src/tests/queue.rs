//! What the order of the queue promises. The queue is filled before the worker looks at it, so nothing depends on time.

use std::sync::mpsc;

use serde_json::json;
use tokio::io::split;
use tower_lsp_server::Server;

use super::support::{Folder, POD, Setup, TestClient, pull_params, replacement};
use crate::outbox::outbox;
use crate::server::{Backend, Event};
use crate::worker::Worker;

/// A server whose worker works when the test says so.
struct Held {
    worker: Worker,
    events: mpsc::Receiver<Event>,
}

impl Held {
    async fn start(setup: Setup, folder: &Folder) -> (Self, TestClient) {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let mut held = None;
        let (service, socket) = crate::service(|client| {
            let (backend, events) = Backend::new(client.clone());
            let (outbox, sending) = outbox(client);
            tokio::spawn(sending);
            held = Some(Self { worker: Worker::new(outbox), events });
            backend
        });
        let (input, output) = split(theirs);
        let serve = Server::new(input, output, socket).concurrency_level(crate::CONCURRENCY).serve(service);
        let server = tokio::spawn(async move {
            serve.await;
            Ok(true)
        });
        let (mut held, mut client) = (held.unwrap(), TestClient::over(ours, server));
        let begin = async {
            held.work_on(1).await;
            held.work_on(1).await;
        };
        let folders = [folder];
        tokio::join!(client.introduce(setup, &folders), begin);
        (held, client)
    }

    /// Waits until there are `count` messages, and only then works them off.
    async fn work_on(&mut self, count: usize) {
        let (queue, events) = mpsc::channel();
        for _ in 0..count {
            queue.send(self.next().await).unwrap();
        }
        drop(queue);
        self.worker.run(&events);
    }

    async fn next(&self) -> Event {
        loop {
            match self.events.try_recv() {
                Ok(event) => return event,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    }

    /// Lets the worker run by itself from now on.
    fn release(mut self) {
        std::thread::spawn(move || self.worker.run(&self.events));
    }
}

#[tokio::test]
async fn a_burst_of_edits_is_judged_once() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let (mut held, mut client) = Held::start(Setup::default(), &folder).await;
    client.open(&uri, POD).await;
    for version in 2..=41 {
        let (old, new) = if version % 2 == 0 { (4, "false") } else { (5, "true") };
        client.edit(&uri, version, (8, 20), (8, 20 + old), new).await;
    }
    held.work_on(41).await;
    let pushed = client.pushed(&uri).await;
    assert_eq!((pushed.version, pushed.brief().len()), (Some(41), 1));
    held.release();
    client.finish().await;
}

#[tokio::test]
async fn a_cancelled_request_is_answered_so_and_the_server_goes_on() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let (mut held, mut client) = Held::start(Setup::pulling(), &folder).await;
    client.open(&uri, POD).await;
    let mut pulls = Vec::new();
    for _ in 0..50 {
        pulls.push(client.ask("textDocument/diagnostic", pull_params(&uri, None)).await);
    }
    let kept = pulls.pop().unwrap();
    for id in &pulls {
        client.notify("$/cancelRequest", json!({"id": id})).await;
        assert_eq!(client.answer(*id).await["error"]["code"], -32800);
    }
    held.work_on(51).await;
    assert_eq!(client.answer(kept).await["result"]["items"].as_array().map(Vec::len), Some(1));
    held.release();
    assert_eq!(client.pulled(&uri).await.len(), 1);
    client.finish().await;
}

#[tokio::test]
async fn a_request_is_answered_with_what_the_edits_behind_it_left() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let (mut held, mut client) = Held::start(Setup::pulling(), &folder).await;
    client.open(&uri, POD).await;
    let pull = client.ask("textDocument/diagnostic", pull_params(&uri, None)).await;
    client.change(&uri, 2, json!([replacement((8, 20), (8, 24), "false")])).await;
    held.work_on(3).await;
    assert_eq!(client.answer(pull).await["result"]["items"], json!([]));
    held.release();
    client.finish().await;
}

#[tokio::test]
async fn closed_before_it_was_judged_it_shows_nothing() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let (mut held, mut client) = Held::start(Setup::default(), &folder).await;
    client.open(&uri, POD).await;
    client.close(&uri).await;
    held.work_on(2).await;
    held.release();
    client.finish().await;
}

#[tokio::test]
async fn a_scan_that_nobody_waits_for_is_given_up() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let (mut held, mut client) = Held::start(Setup::default(), &folder).await;
    let scan = client.ask("workspace/executeCommand", json!({"command": "bartizan.scanWorkspace"})).await;
    client.notify("$/cancelRequest", json!({"id": scan})).await;
    assert_eq!(client.answer(scan).await["error"]["code"], -32800);
    held.work_on(1).await;
    held.release();
    client.finish().await;
}

#[tokio::test]
async fn a_defect_costs_a_step_but_not_the_server() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let (mut held, mut client) = Held::start(Setup::pulling(), &folder).await;
    // What fails, and how many of the three requests are answered all the same.
    type Trip = (&'static str, fn(&str), usize);
    let trips: [Trip; 3] = [
        ("textDocument/hover", |what| assert!(what != "textDocument/hover", "a defect"), 2),
        ("judging pod.yaml", |what| assert!(!what.starts_with("judging"), "a defect"), 3),
        ("bartizan.explain", |what| assert!(what != "bartizan.explain", "a defect"), 2),
    ];
    for (version, (failing, trip, answered)) in (1..).zip(trips) {
        held.worker.trip = Some(trip);
        if version == 1 {
            client.open(&uri, POD).await;
        } else {
            client.replace(&uri, version, &POD.replace("web:1.2.3", &format!("web:{version}"))).await;
        }
        let position = json!({"line": 8, "character": 22});
        let hover = json!({"textDocument": {"uri": uri}, "position": position});
        let hover = client.ask("textDocument/hover", hover).await;
        let pull = client.ask("textDocument/diagnostic", pull_params(&uri, None)).await;
        let explain = json!({"command": "bartizan.explain", "arguments": ["K8S-003"]});
        let explain = client.ask("workspace/executeCommand", explain).await;
        held.work_on(4).await;
        // All are answered, the one that failed with an error.
        let answers = [client.answer(hover).await, client.answer(pull).await, client.answer(explain).await];
        let good = answers.iter().filter(|answer| answer.get("error").is_none()).count();
        assert_eq!(good, answered, "{failing}: {answers:?}");
        let said = client.message("window/logMessage").await;
        assert_eq!(said["message"], format!("internal error: {failing} failed; please report it"));
    }
    held.worker.trip = None;
    held.release();
    client.replace(&uri, 9, POD).await;
    assert_eq!(client.pulled(&uri).await.len(), 1);
    client.finish().await;
}

#[tokio::test]
async fn what_was_slow_is_logged() {
    let folder = Folder::privileged_only(&[]);
    let (mut held, mut client) = Held::start(Setup::pulling(), &folder).await;
    held.worker.trip = Some(|what| {
        if what == "bartizan.explain" {
            std::thread::sleep(std::time::Duration::from_millis(600));
        }
    });
    let params = json!({"command": "bartizan.explain", "arguments": ["K8S-003"]});
    let id = client.ask("workspace/executeCommand", params).await;
    held.work_on(1).await;
    assert!(client.answer(id).await["result"].is_string());
    let said = client.message("window/logMessage").await;
    assert!(said["message"].as_str().unwrap().starts_with("bartizan.explain took 6"), "{said}");
    held.release();
    client.quiet_but(&["window/logMessage"]).await;
    client.finish().await;
}
