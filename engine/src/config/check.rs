//! What the form of a configuration file cannot tell: globs that are none, places outside of the project, names twice.

use globset::Glob;

use super::layer::{KeyPath, Layer, shown};
use super::{ConfigFault, HelmRender, TerraformRoot};
use crate::files::path;
use crate::nearest::suggestion;
use crate::resource::Platform;

/// The path to a value.
macro_rules! at {
    ($($key:expr),+) => { [$($key.to_string()),+] };
}

/// All that is wrong with what a file says.
pub(super) fn check(layer: &Layer) -> Vec<ConfigFault> {
    let mut check = Check { layer, faults: Vec::new() };
    check.globs();
    check.inside("baseline", layer.config.baseline.iter().map(|file| (at!["baseline"].to_vec(), file)));
    check.completeness();
    check.owners();
    check.roots();
    check.renders();
    check.faults
}

struct Check<'a> {
    layer: &'a Layer,
    faults: Vec<ConfigFault>,
}

impl Check<'_> {
    fn say(&mut self, path: &[String], message: String) {
        self.faults.push(self.layer.fault(path, message));
    }

    fn glob(&mut self, path: &[String], pattern: &str) {
        if let Err(error) = Glob::new(pattern) {
            self.say(path, format!("`{pattern}` in {} is not a glob: {}", shown(path), error.kind()));
        }
    }

    fn globs(&mut self) {
        let config = &self.layer.config;
        for (index, pattern) in config.exclude.iter().enumerate() {
            self.glob(&at!["exclude", index], pattern);
        }
        for (index, threshold) in config.thresholds.iter().enumerate() {
            self.glob(&at!["thresholds", index, "path"], &threshold.path);
            if threshold.fail_on.is_none() && threshold.min_severity.is_none() {
                let message =
                    format!("an entry of `thresholds` ({}) has neither `fail_on` nor `min_severity`", threshold.path);
                self.say(&at!["thresholds", index], message);
            }
        }
        for (index, exception) in config.exceptions.iter().enumerate() {
            let patterns = [
                ("policy", Some(&exception.policy)),
                ("path", exception.path.as_ref()),
                ("address", exception.address.as_ref()),
            ];
            for (key, pattern) in patterns {
                if let Some(pattern) = pattern {
                    self.glob(&at!["exceptions", index, key], pattern);
                }
            }
        }
    }

    fn completeness(&mut self) {
        for (index, entry) in self.layer.config.fleet.complete.iter().enumerate() {
            let given = entry.split(':').next().unwrap_or_default();
            let names = Platform::ALL.map(Platform::as_str);
            if !names.contains(&given) {
                let near = suggestion(given, names);
                let known = if near.is_empty() { format!(" ({})", names.join(", ")) } else { near };
                self.say(
                    &at!["fleet", "complete", index],
                    format!("`{entry}` in fleet.complete names no platform{known}"),
                );
            }
        }
    }

    fn owners(&mut self) {
        for (index, owner) in self.layer.config.owners.iter().enumerate() {
            let patterns = [("path", &owner.path), ("namespace", &owner.namespace)];
            for (key, pattern) in patterns {
                if let Some(pattern) = pattern {
                    self.glob(&at!["owners", index, key], pattern);
                }
            }
            if patterns.iter().all(|(_, pattern)| pattern.is_none()) {
                let message = format!("an entry of `owners` ({}) has neither `path` nor `namespace`", owner.owner);
                self.say(&at!["owners", index], message);
            }
        }
    }

    /// Says of each of `paths` that does not lie in the project that it does not.
    fn inside<'p>(&mut self, table: &str, paths: impl Iterator<Item = (KeyPath, &'p String)>) {
        for (place, path) in paths {
            if path::resolve(path::ROOT, path).is_none() {
                self.say(&place, format!("`{path}` in {table} lies outside of the project root"));
            }
        }
    }

    /// Root modules lie inside the project, and the environments of one can be told apart.
    fn roots(&mut self) {
        let roots = &self.layer.config.terraform.roots;
        for (index, root) in roots.iter().enumerate() {
            let place = |keys: &[&str]| -> KeyPath {
                let index = index.to_string();
                ["terraform", "root", &index].iter().chain(keys).map(ToString::to_string).collect()
            };
            let files =
                root.var_files.iter().enumerate().map(|(at, file)| (place(&["var_files", &at.to_string()]), file));
            let plan = root.plan.iter().map(|plan| (place(&["plan"]), plan));
            self.inside("terraform.root", [(place(&["dir"]), &root.dir)].into_iter().chain(files).chain(plan));
            let dir = |root: &TerraformRoot| path::resolve(path::ROOT, &root.dir);
            let twin = roots.iter().take(index).any(|other| dir(other) == dir(root) && other.name == root.name);
            match &root.name {
                _ if !twin => {}
                Some(name) => self.say(
                    &place(&["name"]),
                    format!("terraform.root has two entries for `{}` named `{name}`", root.dir),
                ),
                None => self.say(
                    &place(&["dir"]),
                    format!("terraform.root has several entries for `{}`; give each a `name`", root.dir),
                ),
            }
        }
    }

    /// Charts and their values lie inside the project, and the environments of a chart can be told apart.
    fn renders(&mut self) {
        let renders = &self.layer.config.helm.renders;
        for (index, render) in renders.iter().enumerate() {
            let place = |keys: &[&str]| -> KeyPath {
                let index = index.to_string();
                ["helm", "render", &index].iter().chain(keys).map(ToString::to_string).collect()
            };
            let values = render.values.iter().enumerate().map(|(at, file)| (place(&["values", &at.to_string()]), file));
            self.inside("helm.render", [(place(&["chart"]), &render.chart)].into_iter().chain(values));
            let identity = |render: &HelmRender| (path::resolve(path::ROOT, &render.chart), render.environment());
            if renders[..index].iter().any(|other| identity(other) == identity(render)) {
                let (chart, name) = (&render.chart, render.environment());
                let message =
                    format!("helm.render has two entries for `{chart}` named `{name}`; give each a `name` of its own");
                self.say(&place(&["chart"]), message);
            }
            if let Some(version) = render.kube_version.as_ref().filter(|version| !is_version(version)) {
                let message = format!("`{version}` in helm.render.kube_version is not a version like 1.33");
                self.say(&place(&["kube_version"]), message);
            }
        }
    }
}

/// Is it a version of Kubernetes, such as `1.33` or `v1.33.2`?
fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.strip_prefix('v').unwrap_or(text).splitn(3, '.').collect();
    let numbers = parts.iter().take(2).filter(|part| part.parse::<u32>().is_ok()).count();
    numbers == 2 && parts.get(2).is_none_or(|patch| patch.starts_with(|c: char| c.is_ascii_digit()))
}
