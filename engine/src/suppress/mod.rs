//! What to write so that a finding is excused: a suppression comment in the form of its file, an exception in the
//! configuration, an entry of the baseline. Whether it does excuse is seen when the files are judged again: see
//! [`Session::suppression`](crate::session::Session::suppression).

mod baseline;
mod comment;
mod exception;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

pub use baseline::{BASELINE, Rewrite, Unwritten, baselined};
pub use comment::Form;

use crate::finding::{Comment, Finding, PLACEHOLDER};
use crate::fix::{Change, apply};
use crate::source::Source;

/// Where what excuses a finding is to stand.
#[derive(Clone, Debug)]
pub enum Placement {
    /// A comment before a line.
    Before {
        /// The file.
        source: Arc<Source>,
        /// The line, from 0.
        line: usize,
        /// How the file writes comments.
        form: Form,
    },
    /// In the brackets of a comment that is there.
    Into {
        /// The file.
        source: Arc<Source>,
        /// The comment.
        comment: Box<Comment>,
    },
    /// An exception at the end of the configuration.
    Exception {
        /// What the configuration file holds; none while there is no such file.
        text: Option<Arc<str>>,
        /// Is it for the one resource of the finding, not for all of its file?
        addressed: bool,
    },
}

/// Text that excuses a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excuse {
    /// The file, relative to the root.
    pub file: Arc<str>,
    /// What it holds; none while it does not exist.
    pub before: Option<Arc<str>>,
    /// What to insert.
    pub change: Change,
    /// Where the reason stands then, in bytes of the text that comes of it.
    pub reason: Range<usize>,
}

impl Excuse {
    /// What the file holds then.
    #[must_use]
    pub fn after(&self) -> String {
        apply(self.before.as_deref().unwrap_or_default(), std::slice::from_ref(&self.change))
    }

    /// `text` inserted at `at`; the reason is the first [`PLACEHOLDER`] in it.
    fn insertion(file: Arc<str>, before: Option<Arc<str>>, at: usize, text: String) -> Self {
        let start = at + text.find(PLACEHOLDER).unwrap_or(text.len());
        let reason = start..start + PLACEHOLDER.len();
        Self { file, before, change: Change { range: at..at, text }, reason }
    }
}

impl Placement {
    /// What to write there that excuses `finding` up to the day `until`. A comment that is there has its own day.
    #[must_use]
    pub fn write(&self, finding: &Finding, until: Option<NaiveDate>) -> Option<Excuse> {
        match self {
            Self::Before { source, line, form } => comment::before(source, *line, *form, (&finding.policy.id, until)),
            Self::Into { source, comment } => comment::into(source, comment, &finding.policy.id),
            Self::Exception { text, addressed } => Some(exception::append(text.clone(), finding, *addressed, until)),
        }
    }

    /// Can it hold until a day of one's choice?
    #[must_use]
    pub fn takes_day(&self) -> bool {
        !matches!(self, Self::Into { .. })
    }
}
