//! What the order of the queue promises. The queue is filled before the worker looks at it, so nothing depends on time.

use std::sync::mpsc;

use serde_json::{Value, json};
use tokio::io::split;
use tower_lsp_server::{LspService, Server};

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
        let (service, socket) = LspService::new(|client| {
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
    let (mut held, mut client) = Held::start(Setup::default(), &folder).await;
    assert!(held.worker.guarded(|_| -> Value { panic!("a defect") }).is_none());
    let said = client.message("window/logMessage").await;
    assert!(said["message"].as_str().unwrap().starts_with("internal error"), "{said}");
    held.release();
    assert_eq!(client.opened(&uri, POD).await.len(), 1);
    client.finish().await;
}
