//! The policies that can run: the bundled ones and those of the user.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use bartizan_policies::annotations::{Module, Origin};
use bartizan_policies::rego_text::names;
use serde::de::DeserializeOwned;

use super::{Metadata, PolicyError, Profile, Scope, Severity, silent};
use crate::resource::Platform;

/// One policy.
#[derive(Debug)]
pub struct Policy {
    /// Stable id, `K8S-014`.
    pub id: Cow<'static, str>,
    /// Rego package, `bartizan.kubernetes.privileged`.
    pub package: Cow<'static, str>,
    /// Its file: of a bundled policy below `policies/`, of a user's as given.
    pub file: Cow<'static, str>,
    /// The Rego text.
    pub text: Cow<'static, str>,
    /// What it judges.
    pub platform: Platform,
    /// Selectors of the kinds it judges, sorted; `group/*` means all kinds of a group, `*` all.
    pub kinds: Vec<Cow<'static, str>>,
    /// What its input holds.
    pub scope: Scope,
    /// Severity unless overridden.
    pub severity: Severity,
    /// The least profile that runs it.
    pub profile: Profile,
    /// Is it one of ours?
    pub bundled: bool,
    /// Indices of the libraries it needs, in [`Pack::libraries`], ascending.
    pub(crate) libraries: Vec<usize>,
    json: &'static str,
    metadata: OnceLock<Arc<Metadata>>,
}

/// Does `kind`, one of those that a policy names, mean resources with this selector? See [`kinds_of`].
pub(crate) fn covers(kind: &str, selector: &str) -> bool {
    let is_group = |group| selector.rsplit_once('/').is_some_and(|(own, _)| own == group);
    kind == "*" || kind == selector || kind.strip_suffix("/*").is_some_and(is_group)
}

/// The kinds by which policies name resources with this selector: itself, `group/*` for all of its API group of
/// Kubernetes, and `*` for all.
pub(crate) fn kinds_of(selector: &str) -> impl Iterator<Item = String> {
    let of_group = selector.rsplit_once('/').map(|(group, _)| format!("{group}/*"));
    [Some(selector.to_owned()), of_group, Some("*".to_owned())].into_iter().flatten()
}

impl Policy {
    /// All that the policy says of itself.
    #[must_use]
    pub fn metadata(&self) -> &Arc<Metadata> {
        self.metadata.get_or_init(|| Arc::new(checked(self.json)))
    }

    /// Does it judge resources with this selector (see [`Resource::selector`](crate::resource::Resource::selector))?
    #[must_use]
    pub fn judges(&self, selector: &str) -> bool {
        self.kinds.iter().any(|kind| covers(kind, selector))
    }

    /// Does it judge resources of `platform` with this selector? The kinds of a fleet policy may be those of several
    /// platforms.
    #[must_use]
    pub fn judges_of(&self, platform: Platform, selector: &str) -> bool {
        (self.scope == Scope::Fleet || self.platform == platform) && self.judges(selector)
    }
}

/// A Rego package that policies import.
#[derive(Debug)]
pub struct Library {
    /// Rego package, `bartizan.lib.workload`.
    pub package: Cow<'static, str>,
    /// Its file.
    pub file: Cow<'static, str>,
    /// The Rego text.
    pub text: Cow<'static, str>,
}

/// A policy file of the user: its path and its text.
pub type PolicyFile = (String, String);

/// All policies and libraries, by id.
#[derive(Debug)]
pub struct Pack {
    policies: Vec<Policy>,
    /// Written for other tools; evaluated by [`foreign`](crate::foreign).
    adopted: Vec<Policy>,
    libraries: Vec<Library>,
    by_id: HashMap<Cow<'static, str>, usize>,
    hash: String,
}

impl Pack {
    /// The bundled policies.
    #[must_use]
    pub fn bundled() -> Self {
        let policies: Vec<Policy> = bartizan_policies::POLICIES.iter().map(bundled).collect();
        let libraries = bartizan_policies::LIBRARIES.iter().map(|library| Library {
            package: library.package.into(),
            file: library.path.into(),
            text: library.text.into(),
        });
        Self::new(policies, libraries.collect(), bartizan_policies::HASH.to_owned())
    }

    fn new(policies: Vec<Policy>, libraries: Vec<Library>, hash: String) -> Self {
        let by_id = policies.iter().enumerate().map(|(at, policy)| (policy.id.clone(), at)).collect();
        Self { policies, adopted: Vec::new(), libraries, by_id, hash }
    }

