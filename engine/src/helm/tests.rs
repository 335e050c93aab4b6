//! Where the values of rendered charts stand.

use std::fmt::Write as _;

use tempfile::TempDir;

use super::*;
use crate::files::Limits;
use crate::resource::{Path, PathElement};
use crate::source::{Node, RenderedKey, Value, Written};

/// The reading of the chart `shop` whose files are given as `=== path` and the lines after it.
fn reading(listing: &str, release: ChartRelease) -> Reading {
    let folder = TempDir::new().unwrap();
    for file in listing.split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        let path = folder.path().join("shop").join(path.trim());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let metadata = folder.path().join("shop/Chart.yaml");
    if !metadata.exists() {
        std::fs::write(metadata, "apiVersion: v2\nname: shop\nversion: 1.0.0\n").unwrap();
    }
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    read(&files, &ChartRelease { dir: "shop".into(), ..release }, &Config::default(), &[], &Charts::default())
}

/// The file, line, column and text at a place.
fn shown(reading: &Reading, span: Span) -> String {
    let Some(source) = reading.sources.get(&span.source) else { return "nowhere".to_owned() };
    let start = source.lines.position(&source.text, span.start);
    let text = &source.text[span.start as usize..span.end as usize];
    let path = source.path.strip_prefix("shop/").unwrap_or(&source.path);
    format!("{path}:{}:{} `{}`", start.line, start.column, text.replace('\n', "⏎"))
}

fn write(out: &mut String, reading: &Reading, path: &mut Path, node: &Node) {
    match &node.value {
        Value::Mapping(mapping) => {
            for entry in mapping.entries() {
                path.push(PathElement::Key(entry.key.to_string()));
                write(out, reading, path, &entry.value);
                path.pop();
            }
            return;
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(PathElement::Index(index));
                write(out, reading, path, item);
                path.pop();
            }
            return;
        }
        _ => {}
    }
    let steps: Vec<String> = path
        .iter()
        .map(|step| match step {
            PathElement::Key(key) => key.clone(),
            PathElement::Index(index) => index.to_string(),
        })
        .collect();
    write!(out, "{} at {}", steps.join("."), shown(reading, node.span)).unwrap();
    if let Some(Written::Rendered(rendered)) = node.written.as_deref() {
        let keys = |keys: &[RenderedKey]| keys.iter().map(|key| key.path.to_string()).collect::<Vec<_>>().join(", ");
        if let Some(span) = rendered.template {
            write!(out, "; used {}", shown(reading, span)).unwrap();
        } else if !rendered.keys.is_empty() {
            write!(out, "; from {}", keys(&rendered.keys)).unwrap();
        }
        for call in &rendered.calls {
            write!(out, "; called {}", shown(reading, *call)).unwrap();
        }
        if !rendered.condition.is_empty() {
            write!(out, "; decided by {}", keys(&rendered.condition)).unwrap();
        }
    }
    out.push('\n');
}

/// All that is told of a chart, but for `apiVersion` and `kind` of its objects.
fn told(listing: &str, release: ChartRelease) -> String {
    let reading = reading(listing, release);
    let mut out = String::new();
    for resource in &reading.resources {
        writeln!(out, "{} at {}", resource.address, shown(&reading, resource.head)).unwrap();
        for entry in resource.values.entries().filter(|entry| !["apiVersion", "kind"].contains(&&*entry.key)) {
            write(&mut out, &reading, &mut vec![PathElement::Key(entry.key.to_string())], &entry.value);
        }
        for unknown in &resource.unknown {
            writeln!(out, "unknown {:?}: {}", unknown.path, unknown.reason).unwrap();
        }
    }
    for (kind, errors) in [("error", &reading.errors), ("note", &reading.notes)] {
        for error in errors {
            let place = error.span.map_or_else(|| error.path.to_string(), |span| shown(&reading, span));
            writeln!(out, "{kind} {place}: {}", error.message).unwrap();
        }
    }
    out
}

