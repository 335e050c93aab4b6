//! Plans beside their configuration: where the findings stand, and that the configuration alone gives the same ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::{Files, Limits};
use crate::finding::{Finding, Scan, State};
use crate::policy::Profile;
use crate::report::{Shown, Style, sarif, text};
use crate::resource::PathElement;
use crate::session::{Options, Session};
use crate::testing;

fn folders(above: &Path) -> Vec<PathBuf> {
    if !above.is_dir() {
        return Vec::new();
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(above).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

fn pairs() -> Vec<PathBuf> {
    testing::corpus_folder().map_or_else(Vec::new, |root| folders(&root.join("pairs")))
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

/// The policies whose findings show the places of our own fixtures.
const PLACED: [&str; 19] = [
    "SEC-002",
    "SEC-013",
    "TF-AWS-001",
    "TF-AWS-002",
    "TF-AWS-003",
    "TF-AWS-004",
    "TF-AWS-006",
    "TF-AWS-018",
    "TF-AWS-019",
    "TF-AWS-023",
    "TF-AWS-024",
    "TF-AWS-026",
    "TF-AWS-027",
    "TF-AWS-046",
    "TF-AWS-048",
    "TF-AWS-054",
    "TF-AWS-055",
    "TF-AWS-063",
    "TF-AWS-075",
];

/// What all policies say of the project in `folder`, or of its configuration without its plan.
fn scan(folder: &Path, planned: bool) -> Scan {
    scan_for(&[], folder, planned)
}

/// As [`scan`], with these policies only where any are named.
fn scan_for(policies: &[&str], folder: &Path, planned: bool) -> Scan {
    let files = Files::new(folder.to_path_buf(), Limits::default()).unwrap();
    let select = policies.iter().map(|id| (*id).to_owned()).collect();
    let options = Options { skip_config: true, profile: Some(Profile::Strict), select, ..Options::default() };
    let session = Session::open(files, options).unwrap();
    if planned {
        return session.check(&[".".into()]);
    }
    let paths: Vec<Arc<str>> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "tf" || end == "tfvars"))
        .map(|path| path.strip_prefix(folder).unwrap().to_string_lossy().as_ref().into())
        .collect();
    session.check(&paths)
}

/// The text at the finding's place and the whole line, as in the file.
fn quoted(folder: &Path, finding: &Finding) -> (String, String) {
    let Some(location) = &finding.location else { return Default::default() };
    let text = std::fs::read_to_string(folder.join(&*location.file)).unwrap();
    let (start, end) = (location.span.start as usize, location.span.end as usize);
    let line = text.lines().nth(location.start.line as usize - 1).unwrap_or_default();
    (text[start..end].to_owned(), line.to_owned())
}

/// A line for each finding, with its place and what stands there.
fn listed(folder: &Path, scan: &Scan) -> String {
    let mut out = String::new();
    for finding in &scan.findings {
        let place = finding.location.as_ref().map_or("nowhere".to_owned(), |location| {
            format!("{}:{}:{}", location.file, location.start.line, location.start.column)
        });
        let (snippet, _) = quoted(folder, finding);
        let state = if matches!(finding.state, State::Undetermined { .. }) { " undetermined" } else { "" };
        let (id, address) = (&finding.policy.id, &finding.resource.address);
        let path = testing::path(&finding.path);
        writeln!(out, "{place} {id}{state} {address} {path} `{}`", snippet.replace('\n', "⏎")).unwrap();
    }
    for problem in &scan.problems {
        writeln!(out, "problem: {problem:?}").unwrap();
    }
    for note in &scan.notes {
        writeln!(out, "note: {}: {}", note.place(), note.message).unwrap();
    }
    out
}

/// Does the line hold what the finding is about: the name of its attribute (as either platform writes it), or what opens
/// the block around it?
fn is_expected(finding: &Finding, line: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    let word = line.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    if ["resource", "data", "provider", "dynamic", "module"].contains(&word) {
        return true;
    }
    let is_named = |element: &PathElement| match element {
        PathElement::Key(key) => {
            plain(line).contains(&plain(key)) || (!word.is_empty() && plain(key).contains(&plain(word)))
        }
        PathElement::Index(_) => false,
    };
    // A value may be written far from its use: then that is named beside it.
    finding.path.iter().any(is_named) || finding.related.iter().any(|related| related.message.starts_with("used here"))
}

#[test]
fn findings_of_real_plans_stand_in_their_configuration() {
    for folder in pairs() {
        let scan = scan(&folder, true);
        let findings = || scan.findings.iter().filter(|finding| !finding.resource.address.is_empty());
        for finding in findings() {
            let (snippet, line) = quoted(&folder, finding);
            let file = finding.location.as_ref().map_or("", |location| &*location.file);
            let is_placed = file.ends_with(".tf") || file.ends_with(".tfvars");
            let (id, address, path) = (&finding.policy.id, &finding.resource.address, testing::path(&finding.path));
            assert!(is_placed && is_expected(finding, &line), "{id} {address} {path}: {file} `{snippet}` in {line}");
        }
        eprintln!("{}: {} findings", name(&folder), findings().count());
        insta::assert_snapshot!(format!("joined_pair_{}", name(&folder)), listed(&folder, &scan));
    }
}

/// What a plan and its configuration alone may judge differently, and why.
const DIFFERENCES: [(&str, &str); 9] = [
    ("aws SEC-003 aws_instance.worker[0]", "a plan holds only a hash of user data, the configuration all of it"),
    ("aws SEC-003 aws_instance.worker[1]", "a plan holds only a hash of user data, the configuration all of it"),
    ("aws TF-AWS-046 aws_iam_role_policy.deployer", "a plan holds nothing of a document that is not known in parts"),
    ("aws OPS-009 aws_instance.worker[0]", "as for SEC-003"),
    ("aws OPS-010 aws_instance.worker[0]", "as for SEC-003"),
    ("aws TF-AWS-047 aws_iam_role_policy.deployer", "as for TF-AWS-046"),
    ("keycloak KC-011 module.realm[\"citizens\"].keycloak_realm.this", "what a provider computes is unknown to a plan"),
    ("kubernetes K8S-015 module.verifier.kubernetes_deployment_v1.this", "as for KC-011"),
    ("kubernetes K8S-016 module.verifier.kubernetes_deployment_v1.this", "as for KC-011"),
];

/// What a finding says, wherever it stands: without the places of elements, which a provider may order anew.
fn said(scan: &Scan) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in scan.findings.iter().filter(|finding| !finding.resource.address.is_empty()) {
        let key = format!("{} {}", finding.policy.id, finding.resource.address);
        let state = match &finding.state {
            State::Undetermined { reason } => format!("undetermined: {reason}"),
            _ => "found".to_owned(),
        };
        found.entry(key).or_default().insert(state);
    }
    found
}

