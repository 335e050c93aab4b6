//! Configuration of Terraform from outside: root modules, environments, suppressions, what is unknown and what is broken.

use serde_json::Value;

use crate::support::{Project, errors, lines};

const ROOT: &str = r#"variable "open" {
  type = bool
}

variable "sizes" {
  type    = map(number)
  default = { small = 20, large = 200 }
}

module "cases" {
  source = "./modules/store"
  open   = var.open
}

module "letters" {
  source = "./modules/store"
  open   = false
}

module "distant" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
}

resource "aws_db_instance" "register" {
  for_each            = var.sizes
  allocated_storage   = each.value
  storage_encrypted   = true
  publicly_accessible = aws_vpc.own.enable_dns_support
}

resource "aws_vpc" "own" {}
"#;

const STORE: &str = r#"variable "open" {
  type = bool
}

resource "aws_db_instance" "index" {
  publicly_accessible = var.open
  storage_encrypted   = true
}
"#;

const VALUES: &str = "open = true\n";

const POLICIES: [&str; 2] = ["--select", "TF-AWS-027"];

fn project() -> Project {
    Project::new()
        .file("app/main.tf", ROOT)
        .file("app/modules/store/main.tf", STORE)
        .file("app/terraform.tfvars", VALUES)
}

fn findings(project: &Project, arguments: &[&str]) -> String {
    project.findings(&[&POLICIES[..], arguments].concat())
}

/// Address, and file and line of the places, of each finding.
fn places(output: &Value) -> Vec<String> {
    let at = |location: &Value| format!("{}:{}", location["file"].as_str().unwrap_or("-"), location["start"]["line"]);
    let finding = |finding: &Value| {
        let related: Vec<String> =
            finding["related"].as_array().unwrap().iter().map(|related| at(&related["location"])).collect();
        let address = finding["resource"]["address"].as_str().unwrap();
        format!("{address} {} <- {}", at(&finding["location"]), related.join(" "))
    };
    output["findings"].as_array().unwrap().iter().map(finding).collect()
}

