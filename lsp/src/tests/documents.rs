//! Documents that are odd: no files, far away, reached by links, closed twice, huge.

use serde_json::json;

use super::support::{Folder, POD, Setup, TestClient, uri};

const PRIVILEGED: &str = "8:20-8:24 K8S-003";

#[tokio::test]
async fn what_is_no_file_is_not_judged() {
    let folder = Folder::privileged_only(&[("pod.yaml", "a: 1\n")]);
    let path = folder.path.join("pod.yaml").display().to_string();
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let real = folder.uri("pod.yaml");
    assert_eq!(client.opened(&real, "a: 1\n").await, [""; 0]);
    for uri in
        ["untitled:Untitled-1", "untitled:/pod.yaml", &format!("git:{path}?ref=HEAD"), "http://host.test/pod.yaml"]
    {
        client.open(uri, POD).await;
        client.edit(uri, 2, (0, 0), (0, 0), "#\n").await;
        assert!(client.hover(uri, 9, 22).await.is_null());
        client.close(uri).await;
    }
    client.quiet().await;
    // An older version of a file in a view of changes is not the file.
    client.edit(&real, 2, (0, 0), (0, 0), "#\n").await;
    assert_eq!(client.pushed(&real).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn paths_of_other_systems_and_of_nowhere_are_survived() {
    let folder = Folder::privileged_only(&[]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    for uri in [
        "file:///C:/work/pod.yaml",
        "file:///c%3A/work/pod.yaml",
        "file://server/share/pod.yaml",
        "file:///",
        "file:///%00",
    ] {
        client.open(uri, POD).await;
        client.edit(uri, 2, (8, 20), (8, 24), "false").await;
        client.close(uri).await;
        client.quiet_but(&["window/logMessage"]).await;
    }
    let uri = folder.uri("pod.yaml");
    assert_eq!(client.opened(&uri, POD).await, [PRIVILEGED]);
    client.finish().await;
}

#[tokio::test]
async fn a_file_outside_of_every_folder_has_the_project_around_it() {
    let (folder, outside) = (Folder::new(&[]), Folder::privileged_only(&[]));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&outside.uri("deep/er/pod.yaml"), POD).await, [PRIVILEGED]);
    client.finish().await;
}

#[tokio::test]
async fn names_may_hold_anything() {
    let folder = Folder::privileged_only(&[]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    for name in ["a b.yaml", "ä%20🌈.yaml", "[x]#y?.yaml", "+.yaml"] {
        let uri = folder.uri(name);
        assert_eq!(client.opened(&uri, POD).await, [PRIVILEGED], "{uri}");
    }
    // The client's own way of writing an address is the one it gets back.
    let written = folder.uri("colon.yaml").replace("colon", "c%6Flon");
    assert_eq!(client.opened(&written, POD).await, [PRIVILEGED]);
    client.finish().await;
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_the_file_they_lead_to() {
    let folder = Folder::privileged_only(&[("pod.yaml", POD)]);
    let elsewhere = Folder::new(&[]);
    let link = elsewhere.path.join("link");
    std::os::unix::fs::symlink(&folder.path, &link).unwrap();
    let linked = Folder::new(&[]);
    let mut client = TestClient::start(Setup::default(), &[&linked]).await;
    let by_link = uri(&link.join("pod.yaml"));
    assert_eq!(client.opened(&by_link, POD).await, [PRIVILEGED]);
    client.edit(&by_link, 2, (8, 20), (8, 24), "false").await;
    assert_eq!(client.pushed(&by_link).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn notifications_that_make_no_sense_change_nothing() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.edit(&uri, 1, (0, 0), (0, 0), "x").await;
    client.close(&uri).await;
    client.save(&uri).await;
    client.quiet().await;
    assert_eq!(client.opened(&uri, POD).await, [PRIVILEGED]);
    let most = u32::MAX;
    for (version, (from, to)) in
        [((most, most), (0, 0)), ((3, most), (3, 0)), ((8, 22), (8, 20))].into_iter().enumerate()
    {
        client.edit(&uri, version as i64 + 2, from, to, "").await;
    }
    client.replace(&uri, 9, POD).await;
    while client.pushed(&uri).await.version != Some(9) {}
    client.notify("textDocument/didChange", json!({"textDocument": 1})).await;
    client.notify("no/such", json!({})).await;
    client.close(&uri).await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    client.close(&uri).await;
    client.finish().await;
}

#[tokio::test]
async fn a_huge_document_is_judged_or_refused() {
    let folder = Folder::privileged_only(&[]);
    let uri = folder.uri("pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let large = format!("{POD}{}", "# filler that nobody reads but everybody copies\n".repeat(40_000));
    assert_eq!(client.opened(&uri, &large).await, [PRIVILEGED]);
    client.edit(&uri, 2, (8, 20), (8, 24), "false").await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    client.finish().await;
}
