//! Policies say the same of real documents on our evaluator and on OPA.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and says what it skips")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use bartizan_engine::config::Config;
use bartizan_engine::discover::{DocumentCache, ParsedFile, Request, Unit, UnitKind, discover};
use bartizan_engine::files::{Files, Limits as FileLimits};
use bartizan_engine::policy::{Pack, Parameters, Policy, Profile, Scope, Selection, SelectionRules};
use bartizan_engine::rego::{Evaluator, Limits, Outcome, Verdict, resource_input};
use bartizan_engine::resource::Resource;
use bartizan_engine::source::Document;
use bartizan_engine::{keycloak, kubernetes, terraform};
use bartizan_tests::{corpus, opa};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// What one policy said of one case: its rule and the element, without what only one of the two evaluators keeps.
type Said = BTreeSet<String>;

#[test]
fn outcomes_on_the_corpus_equal_those_of_opa() {
    let (Some(corpus), Some(opa)) = (corpus(), opa()) else { return };
    let pack = Arc::new(Pack::bundled());
    let rules = SelectionRules { profile: Profile::Strict, ..SelectionRules::default() };
    let selection = Selection::new(&pack, &rules).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
    let parameters = Parameters::default();
    let evaluator =
        Evaluator::new(Arc::clone(&pack), &selection, parameters.clone(), Limits::default(), today).unwrap();

    let mut cases = Vec::new();
    let mut ours: BTreeMap<(usize, String), Said> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for resource in resources(&corpus) {
        let judges = |policy: &&Policy| {
            policy.scope == Scope::Resource
                && policy.platform == resource.platform
                && policy.judges(&resource.selector())
        };
        let policies: Vec<&Policy> = pack.policies().iter().filter(judges).collect();
        let merged: BTreeMap<_, _> = policies.iter().flat_map(|policy| parameters.of(policy)).collect();
        let input = resource_input(&resource, &merged, true).unwrap();
        if policies.is_empty() || !seen.insert(input.to_string()) {
            continue;
        }
        for outcome in evaluator.resource(&resource, true).iter() {
            ours.entry((cases.len(), outcome.policy.clone())).or_default().insert(said(outcome));
        }
        let ids: BTreeMap<&str, bool> = policies.iter().map(|policy| (&*policy.id, true)).collect();
        cases.push(json!({"policies": ids, "input": input}));
    }
    let theirs = by_opa(&opa, &pack, &cases);
    assert!(cases.len() > 100, "the corpus holds only {} resources", cases.len());
    let mut differences = String::new();
    for key in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        if ours.get(key) != theirs.get(key) {
            let address = &cases[key.0]["input"]["address"];
            writeln!(differences, "{} {address}\n  ours {:?}\n  OPA  {:?}", key.1, ours.get(key), theirs.get(key))
                .unwrap();
        }
    }
    println!("{} resources, {} answers", cases.len(), ours.len());
    assert!(differences.is_empty(), "{differences}");
}

fn said(outcome: &Outcome) -> String {
    match &outcome.verdict {
        Verdict::Deny { message, path, key, .. } => json!(["deny", message, path, key]),
        Verdict::Undetermined { path, reason } => json!(["undetermined", reason, path]),
        Verdict::Failed { message } => json!(["failed", message]),
    }
    .to_string()
}

/// Asks OPA, in one process, for the answers to all `cases`.
fn by_opa(opa: &Path, pack: &Pack, cases: &[Value]) -> BTreeMap<(usize, String), Said> {
    let folder = tempfile::tempdir().unwrap();
    let mut module = "package bartizan.differential\n\n".to_owned();
    for policy in pack.policies().iter().filter(|policy| policy.scope == Scope::Resource) {
        for rule in ["deny", "undetermined"] {
            if policy.text.lines().any(|line| line.starts_with(&format!("{rule} "))) {
                let (id, package) = (&policy.id, &policy.package);
                write!(
                    module,
                    "answers contains [i, \"{id}\", \"{rule}\", value] if {{\n\tsome i, c in data.cases\n\tc.policies[\"{id}\"]\n\
                     \tsome value in data.{package}.{rule} with input as c.input\n}}\n\n"
                )
                .unwrap();
            }
        }
    }
    std::fs::write(folder.path().join("differential.rego"), module).unwrap();
    std::fs::write(folder.path().join("cases.json"), json!({"cases": cases}).to_string()).unwrap();
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let done = Command::new(opa)
        .args(["eval", "--format", "raw", "--data"])
        .arg(policies)
        .arg("--data")
        .arg(folder.path())
        .arg("data.bartizan.differential.answers")
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    let answers: Vec<(usize, String, String, Value)> = serde_json::from_slice(&done.stdout).unwrap();
    let mut theirs: BTreeMap<(usize, String), Said> = BTreeMap::new();
    for (case, policy, rule, value) in answers {
        let said = match &*rule {
            "deny" => json!(["deny", value["message"], value["path"], value["key"]]),
            _ => json!(["undetermined", value["reason"], value["path"]]),
        };
        theirs.entry((case, policy)).or_default().insert(said.to_string());
    }
    theirs
}

/// Every resource of the corpus.
fn resources(corpus: &Path) -> Vec<Resource> {
    let files = Files::new(corpus.to_owned(), FileLimits::default()).unwrap();
    let found = discover(&files, &DocumentCache::new(), &Request::new(vec![".".into()], Default::default()));
    found.units.iter().flat_map(unit_resources).collect()
}

fn unit_resources(unit: &Unit) -> Vec<Resource> {
    let config = Config::default();
    let documents =
        unit.files.iter().flat_map(|file| file.parsed.documents.iter().map(move |document| (file, document)));
    let realms = || {
        let of = |(file, document): (&Arc<ParsedFile>, &Document)| keycloak::realms(&document.root, &file.source).0;
        keycloak::read_realm(&documents.clone().flat_map(of).collect::<Vec<_>>(), &config).0
    };
    match unit.kind {
        UnitKind::TerraformPlan => {
            documents.clone().flat_map(|(_, document)| terraform::read_plan(document, &config).0).collect()
        }
        UnitKind::Manifests => kubernetes::read(&unit.files, &config).0.into_iter().chain(realms()).collect(),
        UnitKind::Realm => realms(),
    }
}
