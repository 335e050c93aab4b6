//! Several files, folders and projects.

use serde_json::json;

use super::support::{Folder, POD, Setup, TestClient};

const ROLE: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: deploy, namespace: prod}
rules:
  - apiGroups: [apps]
    resources: [deployments]
    verbs: [create]
";

const BINDING: &str = "\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: deploy, namespace: prod}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deploy}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: ann}
";

const NO_BINDING: &str = "a: 1\n";

#[tokio::test]
async fn a_neighbour_that_changes_has_the_others_judged_again() {
    let folder = Folder::new(&[("bartizan.toml", "select = [\"K8S-032\"]\n"), ("role.yaml", ROLE)]);
    let (role, binding) = (folder.uri("role.yaml"), folder.uri("binding.yaml"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&role, ROLE).await, [""; 0]);
    assert_eq!(client.opened(&binding, BINDING).await, [""; 0]);
    let pushed = client.pushed(&role).await;
    assert_eq!(pushed.brief(), ["5:16-5:27 K8S-032"]);
    let subject = json!({"start": {"line": 5, "character": 5}, "end": {"line": 5, "character": 13}});
    let related = json!([{"location": {"uri": binding, "range": subject}, "message": "the subject"}]);
    assert_eq!(pushed.diagnostics[0]["relatedInformation"], related);

    client.replace(&binding, 2, NO_BINDING).await;
    client.pushed(&binding).await;
    assert_eq!(client.pushed(&role).await.brief(), [""; 0]);
    client.replace(&binding, 3, BINDING).await;
    client.pushed(&binding).await;
    assert_eq!(client.pushed(&role).await.brief().len(), 1);

    // The unsaved neighbour is closed: what is on disk counts, and there it is not.
    client.close(&binding).await;
    assert_eq!(client.pushed(&role).await.brief(), [""; 0]);

    // It comes into being on disk.
    folder.write("binding.yaml", BINDING);
    client.touched(&[&binding]).await;
    assert_eq!(client.pushed(&role).await.brief().len(), 1);
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_pulls_is_told_that_a_neighbour_changed() {
    let folder = Folder::new(&[("bartizan.toml", "select = [\"K8S-032\"]\n")]);
    let (role, binding) = (folder.uri("role.yaml"), folder.uri("binding.yaml"));
    let mut client = TestClient::start(Setup::pulling(), &[&folder]).await;
    client.open(&role, ROLE).await;
    assert_eq!(client.pulled(&role).await, [""; 0]);
    client.open(&binding, BINDING).await;
    client.message("workspace/diagnostic/refresh").await;
    assert_eq!(client.pulled(&role).await.len(), 1);
    // Nothing changes for the neighbour, so nothing is said.
    client.edit(&binding, 2, (6, 0), (6, 0), "# end\n").await;
    assert_eq!(client.pulled(&binding).await, [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn a_kustomization_concerns_the_folders_below() {
    let folder = Folder::privileged_only(&[("base/pod.yaml", POD)]);
    let (pod, kustomization) = (folder.uri("base/pod.yaml"), folder.uri("kustomization.yaml"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&pod, POD).await.len(), 1);
    let patches =
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches: [{path: base/pod.yaml}]\n";
    client.opened(&kustomization, patches).await;
    assert_eq!(client.pushed(&pod).await.brief(), [""; 0], "a patch is no object");
    client.close(&kustomization).await;
    assert_eq!(client.pushed(&pod).await.brief().len(), 1);
    client.finish().await;
}

#[tokio::test]
async fn each_project_has_its_own_configuration() {
    let strict = Folder::privileged_only(&[(
        "inner/bartizan.toml",
        "select = [\"K8S-003\"]\n[severities]\nK8S-003 = \"low\"\n",
    )]);
    let lax = Folder::new(&[("bartizan.toml", "select = [\"KC-022\"]\n")]);
    let mut client = TestClient::start(Setup::default(), &[&strict, &lax]).await;
    let severity = async |client: &mut TestClient, uri: String| {
        client.open(&uri, POD).await;
        client.pushed(&uri).await.diagnostics.first().map(|diagnostic| diagnostic["severity"].as_u64())
    };
    assert_eq!(severity(&mut client, strict.uri("pod.yaml")).await, Some(Some(1)));
    assert_eq!(severity(&mut client, strict.uri("inner/pod.yaml")).await, Some(Some(3)));
    assert_eq!(severity(&mut client, lax.uri("pod.yaml")).await, None);
    client.finish().await;
}

#[tokio::test]
async fn scans_the_workspace_on_command() {
    let inner = "select = [\"K8S-003\"]\n[severities]\nK8S-003 = \"off\"\n";
    let folder = Folder::privileged_only(&[
        ("a/pod.yaml", POD),
        ("b/pod.yaml", POD),
        ("inner/bartizan.toml", inner),
        ("inner/pod.yaml", POD),
    ]);
    let other = Folder::privileged_only(&[("pod.yaml", POD)]);
    let mut client = TestClient::start(Setup::default(), &[&folder, &other]).await;
    let answer = client.command("bartizan.scanWorkspace", json!([])).await;
    assert_eq!(answer, json!({"files": 4, "findings": 3}));
    for uri in [folder.uri("a/pod.yaml"), folder.uri("b/pod.yaml"), other.uri("pod.yaml")] {
        assert_eq!(client.pushed(&uri).await.brief().len(), 1, "{uri}");
    }
    client.quiet().await;

    // A second scan says what is different only.
    folder.write("a/pod.yaml", &POD.replace("true", "false"));
    client.touched(&[&folder.uri("a/pod.yaml")]).await;
    let answer = client.command("bartizan.scanWorkspace", json!([])).await;
    assert_eq!(answer, json!({"files": 4, "findings": 2}));
    assert_eq!(client.pushed(&folder.uri("a/pod.yaml")).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn an_open_document_stays_as_it_is_typed_while_the_workspace_is_scanned() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let uri = folder.uri("pod.yaml");
    for pulls in [false, true] {
        let mut client = TestClient::start(Setup { pulls, ..Setup::default() }, &[&folder]).await;
        client.open(&uri, &POD.replace("true", "false")).await;
        if !pulls {
            assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
        }
        let answer = client.command("bartizan.scanWorkspace", json!([])).await;
        assert_eq!(answer, json!({"files": 1, "findings": 0}));
        client.finish().await;
    }
}

#[tokio::test]
async fn what_was_pushed_of_a_closed_file_is_taken_back_when_a_client_that_pulls_opens_it() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::pulling(), &[&folder]).await;
    // Too late to be asked for.
    client.settings(json!({"bartizan": {"workspaceDiagnostics": true}})).await;
    client.message("workspace/diagnostic/refresh").await;
    assert_eq!(client.pushed(&uri).await.brief().len(), 1);
    client.open(&uri, POD).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    assert_eq!(client.pulled(&uri).await.len(), 1);
    client.close(&uri).await;
    assert_eq!(client.pushed(&uri).await.brief().len(), 1);
    client.finish().await;
}

#[tokio::test]
async fn folders_come_and_go() {
    let (first, second) = (Folder::privileged_only(&[]), Folder::privileged_only(&[("pod.yaml", POD)]));
    let options = json!({"bartizan": {"workspaceDiagnostics": true}});
    let mut client = TestClient::start(Setup::with_options(options), &[&first]).await;
    let change = |added: &[&Folder], removed: &[&Folder]| {
        let named = |folders: &[&Folder]| -> Vec<_> {
            folders.iter().map(|folder| json!({"uri": super::support::uri(&folder.path), "name": "folder"})).collect()
        };
        json!({"event": {"added": named(added), "removed": named(removed)}})
    };
    client.notify("workspace/didChangeWorkspaceFolders", change(&[&second], &[])).await;
    assert_eq!(client.pushed(&second.uri("pod.yaml")).await.brief().len(), 1);
    client.notify("workspace/didChangeWorkspaceFolders", change(&[], &[&second])).await;
    assert_eq!(client.pushed(&second.uri("pod.yaml")).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn without_a_repository_the_folder_that_is_open_is_the_project() {
    let template = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      \
                    image: registry.test/web:1.2.3\n      securityContext:\n        privileged: {{ .Values.loud }}\n";
    let chart = "apiVersion: v2\nname: shop\nversion: 1.2.3\n";
    let files =
        [("shop/Chart.yaml", chart), ("shop/values.yaml", "loud: true\n"), ("shop/templates/pod.yaml", template)];
    let folder = Folder::new(&files);
    let pod = folder.uri("shop/templates/pod.yaml");
    let privileged = |shown: &[String]| shown.iter().filter(|line| line.ends_with(" K8S-003")).count();
    let options = json!({"bartizan": {"workspaceDiagnostics": true}});
    let mut client = TestClient::start(Setup::with_options(options), &[&folder]).await;
    assert_eq!(privileged(&client.pushed(&pod).await.brief()), 1);
    assert_eq!(privileged(&client.opened(&pod, template).await), 1);
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
    // Opened by itself, it is of the chart all the same.
    let mut client = TestClient::start(Setup::default(), &[]).await;
    assert_eq!(privileged(&client.opened(&pod, template).await), 1);
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
}
