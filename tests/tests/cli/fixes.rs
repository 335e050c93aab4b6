//! Fixes from outside: what they change, what they leave, how the command ends.

use std::fs;

use crate::support::Project;

const MAIN: &str = r#"variable "open" {
  default = true
}

resource "aws_db_instance" "register" {
  identifier          = "register" # the main one
  publicly_accessible = true
}

resource "aws_db_instance" "copy" {
  publicly_accessible = var.open
}
"#;

const UNSAFE: [&str; 2] = ["--select", "TF-AWS-027"];

/// A policy with a safe fix, `fix`, for detectors that are not named.
fn policy(fix: &str) -> String {
    let head = "\
# METADATA
# title: Detector has no name
# description: For the test.
# custom:
#   id: ACME-001
#   severity: high
#   confidence: high
#   platform: terraform
#   kinds: [aws_guardduty_detector]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Infrastructure Security
#   owner: Application Developers
#   supporting: []
#   controls: []
#   references: {}
#   remediation: Name it.
package bartizan.terraform.acme_detector

deny contains {\"message\": \"no name\", \"path\": [\"name\"], \"fix\": FIX} if {
\tnot input.values.name
}
";
    head.replace("FIX", fix)
}

const NAME: &str = r#"[{"op": "set", "path": ["name"], "value": "watch", "safety": "safe"}]"#;
const SAFE: [&str; 4] = ["--policy", "acme", "--select", "ACME-001"];

fn detectors(fix: &str, main: &str) -> Project {
    Project::new().file("acme/detector.rego", policy(fix)).file("main.tf", main)
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path().join(path)).unwrap()
}

fn run(project: &Project, command: &[&str], arguments: &[&str]) -> crate::support::Run {
    project.run([command, arguments].concat())
}

#[test]
fn diff_shows_what_would_change_and_writes_nothing() {
    let project = Project::new().file("app/main.tf", MAIN);
    let shown = run(&project, &["check", "--diff", "--unsafe-fixes"], &UNSAFE).ends(1);
    assert_eq!(
        shown.stdout,
        r#"--- a/app/main.tf
+++ b/app/main.tf
@@ -4,7 +4,7 @@
 
 resource "aws_db_instance" "register" {
   identifier          = "register" # the main one
-  publicly_accessible = true
+  publicly_accessible = false
 }
 
 resource "aws_db_instance" "copy" {
"#
    );
    assert_eq!(read(&project, "app/main.tf"), MAIN);
    assert_eq!(run(&project, &["check", "--diff"], &UNSAFE).ends(1).stdout, "");
    assert_eq!(run(&project, &["fix", "--diff", "--unsafe-fixes"], &UNSAFE).ends(1).stdout, shown.stdout);
}

#[test]
fn unsafe_fixes_want_their_flag_and_what_remains_is_reported() {
    let project = Project::new().file("main.tf", MAIN);
    let run_it = |command: &[&str]| run(&project, &[command, &["--format", "concise"]].concat(), &UNSAFE);
    let without = run_it(&["fix"]).ends(1);
    assert!(without.stderr.contains("nothing was fixed"), "{}", without.stderr);
    assert_eq!(read(&project, "main.tf"), MAIN);
    let with = run_it(&["fix", "--unsafe-fixes"]).ends(1);
    assert!(with.stderr.contains("fixed 1 finding in 1 file"), "{}", with.stderr);
    assert!(with.stdout.starts_with("main.tf:2:13: critical TF-AWS-027 aws_db_instance.copy"), "{}", with.stdout);
    let fixed = MAIN.replacen("publicly_accessible = true", "publicly_accessible = false", 1);
    assert_eq!(read(&project, "main.tf"), fixed);
    let again = run_it(&["check", "--fix", "--unsafe-fixes"]).ends(1);
    assert!(again.stderr.contains("nothing was fixed"), "{}", again.stderr);
    assert_eq!(read(&project, "main.tf"), fixed);
}

#[test]
fn text_and_json_say_what_can_be_done() {
    let project = Project::new().file("main.tf", MAIN);
    let text = run(&project, &["check"], &UNSAFE).ends(1).stdout;
    assert!(text.contains("1 fixable with `bartizan fix --unsafe-fixes`\n"), "{text}");
    let output = project.json(&UNSAFE);
    let fixes: Vec<_> = output["findings"].as_array().unwrap().iter().map(|finding| &finding["fix"]).collect();
    assert_eq!(
        *fixes[0],
        serde_json::json!({
            "title": "Set `publicly_accessible` to `false`",
            "safety": "display",
            "edits": [],
            "reason": "the value of `publicly_accessible` comes from the variable `open`",
        })
    );
    let place = |column: u32| serde_json::json!({"line": 7, "column": column});
    assert_eq!(fixes[1]["safety"], "unsafe");
    assert_eq!(
        fixes[1]["edits"],
        serde_json::json!([{"file": "main.tf", "start": place(25), "end": place(29), "new_text": "false"}])
    );
    let log = run(&project, &["check", "--format", "sarif"], &UNSAFE).json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let change = &results[1]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "main.tf");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "false");
    assert!(results[0].get("fixes").is_none(), "{log:#}");
}

