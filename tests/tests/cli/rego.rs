//! `eval`, `test`, `parse` and `bench`: what they print, and that it is what `opa` prints.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Project, Run};

const POLICY: &str = "\
package shop

allow if {
	some item in input.items
	item.price > 100
}

deny contains msg if {
	some item in input.items
	item.price > data.limit
	msg := sprintf(\"%s costs <%d>\", [item.name, item.price])
}

twice(x) := 2 * x
";

const INPUT: &str = r#"{"items": [{"name": "ä", "price": 101}, {"name": "b", "price": 7}]}"#;

const TESTS: &str = "\
package shop_test

import data.shop

test_allow if {
	shop.allow with input as {\"items\": [{\"price\": 200}]}
}

test_deny if {
	items := [{\"name\": \"x\", \"price\": 11}]
	print(\"asking for\", items[0].name)
	got := shop.deny with input.items as items
	got == {\"x costs <12>\"}
}

test_twice[note] if {
	some note, tc in {
		\"none\": {\"of\": 0, \"is\": 0},
		\"some\": {\"of\": 2, \"is\": 5},
	}
	shop.twice(tc.of) == tc.is
}

todo_test_later if false
";

fn shop() -> Project {
    Project::new()
        .file("shop.rego", POLICY)
        .file("input.json", INPUT)
        .file("conf/limit.yaml", "limit: 10.0\n")
        .file("test/shop_test.rego", TESTS)
        .file("broken.rego", "package broken\n\np if {\n\tx > y\n}\n")
        .file("old.rego", "package old\n\np[x] { x := 1 }\n")
        .file(
            "answers.yaml",
            "off: [y, No, on, ~, true, 010, 1_0, 1.0, 2020-01-01]\nfrom: &base {a: 1}\nto: {<<: *base, b: 2}\n",
        )
        .file("told.rego", "# METADATA\n# title: Told\npackage told\n\n# METADATA\n# custom: {id: P-1}\np := 1\n")
        .file("conflict.json", r#"{"limit": 11}"#)
        .file("bundle/.manifest", r#"{"roots": ["a", "shop"]}"#)
        .file("bundle/a/b/data.json", r#"{"c": {"d": [1, 2.50]}}"#)
        .file("bundle/a/other.json", "0")
        .file("bundle/a/flags/data.yaml", "flags: {on: yes}\n")
        .file("bundle/shop.rego", "package shop\n\nopen := data.a.b.c\n")
}

/// Durations as placeholders.
fn timeless(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once(" (") {
        Some((start, time)) if time.ends_with("s)") => format!("{start} ([TIME])\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// Command lines whose result must be that of `opa`, standard output and exit status.
const SAME: &[&[&str]] = &[
    &["eval", "1"],
    &["eval", "data.nothing"],
    &["eval", "--fail", "data.nothing"],
    &["eval", "--fail-defined", "false"],
    &["eval", "x = [1, {\"a\": \"<b>\"}, 1.50][_]; 2e3"],
    &["eval", "-f", "pretty", "x = [1, {\"a\": \"<b>\"}][_]; \"t\""],
    &["eval", "-f", "raw", "\"text\"; {1, [2]}"],
    &["eval", "-f", "values", "\"text\"; {1: {2}}"],
    &["eval", "-f", "bindings", "x = 1; y := {\"ä\"}"],
    &["eval", "-f", "discard", "x = 1"],
    &["eval", "-d", "shop.rego", "-d", "conf", "-i", "input.json", "data"],
    &["eval", "-f", "pretty", "-d", "shop.rego", "-d", "conf", "-i", "input.json", "data.shop.deny[x]"],
    &["eval", "-d", "shop.rego", "--package", "shop", "twice(4)"],
    &["eval", "-d", "shop.rego", "--import", "data.shop as s", "s.twice(4)"],
    &["eval", "-d", "some.where:conf/limit.yaml", "data"],
    &["eval", "-d", "conf/limit.yaml", "-d", "conflict.json", "data"],
    &["eval", "-d", "missing", "1"],
    &["eval", "-b", "bundle", "data"],
    &["eval", "--v0-compatible", "-d", "old.rego", "data.old"],
    &["eval", "-d", "conf", "--ignore", "*.yaml", "data"],
    &["eval", "-i", "answers.yaml", "input"],
    &["eval", "-d", "answers.yaml", "data"],
    &["eval", "-b", "bundle", "-i", "answers.yaml", "[input.off, data.a.flags]"],
    &["eval", "-f", "pretty", "--coverage", "-d", "shop.rego", "-i", "input.json", "data.shop.allow"],
    &["parse", "test/shop_test.rego"],
];

#[test]
fn says_what_opa_says() {
    let Some(opa) = bartizan_tests::opa() else { return };
    let project = shop();
    let mut wrong = Vec::new();
    for arguments in SAME {
        let theirs = Command::new(&opa).args(*arguments).current_dir(project.path()).output().unwrap();
        let (stdout, status) = (String::from_utf8(theirs.stdout).unwrap(), theirs.status.code());
        let ours = project.run(*arguments);
        if (&ours.stdout, ours.status) != (&stdout, status) {
            wrong.push(format!("{arguments:?}\nOPA {status:?}:\n{stdout}\nours {:?}:\n{}", ours.status, ours.stdout));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tests_end_as_those_of_opa() {
    let Some(opa) = bartizan_tests::opa() else { return };
    let project = shop();
    let arguments = ["test", "--format", "json", "shop.rego", "conf", "test"];
    let theirs = Command::new(&opa).args(arguments).current_dir(project.path()).output().unwrap();
    let ours = project.run(arguments);
    let by_name = |text: &[u8]| {
        let mut results: Vec<Value> = serde_json::from_slice(text).unwrap();
        results.iter_mut().filter_map(Value::as_object_mut).for_each(|result| drop(result.remove("duration")));
        results.sort_by_key(|result| result["name"].to_string());
        results
    };
    assert_eq!(by_name(ours.stdout.as_bytes()), by_name(&theirs.stdout));
    assert_eq!(ours.status, theirs.status.code());
}

#[test]
fn modules_have_the_names_that_opa_gives_them() {
    let Some(opa) = bartizan_tests::opa() else { return };
    let project = shop();
    project.write("bad/broken.rego", "package broken\n\np if x > 1\n");
    let folder = project.path().join("bad");
    let file = folder.join("broken.rego");
    for (option, path) in [("-d", &*file), ("-b", &*folder), ("-b", Path::new("."))] {
        let arguments = ["eval", option, path.to_str().unwrap(), "1"];
        let theirs = Command::new(&opa).args(arguments).current_dir(&folder).output().unwrap();
        let ours = project.command(arguments).current_dir(&folder).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&ours.stdout), String::from_utf8_lossy(&theirs.stdout), "{arguments:?}");
    }
}

#[test]
fn trees_are_those_of_opa() {
    let Some(opa) = bartizan_tests::opa() else { return };
    let project = shop();
    for arguments in [&["told.rego"][..], &["shop.rego", "--json-include", "locations,-comments"]] {
        let arguments = [&["parse", "--format", "json"], arguments].concat();
        let theirs = Command::new(&opa).args(&arguments).current_dir(project.path()).output().unwrap();
        let theirs: Value = serde_json::from_slice(&theirs.stdout).unwrap();
        assert_eq!(project.run(&arguments).ends(0).json(), theirs, "{arguments:?}");
    }
}

#[test]
fn faults_are_shown_in_the_code() {
    let project = shop();
    let run = project.run(["eval", "-f", "pretty", "-d", "broken.rego", "1"]).ends(2);
    insta::assert_snapshot!(run.stderr, @r#"
    2 errors occurred:
      × rego_unsafe_var_error: var x is unsafe
       ╭─[broken.rego:4:2]
     3 │ p if {
     4 │     x > y
       ·     ─────
     5 │ }
       ╰────
      help: `x` never gets a value: assign it with `:=`, take it from a collection with `some x in …`,
            or mend its name
      × rego_unsafe_var_error: var y is unsafe
       ╭─[broken.rego:4:2]
     3 │ p if {
     4 │     x > y
       ·     ─────
     5 │ }
       ╰────
      help: `y` never gets a value: assign it with `:=`, take it from a collection with `some y in …`,
            or mend its name
    "#);
    let run = project.run(["eval", "-d", "broken.rego", "1"]).ends(2);
    let errors: Vec<String> =
        run.json()["errors"].as_array().unwrap().iter().map(|error| error["message"].to_string()).collect();
    assert_eq!(errors, ["\"var x is unsafe\"", "\"var y is unsafe\""]);
    let run = project.run(["eval", "-f", "pretty", "x ="]).ends(2);
    insta::assert_snapshot!(run.stderr, @r#"
    1 error occurred:
      × rego_parse_error: expected a term, found the end of the text
       ╭─[query:1:4]
     1 │ x =
       ╰────
    "#);
}

#[test]
fn explains_measures_and_covers() {
    let project = shop();
    let asked = ["eval", "-f", "pretty", "-d", "shop.rego", "-i", "input.json", "data.shop.allow"];
    let run = project.run([&asked[..], &["--explain", "full", "--var-values"]].concat()).ends(0);
    insta::assert_snapshot!(run.stdout, @r#"
    query:1         Enter data.shop.allow
    query:1         | Eval data.shop.allow
    shop.rego:3     | Enter data.shop.allow
    shop.rego:4     | | Eval some item in input.items
    shop.rego:5     | | Eval item.price > 100  {item: {"name": "ä", "price": 101}}
    shop.rego:3     | | Exit data.shop.allow  {item: {"name": "ä", "price": 101}}
    query:1         | Exit data.shop.allow
    query:1         | Redo data.shop.allow
    true
    "#);
    let run = project.run(["eval", "-f", "pretty", "--explain", "full", "x := 1; x > 1"]).ends(0);
    insta::assert_snapshot!(run.stdout, @r"
    query:1     Enter x := 1; x > 1
    query:1     | Eval x := 1
    query:1     | Eval x > 1
    query:1     | Fail x > 1
    query:1     | Redo x := 1
    undefined
    ");
    let asked = ["eval", "-d", "shop.rego", "-i", "input.json", "data.shop.allow"];
    let output = project.run([&asked[..], &["--profile", "--coverage", "--metrics"]].concat()).ends(0).json();
    let lines: Vec<u64> =
        output["profile"].as_array().unwrap().iter().filter_map(|line| line["location"]["row"].as_u64()).collect();
    assert_eq!(lines.len(), 3, "{output:#}");
    let file = &output["coverage"]["files"]["shop.rego"];
    assert_eq!((&file["covered_lines"], &file["not_covered_lines"]), (&Value::from(3), &Value::from(4)), "{output:#}");
    assert!(output["metrics"]["timer_rego_query_eval_ns"].is_u64(), "{output:#}");
}

#[test]
fn failing_tests_show_where_and_with_what() {
    let project = shop();
    let arguments = ["test", "shop.rego", "conf", "test"];
    let Run { stdout, .. } = project.run(arguments).ends(2);
    insta::assert_snapshot!(timeless(&stdout), @r#"
    test/shop_test.rego:9:
    data.shop_test.test_deny: FAIL ([TIME])
      test/shop_test.rego:13: got == {"x costs <12>"}
        got: {"x costs <11>"}

      asking for x

    test/shop_test.rego:16:
    data.shop_test.test_twice: FAIL ([TIME])
      some: FAIL
        test/shop_test.rego:21: shop.twice(tc.of) == tc.is
          tc: {"is": 5, "of": 2}
    test/shop_test.rego:24:
    data.shop_test.todo_test_later: SKIPPED
    --------------------------------------------------------------------------------
    PASS: 2/5
    FAIL: 2/5
    SKIPPED: 1/5
    "#);
    let Run { stdout, .. } = project.run([&arguments[..], &["-v", "--run", "deny"]].concat()).ends(2);
    insta::assert_snapshot!(timeless(&stdout), @r#"
    test/shop_test.rego:9:
    data.shop_test.test_deny: FAIL ([TIME])
      test/shop_test.rego:13: got == {"x costs <12>"}
        got: {"x costs <11>"}

      asking for x

    --------------------------------------------------------------------------------
    FAILURES
    --------------------------------------------------------------------------------
    data.shop_test.test_deny: FAIL ([TIME])

      query:1                    Enter data.shop_test.test_deny
      test/shop_test.rego:9      | Enter data.shop_test.test_deny
      test/shop_test.rego:13     | | Fail got == {"x costs <12>"}
      query:1                    | Fail data.shop_test.test_deny

    --------------------------------------------------------------------------------
    FAIL: 1/1
    "#);
    let Run { stdout, .. } = project.run([&arguments[..], &["-z", "--run", "allow|later"]].concat()).ends(0);
    insta::assert_snapshot!(timeless(&stdout), @r#"
    test/shop_test.rego:24:
    data.shop_test.todo_test_later: SKIPPED
    --------------------------------------------------------------------------------
    PASS: 1/2
    SKIPPED: 1/2
    "#);
    project.run([&arguments[..], &["--run", "no-such"]].concat()).ends(0);
    project.run([&arguments[..], &["--run", "no-such", "--fail-on-empty"]].concat()).ends(2);
}

#[test]
fn libraries_that_come_with_the_program_are_there() {
    let policy = "package own.stays\n\nimport data.bartizan.lib.kubernetes\n\ndeny contains \"stays\" if \
                  count(kubernetes.hook_events) == 0\n";
    let test = "package own.stays_test\n\nimport data.own.stays\n\ntest_hook if {\n\tcount(stays.deny) == 0 with input as \
                {\"values\": {\"metadata\": {\"annotations\": {\"helm.sh/hook\": \"test\"}}}}\n}\n\ntest_pod if {\n\t\
                count(stays.deny) == 1 with input as {\"values\": {}}\n}\n";
    let project = Project::new().file("own/stays.rego", policy).file("own/stays_test.rego", test);
    assert!(project.run(["test", "own"]).ends(0).stdout.contains("PASS: 2/2"));
    let files = project.run(["test", "--coverage", "own"]).ends(0).json()["files"].take();
    let files: Vec<&String> = files.as_object().unwrap().keys().collect();
    assert_eq!(files, ["own/stays.rego", "own/stays_test.rego"]);
    let query = ["eval", "-d", "own", "-f", "raw", "count(data.own.stays.deny) with input as {\"values\": {}}"];
    assert_eq!(project.run(query).ends(0).stdout.trim(), "1");
    // One of the same package takes its place.
    let own = "package bartizan.lib.kubernetes\n\nhook_events := {\"x\"}\n";
    project.write("own/lib.rego", own);
    assert_eq!(project.run(query).ends(0).stdout.trim(), "0");
}

#[test]
fn coverage_has_a_threshold() {
    let project = shop();
    let arguments = ["test", "shop.rego", "conf", "test", "--run", "test_allow", "--coverage"];
    let report = project.run(arguments).ends(0).json();
    assert_eq!(report["files"]["shop.rego"]["covered_lines"], 3, "{report:#}");
    let run = project.run([&arguments[..], &["--threshold", "90", "-v"]].concat()).ends(2);
    insta::assert_snapshot!(run.stderr, @r"
    Code coverage threshold not met: got 29.41 instead of 90.00
    Lines not covered:
    	shop.rego:8
    	shop.rego:10-11
    	shop.rego:14
    	test/shop_test.rego:9-13
    	test/shop_test.rego:16
    	test/shop_test.rego:21
    	test/shop_test.rego:24
    ");
}

#[test]
fn runs_again_when_a_file_changes() {
    let project = Project::new().file("watched/t_test.rego", "package t\n\ntest_it if 1 == 1\n");
    let mut command = project.command(["test", "--watch", "watched"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (send, lines) = mpsc::channel();
    let reader = thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    let next = || lines.recv_timeout(Duration::from_secs(120)).unwrap_or_default();
    let first = next();
    // Moved there whole, so that no half of it is run.
    project.write("new.rego", "package t\n\ntest_it if 1 == 1\n\ntest_that if 1 == 1\n");
    fs::rename(project.path().join("new.rego"), project.path().join("watched/t_test.rego")).unwrap();
    let second = next();
    project.write("watched/u_test.rego", "package u\n\ntest_u if true\n");
    let third = next();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!([&*first, &*second, &*third], ["PASS: 1/1", "PASS: 2/2", "PASS: 3/3"]);
    drop(lines);
    drop(reader.join().unwrap());
}

#[test]
fn measures_a_query() {
    let project = shop();
    let arguments = ["bench", "--benchtime", "10ms", "--format", "json"];
    let measured = project.run([&arguments[..], &["1 + 1"]].concat()).ends(0).json();
    assert!(measured["N"].as_u64() > Some(1), "{measured:#}");
    let run = project.run(["bench", "data.nothing"]).ends(1);
    insta::assert_snapshot!(run.stderr, @r#"1 error occurred: undefined result"#);
}

#[test]
fn what_reaches_outside_is_off() {
    let project = Project::new();
    let query = r#"http.send({"method": "get", "url": "http://localhost:1"})"#;
    let run = project.run(["eval", "-f", "pretty", query]).ends(2);
    assert!(run.stderr.contains("--allow-net"), "{}", run.stderr);
    let runtime = project.run(["eval", "-f", "pretty", "opa.runtime().env"]).ends(0);
    assert_eq!(runtime.stdout, "{}\n");
    let mut command = project.command(["eval", "-f", "raw", "--allow-env", "opa.runtime().env.SHOWN"]);
    assert_eq!(project.finish(command.env("SHOWN", "yes")).ends(0).stdout, "yes\n");
}

#[test]
fn reads_queries_and_input_from_standard_input() {
    let project = Project::new();
    assert_eq!(project.run_on(b"1 + 1", ["eval", "-f", "raw", "--stdin"]).ends(0).stdout, "2\n");
    assert_eq!(project.run_on(b"a: 3", ["eval", "-f", "raw", "-I", "input.a"]).ends(0).stdout, "3\n");
    project.run(["eval"]).refused("a query is needed");
    project.run(["eval", "--fail", "--fail-defined", "1"]).refused("cannot be used with");
    let run = project.run(["eval", " "]).ends(2);
    assert_eq!(run.json()["errors"][0]["message"], "cannot evaluate empty query");
}