#[test]
fn configuration_alone_gives_the_findings_of_its_plan() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/terraform");
    let mut differences = Vec::new();
    for folder in pairs().into_iter().chain(folders(&fixtures)) {
        let (planned, written) = (said(&scan(&folder, true)), said(&scan(&folder, false)));
        eprintln!("{}: {} in the plan, {} in the configuration", name(&folder), planned.len(), written.len());
        let keys: BTreeSet<&String> = planned.keys().chain(written.keys()).collect();
        for key in keys {
            let state = |of: &BTreeMap<String, BTreeSet<String>>| {
                of.get(key).map_or("nothing".to_owned(), |states| states.iter().cloned().collect::<Vec<_>>().join("; "))
            };
            let (plan, source) = (state(&planned), state(&written));
            // Why a value is unknown each says in its own words.
            let is_same = plan == source || (plan.starts_with("undetermined") && source.starts_with("undetermined"));
            let key = format!("{} {key}", name(&folder));
            match DIFFERENCES.iter().find(|(known, _)| *known == key) {
                _ if is_same => {}
                Some((_, reason)) => eprintln!("  {key}: {reason}"),
                None => differences.push(format!("{key}: plan {plan}; configuration {source}")),
            }
        }
    }
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn findings_of_plans_of_our_own() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/terraform");
    for folder in folders(&fixtures) {
        let scan = scan_for(&PLACED, &folder, true);
        let shown = Shown::default();
        insta::assert_snapshot!(format!("joined_{}_list", name(&folder)), listed(&folder, &scan));
        insta::assert_snapshot!(format!("joined_{}_text", name(&folder)), text(&scan, shown, Style::default()));
        let log: serde_json::Value = serde_json::from_str(&sarif(&scan, shown)).unwrap();
        let results = log.pointer("/runs/0/results").unwrap();
        let results = results.as_array().unwrap().iter().map(|result| {
            let places = result.pointer("/locations/0/physicalLocation").cloned().unwrap_or_default();
            serde_json::json!({"ruleId": result["ruleId"], "at": places, "related": result.get("relatedLocations")})
        });
        let results: Vec<serde_json::Value> = results.collect();
        insta::assert_snapshot!(
            format!("joined_{}_sarif", name(&folder)),
            serde_json::to_string_pretty(&results).unwrap()
        );
    }
}

