//! What a change brings: `check --since`, `--config-from` and `exceptions`, on repositories that the real git makes.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::schema::Schema;
use crate::support::{POD, POD_POLICIES, Project, lines};

/// Runs git in `folder`, with nobody's settings.
pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let settings = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"];
    let run = Command::new("git")
        .args(settings)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

pub(crate) fn commit(project: &Project) {
    git(project.path(), &["add", "--all"]);
    git(project.path(), &["commit", "--quiet", "--allow-empty", "-m", "x"]);
}

/// A repository without commits.
pub(crate) fn unborn() -> Project {
    let project = Project::new();
    fs::remove_dir(project.path().join(".git")).unwrap();
    git(project.path(), &["init", "--quiet", "-b", "main"]);
    project
}

/// A repository with `pod.yaml`, in which two things are wrong, committed.
fn repository() -> Project {
    let project = unborn().file("pod.yaml", POD);
    commit(&project);
    project
}

pub(crate) fn since(project: &Project, arguments: &[&str]) -> Value {
    project.check(&[&["--format", "json"], arguments].concat()).json()
}

/// What of the output was solved, as lines `file POLICY`.
pub(crate) fn solved(output: &Value) -> String {
    let line = |one: &Value| format!("{} {}\n", one["file"].as_str().unwrap(), one["policy"].as_str().unwrap());
    output["solved"].as_array().unwrap().iter().map(line).collect()
}

/// What the change relaxes, as lines `kind file message`.
pub(crate) fn relaxed(output: &Value) -> String {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let line = |one: &Value| format!("{} {} {}\n", text(one, "kind"), text(one, "file"), text(one, "message"));
    output["relaxed"].as_array().unwrap().iter().map(line).collect()
}

const PRIVILEGED: &str = "    - {name: log, image: \"log:1\", securityContext: {privileged: true}}\n";

