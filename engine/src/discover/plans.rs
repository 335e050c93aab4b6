//! Plans and the root modules they were made of: one unit of both, which is judged by the plan and stands in the
//! configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cache::DocumentCache;
use super::modules::{self, RootSettings};
use super::{FileKind, Note, ParsedFile, Request, Unit, UnitKind};
use crate::files::{FileError, Files, STDIN, path};
use crate::terraform::source::{Root, declared_addresses};
use crate::terraform::{planned_addresses, variables};

/// A plan and where it belongs.
struct Owned {
    file: Arc<ParsedFile>,
    dir: Arc<str>,
    /// The declared environment that names it.
    declared: Option<Root>,
}

/// Makes one unit of each plan among `units` and its root module, which takes the place of the configuration alone. Plans
/// that the project declares for a root module among `units` are read too.
pub(super) fn join(
    files: &Files,
    cache: &DocumentCache,
    request: &Request,
    units: &mut Vec<Unit>,
) -> (Vec<Note>, Vec<FileError>) {
    let (mut notes, mut errors) = (Vec::new(), Vec::new());
    declared_plans(files, cache, &request.roots, units, &mut notes, &mut errors);
    let mut owned: BTreeMap<Arc<str>, Vec<Owned>> = BTreeMap::new();
    units.retain(|unit| {
        let file = unit.files.first().filter(|_| unit.kind == UnitKind::TerraformPlan);
        let Some(plan) = file.and_then(|file| owner(files, cache, request, file, &mut notes)) else { return true };
        owned.entry(Arc::clone(&plan.dir)).or_default().push(plan);
        false
    });
    for (dir, plans) in owned {
        let joined = of_root(&dir, plans, &request.roots);
        let is_replaced = |unit: &Unit| {
            let root = unit.root.as_ref().filter(|_| unit.path == dir);
            root.is_some_and(|root| {
                let environments = joined.iter().filter_map(|unit| unit.root.as_ref()).map(|root| &root.environment);
                !is_declared(&dir, &request.roots) || environments.into_iter().any(|name| *name == root.environment)
            })
        };
        units.retain(|unit| !is_replaced(unit));
        units.extend(joined);
    }
    (notes, errors)
}

/// Adds the plans that are declared for the root modules among `units`.
fn declared_plans(
    files: &Files,
    cache: &DocumentCache,
    settings: &RootSettings,
    units: &mut Vec<Unit>,
    notes: &mut Vec<Note>,
    errors: &mut Vec<FileError>,
) {
    let roots: BTreeSet<Arc<str>> =
        units.iter().filter(|unit| unit.kind == UnitKind::TerraformRoot).map(|unit| Arc::clone(&unit.path)).collect();
    for (root, plan) in modules::declared_plans(settings) {
        if !roots.contains(&root.dir) || units.iter().any(|unit| unit.path == plan) {
            continue;
        }
        if !files.exists(&plan) {
            let message = format!("there is no such plan, which `[[terraform.root]]` of `{}` names", root.dir);
            notes.push(Note { path: plan, message });
            continue;
        }
        match cache.recognise(files, &plan) {
            Ok(found) if found.kind == FileKind::TerraformPlan => {
                errors.extend(found.errors.iter().cloned());
                let files = found.file.iter().cloned().collect();
                units.push(Unit { kind: UnitKind::TerraformPlan, path: plan, files, root: None, chart: None });
            }
            Ok(_) => {
                let message = "not a plan as `terraform show -json` prints it, though a `[[terraform.root]]` names it";
                notes.push(Note { path: plan, message: message.to_owned() });
            }
            Err(error) => errors.push(error),
        }
    }
}

/// The root module that a plan was made of: the one that it is said to belong to, else the nearest folder at or above it
/// that declares most of what the plan's configuration does.
fn owner(
    files: &Files,
    cache: &DocumentCache,
    request: &Request,
    file: &Arc<ParsedFile>,
    notes: &mut Vec<Note>,
) -> Option<Owned> {
    let plan = &file.source.path;
    let owned = |dir: &str, declared| Some(Owned { file: Arc::clone(file), dir: dir.into(), declared });
    let addresses: BTreeSet<String> =
        file.parsed.documents.iter().flat_map(|document| planned_addresses(&document.root)).collect();
    let shared = |dir: &str| {
        let declared = declared_addresses(files, dir, &cache.syntax);
        (!declared.is_empty()).then(|| addresses.intersection(&declared).count())
    };
    if let Some(dir) = &request.roots.source {
        let message = match shared(dir) {
            None => Some(format!("there is no configuration of Terraform in `{dir}`")),
            Some(0) if !addresses.is_empty() => Some(format!("none of the plan's resources is declared in `{dir}`")),
            Some(_) => None,
        };
        notes.extend(message.map(|message| Note { path: Arc::clone(plan), message }));
        return owned(dir, None);
    }
    if let Some((root, _)) = modules::declared_plans(&request.roots).find(|(_, declared)| declared == plan) {
        return owned(&Arc::clone(&root.dir), Some(root));
    }
    if &**plan == STDIN {
        return None;
    }
    let mut unlike = None;
    for dir in path::ancestors(path::folder(plan)) {
        match shared(dir) {
            Some(count) if count > 0 && count * 2 >= addresses.len() => {
                return owned(dir, None);
            }
            Some(_) => _ = unlike.get_or_insert(dir),
            None => {}
        }
    }
    if let Some(dir) = unlike {
        let message = format!(
            "not read as a plan of the configuration in `{dir}`, which declares other resources; findings stand in the \
             plan; name its root module with --source or in a `[[terraform.root]]` of bartizan.toml"
        );
        notes.push(Note { path: Arc::clone(plan), message });
    }
    None
}

fn is_declared(dir: &str, settings: &RootSettings) -> bool {
    modules::declared(settings).any(|root| &*root.dir == dir)
}

/// The units of the plans of one root module.
fn of_root(dir: &Arc<str>, plans: Vec<Owned>, settings: &RootSettings) -> Vec<Unit> {
    let own: Vec<Root> = modules::environments(dir, settings);
    let is_only = plans.iter().filter(|plan| plan.declared.is_none()).count() == 1;
    let unit = |plan: Owned| {
        let base = match (plan.declared, own.as_slice()) {
            (Some(root), _) => root,
            (None, [root]) if is_only => root.clone(),
            (None, [root]) if !is_declared(dir, settings) => {
                Root { environment: Some(Arc::clone(&plan.file.source.path)), ..root.clone() }
            }
            _ => {
                let environment = Some(Arc::clone(&plan.file.source.path));
                Root { dir: Arc::clone(dir), environment, ..Root::default() }
            }
        };
        let given = plan.file.parsed.documents.first().map(variables).unwrap_or_default();
        let root = Some(Arc::new(Root { given, ..base }));
        Unit { kind: UnitKind::TerraformRoot, path: Arc::clone(dir), files: vec![plan.file], root, chart: None }
    };
    plans.into_iter().map(unit).collect()
}
