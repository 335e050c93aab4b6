//! Edits of charts in a session that lives on, as an editor makes them: only what an edit changes is done again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bartizan_engine::files::{Files, Limits};
use bartizan_engine::session::{Options, Session, Work};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: a:1
      securityContext: {privileged: {{ .Values.privileged }}}
";
const ACCOUNT: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }}}\nspec: {containers: []}\n";
const VALUES: &str = "name: other\nprivileged: true\n";

fn write(root: &Path, chart: &str) {
    let files = [
        ("Chart.yaml", format!("apiVersion: v2\nname: {chart}\nversion: 1.0.0\n")),
        ("values.yaml", VALUES.to_owned()),
        ("values-prod.yaml", "name: prod\n".to_owned()),
        ("templates/pod.yaml", POD.to_owned()),
        ("templates/other.yaml", ACCOUNT.to_owned()),
    ];
    for (file, text) in files {
        let path = root.join(chart).join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Lays a text over a file and checks it with a file of another chart; gives the places of the findings, and what there
/// was to do: units that were read and questions that policies were asked.
fn edit(session: &mut Session, path: &str, text: &str) -> (Vec<String>, (usize, usize)) {
    let before = session.work();
    session.set_overlay(path, text.into());
    let scan = session.check_open(&[Arc::from(path), Arc::from("second/values.yaml")]);
    assert!(scan.problems.is_empty(), "{:?}", scan.problems);
    let places = scan.findings.iter().filter_map(|finding| finding.location.as_ref());
    let places = places.map(|place| format!("{}:{}", place.file, place.start.line)).collect();
    let Work { units, questions, .. } = session.work() - before;
    (places, (units, questions))
}

/// Two charts, each in two environments.
#[test]
fn an_edit_costs_its_own_chart_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    write(&root, "first");
    write(&root, "second");
    let files = Files::new(root, Limits::default()).unwrap();
    let select = vec!["K8S-003".to_owned()];
    let options = Options { skip_config: true, is_told: true, select, ..Options::default() };
    let mut session = Session::open(files, options).unwrap();
    let (template, values) = ("first/templates/pod.yaml", "first/values.yaml");

    let found = ["first/values.yaml:2", "second/values.yaml:2"];
    // The pod that all have is the same, though two that are judged at once may both ask; the other one is called
    // differently in each environment.
    let (places, (units, questions)) = edit(&mut session, template, POD);
    assert_eq!((places.as_slice(), units), (found.map(str::to_owned).as_slice(), 4));
    assert!((3..=8).contains(&questions), "{questions}");
    assert_eq!(edit(&mut session, template, POD).1, (0, 0), "the same bytes once more");

    // Places move, values do not.
    let moved = format!("# moved\n{POD}");
    assert_eq!(edit(&mut session, template, &moved).1, (2, 0));
    let below = format!("# moved\n{VALUES}");
    let (found, work) = edit(&mut session, values, &below);
    assert_eq!((found[0].as_str(), work), ("first/values.yaml:3", (2, 0)));

    // Only the pod is another one, in both environments.
    let closed = below.replace("true", "false");
    let (found, (units, questions)) = edit(&mut session, values, &closed);
    assert_eq!((found.as_slice(), units), (["second/values.yaml:2".to_owned()].as_slice(), 2));
    assert!((1..=2).contains(&questions), "{questions}");
    assert_eq!(edit(&mut session, values, &below).1, (2, 0), "the answers are still known");
}