#[test]
fn only_what_the_change_brings_is_reported() {
    let project = repository();
    project.check(&["--since", "HEAD"]).ends(0);
    // Lines move, one thing is mended and another one broken; nothing needs to be committed.
    project.write("pod.yaml", format!("# Moved.\n{}{PRIVILEGED}", POD.replace("nginx:latest", "nginx:1.27.1")));
    let run = project.check(&["--since", "HEAD", "--format", "concise"]).ends(1);
    insta::assert_snapshot!(run.stdout, @r#"
    pod.yaml:12:65: critical K8S-003 Pod/prod/web: container "log" runs privileged
    pod.yaml:8:14: solved medium K8S-017 Pod/prod/web: container "web" takes image "nginx:latest", which names no version: tag "latest" moves
    1 file, 1 resource, 2 policies; findings: 1 critical; 0 suppressed, 1 known before, 0 undetermined; 1 finding solved since HEAD; [TIME]
    "#);
    let comment = project.check(&["--since", "HEAD", "--format", "markdown"]).ends(1).stdout;
    assert_eq!(comment.matches("solved").count(), 2, "once, with its heading: {comment}");
    let output = since(&project, &["--since", "HEAD"]);
    assert_eq!(lines(&output), "pod.yaml:11 K8S-003 baseline\npod.yaml:12 K8S-003 new\n");
    assert_eq!((solved(&output), relaxed(&output)), ("pod.yaml K8S-017\n".to_owned(), String::new()));
    assert_eq!(Schema::named("output.schema.json").faults(&output), None);
    let text = project.check(&["--since", "HEAD"]).ends(1);
    assert!(
        text.stdout.contains("Solved since HEAD:\n  pod.yaml:8:14: solved medium K8S-017 Pod/prod/web: "),
        "{text:?}"
    );
    let sarif = project.check(&["--since", "HEAD", "--format", "sarif"]).json();
    let states: Vec<&Value> =
        sarif["runs"][0]["results"].as_array().unwrap().iter().map(|result| &result["baselineState"]).collect();
    assert_eq!(states, ["unchanged", "new", "absent"]);
}

#[test]
fn files_of_a_change_that_are_none_of_ours_are_passed_over_in_silence() {
    let project = repository().file("other.yaml", "hello: world\n");
    let output = since(&project, &["--since", "HEAD", "other.yaml", "pod.yaml"]);
    assert_eq!(output["notes"], serde_json::json!([]));
    assert_eq!(project.json(&["other.yaml"])["notes"].as_array().unwrap().len(), 1);
}

#[test]
fn a_repository_without_commits_is_empty_at_head() {
    let project = unborn().file("pod.yaml", POD);
    assert_eq!(lines(&since(&project, &["--since", "HEAD"])), "pod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 new\n");
}

#[test]
fn renamed_files_and_moved_folders_bring_nothing() {
    let project = repository().file("a/one.yaml", POD).file("b/two.yaml", POD);
    commit(&project);
    let rename = |from: &str, to: &str| {
        let to = project.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(project.path().join(from), to).unwrap();
    };
    // Three files with the same bytes: nothing but these tells which is which.
    for (from, to) in [("pod.yaml", "apps/pod.yaml"), ("a/one.yaml", "x/one.yaml"), ("b/two.yaml", "y/two.yaml")] {
        rename(from, to);
    }
    let output = since(&project, &["--since", "HEAD"]);
    assert!(!lines(&output).contains("new") && solved(&output).is_empty(), "{}{}", lines(&output), solved(&output));
    // One more copy is brought, wherever it is.
    project.write("z/pod.yaml", POD);
    assert_eq!(lines(&since(&project, &["--since", "HEAD"])).matches(" new").count(), 2);
    fs::remove_file(project.path().join("z/pod.yaml")).unwrap();
    // Renamed and edited: the same where only one is gone.
    commit(&project);
    rename("x/one.yaml", "x2/one.yaml");
    project.write("x2/one.yaml", format!("# Edited.\n{POD}"));
    assert!(!lines(&since(&project, &["--since", "HEAD"])).contains("new"));
}

#[test]
fn a_fault_mended_here_and_made_there_is_new() {
    let project = repository().file("a/pod.yaml", POD.replace("privileged: true", "privileged: false"));
    commit(&project);
    project.write("pod.yaml", POD.replace("privileged: true", "privileged: false"));
    project.write("a/pod.yaml", POD);
    let output = since(&project, &["--since", "HEAD", "--select", "K8S-003"]);
    assert!(lines(&output).contains("a/pod.yaml:10 K8S-003 new"), "{}", lines(&output));
    assert_eq!(solved(&output), "pod.yaml K8S-003\n");
}

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let project = repository();
    git(project.path(), &["checkout", "--quiet", "-b", "topic"]);
    project.write("topic.yaml", POD.replace("name: web,", "name: topic,"));
    commit(&project);
    // Meanwhile somebody mends the pod on main: that it is broken here is nothing that the branch brings.
    git(project.path(), &["checkout", "--quiet", "main"]);
    project.write(
        "pod.yaml",
        POD.replace("nginx:latest", "nginx:1.27.1").replace("privileged: true", "privileged: false"),
    );
    commit(&project);
    git(project.path(), &["tag", "-a", "v1", "-m", "v1"]);
    git(project.path(), &["checkout", "--quiet", "topic"]);
    let brought = "topic.yaml:8 K8S-017 new\ntopic.yaml:10 K8S-003 new\n";
    for revision in ["main", "v1", "main...topic", "HEAD~1", "@^", "refs/heads/main"] {
        let output = since(&project, &["--since", revision]);
        let new: String = lines(&output).split_inclusive('\n').filter(|line| line.contains(" new")).collect();
        assert_eq!(new, brought, "{revision}");
    }
    // After a merge of main, what it brought is not the branch's.
    git(project.path(), &["merge", "--quiet", "--no-edit", "main"]);
    let output = since(&project, &["--since", "main"]);
    assert_eq!((lines(&output), solved(&output)), (brought.to_owned(), String::new()));
}

