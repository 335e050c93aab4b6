//! What is wrong with a module: what `bartizan test` and `bartizan check` would say of it.

use std::sync::Arc;

use bartizan_engine::foreign;
use bartizan_policies::annotations::{self, Origin};
use bartizan_rego::compile::Compiler;
use bartizan_rego::diagnostic;
use bartizan_rego::syntax::Span;
use bartizan_rego::untidy;
use tower_lsp_server::ls_types::{Diagnostic, DiagnosticSeverity, DiagnosticTag, NumberOrString, Range};

use super::modules::{Module, View};
use crate::diagnostics::SOURCE;
use crate::position::Encoding;

/// The code of what is wrong with annotations.
const METADATA: &str = "metadata";

/// The diagnostics of the module in view.
pub(crate) fn diagnostics(view: &View<'_>, encoding: Encoding) -> Vec<Diagnostic> {
    let module = &view.module;
    let range = |span: Span| range(module, span, encoding);
    let shown = |error: &diagnostic::Diagnostic| {
        let message = match &error.help {
            Some(help) => format!("{}\n{help}", error.message),
            None => error.message.clone(),
        };
        diagnostic(range(error.span), error.code.as_str(), message)
    };
    if !module.errors().is_empty() {
        return module.errors().iter().map(shown).collect();
    }
    let mut found: Vec<Diagnostic> = compiled(&view.closure()).iter().map(shown).collect();
    found.extend(
        metadata(module)
            .into_iter()
            .map(|(line, message)| diagnostic(range(line_span(module, line)), METADATA, message)),
    );
    if found.is_empty() {
        found.extend(untidy(module.tree()).iter().map(|error| Diagnostic {
            severity: Some(DiagnosticSeverity::HINT),
            tags: is_import(module, error.span).then(|| vec![DiagnosticTag::UNNECESSARY]),
            ..shown(error)
        }));
    }
    found.sort_by_key(|diagnostic| (diagnostic.range.start, diagnostic.range.end));
    found
}

/// What is wrong with the first of the modules when they are compiled together; nothing where another cannot be parsed,
/// because what it would define is unknown.
pub(crate) fn compiled(modules: &[Arc<Module>]) -> Vec<diagnostic::Diagnostic> {
    let mut compiler = Compiler::new();
    for module in modules {
        if !module.errors().is_empty() {
            return Vec::new();
        }
        compiler = compiler.parsed(&module.file, &module.text, Arc::clone(module.tree()));
    }
    let mut errors = compiler.compile().err().unwrap_or_default();
    errors.retain(|error| error.module == 0);
    errors
}

/// What is wrong with the annotations of a policy of our own: lines, from 1, and why.
fn metadata(module: &Module) -> Vec<(usize, String)> {
    if module.file.ends_with("_test.rego") || !foreign::is_own(module.tree()) {
        return Vec::new();
    }
    let faults = match annotations::Module::read(&module.text) {
        Ok(read) => read.metadata(Origin::User).err().unwrap_or_default(),
        Err(fault) => vec![fault],
    };
    faults.into_iter().map(|fault| (fault.line, fault.message)).collect()
}

/// A line without the space around what stands in it.
fn line_span(module: &Module, line: usize) -> Span {
    let lines = module.lines();
    let start = lines.start_of(line.saturating_sub(1)).unwrap_or_default() as usize;
    let text = module.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let (indent, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    let offset = |at: usize| u32::try_from(start + at).unwrap_or(u32::MAX);
    Span { start: offset(indent.min(end)), end: offset(end) }
}

fn is_import(module: &Module, span: Span) -> bool {
    module.tree().imports.iter().any(|import| import.span == span)
}

/// The range of a span of a module.
pub(crate) fn range(module: &Module, span: Span, encoding: Encoding) -> Range {
    encoding.range(&module.text, module.lines(), span.start, span.end)
}

fn diagnostic(range: Range, code: &str, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    }
}
