//! What the evaluator promises, on policies made for it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bartizan_engine::policy::{Pack, Parameters, PolicyError, Scope, Selection, SelectionRules};
use bartizan_engine::rego::{EditOp, Evaluator, FixStep, Limits, Outcome, RelatedPath, STACK_BYTES, Safety, Verdict};
use bartizan_engine::resource::{Platform, Resource, Unknown};
use bartizan_engine::source::{Entry, Node, SourceId, Span, Value};
use chrono::NaiveDate;
use common::policy;
use serde_json::json;

fn span() -> Span {
    Span::new(SourceId(0), 0, 0)
}

fn node(json: &serde_json::Value) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Number(number.to_string().into()),
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => return Node::sequence(span(), items.iter().map(node).collect()),
        serde_json::Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| Entry::new(key.as_str(), span(), node(value)));
            return Node::mapping(span(), entries.collect());
        }
    };
    Node::new(span(), value)
}

fn resource(kind: &str, name: &str, values: serde_json::Value) -> Resource {
    Resource::new(Platform::Terraform, kind, name, format!("{kind}.{name}"), node(&values), span())
}

fn evaluator_with(
    files: Vec<(String, String)>,
    parameters: &BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    limits: Limits,
) -> Result<Evaluator, Vec<PolicyError>> {
    let pack = Pack::bundled().with_files(files)?;
    let own = pack.policies().iter().filter(|policy| !policy.bundled).map(|policy| policy.id.to_string()).collect();
    let selection = Selection::new(&pack, &SelectionRules { select: own, ..Default::default() }).unwrap();
    let parameters = Parameters::new(&pack, parameters).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 1, 2).unwrap();
    Evaluator::new(Arc::new(pack), &selection, parameters, limits, today)
}

fn evaluator(files: Vec<(String, String)>) -> Evaluator {
    evaluator_with(files, &BTreeMap::new(), Limits::default()).unwrap()
}

fn faults(files: Vec<(String, String)>) -> Vec<String> {
    let result = evaluator_with(files, &BTreeMap::new(), Limits::default());
    result.err().unwrap().iter().map(ToString::to_string).collect()
}

/// `policy resource: verdict` of each outcome.
fn lines(outcomes: &[Outcome]) -> Vec<String> {
    let line = |outcome: &Outcome| {
        let verdict = match &outcome.verdict {
            Verdict::Deny { message, path, .. } => format!("deny {message} {}", serde_json::to_string(path).unwrap()),
            Verdict::Undetermined { path, reason } => {
                format!("undetermined {reason} {}", serde_json::to_string(path).unwrap())
            }
            Verdict::Failed { message } => format!("failed {message}"),
        };
        format!("{} {}: {verdict}", outcome.policy, outcome.resource.as_deref().unwrap_or("-"))
    };
    outcomes.iter().map(line).collect()
}

const BUCKET: &str = "kinds: [bucket]";

