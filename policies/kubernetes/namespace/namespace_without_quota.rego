# METADATA
# title: Namespace has no resource quota
# description: >-
#   Without a quota one team, one faulty release or one intruder who mines coins can take all processors and memory of
#   the cluster, and the services of all other departments stop.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/policy/resource-quotas/
#   - ref: https://docs.openshift.com/container-platform/latest/applications/quotas/quotas-setting-across-multiple-projects.html
# custom:
#   id: K8S-039
#   severity: medium
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
#     - ResourceQuota
#     - quota.openshift.io/ClusterResourceQuota
#     - kyverno.io/ClusterPolicy
#   scope: fleet
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O2, D5, P9]
#   references: {trivy: [KSV-0040], nist-800-53: [SC-5]}
#   remediation: Add a ResourceQuota with `requests.cpu`, `requests.memory`, `limits.cpu` and `limits.memory` in `spec.hard`.
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease]
#       description: Namespaces that are not judged.
package bartizan.kubernetes.namespace_without_quota

import data.bartizan.lib.kubernetes
import data.bartizan.lib.namespaces

deny contains {
	"message": message(namespace),
	"resource": subject.address,
	"path": subject.path,
	"fix": [{"op": "add_resource", "kind": "ResourceQuota", "name": "compute", "values": added(namespace), "safety": "unsafe"}],
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
	not namespaces.generated("ResourceQuota")
}

quotas[object.get(resource, "namespace", null)] contains resource if {
	some resource in input.resources
	resource.kind == "ResourceQuota"
}

# Namespaces in which processors or memory are limited; `cpu` and `memory` are short for the requests.
limited contains namespace if {
	some namespace, found in quotas
	some quota in found
	some field, _ in kubernetes.map(quota.values, ["spec", "hard"])
	field in {"cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"}
}

message(namespace) := sprintf("namespace %q has a quota, but none on processors or memory", [namespace]) if {
	quotas[namespace]
} else := sprintf("namespace %q has workloads but no resource quota", [namespace])

doubt(namespace) := "what its quota limits is not known" if {
	some quota in quotas[namespace]
	count(kubernetes.unknown_around_of(quota, ["spec", "hard"])) > 0
} else := "a ClusterResourceQuota may select it" if {
	namespace != null
	some resource in input.resources
	resource.kind == "ClusterResourceQuota"
} else := namespaces.doubt(namespace, "ResourceQuota")

# Figures to start from: what the workloads need is for their owners to say.
added(namespace) := {
	"apiVersion": "v1",
	"kind": "ResourceQuota",
	"metadata": {"name": "compute", "namespace": namespace},
	"spec": {"hard": {"requests.cpu": "10", "requests.memory": "20Gi", "limits.cpu": "20", "limits.memory": "40Gi"}},
}
