//! The modules of Rego of a project, as they are in the editor, and which of them a module is read together with.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use bartizan_engine::files::path::{self, ROOT};
use bartizan_engine::files::{Stamp, WalkOptions};
use bartizan_engine::foreign;
use bartizan_engine::session::Session;
use bartizan_engine::source::LineIndex;
use bartizan_policies::rego_text;
use bartizan_rego::diagnostic::Diagnostic;
use bartizan_rego::symbols::Symbols;
use bartizan_rego::syntax::ast::{self, Rule, TermKind, Version};
use bartizan_rego::syntax::parse_module;

/// Names of folders that hold policies and what belongs to them.
const FOLDERS: [&str; 2] = ["policies", "policy"];

/// Files beside which policies and what belongs to them stand.
const MARKERS: [&str; 2] = [".manifest", "conftest.toml"];

/// Is it a module of Rego, by its name?
pub(crate) fn is_rego(file: &str) -> bool {
    file.ends_with(".rego")
}

/// A module.
pub(crate) struct Module {
    /// Path relative to the root.
    pub(crate) file: Arc<str>,
    pub(crate) text: Arc<str>,
    /// What tells a change of it on disk.
    stamp: Option<Stamp>,
    /// `a.b`.
    package: String,
    /// What it refers to: `data.a.b`.
    pub(crate) references: Vec<String>,
    parsed: OnceLock<(Arc<ast::Module>, Vec<Diagnostic>)>,
    lines: OnceLock<LineIndex>,
}

impl Module {
    fn new(file: Arc<str>, text: Arc<str>, stamp: Option<Stamp>) -> Arc<Self> {
        let stripped = rego_text::strip_comments(&text);
        let package = rego_text::package(&stripped).map(|(package, _)| package.to_owned()).unwrap_or_default();
        let mut references = rego_text::data_references(&stripped);
        // All of `data` at once says nothing of what is meant.
        references.retain(|reference| reference != "data");
        let (parsed, lines) = (OnceLock::new(), OnceLock::new());
        Arc::new(Self { file, text, stamp, package, references, parsed, lines })
    }

    fn parsed(&self) -> &(Arc<ast::Module>, Vec<Diagnostic>) {
        self.parsed.get_or_init(|| {
            let mut parsed = foreign::parse(&self.text);
            // Policies of our own are v1, whatever else they could be.
            if parsed.module.version == Version::V0 && foreign::is_own(&parsed.module) {
                parsed = parse_module(&self.text, Version::V1);
            }
            (Arc::new(parsed.module), parsed.errors)
        })
    }

    /// The tree, as the engine reads it.
    pub(crate) fn tree(&self) -> &Arc<ast::Module> {
        &self.parsed().0
    }

    /// What is wrong with the text.
    pub(crate) fn errors(&self) -> &[Diagnostic] {
        &self.parsed().1
    }

    pub(crate) fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Does it come with the program, and is no file?
    pub(crate) fn is_bundled(&self) -> bool {
        bartizan_policies::is_bundled(&self.file)
    }

    /// Its package as written, `a.b`.
    pub(crate) fn package(&self) -> &str {
        &self.package
    }
}

/// The first word of what a rule defines.
pub(crate) fn rule_name(rule: &Rule) -> Option<&Arc<str>> {
    match &rule.head.reference.first()?.kind {
        TermKind::Var(name) => Some(name),
        _ => None,
    }
}

/// The libraries that come with the program.
static LIBRARIES: LazyLock<Vec<Arc<Module>>> = LazyLock::new(|| {
    let module = |library: &bartizan_policies::Library| Module::new(library.name().into(), library.text.into(), None);
    bartizan_policies::LIBRARIES.iter().map(module).collect()
});

/// All modules of a project.
#[derive(Default)]
pub(crate) struct Modules {
    files: BTreeMap<Arc<str>, Arc<Module>>,
    is_listed: bool,
}

/// Where the modules stand that a module is read together with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// In these folders.
    Folders(Vec<String>),
    /// Anywhere; of several with one package, those that are nearest.
    Near,
}

