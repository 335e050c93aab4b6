//! Random messages, valid and not: the server stays alive and answers every request exactly once.
//!
//! `BARTIZAN_FUZZ` is the number of messages (2,000), `BARTIZAN_FUZZ_SEED` the first seed (1): the same give the same messages.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWriteExt as _, BufReader, split};
use tokio::sync::mpsc;

use super::support::{Folder, POD, read_message};

/// Messages of one connection.
const SESSION: u64 = 1_000;

/// Any text that is edited.
const TEXTS: [&str; 6] = [
    "apiVersion: v1\nkind: Pod\nmetadata: {name: \"🌈é\u{301}\"}\nspec: {hostNetwork: true}\n",
    "🌈🌈\r\n\r\u{2028}\u{0}é",
    "variable \"a\" {\n  default = \"🌈${\n}\nresource \"aws_s3_bucket\" \"b\" {}\n",
    "{\"realm\": \"x\", \"enabled\": tru",
    "package a\n\nimport rego.v1\n\ndeny contains x if { x := \"🌈\" }\n",
    "",
];

const FILES: [&str; 8] = [
    "pod.yaml",
    "main.tf",
    "realm.json",
    "a.rego",
    "bartizan.toml",
    "chart/Chart.yaml",
    "chart/values.yaml",
    "gone/x.yaml",
];

const METHODS: [&str; 16] = [
    "textDocument/hover",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/rename",
    "textDocument/prepareRename",
    "textDocument/documentSymbol",
    "textDocument/completion",
    "textDocument/codeLens",
    "textDocument/codeAction",
    "codeAction/resolve",
    "textDocument/nothing",
    "$/nothing",
    "",
];

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn number(&mut self) -> Value {
        match self.below(12) {
            0 => json!(-1),
            1 => json!(u32::MAX),
            2 => json!(u64::MAX),
            3 => json!(i64::MIN),
            4 => json!(1.5),
            5 => json!(1e300),
            _ => json!(self.below(12)),
        }
    }

    /// Anything in place of what is expected.
    fn anything(&mut self) -> Value {
        match self.below(8) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!({}),
            3 => json!("🌈"),
            4 => json!([[[[{"a": [null]}]]]]),
            5 => json!(true),
            _ => self.number(),
        }
    }
}

/// One connection's messages.
struct Session<'a> {
    random: Random,
    folder: &'a Folder,
    requests: i64,
}

impl Session<'_> {
    fn uri(&mut self) -> Value {
        match self.random.below(16) {
            0 => json!("untitled:a"),
            1 => json!("file:///"),
            2 => json!("file:///%00/a.yaml"),
            3 => json!("not an address"),
            4 => self.random.anything(),
            _ => json!(self.folder.uri(self.random.of(&FILES))),
        }
    }

    fn position(&mut self) -> Value {
        if self.random.once_in(20) {
            self.random.anything()
        } else {
            json!({"line": self.random.number(), "character": self.random.number()})
        }
    }

    fn range(&mut self) -> Value {
        json!({"start": self.position(), "end": self.position()})
    }

    /// Parameters that may fit any method.
    fn params(&mut self) -> Value {
        let command = self.random.of(&[
            "bartizan.explain",
            "bartizan.findings",
            "bartizan.scanWorkspace",
            "bartizan.select",
            "rm",
        ]);
        let mut params = json!({
            "textDocument": {"uri": self.uri()}, "position": self.position(), "range": self.range(), "newName": "x",
            "context": {"includeDeclaration": true, "diagnostics": []}, "command": command, "arguments": [self.random.anything()],
            "previousResultIds": [], "title": "x",
        });
        if self.random.once_in(10) {
            let keys: Vec<String> = params.as_object().unwrap().keys().cloned().collect();
            let key = &keys[self.random.below(keys.len())];
            params[key] = self.random.anything();
        }
        if self.random.once_in(50) { self.random.anything() } else { params }
    }

    fn notification(&mut self) -> Value {
        let (uri, version) = (self.uri(), self.random.number());
        let text = self.random.of(&TEXTS);
        let change =
            if self.random.once_in(6) { json!({"text": text}) } else { json!({"range": self.range(), "text": text}) };
        let document = json!({"uri": uri, "version": version, "languageId": "yaml", "text": text});
        let (method, params) = match self.random.below(14) {
            0 => ("textDocument/didOpen", json!({"textDocument": document})),
            1 => ("textDocument/didClose", json!({"textDocument": document})),
            2 => ("textDocument/didSave", json!({"textDocument": document})),
            3 => ("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": self.random.number()}]})),
            4 => (
                "workspace/didChangeConfiguration",
                json!({"settings": {"bartizan": {"workspaceDiagnostics": self.random.once_in(2)}}}),
            ),
            5 => ("workspace/didChangeConfiguration", json!({"settings": self.random.anything()})),
            6 => ("$/cancelRequest", json!({"id": self.random.below(usize::try_from(self.requests).unwrap() + 1)})),
            7 => ("$/cancelRequest", json!({"id": self.random.anything()})),
            8 => ("window/workDoneProgress/cancel", json!({"token": self.random.of(&["bartizan-scan-1", "x"])})),
            9 => (self.random.of(&METHODS), self.random.anything()),
            _ => ("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]})),
        };
        json!({"jsonrpc": "2.0", "method": method, "params": params})
    }

    /// A message, and the id of the request that it is, if any.
    fn message(&mut self) -> (Vec<u8>, Option<i64>) {
        let mut body = self.notification();
        let mut id = None;
        if self.random.once_in(3) {
            self.requests += 1;
            id = Some(self.requests);
            body =
                json!({"jsonrpc": "2.0", "id": id, "method": self.random.of(&METHODS[..15]), "params": self.params()});
        }
        (frame(&body.to_string()), id)
    }

    /// Bytes that are no message.
    fn garbage(&mut self) -> Vec<u8> {
        match self.random.below(9) {
            0 => frame("{"),
            1 => frame("[]"),
            2 => frame("{\"jsonrpc\": \"2.0\"}"),
            3 => frame("null"),
            4 => b"Content-Length: -5\r\n\r\n".to_vec(),
            5 => b"Content-Length: 99999999999999999999999\r\n\r\n".to_vec(),
            6 => b"Content-Length: 3\r\n\r\n\xff\xfe\xfd".to_vec(),
            7 => b"no header at all\r\n\r\n".to_vec(),
            _ => frame(&json!({"jsonrpc": "2.0", "id": 7, "result": self.random.anything()}).to_string()),
        }
    }
}

