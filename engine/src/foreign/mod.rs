//! Policies written for other tools, run unchanged.
//!
//! A folder of policies may hold, beside policies of our own, those of conftest, of services that run Terraform, of
//! Gatekeeper and of Trivy. [`load`] tells which is which; the session then asks them about whole documents
//! ([`Foreign::document`], [`Foreign::combined`]) or about objects of Kubernetes ([`Foreign::object`]).

mod answer;
pub(crate) mod conftest;
mod detect;
mod documents;
mod gatekeeper;
mod hcp;
mod matching;
mod module;
mod names;
mod trivy;

use std::path::Path;
use std::sync::Arc;

use bartizan_rego::value::Value;

pub use answer::{Answer, Written};
pub use detect::is_own;
pub use gatekeeper::Cluster;
pub use module::parse;

use crate::discover::FileKind;
use crate::policy::{Format, Metadata, Pack, PolicyError, PolicyFile};
use crate::rego::{Options, value_of, value_of_json};
use crate::resource::Resource;
use crate::source::Node;

/// The policies of other tools, compiled.
#[derive(Debug, Default)]
pub struct Foreign {
    sets: Vec<documents::Set>,
    templates: Vec<gatekeeper::Template>,
    adopted: Vec<Adopted>,
}

/// What a folder was taken for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Adopted {
    /// The folder, as given.
    pub folder: String,
    /// For which tool its policies were written.
    pub format: Format,
    /// Files of such policies.
    pub files: usize,
    /// Policies in them: rules that are asked, or constraints.
    pub policies: usize,
    /// How it was read, and what cannot run, and why.
    pub notes: Vec<String>,
}

/// Notes told in one line at most.
const NOTES: usize = 6;

impl Adopted {
    /// In one line, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        let plural = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let (policies, files) = (plural(self.policies, "policy", "policies"), plural(self.files, "file", "files"));
        let mut text = format!("{}: {policies} for {} in {files}", self.folder, self.format.as_str());
        for note in self.notes.iter().take(NOTES) {
            text.push_str("; ");
            text.push_str(note);
        }
        if self.notes.len() > NOTES {
            text.push_str(&format!("; and {} more (`--format json` has them)", self.notes.len() - NOTES));
        }
        text
    }
}

/// The policies in folders, sorted by what they are.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Our own.
    pub native: Vec<PolicyFile>,
    /// File and metadata of each of the others.
    pub policies: Vec<(String, Metadata)>,
    /// The others, ready to be asked.
    pub foreign: Foreign,
    /// Names the state of the others.
    pub hash: String,
}

/// Reads the policies in `folders` (or files).
///
/// # Errors
///
/// Everything that is wrong with the folders and with the policies of other tools.
pub fn load(folders: &[impl AsRef<Path>]) -> Result<Loaded, Vec<PolicyError>> {
    let mut loaded = Loaded::default();
    let mut errors = Vec::new();
    let mut hasher = blake3::Hasher::new();
    let mut found = Vec::new();
    for folder in folders {
        match detect::folder(folder.as_ref(), &mut hasher) {
            Ok(folder) => found.push(folder),
            Err(wrong) => errors.extend(wrong),
        }
    }
    // Templates and Constraints are often kept apart.
    let objects = detect::Objects::of(&found);
    for folder in found {
        errors.extend(folder.add_to(&objects, &mut loaded).err().unwrap_or_default());
    }
    loaded.hash = hasher.finalize().to_hex()[..16].to_owned();
    if errors.is_empty() { Ok(loaded) } else { Err(errors) }
}

/// `pack` and the policies in `folders` (or files), with those of other tools.
///
/// # Errors
///
/// Everything that is wrong with the folders and their files.
pub fn add_folders(pack: Pack, folders: &[impl AsRef<Path>]) -> Result<(Pack, Foreign), Vec<PolicyError>> {
    let loaded = load(folders)?;
    let pack = pack.with_files(loaded.native)?;
    if loaded.foreign.adopted.is_empty() {
        return Ok((pack, loaded.foreign));
    }
    Ok((pack.with_adopted(loaded.policies, &loaded.hash)?, loaded.foreign))
}

