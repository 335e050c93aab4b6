//! What the files of a folder of policies are, and for which tool.

use std::path::Path;

use super::documents::{self, Asked, Entry, Set};
use super::gatekeeper::{self, Kept, Made};
use super::module::{self, RegoFile};
use super::names::{self, Meaning};
use super::{Adopted, Loaded, conftest, documents_of, hcp, metadata, trivy};
use crate::policy::{Format, Metadata, PolicyError, PolicyFile};
use crate::source::Node;
use bartizan_rego::compile::Program;
use bartizan_rego::syntax::ast::{Module, Version};
use bartizan_rego::value::Value;

/// Annotations under `custom` that only policies of our own have.
const OWN: [&str; 10] =
    ["platform", "kinds", "scope", "level", "pillar", "layer", "confidence", "controls", "parameters", "profile"];

/// What the folders together hold of Gatekeeper.
pub(super) struct Objects {
    /// Kinds that templates define.
    kinds: Vec<String>,
    /// Of those of one kind and name the last, as on a cluster.
    constraints: Vec<Node>,
}

impl Objects {
    pub(super) fn of(folders: &[Folder]) -> Self {
        let mut constraints: Vec<Node> = Vec::new();
        for (_, node) in folders.iter().flat_map(|folder| &folder.constraints) {
            let name = |node: &Node| {
                let name = node.at(&["metadata", "name"]).and_then(Node::as_str);
                (gatekeeper::kind_of(node).map(str::to_owned), name.map(str::to_owned))
            };
            constraints.retain(|known| name(known) != name(node));
            constraints.push(node.clone());
        }
        let templates = folders.iter().flat_map(|folder| &folder.templates);
        let kinds = templates.filter_map(|(_, node)| gatekeeper::kind_defined(node)).map(str::to_owned).collect();
        Self { kinds, constraints }
    }
}

/// The files of a folder, sorted.
#[derive(Default)]
pub(super) struct Folder {
    name: String,
    native: Vec<PolicyFile>,
    /// Modules with rules that other tools ask.
    modules: Vec<RegoFile>,
    checks: Vec<RegoFile>,
    /// Modules without.
    libraries: Vec<RegoFile>,
    templates: Vec<(String, Node)>,
    constraints: Vec<(String, Node)>,
    /// How many files hold Rego of Gatekeeper outside of a template.
    sources: usize,
    conftest: Option<conftest::Config>,
    blocks: Vec<(String, hcp::PolicyBlock)>,
    data: Option<Value>,
}

