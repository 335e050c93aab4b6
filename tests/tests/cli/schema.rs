//! The JSON output follows the schema that is published for it, `docs/output.schema.json`; scorecards and attestations
//! follow theirs.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use crate::output::{PLAN, REALM};
use crate::support::{POD, Project, corpus, workspace};

/// A compiled schema: one that is itself wrong fails here.
pub(crate) struct Schema(Schemas, SchemaIndex);

impl Schema {
    /// That of the output of `check`.
    fn new() -> Self {
        Self::named("output.schema.json")
    }

    /// The one of this name in `docs/`.
    pub(crate) fn named(name: &str) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let text = std::fs::read_to_string(workspace().join("docs").join(name)).unwrap();
        compiler.add_resource(name, serde_json::from_str(&text).unwrap()).unwrap();
        let index = compiler.compile(name, &mut schemas).unwrap();
        Self(schemas, index)
    }

    pub(crate) fn faults(&self, output: &Value) -> Option<String> {
        self.0.validate(output, self.1).err().map(|error| format!("{error:#}"))
    }
}

#[test]
fn findings_errors_and_notes_follow_it() {
    let project = Project::new()
        .file("pod.yaml", POD.replace("image:", "# bartizan: ignore[K8S-017] pinned until=2099-01-01\n      image:"))
        .file("plan.json", PLAN)
        .file("realm.json", REALM)
        .file("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n")
        .file("broken.yaml", "apiVersion: v1\nkind: [\n")
        .file(
            "chart/Chart.yaml",
            "apiVersion: v2\nname: chart\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0}]\n",
        )
        .file("chart/templates/pod.yaml", "kind: {{ .Values.kind }}\n")
        .file("known.yaml", POD.replace("name: web,", "name: known,"))
        .file("bartizan.toml", "[fleet]\ncomplete = [\"keycloak\"]\n");
    project.run(["baseline", "-o", "known.json", "known.yaml"]).ends(0);
    let output = project.run(["check", "--format", "json", "--baseline", "known.json"]).ends(3).json();
    assert_eq!(Schema::new().faults(&output), None);
    let states = |state: &str| output["findings"].as_array().unwrap().iter().any(|finding| finding["state"] == state);
    assert!(states("new") && states("baseline") && states("suppressed") && states("undetermined"));
    assert!(!output["errors"].as_array().unwrap().is_empty() && !output["notes"].as_array().unwrap().is_empty());
}

#[test]
fn an_empty_scan_follows_it() {
    assert_eq!(Schema::new().faults(&Project::new().json(&[])), None);
}

#[test]
fn real_findings_follow_it() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("pairs").to_string_lossy().into_owned();
    let output = Project::new().run(["check", "--format", "json", "--root", &path, &path]).json();
    assert!(output["findings"].as_array().unwrap().len() > 20);
    assert_eq!(Schema::new().faults(&output), None);
}

#[test]
fn what_is_wrong_is_refused() {
    let schema = Schema::new();
    let good = Project::with_pod().json(&[]);
    let changes: [(&str, Value); 7] = [
        ("/version", json!(2)),
        ("/summary/findings/high", json!(-1)),
        ("/findings/0/severity", json!("terrible")),
        ("/findings/0/state", json!("old")),
        ("/findings/0/location/start/line", json!(0)),
        ("/findings/0/policy", Value::Null),
        ("/findings/0/fingerprint", json!("")),
    ];
    for (pointer, value) in changes {
        let mut output = good.clone();
        *output.pointer_mut(pointer).unwrap() = value;
        assert!(schema.faults(&output).is_some(), "{pointer}");
    }
}
