//! What a file's folder, and those above, make of it: Helm charts and kustomizations.
//!
//! Only folders at or above a file count (a kustomization may not name files outside of its folder), so what a file is
//! does not depend on which paths a scan was asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::cache::DocumentCache;
use super::charts::is_values;
use super::kustomization::{self, Kustomization};
use super::{FileKind, ParsedFile};
use crate::files::{Files, path};

const CHART_NAME: &str = "Chart.yaml";

/// May a change of the file at `path` change what files in other folders are: a kustomization, a chart's `Chart.yaml`,
/// an ignore file?
#[must_use]
pub fn is_context(path: &str) -> bool {
    kustomization::is_named(path) || [CHART_NAME, ".gitignore", ".ignore"].contains(&path::name(path))
}

/// What is known of the folders of a scan.
#[derive(Default)]
pub(super) struct Neighbourhood {
    folders: HashMap<String, Folder>,
}

#[derive(Default)]
struct Folder {
    /// The name of the chart whose folder this is.
    chart: Option<String>,
    kustomization: Option<(Arc<ParsedFile>, Kustomization)>,
}

impl Neighbourhood {
    /// Looks at the folders above the file at `path`.
    pub(super) fn explore(&mut self, files: &Files, cache: &DocumentCache, path: &str) {
        for folder in path::ancestors(path::folder(path)) {
            if self.folders.contains_key(folder) {
                return;
            }
            let known = Folder { chart: chart(files, folder), kustomization: find_kustomization(files, cache, folder) };
            self.folders.insert(folder.to_owned(), known);
        }
    }

    /// What the file at `path` is as part of a chart, when its place in the chart decides that.
    pub(super) fn chart_role(&self, path: &str) -> Option<(FileKind, String)> {
        let (folder, chart) = self.charts_of(path).next()?;
        let inside = if folder == path::ROOT { path } else { path.strip_prefix(folder)?.strip_prefix('/')? };
        if inside.starts_with("templates/") {
            return Some((FileKind::HelmTemplate, format!("a template of chart `{chart}`")));
        }
        let own = ["Chart.", "values.", "values-", "values_", "requirements."];
        let is_own = !inside.contains('/') && own.iter().any(|start| inside.starts_with(start));
        let is_own = is_own || is_values(inside);
        is_own.then(|| (FileKind::HelmChart, format!("a file of chart `{chart}`")))
    }

    /// The folder of the chart that the file at `path` is part of; for a chart in the `charts` folder of another, of
    /// that one.
    pub(super) fn chart_of<'a>(&'a self, path: &'a str) -> Option<&'a str> {
        let is_chart = |folder: &str| self.folders.get(folder).is_some_and(|folder| folder.chart.is_some());
        let (mut dir, _) = self.charts_of(path).next()?;
        loop {
            let charts = path::folder(dir);
            let outer = path::folder(charts);
            let is_part = dir != path::ROOT && charts != path::ROOT && path::name(charts) == "charts";
            if !(is_part && is_chart(outer)) {
                return Some(dir);
            }
            dir = outer;
        }
    }

    /// The kustomization that names the file at `path` as a patch.
    pub(super) fn patched_by(&self, path: &str) -> Option<&str> {
        self.kustomizations_of(path)
            .find(|(_, kustomization)| kustomization.patches.iter().any(|patch| patch == path))
            .map(|(file, _)| &*file.source.path)
    }

    /// The kustomizations that name the file at `path` as a resource, the nearest first.
    pub(super) fn listed_by(&self, path: &str) -> impl Iterator<Item = &Arc<ParsedFile>> {
        self.kustomizations_of(path)
            .filter(move |(_, kustomization)| kustomization.resources.iter().any(|resource| resource == path))
            .map(|(file, _)| file)
    }

    fn kustomizations_of(&self, path: &str) -> impl Iterator<Item = &(Arc<ParsedFile>, Kustomization)> {
        path::ancestors(path::folder(path)).filter_map(|folder| self.folders.get(folder)?.kustomization.as_ref())
    }

    /// The charts whose folders the file at `path` is in, with their folders, the nearest first.
    fn charts_of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        path::ancestors(path::folder(path))
            .filter_map(|folder| Some((folder, self.folders.get(folder)?.chart.as_deref()?)))
    }
}

fn chart(files: &Files, folder: &str) -> Option<String> {
    let path = path::join(folder, CHART_NAME);
    if !files.is_file(&path) {
        return None;
    }
    let folder_name = if folder == path::ROOT { "." } else { path::name(folder) };
    let name = files.read(&path).ok().and_then(|source| {
        let name = source.text.lines().find_map(|line| line.strip_prefix("name:"))?.trim();
        let name = name.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        (!name.is_empty()).then(|| name.to_owned())
    });
    Some(name.unwrap_or_else(|| folder_name.to_owned()))
}

fn find_kustomization(files: &Files, cache: &DocumentCache, folder: &str) -> Option<(Arc<ParsedFile>, Kustomization)> {
    let path: Arc<str> =
        kustomization::NAMES.iter().map(|name| path::join(folder, name)).find(|path| files.is_file(path))?.into();
    let file = cache.recognise(files, &path).ok()?.file.clone()?;
    let kustomization = (file.kind == FileKind::Kustomization).then(|| Kustomization::new(&file))?;
    Some((file, kustomization))
}
