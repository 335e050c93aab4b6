//! Requests: pulled diagnostics, commands.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report::{explain, help_page};
use serde_json::json;
use tower_lsp_server::jsonrpc::Error;
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, ExecuteCommandParams, FullDocumentDiagnosticReport, Hover, HoverParams, LSPAny,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, ShowDocumentParams,
    UnchangedDocumentDiagnosticReport, Uri,
};

use super::Worker;
use super::initialize::{FINDINGS, SCAN, SCORECARD};
use super::overview::Answer;
use super::scan::Request;
use crate::actions::{ADD_TO_BASELINE, EXPLAIN, SELECT};
use crate::outbox::Message;
use crate::rego::RUN_TEST;
use crate::server::Reply;

/// A request about what documents show.
pub(super) enum Waiting {
    Actions(Box<CodeActionParams>, Reply<Option<CodeActionResponse>>),
    Resolve(Box<CodeAction>, Reply<CodeAction>),
    Hover(HoverParams, Reply<Option<Hover>>),
    Pull(DocumentDiagnosticParams, Reply<DocumentDiagnosticReportResult>),
    Findings(Reply<Answer>),
}

impl Waiting {
    /// Its name in the log.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Hover(..) => "textDocument/hover",
            Self::Pull(..) => "textDocument/diagnostic",
            Self::Findings(_) => FINDINGS,
            Self::Actions(..) => "textDocument/codeAction",
            Self::Resolve(..) => "codeAction/resolve",
        }
    }
}

impl Worker {
    /// Keeps a request until what it is about is judged.
    pub(super) fn wait(&mut self, request: Waiting) {
        self.waiting.push_back(request);
    }

    /// Answers a request that waited; nothing is dirty.
    pub(super) fn answer(&mut self, request: Waiting) {
        match request {
            // The client gave the request up: nothing waits for the answer.
            Waiting::Pull(_, reply) if reply.is_closed() => {}
            Waiting::Pull(params, reply) => drop(reply.send(self.pull(&params))),
            Waiting::Findings(reply) => drop(reply.send(Ok(Some(self.findings())))),
            Waiting::Actions(params, reply) => drop(reply.send(self.actions(&params))),
            Waiting::Resolve(action, reply) => drop(reply.send(self.resolve(*action))),
            Waiting::Hover(params, reply) => {
                let at = &params.text_document_position_params;
                drop(reply.send(self.hover(&params).or_else(|| self.meaning(at))));
            }
        }
    }

    /// The diagnostics of a document.
    fn pull(&mut self, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReportResult {
        let uri = &params.text_document.uri;
        let items = if self.documents.contains_key(uri) {
            self.shown.get(uri).map(|shown| shown.diagnostics.clone()).unwrap_or_default()
        } else {
            self.on_disk(uri).unwrap_or_default()
        };
        let id = result_id(&items);
        let report = if params.previous_result_id.as_ref() == Some(&id) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            })
        } else {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
            })
        };
        DocumentDiagnosticReportResult::Report(report)
    }

    /// The diagnostics of a file that is not open.
    fn on_disk(&mut self, uri: &Uri) -> Option<Vec<Diagnostic>> {
        let place = self.place_of_uri(uri)?;
        let mut files = self.judge(&place.root, &[Arc::clone(&place.file)])?;
        files.remove(&place.file).map(|shown| shown.diagnostics)
    }

    pub(super) fn command(&mut self, params: &ExecuteCommandParams, reply: Reply<Answer>) {
        let answer = match params.command.as_str() {
            SCAN => {
                let token = params.work_done_progress_params.work_done_token.clone();
                return self.start_scan(Some(Request { reply, token }));
            }
            FINDINGS => return self.wait(Waiting::Findings(reply)),
            SCORECARD => return self.scorecard(params, reply),
            RUN_TEST => return self.run_test(params, reply),
            EXPLAIN => {
                let id = params.arguments.first().and_then(LSPAny::as_str).unwrap_or_default();
                let policy = self.policy(id);
                let is_shown = params.arguments.get(1).and_then(|options| options.get("show")).is_some();
                if let Some(page) = policy.as_ref().filter(|_| is_shown).and_then(|policy| help_page(policy)) {
                    self.open_page(&page);
                }
                let page = policy.map(|policy| explain(&policy));
                page.map(|page| Some(json!(page)))
                    .ok_or_else(|| Error::invalid_params(format!("no policy has the id {id}")))
            }
            SELECT => self.select(params.arguments.first()),
            ADD_TO_BASELINE => self.add_to_baseline(params.arguments.first()),
            other => Err(Error::invalid_params(format!("{other} is not a command of this server"))),
        };
        drop(reply.send(answer));
    }

    /// Has the client open a page, where it can.
    fn open_page(&self, page: &str) {
        if let (true, Ok(uri)) = (self.client.actions.shows, page.parse()) {
            let shown = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
            self.outbox.send(Message::ShowDocument(shown));
        }
    }

    fn policy(&self, id: &str) -> Option<Arc<Metadata>> {
        let own = self.projects.values().flatten().find_map(|project| project.session.policy_in_force(id));
        own.map(|(policy, _)| policy).or_else(|| Pack::bundled().get(id).map(|policy| Arc::clone(policy.metadata())))
    }
}

pub(super) fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
