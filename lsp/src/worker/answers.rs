//! Requests: hovers, pulled diagnostics, commands.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use bartizan_engine::finding::Finding;
use bartizan_engine::helm::Snippet;
use bartizan_engine::policy::{Metadata, Pack};
use bartizan_engine::report::{depends_on, explain};
use serde_json::json;
use tower_lsp_server::jsonrpc::{Error, Result};
use tower_lsp_server::ls_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    ExecuteCommandParams, FullDocumentDiagnosticReport, Hover, HoverContents, HoverParams, LSPAny, MarkupContent,
    MarkupKind, Position, Range, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    TextDocumentPositionParams, UnchangedDocumentDiagnosticReport, Uri,
};

use super::Worker;
use super::initialize::{EXPLAIN, SCAN};
use crate::server::Reply;

/// A request about what documents show.
pub(super) enum Waiting {
    Hover(HoverParams, Reply<Option<Hover>>),
    Pull(DocumentDiagnosticParams, Reply<DocumentDiagnosticReportResult>),
}

/// What is said of a finding beside its policy, as Markdown.
struct Told {
    depends_on: Option<String>,
    /// What a chart renders to there.
    rendered: Option<String>,
}

impl Worker {
    /// What the policies behind the findings at a place say.
    fn hover(&mut self, params: &HoverParams) -> Option<Hover> {
        let at = &params.text_document_position_params;
        let told = self.told(at);
        let shown = self.shown.get(&at.text_document.uri)?;
        let (mut said, mut headlines, mut snippets) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut pages = Vec::new();
        let mut covered: Option<Range> = None;
        for (range, policy, message) in &shown.policies {
            let key = (policy.id.clone(), message.clone());
            // Several instances may be written at one place, and several findings be about one place of a document.
            if covers(range, at.position) && headlines.insert(key.clone()) {
                covered.get_or_insert(*range);
                let page = if said.insert(policy.id.as_str()) { explain(policy) } else { String::new() };
                let told = told.get(&key);
                let rendered = told.and_then(|told| told.rendered.as_ref()).filter(|snippet| snippets.insert(*snippet));
                let parts = told.and_then(|told| told.depends_on.as_ref()).into_iter().chain(rendered);
                let parts: String = parts.map(|part| format!("{part}\n\n")).collect();
                pages.push(format!("**{message}**\n\n{parts}{page}"));
            }
        }
        let value = pages.join("\n\n---\n\n");
        covered.map(|range| Hover {
            contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
            range: Some(range),
        })
    }

    /// What the findings at a place depend on, and what a chart renders to there, by policy and message.
    fn told(&mut self, at: &TextDocumentPositionParams) -> BTreeMap<(String, String), Told> {
        let uri = &at.text_document.uri;
        let shown = self.shown.get(uri).map(|shown| shown.policies.as_slice()).unwrap_or_default();
        let covering = shown.iter().filter(|(range, ..)| covers(range, at.position));
        let covering: BTreeSet<_> = covering.map(|(_, policy, message)| (policy.id.clone(), message.clone())).collect();
        if covering.is_empty() {
            return BTreeMap::new();
        }
        let Some(place) = self.place_of_uri(uri) else { return BTreeMap::new() };
        let Some(project) = self.project(&place.root) else { return BTreeMap::new() };
        let key = |finding: &Finding| (finding.policy.id.clone(), finding.message.clone());
        let wanted = |finding: &Finding| covering.contains(&key(finding));
        let scan = project.session.check_open_explained(&[place.file], &wanted);
        let mut told = BTreeMap::new();
        for finding in scan.findings.iter().filter(|finding| wanted(finding)) {
            // The first one speaks for those of other objects.
            told.entry(key(finding)).or_insert_with(|| {
                let rendered = project.session.rendered(finding).map(|snippet| shown_as_rendered(finding, &snippet));
                Told { depends_on: depends_on(finding), rendered }
            });
        }
        told
    }

    /// Keeps a request until what it is about is judged.
    pub(super) fn wait(&mut self, request: Waiting) {
        self.waiting.push(request);
    }

    /// Answers the requests that wait; nothing is dirty.
    pub(super) fn answer_waiting(&mut self) {
        for request in std::mem::take(&mut self.waiting) {
            match request {
                // The client gave the request up: nothing waits for the answer.
                Waiting::Pull(_, reply) if reply.is_closed() => {}
                Waiting::Pull(params, reply) => drop(reply.send(self.pull(&params))),
                Waiting::Hover(params, reply) => drop(reply.send(self.hover(&params))),
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

    pub(super) fn command(&mut self, params: &ExecuteCommandParams, reply: Reply<Result<Option<LSPAny>>>) {
        let answer = match params.command.as_str() {
            SCAN => return self.start_scan(Some(reply)),
            EXPLAIN => {
                let id = params.arguments.first().and_then(LSPAny::as_str).unwrap_or_default();
                let page = self.policy(id).map(|policy| explain(&policy));
                page.map(|page| Some(json!(page)))
                    .ok_or_else(|| Error::invalid_params(format!("no policy has the id {id}")))
            }
            other => Err(Error::invalid_params(format!("{other} is not a command of this server"))),
        };
        drop(reply.send(answer));
    }

    fn policy(&self, id: &str) -> Option<Arc<Metadata>> {
        let own = self.projects.values().flatten().find_map(|project| project.session.policy_in_force(id));
        own.map(|(policy, _)| policy).or_else(|| Pack::bundled().get(id).map(|policy| Arc::clone(policy.metadata())))
    }
}

/// What a chart renders to, as Markdown.
fn shown_as_rendered(finding: &Finding, snippet: &Snippet) -> String {
    let environments: Vec<String> = finding.environments.iter().map(|name| format!("`{name}`")).collect();
    let of = if environments.is_empty() { String::new() } else { format!(" for {}", environments.join(", ")) };
    // The text may hold fences too.
    let ticks = snippet.text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(ticks.max(2) + 1);
    let Snippet { template, text } = snippet;
    format!("rendered{of}, `{}` of {template}:\n\n{fence}yaml\n{text}\n{fence}", finding.resource.address)
}

fn covers(range: &Range, position: Position) -> bool {
    range.start <= position && position <= range.end
}

fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
