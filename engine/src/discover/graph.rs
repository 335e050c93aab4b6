//! Which folders of configuration call which, kept as far as nothing changes it: a keystroke concerns one folder.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;

use super::cache::DocumentCache;
use super::modules::{folder_of, terraform_kind};
use super::{FileKind, Request};
use crate::config::TerraformRoot;
use crate::files::{Files, Stamp, WalkOptions, is_candidate, path};
use crate::terraform::source::local_calls;

/// The calls of the folders of configuration, by caller.
#[derive(Debug)]
pub(super) struct Graph {
    calls: BTreeMap<Arc<str>, Arc<[Arc<str>]>>,
}

impl Graph {
    /// The folders of configuration below the project root, and those of the files `asked` for, which an ignore file may
    /// leave out.
    pub(super) fn new(files: &Files, cache: &DocumentCache, request: &Request, asked: &[&Arc<str>]) -> Self {
        let project = cache.calls.project(files, cache, request);
        let mut calls = project.calls.clone();
        // What the project's list does not tell: files that it leaves out, and texts that were laid over others since.
        let unlisted = asked.iter().copied().filter(|path| !project.has(path));
        let laid = files.overlaid().filter(|path| request.is_told && project.has(path));
        let mut changed: BTreeMap<&str, BTreeSet<&Arc<str>>> = BTreeMap::new();
        for path in unlisted.chain(laid) {
            changed.entry(path::folder(path)).or_insert_with(|| project.sources_beside(path).collect()).insert(path);
        }
        for (folder, sources) in changed {
            calls.insert(folder.into(), cache.calls.of(files, cache, folder, &sources));
        }
        Self { calls }
    }

    /// Is there configuration in `folder`?
    pub(super) fn has(&self, folder: &str) -> bool {
        self.calls.contains_key(folder)
    }

    /// The folders that no other calls or that are `declared`; of those that only call each other in a circle, the first.
    pub(super) fn roots(&self, declared: &[TerraformRoot]) -> BTreeSet<&Arc<str>> {
        let called: BTreeSet<&Arc<str>> = self
            .calls
            .iter()
            .flat_map(|(caller, calls)| calls.iter().filter(move |called| *called != caller))
            .collect();
        let declared: BTreeSet<Arc<str>> = declared.iter().map(folder_of).collect();
        let mut roots: BTreeSet<&Arc<str>> =
            self.calls.keys().filter(|folder| !called.contains(folder) || declared.contains(*folder)).collect();
        let mut reached: BTreeSet<&str> = roots.iter().flat_map(|root| self.reached_from(root)).collect();
        for folder in self.calls.keys() {
            if !reached.contains(&**folder) {
                roots.insert(folder);
                reached.extend(self.reached_from(folder));
            }
        }
        roots
    }

    /// The folder and those that are called from it, directly or not.
    pub(super) fn reached_from<'a>(&'a self, folder: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::from([folder]);
        let mut ahead = vec![folder];
        while let Some(next) = ahead.pop() {
            for called in self.calls.get(next).map(|calls| &**calls).unwrap_or_default() {
                if reached.insert(called) {
                    ahead.push(called);
                }
            }
        }
        reached
    }
}

/// The configuration of the project as it was listed.
#[derive(Debug, Default)]
struct Project {
    /// Its files by folder.
    sources: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// What each folder called then.
    calls: BTreeMap<Arc<str>, Arc<[Arc<str>]>>,
}

impl Project {
    /// The files in the folder of `path`.
    fn sources_beside(&self, path: &str) -> impl Iterator<Item = &Arc<str>> {
        self.sources.get(path::folder(path)).into_iter().flatten()
    }

    /// Is this one of its files?
    fn has(&self, path: &str) -> bool {
        self.sources.get(path::folder(path)).is_some_and(|beside| beside.contains(path))
    }
}

