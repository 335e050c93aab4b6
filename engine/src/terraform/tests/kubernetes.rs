//! `kubernetes_*` resources as objects of Kubernetes.

use insta::assert_snapshot;

use super::read;
use crate::resource::{Platform, Resource};
use crate::testing;

/// The objects of a plan with one resource of type `kubernetes_{kind}`.
fn objects(kind: &str, after: &str, unknown: &str, expressions: &str) -> Vec<Resource> {
    let plan = format!(
        r#"{{"resource_changes": [{{"address": "kubernetes_{kind}.r", "mode": "managed", "type": "kubernetes_{kind}", "name": "r",
            "change": {{"actions": ["create"], "after": {after}, "after_unknown": {unknown}}}}}],
           "configuration": {{"root_module": {{"resources": [{{"address": "kubernetes_{kind}.r", "expressions": {expressions}}}]}}}}}}"#
    );
    let (resources, errors) = read(&plan);
    assert_eq!(errors, []);
    let mut objects: Vec<Resource> =
        resources.into_iter().filter(|resource| resource.platform == Platform::Kubernetes).collect();
    for object in &mut objects {
        assert_eq!(object.derived_from.as_deref(), Some(object.address.as_str()));
        object.actions.clear();
    }
    objects
}

fn object(kind: &str, after: &str, unknown: &str, expressions: &str) -> String {
    testing::show_all(&objects(kind, after, unknown, expressions), &[])
}

#[test]
fn a_workload_in_kubernetes_shape() {
    let after = r#"{"metadata": [{"name": "web", "labels": {"app_name": "web"}, "annotations": null}], "wait_for_rollout": true, "timeouts": null,
        "spec": [{"replicas": "2", "selector": [{"match_labels": {"app_name": "web"}}],
            "strategy": [{"rolling_update": [{"max_surge": "25%", "max_unavailable": "1"}]}],
            "template": [{"metadata": [{"labels": {"app_name": "web"}}], "spec": [{
                "host_pid": true, "automount_service_account_token": true, "node_selector": {"kubernetes.io/os": "linux"},
                "init_container": [{"name": "init", "image": "i", "args": ["a"]}],
                "container": [{"name": "web", "image": "w", "port": [{"container_port": 80}], "env": [{"name": "A", "value": "1",
                    "value_from": []}, {"name": "B", "value_from": [{"secret_key_ref": [{"name": "s", "key": "k"}]}]}],
                    "liveness_probe": [{"http_get": [{"path": "/", "port": "8080", "http_header": [{"name": "h", "value": "v"}]}]}],
                    "volume_mount": [{"name": "v", "mount_path": "/v"}],
                    "security_context": [{"run_as_user": "0", "run_as_non_root": false, "capabilities": [{"add": ["NET_ADMIN"], "drop": []}]}]}],
                "volume": [{"name": "v", "host_path": [{"path": "/", "type": ""}]}, {"name": "c", "config_map": [{"name": "c", "default_mode": "0644"}]}],
                "affinity": [{"node_affinity": [{"required_during_scheduling_ignored_during_execution": [{"node_selector_term": [{"match_expressions": [{"key": "k"}]}]}]}],
                    "pod_anti_affinity": [{"required_during_scheduling_ignored_during_execution": [{"topology_key": "t"}]}]}]}]}]}]}"#;
    let unknown = r#"{"id": true, "metadata": [{"uid": true}], "spec": [{"strategy": true, "template": [{"spec": [{"service_account_name": true,
        "image_pull_secrets": true, "container": [{"image_pull_policy": true, "image": false, "env": [{"value": true}],
        "resources": [{"limits": true}], "port": true}]}]}]}]}"#;
    let expressions = r#"{"spec": [{"template": [{"spec": [{"container": [{"image": {"constant_value": "w"},
        "resources": [{"requests": {}}]}], "init_container": [{"image": {"constant_value": "i"}}]}]}]}]}"#;
    assert_snapshot!(object("deployment_v1", after, unknown, expressions), @r#"
    apps/Deployment kubernetes_deployment_v1.r group=apps namespace=default
      values {apiVersion: "apps/v1", kind: "Deployment", metadata: {name: "web", labels: {app_name: "web"}}, spec: {replicas: 2, selector: {matchLabels: {app_name: "web"}}, strategy: {rollingUpdate: {maxSurge: "25%", maxUnavailable: 1}}, template: {metadata: {labels: {app_name: "web"}}, spec: {hostPID: true, automountServiceAccountToken: true, nodeSelector: {kubernetes.io/os: "linux"}, initContainers: [{name: "init", image: "i", args: ["a"]}], containers: [{name: "web", image: "w", ports: [{containerPort: 80}], env: [{name: "A", value: "1"}, {name: "B", valueFrom: {secretKeyRef: {name: "s", key: "k"}}}], livenessProbe: {httpGet: {path: "/", port: 8080, httpHeaders: [{name: "h", value: "v"}]}}, volumeMounts: [{name: "v", mountPath: "/v"}], securityContext: {runAsUser: 0, runAsNonRoot: false, capabilities: {add: ["NET_ADMIN"]}}}], volumes: [{name: "v", hostPath: {path: "/", type: ""}}, {name: "c", configMap: {name: "c", defaultMode: 420}}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: "k"}]}]}}, podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: "t"}]}}}}}}
      unknown spec.strategy: known after apply
      unknown spec.template.spec.imagePullSecrets: known after apply
      unknown spec.template.spec.containers[0].env[0].value: known after apply
      unknown spec.template.spec.containers[0].ports: known after apply
      literal spec.template.spec.containers[0].image
      literal spec.template.spec.initContainers[0].image
    "#);
}

