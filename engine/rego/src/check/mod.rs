//! What is wrong with modules beyond their names and the order of their bodies: types that never fit, what is declared and
//! not used, documents and imports that hide each other.
//!
//! The measure is `opa check`: what it takes is taken here. Types are inferred as OPA infers them; where it knows more, no
//! error is given. Facts: OPA's own reports, <https://www.openpolicyagent.org/docs/policy-language#static-type-checking>.

mod calls;
mod infer;
mod modules;
mod shape;
pub(crate) mod suggest;
mod types;
mod unused;

pub(crate) use infer::Types;

use crate::compile::program::{Body, Code, GroupId, Operand};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Import, Module, Version};

/// Checks what can be seen in a module alone; in strict mode also what is only untidy.
pub(crate) fn module(module: &Module, strict: bool, errors: &mut Vec<Diagnostic>) {
    if strict || module.version == Version::V1 {
        modules::check(module, errors);
    }
    unused::check(module, strict, errors);
}

/// A type of a builtin, for people.
pub(crate) fn type_name(declared: &crate::builtins::Type) -> String {
    types::Type::declared(declared).to_string()
}

/// What is only untidy in a module: variables, arguments and imports that nothing uses. Strict compilation refuses it.
#[must_use]
pub fn untidy(module: &Module) -> Vec<Diagnostic> {
    let (mut errors, mut all) = (Vec::new(), Vec::new());
    unused::check(module, false, &mut errors);
    unused::check(module, true, &mut all);
    all.retain(|error| !errors.contains(error));
    all
}

/// Checks the types of all rules; `order` has each group after those it refers to. Gives what queries are checked by.
pub(crate) fn types(code: &Code, order: &[GroupId], errors: &mut Vec<Diagnostic>) -> Types {
    infer::check(code, order, errors)
}

/// Checks the types of a query to `code`: its body, of so many `slots`, and what it gives.
pub(crate) fn query<'a>(
    code: &'a Code,
    body: &'a Body,
    slots: u32,
    given: impl Iterator<Item = &'a Operand>,
    errors: &mut Vec<Diagnostic>,
) {
    infer::query(code, code.types.clone(), body, slots, given, errors);
}

/// The name that an import brings in.
fn import_name(import: &Import) -> Option<&std::sync::Arc<str>> {
    import.alias.as_ref().or(import.path.last()).map(|name| &name.text)
}

/// The path of an import as written, without its alias.
fn import_path(import: &Import) -> String {
    let names: Vec<&str> = import.path.iter().map(|name| &*name.text).collect();
    names.join(".")
}
