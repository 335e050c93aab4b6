# METADATA
# title: Container has no memory limit
# description: >-
#   A leak, or a request made for the purpose, lets the container take all memory of its node; the kernel then kills
#   processes of others. A LimitRange in the same manifests that gives a limit counts.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   id: K8S-015
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - Pod
#     - ReplicationController
#     - apps/Deployment
#     - apps/StatefulSet
#     - apps/DaemonSet
#     - apps/ReplicaSet
#     - batch/Job
#     - batch/CronJob
#     - LimitRange
#   scope: unit
#   level: 2
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M2T5, D5]
#   references:
#     checkov: [CKV_K8S_13]
#     trivy: [KSV-0018]
#     kube-linter: [unset-memory-requirements]
#     kics: [b14d1bc4-a208-45db-92f0-e21f8e2588e9]
#     nist-800-53: [SC-5]
#   remediation: >-
#     Set `resources.limits.memory` to what the container needs under load, or add a LimitRange with a default to the
#     namespace.
package bartizan.kubernetes.memory_limit

import data.bartizan.lib.compute_resources

deny contains {
	"message": sprintf("%s has no memory limit", [container.label]),
	"resource": resource.address,
	"path": limit_path(container),
} if {
	some resource in compute_resources.workloads
	some container in compute_resources.containers(resource)
	count(compute_resources.missing(resource, container, {wanted})) > 0
}

undetermined contains object.union(entry, {"resource": resource.address}) if {
	some resource in compute_resources.workloads
	some entry in compute_resources.hidden(resource)
}

undetermined contains object.union(entry, {"resource": resource.address}) if {
	some resource in compute_resources.workloads
	some container in compute_resources.containers(resource)
	some entry in compute_resources.open_questions(resource, container, wanted)
}

undetermined contains {
	"resource": resource.address,
	"path": limit_path(container),
	"reason": "a LimitRange whose namespace or values are not known may give a limit",
} if {
	some resource in compute_resources.workloads
	compute_resources.in_doubt(resource, wanted)
	some container in compute_resources.containers(resource)
	not compute_resources.settled(resource, container, wanted)
}

wanted := ["limits", "memory"]

limit_path(container) := array.concat(container.path, ["resources", "limits", "memory"])
