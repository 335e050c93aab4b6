//! Exported policies say on the engines that they are for what `bartizan check` says.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use bartizan_engine::policy::{Pack, Policy, Scope};
use bartizan_engine::resource::Platform;
use bartizan_tests::{corpus, opa};
use serde_json::{Value, json};
use support::{Project, workspace};

#[path = "../cli/support.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the command use all of it")]
mod support;

mod gatekeeper;
mod signing;

/// All policies, and no excuses.
const ALL: [&str; 2] = ["--profile", "strict"];

/// A policy of a user whose element is a message alone, with a library of its own and a parameter. `check` finds out where
/// such a finding stands, by explaining it; other engines cannot, so that it is compared without its path.
const OWN_POLICY: &str = "\
# METADATA
# title: Object has no team
# custom:
#   id: ACME-1
#   severity: low
#   platform: kubernetes
#   kinds: [Pod, Namespace, apps/Deployment]
#   scope: resource
#   parameters:
#     label: {type: string, default: team, description: The label}
package acme.policies.team

import rego.v1

deny contains data.acme.words.missing(input.name) if {
\tsome label in [data.bartizan.lib.params.get(\"label\", \"team\")]
\tnot data.acme.words.labelled(label)
}
";

const OWN_LIBRARY: &str = "\
package acme.words

missing(name) := sprintf(\"%s has no team (data.acme)\", [name])

labelled(label) if input.values.metadata.labels[label]
";

/// What a finding says, without what only one side knows.
type Said = BTreeSet<String>;

fn said(kind: &str, policy: &Value, severity: &Value, address: &Value, path: &Value, text: &Value) -> String {
    let path = if policy == "ACME-1" { &Value::Null } else { path };
    json!([kind, policy, severity, address.as_str().unwrap_or_default(), path, text]).to_string()
}

/// What `check` says of a project.
fn checked(project: &Project, arguments: &[&str]) -> Said {
    let output = project.json(&[arguments, &["--no-ignores"]].concat());
    let each = |one: &Value| {
        // Equal findings of instances are one, which lists the others.
        let others = one["occurrences"].as_array().unwrap().iter();
        let places = others.map(|other| (&other["address"], &other["path"], &other["reason"]));
        let first = (&one["resource"]["address"], &one["path"], &one["reason"]);
        let (policy, severity) = (&one["policy"], &one["severity"]);
        let said = |(address, path, reason)| {
            if one["state"] == "undetermined" {
                said("undetermined", policy, severity, address, path, reason)
            } else {
                said("deny", policy, severity, address, path, &one["message"])
            }
        };
        [first].into_iter().chain(places).map(said).collect::<Vec<_>>()
    };
    output["findings"].as_array().unwrap().iter().flat_map(each).collect()
}

#[track_caller]
fn stdout(done: &Output) -> &[u8] {
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    &done.stdout
}

/// What the exported bundle says to OPA of the exported inputs.
fn by_opa(opa: &Path, project: &Project, arguments: &[&str]) -> Said {
    let run = |command: &[&str]| project.run([&["export"], command, arguments].concat()).ends(0);
    project.write("out/inputs.txt", run(&["input"]).stdout);
    run(&["opa-bundle", "-o", "out/bundle.tar.gz"]);
    let query = "{\"deny\": data.bartizan.deny, \"undetermined\": data.bartizan.undetermined}";
    let done = Command::new(opa)
        .args(["eval", "--format", "raw", "--bundle", "out/bundle.tar.gz"])
        .args(["--input", "out/inputs.txt", query])
        .current_dir(project.path())
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(stdout(&done)).unwrap();
    let mut theirs = Said::new();
    for (kind, text) in [("deny", "message"), ("undetermined", "reason")] {
        for element in answer[kind].as_array().unwrap() {
            let (policy, severity, path) = (&element["policy"], &element["severity"], &element["path"]);
            theirs.insert(said(kind, policy, severity, &element["resource"], path, &element[text]));
        }
    }
    theirs
}

/// The policies for Kubernetes that look at several objects.
fn sets() -> Vec<String> {
    let several = |policy: &&Policy| policy.platform == Platform::Kubernetes && policy.scope != Scope::Resource;
    Pack::bundled().policies().iter().filter(several).map(|policy| policy.id.clone().into_owned()).collect()
}

fn copy(from: &Path, project: &Project, to: &str) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{to}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() { copy(&path, project, &name) } else { project.write(&name, std::fs::read(&path).unwrap()) }
    }
}

#[track_caller]
fn same(ours: &Said, theirs: &Said) {
    let list = |a: &Said, b: &Said| a.difference(b).map(|said| format!("  {said}\n")).collect::<String>();
    assert!(ours == theirs, "only check:\n{}only the other:\n{}", list(ours, theirs), list(theirs, ours));
}

/// A project with an own policy, settings, and something of every platform.
fn own() -> Project {
    let project = Project::with_pod();
    copy(&workspace().join("examples"), &project, "examples");
    // A bundle is of one configuration: a project below goes by the same.
    let register = std::fs::read_to_string(project.path().join("examples/register/bartizan.toml")).unwrap();
    let register = format!("extends = \"../../bartizan.toml\"\n{register}[fleet]\ncomplete = []\n");
    project
        .file("examples/register/bartizan.toml", register)
        .file("policy/team.rego", OWN_POLICY)
        .file("policy/words.rego", OWN_LIBRARY)
        .file(
            "bartizan.toml",
            "policies = [\"policy\"]\nprofile = \"strict\"\n[fleet]\ncomplete = [\"kubernetes\"]\n[severities]\nK8S-017 = \"info\"\n\
             [parameters.ACME-1]\nlabel = \"owner\"\n[parameters.K8S-017]\nmutable_tags = [\"edge\"]\n[kubernetes]\nversion = \"1.33\"\n",
        )
        .file(".gitignore", "out/\ngatekeeper/\n")
}

#[test]
fn the_bundle_says_what_check_says() {
    let Some(opa) = opa() else { return };
    let project = own();
    let ours = checked(&project, &[]);
    assert!(
        ours.iter().any(|said| said.contains("ACME-1") && said.contains("web has no team (data.acme)")),
        "{ours:?}"
    );
    assert!(ours.iter().any(|said| said.contains("OPS-001")), "{ours:?}");
    same(&ours, &by_opa(&opa, &project, &[]));
    // One input by itself, without what only we add to it.
    let inputs: Vec<Value> =
        serde_json::from_slice(&std::fs::read(project.path().join("out/inputs.txt")).unwrap()).unwrap();
    let mut pod = inputs.into_iter().find(|input| input["address"] == "Pod/prod/web").unwrap();
    for field in ["scope", "unit", "parameters"] {
        assert!(pod.as_object_mut().unwrap().remove(field).is_some(), "{field}");
    }
    project.write("out/pod.txt", pod.to_string());
    let mut command = Command::new(&opa);
    command.args([
        "eval",
        "--format",
        "raw",
        "-b",
        "out/bundle.tar.gz",
        "-i",
        "out/pod.txt",
        "count(data.bartizan.deny)",
    ]);
    let count = command.current_dir(project.path()).output().unwrap();
    let wanted = ours.iter().filter(|said| said.starts_with("[\"deny\"") && said.contains("\"Pod/prod/web\""));
    let sets = sets();
    let alone = |said: &&String| !sets.iter().any(|id| said.contains(&**id));
    assert_eq!(String::from_utf8_lossy(stdout(&count)).trim(), wanted.filter(alone).count().to_string());
}

#[test]
fn the_bundle_says_what_check_says_of_real_documents() {
    let (Some(corpus), Some(opa)) = (corpus(), opa()) else { return };
    let project = Project::new().file(".gitignore", "out/\n");
    copy(&corpus, &project, "corpus");
    let ours = checked(&project, &ALL);
    println!("{} findings", ours.len());
    assert!(ours.len() > 300, "{}", ours.len());
    same(&ours, &by_opa(&opa, &project, &ALL));
}

#[test]
fn opa_checks_the_bundle_strictly() {
    let Some(opa) = opa() else { return };
    let project = own();
    project.run(["export", "opa-bundle", "-o", "out"]).ends(0);
    let done = Command::new(&opa).args(["check", "--strict", "--bundle", "out"]).current_dir(project.path()).output();
    stdout(&done.unwrap());
}

#[test]
fn the_same_policies_are_the_same_bytes() {
    let project = own();
    let bundle = |file: &str| {
        project.run(["export", "opa-bundle", "-o", file]).ends(0);
        std::fs::read(project.path().join(file)).unwrap()
    };
    assert!(bundle("out/a.tar.gz") == bundle("out/deep/b.tgz"));
    let before = bundle("out/a.tar.gz");
    project.write("policy/words.rego", format!("# changed\n{OWN_LIBRARY}"));
    assert!(before != bundle("out/a.tar.gz"));
}

/// The names of the files below a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                names.push(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    names.sort();
    names
}

