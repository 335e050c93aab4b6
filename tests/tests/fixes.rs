//! A fix mends its finding and nothing else: each of them by itself, and all of a place together, over real documents,
//! the examples and the fixtures. Among those is something to mend for every policy that offers a fix.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::{Finding, Scan, State};
use bartizan_engine::fix::{apply, choose};
use bartizan_engine::policy::{Pack, Policy, Profile, Scope};
use bartizan_engine::rego::{EditOp, FixStep};
use bartizan_engine::resource::{Path as ValuePath, PathElement};
use bartizan_engine::session::{Options, Session};
use bartizan_policies::rego_text::strip_comments;
use bartizan_tests::{corpus, policies};
use serde_json::Value;
use tempfile::TempDir;

/// Policies whose fix brings what another one reports, and why that is right.
const BROUGHT: [(&str, &str, &str); 13] = [
    ("K8S-047", "K8S-048", "what the firewall does with an attack is asked once there is one"),
    ("KC-004", "KC-005", "how many failures are too many is asked once they are counted"),
    ("KC-021", "KC-041", "a scope that was not in the file might have named the audience"),
    ("MESH-005", "MESH-007", "who may call whom is asked of namespaces of the mesh"),
    ("SEC-005", "SEC-008", "a Secret in the environment is the lesser fault; a file takes a change of the program"),
    ("TF-AWS-008", "TF-AWS-077", "a trail for all regions tells that the module sets up the account"),
    ("TF-AWS-008", "TF-AWS-078", "a trail for all regions tells that the module sets up the account"),
    ("TF-AWS-045", "SEC-009", "that the value is a secret is known once it is kept as one"),
    ("TF-GCP-026", "TF-GCP-026", "points in time are asked for once there are backups"),
    ("VC-001", "VC-013", "how credentials are issued is asked once they are"),
    ("VC-001", "VC-016", "how credentials are issued is asked once they are"),
    ("VC-001", "VC-020", "how credentials are issued is asked once they are"),
    ("VC-008", "VC-009", "how the status list is served is asked once there is one"),
];

/// Absence is concluded too, so that there is more to mend.
const CONFIG: &str = "[fleet]\ncomplete = [\"terraform\", \"kubernetes\", \"keycloak\"]\n";

/// What is judged together: the files of a folder.
struct Document {
    name: String,
    /// The policy for which it is there.
    policy: Option<String>,
    /// Files by path.
    files: Vec<(String, Vec<u8>)>,
}

/// Documents with something to mend for a policy.
fn fixtures() -> Vec<Document> {
    let files = [("terraform.txt", "main.tf"), ("kubernetes.txt", "objects.yaml"), ("keycloak.txt", "realm.json")];
    let mut found = Vec::new();
    for (cases, file) in files {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fixes").join(cases);
        let text = fs::read_to_string(path).unwrap();
        let cases = text.split("=== ").skip(1).map(|case| case.split_once('\n').unwrap());
        found.extend(cases.map(|(policy, text)| Document {
            name: policy.to_owned(),
            policy: Some(policy.to_owned()),
            files: vec![(file.to_owned(), text.into())],
        }));
    }
    found
}

/// Documents at hand.
fn documents() -> Vec<Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut whole = vec![root.join("examples"), root.join("tests/fixtures/terraform")];
    let mut single = vec![root.join("tests/fixtures/explain"), root.join("tests/fixtures/foreign/input")];
    if let Some(corpus) = corpus() {
        whole.push(corpus.join("pairs"));
        single.extend(["manifests", "realms"].map(|folder| corpus.join(folder)));
    }
    let mut found = Vec::new();
    for folder in whole.iter().flat_map(|folder| below(folder)).filter(|path| path.is_dir()) {
        let mut files = Vec::new();
        gather(&folder, &folder, &mut files);
        found.push(Document { name: name_of(&folder), policy: None, files });
    }
    for file in single.iter().flat_map(|folder| below(folder)).filter(|path| is_wanted(path)) {
        let files = vec![(name_of(&file), fs::read(&file).unwrap())];
        found.push(Document { name: name_of(&file), policy: None, files });
    }
    found
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for path in below(folder) {
        if path.is_dir() {
            gather(root, &path, files);
        } else if is_wanted(&path) {
            files.push((path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()));
        }
    }
}

