//! Same bytes and same configuration, same findings: the editor shows what the command line reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::{Finding, Location, State};
use bartizan_engine::session::{Options, Session};

use super::support::{Folder, POD, Setup, TestClient, uri};
use crate::position::Encoding;

/// What the command line reports on a file, as the client writes what it is shown.
fn reported(path: &Path) -> Vec<String> {
    let files = Files::new(Files::find_root(path, &[]), Limits::default()).unwrap();
    let file = files.relative(path).unwrap();
    let source = files.read(&file).unwrap();
    let options = Options { local_policies: true, honour_ignores: true, ..Options::default() };
    let scan = Session::open(files, options).unwrap().check(std::slice::from_ref(&file));
    let new = scan.findings.iter().filter(|finding| finding.state == State::New);
    let placed =
        new.filter_map(|finding| Some((finding, finding.location.as_ref().filter(|place| place.file == file)?)));
    let line = |(finding, place): (&Finding, &Location)| {
        let range = Encoding::Utf16.range(&source.text, &source.lines, place.span.start, place.span.end);
        let [start, end] = [range.start, range.end].map(|position| format!("{}:{}", position.line, position.character));
        (format!("{start}-{end} {}", finding.policy.id), finding.message.clone())
    };
    // The editor says once what several instances of a module have in common.
    let mut said = BTreeSet::new();
    placed.map(line).filter(|said_here| said.insert(said_here.clone())).map(|(line, _)| line).collect()
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => found.extend(documents(&path)),
            Some("json" | "yaml" | "tf" | "tfvars") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn the_editor_shows_what_the_command_line_reports() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").canonicalize().unwrap();
    let elsewhere = Folder::new(&[]);
    let mut client = TestClient::start(Setup::default(), &[&elsewhere]).await;
    let mut seen = 0;
    for path in documents(&examples) {
        let (uri, text) = (uri(&path), std::fs::read_to_string(&path).unwrap());
        let expected = reported(&path);
        seen += expected.len();
        // By way of another text, so that what is kept from it must not show.
        client.opened(&uri, &text.replacen("true", "false", 3)).await;
        client.replace(&uri, 2, &text).await;
        assert_eq!(client.pushed(&uri).await.brief(), expected, "{}", path.display());
        client.close(&uri).await;
        if !expected.is_empty() {
            assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
        }
    }
    assert!(seen > 10, "the examples have faults");
    client.finish().await;
}

#[tokio::test]
async fn each_file_is_judged_by_the_nearest_configuration_and_by_what_that_extends() {
    let select = |ids: &str| format!("select = [{ids}]\n");
    let folder = Folder::new(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("bartizan.toml", &select("\"K8S-003\"")),
        ("shared/base.toml", &select("\"K8S-001\"")),
        ("pod.yaml", POD),
        ("apps/web/bartizan.toml", "extends = \"../../shared/base.toml\"\n"),
        ("apps/web/pod.yaml", POD),
    ]);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let on_disk = |file: &str| folder.path.join(file);
    for (file, found) in [("pod.yaml", "K8S-003"), ("apps/web/pod.yaml", "K8S-001")] {
        let shown = client.opened(&folder.uri(file), POD).await;
        assert_eq!(shown, reported(&on_disk(file)), "{file}");
        assert!(shown.len() == 1 && shown[0].ends_with(found), "{shown:?}");
    }
    // What the nearest configuration extends changes.
    folder.write("shared/base.toml", &select("\"K8S-003\", \"K8S-001\""));
    client.touched(&[&folder.uri("shared/base.toml")]).await;
    let web = client.pushed(&folder.uri("apps/web/pod.yaml")).await.brief();
    assert_eq!((web.len(), &web), (2, &reported(&on_disk("apps/web/pod.yaml"))));
    // With a fault in it no configuration holds; then it is mended.
    folder.write("shared/base.toml", "select = [\n");
    client.touched(&[&folder.uri("shared/base.toml")]).await;
    assert!(client.pushed(&folder.uri("apps/web/pod.yaml")).await.brief().len() > 2);
    let said = client.pushed(&folder.uri("apps/web/bartizan.toml")).await;
    assert!(said.diagnostics[0]["message"].as_str().unwrap().contains("../../shared/base.toml:1"));
    client.message("window/showMessage").await;
    folder.write("shared/base.toml", &select("\"K8S-001\""));
    client.touched(&[&folder.uri("shared/base.toml")]).await;
    assert_eq!(client.pushed(&folder.uri("apps/web/pod.yaml")).await.brief(), reported(&on_disk("apps/web/pod.yaml")));
    assert_eq!(client.pushed(&folder.uri("apps/web/bartizan.toml")).await.brief(), [""; 0]);
    client.finish().await;
}