/// A document of a file under scan.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Path of the file relative to the root.
    pub file: &'a str,
    /// What the file is.
    pub kind: FileKind,
    /// The document.
    pub root: &'a Node,
}

impl Foreign {
    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty() && self.templates.is_empty()
    }

    /// What the folders were taken for.
    #[must_use]
    pub fn adopted(&self) -> &[Adopted] {
        &self.adopted
    }

    /// Does a policy want to see all documents at once?
    #[must_use]
    pub fn combines(&self) -> bool {
        self.sets.iter().any(|set| set.combine)
    }

    /// Does a policy judge objects of Kubernetes as they are admitted?
    #[must_use]
    pub fn admits(&self) -> bool {
        !self.templates.is_empty()
    }

    /// Leaves the policies that run.
    pub fn select(&mut self, runs: &dyn Fn(&str) -> bool) {
        self.sets.iter_mut().for_each(|set| set.select(runs));
        self.sets.retain(|set| !set.is_empty());
        self.templates.iter_mut().for_each(|template| template.select(runs));
        self.templates.retain(|template| !template.is_empty());
    }

    /// What the policies say of one document. The thread needs [`STACK_BYTES`](crate::rego::STACK_BYTES) of stack.
    #[must_use]
    pub fn document(&self, document: &Document<'_>, options: &Options) -> Vec<Answer> {
        let sets: Vec<_> = self.sets.iter().filter(|set| !set.combine).collect();
        if sets.is_empty() {
            return Vec::new();
        }
        let value = value_of(document.root);
        sets.into_iter().flat_map(|set| set.document(document, &value, options)).collect()
    }

    /// What the policies that want to see all documents at once say of them.
    #[must_use]
    pub fn combined(&self, documents: &[Document<'_>], options: &Options) -> Vec<Answer> {
        let sets: Vec<_> = self.sets.iter().filter(|set| set.combine).collect();
        if sets.is_empty() || documents.is_empty() {
            return Vec::new();
        }
        let element = |document: &Document<'_>| {
            Value::record([("path", Value::from(document.file)), ("contents", value_of(document.root))])
        };
        let input = Value::array(documents.iter().map(element).collect());
        sets.into_iter().flat_map(|set| set.combined(&input, options)).collect()
    }

    /// What the policies of Gatekeeper say of an object of `cluster`.
    #[must_use]
    pub fn object(&self, object: &Resource, cluster: &Cluster, options: &Options) -> Vec<Answer> {
        self.templates.iter().flat_map(|template| template.judge(object, cluster, options)).collect()
    }
}

/// Metadata of a policy of another tool before it says anything of itself.
fn metadata(id: String, format: Format, package: String) -> Metadata {
    use crate::policy::{Confidence, Scope, Severity};
    use crate::resource::Platform;
    Metadata {
        title: id.clone(),
        id,
        description: String::new(),
        severity: Severity::Medium,
        confidence: Confidence::High,
        platform: if format == Format::TerraformRun { Platform::Terraform } else { Platform::Kubernetes },
        kinds: vec!["*".to_owned()],
        scope: Scope::Unit,
        level: 1,
        pillar: "technical".to_owned(),
        layer: String::new(),
        owner: String::new(),
        supporting: Vec::new(),
        controls: Vec::new(),
        references: std::collections::BTreeMap::new(),
        remediation: String::new(),
        parameters: std::collections::BTreeMap::new(),
        profile: None,
        unknown: None,
        deprecated: false,
        related_resources: Vec::new(),
        package,
        format: Some(format),
    }
}

/// A value of JSON as Rego has it.
fn of_json(json: &serde_json::Value) -> Value {
    value_of_json(json)
}

/// The parsed text of a file of policies, its documents only.
fn documents_of(name: &str, text: &str) -> crate::source::Parsed {
    use crate::source::{Format, Source, SourceId, parse};
    let source = Source::new(SourceId(0), name, Arc::<str>::from(text));
    let json = Path::new(name).extension().is_some_and(|extension| extension == "json");
    parse(&source, if json { Format::Json } else { Format::Yaml })
}
