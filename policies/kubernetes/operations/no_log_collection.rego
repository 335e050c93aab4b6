# METADATA
# title: Nothing collects the logs of the pods
# description: >-
#   The log of a pod is gone with the pod, and an intruder on the node can erase it before. Without a collector that
#   sends logs elsewhere nobody can say afterwards who did what.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/cluster-administration/logging/
#   - ref: https://grafana.com/docs/loki/latest/send-data/
#   - ref: https://cloud.google.com/kubernetes-engine/docs/how-to/config-logging-monitoring
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#oms_agent
# custom:
#   id: OPS-016
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - batch/CronJob
#     - argoproj.io/Application
#     - argoproj.io/ApplicationSet
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - source.toolkit.fluxcd.io/OCIRepository
#     - helm.cattle.io/HelmChart
#     - operators.coreos.com/Subscription
#     - helm_release
#     - aws_eks_addon
#     - beat.k8s.elastic.co/Beat
#     - agent.k8s.elastic.co/Agent
#     - fluentbit.fluent.io/FluentBit
#     - logging.banzaicloud.io/Logging
#     - logging.banzaicloud.io/FluentbitAgent
#     - logging.openshift.io/ClusterLogForwarder
#     - observability.openshift.io/ClusterLogForwarder
#     - opentelemetry.io/OpenTelemetryCollector
#     - datadoghq.com/DatadogAgent
#     - google_container_cluster
#     - azurerm_kubernetes_cluster
#     - azurerm_monitor_data_collection_rule_association
#   scope: fleet
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, M2O2, P6]
#   references: {nist-800-53: [AU-6, AU-12], owasp: ["K05:2022"]}
#   remediation: >-
#     Run Fluent Bit, Alloy, Vector, Filebeat or the collector of OpenTelemetry on every node and send logs to a
#     store outside of it, or switch on the log collection of the cloud.
#   parameters:
#     software:
#       type: array
#       default:
#          [fluent-bit, fluentbit, fluentd, fluentd-kubernetes-daemonset, aws-for-fluent-bit, fluent-operator,
#          logging-operator, promtail, loki-stack, alloy, grafana-agent, k8s-monitoring, vector, filebeat,
#          elastic-agent, logstash, opentelemetry-collector, opentelemetry-collector-contrib,
#          opentelemetry-collector-k8s, opentelemetry-kube-stack, otel-collector, datadog, datadog-agent,
#          datadog-operator, newrelic-logging, nri-bundle, splunk-otel-collector, splunk-connect-for-kubernetes,
#          sumologic, dynatrace-operator, amazon-cloudwatch-observability, victoria-logs-collector, vlagent,
#          cluster-logging]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
package bartizan.kubernetes.no_log_collection

import data.bartizan.lib.installed
import data.bartizan.lib.params

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "nothing collects the logs of the pods"

doubts := installed.doubts_of({
	"google_container_cluster": [["logging_service"], ["logging_config"]],
	"azurerm_kubernetes_cluster": [["oms_agent"]],
})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if count(installed.of({
	"Beat", "Agent", "FluentBit", "Logging", "FluentbitAgent", "ClusterLogForwarder", "OpenTelemetryCollector",
	"DatadogAgent", "azurerm_monitor_data_collection_rule_association",
})) > 0

# GKE collects the logs of workloads unless told otherwise.
found if {
	some cluster in installed.of({"google_container_cluster"})
	installed.known(cluster, ["logging_service"])
	installed.known(cluster, ["logging_config"])
	object.get(cluster.values, "logging_service", "") != "none"
	components := object.get(cluster.values, ["logging_config", 0, "enable_components"], ["WORKLOADS"])
	"WORKLOADS" in components
}

found if {
	some cluster in installed.of({"azurerm_kubernetes_cluster"})
	count(object.get(cluster.values, "oms_agent", [])) > 0
}

software := [
	"fluent-bit", "fluentbit", "fluentd", "fluentd-kubernetes-daemonset", "aws-for-fluent-bit", "fluent-operator",
	"logging-operator", "promtail", "loki-stack", "alloy", "grafana-agent", "k8s-monitoring", "vector",
	"filebeat", "elastic-agent", "logstash", "opentelemetry-collector", "opentelemetry-collector-contrib",
	"opentelemetry-collector-k8s", "opentelemetry-kube-stack", "otel-collector", "datadog", "datadog-agent",
	"datadog-operator", "newrelic-logging", "nri-bundle", "splunk-otel-collector",
	"splunk-connect-for-kubernetes", "sumologic", "dynatrace-operator", "amazon-cloudwatch-observability",
	"victoria-logs-collector", "vlagent", "cluster-logging",
]
