//! Charts: found, rendered in their environments, and judged where people edit.

use crate::support::{POD, Project, lines};

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

/// A container that runs privileged (line 11) when the values say so.
const TEMPLATE: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: {{ include \"shop.name\" . }}
spec:
  containers:
    - name: web
      image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
      securityContext:
        {{- with .Values.security }}
        privileged: {{ .privileged }}
        {{- end }}
";

const HELPERS: &str = "{{- define \"shop.name\" }}{{ .Chart.Name }}{{ end }}\n";

const VALUES: &str = "\
image:
  repository: nginx
  tag: latest
security:
  privileged: true
";

fn shop() -> Project {
    Project::new()
        .file("shop/Chart.yaml", CHART)
        .file("shop/values.yaml", VALUES)
        .file("shop/templates/_helpers.tpl", HELPERS)
        .file("shop/templates/web.yaml", TEMPLATE)
}

const POLICIES: [&str; 2] = ["--select", "K8S-003,K8S-017"];

#[test]
fn findings_stand_in_values_or_in_templates() {
    let output = shop().json(&POLICIES);
    let findings = output["findings"].as_array().unwrap();
    let place = |at: &serde_json::Value| {
        format!("{}:{}:{}", at["file"].as_str().unwrap(), at["start"]["line"], at["start"]["column"])
    };
    let told: Vec<String> = findings
        .iter()
        .map(|finding| {
            let related = finding["related"].as_array().unwrap().iter();
            let related = related.map(|at| format!(" {} {}", at["message"].as_str().unwrap(), place(&at["location"])));
            let policy = finding["policy"].as_str().unwrap();
            format!("{policy} {}{}", place(&finding["location"]), related.collect::<String>())
        })
        .collect();
    assert_eq!(
        told,
        [
            "K8S-017 shop/templates/web.yaml:8:14 from `image.repository` shop/values.yaml:2:15 from `image.tag` \
             shop/values.yaml:3:8",
            "K8S-003 shop/values.yaml:5:15 used here shop/templates/web.yaml:11:21",
        ]
    );
}

#[test]
fn environments_come_from_files_or_from_the_configuration() {
    let prod = shop().file("shop/values-prod.yaml", "security: {privileged: false}\n");
    let environments = |project: &Project| {
        let output = project.json(&["--select", "K8S-003,K8S-017"]);
        let told = |finding: &serde_json::Value| format!("{} {}", finding["policy"], finding["environments"]);
        output["findings"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(environments(&prod), [r#""K8S-017" ["default","prod"]"#, r#""K8S-003" ["default"]"#]);
    let declared = prod.file("env/test.yaml", "image: {tag: '1.2'}\n").file(
        "bartizan.toml",
        "[[helm.render]]\nchart = \"shop\"\nvalues = [\"env/test.yaml\"]\nnamespace = \"test\"\n",
    );
    // The namespace of the release makes no other finding of it.
    assert_eq!(environments(&declared), [r#""K8S-017" ["default"]"#, r#""K8S-003" ["default","test"]"#]);
}

#[test]
fn what_a_template_gets_wrong_is_an_error_at_its_place() {
    let project = shop().file("shop/templates/bad.yaml", "a: {{ .Values.none.deep }}\n");
    let output = project.run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(3).json();
    let error = &output["errors"][0];
    assert_eq!(error["location"]["file"], "shop/templates/bad.yaml");
    assert_eq!(error["location"]["start"]["line"], 1);
    assert_eq!(output["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn a_chart_that_needs_values_is_noted_where_it_gets_them() {
    let required = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: {{ required \"name it\" .Values.name }}}\n";
    let project = shop().file("shop/templates/map.yaml", required);
    project.run([&["check"], &POLICIES[..]].concat()).ends(3);
    let project = project.file("shop/values-prod.yaml", "name: shop\n");
    let output = project.run([&["check", "--format", "json"], &POLICIES[..]].concat()).ends(1).json();
    assert!(output["notes"][0]["message"].as_str().unwrap().contains("name it"), "{}", output["notes"]);
}

#[test]
fn comments_in_templates_and_values_excuse() {
    let comment = "bartizan: ignore[K8S-003] agent of the node";
    for (file, from, to) in [
        ("values.yaml", "  privileged", format!("  # {comment}\n  privileged")),
        ("values.yaml", "security:", format!("security: # {comment}")),
        ("templates/web.yaml", "        privileged", format!("        {{{{- /* {comment} */}}}}\n        privileged")),
        ("templates/web.yaml", "    - name", format!("    # {comment}\n    - name")),
        ("templates/web.yaml", "apiVersion", format!("{{{{/* {comment} */}}}}\napiVersion")),
    ] {
        let before = if file == "values.yaml" { VALUES } else { TEMPLATE };
        let project = shop().file(&format!("shop/{file}"), before.replacen(from, &to, 1));
        let findings = project.findings(&["--select", "K8S-003"]);
        assert!(findings.ends_with("K8S-003 suppressed\n") && findings.lines().count() == 1, "{to}: {findings}");
    }
}

#[test]
fn a_chart_inside_of_another_is_a_part_of_it() {
    let project = Project::new()
        .file("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
        .file("app/values.yaml", "shop:\n  image: {tag: '1.2'}\n")
        .file("app/charts/shop/Chart.yaml", CHART)
        .file("app/charts/shop/values.yaml", VALUES)
        .file("app/charts/shop/templates/_helpers.tpl", HELPERS)
        .file("app/charts/shop/templates/web.yaml", TEMPLATE);
    assert_eq!(project.findings(&POLICIES), "app/charts/shop/values.yaml:5 K8S-003 new\n");
    let output = project.run([&["check", "--format", "json", "app/charts/shop"], &POLICIES[..]].concat()).ends(1);
    assert_eq!(lines(&output.json()), "app/charts/shop/values.yaml:5 K8S-003 new\n");
}

#[test]
fn secrets_of_values_are_masked() {
    let values = VALUES.replace("  privileged", "  password: hunter22\n  privileged");
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  url: a:{{ .Values.security.password }}@b\n";
    let project = shop().file("shop/values.yaml", values).file("shop/templates/secret.yaml", secret);
    let run = project.run(["check", "shop"]).ends(1);
    assert!(run.stdout.contains("password: ********") && !run.stdout.contains("hunter"), "{}", run.stdout);
}

/// A chart that nobody edits, in an archive, which gives its pods annotations that the values around it name.
const VENDOR: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
  {{- with .Values.commonAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      hostNetwork: true
      containers:
        - {name: agent, image: 'vendor/agent:1.0', securityContext: {privileged: true}}
        - {name: probe, image: 'vendor/probe:1.0', securityContext: {privileged: true}}
";

/// The findings of the chart with these values: the policy, the name of the container and the state; those on excuses too.
fn excused(values: &str) -> Vec<String> {
    let project = Project::new()
        .file("Chart.yaml", "apiVersion: v2\nname: agent\nversion: 1.0.0\n")
        .file("values.yaml", values)
        .file("templates/agent.yaml", VENDOR);
    let output = project.json(&["--select", "K8S-003,K8S-011", "--today", "2026-06-01"]);
    let told = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().unwrap();
        let container =
            ["agent", "probe"].into_iter().find(|name| text("message").contains(&format!("container \"{name}\"")));
        let line = if text("policy").starts_with("BZ") {
            format!(" {}", finding["location"]["start"]["line"])
        } else {
            String::new()
        };
        let by = finding["suppression"]["by"].as_str().unwrap_or_else(|| text("state"));
        format!("{}{line} {}{by}", text("policy"), container.map(|name| format!("{name} ")).unwrap_or_default())
    };
    let mut told: Vec<String> = output["findings"].as_array().unwrap().iter().map(told).collect();
    told.sort();
    told
}

#[test]
fn annotations_of_rendered_objects_excuse() {
    let privileged = ["K8S-003 agent annotation", "K8S-003 probe annotation", "K8S-011 new"];
    for key in ["commonAnnotations", "podAnnotations"] {
        let all = format!("{key}:\n  bartizan.dev/ignore: '[K8S-003] agent of the node'\n");
        assert_eq!(excused(&all), privileged, "{key}");
        let one = format!("{key}:\n  bartizan.dev/ignore.agent: '[K8S-003] agent of the node'\n");
        assert_eq!(excused(&one), ["K8S-003 agent annotation", "K8S-003 probe new", "K8S-011 new"], "{key}");
    }
    let lines = "podAnnotations:\n  bartizan.dev/ignore: |\n    [K8S-003] agent of the node\n    bartizan: ignore[K8S-011] scrapes the node\n";
    assert_eq!(excused(lines), ["K8S-003 agent annotation", "K8S-003 probe annotation", "K8S-011 annotation"]);
}

#[test]
fn annotations_are_judged_as_comments_are() {
    let new = ["K8S-003 agent new", "K8S-003 probe new", "K8S-011 new"];
    let annotated = |text: &str| excused(&format!("podAnnotations:\n  bartizan.dev/ignore: '{text}'\n"));
    let reasonless = annotated("[K8S-0*]");
    assert_eq!(reasonless[0], "BZ-001 2 new");
    assert!(reasonless[1..].iter().all(|finding| finding.ends_with("annotation")), "{reasonless:?}");
    let with = |upkeep: &'static str| [&[upkeep], &new[..]].concat();
    assert_eq!(annotated("[K8S-003] old until=2026-05-31"), with("BZ-002 2 new"));
    assert_eq!(annotated("[K8S-999] typo"), with("BZ-003 2 new"));
    assert_eq!(annotated("K8S-003"), with("BZ-003 2 new"));
    let nobody = "podAnnotations:\n  bartizan.dev/ignore.nobody: '[K8S-003] gone'\n";
    assert_eq!(excused(nobody), with("BZ-003 2 new"));
}

#[test]
fn annotations_of_manifests_excuse() {
    let annotated = POD.replace(
        "metadata: {name: web,",
        "metadata: {annotations: {bartizan.dev/ignore.web: '[K8S-003] agent'}, name: web,",
    );
    let project = Project::new().file("pod.yaml", annotated);
    assert_eq!(project.findings(&POLICIES), "pod.yaml:8 K8S-017 new\npod.yaml:10 K8S-003 suppressed\n");
    let log = project.run(["check", "--format", "sarif", "--select", "K8S-003"]).json();
    assert_eq!(log["runs"][0]["results"][0]["suppressions"][0]["kind"], "inSource");
}

#[test]
fn what_excuses_in_one_environment_says_nothing_of_the_others() {
    let excuse = "security:\n  # bartizan: ignore[K8S-003] only while it is tested\n  privileged: true\n";
    let annotations =
        "metadata:\n  {{- with .Values.annotations }}\n  annotations: {{- toYaml . | nindent 4 }}\n  {{- end }}\n";
    let template = TEMPLATE.replace("metadata:\n", annotations);
    let excuses = ["annotations: {bartizan.dev/ignore: '[K8S-003] only while it is tested'}\n", excuse];
    for values in excuses {
        let project = shop().file("shop/templates/web.yaml", &template).file("shop/values-test.yaml", values);
        let output = project.json(&["--select", "K8S-003"]);
        let told = |finding: &serde_json::Value| format!("{} {}", finding["state"], finding["environments"]);
        let mut states: Vec<_> = output["findings"].as_array().unwrap().iter().map(told).collect();
        states.sort();
        assert_eq!(states, [r#""new" ["default"]"#, r#""suppressed" ["test"]"#], "{values}");
    }
}

#[test]
fn what_excuses_in_one_environment_is_of_use() {
    let template = TEMPLATE.replace(
        "  containers:",
        "  {{- if .Values.debug }}\n  # bartizan: ignore[K8S-011] debugs\n  hostPID: true\n  {{- end }}\n  containers:",
    );
    let project = shop().file("shop/templates/web.yaml", template).file("shop/values-test.yaml", "debug: true\n");
    assert_eq!(project.findings(&["--select", "K8S-011"]), "shop/templates/web.yaml:8 K8S-011 suppressed\n");
}

#[test]
fn excuses_in_templates_are_judged_as_elsewhere() {
    for (comment, upkeep) in [
        ("{{- /* bartizan: ignore[K8S-003] */}}", "BZ-001"),
        ("{{- /* bartizan: ignore[K8S-003] old until=2026-05-31 */}}", "BZ-002"),
        ("# bartizan: ignore[K8S-999] typo", "BZ-003"),
    ] {
        let template = TEMPLATE.replace("        privileged", &format!("        {comment}\n        privileged"));
        let project = shop().file("shop/templates/web.yaml", template);
        let findings = project.findings(&["--select", "K8S-003", "--today", "2026-06-01"]);
        assert!(findings.contains(&format!("shop/templates/web.yaml:11 {upkeep} new\n")), "{comment}: {findings}");
    }
}

#[test]
fn a_comment_above_one_container_of_the_values_is_for_that_container() {
    let values = "containers:\n  - name: one\n    privileged: true\n  # bartizan: ignore[K8S-003] agent\n  - name: two\n    privileged: true\n";
    let template = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    {{- range .Values.containers }}\n    - name: {{ .name }}\n      securityContext: {privileged: {{ .privileged }}}\n    {{- end }}\n";
    let project = shop().file("shop/values.yaml", values).file("shop/templates/web.yaml", template);
    let findings = project.findings(&["--select", "K8S-003"]);
    assert_eq!(findings, "shop/values.yaml:3 K8S-003 new\nshop/values.yaml:6 K8S-003 suppressed\n");
}

#[test]
fn who_asks_for_a_chart_asks_for_what_it_is_given() {
    let config = "[[helm.render]]\nchart = \"shop\"\nname = \"prod\"\nvalues = [\"env/prod.yaml\"]\nset = [\"security.privileged=true\"]\n";
    let project = shop()
        .file("bartizan.toml", config)
        .file("shop/values.yaml", VALUES.replace("privileged: true", "privileged: false"))
        .file("env/prod.yaml", "image: edge\n")
        .file(
            "shop/templates/web.yaml",
            TEMPLATE.replace("{{ .Values.image.repository }}:{{ .Values.image.tag }}", "{{ .Values.image }}"),
        );
    let findings = |paths: &[&str]| {
        lines(&project.run([&["check", "--format", "json", "--select", "K8S-003"], paths].concat()).json())
    };
    assert_eq!(findings(&[]), "bartizan.toml:5 K8S-003 new\n");
    assert_eq!(findings(&["shop"]), "bartizan.toml:5 K8S-003 new\n");
    assert_eq!(findings(&["env"]), "");
}

#[test]
fn a_namespace_that_nobody_declared_is_not_the_default_one() {
    let template = TEMPLATE.replace("metadata:\n", "metadata:\n  namespace: {{ .Release.Namespace }}\n");
    let project = shop().file("shop/templates/web.yaml", template);
    let address = |project: &Project| {
        let output = project.json(&["--select", "K8S-003"]);
        output["findings"][0]["resource"]["address"].as_str().unwrap().to_owned()
    };
    assert_eq!(address(&project), "Pod/shop");
    let undetermined = project.json(&["--select", "K8S-036", "--undetermined"]);
    assert_eq!(undetermined["findings"][0]["reason"], "the manifests do not say their namespace");
    project.write("bartizan.toml", "[[helm.render]]\nchart = \"shop\"\nnamespace = \"default\"\n");
    assert_eq!(address(&project), "Pod/default/shop");
}
