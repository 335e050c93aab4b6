//! Charts: a finding stands in a template or in values and is shown in both.

use serde_json::{Value, json};

use super::support::{Folder, Setup, TestClient};

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
const CONFIG: &str = "select = [\"K8S-003\", \"K8S-017\"]\n";

/// Line 9, from 0, is what the values decide; line 7 is computed from two of their keys.
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ include \"shop.name\" . }}
spec:
  containers:
    - name: web
      image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
      securityContext:
        privileged: {{ .Values.privileged }}
";
const HELPERS: &str = "{{- define \"shop.name\" }}{{ .Chart.Name }}{{ end }}\n";
const VALUES: &str = "image:\n  repository: nginx\n  tag: \"1.2\"\nprivileged: false\n";

const IN_VALUES: &str = "3:12-3:16 K8S-003";
const IN_TEMPLATE: &str = "9:20-9:44 K8S-003";

pub(crate) fn chart() -> Folder {
    Folder::new(&[
        ("bartizan.toml", CONFIG),
        ("shop/Chart.yaml", CHART),
        ("shop/values.yaml", VALUES),
        ("shop/templates/_helpers.tpl", HELPERS),
        ("shop/templates/pod.yaml", POD),
    ])
}

fn privileged() -> String {
    VALUES.replace("false", "true")
}

/// The addresses of the template and of the values.
pub(crate) fn both(folder: &Folder) -> (String, String) {
    (folder.uri("shop/templates/pod.yaml"), folder.uri("shop/values.yaml"))
}

/// Each place related to a diagnostic, as `file:line:character message`.
fn related(diagnostic: &Value) -> Vec<String> {
    let places = diagnostic["relatedInformation"].as_array().map(Vec::as_slice).unwrap_or_default();
    let told = places.iter().map(|place| {
        let uri = place["location"]["uri"].as_str().unwrap();
        let start = &place["location"]["range"]["start"];
        let file = uri.rsplit('/').next().unwrap();
        format!("{file}:{}:{} {}", start["line"], start["character"], place["message"].as_str().unwrap())
    });
    told.collect()
}

#[tokio::test]
async fn typing_in_the_values_changes_what_both_files_show() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&template, POD).await, [""; 0]);
    assert_eq!(client.opened(&values, VALUES).await, [""; 0]);

    client.edit(&values, 2, (3, 12), (3, 17), "true").await;
    let in_values = client.pushed(&values).await;
    assert_eq!(in_values.brief(), [IN_VALUES]);
    assert_eq!(in_values.diagnostics[0]["severity"], 1);
    assert_eq!(in_values.diagnostics[0]["message"], "container \"web\" runs privileged");
    assert_eq!(related(&in_values.diagnostics[0]), ["pod.yaml:9:20 used here"]);
    let in_template = client.pushed(&template).await;
    assert_eq!((in_template.version, in_template.brief()), (Some(1), vec![IN_TEMPLATE.to_owned()]));
    assert_eq!(in_template.diagnostics[0]["severity"], 3, "where it counts is shown beside it");
    assert_eq!(in_template.diagnostics[0]["message"], "container \"web\" runs privileged (used here)");
    assert_eq!(related(&in_template.diagnostics[0]), ["values.yaml:3:12 reported here"]);

    client.edit(&values, 3, (3, 12), (3, 16), "false").await;
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&template).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn typing_in_a_template_changes_what_both_files_show() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&values, &privileged()).await;
    assert_eq!(client.pushed(&values).await.brief(), [IN_VALUES]);
    assert_eq!(client.opened(&template, POD).await, [IN_TEMPLATE]);

    // No value of the chart decides any more.
    client.edit(&template, 2, (9, 20), (9, 44), "true").await;
    assert_eq!(client.pushed(&template).await.brief(), ["9:20-9:24 K8S-003"]);
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    client.edit(&template, 3, (9, 20), (9, 24), "{{ not .Values.privileged }}").await;
    assert_eq!(client.pushed(&template).await.brief(), [""; 0]);
    client.edit(&template, 4, (9, 20), (9, 48), "{{ .Values.privileged | quote | trim }}").await;
    assert_eq!(client.pushed(&template).await.brief(), [""; 0], "a string is no boolean");
    client.replace(&template, 5, &format!("# 5\n{POD}")).await;
    assert_eq!(client.pushed(&template).await.brief(), ["10:20-10:44 K8S-003"]);
    assert_eq!(client.pushed(&values).await.brief(), [IN_VALUES]);
    client.finish().await;
}