#[test]
fn a_bundle_holds_what_runs() {
    let project = own();
    let run = project.run(["export", "opa-bundle", "--select", "K8S-017,ACME-1", "-o", "out"]).ends(0);
    insta::assert_snapshot!(run.stderr, @"wrote out with 2 policies; ask it for data.bartizan.deny");
    assert_eq!(run.stdout, "");
    insta::assert_snapshot!(names(&project.path().join("out")).join("\n"), @"
    .manifest
    bartizan.rego
    data.json
    kubernetes/image/mutable_image_tag.rego
    lib/image.rego
    lib/kubernetes.rego
    lib/params.rego
    lib/unknown.rego
    lib/workload.rego
    local/acme/policies/team.rego
    local/acme/words.rego
    ");
    let read = |name: &str| std::fs::read_to_string(project.path().join("out").join(name)).unwrap();
    let data: Value = serde_json::from_str(&read("data.json")).unwrap();
    let export = &data["bartizan"]["export"];
    insta::assert_snapshot!(export["index"], @r#"
    {"fleet":{},"resource":{"kubernetes":{"Namespace":["ACME-1"],"Pod":["ACME-1","K8S-017"],"ReplicationController":["K8S-017"],"apps/DaemonSet":["K8S-017"],"apps/Deployment":["ACME-1","K8S-017"],"apps/ReplicaSet":["K8S-017"],"apps/StatefulSet":["K8S-017"],"batch/CronJob":["K8S-017"],"batch/Job":["K8S-017"]}},"unit":{}}
    "#);
    insta::assert_snapshot!(export["policies"]["ACME-1"], @r#"
    {"finding":{"confidence":"high","controls":[],"layer":"","level":1,"owner":"","policy":"ACME-1","remediation":"","scope":"resource","severity":"low","supporting":[],"title":"Object has no team"},"kinds":["Namespace","Pod","apps/Deployment"],"parameters":{"label":"owner"}}
    "#);
    assert_eq!(export["policies"]["K8S-017"]["parameters"], json!({"mutable_tags": ["edge"]}));
    assert_eq!(export["policies"]["K8S-017"]["finding"]["severity"], "info");
    let manifest: Value = serde_json::from_str(&read(".manifest")).unwrap();
    assert_eq!(manifest["roots"], json!(["acme", "bartizan"]));
    assert_eq!(read("local/acme/words.rego"), OWN_LIBRARY);
}

#[test]
fn inputs_are_what_policies_see() {
    let project = Project::with_pod();
    let run = project.run(["export", "input", "--select", "K8S-017,K8S-032,K8S-036"]).ends(0);
    let inputs = run.json();
    let mut values = inputs.as_array().unwrap().iter().map(|input| {
        let mut input = input.clone();
        if let Some(values) = input.get_mut("values") {
            *values = json!("…");
        }
        if let Some(resources) = input.get_mut("resources") {
            *resources = resources.as_array().unwrap().iter().map(|resource| resource["address"].clone()).collect();
        }
        input.to_string()
    });
    insta::assert_snapshot!(values.by_ref().collect::<Vec<_>>().join("\n"), @r#"
    {"actions":[],"address":"Pod/prod/web","api_version":"v1","complete":false,"environment":null,"group":null,"kind":"Pod","literals":[],"name":"web","namespace":"prod","parameters":{"mutable_tags":["latest","stable","main","master","dev"]},"platform":"kubernetes","references":[],"scope":"resource","sensitive":[],"unit":".","unknown":[],"values":"…","version":null}
    {"complete":false,"environment":null,"parameters":{"exempt_namespaces":["kube-system","kube-public","kube-node-lease"]},"platform":"kubernetes","resources":["Pod/prod/web"],"scope":"fleet","unit":"."}
    "#);
    assert_eq!(inputs[0]["values"]["metadata"]["name"], "web");
    let broken = project.file("broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: \"x\n");
    let run = broken.run(["export", "input"]).ends(3);
    assert!(run.stderr.contains("error: broken.yaml"), "{}", run.stderr);
    assert_eq!(run.json().as_array().unwrap().len(), inputs.as_array().unwrap().len());
    let help = broken.run(["export", "input", "--help"]).ends(0).stdout;
    assert!(help.contains("the output holds the secrets of the files"), "{help}");
}

#[test]
fn standard_input_is_an_input() {
    let project = Project::new();
    let run = project.run_on(support::POD.as_bytes(), ["export", "input", "-"]).ends(0);
    assert_eq!(run.json()[0]["address"], "Pod/prod/web");
}

#[test]
fn what_cannot_be_exported_is_refused() {
    let project = Project::with_pod().file("full/file", "");
    let refused = |arguments: &[&str], message: &str| project.run([&["export"], arguments].concat()).refused(message);
    refused(&["opa-bundle", "-o", "full"], "full is not empty");
    refused(&["gatekeeper", "-o", "full"], "full is not empty");
    refused(&["gatekeeper", "-o", "pod.yaml"], "pod.yaml: ");
    refused(&["opa-bundle", "--select", "K8S-001", "--ignore", "K8S-001"], "no policy runs with these settings\n");
    refused(&["gatekeeper", "--select", "TF-*"], "no policy runs with these settings that judges Kubernetes objects");
    refused(&["opa-bundle", "--signing-key", "missing"], "missing: ");
    refused(&["opa-bundle", "--signing-alg", "HS256"], "--signing-key");
    refused(&["opa-bundle", "missing"], "missing: no such file or folder");
    refused(&["nonsense"], "unrecognized subcommand");
}
