//! Configuration of Terraform: a finding stands in one file and depends on others.

use super::support::{Folder, Setup, TestClient};

const SETTINGS: &str = "select = [\"TF-AWS-027\"]\n";
const ROOT: &str = "\
variable \"open\" {
  type = bool
}

module \"db\" {
  source = \"./db\"
  open   = var.open
}
";
const DATABASE: &str = "\
variable \"open\" {
  type = bool
}

resource \"aws_db_instance\" \"a\" {
  publicly_accessible = var.open
}
";

/// A root module that passes the value of a variable on to a module.
fn project() -> Folder {
    Folder::new(&[
        ("bartizan.toml", SETTINGS),
        ("main.tf", ROOT),
        ("terraform.tfvars", "open = true\n"),
        ("db/main.tf", DATABASE),
    ])
}

#[tokio::test]
async fn an_edit_of_the_values_changes_what_stands_in_them() {
    let folder = project();
    let values = folder.uri("terraform.tfvars");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&values, "open = true\n").await;
    let mut pushed = client.pushed(&values).await;
    assert_eq!(pushed.brief(), ["0:7-0:11 TF-AWS-027"]);
    let related = pushed.diagnostics[0]["relatedInformation"].take();
    assert_eq!(related[0]["location"]["uri"], folder.uri("db/main.tf"));
    assert_eq!(related[0]["location"]["range"]["start"], serde_json::json!({"line": 5, "character": 24}));
    assert_eq!(related[0]["message"], "used here, in `module.db.aws_db_instance.a`");

    client.replace(&values, 2, "open = false\n").await;
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    client.replace(&values, 3, "# x\nopen = true\n").await;
    assert_eq!(client.pushed(&values).await.brief(), ["1:7-1:11 TF-AWS-027"]);
    client.finish().await;
}

#[tokio::test]
async fn an_edit_of_a_caller_changes_what_other_files_show() {
    let folder = project();
    let (values, root, module) = (folder.uri("terraform.tfvars"), folder.uri("main.tf"), folder.uri("db/main.tf"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&values, "open = true\n").await;
    assert_eq!(client.pushed(&values).await.brief(), ["0:7-0:11 TF-AWS-027"]);
    client.open(&root, ROOT).await;
    assert_eq!(client.pushed(&root).await.brief(), [""; 0]);
    client.open(&module, DATABASE).await;
    assert_eq!(client.pushed(&module).await.brief(), [""; 0]);

    client.replace(&root, 2, &ROOT.replace("= var.open", "= true")).await;
    assert_eq!(client.pushed(&root).await.brief(), ["6:11-6:15 TF-AWS-027"]);
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);

    // The unsaved text of the module decides, not the one on disk.
    client.replace(&module, 2, &DATABASE.replace("= var.open", "= true")).await;
    assert_eq!(client.pushed(&module).await.brief(), ["5:24-5:28 TF-AWS-027"]);
    assert_eq!(client.pushed(&root).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn a_half_typed_file_keeps_the_findings_of_the_rest() {
    let folder = Folder::new(&[("bartizan.toml", SETTINGS)]);
    let uri = folder.uri("main.tf");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let text = "resource \"aws_db_instance\" \"a\" {\n  publicly_accessible = true\n  engine = \n}\n";
    client.open(&uri, text).await;
    let shown = client.pushed(&uri).await.brief();
    assert!(shown.contains(&"1:24-1:28 TF-AWS-027".to_owned()), "{shown:?}");
    assert!(shown.iter().any(|line| line.starts_with("2:") && line.ends_with("parse")), "{shown:?}");
    client.finish().await;
}

#[tokio::test]
async fn a_module_called_twice_shows_its_own_fault_once() {
    let folder = Folder::new(&[
        ("bartizan.toml", SETTINGS),
        ("main.tf", "module \"a\" {\n  source = \"./db\"\n}\nmodule \"b\" {\n  source = \"./db\"\n}\n"),
    ]);
    let text = DATABASE.replace("= var.open", "= true").replace("type = bool", "default = 1");
    folder.write("db/main.tf", &text);
    let uri = folder.uri("db/main.tf");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&uri, &text).await, ["5:24-5:28 TF-AWS-027"]);
    client.finish().await;
}

/// A module whose database is public where a caller says so.
const CALLED: &str = "\
variable \"open\" {
  type = bool
}
resource \"aws_db_instance\" \"a\" {
  publicly_accessible = var.open ? true : false
}
";

fn caller(open: bool) -> String {
    format!("module \"db\" {{\n  source = \"../db\"\n  open   = {open}\n}}\n")
}

