# METADATA
# title: No alert speaks of attacks, or it reaches nobody
# description: >-
#   Failed logins in thousands, denied calls to the API and hits of the detector are what an attack looks like from
#   inside. Without a rule, and somebody who receives it, they are lines in a log.
# related_resources:
#   - ref: https://prometheus-operator.dev/docs/api-reference/api/
#   - ref: https://grafana.com/docs/loki/latest/alert/
#   - ref: https://www.keycloak.org/observability/event-metrics
#   - ref: https://kubernetes.io/docs/reference/instrumentation/metrics/
# custom:
#   id: OPS-017
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - argoproj.io/Application
#     - helm.toolkit.fluxcd.io/HelmRelease
#     - helm_release
#     - monitoring.coreos.com/PrometheusRule
#     - monitoring.coreos.com/AlertmanagerConfig
#     - operator.victoriametrics.com/VMRule
#     - loki.grafana.com/AlertingRule
#     - grafana.integreatly.org/GrafanaAlertRuleGroup
#     - ConfigMap
#     - aws_cloudwatch_log_metric_filter
#     - azurerm_sentinel_alert_rule_scheduled
#     - azurerm_sentinel_alert_rule_nrt
#     - azurerm_sentinel_alert_rule_fusion
#   scope: fleet
#   level: 2
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M2O2, C5]
#   references: {nist-800-53: [SI-4, AU-6]}
#   remediation: >-
#     Add a `PrometheusRule` (or rules of Loki) on failed logins of Keycloak, on denied requests of the API server
#     and on events of the runtime detector, and give each Alertmanager a receiver that reaches a person.
#   parameters:
#     words:
#       type: array
#       default:
#          [keycloak, falco, tetragon, login, auth, rbac, forbidden, denied, unauthorized, audit, privilege]
#       description: Words, in lower case, that tell in an expression that it is about security.
package bartizan.kubernetes.no_security_alerts

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {"message": message, "path": []} if {
	missing
	count(doubts) == 0
}

undetermined contains {"path": [], "reason": sprintf("%s; %s", [message, reason])} if {
	missing
	some reason in doubts
}

message := "no alert rule speaks of failed logins, denied requests or detections"

doubts := installed.doubts_of({
	"PrometheusRule": [["spec", "groups"]],
	"VMRule": [["spec", "groups"]],
	"AlertingRule": [["spec", "groups"]],
	"GrafanaAlertRuleGroup": [["spec", "rules"]],
	"aws_cloudwatch_log_metric_filter": [["pattern"]],
})

missing if {
	installed.something
	not found
}

found if installed.any({"falcosidekick", "elastalert", "elastalert2", "wazuh", "wazuh-manager"})

found if count(installed.of({
	"azurerm_sentinel_alert_rule_scheduled", "azurerm_sentinel_alert_rule_nrt", "azurerm_sentinel_alert_rule_fusion",
})) > 0

found if {
	some text in rules
	of_security(text)
}

of_security(text) if {
	some word in params.get("words", words)
	contains(text, word)
}

words := [
	"keycloak", "falco", "tetragon", "login", "auth", "rbac", "forbidden", "denied", "unauthorized", "audit",
	"privilege",
]

# The expressions of all alert rules, in lower case.
rules contains lower(rule.expr) if {
	some resource in installed.of({"PrometheusRule", "VMRule", "AlertingRule"})
	some group in kubernetes.list(resource.values, ["spec", "groups"])
	some rule in kubernetes.list(group, ["rules"])
	object.get(rule, "alert", "") != ""
}

rules contains lower(json.marshal(object.get(rule, "data", []))) if {
	some resource in installed.of({"GrafanaAlertRuleGroup"})
	some rule in kubernetes.list(resource.values, ["spec", "rules"])
}

rules contains lower(object.get(filter.values, "pattern", "")) if some filter in installed.of({"aws_cloudwatch_log_metric_filter"})

# Rule files of Prometheus and Loki: only their expressions.
rules contains lower(expression) if {
	some resource in installed.of({"ConfigMap"})
	some text in kubernetes.map(resource.values, ["data"])
	contains(text, "alert:")
	some part in array.slice(split(text, "expr:"), 1, 10000)
	expression := regex.split(`\n\s*(for|labels|annotations|- alert|- record|keep_firing_for):`, part)[0]
}

deny contains {
	"message": sprintf("AlertmanagerConfig %q sends alerts to nobody: no receiver has a way to reach anyone", [object.get(config, "name", "")]),
	"resource": config.address,
	"path": ["spec", "receivers"],
} if {
	some config in installed.of({"AlertmanagerConfig"})
	count(kubernetes.unknown_around_of(config, ["spec", "receivers"])) == 0
	receivers := kubernetes.list(config.values, ["spec", "receivers"])
	count(receivers) > 0
	count([receiver | some receiver in receivers; count(object.keys(receiver) - {"name"}) > 0]) == 0
}

undetermined contains {"resource": config.address, "path": entry.path, "reason": entry.reason} if {
	some config in installed.of({"AlertmanagerConfig"})
	some entry in kubernetes.unknown_around_of(config, ["spec", "receivers"])
}