impl Scope {
    /// The scope of the file of a session: the folders of policies that the configuration names, if it lies in one; else
    /// the nearest folder above it that is called like one or holds what only such a folder does.
    fn of(session: &Session, file: &str) -> Self {
        let resolve = |folder: &String| path::resolve(ROOT, folder);
        let configured: Vec<String> = session.config().policies.iter().filter_map(resolve).collect();
        if configured.iter().any(|folder| path::is_within(file, folder)) {
            return Self::Folders(configured);
        }
        let is_marked = |folder: &&str| {
            FOLDERS.contains(&path::name(folder))
                || MARKERS.iter().any(|marker| session.files().is_file(&path::join(folder, marker)))
        };
        match path::ancestors(path::folder(file)).find(is_marked) {
            Some(folder) => Self::Folders(vec![folder.to_owned()]),
            None => Self::Near,
        }
    }

    fn holds(&self, file: &str) -> bool {
        match self {
            Self::Folders(folders) => folders.iter().any(|folder| path::is_within(file, folder)),
            Self::Near => true,
        }
    }
}

impl Modules {
    /// Forgets which modules there are on disk.
    pub(crate) fn forget(&mut self) {
        self.is_listed = false;
    }

    /// Brings the modules to the state of the editor and, after [`forget`](Self::forget), of the disk.
    pub(crate) fn refresh(&mut self, session: &Session) {
        let files = session.files();
        if !self.is_listed {
            let excludes = session.config().excluded();
            let options = WalkOptions { excludes, recursive: true, projects: true };
            let mut under: Vec<Arc<str>> = vec![ROOT.into()];
            // What is named counts, whatever ignore files say.
            let named = session.config().policies.iter().filter_map(|folder| path::resolve(ROOT, folder));
            under.extend(named.filter(|folder| files.is_folder(folder)).map(Arc::from));
            let (listed, _) = files.walk_for(&under, &options, is_rego);
            let mut before = std::mem::take(&mut self.files);
            for file in listed.into_iter().filter(|file| is_rego(file)) {
                let stamp = files.stamp(&file);
                let known = before.remove(&file).filter(|known| stamp.is_some() && known.stamp == stamp);
                let module =
                    known.or_else(|| Some(Module::new(file.clone(), files.read(&file).ok()?.text.clone(), stamp)));
                self.files.extend(module.map(|module| (file, module)));
            }
            self.is_listed = true;
        }
        for (file, module) in &mut self.files {
            if let Some(text) = files.overlay(file).filter(|text| **text != module.text) {
                *module = Module::new(Arc::clone(file), Arc::clone(text), None);
            }
        }
    }

    /// The module at `file`, with what it is read together with.
    pub(crate) fn view<'m>(&'m self, session: &'m Session, file: &str) -> Option<View<'m>> {
        let module = Arc::clone(self.files.get(file)?);
        let scope = Scope::of(session, file);
        let files = self.files.values().filter(|module| scope.holds(&module.file)).collect();
        Some(View { files, scope, module, modules: self, session })
    }

    /// The same with other texts of some of them.
    pub(crate) fn with(&self, texts: BTreeMap<Arc<str>, Arc<str>>) -> Self {
        let mut files = self.files.clone();
        files.extend(texts.into_iter().map(|(file, text)| (Arc::clone(&file), Module::new(file, text, None))));
        Self { files, is_listed: self.is_listed }
    }
}

/// A module among those that it may be read together with.
pub(crate) struct View<'m> {
    files: Vec<&'m Arc<Module>>,
    scope: Scope,
    pub(crate) module: Arc<Module>,
    /// All of the project.
    pub(crate) modules: &'m Modules,
    pub(crate) session: &'m Session,
}

