//! Which of many suppression comments and annotations excuse a finding, found without comparing each with each.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use globset::GlobMatcher;

use super::{Comment, Finding, Pattern, Peer, State, SuppressedBy, Suppression};
use crate::source::SourceId;

/// Marks the findings that the comments excuse, and the comments that were of use; `allows` says whether a comment may
/// excuse a finding that it stands for.
pub(crate) fn apply_comments(
    findings: &mut [Finding],
    comments: &mut [Comment],
    today: NaiveDate,
    allows: impl Fn(&Comment, &Finding) -> bool,
) {
    let own: Vec<usize> = (0..comments.len()).filter(|at| comments[*at].peer.is_none()).collect();
    apply(findings, comments, &own, today, allows);
}

/// The same with the marks of other tools. One that has expired excuses nothing in place of one that holds.
pub(crate) fn apply_marks(
    findings: &mut [Finding],
    comments: &mut [Comment],
    today: NaiveDate,
    allows: impl Fn(&Comment, &Finding) -> bool,
) {
    let holds = |comment: &Comment| comment.peer.is_some() && !comment.expired(today);
    let marks: Vec<usize> = (0..comments.len()).filter(|at| holds(&comments[*at])).collect();
    apply(findings, comments, &marks, today, allows);
}

/// Applies the comments at the places `members`.
fn apply(
    findings: &mut [Finding],
    comments: &mut [Comment],
    members: &[usize],
    today: NaiveDate,
    allows: impl Fn(&Comment, &Finding) -> bool,
) {
    if members.is_empty() {
        return;
    }
    let mut index = Index::of(comments, members);
    for finding in findings.iter_mut().filter(|finding| finding.may_be_excused()) {
        let by = index.first_for(finding, comments).or_else(|| index.annotation_for(finding, comments));
        let Some(comment) = by.and_then(|at| comments.get_mut(at)) else { continue };
        comment.used = true;
        if !comment.expired(today) && allows(comment, finding) {
            comment.excused.push(finding.fingerprint.exact.clone());
            finding.state = State::Suppressed(Suppression {
                by: suppressed_by(comment),
                reason: comment.reason.clone(),
                owner: None,
                until: comment.until,
            });
        }
    }
}

/// What `comment` is, as a reason of a finding's state.
fn suppressed_by(comment: &Comment) -> SuppressedBy {
    match &comment.peer {
        Some(peer) => SuppressedBy::Peer { mark: peer.mark.clone(), in_source: !peer.is_of_files() },
        None if comment.object.is_some() => SuppressedBy::Annotation,
        None => SuppressedBy::Comment,
    }
}

/// What some comments say of policies and resources.
struct Terms {
    /// By id, the comments that name the policy.
    ids: HashMap<String, Vec<usize>>,
    /// The globs of ids, each with its comment.
    globs: Vec<(usize, GlobMatcher)>,
    /// By policy that was asked for, the comments that name it, in order.
    naming: HashMap<String, Arc<[usize]>>,
}

/// A range of code that comments stand for.
struct Range {
    start: u32,
    end: u32,
    /// The nearest earlier range that reaches into this one.
    around: Option<usize>,
    group: usize,
}

/// The comments by what they stand for.
#[derive(Default)]
struct Index {
    /// The comments that stand for the same, in order.
    groups: Vec<Terms>,
    /// Of each file of a configuration the ranges, in order of their starts.
    ranges: HashMap<SourceId, Vec<Range>>,
    /// Of each other file the groups, by line.
    lines: HashMap<Arc<str>, HashMap<u32, usize>>,
    /// The annotations, by the address of their object.
    annotations: HashMap<String, Terms>,
    /// The group of those that stand for files.
    files: Option<usize>,
    /// The resources that comments are limited to.
    addresses: HashMap<usize, Pattern>,
}

