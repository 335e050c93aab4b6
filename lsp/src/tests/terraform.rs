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
