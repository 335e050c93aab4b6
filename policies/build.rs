//! Reads the policies, checks their annotations and writes the tables of the pack.

// The crate uses more of these modules than its build script does.
#[allow(dead_code, unreachable_pub)]
#[path = "src/annotations.rs"]
mod annotations;
#[allow(dead_code, unreachable_pub)]
#[path = "src/models.rs"]
mod models;
#[allow(dead_code, unreachable_pub)]
#[path = "src/rego_text.rs"]
mod rego_text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use annotations::{Module, Origin};
use rego_text::names;
use serde_json::{Map, Value};

type Fault = Box<dyn std::error::Error>;

struct File {
    path: String,
    text: String,
    module: Module,
}

struct Policy {
    file: File,
    metadata: Map<String, Value>,
}

fn main() -> Result<(), Fault> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    let mut faults = Vec::new();
    let (mut policies, mut libraries) = (Vec::new(), Vec::new());
    for file in read_files(Path::new(&root), &mut faults)? {
        if file.module.package.starts_with("bartizan.lib.") {
            libraries.push(file);
            continue;
        }
        match file.module.metadata(Origin::Bundled) {
            Ok(metadata) => policies.push(Policy { file, metadata }),
            Err(found) => faults.extend(found.iter().map(|fault| format!("policies/{}:{fault}", file.path))),
        }
    }
    policies.sort_by(|a, b| a.text("id").cmp(b.text("id")));
    check(&policies, &libraries, &mut faults);
    for fault in faults {
        println!("cargo::error={fault}");
    }
    let tables = tables(&policies, &by_use(libraries, &policies))?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("pack.rs"), tables)?;
    Ok(())
}

/// Every `.rego` file of a policy or library, by path. Folders are watched for files that come and go.
fn read_files(root: &Path, faults: &mut Vec<String>) -> Result<Vec<File>, Fault> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name() {
        let entry = entry?;
        let path = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        if path.starts_with("src") || path.starts_with("target") {
            continue;
        }
        let rego = path.ends_with(".rego") && !path.ends_with("_test.rego");
        if entry.file_type().is_dir() || rego {
            println!("cargo::rerun-if-changed={path}");
        }
        if rego {
            let text = fs::read_to_string(entry.path())?;
            match Module::read(&text) {
                Ok(module) => files.push(File { path, text, module }),
                Err(fault) => faults.push(format!("policies/{path}:{fault}")),
            }
        }
    }
    Ok(files)
}

/// Ids and packages are unique, packages match paths.
fn check(policies: &[Policy], libraries: &[File], faults: &mut Vec<String>) {
    let mut ids = BTreeMap::new();
    let mut packages = BTreeMap::new();
    for policy in policies {
        let path = &policy.file.path;
        if let Some(other) = ids.insert(policy.text("id"), path) {
            faults.push(format!("policies/{path}: `custom.id` {} is also that of policies/{other}", policy.text("id")));
        }
        let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rego");
        let platform = path.split('/').next().unwrap_or_default();
        let wanted = format!("bartizan.{platform}.{name}");
        if policy.file.module.package != wanted || platform != policy.text("platform") {
            faults.push(format!("policies/{path}: the package must be `{wanted}` and `custom.platform` `{platform}`"));
        }
    }
    for policy in policies {
        faults.extend(place(policy).into_iter().map(|fault| format!("policies/{}: {fault}", policy.file.path)));
    }
    for file in policies.iter().map(|policy| &policy.file).chain(libraries) {
        if let Some(other) = packages.insert(&file.module.package, &file.path) {
            faults.push(format!(
                "policies/{}: package `{}` is also that of policies/{other}",
                file.path, file.module.package
            ));
        }
    }
}

