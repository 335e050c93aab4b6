//! Edits of configuration of Terraform in a session that lives on, as an editor makes them: only what an edit changes is
//! done again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::finding::State;
use bartizan_engine::session::{Options, Session, Work};

fn open(root: PathBuf) -> Session {
    let files = Files::new(root, Limits::default()).unwrap();
    let select = vec!["TF-AWS-027".to_owned()];
    Session::open(files, Options { skip_config: true, is_told: true, select, ..Options::default() }).unwrap()
}

/// Lays texts over files and checks them; gives the places of the findings, and what there was to do.
fn edit(session: &mut Session, texts: &[(&str, &str)]) -> (Vec<String>, Work) {
    let before = session.work();
    texts.iter().for_each(|(path, text)| session.set_overlay(path, (*text).into()));
    let paths: Vec<Arc<str>> = texts.iter().map(|(path, _)| Arc::from(*path)).collect();
    let scan = session.check_open(&paths);
    assert!(scan.problems.is_empty(), "{:?}", scan.problems);
    let found = scan.findings.iter().filter(|finding| finding.state == State::New);
    let places = found.filter_map(|finding| finding.location.as_ref());
    let places = places.map(|place| format!("{}:{}", place.file, place.start.line)).collect();
    (places, session.work() - before)
}

/// Two root modules, one of which calls a module.
#[test]
fn an_edit_costs_its_own_root_module_alone() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let read = |path: &str| fs::read_to_string(examples.join(path)).unwrap();
    let (register, portal) = (read("register/main.tf"), read("terraform/main.tf"));
    let mut session = open(examples);
    let own = ["register/main.tf", "terraform/main.tf"];
    let (found, work) = edit(&mut session, &[(own[0], &register), (own[1], &portal)]);
    assert_eq!(found, ["terraform/main.tf:91"]);
    assert!(work.units == 2 && work.questions >= 2 && work.parsed >= 5, "{work:?}");

    // The same bytes once more.
    let (found, work) = edit(&mut session, &[(own[0], &register), (own[1], &portal)]);
    assert_eq!(found, ["terraform/main.tf:91"]);
    assert_eq!(work, Work::default());

    // Places move, values do not: no policy has a question.
    let moved = format!("\n{portal}");
    let (found, work) = edit(&mut session, &[(own[0], &register), (own[1], &moved)]);
    assert_eq!(found, ["terraform/main.tf:92"]);
    assert_eq!(work, Work { files: 0, parsed: 1, units: 1, questions: 0 });

    // Only the database is another one.
    let closed = moved.replace("publicly_accessible = true", "publicly_accessible = false");
    assert_ne!(closed, moved);
    let (found, work) = edit(&mut session, &[(own[0], &register), (own[1], &closed)]);
    assert_eq!(found, [""; 0]);
    assert_eq!(work, Work { files: 0, parsed: 1, units: 1, questions: 1 });
}

#[test]
fn the_project_is_listed_again_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |path: &str, text: &str| {
        let place = root.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    };
    let text = "variable \"open\" { type = bool }\nresource \"aws_db_instance\" \"a\" {\n  publicly_accessible = var.open ? true : false\n}\n";
    let caller = |open: bool| format!("module \"db\" {{\n  source = \"../db\"\n  open = {open}\n}}\n");
    write("db/main.tf", text);
    let mut session = open(root.clone());
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, [""; 0]);

    write("live/main.tf", &caller(true));
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, [""; 0]);
    session.invalidate("live/main.tf");
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, ["db/main.tf:3"]);
    write("live/main.tf", &caller(false));
    session.invalidate("live/main.tf");
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, [""; 0]);

    // A new file of which only the editor knows, and its end.
    session.set_overlay("test/main.tf", caller(true).into());
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, ["db/main.tf:3"]);
    session.set_overlay("test/main.tf", "".into());
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, [""; 0]);
    session.set_overlay("test/main.tf", caller(true).into());
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, ["db/main.tf:3"]);
    session.remove_overlay("test/main.tf");
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, [""; 0]);

    // Nobody says which file it was.
    fs::remove_dir_all(root.join("live")).unwrap();
    write("other/main.tf", &caller(true));
    session.forget_listing();
    assert_eq!(edit(&mut session, &[("db/main.tf", text)]).0, ["db/main.tf:3"]);
}