impl<'m> View<'m> {
    /// The view of another module, which may be read together with others than this one; none of a bundled one.
    fn of(&self, module: &Module) -> Option<View<'m>> {
        self.modules.view(self.session, &module.file)
    }

    /// The modules that `module` needs by itself: those of its package, and of the packages that it refers to. It stands
    /// among them.
    fn direct(&self, module: &Arc<Module>) -> Vec<Arc<Module>> {
        let mut found: Vec<Arc<Module>> = Vec::new();
        let own = format!("data.{}", module.package());
        for reference in module.references.iter().chain([&own]) {
            let mut packages: BTreeMap<&str, Vec<&Arc<Module>>> = BTreeMap::new();
            for file in self.files.iter().filter(|file| overlaps(reference, file.package())) {
                packages.entry(file.package()).or_default().push(file);
            }
            let bundled = LIBRARIES.iter().filter(|library| overlaps(reference, library.package()));
            for library in bundled {
                packages.entry(library.package()).or_insert_with(|| vec![library]);
            }
            for modules in packages.into_values() {
                let depth = |other: &Arc<Module>| common(&module.file, &other.file);
                let nearest = modules.iter().map(|module| depth(module)).max();
                let is_near = |other: &Arc<Module>| self.scope != Scope::Near || Some(depth(other)) == nearest;
                for other in modules {
                    if is_near(other) && !found.iter().any(|known| Arc::ptr_eq(known, other)) {
                        found.push(Arc::clone(other));
                    }
                }
            }
        }
        if !found.iter().any(|known| known.file == module.file) {
            found.push(Arc::clone(module));
        }
        found
    }

    /// All modules that the one in view needs, itself first, the others by path.
    pub(crate) fn closure(&self) -> Vec<Arc<Module>> {
        let mut seen = BTreeSet::from([Arc::clone(&self.module.file)]);
        let mut others = Vec::new();
        let mut pending = vec![Arc::clone(&self.module)];
        while let Some(module) = pending.pop() {
            for needed in self.direct(&module) {
                if seen.insert(Arc::clone(&needed.file)) {
                    others.push(Arc::clone(&needed));
                    pending.push(needed);
                }
            }
        }
        others.sort_by(|a, b| a.file.cmp(&b.file));
        others.insert(0, Arc::clone(&self.module));
        others
    }

    /// The names that rules of the package of `module` begin with.
    pub(crate) fn rules_of(&self, module: &Arc<Module>) -> BTreeSet<Arc<str>> {
        let same = self.direct(module).into_iter().filter(|other| other.package() == module.package());
        same.flat_map(|other| other.tree().rules.iter().filter_map(rule_name).cloned().collect::<Vec<_>>()).collect()
    }

    /// The names of `module`.
    pub(crate) fn symbols(&self, module: &Arc<Module>) -> Symbols {
        let own = self.of(module).filter(|_| module.file != self.module.file);
        let names = own.as_ref().unwrap_or(self).rules_of(module);
        Symbols::of(module.tree(), &|name| names.contains(name))
    }

    /// The modules that could name what `defining` defines, itself included, by path.
    pub(crate) fn users(&self, defining: &Arc<Module>) -> Vec<Arc<Module>> {
        let uses = |module: &&Arc<Module>| {
            module.package() == defining.package()
                || module.references.iter().any(|reference| overlaps(reference, defining.package()))
        };
        let needs = |module: &&Arc<Module>| {
            let view = self.of(module);
            view.is_some_and(|view| view.direct(module).iter().any(|needed| needed.file == defining.file))
        };
        self.modules.files.values().filter(|module| uses(module) && needs(module)).map(Arc::clone).collect()
    }

    /// What the modules in scope are called that are no tests: package and path.
    pub(crate) fn packages(&self) -> BTreeSet<&str> {
        let own = self.files.iter().map(|module| module.package());
        own.chain(LIBRARIES.iter().map(|library| library.package())).filter(|package| !package.is_empty()).collect()
    }
}

/// Does `reference` (`data.a.b`) name the package, something in it, or what the package is in?
fn overlaps(reference: &str, package: &str) -> bool {
    let within = |path: &str, above: &str| {
        path.strip_prefix(above).is_some_and(|rest| matches!(rest.as_bytes(), [] | [b'.' | b'[', ..]))
    };
    let Some(path) = reference.strip_prefix("data.") else { return false };
    !package.is_empty() && (within(path, package) || within(package, path))
}

/// How many folders two files have in common.
fn common(a: &str, b: &str) -> usize {
    let (a, b) = (path::folder(a), path::folder(b));
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
}
