//! Broken files: each gives an error with its place, and the files beside it are judged all the same.

use serde_json::Value;

use crate::output::{PLAN, REALM};
use crate::support::{POD, Project, corpus, errors, lines};

/// Runs over `damaged` files beside an intact one; wants an error with file, line and column for each of them.
#[track_caller]
fn each_is_an_error(damaged: &[(String, Vec<u8>)]) -> Value {
    let project = Project::new().file("intact/pod.yaml", POD);
    for (name, bytes) in damaged {
        project.write(&format!("damaged/{name}"), bytes);
    }
    let output = project.check(&["--format", "json"]).ends(3).json();
    let found = lines(&output);
    for finding in ["intact/pod.yaml:8 K8S-017 new\n", "intact/pod.yaml:10 K8S-003 new\n"] {
        assert!(found.contains(finding), "{found}");
    }
    for (name, _) in damaged {
        let file = format!("damaged/{name}");
        let error = output["errors"].as_array().unwrap().iter().find(|error| error["file"] == file);
        let error = error.unwrap_or_else(|| panic!("no error for {name}; errors:\n{}", errors(&output)));
        assert_eq!(error["kind"], "parse", "{error}");
        let start = &error["location"]["start"];
        assert!(start["line"].as_u64() >= Some(1) && start["column"].as_u64() >= Some(1), "{name}: {error}");
    }
    output
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// What damages any text: a byte that is no UTF-8, NUL, half a character of UTF-16, and half a surrogate pair.
fn mangled(name: &str, text: &str) -> Vec<(String, Vec<u8>)> {
    let middle = text.len() / 2;
    let middle = (middle..).find(|at| text.is_char_boundary(*at)).unwrap();
    let with = |bytes: &[u8]| [&text.as_bytes()[..middle], bytes, &text.as_bytes()[middle..]].concat();
    let mut half = utf16(text);
    half.truncate(half.len() - 1);
    let mut surrogate = utf16(text);
    surrogate.splice(100..102, [0x00, 0xD8]);
    let variants = [("byte", with(b"\xE4")), ("nul", with(b"\0\0")), ("half", half), ("surrogate", surrogate)];
    variants.into_iter().map(|(kind, bytes)| (format!("{kind}-{name}"), bytes)).collect()
}

/// The text cut off at some points.
fn cut(name: &str, text: &str, percentages: &[usize]) -> Vec<(String, Vec<u8>)> {
    let cut =
        |percent: &usize| (format!("cut{percent}-{name}"), text.as_bytes()[..text.len() * percent / 100].to_vec());
    percentages.iter().map(cut).collect()
}

#[test]
fn cut_off_files() {
    each_is_an_error(&cut("plan.json", PLAN, &[20, 40, 60, 80, 97]));
    each_is_an_error(&cut("realm.json", REALM, &[30, 50, 70, 90, 97]));
    let flow = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: \"web\"}}\n";
    each_is_an_error(&cut("flow.yaml", flow, &[60, 80, 90, 95]));
}

#[test]
fn files_that_are_no_text() {
    each_is_an_error(&mangled("plan.json", PLAN));
    each_is_an_error(&mangled("realm.json", REALM));
    each_is_an_error(&mangled("pod.yaml", POD));
}

#[test]
fn places_of_damage() {
    let project = Project::new()
        .file("byte.json", b"{\"realm\": \"a\",\n \"clients\": [\"\xc3\xa4\xff\"]}".as_slice())
        .file("nul.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a\0}\n")
        .file("utf16.json", &utf16("{\"realm\": \"a\",\r\n \"ä\": 1, \"clients\": []}")[..70])
        .file("brace.json", "{\"realm\": \"a\", \"clients\": [}")
        .file("indent.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n namespace: b\n")
        .file(
            "late.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: [\n",
        );
    insta::assert_snapshot!(errors(&project.run(["check", "--format", "json"]).ends(3).json()), @r"
    brace.json:1:28 parse: expected a value
    byte.json:2:16 parse: byte 31 of the file is not valid UTF-8
    indent.yaml:5:2 parse: while parsing a block mapping, did not find expected key
    late.yaml:7:12 parse: while parsing a node, did not find expected node content
    nul.yaml:3:19 parse: the file is not text: it holds the character NUL
    utf16.json:2:19 parse: the file ends inside an object
    ");
}

#[test]
fn a_key_given_twice_is_an_error_and_the_last_counts() {
    let twice = POD.replace("privileged: true", "privileged: false\n        privileged: true");
    let project = Project::new()
        .file("pod.yaml", twice)
        .file(
            "realm.json",
            REALM.replace("\"enabled\": true,\n  \"key", "\"realm\": \"other\",\n  \"enabled\": true,\n  \"key"),
        )
        .file("package.json", "{\"name\": \"x\", \"name\": \"y\"}");
    let output = project.run(["check", "--format", "json", "--select", "K8S-003,KC-022"]).ends(3).json();
    insta::assert_snapshot!(lines(&output) + &errors(&output), @r"
    pod.yaml:11 K8S-003 new
    realm.json:13 KC-022 new
    pod.yaml:11:9 parse: key `privileged` stands twice in this mapping; first on line 10
    realm.json:3:3 parse: key `realm` stands twice in this mapping; first on line 2
    ");
}

#[test]
fn a_manifest_behind_a_broken_one_is_found() {
    // Everything before the fault is judged.
    let project = Project::new().file("two.yaml", format!("{POD}---\napiVersion: v1\nkind: [\n"));
    let run = project.check(&["--format", "json"]).ends(3);
    assert_eq!(lines(&run.json()), "two.yaml:8 K8S-017 new\ntwo.yaml:10 K8S-003 new\n");
}

#[test]
fn an_error_is_shown_in_every_format() {
    let project = Project::new().file("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a\n");
    let text = project.run(["check"]).ends(3).stdout;
    insta::assert_snapshot!(text, @r"
    error parse

      × pod.yaml:3:19: while parsing a flow mapping, did not find expected ',' or '}'
       ╭─[pod.yaml:3:19]
     2 │ kind: ***
     3 │ metadata: {name: *
       ·                   ▲
       ╰────

    1 file, 0 resources, 0 policies; no findings; 0 suppressed, 0 undetermined; 1 error; [TIME]
    ");
    insta::assert_snapshot!(project.run(["check", "--format", "concise"]).ends(3).stdout, @r"
    pod.yaml:3:19: error parse: while parsing a flow mapping, did not find expected ',' or '}'
    1 file, 0 resources, 0 policies; no findings; 0 suppressed, 0 undetermined; 1 error; [TIME]
    ");
    let sarif = project.run(["check", "--format", "sarif"]).ends(3).json();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
}

#[test]
fn real_files_cut_off_and_mangled() {
    let Some(corpus) = corpus() else { return };
    let mut damaged = Vec::new();
    for path in [
        "plans/checks_data_aws_example_GithubActionsOIDCTrustPolicy_tfplan.json",
        "plans/runner_resources_plan_with_providers_tfplan.json",
        "plans/common_runner_registry_plan_with_tf_modules_for_enrichment_tfplan.json",
        "pairs/aws/tfplan.json",
        "realms/exported-26.4.0-source.json",
    ] {
        let text = std::fs::read_to_string(corpus.join(path)).unwrap();
        let name = path.replace('/', "-");
        damaged.extend(cut(&name, &text, &[10, 33, 66, 99]));
        damaged.extend(mangled(&name, &text));
    }
    let manifest = std::fs::read_to_string(corpus.join("manifests/argo_charts_argo-events.yaml")).unwrap();
    damaged.extend(mangled("argo-events.yaml", &manifest));
    each_is_an_error(&damaged);
}
