//! Completion, hover and faults in what steers Bartizan: settings, attestations, suppressions.

use std::collections::BTreeSet;
use std::sync::Arc;

use bartizan_engine::config;
use bartizan_engine::maturity::{AttestationError, Attestations, FILE_NAME as ATTESTATIONS};
use bartizan_engine::policy::Pack;
use bartizan_engine::source::LineIndex;
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Diagnostic, DiagnosticSeverity, Hover, HoverContents,
    MarkupContent, MarkupKind, NumberOrString, Range, TextDocumentPositionParams, TextEdit,
};

use super::Worker;
use crate::assist::words::{Kind, Word, meaning, words_at};
use crate::assist::{Language, Spot, spot_of};
use crate::diagnostics::SOURCE;
use crate::document::Place;
use crate::workspace::Project;

/// An open document around the cursor.
struct Near<'a> {
    text: Arc<str>,
    lines: LineIndex,
    place: &'a Place,
    spot: Spot,
}

impl Worker {
    /// The words that may stand at a place of a document that is open.
    pub(super) fn words(&self, at: &TextDocumentPositionParams) -> Option<Vec<CompletionItem>> {
        let near = self.near_cursor(at)?;
        let shown = self.shown.get(&at.text_document.uri);
        let found: BTreeSet<String> =
            shown.iter().flat_map(|shown| &shown.policies).map(|(_, policy, _)| policy.id.clone()).collect();
        let words = words_at(&near.spot, &near.text, self.pack_of(near.place)?, &found);
        let range = self.range_of(&near);
        let item = |word: Word| CompletionItem {
            sort_text: Some(format!("{}{}", u8::from(!word.likely), word.label)),
            detail: Some(word.about).filter(|about| !about.is_empty()),
            kind: Some(match word.kind {
                Kind::Policy => CompletionItemKind::REFERENCE,
                Kind::Key => CompletionItemKind::PROPERTY,
                Kind::Value => CompletionItemKind::VALUE,
                Kind::Team => CompletionItemKind::CONSTANT,
                Kind::Row => CompletionItemKind::ENUM_MEMBER,
            }),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: word.text })),
            // What is typed so far is compared with this, be it in quotes or not.
            filter_text: Some(word.label.clone()),
            label: word.label,
            ..CompletionItem::default()
        };
        Some(words.into_iter().map(item).collect())
    }

    /// What the word at a place of a document that is open means.
    pub(super) fn meaning(&self, at: &TextDocumentPositionParams) -> Option<Hover> {
        let near = self.near_cursor(at)?;
        let value = meaning(&near.spot, &near.text, self.pack_of(near.place)?)?;
        let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
        Some(Hover { contents, range: Some(self.range_of(&near)) })
    }

    fn near_cursor(&self, at: &TextDocumentPositionParams) -> Option<Near<'_>> {
        let document = self.documents.get(&at.text_document.uri)?;
        let place = document.place.as_ref()?;
        let language = match &*place.file {
            config::FILE_NAME => Language::Settings,
            ATTESTATIONS => Language::Attestations,
            _ => Language::Other,
        };
        let lines = LineIndex::new(&document.text);
        let offset = self.client.encoding.offset(&document.text, &lines, at.position);
        let spot = spot_of(language, &document.text, offset)?;
        Some(Near { text: Arc::clone(&document.text), lines, place, spot })
    }

    fn range_of(&self, near: &Near<'_>) -> Range {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let word = &near.spot.word;
        self.client.encoding.range(&near.text, &near.lines, byte(word.start), byte(word.end))
    }

    /// The policies of the project of an open document.
    fn pack_of(&self, place: &Place) -> Option<&Pack> {
        Some(self.project(&place.root)?.session.pack())
    }

    /// What is wrong with the attestations of a project, and which of them no longer hold.
    pub(super) fn attestation_faults(&self, project: &Project) -> Vec<Diagnostic> {
        let Some(source) = project.source(ATTESTATIONS) else { return Vec::new() };
        let text = &*source.text;
        let diagnostic = |severity, error: &AttestationError| {
            let line = usize::try_from(error.line.saturating_sub(1)).unwrap_or(usize::MAX);
            let start = source.lines.start_of(line).unwrap_or_default() as usize;
            let written = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            let before: usize = written.chars().take(error.column.saturating_sub(1) as usize).map(char::len_utf8).sum();
            let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            Diagnostic {
                range: self.client.encoding.range(
                    text,
                    &source.lines,
                    byte(start + before),
                    byte(start + written.len()),
                ),
                severity: Some(severity),
                code: Some(NumberOrString::String("attestation".to_owned())),
                source: Some(SOURCE.to_owned()),
                message: error.message.clone(),
                ..Diagnostic::default()
            }
        };
        match Attestations::parse(text, ATTESTATIONS) {
            Ok(read) => {
                let expired = read.expired(project.session.today());
                expired.map(|error| diagnostic(DiagnosticSeverity::WARNING, error)).collect()
            }
            Err(errors) => errors.iter().map(|error| diagnostic(DiagnosticSeverity::ERROR, error)).collect(),
        }
    }
}