    /// This pack and policies that were written for other tools: the file and the metadata of each. `hash` names their
    /// state.
    ///
    /// # Errors
    ///
    /// Ids that are taken.
    pub fn with_adopted(mut self, policies: Vec<(String, Metadata)>, hash: &str) -> Result<Self, Vec<PolicyError>> {
        let mut errors = Vec::new();
        for (file, metadata) in policies {
            if let Some(other) = self.get(&metadata.id) {
                let (id, other) = (metadata.id.clone(), other.file.to_string());
                errors.push(PolicyError::DuplicateId { file, id, other });
                continue;
            }
            self.by_id.insert(metadata.id.clone().into(), self.policies.len() + self.adopted.len());
            self.adopted.push(own_policy(file, String::new(), metadata, Vec::new()));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        self.hash = blake3::hash(format!("{}{hash}", self.hash).as_bytes()).to_hex()[..16].to_owned();
        Ok(self)
    }

    /// This pack and the policies in `folders` (or files): every `.rego` file that is not a test.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the folders and their files.
    pub fn with_folders(self, folders: &[impl AsRef<Path>]) -> Result<Self, Vec<PolicyError>> {
        let mut files = Vec::new();
        let mut errors = Vec::new();
        for folder in folders {
            match read_folder(folder.as_ref()) {
                Ok(read) => files.extend(read),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { self.with_files(files) } else { Err(errors) }
    }

    /// This pack and the policies and libraries of `files`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the files' annotations, and ids and packages that are taken. The Rego itself is
    /// checked where it is compiled.
    pub fn with_files(mut self, files: Vec<PolicyFile>) -> Result<Self, Vec<PolicyError>> {
        let mut errors = Vec::new();
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.hash.as_bytes());
        let (mut added, mut modules) = (Vec::new(), Vec::new());
        for (file, text) in files {
            hasher.update(file.as_bytes()).update(text.as_bytes());
            match read_module(&file, &text) {
                Ok((module, None)) => modules.push((module, file, text)),
                Ok((module, Some(metadata))) => added.push((module, file, text, metadata)),
                Err(found) => errors.extend(found),
            }
        }
        if errors.is_empty() && added.is_empty() && modules.is_empty() {
            return Ok(self);
        }
        let mut references = self.bundled_references();
        let bundled = references.len();
        for (module, file, text) in modules {
            references.push(module.references);
            let package = module.package.into();
            self.libraries.push(Library { package, file: file.into(), text: text.into() });
        }
        for (library, references) in self.libraries.iter().zip(&references).skip(bundled) {
            errors.extend(self.strangers(&library.package, &library.file, &library.text, references));
        }
        let known: Vec<Cow<'static, str>> = self.policies.iter().flat_map(|policy| policy.kinds.clone()).collect();
        for (module, file, text, metadata) in added {
            let silent = silent::faults(&text, &metadata, known.iter().map(|kind| &**kind));
            errors.extend(silent.into_iter().map(|(line, message)| invalid(&file, line, message)));
            errors.extend(self.strangers(&module.package, &file, &text, &module.references));
            let libraries = self.closure(&module.references, &references);
            self.policies.push(own_policy(file, text, metadata, libraries));
        }
        errors.extend(self.collisions());
        if !errors.is_empty() {
            return Err(errors);
        }
        self.policies.sort_by(|a, b| a.id.cmp(&b.id));
        let hash = hasher.finalize().to_hex()[..16].to_owned();
        Ok(Self::new(self.policies, self.libraries, hash))
    }

    /// What each library refers to; of bundled libraries, the libraries that they need.
    fn bundled_references(&self) -> Vec<Vec<String>> {
        let named = |at: &u16| format!("data.{}", self.libraries[usize::from(*at)].package);
        bartizan_policies::LIBRARIES.iter().map(|library| library.libraries.iter().map(named).collect()).collect()
    }

    /// Indices of the libraries that something with these references needs.
    fn closure(&self, wanted: &[String], references: &[Vec<String>]) -> Vec<usize> {
        let mut found = BTreeSet::new();
        let mut pending: Vec<&[String]> = vec![wanted];
        while let Some(wanted) = pending.pop() {
            for (at, library) in self.libraries.iter().enumerate() {
                if wanted.iter().any(|reference| names(reference, &library.package)) && found.insert(at) {
                    pending.push(&references[at]);
                }
            }
        }
        found.into_iter().collect()
    }

    /// References of a file to anything but libraries and its own package.
    fn strangers(&self, package: &str, file: &str, text: &str, references: &[String]) -> Vec<PolicyError> {
        let is_known = |reference: &&String| {
            names(reference, package) || self.libraries.iter().any(|library| names(reference, &library.package))
        };
        let error = |reference: &String| {
            let line = text.lines().position(|line| line.contains(reference.as_str())).unwrap_or_default() + 1;
            invalid(file, line, format!("`{reference}` is in no library: policies refer to input and libraries only"))
        };
        references.iter().filter(|reference| !is_known(reference)).map(error).collect()
    }

    /// Ids and packages that are not unique.
    fn collisions(&self) -> Vec<PolicyError> {
        let mut errors = Vec::new();
        let mut ids = BTreeMap::new();
        let mut packages = BTreeMap::new();
        let policies = self.policies.iter().map(|policy| (&policy.package, &policy.file));
        for (package, file) in self.libraries.iter().map(|library| (&library.package, &library.file)).chain(policies) {
            if let Some(other) = packages.insert(package, file) {
                let (file, other, package) = (file.to_string(), other.to_string(), package.to_string());
                errors.push(PolicyError::DuplicatePackage { file, package, other });
            }
        }
        for policy in &self.policies {
            if let Some(other) = ids.insert(&policy.id, &policy.file) {
                let (file, other, id) = (policy.file.to_string(), other.to_string(), policy.id.to_string());
                errors.push(PolicyError::DuplicateId { file, id, other });
            }
        }
        errors
    }

    /// The policies written for this program, by id.
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The policies written for other tools.
    #[must_use]
    pub fn adopted(&self) -> &[Policy] {
        &self.adopted
    }

    /// All policies: those of [`policies`](Self::policies), then those of [`adopted`](Self::adopted).
    pub fn all(&self) -> impl Iterator<Item = &Policy> {
        self.policies.iter().chain(&self.adopted)
    }

    /// The libraries; the bundled ones first.
    #[must_use]
    pub fn libraries(&self) -> &[Library] {
        &self.libraries
    }

    /// The policy `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Policy> {
        let at = *self.by_id.get(id)?;
        self.policies.get(at).or_else(|| self.adopted.get(at - self.policies.len()))
    }

    /// Names this state of the policies.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// JSON that the build script wrote or the annotation reader checked.
#[expect(clippy::panic, reason = "checked when it was written; a test reads that of every bundled policy")]
fn checked<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("internal error: metadata of a policy: {error}: {json}"))
}

