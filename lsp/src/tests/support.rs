//! A client that waits for messages, never for time, and fails on messages that the test did not read.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf, split};
use tokio::task::JoinHandle;
use tower_lsp_server::ls_types::Uri;

/// How long a message may take on a busy machine: past it the test has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A pod with one fault of K8S-003, at `true`.
pub(crate) const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - name: web
      image: registry.test/web:1.2.3
      securityContext:
        privileged: true
";

/// A configuration under which K8S-003 alone runs.
pub(crate) const PRIVILEGED_ONLY: &str = "select = [\"K8S-003\"]\n";

/// A folder with files.
pub(crate) struct Folder {
    _temporary: TempDir,
    pub(crate) path: PathBuf,
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let temporary = TempDir::new().unwrap();
        let folder = Self { path: temporary.path().canonicalize().unwrap(), _temporary: temporary };
        files.iter().for_each(|(file, text)| folder.write(file, text));
        folder
    }

    /// A project in which K8S-003 alone runs.
    pub(crate) fn privileged_only(files: &[(&str, &str)]) -> Self {
        let folder = Self::new(files);
        folder.write("bartizan.toml", PRIVILEGED_ONLY);
        folder
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn root(&self) -> &Path {
        &self.path
    }

    pub(crate) fn uri(&self, file: &str) -> String {
        uri(&self.path.join(file))
    }
}

pub(crate) fn uri(path: &Path) -> String {
    Uri::from_file_path(path).unwrap().to_string()
}

/// How a client introduces itself.
#[derive(Default)]
pub(crate) struct Setup {
    /// It asks for diagnostics.
    pub(crate) pulls: bool,
    /// Further members of `textDocument`.
    pub(crate) document: Value,
    /// `general.positionEncodings`.
    pub(crate) encodings: Vec<&'static str>,
    pub(crate) options: Value,
    /// Its answer to `workspace/configuration`; it cannot be asked when absent.
    pub(crate) settings: Option<Value>,
    /// It lets the server register for notifications.
    pub(crate) registers: bool,
    /// It shows progress that the server begins.
    pub(crate) shows_progress: bool,
    /// What it can do with actions.
    pub(crate) actions: Actions,
}

/// What a client can do with actions.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Actions {
    /// Nothing.
    #[default]
    None,
    /// Take them.
    Plain,
    /// Resolve them, create files, mind versions and open documents.
    Full,
}

impl Setup {
    pub(crate) fn pulling() -> Self {
        Self { pulls: true, ..Self::default() }
    }

    pub(crate) fn with_options(options: Value) -> Self {
        Self { options, ..Self::default() }
    }

    fn params(&self, folders: &[&Folder]) -> Value {
        let mut document = json!({"publishDiagnostics": {"versionSupport": true, "relatedInformation": true}});
        if let (Some(known), Some(further)) = (document.as_object_mut(), self.document.as_object()) {
            known.extend(further.clone());
        }
        if self.pulls {
            document["diagnostic"] = json!({});
        }
        let registers = json!({"dynamicRegistration": self.registers});
        let workspace = json!({
            "configuration": self.settings.is_some(), "workspaceFolders": true, "diagnostics": {"refreshSupport": true},
            "didChangeConfiguration": registers, "didChangeWatchedFiles": registers,
        });
        let folders: Vec<_> =
            folders.iter().map(|folder| json!({"uri": uri(&folder.path), "name": "folder"})).collect();
        let window = json!({"workDoneProgress": self.shows_progress});
        let mut capabilities = json!({"textDocument": document, "workspace": workspace, "window": window});
        if self.actions != Actions::None {
            capabilities["textDocument"]["codeAction"] = json!({
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}},
            });
        }
        if self.actions == Actions::Full {
            let action = &mut capabilities["textDocument"]["codeAction"];
            action["isPreferredSupport"] = json!(true);
            action["resolveSupport"] = json!({"properties": ["edit", "command"]});
            capabilities["workspace"]["workspaceEdit"] =
                json!({"documentChanges": true, "resourceOperations": ["create"]});
            capabilities["window"]["showDocument"] = json!({"support": true});
        }
        if !self.encodings.is_empty() {
            capabilities["general"] = json!({"positionEncodings": self.encodings});
        }
        json!({
            "processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities,
            "initializationOptions": self.options,
        })
    }
}

