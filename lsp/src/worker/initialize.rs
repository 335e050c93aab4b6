//! The beginning: what the client can, what the server offers, what it asks to be told.

use tower_lsp_server::ls_types::{
    ClientCapabilities, CodeLensOptions, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities,
    DidChangeWatchedFilesRegistrationOptions, ExecuteCommandOptions, FileSystemWatcher, GlobPattern,
    HoverProviderCapability, InitializeParams, InitializeResult, OneOf, Registration, RenameOptions, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WatchKind, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use super::Worker;
use crate::actions::{ADD_TO_BASELINE, Abilities, EXPLAIN, SELECT};
use crate::document::path_of;
use crate::outbox::Message;
use crate::position::Encoding;
use crate::rego::RUN_TEST;

/// Command: check every folder of the workspace.
pub(super) const SCAN: &str = "bartizan.scanWorkspace";

/// Command: the findings shown, as JSON.
pub(super) const FINDINGS: &str = "bartizan.findings";

/// Command: the scorecard of a project, as HTML.
pub(super) const SCORECARD: &str = "bartizan.scorecard";

/// What the client can, as far as it matters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// What it can do at a finding.
    pub(super) actions: Abilities,
    /// It asks for diagnostics; they are then never pushed for open documents.
    pub(super) pulls: bool,
    /// It can be told that pulled diagnostics are outdated.
    pub(super) refreshes: bool,
    /// It takes symbols in each other.
    pub(super) nests_symbols: bool,
    /// It asks for those of closed files too; they are then never pushed either.
    pub(super) pulls_all: bool,
    /// It shows progress that the server begins.
    pub(super) shows_progress: bool,
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
        let symbols = document.and_then(|document| document.document_symbol.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let window = capabilities.window.as_ref();
        let settings = workspace.and_then(|workspace| workspace.did_change_configuration.as_ref());
        Self {
            encoding: Encoding::negotiate(capabilities),
            actions: Abilities::new(capabilities),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            pulls_all: false,
            shows_progress: window.and_then(|window| window.work_done_progress).unwrap_or(false),
            refreshes: diagnostics.and_then(|diagnostics| diagnostics.refresh_support).unwrap_or(false),
            nests_symbols: symbols.and_then(|symbols| symbols.hierarchical_document_symbol_support).unwrap_or(false),
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
        self.client.pulls_all = self.client.pulls && self.settings.workspace_diagnostics;
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
            workspace_diagnostics: self.client.pulls_all,
            work_done_progress_options: WorkDoneProgressOptions::default(),
        };
        let folders =
            WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
        let rename = RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        };
        let triggers = [".", "[", "\"", "@"].map(str::to_owned).to_vec();
        let completion = CompletionOptions { trigger_characters: Some(triggers), ..CompletionOptions::default() };
        ServerCapabilities {
            position_encoding: Some(self.client.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            diagnostic_provider: self.client.pulls.then_some(DiagnosticServerCapabilities::Options(pull)),
            code_action_provider: self.client.actions.provider(),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            rename_provider: Some(OneOf::Right(rename)),
            completion_provider: Some(completion),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: [SCAN, EXPLAIN, ADD_TO_BASELINE, FINDINGS, SCORECARD, RUN_TEST]
                    .into_iter()
                    .chain(Some(SELECT).filter(|_| self.client.actions.shows))
                    .map(str::to_owned)
                    .collect(),
                work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
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
            let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher(), deletions()] };
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
    let ours = "*.json,*.yaml,*.yml,*.tf,*.tofu,*.tfvars,.terraform.lock.hcl,*.tpl,*.tgz,*.rego,NOTES.txt,.helmignore";
    let pattern = format!("**/{{{ours},*.toml,.gitignore,.ignore,.trivyignore}}");
    FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind: None }
}

/// Folders that go: of what they held nothing is told.
fn deletions() -> FileSystemWatcher {
    FileSystemWatcher { glob_pattern: GlobPattern::String("**/*".to_owned()), kind: Some(WatchKind::Delete) }
}
