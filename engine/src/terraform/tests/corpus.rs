//! Real plans: each is read whole, counts as counted by hand.

use crate::config::Config;
use crate::resource::{Platform, Resource};
use crate::source::parse_json;
use crate::terraform::read_plan;
use crate::testing;

fn read(folder: &str, suffix: &str) -> Vec<(String, Vec<Resource>)> {
    let mut plans = Vec::new();
    for (name, source) in testing::corpus(folder, suffix) {
        let parsed = parse_json(&source);
        assert_eq!(parsed.errors, [], "{name}");
        let (resources, errors) = read_plan(&parsed.documents[0], &Config::default());
        assert_eq!(errors, [], "{name}");
        plans.push((name, resources));
    }
    plans
}

#[test]
fn every_plan_is_read() {
    let counts: String = read("plans", ".json")
        .into_iter()
        .map(|(name, resources)| {
            let count = |test: &dyn Fn(&Resource) -> bool| resources.iter().filter(|resource| test(resource)).count();
            let providers = count(&|resource| resource.kind.starts_with("provider."));
            let data = count(&|resource| resource.kind.starts_with("data."));
            let managed = resources.len() - providers - data;
            format!("{}: {managed} managed, {data} data, {providers} providers\n", name.trim_start_matches("plans/"))
        })
        .collect();
    if !counts.is_empty() {
        insta::assert_snapshot!(counts, @r#"
        checks_data_aws_example_GithubActionsOIDCTrustPolicy_tfplan.json: 5 managed, 4 data, 1 providers
        cloudformation_parser_tfplan.json: 1 managed, 0 data, 1 providers
        common_runner_registry_plan_with_for_each_for_enrichment_tf_plan.json: 5 managed, 2 data, 1 providers
        common_runner_registry_plan_with_tf_modules_for_enrichment_tfplan.json: 2 managed, 0 data, 1 providers
        image_referencer_resources_aws_ecs_tfplan.json: 1 managed, 0 data, 1 providers
        parser_resources_plan_encodings_tfplan_win_utf8.json: 1 managed, 0 data, 1 providers
        parser_resources_plan_multiple_providers_tfplan.json: 0 managed, 0 data, 3 providers
        parser_resources_plan_provisioners_tfplan2.json: 1 managed, 0 data, 1 providers
        parser_resources_plan_tags_tfplan.json: 55 managed, 4 data, 1 providers
        parser_resources_plan_vpc_endpoint_tfplan.json: 1 managed, 0 data, 0 providers
        runner_resources_plan_and_tf_combine_graph_tfplan.json: 4 managed, 0 data, 1 providers
        runner_resources_plan_data_resource_partial_values_tfplan.json: 1 managed, 1 data, 0 providers
        runner_resources_plan_nested_child_modules_with_connections_tfplan.json: 9 managed, 1 data, 1 providers
        runner_resources_plan_resources_ids_with_nested_modules_tfplan.json: 3 managed, 0 data, 0 providers
        runner_resources_plan_root_module_resources_no_values_tfplan.json: 1 managed, 1 data, 0 providers
        runner_resources_plan_tf_plan_filtered_rule_fail.json: 1 managed, 0 data, 0 providers
        runner_resources_plan_tf_plan_filtered_rule_success.json: 1 managed, 0 data, 0 providers
        runner_resources_plan_with_deleted_resources_tfplan.json: 1 managed, 0 data, 1 providers
        runner_resources_plan_with_lifecycle_check_tfplan.json: 1 managed, 0 data, 1 providers
        runner_resources_plan_with_providers_tfplan.json: 0 managed, 0 data, 3 providers
        runner_resources_plan_with_resource_reference_tfplan.json: 3 managed, 0 data, 1 providers
        runner_resources_plan_with_resource_reference_tfplan_extra_ref.json: 4 managed, 0 data, 1 providers
        runner_resources_plan_with_resource_reference_tfplan_graph.json: 2 managed, 0 data, 1 providers
        runner_resources_plan_with_utf_16_encoding_tfplan.json: 3 managed, 0 data, 1 providers
        runner_tf_plan_skip_check_regex_resource_skip_directory_tfplan2.json: 55 managed, 4 data, 0 providers
        runner_tfplan2.json: 55 managed, 4 data, 1 providers
        "#);
    }
}

#[test]
fn pairs_of_configuration_and_plan() {
    let mut text = String::new();
    for (name, resources) in read("pairs", "tfplan.json") {
        text.push_str(&format!("{name}\n"));
        for resource in resources.iter().filter(|resource| resource.platform == Platform::Terraform) {
            text.push_str(&format!("  {} {} {}\n", resource.kind, resource.address, resource.actions.join(",")));
            for reference in &resource.references {
                text.push_str(&format!("    {} -> {}\n", testing::path(&reference.path), reference.address));
            }
        }
    }
    if !text.is_empty() {
        insta::assert_snapshot!(text);
    }
}

#[test]
fn a_real_deployment_in_kubernetes_shape() {
    let pairs = read("pairs/kubernetes", "tfplan.json");
    for resource in pairs.iter().flat_map(|(_, resources)| resources) {
        if resource.kind == "Deployment" && resource.address.starts_with("module.portal.") {
            insta::assert_snapshot!(testing::show(resource), @r#"
            apps/Deployment module.portal.kubernetes_deployment_v1.this group=apps namespace=services actions=create
              values {apiVersion: "apps/v1", kind: "Deployment", metadata: {labels: {app: "portal"}, name: "portal", namespace: "services"}, spec: {minReadySeconds: 0, paused: false, progressDeadlineSeconds: 600, replicas: 2, revisionHistoryLimit: 10, selector: {matchLabels: {app: "portal"}}, template: {metadata: {labels: {app: "portal"}}, spec: {automountServiceAccountToken: true, containers: [{image: "registry.example.gov/portal:latest", name: "main", resources: {requests: {cpu: "50m"}}, securityContext: {allowPrivilegeEscalation: true, capabilities: {}, privileged: true, readOnlyRootFilesystem: false, runAsNonRoot: false}, stdin: false, stdinOnce: false, terminationMessagePath: "/dev/termination-log", tty: false}], dnsPolicy: "ClusterFirst", enableServiceLinks: true, hostIPC: false, hostNetwork: true, hostPID: false, restartPolicy: "Always", shareProcessNamespace: false, terminationGracePeriodSeconds: 30}}}}
              unknown spec.strategy: known after apply
              unknown spec.template.metadata.name: known after apply
              unknown spec.template.spec.containers[0].resources.limits: known after apply
              unknown spec.template.spec.imagePullSecrets: known after apply
              unknown spec.template.spec.readinessGates: known after apply
              reference metadata.namespace -> kubernetes_namespace_v1.services
              literal metadata.labels
              literal metadata.name
              literal spec.replicas
              literal spec.selector.matchLabels
              literal spec.template.metadata.labels
              literal spec.template.spec.automountServiceAccountToken
              literal spec.template.spec.containers[0].image
              literal spec.template.spec.containers[0].name
              literal spec.template.spec.containers[0].resources.limits
              literal spec.template.spec.containers[0].resources.requests
              literal spec.template.spec.containers[0].resources.requests.cpu
              literal spec.template.spec.containers[0].securityContext.capabilities.drop
              literal spec.template.spec.containers[0].securityContext.privileged
              literal spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem
              literal spec.template.spec.containers[0].securityContext.runAsNonRoot
              literal spec.template.spec.hostNetwork
            "#);
        }
    }
}