fn word<T: DeserializeOwned>(word: &str) -> T {
    checked(&format!("\"{word}\""))
}

fn bundled(policy: &'static bartizan_policies::Policy) -> Policy {
    Policy {
        id: policy.id.into(),
        package: policy.package.into(),
        file: policy.path.into(),
        text: policy.text.into(),
        platform: word(policy.platform),
        kinds: policy.kinds.iter().map(|kind| Cow::Borrowed(*kind)).collect(),
        scope: word(policy.scope),
        severity: word(policy.severity),
        profile: word(policy.profile),
        bundled: true,
        libraries: policy.libraries.iter().map(|at| usize::from(*at)).collect(),
        json: policy.metadata,
        metadata: OnceLock::new(),
    }
}

fn own_policy(file: String, text: String, metadata: Metadata, libraries: Vec<usize>) -> Policy {
    let mut kinds: Vec<Cow<'static, str>> = metadata.kinds.iter().cloned().map(Cow::Owned).collect();
    kinds.sort();
    kinds.dedup();
    Policy {
        id: metadata.id.clone().into(),
        package: metadata.package.clone().into(),
        file: file.into(),
        text: text.into(),
        platform: metadata.platform,
        kinds,
        scope: metadata.scope,
        severity: metadata.severity,
        profile: metadata.profile(),
        bundled: false,
        libraries,
        json: "",
        metadata: OnceLock::from(Arc::new(metadata)),
    }
}

fn invalid(file: &str, line: usize, message: String) -> PolicyError {
    PolicyError::Invalid { file: file.to_owned(), line: u32::try_from(line).unwrap_or(u32::MAX), column: None, message }
}

/// A user's file, with its metadata when it is a policy.
fn read_module(file: &str, text: &str) -> Result<(Module, Option<Metadata>), Vec<PolicyError>> {
    let invalid = |line, message| invalid(file, line, message);
    let module = Module::read(text).map_err(|fault| vec![invalid(fault.line, fault.message)])?;
    if !module.is_policy() {
        return Ok((module, None));
    }
    let metadata = module
        .metadata(Origin::User)
        .map_err(|faults| faults.into_iter().map(|fault| invalid(fault.line, fault.message)).collect::<Vec<_>>())?;
    let metadata = serde_json::from_value(metadata.into()).map_err(|error| vec![invalid(1, error.to_string())])?;
    Ok((module, Some(metadata)))
}

/// The `.rego` files at or below `path`, sorted, tests left out.
fn read_folder(path: &Path) -> Result<Vec<PolicyFile>, PolicyError> {
    let fault = |path: &Path, message: String| PolicyError::Read { path: path.display().to_string(), message };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            fault(error.path().unwrap_or(path), message)
        })?;
        let name = entry.path().display().to_string().replace('\\', "/");
        if entry.file_type().is_file() && name.ends_with(".rego") && !name.ends_with("_test.rego") {
            let text = std::fs::read_to_string(entry.path()).map_err(|error| fault(entry.path(), error.to_string()))?;
            files.push((name, text));
        }
    }
    Ok(files)
}
