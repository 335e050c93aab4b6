//! Edits of files in the protocol's forms.

use std::collections::HashMap;
use std::ops::Range as Bytes;

use bartizan_engine::fix::Change;
use bartizan_engine::source::LineIndex;
use tower_lsp_server::ls_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Range, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::Abilities;
use crate::position::Encoding;

/// What is edited in one file.
#[derive(Clone, Debug)]
pub(crate) struct FileEdit {
    pub(crate) uri: Uri,
    /// Version of the document; none when it is not open.
    pub(crate) version: Option<i32>,
    /// Is there no such file yet?
    pub(crate) is_new: bool,
    pub(crate) edits: Vec<TextEdit>,
}

/// What replaces which bytes of `text`.
pub(crate) fn text_edits(text: &str, encoding: Encoding, changes: Vec<Change>) -> Vec<TextEdit> {
    let lines = LineIndex::new(text);
    let edit = |change: Change| TextEdit { range: range(text, &lines, encoding, change.range), new_text: change.text };
    changes.into_iter().map(edit).collect()
}

/// The range of these bytes of `text`.
pub(crate) fn range(text: &str, lines: &LineIndex, encoding: Encoding, bytes: Bytes<usize>) -> Range {
    let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    encoding.range(text, lines, at(bytes.start), at(bytes.end))
}

/// The edits together, in the form that the client takes. None where there is nothing to do, or it cannot do it.
pub(crate) fn workspace_edit(files: Vec<FileEdit>, abilities: &Abilities) -> Option<WorkspaceEdit> {
    let files: Vec<FileEdit> = files.into_iter().filter(|file| !file.edits.is_empty()).collect();
    if files.is_empty() || !abilities.creates && files.iter().any(|file| file.is_new) {
        return None;
    }
    if !abilities.versions {
        let changes: HashMap<Uri, Vec<TextEdit>> = files.into_iter().map(|file| (file.uri, file.edits)).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let edit = |FileEdit { uri, version, edits, .. }| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    };
    let changes = if files.iter().any(|file| file.is_new) {
        let operations = files.into_iter().flat_map(|file| {
            let options = CreateFileOptions { overwrite: None, ignore_if_exists: Some(true) };
            let create = CreateFile { uri: file.uri.clone(), options: Some(options), annotation_id: None };
            let create = file.is_new.then_some(DocumentChangeOperation::Op(ResourceOp::Create(create)));
            create.into_iter().chain([DocumentChangeOperation::Edit(edit(file))])
        });
        DocumentChanges::Operations(operations.collect())
    } else {
        DocumentChanges::Edits(files.into_iter().map(edit).collect())
    };
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}
