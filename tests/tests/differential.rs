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
use bartizan_engine::rego::{Evaluator, Limits, Outcome, Verdict, resource_input, set_input};
use bartizan_engine::resource::{Platform, Resource};
use bartizan_engine::source::Document;
use bartizan_engine::terraform::source::SyntaxCache;
use bartizan_engine::{helm, keycloak, kubernetes, terraform};
use bartizan_tests::{corpus, opa};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// What one policy said of one case: its rule and the element, without what only one of the two evaluators keeps.
type Said = BTreeSet<String>;

/// Inputs, with what each policy that judges them said on our evaluator.
#[derive(Default)]
struct Cases {
    cases: Vec<Value>,
    ours: BTreeMap<(usize, String), Said>,
    seen: BTreeSet<String>,
}

impl Cases {
    /// Adds an input that `policies` judge, unless it is known; `outcomes` are ours.
    fn add(&mut self, policies: &[&Policy], input: Value, outcomes: &[Outcome]) {
        let ids: BTreeMap<&str, bool> = policies.iter().map(|policy| (&*policy.id, true)).collect();
        let case = json!({"policies": ids, "input": input});
        if policies.is_empty() || !self.seen.insert(case.to_string()) {
            return;
        }
        for outcome in outcomes.iter().filter(|outcome| ids.contains_key(&*outcome.policy)) {
            self.ours.entry((self.cases.len(), outcome.policy.clone())).or_default().insert(said(outcome));
        }
        self.cases.push(case);
    }

    /// Where OPA says something else.
    fn differences(&self, theirs: &BTreeMap<(usize, String), Said>) -> String {
        let mut differences = String::new();
        for key in self.ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
            let (ours, theirs) = (self.ours.get(key), theirs.get(key));
            if ours != theirs {
                let address = &self.cases[key.0]["input"]["address"];
                writeln!(differences, "{} {address}\n  ours {ours:?}\n  OPA  {theirs:?}", key.1).unwrap();
            }
        }
        differences
    }
}

/// The bundled policies, all of them, and an evaluator of them.
fn everything() -> (Arc<Pack>, Evaluator) {
    let pack = Arc::new(Pack::bundled());
    let rules = SelectionRules { profile: Profile::Strict, ..SelectionRules::default() };
    let selection = Selection::new(&pack, &rules).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
    let evaluator =
        Evaluator::new(Arc::clone(&pack), &selection, Parameters::default(), Limits::default(), today).unwrap();
    (pack, evaluator)
}

#[test]
fn answers_for_resources_equal_those_of_opa() {
    let (Some(corpus), Some(opa)) = (corpus(), opa()) else { return };
    let (pack, evaluator) = everything();
    let mut cases = Cases::default();
    for resource in units(&corpus).into_iter().flatten() {
        let judges = |policy: &&Policy| {
            policy.scope == Scope::Resource
                && policy.platform == resource.platform
                && policy.judges(&resource.selector())
        };
        let policies: Vec<&Policy> = pack.policies().iter().filter(judges).collect();
        let parameters: BTreeMap<_, _> = policies.iter().flat_map(|policy| Parameters::default().of(policy)).collect();
        let input = resource_input(&resource, &parameters, true).unwrap();
        cases.add(&policies, input, &evaluator.resource(&resource, true));
    }
    assert!(cases.cases.len() > 100, "the corpus holds only {} resources", cases.cases.len());
    let differences = cases.differences(&by_opa(&opa, &pack, &cases.cases));
    println!("{} resources, {} answers", cases.cases.len(), cases.ours.len());
    assert!(differences.is_empty(), "{differences}");
}