#[test]
fn objects_are_found_wherever_git_keeps_them() {
    let project = repository();
    for at in 0..8 {
        project.write("pod.yaml", format!("{}# {at}\n", POD));
        commit(&project);
    }
    git(project.path(), &["gc", "--quiet", "--aggressive"]);
    git(project.path(), &["pack-refs", "--all"]);
    let known = "pod.yaml:8 K8S-017 baseline\npod.yaml:10 K8S-003 baseline\n";
    for revision in ["main", "HEAD~8"] {
        assert_eq!(lines(&since(&project, &["--since", revision])), known, "{revision}");
    }
    // Another work tree, and a clone that borrows the objects.
    git(project.path(), &["worktree", "add", "--quiet", "-b", "other", "wt"]);
    git(project.path(), &["clone", "--quiet", "--shared", ".", "borrowed"]);
    for folder in ["wt", "borrowed"] {
        let run = project.finish(
            project
                .command(["check", "--format", "json", "--since", "HEAD"])
                .args(POD_POLICIES)
                .current_dir(project.path().join(folder)),
        );
        assert_eq!(lines(&run.json()), known, "{folder}");
    }
}

#[test]
fn what_is_not_there_is_refused_with_what_to_do() {
    Project::with_pod().check(&["--since", "HEAD"]).refused("is in no git repository");
    let project = repository();
    project.check(&["--since", "nowhere"]).refused("there is no revision `nowhere` in this repository; `git fetch`");
    project.check(&["--since", "HEAD..HEAD"]).refused("names several revisions");
    git(project.path(), &["remote", "add", "origin", "."]);
    project.check(&["--since", "origin/main"]).refused("`git fetch origin main` gets it");
    git(project.path(), &["checkout", "--quiet", "--orphan", "alone"]);
    project.write("a.txt", "alone");
    commit(&project);
    project.check(&["--since", "main"]).refused("`main` has no common ancestor here");
    // A shallow clone of two branches knows nothing of where they part.
    git(project.path(), &["checkout", "--quiet", "main"]);
    git(project.path(), &["checkout", "--quiet", "-b", "topic"]);
    for at in 0..2 {
        project.write("a.txt", at.to_string());
        commit(&project);
    }
    let from = format!("file://{}", project.path().display());
    git(project.path(), &["clone", "--quiet", "--depth", "1", "--no-single-branch", "-b", "topic", &from, "shallow"]);
    let shallow = project.path().join("shallow");
    for revision in ["HEAD~1", "origin/main"] {
        let run = project.finish(project.command(["check", "--since", revision]).current_dir(&shallow));
        run.refused("this clone is shallow: `git fetch --unshallow` gets its history");
    }
}

#[test]
fn the_project_may_be_a_folder_of_the_repository() {
    let project = unborn().file("shop/bartizan.toml", "").file("shop/pod.yaml", POD).file("other/pod.yaml", POD);
    commit(&project);
    project.write("shop/pod.yaml", format!("{POD}{PRIVILEGED}"));
    let output = since(&project, &["--since", "HEAD", "shop"]);
    assert_eq!(lines(&output), "pod.yaml:8 K8S-017 baseline\npod.yaml:10 K8S-003 baseline\npod.yaml:11 K8S-003 new\n");
    // A folder that was not there.
    project.write("new/bartizan.toml", "");
    project.write("new/pod.yaml", POD);
    assert_eq!(lines(&since(&project, &["--since", "HEAD", "new"])).matches(" new").count(), 2);
}

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
const TEMPLATE: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - {name: web, image: {{ .Values.image | quote }}}
";

