//! Which files belong to the scan, what each is, which together are one unit.
//!
//! What a file is follows from its content: cheap marks in the text decide whether it is parsed at all, the parsed
//! document decides the rest. Its neighbourhood (a chart's or a kustomization's folder) may overrule that.

mod cache;
mod charts;
mod graph;
mod kustomization;
mod marks;
mod modules;
mod neighbourhood;
mod plans;
mod shape;
#[cfg(test)]
mod tests;
mod units;

pub use cache::DocumentCache;
pub(crate) use charts::releases as chart_environments;
pub use kustomization::Kustomization;
pub use modules::{RootSettings, terraform_kind};
pub use neighbourhood::is_context;
pub use shape::is_realm;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use globset::GlobSet;
use rayon::prelude::*;

use crate::config::HelmRender;
use crate::files::{FileError, FileErrorKind, Files, STDIN, WalkOptions, path};
use crate::helm::ChartRelease;
use crate::resource::Platform;
use crate::source::{Parsed, Source};
use crate::terraform::source::Root;
use cache::Recognised;
use neighbourhood::Neighbourhood;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// A plan as `terraform show -json` prints it.
    TerraformPlan,
    /// Configuration of Terraform or OpenTofu as people write it.
    TerraformSource,
    /// Values of variables of Terraform or OpenTofu.
    TerraformVariables,
    /// A state; holds secrets and says nothing about what will be, so it is not judged.
    TerraformState,
    /// Objects of Kubernetes.
    Kubernetes,
    /// An export or import of one or several whole realms.
    KeycloakRealm,
    /// The users of a realm that was exported with its users in files of their own.
    KeycloakUsers,
    /// A realm as keycloak-config-cli imports it: YAML, or JSON with placeholders; it may be part of a realm only.
    KeycloakConfigCli,
    /// A kustomization or a component of one.
    Kustomization,
    /// A part of an object that a kustomization merges into a whole one.
    KustomizePatch,
    /// A template of a Helm chart; no YAML before it is rendered.
    HelmTemplate,
    /// Metadata or values of a Helm chart.
    HelmChart,
    /// Nothing that policies judge.
    None,
}

impl FileKind {
    /// The kind as outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TerraformPlan => "terraform-plan",
            Self::TerraformSource => "terraform-source",
            Self::TerraformVariables => "terraform-variables",
            Self::TerraformState => "terraform-state",
            Self::Kubernetes => "kubernetes",
            Self::KeycloakRealm => "keycloak-realm",
            Self::KeycloakUsers => "keycloak-users",
            Self::KeycloakConfigCli => "keycloak-config-cli",
            Self::Kustomization => "kustomization",
            Self::KustomizePatch => "kustomize-patch",
            Self::HelmTemplate => "helm-template",
            Self::HelmChart => "helm-chart",
            Self::None => "none",
        }
    }
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// One plan.
    TerraformPlan,
    /// A root module of Terraform in one environment, with the modules it calls.
    TerraformRoot,
    /// The manifests of one folder.
    Manifests,
    /// The realms of one file, with their users.
    Realm,
    /// A chart of Helm in one environment, with the charts below it.
    Chart,
}

impl UnitKind {
    /// The platform of the artefact.
    #[must_use]
    pub fn platform(self) -> Platform {
        match self {
            Self::TerraformPlan | Self::TerraformRoot => Platform::Terraform,
            Self::Manifests | Self::Chart => Platform::Kubernetes,
            Self::Realm => Platform::Keycloak,
        }
    }
}

/// A file that was read and parsed.
#[derive(Debug)]
pub struct ParsedFile {
    /// Its text.
    pub source: Arc<Source>,
    /// What it is by its content.
    pub kind: FileKind,
    /// Its documents; those before the fault when it is broken, so perhaps none.
    pub parsed: Parsed,
}

/// Files that are judged as a whole.
#[derive(Clone, Debug)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// Path relative to the root: the file of a plan or realm, the folder of manifests or of a root module; [`STDIN`]
    /// for those.
    pub path: Arc<str>,
    /// Its files by path (a realm's own file first); of a root module its plan, if there is one: its reader finds the
    /// others itself.
    /// Kustomizations among them are no resources but say how those are named.
    pub files: Vec<Arc<ParsedFile>>,
    /// What to read as a root module.
    pub root: Option<Arc<Root>>,
    /// What to read as a chart: its reader finds its files itself.
    pub chart: Option<Arc<ChartRelease>>,
}

impl Unit {
    /// The environment in which it is read.
    #[must_use]
    pub fn environment(&self) -> Option<Arc<str>> {
        let of_root = || self.root.as_ref()?.environment.clone();
        self.chart.as_ref().map_or_else(of_root, |chart| chart.environment.clone())
    }
}

