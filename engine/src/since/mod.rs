//! What a change brings: the findings of two revisions matched, what it solved, and what it relaxed.

mod before;
mod excuses;
mod matching;
mod relaxed;

use std::sync::Arc;

use chrono::NaiveDate;

pub(crate) use before::Before;
pub(crate) use matching::{Identity, Moves};
pub(crate) use relaxed::{Settings, relaxed_settings};

use crate::finding::Location;
use crate::policy::{Metadata, Severity};

/// What a comparison with a revision says beside the findings, whose state it decides.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// The revision as it was asked for.
    pub revision: String,
    /// What was found there and is no more.
    pub solved: Vec<Solved>,
    /// What the change excuses or no longer looks for.
    pub relaxed: Vec<Relaxed>,
}

/// A finding that the change solved.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The policy.
    pub policy: Arc<Metadata>,
    /// Its severity in the revision.
    pub severity: Severity,
    /// What was wrong.
    pub message: String,
    /// The resource that it was about.
    pub address: String,
    /// Where it stood in the revision.
    pub file: Arc<str>,
    /// The place in that file.
    pub location: Option<Location>,
    /// Its identity.
    pub fingerprint: String,
}

/// Something that the change excuses or no longer looks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relaxed {
    /// What it is.
    pub kind: RelaxedKind,
    /// The file that says so.
    pub file: Arc<str>,
    /// The place in it.
    pub location: Option<Location>,
    /// Ids or globs of the policies concerned.
    pub policies: Vec<String>,
    /// What it says, for people.
    pub message: String,
    /// The reason given.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Last day on which it holds.
    pub until: Option<NaiveDate>,
    /// Does it count? Not where the configuration is taken from elsewhere.
    pub counts: bool,
}

/// What relaxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RelaxedKind {
    /// A suppression comment.
    Comment,
    /// An annotation of an object.
    Annotation,
    /// An exception of the configuration.
    Exception,
    /// A severity that was lowered, or a policy that no longer runs.
    Severity,
    /// A parameter of a policy with another value.
    Parameter,
    /// Another setting: files left out, a threshold raised.
    Setting,
    /// Entries of the baseline.
    Baseline,
}

impl RelaxedKind {
    /// The kind as outputs write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Annotation => "annotation",
            Self::Exception => "exception",
            Self::Severity => "severity",
            Self::Parameter => "parameter",
            Self::Setting => "setting",
            Self::Baseline => "baseline",
        }
    }
}
