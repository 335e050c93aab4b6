//! An open document: its text as the client last sent it, and which file it is.

use std::path::PathBuf;
use std::sync::Arc;

use bartizan_engine::source::LineIndex;
use tower_lsp_server::ls_types::{TextDocumentContentChangeEvent, Uri};

use crate::position::Encoding;

/// The text of an open document and its version.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) version: i32,
    pub(crate) text: Arc<str>,
    /// The file that it is; none when it is no file, or of no project.
    pub(crate) place: Option<Place>,
}

/// A file of a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Root of the project.
    pub(crate) root: PathBuf,
    /// Path relative to the root.
    pub(crate) file: Arc<str>,
}

/// The file that `uri` names: only the scheme `file` names files (`git:` names what they were once, `untitled:` none).
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    uri.to_file_path().map(std::borrow::Cow::into_owned).filter(|path| path.is_absolute())
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

    fn edit(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let position = |(line, character)| Position { line, character };
        let range = Range { start: position(from), end: position(to) };
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
    }

    #[test]
    fn applies_changes_in_order() {
        let mut document = Document { version: 1, text: "a: 🌈 x\nb: 1\n".into(), place: None };
        document.change(2, vec![edit((0, 6), (0, 7), "y"), edit((1, 3), (1, 4), "22")], Encoding::Utf16);
        assert_eq!((document.version, &*document.text), (2, "a: 🌈 y\nb: 22\n"));
        document.change(3, vec![edit((0, 3), (0, 5), ""), edit((9, 0), (9, 0), "end")], Encoding::Utf16);
        assert_eq!(&*document.text, "a:  y\nb: 22\nend");
    }

    #[test]
    fn survives_positions_that_are_nowhere() {
        let most = u32::MAX;
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut document = Document { version: 1, text: "ä🌈\r\n\r🌈".into(), place: None };
            let nowhere =
                [((0, 1), (0, 2)), ((0, 2), (0, most)), ((1, 5), (0, 0)), ((most, most), (0, 0)), ((2, 1), (1, 0))];
            for (from, to) in nowhere {
                document.change(2, vec![edit(from, to, "🌈")], encoding);
            }
            assert!(document.text.contains('🌈'), "{encoding:?}");
        }
    }

    #[test]
    fn only_the_scheme_file_names_files() {
        let path = |uri: &str| path_of(&uri.parse().unwrap()).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(path("file:///a%20b/%C3%A4.yaml").as_deref(), Some("/a b/ä.yaml"));
        for other in ["untitled:Untitled-1", "git:/a/b.yaml?%7B%7D", "vscode-notebook-cell:/a/b.yaml#1", "file:a.yaml"]
        {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
