package bartizan.kubernetes.no_security_alerts_test

import data.bartizan.kubernetes.no_security_alerts as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, values) := {"kind": kind, "name": "x", "address": kind, "values": values}

fleet(resources) := {"complete": true, "resources": resources}

web := resource("Deployment", {})

rule(fields) := resource("PrometheusRule", {"spec": {"groups": [{"rules": [fields]}]}})

receivers(list) := object.union(resource("AlertmanagerConfig", {"spec": {"receivers": list}}), {"name": "team"})

none := "no alert rule speaks of failed logins, denied requests or detections"

test_violated if {
	policy.deny == {{"message": none, "path": []}} with input as fleet([web])
	every other in [
		rule({"alert": "Down", "expr": "up == 0"}),
		rule({"record": "x", "expr": "sum(falco_events)"}),
		resource("ConfigMap", {"data": {"rules.yaml": "- alert: Down\n  expr: up == 0\n  annotations:\n    text: unauthorized"}}),
		resource("aws_cloudwatch_log_metric_filter", {"pattern": "ERROR"}),
		resource("helm_release", {"chart": "kube-prometheus-stack"}),
	] {
		count(policy.deny) == 1 with input as fleet([web, other])
	}
}

test_violated_by_receiver_without_way if {
	policy.deny == {{
		"message": `AlertmanagerConfig "team" sends alerts to nobody: no receiver has a way to reach anyone`,
		"resource": "AlertmanagerConfig",
		"path": ["spec", "receivers"],
	}} with input as fleet([receivers([{"name": "null"}])])
}

test_satisfied if {
	every evidence in [
		rule({"alert": "Logins", "expr": "sum(rate(keycloak_user_events_total{error!=\"\"}[5m])) > 10"}),
		rule({"alert": "Denied", "expr": "rate(apiserver_authorization_decisions_total{decision=\"denied\"}[5m]) > 1"}),
		resource("ConfigMap", {"data": {"rules.yaml": "- alert: Falco\n  expr: |\n    count_over_time({app=\"falco\"}[5m]) > 0\n  for: 1m"}}),
		resource("aws_cloudwatch_log_metric_filter", {"pattern": "{ $.errorCode = \"*UnauthorizedOperation\" }"}),
		resource("GrafanaAlertRuleGroup", {"spec": {"rules": [{"data": [{"model": {"expr": "falco_events"}}]}]}}),
		resource("azurerm_sentinel_alert_rule_scheduled", {}),
		resource("helm_release", {"chart": "falcosidekick"}),
	] {
		count(policy.deny) == 0 with input as fleet([web, evidence])
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": [web, evidence]}
	}
	count(policy.deny) == 0 with input as fleet([receivers([{"name": "null"}, {"name": "team", "slackConfigs": []}])])
}

test_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([web, rule({"alert": "Down", "expr": "up == 0"})]), {"parameters": {"words": ["up"]}})
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [web]}
	count(policy.deny) == 0 with input as part
	policy.undetermined == {{"path": [], "reason": concat("; ", [none, "it may be installed outside this scan"])}} with input as part
}

test_unknown_is_undetermined if {
	every hidden in [
		unknown(resource("PrometheusRule", {}), ["spec", "groups"]),
		unknown(resource("aws_cloudwatch_log_metric_filter", {}), ["pattern"]),
	] {
		count(policy.deny) == 0 with input as fleet([web, hidden])
		count(policy.undetermined) == 1 with input as fleet([web, hidden])
	}
	config := unknown(receivers([{"name": "a"}]), ["spec", "receivers", 0])
	count(policy.deny) == 0 with input as fleet([config])
	count(policy.undetermined) == 1 with input as fleet([config])
}