#[test]
fn network_policies_and_roles_keep_their_lists() {
    let policy = r#"{"metadata": [{"name": "p", "namespace": "n"}], "spec": [{"pod_selector": [{"match_labels": null}], "policy_types": ["Ingress"],
        "ingress": [{"from": [{"ip_block": [{"cidr": "0.0.0.0/0", "except": []}]}], "ports": [{"port": "443"}]}]}]}"#;
    assert_snapshot!(object("network_policy", policy, "{}", "{}"), @r#"
    networking.k8s.io/NetworkPolicy kubernetes_network_policy.r group=networking.k8s.io namespace=n
      values {apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: {name: "p", namespace: "n"}, spec: {podSelector: {}, policyTypes: ["Ingress"], ingress: [{from: [{ipBlock: {cidr: "0.0.0.0/0"}}], ports: [{port: 443}]}]}}
    "#);
    let role =
        r#"{"metadata": [{"name": "r"}], "rule": [{"api_groups": [""], "resources": ["secrets"], "verbs": ["*"]}]}"#;
    assert_snapshot!(object("cluster_role", role, r#"{"rule": [{"non_resource_urls": true}]}"#, "{}"), @r#"
    rbac.authorization.k8s.io/ClusterRole kubernetes_cluster_role.r group=rbac.authorization.k8s.io
      values {apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: {name: "r"}, rules: [{apiGroups: [""], resources: ["secrets"], verbs: ["*"]}]}
      unknown rules[0].nonResourceURLs: known after apply
    "#);
    let binding = r#"{"metadata": [{"name": "b", "namespace": "n"}], "role_ref": [{"kind": "ClusterRole", "name": "admin"}],
        "subject": [{"kind": "Group", "name": "system:authenticated"}]}"#;
    assert_snapshot!(object("role_binding_v1", binding, "{}", "{}"), @r#"
    rbac.authorization.k8s.io/RoleBinding kubernetes_role_binding_v1.r group=rbac.authorization.k8s.io namespace=n
      values {apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding", metadata: {name: "b", namespace: "n"}, roleRef: {kind: "ClusterRole", name: "admin"}, subjects: [{kind: "Group", name: "system:authenticated"}]}
    "#);
}

#[test]
fn services_and_ingresses() {
    let service = r#"{"metadata": [{"name": "s"}], "spec": [{"type": "LoadBalancer", "port": [{"port": 80, "target_port": "http"}],
        "load_balancer_source_ranges": ["10.0.0.0/8"]}], "status": [{"load_balancer": []}]}"#;
    let unknown = r#"{"metadata": [{"namespace": true}], "spec": [{"cluster_ip": true, "session_affinity_config": true}], "status": true}"#;
    assert_snapshot!(object("service", service, unknown, "{}"), @r#"
    Service kubernetes_service.r
      values {apiVersion: "v1", kind: "Service", metadata: {name: "s"}, spec: {type: "LoadBalancer", ports: [{port: 80, targetPort: "http"}], loadBalancerSourceRanges: ["10.0.0.0/8"]}}
      unknown metadata.namespace: known after apply
      unknown spec.clusterIP: known after apply
      unknown spec.sessionAffinityConfig: known after apply
    "#);
    let ingress = r#"{"metadata": [{"name": "i"}], "spec": [{"tls": [{"hosts": ["h"]}], "rule": [{"host": "h", "http": [{"path": [{"path": "/",
        "backend": [{"service": [{"name": "s", "port": [{"number": 80}]}]}]}]}]}]}]}"#;
    assert_snapshot!(object("ingress_v1", ingress, "{}", "{}"), @r#"
    networking.k8s.io/Ingress kubernetes_ingress_v1.r group=networking.k8s.io namespace=default
      values {apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: {name: "i"}, spec: {tls: [{hosts: ["h"]}], rules: [{host: "h", http: {paths: [{path: "/", backend: {service: {name: "s", port: {number: 80}}}}]}}]}}
    "#);
}

