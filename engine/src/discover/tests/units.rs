//! Files that are judged together.

use super::*;

const PLATFORM: &str = r"
=== deploy/kustomization.yaml
namespace: prod
resources: [web.yaml, ./sub/db.yaml, ../other]
patches:
- path: patches/web.yaml
- path: ../outside.yaml
patchesStrategicMerge:
- merge.yaml
- |-
  apiVersion: v1
patchesJson6902:
- path: ops.yaml
=== deploy/web.yaml
apiVersion: v1
kind: Pod
=== deploy/merge.yaml
apiVersion: v1
kind: Pod
=== deploy/ops.yaml
- op: remove
=== deploy/patches/web.yaml
apiVersion: v1
kind: Pod
=== deploy/sub/db.yaml
apiVersion: v1
kind: Service
=== deploy/sub/unlisted.yaml
apiVersion: v1
kind: Service
=== component/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
=== outside.yaml
apiVersion: v1
kind: Pod
=== flux.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
=== charts/shop/Chart.yaml
apiVersion: v2
name: shop # the shop
version: 1.0.0
=== charts/shop/values.yaml
apiVersion: v1
kind: Pod
=== charts/shop/values-prod.yaml
a: 1
=== charts/shop/templates/web.yaml
apiVersion: v1
kind: {{ .Values.kind }}
=== charts/shop/templates/tests/x.yaml
kind: {{ x
=== charts/shop/crds/crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
=== charts/shop/charts/db/Chart.yaml
apiVersion: v2
=== charts/shop/charts/db/templates/db.yaml
kind: {{
=== notachart/templates/x.yaml
apiVersion: v1
kind: Pod
";

#[test]
fn knows_charts_and_kustomizations() {
    insta::assert_snapshot!(Project::new(PLATFORM).show(&["."]), @r"
    charts/shop/Chart.yaml: helm-chart (a file of chart `shop`)
    charts/shop/charts/db/Chart.yaml: helm-chart (a file of chart `db`)
    charts/shop/charts/db/templates/db.yaml: helm-template (a template of chart `db`)
    charts/shop/crds/crd.yaml: kubernetes (has `apiVersion` and `kind`)
    charts/shop/templates/tests/x.yaml: helm-template (a template of chart `shop`)
    charts/shop/templates/web.yaml: helm-template (a template of chart `shop`)
    charts/shop/values-prod.yaml: helm-chart (a file of chart `shop`)
    charts/shop/values.yaml: helm-chart (a file of chart `shop`)
    component/kustomization.yaml: kustomization (has the name of a kustomization)
    deploy/kustomization.yaml: kustomization (has the name of a kustomization)
    deploy/merge.yaml: kustomize-patch (deploy/kustomization.yaml names it as a patch)
    deploy/ops.yaml: kustomize-patch (deploy/kustomization.yaml names it as a patch)
    deploy/patches/web.yaml: kustomize-patch (deploy/kustomization.yaml names it as a patch)
    deploy/sub/db.yaml: kubernetes (has `apiVersion` and `kind`)
    deploy/sub/unlisted.yaml: kubernetes (has `apiVersion` and `kind`)
    deploy/web.yaml: kubernetes (has `apiVersion` and `kind`)
    flux.yaml: kubernetes (has `apiVersion` and `kind`)
    notachart/templates/x.yaml: kubernetes (has `apiVersion` and `kind`)
    outside.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests .: flux.yaml outside.yaml
    unit Chart charts/shop default: 
    unit Chart charts/shop prod: charts/shop/values-prod.yaml
    unit Manifests charts/shop/crds: charts/shop/crds/crd.yaml
    unit Manifests deploy: deploy/kustomization.yaml deploy/web.yaml
    unit Manifests deploy/sub: deploy/kustomization.yaml deploy/sub/db.yaml deploy/sub/unlisted.yaml
    unit Manifests notachart/templates: notachart/templates/x.yaml
    ");
}

#[test]
fn is_told_the_same_whatever_is_asked_for() {
    let project = Project::new(PLATFORM);
    let whole = project.discover(&["."]);
    for file in &whole.files {
        let alone = project.discover(&[&*file.path]);
        assert_eq!((&alone.files[0].path, alone.files[0].kind), (&file.path, file.kind));
        for unit in &alone.units {
            let names = |unit: &Unit| unit.files.iter().map(|file| Arc::clone(&file.source.path)).collect::<Vec<_>>();
            let same = whole.units.iter().find(|other| other.path == unit.path && other.kind == unit.kind).unwrap();
            assert_eq!(names(unit), names(same), "{}", file.path);
        }
        let holds = |unit: &&Unit| unit.files.iter().any(|member| member.source.path == file.path);
        if matches!(file.kind, FileKind::Kubernetes) {
            assert_eq!(alone.units.iter().filter(holds).count(), whole.units.iter().filter(holds).count());
        }
    }
}

#[test]
fn reads_units_whole() {
    let project = Project::new(
        r#"
=== .gitignore
secret.yaml
plan.json
=== a/web.yaml
apiVersion: v1
kind: Pod
=== a/db.yaml
apiVersion: v1
kind: Pod
=== a/broken.yaml
apiVersion: v1
kind: [
=== a/secret.yaml
apiVersion: v1
kind: Secret
=== a/plan.json
{"format_version": "1.2", "planned_values": {}}
=== a/deep/x.yaml
apiVersion: v1
kind: Pod
=== top.yaml
apiVersion: v1
kind: Pod
"#,
    );
    insta::assert_snapshot!(project.show(&["a/web.yaml"]), @r"
    a/web.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests a: a/broken.yaml a/db.yaml a/web.yaml
    parse error a/broken.yaml: while parsing a node, did not find expected node content @22..22
    ");
    insta::assert_snapshot!(project.show(&["a/plan.json", "top.yaml"]), @r"
    a/plan.json: terraform-plan (has the planned values or resource changes of a plan)
    top.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests .: top.yaml
    unit TerraformPlan a/plan.json: a/plan.json
    ");
    insta::assert_snapshot!(project.show(&["a/secret.yaml"]), @r"
    a/secret.yaml: kubernetes (has `apiVersion` and `kind`)
    unit Manifests a: a/broken.yaml a/db.yaml a/secret.yaml a/web.yaml
    parse error a/broken.yaml: while parsing a node, did not find expected node content @22..22
    ");
}

#[test]
fn joins_realms_and_their_users() {
    let project = Project::new(
        r#"
=== export/x-realm.json
{"realm": "x", "enabled": true}
=== export/x-users-0.json
{"realm": "x", "users": []}
=== export/x-users-1.json
{"realm": "x", "users": []}
=== export/x-federated-users-0.json
{"realm": "x", "federatedUsers": []}
=== export/y-realm.json
{"realm": "y", "enabled": true}
=== versions/one.json
{"realm": "x", "enabled": true}
=== versions/two.json
{"realm": "x", "enabled": true}
=== versions/x-users-0.json
{"realm": "x", "users": []}
=== hand/realm.json
[{"realm": "x", "enabled": true}]
=== hand/people.json
{"realm": "x", "users": []}
"#,
    );
    insta::assert_snapshot!(project.show(&["."]), @r"
    export/x-federated-users-0.json: keycloak-users (has `realm` and its users only)
    export/x-realm.json: keycloak-realm (has `realm` and settings of a realm)
    export/x-users-0.json: keycloak-users (has `realm` and its users only)
    export/x-users-1.json: keycloak-users (has `realm` and its users only)
    export/y-realm.json: keycloak-realm (has `realm` and settings of a realm)
    hand/people.json: keycloak-users (has `realm` and its users only)
    hand/realm.json: keycloak-realm (has `realm` and settings of a realm)
    versions/one.json: keycloak-realm (has `realm` and settings of a realm)
    versions/two.json: keycloak-realm (has `realm` and settings of a realm)
    versions/x-users-0.json: keycloak-users (has `realm` and its users only)
    unit Realm export/x-realm.json: export/x-realm.json export/x-federated-users-0.json export/x-users-0.json export/x-users-1.json
    unit Realm export/y-realm.json: export/y-realm.json
    unit Realm hand/realm.json: hand/realm.json hand/people.json
    unit Realm versions/one.json: versions/one.json
    unit Realm versions/two.json: versions/two.json
    unit Realm versions/x-users-0.json: versions/x-users-0.json
    ");
    insta::assert_snapshot!(project.show(&["export/x-users-1.json"]), @r"
    export/x-users-1.json: keycloak-users (has `realm` and its users only)
    unit Realm export/x-realm.json: export/x-realm.json export/x-federated-users-0.json export/x-users-0.json export/x-users-1.json
    ");
}

#[test]
fn looks_around_an_edited_file() {
    let mut project = Project::new(PLATFORM);
    let around = |project: &Project, path: &str| {
        let discovery = discover_around(&project.files, &project.cache, path, GlobSet::empty());
        discovery.units.iter().map(|unit| format!("{:?} {}", unit.kind, unit.path)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(around(&project, "deploy/web.yaml"), "Manifests deploy");
    project.files.set_overlay("deploy/web.yaml", "{\"realm\": \"x\", \"enabled\": true}".into());
    assert_eq!(around(&project, "deploy/web.yaml"), "Realm deploy/web.yaml");
    assert_eq!(around(&project, "deploy/gone.yaml"), "Realm deploy/web.yaml");
    assert_eq!(around(&project, "nowhere/gone.yaml"), "");
    project.files.set_overlay("nowhere/new.yaml", "apiVersion: v1\nkind: Pod".into());
    assert_eq!(around(&project, "nowhere/new.yaml"), "Manifests nowhere");
}