/// Diagnostics of a file as pushed.
#[derive(Debug)]
pub(crate) struct Pushed {
    pub(crate) version: Option<i64>,
    pub(crate) diagnostics: Vec<Value>,
}

impl Pushed {
    /// Each as `line:character-line:character code`, from 0.
    pub(crate) fn brief(&self) -> Vec<String> {
        brief(&self.diagnostics)
    }
}

pub(crate) fn brief(diagnostics: &[Value]) -> Vec<String> {
    let position = |value: &Value| format!("{}:{}", value["line"], value["character"]);
    let range = |value: &Value| format!("{}-{}", position(&value["start"]), position(&value["end"]));
    diagnostics.iter().map(|one| format!("{} {}", range(&one["range"]), one["code"].as_str().unwrap())).collect()
}

pub(crate) struct TestClient {
    output: BufReader<ReadHalf<DuplexStream>>,
    input: WriteHalf<DuplexStream>,
    server: JoinHandle<io::Result<bool>>,
    settings: Option<Value>,
    /// Notifications and requests of the server, unread.
    inbox: VecDeque<Value>,
    answers: HashMap<i64, Value>,
    /// What the server said of itself.
    pub(crate) introduction: Value,
    requests: i64,
    finished: bool,
}

impl TestClient {
    pub(crate) async fn start(setup: Setup, folders: &[&Folder]) -> Self {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let (input, output) = split(theirs);
        let mut client = Self::over(ours, tokio::spawn(crate::serve(input, output)));
        client.introduce(setup, folders).await;
        client
    }

    /// A client of a server that somebody else started.
    pub(crate) fn over(stream: DuplexStream, server: JoinHandle<io::Result<bool>>) -> Self {
        let (output, input) = split(stream);
        Self {
            output: BufReader::new(output),
            input,
            server,
            settings: None,
            inbox: VecDeque::new(),
            answers: HashMap::new(),
            introduction: Value::Null,
            requests: 0,
            finished: false,
        }
    }

    pub(crate) async fn introduce(&mut self, setup: Setup, folders: &[&Folder]) {
        let params = setup.params(folders);
        self.settings = setup.settings;
        self.introduction = self.request("initialize", params).await;
        self.notify("initialized", json!({})).await;
    }

    async fn send(&mut self, message: Value) {
        let body = message.to_string();
        let bytes = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.input.write_all(bytes.as_bytes()).await.unwrap();
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.send(notification(method, params)).await;
    }

    /// Sends a request, to be [awaited](Self::answer) later; gives its id.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.requests += 1;
        let mut message = json!({"jsonrpc": "2.0", "id": self.requests, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(message).await;
        self.requests
    }

    /// The whole answer to a request.
    pub(crate) async fn answer(&mut self, id: i64) -> Value {
        loop {
            match self.answers.remove(&id) {
                Some(answer) => return answer,
                None => self.receive(&format!("an answer to request {id}")).await,
            }
        }
    }

    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        let mut answer = self.answer(id).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Takes in one message. Requests of the server are answered at once.
    async fn receive(&mut self, expected: &str) {
        let read = tokio::time::timeout(PATIENCE, read_message(&mut self.output)).await;
        let message = read.unwrap_or_else(|_| panic!("no {expected} came; unread: {:#?}", self.inbox));
        let message = message.unwrap_or_else(|error| panic!("the server is gone instead of {expected}: {error}"));
        let Some(method) = message["method"].as_str() else {
            self.answers.insert(message["id"].as_i64().unwrap_or(-1), message);
            return;
        };
        if let Some(id) = message.get("id") {
            let result = match method {
                "workspace/configuration" => json!([self.settings]),
                "window/showDocument" => json!({"success": true}),
                _ => Value::Null,
            };
            self.send(json!({"jsonrpc": "2.0", "id": id, "result": result})).await;
        }
        self.inbox.push_back(message);
    }

    /// The parameters of the next message of the server that `wanted` wants; earlier others stay unread.
    async fn next(&mut self, expected: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.inbox.iter().position(&wanted) {
                return self.inbox.remove(at).unwrap()["params"].take();
            }
            self.receive(expected).await;
        }
    }

