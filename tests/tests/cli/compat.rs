//! Marks of other tools: `[compat] suppressions = true`.

use crate::support::{POD, Project};

const ON: &str = "[compat]\nsuppressions = true\n";

const TODAY: [&str; 2] = ["--today", "2026-06-01"];

/// The findings of a policy, with what excuses them.
fn findings(project: &Project, policies: &str) -> String {
    let output = project.json(&[&["--select", policies], &TODAY[..]].concat());
    let line = |finding: &serde_json::Value| {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let place = format!("{}:{}", text(&finding["location"]["file"]), finding["location"]["start"]["line"]);
        let excuse = &finding["suppression"];
        let by = if excuse.is_null() {
            String::new()
        } else {
            format!(" by {} until {} ({})", text(&excuse["by"]), text(&excuse["until"]), text(&excuse["reason"]))
        };
        format!("{place} {} {}{by}\n", text(&finding["policy"]), text(&finding["state"]))
    };
    output["findings"].as_array().unwrap().iter().map(line).collect()
}

/// Two keys without rotation, the second in a module, with marks laid in by `%NAME%`.
const KEYS: &str = "\
%before%
resource \"aws_kms_key\" \"a\" { %head%
  description = \"a\"
  %attribute%
  enable_key_rotation = false %behind%
  tags = {
    %nested%
    a = \"b\"
  }
} %end%
%call-before%
module \"keys\" {
  %call%
  source = \"./keys\"
}
";

const KEY: &str = "resource \"aws_kms_key\" \"b\" {\n  enable_key_rotation = false\n}\n";

fn keys(place: &str, mark: &str) -> String {
    let mut text = KEYS.replace(&format!("%{place}%"), mark);
    for other in ["before", "head", "attribute", "behind", "nested", "end", "call-before", "call"] {
        text = text.replace(&format!("%{other}%"), "");
    }
    let project = Project::new().file("main.tf", text).file("keys/main.tf", KEY).file("bartizan.toml", ON);
    // Which of the two is excused.
    let found = findings(&project, "TF-AWS-041");
    let excused = |file: &str| found.lines().any(|line| line.starts_with(file) && line.contains(" suppressed by "));
    assert_eq!(found.lines().count(), 2, "{found}");
    match (excused("main.tf"), excused("keys/")) {
        (true, true) => "both",
        (true, false) => "key",
        (false, true) => "module",
        (false, false) => "-",
    }
    .to_owned()
}

/// Checkov itself says the same of each: it skips by what stands inside of a block, between its first line and its last.
#[test]
fn checkov_skips_by_comments_within_the_block() {
    let mark = "# checkov:skip=CKV_AWS_7:rotated by hand";
    let places = ["before", "head", "attribute", "behind", "nested", "end", "call-before", "call"];
    let told: Vec<String> = places.iter().map(|place| format!("{place}: {}", keys(place, mark))).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    before: -
    head: -
    attribute: key
    behind: key
    nested: key
    end: -
    call-before: -
    call: module
    ");
    for other in ["# checkov:skip=CKV_AWS_5:another", "# checkov:skip=CKV_AWS_*:glob", "# skip=CKV_AWS_7"] {
        assert_eq!(keys("attribute", other), "-", "{other}");
    }
    for same in
        ["#bridgecrew:skip=CKV_AWS_7", "/* checkov:skip=CKV_AWS_1,CKV_AWS_7 */", "// checkov:skip= CKV_AWS_7 :x"]
    {
        assert_eq!(keys("nested", same), "key", "{same}");
    }
}

/// A rule of Trivy is for what begins on its line or the next.
#[test]
fn trivy_ignores_what_begins_beside_the_comment() {
    let mark = "#trivy:ignore:AVD-AWS-0065";
    let places = ["before", "head", "attribute", "behind", "nested", "end", "call-before", "call"];
    let told: Vec<String> = places.iter().map(|place| format!("{place}: {}", keys(place, mark))).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    before: key
    head: key
    attribute: key
    behind: key
    nested: -
    end: -
    call-before: module
    call: -
    ");
    for same in [
        "# trivy:ignore:aws-0065",
        "#tfsec:ignore:aws-kms-auto-rotate-keys",
        "# tfsec:ignore:AVD-AWS-0065 # tfsec:ignore:other",
        "#trivy:ignore:AVD-AWS-0065\n#trivy:ignore:AVD-AWS-0001\n#trivy:ignore:AVD-AWS-0002",
        "#trivy:ignore:*",
        "#trivy:ignore:AVD-AWS-0065:exp:2026-06-02",
    ] {
        assert_eq!(keys("before", same), "key", "{same}");
    }
    for other in [
        "#trivy:ignore:AVD-AWS-0001",
        "#trivy:ignore:AVD-AWS-0065\n",
        "#trivy:ignore:AVD-AWS-0065:exp:2026-06-01",
        "#trivy:ignore:AVD-AWS-0065:ws:dev",
        "#trivy:ignore:AVD-AWS-0065[description=a]",
    ] {
        assert_eq!(keys("before", other), "-", "{other:?}");
    }
}

