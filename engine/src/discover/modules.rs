//! Root modules of Terraform: a folder of configuration is judged through the modules of the project that call it; one
//! that none calls is a root module.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cache::DocumentCache;
use super::graph::Graph;
use super::{FileKind, Note, Request, Unit, UnitKind};
use crate::config::TerraformRoot;
use crate::files::{Files, path};
use crate::terraform::source::Root;

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
                units.push(Unit {
                    kind: UnitKind::TerraformRoot,
                    path: Arc::clone(dir),
                    files: Vec::new(),
                    root,
                    chart: None,
                });
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
        (is_asked && !graph.has(&dir)).then(|| Note { path: dir, message: message.to_owned() })
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

/// The folder of a declared root module.
pub(super) fn folder_of(root: &TerraformRoot) -> Arc<str> {
    clean(&root.dir)
}