/// Plans are not edited, and what has one waits for the next. A file of mere definitions takes long and mends nothing.
fn is_wanted(path: &Path) -> bool {
    let is_text = [".tf", ".tfvars", ".yaml", ".yml", ".json"].iter().any(|end| name_of(path).ends_with(end));
    let is_short = fs::metadata(path).unwrap().len() < 1_000_000;
    path.is_file() && is_text && is_short && !name_of(path).contains("plan")
}

/// A place of a session: where a document is copied to.
struct Place {
    name: String,
    policy: Option<String>,
    folder: Arc<str>,
}

/// Copies of documents, each in a folder of its own.
struct Copies {
    session: Session,
    places: Vec<Place>,
    _folder: TempDir,
}

impl Copies {
    fn new(documents: Vec<Document>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::write(root.join("bartizan.toml"), CONFIG).unwrap();
        // What is asked of the whole project is asked of the only one.
        let is_only = documents.len() == 1;
        let mut places = Vec::new();
        for (number, document) in documents.into_iter().enumerate() {
            let place = if is_only { ".".to_owned() } else { format!("{number:03}") };
            for (path, text) in document.files {
                let copy = root.join(&place).join(path);
                fs::create_dir_all(copy.parent().unwrap()).unwrap();
                fs::write(copy, text).unwrap();
            }
            places.push(Place { name: document.name, policy: document.policy, folder: place.into() });
        }
        let options = Options { profile: Some(Profile::Strict), is_told: true, ..Options::default() };
        let session = Session::open(Files::new(root, Limits::default()).unwrap(), options).unwrap();
        Self { session, places, _folder: folder }
    }
}

/// What makes it the same finding after an edit.
fn identity(finding: &Finding) -> (&str, &str) {
    (&finding.policy.id, &finding.fingerprint.exact)
}

/// The same where an element before it in a list came or went.
fn likeness(finding: &Finding) -> (&str, &str, &str) {
    (&finding.policy.id, &finding.resource.address, &finding.message)
}

fn new(scan: &Scan) -> impl Iterator<Item = &Finding> {
    scan.findings.iter().filter(|finding| finding.state == State::New)
}

fn applicable(scan: &Scan) -> impl Iterator<Item = &Finding> {
    new(scan).filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.is_applicable(true)))
}

/// What two fixes have in common that need not both be tried.
fn shape(finding: &Finding) -> String {
    let file = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.location.file.rsplit('.').next()).next();
    let step = |step: &FixStep| {
        let path = step.path.iter().map(|element| match element {
            PathElement::Key(key) => key.clone(),
            PathElement::Index(_) => "*".to_owned(),
        });
        format!("{:?} {}", step.op, path.collect::<Vec<_>>().join("."))
    };
    let steps: Vec<_> = finding.steps.iter().map(step).collect();
    format!("{} {file:?} {}", finding.policy.id, steps.join(", "))
}

/// What the resources of a place say, by address.
fn values(session: &Session, folder: &Arc<str>) -> BTreeMap<String, Value> {
    let (inputs, _) = session.inputs(&[Arc::clone(folder)]);
    let of = |input: Value| Some((input.get("address")?.as_str()?.to_owned(), input.get("values")?.clone()));
    inputs.into_iter().filter_map(of).collect()
}

/// Paths at which two values differ, as deep as it can be said.
fn differences(before: &Value, after: &Value, at: &ValuePath, found: &mut Vec<ValuePath>) {
    let deeper = |element: PathElement| at.iter().cloned().chain([element]).collect::<ValuePath>();
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
                let side = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                differences(&side(before), &side(after), &deeper(PathElement::Key(key.clone())), found);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                differences(before, after, &deeper(PathElement::Index(index)), found);
            }
        }
        _ if before != after => found.push(at.clone()),
        _ => {}
    }
}

