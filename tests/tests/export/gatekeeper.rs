//! For Gatekeeper.

use bartizan_tests::gator;

use super::*;

/// What Gatekeeper says of the files in `folder` of a project.
fn by_gator(gator: &Path, project: &Project, folder: &str) -> Said {
    let done = Command::new(gator)
        .args(["test", "--output", "json", "-f", "gatekeeper/templates", "-f", "gatekeeper/constraints", "-f", folder])
        .current_dir(project.path())
        .output()
        .unwrap();
    // It ends with status 1 where something is denied.
    let violations: Vec<Value> = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
    let violation = |violation: &Value| {
        let details = &violation["metadata"]["details"];
        let (policy, severity) = (&details["policy"], &details["severity"]);
        said("deny", policy, severity, &details["resource"], &details["path"], &violation["msg"])
    };
    // The constraints are objects too, and under review as such: some only warn, which OPS-002 says.
    let is_constraint = |violation: &&Value| {
        let resource = violation["metadata"]["details"]["resource"].as_str();
        resource.is_some_and(|resource| resource.contains(".constraints.gatekeeper.sh/"))
    };
    violations.iter().filter(|violation| !is_constraint(violation)).map(violation).collect()
}

/// `gator verify` passes on what was exported.
fn verify(gator: &Path, project: &Project) -> String {
    let done = Command::new(gator).args(["verify", "gatekeeper/..."]).current_dir(project.path()).output().unwrap();
    String::from_utf8(stdout(&done).to_vec()).unwrap()
}

#[test]
fn gatekeeper_says_what_check_says() {
    let Some(gator) = gator() else { return };
    let project = own();
    copy(&workspace().join("examples/kubernetes"), &project, "manifests");
    std::fs::remove_dir_all(project.path().join("examples")).unwrap();
    std::fs::rename(project.path().join("pod.yaml"), project.path().join("manifests/pod.yaml")).unwrap();
    let run = project.run(["export", "gatekeeper"]).ends(0);
    let left_out =
        "OPS-001 is not exported: its findings name no object, and Gatekeeper reports violations of objects only\n";
    assert!(run.stderr.starts_with("MESH-001 is not exported: ") && run.stderr.contains(left_out), "{}", run.stderr);
    assert!(run.stderr.ends_with(" policies\n"), "{}", run.stderr);
    // Of what names no object Gatekeeper says nothing.
    let names_object = |said: &String| !said.contains("\",\"\",[");
    let ours: Said = checked(&project, &["--ignore", "KC-*,TF-*"]).into_iter().filter(names_object).collect();
    let theirs = by_gator(&gator, &project, "manifests");
    for id in ["K8S-036", "ACME-1"] {
        assert!(theirs.iter().any(|said| said.contains(id)), "{id}: {theirs:?}");
    }
    same(&ours, &theirs);
}

#[test]
fn gatekeeper_says_what_check_says_of_real_manifests() {
    let (Some(corpus), Some(gator)) = (corpus(), gator()) else { return };
    let project = Project::new();
    copy(&corpus.join("manifests"), &project, "manifests");
    // Over many manifests Gatekeeper asks policies that look at several objects for long.
    let sets = sets().join(",");
    let without = ["--ignore", &*sets];
    project.run([&["export", "gatekeeper"], &ALL[..], &without].concat()).ends(0);
    let ours: Said = checked(&project, &[&["manifests"], &ALL[..], &without].concat())
        .into_iter()
        .filter(|said| said.starts_with("[\"deny\",\"") && !said.starts_with("[\"deny\",\"KC"))
        .collect();
    println!("{} violations", ours.len());
    assert!(ours.len() > 100, "{}", ours.len());
    same(&ours, &by_gator(&gator, &project, "manifests"));
}

