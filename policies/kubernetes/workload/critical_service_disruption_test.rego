package bartizan.kubernetes.critical_service_disruption_test

import data.bartizan.kubernetes.critical_service_disruption as policy

namespace := {
	"kind": "Namespace",
	"name": "prod",
	"namespace": null,
	"address": "Namespace/prod",
	"values": {"metadata": {"labels": {"example.org/criticality": "High"}}},
}

deployment(spec) := {
	"kind": "Deployment",
	"name": "web",
	"namespace": "prod",
	"address": "Deployment/prod/web",
	"values": {"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}}}, spec)},
}

budget(in_namespace, selector) := {
	"kind": "PodDisruptionBudget",
	"name": "web",
	"namespace": in_namespace,
	"address": "PodDisruptionBudget/web",
	"values": {"spec": {"selector": selector, "maxUnavailable": 1}},
}

scaler(kind, spec) := {
	"kind": kind,
	"name": "web",
	"namespace": "prod",
	"address": "Scaler/web",
	"values": {"spec": object.union({"scaleTargetRef": {"kind": "Deployment", "name": "web"}}, spec)},
}

guard := budget("prod", {"matchLabels": {"app": "web"}})

fleet(resources) := {"complete": true, "resources": array.concat([namespace], resources)}

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

replicas_path := ["spec", "replicas"]

labels_path := ["spec", "template", "metadata", "labels"]

messages := {finding.message | some finding in policy.deny}

test_violated_by_one_replica if {
	policy.deny == {{
		"message": `critical service "web" runs one replica: replicas is 1`,
		"resource": "Deployment/prod/web",
		"path": replicas_path,
	}} with input as fleet([deployment({"replicas": 1}), guard])
	messages == {`critical service "web" runs one replica: replicas is 1 by default`} with input as fleet([deployment({}), guard])
}

test_violated_by_autoscaler if {
	every scaled in [scaler("HorizontalPodAutoscaler", {}), scaler("HorizontalPodAutoscaler", {"minReplicas": 1}), scaler("ScaledObject", {})] {
		messages == {`critical service "web" runs one replica: its autoscaler goes down to one`} with input as fleet([deployment({}), guard, scaled])
	}
}

test_violated_without_budget if {
	every resources in [[], [budget("stage", {})], [budget("prod", {"matchLabels": {"app": "api"}})], [budget("prod", null)]] {
		policy.deny == {{
			"message": `no disruption budget selects the critical service "web"`,
			"resource": "Deployment/prod/web",
			"path": labels_path,
		}} with input as fleet(array.concat([deployment({"replicas": 2})], resources))
	}
}

test_violated_by_label_of_the_deployment if {
	marked := object.union(deployment({"replicas": 1}), {"values": {"metadata": {"labels": {"criticality": "critical"}}}})
	count(policy.deny) == 1 with input as {"complete": false, "resources": [marked]}
}

test_satisfied if {
	count(policy.deny) == 0 with input as fleet([deployment({"replicas": 2}), guard])
	count(policy.deny) == 0 with input as fleet([deployment({"replicas": 3}), budget("prod", {})])
	count(policy.deny) == 0 with input as fleet([deployment({}), guard, scaler("HorizontalPodAutoscaler", {"minReplicas": 2})])
	count(policy.deny) == 0 with input as fleet([deployment({"replicas": 0})])
}

test_satisfied_where_not_critical if {
	count(policy.deny) == 0 with input as {"complete": true, "resources": [deployment({"replicas": 1})]}
	count(policy.deny) == 0 with input as object.union(fleet([deployment({"replicas": 1})]), {"parameters": {"critical_levels": ["vital"]}})
	count(policy.deny) == 0 with input as object.union(fleet([deployment({"replicas": 1})]), {"parameters": {"criticality_labels": ["tier"]}})
}

test_satisfied_by_hooks if {
	hook := object.union(deployment({"replicas": 1}), {"values": {"metadata": {"annotations": {"helm.sh/hook": "pre-upgrade"}}}})
	count(policy.deny) == 0 with input as fleet([hook])
}

test_incomplete_fleet_is_undetermined if {
	resources := object.union(fleet([deployment({"replicas": 2})]), {"complete": false})
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{
		"resource": "Deployment/prod/web",
		"path": labels_path,
		"reason": "not all disruption budgets that may select it are known here",
	}} with input as resources
	left_out := object.union(fleet([deployment({}), guard]), {"complete": false})
	count(policy.deny) == 0 with input as left_out
	policy.undetermined == {{
		"resource": "Deployment/prod/web",
		"path": replicas_path,
		"reason": "an autoscaler may decide the replicas",
	}} with input as left_out
}

test_budget_in_doubt_is_undetermined if {
	every doubtful in [budget(null, {}), unknown(budget("prod", null), ["spec", "selector"])] {
		resources := fleet([deployment({"replicas": 2}), doubtful])
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}

test_unknown_is_undetermined if {
	every path in [replicas_path, labels_path, ["spec"]] {
		resources := fleet([unknown(deployment({}), path)])
		count(policy.deny) == 0 with input as resources
		policy.undetermined == {{"resource": "Deployment/prod/web", "path": path, "reason": "known after apply"}} with input as resources
	}
	scaled := fleet([deployment({}), guard, unknown(scaler("HorizontalPodAutoscaler", {}), ["spec", "minReplicas"])])
	count(policy.deny) == 0 with input as scaled
	count(policy.undetermined) == 1 with input as scaled
}