/// The pod with an annotation.
fn annotated(annotation: &str) -> String {
    let pod = POD.replace("namespace: prod}", &format!("namespace: prod, annotations: {{{annotation}}}}}"));
    findings(&Project::new().file("pod.yaml", pod).file("bartizan.toml", ON), "K8S-003")
}

#[test]
fn checkov_skips_by_annotations_of_the_object() {
    insta::assert_snapshot!(annotated("checkov.io/skip1: CKV_K8S_16=agent of the node"), @"pod.yaml:10 K8S-003 suppressed by checkov.io/skip1: CKV_K8S_16 until - (agent of the node)");
    insta::assert_snapshot!(annotated("checkov.io/skip1: CKV_K8S_16"), @"pod.yaml:10 K8S-003 suppressed by checkov.io/skip1: CKV_K8S_16 until - ()");
    for other in [
        "checkov.io/skip1: CKV_K8S_17=x",
        "checkov.io/skip1: 'CKV_K8S_16, CKV_K8S_17=x'",
        "checkov.io/other: CKV_K8S_16",
    ] {
        assert_eq!(annotated(other), "pod.yaml:10 K8S-003 new\n", "{other}");
    }
    // The pod template of a workload is no object of its own, and Checkov reads no comments here.
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: prod}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}, annotations: {checkov.io/skip1: CKV_K8S_16=x}}\n    spec:\n      # checkov:skip=CKV_K8S_16:x\n      containers:\n        - {name: web, image: 'nginx:1', securityContext: {privileged: true}}\n";
    let project = Project::new().file("web.yaml", deployment).file("bartizan.toml", ON);
    assert_eq!(findings(&project, "K8S-003"), "web.yaml:11 K8S-003 new\n");
}

#[test]
fn nothing_of_it_counts_unless_it_is_asked_for() {
    let pod = POD.replace("namespace: prod}", "namespace: prod, annotations: {checkov.io/skip1: CKV_K8S_16}}");
    let project = Project::new().file("pod.yaml", pod).file(".trivyignore", "KSV-0017\n");
    assert_eq!(findings(&project, "K8S-003"), "pod.yaml:10 K8S-003 new\n");
    project.write("bartizan.toml", ON);
    assert_eq!(project.findings(&["--select", "K8S-003", "--no-ignores"]), "pod.yaml:10 K8S-003 new\n");
}

