//! `workspace/diagnostic`: what the files that are not open show, asked for by the client.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use tower_lsp_server::ls_types::{
    FullDocumentDiagnosticReport, ProgressToken, UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::Worker;
use super::answers::result_id;
use crate::outbox::Message;
use crate::server::Reply;

/// A request that is answered when everything is checked.
pub(super) struct PullAll {
    reply: Reply<WorkspaceDiagnosticReportResult>,
    /// What the client knows of each file.
    known: HashMap<Uri, String>,
    /// Where it takes in what is there before the answer.
    partial: Option<ProgressToken>,
    /// Files that were told of so.
    told: HashSet<Uri>,
}

impl PullAll {
    pub(super) fn new(params: WorkspaceDiagnosticParams, reply: Reply<WorkspaceDiagnosticReportResult>) -> Self {
        let known = params.previous_result_ids.into_iter().map(|known| (known.uri, known.value)).collect();
        Self { reply, known, partial: params.partial_result_params.partial_result_token, told: HashSet::new() }
    }
}

impl Worker {
    /// Answers those that ask for the diagnostics of all files.
    pub(super) fn answer_pulls(&mut self) {
        for pull in std::mem::take(&mut self.pulls) {
            let closed = |uri: &&Uri| !self.documents.contains_key(*uri);
            let shown = self.shown.keys().filter(closed);
            let gone = pull.known.keys().filter(closed).filter(|uri| !self.shown.contains_key(*uri));
            let mut uris: Vec<&Uri> = shown.chain(gone).filter(|uri| !pull.told.contains(*uri)).collect();
            uris.sort_by_key(|uri| uri.as_str());
            let items = uris.into_iter().map(|uri| self.report(uri, &pull)).collect();
            drop(pull.reply.send(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items })));
        }
    }

    /// Tells those that take in parts of the answer what these files show.
    pub(super) fn tell_parts(&mut self, uris: &[Uri]) {
        let mut pulls = std::mem::take(&mut self.pulls);
        pulls.retain(|pull| !pull.reply.is_closed());
        for pull in &mut pulls {
            let Some(token) = &pull.partial else { continue };
            let items: Vec<_> = uris.iter().map(|uri| self.report(uri, pull)).collect();
            if !items.is_empty() {
                self.outbox.send(Message::Partial { token: token.clone(), value: json!({"items": items}) });
                pull.told.extend(uris.iter().cloned());
            }
        }
        self.pulls = pulls;
    }

    fn report(&self, uri: &Uri, pull: &PullAll) -> WorkspaceDocumentDiagnosticReport {
        let items = self.shown.get(uri).map(|shown| shown.diagnostics.clone()).unwrap_or_default();
        let (uri, version, result_id) = (uri.clone(), None, result_id(&items));
        if pull.known.get(&uri) == Some(&result_id) {
            let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
            return WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }
                .into();
        }
        let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
        WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
    }
}
