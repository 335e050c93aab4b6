//! Marks of other tools that excuse findings, honoured where the configuration says so (`compat.suppressions`).
//!
//! They name the checks of those tools; which policies look for the same is what the policies say of themselves
//! (`references`). What names what no policy looks for excuses nothing.

mod annotation;
mod ignore_file;
mod import;
mod mark;
mod names;
mod place;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::finding::{Comment, Location, Peer, PeerReach};
use crate::policy::Pack;

pub(crate) use annotation::annotations_of;
pub(crate) use ignore_file::ignored;
pub use import::{Import, ImportError, Tool, import};
pub use mark::Mark;
pub(crate) use place::{in_configuration, in_manifests, in_template};

/// The tools whose ids the policies may name.
pub const TOOLS: [&str; 4] = ["checkov", "trivy", "kube-linter", "kics"];

/// The files at the root of a project that excuse findings in others.
pub const IGNORE_FILES: [&str; 3] = [ignore_file::PLAIN, ignore_file::YAML[0], ignore_file::YAML[1]];

/// The policies by the ids of other tools.
#[derive(Clone, Debug, Default)]
pub struct Peers {
    /// By tool and id in small letters.
    ids: BTreeMap<(&'static str, String), Check>,
}

/// A check of another tool.
#[derive(Clone, Debug, Default)]
struct Check {
    /// Its id as a policy writes it.
    written: String,
    /// Its name beside the id.
    name: Option<&'static str>,
    /// The policies that look for the same.
    policies: BTreeSet<String>,
}

impl Peers {
    /// Those of the policies of `pack`.
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        let mut peers = Self::default();
        for policy in pack.all() {
            for tool in TOOLS {
                for id in policy.metadata().references.get(tool).into_iter().flatten() {
                    let check = peers.ids.entry((tool, normal(id))).or_default();
                    check.written.clone_from(id);
                    check.name = name_of(tool, id);
                    check.policies.insert(policy.id.to_string());
                }
            }
        }
        peers
    }

    /// The policies that look for what `tool` calls `id`, or one of the ids that a pattern with `*` stands for.
    #[must_use]
    pub fn policies(&self, tool: &str, id: &str) -> Vec<String> {
        let found: BTreeSet<&String> = self.checks(tool, id).flat_map(|check| &check.policies).collect();
        found.into_iter().cloned().collect()
    }

    /// The checks of `tool` that `id` names, or stands for with `*`.
    fn checks(&self, tool: &str, id: &str) -> impl Iterator<Item = &Check> {
        // Trivy took over the checks of tfsec.
        let tool = if tool == "tfsec" { "trivy" } else { tool }.to_owned();
        let id = normal(id);
        let pattern = globset::Glob::new(&id).ok().filter(|_| id.contains('*')).map(|glob| glob.compile_matcher());
        let is_named = move |own: &str| match &pattern {
            Some(pattern) => pattern.is_match(own),
            None => own == id,
        };
        let of_tool = self.ids.iter().filter(move |((own, _), _)| *own == tool);
        let named = of_tool.filter(move |((_, own), check)| is_named(own) || check.name.is_some_and(&is_named));
        named.map(|(_, check)| check)
    }

    /// The checks of `tool` that a policy looks for.
    fn checks_of<'a>(&'a self, tool: &'a str, policy: &'a str) -> impl Iterator<Item = &'a str> {
        let of_policy =
            move |((own, _), check): &(&(&str, String), &Check)| *own == tool && check.policies.contains(policy);
        self.ids.iter().filter(of_policy).map(|(_, check)| &*check.written)
    }

    /// The policies that a mark concerns; a mark that names no check concerns all.
    #[must_use]
    pub fn concerned(&self, mark: &Mark) -> Vec<String> {
        match &mark.id {
            _ if mark.is_limited => Vec::new(),
            Some(id) => self.policies(mark.tool, id),
            None => vec!["*".to_owned()],
        }
    }

    /// The suppression that a mark comes to; none where it excuses nothing.
    fn comment(&self, mark: &Mark, location: Location, reach: PeerReach) -> Option<Comment> {
        let says = Says { mark: &mark.written, reason: &mark.reason, until: mark.until };
        comment(&says, self.concerned(mark), location, reach)
    }
}

/// What a mark says.
struct Says<'a> {
    mark: &'a str,
    reason: &'a str,
    until: Option<NaiveDate>,
}

fn comment(says: &Says<'_>, policies: Vec<String>, location: Location, reach: PeerReach) -> Option<Comment> {
    let peer = Peer { mark: says.mark.into(), reach };
    let comment = Comment { reason: says.reason.to_owned(), until: says.until, ..Comment::at(location, policies) };
    (!comment.policies.is_empty()).then_some(Comment { peer: Some(peer), ..comment })
}

/// The name that `tool` has for its check `id` beside the id.
#[must_use]
pub(crate) fn name_of(tool: &str, id: &str) -> Option<&'static str> {
    let found = names::NAMES.iter().find(|(own, _)| tool == "trivy" && own.eq_ignore_ascii_case(id));
    found.map(|(_, name)| *name)
}

/// An id as it is compared: Trivy writes one as `AVD-AWS-0086` and `AWS-0086`, `AVD-KSV-0017` and `KSV017`.
fn normal(id: &str) -> String {
    let id = id.trim().to_lowercase();
    let id = id.strip_prefix("avd-").unwrap_or(&id);
    match id.strip_prefix("ksv").map(|number| number.trim_start_matches(['-', '0'])) {
        Some(number) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("ksv-{number}")
        }
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_policies_that_look_for_the_same() {
        let peers = Peers::new(&Pack::bundled());
        let privileged = peers.policies("checkov", "CKV_K8S_16");
        assert_eq!(privileged.len(), 1);
        for id in ["KSV-0017", "AVD-KSV-0017", "ksv017", "KSV017"] {
            assert_eq!(peers.policies("trivy", id), privileged, "{id}");
        }
        for id in ["aws-kms-auto-rotate-keys", "aws-kms-*", "AVD-AWS-0065"] {
            assert_eq!(peers.policies("tfsec", id), ["TF-AWS-041"], "{id}");
        }
        assert_eq!(peers.policies("kube-linter", "privileged-container"), privileged);
        assert_eq!(peers.policies("kics", "dd29336b-fe57-445b-a26e-e6aa867ae609"), privileged);
        assert!(peers.policies("checkov", "CKV_K8S_*").len() > 10);
        assert!(peers.policies("trivy", "CKV_K8S_16").is_empty());
    }
}