/// A file of the scan and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// What it is.
    pub kind: FileKind,
    /// How that was told, for people.
    pub why: String,
}

/// Something to know about the scan that is no error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// File or folder it is about, relative to the root.
    pub path: Arc<str>,
    /// What to know.
    pub message: String,
}

/// What to look for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files and folders relative to the root; `.` is the root itself.
    pub paths: Vec<Arc<str>>,
    /// Paths left out, even when given explicitly.
    pub excludes: GlobSet,
    /// Go into the folders of a folder?
    pub recursive: bool,
    /// Expect something to judge in every file given? Else a file that is none of ours is passed over, as in a folder.
    pub expecting: bool,
    /// Say so of those of them that are none of ours? Not where they are whatever a change touches.
    pub names_others: bool,
    /// What is known of root modules of Terraform.
    pub roots: Arc<RootSettings>,
    /// Charts of Helm in the environments that the configuration of the project declares.
    pub charts: Arc<[HelmRender]>,
    /// Is the cache told what changes on disk? Then the files of the project are not listed each time.
    pub is_told: bool,
    /// Only findings are wanted, without their fixes and the text around them?
    pub bare: bool,
}

impl Request {
    /// Everything under `paths`.
    #[must_use]
    pub fn new(paths: Vec<Arc<str>>, excludes: GlobSet) -> Self {
        Self {
            paths,
            excludes,
            recursive: true,
            expecting: true,
            names_others: true,
            roots: Arc::default(),
            charts: Arc::default(),
            is_told: false,
            bare: false,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// The files asked for, by path.
    pub files: Vec<Discovered>,
    /// The units that hold a file asked for, whole: files that were not asked for are in them too. By path.
    pub units: Vec<Unit>,
    /// Things to know, by path.
    pub notes: Vec<Note>,
    /// What could not be read, of the files asked for and of their units, by path.
    pub errors: Vec<FileError>,
}

/// Finds what `request` asks for and reads the units it belongs to.
#[must_use]
pub fn discover(files: &Files, cache: &DocumentCache, request: &Request) -> Discovery {
    let options = WalkOptions { excludes: request.excludes.clone(), recursive: request.recursive, projects: false };
    let (asked, errors) = files.walk(&request.paths, &options);
    let explicit = request.paths.iter().filter_map(|path| path::resolve(path::ROOT, path)).collect();
    let mut scan = Scan {
        files,
        cache,
        explicit,
        expecting: request.expecting,
        names_others: request.names_others,
        near: Neighbourhood::default(),
        found: BTreeMap::new(),
        errors,
    };
    scan.load(&asked);
    let alone = scan.folders_read_in_part(&asked);
    if !alone.is_empty() {
        let siblings = WalkOptions { recursive: false, ..options };
        let (siblings, errors) = files.walk(&alone, &siblings);
        scan.errors.extend(errors);
        scan.load(&siblings);
    }
    scan.finish(&asked, request)
}

/// Finds the units in the folder of `path`, without those of deeper folders: what an edit of `path` can change, unless
/// `path` [is context](is_context) of other folders.
#[must_use]
pub fn discover_around(files: &Files, cache: &DocumentCache, path: &str, excludes: GlobSet) -> Discovery {
    let mut paths: Vec<Arc<str>> = Vec::new();
    if path != STDIN && files.is_folder(path::folder(path)) {
        paths.push(path::folder(path).into());
    }
    if files.is_file(path) {
        paths.push(path.into());
    }
    discover(files, cache, &Request { recursive: false, expecting: false, ..Request::new(paths, excludes) })
}

/// A discovery under way.
struct Scan<'a> {
    files: &'a Files,
    cache: &'a DocumentCache,
    /// Paths that the user named.
    explicit: BTreeSet<String>,
    /// Say why a file that the user named cannot be judged?
    expecting: bool,
    /// And that it is none of ours?
    names_others: bool,
    near: Neighbourhood,
    found: BTreeMap<Arc<str>, Found>,
    errors: Vec<FileError>,
}

/// What is known of one file.
struct Found {
    kind: FileKind,
    why: String,
    file: Option<Arc<ParsedFile>>,
    errors: Vec<FileError>,
    notes: Vec<Note>,
}

impl Scan<'_> {
    fn load(&mut self, paths: &[Arc<str>]) {
        let paths: Vec<&Arc<str>> = paths.iter().filter(|path| !self.found.contains_key(*path)).collect();
        for path in &paths {
            // In sorted order, so that identities do not depend on which thread comes first.
            self.files.source_id(path);
            self.near.explore(self.files, self.cache, path);
        }
        let found: Vec<Found> = paths.par_iter().map(|path| self.look_at(path)).collect();
        self.found.extend(paths.into_iter().cloned().zip(found));
    }