/// What Terraform 0.12 tells less of: it reads data sources while it refreshes only.
const ONLY_IN_0_1: &str = "main.tf:79:12 TF-AWS-046 undetermined aws_iam_policy.all policy";
const NOT_IN_0_1: &str = "TF-AWS-046 aws_iam_policy.all policy";

#[test]
fn plans_of_every_format_stand_in_their_configuration() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/terraform_formats");
    let found = |format: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("store")).unwrap();
        for (from, to) in
            [("main.tf", "main.tf"), ("store/main.tf", "store/main.tf"), (&*format!("plan-{format}.json"), "plan.json")]
        {
            std::fs::copy(fixture.join(from), folder.path().join(to)).unwrap();
        }
        listed(folder.path(), &scan_for(&PLACED, folder.path(), true))
            .lines()
            .map(str::to_owned)
            .collect::<BTreeSet<String>>()
    };
    let newest = found("1.2");
    insta::assert_snapshot!("joined_formats", newest.iter().cloned().collect::<Vec<_>>().join("\n"));
    for format in ["0.1", "0.2", "1.0", "1.1"] {
        let own = found(format);
        let more: Vec<&String> = own.difference(&newest).collect();
        let less: Vec<&String> = newest.difference(&own).collect();
        if format == "0.1" {
            assert!(matches!(more.as_slice(), [line] if line.starts_with(ONLY_IN_0_1)), "{more:#?}");
            assert!(matches!(less.as_slice(), [line] if line.contains(NOT_IN_0_1)), "{less:#?}");
        } else {
            assert_eq!((more, less), (Vec::new(), Vec::new()), "{format}");
        }
    }
}

/// A project of the fixture `tfvars`, its plan at each of the paths.
fn project(plans: &[&str], config: &str) -> (tempfile::TempDir, String) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/terraform/tfvars");
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("infra/plans")).unwrap();
    std::fs::create_dir_all(at("other")).unwrap();
    for name in ["main.tf", "terraform.tfvars"] {
        std::fs::copy(fixture.join(name), at("infra").join(name)).unwrap();
    }
    std::fs::write(at("other/main.tf"), "resource \"aws_sqs_queue\" \"other\" {}\n").unwrap();
    std::fs::write(at("bartizan.toml"), config).unwrap();
    let plan = std::fs::read_to_string(fixture.join("plan.json")).unwrap();
    for path in plans {
        std::fs::write(at(path), &plan).unwrap();
    }
    (folder, plan)
}

