//! What files are, which are judged together, and what is said about those that are not.

mod modules;
mod units;

use std::fmt::Write as _;
use std::fs;

use tempfile::TempDir;

use super::*;
use crate::files::Limits;

/// A project whose files are given as `=== path` and the lines after it.
struct Project {
    folder: TempDir,
    files: Files,
    cache: DocumentCache,
}

impl Project {
    fn new(listing: &str) -> Self {
        let folder = TempDir::new().unwrap();
        for file in listing.split("=== ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap();
            let path = folder.path().join(path.trim());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
        Self { folder, files, cache: DocumentCache::new() }
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(path), bytes).unwrap();
    }

    fn discover(&self, paths: &[&str]) -> Discovery {
        let paths = paths.iter().map(|path| Arc::from(*path)).collect();
        discover(&self.files, &self.cache, &Request::new(paths, GlobSet::empty()))
    }

    fn show(&self, paths: &[&str]) -> String {
        show(&self.discover(paths))
    }
}

fn show(discovery: &Discovery) -> String {
    let mut out = String::new();
    for file in &discovery.files {
        writeln!(out, "{}: {} ({})", file.path, file.kind.as_str(), file.why).unwrap();
    }
    for unit in &discovery.units {
        let files: Vec<&str> = unit.files.iter().map(|file| &*file.source.path).collect();
        match &unit.chart {
            Some(chart) => {
                let environment = chart.environment.as_deref().unwrap_or_default();
                writeln!(out, "unit {:?} {} {environment}: {}", unit.kind, unit.path, chart.values.join(" ")).unwrap();
            }
            None => writeln!(out, "unit {:?} {}: {}", unit.kind, unit.path, files.join(" ")).unwrap(),
        }
    }
    for note in &discovery.notes {
        writeln!(out, "note {}: {}", note.path, note.message).unwrap();
    }
    for error in &discovery.errors {
        let place = error.span.map_or_else(String::new, |span| format!(" @{}..{}", span.start, span.end));
        writeln!(out, "{} error {}{place}", error.kind.as_str(), error).unwrap();
    }
    out
}