/// Does a change at `path` follow from a step? Lists that grow or shrink differ as wholes.
fn follows(path: &[PathElement], steps: &[FixStep]) -> bool {
    steps.iter().any(|step| path.iter().zip(&step.path).all(|(changed, wanted)| changed == wanted))
}

/// A finding of a place as it was, and the place after its fix alone.
struct Trial<'a> {
    finding: &'a Finding,
    before: &'a Scan,
    after: Scan,
    values_before: &'a BTreeMap<String, Value>,
    values_after: BTreeMap<String, Value>,
}

impl<'a> Trial<'a> {
    fn new(
        session: &mut Session,
        place: &Place,
        (before, values_before): (&'a Scan, &'a BTreeMap<String, Value>),
        finding: &'a Finding,
    ) -> Self {
        let (_, changes) = choose(&finding.fix.iter().collect::<Vec<_>>());
        for (file, changes) in &changes {
            let text = apply(&session.source(file).unwrap().text, changes);
            session.set_overlay(file, text.into());
        }
        let after = session.check(&[Arc::clone(&place.folder)]);
        let values_after = values(session, &place.folder);
        for file in changes.keys() {
            session.remove_overlay(file);
        }
        Self { finding, before, after, values_before, values_after }
    }

    /// What the fix does wrong.
    fn faults(&self) -> Vec<String> {
        let mut faults = self.changes();
        if self.after.problems.len() > self.before.problems.len() {
            faults.push(format!("a fault: {:?}", self.after.problems));
        }
        let known: BTreeSet<_> = new(self.before).map(likeness).collect();
        let brought = new(&self.after).filter(|found| !known.contains(&likeness(found)) && !self.may_bring(found));
        faults.extend(brought.map(|found| format!("brings {} {}", found.policy.id, found.headline())));
        let same: Vec<_> =
            self.after.findings.iter().filter(|found| identity(found) == identity(self.finding)).collect();
        // What moved up in a list may have its place.
        let is_open = |found: &Finding| found.state == State::New && likeness(found) == likeness(self.finding);
        if same.iter().any(|found| is_open(found)) {
            faults.push("it is reported still".to_owned());
        }
        if same.iter().any(|found| matches!(found.state, State::Undetermined { .. })) {
            faults.push("it is undetermined now".to_owned());
        }
        faults
    }

    fn may_bring(&self, found: &Finding) -> bool {
        BROUGHT.iter().any(|(fixed, brought, _)| *fixed == self.finding.policy.id && *brought == found.policy.id)
    }

    /// What says something else than the steps ask for.
    fn changes(&self) -> Vec<String> {
        let Self { finding, values_before, values_after, .. } = self;
        let adds = finding.steps.iter().any(|step| step.op == EditOp::AddResource);
        let mut faults = Vec::new();
        for (address, after) in values_after {
            let mut changed = Vec::new();
            match values_before.get(address) {
                Some(before) => differences(before, after, &ValuePath::new(), &mut changed),
                None if adds => {}
                None => faults.push(format!("{address} is new")),
            }
            let subject = &*finding.resource.address;
            // What is wrong with all that a block makes is mended in all of it.
            if address == subject || finding.occurrences.iter().any(|other| other.address == *address) {
                changed.retain(|path| !follows(path, &finding.steps));
            } else if subject.starts_with(&format!("{address}/")) {
                // A realm holds its clients.
                changed.retain(|path| !(1..path.len()).any(|at| follows(&path[at..], &finding.steps)));
            } else if address.starts_with(&format!("{subject}/")) {
                // And a client is in its realm.
                let steps = finding.steps.iter();
                let wanted: Vec<_> = steps.flat_map(|step| (1..step.path.len()).map(|at| &step.path[at..])).collect();
                changed.retain(|path| !wanted.iter().any(|wanted| path.starts_with(wanted)));
            }
            faults.extend(changed.iter().map(|path| format!("changes {address} at {path:?}")));
        }
        let gone = values_before.keys().filter(|address| !values_after.contains_key(*address));
        faults.extend(gone.map(|address| format!("{address} is gone")));
        faults
    }
}