#[test]
fn answers_for_one_resource() {
    let evaluator = evaluator(vec![policy(
        "ACME-1",
        BUCKET,
        r#"import data.bartizan.lib.unknown

deny contains {"message": sprintf("acl %q", [input.values.acl]), "path": ["acl"]} if input.values.acl != "private"

undetermined contains {"path": path, "reason": reason} if some path, reason in unknown.within(["acl"])"#,
    )]);
    let mut bucket = resource("bucket", "b", json!({"acl": "public"}));
    assert_eq!(lines(&evaluator.resource(&bucket, true)), [r#"ACME-1 bucket.b: deny acl "public" ["acl"]"#]);
    bucket.values = node(&json!({}));
    bucket.unknown = vec![Unknown { path: vec!["acl".into(), 0.into()], reason: "later".to_owned() }];
    assert_eq!(lines(&evaluator.resource(&bucket, true)), [r#"ACME-1 bucket.b: undetermined later ["acl",0]"#]);
    assert!(evaluator.resource(&resource("other", "o", json!({})), true).is_empty());
    assert!(evaluator.needs(Scope::Resource, &bucket));
    assert!(!evaluator.needs(Scope::Unit, &bucket));
}

#[test]
fn results_are_kept_by_what_policies_see() {
    let evaluator = evaluator(vec![policy("ACME-1", BUCKET, r#"deny contains {"message": "m", "path": []}"#)]);
    let mut bucket = resource("bucket", "b", json!({"a": 1}));
    let first = evaluator.resource(&bucket, true);
    bucket.values.span.start = 7;
    bucket.head.end = 9;
    assert!(Arc::ptr_eq(&first, &evaluator.resource(&bucket, true)));
    assert!(!Arc::ptr_eq(&first, &evaluator.resource(&bucket, false)));
    bucket.values = node(&json!({"a": 2}));
    assert!(!Arc::ptr_eq(&first, &evaluator.resource(&bucket, true)));
}

#[test]
fn input_is_whole_and_numbers_are_exact() {
    let evaluator = evaluator(vec![policy(
        "ACME-1",
        BUCKET,
        r#"deny contains {"message": json.marshal(object.remove(input, ["values"])), "path": []}

deny contains {"message": json.marshal(input.values), "path": []}

deny contains {"message": "equal", "path": []} if input.values.one == 1

deny contains {"message": sprintf("%d", [input.values.big + 1]), "path": []}

deny contains {"message": time.format(time.now_ns()), "path": []}"#,
    )]);
    let values: serde_json::Value =
        serde_json::from_str(r#"{"big": 123456789012345678901234567890, "one": 1.0, "small": -3, "part": 0.25}"#)
            .unwrap();
    let mut bucket = resource("bucket", "b", values);
    bucket.sensitive = vec![vec!["a".into(), 1.into()]];
    let found = lines(&evaluator.resource(&bucket, true));
    assert_eq!(
        found,
        [
            "ACME-1 bucket.b: deny 123456789012345678901234567891 []",
            "ACME-1 bucket.b: deny 2026-01-02T00:00:00Z []",
            "ACME-1 bucket.b: deny equal []",
            r#"ACME-1 bucket.b: deny {"actions":[],"address":"bucket.b","api_version":null,"complete":true,"environment":null,"group":null,"kind":"bucket","literals":[],"name":"b","namespace":null,"parameters":{},"platform":"terraform","references":[],"sensitive":[["a",1]],"unknown":[],"version":null} []"#,
            r#"ACME-1 bucket.b: deny {"big":123456789012345678901234567890,"one":1.0,"part":0.25,"small":-3} []"#,
        ]
    );
}

#[test]
fn policies_of_different_parameters_do_not_meet() {
    let rules = r#"deny contains {"message": sprintf("%d", [input.parameters.limit]), "path": []}"#;
    let head =
        |default: u8| format!("{BUCKET}\nparameters:\n  limit: {{type: integer, default: {default}, description: D}}");
    let files =
        vec![policy("ACME-1", &head(1), rules), policy("ACME-2", &head(2), rules), policy("ACME-3", &head(1), rules)];
    let given = BTreeMap::from([("ACME-3".to_owned(), BTreeMap::from([("limit".to_owned(), json!(3))]))]);
    let evaluator = evaluator_with(files, &given, Limits::default()).unwrap();
    assert_eq!(
        lines(&evaluator.resource(&resource("bucket", "b", json!({})), true)),
        ["ACME-1 bucket.b: deny 1 []", "ACME-2 bucket.b: deny 2 []", "ACME-3 bucket.b: deny 3 []"]
    );
}

#[test]
fn a_failing_policy_fails_alone() {
    let evaluator = evaluator(vec![
        policy("ACME-1", BUCKET, r#"deny contains {"message": "m", "path": []}"#),
        policy("ACME-2", BUCKET, r#"deny contains {"message": "m", "path": []} if http.send({"url": "x"})"#),
        policy("ACME-4", BUCKET, r#"deny contains {"message": "m", "path": []} if strings.count("abc", "") == 4"#),
        policy("ACME-3", BUCKET, "a := 1 if input.values.x == 1\n\na := 2 if input.values.x == 1\n\ndeny contains a"),
    ]);
    assert_eq!(
        lines(&evaluator.resource(&resource("bucket", "b", json!({"x": 1})), true)),
        [
            "ACME-1 bucket.b: deny m []",
            "ACME-2 bucket.b: failed acme_2.rego:9: http.send is off in `check` and `lsp`: findings must not depend on a network; `bartizan eval` can switch it on with `--allow-net`",
            "ACME-3 bucket.b: failed acme_3.rego:11: complete rules must not produce multiple outputs",
            "ACME-4 bucket.b: deny m []",
        ]
    );
}

#[test]
fn answers_are_checked() {
    let answers = [
        r#""as conftest has it""#,
        r#"{"msg": "as Gatekeeper has it"}"#,
        r#"{"path": []}"#,
        r#"{"message": "m", "path": "a.b"}"#,
        r#"{"message": "m", "path": [-1]}"#,
        r#"{"message": "m", "path": ["a", 0], "key": 443, "related": [{"path": [1], "message": "see"}]}"#,
        r#"{"message": "m", "path": ["a"], "fix": [{"op": "set", "path": ["a"], "value": {"b": [1.5]}, "safety": "safe"}]}"#,
        r#"{"message": "m", "path": ["b"], "fix": [{"op": "sett", "path": ["a"], "safety": "safe"}]}"#,
        "3",
    ];
    let rules: Vec<String> = answers.iter().map(|answer| format!("deny contains {answer}")).collect();
    let evaluator = evaluator(vec![
        policy("ACME-1", BUCKET, &rules.join("\n\n")),
        policy("ACME-2", BUCKET, "deny := true"),
        policy("ACME-3", BUCKET, "undetermined contains {\"path\": [\"a\"]}"),
    ]);
    let outcomes = evaluator.resource(&resource("bucket", "b", json!({})), true);
    insta::assert_snapshot!(lines(&outcomes).join("\n"), @r#"
    ACME-1 bucket.b: deny as Gatekeeper has it []
    ACME-1 bucket.b: deny as conftest has it []
    ACME-1 bucket.b: deny m ["a"]
    ACME-1 bucket.b: deny m ["a",0]
    ACME-1 bucket.b: failed an element of `deny` has a `fix` whose `op` is not set, remove, append or add_resource
    ACME-1 bucket.b: failed an element of `deny` has a `path` that is not an array of strings and indices
    ACME-1 bucket.b: failed an element of `deny` has no `message` that is a string
    ACME-1 bucket.b: failed an element of `deny` is not an object
    ACME-2 bucket.b: failed `deny` is not a set
    ACME-3 bucket.b: failed an element of `undetermined` has no `reason`
    "#);
    let fixed = Verdict::Deny {
        message: "m".to_owned(),
        path: vec!["a".into()],
        related: Vec::new(),
        within: Vec::new(),
        key: None,
        fix: vec![FixStep {
            op: EditOp::Set,
            path: vec!["a".into()],
            value: json!({"b": [1.5]}),
            kind: None,
            name: None,
            values: None,
            safety: Safety::Safe,
        }],
    };
    assert_eq!(outcomes[2].verdict, fixed);
    let related = Verdict::Deny {
        message: "m".to_owned(),
        path: vec!["a".into(), 0.into()],
        related: vec![RelatedPath { path: vec![1.into()], message: "see".to_owned(), resource: None }],
        within: Vec::new(),
        key: Some("443".to_owned()),
        fix: Vec::new(),
    };
    assert_eq!(outcomes[3].verdict, related);
}

#[test]
fn faults_of_rego_have_a_place() {
    let fault = |rules: &str| faults(vec![policy("ACME-1", BUCKET, rules)]).join(" | ");
    assert_eq!(fault("deny := 1 +"), "acme_1.rego:10: expected a term, found the end of the text");
    assert_eq!(
        fault("deny contains 1 if y == 1"),
        "acme_1.rego:9: var y is unsafe (`y` never gets a value: assign it with `:=`, take it from a collection with `some y in …`, or mend its name)"
    );
    assert_eq!(fault("deny contains \"x\" if nothing(1)"), "acme_1.rego:9: undefined function nothing");
    assert_eq!(
        fault("f(x) := g(x)\n\ng(x) := count([y | some y in f(x)])\n\ndeny contains \"x\" if f(1)"),
        "acme_1.rego:9: rule data.acme.acme_1.f is recursive: data.acme.acme_1.f -> data.acme.acme_1.g -> data.acme.acme_1.f | acme_1.rego:11: rule data.acme.acme_1.g is recursive: data.acme.acme_1.g -> data.acme.acme_1.f -> data.acme.acme_1.g"
    );
    assert_eq!(
        fault("import data.bartizan.kubernetes.other\n\ndeny := set()"),
        "acme_1.rego:9: `data.bartizan.kubernetes.other` is in no library: policies refer to input and libraries only"
    );
}

#[test]
fn sets_hold_the_kinds_of_each_policy() {
    let evaluator = evaluator(vec![
        policy(
            "ACME-1",
            "kinds: [bucket, block]\nscope: unit",
            r#"deny contains {"message": sprintf("%d of %v", [count(input.resources), input.complete]), "path": [], "resource": r.address} if some r in input.resources"#,
        ),
        policy(
            "ACME-2",
            "kinds: [trail]\nscope: fleet",
            r#"deny contains {"message": sprintf("no trail in %s", [input.environment]), "path": []} if count(input.resources) == 0"#,
        ),
        policy("ACME-3", BUCKET, r#"deny contains {"message": "m", "path": []}"#),
        policy("ACME-4", "kinds: [bucket]\nscope: unit", r#"deny contains {"message": "m", "path": []}"#),
        policy(
            "ACME-5",
            "kinds: [bucket]\nscope: unit",
            r#"deny contains {"message": "m", "path": [], "resource": "x"}"#,
        ),
    ]);
    let (bucket, other) = (resource("bucket", "b", json!({})), resource("other", "o", json!({})));
    let ask = |scope, resources: &[&Resource]| {
        lines(&evaluator.set(scope, Platform::Terraform, Some("prod"), resources, true))
    };
    assert_eq!(
        ask(Scope::Unit, &[&bucket, &other]),
        [
            "ACME-1 bucket.b: deny 1 of true []",
            "ACME-4 -: failed an element of `deny` names no `resource`",
            "ACME-5 -: failed an element of `deny` names the resource `x`, which was not in its input",
        ]
    );
    assert_eq!(ask(Scope::Unit, &[&other]), Vec::<String>::new());
    assert_eq!(ask(Scope::Fleet, &[&other]), ["ACME-2 -: deny no trail in prod []"]);
    assert_eq!(ask(Scope::Fleet, &[]), ["ACME-2 -: deny no trail in prod []"]);
    let mut stranger = resource("other", "o", json!({}));
    stranger.platform = Platform::Kubernetes;
    assert!(evaluator.set(Scope::Fleet, Platform::Terraform, None, &[&stranger], false).is_empty());
    stranger.kind = "trail".to_owned();
    assert!(evaluator.needs(Scope::Fleet, &stranger));
    assert!(evaluator.set(Scope::Fleet, Platform::Terraform, None, &[&stranger], true).is_empty());
}

#[test]
fn all_kinds_of_a_group_are_meant() {
    let all = r#"deny contains {"message": "all", "path": []}"#;
    let kubernetes = |name: &str, kinds: &str, rule: &str| {
        let (file, text) = policy(name, kinds, rule);
        (file, text.replace("platform: terraform", "platform: kubernetes"))
    };
    let evaluator = evaluator(vec![
        kubernetes("ACME-1", "kinds: [\"g.example/*\", g.example/Named]", all),
        kubernetes(
            "ACME-2",
            "kinds: [\"g.example/*\"]\nscope: unit",
            r#"deny contains {"message": r.kind, "path": [], "resource": r.address} if some r in input.resources"#,
        ),
    ]);
    let object = |group: Option<&str>, kind: &str| {
        let mut made = resource(kind, "o", json!({}));
        (made.platform, made.group) = (Platform::Kubernetes, group.map(str::to_owned));
        made
    };
    let (any, named) = (object(Some("g.example"), "Any"), object(Some("g.example"), "Named"));
    let (other, core) = (object(Some("sub.g.example"), "Any"), object(None, "Any"));
    let single = |object: &Resource| lines(&evaluator.resource(object, true)).len();
    assert_eq!([&any, &named, &other, &core].map(single), [1, 1, 0, 0]);
    let of_set = evaluator.set(Scope::Unit, Platform::Kubernetes, None, &[&any, &named, &other, &core], true);
    assert_eq!(lines(&of_set), ["ACME-2 Any.o: deny Any []", "ACME-2 Named.o: deny Named []"]);
}

#[test]
fn time_is_bounded() {
    let limits = Limits { resource: Duration::from_millis(50), ..Default::default() };
    // All of it on one line: it is stopped wherever it has come to.
    let slow = r#"deny contains {"message": "m", "path": []} if {
	[1 | some i in numbers.range(1, 3000); some j in numbers.range(1, 3000); i * j == 0] != []
}"#;
    let files = vec![policy("ACME-1", BUCKET, slow), policy("ACME-2", BUCKET, r#"deny contains "m""#)];
    let evaluator = evaluator_with(files, &BTreeMap::new(), limits).unwrap();
    assert_eq!(
        lines(&evaluator.resource(&resource("bucket", "b", json!({})), true)),
        [
            "ACME-1 bucket.b: failed acme_1.rego:10: the evaluation took too long and was stopped",
            "ACME-2 bucket.b: deny m []"
        ]
    );
}

#[test]
fn deep_documents_and_calls_fit_the_stack() {
    let mut rules = "deny contains {\"message\": \"found\", \"path\": []} if {\n\twalk(input.values, [_, v])\n\tv == \"needle\"\n}\n\ndeny contains {\"message\": \"called\", \"path\": []} if f0(1) == 1\n\n".to_owned();
    for at in 0..60 {
        rules.push_str(&format!("f{at}(x) := sum([y | some y in [z | some z in [f{}(x)]]])\n\n", at + 1));
    }
    rules.push_str("f60(x) := x\n");
    let evaluator = evaluator(vec![policy("ACME-1", BUCKET, &rules)]);
    let evaluate = move || {
        let mut values = json!("needle");
        for _ in 0..400 {
            values = json!([values]);
        }
        lines(&evaluator.resource(&resource("bucket", "b", values), true))
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(evaluate).unwrap();
    assert_eq!(thread.join().unwrap(), ["ACME-1 bucket.b: deny called []", "ACME-1 bucket.b: deny found []"]);
}

#[test]
fn threads_share_an_evaluator() {
    let rules = r#"deny contains {"message": input.values.name, "path": []}"#;
    let evaluator = evaluator(vec![policy("ACME-1", BUCKET, rules)]);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let evaluator = &evaluator;
            scope.spawn(move || {
                for at in 0..20 {
                    let name = format!("{thread}-{at}");
                    let outcomes = evaluator.resource(&resource("bucket", "b", json!({"name": name})), true);
                    assert_eq!(lines(&outcomes), [format!("ACME-1 bucket.b: deny {name} []")]);
                }
            });
        }
    });
}
