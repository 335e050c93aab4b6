//! Same bytes and same configuration, same findings: the editor shows what the command line reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::{Finding, Location, State};
use bartizan_engine::session::{Options, Session};

use super::support::{Folder, Setup, TestClient, uri};
use crate::position::Encoding;

/// What the command line reports on a file, as the client writes what it is shown.
fn reported(path: &Path) -> Vec<String> {
    let files = Files::new(Files::find_root(path), Limits::default()).unwrap();
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
