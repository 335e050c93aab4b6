//! Findings: place, fingerprint, suppression, baseline, exception with expiry.

mod annotation;
mod baseline;
mod build;
mod credential;
mod environment;
mod exception;
mod excuse;
mod fingerprint;
mod fix;
mod mask;
pub(crate) mod occurrence;
mod owner;
mod peer;
mod problem;
mod redact;
mod scan;
mod suppression;
mod threshold;
pub(crate) mod upkeep;

use std::sync::Arc;

pub use annotation::{Annotated, annotations_of};
pub use baseline::{Baseline, BaselineError};
pub use build::{Context, PolicyLookup};
pub(crate) use environment::merge_environments;
pub(crate) use exception::Pattern;
pub use exception::apply_exceptions;
pub(crate) use excuse::{apply_comments, apply_marks};
pub use fingerprint::Fingerprint;
pub use fix::{Edit, Fix};
pub use mask::Mask;
pub use occurrence::Occurrence;
pub(crate) use owner::Owners;
pub use peer::Peer;
pub(crate) use peer::PeerReach;
pub use problem::{Problem, ProblemKind};
pub(crate) use redact::{redact, redact_configuration};
pub use scan::{Counts, Excepted, Excerpt, Note, Scan, Tally};
pub use suppression::{Comment, PLACEHOLDER, comments_in_chart, comments_in_configuration, comments_of};
pub(crate) use suppression::{MARKER, with_entries};
pub(crate) use threshold::Settings as ThresholdSettings;
pub use threshold::Thresholds;
pub use upkeep::{Upkeep, metadata_of as upkeep_metadata};

use crate::policy::{Metadata, Severity};
use crate::rego::FixStep;
use crate::resource::{Path, Platform};
use crate::source::{Position, Source, Span};

/// What everything reports: a policy's verdict with its place and state.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The policy.
    pub policy: Arc<Metadata>,
    /// Severity after the configuration's overrides.
    pub severity: Severity,
    /// The team that answers for it.
    pub owner: String,
    /// What counts for it where it stands.
    pub thresholds: Thresholds,
    /// Names the thing and the bad value; secrets masked.
    pub message: String,
    /// What it concerns.
    pub resource: ResourceRef,
    /// Where its block is written, of a resource.
    pub declared: Option<Span>,
    /// Further instances of the finding.
    pub occurrences: Vec<Occurrence>,
    /// Path in the resource's values.
    pub path: Path,
    /// Where the person edits; none when the place is unknown.
    pub location: Option<Location>,
    /// Further places.
    pub related: Vec<Related>,
    /// Places at which an editor shows it too: where the template uses the value that it stands at, the values that what
    /// the template writes comes from, the same in further environments.
    pub shown_at: Vec<ShownAt>,
    /// Path of the unit, relative to the root.
    pub unit: Arc<str>,
    /// Identity across edits that move it.
    pub fingerprint: Fingerprint,
    /// Environments that yield it.
    pub environments: Vec<String>,
    /// New, known, excused or undetermined.
    pub state: State,
    /// Lines (from 1) of the location's file whose suppression comments excuse it: its own and those that open the
    /// blocks around it.
    pub openers: Vec<u32>,
    /// Places whose suppression comments excuse it in configuration of Terraform and in charts: where its value is written
    /// and where the resource uses it, the resource, and the module calls or templates through which that exists.
    pub places: Vec<Span>,
    /// What it depends on; none where nobody asked.
    pub depends_on: Option<Vec<Dependency>>,
    /// What its policy says would mend it.
    pub steps: Vec<FixStep>,
    /// The same as edits; none where there is nothing to say or nobody looked.
    pub fix: Option<Fix>,
}

/// A place that a finding depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Path in the resource's values; secrets masked.
    pub path: Path,
    /// Address of the resource.
    pub resource: Option<String>,
    /// Is there nothing at this place?
    pub absent: bool,
    /// Was the value compared, tested or missed, not merely shown?
    pub decisive: bool,
    /// Where it stands; where there is nothing, what it is missing from.
    pub location: Option<Location>,
}

