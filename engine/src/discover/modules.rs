//! Root modules of Terraform: a folder of configuration is judged through the modules of the project that call it; one
//! that none calls is a root module.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;

use super::cache::DocumentCache;
use super::{FileKind, Note, Request, Unit, UnitKind};
use crate::config::TerraformRoot;
use crate::files::{Files, Stamp, WalkOptions, path};
use crate::terraform::source::{Root, local_calls};

/// What is known of root modules beside what their folders say.
#[derive(Clone, Debug, Default)]
pub struct RootSettings {
    /// Those that the configuration of the project declares.
    pub declared: Vec<TerraformRoot>,
    /// Files of values of variables for all others, relative to the project root.
    pub var_files: Vec<Arc<str>>,
    /// Values of variables for all others.
    pub vars: Vec<(Arc<str>, Arc<str>)>,
    /// The folder of the root module that all plans were made of.
    pub source: Option<Arc<str>>,
}

/// What a file of Terraform is, by its name; none for any other file.
#[must_use]
pub fn terraform_kind(path: &str) -> Option<FileKind> {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| path.ends_with(suffix));
    if ends(&[".tf", ".tf.json", ".tofu", ".tofu.json"]) {
        Some(FileKind::TerraformSource)
    } else if ends(&[".tfvars", ".tfvars.json"]) {
        Some(FileKind::TerraformVariables)
    } else {
        None
    }
}

/// Does Terraform read this file of values in the folder of a root module without being told to?
fn is_read_unasked(path: &str) -> bool {
    let name = path::name(path);
    ["terraform.tfvars", "terraform.tfvars.json"].contains(&name)
        || [".auto.tfvars", ".auto.tfvars.json"].iter().any(|suffix| name.ends_with(suffix))
}

/// Is it what `terraform init` put there: read where it is called, but no part of the project?
fn is_installed(path: &str) -> bool {
    path.split('/').any(|folder| folder == ".terraform")
}

/// The root modules that read one of the files `asked` for, in each of their environments, and what there is to know of
/// the others.
pub(super) fn units(
    files: &Files,
    cache: &DocumentCache,
    request: &Request,
    asked: &[(&Arc<str>, FileKind)],
) -> (Vec<Unit>, Vec<Note>) {
    let of_kind = |wanted| {
        let own = asked.iter().filter(move |(path, kind)| *kind == wanted && !is_installed(path));
        own.map(|(path, _)| *path)
    };
    let sources: Vec<&Arc<str>> = of_kind(FileKind::TerraformSource).collect();
    let values: Vec<&Arc<str>> = of_kind(FileKind::TerraformVariables).collect();
    if sources.is_empty() && values.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let graph = Graph::new(files, cache, request, &sources);
    let settings = &request.roots;
    let wanted: BTreeSet<&str> = sources.iter().map(|path| path::folder(path)).collect();
    let (mut units, mut read) = (Vec::new(), BTreeSet::new());
    for dir in graph.roots(&settings.declared) {
        let reached = graph.reached_from(dir);
        let concerned = reached.iter().any(|folder| wanted.contains(folder));
        for root in environments(dir, settings) {
            let is_read = |path: &str| {
                root.var_files.iter().any(|file| &**file == path)
                    || (path::folder(path) == &**dir && is_read_unasked(path))
            };
            let own: Vec<&Arc<str>> = values.iter().copied().filter(|path| is_read(path)).collect();
            if concerned || !own.is_empty() {
                let root = Some(Arc::new(root));
                units.push(Unit { kind: UnitKind::TerraformRoot, path: Arc::clone(dir), files: Vec::new(), root });
            }
            read.extend(own);
        }
    }
    let unread = values.into_iter().filter(|path| !read.contains(path)).map(|path| Note {
        path: Arc::clone(path),
        message: "no root module reads these values; name the file in `var_files` of a `[[terraform.root]]` in \
                  bartizan.toml, or give --var-file"
            .to_owned(),
    });
    let empty = settings.declared.iter().filter_map(|declared| {
        let dir = folder_of(declared);
        let message = "no configuration is in this folder, which `[[terraform.root]]` in bartizan.toml names";
        let is_asked = request.paths.iter().any(|path| path::is_within(&dir, path));
        (is_asked && !graph.calls.contains_key(&dir)).then(|| Note { path: dir, message: message.to_owned() })
    });
    let notes = unread.chain(empty).collect();
    (units, notes)
}

