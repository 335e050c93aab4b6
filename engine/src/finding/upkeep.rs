//! Findings about the suppressions themselves: without a reason, expired, or matching nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use super::{Comment, Finding, Fingerprint, Location, PLACEHOLDER, ResourceRef, State, Thresholds};
use crate::config::{Exception, Suppressions};
use crate::policy::{Confidence, Metadata, Scope, Severity};
use crate::resource::Platform;

/// What is wrong with a suppression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Upkeep {
    /// It gives no reason.
    Reasonless,
    /// Its day has passed.
    Expired,
    /// It excuses nothing, or cannot be understood.
    Unused,
}

impl Upkeep {
    /// All of them, in the order of their ids.
    pub const ALL: [Self; 3] = [Self::Reasonless, Self::Expired, Self::Unused];

    fn text(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Reasonless => (
                "BZ-001",
                "A suppression gives no reason",
                "Whoever reviews the excuse later cannot tell whether it still holds.",
                "Write the reason behind the bracket of the comment, or as `reason` of the exception.",
            ),
            Self::Expired => (
                "BZ-002",
                "A suppression has expired",
                "The finding it excused counts again from the day after.",
                "Fix the finding, or renew the excuse with a new `until`.",
            ),
            Self::Unused => (
                "BZ-003",
                "A suppression matches nothing",
                "A forgotten excuse hides the next finding at its place.",
                "Remove the suppression, or correct the policy id.",
            ),
        }
    }
}

/// Metadata of the three checks, in the order of [`Upkeep::ALL`].
static METADATA: LazyLock<Vec<Arc<Metadata>>> =
    LazyLock::new(|| Upkeep::ALL.into_iter().map(metadata).map(Arc::new).collect());

/// The metadata of the checks on suppressions, as of any policy.
#[must_use]
pub fn metadata_of(upkeep: Upkeep) -> Arc<Metadata> {
    Arc::clone(&METADATA[upkeep as usize])
}

fn metadata(upkeep: Upkeep) -> Metadata {
    let (id, title, description, remediation) = upkeep.text();
    Metadata {
        id: id.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        severity: Severity::Low,
        confidence: Confidence::High,
        platform: Platform::Kubernetes,
        kinds: vec!["suppression".to_owned()],
        scope: Scope::Resource,
        level: 2,
        pillar: "operations".to_owned(),
        layer: "Compliance & Risk".to_owned(),
        owner: "Security & Legal Team".to_owned(),
        supporting: Vec::new(),
        controls: vec!["M2O3".to_owned()],
        references: BTreeMap::new(),
        remediation: remediation.to_owned(),
        parameters: BTreeMap::new(),
        profile: None,
        unknown: None,
        deprecated: false,
        related_resources: Vec::new(),
        package: String::new(),
        format: None,
    }
}

/// What there is to say of the comments of a scan. `judged` says whether a policy of that id (or glob) ran, so that its
/// silence means something; `misnamed` what is wrong with an id that no policy has.
pub(crate) fn of_comments(
    comments: &[Comment],
    settings: &Suppressions,
    today: NaiveDate,
    judged: impl Fn(&str) -> bool,
    misnamed: impl Fn(&str) -> Option<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known: HashMap<&str, bool> = HashMap::new();
    // One annotation of a template or of values may be that of many objects.
    let identity = |comment: &'_ Comment| (comment.location.clone(), comment.policies.clone());
    let used: BTreeSet<_> =
        comments.iter().filter(|comment| comment.used && comment.peer.is_none()).map(identity).collect();
    let mut said = BTreeSet::new();
    // What other tools excuse, those look after.
    for comment in comments.iter().filter(|comment| comment.peer.is_none()) {
        if comment.object.is_some()
            && (!comment.used && used.contains(&identity(comment)) || !said.insert(identity(comment)))
        {
            continue;
        }
        let mut judged = |policy| *known.entry(policy).or_insert_with(|| judged(policy));
        let named = comment.policies.join(", ");
        let mut say =
            |upkeep, message: String| findings.push(finding(upkeep, message, &named, Some(comment.location.clone())));
        if let Some(fault) = &comment.fault {
            say(Upkeep::Unused, format!("the suppression cannot be understood: {fault}"));
            continue;
        }
        if comment.reason.is_empty() && settings.require_reason {
            say(Upkeep::Reasonless, format!("the suppression of {named} gives no reason"));
        }
        if let (true, Some(until)) = (comment.expired(today), comment.until) {
            say(Upkeep::Expired, format!("the suppression of {named} expired on {until}"));
        } else if settings.report_unused {
            let misnamed = comment.policies.iter().find_map(|policy| misnamed(policy));
            let mut is_unused = || !comment.used && comment.policies.iter().all(|policy| judged(policy.as_str()));
            let told = misnamed.or_else(|| is_unused().then(|| format!("of {named} matches no finding")));
            if let Some(told) = told {
                say(Upkeep::Unused, format!("the suppression {told}"));
            }
        }
    }
    findings
}

/// What there is to say of the exceptions of the configuration. `judged` says whether the scan covered the project with
/// the policies of that id or glob, so that an unused exception is known to be so.
pub(crate) fn of_exceptions(
    exceptions: &[Exception],
    used: &[bool],
    settings: &Suppressions,
    today: NaiveDate,
    judged: impl Fn(&str) -> bool,
    place: impl Fn(usize) -> Option<Location>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, (exception, used)) in exceptions.iter().zip(used).enumerate() {
        let mut say = |upkeep, message: String| {
            findings.push(finding(upkeep, message, &format!("{}#{index}", exception.policy), place(index)))
        };
        let named = &exception.policy;
        if ["", PLACEHOLDER].contains(&exception.reason.trim()) && settings.require_reason {
            say(Upkeep::Reasonless, format!("the exception for {named} gives no reason"));
        }
        match exception.until {
            Some(until) if until.0 < today => {
                say(Upkeep::Expired, format!("the exception for {named} expired on {}", until.0))
            }
            _ if !used && settings.report_unused && judged(named) => {
                say(Upkeep::Unused, format!("the exception for {named} matches no finding"))
            }
            _ => {}
        }
    }
    findings
}

fn finding(upkeep: Upkeep, message: String, key: &str, location: Option<Location>) -> Finding {
    let policy = metadata_of(upkeep);
    let file =
        location.as_ref().map_or_else(|| Arc::from(crate::config::FILE_NAME), |location| Arc::clone(&location.file));
    Finding {
        severity: policy.severity,
        owner: policy.owner.clone(),
        message,
        resource: ResourceRef {
            platform: policy.platform,
            kind: "suppression".to_owned(),
            group: None,
            namespace: None,
            address: file.to_string(),
        },
        declared: None,
        occurrences: Vec::new(),
        path: Vec::new(),
        fingerprint: Fingerprint::new(&policy.id, &file, &file, None, &Vec::new(), Some(key)),
        unit: file,
        location,
        related: Vec::new(),
        shown_at: Vec::new(),
        environments: Vec::new(),
        state: State::New,
        depends_on: None,
        thresholds: Thresholds::default(),
        steps: Vec::new(),
        fix: None,
        openers: Vec::new(),
        places: Vec::new(),
        policy,
    }
}
