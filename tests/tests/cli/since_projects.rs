//! What a change brings to several projects in one repository, each judged by its own configuration.

use crate::since::{commit, relaxed, since, solved, unborn};
use crate::support::{POD, Project, lines};

const BOTH: &str = "select = [\"K8S-003\", \"K8S-017\"]\n";

/// A repository with a project in `apps/web`, committed; both are judged by the same policies.
fn repository() -> Project {
    let project = unborn()
        .file("bartizan.toml", BOTH)
        .file("pod.yaml", POD)
        .file("apps/web/bartizan.toml", "extends = \"../../bartizan.toml\"\n")
        .file("apps/web/pod.yaml", POD);
    commit(&project);
    project
}

/// The pod, under another name.
fn other() -> String {
    POD.replace("name: web,", "name: other,")
}

#[test]
fn what_a_change_brings_to_any_project_is_reported_with_its_path() {
    let project = repository();
    project.check(&["--since", "HEAD"]).ends(0);
    project.write("apps/web/pod.yaml", POD.replace("nginx:latest", "nginx:1.27.1"));
    project.write("apps/web/other.yaml", other());
    project.write("other.yaml", other());
    let output = since(&project, &["--since", "HEAD"]);
    insta::assert_snapshot!(lines(&output), @r"
    apps/web/other.yaml:8 K8S-017 new
    apps/web/other.yaml:10 K8S-003 new
    apps/web/pod.yaml:10 K8S-003 baseline
    other.yaml:8 K8S-017 new
    other.yaml:10 K8S-003 new
    pod.yaml:8 K8S-017 baseline
    pod.yaml:10 K8S-003 baseline
    ");
    assert_eq!((solved(&output), relaxed(&output)), ("apps/web/pod.yaml K8S-017\n".to_owned(), String::new()));
    // Only of the files that are named: of one project, and of both.
    let named = since(&project, &["--since", "HEAD", "apps/web/other.yaml", "other.yaml"]);
    let new: String = lines(&named).split_inclusive('\n').filter(|line| line.ends_with("new\n")).collect();
    assert_eq!(
        new,
        "apps/web/other.yaml:8 K8S-017 new\napps/web/other.yaml:10 K8S-003 new\n\
         other.yaml:8 K8S-017 new\nother.yaml:10 K8S-003 new\n"
    );
}

#[test]
fn what_a_configuration_above_or_below_relaxes_is_said() {
    let project = repository();
    project.write("bartizan.toml", format!("{BOTH}[severities]\n\"K8S-003\" = \"low\"\n"));
    let output = since(&project, &["--since", "HEAD"]);
    insta::assert_snapshot!(relaxed(&output), @r"
    severity apps/web/bartizan.toml K8S-003 is lowered from critical to low
    severity bartizan.toml K8S-003 is lowered from critical to low
    ");
    project.write("bartizan.toml", format!("{BOTH}warn_only = [\"K8S-003\"]\n"));
    assert_eq!(
        relaxed(&since(&project, &["--since", "HEAD", "pod.yaml"])),
        "setting bartizan.toml `K8S-003` only warns\n"
    );
    project.write("bartizan.toml", format!("{BOTH}[[thresholds]]\npath = \"**\"\nfail_on = \"critical\"\n"));
    let said = relaxed(&since(&project, &["--since", "HEAD", "pod.yaml"]));
    assert_eq!(said, "setting bartizan.toml `fail_on` of `**` is raised from medium to critical\n");
}

#[test]
fn a_project_that_begins_or_ends_is_said_and_hides_nothing() {
    let project = repository();
    commit(&project);
    project.write("apps/api/bartizan.toml", "select = []\nignore = [\"*\"]\n");
    project.write("apps/api/pod.yaml", POD);
    std::fs::remove_file(project.path().join("apps/web/bartizan.toml")).unwrap();
    let output = since(&project, &["--since", "HEAD"]);
    insta::assert_snapshot!(relaxed(&output), @r"
    severity apps/api/bartizan.toml K8S-003 no longer runs
    severity apps/api/bartizan.toml K8S-017 no longer runs
    setting apps/api/bartizan.toml `apps/api` is judged by a configuration of its own
    setting apps/web/bartizan.toml `apps/web` is no longer judged by a configuration of its own
    ");
    insta::assert_snapshot!(lines(&output), @r"
    apps/web/pod.yaml:8 K8S-017 baseline
    apps/web/pod.yaml:10 K8S-003 baseline
    pod.yaml:8 K8S-017 baseline
    pod.yaml:10 K8S-003 baseline
    ");
}

/// What a change does to get something past the check.
#[test]
fn configuration_of_the_base_holds_for_every_project() {
    let attempts: [(&str, &str); 4] = [
        ("apps/web/bartizan.toml", "ignore = [\"*\"]\n"),
        ("bartizan.toml", "ignore = [\"*\"]\n"),
        ("apps/bartizan.toml", "exclude = [\"**\"]\n"),
        ("apps/web/new/bartizan.toml", "warn_only = [\"*\"]\n"),
    ];
    for (file, text) in attempts {
        let project = repository();
        project.write(file, text);
        project.write("apps/web/new/pod.yaml", other());
        let arguments = ["--since", "HEAD", "--config-from", "HEAD"];
        let run = project.check(&[&arguments[..], &["--format", "json"]].concat()).ends(1);
        let new: String = lines(&run.json()).split_inclusive('\n').filter(|line| line.ends_with("new\n")).collect();
        let found = "apps/web/new/pod.yaml:8 K8S-017 new\napps/web/new/pod.yaml:10 K8S-003 new\n";
        assert_eq!(new, found, "{file}");
        // From within the project, whose configuration extends a file above it.
        let within = since(&project, &["--since", "HEAD", "--config-from", "HEAD", "apps/web/new/pod.yaml"]);
        assert_eq!(lines(&within).lines().count(), 2, "{file}: {}", lines(&within));
    }
}

/// The files that are named may lie above the project.
#[test]
fn what_is_named_above_the_project_is_that_of_the_base_too() {
    let project = repository().file("shared/base.toml", BOTH).file("known.json", "");
    project.run(["baseline", "-o", "known.json", "apps/web"]).ends(0);
    commit(&project);
    project.write("apps/web/new.yaml", other());
    project.write("shared/base.toml", "ignore = [\"*\"]\n");
    project.run(["baseline", "-o", "known.json", "apps/web"]).ends(0);
    let since = ["check", "--since", "HEAD", "--config-from", "HEAD"];
    for named in [["--config", "shared/base.toml"], ["--baseline", "known.json"]] {
        let run = project.run([&since[..], &named[..], &["--format", "json", "apps/web"]].concat()).ends(1);
        let found = lines(&run.json());
        let new: String = found.split_inclusive('\n').filter(|line| line.ends_with("new\n")).collect();
        assert_eq!(new, "new.yaml:8 K8S-017 new\nnew.yaml:10 K8S-003 new\n", "{named:?}: {found}");
    }
}
