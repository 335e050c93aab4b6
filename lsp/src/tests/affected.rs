//! Files that are not open when something changes that they depend on: just those are told of that are concerned, and
//! nothing else is read again.

use serde_json::json;

use super::support::{Folder, POD, Setup, TestClient};

const MODULE: &str = "variable \"public\" { type = bool }\nresource \"aws_db_instance\" \"a\" {\n  publicly_accessible = var.public\n}\n";
const CALLER: &str =
    "variable \"public\" { type = bool }\nmodule \"db\" {\n  source = \"../db\"\n  public = var.public\n}\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      \
                        image: registry.test/web:1.2.3\n      securityContext:\n        privileged: {{ .Values.privileged }}\n";
const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.2.3\n";
const REALM: &str = "{\"realm\": \"shop\", \"enabled\": true, \"sslRequired\": \"external\"}\n";

/// A repository with two of everything: what is edited, and what has nothing to do with it.
fn repository() -> Folder {
    let mut files = vec![
        ("bartizan.toml".to_owned(), "select = [\"K8S-003\", \"TF-AWS-027\", \"KC-0*\"]\n".to_owned()),
        ("db/main.tf".to_owned(), MODULE.to_owned()),
    ];
    for side in ["a", "b"] {
        files.extend([
            (format!("{side}-manifests/pod.yaml"), POD.to_owned()),
            (format!("{side}-manifests/other.yaml"), POD.replace("name: web,", "name: other,")),
            (format!("{side}-stack/main.tf"), CALLER.to_owned()),
            (format!("{side}-stack/terraform.tfvars"), "public = false\n".to_owned()),
            (format!("{side}-chart/Chart.yaml"), CHART.to_owned()),
            (format!("{side}-chart/values.yaml"), "privileged: false\n".to_owned()),
            (format!("{side}-chart/templates/pod.yaml"), TEMPLATE.to_owned()),
            (format!("{side}-realm/shop-realm.json"), REALM.to_owned()),
            (format!("{side}-realm/shop-users-0.json"), json!({"realm": "shop", "users": []}).to_string()),
        ]);
    }
    Folder::new(&files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect::<Vec<_>>())
}

/// Everything is shown once; gives who knows how much was done.
async fn begun(folder: &Folder) -> TestClient {
    let options = json!({"bartizan": {"workspaceDiagnostics": true}});
    let mut client = TestClient::start(Setup::with_options(options), &[folder]).await;
    for file in ["a-manifests/other.yaml", "a-manifests/pod.yaml", "b-manifests/other.yaml", "b-manifests/pod.yaml"] {
        client.pushed(&folder.uri(file)).await;
    }
    client.files_told_of(folder).await;
    client
}

#[tokio::test]
async fn an_edit_tells_of_the_files_that_it_affects_and_no_other() {
    let folder = repository();
    let mut client = begun(&folder).await;
    let faulty = "public = true\n";
    // What is opened, typed into it, and who shows what then.
    let cases = [
        ("a-chart/values.yaml", "privileged: true\n", vec!["a-chart/templates/pod.yaml", "a-chart/values.yaml"]),
        ("a-stack/terraform.tfvars", faulty, vec!["a-stack/terraform.tfvars"]),
        ("a-manifests/pod.yaml", "a: 1\n", vec!["a-manifests/pod.yaml"]),
    ];
    for (file, text, expected) in cases {
        let (uri, written) = (folder.uri(file), std::fs::read_to_string(folder.path.join(file)).unwrap());
        client.open(&uri, &written).await;
        client.replace(&uri, 2, text).await;
        assert_eq!(client.files_told_of(&folder).await, expected, "{file}");
        client.close(&uri).await;
        assert_eq!(client.files_told_of(&folder).await, expected, "{file} closed");
    }
    client.finish().await;
}

#[tokio::test]
async fn a_change_on_disk_tells_of_the_files_that_it_affects_and_no_other() {
    let folder = repository();
    let mut client = begun(&folder).await;
    let module = MODULE.replace("var.public", "true");
    let cases = [
        ("b-chart/values.yaml", "privileged: true\n", vec!["b-chart/templates/pod.yaml", "b-chart/values.yaml"]),
        ("b-chart/templates/new.yaml", &TEMPLATE.replace("name: web", "name: new"), vec!["b-chart/templates/new.yaml"]),
        ("db/main.tf", &module, vec!["db/main.tf"]),
        ("b-manifests/new.yaml", POD, vec!["b-manifests/new.yaml"]),
        ("src/code.py", "x = 1\n", vec![]),
    ];
    for (file, text, expected) in cases {
        folder.write(file, text);
        client.touched(&[&folder.uri(file)]).await;
        let told = client.files_told_of(&folder).await;
        assert!(expected.iter().all(|file| told.contains(&(*file).to_owned())), "{file}: {told:?}");
        assert!(told.iter().all(|file| file.starts_with("b-") || file == "db/main.tf"), "{file}: {told:?}");
    }
    // What is gone shows nothing.
    std::fs::remove_file(folder.path.join("b-manifests/new.yaml")).unwrap();
    client.touched(&[&folder.uri("b-manifests/new.yaml")]).await;
    assert_eq!(client.files_told_of(&folder).await, ["b-manifests/new.yaml"]);
    client.finish().await;
}

#[tokio::test]
async fn folders_that_go_and_come_are_told_of_with_what_they_hold() {
    let folder = repository();
    let mut client = begun(&folder).await;
    let (here, away) = (folder.path.join("a-manifests"), folder.path.join("c-manifests"));
    std::fs::rename(&here, &away).unwrap();
    client.touched(&[&folder.uri("a-manifests"), &folder.uri("c-manifests")]).await;
    for (file, findings) in [("a-manifests/pod.yaml", 0), ("c-manifests/pod.yaml", 1)] {
        assert_eq!(client.pushed(&folder.uri(file)).await.brief().len(), findings, "{file}");
    }
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
}
