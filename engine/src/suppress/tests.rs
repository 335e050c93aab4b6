//! What is written to excuse a finding does excuse it, and nothing else.

use std::sync::Arc;

use tempfile::TempDir;

use super::{Excuse, baselined};
use crate::files::{Files, Limits};
use crate::finding::{Finding, State};
use crate::session::{Options, Session};

struct Project {
    folder: TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self { folder: TempDir::new().unwrap() };
        files.iter().for_each(|(file, text)| project.write(file, text));
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    fn session(&self) -> Session {
        let files = Files::new(self.folder.path().to_path_buf(), Limits::default()).unwrap();
        let today = "2026-11-22".parse().ok();
        let options = Options { honour_ignores: true, today, local_policies: true, ..Options::default() };
        Session::open(files, options).unwrap()
    }

    fn findings(&self, file: &str, policy: &str) -> Vec<Finding> {
        let scan = self.session().check_open(&[file.into()]);
        scan.findings.into_iter().filter(|finding| finding.policy.id == policy).collect()
    }

    /// What is written into `file` to excuse the first finding of `policy` up to `until`.
    fn excuse(&self, file: &str, policy: &str, until: Option<&str>) -> Option<Excuse> {
        let finding = self.findings(file, policy).into_iter().find(|finding| finding.state == State::New).unwrap();
        let mut session = self.session();
        let placement = session.suppression(&finding, file, false)?;
        placement.write(&finding, until.map(|day| day.parse().unwrap()))
    }

    /// Writes it and gives the line in which the reason stands, with the reason in arrows, and those around it.
    fn excused(&self, file: &str, policy: &str, until: Option<&str>) -> String {
        let excuse = self.excuse(file, policy, until).unwrap();
        let after = excuse.after();
        self.write(&excuse.file, &after);
        let still = self.findings(file, policy).into_iter().filter(|finding| finding.state == State::New).count();
        let from = after[..excuse.reason.start].rfind('\n').map_or(0, |at| at + 1);
        let to = after[from..].match_indices('\n').nth(1).map_or(after.len(), |(at, _)| from + at);
        let (start, end) = (excuse.reason.start, excuse.reason.end);
        let shown = format!("{}»{}«{}", &after[from..start], &after[start..end], &after[end..to]);
        format!("{}, {still} left\n{shown}", excuse.file)
    }
}

const CONFIG: (&str, &str) = ("bartizan.toml", "select = [\"K8S-003\", \"K8S-017\", \"TF-AWS-027\", \"KC-003\"]\n");

fn pod(container: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n{container}")
}

fn manifest(container: &str) -> Project {
    Project::new(&[CONFIG, ("a.yaml", &pod(container))])
}

