//! Requests: hovers, pulled diagnostics, commands.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use bartizan_engine::files::path::ROOT;
use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report::explain;
use serde_json::json;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    ExecuteCommandParams, FullDocumentDiagnosticReport, Hover, HoverContents, HoverParams, LSPAny, MarkupContent,
    MarkupKind, Position, Range, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri,
};

use super::Worker;
use super::lifecycle::{EXPLAIN, SCAN};
use crate::workspace::Project;

impl Worker {
    /// What the policies behind the findings at a place say.
    pub(super) fn hover(&self, params: &HoverParams) -> Option<Hover> {
        let at = &params.text_document_position_params;
        let shown = self.shown.get(&at.text_document.uri)?;
        let mut said = BTreeSet::new();
        let mut pages = Vec::new();
        let mut covered: Option<Range> = None;
        for (range, policy, message) in &shown.policies {
            if covers(range, at.position) {
                covered.get_or_insert(*range);
                let page = if said.insert(policy.id.as_str()) { explain(policy) } else { String::new() };
                pages.push(format!("**{message}**\n\n{page}"));
            }
        }
        let value = pages.join("\n\n---\n\n");
        covered.map(|range| Hover {
            contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
            range: Some(range),
        })
    }

    /// The diagnostics of a document, judged now if it changed since.
    pub(super) fn pull(&mut self, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReportResult {
        let uri = &params.text_document.uri;
        if self.dirty.contains(uri) || !self.shown.contains_key(uri) {
            if self.documents.contains_key(uri) {
                self.dirty.insert(uri.clone());
            }
            self.judge_dirty();
        }
        let items = self.shown.get(uri).map(|shown| shown.diagnostics.clone()).unwrap_or_default();
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

    pub(super) fn command(&mut self, params: &ExecuteCommandParams) -> Result<Option<LSPAny>> {
        match params.command.as_str() {
            SCAN => {
                let (files, findings) = self.scan_workspace();
                Ok(Some(json!({"files": files, "findings": findings})))
            }
            EXPLAIN => {
                let id = params.arguments.first().and_then(LSPAny::as_str).unwrap_or_default();
                let page = self.policy(id).map(|policy| explain(&policy));
                page.map(|page| Some(json!(page)))
                    .ok_or_else(|| Error::invalid_params(format!("no policy has the id {id}")))
            }
            other => Err(Error::invalid_params(format!("{other} is not a command of this server"))),
        }
    }

    fn policy(&self, id: &str) -> Option<Arc<Metadata>> {
        let own = self.projects.values().find_map(|project| project.session.policy_in_force(id));
        own.map(|(policy, _)| policy).or_else(|| Pack::bundled().get(id).map(|policy| Arc::clone(policy.metadata())))
    }

    /// Judges every folder of the workspace whole and publishes what its files show; gives the numbers of files and of
    /// diagnostics.
    pub(super) fn scan_workspace(&mut self) -> (usize, usize) {
        let (mut files, mut findings) = (0, 0);
        let mut reported: BTreeSet<Uri> = BTreeSet::new();
        for folder in self.folders.clone() {
            let Some((root, relative)) = self.folder_project(&folder) else { continue };
            let Some(project) = self.projects.get(&root) else { continue };
            let scan = project.session.check(&[relative]);
            files += scan.counts.files;
            for (file, now) in self.by_file(project, &scan) {
                findings += now.diagnostics.len();
                reported.extend(self.projects.get(&root).and_then(|project| self.uri_of(project, &file)));
                self.show(&root, &file, now, &BTreeSet::new());
            }
        }
        self.clear_except(&reported);
        (files, findings)
    }

    fn folder_project(&mut self, folder: &std::path::Path) -> Option<(std::path::PathBuf, Arc<str>)> {
        let root = bartizan_engine::files::Files::find_root(folder);
        self.open_project(&root)?;
        let relative = self
            .projects
            .get(&root)
            .map_or_else(|| Some(Arc::from(ROOT)), |project: &Project| project.relative(folder))?;
        Some((root, relative))
    }

    /// Takes away what closed files showed that show nothing now.
    fn clear_except(&mut self, reported: &BTreeSet<Uri>) {
        let stale: Vec<Uri> = self
            .shown
            .iter()
            .filter(|(uri, shown)| {
                !shown.diagnostics.is_empty() && !reported.contains(*uri) && !self.documents.contains_key(*uri)
            })
            .map(|(uri, _)| uri.clone())
            .collect();
        for uri in stale {
            self.shown.remove(&uri);
            self.outbox.send(crate::outbox::Message::Publish { uri, diagnostics: Vec::new(), version: None });
        }
    }
}

fn covers(range: &Range, position: Position) -> bool {
    range.start <= position && position <= range.end
}

fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