#[tokio::test]
async fn what_a_template_computes_is_shown_at_the_values_that_it_is_computed_from() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let latest = VALUES.replace("\"1.2\"", "latest");
    assert_eq!(client.opened(&values, &latest).await, ["1:14-1:19 K8S-017", "2:7-2:13 K8S-017"]);
    client.open(&template, POD).await;
    let pushed = client.pushed(&template).await;
    assert_eq!(pushed.brief(), ["7:13-7:67 K8S-017"]);
    assert_eq!(
        related(&pushed.diagnostics[0]),
        ["values.yaml:1:14 from `image.repository`", "values.yaml:2:7 from `image.tag`"]
    );
    client.finish().await;
}

#[tokio::test]
async fn values_that_are_not_open_count_as_they_are_on_disk() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&template, POD).await, [""; 0]);
    folder.write("shop/values.yaml", &privileged());
    client.touched(&[&values]).await;
    assert_eq!(client.pushed(&template).await.brief(), [IN_TEMPLATE]);
    client.finish().await;
}

#[tokio::test]
async fn files_that_are_not_open_show_theirs_where_the_workspace_is_shown() {
    let folder = chart();
    let (template, values) = both(&folder);
    folder.write("shop/values.yaml", &privileged());
    let setup = Setup::with_options(json!({"bartizan": {"workspaceDiagnostics": true}}));
    let mut client = TestClient::start(setup, &[&folder]).await;
    assert_eq!(client.pushed(&values).await.brief(), [IN_VALUES]);
    assert_eq!(client.pushed(&template).await.brief(), [IN_TEMPLATE]);
    let answer = client.command("bartizan.scanWorkspace", json!([])).await;
    assert_eq!(answer["findings"], 1, "shown twice, it is one");
    client.open(&template, &POD.replace("{{ .Values.privileged }}", "false")).await;
    assert_eq!(client.pushed(&template).await.brief(), [""; 0]);
    client.command("bartizan.scanWorkspace", json!([])).await;
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn unsaved_text_of_everything_that_a_chart_reads_counts() {
    let folder = chart();
    folder.write("shop/files/flag.txt", "false");
    let flagged = POD.replace("{{ .Values.privileged }}", "{{ .Files.Get \"files/flag.txt\" }}");
    folder.write("shop/templates/pod.yaml", &flagged);
    let template = folder.uri("shop/templates/pod.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&template, &flagged).await, [""; 0]);

    let flag = folder.uri("shop/files/flag.txt");
    client.open_as(&flag, "plaintext", "true").await;
    // What a template takes from a file stands there.
    assert_eq!(client.pushed(&flag).await.brief(), ["0:0-0:4 K8S-003"]);
    client.replace(&flag, 2, "false").await;
    assert_eq!(client.pushed(&flag).await.brief(), [""; 0]);

    // A helper that writes the value itself, and then what it is called with.
    let included = POD.replace("{{ .Values.privileged }}", "{{ include \"shop.flag\" . }}");
    client.replace(&template, 2, &included).await;
    let missing = client.pushed(&template).await;
    assert_eq!(missing.brief(), ["9:23-9:44 parse"]);
    let helpers = folder.uri("shop/templates/_helpers.tpl");
    client.open_as(&helpers, "gotmpl", &format!("{HELPERS}{{{{ define \"shop.flag\" }}}}true{{{{ end }}}}\n")).await;
    assert_eq!(client.pushed(&helpers).await.brief(), ["1:24-1:28 K8S-003"]);
    assert_eq!(client.pushed(&template).await.brief(), [""; 0]);
    let named = HELPERS.replace(".Chart.Name", "\"x\"");
    let helped = format!("{named}{{{{ define \"shop.flag\" }}}}{{{{ eq .Chart.Version \"2.0.0\" }}}}{{{{ end }}}}\n");
    client.replace(&helpers, 2, &helped).await;
    assert_eq!(client.pushed(&helpers).await.brief(), [""; 0]);

    let metadata = folder.uri("shop/Chart.yaml");
    client.open(&metadata, &CHART.replace("1.0.0", "2.0.0")).await;
    assert_eq!(client.pushed(&metadata).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&helpers).await.brief(), ["1:24-1:55 K8S-003"]);
    client.quiet_but(&["textDocument/publishDiagnostics"]).await;
    client.finish().await;
}

#[tokio::test]
async fn a_template_shows_the_same_in_whichever_language_it_is_opened() {
    let folder = chart();
    folder.write("shop/values.yaml", &privileged());
    let (template, _) = both(&folder);
    for language in ["helm", "yaml", "gotmpl"] {
        let mut client = TestClient::start(Setup::default(), &[&folder]).await;
        client.open_as(&template, language, POD).await;
        assert_eq!(client.pushed(&template).await.brief(), [IN_TEMPLATE], "{language}");
        client.finish().await;
    }
}

#[tokio::test]
async fn environments_have_their_findings_in_their_own_values() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    client.open(&template, POD).await;
    client.pushed(&template).await;
    client.open(&values, VALUES).await;
    client.pushed(&values).await;

    // A file that is not on disk yet adds an environment.
    let prod = folder.uri("shop/values-prod.yaml");
    client.open(&prod, "privileged: true\n").await;
    assert_eq!(client.pushed(&prod).await.brief(), ["0:12-0:16 K8S-003"]);
    assert_eq!(client.pushed(&template).await.brief(), [IN_TEMPLATE]);

    // The first environment that has it stands for the others, which show it in their own values no less.
    client.replace(&values, 2, &privileged()).await;
    assert_eq!(client.pushed(&values).await.brief(), [IN_VALUES]);
    let shown = client.pushed(&prod).await;
    assert_eq!(shown.brief(), ["0:12-0:16 K8S-003"]);
    assert_eq!(shown.diagnostics[0]["severity"], 1);
    assert_eq!(shown.diagnostics[0]["message"], "container \"web\" runs privileged (here in `prod`)");
    assert_eq!(related(&shown.diagnostics[0]), ["values.yaml:3:12 reported here"]);
    client.pushed(&template).await;

    client.close(&prod).await;
    assert_eq!(client.pushed(&prod).await.brief(), [""; 0]);
    let left = client.pushed(&values).await;
    assert_eq!((left.brief(), related(&left.diagnostics[0]).len()), (vec![IN_VALUES.to_owned()], 1));
    client.close(&template).await;
    assert_eq!(client.pushed(&template).await.brief(), [""; 0]);
    client.replace(&values, 3, VALUES).await;
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn a_template_that_is_deleted_takes_its_findings_along() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&values, &privileged()).await, [IN_VALUES]);
    std::fs::remove_file(folder.path.join("shop/templates/pod.yaml")).unwrap();
    client.touched(&[&template]).await;
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    folder.write("shop/templates/other.yaml", POD);
    client.touched(&[&folder.uri("shop/templates/other.yaml")]).await;
    assert_eq!(client.pushed(&values).await.brief(), [IN_VALUES]);
    client.finish().await;
}

