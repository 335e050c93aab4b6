//! An open document: its text as the client last sent it.

use std::sync::Arc;

use bartizan_engine::source::LineIndex;
use tower_lsp_server::ls_types::TextDocumentContentChangeEvent;

use crate::position::Encoding;

/// The text of an open document and its version.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) version: i32,
    pub(crate) text: Arc<str>,
}

impl Document {
    /// Applies the changes in their order, each to the text that the one before left.
    pub(crate) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        let mut text = self.text.to_string();
        for change in changes {
            match change.range {
                None => text = change.text,
                Some(range) => {
                    let lines = LineIndex::new(&text);
                    let start = encoding.offset(&text, &lines, range.start);
                    let end = encoding.offset(&text, &lines, range.end).max(start);
                    text.replace_range(start..end, &change.text);
                }
            }
        }
        self.version = version;
        self.text = text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower_lsp_server::ls_types::{Position, Range};

    fn edit(line: u32, from: u32, to: u32, text: &str) -> TextDocumentContentChangeEvent {
        let range = Range { start: Position { line, character: from }, end: Position { line, character: to } };
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
    }

    #[test]
    fn applies_changes_in_order() {
        let mut document = Document { version: 1, text: "a: 🌈 x\nb: 1\n".into() };
        document.change(2, vec![edit(0, 6, 7, "y"), edit(1, 3, 4, "22")], Encoding::Utf16);
        assert_eq!((document.version, &*document.text), (2, "a: 🌈 y\nb: 22\n"));
        document.change(3, vec![edit(0, 3, 5, ""), edit(9, 0, 0, "end")], Encoding::Utf16);
        assert_eq!(&*document.text, "a:  y\nb: 22\nend");
    }
}
