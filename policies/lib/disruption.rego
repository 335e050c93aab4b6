# METADATA
# description: >-
#   How many replicas of a Deployment are left when a node is drained: what autoscalers
#   (https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/,
#   https://keda.sh/docs/latest/reference/scaledobject-spec/) and disruption budgets
#   (https://kubernetes.io/docs/tasks/run-application/configure-pdb/) among `input.resources` say.
package bartizan.lib.disruption

import data.bartizan.lib.kubernetes
import data.bartizan.lib.label_selector

# Where the labels stand that budgets select by.
labels_path := ["spec", "template", "metadata", "labels"]

# Why `deployment` runs a single replica, for messages; undefined for several, and for 0: it is switched off.
single(deployment) := ": its autoscaler goes down to one" if {
	lowest := fewest(deployment)
	lowest < 2
} else := ": replicas is 1" if {
	count(scalers(deployment)) == 0
	to_number(replicas(deployment)) == 1
} else := ": replicas is 1 by default" if {
	count(scalers(deployment)) == 0
	replicas(deployment) == null
}

# Is it switched off?
off(deployment) if {
	replicas(deployment) != null
	to_number(replicas(deployment)) == 0
}

# The number that is written, or null.
replicas(deployment) := object.get(deployment.values, ["spec", "replicas"], null)

# Terraform keeps some numbers as strings.
fewest(deployment) := min({to_number(scaler.fewest) | some scaler in scalers(deployment)})

scalers(deployment) := {scaler |
	some scaler in autoscalers
	scaler.target == deployment.name
	scaler.namespace == object.get(deployment, "namespace", null)
}

# May an autoscaler that is not known decide the replicas? A written number is meant where no autoscaler is seen; an
# absent one is what autoscalers ask for.
autoscaler_doubt(deployment) if {
	count(scalers(deployment)) == 0
	replicas(deployment) == null
	not input.complete
}

autoscaler_doubt(deployment) if {
	some scaler in autoscalers
	scaler.target == deployment.name
	namespaces := {scaler.namespace, object.get(deployment, "namespace", null)}
	null in namespaces
	count(namespaces) == 2
}

autoscaler_doubt(deployment) if {
	some scaler in autoscalers
	scaler.namespace in {null, object.get(deployment, "namespace", null)}
	scaler.unknown
}

autoscalers contains {
	"namespace": object.get(resource, "namespace", null),
	"target": object.get(resource.values, ["spec", "scaleTargetRef", "name"], ""),
	"fewest": object.get(resource.values, ["spec", field], fallback),
	"unknown": unsettled(resource, [["spec", "scaleTargetRef"], ["spec", field]]),
} if {
	some resource in input.resources
	[field, fallback] := {"HorizontalPodAutoscaler": ["minReplicas", 1], "ScaledObject": ["minReplicaCount", 0]}[resource.kind]
	object.get(resource.values, ["spec", "scaleTargetRef", "kind"], "Deployment") == "Deployment"
}

unsettled(resource, paths) := count(union({kubernetes.unknown_around_of(resource, path) | some path in paths})) > 0

# Does a budget select the pods of `deployment`?
guarded(deployment) if {
	some budget in budgets
	guards(budget, deployment)
}

guards(budget, deployment) if {
	budget.namespace == object.get(deployment, "namespace", null)
	label_selector.selects(budget.selector, kubernetes.map(deployment.values, labels_path))
}

# May a budget select them, whose selector or namespace is not known?
budget_doubt(deployment) if {
	some budget in budgets
	budget.namespace in {null, object.get(deployment, "namespace", null)}
	budget.unknown
}

budget_doubt(deployment) if {
	some budget in budgets
	null in {budget.namespace, object.get(deployment, "namespace", null)}
	label_selector.selects(budget.selector, kubernetes.map(deployment.values, labels_path))
}

budgets contains {
	"namespace": object.get(resource, "namespace", null),
	"selector": object.get(resource.values, ["spec", "selector"], null),
	"unknown": unsettled(resource, [["spec", "selector"]]),
} if {
	some resource in input.resources
	resource.kind == "PodDisruptionBudget"
}