#[tokio::test]
async fn a_chart_inside_of_another_shows_what_both_values_make_of_it() {
    let folder = chart();
    folder.write("app/Chart.yaml", &CHART.replace("shop", "app"));
    folder.write("app/values.yaml", "shop:\n  privileged: true\n");
    for (file, text) in [
        ("Chart.yaml", CHART),
        ("values.yaml", VALUES),
        ("templates/_helpers.tpl", HELPERS),
        ("templates/pod.yaml", POD),
    ] {
        folder.write(&format!("app/charts/shop/{file}"), text);
    }
    let (inner, outer) = (folder.uri("app/charts/shop/templates/pod.yaml"), folder.uri("app/values.yaml"));
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&inner, POD).await, [IN_TEMPLATE]);
    assert_eq!(client.opened(&outer, "shop:\n  privileged: true\n").await, ["1:14-1:18 K8S-003"]);
    client.replace(&outer, 2, "shop:\n  privileged: false\n").await;
    assert_eq!(client.pushed(&outer).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&inner).await.brief(), [""; 0]);
    let own = folder.uri("app/charts/shop/values.yaml");
    assert_eq!(client.opened(&own, &privileged()).await, [""; 0], "the values of the outer chart go before");
    client.replace(&outer, 3, "{}\n").await;
    assert_eq!(client.pushed(&outer).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&own).await.brief(), [IN_VALUES]);
    assert_eq!(client.pushed(&inner).await.brief(), [IN_TEMPLATE]);
    client.finish().await;
}

