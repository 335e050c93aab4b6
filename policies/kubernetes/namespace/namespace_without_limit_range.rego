# METADATA
# title: Namespace has no default limits for containers
# description: >-
#   A container that states no limits may use the whole node; a limit range gives it some, so that a forgotten line
#   does not bring down its neighbours.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   id: K8S-040
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - Namespace
#     - Pod
#     - ReplicationController
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - apps/ReplicaSet
#     - batch/Job
#     - batch/CronJob
#     - LimitRange
#     - kyverno.io/ClusterPolicy
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, D5]
#   references: {trivy: [KSV-0039], nist-800-53: [SC-5]}
#   remediation: Add a LimitRange with an entry of type Container that has `default` and `defaultRequest`.
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged.
package bartizan.kubernetes.namespace_without_limit_range

import data.bartizan.lib.kubernetes
import data.bartizan.lib.namespaces

deny contains {
	"message": message(namespace),
	"resource": subject.address,
	"path": subject.path,
	"fix": [{"op": "add_resource", "kind": "LimitRange", "name": "container-defaults", "values": added(namespace), "safety": "unsafe"}],
} if {
	some namespace in open
	not doubt(namespace)
	subject := namespaces.subject(namespace)
}

undetermined contains {"resource": subject.address, "path": subject.path, "reason": reason} if {
	some namespace in open
	reason := doubt(namespace)
	subject := namespaces.subject(namespace)
}

open contains namespace if {
	some namespace, _ in namespaces.workloads_of
	not namespace in namespaces.exempt
	not namespace in limited
	not namespaces.generated("LimitRange")
}

ranges[object.get(resource, "namespace", null)] contains resource if {
	some resource in input.resources
	resource.kind == "LimitRange"
}

# Namespaces whose containers get a limit; a default limit is the default request as well, unless there is another.
limited contains namespace if {
	some namespace, found in ranges
	some range in found
	some limit in kubernetes.list(range.values, ["spec", "limits"])
	object.get(limit, "type", "") == "Container"
	some field in ["default", "max"]
	count(kubernetes.map(limit, [field])) > 0
}

message(namespace) := sprintf("namespace %q has a limit range, but no default limit for containers", [namespace]) if {
	ranges[namespace]
} else := sprintf("namespace %q has workloads but no limit range", [namespace])

doubt(namespace) := "what its limit range says is not known" if {
	some range in ranges[namespace]
	count(kubernetes.unknown_around_of(range, ["spec", "limits"])) > 0
} else := namespaces.doubt(namespace, "LimitRange")

# Figures to start from: what the workloads need is for their owners to say.
added(namespace) := {
	"apiVersion": "v1",
	"kind": "LimitRange",
	"metadata": {"name": "container-defaults", "namespace": namespace},
	"spec": {"limits": [{"type": "Container", "default": {"cpu": "500m", "memory": "512Mi"}, "defaultRequest": {"cpu": "100m", "memory": "128Mi"}}]},
}
