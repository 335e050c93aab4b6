//! Imports that hide each other, and rules that hide `input` or `data`.

use std::collections::HashMap;

use super::{import_name, import_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Module, TermKind};

/// Reports what hides something in `module`.
pub(super) fn check(module: &Module, errors: &mut Vec<Diagnostic>) {
    let mut known = HashMap::new();
    for import in &module.imports {
        let Some(name) = import_name(import) else { continue };
        match known.get(name) {
            Some(first) => errors.push(
                Diagnostic::new(Code::Compile, import.span, format!("import must not shadow import {first}"))
                    .with_help(format!("`{name}` is imported above: give this one another name with `as`")),
            ),
            None => {
                known.insert(name, import_path(import));
            }
        }
    }
    for rule in &module.rules {
        let Some(TermKind::Var(name)) = rule.head.reference.first().map(|term| &term.kind) else { continue };
        if matches!(&**name, "input" | "data") {
            let message = format!("rules must not shadow {name} (use a different rule name)");
            errors.push(Diagnostic::new(Code::Compile, rule.head.span, message));
        }
    }
}