/// The resource of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceRef {
    /// Platform.
    pub platform: Platform,
    /// Kind.
    pub kind: String,
    /// API group.
    pub group: Option<String>,
    /// Namespace.
    pub namespace: Option<String>,
    /// Address; empty for a fleet finding that misses something everywhere.
    pub address: String,
}

/// A place in a file, in bytes and as people count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Path relative to the root.
    pub file: Arc<str>,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// The same in bytes of the decoded text.
    pub span: Span,
}

impl Location {
    /// Where `span` stands in `source`, its file.
    #[must_use]
    pub fn new(source: &Source, span: Span) -> Self {
        Self {
            file: Arc::clone(&source.path),
            start: source.lines.position(&source.text, span.start),
            end: source.lines.position(&source.text, span.end),
            span,
        }
    }
}

/// A further place of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What stands there.
    pub message: String,
}

/// A further place at which an editor shows a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownAt {
    /// The place, and what it is to the finding.
    pub place: Related,
    /// Does the finding of another environment stand there? Else the place only has to do with it.
    pub is_faulty: bool,
}

/// Does a finding count?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It counts.
    New,
    /// The baseline knows it.
    Baseline,
    /// A comment, an annotation or an exception excuses it.
    Suppressed(Suppression),
    /// The answer depends on a value that is not known.
    Undetermined {
        /// Why.
        reason: String,
    },
}

impl State {
    /// The state as outputs name it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Baseline => "baseline",
            Self::Suppressed(_) => "suppressed",
            Self::Undetermined { .. } => "undetermined",
        }
    }
}

/// Why a finding is excused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// What excuses it.
    pub by: SuppressedBy,
    /// The reason given.
    pub reason: String,
    /// Who answers for it (exceptions).
    pub owner: Option<String>,
    /// Last day on which it holds.
    pub until: Option<chrono::NaiveDate>,
}

/// What excuses a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuppressedBy {
    /// A suppression comment.
    Comment,
    /// An annotation of an object.
    Annotation,
    /// An exception of the configuration.
    Exception,
    /// A mark of another tool.
    Peer {
        /// As it is written: `checkov:skip=CKV_AWS_20`.
        mark: Arc<str>,
        /// Does it stand in the file that it is about?
        in_source: bool,
    },
}

impl SuppressedBy {
    /// The name as outputs write it; of a mark of another tool the mark.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Comment => "comment",
            Self::Annotation => "annotation",
            Self::Exception => "exception",
            Self::Peer { mark, .. } => mark,
        }
    }

    /// Does it stand in the file that it is about?
    #[must_use]
    pub fn is_in_source(&self) -> bool {
        match self {
            Self::Comment | Self::Annotation => true,
            Self::Exception => false,
            Self::Peer { in_source, .. } => *in_source,
        }
    }
}

impl Finding {
    /// The message behind the address of what it concerns.
    #[must_use]
    pub fn headline(&self) -> String {
        let address = &self.resource.address;
        if address.is_empty() { self.message.clone() } else { format!("{address}: {}", self.message) }
    }

    /// Does it count, or would it if more were known? What a comment excuses, it excuses in both cases: which of the
    /// two it is depends on what was given to read.
    #[must_use]
    pub(crate) fn may_be_excused(&self) -> bool {
        matches!(self.state, State::New | State::Undetermined { .. })
    }

    /// Sort key: file, place, then severity, policy and the rest, so that output is stable.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        (
            self.location.as_ref().map(|l| (&l.file, l.start, l.end)),
            std::cmp::Reverse(self.severity),
            &self.policy.id,
            &self.resource,
            &self.path,
            &self.message,
            &self.unit,
            &self.environments,
        )
    }
}
