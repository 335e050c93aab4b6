//! Charts of Helm: a chart is judged as it is installed in each of its environments; one in the `charts` folder of
//! another is a part of that one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::neighbourhood::Neighbourhood;
use super::{FileKind, Note, Request, Unit, UnitKind};
use crate::config::{DEFAULT_ENVIRONMENT, HelmRender, environment_of};
use crate::files::{Files, path};
use crate::helm::ChartRelease;

/// The charts that files `asked` for are part of or are values of, in each of their environments, and what there is to
/// know of the charts that are declared.
pub(super) fn units(
    files: &Files,
    near: &Neighbourhood,
    request: &Request,
    asked: &[(&Arc<str>, FileKind)],
) -> (Vec<Unit>, Vec<Note>) {
    let renders = &*request.charts;
    let mut dirs: BTreeSet<Arc<str>> = BTreeSet::new();
    for (path, kind) in asked {
        // A template may read any file but those that Terraform reads.
        let of_terraform = matches!(
            kind,
            FileKind::TerraformPlan
                | FileKind::TerraformState
                | FileKind::TerraformSource
                | FileKind::TerraformVariables
        );
        dirs.extend(near.chart_of(path).filter(|_| !of_terraform).map(Arc::from));
        let gives = |render: &&HelmRender| render.values.iter().any(|values| *clean(values) == ***path);
        dirs.extend(renders.iter().filter(gives).map(|render| clean(&render.chart)));
    }
    dirs.retain(|dir| is_chart(files, dir));
    let unit = |release: ChartRelease| Unit {
        kind: UnitKind::Chart,
        path: Arc::clone(&release.dir),
        files: Vec::new(),
        root: None,
        chart: Some(Arc::new(release)),
    };
    let units = dirs.iter().flat_map(|dir| releases(files, dir, renders)).map(unit).collect();
    let empty = renders.iter().filter_map(|render| {
        let dir = clean(&render.chart);
        let is_asked = request.paths.iter().any(|path| path::is_within(&dir, path));
        let message = "no Chart.yaml is in this folder, which `[[helm.render]]` in bartizan.toml names";
        (is_asked && !is_chart(files, &dir)).then(|| Note { path: dir, message: message.to_owned() })
    });
    (units, empty.collect())
}

fn is_chart(files: &Files, dir: &str) -> bool {
    files.is_file(&path::join(dir, "Chart.yaml"))
}

/// The chart in `dir` with its own values, and in each environment that is declared for it or that values files beside
/// its own tell.
pub(crate) fn releases(files: &Files, dir: &Arc<str>, renders: &[HelmRender]) -> Vec<ChartRelease> {
    let declared: Vec<&HelmRender> = renders.iter().filter(|render| clean(&render.chart) == *dir).collect();
    let mut named: Vec<(String, ChartRelease)> =
        declared.iter().map(|render| (render.environment(), release_of(render))).collect();
    if declared.is_empty() {
        named = found(files, dir);
    }
    if !named.iter().any(|(_, release)| release.is_plain()) {
        let plain = ChartRelease { dir: Arc::clone(dir), ..ChartRelease::default() };
        named.insert(0, (DEFAULT_ENVIRONMENT.to_owned(), plain));
    }
    let has_others = named.len() > 1;
    let is_named = has_others || !declared.is_empty();
    let with_environment = |(order, (name, release)): (usize, (String, ChartRelease))| {
        let environment = is_named.then(|| Arc::from(name));
        ChartRelease { environment, order, has_others, ..release }
    };
    named.into_iter().enumerate().map(with_environment).collect()
}

fn release_of(render: &HelmRender) -> ChartRelease {
    ChartRelease {
        dir: clean(&render.chart),
        values: render.values.iter().map(|path| clean(path)).collect(),
        set: render.set.clone(),
        release: render.release.as_deref().map(Arc::from),
        namespace: render.namespace.as_deref().map(Arc::from),
        kube_version: render.kube_version.as_deref().map(Arc::from),
        is_declared: true,
        ..ChartRelease::default()
    }
}

/// The environments that values files of the chart in `dir` tell by their names.
fn found(files: &Files, dir: &Arc<str>) -> Vec<(String, ChartRelease)> {
    let mut named: BTreeMap<String, ChartRelease> = BTreeMap::new();
    for (folder, prefix) in [("", ""), ("ci", "ci/")] {
        let place = if folder.is_empty() { dir.to_string() } else { path::join(dir, folder) };
        let names = files.list(&place).unwrap_or_default();
        for name in names.into_iter().filter(|(_, is_folder)| !is_folder).map(|(name, _)| name) {
            if !is_values(&format!("{prefix}{name}")) {
                continue;
            }
            let release = ChartRelease {
                dir: Arc::clone(dir),
                values: vec![path::join(&place, &name).into()],
                ..ChartRelease::default()
            };
            let environment = format!("{prefix}{}", environment_of(&name));
            let taken = environment == DEFAULT_ENVIRONMENT || named.contains_key(&environment);
            named.insert(if taken { format!("{prefix}{name}") } else { environment }, release);
        }
    }
    named.into_iter().collect()
}

/// Does the path in the folder of a chart say that the file holds values for one environment?
pub(super) fn is_values(inside: &str) -> bool {
    let stem = |name: &str| {
        name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).map(str::to_owned).unwrap_or_default()
    };
    match inside.split_once('/') {
        None => ["values-", "values.", "values_"].iter().any(|start| stem(inside).starts_with(start)),
        Some(("ci", name)) => !name.contains('/') && stem(name).ends_with("-values"),
        Some(_) => false,
    }
}

/// A path of the configuration file as the engine writes it.
fn clean(path: &str) -> Arc<str> {
    path::resolve(path::ROOT, path).map_or_else(|| path.into(), Arc::from)
}