/// What is wrong with the place of a policy in the two models.
fn place(policy: &Policy) -> Vec<String> {
    let mut faults = Vec::new();
    let (layer, owner) = (policy.text("layer"), policy.text("owner"));
    if !models::LAYERS.iter().any(|known| known.name == layer && known.primary == owner) {
        faults.push(format!("`{layer}` of `{owner}` is no layer and its primary team"));
    }
    let keys = policy.metadata.get("controls").and_then(Value::as_array).into_iter().flatten();
    let keys: Vec<&str> = keys.filter_map(Value::as_str).collect();
    let unknown = keys.iter().filter(|key| models::row(key).is_none());
    faults.extend(unknown.map(|key| format!("`{key}` in `custom.controls` is no row of the models")));
    let level = policy.metadata.get("level").and_then(Value::as_u64).unwrap_or_default();
    let pillar = policy.text("pillar");
    let is_own = |row: &models::Row| match row.place {
        models::Place::Maturity { level: of, pillar: at } => u64::from(of) == level && at.as_str() == pillar,
        models::Place::Responsibility { .. } => false,
    };
    if !keys.iter().filter_map(|key| models::row(key)).any(is_own) {
        faults.push(format!("no row in `custom.controls` is of its level {level} and pillar {pillar}"));
    }
    faults
}

impl Policy {
    fn text(&self, key: &str) -> &str {
        self.metadata.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// As `Metadata::profile` of the engine has it.
    fn profile(&self) -> &str {
        match self.text("profile") {
            "" if self.text("confidence") == "high" || ["critical", "high"].contains(&self.text("severity")) => {
                "default"
            }
            "" => "strict",
            given => given,
        }
    }

    fn kinds(&self) -> Vec<&str> {
        let mut kinds: Vec<&str> = self
            .metadata
            .get("kinds")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// Libraries, those that most policies need first: what is compiled for one group of policies serves as the start of
/// the next as far as their lists of libraries agree.
fn by_use(mut libraries: Vec<File>, policies: &[Policy]) -> Vec<File> {
    let uses: BTreeMap<String, usize> = libraries
        .iter()
        .map(|library| {
            let users =
                policies.iter().filter(|policy| closure(&policy.file, &libraries).contains(&library.module.package));
            (library.path.clone(), users.count())
        })
        .collect();
    libraries.sort_by_key(|library| (std::cmp::Reverse(uses.get(&library.path).copied()), library.path.clone()));
    libraries
}

/// Packages of the libraries that a file needs.
fn closure(file: &File, libraries: &[File]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut pending = vec![file];
    while let Some(file) = pending.pop() {
        for library in libraries {
            let named = file.module.references.iter().any(|reference| names(reference, &library.module.package));
            if named && found.insert(library.module.package.clone()) {
                pending.push(library);
            }
        }
    }
    found.remove(&file.module.package);
    found
}

fn tables(policies: &[Policy], libraries: &[File]) -> Result<String, Fault> {
    let indices = |file: &File| -> Vec<usize> {
        let needed = closure(file, libraries);
        (0..libraries.len()).filter(|at| needed.contains(&libraries[*at].module.package)).collect()
    };
    let mut hasher = blake3::Hasher::new();
    let mut out = String::new();
    writeln!(out, "/// The bundled policies, by id.\npub static POLICIES: &[Policy] = &[")?;
    for policy in policies {
        let file = &policy.file;
        hasher.update(file.path.as_bytes()).update(file.text.as_bytes());
        writeln!(
            out,
            "Policy {{ id: {:?}, package: {:?}, path: {:?}, platform: {:?}, kinds: &{:?}, scope: {:?}, severity: {:?}, \
             profile: {:?}, metadata: {:?}, text: {}, libraries: &{:?} }},",
            policy.text("id"),
            file.module.package,
            file.path,
            policy.text("platform"),
            policy.kinds(),
            policy.text("scope"),
            policy.text("severity"),
            policy.profile(),
            serde_json::to_string(&policy.metadata)?,
            include(&file.path),
            indices(file),
        )?;
    }
    writeln!(
        out,
        "];\n/// The helper libraries, those that most policies need first.\npub static LIBRARIES: &[Library] = &["
    )?;
    for file in libraries {
        hasher.update(file.path.as_bytes()).update(file.text.as_bytes());
        writeln!(
            out,
            "Library {{ package: {:?}, path: {:?}, text: {}, libraries: &{:?} }},",
            file.module.package,
            file.path,
            include(&file.path),
            indices(file),
        )?;
    }
    writeln!(
        out,
        "];\n/// Names this state of the policies and libraries.\npub const HASH: &str = {:?};",
        &hasher.finalize().to_hex()[..16]
    )?;
    Ok(out)
}

fn include(path: &str) -> String {
    format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))", format!("/{path}"))
}
