//! Checking the whole workspace, folder by folder, so that what the person types meanwhile comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::discover::terraform_kind;
use bartizan_engine::files::WalkOptions;
use bartizan_engine::files::path::folder;
use serde_json::json;
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::ls_types::{LSPAny, Uri};

use super::Worker;
use crate::diagnostics::{Shown, is_companion};
use crate::document::Place;
use crate::server::Reply;

/// A scan under way.
#[derive(Default)]
pub(super) struct WorkspaceScan {
    /// Folders of files that are still to be judged for the first time.
    ahead: Vec<(PathBuf, Vec<Arc<str>>)>,
    /// Files judged so far.
    files: usize,
    /// What is judged whole at the end, and reported: projects, with the folders of theirs.
    projects: BTreeMap<PathBuf, BTreeSet<Arc<str>>>,
    /// Who asked.
    replies: Vec<Reply<Result<Option<LSPAny>>>>,
    /// Does it go on though nobody waits for it?
    wanted: bool,
}

impl Worker {
    /// Starts to check every folder of the workspace, or starts again: what was judged already costs little.
    pub(super) fn start_scan(&mut self, reply: Option<Reply<Result<Option<LSPAny>>>>) {
        self.forget_listings();
        let mut scan = self.scan.take().unwrap_or_default();
        scan.wanted |= reply.is_none();
        scan.replies.extend(reply);
        (scan.ahead, scan.files, scan.projects) = (Vec::new(), 0, BTreeMap::new());
        for folder in self.folders.clone() {
            self.plan(&mut scan, &folder);
        }
        self.scan = Some(scan);
    }

    /// Adds what lies at or below a folder of the workspace: files of its own project, and projects inside that have a
    /// configuration of their own.
    fn plan(&mut self, scan: &mut WorkspaceScan, path: &Path) {
        let root = self.root_of(path);
        let Some(project) = self.open_project(&root) else { return };
        let Some(start) = project.relative(path) else { return };
        let excludes = project.session.config().excluded().unwrap_or_default();
        let (files, _) =
            project.session.files().walk(&[Arc::clone(&start)], &WalkOptions { excludes, recursive: true });
        let mut folders: BTreeMap<PathBuf, Vec<Arc<str>>> = BTreeMap::new();
        for file in files {
            folders.entry(project.on_disk(folder(&file))).or_default().push(file);
        }
        scan.projects.entry(root.clone()).or_default().insert(start);
        // Modules call each other from any folder, so they are judged at once.
        let mut modules = Vec::new();
        for (path, files) in folders {
            let own = self.root_of(&path);
            if own == root {
                let (terraform, rest): (Vec<_>, Vec<_>) =
                    files.into_iter().partition(|file| terraform_kind(file).is_some());
                modules.extend(terraform);
                scan.ahead.push((own, rest));
            } else if !scan.projects.contains_key(&own) {
                self.plan(scan, &own);
            }
        }
        scan.ahead.push((root, modules));
    }

    /// Does a step of the scan.
    pub(super) fn scan_on(&mut self) {
        let Some(mut scan) = self.scan.take() else { return };
        scan.replies.retain(|reply| !reply.is_closed());
        if !scan.wanted && scan.replies.is_empty() {
            return;
        }
        match scan.ahead.pop() {
            Some((root, files)) => {
                // The engine keeps what it finds out.
                let checked = self.project(&root).map(|project| project.session.check_open(&files));
                scan.files += checked.map_or(0, |checked| checked.counts.files);
                self.scan = Some(scan);
            }
            None => self.report_scan(scan),
        }
    }

    fn report_scan(&mut self, scan: WorkspaceScan) {
        let mut findings = 0;
        let mut reported: BTreeSet<Uri> = BTreeSet::new();
        for (root, folders) in scan.projects {
            let Some(project) = self.project(&root) else { continue };
            let checked = project.session.check(&Vec::from_iter(folders));
            for (file, shown) in self.by_file(&root, &checked).unwrap_or_default() {
                let Some(folder) = self.project(&root).map(|project| project.on_disk(folder(&file))) else { continue };
                let Some(uri) = self.uri_of(&root, &file) else { continue };
                if self.root_of(&folder) != root {
                    continue;
                }
                findings += shown.diagnostics.iter().filter(|diagnostic| !is_companion(diagnostic)).count();
                // What is open is judged by itself, and may have changed.
                if !self.documents.contains_key(&uri) {
                    self.show(uri.clone(), shown);
                }
                reported.insert(uri);
            }
        }
        self.clear_except(&reported);
        let answer = json!({"files": scan.files, "findings": findings});
        for reply in scan.replies {
            drop(reply.send(Ok(Some(answer.clone()))));
        }
    }

    /// Takes away what closed files showed that show nothing now.
    pub(super) fn clear_except(&mut self, reported: &BTreeSet<Uri>) {
        let closed = |uri: &&Uri| !reported.contains(*uri) && !self.documents.contains_key(*uri);
        let stale: Vec<Uri> = self.shown.keys().filter(closed).cloned().collect();
        for uri in stale {
            self.show(uri, Shown::default());
        }
    }

    /// Shows a file that is not open as it is on disk, where the person wants those too.
    pub(super) fn show_closed(&mut self, uri: Uri, place: &Place) {
        let shown = self.settings.workspace_diagnostics.then(|| self.judge(&place.root, &[Arc::clone(&place.file)]));
        let shown = shown.flatten().and_then(|mut files| files.remove(&place.file)).unwrap_or_default();
        self.show(uri, shown);
    }
}
