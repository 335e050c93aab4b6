//! Policies of other tools say here what they say there: the folders of `fixtures/foreign` against the real tools.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use bartizan_tests::{conftest, gator};
use serde_json::Value;
use support::Project;

#[path = "cli/support.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the command use all of it")]
mod support;

/// The sample folders.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/foreign")
}

/// A project that holds the sample folders named, under their own names.
fn project(folders: &[&str]) -> Project {
    fn copy(project: &Project, from: &Path, to: &str) {
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = format!("{to}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                copy(project, &entry.path(), &to);
            } else {
                project.write(&to, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let project = Project::new();
    folders.iter().for_each(|folder| copy(&project, &fixtures().join(folder), folder));
    project
}

/// Findings of policies that are not bundled.
fn adopted(output: &Value) -> Vec<&Value> {
    let bundled: BTreeSet<&str> = bartizan_policies::POLICIES.iter().map(|policy| policy.id).collect();
    let findings = output["findings"].as_array().unwrap().iter();
    findings.filter(|finding| !bundled.contains(finding["policy"].as_str().unwrap())).collect()
}

/// `file policy severity message` of each.
fn said(output: &Value) -> BTreeSet<String> {
    let line = |finding: &&Value| {
        let text = |key: &str| finding[key].as_str().unwrap();
        let file = finding["location"]["file"].as_str().unwrap_or("-");
        format!("{file} {} {} {}", text("policy"), text("severity"), text("message"))
    };
    adopted(output).iter().map(line).collect()
}

/// What the folders were taken for, and the notes on them.
fn taken(output: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let lines = output["tool"]["adopted"].as_array().unwrap().iter().map(|adopted| {
        let notes: String =
            adopted["notes"].as_array().unwrap().iter().map(|note| format!("\n  {}", text(note))).collect();
        let (folder, format) = (text(&adopted["folder"]), text(&adopted["format"]));
        format!("{folder} {format} files {} policies {}{notes}", adopted["files"], adopted["policies"])
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The places of the findings of a policy.
fn places(output: &Value, policy: &str) -> Vec<String> {
    let place = |finding: &Value| {
        let location = &finding["location"];
        format!("{}:{}", location["file"].as_str().unwrap_or("-"), location["start"]["line"])
    };
    let of_policy = adopted(output).into_iter().filter(|finding| finding["policy"] == policy);
    of_policy.map(place).collect()
}

/// What conftest says of `input`, run in `folder` with further arguments: severities as we give them to its rules.
fn by_conftest(conftest: &Path, project: &Project, folder: &str, arguments: &[&str]) -> BTreeSet<String> {
    let up = "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count());
    let done = Command::new(conftest)
        .args(["test", "-o", "json", "--no-color"])
        .args(arguments)
        .arg(format!("{up}input"))
        .current_dir(project.path().join(folder))
        .output()
        .unwrap();
    let results: Value = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
    let mut said = BTreeSet::new();
    for result in results.as_array().unwrap() {
        let file = result["filename"].as_str().unwrap().trim_start_matches("../");
        let file = if file == "Combined" { "-" } else { file };
        for (list, severity) in [("failures", "medium"), ("warnings", "low")] {
            for found in result[list].as_array().into_iter().flatten() {
                let rule = found["metadata"]["query"].as_str().unwrap().trim_start_matches("data.");
                said.insert(format!("{file} {rule} {severity} {}", found["msg"].as_str().unwrap()));
            }
        }
    }
    said
}

#[test]
fn conftest_policies_say_what_conftest_says() {
    let project = project(&["input", "conftest"]);
    let output = project.json(&["--policy", "conftest/main", "input"]);
    // A severity that a rule gives itself is not conftest's.
    let ours: BTreeSet<String> = said(&output)
        .into_iter()
        .map(|line| line.replace("main.warn_registry high", "main.warn_registry low"))
        .collect();
    assert!(ours.len() > 12, "{ours:#?}");
    assert_eq!(places(&output, "main.warn_registry"), ["input/job.json:6", "input/manifests.yaml:19"]);
    assert_eq!(places(&output, "main.warn_destroy"), ["input/plan.json:6"]);
    // Where no policy says its place, the value that decided is it; in a plan, the resource that it belongs to.
    assert_eq!(places(&output, "main.warn"), ["input/manifests.yaml:8"]);
    assert_eq!(places(&output, "main.violation"), ["input/job.json:6", "input/manifests.yaml:18"]);
    assert_eq!(places(&output, "main.deny_any_redirect"), ["input/realm.json:5"]);
    let address = |policy: &str| {
        let found = adopted(&output).into_iter().find(|finding| finding["policy"] == policy).unwrap();
        found["resource"]["address"].as_str().unwrap().to_owned()
    };
    assert_eq!(address("main.deny_open_port"), "aws_security_group.open");
    assert_eq!(address("main.deny_any_redirect"), "citizens/client/portal");
    let Some(conftest) = conftest() else { return };
    // Told to read v0, conftest takes the files that import `rego.v1` for v1.
    let theirs = by_conftest(&conftest, &project, "", &["--rego-version", "v0", "-p", "conftest/main"]);
    assert_eq!(ours, theirs);
}

#[test]
fn conftest_configurations_choose_namespaces_data_and_all_documents_at_once() {
    let project = project(&["input", "conftest"]);
    for (folder, version, least) in [("conftest/spaces", "v0", 5), ("conftest/combined", "v1", 3)] {
        let mut ours = said(&project.json(&["--policy", folder, "input"]));
        if folder.ends_with("combined") {
            // conftest does not say of which file it speaks then.
            ours = ours.iter().map(|line| format!("-{}", &line[line.find(' ').unwrap()..])).collect();
        }
        assert!(ours.len() >= least, "{ours:#?}");
        let Some(conftest) = conftest() else { continue };
        assert_eq!(ours, by_conftest(&conftest, &project, folder, &["--rego-version", version]), "{folder}");
    }
}

/// What gator says: `constraint severity object message`, by the severities that we give to its actions.
fn by_gator(gator: &Path, project: &Project) -> BTreeSet<String> {
    let done = Command::new(gator)
        .args(["test", "--output", "json", "-f", "gatekeeper/policies", "-f", "gatekeeper/objects"])
        .current_dir(project.path())
        .output()
        .unwrap();
    // It ends with status 1 where something is denied.
    let violations: Vec<Value> = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
    let line = |violation: &Value| {
        let (constraint, object) = (&violation["constraint"], &violation["violatingObject"]);
        let severity = match violation["enforcementAction"].as_str() {
            Some("deny") => "medium",
            Some("warn") => "low",
            _ => "info",
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (kind, name) = (text(&constraint["kind"]), text(&constraint["metadata"]["name"]));
        let (subject, message) = (text(&object["metadata"]["name"]), text(&violation["msg"]));
        format!("{kind}/{name} {severity} {} {subject} {message}", text(&object["kind"]))
    };
    violations.iter().map(line).collect()
}

#[test]
fn templates_of_gatekeeper_say_what_gatekeeper_says() {
    let project = project(&["gatekeeper"]);
    project.write(
        "gatekeeper/policies/src.rego",
        "package k8ssource\n\nviolation[{\"msg\": \"never\"}] { not input.review.x }\n",
    );
    let output = project.json(&["--policy", "gatekeeper/policies", "gatekeeper/objects"]);
    let line = |finding: &&Value| {
        let resource = &finding["resource"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let address = text(&resource["address"]);
        let (policy, severity) = (text(&finding["policy"]), text(&finding["severity"]));
        let (kind, name) = (text(&resource["kind"]), address.rsplit('/').next().unwrap());
        format!("{policy} {severity} {kind} {name} {}", text(&finding["message"]))
    };
    let mut ours: BTreeSet<String> = adopted(&output).iter().map(line).collect();
    assert!(ours.len() > 14, "{ours:#?}");
    let notes = output["tool"]["adopted"][0]["notes"].to_string();
    assert!(notes.contains("k8scel cannot run: it holds no Rego (engines: K8sNativeValidation)"), "{notes}");
    assert!(notes.contains("no template of kind K8sOrphan"), "{notes}");
    let Some(gator) = gator() else { return };
    // It refuses a folder with a Constraint of no template, and takes each object of no namespace for one of a
    // namespace without a name; a cluster does not.
    std::fs::remove_file(project.path().join("gatekeeper/policies/unfit.yaml")).unwrap();
    assert!(ours.remove("K8sNamed/cluster-scope low ClusterRole reader reader is seen"));
    assert_eq!(ours, by_gator(&gator, &project));
}

#[test]
fn a_constraint_on_labels_of_an_unknown_namespace_is_undetermined() {
    let project = project(&["gatekeeper"]);
    let output = project.json(&["--policy", "gatekeeper/policies", "gatekeeper/objects/network.json"]);
    // Its folder is read with it; without the namespaces nothing is certain.
    assert_eq!(adopted(&output).iter().filter(|finding| finding["state"] == "undetermined").count(), 0);
    std::fs::remove_file(project.path().join("gatekeeper/objects/namespaces.yaml")).unwrap();
    let output = project.json(&["--policy", "gatekeeper/policies", "gatekeeper/objects/network.json"]);
    let undetermined: Vec<_> =
        adopted(&output).into_iter().filter(|finding| finding["state"] == "undetermined").collect();
    assert_eq!(undetermined.len(), 1);
    assert_eq!(undetermined[0]["policy"], "K8sNoNodePort/strict-namespaces");
    assert_eq!(undetermined[0]["reason"], "the Constraint selects namespaces by labels, and prod is not here");
}

#[test]
fn checks_of_trivy_run_with_its_functions_or_say_why_not() {
    let project = project(&["input", "trivy"]);
    let output = project.json(&["--policy", "trivy", "input"]);
    insta::assert_snapshot!(said(&output).into_iter().collect::<Vec<_>>().join("\n"), @r#"
    input/job.json USR-003 critical container migrate
    input/manifests.yaml USR-001 high web has 1 replica
    input/manifests.yaml USR-002 low Service web is open on each node
    "#);
    // The place of the only value that equals the cause.
    assert_eq!(places(&output, "USR-001"), ["input/manifests.yaml:9"]);
    assert_eq!(places(&output, "USR-003"), ["input/job.json:6"]);
    insta::assert_snapshot!(taken(&output), @r#"
    trivy trivy files 5 policies 3
      trivy/library.rego cannot run: it imports data.lib.kubernetes, a library of Trivy's own that is not in the folder
      trivy/cloud.rego cannot run: its input `cloud` is Trivy's own typed model of Terraform, which only Trivy makes
    "#);
    let finding = &adopted(&output)[0];
    assert_eq!(finding["help"], "https://github.com/bartizan-rs/bartizan/blob/main/docs/other-policies.md");
}

#[test]
fn policies_for_runs_of_terraform_see_the_plan_where_services_put_it() {
    let project = project(&["input", "hcp", "runs"]);
    let output = project.json(&["--policy", "hcp", "--policy", "runs", "input"]);
    insta::assert_snapshot!(said(&output).into_iter().collect::<Vec<_>>().join("\n"), @r#"
    input/plan.json env0.deny medium nothing is deleted
    input/plan.json open-ports medium aws_security_group.open opens port 22
    input/plan.json policy["com.styra.terraform"].rules.rules.enforce medium aws_s3_bucket.logs is destroyed with its content
    input/plan.json spacelift.warn low aws_s3_bucket.logs is new
    input/plan.json tags low aws_s3_bucket.logs has no owner
    "#);
    assert_eq!(places(&output, "tags"), ["input/plan.json:12"]);
    insta::assert_snapshot!(taken(&output), @r#"
    hcp terraform-run files 2 policies 3
      1 in Rego v0
    runs terraform-run files 3 policies 4
      2 in Rego v0
      `input.spacelift` is known to the service alone and absent here
    "#);
}

#[test]
fn they_are_chosen_excused_and_reported_as_others_are() {
    let project = project(&["input", "conftest"]);
    let run = |arguments: &[&str]| project.json(&[&["--policy", "conftest/main", "input"], arguments].concat());
    let policies = |output: &Value| -> BTreeSet<String> {
        adopted(output).iter().map(|finding| finding["policy"].as_str().unwrap().to_owned()).collect()
    };
    let only = run(&["--select", "main.warn*"]);
    assert_eq!(
        policies(&only).into_iter().collect::<Vec<_>>().join(" "),
        "main.warn main.warn_destroy main.warn_name main.warn_registry main.warn_replaced"
    );
    assert!(!policies(&run(&["--ignore", "main.deny"])).contains("main.deny"));
    project.write(
        "bartizan.toml",
        "policies = [\"conftest/main\"]\n[severities]\n\"main.deny\" = \"critical\"\n\"main.warn\" = \"off\"\n\
         [[exceptions]]\npolicy = \"main.deny_tls\"\nreason = \"a test\"\n",
    );
    let manifests = std::fs::read_to_string(project.path().join("input/manifests.yaml")).unwrap();
    let container = "        - name: web\n";
    let comment = "        # bartizan: ignore[main.violation] a test\n";
    let excused = manifests.replace(container, &format!("{comment}{container}"));
    project.write("input/manifests.yaml", excused);
    let output = project.json(&["input"]);
    let of = |policy: &str, key: &str| {
        let found = adopted(&output).into_iter().filter(|finding| finding["policy"] == policy);
        found.map(|finding| finding[key].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("main.deny", "severity"), "critical critical");
    assert_eq!(of("main.warn", "severity"), "");
    assert_eq!(of("main.deny_tls", "state"), "suppressed");
    assert_eq!(of("main.violation", "state"), "new suppressed");
    project.run(["baseline", "input"]).ends(0);
    let after = project.json(&["--baseline", "bartizan-baseline.json", "input"]);
    assert!(adopted(&after).iter().all(|finding| finding["state"] != "new"));
    let sarif = project.run(["check", "--format", "sarif", "input"]).json();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "main.warn_registry").unwrap();
    assert_eq!(rule["shortDescription"]["text"], "Images come from our registry");
}

#[test]
fn what_is_wrong_with_them_is_the_fault_of_the_command() {
    let project = project(&["input"]);
    let refused = |file: &str, text: &str, message: &str| {
        project.write(&format!("broken/{file}"), text);
        project.run(["check", "--policy", "broken", "input"]).refused(message);
        std::fs::remove_file(project.path().join("broken").join(file)).unwrap();
    };
    refused("a.rego", "package main\n\ndeny[msg] { msg := nothing(1) }\n", "a.rego:3");
    refused("a.rego", "package main\n\ndeny[msg] { msg := }\n", "a.rego:3");
    refused("conftest.toml", "combine = 3\n", "`combine` is neither true nor false");
    refused("policies.hcl", "policy \"a\" { query = \"data.a[\" }\n", "the query of policy \"a\"");
}

#[test]
fn policies_of_our_own_keep_their_libraries_beside_those_of_others() {
    let own = "# METADATA\n# title: Pods are few\n# custom:\n#   id: ACME-1\n#   platform: kubernetes\n#   kinds: [Service]\n\
               package acme.few\n\ndeny contains {\"message\": data.acme.words.deny_word, \"path\": []} if true\n";
    let project = project(&["input", "conftest"])
        .file("conftest/main/own.rego", own)
        .file("conftest/main/words.rego", "package acme.words\n\ndeny_word := \"few\"\n");
    let output = project.json(&["--policy", "conftest/main", "input"]);
    let said = said(&output);
    assert!(said.contains("input/manifests.yaml ACME-1 medium few"), "{said:#?}");
    assert!(said.iter().any(|line| line.contains("main.deny_latest")), "{said:#?}");
    assert_eq!(output["tool"]["adopted"][0]["files"], 8);
}

/// The places that each finding of a policy depends on, `!` before those where there is nothing.
fn dependencies(output: &Value) -> String {
    let name = |place: &Value| {
        let absent = if place["absent"] == true { "!" } else { "" };
        let path = place["path"].as_array().unwrap().iter().map(|step| step.to_string().replace('"', ""));
        format!("{absent}{}:{}", path.collect::<Vec<_>>().join("."), place["location"]["start"]["line"])
    };
    let line = |finding: &Value| {
        let places = finding["depends_on"].as_array().unwrap().iter();
        let decisive: Vec<String> = places.filter(|place| place["decisive"] == true).map(name).collect();
        format!("{}: {}", finding["policy"].as_str().unwrap(), decisive.join(" ")).trim_end().to_owned()
    };
    adopted(output).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn they_say_what_they_depend_on() {
    let project = project(&["input", "gatekeeper", "hcp", "runs", "trivy"]);
    // A query that is no path.
    project
        .write("hcp/policies.hcl", "policy \"ports\" {\n query = \"data.terraform.policies[\\\"ports\\\"].deny\"\n}\n");
    let explained = |policies: &[&str]| {
        let arguments = policies.iter().flat_map(|policy| ["--policy", policy]).chain(["--explain-findings"]);
        dependencies(&project.json(&arguments.collect::<Vec<_>>()))
    };
    insta::assert_snapshot!(explained(&["hcp", "runs"]), @r#"
    policy["com.styra.terraform"].rules.rules.enforce: planned_values.root_module.resources.0.values.force_destroy:6
    spacelift.warn: resource_changes.0.change.actions:12
    env0.deny: resource_changes.1.change.actions.0:14
    ports: resource_changes.1.change.after.ingress.0.cidr_blocks:15
    "#);
    insta::assert_snapshot!(explained(&["trivy"]), @"
    USR-002: kind:2 spec.type:4
    USR-002: kind:1 spec.type:2
    USR-003: kind:3
    USR-001: spec.replicas:8
    USR-002: kind:26 spec.type:30
    ");
    insta::assert_snapshot!(explained(&["gatekeeper/policies"]), @"
    K8sUniqueIngressHost/unique-hosts: metadata.namespace:8 spec.rules.0.host:9
    K8sUniqueIngressHost/unique-hosts: metadata.namespace:13 spec.rules.0.host:14
    K8sRequiredLabels/namespaces-have-owner: metadata.labels:7
    K8sRequiredLabels/namespaces-have-owner: metadata.labels:11
    K8sNamed/cluster-scope:
    K8sNamed/by-name:
    K8sNoNodePort/strict-namespaces: spec.type:2
    K8sNamed/by-name:
    K8sRequiredLabels/pods-have-team: metadata.labels:3
    K8sAllowedRepos/ours-only: spec.containers.0.image:6
    K8sPrivileged/no-privileged: spec.containers.0.securityContext.privileged:6
    K8sAllowedRepos/ours-only: spec.containers.1.image:7
    K8sLimits/memory: spec.containers.0.image:14 !spec.containers.0.resources.limits.memory:14
    K8sLimits/memory: spec.containers.0.image:21 !spec.containers.0.resources.limits.memory:21
    K8sRequiredLabels/pods-have-team: !metadata.labels:25
    K8sAllowedRepos/ours-only: spec.template.spec.containers.0.image:32
    K8sRequiredLabels/pods-have-team: metadata.labels:5
    K8sNoNodePort/strict-namespaces: spec.type:30
    ");
}