#[test]
fn secrets_are_sensitive() {
    let secret = r#"{"metadata": [{"name": "s"}], "type": "Opaque", "data": {"pass_word": "plain"}, "binary_data": {"key": "YmFzZTY0"}}"#;
    assert_snapshot!(object("secret_v1", secret, "{}", r#"{"data": {"constant_value": {"pass_word": "plain"}}}"#), @r#"
    Secret kubernetes_secret_v1.r namespace=default
      values {apiVersion: "v1", kind: "Secret", metadata: {name: "s"}, type: "Opaque", stringData: {pass_word: "plain"}, data: {key: "YmFzZTY0"}}
      sensitive data
      sensitive stringData
      literal stringData
      literal stringData.pass_word
    "#);
    let account = r#"{"metadata": [{"name": "a"}], "automount_service_account_token": true, "secret": [{"name": "s"}], "image_pull_secret": [{"name": "p"}]}"#;
    assert_snapshot!(object("service_account", account, "{}", "{}"), @r#"
    ServiceAccount kubernetes_service_account.r namespace=default
      values {apiVersion: "v1", kind: "ServiceAccount", metadata: {name: "a"}, automountServiceAccountToken: true, secrets: [{name: "s"}], imagePullSecrets: [{name: "p"}]}
    "#);
}

#[test]
fn a_manifest_is_taken_as_it_is() {
    let after = r#"{"manifest": {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "m", "namespace": "n"}, "spec": {"replicas": 1}}, "object": null}"#;
    let unknown = r#"{"manifest": {"spec": {"serviceName": true}}, "object": true}"#;
    assert_snapshot!(object("manifest", after, unknown, "{}"), @r#"
    apps/StatefulSet kubernetes_manifest.r group=apps namespace=n
      values {apiVersion: "apps/v1", kind: "StatefulSet", metadata: {name: "m", namespace: "n"}, spec: {replicas: 1}}
      unknown spec.serviceName: known after apply
    "#);
    assert!(objects("manifest", "{}", r#"{"manifest": true}"#, "{}").is_empty());
}

#[test]
fn types_that_make_no_object_of_their_own_make_none() {
    for kind in ["labels", "config_map_v1_data", "env", "no_such_type"] {
        assert!(objects(kind, r#"{"metadata": [{"name": "x"}]}"#, "{}", "{}").is_empty(), "{kind}");
    }
}

#[test]
fn values_keep_the_place_in_the_plan() {
    let objects = objects("namespace", r#"{"metadata": [{"name": "services"}]}"#, "{}", "{}");
    let name = objects[0].values.get("metadata").unwrap().entry("name").unwrap();
    assert_eq!(name.value.span.end - name.value.span.start, 10);
    assert!(name.key_span.end < name.value.span.start);
}
