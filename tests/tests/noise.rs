//! How often the bundled policies speak up on real documents: none may cry wolf, and what they say of secrets is known.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use bartizan_engine::files::path::ROOT;
use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::{Finding, Scan, State};
use bartizan_engine::policy::{Policy, Scope, Severity};
use bartizan_engine::resource::PathElement;
use bartizan_engine::session::{Options, Session};
use bartizan_tests::corpus;
use chrono::NaiveDate;
use serde::Deserialize;

/// A session over a folder of the corpus, without any configuration.
fn session(folder: &Path, select: &[&str]) -> Session {
    let files = Files::new(folder.to_owned(), Limits::default()).unwrap();
    let options = Options {
        skip_config: true,
        today: NaiveDate::from_ymd_opt(2026, 1, 2),
        select: select.iter().map(|pattern| (*pattern).to_owned()).collect(),
        ..Options::default()
    };
    Session::open(files, options).unwrap()
}

/// What counts as found: neither excused nor undetermined.
fn found(scan: &Scan) -> impl Iterator<Item = &Finding> {
    scan.findings.iter().filter(|finding| finding.state == State::New)
}

/// The file that a finding stands in.
fn file(finding: &Finding) -> Option<&str> {
    finding.location.as_ref().map(|location| &*location.file)
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// How many files a policy concerns.
#[derive(Default)]
struct Share {
    /// Files that hold one of its kinds.
    hold: usize,
    /// Files in which it finds a fault.
    fires: usize,
}

impl Share {
    /// Does it speak up so often that nobody listens? Above a quarter of the files where it stops a release (critical or
    /// high), above half of them elsewhere.
    fn is_noisy(&self, severity: Severity) -> bool {
        let bearable = if severity >= Severity::High { 4 } else { 2 };
        self.fires * bearable > self.hold
    }
}

/// The share of each policy of the default profile, over the files of `folder`.
fn shares(session: &Session, folder: &Path) -> BTreeMap<String, (Severity, Share)> {
    let whole = session.check(&[ROOT.into()]);
    let mut fires: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in found(&whole) {
        fires.entry(&finding.policy.id).or_default().extend(file(finding));
    }
    let mut held: Vec<_> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        held.push(session.check(&[Arc::from(name)]).kinds);
    }
    let share = |policy: &Policy| {
        let holds = |kinds: &&BTreeMap<_, _>| {
            kinds
                .keys()
                .any(|(platform, selector): &(_, String)| *platform == policy.platform && policy.judges(selector))
        };
        let fires = fires.get(&*policy.id).map_or(0, BTreeSet::len);
        Share { hold: held.iter().filter(holds).count(), fires }
    };
    session
        .policies_in_force()
        .map(|given| (given.policy.id.to_string(), (given.severity, share(given.policy))))
        .collect()
}

#[test]
fn no_policy_cries_wolf() {
    let Some(folder) = corpus().map(|folder| folder.join("manifests")) else { return };
    let mut reasons: BTreeMap<String, String> = read("noise.toml");
    let mut faults = Vec::new();
    for (id, (severity, share)) in shares(&session(&folder, &[]), &folder) {
        let Share { hold, fires } = share;
        let reason = reasons.remove(&id);
        match (share.is_noisy(severity), reason) {
            (true, None) => faults.push(format!("{id} ({severity:?}) fires on {fires} of {hold} files")),
            (false, Some(_)) => {
                faults.push(format!("{id} fires on {fires} of {hold} files: noise.toml need not name it"))
            }
            (true, Some(reason)) if reason.trim().is_empty() => {
                faults.push(format!("noise.toml gives no reason for {id}"))
            }
            _ => {}
        }
    }
    faults.extend(reasons.keys().map(|id| format!("noise.toml names {id}, which is not in the default profile")));
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Findings of one policy, and why they are right.
#[derive(Deserialize)]
struct Explained {
    policy: String,
    because: String,
    /// `file resource path` of each.
    hits: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Secrets {
    explained: Vec<Explained>,
}

fn step(element: &PathElement) -> String {
    match element {
        PathElement::Index(index) => index.to_string(),
        PathElement::Key(key) => key.clone(),
    }
}

/// A scan of the whole corpus by the policies of secrets and of what a cluster lacks, made once.
fn whole() -> Option<&'static Scan> {
    static SCAN: OnceLock<Scan> = OnceLock::new();
    let folder = corpus()?;
    let policies = ["SEC-*", "OPS-*", "MESH-*", "K8S-022", "K8S-03*", "VC-001"];
    Some(SCAN.get_or_init(|| session(&folder, &policies).check(&[ROOT.into()])))
}

#[test]
fn every_secret_found_is_explained() {
    let Some(scan) = whole() else { return };
    let of_secrets = found(scan).filter(|finding| finding.policy.id.starts_with("SEC-"));
    let hits = of_secrets.map(|finding| {
        let path: Vec<String> = finding.path.iter().map(step).collect();
        let place = file(finding).unwrap_or_default();
        format!("{} {place} {} {}", finding.policy.id, finding.resource.address, path.join("."))
    });
    let hits: BTreeSet<String> = hits.collect();
    let secrets: Secrets = read("secrets.toml");
    let mut explained = BTreeSet::new();
    for Explained { policy, because, hits } in &secrets.explained {
        assert!(!because.trim().is_empty(), "{policy} is explained by nothing");
        explained.extend(hits.iter().map(|hit| format!("{policy} {hit}")));
    }
    let (new, gone): (Vec<_>, Vec<_>) = (hits.difference(&explained).collect(), explained.difference(&hits).collect());
    assert!(new.is_empty() && gone.is_empty(), "not explained: {new:#?}\nexplained, but not found: {gone:#?}");
}

/// Nothing tells that the files are all of a cluster: `[fleet] complete` would.
#[test]
fn absence_is_not_reported_of_an_undeclared_fleet() {
    let Some(scan) = whole() else { return };
    let (said, unsaid): (Vec<_>, Vec<_>) = scan
        .findings
        .iter()
        .filter(|finding| finding.policy.scope == Scope::Fleet)
        .partition(|finding| finding.state == State::New);
    let said: Vec<_> = said.iter().map(|finding| (&finding.policy.id, &finding.message)).collect();
    assert!(said.is_empty(), "{said:#?}");
    for id in ["OPS-001", "OPS-005", "OPS-019", "OPS-020", "OPS-030", "MESH-001", "K8S-022", "K8S-036"] {
        assert!(unsaid.iter().any(|finding| finding.policy.id == id), "{id} is not even undetermined");
    }
}
