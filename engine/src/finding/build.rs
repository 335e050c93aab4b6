//! Verdicts to findings: the place, the fingerprint and the masked message of each.

use std::sync::Arc;

use super::{
    Dependency, Finding, Fingerprint, Location, Mask, Problem, ProblemKind, Related, ResourceRef, ShownAt, State,
    Thresholds,
};
use crate::policy::{Metadata, Severity};
use crate::rego::{self, Outcome, RelatedPath, Verdict};
use crate::resource::{Path, PathElement, Platform, Resource};
use crate::source::{RenderedKey, Sources, Span, ancestors, locate, locate_within, rendered};

/// Looks a policy of the run up by id, with the severity in force.
pub type PolicyLookup<'a> = &'a dyn Fn(&str) -> Option<(Arc<Metadata>, Severity)>;

/// What findings of one unit are built from.
pub struct Context<'a> {
    /// Path of the unit.
    pub unit: &'a Arc<str>,
    /// The files, by id.
    pub sources: Sources<'a>,
    /// The policies by id, with the severity in force.
    pub policies: PolicyLookup<'a>,
    /// The secrets of the unit.
    pub mask: &'a Mask,
}

/// What a finding concerns: `resource`, or else something of `platform`.
fn named(resource: Option<&Resource>, platform: Platform, address: &str) -> ResourceRef {
    let of_kubernetes = resource.filter(|resource| resource.platform == Platform::Kubernetes);
    ResourceRef {
        platform: resource.map_or(platform, |resource| resource.platform),
        kind: resource.map(|resource| resource.kind.clone()).unwrap_or_default(),
        group: of_kubernetes.and_then(|resource| resource.group.clone()),
        namespace: resource.and_then(|resource| resource.namespace.clone()),
        address: address.to_owned(),
    }
}