#[test]
fn text_of_a_configuration() {
    let run = project().run([&["check", "--undetermined"], &POLICIES[..]].concat()).ends(1);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn json_of_a_configuration() {
    insta::assert_snapshot!(project().run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(1).stdout);
}

#[test]
fn a_finding_stands_where_the_value_is_written_whatever_is_asked() {
    let project = project();
    let at = "app/terraform.tfvars:1 TF-AWS-027 new\n";
    let undetermined = "app/main.tf:29 TF-AWS-027 undetermined\n".to_owned();
    for (paths, expected) in [
        (&["."][..], format!("{undetermined}{at}")),
        (&["app"], format!("{undetermined}{at}")),
        (&["app/terraform.tfvars"], at.to_owned()),
        (&["app/main.tf"], undetermined.clone()),
        // Who asks for the resource asks for the values that it is given, too.
        (&["app/modules/store/main.tf"], at.to_owned()),
        (&["app/modules", "app/terraform.tfvars"], at.to_owned()),
    ] {
        assert_eq!(findings(&project, paths), expected, "{paths:?}");
    }
    let output = project.json(&[&POLICIES[..], &["app/terraform.tfvars"]].concat());
    assert_eq!(
        places(&output),
        ["module.cases.aws_db_instance.index app/terraform.tfvars:1 <- app/modules/store/main.tf:6"]
    );
}

#[test]
fn a_fault_of_syntax_is_said_and_the_rest_is_judged() {
    let project = project().file("app/broken.tf", "resource \"aws_db_instance\" \"b\" {\n  engine = \n}\n");
    let run = project.run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(3);
    let output = run.json();
    assert!(lines(&output).contains("app/terraform.tfvars:1 TF-AWS-027 new\n"), "{output:#}");
    let said = errors(&output);
    assert!(said.starts_with("app/broken.tf:2:") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_module_that_is_not_on_disk_is_said_once() {
    let other = "module \"again\" {\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = \"5.0.0\"\n}\n";
    let project =
        Project::new().file("a/main.tf", ROOT).file("a/modules/store/main.tf", STORE).file("b/main.tf", other);
    let output = project.json(&POLICIES);
    let notes: Vec<&str> =
        output["notes"].as_array().unwrap().iter().map(|note| note["path"].as_str().unwrap()).collect();
    assert_eq!(notes, ["a/main.tf", "b/main.tf"], "{output:#}");
    assert_eq!(output["errors"], serde_json::json!([]));
}

#[test]
fn variables_are_given_on_the_command_line() {
    let project = project().file("shut.tfvars", "open = false\n").file("open.tfvars", "open = true\n");
    let quiet =
        |arguments: &[&str]| findings(&project, &[arguments, &["app/modules", "app/terraform.tfvars"]].concat());
    assert_eq!(quiet(&["--var", "open=false"]), "");
    assert_eq!(quiet(&["--var-file", "shut.tfvars"]), "");
    assert_eq!(findings(&project, &["--var-file", "open.tfvars", "open.tfvars"]), "open.tfvars:1 TF-AWS-027 new\n");
    project.run(["check", "--var", "open"]).refused("NAME=VALUE");
    project.run(["check", "--var-file", "gone.tfvars"]).refused("gone.tfvars: no such file");
}

#[test]
fn equal_findings_of_several_environments_are_one() {
    let settings = r#"
[[terraform.root]]
dir = "app"
name = "prod"
var_files = ["open.tfvars"]
[[terraform.root]]
dir = "app"
name = "stage"
var_files = ["open.tfvars"]
[[terraform.root]]
dir = "app"
name = "test"
vars = { open = false }
"#;
    let project = project().file("bartizan.toml", settings).file("open.tfvars", "open = true\n");
    let output = project.json(&POLICIES);
    let environments: Vec<String> = output["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| format!("{} {}", finding["location"]["file"].as_str().unwrap(), finding["environments"]))
        .collect();
    assert_eq!(environments, [r#"app/main.tf ["prod","stage","test"]"#, r#"open.tfvars ["prod","stage"]"#]);
}

#[test]
fn a_comment_excuses_where_the_value_is_written_used_and_called() {
    const COMMENT: &str = "bartizan: ignore[TF-AWS-027] test stand";
    for (file, from, to) in [
        ("app/terraform.tfvars", "open = true", format!("open = true # {COMMENT}")),
        ("app/terraform.tfvars", "open = true", format!("// {COMMENT}\nopen = true")),
        ("app/modules/store/main.tf", "  publicly", format!("  /* {COMMENT} */ publicly")),
        ("app/modules/store/main.tf", "\"index\" {", format!("\"index\" {{ # {COMMENT}")),
        ("app/main.tf", "module \"cases\"", format!("# {COMMENT}\nmodule \"cases\"")),
        ("app/main.tf", "module \"cases\" {", format!("module \"cases\" {{ # {COMMENT} address=module.cases.*")),
    ] {
        let project = project();
        let text = match file {
            "app/main.tf" => ROOT,
            "app/terraform.tfvars" => VALUES,
            _ => STORE,
        };
        project.write(file, text.replace(from, &to));
        let found = findings(&project, &["."]);
        let told: Vec<&str> = found.lines().filter(|line| !line.ends_with("undetermined")).collect();
        let line = if to.starts_with("//") { 2 } else { 1 };
        assert_eq!(told, [format!("app/terraform.tfvars:{line} TF-AWS-027 suppressed")], "{file}: {to}");
    }
    let project = project();
    project.write("app/main.tf", ROOT.replace("module \"letters\"", &format!("# {COMMENT}\nmodule \"letters\"")));
    let found = findings(&project, &["."]);
    assert!(found.contains("app/terraform.tfvars:1 TF-AWS-027 new"), "{found}");
    assert!(found.contains("app/main.tf:15 BZ-003 new"), "{found}");
}

#[test]
fn standard_input_stands_for_its_file() {
    let project = project();
    let shut = ROOT.replace("= var.open", "= false");
    let arguments = [&["check", "--format", "json", "-", "--stdin-filename", "app/main.tf"], &POLICIES[..]].concat();
    let output = project.run_on(shut.replace("aws_vpc.own.enable_dns_support", "true").as_bytes(), arguments).json();
    assert_eq!(lines(&output), "app/main.tf:29 TF-AWS-027 new\n");
}

/// A module that two configurations call, one of them twice and once per key.
fn shared() -> Project {
    let store = "variable \"open\" {\n  default = true\n}\n\nresource \"aws_db_instance\" \"index\" {\n  publicly_accessible = var.open\n  storage_encrypted   = true\n}\n";
    Project::new()
        .file("bartizan.toml", "")
        .file("modules/store/main.tf", store)
        .file("east/main.tf", "module \"store\" {\n  source = \"../modules/store\"\n}\n")
        .file(
            "west/main.tf",
            "module \"a\" {\n  source   = \"../modules/store\"\n  for_each = toset([\"x\", \"y\"])\n}\n\nmodule \"b\" {\n  source = \"../modules/store\"\n}\n",
        )
}

#[test]
fn equal_findings_of_a_shared_module_are_one() {
    let output = shared().json(&POLICIES);
    let finding = &output["findings"][0];
    assert_eq!(
        places(&output),
        [
            r#"module.a["x"].aws_db_instance.index modules/store/main.tf:2 <- modules/store/main.tf:6 west/main.tf:1 west/main.tf:6 east/main.tf:1"#
        ]
    );
    assert_eq!((&finding["unit"], &output["summary"]["findings"]["critical"]), (&"west".into(), &1.into()), "{output}");
    let occurrences: Vec<String> = finding["occurrences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|other| format!("{} {}", other["unit"].as_str().unwrap(), other["address"].as_str().unwrap()))
        .collect();
    assert_eq!(
        occurrences,
        [
            r#"west module.a["y"].aws_db_instance.index"#,
            "west module.b.aws_db_instance.index",
            "east module.store.aws_db_instance.index"
        ]
    );
    let text = shared().run([&["check"], &POLICIES[..]].concat()).ends(1).stdout;
    assert!(text.contains("in:    2 configurations: west, east"), "{text}");
    let log = shared().run([&["check", "--format", "sarif"], &POLICIES[..]].concat()).ends(1).json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["occurrenceCount"]), (1, &4.into()));
}

#[test]
fn an_instance_of_a_shared_module_is_excused_by_itself() {
    let project = shared();
    let east = "# bartizan: ignore[TF-AWS-027] lab\nmodule \"store\" {\n  source = \"../modules/store\"\n}\n";
    project.write("east/main.tf", east);
    let output = project.json(&POLICIES);
    let states: Vec<String> = output["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| format!("{} +{}", finding["state"], finding["occurrences"].as_array().unwrap().len()))
        .collect();
    assert_eq!(states, [r#""new" +2"#, r#""suppressed" +0"#]);
    project.write(
        "modules/store/main.tf",
        "variable \"open\" {\n  default = true\n}\n\nresource \"aws_db_instance\" \"index\" {\n  # bartizan: ignore[TF-AWS-027] old address=module.a[\"x\"].*\n  publicly_accessible = var.open\n  storage_encrypted   = true\n}\n",
    );
    assert_eq!(project.json(&POLICIES)["summary"]["suppressed"], 2);
    project.run([&["baseline", "-o", "known.json"], &POLICIES[..]].concat()).ends(0);
    let known =
        project.run([&["check", "--format", "json", "--baseline", "known.json"], &POLICIES[..]].concat()).json();
    assert_eq!(known["summary"]["findings"]["critical"], 0);
}

const OPEN: &str = "resource \"aws_db_instance\" \"open\" {\n  publicly_accessible = true\n}\n";

/// Errors, findings and notes of a project whose `main.tf` begins with [`OPEN`].
fn hostile(more: &str, files: &[(&str, &str)], status: i32) -> String {
    let project = Project::new().file("main.tf", format!("{OPEN}{more}"));
    files.iter().for_each(|(path, text)| project.write(path, text));
    told(&project, status)
}

fn told(project: &Project, status: i32) -> String {
    let output = project.run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(status).json();
    let note = |note: &Value| {
        let start = &note["location"]["start"];
        let text = |key: &str| note[key].as_str().unwrap();
        format!("{}:{}:{} note: {}\n", text("path"), start["line"], start["column"], text("message"))
    };
    let notes: String = output["notes"].as_array().unwrap().iter().map(note).collect();
    format!("{}{}{notes}", lines(&output), errors(&output))
}

#[test]
fn what_cannot_be_parsed_is_said_with_its_place() {
    insta::assert_snapshot!(hostile("", &[("broken.tf", "resource \"a\" \"b\" {\n  c = [1,\n")], 3));
}

#[test]
fn a_module_that_calls_itself_is_said() {
    let inner = "module \"b\" {\n  source = \"../m\"\n}\n";
    insta::assert_snapshot!(hostile("module \"a\" {\n  source = \"./m\"\n}\n", &[("m/main.tf", inner)], 3));
}

#[test]
fn files_outside_of_the_root_are_not_read_and_that_is_said() {
    let more = "locals {\n  passwd = templatefile(\"/etc/passwd\", {})\n}\nresource \"local_file\" \"f\" {\n  content = local.passwd\n  other   = file(\"../../etc/passwd\")\n  gone    = file(\"gone.txt\")\n}\n";
    insta::assert_snapshot!(hostile(more, &[], 1));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_root_are_not_followed() {
    let outside = tempfile::TempDir::new().unwrap();
    std::fs::write(outside.path().join("out.tf"), OPEN.replace("open", "outside")).unwrap();
    let project = Project::new().file("main.tf", format!("{OPEN}locals {{\n  secret = file(\"secret.txt\")\n}}\nresource \"local_file\" \"f\" {{\n  content = local.secret\n}}\n"));
    std::os::unix::fs::symlink(outside.path().join("out.tf"), project.path().join("out.tf")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("out.tf"), project.path().join("secret.txt")).unwrap();
    insta::assert_snapshot!(told(&project, 3));
}

#[test]
fn what_would_take_too_much_is_said() {
    let many = "locals {\n  n = range(1000)\n  all = [for x in local.n : [for y in local.n : [for z in local.n : x]]]\n}\nresource \"local_file\" \"f\" {\n  content = jsonencode(local.all)\n}\n";
    insta::assert_snapshot!(hostile(many, &[], 3));
    let range = "resource \"local_file\" \"f\" {\n  content = join(\"\", range(0, 100000000))\n}\n";
    insta::assert_snapshot!(hostile(range, &[], 1));
    let count =
        "resource \"aws_db_instance\" \"many\" {\n  count               = 100000000\n  publicly_accessible = true\n}\n";
    insta::assert_snapshot!(hostile(count, &[], 3));
}

#[test]
fn repetition_that_terraform_refuses_is_said() {
    let more = "resource \"aws_db_instance\" \"counted\" {\n  count               = \"many\"\n  publicly_accessible = true\n}\nresource \"aws_db_instance\" \"each\" {\n  for_each            = [\"a\", \"b\"]\n  publicly_accessible = true\n}\nresource \"aws_db_instance\" \"less\" {\n  count               = -1\n  publicly_accessible = true\n}\nresource \"local_file\" \"f\" {\n  content = 1 / 0\n  other   = var.gone\n}\n";
    insta::assert_snapshot!(hostile(more, &[], 3));
}

#[test]
fn a_policy_document_is_judged_as_far_as_it_is_known() {
    let policy = r#"resource "aws_s3_bucket" "b" {}
resource "aws_iam_policy" "p" {
  policy = <<EOF
{
  "Statement": [{
    "Effect": "Allow",
    "Action": ["s3:Get*", "iam:*"],
    "Resource": ["arn:aws:s3:::${aws_s3_bucket.b.id}/*", "*"],
    "Sid": "${aws_s3_bucket.b.id}"
  }]
}
EOF
}
resource "aws_iam_policy" "torn" {
  policy = "{\"Statement\": [${aws_s3_bucket.b.policy}]}"
}
"#;
    let project = Project::new().file("main.tf", policy);
    let run = project.run(["check", "--format", "concise", "--undetermined", "--select", "TF-AWS-046"]);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn a_credential_is_found_where_it_stands_and_once() {
    let key = concat!("AKIA", "Q3EGWLZ7XK2M5P4R");
    let script = format!(
        "resource \"aws_instance\" \"i\" {{\n  user_data = <<-EOF\n    #!/bin/sh\n    export KEY={key}\n    export DB_PASSWORD='hunter2hunter2'\n  EOF\n  tags = {{ key = \"id {key}\" }}\n}}\n"
    );
    let project = Project::new().file("main.tf", script);
    let run = project.run(["check", "--format", "concise", "--select", "SEC-003,SEC-014"]).ends(1);
    insta::assert_snapshot!(run.stdout);
    let text = project.run(["check", "--select", "SEC-003,SEC-014"]).ends(1).stdout;
    assert!(!text.contains(key) && !text.contains("hunter2"), "{text}");
}

#[test]
fn who_asks_for_a_module_hears_of_what_it_is_given() {
    let database = "variable \"public\" { default = false }\nresource \"aws_db_instance\" \"a\" {\n  publicly_accessible = \
                    var.public\n}\n";
    let caller = "module \"db\" {\n  source = \"../../modules/db\"\n}\n";
    let project = Project::new()
        .file("infra/main.tf", database)
        .file("prod.tfvars", "public = true\n")
        .file("broken.tfvars", "public = = true\n")
        .file("envs/prod/main.tf", caller)
        .file("modules/db/main.tf", database.replace("var.public", "true"));
    let found = |arguments: &[&str]| {
        let run = project.check(&[&["--format", "concise", "--select", "TF-AWS-027"], arguments].concat());
        let places = run.stdout.lines().filter_map(|line| line.split_once(": ")).map(|(place, _)| place);
        (run.status.unwrap(), places.filter(|place| place.contains(':')).map(str::to_owned).collect::<Vec<_>>())
    };
    for asked in ["infra", "infra/main.tf"] {
        assert_eq!(found(&[asked, "--var-file", "prod.tfvars"]), (1, vec!["prod.tfvars:1:10".to_owned()]), "{asked}");
    }
    assert_eq!(found(&["infra"]), (0, vec![]));
    assert_eq!(found(&["infra", "--var-file", "broken.tfvars"]), (3, vec!["broken.tfvars:1:10".to_owned()]));
    assert_eq!(found(&["envs/prod"]), (1, vec!["modules/db/main.tf:3:25".to_owned()]));
    assert_eq!(found(&["envs/prod/main.tf"]), (0, vec![]));
}
