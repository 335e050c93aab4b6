//! The commands beside `check`.

use crate::support::{POD, Project};

/// The sample settings with every setting in force.
fn uncommented(template: &str) -> String {
    let setting = |line: &str| {
        let text = line.strip_prefix("# ").unwrap_or(line);
        let is_setting = text.starts_with('[') || text.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
        if is_setting { format!("{text}\n") } else { format!("{line}\n") }
    };
    template.lines().map(setting).collect()
}

#[test]
fn init_writes_settings_that_change_nothing_until_edited() {
    let project = Project::with_pod();
    let before = project.json(&[])["findings"].clone();
    let run = project.run(["init"]).ends(0);
    insta::assert_snapshot!(run.stderr, @"wrote bartizan.toml; run `bartizan check` next");
    assert_eq!(project.json(&[])["findings"], before);
    project.run(["init"]).refused("bartizan.toml is there already");
}

#[test]
fn every_setting_that_init_shows_is_understood() {
    let project = Project::with_pod();
    project.run(["init"]).ends(0);
    let template = std::fs::read_to_string(project.path().join("bartizan.toml")).unwrap();
    let settings = uncommented(&template);
    assert!(settings.contains("\n[[exceptions]]\n") && settings.contains("\nprofile = "), "{settings}");
    std::fs::create_dir(project.path().join("policy")).unwrap();
    project.write("bartizan.toml", &settings);
    let run = project.run(["check"]);
    assert!(matches!(run.status, Some(0 | 1)), "{run:?}");
    for key in template.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(" = ").map(|(key, _)| key)) {
        assert!(settings.contains(&format!("\n{key} = ")), "{key}");
    }
}

#[test]
fn policies_are_searched_by_every_word() {
    let project = Project::new();
    let run = project.run(["policies", "container", "PRIVILEGED"]).ends(0);
    insta::assert_snapshot!(run.stdout, @"
    K8S-003      critical  Container runs privileged
    TF-AWS-061   high      Task container is privileged
    ");
    assert_eq!(project.run(["policies", "no-such-word-anywhere"]).ends(0).stdout, "");
    let all = project.run(["policies"]).stdout;
    let listed = project.run(["policies", "--format", "json"]).json();
    let listed = listed["policies"].as_array().unwrap();
    assert_eq!(listed.len(), all.lines().count());
    for policy in listed {
        for key in [
            "id",
            "title",
            "description",
            "severity",
            "platform",
            "kinds",
            "scope",
            "owner",
            "level",
            "layer",
            "controls",
            "references",
            "remediation",
        ] {
            assert!(!policy[key].is_null(), "{}: {key}", policy["id"]);
        }
    }
}

#[test]
fn explain_finds_an_id_in_any_case() {
    let project = Project::new();
    let run = project.run(["explain", "k8s-003"]).ends(0);
    insta::assert_snapshot!(run.stdout, @r"
    # K8S-003: Container runs privileged

    A privileged container sees every device of the node and none of the kernel's limits hold for it: whoever breaks into the process owns the node and every workload on it. On Windows a HostProcess container is the same. Agents that truly need it belong in a namespace of their own, with an exception.

    **How to fix it.** Remove `privileged` (on Windows `windowsOptions.hostProcess`) from the `securityContext`, or set it to false; add the single capability it needs.

    **Whose it is.** Platform/DevOps Team (layer Platform infrastructure), with Cloud/Network Admins.

    **Severity** critical, confidence high, maturity level 2 (technical), judges `Pod`, `ReplicationController`, `apps/Deployment`, `apps/StatefulSet`, `apps/DaemonSet`, `apps/ReplicaSet`, `batch/Job`, `batch/CronJob`.

    **References**

    - checkov: CKV_K8S_16
    - cis: k8s-1.23/5.2.2
    - kics: dd29336b-fe57-445b-a26e-e6aa867ae609
    - kube-linter: privileged-container
    - nist-800-53: AC-6
    - owasp: K01:2022
    - trivy: KSV-0017, KSV-0103
    - <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>
    - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
    - <https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/>

    **Serves**

    - **M2T5** (maturity level 2, technical): Apply CIS Level 1 Benchmarks on operating systems and containers
    - **M3T1** (maturity level 3, technical): Enforce least privilege at all layers

    Page: <https://github.com/bartizan-rs/bartizan/blob/main/docs/policies/kubernetes.md#k8s-003>
    ");
    assert_eq!(project.run(["explain", "K8S-003"]).stdout, run.stdout);
    assert!(project.run(["explain", "BZ-002"]).ends(0).stdout.starts_with("# BZ-002: A suppression has expired"));
}

#[test]
fn explain_suggests_the_nearest_id() {
    let project = Project::new();
    for (id, nearest) in [("K8S-03", "K8S-003"), ("K8S003", "K8S-003"), ("TFAWS-018", "TF-AWS-018")] {
        project.run(["explain", id]).refused(&format!("no policy has the id {id}; did you mean {nearest}?"));
    }
    project.run(["explain", "something-else"]).refused("`bartizan policies` lists them");
}

#[test]
fn completions_are_there_for_every_shell() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = project.run(["completions", shell]).ends(0).stdout;
        assert!(script.contains("bartizan") && script.contains("explain-discovery"), "{shell}");
    }
    project.run(["completions", "cmd"]).refused("cmd");
}