/// Where the findings on open endpoints stand, in which environments and which state, and the notes.
fn places(folder: &Path, source: Option<&str>, stdin: Option<&str>, paths: &[&str]) -> String {
    let mut files = Files::new(folder.to_path_buf(), Limits::default()).unwrap();
    if let Some(text) = stdin {
        files.set_overlay(crate::files::STDIN, text.into());
    }
    let source = source.map(Arc::from);
    let select = PLACED.map(str::to_owned).into();
    let options = Options { honour_ignores: true, source, select, ..Options::default() };
    let session = Session::open(files, options).unwrap();
    let paths: Vec<Arc<str>> = paths.iter().map(|path| (*path).into()).collect();
    let scan = session.check(&paths);
    let mut lines: BTreeSet<String> = BTreeSet::new();
    for finding in scan.findings.iter().filter(|finding| finding.resource.address == "aws_eks_cluster.services") {
        if matches!(finding.state, State::Undetermined { .. }) {
            continue;
        }
        let place = finding.location.as_ref().map_or_else(String::new, |at| format!("{}:{}", at.file, at.start.line));
        let state = if matches!(finding.state, State::Suppressed(_)) { " suppressed" } else { "" };
        let (id, unit, environments) = (&finding.policy.id, &finding.unit, finding.environments.join(","));
        lines.insert(format!("{place} {id}{state} unit={unit} [{environments}]"));
    }
    lines.extend(scan.notes.iter().map(|note| format!("note {}: {}", note.path, note.message)));
    lines.extend(scan.problems.iter().map(|problem| format!("problem {}", problem.message)));
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plan_belongs_to_a_root_module() {
    let mut out = String::new();
    let mut show = |title: &str, text: String| writeln!(out, "{title}\n{text}\n").unwrap();
    let (folder, plan) = project(&["infra/plans/prod.json"], "");
    show("the folder above", places(folder.path(), None, None, &["."]));
    show("the plan alone", places(folder.path(), None, None, &["infra/plans/prod.json"]));
    show("standard input", places(folder.path(), Some("infra"), Some(&plan), &[crate::files::STDIN]));
    show("standard input without its source", places(folder.path(), None, Some(&plan), &[crate::files::STDIN]));
    show("a folder of other resources", places(folder.path(), Some("other"), Some(&plan), &[crate::files::STDIN]));
    let (folder, _) = project(&["infra/a.json", "infra/b.json"], "");
    show("two plans", places(folder.path(), None, None, &["."]));
    let (folder, _) = project(&["other/prod.json"], "");
    show("beside other configuration", places(folder.path(), None, None, &["other"]));
    let declared = "[[terraform.root]]\ndir = \"infra\"\nname = \"prod\"\nplan = \"other/prod.json\"\n\
                    [[terraform.root]]\ndir = \"infra\"\nname = \"test\"\n";
    let (folder, _) = project(&["other/prod.json"], declared);
    show("declared", places(folder.path(), None, None, &["infra"]));
    let main = folder.path().join("infra/main.tf");
    let text = std::fs::read_to_string(&main).unwrap();
    let excused = "  # bartizan: ignore[TF-*] known\n  vpc_config {";
    std::fs::write(&main, text.replace("  vpc_config {", excused)).unwrap();
    show("excused in the configuration", places(folder.path(), None, None, &["infra"]));
    insta::assert_snapshot!("joined_roots", out);
}

#[test]
fn what_the_configuration_lost_stands_in_the_plan_or_at_the_call() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/terraform/calls");
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str| std::fs::copy(fixture.join(name), folder.path().join(name)).unwrap();
    copy("plan.json");
    copy("main.tf");
    // The module is not on disk.
    let list = |scan: &Scan| -> Vec<String> {
        let place = |finding: &Finding| {
            let at = finding.location.as_ref().unwrap();
            format!("{}:{} {} {}", at.file, at.start.line, finding.policy.id, finding.resource.address)
        };
        scan.findings.iter().filter(|finding| !finding.resource.address.is_empty()).map(place).collect()
    };
    let absent = list(&scan_for(&PLACED, folder.path(), true));
    assert!(absent.iter().all(|line| line.starts_with("main.tf:")), "{absent:#?}");
    // The module is there, but no longer holds the resources.
    std::fs::create_dir(folder.path().join("bucket")).unwrap();
    std::fs::write(folder.path().join("bucket/main.tf"), "resource \"aws_sqs_queue\" \"q\" {}\n").unwrap();
    let lost = list(&scan_for(&PLACED, folder.path(), true));
    assert!(!lost.is_empty() && lost.iter().all(|line| line.starts_with("plan.json:")), "{lost:#?}");
}
