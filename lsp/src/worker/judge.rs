//! Judging what changed, and showing it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::config::FILE_NAME;
use bartizan_engine::discover::{is_context, terraform_kind};
use bartizan_engine::files::path::folder;
use bartizan_engine::finding::Scan;
use bartizan_engine::maturity::FILE_NAME as ATTESTATIONS;
use tower_lsp_server::ls_types::{Diagnostic, MessageType, Uri};

use super::Worker;
use crate::diagnostics::{Places, Shown, by_file, config_error};
use crate::document::Place;
use crate::outbox::Message;
use crate::rego::is_rego;
use crate::scan::wanted;
use crate::workspace::Project;

impl Worker {
    /// What the dirty documents show, and the open documents that are judged together with them.
    pub(super) fn judge_dirty(&mut self) -> Vec<(Uri, Shown)> {
        let dirty = std::mem::take(&mut self.dirty);
        let mut judged = Vec::new();
        for (root, files) in self.concerned(&dirty) {
            let files: Vec<_> = files.into_iter().collect();
            let mut shown = self.judge(&root, &files).unwrap_or_default();
            for file in &files {
                let shown = shown.remove(file).unwrap_or_default();
                let open = self.open_at(&root, file);
                judged.extend(
                    open.map(|(uri, document)| {
                        (uri.clone(), Shown { version: Some(document.version), ..shown.clone() })
                    }),
                );
            }
        }
        judged
    }

    /// The open files that a change of `dirty` concerns, by root.
    fn concerned(&self, dirty: &BTreeSet<Uri>) -> BTreeMap<PathBuf, BTreeSet<Arc<str>>> {
        let mut concerned: BTreeMap<PathBuf, BTreeSet<Arc<str>>> = BTreeMap::new();
        for place in dirty.iter().filter_map(|uri| self.documents.get(uri)?.place.as_ref()) {
            let near = self.near(place).map(|(_, near)| Arc::clone(&near.file));
            concerned.entry(place.root.clone()).or_default().extend(near);
        }
        concerned
    }

    /// The open documents that a change of the file at `place` concerns.
    pub(super) fn neighbours(&self, place: &Place) -> Vec<Uri> {
        self.near(place).map(|(uri, _)| uri.clone()).collect()
    }

    /// Those of the same folder, which are judged together; all where the file says what others are. What a root module
    /// of Terraform reads concerns all of Terraform: modules and values of variables stand in any folder. What a chart
    /// reads concerns all that it reads. A module of Rego concerns the others.
    fn near(&self, place: &Place) -> impl Iterator<Item = (&Uri, &Place)> {
        let all = is_context(&place.file);
        let session = self.project(&place.root).map(|project| &project.session);
        let modules = terraform_kind(&place.file).is_some()
            || session.is_some_and(|session| session.is_read_by_terraform(&place.file));
        let charts = session.map(|session| session.charts_reading(&place.file)).unwrap_or_default();
        let places = self.documents.iter().filter_map(|(uri, document)| Some((uri, document.place.as_ref()?)));
        places.filter(move |(_, other)| {
            if is_rego(&place.file) || is_rego(&other.file) {
                return other.root == place.root && is_rego(&place.file) == is_rego(&other.file);
            }
            let of_chart = || {
                let reading = || session.map(|session| session.charts_reading(&other.file)).unwrap_or_default();
                !charts.is_empty() && reading().iter().any(|chart| charts.contains(chart))
            };
            let together = folder(&other.file) == folder(&place.file)
                || modules && terraform_kind(&other.file).is_some()
                || of_chart();
            other.root == place.root && (all || together)
        })
    }

    /// What each of `files` of the project at `root` shows; one that is gone shows nothing.
    pub(super) fn judge(&self, root: &Path, files: &[Arc<str>]) -> Option<BTreeMap<Arc<str>, Shown>> {
        let session = &self.project(root)?.session;
        let there = files.iter().filter(|file| session.files().is_file(file)).cloned();
        let (modules, files): (Vec<_>, Vec<_>) = there.partition(|file| is_rego(file));
        let mut shown = match files.is_empty() && !modules.is_empty() {
            true => BTreeMap::new(),
            false => self.by_file(root, &session.check_open(&files))?,
        };
        shown.extend(modules.into_iter().filter_map(|file| Some((Arc::clone(&file), self.judge_rego(root, &file)?))));
        Some(shown)
    }

