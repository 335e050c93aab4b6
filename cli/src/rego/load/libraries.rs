//! The libraries that come with the program, for modules that name them: policies of one's own are tested by themselves.

use std::collections::{BTreeMap, BTreeSet};

use bartizan_policies::LIBRARIES;
use bartizan_policies::rego_text::{data_references, package, strip_comments};
use bartizan_rego::syntax::ast::Version;

use super::Module;

/// What the name of one begins with, in place of a folder.
const BUNDLED: &str = "bundled:";

/// What the package of each begins with.
const PACKAGE: &str = "bartizan.lib";

/// Is it the name of such a library, and none of a file?
pub(crate) fn is_bundled(name: &str) -> bool {
    name.starts_with(BUNDLED)
}

/// Adds the libraries that the modules refer to, directly or by others, and do not hold themselves.
pub(super) fn add(modules: &mut BTreeMap<String, Module>) {
    let stripped = modules.values().filter(|module| module.text.contains(PACKAGE));
    let stripped: Vec<String> = stripped.map(|module| strip_comments(&module.text)).collect();
    let held: BTreeSet<&str> = stripped.iter().filter_map(|text| Some(package(text)?.0)).collect();
    let references: Vec<String> = stripped.iter().flat_map(|text| data_references(text)).collect();
    let is_named = |package: &str| {
        let below = |reference: &String| reference.strip_prefix("data.")?.strip_prefix(package).map(str::to_owned);
        references.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let named = LIBRARIES.iter().enumerate().filter(|(_, library)| is_named(library.package));
    let needed: BTreeSet<usize> =
        named.flat_map(|(at, library)| library.libraries.iter().map(|other| usize::from(*other)).chain([at])).collect();
    let absent = needed.into_iter().map(|at| &LIBRARIES[at]).filter(|library| !held.contains(library.package));
    let added: Vec<(String, Module)> = absent
        .map(|library| {
            let module = Module { text: library.text.to_owned(), version: Version::V1 };
            (format!("{BUNDLED}{}", library.path), module)
        })
        .collect();
    modules.extend(added);
}
