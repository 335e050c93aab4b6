//! Notifications: what the client opens, changes, closes, and tells of the disk and the settings.

use std::path::{Path, PathBuf};

use bartizan_engine::config::FILE_NAME;
use tower_lsp_server::ls_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, MessageType, Uri,
};

use super::Worker;
use super::answers::Waiting;
use super::pull_all::PullAll;
use crate::diagnostics::Shown;
use crate::document::{Document, Place, path_of};
use crate::outbox::Message;
use crate::server::Event;
use crate::workspace::{is_config, is_ignore_file};

impl Worker {
    pub(super) fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize(params, reply) => drop(reply.send(self.initialize(&params))),
            Event::Initialized => self.initialized(),
            Event::Open(params) => self.open(params),
            Event::Change(params) => self.change(params),
            Event::Save(params) => self.saved(&params.text_document.uri),
            Event::Close(params) => self.close(&params),
            Event::Watched(params) => self.watched(&params),
            Event::Folders(params) => self.folders_changed(&params),
            Event::Settings(value) => self.change_settings(&value),
            Event::Rego(request) => self.rego(request),
            Event::Actions(params, reply) => self.wait(Waiting::Actions(params, reply)),
            Event::Resolve(action, reply) => self.wait(Waiting::Resolve(action, reply)),
            Event::Hover(params, reply) => self.wait(Waiting::Hover(params, reply)),
            Event::Pull(params, reply) => self.wait(Waiting::Pull(params, reply)),
            Event::PullAll(params, reply) => self.pulls.push(PullAll::new(params, reply)),
            Event::CancelProgress(token) => self.cancel_progress(&token),
            Event::Command(params, reply) => self.command(&params, reply),
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        self.forget_listings();
        if self.client.pulls && self.shown.contains_key(&document.uri) {
            // Pushed while it was closed; from now on the client asks.
            self.show(document.uri.clone(), Shown::default());
        }
        let uri = document.uri;
        self.documents
            .insert(uri.clone(), Document { version: document.version, text: document.text.into(), place: None });
        self.settle(&uri);
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri;
        let Some(document) = self.documents.get_mut(&uri) else { return };
        document.change(params.text_document.version, params.content_changes, self.client.encoding);
        self.lay_over(&uri);
    }

    fn saved(&mut self, uri: &Uri) {
        let Some(path) = path_of(uri) else { return };
        // Not every client tells what else changes on disk.
        self.forget_listings();
        let homeless = self.documents.get(uri).is_some_and(|document| document.place.is_none());
        if self.configures(&path) || self.is_policy(&path) || homeless {
            self.reopen_projects();
        } else if let Some(place) = self.place_of(&path) {
            self.affect_on_disk(vec![place]);
        }
    }

    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri;
        let Some(document) = self.documents.remove(uri) else { return };
        self.dirty.remove(uri);
        self.forget_listings();
        if self.client.pulls {
            // Never pushed, so there is nothing to take back.
            self.shown.remove(uri);
        }
        let Some(place) = document.place else { return };
        if let Some(Some(project)) = self.projects.get_mut(&place.root) {
            project.session.remove_overlay(&place.file);
        }
        // The same file may still be open by another name.
        let again: Vec<Uri> = self.open_at(&place.root, &place.file).map(|(uri, _)| uri.clone()).collect();
        again.iter().for_each(|uri| self.lay_over(uri));
        self.dirty.extend(self.neighbours(&place));
        self.affect([place.clone()]);
        if &*place.file == FILE_NAME {
            self.report_config(&place.root);
        } else {
            self.show_closed(uri.clone(), &place);
        }
    }

    fn watched(&mut self, params: &DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> = params.changes.iter().filter_map(|change| path_of(&change.uri)).collect();
        let is_baseline = |path: &PathBuf| self.projects.values().flatten().any(|project| project.is_baseline(path));
        let steers = |path: &PathBuf| self.configures(path) || self.is_policy(path) || is_baseline(path);
        if paths.iter().any(steers) || self.are_folders(&paths) {
            self.reopen_projects();
            return;
        }
        let mut changed = Vec::new();
        for (root, project) in self.projects.iter_mut().filter_map(|(root, project)| Some((root, project.as_mut()?))) {
            let files: Vec<_> = paths.iter().filter_map(|path| project.relative(path)).collect();
            for file in files {
                project.session.invalidate(&file);
                project.modules.get_mut().forget();
                changed.push(Place { root: root.clone(), file });
            }
        }
        for place in &changed {
            self.dirty.extend(self.neighbours(place));
        }
        self.affect_on_disk(changed);
    }

    /// Is it a configuration file, one that others extend or may extend, or another tool's file of what it ignores?
    fn configures(&self, path: &Path) -> bool {
        let may_extend = path.extension().is_some_and(|extension| extension == "toml");
        let is_read = || self.projects.values().flatten().any(|project| project.is_configured_by(path));
        is_config(path) || is_ignore_file(path) || may_extend && is_read()
    }

    fn folders_changed(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let gone: Vec<_> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri)).collect();
        self.folders.retain(|folder| !gone.contains(folder));
        self.folders.extend(params.event.added.iter().filter_map(|folder| path_of(&folder.uri)));
        // What belongs to no repository belongs to its folder.
        self.reopen_projects();
    }

    fn change_settings(&mut self, value: &serde_json::Value) {
        let before = self.settings.clone();
        self.apply_settings(value);
        if self.settings.trusted != before.trusted {
            self.reopen_projects();
        } else if self.settings != before {
            self.judge_everything();
        }
        if before.workspace_diagnostics && !self.settings.workspace_diagnostics {
            self.scan = None;
            self.affected.clear();
            let configs = self.shown.keys().filter(|uri| path_of(uri).is_some_and(|path| is_config(&path)));
            let configs = configs.cloned().collect();
            let differs = self.clear_except(&configs);
            self.refresh_closed(differs);
        }
    }

    /// Forgets which files the projects hold.
    pub(super) fn forget_listings(&mut self) {
        for project in self.projects.values_mut().flatten() {
            project.session.forget_listing();
            project.modules.get_mut().forget();
        }
    }

    /// Takes the settings over; says so when they are not understood.
    pub(super) fn apply_settings(&mut self, value: &serde_json::Value) {
        match self.settings.updated(value) {
            Ok(settings) => self.settings = settings,
            Err(text) => self.outbox.send(Message::Show { kind: MessageType::WARNING, text }),
        }
    }

    /// Reads every configuration anew and judges everything again.
    pub(super) fn reopen_projects(&mut self) {
        self.forget_projects();
        self.judge_everything();
    }

    fn judge_everything(&mut self) {
        self.dirty.extend(self.documents.keys().cloned());
        self.refresh();
        if self.settings.workspace_diagnostics {
            self.start_scan(None);
        }
    }
}
