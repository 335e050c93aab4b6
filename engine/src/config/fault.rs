//! What is wrong with a configuration file: always the user's to mend.

use std::fmt;
use std::sync::Arc;

use crate::source::{Position, Source, Span};

/// A fault of a configuration file, with its place.
#[derive(Clone, Debug)]
pub struct ConfigFault {
    /// The configuration file.
    pub source: Arc<Source>,
    /// Where in it, in bytes.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

impl ConfigFault {
    /// Where it begins, as people count.
    #[must_use]
    pub fn position(&self) -> Position {
        self.source.lines.position(&self.source.text, self.span.start)
    }
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position();
        write!(f, "{}:{line}:{column}: {}", self.source.path, self.message)
    }
}

/// All that is wrong with the configuration, file by file in order of the places.
#[derive(Clone, Debug, Default)]
pub struct ConfigFaults(pub Vec<ConfigFault>);

impl ConfigFaults {
    /// Sorts them by file and place, and says each once.
    pub(crate) fn sort(&mut self) {
        let key = |fault: &ConfigFault| (Arc::clone(&fault.source.path), fault.span, fault.message.clone());
        self.0.sort_by_cached_key(key);
        self.0.dedup_by_key(|fault| key(fault));
    }
}

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigFaults {}
