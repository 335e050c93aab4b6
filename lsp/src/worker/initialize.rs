//! The beginning: what the client can, what the server offers, what it asks to be told.

use bartizan_engine::config::FILE_NAME;
use tower_lsp_server::ls_types::{
    ClientCapabilities, DiagnosticOptions, DiagnosticServerCapabilities, DidChangeWatchedFilesRegistrationOptions,
    ExecuteCommandOptions, FileSystemWatcher, GlobPattern, HoverProviderCapability, InitializeParams, InitializeResult,
    OneOf, Registration, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use super::Worker;
use crate::document::path_of;
use crate::outbox::Message;
use crate::position::Encoding;

/// Command: check every folder of the workspace.
pub(super) const SCAN: &str = "bartizan.scanWorkspace";

/// Command: the page of a policy, as Markdown.
pub(super) const EXPLAIN: &str = "bartizan.explain";

/// What the client can, as far as it matters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// It asks for diagnostics; they are then never pushed for open documents.
    pub(super) pulls: bool,
    /// It can be told that pulled diagnostics are outdated.
    pub(super) refreshes: bool,
    /// It can be asked to watch files.
    watches: bool,
    /// It tells changed settings only when asked to.
    tells_settings: bool,
}

impl Client {
    fn new(capabilities: &ClientCapabilities) -> Self {
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let diagnostics = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let settings = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
        Self {
            encoding: Encoding::negotiate(capabilities),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            refreshes: diagnostics.and_then(|diagnostics| diagnostics.refresh_support).unwrap_or(false),
            watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
            tells_settings: settings.and_then(|settings| settings.dynamic_registration).unwrap_or(false),
        }
    }
}

/// Can the client be asked for its settings?
pub(crate) fn has_settings(capabilities: &ClientCapabilities) -> bool {
    capabilities.workspace.as_ref().and_then(|workspace| workspace.configuration).unwrap_or(false)
}

impl Worker {
    pub(super) fn initialize(&mut self, params: &InitializeParams) -> InitializeResult {
        self.client = Client::new(&params.capabilities);
        if let Some(options) = &params.initialization_options {
            self.apply_settings(options);
        }
        let named = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        #[expect(deprecated, reason = "clients without workspace folders name their root so")]
        let rooted = params.root_uri.iter();
        let mut folders: Vec<_> = named.filter_map(path_of).collect();
        if folders.is_empty() {
            folders.extend(rooted.filter_map(path_of));
        }
        self.folders = folders;
        InitializeResult {
            capabilities: self.capabilities(),
            server_info: Some(ServerInfo {
                name: "bartizan".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        }
    }

    fn capabilities(&self) -> ServerCapabilities {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        };
        let pull = DiagnosticOptions {
            identifier: Some("bartizan".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: false,
            work_done_progress_options: WorkDoneProgressOptions::default(),
        };
        let folders =
            WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
        ServerCapabilities {
            position_encoding: Some(self.client.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            diagnostic_provider: self.client.pulls.then_some(DiagnosticServerCapabilities::Options(pull)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![SCAN.to_owned(), EXPLAIN.to_owned()],
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(folders),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }

    pub(super) fn initialized(&mut self) {
        let mut registrations = Vec::new();
        if self.client.watches {
            let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher()] };
            registrations.push(Registration {
                id: "bartizan-watched-files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: serde_json::to_value(options).ok(),
            });
        }
        if self.client.tells_settings {
            registrations.push(Registration {
                id: "bartizan-settings".to_owned(),
                method: "workspace/didChangeConfiguration".to_owned(),
                register_options: Some(serde_json::json!({"section": "bartizan"})),
            });
        }
        if !registrations.is_empty() {
            self.outbox.send(Message::Register(registrations));
        }
        if self.settings.workspace_diagnostics {
            self.start_scan(None);
        }
    }
}

/// Files whose change on disk matters.
fn watcher() -> FileSystemWatcher {
    let ours = "*.json,*.yaml,*.yml,*.tf,*.tofu,*.tfvars,.terraform.lock.hcl,*.tpl,*.tgz,NOTES.txt,.helmignore";
    let pattern = format!("**/{{{ours},{FILE_NAME},.gitignore,.ignore}}");
    FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind: None }
}