#[test]
fn a_value_is_excused_before_its_line() {
    let project =
        manifest("    - name: web\n      image: a:1\n      securityContext:\n        privileged: true # why\n");
    insta::assert_snapshot!(project.excused("a.yaml", "K8S-003", None), @r"
    a.yaml, 0 left
            # bartizan: ignore[K8S-003] »<reason>«
            privileged: true # why
    ");
    let project = manifest("    - name: web\r\n      securityContext: {privileged: true}\r\n");
    insta::assert_snapshot!(project.excused("a.yaml", "K8S-003", Some("2027-02-20")), @r"
    a.yaml, 0 left
          # bartizan: ignore[K8S-003] »<reason>« until=2027-02-20
          securityContext: {privileged: true}
    ");
}

#[test]
fn one_of_two_on_a_line_leaves_the_other() {
    let project = manifest("    - {name: web, image: a, securityContext: {privileged: true}}\n");
    insta::assert_snapshot!(project.excused("a.yaml", "K8S-003", None), @r"
    a.yaml, 0 left
        # bartizan: ignore[K8S-003] »<reason>«
        - {name: web, image: a, securityContext: {privileged: true}}
    ");
    assert_eq!(project.findings("a.yaml", "K8S-017")[0].state, State::New);
}

#[test]
fn a_comment_that_is_there_names_one_more() {
    let container = "    # bartizan: ignore[K8S-003] the node agent until=2027-01-31\n    - {name: web, image: a, securityContext: {privileged: true}}\n";
    let project = manifest(container);
    insta::assert_snapshot!(project.excused("a.yaml", "K8S-017", None), @r"
    a.yaml, 0 left
        # bartizan: ignore[K8S-003, K8S-017] »the node agent« until=2027-01-31
        - {name: web, image: a, securityContext: {privileged: true}}
    ");
    let behind = "    - {name: web, image: a, securityContext: {privileged: true}} # bartizan: ignore[K8S-003] agent\n";
    insta::assert_snapshot!(manifest(behind).excused("a.yaml", "K8S-017", None), @r"
    a.yaml, 0 left
        - {name: web, image: a, securityContext: {privileged: true}} # bartizan: ignore[K8S-003, K8S-017] »agent«
    ");
    // One that no longer holds, or is of something else, is left alone.
    let expired = container.replace("2027", "2025");
    insta::assert_snapshot!(manifest(&expired).excused("a.yaml", "K8S-017", None), @r"
    a.yaml, 0 left
        # bartizan: ignore[K8S-017] »<reason>«
        - {name: web, image: a, securityContext: {privileged: true}}
    ");
    let other = container.replace(" until=2027-01-31", " address=Pod/other");
    insta::assert_snapshot!(manifest(&other).excused("a.yaml", "K8S-017", None), @r"
    a.yaml, 0 left
        # bartizan: ignore[K8S-017] »<reason>«
        - {name: web, image: a, securityContext: {privileged: true}}
    ");
}

#[test]
fn a_flow_of_several_lines_and_a_block_of_text_have_their_places() {
    let flow = "    - {name: web, image: 'a:1',\n       securityContext: {\n         privileged:\n           true }}\n";
    insta::assert_snapshot!(manifest(flow).excused("a.yaml", "K8S-003", None), @r"
    a.yaml, 0 left
               # bartizan: ignore[K8S-003] »<reason>«
               true }}
    ");
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: realm}\ndata:\n  realm.json: |\n    {\n      \"realm\": \"a\", \"enabled\": true, \"clients\": [],\n      \"sslRequired\": \"none\"\n    }\n";
    let project = Project::new(&[CONFIG, ("a.yaml", text)]);
    insta::assert_snapshot!(project.excused("a.yaml", "KC-003", None), @r#"
    bartizan.toml, 0 left
    reason = "»<reason>«"
    "#);
}

const TEMPLATE: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: a:1\n      securityContext:\n        {{- if true }}\n        privileged: {{ .Values.open }}\n        {{- end }}\n";

#[test]
fn a_chart_is_excused_in_its_values_and_in_its_template() {
    let chart = |values: &str| {
        let chart = ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        Project::new(&[CONFIG, chart, ("c/values.yaml", values), ("c/templates/pod.yaml", TEMPLATE)])
    };
    insta::assert_snapshot!(chart("a: 1\nopen: true\n").excused("c/values.yaml", "K8S-003", None), @r"
    c/values.yaml, 0 left
    # bartizan: ignore[K8S-003] »<reason>«
    open: true
    ");
    let project = chart("open: true\n");
    let rendered = |project: &Project| {
        let mut session = project.session();
        session.forget_listing();
        session.check_open(&["c/values.yaml".into()]).problems.len()
    };
    insta::assert_snapshot!(project.excused("c/templates/pod.yaml", "K8S-003", None), @r"
    c/templates/pod.yaml, 0 left
            {{- /* bartizan: ignore[K8S-003] »<reason>« */}}
            privileged: {{ .Values.open }}
    ");
    assert_eq!(rendered(&project), 0);
}

#[test]
fn configuration_of_terraform_is_excused_at_its_attribute() {
    let module = "resource \"aws_db_instance\" \"a\" {\n  engine = \"a\"\n\n  publicly_accessible = true\n}\n";
    let project = Project::new(&[CONFIG, ("main.tf", module)]);
    insta::assert_snapshot!(project.excused("main.tf", "TF-AWS-027", Some("2027-02-20")), @r"
    main.tf, 0 left
      # bartizan: ignore[TF-AWS-027] »<reason>« until=2027-02-20
      publicly_accessible = true
    ");
    let module = "variable \"open\" {}\nresource \"aws_db_instance\" \"a\" {\n  publicly_accessible = var.open\n}\n";
    let project = Project::new(&[CONFIG, ("main.tf", module), ("terraform.tfvars", "open = true\n")]);
    insta::assert_snapshot!(project.excused("terraform.tfvars", "TF-AWS-027", None), @r"
    terraform.tfvars, 0 left
    # bartizan: ignore[TF-AWS-027] »<reason>«
    open = true
    ");
}

const REALM: &str = "{\"realm\": \"a\", \"enabled\": true, \"clients\": [], \"sslRequired\": \"none\"}\n";

#[test]
fn what_takes_no_comment_is_excused_in_the_configuration() {
    let project = Project::new(&[CONFIG, ("r[1].json", REALM)]);
    insta::assert_snapshot!(project.excused("r[1].json", "KC-003", Some("2027-02-20")), @r#"
    bartizan.toml, 0 left
    reason = "»<reason>«"
    until = 2027-02-20
    "#);
    insta::assert_snapshot!(project.read("bartizan.toml"), @r#"
    select = ["K8S-003", "K8S-017", "TF-AWS-027", "KC-003"]

    [[exceptions]]
    policy = "KC-003"
    path = "r[1].json"
    address = "a"
    reason = "<reason>"
    until = 2027-02-20
    "#);
    let project = Project::new(&[("r.json", REALM)]);
    insta::assert_snapshot!(project.excused("r.json", "KC-003", None), @r#"
    bartizan.toml, 0 left
    reason = "»<reason>«"
    "#);
    // It says itself that the reason is missing.
    assert_eq!(project.findings("bartizan.toml", "BZ-001").len(), 1);
}

#[test]
fn texts_stay_as_they_were() {
    let project = manifest("    - {name: web, image: a, securityContext: {privileged: true}}\n");
    let finding = project.findings("a.yaml", "K8S-003").remove(0);
    let mut session = project.session();
    let laid: Arc<str> = project.read("a.yaml").into();
    session.set_overlay("a.yaml", Arc::clone(&laid));
    assert!(session.suppression(&finding, "a.yaml", false).is_some());
    assert_eq!(session.files().overlay("a.yaml"), Some(&laid));
    assert_eq!(session.check_open(&["a.yaml".into()]).findings[0].state, State::New);
}

#[test]
fn the_baseline_takes_a_finding() {
    let project = manifest("    - {name: web, image: a, securityContext: {privileged: true}}\n");
    project.write("bartizan.toml", "# ours\n[fleet]\ncomplete = []\n");
    let add = |policy: &str| {
        let finding = project.findings("a.yaml", policy).remove(0);
        let session = project.session();
        let rewrites = baselined(session.files(), session.config(), &finding).unwrap();
        rewrites.iter().for_each(|rewrite| rewrite.write(session.files()).unwrap());
        rewrites.iter().map(|rewrite| rewrite.file.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(add("K8S-003"), ["bartizan-baseline.json", "bartizan.toml"]);
    assert_eq!(
        project.read("bartizan.toml"),
        "baseline = \"bartizan-baseline.json\"\n# ours\n[fleet]\ncomplete = []\n"
    );
    assert_eq!(project.findings("a.yaml", "K8S-003")[0].state, State::Baseline);
    assert_eq!(project.findings("a.yaml", "K8S-017")[0].state, State::New);
    assert_eq!(add("K8S-017"), ["bartizan-baseline.json"]);
    for policy in ["K8S-003", "K8S-017"] {
        assert_eq!(project.findings("a.yaml", policy)[0].state, State::Baseline);
    }
}

#[test]
fn a_baseline_that_is_none_is_an_error_and_one_that_is_not_there_knows_nothing() {
    let project = manifest("    - {name: web, image: a, securityContext: {privileged: true}}\n");
    project.write("bartizan.toml", "baseline = \"known.json\"\n");
    assert_eq!(project.findings("a.yaml", "K8S-003")[0].state, State::New);
    project.write("known.json", "[]");
    let files = Files::new(project.folder.path().to_path_buf(), Limits::default()).unwrap();
    let error = Session::open(files, Options::default()).err().unwrap().to_string();
    assert!(
        error.starts_with("bartizan.toml:1:1: known.json: the baseline is not one that `bartizan baseline` wrote"),
        "{error}"
    );
}

/// Each environment calls the object by another name: only an exception without one excuses it in all of them.
#[test]
fn an_exception_reaches_every_environment() {
    let template = "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ .Release.Name }}-web'}\nspec:\n  containers:\n    - \
                    {name: web, image: a, securityContext: {privileged: {{ .Values.loud }}}}\n";
    let render = |name: &str| {
        format!(
            "[[helm.render]]\nchart = \"chart\"\nname = \"{name}\"\nvalues = [\"common.json\"]\nrelease = \"{name}\"\n"
        )
    };
    let project = Project::new(&[
        ("bartizan.toml", &format!("select = [\"K8S-003\"]\n{}{}", render("test"), render("prod"))),
        ("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.2.3\n"),
        ("chart/templates/pod.yaml", template),
        ("common.json", "{\"loud\": true}\n"),
    ]);
    insta::assert_snapshot!(project.excused("common.json", "K8S-003", None), @r#"
    bartizan.toml, 0 left
    reason = "»<reason>«"
    "#);
    assert!(!project.read("bartizan.toml").contains("address"));
}
