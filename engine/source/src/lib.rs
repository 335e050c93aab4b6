//! Bytes to documents: JSON and YAML whose every key and value knows the bytes it came from.
//!
//! One parse gives both the value and its positions. Offsets count bytes of the decoded text (UTF-8, without byte order
//! mark); lines and columns are computed at the edge by [`LineIndex`].

mod embedded;
mod encoding;
mod entries;
mod error;
mod json;
mod line_index;
mod node;
mod origin;
mod path;
mod span;
#[cfg(test)]
mod tests;
mod yaml;

pub use embedded::{embedded, pieces};
pub use encoding::{DecodeError, decode, decode_lossily, encode_like};
pub use error::{SourceError, SourceErrorKind};
pub use json::parse_json;
pub use line_index::{LineIndex, Position};
pub use node::{Entry, Mapping, Node, Rendered, RenderedKey, Value, Written};
pub use path::{Found, Path, PathElement, Place, Sources, ancestors, locate, locate_within, rendered};
pub use span::{SourceId, Span};
pub use yaml::{document_ranges, parse_yaml};

use std::sync::{Arc, OnceLock};

/// The decoded text of one file, with its line starts.
#[derive(Debug)]
pub struct Source {
    /// Identity of the file in its session; stable over versions of its text.
    pub id: SourceId,
    /// Path relative to the project root, with `/`.
    pub path: Arc<str>,
    /// Text as UTF-8 without byte order mark; what every [`Span`] of this source counts in.
    pub text: Arc<str>,
    /// Line starts of `text`.
    pub lines: LineIndex,
    /// blake3 hash of `text`, once it was asked for.
    hash: OnceLock<[u8; 32]>,
}

impl Source {
    /// A source for `text`, which has no byte order mark (see [`decode`] for bytes as found on disk).
    #[must_use]
    pub fn new(id: SourceId, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { id, path: path.into(), lines: LineIndex::new(&text), hash: OnceLock::new(), text }
    }

    /// blake3 hash of `text`: the key of everything computed from it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        *self.hash.get_or_init(|| *blake3::hash(self.text.as_bytes()).as_bytes())
    }
}

/// The notation of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON, strictly.
    Json,
    /// YAML as Kubernetes reads it.
    Yaml,
}

/// Reads all documents of `source`.
#[must_use]
pub fn parse(source: &Source, format: Format) -> Parsed {
    match format {
        Format::Json => parse_json(source),
        Format::Yaml => parse_yaml(source),
    }
}

/// The documents of one file (several in YAML) and everything wrong with them. A file that cannot be parsed to its end
/// yields the documents before the fault.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Root values in order; an empty YAML document is left out.
    pub documents: Vec<Document>,
    /// Faults in order.
    pub errors: Vec<SourceError>,
}

/// One document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its root value.
    pub root: Node,
    /// Comments inside and before it, for suppressions and for Helm's `# Source:` (YAML only): span of the whole
    /// comment, `#` included.
    pub comments: Vec<Span>,
}
