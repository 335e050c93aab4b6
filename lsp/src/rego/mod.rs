//! Modules of Rego in the editor: what is wrong with them, what their names mean and where else those stand, their tests.
//!
//! A module is read together with those of its package and of the packages that it refers to, unsaved ones as they are in
//! the editor. Nothing is evaluated except, when asked for, tests.

mod check;
mod complete;
mod describe;
mod modules;
mod navigate;
mod outline;
mod rename;
mod renaming;
mod run;

use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::ls_types::{
    CodeLens, CodeLensParams, CompletionParams, CompletionResponse, DocumentSymbolParams, DocumentSymbolResponse,
    GotoDefinitionParams, GotoDefinitionResponse, Location, PrepareRenameResponse, ReferenceParams, RenameParams,
    TextDocumentPositionParams, WorkspaceEdit,
};

pub(crate) use check::{diagnostics, range};
pub(crate) use modules::{Module, Modules, View, is_rego};
pub(crate) use navigate::Found;
pub(crate) use outline::{lenses, symbols};
pub(crate) use run::Run;

use crate::server::Reply;

/// Command: run the tests of a module, or one of them.
pub(crate) const RUN_TEST: &str = "bartizan.runTest";

/// A request about names of modules.
pub(crate) enum Request {
    Definition(GotoDefinitionParams, Reply<Option<GotoDefinitionResponse>>),
    References(ReferenceParams, Reply<Option<Vec<Location>>>),
    PrepareRename(TextDocumentPositionParams, Reply<Result<Option<PrepareRenameResponse>>>),
    Rename(RenameParams, Reply<Result<Option<WorkspaceEdit>>>),
    Symbols(DocumentSymbolParams, Reply<Option<DocumentSymbolResponse>>),
    Completion(CompletionParams, Reply<Option<CompletionResponse>>),
    Lenses(CodeLensParams, Reply<Option<Vec<CodeLens>>>),
}