fn frame(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// How often each id is answered, until the stream ends; `answered` is told of each.
async fn answers(output: impl AsyncRead + Unpin, answered: mpsc::UnboundedSender<i64>) -> BTreeMap<i64, usize> {
    let mut output = BufReader::new(output);
    let mut answers = BTreeMap::new();
    while let Ok(message) = read_message(&mut output).await {
        if let (None, Some(id)) = (message.get("method"), message["id"].as_i64()) {
            *answers.entry(id).or_default() += 1;
            let _ = answered.send(id);
        }
    }
    answers
}

/// Sends so many messages, from before the introduction to after the shutdown.
async fn session(seed: u64, messages: u64) {
    let folder = Folder::privileged_only(&[
        ("pod.yaml", POD),
        ("chart/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
    ]);
    let mut session =
        Session { random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1), folder: &folder, requests: 0 };
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let (input, output) = split(theirs);
    let server = tokio::spawn(crate::serve(input, output));
    let (reading, mut writing) = split(ours);
    let (answered, mut answered_ids) = mpsc::unbounded_channel();
    let reading = tokio::spawn(answers(reading, answered));
    let mut expected = Vec::new();
    for at in 0..messages {
        if at == 5 {
            session.requests += 1;
            expected.push(session.requests);
            let workspace = json!([{"uri": folder.uri(""), "name": "folder"}]);
            let pulls = session.random.once_in(2);
            let document = if pulls { json!({"diagnostic": {}}) } else { json!({}) };
            let params = json!({"capabilities": {"textDocument": document}, "workspaceFolders": workspace});
            let initialize =
                json!({"jsonrpc": "2.0", "id": session.requests, "method": "initialize", "params": params});
            writing.write_all(&frame(&initialize.to_string())).await.unwrap();
            // Until then everything is refused, the shutdown too.
            while answered_ids.recv().await.unwrap() != session.requests {}
            writing.write_all(&frame(r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#)).await.unwrap();
        }
        if at + 5 == messages {
            session.requests += 1;
            expected.push(session.requests);
            let shutdown = json!({"jsonrpc": "2.0", "id": session.requests, "method": "shutdown"});
            writing.write_all(&frame(&shutdown.to_string())).await.unwrap();
            while answered_ids.recv().await.unwrap() != session.requests {}
        }
        if session.random.once_in(8) {
            let garbage = session.garbage();
            writing.write_all(&garbage).await.unwrap();
        } else {
            let (bytes, id) = session.message();
            expected.extend(id);
            writing
                .write_all(&bytes)
                .await
                .unwrap_or_else(|error| panic!("seed {seed}: gone at message {at}: {error}"));
        }
    }
    // The end of the input: what was asked is answered, then the server ends.
    writing.shutdown().await.unwrap();
    let patience = std::time::Duration::from_secs(120);
    let answers =
        tokio::time::timeout(patience, reading).await.unwrap_or_else(|_| panic!("seed {seed}: no end")).unwrap();
    assert!(tokio::time::timeout(patience, server).await.unwrap().unwrap().unwrap(), "seed {seed}: no shutdown seen");
    let wrong: Vec<_> = expected.iter().filter(|id| answers.get(id) != Some(&1)).collect();
    assert!(wrong.is_empty(), "seed {seed}: not answered exactly once: {wrong:?} of {}", expected.len());
}

#[tokio::test]
async fn random_messages_leave_the_server_alive() {
    let number = |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (messages, seed) = (number("BARTIZAN_FUZZ", 2_000), number("BARTIZAN_FUZZ_SEED", 1));
    for number in 0..messages.div_ceil(SESSION) {
        session(seed + number, SESSION.min(messages - number * SESSION)).await;
    }
}