#[test]
fn knows_the_places_of_scalars() {
    insta::assert_snapshot!(told("\
=== values.yaml
image:
  repository: web
  tag: '1'
replicas: 2
empty:
=== templates/a.yaml
apiVersion: v1
kind: Pod
metadata:
  name: plain
spec:
  one: {{ .Values.image.tag }}
  quoted: \"{{ .Values.image.tag }}\"
  piped: {{ .Values.image.tag | quote }}
  two: {{ .Values.image.repository }}:{{ .Values.image.tag }}
  mixed: {{ .Values.image.repository }}:1
  nothing: {{ .Values.empty }}
  lacking: {{ .Values.image.none | default \"x\" }}
  nowhere: {{ .Values.none | default \"x\" }}
  block: |
    {{ .Values.image.tag }}
", ChartRelease::default()), @r#"
    Pod/plain at templates/a.yaml:4:9 `plain`
    metadata.name at templates/a.yaml:4:9 `plain`
    spec.one at values.yaml:3:8 `'1'`; used templates/a.yaml:6:8 `{{ .Values.image.tag }}`
    spec.quoted at values.yaml:3:8 `'1'`; used templates/a.yaml:7:11 `"{{ .Values.image.tag }}"`
    spec.piped at values.yaml:3:8 `'1'`; used templates/a.yaml:8:10 `{{ .Values.image.tag | quote }}`
    spec.two at templates/a.yaml:9:8 `{{ .Values.image.repository }}:{{ .Values.image.tag }}`; from image.repository, image.tag
    spec.mixed at templates/a.yaml:10:10 `{{ .Values.image.repository }}:1`; from image.repository
    spec.nothing at templates/a.yaml:11:10 ``
    spec.lacking at values.yaml:1:1 `image`; used templates/a.yaml:12:12 `{{ .Values.image.none | default "x" }}`
    spec.nowhere at templates/a.yaml:13:12 `{{ .Values.none | default "x" }}`
    spec.block at values.yaml:3:8 `'1'`; used templates/a.yaml:14:10 `|⏎    {{ .Values.image.tag }}`
    "#);
}

#[test]
fn follows_calls_and_conditions() {
    insta::assert_snapshot!(told("\
=== values.yaml
security:
  run: true
  caps:
    drop: [ALL]
enabled: true
names: [a, b]
nothing: {}
text: 'x-{{ .Values.names }}'
=== templates/_h.tpl
{{- define \"labels\" -}}
app: shop
from: {{ .Values.enabled }}
{{- end }}
=== templates/a.yaml
apiVersion: v1
kind: Pod
metadata:
  name: calls
  labels: {{- include \"labels\" . | nindent 4 }}
spec:
  {{- if .Values.enabled }}
  literal: true
  {{- end }}
  security: {{- toYaml .Values.security | nindent 4 }}
  nothing: {{ .Values.nothing }}
  {{- range .Values.names }}
  {{ . }}: {{ . }}
  {{- end }}
  tpl: {{ tpl .Values.text . }}
", ChartRelease::default()), @r#"
    Pod/calls at templates/a.yaml:4:9 `calls`
    metadata.name at templates/a.yaml:4:9 `calls`
    metadata.labels.app at templates/_h.tpl:2:6 `shop`; called templates/a.yaml:5:15 `include "labels" .`
    metadata.labels.from at values.yaml:5:10 `true`; used templates/_h.tpl:3:7 `{{ .Values.enabled }}`; called templates/a.yaml:5:15 `include "labels" .`
    spec.literal at templates/a.yaml:8:12 `true`; decided by enabled
    spec.security.caps.drop.0 at values.yaml:4:12 `ALL`; used templates/a.yaml:10:13 `{{- toYaml .Values.security | nindent 4 }}`
    spec.security.run at values.yaml:2:8 `true`; used templates/a.yaml:10:13 `{{- toYaml .Values.security | nindent 4 }}`
    spec.nothing at values.yaml:7:1 `nothing`; used templates/a.yaml:11:12 `{{ .Values.nothing }}`
    spec.a at values.yaml:6:9 `a`; used templates/a.yaml:13:12 `{{ . }}`
    spec.b at values.yaml:6:12 `b`; used templates/a.yaml:13:12 `{{ . }}`
    spec.tpl at templates/a.yaml:15:8 `{{ tpl .Values.text . }}`; from names[0], names[1], text
    "#);
}

#[test]
fn says_nothing_of_what_differs_at_every_rendering() {
    insta::assert_snapshot!(told("\
=== templates/a.yaml
apiVersion: v1
kind: Secret
metadata:
  name: random
data:
  password: {{ randAlphaNum 8 | b64enc }}
", ChartRelease::default()), @r#"
    Secret/random at templates/a.yaml:4:9 `random`
    metadata.name at templates/a.yaml:4:9 `random`
    unknown [Key("data"), Key("password")]: it is random, of the moment or looked up in the cluster at every rendering
    "#);
}

#[test]
fn places_faults_in_templates() {
    insta::assert_snapshot!(told("\
=== templates/a.yaml
apiVersion: v1
kind: Pod
metadata: {name: a}
=== templates/b.yaml
a: {{ .Values.a.b }}
=== templates/c.yaml
a: {{ if }}
=== templates/d.yaml
a: b: c
=== templates/e.yaml
kind: Pod
name: {{ required \"name it\" .Values.name }}
", ChartRelease::default()), @r#"
    Pod/a at templates/a.yaml:3:18 `a`
    metadata.name at templates/a.yaml:3:18 `a`
    error templates/c.yaml:1:10 `}}`: the chart cannot be rendered: parse error at (shop/templates/c.yaml:1): missing value for if
    error templates/e.yaml:2:10 `required "name it" .Values.name`: the chart cannot be rendered: name it
    error templates/b.yaml:1:7 `.Values.a.b`: the chart cannot be rendered: nil pointer evaluating interface {}.b
    error templates/d.yaml:1:5 `: c`: the chart cannot be rendered: YAML parse error on shop/templates/d.yaml: error converting YAML to JSON: yaml: line 1: mapping values are not allowed in this context
    "#);
}

#[test]
fn takes_values_files_and_namespaces() {
    let release = ChartRelease {
        values: vec!["shop/values-prod.yaml".into()],
        set: vec!["tag=3".to_owned()],
        namespace: Some("prod".into()),
        environment: Some("prod".into()),
        ..ChartRelease::default()
    };
    insta::assert_snapshot!(told("\
=== values.yaml
image: web
tag: 1
=== values-prod.yaml
image: api
=== templates/a.yaml
apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  image: {{ .Values.image }}
  tag: {{ .Values.tag }}
", release), @r"
    Pod/prod/a at templates/a.yaml:4:9 `a`
    metadata.name at templates/a.yaml:4:9 `a`
    spec.image at values-prod.yaml:1:8 `api`; used templates/a.yaml:6:10 `{{ .Values.image }}`
    spec.tag at templates/a.yaml:7:8 `{{ .Values.tag }}`; from tag
    ");
}

#[test]
fn reads_charts_inside_of_charts() {
    insta::assert_snapshot!(told("\
=== Chart.yaml
apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - name: db
    version: 1.0.0
    alias: store
  - name: cache
    version: 1.0.0
=== values.yaml
store:
  image: mine
=== charts/db/Chart.yaml
apiVersion: v2
name: db
version: 1.0.0
=== charts/db/values.yaml
image: theirs
user: 0
=== charts/db/templates/db.yaml
apiVersion: v1
kind: Pod
metadata:
  name: db
spec:
  image: {{ .Values.image }}
  user: {{ .Values.user }}
", ChartRelease::default()), @r"
    Pod/db at charts/db/templates/db.yaml:4:9 `db`
    metadata.name at charts/db/templates/db.yaml:4:9 `db`
    spec.image at values.yaml:2:10 `mine`; used charts/db/templates/db.yaml:6:10 `{{ .Values.image }}`
    spec.user at charts/db/values.yaml:2:7 `0`; used charts/db/templates/db.yaml:7:9 `{{ .Values.user }}`
    note shop/Chart.yaml: chart `shop` lacks what Chart.yaml declares: cache; run `helm dependency build` to have it read too
    ");
}

#[test]
fn what_a_block_of_values_lacks_belongs_there() {
    let reading = reading(
        "\
=== values.yaml
security:
  run: true
  caps:
    drop: [ALL]
nothing: {}
containers:
  - name: web
=== templates/a.yaml
apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  security: {{- toYaml .Values.security | nindent 4 }}
  nothing: {{ toYaml .Values.nothing }}
  literal:
    a: {{ .Values.security.run }}
  containers: {{- toYaml .Values.containers | nindent 4 }}
",
        ChartRelease::default(),
    );
    let pod = &reading.resources[0];
    let sources = |id: SourceId| reading.sources.get(&id).cloned();
    let place = |path: &[&str]| {
        let step = |step: &&str| step.parse::<usize>().map_or_else(|_| (*step).into(), PathElement::Index);
        let path: Path = path.iter().map(step).collect();
        shown(&reading, crate::source::locate(&pod.values, &path, pod.head, &sources).span)
    };
    for (path, expected) in [
        (["spec", "security", "group", ""], "values.yaml:1:1 `security`"),
        (["spec", "security", "caps", "add"], "values.yaml:3:3 `caps`"),
        (["spec", "nothing", "here", ""], "values.yaml:5:1 `nothing`"),
        (["spec", "literal", "b", ""], "templates/a.yaml:8:3 `literal`"),
        (["spec", "containers", "0", "image"], "values.yaml:7:5 `name`"),
        (["spec", "other", "", ""], "templates/a.yaml:5:1 `spec`"),
    ] {
        assert_eq!(place(&path), expected, "{path:?}");
    }
}