    fn look_at(&self, path: &Arc<str>) -> Found {
        let nothing = |kind, why: String| Found { kind, why, file: None, errors: Vec::new(), notes: Vec::new() };
        if let Some((kind, why)) = self.near.chart_role(path) {
            return nothing(kind, why);
        }
        if let Some(kind) = terraform_kind(path) {
            return nothing(kind, "has the name of one".to_owned());
        }
        let explicit = self.expecting && self.explicit.contains(&**path);
        match self.cache.recognise(self.files, path) {
            Ok(recognised) => self.place(path, &recognised, explicit),
            Err(error) if error.kind == FileErrorKind::Limit && !explicit && !cache::head_is_ours(self.files, path) => {
                nothing(FileKind::None, format!("not recognised by its beginning, and {}", error.message))
            }
            Err(error) => Found { errors: vec![error], ..nothing(FileKind::None, "cannot be read".to_owned()) },
        }
    }

    /// What a recognised file is where it stands.
    fn place(&self, path: &Arc<str>, recognised: &Recognised, explicit: bool) -> Found {
        let mut found = Found {
            kind: recognised.kind,
            why: recognised.why.to_owned(),
            file: recognised.file.clone(),
            errors: recognised.errors.clone(),
            notes: Vec::new(),
        };
        if let Some(kustomization) = self.near.patched_by(path) {
            found.kind = FileKind::KustomizePatch;
            found.why = format!("{kustomization} names it as a patch");
        }
        match found.kind {
            FileKind::None if explicit => found.errors.extend(recognised.unreadable.clone()),
            FileKind::None => {}
            _ => return found,
        }
        if explicit && self.names_others && found.errors.is_empty() {
            let message = format!("not scanned: {}", found.why);
            found.notes.push(Note { path: Arc::clone(path), message });
        }
        found
    }

    /// The folders that units of `asked` reach into beyond the files asked for.
    fn folders_read_in_part(&self, asked: &[Arc<str>]) -> Vec<Arc<str>> {
        let folders: BTreeSet<&str> = asked
            .iter()
            .filter(|path| self.explicit.contains(&***path) && &***path != STDIN)
            .filter(|path| {
                !matches!(
                    self.found.get(*path).map(|found| found.kind),
                    None | Some(
                        FileKind::None
                            | FileKind::TerraformPlan
                            | FileKind::TerraformSource
                            | FileKind::TerraformVariables
                            | FileKind::TerraformState
                    )
                )
            })
            .map(|path| path::folder(path))
            .collect();
        folders.into_iter().map(Arc::from).collect()
    }

    fn finish(mut self, asked: &[Arc<str>], request: &Request) -> Discovery {
        let mut notes: Vec<Note> = excluded(request).collect();
        for found in self.found.values_mut() {
            notes.append(&mut found.notes);
            self.errors.append(&mut found.errors);
        }
        let mut units = units::group(&self.found, &self.near, &asked.iter().map(|path| &**path).collect());
        let kinds: Vec<(&Arc<str>, FileKind)> =
            asked.iter().filter_map(|path| Some((path, self.found.get(path)?.kind))).collect();
        let (charts, of_charts) = charts::units(self.files, &self.near, request, &kinds);
        units.extend(charts);
        notes.extend(of_charts);
        let (roots, of_roots) = modules::units(self.files, self.cache, request, &kinds);
        units.extend(roots);
        let (of_plans, errors) = plans::join(self.files, self.cache, request, &mut units);
        notes.extend(of_plans);
        self.errors.extend(errors);
        let order = |unit: &Unit| unit.chart.as_ref().map_or(0, |chart| chart.order);
        let key = |unit: &Unit| (Arc::clone(&unit.path), unit.kind, order(unit), unit.environment());
        units.sort_by_cached_key(key);
        notes.extend(of_roots);
        let files = asked
            .iter()
            .filter_map(|path| {
                let found = self.found.get(path)?;
                Some(Discovered { path: Arc::clone(path), kind: found.kind, why: found.why.clone() })
            })
            .collect();
        notes.sort();
        notes.dedup();
        self.errors.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
        self.errors.dedup();
        Discovery { files, units, notes, errors: self.errors }
    }
}

/// Notes for the paths that the user named and the configuration leaves out.
fn excluded(request: &Request) -> impl Iterator<Item = Note> {
    let options = WalkOptions { excludes: request.excludes.clone(), recursive: true, projects: false };
    request.paths.iter().filter(move |path| options.exclude(path)).map(|path| Note {
        path: Arc::clone(path),
        message: "not scanned: `exclude` in bartizan.toml leaves it out".to_owned(),
    })
}