/// Reads and sorts what is at or below `path`.
pub(super) fn folder(path: &Path, hasher: &mut blake3::Hasher) -> Result<Folder, Vec<PolicyError>> {
    let mut found = Folder { name: path.display().to_string().replace('\\', "/"), ..Folder::default() };
    let mut errors = Vec::new();
    let config = path.join(conftest::FILE_NAME);
    let mut roots = vec![path.to_path_buf()];
    if config.is_file() {
        let name = config.display().to_string();
        let read = std::fs::read_to_string(&config)
            .map_err(|error| PolicyError::Read { path: name.clone(), message: error.to_string() })
            .and_then(|text| conftest::Config::parse(&name, &text));
        match read {
            Ok(read) => {
                roots = read.policy.iter().map(|folder| path.join(folder)).collect();
                match conftest::data(path, &read.data) {
                    Ok(data) => found.data = Some(data),
                    Err(wrong) => errors.extend(wrong),
                }
                hasher.update(format!("{read:?}{:?}", found.data).as_bytes());
                found.conftest = Some(read);
            }
            Err(error) => errors.push(error),
        }
    }
    for root in roots {
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            let result = match entry {
                Ok(entry) if entry.file_type().is_file() => found.file(entry.path(), hasher),
                Ok(_) => Ok(()),
                Err(error) => {
                    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    let path = error.path().unwrap_or(&root).display().to_string();
                    Err(vec![PolicyError::Read { path, message }])
                }
            };
            errors.extend(result.err().unwrap_or_default());
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// Is a module a policy of our own, by the annotations of its package?
#[must_use]
pub fn is_own(tree: &Module) -> bool {
    let custom = module::annotations(tree).and_then(|annotations| annotations.field("custom"));
    custom.is_some_and(|custom| {
        custom.field("id").is_some()
            && custom.field("input").is_none()
            && OWN.iter().any(|key| custom.field(key).is_some())
    })
}

impl Folder {
    fn file(&mut self, path: &Path, hasher: &mut blake3::Hasher) -> Result<(), Vec<PolicyError>> {
        let name = path.display().to_string().replace('\\', "/");
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        let is_set = path.file_name().is_some_and(|file| file == hcp::FILE_NAME);
        if !(is_set || ends(&[".rego", ".yaml", ".yml", ".json"])) || name.ends_with("_test.rego") {
            return Ok(());
        }
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if ends(&[".rego"]) || is_set => {
                return Err(vec![PolicyError::Read { path: name, message: error.to_string() }]);
            }
            Err(_) => return Ok(()),
        };
        if ends(&[".rego"]) {
            let hash = blake3::hash(text.as_bytes());
            if self.rego(&name, text)? {
                hasher.update(name.as_bytes()).update(hash.as_bytes());
            }
        } else if is_set {
            let blocks = hcp::read(&name, &text).map_err(|error| vec![error])?;
            self.blocks.extend(blocks.into_iter().map(|block| (name.clone(), block)));
            hasher.update(text.as_bytes());
        } else if gatekeeper::may_hold(&text) {
            for document in documents_of(&name, &text).documents {
                match gatekeeper::object_of(&document.root) {
                    Some(Kept::Template(node)) => self.templates.push((name.clone(), node)),
                    Some(Kept::Constraint(node)) => self.constraints.push((name.clone(), node)),
                    None => {}
                }
            }
            hasher.update(text.as_bytes());
        }
        Ok(())
    }

    /// Sorts a module; answers whether it is none of our own.
    fn rego(&mut self, name: &str, text: String) -> Result<bool, Vec<PolicyError>> {
        let file = match RegoFile::read(name, &text) {
            Ok(file) => file,
            // What its annotations would say is unknown; if it has some, its faults are told as those of our own.
            Err(_) if text.contains("# METADATA") && !self.has_config() => {
                self.native.push((name.to_owned(), text));
                return Ok(false);
            }
            Err(errors) => return Err(errors),
        };
        if is_own(&file.tree) {
            self.native.push((name.to_owned(), text));
        } else if trivy::is_check(&file) {
            self.checks.push(file);
        } else if file.rules().contains(&"violation") && file.text.contains("input.review") && !self.has_config() {
            self.sources += 1;
        } else if file.rules().into_iter().any(|rule| names::meaning_in_runs(rule).is_some()) {
            self.modules.push(file);
        } else {
            self.libraries.push(file);
        }
        Ok(true)
    }

    fn has_config(&self) -> bool {
        self.conftest.is_some()
    }

    /// Compiles what is there and adds it to `loaded`.
    pub(super) fn add_to(mut self, objects: &Objects, loaded: &mut Loaded) -> Result<(), Vec<PolicyError>> {
        self.recognise_libraries();
        let others = !self.modules.is_empty() || !self.checks.is_empty() || !self.blocks.is_empty();
        let names = |text: &str, file: &RegoFile| text.contains(&format!("data.{}", file.package_name()));
        for library in &self.libraries {
            let wanted = self.native.iter().any(|(_, text)| names(text, library))
                || self.libraries.iter().any(|other| names(&other.text, library));
            if !others || (wanted && !self.native.is_empty()) {
                loaded.native.push((library.name.clone(), library.text.clone()));
            }
        }
        loaded.native.append(&mut self.native);
        let mut errors = Vec::new();
        for add in [Self::add_documents, Self::add_checks] {
            errors.extend(add(&self, loaded).err().unwrap_or_default());
        }
        errors.extend(self.add_templates(objects, loaded).err().unwrap_or_default());
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// What policies of our own refer to is their library, whatever its rules are called.
    fn recognise_libraries(&mut self) {
        let wanted = |file: &RegoFile| {
            let name = format!("data.{}", file.package_name());
            self.native.iter().any(|(_, text)| text.contains(&name))
        };
        let (libraries, modules) = std::mem::take(&mut self.modules).into_iter().partition(wanted);
        self.modules = modules;
        self.libraries.extend::<Vec<RegoFile>>(libraries);
    }

    /// conftest, or services that run Terraform.
    fn add_documents(&self, loaded: &mut Loaded) -> Result<(), Vec<PolicyError>> {
        if self.modules.is_empty() && self.blocks.is_empty() {
            return Ok(());
        }
        let program = module::compile(self.modules.iter().chain(&self.libraries))?;
        let run = !self.blocks.is_empty() || self.modules.iter().any(hcp::is_for_runs);
        let format = if run && self.conftest.is_none() { Format::TerraformRun } else { Format::Conftest };
        let mut notes = Vec::new();
        let old = self.modules.iter().filter(|file| file.tree.version == Version::V0).count();
        if old > 0 {
            notes.push(format!("{old} in Rego v0"));
        }
        let ignored = self.conftest.iter().flat_map(|config| &config.ignored);
        notes.extend(ignored.map(|key| format!("`{key}` of conftest.toml has no effect")));
        let entries = if self.blocks.is_empty() {
            self.rules(&program, format, loaded, &mut notes)
        } else {
            self.queries(&program, loaded)?
        };
        for key in ["input.run", "input.spacelift", "input.session"] {
            if run && self.modules.iter().chain(&self.libraries).any(|file| file.text.contains(key)) {
                notes.push(format!("`{key}` is known to the service alone and absent here"));
            }
        }
        let libraries = if self.blocks.is_empty() { 0 } else { self.libraries.len() };
        let (files, policies) = (self.modules.len() + libraries, entries.len());
        let adopted = Adopted { folder: self.name.clone(), format, files, policies, notes };
        loaded.foreign.adopted.push(adopted);
        let data = self.data.clone().unwrap_or_else(Value::empty_object);
        let combine = self.conftest.as_ref().is_some_and(|config| config.combine);
        loaded.foreign.sets.push(Set::new(program, entries, data, combine, run));
        Ok(())
    }

    /// The rules that are asked of all namespaces that are.
    fn rules(&self, program: &Program, format: Format, loaded: &mut Loaded, notes: &mut Vec<String>) -> Vec<Entry> {
        let mut namespaces: Vec<String> = Vec::new();
        for file in &self.modules {
            let name = file.package_name();
            if !namespaces.contains(&name) {
                namespaces.push(name);
            }
        }
        let chosen = match &self.conftest {
            Some(config) => config.choose(&namespaces),
            // Without a `main`, conftest can only have been run with all namespaces, or with some by name.
            None if format == Format::TerraformRun || !namespaces.iter().any(|name| name == "main") => {
                if format == Format::Conftest {
                    notes.push("all namespaces, since none is `main`".to_owned());
                }
                namespaces.clone()
            }
            None => conftest::Config::default().choose(&namespaces),
        };
        let left: Vec<&str> = namespaces.iter().filter(|name| !chosen.contains(name)).map(String::as_str).collect();
        if !left.is_empty() {
            notes.push(format!(
                "not asked: namespace {}, which conftest asks only by `namespace` or `all-namespaces` in conftest.toml",
                left.join(", ")
            ));
        }
        let mut entries: Vec<Entry> = Vec::new();
        for file in self.modules.iter().filter(|file| chosen.contains(&file.package_name())) {
            for rule in file.rules() {
                let meaning =
                    if format == Format::TerraformRun { names::meaning_in_runs(rule) } else { names::meaning(rule) };
                let Some(meaning) = meaning else { continue };
                let package = file.package();
                let path: Vec<String> = package.iter().chain([&rule]).map(|name| (*name).to_owned()).collect();
                if entries.iter().any(|entry| matches!(&entry.asked, Asked::Rule(known) if *known == path)) {
                    continue;
                }
                let policy = self.rule(&package, rule, meaning, format);
                let policy = add_policy(loaded, &self.name, &file.name, policy);
                let exception = documents::exception(program, &package, rule);
                entries.push(Entry { policy, asked: Asked::Rule(path), exception, selector: None });
            }
        }
        entries
    }

    /// What a rule of a package says of itself; annotations count where they are those of all rules of its name.
    fn rule(&self, package: &[&str], rule: &str, meaning: Meaning, format: Format) -> Metadata {
        let name = module::name_of(package);
        let mut policy = metadata(format!("{name}.{rule}"), format, name);
        policy.severity = meaning.severity();
        let files = self.modules.iter().filter(|file| file.package() == package);
        let blocks: Vec<&Value> = files.flat_map(|file| file.annotations_of(rule)).collect();
        if let [block] = blocks[..] {
            describe(block, &mut policy);
        }
        if self.modules.iter().any(|file| {
            file.package() == package
                && ["resource_changes", "planned_values", "configuration.root_module"]
                    .iter()
                    .any(|key| file.text.contains(key))
        }) {
            policy.platform = crate::resource::Platform::Terraform;
        }
        policy
    }

    /// The queries of a policy set of HCP Terraform.
    fn queries(&self, program: &Program, loaded: &mut Loaded) -> Result<Vec<Entry>, Vec<PolicyError>> {
        let mut entries = Vec::new();
        let mut errors = Vec::new();
        for (file, block) in &self.blocks {
            let query = match program.query(&block.query) {
                Ok(query) => query,
                Err(wrong) => {
                    let wrong = wrong.first().map(|error| error.message.clone()).unwrap_or_default();
                    let message = format!("the query of policy \"{}\": {wrong}", block.name);
                    errors.push(PolicyError::Invalid { file: file.clone(), line: 1, column: None, message });
                    continue;
                }
            };
            let mut policy = metadata(block.name.clone(), Format::TerraformRun, block.query.clone());
            policy.severity = block.severity();
            policy.description.clone_from(&block.description);
            let policy = add_policy(loaded, &self.name, file, policy);
            let asked = path_of(&block.query).map_or(Asked::Query(query), Asked::Rule);
            entries.push(Entry { policy, asked, exception: None, selector: None });
        }
        if errors.is_empty() { Ok(entries) } else { Err(errors) }
    }

    fn add_checks(&self, loaded: &mut Loaded) -> Result<(), Vec<PolicyError>> {
        if self.checks.is_empty() {
            return Ok(());
        }
        let packages: Vec<Vec<String>> = (self.checks.iter().chain(&self.libraries))
            .map(|file| file.package().into_iter().map(str::to_owned).collect())
            .collect();
        let mut notes = Vec::new();
        let mut fit = Vec::new();
        for file in &self.checks {
            match trivy::missing_library(file, &packages) {
                Some(name) => notes.push(format!(
                    "{} cannot run: it imports {name}, a library of Trivy's own that is not in the folder",
                    file.name
                )),
                None => fit.push(trivy::with_library(file)),
            }
        }
        let functions = [trivy::library()?, trivy::managed()?];
        let program = module::compile(fit.iter().chain(&functions).chain(&self.libraries))?;
        let mut entries = Vec::new();
        let mut count = 0;
        for file in fit {
            let annotations = trivy::annotations(&file, &program);
            let selector = match trivy::Selector::of(&annotations) {
                Ok(selector) => selector,
                Err(why) => {
                    notes.push(format!("{} cannot run: {why}", file.name));
                    continue;
                }
            };
            count += 1;
            let package = file.package();
            let mut policy = metadata(module::name_of(&package), Format::Trivy, module::name_of(&package));
            trivy::describe(&annotations, &mut policy);
            let policy = add_policy(loaded, &self.name, &file.name, policy);
            for rule in file.rules().into_iter().filter(|rule| names::meaning(rule).is_some()) {
                let path = package.iter().chain([&rule]).map(|name| (*name).to_owned()).collect();
                let (policy, selector) = (policy.clone(), Some(selector.clone()));
                entries.push(Entry { policy, asked: Asked::Rule(path), exception: None, selector });
            }
        }
        loaded.foreign.adopted.push(Adopted {
            folder: self.name.clone(),
            format: Format::Trivy,
            files: self.checks.len(),
            policies: count,
            notes,
        });
        loaded.foreign.sets.push(Set::new(program, entries, Value::empty_object(), false, false));
        Ok(())
    }

    fn add_templates(&self, objects: &Objects, loaded: &mut Loaded) -> Result<(), Vec<PolicyError>> {
        if self.templates.is_empty() && self.constraints.is_empty() && self.sources == 0 {
            return Ok(());
        }
        let mut notes = Vec::new();
        if self.sources > 0 {
            notes.push(format!("{} of Rego outside of a template do not run by themselves", self.sources));
        }
        let mut errors = Vec::new();
        let mut count = 0;
        for (file, node) in &self.templates {
            match gatekeeper::template(file, node, &objects.constraints) {
                Ok(Made::Template(template, policies)) => {
                    count += policies.len();
                    loaded.policies.extend(policies.into_iter().map(|policy| (file.clone(), policy)));
                    loaded.foreign.templates.push(template);
                }
                Ok(Made::Unfit(why)) => notes.push(why),
                Err(wrong) => errors.extend(wrong),
            }
        }
        let defined = |kind: Option<&str>| objects.kinds.iter().any(|known| Some(known.as_str()) == kind);
        for (_, node) in self.constraints.iter().filter(|(_, node)| !defined(gatekeeper::kind_of(node))) {
            let kind = gatekeeper::kind_of(node).unwrap_or_default();
            notes.push(format!("a Constraint cannot run: no template of kind {kind} is there"));
        }
        let mut files: Vec<&String> = self.templates.iter().chain(&self.constraints).map(|(file, _)| file).collect();
        files.sort();
        files.dedup();
        let (folder, files) = (self.name.clone(), files.len() + self.sources);
        loaded.foreign.adopted.push(Adopted { folder, format: Format::Gatekeeper, files, policies: count, notes });
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// The path of the rule that a query names, if it does no more.
fn path_of(query: &str) -> Option<Vec<String>> {
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let path: Vec<String> = query.trim().strip_prefix("data.")?.split('.').map(str::to_owned).collect();
    path.iter().all(|name| plain(name)).then_some(path)
}

/// Adds a policy; under the name of its folder where its id is taken. Answers its id.
fn add_policy(loaded: &mut Loaded, folder: &str, file: &str, mut policy: Metadata) -> String {
    let taken = |loaded: &Loaded, id: &str| loaded.policies.iter().any(|(_, known)| known.id == id);
    if taken(loaded, &policy.id) {
        let name = folder.rsplit('/').find(|part| !part.is_empty() && *part != ".").unwrap_or("other");
        let wanted = format!("{name}:{}", policy.id);
        let numbered = (2..).map(|number| format!("{wanted}:{number}"));
        policy.id = std::iter::once(wanted.clone()).chain(numbered).find(|id| !taken(loaded, id)).unwrap_or(wanted);
    }
    let id = policy.id.clone();
    loaded.policies.push((file.to_owned(), policy));
    id
}

/// Title, description, severity and id of annotations.
fn describe(annotations: &Value, policy: &mut Metadata) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let custom = |key: &str| annotations.field("custom").and_then(|custom| custom.field(key));
    if let Some(id) = text(custom("id")) {
        policy.title.clone_from(&id);
        policy.id = id;
    }
    if let Some(title) = text(annotations.field("title")) {
        policy.title = title;
    }
    policy.description = text(annotations.field("description")).unwrap_or_default();
    policy.remediation = text(custom("remediation")).unwrap_or_default();
    if let Some(severity) = custom("severity").and_then(Value::as_str).and_then(names::severity) {
        policy.severity = severity;
    }
}