impl Index {
    fn of(comments: &[Comment], members: &[usize]) -> Self {
        let mut index = Self::default();
        let mut by_range: BTreeMap<(SourceId, u32, u32), Vec<usize>> = BTreeMap::new();
        let mut by_line: BTreeMap<(&Arc<str>, u32), Vec<usize>> = BTreeMap::new();
        let mut by_object: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut of_files = Vec::new();
        let members = members.iter().filter_map(|at| Some((*at, comments.get(*at)?)));
        for (at, comment) in members.filter(|(_, comment)| comment.fault.is_none()) {
            match (&comment.object, comment.range) {
                _ if comment.peer.as_ref().is_some_and(Peer::is_of_files) => of_files.push(at),
                (Some(object), _) => by_object.entry(&object.address).or_default().push(at),
                (None, Some(range)) => by_range.entry((range.source, range.start, range.end)).or_default().push(at),
                (None, None) => by_line.entry((&comment.location.file, comment.line)).or_default().push(at),
            }
            if let Some(address) = &comment.address {
                index.addresses.insert(at, Pattern::new(Some(address)));
            }
        }
        if !of_files.is_empty() {
            index.files = Some(index.add(comments, &of_files));
        }
        for ((source, start, end), members) in by_range {
            let group = index.add(comments, &members);
            let ranges = index.ranges.entry(source).or_default();
            let mut around = ranges.len().checked_sub(1);
            while let Some(range) = around.and_then(|at| ranges.get(at)).filter(|range| range.end <= start) {
                around = range.around;
            }
            ranges.push(Range { start, end, around, group });
        }
        for ((file, line), members) in by_line {
            let group = index.add(comments, &members);
            index.lines.entry(Arc::clone(file)).or_default().insert(line, group);
        }
        for (address, members) in by_object {
            index.annotations.insert(address.to_owned(), Terms::of(comments, &members));
        }
        index
    }

    fn add(&mut self, comments: &[Comment], members: &[usize]) -> usize {
        self.groups.push(Terms::of(comments, members));
        self.groups.len() - 1
    }

    /// The first annotation that excuses `finding`, of an object that each environment of the finding has.
    fn annotation_for(&mut self, finding: &Finding, comments: &[Comment]) -> Option<usize> {
        let naming = self.annotations.get_mut(&finding.resource.address)?.naming(&finding.policy.id);
        let environments: Vec<Option<&str>> = match finding.environments.as_slice() {
            [] => vec![None],
            names => names.iter().map(|name| Some(name.as_str())).collect(),
        };
        let excuses = |at: &usize, environment: Option<&str>| {
            comments.get(*at).and_then(|comment| comment.object.as_ref()).is_some_and(|object| {
                let is_it = Some(object.head) == finding.declared && object.environment.as_deref() == environment;
                is_it && object.covers(&finding.path)
            })
        };
        let in_each: Option<Vec<usize>> = environments
            .iter()
            .map(|environment| naming.iter().copied().find(|at| excuses(at, *environment)))
            .collect();
        in_each?.first().copied()
    }

    /// The first comment that excuses `finding`.
    fn first_for(&mut self, finding: &Finding, comments: &[Comment]) -> Option<usize> {
        let mut groups: Vec<usize> = self.files.into_iter().collect();
        for place in &finding.places {
            let Some(ranges) = self.ranges.get(&place.source) else { continue };
            let mut at = ranges.partition_point(|range| range.start <= place.start).checked_sub(1);
            while let Some(range) = at.and_then(|at| ranges.get(at)) {
                if place.start < range.end {
                    groups.push(range.group);
                }
                at = range.around;
            }
        }
        if let Some(lines) = finding.location.as_ref().and_then(|location| self.lines.get(&location.file)) {
            groups.extend(finding.openers.iter().filter_map(|line| lines.get(line)));
        }
        groups.sort_unstable();
        groups.dedup();
        let Self { groups: all, addresses, .. } = self;
        let reaches = |at: usize| comments.get(at).is_none_or(|comment| comment.reaches(finding));
        let concerns = |at: &usize| {
            let is_meant = addresses.get(at).is_none_or(|pattern| pattern.matches(&finding.resource.address));
            is_meant && reaches(*at)
        };
        let first = |group: usize| {
            let naming = all.get_mut(group)?.naming(&finding.policy.id);
            naming.iter().copied().find(&concerns)
        };
        groups.into_iter().filter_map(first).min()
    }
}

impl Terms {
    fn of(comments: &[Comment], members: &[usize]) -> Self {
        let mut terms = Self { ids: HashMap::new(), globs: Vec::new(), naming: HashMap::new() };
        for at in members {
            for pattern in comments.get(*at).into_iter().flat_map(|comment| &comment.policies) {
                terms.ids.entry(pattern.clone()).or_default().push(*at);
                terms.globs.extend(super::suppression::glob(pattern).map(|glob| (*at, glob)));
            }
        }
        terms
    }

    /// The comments that name `policy`, in order.
    fn naming(&mut self, policy: &str) -> Arc<[usize]> {
        if let Some(known) = self.naming.get(policy) {
            return Arc::clone(known);
        }
        let mut naming = self.ids.get(policy).cloned().unwrap_or_default();
        naming.extend(self.globs.iter().filter(|(_, glob)| glob.is_match(policy)).map(|(at, _)| *at));
        naming.sort_unstable();
        naming.dedup();
        let naming: Arc<[usize]> = naming.into();
        self.naming.insert(policy.to_owned(), Arc::clone(&naming));
        naming
    }
}
