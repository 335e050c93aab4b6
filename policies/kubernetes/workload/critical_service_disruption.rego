# METADATA
# title: Critical service goes down whenever a node is drained
# description: >-
#   With one replica, or without a disruption budget, each patch of a node stops the service. Patches of critical
#   services are then put off, and flaws stay open.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
#   - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   id: K8S-065
#   severity: low
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - apps/Deployment
#     - policy/PodDisruptionBudget
#     - autoscaling/HorizontalPodAutoscaler
#     - keda.sh/ScaledObject
#   scope: fleet
#   level: 2
#   pillar: operations
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2O1]
#   references: {nist-800-53: [CP-10]}
#   remediation: Run two or more replicas and add a PodDisruptionBudget that selects them.
#   parameters:
#     criticality_labels:
#       type: array
#       default: [criticality]
#       description: Labels of namespaces or Deployments that say how critical a service is, without their prefix.
#     critical_levels:
#       type: array
#       default: [high, critical]
#       description: Values of these labels that this policy is about.
package bartizan.kubernetes.critical_service_disruption

import data.bartizan.lib.disruption
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params

deny contains {
	"message": sprintf("critical service %q runs one replica%s", [deployment.name, detail]),
	"resource": deployment.address,
	"path": ["spec", "replicas"],
} if {
	some deployment in critical
	count(open_questions(deployment)) == 0
	detail := disruption.single(deployment)
	not disruption.autoscaler_doubt(deployment)
}

deny contains {
	"message": sprintf("no disruption budget selects the critical service %q", [deployment.name]),
	"resource": deployment.address,
	"path": disruption.labels_path,
} if {
	input.complete
	some deployment in unguarded
	not disruption.budget_doubt(deployment)
}

undetermined contains {"resource": deployment.address, "path": ["spec", "replicas"], "reason": "an autoscaler may decide the replicas"} if {
	some deployment in critical
	count(open_questions(deployment)) == 0
	disruption.single(deployment)
	disruption.autoscaler_doubt(deployment)
}

undetermined contains {
	"resource": deployment.address,
	"path": disruption.labels_path,
	"reason": "not all disruption budgets that may select it are known here",
} if {
	some deployment in unguarded
	doubtful(deployment)
}

undetermined contains object.union(entry, {"resource": deployment.address}) if {
	some deployment in critical
	some entry in open_questions(deployment)
}

# Hooks of Helm are gone before a node is drained.
critical contains resource if {
	some resource in input.resources
	resource.kind == "Deployment"
	object.get(resource.values, ["metadata", "annotations", "helm.sh/hook"], "") == ""
	marked_critical(resource)
}

marked_critical(resource) if marked(resource)

marked_critical(resource) if object.get(resource, "namespace", null) in critical_namespaces

critical_namespaces contains resource.name if {
	some resource in input.resources
	resource.kind == "Namespace"
	marked(resource)
}

marked(resource) if {
	some key, level in kubernetes.map(resource.values, ["metadata", "labels"])
	parts := split(key, "/")
	parts[count(parts) - 1] in params.get("criticality_labels", ["criticality"])
	lower(level) in params.get("critical_levels", ["high", "critical"])
}

open_questions(deployment) := union({kubernetes.unknown_around_of(deployment, path) | some path in [["spec", "replicas"], disruption.labels_path]})

# Critical services of several replicas that no budget here selects.
unguarded contains deployment if {
	some deployment in critical
	count(open_questions(deployment)) == 0
	not disruption.single(deployment)
	not disruption.off(deployment)
	not disruption.guarded(deployment)
}

doubtful(_) if not input.complete

doubtful(deployment) if disruption.budget_doubt(deployment)