/// What goes wrong when all that can be mended in a place is, and how much that is.
fn faults_together(session: &mut Session, place: &Place) -> (usize, Vec<String>) {
    let paths = [Arc::clone(&place.folder)];
    let fixed = session.fix(&paths, true);
    let mut faults: Vec<_> = fixed.undone.iter().map(|problem| problem.message.clone()).collect();
    let left = session.check(&paths);
    faults.extend(applicable(&left).map(|finding| format!("{} is left: {}", finding.policy.id, finding.headline())));
    let again = session.fix(&paths, true);
    if again.mended > 0 || !again.files.is_empty() {
        faults.push(format!("{} more are mended in another run", again.mended));
    }
    (fixed.mended, faults)
}

/// What goes wrong with the fixes of the documents; `seen` holds the shapes that were tried.
fn faults_of(documents: Vec<Document>, seen: &mut BTreeSet<String>) -> String {
    let Copies { mut session, places, _folder } = Copies::new(documents);
    let (mut failed, mut mended) = (String::new(), 0);
    for place in &places {
        let before = session.check(&[Arc::clone(&place.folder)]);
        let is_meant = |finding: &&Finding| place.policy.as_ref().is_none_or(|policy| *policy == finding.policy.id);
        let meant: Vec<_> = applicable(&before).filter(is_meant).collect();
        if place.policy.is_some() && meant.is_empty() {
            failed.push_str(&format!("{}: a fixture in which there is nothing to mend\n", place.name));
        }
        let tried: Vec<_> = meant.into_iter().filter(|finding| seen.insert(shape(finding))).collect();
        let said = if tried.is_empty() { BTreeMap::new() } else { values(&session, &place.folder) };
        for finding in tried {
            let title = &finding.fix.as_ref().unwrap().title;
            for fault in Trial::new(&mut session, place, (&before, &said), finding).faults() {
                let headline = format!("{} {} ({title})", finding.policy.id, finding.headline());
                failed.push_str(&format!("{}: {headline}: {fault}\n", place.name));
            }
        }
        let (number, faults) = faults_together(&mut session, place);
        mended += number;
        failed.extend(faults.iter().map(|fault| format!("{} together: {fault}\n", place.name)));
    }
    if mended == 0 {
        failed.push_str("nothing was mended\n");
    }
    failed
}

#[test]
fn fixes_in_documents_mend_their_finding_and_nothing_else() {
    let mut seen = BTreeSet::new();
    let failed = faults_of(documents(), &mut seen);
    assert!(failed.is_empty(), "{failed}");
    assert!(seen.len() >= 50, "{seen:#?}");
}

#[test]
fn fixes_in_fixtures_mend_their_finding_and_nothing_else() {
    let pack = Pack::bundled();
    let is_of_fleet = |document: &Document| {
        let policy = document.policy.as_ref().and_then(|id| pack.get(id));
        policy.unwrap().scope == Scope::Fleet
    };
    let (of_fleet, others): (Vec<_>, Vec<_>) = fixtures().into_iter().partition(is_of_fleet);
    let mut seen = BTreeSet::new();
    let mut failed = faults_of(others, &mut seen);
    failed.extend(of_fleet.into_iter().map(|document| faults_of(vec![document], &mut seen)));
    assert!(failed.is_empty(), "{failed}");
}

/// Does a policy say anywhere how to mend what it finds?
fn has_fix(policy: &Policy) -> bool {
    let text = strip_comments(&fs::read_to_string(policies().join(&*policy.file)).unwrap());
    text.contains("\"fix\"")
}

#[test]
fn every_policy_with_a_fix_has_a_fixture() {
    let given: BTreeSet<_> = fixtures().into_iter().filter_map(|document| document.policy).collect();
    let pack = Pack::bundled();
    let offering = pack.policies().iter().filter(|policy| has_fix(policy)).map(|policy| policy.id.to_string());
    let offering: BTreeSet<_> = offering.collect();
    let missing: Vec<_> = offering.difference(&given).collect();
    assert!(missing.is_empty(), "no fixture in tests/fixtures/fixes: {missing:?}");
    let lost: Vec<_> = given.difference(&offering).collect();
    assert!(lost.is_empty(), "these offer no fix any more: {lost:?}");
}
