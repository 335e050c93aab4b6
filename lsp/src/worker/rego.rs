//! Requests about modules of Rego.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use bartizan_engine::rego::STACK_BYTES;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    CompletionResponse, DocumentSymbol, DocumentSymbolResponse, ExecuteCommandParams, GotoDefinitionResponse, Hover,
    HoverContents, Location, MarkupContent, MarkupKind, PrepareRenameResponse, Range, SymbolInformation,
    TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};

use super::Worker;
use super::overview::Answer;
use crate::diagnostics::Shown;
use crate::position::Encoding;
use crate::rego::{Found, Module, Request, Run, View, diagnostics, is_rego, lenses, range, symbols};
use crate::server::Reply;
use crate::workspace::Project;

/// The module that a request is about, among the others.
struct Asked<'a> {
    view: View<'a>,
    root: PathBuf,
    encoding: Encoding,
}

impl Asked<'_> {
    fn offset(&self, at: &TextDocumentPositionParams) -> u32 {
        let module = &self.view.module;
        let offset = self.encoding.offset(&module.text, module.lines(), at.position);
        u32::try_from(offset).unwrap_or(u32::MAX)
    }

    fn range(&self, found: &Found) -> Range {
        range(&found.module, found.span, self.encoding)
    }
}

/// Is a document a module of Rego, by its name?
pub(super) fn names_rego(uri: &Uri) -> bool {
    is_rego(uri.path().as_str())
}

fn refused(why: String) -> Error {
    Error { message: why.into(), ..Error::invalid_params("") }
}

impl Worker {
    /// What one module shows.
    pub(super) fn judge_rego(&self, root: &Path, file: &str) -> Option<Shown> {
        let project = self.project(root)?;
        let mut modules = project.modules.borrow_mut();
        modules.refresh(&project.session);
        let view = modules.view(&project.session, file)?;
        Some(Shown { diagnostics: diagnostics(&view, self.client.encoding), ..Shown::default() })
    }

    /// Does `with` the module at `uri` what is asked; none where there is no such module.
    fn asked<T>(&mut self, uri: &Uri, with: impl FnOnce(&Self, &Asked<'_>) -> T) -> Option<T> {
        if !names_rego(uri) {
            return None;
        }
        let place = self.place_of_uri(uri)?;
        let project = self.project(&place.root)?;
        let mut modules = project.modules.borrow_mut();
        modules.refresh(&project.session);
        let view = modules.view(&project.session, &place.file)?;
        Some(with(self, &Asked { view, root: place.root, encoding: self.client.encoding }))
    }

    /// Answers a request.
    pub(super) fn rego(&mut self, request: Request) {
        match request {
            Request::Definition(params, reply) => {
                let at = &params.text_document_position_params;
                drop(reply.send(self.definition(at)));
            }
            Request::References(params, reply) => {
                let declaration = params.context.include_declaration;
                drop(reply.send(self.references(&params.text_document_position, declaration)));
            }
            Request::PrepareRename(at, reply) => drop(reply.send(self.prepare_rename(&at))),
            Request::Rename(params, reply) => {
                drop(reply.send(self.rename(&params.text_document_position, &params.new_name)));
            }
            Request::Symbols(params, reply) => {
                let uri = &params.text_document.uri;
                let symbols = self.asked(uri, |_, asked| symbols(&asked.view.module, asked.encoding));
                let nested = self.client.nests_symbols;
                let response = |symbols| match nested {
                    true => DocumentSymbolResponse::Nested(symbols),
                    false => DocumentSymbolResponse::Flat(flat(uri, symbols)),
                };
                drop(reply.send(symbols.map(response)));
            }
            Request::Completion(params, reply) => {
                let at = &params.text_document_position;
                let items = self.asked(&at.text_document.uri, |_, asked| asked.view.completions(asked.offset(at)));
                drop(reply.send(items.or_else(|| self.words(at)).map(CompletionResponse::Array)));
            }
            Request::Lenses(params, reply) => {
                let uri = &params.text_document.uri;
                let runs = self.settings.trusted;
                let found = self.asked(uri, |_, asked| lenses(&asked.view.module, uri, asked.encoding));
                drop(reply.send(found.filter(|_| runs)));
            }
        }
    }

    /// What is told of the name at a place.
    pub(super) fn rego_hover(&mut self, at: &TextDocumentPositionParams) -> Option<Hover> {
        let told = self.asked(&at.text_document.uri, |_, asked| {
            let named = asked.view.named(asked.offset(at))?;
            let value = asked.view.describe(&named)?;
            let range = range(&asked.view.module, named.occurrence.span, asked.encoding);
            let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
            Some(Hover { contents, range: Some(range) })
        });
        told.flatten()
    }

    fn location(&self, asked: &Asked<'_>, found: &Found) -> Option<Location> {
        let uri = self.uri_of(&asked.root, &found.module.file).filter(|_| !found.module.is_bundled())?;
        Some(Location { uri, range: asked.range(found) })
    }

    fn definition(&mut self, at: &TextDocumentPositionParams) -> Option<GotoDefinitionResponse> {
        let locations = self.asked(&at.text_document.uri, |worker, asked| {
            let named = asked.view.named(asked.offset(at))?;
            let found = asked.view.definitions(&named);
            Some(found.iter().filter_map(|found| worker.location(asked, found)).collect::<Vec<_>>())
        });
        locations.flatten().filter(|locations| !locations.is_empty()).map(GotoDefinitionResponse::Array)
    }

    fn references(&mut self, at: &TextDocumentPositionParams, declaration: bool) -> Option<Vec<Location>> {
        let locations = self.asked(&at.text_document.uri, |worker, asked| {
            let named = asked.view.named(asked.offset(at))?;
            let places = asked.view.references(&named);
            let wanted = places.iter().filter(|(_, occurrence)| declaration || !occurrence.is_definition());
            Some(wanted.filter_map(|(found, _)| worker.location(asked, found)).collect::<Vec<_>>())
        });
        locations.flatten()
    }

    fn prepare_rename(&mut self, at: &TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let prepared = self.asked(&at.text_document.uri, |_, asked| {
            let named = asked.view.named(asked.offset(at))?;
            Some(asked.view.renamable(&named).map(|(span, placeholder)| {
                let range = range(&asked.view.module, span, asked.encoding);
                PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }
            }))
        });
        prepared.flatten().transpose().map_err(refused)
    }

