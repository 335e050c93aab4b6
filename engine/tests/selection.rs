//! Which policies run, with which parameters; and what is refused of a user's policies.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use bartizan_engine::policy::{Pack, Parameters, Profile, Selection, SelectionRules, Severity};
use common::policy;
use serde_json::json;

const KINDS: &str = "kinds: [bucket]";

/// What every policy has: a rule that answers.
const RULE: &str = "deny := set()";

/// Three policies of a user: of severity high, medium with little confidence, and low.
fn pack() -> Pack {
    let head = |rest: &str| format!("{KINDS}\n{rest}");
    let parameters = "parameters:\n  ports: {type: array, default: [22], description: D}\n  limit: {type: integer, default: 3, description: D}";
    let files = vec![
        policy("ACME-3", &head("severity: low"), RULE),
        policy("ACME-1", &head(&format!("severity: high\n{parameters}")), RULE),
        policy("ACME-20", &head("severity: medium\nconfidence: low"), RULE),
    ];
    Pack::bundled().with_files(files).unwrap()
}

/// Ids and severities of the user's policies that run.
fn selected(rules: &SelectionRules) -> Vec<String> {
    let selection = Selection::new(&pack(), rules).unwrap();
    let own = selection.ids().filter(|id| id.starts_with("ACME"));
    own.map(|id| format!("{id} {}", selection.severity(id).unwrap().as_str())).collect()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

#[test]
fn profiles_patterns_and_severities_choose() {
    let rules = SelectionRules::default();
    assert_eq!(selected(&rules), ["ACME-1 high", "ACME-3 low"]);
    let rules = SelectionRules { profile: Profile::Strict, ..SelectionRules::default() };
    assert_eq!(selected(&rules), ["ACME-1 high", "ACME-20 medium", "ACME-3 low"]);
    let rules = SelectionRules { select: words(&["ACME-2?", "ACME-3"]), ..SelectionRules::default() };
    assert_eq!(selected(&rules), ["ACME-20 medium", "ACME-3 low"]);
    let rules = SelectionRules { select: words(&["ACME-*"]), ignore: words(&["@high"]), ..SelectionRules::default() };
    assert_eq!(selected(&rules), ["ACME-20 medium", "ACME-3 low"]);
    let severities = [("ACME-1", Some(Severity::Info)), ("ACME-*", Some(Severity::Critical)), ("ACME-3", None)];
    let severities = severities.map(|(pattern, severity)| (pattern.to_owned(), severity));
    let rules = SelectionRules { severities: BTreeMap::from(severities), ..SelectionRules::default() };
    assert_eq!(selected(&rules), ["ACME-1 info"], "an id wins over a glob, and `off` leaves out");
}

#[test]
fn patterns_that_select_nothing_are_refused() {
    let rules = SelectionRules {
        select: words(&["ACME-9", "@loud"]),
        ignore: words(&["[", "ACME-*"]),
        severities: BTreeMap::from([("XYZ-*".to_owned(), None)]),
        ..SelectionRules::default()
    };
    let errors = Selection::new(&pack(), &rules).unwrap_err();
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "`ACME-9` in `select` matches no policy; did you mean `ACME-1`?",
            "`@loud` in `select` is not a policy id, a glob of ids or `@severity`",
            "`[` in `ignore` is not a policy id, a glob of ids or `@severity`",
            "`XYZ-*` in `severities` matches no policy",
        ]
    );
}

#[test]
fn parameters_stand_over_defaults() {
    let pack = pack();
    let given = |name: &str, value| BTreeMap::from([("ACME-1".to_owned(), BTreeMap::from([(name.to_owned(), value)]))]);
    let parameters = Parameters::new(&pack, &given("limit", json!(5))).unwrap();
    let merged = parameters.of(pack.get("ACME-1").unwrap());
    assert_eq!(json!(merged), json!({"limit": 5, "ports": [22]}));
    let error = |given| Parameters::new(&pack, &given).unwrap_err()[0].to_string();
    assert_eq!(error(given("limit", json!("5"))), "parameter `limit` of policy ACME-1 must be of type integer");
    assert_eq!(error(given("limits", json!(5))), "policy ACME-1 has no parameter `limits`; did you mean `limit`?");
    assert_eq!(error(given("colour", json!(5))), "policy ACME-1 has no parameter `colour`; it has limit, ports");
    let stranger = BTreeMap::from([("ACME-9".to_owned(), BTreeMap::new())]);
    assert_eq!(error(stranger), "parameters are set for ACME-9, which is no policy; did you mean `ACME-1`?");
}

#[test]
fn ids_and_packages_are_taken_once() {
    let bundled = Pack::bundled().policies()[0].id.to_string();
    let errors = |files| {
        let errors = Pack::bundled().with_files(files).unwrap_err();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
    };
    let found = errors(vec![policy(&bundled, KINDS, "")]);
    assert!(found.contains(&format!("policy id {bundled} is already that of ")), "{found}");
    let library = ("unknown.rego".to_owned(), "package bartizan.lib.unknown\n".to_owned());
    assert_eq!(errors(vec![library]), "unknown.rego: package bartizan.lib.unknown is already that of lib/unknown.rego");
    let (file, text) = policy("ACME-1", "severity: loud", "");
    assert_eq!(
        errors(vec![(file, text)]),
        "acme_1.rego:6: `custom.severity` must be one of critical, high, medium, low, info | \
         acme_1.rego:1: key `custom.kinds` is missing"
    );
}

#[test]
fn folders_are_read_without_their_tests() {
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = policy("ACME-1", KINDS, &format!("import data.acme.lib\n\n{RULE}"));
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    std::fs::write(folder.path().join("sub/a.rego"), text).unwrap();
    std::fs::write(folder.path().join("lib.rego"), "package acme.lib\n\nimport data.bartizan.lib.unknown\n").unwrap();
    std::fs::write(folder.path().join("a_test.rego"), "nonsense").unwrap();
    let pack = Pack::bundled().with_folders(&[folder.path()]).unwrap();
    assert!(pack.get("ACME-1").unwrap().file.ends_with("sub/a.rego"));
    assert_ne!(pack.hash(), Pack::bundled().hash());
    assert_eq!(Pack::bundled().with_folders(&[] as &[&str]).unwrap().hash(), Pack::bundled().hash());
    let missing = folder.path().join("missing");
    let errors = Pack::bundled().with_folders(&[&missing]).unwrap_err();
    assert!(errors[0].to_string().starts_with(&missing.display().to_string()), "{errors:?}");
    assert!(errors[0].help().is_some());
}