/// Each unit, and all of them as one fleet; taken for all there is, and for a part.
#[test]
fn answers_for_units_and_the_fleet_equal_those_of_opa() {
    let (Some(corpus), Some(opa)) = (corpus(), opa()) else { return };
    let (pack, evaluator) = everything();
    let mut cases = Cases::default();
    let units = units(&corpus);
    let whole: Vec<&Resource> = units.iter().flatten().collect();
    let parts = units.iter().map(|unit| (Scope::Unit, unit.iter().collect::<Vec<_>>()));
    for (scope, resources) in parts.chain([(Scope::Fleet, whole)]) {
        for (platform, complete) in PLATFORMS.into_iter().flat_map(|platform| [(platform, true), (platform, false)]) {
            let outcomes = evaluator.set(scope, platform, None, &resources, complete);
            for policy in pack.policies().iter().filter(|policy| policy.scope == scope && policy.platform == platform) {
                let is_member = |resource: &&Resource| {
                    (scope == Scope::Fleet || resource.platform == platform) && policy.judges(&resource.selector())
                };
                let members: Vec<&Resource> = resources.iter().copied().filter(is_member).collect();
                if members.is_empty() && scope == Scope::Unit {
                    continue;
                }
                let input = set_input(platform, None, &members, &Parameters::default().of(policy), complete).unwrap();
                cases.add(&[policy], input, &outcomes);
            }
        }
    }
    let differences = cases.differences(&by_opa(&opa, &pack, &cases.cases));
    println!("{} sets, {} answers", cases.cases.len(), cases.ours.len());
    assert!(differences.is_empty(), "{differences}");
    assert!(cases.ours.len() > 20, "only {} answers", cases.ours.len());
}

const PLATFORMS: [Platform; 3] = [Platform::Terraform, Platform::Kubernetes, Platform::Keycloak];

fn said(outcome: &Outcome) -> String {
    match &outcome.verdict {
        Verdict::Deny { message, path, key, .. } => json!(["deny", message, path, key, outcome.resource]),
        Verdict::Undetermined { path, reason } => json!(["undetermined", reason, path, outcome.resource]),
        Verdict::Failed { message } => json!(["failed", message]),
    }
    .to_string()
}

/// Asks OPA, in one process, for the answers to all `cases`.
fn by_opa(opa: &Path, pack: &Pack, cases: &[Value]) -> BTreeMap<(usize, String), Said> {
    let folder = tempfile::tempdir().unwrap();
    let mut module = "package bartizan.differential\n\n".to_owned();
    for policy in pack.policies() {
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
        let input = &cases[case]["input"];
        let resource = input.get("address").unwrap_or(&value["resource"]);
        let said = match &*rule {
            "deny" => json!(["deny", value["message"], value["path"], value["key"], resource]),
            _ => json!(["undetermined", value["reason"], value["path"], resource]),
        };
        theirs.entry((case, policy)).or_default().insert(said.to_string());
    }
    theirs
}

/// The resources of every unit of the corpus.
fn units(corpus: &Path) -> Vec<Vec<Resource>> {
    let files = Files::new(corpus.to_owned(), FileLimits::default()).unwrap();
    let found = discover(&files, &DocumentCache::new(), &Request::new(vec![".".into()], Default::default()));
    found.units.iter().map(|unit| unit_resources(&files, unit)).collect()
}

fn unit_resources(files: &Files, unit: &Unit) -> Vec<Resource> {
    let config = Config::default();
    let documents =
        unit.files.iter().flat_map(|file| file.parsed.documents.iter().map(move |document| (file, document)));
    let realms = || {
        let of = |(file, document): (&Arc<ParsedFile>, &Document)| keycloak::realms(&document.root, &file.source).0;
        keycloak::read_realm(&documents.clone().flat_map(of).collect::<Vec<_>>(), &config).0
    };
    match unit.kind {
        UnitKind::TerraformPlan | UnitKind::TerraformRoot if !unit.files.is_empty() => {
            documents.clone().flat_map(|(_, document)| terraform::read_plan(document, &config).0).collect()
        }
        UnitKind::Manifests => kubernetes::read(&unit.files, &config).0.into_iter().chain(realms()).collect(),
        UnitKind::Realm => realms(),
        UnitKind::Chart => unit
            .chart
            .as_deref()
            .map(|release| helm::read(files, release, &config, &[], &helm::Charts::default()).resources)
            .unwrap_or_default(),
        UnitKind::TerraformPlan | UnitKind::TerraformRoot => {
            let read = |root| terraform::source::read(files, root, &config, &SyntaxCache::default()).resources;
            unit.root.as_deref().map(read).unwrap_or_default()
        }
    }
}