#[test]
fn the_exported_suite_passes() {
    let project = Project::with_pod();
    project.run([&["export", "gatekeeper"], &ALL[..]].concat()).ends(0);
    let suite = std::fs::read_to_string(project.path().join("gatekeeper/suite.yaml")).unwrap();
    let exported = |name: &str| project.path().join("gatekeeper/templates").join(name).exists();
    let missing: String = Pack::bundled()
        .policies()
        .iter()
        .filter_map(|policy| {
            let template = format!("{}.yaml", policy.id.to_ascii_lowercase());
            let topic = policy.file.rsplit('/').nth(1).unwrap_or_default();
            (exported(&template) && !suite.contains(&format!("template: templates/{template}")))
                .then(|| format!("{} in examples/{topic}.yaml\n", policy.id))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "These policies have no example for `gator verify`. Add an object that each admits (`allowed`) and one that it \
         refuses (`disallowed`), if need be with other objects of the cluster (`inventory`), below \
         engine/src/export/gatekeeper (a new file is named in suite.rs):\n{missing}"
    );
    let templates = std::fs::read_dir(project.path().join("gatekeeper/templates")).unwrap().count();
    // Beside the templates stand what is synchronised and the kustomization.
    assert_eq!(suite.matches("template: templates/").count(), templates - 2);
    let Some(gator) = gator() else { return };
    assert!(verify(&gator, &project).contains("PASS"));
}

#[test]
fn gatekeeper_gets_templates_and_constraints() {
    let project = own();
    project
        .run(["export", "gatekeeper", "--select", "K8S-017,ACME-1", "-o", "out", "--enforcement-action", "warn"])
        .ends(0);
    insta::assert_snapshot!(names(&project.path().join("out")).join("\n"), @"
    README.md
    constraints/acme-1.yaml
    constraints/k8s-017.yaml
    constraints/kustomization.yaml
    kustomization.yaml
    templates/acme-1.yaml
    templates/k8s-017.yaml
    templates/kustomization.yaml
    ");
    let read = |name: &str| std::fs::read_to_string(project.path().join("out").join(name)).unwrap();
    insta::assert_snapshot!(read("README.md"), @"
    # Policies for Gatekeeper

    Written by `bartizan export gatekeeper`. Needs Gatekeeper 3.19 or newer.

    ```sh
    kubectl apply -k templates
    kubectl apply -k constraints   # when Gatekeeper has made the kinds of the templates
    gator verify .                 # tests templates and constraints on the examples
    ```

    | policy | constraint | action | what it refuses |
    |---|---|---|---|
    | ACME-1 | BartizanTeam/acme-1 | warn | Object has no team |
    | K8S-017 | BartizanMutableImageTag/k8s-017 | warn | Image tag is missing or moves |
    ");
    insta::assert_snapshot!(read("constraints/k8s-017.yaml"), @r#"
    apiVersion: constraints.gatekeeper.sh/v1beta1
    kind: BartizanMutableImageTag
    metadata:
      annotations:
        bartizan/id: K8S-017
        bartizan/owner: Application Developers
        bartizan/severity: info
        description: "Under `latest` or `main`, what runs tomorrow is not what was reviewed and tested today, and nobody can tell which version had a flaw. An image without a tag means `latest`."
        metadata.gatekeeper.sh/title: Image tag is missing or moves
      name: k8s-017
    spec:
      enforcementAction: warn
      match:
        kinds:
        - apiGroups:
          - ""
          kinds:
          - Pod
          - ReplicationController
        - apiGroups:
          - apps
          kinds:
          - DaemonSet
          - Deployment
          - ReplicaSet
          - StatefulSet
        - apiGroups:
          - batch
          kinds:
          - CronJob
          - Job
      parameters:
        mutable_tags:
        - edge
    "#);
    insta::assert_snapshot!(read("constraints/kustomization.yaml"), @"
    apiVersion: kustomize.config.k8s.io/v1beta1
    kind: Kustomization
    metadata:
      name: constraints
    resources:
    - acme-1.yaml
    - k8s-017.yaml
    ");
}

#[test]
fn templates_hold_policies_below_lib() {
    let project = own();
    project.run(["export", "gatekeeper", "--select", "ACME-1", "-o", "out"]).ends(0);
    let template = std::fs::read_to_string(project.path().join("out/templates/acme-1.yaml")).unwrap();
    let (_, own) = template.split_once("package lib.acme.policies.team").unwrap();
    let own: Vec<&str> = own.lines().map(|line| line.strip_prefix("          ").unwrap_or(line)).collect();
    insta::assert_snapshot!(own.join("\n").trim(), @r#"
    import data.lib.acme.words as data_acme_words
    import data.lib.bartizan.lib.params as data_bartizan_lib_params



    deny contains data_acme_words.missing(input.name) if {
    	some label in [data_bartizan_lib_params.get("label", "team")]
    	not data_acme_words.labelled(label)
    }
            rego: |
    package bartizan

    import data.lib.bartizan.gatekeeper
    import data.lib.acme.policies.team as judged

    violation contains gatekeeper.violation(finding, {"policy":"ACME-1","severity":"low"}) if {
    	subject := gatekeeper.of_resource
    	some finding in judged.deny with input as subject
    }
            version: v1
        target: admission.k8s.gatekeeper.sh
    "#);
}