#[test]
#[expect(clippy::too_many_lines, reason = "a listing of files")]
fn tells_files_by_their_content() {
    let project = Project::new(
        r#"
=== plan.json
{"format_version": "1.2", "planned_values": {}}
=== plan-bare.json
{"planned_values": {"root_module": {}}}
=== state.json
{"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "resources": []}
=== state-shown.json
{"format_version": "1.0", "terraform_version": "1.9.0", "values": {}}
=== pod.yaml
apiVersion: v1
kind: Pod
=== list.json
{"kind": "List", "apiVersion": "v1", "items": []}
=== second.yaml
a: 1
---
apiVersion: v1
kind: Pod
=== indented.yml
  apiVersion: v1
  kind: Pod
=== realm.json
{"id": "x", "realm": "x", "enabled": true}
=== realms.json
[{"realm": "x", "enabled": true}, {"realm": "y", "clients": []}]
=== realm-cli.yaml
realm: x
enabled: true
=== realm-cli.json
{"realm": "x", "enabled": $(env:ENABLED), "displayName": "$(env:NAME)"}
=== realm-cli-quoted.json
{"realm": "x", "displayName": "$(env:NAME)"}
=== import.yaml
apiVersion: k8s.keycloak.org/v2alpha1
kind: KeycloakRealmImport
spec: {realm: {realm: x, enabled: true}}
=== keycloak.json
{"realm": "x", "auth-server-url": "https://sso", "resource": "y"}
=== numbers.yaml
apiVersion: 1
kind: 2
=== values.yaml
# apiVersion: v1
# kind: Pod
extra:
  - apiVersion: v1
    kind: Pod
=== changes.json
{"resource_changes": "xxxx"}
=== openapi.json
{"openapi": "3.0.0", "components": {"schemas": {"Realm": {"properties": {"realm": {}, "enabled": {}}}}}}
"#,
    );
    insta::assert_snapshot!(project.show(&["."]), @r"
    changes.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    import.yaml: kubernetes (has `apiVersion` and `kind`)
    indented.yml: kubernetes (has `apiVersion` and `kind`)
    keycloak.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    list.json: kubernetes (has `apiVersion` and `kind`)
    numbers.yaml: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    openapi.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    plan-bare.json: terraform-plan (has the planned values or resource changes of a plan)
    plan.json: terraform-plan (has the planned values or resource changes of a plan)
    pod.yaml: kubernetes (has `apiVersion` and `kind`)
    realm-cli-quoted.json: keycloak-config-cli (a realm with placeholders `$(…)`)
    realm-cli.json: keycloak-config-cli (a realm in YAML)
    realm-cli.yaml: keycloak-config-cli (a realm in YAML)
    realm.json: keycloak-realm (has `realm` and settings of a realm)
    realms.json: keycloak-realm (has `realm` and settings of a realm)
    second.yaml: kubernetes (has `apiVersion` and `kind`)
    state-shown.json: terraform-state (a Terraform state says what is, not what will be; give the plan as `terraform show -json` prints it)
    state.json: terraform-state (a Terraform state says what is, not what will be; give the plan as `terraform show -json` prints it)
    values.yaml: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    unit Manifests .: import.yaml indented.yml list.json pod.yaml second.yaml
    unit TerraformPlan plan-bare.json: plan-bare.json
    unit TerraformPlan plan.json: plan.json
    unit Realm realm-cli-quoted.json: realm-cli-quoted.json
    unit Realm realm-cli.json: realm-cli.json
    unit Realm realm-cli.yaml: realm-cli.yaml
    unit Realm realm.json: realm.json
    unit Realm realms.json: realms.json
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a listing of files")]
fn reports_what_looks_like_ours_but_cannot_be_read() {
    let project = Project::new(
        r#"
=== cut-plan.json
{"format_version": "1.2", "resource_changes": [{
=== cut-plan-early.json
{"format_version": "1.2", "terraform_version": "1.9.0", "varia
=== cut-realm.json
{"realm": "x", "clients": [
=== broken.yaml
apiVersion: v1
kind: Pod
metadata: {name: a
=== half.yaml
apiVersion: v1
kind: Pod
---
apiVersion: v1
kind: [
=== template.yaml
apiVersion: v1
kind: Pod
metadata:
  name: {{ name }}
  labels:
    {{- include "x" . }}
=== twice.yaml
apiVersion: v1
kind: Pod
kind: Service
=== notours.yaml
a: [
=== notours.json
{"name": 
=== tsconfig.json
{ // comment
  "compilerOptions": {} }
=== script.yaml
run: |
  apiVersion: v1
  kind: Pod
b: [
"#,
    );
    project.write("binary.yaml", &[0, 159, 146, 150, 0, 1, 2, 255]);
    project.write("bytes.json", b"{\"realm\":\"\xff\xfe\"}");
    project.write("bytes.yaml", b"apiVersion: v1\nkind: Pod\nx: \"\xff\xfe\"\n");
    insta::assert_snapshot!(project.show(&["."]), @r"
    binary.yaml: none (not text)
    broken.yaml: kubernetes (has the marks of one, but cannot be parsed)
    bytes.json: none (not text)
    bytes.yaml: none (not text)
    cut-plan-early.json: terraform-plan (has the marks of one, but cannot be parsed)
    cut-plan.json: terraform-plan (has the marks of one, but cannot be parsed)
    cut-realm.json: keycloak-realm (has the marks of one, but cannot be parsed)
    half.yaml: kubernetes (has `apiVersion` and `kind`)
    notours.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    notours.yaml: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    script.yaml: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    template.yaml: kubernetes (has the marks of one, but cannot be parsed)
    tsconfig.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    twice.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests .: broken.yaml half.yaml template.yaml twice.yaml
    unit TerraformPlan cut-plan-early.json: cut-plan-early.json
    unit TerraformPlan cut-plan.json: cut-plan.json
    unit Realm cut-realm.json: cut-realm.json
    parse error broken.yaml: while parsing a flow mapping, did not find expected ',' or '}' @43..43
    parse error bytes.json: byte 10 of the file is not valid UTF-8 @10..10
    parse error bytes.yaml: byte 29 of the file is not valid UTF-8 @29..29
    parse error cut-plan-early.json: a string must not hold line breaks or other control characters: is its closing quote missing? @62..63
    parse error cut-plan.json: the file ends inside an object @48..48
    parse error cut-realm.json: the file ends inside a list @27..27
    parse error half.yaml: while parsing a node, did not find expected node content @51..51
    parse error template.yaml: this is a template, not YAML: `{{` has to be rendered first @43..45
    parse error twice.yaml: key `kind` stands twice in this mapping; first on line 2 @25..29
    ");
    // Whoever names a file wants to know why nothing comes of it.
    insta::assert_snapshot!(project.show(&["binary.yaml", "notours.yaml", "notours.json", "script.yaml"]), @r"
    binary.yaml: none (not text)
    notours.json: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    notours.yaml: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    script.yaml: none (neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak)
    note notours.json: not scanned: neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak
    note notours.yaml: not scanned: neither a Terraform plan in JSON, nor a manifest of Kubernetes, nor a realm of Keycloak
    parse error binary.yaml: byte 1 of the file is not valid UTF-8 @1..1
    parse error script.yaml: while parsing a node, did not find expected node content @40..40
    ");
}

#[test]
fn survives_hostile_files() {
    let project = Project::new("");
    project.write("line.json", format!("{{\"resource_changes\":\"{}\"}}", "x".repeat(10_000_000)).as_bytes());
    project.write("nest.json", format!("{{\"format_version\":1,\"planned_values\":{}", "[".repeat(100_000)).as_bytes());
    project.write("nest.yaml", format!("apiVersion: v1\nkind: Pod\na: {}", "[".repeat(5000)).as_bytes());
    project.write("keys.yaml", "kind:x ".repeat(1_000_000).as_bytes());
    let bomb = (1..12).fold(String::from("apiVersion: v1\nkind: Pod\na0: &a0 [x]\n"), |bomb, level| {
        format!("{bomb}a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(","))
    });
    project.write("bomb.yaml", bomb.as_bytes());
    let discovery = project.discover(&["."]);
    let kinds: Vec<_> = discovery.errors.iter().map(|error| (&*error.path, error.kind.as_str())).collect();
    insta::assert_snapshot!(format!("{kinds:?}"), @r#"[("bomb.yaml", "limit"), ("nest.json", "limit"), ("nest.yaml", "limit")]"#);
}

#[test]
fn reads_a_file_that_is_too_large_only_as_far_as_its_beginning() {
    let project = Project::new(
        "=== plan.json\n{\"format_version\": \"1.2\", \"planned_values\": {}}\n=== data.json\n{\"values\": []}\n",
    );
    let limits = Limits { file_bytes: 10, ..Limits::default() };
    let files = Files::new(project.folder.path().to_path_buf(), limits).unwrap();
    let found =
        |path: &str| show(&discover(&files, &DocumentCache::new(), &Request::new(vec![path.into()], GlobSet::empty())));
    insta::assert_snapshot!(found("."), @r"
    data.json: none (not recognised by its beginning, and is larger than 0 MiB, the most that is read of one file)
    plan.json: none (cannot be read)
    limit error plan.json: is larger than 0 MiB, the most that is read of one file
    ");
    insta::assert_snapshot!(found("data.json"), @r"
    data.json: none (cannot be read)
    limit error data.json: is larger than 0 MiB, the most that is read of one file
    ");
}

#[test]
fn takes_standard_input_alone() {
    let mut project = Project::new("=== a.yaml\napiVersion: v1\nkind: Pod\n");
    project.files.set_overlay(STDIN, "apiVersion: v1\nkind: Pod\n".into());
    insta::assert_snapshot!(project.show(&[STDIN]), @r"
    <stdin>: kubernetes (has `apiVersion` and `kind`)
    unit Manifests <stdin>: <stdin>
    ");
    insta::assert_snapshot!(project.show(&["."]), @r"
    a.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests .: a.yaml
    ");
    project.files.set_overlay("new.yaml", "apiVersion: v1\nkind: Pod\n".into());
    insta::assert_snapshot!(project.show(&["new.yaml"]), @r"
    new.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests .: a.yaml new.yaml
    ");
    project.files.set_overlay(STDIN, " {\"kind\": \"Pod\", \"apiVersion\": \"v1\"}".into());
    assert_eq!(project.discover(&[STDIN]).files[0].kind, FileKind::Kubernetes);
}

#[test]
fn parses_a_file_once_for_each_of_its_texts() {
    let mut project = Project::new("=== a.yaml\napiVersion: v1\nkind: Pod\n=== b.yaml\napiVersion: v1\nkind: Pod\n");
    let parsed = |project: &Project, at: usize| Arc::clone(&project.discover(&["."]).units[0].files[at]);
    let (a, b) = (parsed(&project, 0), parsed(&project, 1));
    assert!(Arc::ptr_eq(&a, &parsed(&project, 0)));
    project.files.set_overlay("a.yaml", "apiVersion: v1\nkind: Service\n".into());
    let edited = parsed(&project, 0);
    assert!(!Arc::ptr_eq(&a, &edited));
    assert_eq!(a.source.id, edited.source.id);
    assert!(Arc::ptr_eq(&b, &parsed(&project, 1)));
    project.files.remove_overlay("a.yaml");
    assert_eq!(parsed(&project, 0).source.hash(), a.source.hash());
    project.write("b.yaml", b"apiVersion: v1\nkind: Xod\n");
    assert!(!Arc::ptr_eq(&b, &parsed(&project, 1)), "same size, same second");
    let kept = project.cache.len();
    project.cache.invalidate("a.yaml");
    assert_eq!(project.cache.len(), kept - 1);
    project.cache.retain(|_| false);
    assert!(project.cache.is_empty());
}

#[test]
fn excludes_hold_for_named_files_too() {
    let project = Project::new("=== a/b.yaml\napiVersion: v1\nkind: Pod\n");
    let excludes = globset::GlobSetBuilder::new().add(globset::Glob::new("a").unwrap()).build().unwrap();
    let discovery = discover(&project.files, &project.cache, &Request::new(vec!["a/b.yaml".into()], excludes));
    insta::assert_snapshot!(show(&discovery), @r"note a/b.yaml: not scanned: `exclude` in bartizan.toml leaves it out");
}

#[test]
fn knows_every_file_of_the_corpus() {
    let Some(corpus) = crate::testing::corpus_folder() else { return };
    let files = Files::new(corpus, Limits::default()).unwrap();
    let discovery = discover(&files, &DocumentCache::new(), &Request::new(vec![".".into()], GlobSet::empty()));
    assert_eq!((discovery.errors, discovery.notes), (Vec::new(), Vec::new()));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in &discovery.files {
        let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
        *counts.entry(format!("{folder}: {}", file.kind.as_str())).or_default() += 1;
    }
    for unit in &discovery.units {
        *counts.entry(format!("unit {:?} of {} files", unit.kind, unit.files.len())).or_default() += 1;
    }
    let counts: Vec<String> = counts.into_iter().map(|(what, count)| format!("{what}: {count}")).collect();
    insta::assert_snapshot!(counts.join("\n"), @r"
    manifests: kubernetes: 41
    manifests: none: 1
    pairs: terraform-plan: 6
    pairs: terraform-source: 11
    pairs: terraform-variables: 1
    plans: terraform-plan: 26
    realms: keycloak-realm: 20
    realms: keycloak-users: 1
    unit Manifests of 41 files: 1
    unit Realm of 1 files: 19
    unit Realm of 2 files: 1
    unit TerraformPlan of 1 files: 26
    unit TerraformRoot of 1 files: 6
    ");
}