#[test]
fn ignore_files_of_trivy_excuse_by_id_and_path_until_their_day() {
    let found = |name: &str, text: &str| {
        let project =
            Project::new().file("a/pod.yaml", POD).file("b/c/pod.yaml", POD.replace("name: web,", "name: api,"));
        findings(&project.file(name, text).file("bartizan.toml", ON), "K8S-003")
    };
    let neither = "a/pod.yaml:10 K8S-003 new\nb/c/pod.yaml:10 K8S-003 new\n";
    insta::assert_snapshot!(found(".trivyignore", "# why\nAVD-KSV-0017\n"), @"
    a/pod.yaml:10 K8S-003 suppressed by .trivyignore: AVD-KSV-0017 until - ()
    b/c/pod.yaml:10 K8S-003 suppressed by .trivyignore: AVD-KSV-0017 until - ()
    ");
    insta::assert_snapshot!(found(".trivyignore", "KSV017 exp:2026-06-02\n"), @"
    a/pod.yaml:10 K8S-003 suppressed by .trivyignore: KSV017 until 2026-06-01 ()
    b/c/pod.yaml:10 K8S-003 suppressed by .trivyignore: KSV017 until 2026-06-01 ()
    ");
    assert_eq!(found(".trivyignore", "KSV017 exp:2026-06-01\n"), neither);
    assert_eq!(found(".trivyignore", "KSV-0018\n"), neither);
    let entry = "misconfigurations:\n  - id: AVD-KSV-0017\n    statement: an agent\n";
    insta::assert_snapshot!(found(".trivyignore.yaml", &format!("{entry}    paths: ['a/*.yaml', '*.yaml']\n")), @"
    a/pod.yaml:10 K8S-003 suppressed by .trivyignore.yaml: AVD-KSV-0017 until - (an agent)
    b/c/pod.yaml:10 K8S-003 new
    ");
    assert_eq!(found(".trivyignore.yaml", &entry.replace("misconf", "vulnerabilities: []\nother")), neither);
}

/// What other tools excuse, those look after: none of it is unused or without reason here; one's own comes first.
#[test]
fn marks_get_no_upkeep_and_give_way_to_ones_own() {
    let pod = POD.replace("privileged: true", "privileged: true # bartizan: ignore[K8S-003] mine");
    let project =
        Project::new().file("pod.yaml", pod).file("bartizan.toml", ON).file(".trivyignore", "KSV-0017\nKSV-0018\n");
    insta::assert_snapshot!(findings(&project, "K8S-003,K8S-015"), @"
    pod.yaml:6 K8S-015 suppressed by .trivyignore: KSV-0018 until - ()
    pod.yaml:10 K8S-003 suppressed by comment until - (mine)
    ");
}

#[test]
fn the_list_of_excuses_holds_them() {
    let pod = POD.replace("namespace: prod}", "namespace: prod, annotations: {checkov.io/skip1: CKV_K8S_16=agent}}");
    let tf = "resource \"aws_kms_key\" \"a\" {\n  # checkov:skip=CKV_AWS_7,CKV_AWS_999:by hand\n}\n";
    let ignored = "AVD-KSV-0017 exp:2026-05-01\nAVD-XYZ-0001\n";
    let project = Project::new()
        .file("pod.yaml", pod)
        .file("main.tf", tf)
        .file(".trivyignore", ignored)
        .file("bartizan.toml", ON);
    let run = project.run([&["exceptions"], &TODAY[..]].concat()).ends(0);
    insta::assert_snapshot!(run.stdout, @"
    .trivyignore:1:1: ignore file `.trivyignore: AVD-KSV-0017` for K8S-003 (Platform/DevOps Team, expired on 2026-04-30): no reason given
    main.tf:2:18: comment `checkov:skip=CKV_AWS_7` for TF-AWS-041 (Platform/DevOps Team, no end): by hand
    pod.yaml:3:72: annotation `checkov.io/skip1: CKV_K8S_16` for K8S-003 (Platform/DevOps Team, no end): agent
    3 excuses, 1 expired
    ");
    let json = project.run([&["exceptions", "--format", "json"], &TODAY[..]].concat()).ends(0).json();
    assert_eq!(json["exceptions"][1]["mark"], "checkov:skip=CKV_AWS_7", "{json:#}");
}

#[test]
fn kube_linter_skips_by_annotations_of_the_object() {
    insta::assert_snapshot!(annotated("ignore-check.kube-linter.io/privileged-container: an agent"), @"pod.yaml:10 K8S-003 suppressed by ignore-check.kube-linter.io/privileged-container until - (an agent)");
    insta::assert_snapshot!(annotated("kube-linter.io/ignore-all: ''"), @"pod.yaml:10 K8S-003 suppressed by kube-linter.io/ignore-all until - ()");
    assert_eq!(annotated("ignore-check.kube-linter.io/host-ipc: x"), "pod.yaml:10 K8S-003 new\n");
}

/// KICS reads comments of manifests and of Terraform: for the next line, what begins there, or the file.
#[test]
fn kics_ignores_by_comments() {
    let pod = |from: &str, to: &str| {
        let project = Project::new().file("pod.yaml", POD.replace(from, to)).file("bartizan.toml", ON);
        let found = findings(&project, "K8S-003");
        found.split_once(" suppressed by ").map_or("-".to_owned(), |(_, by)| by.trim_end().to_owned())
    };
    let before = |line: &str, mark: &str| {
        let indent = &line[..line.len() - line.trim_start().len()];
        pod(line, &format!("{indent}# {mark}\n{line}"))
    };
    let line = "        privileged";
    assert_eq!(before(line, "kics-scan ignore-line"), "kics-scan ignore-line until - ()");
    assert_eq!(before("      securityContext", "kics-scan ignore-line"), "-");
    assert_eq!(before("      securityContext", "kics-scan ignore-block"), "kics-scan ignore-block until - ()");
    assert_eq!(before("apiVersion", "kics-scan ignore-block"), "kics-scan ignore-block until - ()");
    assert_eq!(before("metadata", "kics-scan ignore-block"), "-");
    assert_eq!(before("apiVersion", "kics-scan ignore"), "kics-scan ignore until - ()");
    assert_eq!(before(line, "kics-scan ignore"), "-");
    let disabled = "kics-scan disable=dd29336b-fe57-445b-a26e-e6aa867ae609";
    assert_eq!(before("apiVersion", disabled), format!("{disabled} until - ()"));
    assert_eq!(before("apiVersion", "kics-scan disable=a6f34658-fdfb-4154-9536-56d516f65828"), "-");
    assert_eq!(keys("attribute", "# kics-scan ignore-line"), "key");
    assert_eq!(keys("head", "# kics-scan ignore-line"), "-");
    assert_eq!(keys("before", "# kics-scan ignore-block"), "key");
}

/// Trivy reads the templates of charts, with the comments that stay when they are rendered.
#[test]
fn trivy_ignores_in_charts() {
    let template = |mark: &str| {
        let pod = POD.replace("    - name: web", &format!("{mark}\n    - name: web"));
        let project = Project::new()
            .file("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
            .file("chart/templates/pod.yaml", pod)
            .file("bartizan.toml", ON);
        findings(&project, "K8S-003")
    };
    insta::assert_snapshot!(template("    # trivy:ignore:KSV-0017"), @"chart/templates/pod.yaml:11 K8S-003 suppressed by trivy:ignore:KSV-0017 until - ()");
    insta::assert_snapshot!(template("    # trivy:ignore:KSV-0018"), @"chart/templates/pod.yaml:11 K8S-003 new");
}

/// A rule behind code is for its line, whatever stands on the next; those on lines of their own are for what follows them.
#[test]
fn rules_of_trivy_that_follow_each_other() {
    let group = |first: &str, second: &str, above: &str| {
        let text = format!(
            "{above}resource \"aws_security_group\" \"a\" {{\n  egress {{\n    from_port = 0\n    to_port = 0\n    protocol = \"-1\"\n    \
             cidr_blocks = [\"0.0.0.0/0\"] {first}\n    ipv6_cidr_blocks = [\"::/0\"] {second}\n  }}\n}}\n"
        );
        let project = Project::new().file("main.tf", text).file("bartizan.toml", ON);
        let output = project.json(&["--select", "TF-AWS-020"]);
        let states =
            output["findings"].as_array().unwrap().iter().map(|finding| finding["state"].as_str().unwrap().to_owned());
        states.collect::<Vec<_>>()
    };
    let rule = "#tfsec:ignore:AVD-AWS-0104";
    assert_eq!(group(rule, rule, ""), ["suppressed", "suppressed"]);
    assert_eq!(group("", rule, ""), ["new", "suppressed"]);
    assert_eq!(group("", "", "# trivy:ignore:AWS-0104\n#trivy:ignore:other\n"), ["suppressed", "suppressed"]);
    assert_eq!(group("", "", "# trivy:ignore:AWS-0104\n# why\n"), ["new", "new"]);
}

/// A project within a project goes by its own ignore file, and by its own word on whether that counts.
#[test]
fn projects_within_a_project_go_by_their_own() {
    let project = Project::new()
        .file("bartizan.toml", ON)
        .file("pod.yaml", POD)
        .file(".trivyignore", "KSV-0017\n")
        .file("inner/bartizan.toml", ON)
        .file("inner/pod.yaml", POD)
        .file("other/bartizan.toml", "")
        .file("other/pod.yaml", POD)
        .file("other/.trivyignore", "KSV-0017\n");
    insta::assert_snapshot!(findings(&project, "K8S-003"), @"
    inner/pod.yaml:10 K8S-003 new
    other/pod.yaml:10 K8S-003 new
    pod.yaml:10 K8S-003 suppressed by .trivyignore: KSV-0017 until - ()
    ");
    project.write("inner/.trivyignore", "KSV-0017\n");
    insta::assert_snapshot!(findings(&project, "K8S-003"), @"
    inner/pod.yaml:10 K8S-003 suppressed by .trivyignore: KSV-0017 until - ()
    other/pod.yaml:10 K8S-003 new
    pod.yaml:10 K8S-003 suppressed by .trivyignore: KSV-0017 until - ()
    ");
}