impl Context<'_> {
    /// The finding or the problem that an outcome stands for; `resource` is the resource it concerns, `others` finds
    /// further ones by address.
    pub fn finding<'r>(
        &self,
        outcome: &Outcome,
        resource: Option<&Resource>,
        others: &dyn Fn(&str) -> Option<&'r Resource>,
    ) -> Result<Finding, Box<Problem>> {
        let address =
            resource.map(|resource| resource.address.as_str()).or(outcome.resource.as_deref()).unwrap_or_default();
        let Some((policy, severity)) = (self.policies)(&outcome.policy) else {
            let message = format!("internal error: {} is not a policy of this run", outcome.policy);
            return Err(Box::new(self.failure(resource, message, ProblemKind::Internal)));
        };
        let (message, path, related, key, state): (&str, &Path, &[RelatedPath], Option<&str>, State) = match &outcome
            .verdict
        {
            Verdict::Deny { message, path, related, key, .. } => (message, path, related, key.as_deref(), State::New),
            Verdict::Undetermined { path, reason } => {
                (&policy.title, path, &[], None, State::Undetermined { reason: self.mask.message(reason, address) })
            }
            Verdict::Failed { message } => {
                let failure = self.failure(resource, format!("{}: {message}", outcome.policy), ProblemKind::Policy);
                return Err(Box::new(Problem { policy: Some(outcome.policy.clone()), ..failure }));
            }
        };
        let steps = match &outcome.verdict {
            Verdict::Deny { fix, .. } => fix.clone(),
            _ => Vec::new(),
        };
        let (mut location, alias) = resource.map_or((None, None), |resource| self.place(resource, path));
        if let (Some(resource), Verdict::Deny { within, .. }) = (resource, &outcome.verdict)
            && let Some((start, end)) = within.first()
        {
            let exact = locate_within(&resource.values, path, *start, *end, self.sources);
            location = exact.and_then(|span| self.location(span)).or(location);
        }
        let openers = match (resource, &location) {
            (Some(resource), Some(location)) => self.openers(resource, path, location),
            _ => Vec::new(),
        };
        let mut related: Vec<Related> =
            related.iter().filter_map(|at| self.related(at, resource, address, others)).collect();
        let places = [location.as_ref(), alias.as_ref()].into_iter().flatten().map(|location| location.span);
        let mut places: Vec<Span> = places.chain(resource.map(|resource| resource.head)).collect();
        let mut shown_at = Vec::new();
        if let Some(resource) = resource {
            let written = self.written(resource, path, location.as_ref());
            places.extend(written.places);
            related.extend(written.related);
            shown_at = written.shown_at;
        }
        related.extend(resource.zip(alias).map(|(resource, location)| Related { location, message: used(resource) }));
        Ok(Finding {
            severity,
            owner: policy.owner.clone(),
            message: self.mask.message(message, address),
            resource: named(resource, policy.platform, address),
            declared: resource.map(|resource| resource.head),
            occurrences: Vec::new(),
            path: path.clone(),
            location,
            related,
            shown_at,
            unit: Arc::clone(self.unit),
            fingerprint: Fingerprint::new(
                &outcome.policy,
                self.unit,
                resource.and_then(|resource| resource.identity.as_deref()).unwrap_or(address),
                resource.map(|resource| &resource.values),
                path,
                key,
            ),
            environments: resource.and_then(|resource| resource.environment.clone()).into_iter().collect(),
            state,
            openers,
            places,
            depends_on: None,
            thresholds: Thresholds::default(),
            steps,
            fix: None,
            policy,
        })
    }

    /// A place that an outcome depends on, in `resource`.
    pub(crate) fn dependency(&self, place: rego::Dependency, resource: Option<&Resource>) -> Dependency {
        // A key may have been taken from a value.
        let masked = |element: &PathElement| match element {
            PathElement::Key(key) => PathElement::Key(self.mask.message(key, &place.resource)),
            PathElement::Index(index) => PathElement::Index(*index),
        };
        Dependency {
            path: place.path.iter().map(masked).collect(),
            location: resource.and_then(|resource| self.place(resource, &place.path).0),
            absent: place.absent,
            decisive: place.decisive,
            resource: Some(place.resource),
        }
    }

    /// Where a path of a resource stands, and the alias through which it came there.
    fn place(&self, resource: &Resource, path: &Path) -> (Option<Location>, Option<Location>) {
        let place = locate(&resource.values, path, resource.head, self.sources);
        (self.location(place.span), place.alias.and_then(|alias| self.location(alias)))
    }

    /// The lines of `location`'s file on which a suppression comment counts: of the place, of what opens the blocks
    /// around it, and of the first key of the resource.
    fn openers(&self, resource: &Resource, path: &Path, location: &Location) -> Vec<u32> {
        let mut lines: Vec<u32> = ancestors(&resource.values, path, self.sources)
            .into_iter()
            .chain(resource.values.entries().next().map(|entry| entry.key_span))
            .filter_map(|span| self.location(span))
            .filter(|opener| opener.file == location.file)
            .map(|opener| opener.start.line)
            .chain([location.start.line])
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// The places of the template, of the keys of values and of the calls that `path` of `resource` was rendered from,
    /// and what opens the blocks around it.
    fn written(&self, resource: &Resource, path: &Path, location: Option<&Location>) -> WrittenBy {
        let mut written = WrittenBy::default();
        if resource.platform != Platform::Terraform && resource.derived_from.is_none() {
            written.places.extend(ancestors(&resource.values, path, self.sources));
            written.places.extend(resource.values.entries().next().map(|entry| entry.key_span));
        }
        let Some(rendered) = rendered(&resource.values, path, self.sources) else { return written };
        let keys = |keys: &[RenderedKey], verb: &str| {
            let said = |key: &RenderedKey| match key.archived {
                true => format!("the values can change this under `{}`", key.path),
                false => format!("{verb} `{}`", key.path),
            };
            keys.iter().filter_map(|key| Some((key.span?, said(key)))).collect::<Vec<_>>()
        };
        let does = if rendered.keys.is_empty() && rendered.archived { "written here" } else { "used here" };
        let template = rendered.template.map(|span| (span, does.to_owned()));
        let from = keys(&rendered.keys, "from");
        let calls = rendered.calls.iter().map(|span| (*span, "called from here".to_owned()));
        for (span, message) in template.into_iter().chain(from) {
            written.places.push(span);
            written.show(self.location(span), &message, location);
            written.add(self.location(span), message, location);
        }
        for (span, message) in calls {
            written.places.push(span);
            written.add(self.location(span), message, location);
        }
        let given = rendered.given.map(|span| (span, "the value is that of the rendered text".to_owned()));
        for (span, message) in keys(&rendered.condition, "decided by").into_iter().chain(given) {
            written.add(self.location(span), message, location);
        }
        written
    }

    fn location(&self, span: Span) -> Option<Location> {
        (self.sources)(span.source).map(|source| Location::new(&source, span))
    }

    fn related<'r>(
        &self,
        at: &RelatedPath,
        resource: Option<&Resource>,
        address: &str,
        others: &dyn Fn(&str) -> Option<&'r Resource>,
    ) -> Option<Related> {
        let subject = match &at.resource {
            Some(address) => others(address),
            None => None,
        };
        let location = match (subject, &at.resource) {
            (Some(other), _) => self.place(other, &at.path).0,
            (None, None) => self.place(resource?, &at.path).0,
            (None, Some(_)) => None,
        }?;
        Some(Related { location, message: self.mask.message(&at.message, address) })
    }

    fn failure(&self, resource: Option<&Resource>, message: String, kind: ProblemKind) -> Problem {
        let location = resource.and_then(|resource| self.location(resource.head));
        Problem {
            file: Some(location.as_ref().map_or_else(|| Arc::clone(self.unit), |location| Arc::clone(&location.file))),
            policy: None,
            location,
            kind,
            message: self.mask.message(&message, ""),
            help: Some("The other policies were evaluated; this one gave no answer here.".to_owned()),
        }
    }
}

/// How a template came to write what a finding is about.
#[derive(Default)]
struct WrittenBy {
    related: Vec<Related>,
    /// Those at which an editor shows the finding too.
    shown_at: Vec<ShownAt>,
    /// Places whose suppression comments count.
    places: Vec<Span>,
}

/// What stands at the place from which a value of `resource` refers to where it is written.
fn used(resource: &Resource) -> String {
    let is_terraform = resource.platform == Platform::Terraform || resource.derived_from.is_some();
    if is_terraform { format!("used here, in `{}`", resource.address) } else { "reached through this alias".to_owned() }
}

impl WrittenBy {
    /// Has the finding shown at a place, unless it stands there itself.
    fn show(&mut self, location: Option<Location>, message: &str, finding: Option<&Location>) {
        let apart = |location: &Location| finding.is_none_or(|finding| !overlap(location.span, finding.span));
        if let Some(location) = location.filter(apart) {
            let place = Related { location, message: message.to_owned() };
            self.shown_at.push(ShownAt { place, is_faulty: false });
        }
    }

    /// Adds a place unless it is that of the finding or of another.
    fn add(&mut self, location: Option<Location>, message: String, finding: Option<&Location>) {
        let Some(location) = location.filter(|location| Some(location) != finding) else { return };
        if !self.related.iter().any(|related| related.location == location) {
            self.related.push(Related { location, message });
        }
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a == b || a.source == b.source && a.start < b.end && b.start < a.end
}