    /// What each file of a scan shows; its configuration file shows what is wrong with it too.
    pub(super) fn by_file(&self, root: &Path, scan: &Scan) -> Option<BTreeMap<Arc<str>, Shown>> {
        let project = self.project(root)?;
        let source = |file: &str| project.source(file);
        let uri = |file: &str| self.uri_of(root, file);
        let wanted = wanted(&self.settings);
        let mut files = by_file(scan, wanted, &Places::new(self.client.encoding, &source, &uri));
        for (file, faults) in self.own_faults(root, project) {
            files.entry(Arc::from(file)).or_default().diagnostics.extend(faults);
        }
        Some(files)
    }

    /// What is wrong with the files that steer a project.
    pub(super) fn own_faults(&self, root: &Path, project: &Project) -> Vec<(&'static str, Vec<Diagnostic>)> {
        let of_settings = self.config_shown(root, project).map(|shown| shown.diagnostics).unwrap_or_default();
        let faults = [(FILE_NAME, of_settings), (ATTESTATIONS, self.attestation_faults(project))];
        faults.into_iter().filter(|(_, faults)| !faults.is_empty()).collect()
    }

    fn config_shown(&self, root: &Path, project: &Project) -> Option<Shown> {
        let open = self.open_at(root, FILE_NAME).next().map(|(_, document)| Arc::clone(&document.text));
        let faults = project.config_faults(open.as_deref());
        if faults.is_empty() {
            return None;
        }
        let text = open.or_else(|| Some(Arc::clone(&project.source(FILE_NAME)?.text))).unwrap_or_default();
        let diagnostics = faults.iter().map(|fault| config_error(fault, &text, self.client.encoding)).collect();
        Some(Shown { diagnostics, ..Shown::default() })
    }

    /// Shows what is wrong with the configuration of the project at `root` in the file itself, or that nothing is.
    pub(super) fn report_config(&mut self, root: &Path) {
        let Some(project) = self.project(root) else { return };
        if !project.config_faults.is_empty() {
            let said: Vec<&str> = project.config_faults.iter().map(|fault| fault.message.as_str()).collect();
            self.outbox
                .send(Message::Show { kind: MessageType::ERROR, text: format!("{FILE_NAME}: {}", said.join("; ")) });
        }
        // An open one is judged like every open document.
        if let Some(uri) = self.uri_of(root, FILE_NAME).filter(|uri| !self.documents.contains_key(uri)) {
            let shown = self.config_shown(root, project).unwrap_or_default();
            self.show(uri, shown);
        }
    }

    /// Shows what was judged, without what changed again or was closed meanwhile.
    pub(super) fn show_judged(&mut self, judged: Vec<(Uri, Shown)>) {
        let mut others = false;
        for (uri, shown) in judged {
            let version = self.documents.get(&uri).map(|document| document.version);
            if version.is_some() && version == shown.version && !self.dirty.contains(&uri) {
                let same_text = self.shown.get(&uri).is_some_and(|before| before.version == version);
                others |= self.show(uri, shown) && same_text;
            }
        }
        if others {
            self.refresh();
        }
    }

    /// Remembers and, to a client that does not ask, publishes what a file shows: when it is a new version, or shows
    /// something else than before. Gives whether it does.
    pub(super) fn show(&mut self, uri: Uri, now: Shown) -> bool {
        let before = self.shown.get(&uri);
        let differs =
            before.map(|shown| shown.diagnostics.as_slice()).unwrap_or_default() != now.diagnostics.as_slice();
        let listed = before.map(|shown| shown.findings.as_slice()).unwrap_or_default();
        self.findings_changed |= listed != now.findings.as_slice();
        let open = self.documents.contains_key(&uri);
        let new = open && before.is_none_or(|before| before.version != now.version);
        if (new || differs) && !(if open { self.client.pulls } else { self.client.pulls_all }) {
            let (diagnostics, version) = (now.diagnostics.clone(), now.version);
            self.outbox.send(Message::Publish { uri: uri.clone(), diagnostics, version });
        }
        if !open && now.diagnostics.is_empty() {
            self.shown.remove(&uri);
        } else {
            self.shown.insert(uri, now);
        }
        differs
    }
}