/// The modules that each folder calls, as long as its files stay the same.
#[derive(Debug, Default)]
pub(super) struct CallCache {
    folders: RwLock<HashMap<Arc<str>, Known>>,
    /// Kept where changes are told, until one concerns it.
    project: RwLock<Option<Arc<Project>>>,
}

#[derive(Clone, Debug)]
struct Known {
    files: Vec<(Arc<str>, State)>,
    calls: Arc<[Arc<str>]>,
}

/// What tells whether a file is still the same.
#[derive(Clone, Debug)]
enum State {
    Disk(Stamp),
    Overlay(Arc<str>),
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Disk(now), Self::Disk(then)) => now == then,
            (Self::Overlay(now), Self::Overlay(then)) => Arc::ptr_eq(now, then),
            _ => false,
        }
    }
}

impl CallCache {
    /// The file at `path` changed, came or went on disk.
    pub(super) fn forget(&self, path: &str) {
        let is_source = terraform_kind(path) == Some(FileKind::TerraformSource);
        // What is no candidate may be a folder, or say which files are ignored.
        if is_source || !is_candidate(path) {
            self.forget_project();
        }
    }

    /// Forgets every folder.
    pub(super) fn clear(&self) {
        self.folders.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.forget_project();
    }

    /// Any file may have come or gone.
    pub(super) fn forget_project(&self) {
        *self.project.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The configuration of the project: listed now, unless it is kept.
    fn project(&self, files: &Files, cache: &DocumentCache, request: &Request) -> Arc<Project> {
        let kept = self.project.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|_| request.is_told) {
            return kept;
        }
        let options = WalkOptions { excludes: request.excludes.clone(), recursive: true, projects: false };
        // What cannot be read is said where it is asked for.
        let (all, _) = files.walk(&[path::ROOT.into()], &options);
        let mut sources: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
        for path in all.into_iter().filter(|path| terraform_kind(path) == Some(FileKind::TerraformSource)) {
            match sources.get_mut(path::folder(&path)) {
                Some(beside) => _ = beside.insert(path),
                None => _ = sources.insert(path::folder(&path).into(), BTreeSet::from([path])),
            }
        }
        let called = |(folder, own): (&Arc<str>, &BTreeSet<Arc<str>>)| {
            (Arc::clone(folder), self.of(files, cache, folder, &own.iter().collect()))
        };
        let calls = sources.par_iter().map(called).collect();
        let project = Arc::new(Project { sources, calls });
        if request.is_told {
            *self.project.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&project));
        }
        project
    }

    /// The folders that the configuration in `folder`, whose files are `sources`, calls.
    fn of(&self, files: &Files, cache: &DocumentCache, folder: &str, sources: &BTreeSet<&Arc<str>>) -> Arc<[Arc<str>]> {
        let state = |path: &Arc<str>| match files.overlay(path) {
            Some(text) => Some(State::Overlay(Arc::clone(text))),
            None => files.stamp(path).map(State::Disk),
        };
        // None when a file has just changed, so that a further change could go unseen.
        let states: Option<Vec<(Arc<str>, State)>> =
            sources.iter().map(|path| Some((Arc::clone(path), state(path)?))).collect();
        let known = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
        if let (Some(known), Some(states)) = (known, &states)
            && known.files == *states
        {
            return known.calls;
        }
        let calls: Arc<[Arc<str>]> = if sources.iter().any(|path| may_call(files, cache, path)) {
            local_calls(files, folder, &cache.syntax).into()
        } else {
            Arc::default()
        };
        if let Some(states) = states {
            let known = Known { files: states, calls: Arc::clone(&calls) };
            self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.into(), known);
        }
        calls
    }
}

/// Could the file at `path` call a module, as far as its words tell?
fn may_call(files: &Files, cache: &DocumentCache, path: &str) -> bool {
    let has = |text: &str| text.contains("module") && text.contains("source");
    cache.syntax.text(files, path).0.is_ok_and(|source| has(&source.text))
}
