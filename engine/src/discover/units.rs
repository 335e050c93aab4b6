//! Which files are judged together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::neighbourhood::Neighbourhood;
use super::{FileKind, Found, ParsedFile, Unit, UnitKind};
use crate::files::{STDIN, path};
use crate::source::Node;

/// The units of the files `found` that hold one of those `asked` for.
pub(super) fn group(found: &BTreeMap<Arc<str>, Found>, near: &Neighbourhood, asked: &BTreeSet<&str>) -> Vec<Unit> {
    let mut units = manifests(found, near);
    units.extend(realms(found));
    for (path, file) in of_kind(found, FileKind::TerraformPlan) {
        let files = vec![Arc::clone(file)];
        units.push(Unit { kind: UnitKind::TerraformPlan, path: Arc::clone(path), files, root: None, chart: None });
    }
    units.retain(|unit| {
        unit.files.iter().any(|file| asked.contains(&*file.source.path)) || is_patched(unit, found, asked)
    });
    units
}

/// Are these the manifests of a folder of which a patch or a kustomization was asked for?
fn is_patched(unit: &Unit, found: &BTreeMap<Arc<str>, Found>, asked: &BTreeSet<&str>) -> bool {
    unit.kind == UnitKind::Manifests
        && found.iter().any(|(path, found)| {
            matches!(found.kind, FileKind::KustomizePatch | FileKind::Kustomization)
                && asked.contains(&**path)
                && path::folder(path) == &*unit.path
        })
}

fn of_kind(found: &BTreeMap<Arc<str>, Found>, kind: FileKind) -> impl Iterator<Item = (&Arc<str>, &Arc<ParsedFile>)> {
    found
        .iter()
        .filter(move |(_, found)| found.kind == kind)
        .filter_map(|(path, found)| Some((path, found.file.as_ref()?)))
}

/// The manifests of each folder, with the kustomizations that list them.
fn manifests(found: &BTreeMap<Arc<str>, Found>, near: &Neighbourhood) -> Vec<Unit> {
    let mut folders: BTreeMap<&str, BTreeMap<Arc<str>, Arc<ParsedFile>>> = BTreeMap::new();
    for (path, file) in of_kind(found, FileKind::Kubernetes) {
        let folder = if &**path == STDIN { STDIN } else { path::folder(path) };
        let files = folders.entry(folder).or_default();
        files.insert(Arc::clone(path), Arc::clone(file));
        for kustomization in near.listed_by(path) {
            files.insert(Arc::clone(&kustomization.source.path), Arc::clone(kustomization));
        }
    }
    let unit = |(folder, files): (&str, BTreeMap<_, _>)| Unit {
        kind: UnitKind::Manifests,
        path: folder.into(),
        files: files.into_values().collect(),
        root: None,
        chart: None,
    };
    folders.into_iter().map(unit).collect()
}

/// Each file of realms with the users that stand beside it.
fn realms(found: &BTreeMap<Arc<str>, Found>) -> Vec<Unit> {
    let unit = |(path, file): (&Arc<str>, &Arc<ParsedFile>)| Unit {
        kind: UnitKind::Realm,
        path: Arc::clone(path),
        files: vec![Arc::clone(file)],
        root: None,
        chart: None,
    };
    let mut units: Vec<Unit> = of_kind(found, FileKind::KeycloakRealm).map(unit).collect();
    for (path, users) in of_kind(found, FileKind::KeycloakUsers) {
        match realm_of_users(&units, path, users) {
            Some(at) => units[at].files.push(Arc::clone(users)),
            None => units.push(unit((path, users))),
        }
    }
    units.extend(of_kind(found, FileKind::KeycloakConfigCli).map(unit));
    units
}

/// The unit of the realm in the same folder that these users belong to: `X-realm.json` for `X-users-N.json` as the
/// server's own export names them, else the only file with a realm of that name.
fn realm_of_users(units: &[Unit], path: &str, users: &ParsedFile) -> Option<usize> {
    let realm = realm_names(users).next()?;
    let beside: Vec<usize> = (0..units.len())
        .filter(|at| {
            let file = &units[*at].files[0];
            file.kind == FileKind::KeycloakRealm
                && path::folder(&units[*at].path) == path::folder(path)
                && realm_names(file).any(|name| name == realm)
        })
        .collect();
    let stem = ["-federated-users-", "-users-"].iter().find_map(|mark| path::name(path).rsplit_once(mark));
    let export = stem.map(|(stem, _)| format!("{stem}-realm.json"));
    beside
        .iter()
        .find(|at| export.as_deref() == Some(path::name(&units[**at].path)))
        .or(if beside.len() == 1 { beside.first() } else { None })
        .copied()
}

fn realm_names(file: &ParsedFile) -> impl Iterator<Item = &str> {
    file.parsed
        .documents
        .iter()
        .flat_map(|document| document.root.as_sequence().unwrap_or(std::slice::from_ref(&document.root)))
        .filter_map(|root| root.get("realm").and_then(Node::as_str))
}
