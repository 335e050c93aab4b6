//! What marks of other tools stand for, where that is not what a suppression comment does.

use std::sync::Arc;

use globset::GlobMatcher;

use super::{Comment, Finding};
use crate::source::Span;

/// The mark of another tool that a suppression is.
#[derive(Clone, Debug)]
pub struct Peer {
    /// As it is written: `checkov:skip=CKV_AWS_20`.
    pub mark: Arc<str>,
    pub(crate) reach: PeerReach,
}

/// Which findings a mark stands for.
#[derive(Clone, Debug)]
pub(crate) enum PeerReach {
    /// Those with a place in its range, or of its object.
    Places,
    /// Those of the resource whose block its range is.
    Resource,
    /// Those of what exists through the module call whose block its range is.
    Module,
    /// Those that stand in its range.
    Findings,
    /// Those in files that match; in all where there is no glob.
    Files(Vec<GlobMatcher>),
}

impl Peer {
    /// Does it stand for files, whatever is in them?
    pub(crate) fn is_of_files(&self) -> bool {
        matches!(self.reach, PeerReach::Files(_))
    }
}

impl Comment {
    /// Does it stand for `finding`, which has a place in its range? Not all that has is meant by a mark of another tool.
    pub(super) fn reaches(&self, finding: &Finding) -> bool {
        let Some(peer) = &self.peer else { return true };
        let in_range = |place: &Span| {
            self.range.is_some_and(|range| {
                range.source == place.source && range.start <= place.start && place.start < range.end
            })
        };
        match &peer.reach {
            PeerReach::Places => true,
            PeerReach::Resource => finding.declared.as_ref().is_some_and(in_range),
            PeerReach::Module => finding.resource.address.starts_with("module."),
            PeerReach::Findings => finding.location.as_ref().is_some_and(|location| in_range(&location.span)),
            PeerReach::Files(globs) => {
                let file = finding.location.as_ref().map_or(&*finding.unit, |location| &*location.file);
                globs.is_empty() || globs.iter().any(|glob| glob.is_match(file))
            }
        }
    }
}