#[test]
fn each_command_has_its_manual_page() {
    let project = Project::new();
    let page = project.run(["man"]).ends(0).stdout;
    assert!(page.contains(".TH bartizan 1") && page.contains(r"bartizan\-check(1)"), "{page}");
    project.run(["man", "--output", "man1"]).refused("man1: ");
    std::fs::create_dir(project.path().join("man1")).unwrap();
    project.run(["man", "--output", "man1"]).ends(0);
    assert!(project.path().join("man1/bartizan.1").exists());
    let check = std::fs::read_to_string(project.path().join("man1/bartizan-check.1")).unwrap();
    assert!(check.contains(r"\-\-explain\-discovery") && check.contains("Exit status: 0"), "{check}");
    assert!(project.path().join("man1/bartizan-export-opa-bundle.1").exists());
}

#[test]
fn settings_in_force_are_shown_and_parse() {
    let project =
        Project::with_pod().file("bartizan.toml", "fail_on = \"high\"\n[severities]\n\"K8S-017\" = \"off\"\n");
    let run = project.run(["check", "--show-settings", "--profile", "strict", "--today", "2026-02-03"]).ends(0);
    let policies = run.stdout.lines().find(|line| line.starts_with("# policies selected: ")).unwrap();
    insta::assert_snapshot!(run.stdout.replace(policies, "# policies selected: [NUMBER]"), @r#"
    # root: [ROOT]
    # configuration file: bartizan.toml
    # policies selected: [NUMBER]
    # today: 2026-02-03

    policies = []
    profile = "strict"
    select = []
    ignore = []
    exclude = []
    fail_on = "high"
    warn_only = []
    thresholds = []
    owners = []
    exceptions = []

    [severities]
    K8S-017 = "off"

    [parameters]

    [fleet]
    complete = []
    platforms = []

    [kubernetes]

    [keycloak]

    [terraform]
    root = []

    [terraform.providers]

    [helm]
    render = []

    [suppressions]
    require_reason = true
    report_unused = true

    [compat]
    suppressions = false
    "#);
    project.write("bartizan.toml", &run.stdout);
    assert_eq!(project.run(["check", "--show-settings", "--today", "2026-02-03"]).stdout, run.stdout);
}

#[test]
fn another_configuration_file_may_be_named() {
    let project = Project::with_pod().file("ci/strict.toml", "[severities]\n\"K8S-017\" = \"critical\"\n");
    let output = project.json(&["--config", "ci/strict.toml", "--select", "K8S-017"]);
    assert_eq!(output["findings"][0]["severity"], "critical");
    project.run(["check", "--config", "ci/missing.toml"]).refused("ci/missing.toml: does not exist");
}

#[test]
fn the_profile_chooses_policies() {
    let project = Project::with_pod();
    let number = |profile: &str| {
        let output = project.json(&["--profile", profile]);
        output["summary"]["policies"].as_u64().unwrap()
    };
    assert!(number("strict") >= number("default"));
    assert_eq!(
        number("default"),
        Project::new().file("a.yaml", POD).json(&[])["summary"]["policies"].as_u64().unwrap()
    );
}

#[test]
fn version_and_help_are_there() {
    let project = Project::new();
    assert_eq!(project.run(["--version"]).ends(0).stdout, "bartizan [VERSION]\n");
    assert!(project.run(["--help"]).ends(0).stdout.contains("check"));
    project.run::<&str>([]).ends(2);
}

#[test]
fn a_policy_of_ones_own_begins_with_tests_that_pass() {
    for (platform, kinds) in
        [("kubernetes", "apps/Deployment,Pod"), ("terraform", "aws_s3_bucket"), ("keycloak", "client")]
    {
        for scope in ["resource", "unit", "fleet"] {
            let project = Project::with_pod();
            let begin = ["new", "policy", "owner-label", "--id", "ACME-001", "--platform", platform, "--kind", kinds];
            let titled = ["--scope", scope, "--title", "No owner: who is called at night?"];
            let run = project.run(begin.into_iter().chain(titled)).ends(0);
            let files = ["", "_test"].map(|end| format!("policies/{platform}/owner_label{end}.rego\n"));
            assert_eq!(run.stdout, files.concat());
            let tested = project.run(["test", "policies"]).ends(0).stdout;
            assert!(tested.starts_with("PASS: "), "{tested}");
            let listed = project.run(["policies", "--policy", "policies", "ACME-001"]).ends(0).stdout;
            assert!(listed.contains("No owner: who is called at night?"), "{listed}");
            if platform == "kubernetes" && scope == "resource" {
                let found = project
                    .run(["check", "--policy", "policies", "--select", "ACME-001", "--format", "concise"])
                    .ends(1);
                assert!(found.stdout.contains("Pod \"web\" names no owner"), "{}", found.stdout);
            }
            if let Some(opa) = bartizan_tests::opa() {
                for arguments in [["check", "--strict"].as_slice(), ["test"].as_slice()] {
                    let done = std::process::Command::new(&opa)
                        .args(arguments)
                        .arg("policies")
                        .current_dir(project.path())
                        .output()
                        .unwrap();
                    assert!(done.status.success(), "{arguments:?}: {done:?}");
                }
            }
            project.run(begin).refused("is there already");
        }
    }
    let project = Project::with_pod().file("bartizan.toml", "policies = [\"policies\"]\n");
    project.write("policies/lib.rego", "package own.lib\n\nx := 1\n");
    project.run(["new", "policy", "owner", "--id", "ACME-2", "--platform", "kubernetes", "--kind", "Pod"]).ends(0);
    let page = project.run(["policies", "--format", "markdown", "acme-2"]).ends(0).stdout;
    assert!(page.contains("| [ACME-2](#acme-2) | medium | 1 |") && page.contains("\n## ACME-2\n"), "{page}");
    let told = project.run(["explain", "acme-2"]).ends(0).stdout;
    assert!(told.starts_with("# ACME-2: ") && !told.contains("github.com"), "{told}");
    assert!(!told.contains("Whose it is"), "{told}");
    project.run(["explain", "ACME-3"]).refused("did you mean ACME-2?");
    let output = project.json(&["--select", "ACME-2"]);
    assert_eq!(output["findings"][0]["help"], "https://example.org/the-page-that-proves-it");
    Project::new()
        .run(["new", "policy", "Owner", "--id", "A-1", "--platform", "keycloak", "--kind", "client"])
        .refused("small letters");
}
