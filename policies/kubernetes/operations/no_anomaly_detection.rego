# METADATA
# title: Nothing looks for unusual behaviour
# description: >-
#   Rules find attacks that somebody has seen before. A model of what is normal, or a system that correlates the
#   events of many sources, finds the login at night and the slow theft of records that no rule names.
# related_resources:
#   - ref: https://www.elastic.co/guide/en/machine-learning/current/ml-ad-overview.html
#   - ref: https://documentation.wazuh.com/current/deployment-options/deploying-with-kubernetes/index.html
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
#   - ref: https://learn.microsoft.com/azure/sentinel/overview
# custom:
#   id: OPS-019
#   severity: low
#   confidence: low
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
#     - elasticsearch.k8s.elastic.co/Elasticsearch
#     - azurerm_sentinel_log_analytics_workspace_onboarding
#     - azurerm_log_analytics_solution
#     - aws_guardduty_detector
#     - aws_guardduty_organization_configuration
#     - aws_cloudwatch_metric_alarm
#     - aws_cloudwatch_log_anomaly_detector
#     - google_scc_notification_config
#     - google_scc_v2_organization_notification_config
#   scope: fleet
#   level: 4
#   pillar: technical
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M4T3, D4]
#   references: {nist-800-53: [SI-4]}
#   remediation: >-
#     Feed a SIEM (Wazuh, Sentinel, Elastic Security), run machine learning jobs over the logs, or switch on
#     GuardDuty or alarms on anomalies in the cloud.
#   parameters:
#     software:
#       type: array
#       default:
#          [wazuh, wazuh-manager, wazuh-agent, wazuh-indexer, splunk-otel-collector, splunk-connect-for-kubernetes,
#          sumologic, sumologic-kubernetes-collection, elastic-agent, datadog, datadog-agent, datadog-operator,
#          dynatrace-operator, lacework-agent, falcon-sensor]
#       description: Names, in lower case, of images, charts, operators or workloads that count.
package bartizan.kubernetes.no_anomaly_detection

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.tf

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "nothing looks for unusual behaviour"

doubts := installed.doubts_of({
	"Elasticsearch": [["spec", "nodeSets"]],
	"aws_guardduty_detector": [["enable"]],
	"aws_cloudwatch_metric_alarm": [["comparison_operator"]],
	"azurerm_log_analytics_solution": [["solution_name"]],
})

missing if {
	installed.something
	not found
}

found if installed.any(params.get("software", software))

found if count(installed.of({
	"azurerm_sentinel_log_analytics_workspace_onboarding", "aws_guardduty_organization_configuration",
	"aws_cloudwatch_log_anomaly_detector", "google_scc_notification_config",
	"google_scc_v2_organization_notification_config",
})) > 0

found if {
	some solution in installed.of({"azurerm_log_analytics_solution"})
	object.get(solution.values, "solution_name", "") == "SecurityInsights"
}

found if {
	some detector in installed.of({"aws_guardduty_detector"})
	installed.known(detector, ["enable"])
	not tf.is_false(object.get(detector.values, "enable", true))
}

found if {
	some alarm in installed.of({"aws_cloudwatch_metric_alarm"})
	regex.match(`(Lower|Upper)Threshold$`, object.get(alarm.values, "comparison_operator", ""))
}

# A node has every role, machine learning included, unless its roles are listed.
found if {
	some cluster in installed.of({"Elasticsearch"})
	some nodes in kubernetes.list(cluster.values, ["spec", "nodeSets"])
	config := kubernetes.map(nodes, ["config"])
	not object.get(config, "xpack.ml.enabled", true) in {false, "false"}
	"ml" in object.get(config, "node.roles", ["ml"])
}

software := [
	"wazuh", "wazuh-manager", "wazuh-agent", "wazuh-indexer", "splunk-otel-collector",
	"splunk-connect-for-kubernetes", "sumologic", "sumologic-kubernetes-collection", "elastic-agent", "datadog",
	"datadog-agent", "datadog-operator", "dynatrace-operator", "lacework-agent", "falcon-sensor",
]