    fn rename(&mut self, at: &TextDocumentPositionParams, new: &str) -> Result<Option<WorkspaceEdit>> {
        let renamed = self.asked(&at.text_document.uri, |worker, asked| {
            let Some(named) = asked.view.named(asked.offset(at)) else {
                return Err("no name that can be changed stands here".to_owned());
            };
            let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
            for found in asked.view.rename(&named, new)? {
                let place = worker.location(asked, &found).ok_or("a file of it has no address")?;
                changes.entry(place.uri).or_default().push(TextEdit { range: place.range, new_text: new.to_owned() });
            }
            Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
        });
        renamed.transpose().map_err(refused)
    }

    /// Runs the tests of a module, or one of them, on a thread of its own: nobody waits for it but who asked.
    pub(super) fn run_test(&mut self, params: &ExecuteCommandParams, reply: Reply<Answer>) {
        let run = match self.settings.trusted {
            true => self.asked_run(params),
            false => Err("tests are not run in a workspace that is not trusted".to_owned()),
        };
        let run = match run {
            Ok(run) => run,
            Err(why) => return drop(reply.send(Err(refused(why)))),
        };
        let work = move || {
            let answer = match catch_unwind(AssertUnwindSafe(|| run.answer())) {
                Ok(answer) => answer.map(Some).map_err(refused),
                Err(_) => Err(Error::internal_error()),
            };
            drop(reply.send(answer));
        };
        // Without a thread the request is dropped, which tells the client that it failed.
        drop(thread::Builder::new().name("bartizan-test".to_owned()).stack_size(STACK_BYTES).spawn(work));
    }

    fn asked_run(&mut self, params: &ExecuteCommandParams) -> std::result::Result<Run, String> {
        let named = |key: &str| params.arguments.first()?.get(key)?.as_str();
        let uri: Option<Uri> = named("uri").and_then(|uri| uri.parse().ok());
        let test = named("test").map(str::to_owned);
        let run = uri.and_then(|uri| {
            self.asked(&uri, |worker, asked| {
                let modules = asked.view.closure();
                let files = modules.iter().filter(|module| !module.is_bundled());
                let uri = |module: &Arc<Module>| Some((module.file.clone(), worker.uri_of(&asked.root, &module.file)?));
                let uris = files.filter_map(uri).collect();
                Run { modules, uris, test }
            })
        });
        run.ok_or_else(|| "`uri` must name a module of Rego in the workspace".to_owned())
    }

    /// Does a file hold policies that the project runs?
    pub(super) fn is_policy(&self, path: &Path) -> bool {
        let runs = |project: &Project| project.relative(path).is_some_and(|file| project.runs(&file));
        path.to_str().is_some_and(is_rego) && self.projects.values().flatten().any(runs)
    }
}

/// What stands in symbols beside them, for clients that know no more.
fn flat(uri: &Uri, symbols: Vec<DocumentSymbol>) -> Vec<SymbolInformation> {
    let mut found = Vec::new();
    for symbol in symbols {
        let DocumentSymbol { name, kind, range, children, .. } = symbol;
        let location = Location { uri: uri.clone(), range };
        #[expect(deprecated, reason = "the protocol's structure has a field that tags took over")]
        let own = SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name: None };
        let container = own.name.clone();
        found.push(own);
        let inner = flat(uri, children.unwrap_or_default());
        found.extend(
            inner.into_iter().map(|inner| SymbolInformation { container_name: Some(container.clone()), ..inner }),
        );
    }
    found
}
