//! `bartizan init --from`: the settings of other tools taken over.

use crate::support::{POD, Project, Run};

fn project(files: &[(&str, &str)]) -> Project {
    files.iter().fold(Project::new(), |project, (path, text)| project.file(path, text))
}

/// What the command says, and the file that it writes, which is one that can be used.
fn init(tool: &str, files: &[(&str, &str)]) -> String {
    let project = project(files);
    let Run { stdout, stderr, .. } = project.run(["init", "--from", tool]).ends(0);
    let written = std::fs::read_to_string(project.path().join("bartizan.toml")).unwrap();
    project.run(["check", "--show-settings"]).ends(0);
    format!("{stdout}{stderr}-- bartizan.toml --\n{written}")
}

#[test]
fn takes_over_what_checkov_is_told() {
    let settings = "\
compact: true
skip-check:
  - CKV_K8S_43
  - CKV_K8S_11,CKV_K8S_999
  - LOW
  - CKV_K8S_21:sandbox/
soft-fail-on: CKV_K8S_8,CKV_K8S_9
skip-path: [tests/, '(a|b)/', '^vendor/']
baseline: .checkov.baseline
framework: kubernetes
external-checks-dir: [checks]
deep-analysis: true
";
    let marked = "resource \"aws_s3_bucket\" \"a\" {\n  # checkov:skip=CKV_AWS_18,CKV_AWS_999:x\n}\n";
    let annotated = POD.replace("namespace: prod}", "namespace: prod, annotations: {checkov.io/skip1: CKV_K8S_16=x}}");
    insta::assert_snapshot!(init("checkov", &[(".checkov.yaml", settings), ("main.tf", marked), ("pod.yaml", &annotated)]), @r#"
    Taken over from .checkov.yaml.
    3 marks of checkov in 2 files: `[compat] suppressions = true` lets them excuse findings.

    Not taken over, or not quite:
    - `deep-analysis` has no counterpart
    - `external-checks-dir`: checks in Python or YAML do not run here; write them in Rego
    - `framework`: what a file is, is told from the file; see `exclude` and `select`
    - `skip-check`: LOW: severities are those of the policies here; see `min_severity` and `fail_on`
    - `skip-check`: CKV_K8S_11: K8S-016 looks for CKV_K8S_10, CKV_K8S_12 too, so it still runs
    - `skip-check`: CKV_K8S_999: no policy looks for the same
    - `skip-path`: (a|b)/: the regular expression says what no glob says
    - CKV_AWS_999: a mark, and no policy looks for the same
    wrote bartizan.toml; `bartizan baseline` writes the findings of today to bartizan-baseline.json, in place of those known there; then run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from .checkov.yaml.

    # From `skip-path`.
    exclude = [
        "*tests/*",
        "vendor/*",
    ]

    # From `skip-check`.
    ignore = [
        "K8S-018", # CKV_K8S_43
        # "K8S-016", # CKV_K8S_11; it looks for CKV_K8S_10, CKV_K8S_12 too
    ]

    # From `soft-fail-on`.
    warn_only = [
        "K8S-057", # CKV_K8S_8, CKV_K8S_9
    ]

    baseline = "bartizan-baseline.json"

    # The marks in the files excuse here too.
    [compat]
    suppressions = true

    [[exceptions]]
    policy = "K8S-034"
    path = "*sandbox/*"
    reason = "`skip-check` of Checkov: CKV_K8S_21:sandbox/"
    "#);
}

#[test]
fn takes_over_what_checkov_runs_alone() {
    insta::assert_snapshot!(init("checkov", &[(".checkov.yml", "check: [CKV_K8S_1*, CKV_AWS_18]\nsoft-fail: true\n")]), @r#"
    Taken over from .checkov.yml.
    wrote bartizan.toml; run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from .checkov.yml.

    # From `check`.
    select = [
        "K8S-003", # CKV_K8S_1*
        "K8S-011", # CKV_K8S_1*
        "K8S-015", # CKV_K8S_1*
        "K8S-016", # CKV_K8S_1*
        "K8S-017", # CKV_K8S_1*
        "K8S-020", # CKV_K8S_1*
        "K8S-030", # CKV_K8S_1*
        "K8S-031", # CKV_K8S_1*
        "K8S-045", # CKV_K8S_1*
        "K8S-062", # CKV_K8S_1*
        "K8S-063", # CKV_K8S_1*
        "TF-AWS-007", # CKV_AWS_18
    ]

    # From `soft-fail`.
    warn_only = [
        "*",
    ]
    "#);
}

#[test]
fn takes_over_what_trivy_is_told() {
    let ignored = "# why\nKSV-0014\nAVD-KSV-0012\nCVE-2024-1\nKSV-0001 exp:2030-01-01\nAVD-ABC-1\n";
    let entries = "\
misconfigurations:
  - id: AVD-KSV-0018
    paths: [apps/web.yaml]
    statement: a batch job
    expired_at: 2030-02-01
";
    let settings = "\
severity: [HIGH, CRITICAL]
scan: {skip-dirs: [vendor/, ./build], skip-files: [a.yaml]}
rego: {check: [checks], data: [data]}
misconfiguration: {terraform: {vars: [dev.tfvars]}}
";
    let marked = "#trivy:ignore:AWS-0089 #trivy:ignore:AVD-XY-1\n#tfsec:ignore:aws-s3-enable-logging\nresource \"aws_s3_bucket\" \"a\" {}\n";
    let check = "# METADATA\n# custom:\n#   id: USR-1\npackage user.a\n\ndeny contains \"a\" if false\n";
    let files = [
        ("trivy.yaml", settings),
        (".trivyignore", ignored),
        (".trivyignore.yaml", entries),
        ("main.tf", marked),
        ("checks/a.rego", check),
    ];
    insta::assert_snapshot!(init("trivy", &files), @r#"
    Taken over from trivy.yaml, .trivyignore, .trivyignore.yaml.
    3 marks of trivy in 1 file: `[compat] suppressions = true` lets them excuse findings.

    Not taken over, or not quite:
    - `misconfiguration.terraform.vars`: name the files in `[[terraform.root]]`, as `var_files`
    - `rego.data`: data of checks is not read
    - `.trivyignore`: CVE-2024-1: a vulnerability is not looked for here
    - `.trivyignore`: AVD-KSV-0012: K8S-005 looks for KSV-0105 too, so it still runs
    - `.trivyignore`: AVD-ABC-1: no policy looks for the same
    - AVD-XY-1: a mark, and no policy looks for the same
    wrote bartizan.toml; run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from trivy.yaml, .trivyignore, .trivyignore.yaml.

    policies = ["checks"]

    # From `scan.skip-dirs`, `scan.skip-files`.
    exclude = [
        "a.yaml",
        "build/**",
        "vendor/**",
    ]

    # From `.trivyignore`.
    ignore = [
        "K8S-001", # KSV-0014
        # "K8S-005", # AVD-KSV-0012; it looks for KSV-0105 too
    ]

    min_severity = "high"

    # The marks in the files excuse here too.
    [compat]
    suppressions = true

    [[exceptions]]
    policy = "K8S-004"
    reason = "KSV-0001 in .trivyignore"
    until = 2029-12-31

    [[exceptions]]
    policy = "K8S-015"
    path = "apps/web.yaml"
    reason = "a batch job"
    until = 2030-01-31
    "#);
}

#[test]
fn takes_over_what_kics_is_told() {
    let settings = "\
exclude-queries: [aaaaaaaa-1111-2222-3333-444444444444]
exclude-paths: ['./vendor/', gen/*.yaml]
exclude-severities: info,low
fail-on: [critical, high]
exclude-categories: [Backup]
type: [Kubernetes]
verbose: true
";
    let pod = POD.replace("        privileged", "        # kics-scan ignore-line\n        privileged");
    insta::assert_snapshot!(init("kics", &[("kics.config", settings), ("pod.yaml", &pod)]), @r#"
    Taken over from kics.config.
    1 mark of kics in 1 file: `[compat] suppressions = true` lets them excuse findings.

    Not taken over, or not quite:
    - `exclude-categories`: there are no such categories here; see `ignore`
    - `exclude-paths`: gen/*.yaml: taken over, but `*` matches `/` too here
    - `exclude-queries`: aaaaaaaa-1111-2222-3333-444444444444: no policy looks for the same
    - `type`: what a file is, is told from the file; see `exclude` and `select`
    wrote bartizan.toml; run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from kics.config.

    # From `exclude-paths`.
    exclude = [
        "gen/*.yaml",
        "vendor/**",
    ]

    fail_on = "high"

    min_severity = "medium"

    # The marks in the files excuse here too.
    [compat]
    suppressions = true
    "#);
    let toml = "exclude-severities = [\"high\"]\n";
    insta::assert_snapshot!(init("kics", &[("kics.config", toml)]), @"
    Taken over from kics.config.

    Not taken over, or not quite:
    - `exclude-severities`: high is left out, which can only be said of the least severities
    wrote bartizan.toml; run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from kics.config.
    ");
}

#[test]
fn takes_over_the_policies_of_conftest() {
    let policy = "package rules\n\nimport rego.v1\n\ndeny contains \"no pods\" if input.kind == \"Pod\"\n";
    let settings = "policy = \"rules\"\nnamespace = \"rules\"\nfail-on-warn = true\n";
    let files = [("conftest.toml", settings), ("rules/a.rego", policy), ("pod.yaml", POD)];
    insta::assert_snapshot!(init("conftest", &files), @r#"
    Taken over from conftest.toml.

    Not taken over, or not quite:
    - `fail-on-warn`: `warn` is low; `fail_on = "low"` lets it fail a run
    wrote bartizan.toml; run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from conftest.toml.

    policies = ["."]
    "#);
    let project = project(&files);
    project.run(["init", "--from", "conftest"]).ends(0);
    assert_eq!(project.findings(&["--select", "rules.*"]), "pod.yaml:2 rules.deny new\n");
    insta::assert_snapshot!(init("conftest", &[("policy/a.rego", &policy.replace("package rules", "package main"))]), @r#"
    Taken over from policy.
    wrote bartizan.toml; run `bartizan check` next
    -- bartizan.toml --
    # Settings of Bartizan, from policy.

    policies = ["policy"]
    "#);
}

#[test]
fn writes_over_nothing_unless_told_to() {
    let project = project(&[(".checkov.yaml", "skip-check: [CKV_K8S_43]\n"), ("bartizan.toml", "# mine\n")]);
    project.run(["init", "--from", "checkov"]).refused("bartizan.toml is there already; `--force` writes over it");
    project.run(["init", "--from", "checkov", "--force"]).ends(0);
    assert!(std::fs::read_to_string(project.path().join("bartizan.toml")).unwrap().contains("K8S-018"));
}

#[test]
fn says_where_there_is_nothing_to_take_over() {
    Project::with_pod().run(["init", "--from", "trivy"]).refused("there is nothing of trivy here: no trivy.yaml");
    project(&[(".checkov.yaml", "a: [")]).run(["init", "--from", "checkov"]).refused(".checkov.yaml: ");
}
