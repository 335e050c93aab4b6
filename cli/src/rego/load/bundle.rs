//! Bundles: archives or folders of modules and of documents named `data.json` or `data.yaml`.
//!
//! Format: <https://www.openpolicyagent.org/docs/management-bundles>.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use bartizan_rego::syntax::ast::Version;
use bartizan_rego::syntax::parse_module;
use bartizan_rego::value::Value;
use flate2::read::MultiGzDecoder;

use super::files::{shown, sorted, told};
use super::{Ignore, Loader, Module, is_empty, merge};
use crate::rego::document;

/// Bytes that a file of a bundle may have.
const MAX_FILE: u64 = 1 << 30;

/// The file that says what a bundle holds.
const MANIFEST: &str = ".manifest";

/// What a bundle holds.
struct Bundle {
    name: String,
    /// Paths under `data` that it has for itself.
    roots: Vec<String>,
    modules: Vec<(String, Module)>,
    data: Value,
}

impl Loader<'_> {
    /// Loads bundles.
    pub(super) fn bundles(&mut self, paths: &[PathBuf]) {
        let mut bundles: Vec<Bundle> = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            if paths[..at].contains(path) {
                continue;
            }
            match read(path, self.ignore, self.version) {
                Ok(bundle) => bundles.push(bundle),
                Err(message) => return self.fail(format!("loading error: {message}")),
            }
        }
        if let Some(message) = overlap(&bundles) {
            return self.fail(message);
        }
        for bundle in bundles {
            self.activate(&[], bundle);
        }
    }

    /// Loads a bundle that stands among other files.
    pub(super) fn archive(&mut self, name: &str, at: &[String], bytes: &[u8]) {
        let bundle = unpack(bytes).and_then(|files| assemble(name, "", files, self.version));
        match bundle {
            Ok(bundle) => self.activate(at, bundle),
            Err(message) => self.fail(format!("bundle {name}: {message}")),
        }
    }

    fn activate(&mut self, at: &[String], bundle: Bundle) {
        self.modules.extend(bundle.modules);
        if !is_empty(&bundle.data) {
            self.document(&bundle.name, at, bundle.data);
        }
    }
}

type Files = Vec<(String, Vec<u8>)>;

fn read(path: &Path, ignore: &Ignore, version: Version) -> Result<Bundle, String> {
    let name = shown(path);
    let metadata =
        fs::metadata(path).map_err(|error| format!("error reading {name:?}: stat {name}: {}", told(&error)))?;
    let bundle = if metadata.is_dir() {
        let mut files = Vec::new();
        collect(path, "", ignore, &mut files)?;
        let prefix = if name == "." { String::new() } else { format!("{name}/") };
        assemble(&name, &prefix, files, version)
    } else {
        let bytes = fs::read(path).map_err(|error| format!("open {name}: {}", told(&error)))?;
        unpack(&bytes).and_then(|files| assemble(&name, "", files, version))
    };
    bundle.map_err(|message| format!("bundle {name}: {message}"))
}

/// The files of a folder, with their paths in it.
fn collect(folder: &Path, prefix: &str, ignore: &Ignore, files: &mut Files) -> Result<(), String> {
    let names = sorted(folder).map_err(|error| format!("open {}: {}", shown(folder), told(&error)))?;
    for name in names {
        let path = folder.join(&name);
        let name = name.to_string_lossy();
        if ignore.holds(&name) {
            continue;
        }
        let inside = format!("{prefix}{name}");
        if path.is_dir() {
            if !path.is_symlink() {
                collect(&path, &format!("{inside}/"), ignore, files)?;
            }
        } else if is_wanted(&inside) {
            let bytes = fs::read(&path).map_err(|error| format!("open {}: {}", shown(&path), told(&error)))?;
            files.push((inside, bytes));
        }
    }
    Ok(())
}

fn unpack(bytes: &[u8]) -> Result<Files, String> {
    let wrong = |error: std::io::Error| format!("bundle read failed: archive read failed: {error}");
    let mut archive = tar::Archive::new(MultiGzDecoder::new(bytes));
    let mut files = Vec::new();
    for entry in archive.entries().map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let path = entry.path().map_err(wrong)?.to_string_lossy().into_owned();
        if !entry.header().entry_type().is_file() || !is_wanted(&path) {
            continue;
        }
        let mut content = Vec::new();
        entry.take(MAX_FILE + 1).read_to_end(&mut content).map_err(wrong)?;
        if content.len() as u64 > MAX_FILE {
            return Err(format!("bundle read failed: {path} is larger than {} MiB", MAX_FILE >> 20));
        }
        files.push((path, content));
    }
    Ok(files)
}

fn is_wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with(".rego")
        || matches!(name, "data.json" | "data.yaml" | "data.yml")
        || path.trim_matches('/') == MANIFEST
}