#[test]
fn safe_fixes_are_applied_until_none_is_left() {
    let main = "resource \"aws_guardduty_detector\" \"a\" {}\n\nresource \"aws_guardduty_detector\" \"b\" {\n  enable = true\n}\n";
    let project = detectors(NAME, main);
    let fixed = run(&project, &["fix"], &SAFE).ends(0);
    assert!(fixed.stderr.contains("fixed 2 findings in 1 file"), "{}", fixed.stderr);
    let after = "resource \"aws_guardduty_detector\" \"a\" {\n  name = \"watch\"\n}\n\nresource \"aws_guardduty_detector\" \"b\" {\n  enable = true\n  name   = \"watch\"\n}\n";
    assert_eq!(read(&project, "main.tf"), after);
    assert_eq!(run(&project, &["check", "--diff"], &SAFE).ends(0).stdout, "");
}

#[test]
fn instances_are_edited_where_the_same_is_wrong_with_all() {
    let module = "resource \"aws_guardduty_detector\" \"a\" {\n  for_each = toset([\"x\", \"y\"])\n}\n";
    let calls = "module \"m\" {\n  source = \"./m\"\n}\n\nmodule \"n\" {\n  source = \"./m\"\n}\n";
    let project = detectors(NAME, calls).file("m/main.tf", module);
    run(&project, &["fix"], &SAFE).ends(0);
    assert_eq!(read(&project, "m/main.tf"), module.replace("}\n", "\n  name = \"watch\"\n}\n"));
    let some = module.replace("}\n", "  name = each.key == \"x\" ? \"x\" : null\n}\n");
    project.write("m/main.tf", &some);
    run(&project, &["fix"], &SAFE).ends(1);
    assert_eq!(read(&project, "m/main.tf"), some);
}

#[test]
fn a_fix_that_mends_nothing_is_undone() {
    let main = "resource \"aws_guardduty_detector\" \"a\" {}\n";
    for fix in [
        NAME.replace("\"name\"", "\"other\""),
        r#"[{"op": "set", "path": ["na me"], "value": "watch", "safety": "safe"}]"#.to_owned(),
    ] {
        let project = detectors(&fix, main);
        let undone = run(&project, &["fix", "--format", "concise"], &SAFE).ends(3);
        assert!(undone.stdout.contains("internal error: a fix of ACME-001 was undone"), "{}", undone.stdout);
        assert_eq!(read(&project, "main.tf"), main);
    }
}

#[test]
fn what_is_excused_is_not_fixed() {
    let main = "# bartizan: ignore[ACME-001] old\nresource \"aws_guardduty_detector\" \"a\" {}\n";
    let project = detectors(NAME, main);
    run(&project, &["fix"], &SAFE).ends(0);
    assert_eq!(read(&project, "main.tf"), main);
}

#[test]
fn files_keep_their_encoding_and_line_ends() {
    let main = "\u{feff}resource \"aws_guardduty_detector\" \"ä\" {\r\n  enable = true\r\n}\r\n";
    let project = detectors(NAME, main);
    run(&project, &["fix"], &SAFE).ends(0);
    assert_eq!(read(&project, "main.tf"), main.replace("true\r\n", "true\r\n  name   = \"watch\"\r\n"));
}

#[test]
#[cfg(unix)]
fn files_keep_their_permissions_and_links_stay_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let main = "resource \"aws_guardduty_detector\" \"a\" {}\n";
    let project = detectors(NAME, main);
    let real = project.path().join("main.tf");
    fs::create_dir(project.path().join("linked")).unwrap();
    fs::rename(&real, project.path().join("linked/real.txt")).unwrap();
    symlink("linked/real.txt", &real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    run(&project, &["fix"], &SAFE).ends(0);
    assert!(fs::symlink_metadata(&real).unwrap().is_symlink());
    assert!(read(&project, "linked/real.txt").contains("watch"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    let names: Vec<_> = fs::read_dir(project.path().join("linked")).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing is left behind: {names:?}");
}

#[test]
fn secrets_are_masked_in_patches() {
    let main = "resource \"aws_guardduty_detector\" \"a\" {\n  master_password = \"hunter22-long\"\n}\n";
    let project = detectors(NAME, main);
    let shown = run(&project, &["check", "--diff"], &SAFE).ends(1).stdout;
    assert!(shown.contains("+  name            = \"watch\"\n"), "{shown}");
    assert!(!shown.contains("hunter22"), "{shown}");
}

#[test]
fn objects_of_one_name_are_each_mended_where_they_stand() {
    let pod = crate::support::POD;
    let project = || {
        let two = format!("{pod}---\n{pod}");
        Project::new().file("a/prod.yaml", pod).file("a/staging.yaml", pod).file("b/two.yaml", two)
    };
    let left = |project: &Project| {
        let privileged = |file: &str| read(project, file).matches("privileged: true").count();
        ["a/prod.yaml", "a/staging.yaml", "b/two.yaml"].map(privileged)
    };
    for (given, expected) in [("a/staging.yaml", [1, 0, 2]), ("a", [0, 0, 2]), ("b/two.yaml", [1, 1, 0]), (".", [0; 3])]
    {
        let project = project();
        let fixed = run(&project, &["fix", "--unsafe-fixes"], &["--select", "K8S-003", given]);
        assert_eq!(left(&project), expected, "{given}: {}", fixed.stderr);
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let project = Project::new().file("main.tf", MAIN);
    project.run(["check", "--unsafe-fixes"]).refused("goes with --fix or --diff");
    project.run(["check", "--fix", "--diff"]).refused("cannot be used with");
    project.run(["fix", "-"]).refused("standard input cannot be fixed");
}
