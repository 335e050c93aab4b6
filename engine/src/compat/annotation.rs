//! Annotations of objects by which other tools skip checks. They count where they stand at the object itself, not at a
//! pod template in it.

use super::{Mark, Peers, Says, comment};
use crate::finding::{Annotated, Comment, Location, PeerReach};
use crate::resource::{Platform, Resource};
use crate::source::{Entry, Node, Sources};

/// What the keys hold by which Checkov skips a check; a name of one's own follows.
const CHECKOV: [&str; 3] = ["checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip"];

/// What the keys begin with by which kube-linter skips the check whose name follows.
const KUBE_LINTER: &str = "ignore-check.kube-linter.io/";

/// The key by which kube-linter skips all of its checks.
const KUBE_LINTER_ALL: &str = "kube-linter.io/ignore-all";

/// The annotations of `resources` that excuse.
pub(crate) fn annotations_of(resources: &[Resource], sources: Sources<'_>, peers: &Peers) -> Vec<Comment> {
    let is_object = |resource: &&Resource| resource.platform == Platform::Kubernetes && resource.derived_from.is_none();
    let mut found = Vec::new();
    for resource in resources.iter().filter(is_object) {
        for entry in resource.values.at(&["metadata", "annotations"]).into_iter().flat_map(Node::entries) {
            let Some((tool, id, reason)) = skipped(entry) else { continue };
            let policies = peers.policies(tool, id);
            let mark = if tool == "checkov" { format!("{}: {id}", entry.key) } else { entry.key.to_string() };
            let span = if entry.value.span.start < entry.value.span.end { entry.value.span } else { entry.key_span };
            let Some(source) = sources(span.source) else { continue };
            let says = Says { mark: &mark, reason, until: None };
            let object = Annotated {
                address: resource.address.clone(),
                head: resource.head,
                environment: resource.environment.clone(),
                parts: vec![Vec::new()],
            };
            let comment = comment(&says, policies, Location::new(&source, span), PeerReach::Places);
            found.extend(comment.map(|comment| Comment { object: Some(object), ..comment }));
        }
    }
    found
}

/// The tool, the check and the reason that an annotation names.
fn skipped(entry: &Entry) -> Option<(&'static str, &str, &str)> {
    let value = entry.value.as_str().unwrap_or_default();
    if CHECKOV.iter().any(|prefix| entry.key.contains(prefix)) {
        let (id, reason) = value.split_once('=').unwrap_or((value, ""));
        return Some(("checkov", id, reason)).filter(|_| !id.contains('*'));
    }
    if &*entry.key == KUBE_LINTER_ALL {
        return Some(("kube-linter", "*", value));
    }
    Some(("kube-linter", entry.key.strip_prefix(KUBE_LINTER)?, value))
}

/// The check that an annotation of Checkov on a line of YAML names, for counting.
pub(super) fn named_in(line: &str) -> Option<Mark> {
    let at = CHECKOV.iter().find_map(|prefix| line.find(prefix))?;
    let (key, value) = line[at..].split_once(':')?;
    let value = value.trim().trim_matches(['"', '\'']);
    let id = value.split('=').next().filter(|id| !id.is_empty())?;
    Some(Mark::of_check("checkov", format!("{key}: {id}"), id))
}