    /// The next notification or request of this name.
    pub(crate) async fn message(&mut self, method: &str) -> Value {
        self.next(method, |message| message["method"] == method).await
    }

    /// The next diagnostics pushed for `uri`.
    pub(crate) async fn pushed(&mut self, uri: &str) -> Pushed {
        let publish = "textDocument/publishDiagnostics";
        let wanted = |message: &Value| message["method"] == publish && message["params"]["uri"] == uri;
        let mut params = self.next(&format!("diagnostics of {uri}"), wanted).await;
        let Value::Array(diagnostics) = params["diagnostics"].take() else { panic!("no list: {params}") };
        Pushed { version: params["version"].as_i64(), diagnostics }
    }

    pub(crate) async fn open(&mut self, uri: &str, text: &str) {
        self.open_as(uri, "yaml", text).await;
    }

    pub(crate) async fn open_as(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    /// Opens a document and reads what is pushed for it.
    pub(crate) async fn opened(&mut self, uri: &str, text: &str) -> Vec<String> {
        self.open(uri, text).await;
        self.pushed(uri).await.brief()
    }

    /// Replaces the whole text.
    pub(crate) async fn replace(&mut self, uri: &str, version: i64, text: &str) {
        self.change(uri, version, json!([{"text": text}])).await;
    }

    /// Replaces what stands between two positions.
    pub(crate) async fn edit(&mut self, uri: &str, version: i64, from: (u32, u32), to: (u32, u32), text: &str) {
        self.change(uri, version, json!([replacement(from, to, text)])).await;
    }

    pub(crate) async fn change(&mut self, uri: &str, version: i64, changes: Value) {
        self.notify("textDocument/didChange", change_params(uri, version, changes)).await;
    }

    pub(crate) async fn save(&mut self, uri: &str) {
        self.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}})).await;
    }

    pub(crate) async fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
    }

    /// Tells that files changed on disk.
    pub(crate) async fn touched(&mut self, uris: &[&str]) {
        let changes: Vec<_> = uris.iter().map(|uri| json!({"uri": uri, "type": 2})).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({"changes": changes})).await;
    }

    pub(crate) async fn settings(&mut self, settings: Value) {
        self.notify("workspace/didChangeConfiguration", json!({"settings": settings})).await;
    }

    /// What the client answers from now on when it is asked for its settings.
    pub(crate) fn hold_settings(&mut self, settings: Value) {
        self.settings = Some(settings);
    }

    pub(crate) async fn pull(&mut self, uri: &str, previous: Option<&str>) -> Value {
        self.request("textDocument/diagnostic", pull_params(uri, previous)).await
    }

    /// What a pull brings, as [`Pushed::brief`].
    pub(crate) async fn pulled(&mut self, uri: &str) -> Vec<String> {
        brief(self.pull(uri, None).await["items"].as_array().unwrap())
    }

    pub(crate) async fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        self.request("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position})).await
    }

    /// The actions between two positions, of the kinds `only` where these are named.
    pub(crate) async fn actions(&mut self, uri: &str, from: (u32, u32), to: (u32, u32), only: &[&str]) -> Vec<Value> {
        let range = replacement(from, to, "")["range"].take();
        let mut context = json!({"diagnostics": []});
        if !only.is_empty() {
            context["only"] = json!(only);
        }
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let mut answer = self.request("textDocument/codeAction", params).await;
        answer.as_array_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) async fn command(&mut self, command: &str, arguments: Value) -> Value {
        self.request("workspace/executeCommand", json!({"command": command, "arguments": arguments})).await
    }

    /// Waits until the server has done all that was asked of it, then wants nothing unread.
    pub(crate) async fn quiet(&mut self) {
        self.quiet_but(&[]).await;
    }

    /// Reads everything that the server has sent so far.
    async fn settings_barrier(&mut self) {
        self.settings(json!({"bartizan": {"minSeverity": "a barrier"}})).await;
        self.message("window/showMessage").await;
    }

    /// As [`quiet`](Self::quiet), without regard to messages of these names.
    pub(crate) async fn quiet_but(&mut self, ignored: &[&str]) {
        // The answer comes after everything is judged; the message, after everything that was to be sent.
        self.hover("file:///nowhere.yaml", 0, 0).await;
        self.settings_barrier().await;
        // On a busy machine anything may be slow.
        let is_slow =
            |message: &Value| message["params"]["message"].as_str().is_some_and(|text| text.contains(" took "));
        self.inbox.retain(|message| !ignored.contains(&message["method"].as_str().unwrap()) && !is_slow(message));
        assert!(self.inbox.is_empty(), "unread: {:#?}", self.inbox);
    }

    /// Waits until all that was begun is done, and gives the files of which something was told meanwhile.
    pub(crate) async fn files_told_of(&mut self, folder: &Folder) -> Vec<String> {
        self.settle().await;
        let told = self.inbox.drain(..).filter(|message| message["method"] == "textDocument/publishDiagnostics");
        let file = |message: Value| Some(message["params"]["uri"].as_str()?.replace(&folder.uri(""), ""));
        told.filter_map(file).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Waits until everything is judged, closed files too.
    async fn settle(&mut self) {
        let pulled = json!({"previousResultIds": []});
        self.request("workspace/diagnostic", pulled).await;
        // What was sent before is read before the answer to what comes after.
        self.settings_barrier().await;
    }

    /// Ends the server as a polite client does.
    pub(crate) async fn finish(mut self) {
        self.quiet().await;
        self.request("shutdown", Value::Null).await;
        self.notify("exit", Value::Null).await;
        self.finished = true;
        let ended = tokio::time::timeout(PATIENCE, &mut self.server).await;
        assert!(ended.expect("the server does not end").unwrap().unwrap(), "it did not see the shutdown");
    }

    /// Ends the server without a word; gives whether it saw a `shutdown`.
    pub(crate) async fn leave(mut self) -> bool {
        self.notify("exit", Value::Null).await;
        self.finished = true;
        let ended = tokio::time::timeout(PATIENCE, &mut self.server).await;
        ended.expect("the server does not end").unwrap().unwrap()
    }
}

impl Drop for TestClient {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "the test must finish its client");
    }
}

pub(crate) fn notification(method: &str, params: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "method": method});
    if !params.is_null() {
        message["params"] = params;
    }
    message
}

fn change_params(uri: &str, version: i64, changes: Value) -> Value {
    json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes})
}

pub(crate) fn pull_params(uri: &str, previous: Option<&str>) -> Value {
    let mut params = json!({"textDocument": {"uri": uri}});
    if let Some(previous) = previous {
        params["previousResultId"] = json!(previous);
    }
    params
}

pub(crate) fn replacement(from: (u32, u32), to: (u32, u32), text: &str) -> Value {
    let position = |(line, character): (u32, u32)| json!({"line": line, "character": character});
    json!({"range": {"start": position(from), "end": position(to)}, "text": text})
}

pub(super) async fn read_message(output: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).await?;
    Ok(serde_json::from_slice(&body)?)
}
