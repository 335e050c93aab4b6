//! The libraries that come with the program, for modules that name them: policies of one's own are tested by themselves.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_policies::rego_text::{data_references, names, package, strip_comments};
use bartizan_policies::{LIBRARIES, Library};
use bartizan_rego::syntax::ast::Version;

use super::Module;

/// What the package of each begins with.
const PACKAGE: &str = "bartizan.lib";

/// Adds the libraries that the modules refer to, directly or by others, and do not hold themselves.
pub(super) fn add(modules: &mut BTreeMap<String, Module>) {
    let stripped = modules.values().filter(|module| module.text.contains(PACKAGE));
    let stripped: Vec<String> = stripped.map(|module| strip_comments(&module.text)).collect();
    let held: BTreeSet<&str> = stripped.iter().filter_map(|text| Some(package(text)?.0)).collect();
    let references: Vec<String> = stripped.iter().flat_map(|text| data_references(text)).collect();
    let is_named = |package: &str| references.iter().any(|reference| names(reference, package));
    let named = LIBRARIES.iter().enumerate().filter(|(_, library)| is_named(library.package));
    let needed: BTreeSet<usize> =
        named.flat_map(|(at, library)| library.libraries.iter().map(|other| usize::from(*other)).chain([at])).collect();
    let absent = needed.into_iter().map(|at| &LIBRARIES[at]).filter(|library| !held.contains(library.package));
    let module = |library: &Library| Module { text: library.text.to_owned(), version: Version::V1 };
    let added: Vec<(String, Module)> = absent.map(|library| (library.name(), module(library))).collect();
    modules.extend(added);
}