/// The root module in `dir` in each environment that is declared for it, or in the only one.
pub(super) fn environments(dir: &Arc<str>, settings: &RootSettings) -> Vec<Root> {
    let own: Vec<Root> = declared(settings).filter(|root| root.dir == *dir).collect();
    if !own.is_empty() {
        return own;
    }
    let (var_files, vars) = (settings.var_files.clone(), settings.vars.clone());
    vec![Root { dir: Arc::clone(dir), var_files, vars, ..Root::default() }]
}

/// The root modules that are declared, each in its environment.
pub(super) fn declared(settings: &RootSettings) -> impl Iterator<Item = Root> + '_ {
    settings.declared.iter().map(root_of)
}

/// The plans that are declared, each with its root module.
pub(super) fn declared_plans(settings: &RootSettings) -> impl Iterator<Item = (Root, Arc<str>)> + '_ {
    settings.declared.iter().filter_map(|root| Some((root_of(root), clean(root.plan.as_ref()?))))
}

/// A path of the configuration file as the engine writes it.
fn clean(path: &str) -> Arc<str> {
    path::resolve(path::ROOT, path).map_or_else(|| path.into(), Arc::from)
}

fn root_of(root: &TerraformRoot) -> Root {
    Root {
        dir: folder_of(root),
        environment: root.name.as_deref().map(Arc::from),
        var_files: root.var_files.iter().map(|path| clean(path)).collect(),
        vars: root.given_vars().map(|(name, value)| (name.into(), value.into())).collect(),
        workspace: root.workspace.as_deref().map(Arc::from),
        ..Root::default()
    }
}

fn folder_of(root: &TerraformRoot) -> Arc<str> {
    clean(&root.dir)
}

/// Which folders of configuration call which.
struct Graph {
    calls: BTreeMap<Arc<str>, Arc<[Arc<str>]>>,
}

impl Graph {
    /// The folders of configuration below the project root, and those of the files `asked` for, which an ignore file may
    /// leave out.
    fn new(files: &Files, cache: &DocumentCache, request: &Request, asked: &[&Arc<str>]) -> Self {
        let options = WalkOptions { excludes: request.excludes.clone(), recursive: true };
        // What cannot be read is said where it is asked for.
        let (all, _) = files.walk(&[path::ROOT.into()], &options);
        let sources = all.iter().filter(|path| terraform_kind(path) == Some(FileKind::TerraformSource));
        let mut folders: BTreeMap<&str, BTreeSet<&Arc<str>>> = BTreeMap::new();
        for path in sources.chain(asked.iter().copied()) {
            folders.entry(path::folder(path)).or_default().insert(path);
        }
        let folders: Vec<(&str, BTreeSet<&Arc<str>>)> = folders.into_iter().collect();
        let calls = folders
            .par_iter()
            .map(|(folder, sources)| (Arc::from(*folder), cache.calls.of(files, cache, folder, sources)))
            .collect();
        Self { calls }
    }

    /// The folders that no other calls or that are `declared`; of those that only call each other in a circle, the first.
    fn roots(&self, declared: &[TerraformRoot]) -> BTreeSet<&Arc<str>> {
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
    fn reached_from<'a>(&'a self, folder: &'a str) -> BTreeSet<&'a str> {
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

/// The modules that each folder calls, as long as its files stay the same.
#[derive(Debug, Default)]
pub(super) struct CallCache {
    folders: RwLock<HashMap<Arc<str>, Known>>,
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
        let calls: Arc<[Arc<str>]> = if sources.iter().any(|path| may_call(files, path)) {
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
fn may_call(files: &Files, path: &str) -> bool {
    let has = |text: &str| text.contains("module") && text.contains("source");
    match files.overlay(path) {
        Some(text) => has(text),
        None => files.bytes(path).is_ok_and(|bytes| has(&String::from_utf8_lossy(&bytes))),
    }
}
