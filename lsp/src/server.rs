//! The protocol's handlers: each passes its message to the worker's queue before anything is awaited.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use bartizan_engine::rego::STACK_BYTES;
use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionParams, CompletionResponse,
    ConfigurationItem, DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentSymbolParams, DocumentSymbolResponse,
    ExecuteCommandParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, LSPAny, Location, PrepareRenameResponse, ProgressToken, ReferenceParams,
    RenameParams, TextDocumentPositionParams, WorkDoneProgressCancelParams, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReportResult, WorkspaceEdit,
};
use tower_lsp_server::{Client, LanguageServer};

use crate::outbox::outbox;
use crate::rego::Request;
use crate::worker::{Worker, has_settings};

/// A message to the worker.
pub(crate) enum Event {
    Initialize(Box<InitializeParams>, oneshot::Sender<InitializeResult>),
    Initialized,
    Open(DidOpenTextDocumentParams),
    Change(DidChangeTextDocumentParams),
    Save(DidSaveTextDocumentParams),
    Close(DidCloseTextDocumentParams),
    Watched(DidChangeWatchedFilesParams),
    Folders(DidChangeWorkspaceFoldersParams),
    Settings(Value),
    Actions(Box<CodeActionParams>, Reply<Option<CodeActionResponse>>),
    Resolve(Box<CodeAction>, Reply<CodeAction>),
    Hover(HoverParams, Reply<Option<Hover>>),
    Pull(DocumentDiagnosticParams, Reply<DocumentDiagnosticReportResult>),
    Rego(Request),
    PullAll(WorkspaceDiagnosticParams, Reply<WorkspaceDiagnosticReportResult>),
    CancelProgress(ProgressToken),
    Command(ExecuteCommandParams, Reply<Result<Option<LSPAny>>>),
}

impl Event {
    /// Its name in the log.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Initialize(..) => "initialize",
            Self::Initialized => "initialized",
            Self::Open(_) => "textDocument/didOpen",
            Self::Change(_) => "textDocument/didChange",
            Self::Save(_) => "textDocument/didSave",
            Self::Close(_) => "textDocument/didClose",
            Self::Watched(_) => "workspace/didChangeWatchedFiles",
            Self::Folders(_) => "workspace/didChangeWorkspaceFolders",
            Self::Settings(_) => "workspace/didChangeConfiguration",
            Self::Actions(..) => "textDocument/codeAction",
            Self::Resolve(..) => "codeAction/resolve",
            Self::Hover(..) => "textDocument/hover",
            Self::Pull(..) => "textDocument/diagnostic",
            Self::Rego(_) => "a request about Rego",
            Self::PullAll(..) => "workspace/diagnostic",
            Self::CancelProgress(_) => "window/workDoneProgress/cancel",
            Self::Command(params, _) => &params.command,
        }
    }
}

/// Where the answer of a request goes.
pub(crate) type Reply<T> = oneshot::Sender<T>;

/// The server as the protocol crate sees it.
pub(crate) struct Backend {
    client: Client,
    queue: mpsc::Sender<Event>,
    /// Can the client be asked for its settings?
    has_settings: AtomicBool,
    /// Was the client polite enough to say that it is about to leave?
    pub(crate) shut_down: Arc<AtomicBool>,
}

impl Backend {
    /// A server that leaves its messages in the queue.
    pub(crate) fn new(client: Client) -> (Self, mpsc::Receiver<Event>) {
        let (queue, events) = mpsc::channel();
        (Self { client, queue, has_settings: AtomicBool::new(false), shut_down: Arc::default() }, events)
    }

    /// Starts the worker thread and the task that sends its messages.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub(crate) fn start(&self, events: mpsc::Receiver<Event>) -> io::Result<()> {
        let (outbox, sending) = outbox(self.client.clone());
        tokio::spawn(sending);
        let work = move || Worker::new(outbox).run(&events);
        std::thread::Builder::new().name("bartizan".to_owned()).stack_size(STACK_BYTES).spawn(work).map(drop)
    }

    fn tell(&self, event: Event) {
        // The worker ends only with the queue.
        let _ = self.queue.send(event);
    }

    async fn ask<T>(&self, event: impl FnOnce(oneshot::Sender<T>) -> Event) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.tell(event(reply));
        answer.await.map_err(|_| Error::internal_error())
    }

    /// Answers a message that is none, JSON or not.
    #[expect(clippy::unused_async, reason = "handlers are")]
    pub(crate) async fn refuse(&self, [is_json]: [bool; 1]) -> Result<()> {
        Err(if is_json { Error::invalid_request() } else { Error::parse_error() })
    }

    /// The person cancels what shows its progress.
    pub(crate) async fn cancel_progress(&self, params: WorkDoneProgressCancelParams) {
        self.tell(Event::CancelProgress(params.token));
    }

    /// Asks the client for its settings, when it can be asked. Waits for nothing: a client that never answers must not
    /// hold up the end.
    fn ask_for_settings(&self) {
        if !self.has_settings.load(Ordering::Relaxed) {
            return;
        }
        let (client, queue) = (self.client.clone(), self.queue.clone());
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("bartizan".to_owned()) };
            // A client that has no answer leaves the settings as they are.
            if let Ok(answers) = client.configuration(vec![item]).await
                && let Some(settings) = answers.into_iter().next().filter(|settings| !settings.is_null())
            {
                let _ = queue.send(Event::Settings(settings));
            }
        });
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        self.has_settings.store(has_settings(&params.capabilities), Ordering::Relaxed);
        self.ask(|reply| Event::Initialize(Box::new(params), reply)).await
    }

    async fn initialized(&self, _: InitializedParams) {
        self.tell(Event::Initialized);
        self.ask_for_settings();
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.tell(Event::Open(params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.tell(Event::Change(params));
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.tell(Event::Save(params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tell(Event::Close(params));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Event::Watched(params));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.tell(Event::Folders(params));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        match params.settings {
            Value::Null => self.ask_for_settings(),
            settings => self.tell(Event::Settings(settings)),
        }
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.ask(|reply| Event::Rego(Request::Definition(params, reply))).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.ask(|reply| Event::Rego(Request::References(params, reply))).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        self.ask(|reply| Event::Rego(Request::PrepareRename(params, reply))).await?
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.ask(|reply| Event::Rego(Request::Rename(params, reply))).await?
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(|reply| Event::Rego(Request::Symbols(params, reply))).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.ask(|reply| Event::Rego(Request::Completion(params, reply))).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(|reply| Event::Rego(Request::Lenses(params, reply))).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask(|reply| Event::Hover(params, reply)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(|reply| Event::Actions(Box::new(params), reply)).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        self.ask(|reply| Event::Resolve(Box::new(action), reply)).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.ask(|reply| Event::Pull(params, reply)).await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        self.ask(|reply| Event::PullAll(params, reply)).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        self.ask(|reply| Event::Command(params, reply)).await?
    }
}