#[tokio::test]
async fn a_fault_of_a_template_is_shown_once_at_its_place() {
    let folder = chart();
    folder.write("shop/values-prod.yaml", "image: {tag: latest}\n");
    let uri = folder.uri("shop/templates/bad.yaml");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let cases = [
        ("a: {{ .Values.x\nb: 1\n", "0:3-0:15 parse"),
        ("a: {{ .Values.x\nb: {{ .Values.y }}\n", "0:3-0:15 parse"),
        ("a: {{ .Values.x", "0:3-0:15 parse"),
        ("a: {{ if }}\n", "0:9-0:11 parse"),
        ("a: {{ nope 1 }}\n", "0:6-0:10 parse"),
        ("b: 1\n{{ if .Values.x }}\na: 1\n", "1:0-1:18 parse"),
        ("a: {{ end }}\n", "0:10-0:12 parse"),
        ("a: {{ \"x }}\n", "0:6-1:0 parse"),
        ("a: {{ .Values.none.deep }}\n", "0:6-0:23 parse"),
        ("a: {{ include \"nope\" . }}\n", "0:6-0:22 parse"),
        ("a: 1\n b: 2\n", "1:2-1:5 parse"),
        ("a: [1\n", "0:5-0:5 parse"),
        ("a: {{ .Values.image.tag }\n", "0:24-0:25 parse"),
        ("{{/* a }}\n", "0:2-0:4 parse"),
    ];
    client.open(&uri, "").await;
    assert_eq!(client.pushed(&uri).await.brief(), [""; 0]);
    for (version, (text, shown)) in (2..).zip(cases) {
        client.replace(&uri, version, text).await;
        assert_eq!(client.pushed(&uri).await.brief(), [shown], "{text}");
    }
    client.finish().await;
}

#[tokio::test]
async fn nothing_stale_is_shown_of_a_template_that_is_broken() {
    let folder = chart();
    let (template, values) = both(&folder);
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    assert_eq!(client.opened(&values, &privileged()).await, [IN_VALUES]);
    assert_eq!(client.opened(&template, POD).await, [IN_TEMPLATE]);
    client.edit(&template, 2, (3, 8), (3, 8), "{{").await;
    assert_eq!(client.pushed(&template).await.brief().len(), 1);
    assert_eq!(client.pushed(&values).await.brief(), [""; 0]);
    client.edit(&template, 3, (3, 8), (3, 10), "").await;
    assert_eq!(client.pushed(&template).await.brief(), [IN_TEMPLATE]);
    assert_eq!(client.pushed(&values).await.brief(), [IN_VALUES]);
    client.replace(&values, 2, "image: [\n").await;
    assert_eq!(client.pushed(&template).await.brief(), [""; 0]);
    assert_eq!(client.pushed(&values).await.brief(), ["0:8-0:8 parse"]);
    client.finish().await;
}

#[tokio::test]
async fn what_is_no_yaml_before_it_is_rendered_is_no_fault() {
    let folder = chart();
    folder.write("shop/.helmignore", "templates/ignored.yaml\n");
    let mut client = TestClient::start(Setup::default(), &[&folder]).await;
    let template =
        "{{- range list 1 2 }}\n---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: m{{ . }}}\n{{- end }}\n";
    for (file, text) in [
        ("shop/templates/maps.yaml", template),
        ("shop/templates/_more.tpl", "{{ define \"x\" }}a: [{{ end }}\n"),
        ("shop/templates/NOTES.txt", "Look at {{ .Release.Name }}: [\n"),
        ("shop/templates/ignored.yaml", "kind: Pod\na: {{ [\n"),
        ("shop/ci/test-values.yaml", "privileged: false\n"),
        ("shop/README.md", "# {{\n"),
    ] {
        assert_eq!(client.opened(&folder.uri(file), text).await, [""; 0], "{file}");
    }
    client.finish().await;
}
