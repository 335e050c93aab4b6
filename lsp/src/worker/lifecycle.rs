//! Notifications: what the client opens, changes, closes, and tells of the disk and the settings.

use std::path::PathBuf;
use std::sync::Arc;

use tower_lsp_server::ls_types::{
    ClientCapabilities, DiagnosticOptions, DiagnosticServerCapabilities, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, ExecuteCommandOptions, FileSystemWatcher, GlobPattern,
    HoverProviderCapability, InitializeParams, InitializeResult, MessageType, OneOf, Registration, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use super::{Client, Worker};
use crate::document::Document;
use crate::outbox::Message;
use crate::position::Encoding;
use crate::server::Event;
use crate::settings::Settings;
use crate::workspace::is_config;

/// Command: check every folder of the workspace.
pub(super) const SCAN: &str = "bartizan.scanWorkspace";

/// Command: the page of a policy, as Markdown.
pub(super) const EXPLAIN: &str = "bartizan.explain";

/// Files whose change on disk matters.
const WATCHED: &str = "**/{*.json,*.yaml,*.yml,bartizan.toml,.gitignore,.ignore}";

impl Worker {
    pub(super) fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize(params, reply) => drop(reply.send(self.initialize(&params))),
            Event::Initialized => self.initialized(),
            Event::Open(params) => self.open(params),
            Event::Change(params) => self.change(params),
            Event::Save(params) => self.saved(&params.text_document.uri),
            Event::Close(params) => self.close(&params),
            Event::Watched(params) => self.watched(params),
            Event::Folders(params) => self.folders_changed(params),
            Event::Settings(value) => self.change_settings(&value),
            Event::Hover(params, reply) => {
                self.judge_dirty();
                drop(reply.send(self.hover(&params)));
            }
            // The client gave the request up: nothing waits for the answer.
            Event::Pull(_, reply) if reply.is_closed() => {}
            Event::Pull(params, reply) => drop(reply.send(self.pull(&params))),
            Event::Command(params, reply) => drop(reply.send(self.command(&params))),
        }
    }

    fn initialize(&mut self, params: &InitializeParams) -> InitializeResult {
        self.client = client(&params.capabilities);
        if let Some(options) = &params.initialization_options {
            self.apply_settings(options);
        }
        let named = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        #[expect(deprecated, reason = "clients without workspace folders name their root so")]
        let rooted = params.root_uri.iter();
        self.folders =
            named.chain(rooted).filter_map(|uri| uri.to_file_path().map(std::borrow::Cow::into_owned)).collect();
        self.folders.dedup();
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

    fn initialized(&mut self) {
        if self.client.watches {
            let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String(WATCHED.to_owned()), kind: None };
            let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
            self.outbox.send(Message::Register(vec![Registration {
                id: "bartizan-watched-files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: serde_json::to_value(options).ok(),
            }]));
        }
        if self.settings.workspace_diagnostics {
            self.scan_workspace();
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let text: Arc<str> = document.text.into();
        self.documents.insert(document.uri.clone(), Document { version: document.version, text });
        self.lay_over(&document.uri);
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri;
        let Some(document) = self.documents.get_mut(&uri) else { return };
        document.change(params.text_document.version, params.content_changes, self.client.encoding);
        self.lay_over(&uri);
    }

    /// Gives the engine the text of an open document.
    fn lay_over(&mut self, uri: &Uri) {
        let Some(path) = uri.to_file_path().map(std::borrow::Cow::into_owned) else { return };
        let Some((root, relative)) = self.project_of(&path) else { return };
        if let (Some(project), Some(document)) = (self.projects.get_mut(&root), self.documents.get(uri)) {
            project.session.set_overlay(&relative, Arc::clone(&document.text));
            self.dirty.insert(uri.clone());
        }
    }

    fn saved(&mut self, uri: &Uri) {
        let Some(path) = uri.to_file_path().map(std::borrow::Cow::into_owned) else { return };
        if is_config(&path) {
            self.reopen_projects();
        } else if self.settings.workspace_diagnostics {
            self.scan_workspace();
        }
    }

    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri;
        self.documents.remove(uri);
        self.dirty.remove(uri);
        self.shown.remove(uri);
        let place = uri.to_file_path().map(std::borrow::Cow::into_owned).and_then(|path| self.project_of(&path));
        if let Some((root, relative)) = &place {
            if let Some(project) = self.projects.get_mut(root) {
                project.session.remove_overlay(relative);
            }
            let neighbours = self.documents.keys().filter(|open| self.same_folder(open, uri)).cloned();
            let neighbours: Vec<_> = neighbours.collect();
            self.dirty.extend(neighbours);
        }
        self.outbox.send(Message::Publish { uri: uri.clone(), diagnostics: Vec::new(), version: None });
        if let Some((root, relative)) = place.filter(|_| self.settings.workspace_diagnostics) {
            let files = [relative];
            let mut shown = self.judge(&root, &files).unwrap_or_default();
            self.show(
                &root,
                &files[0],
                shown.remove(&files[0]).unwrap_or_default(),
                &std::collections::BTreeSet::new(),
            );
        }
    }

    fn same_folder(&self, a: &Uri, b: &Uri) -> bool {
        let folder = |uri: &Uri| uri.to_file_path().and_then(|path| path.parent().map(std::path::Path::to_path_buf));
        folder(a) == folder(b)
    }

    fn watched(&mut self, params: DidChangeWatchedFilesParams) {
        let paths =
            params.changes.into_iter().filter_map(|change| change.uri.to_file_path().map(std::borrow::Cow::into_owned));
        let paths: Vec<PathBuf> = paths.collect();
        let settings = |path: &PathBuf| {
            is_config(path) || path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore")
        };
        if paths.iter().any(settings) {
            self.reopen_projects();
            return;
        }
        for path in &paths {
            if let Some((root, relative)) = self.project_of(path)
                && let Some(project) = self.projects.get_mut(&root)
            {
                project.session.invalidate(&relative);
            }
        }
        self.dirty.extend(self.documents.keys().cloned());
        if self.settings.workspace_diagnostics {
            self.scan_workspace();
        }
    }

    fn folders_changed(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let path = |uri: &Uri| uri.to_file_path().map(std::borrow::Cow::into_owned);
        let gone: Vec<_> = params.event.removed.iter().filter_map(|folder| path(&folder.uri)).collect();
        self.folders.retain(|folder| !gone.contains(folder));
        self.folders.extend(params.event.added.iter().filter_map(|folder| path(&folder.uri)));
        if self.settings.workspace_diagnostics {
            self.scan_workspace();
        }
    }

    fn change_settings(&mut self, value: &serde_json::Value) {
        if self.apply_settings(value) {
            self.reopen_projects();
        }
    }

    /// Takes the settings over; says so when they are not understood.
    fn apply_settings(&mut self, value: &serde_json::Value) -> bool {
        match Settings::from_json(value) {
            Ok(settings) => {
                self.settings = settings;
                true
            }
            Err(text) => {
                self.outbox.send(Message::Show { kind: MessageType::WARNING, text });
                false
            }
        }
    }

    /// Reads every configuration anew and judges everything again.
    fn reopen_projects(&mut self) {
        self.projects.clear();
        self.roots.clear();
        self.dirty.extend(self.documents.keys().cloned());
        if self.client.pulls && self.client.refreshes {
            self.outbox.send(Message::Refresh);
        }
        if self.settings.workspace_diagnostics {
            self.scan_workspace();
        }
    }
}

fn client(capabilities: &ClientCapabilities) -> Client {
    let document = capabilities.text_document.as_ref();
    let workspace = capabilities.workspace.as_ref();
    let diagnostics = workspace.and_then(|workspace| workspace.diagnostics.as_ref());
    let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
    Client {
        encoding: Encoding::negotiate(capabilities),
        pulls: document.is_some_and(|document| document.diagnostic.is_some()),
        refreshes: diagnostics.and_then(|diagnostics| diagnostics.refresh_support).unwrap_or(false),
        watches: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
    }
}