/// A bundle of its files; modules are called by their paths after `prefix`.
fn assemble(name: &str, prefix: &str, files: Files, version: Version) -> Result<Bundle, String> {
    let failed = |message: String| format!("bundle read failed: {message}");
    let manifest = files.iter().find(|(path, _)| clean(path) == MANIFEST);
    let manifest = manifest.map(|(_, bytes)| document::json(bytes)).transpose().map_err(failed)?;
    let version = version_of(manifest.as_ref(), version);
    let mut bundle = Bundle {
        name: name.to_owned(),
        roots: roots(manifest.as_ref()),
        modules: Vec::new(),
        data: Value::empty_object(),
    };
    for (path, bytes) in files {
        if path.ends_with(".rego") {
            let text = String::from_utf8(bytes).map_err(|error| failed(format!("{path}: {error}")))?;
            bundle.module(format!("{prefix}{path}"), Module { text, version })?;
        } else if clean(&path) != MANIFEST {
            let value = if path.ends_with(".json") { document::json(&bytes) } else { document::yaml(&bytes) };
            let value = value.map_err(|message| failed(format!("{path}: {message}")))?;
            bundle.document(&path, value)?;
        }
    }
    Ok(bundle)
}

/// A path in an archive without what it may begin with.
fn clean(path: &str) -> &str {
    path.trim_start_matches("./").trim_matches('/')
}

/// The language that the manifest names.
fn version_of(manifest: Option<&Value>, otherwise: Version) -> Version {
    match manifest.and_then(|manifest| manifest.field("rego_version")?.as_number()?.as_i64()) {
        Some(0) => Version::V0,
        Some(1) => Version::V1,
        _ => otherwise,
    }
}

/// The paths that the manifest claims; all of `data` where it claims none.
fn roots(manifest: Option<&Value>) -> Vec<String> {
    let roots = manifest.and_then(|manifest| manifest.field("roots")?.as_array());
    match roots {
        Some(roots) => roots.iter().filter_map(Value::as_str).map(|root| root.trim_matches('/').to_owned()).collect(),
        None => vec![String::new()],
    }
}

impl Bundle {
    fn permits(&self, path: &str) -> bool {
        self.roots.iter().any(|root| is_below(path, root))
    }

    fn module(&mut self, name: String, module: Module) -> Result<(), String> {
        // What cannot be parsed, the compiler tells better.
        let parsed = parse_module(&module.text, module.version);
        if let (Some(package), true) = (parsed.module.package, parsed.errors.is_empty()) {
            let path: Vec<&str> = package.path.iter().map(|name| &*name.text).collect();
            if !self.permits(&path.join("/")) {
                let roots = self.roots.join(" ");
                let package = path.join(".");
                return Err(format!("manifest roots [{roots}] do not permit 'package {package}' in module '{name}'"));
            }
        }
        self.modules.push((name, module));
        Ok(())
    }

    fn document(&mut self, path: &str, value: Value) -> Result<(), String> {
        let folder: Vec<&str> = clean(path).split('/').collect();
        let folder = &folder[..folder.len() - 1];
        let whole = folder.iter().rev().fold(value, |value, key| Value::record([(*key, value)]));
        if whole.as_object().is_none() {
            return Err(format!("bundle read failed: {path}: document must be of type object"));
        }
        if let Some(outside) = outside(&whole, &self.roots, "") {
            let roots = self.roots.join(" ");
            return Err(format!(
                "manifest roots [{roots}] do not permit data at path '/{outside}' (hint: check bundle directory structure)"
            ));
        }
        self.data = merge::merge(&self.data, &whole).map_err(|at| {
            format!("bundle read failed: {path}: merge error: conflicting values at {}", merge::name(&at))
        })?;
        Ok(())
    }
}

/// A path of `value` that is below none of the roots.
fn outside(value: &Value, roots: &[String], path: &str) -> Option<String> {
    if roots.iter().any(|root| is_below(path, root)) {
        return None;
    }
    let leads_to_a_root = path.is_empty() || roots.iter().any(|root| is_below(root, path));
    match value.as_object() {
        Some(object) if leads_to_a_root => object.iter().find_map(|(key, value)| {
            let key = key.as_str().unwrap_or_default();
            let path = if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
            outside(value, roots, &path)
        }),
        _ => Some(path.to_owned()),
    }
}

fn is_below(path: &str, root: &str) -> bool {
    root.is_empty() || path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is wrong where bundles claim the same path.
fn overlap(bundles: &[Bundle]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for (at, bundle) in bundles.iter().enumerate() {
        let others = bundles.iter().enumerate().filter(|(other, _)| *other != at);
        let clash = others
            .flat_map(|(_, other)| &other.roots)
            .any(|other| bundle.roots.iter().any(|root| is_below(other, root) || is_below(root, other)));
        if clash {
            names.push(&bundle.name);
        }
    }
    names.sort_unstable();
    let names = names.join(", ");
    (!names.is_empty()).then(|| {
        format!(
            "bundle activation failed: bundles [{names}] have overlapping roots and cannot be activated simultaneously"
        )
    })
}