#[test]
fn paths_stand_for_their_units() {
    let project = unborn()
        .file("shop/Chart.yaml", CHART)
        .file("shop/values.yaml", "image: nginx:1.27.1\n")
        .file("shop/templates/web.yaml", TEMPLATE)
        .file("other/pod.yaml", POD)
        .file("net/main.tf", "module \"open\" {\n  source = \"../open\"\n  cidr   = \"10.0.0.0/8\"\n}\n")
        .file(
            "open/main.tf",
            "variable \"cidr\" {}\nresource \"aws_security_group\" \"g\" {\n  description = \"d\"\n  ingress {\n    \
             description = \"d\"\n    from_port   = 22\n    to_port     = 22\n    protocol    = \"tcp\"\n    \
             cidr_blocks = [var.cidr]\n  }\n}\n",
        );
    commit(&project);
    project.write("shop/values.yaml", "image: nginx:latest\n");
    project.write("net/main.tf", "module \"open\" {\n  source = \"../open\"\n  cidr   = \"0.0.0.0/0\"\n}\n");
    project.write("other/pod.yaml", format!("{POD}{PRIVILEGED}"));
    let new = |paths: &[&str]| {
        let output = project.json(&[&["--since", "HEAD", "--select", "K8S-003,K8S-017,TF-AWS-*"], paths].concat());
        let new = lines(&output).lines().filter(|line| line.ends_with(" new")).map(str::to_owned).collect::<Vec<_>>();
        new.into_iter().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(new(&["shop/templates/web.yaml"]), ["shop/values.yaml"]);
    assert_eq!(new(&["shop/values.yaml"]), ["shop/values.yaml"]);
    assert_eq!(new(&["open/main.tf"]), ["net/main.tf"]);
    assert_eq!(new(&["other/pod.yaml"]), ["other/pod.yaml"]);
    assert_eq!(new(&["shop/Chart.yaml", "net/main.tf"]), ["net/main.tf", "shop/values.yaml"]);
    // A file that the change removes stands for the unit that it was part of.
    fs::remove_file(project.path().join("shop/values.yaml")).unwrap();
    project.write("shop/templates/web.yaml", TEMPLATE.replace(".Values.image", "\"nginx:latest\""));
    assert_eq!(new(&["shop/values.yaml"]), ["shop/templates/web.yaml"]);
    project.check(&["--since", "HEAD", "never.yaml"]).refused("no such file or folder");
}

#[test]
fn what_the_change_relaxes_is_said() {
    let project = repository().file("bartizan.toml", "").file("a.yaml", POD.replace("name: web,", "name: a,"));
    project.run(["baseline", "-o", "known.json", "--select", "K8S-003", "pod.yaml"]).ends(0);
    commit(&project);
    project.write(
        "pod.yaml",
        POD.replace("privileged: true", "privileged: true # bartizan: ignore[K8S-003] old until=2099-01-01"),
    );
    let settings = "fail_on = \"high\"\nexclude = [\"old/**\"]\nseverities = {\"K8S-003\" = \"low\", \"K8S-020\" = \"off\"}\n\
                    [[exceptions]]\npolicy = \"K8S-017\"\npath = \"pod.yaml\"\nreason = \"later\"\nowner = \"Shop\"\n";
    project.write("bartizan.toml", settings);
    project.run(["baseline", "-o", "known.json", "--select", "K8S-003"]).ends(0);
    let output = project.json(&["--since", "HEAD", "--baseline", "known.json", "--select", "K8S-0[012]*"]);
    insta::assert_snapshot!(relaxed(&output), @"
    comment pod.yaml suppresses K8S-003
    exception bartizan.toml excuses K8S-017 in `pod.yaml`
    severity bartizan.toml K8S-003 is lowered from critical to low
    severity bartizan.toml K8S-020 no longer runs
    setting bartizan.toml `exclude` leaves out `old/**`
    setting bartizan.toml `fail_on` is raised from medium to high
    baseline known.json 1 more finding in the baseline
    ");
    assert_eq!(Schema::named("output.schema.json").faults(&output), None);
    let text = project.check(&["--since", "HEAD"]).ends(0).stdout;
    assert!(text.contains("pod.yaml:10:26: comment suppresses K8S-003 (Platform"), "{text}");
    assert!(text.contains("exception excuses K8S-017 in `pod.yaml` (Shop): later\n"), "{text}");
    // What was there before is not said again, whatever is edited around it.
    commit(&project);
    let before = fs::read_to_string(project.path().join("pod.yaml")).unwrap();
    project.write(
        "pod.yaml",
        before.replace("privileged: true", "privileged:  true").replace("- name: web", "- name: web  "),
    );
    assert_eq!(relaxed(&since(&project, &["--since", "HEAD"])), "");
    // One that holds longer relaxes.
    project.write("pod.yaml", before.replace(" until=2099-01-01", ""));
    assert_eq!(relaxed(&since(&project, &["--since", "HEAD"])), "comment pod.yaml suppresses K8S-003\n");
}

#[test]
fn marks_of_other_tools_that_a_change_adds_are_said_and_cannot_silence_it_either() {
    let project = repository().file("bartizan.toml", "").file(".trivyignore", "KSV-0018\n");
    commit(&project);
    project.write("bartizan.toml", "[compat]\nsuppressions = true\n");
    assert_eq!(
        relaxed(&since(&project, &["--since", "HEAD"])),
        "exception .trivyignore `.trivyignore: KSV-0018` suppresses K8S-015\n\
         setting bartizan.toml `compat.suppressions` is turned on\n"
    );
    commit(&project);
    let marked = POD.replace(
        "name: web, namespace: prod}",
        "name: new, namespace: prod, annotations: {checkov.io/skip1: CKV_K8S_16=x}}",
    );
    project.write("new.yaml", &marked);
    project.write(".trivyignore", "KSV-0018\nKSV-0013\n");
    let output = since(&project, &["--since", "HEAD"]);
    assert_eq!(
        relaxed(&output),
        "annotation new.yaml `checkov.io/skip1: CKV_K8S_16` suppresses K8S-003\n\
         exception .trivyignore `.trivyignore: KSV-0013` suppresses K8S-017\n"
    );
    assert_eq!(Schema::named("output.schema.json").faults(&output), None);
    let strict = |paths: &[&str]| {
        let output = since(&project, &[&["--since", "HEAD", "--config-from", "HEAD"], paths].concat());
        lines(&output).lines().filter(|line| line.starts_with("new.yaml")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(strict(&[]), ["new.yaml:8 K8S-017 new", "new.yaml:10 K8S-003 new"]);
    commit(&project);
    project.write("new.yaml", format!("# moved\n{marked}"));
    let excused = ["new.yaml:9 K8S-017 suppressed", "new.yaml:11 K8S-003 suppressed"];
    assert_eq!(strict(&[]), excused);
    assert_eq!(strict(&["new.yaml"]), excused);
}

#[test]
fn a_change_cannot_silence_itself_where_the_configuration_is_taken_from_its_base() {
    let project = repository().file(
        "kept.yaml",
        POD.replace("name: web,", "name: kept,")
            .replace("image:", "# bartizan: ignore[K8S-017] pinned by the registry\n      image:"),
    );
    commit(&project);
    let kept = fs::read_to_string(project.path().join("kept.yaml")).unwrap();
    // The line below a comment of the base may be edited: what it excuses is the same.
    project.write("kept.yaml", kept.replace("nginx:latest", "nginx:stable"));
    project.write(
        "new.yaml",
        POD.replace("name: web,", "name: new,")
            .replace("privileged: true", "privileged: true # bartizan: ignore[K8S-003] mine"),
    );
    project.write("bartizan.toml", "ignore = [\"K8S-017\"]\n");
    let own = since(&project, &["--since", "HEAD"]);
    assert!(!lines(&own).contains(" new"), "{}", lines(&own));
    let output = project.check(&["--since", "HEAD", "--config-from", "HEAD", "--format", "json"]).ends(1).json();
    assert_eq!(
        lines(&output),
        "kept.yaml:9 K8S-017 suppressed\nkept.yaml:11 K8S-003 baseline\nnew.yaml:8 K8S-017 new\nnew.yaml:10 K8S-003 new\n\
         pod.yaml:8 K8S-017 baseline\npod.yaml:10 K8S-003 baseline\n"
    );
    assert_eq!(output["relaxed"][0]["counts"], false);
    // Nor does a baseline of its own help.
    project.run(["baseline", "-o", "known.json"]).ends(0);
    project.check(&["--since", "HEAD", "--config-from", "HEAD", "--baseline", "known.json"]).ends(1);
    // A comment that moves to something else is another one.
    let moved = POD.replace("name: web,", "name: kept,").replace(
        "        privileged",
        "        # bartizan: ignore[K8S-017,K8S-003] pinned by the registry\n        privileged",
    );
    project.write("kept.yaml", moved);
    let output = since(&project, &["--since", "HEAD", "--config-from", "HEAD"]);
    assert!(lines(&output).contains("kept.yaml:8 K8S-017 new"), "{}", lines(&output));
}

#[test]
fn policies_of_ones_own_are_those_of_each_revision() {
    let policy = |word: &str| {
        format!(
            "# METADATA\n# title: Namespaces are {word}\n# description: d\n# scope: package\n# custom:\n#   id: OWN-001\n#   severity: high\n\
             #   confidence: high\n#   platform: kubernetes\n#   kinds: [Namespace]\n#   scope: resource\n#   level: 1\n#   pillar: technical\n\
             #   layer: Compute\n#   owner: Us\n#   remediation: r\npackage own.first\n\nimport rego.v1\n\ndeny contains {{\"message\": \"{word}\", \"path\": [\"metadata\"]}} if input.values.metadata.name == \"{word}\"\n"
        )
    };
    let namespaces = "apiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n";
    let project = unborn()
        .file("bartizan.toml", "policies = [\"own\"]\n")
        .file("own/first.rego", policy("old"))
        .file("ns.yaml", namespaces);
    commit(&project);
    project.write("own/first.rego", policy("fresh"));
    let output = project.json(&["--since", "HEAD", "--select", "OWN-001"]);
    assert_eq!(
        (lines(&output), solved(&output)),
        ("ns.yaml:7 OWN-001 new\n".to_owned(), "ns.yaml OWN-001\n".to_owned())
    );
    let output = project.json(&["--since", "HEAD", "--config-from", "HEAD", "--select", "OWN-001"]);
    assert_eq!(lines(&output), "ns.yaml:3 OWN-001 baseline\n");
}

#[cfg(unix)]
#[test]
fn links_are_followed_as_on_disk() {
    let outside = Project::with_pod();
    let project = repository();
    let link = |target: &Path, at: &str| std::os::unix::fs::symlink(target, project.path().join(at)).unwrap();
    fs::create_dir(project.path().join("links")).unwrap();
    link(Path::new("../real.yaml"), "links/in.yaml");
    link(&outside.path().join("pod.yaml"), "links/out.yaml");
    link(Path::new("self.yaml"), "links/self.yaml");
    project.write("real.yaml", POD.replace("name: web,", "name: real,"));
    commit(&project);
    let now = project.json(&[&["links"], &POD_POLICIES[..]].concat());
    let compared = since(&project, &["--since", "HEAD", "links"]);
    // What each of them leads to is known, and what leads out is read on neither side.
    assert_eq!(lines(&compared), lines(&now).replace(" new", " baseline"));
    assert_eq!(compared["errors"], now["errors"]);
    assert_eq!(compared["notes"], now["notes"]);
}

#[test]
fn what_excuses_is_listed() {
    let project = repository();
    let commented =
        POD.replace("privileged: true", "privileged: true # bartizan: ignore[K8S-003] old until=2026-06-11");
    project.write("pod.yaml", commented.replace("image:", "# bartizan: ignore[K8S-019] gone\n      image:"));
    commit(&project);
    project.write(
        "bartizan.toml",
        "[[exceptions]]\npolicy = \"K8S-017\"\nreason = \"a | b\"\nowner = \"Shop\"\nuntil = 2026-05-31\n",
    );
    let listed = |arguments: &[&str]| project.run([&["exceptions", "--today", "2026-06-01"], arguments].concat());
    insta::assert_snapshot!(listed(&[]).ends(0).stdout, @"
    bartizan.toml:1:1: exception excuses K8S-017 (Shop, expired on 2026-05-31): a | b
    pod.yaml:8:7: comment K8S-019 (Application Developers, no end, matches nothing): gone
    pod.yaml:11:26: comment K8S-003 (Platform/DevOps Team, 10 days left, until 2026-06-11): old
    3 excuses, 1 expired, 1 unused
    ");
    insta::assert_snapshot!(listed(&["--format", "markdown", "--expired"]).ends(0).stdout, @r"
    | Policy | Place | Owner | Holds | Reason |
    | --- | --- | --- | --- | --- |
    | K8S-017 | bartizan.toml:1 | Shop | expired on 2026-05-31 | a \| b |

    1 excuse, 1 expired
    ");
    let json = listed(&["--format", "json", "--expiring", "10"]).ends(0).json();
    assert_eq!(json["exceptions"].as_array().unwrap().len(), 1);
    assert_eq!((&json["exceptions"][0]["days_left"], &json["exceptions"][0]["status"]), (&10.into(), &"used".into()));
    let added = listed(&["--since", "HEAD"]).ends(0).stdout;
    assert!(added.starts_with("bartizan.toml:") && added.ends_with("1 excuse, 1 expired\n"), "{added}");
    listed(&["--fail-expired"]).ends(1);
    assert!(listed(&["--expiring", "9"]).ends(0).stdout.starts_with("0 excuses"));
}
