//! Files that are not open but shown, when something changes that they depend on: they are judged again, and nothing
//! else is.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::discover::is_context;
use bartizan_engine::files::WalkOptions;
use bartizan_engine::files::path::folder;
use bartizan_engine::policy::Scope;
use tower_lsp_server::ls_types::{NumberOrString, Uri};

use super::Worker;
use crate::diagnostics::Shown;
use crate::document::{Place, path_of};
use crate::rego::is_rego;

/// Files that may change at once before everything is checked anew.
const MANY: usize = 100;

impl Worker {
    /// The files at `places` have changed: what is shown of closed ones may be outdated.
    pub(super) fn affect(&mut self, places: impl IntoIterator<Item = Place>) {
        if self.settings.workspace_diagnostics {
            // Modules of Rego show something only while they are open.
            self.affected.extend(places.into_iter().filter(|place| !is_rego(&place.file)));
        }
    }

    /// Did a folder come or go, with what it holds?
    pub(super) fn are_folders(&self, paths: &[PathBuf]) -> bool {
        let gone: HashSet<&Path> = paths.iter().map(PathBuf::as_path).filter(|path| !path.exists()).collect();
        let lay_in = |path: PathBuf| path.ancestors().skip(1).any(|folder| gone.contains(folder));
        let shown = || self.shown.keys().filter_map(path_of);
        paths.iter().any(|path| path.is_dir()) || !gone.is_empty() && shown().any(lay_in)
    }

    /// The files at `places` have changed on disk. Where that says what other files are, or where there are many of them,
    /// everything is checked anew.
    pub(super) fn affect_on_disk(&mut self, places: Vec<Place>) {
        if !self.settings.workspace_diagnostics {
            return;
        }
        if places.len() > MANY || places.iter().any(|place| is_context(&place.file)) {
            self.start_scan(None);
        } else {
            self.affect(places);
        }
    }

    /// Judges the closed files that depend on one of those that have changed.
    pub(super) fn judge_affected(&mut self) {
        let Some(place) = self.affected.pop_first() else { return };
        let files = self.closed_with(&place);
        let Some(mut judged) = self.judge(&place.root, &files) else { return };
        let mut differs = false;
        for file in files {
            let Some(uri) = self.uri_of(&place.root, &file) else { continue };
            let mut now = judged.remove(&file).unwrap_or_default();
            if file != place.file {
                self.keep_fleet(&place.root, &uri, &mut now);
            }
            differs |= self.show(uri, now.closed());
        }
        self.refresh_closed(differs);
    }

    /// The closed files that are judged together with the one at `place`: those of its folder, and those of the root
    /// modules and charts that read it.
    fn closed_with(&mut self, place: &Place) -> Vec<Arc<str>> {
        // What is not open is not known to the session before it is judged.
        if self.open_at(&place.root, &place.file).next().is_none() {
            self.judge(&place.root, &[Arc::clone(&place.file)]);
        }
        let Some(project) = self.project(&place.root) else { return Vec::new() };
        let session = &project.session;
        let siblings = WalkOptions { excludes: session.config().excluded(), recursive: false, projects: false };
        let (siblings, _) = session.files().walk(&[Arc::from(folder(&place.file))], &siblings);
        let mut files: BTreeSet<Arc<str>> = siblings.into_iter().collect();
        files.extend(session.files_read_with(&place.file));
        files.insert(Arc::clone(&place.file));
        files.into_iter().filter(|file| self.open_at(&place.root, file).next().is_none()).collect()
    }

    /// Keeps of what a closed file shows that which only the whole project tells.
    fn keep_fleet(&self, root: &Path, uri: &Uri, now: &mut Shown) {
        let Some(project) = self.project(root) else { return };
        let is_fleet =
            |id: &str| project.session.policy_in_force(id).is_some_and(|(policy, _)| policy.scope == Scope::Fleet);
        let code = |code: &Option<NumberOrString>| match code {
            Some(NumberOrString::String(id)) => is_fleet(id),
            _ => false,
        };
        now.diagnostics.retain(|diagnostic| !code(&diagnostic.code));
        now.findings.retain(|listed| !is_fleet(&listed.policy.id));
        let Some(before) = self.shown.get(uri) else { return };
        now.diagnostics.extend(before.diagnostics.iter().filter(|diagnostic| code(&diagnostic.code)).cloned());
        now.findings.extend(before.findings.iter().filter(|listed| is_fleet(&listed.policy.id)).cloned());
        now.diagnostics.sort_by_key(|diagnostic| diagnostic.range.start);
    }
}