#[tokio::test]
async fn a_caller_that_comes_is_seen_when_it_is_told_of() {
    let folder = Folder::new(&[("bartizan.toml", SETTINGS), ("db/main.tf", CALLED)]);
    let uri = folder.uri("db/main.tf");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&uri, CALLED).await, [""; 0]);
    folder.write("live/main.tf", &caller(true));
    // A keystroke does not look through the project for what nobody told of.
    client.replace(&uri, 2, &format!("# 2\n{CALLED}")).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);

    client.touched(&[&folder.uri("live/main.tf")]).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["5:35-5:39 TF-AWS-027"]);

    // Clients that watch nothing tell of what they save.
    folder.write("live/main.tf", &caller(false));
    folder.write("test/main.tf", &caller(true));
    client.save(&uri).await;
    client.replace(&uri, 3, CALLED).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["4:35-4:39 TF-AWS-027"]);
    client.finish().await;
}

#[tokio::test]
async fn a_caller_counts_as_long_as_it_is_open() {
    let folder = Folder::new(&[("bartizan.toml", SETTINGS), ("db/main.tf", CALLED)]);
    let (uri, new) = (folder.uri("db/main.tf"), folder.uri("live/main.tf"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&uri, CALLED).await, [""; 0]);
    client.open(&new, &caller(true)).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["4:35-4:39 TF-AWS-027"]);
    assert_eq!(client.pushed(&new).await.brief(), [""; 0]);
    client.replace(&new, 2, &caller(false)).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&new).await.brief(), [""; 0]);
    client.replace(&new, 3, &caller(true)).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["4:35-4:39 TF-AWS-027"]);
    assert_eq!(client.pushed(&new).await.brief(), [""; 0]);
    client.close(&new).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn a_module_stands_by_itself_until_a_call_of_it_is_typed() {
    let text = CALLED.replace("type = bool", "default = true");
    let folder = Folder::new(&[("bartizan.toml", SETTINGS), ("db/main.tf", &text), ("live/main.tf", "")]);
    let (uri, live) = (folder.uri("db/main.tf"), folder.uri("live/main.tf"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&uri, &text).await, ["4:35-4:39 TF-AWS-027"]);
    assert_eq!(client.opened(&live, "").await, [""; 0]);
    client.replace(&live, 2, &caller(false)).await;
    assert_eq!(client.pushed(&live).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    client.replace(&live, 3, "").await;
    assert_eq!(client.pushed(&live).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&uri).await.brief(), ["4:35-4:39 TF-AWS-027"]);
    client.finish().await;
}

const PLANNED: &str = "\
variable \"open\" {
  type    = bool
  default = false
}
resource \"aws_db_instance\" \"a\" {
  publicly_accessible = var.open
}
";
const PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9.0",
 "variables": {"open": {"value": true}},
 "planned_values": {"root_module": {"resources": [{"address": "aws_db_instance.a", "mode": "managed",
  "type": "aws_db_instance", "name": "a", "values": {"publicly_accessible": true}}]}},
 "resource_changes": [{"address": "aws_db_instance.a", "mode": "managed", "type": "aws_db_instance", "name": "a",
  "change": {"actions": ["create"], "after": {"publicly_accessible": true}, "after_unknown": {}}}],
 "configuration": {"root_module": {"variables": {"open": {"default": false}}, "resources": [{"address": "aws_db_instance.a",
  "mode": "managed", "type": "aws_db_instance", "name": "a",
  "expressions": {"publicly_accessible": {"references": ["var.open"]}}}]}}}
"#;

#[tokio::test]
async fn configuration_is_judged_by_a_plan_only_where_that_is_declared_or_open() {
    let folder = Folder::new(&[("bartizan.toml", SETTINGS), ("main.tf", PLANNED), ("tfplan.json", PLAN)]);
    let uri = folder.uri("main.tf");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&uri, PLANNED).await, [""; 0]);

    let declared = format!("{SETTINGS}[[terraform.root]]\ndir = \".\"\nplan = \"tfplan.json\"\n");
    folder.write("bartizan.toml", &declared);
    client.save(&folder.uri("bartizan.toml")).await;
    assert_eq!(client.pushed(&uri).await.brief(), ["5:24-5:32 TF-AWS-027"]);
    folder.write("bartizan.toml", SETTINGS);
    client.save(&folder.uri("bartizan.toml")).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);

    // The plan is judged together with what it was made of.
    client.open(&folder.uri("tfplan.json"), PLAN).await;
    assert_eq!(client.pushed(&folder.uri("tfplan.json")).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&uri).await.brief(), ["5:24-5:32 TF-AWS-027"]);
    client.finish().await;
}
