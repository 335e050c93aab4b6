# METADATA
# title: Container lacks a CPU limit or requests
# description: >-
#   Without requests the scheduler packs nodes blindly, and without a CPU limit one busy container slows the services
#   beside it. A LimitRange in the same manifests that gives them counts.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   - ref: https://kubernetes.io/docs/concepts/policy/limit-range/
# custom:
#   id: K8S-016
#   severity: low
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
#     checkov: [CKV_K8S_10, CKV_K8S_11, CKV_K8S_12]
#     trivy: [KSV-0011, KSV-0015, KSV-0016]
#     kube-linter: [unset-cpu-requirements]
#     kics: [ca469dd4-c736-448f-8ac1-30a642705e0a, 229588ef-8fde-40c8-8756-f4f2b5825ded, 4ac0e2b7-d2d2-4af7-8799-e8de6721ccda]
#     nist-800-53: [SC-5]
#   remediation: >-
#     Set `resources.requests.cpu`, `resources.requests.memory` and `resources.limits.cpu`, or add a LimitRange with
#     defaults to the namespace.
#   parameters:
#     required:
#       type: array
#       default: [limits.cpu, requests.cpu, requests.memory]
#       description: What every container must have; leave `limits.cpu` out where CPU limits are not wanted.
package bartizan.kubernetes.cpu_and_requests

import data.bartizan.lib.compute_resources
import data.bartizan.lib.params

deny contains {
	"message": sprintf("%s has no %s", [container.label, concat(", ", sort([phrase(setting) | some setting in missing]))]),
	"resource": resource.address,
	"path": array.concat(container.path, ["resources"]),
} if {
	some resource in compute_resources.workloads
	some container in compute_resources.containers(resource)
	missing := compute_resources.missing(resource, container, wanted)
	count(missing) > 0
}

undetermined contains object.union(entry, {"resource": resource.address}) if {
	some resource in compute_resources.workloads
	some entry in compute_resources.hidden(resource)
}

undetermined contains object.union(entry, {"resource": resource.address}) if {
	some resource in compute_resources.workloads
	some container in compute_resources.containers(resource)
	some setting in wanted
	some entry in compute_resources.open_questions(resource, container, setting)
}

undetermined contains {
	"resource": resource.address,
	"path": array.concat(container.path, ["resources"]),
	"reason": "a LimitRange whose namespace or values are not known may give what is missing",
} if {
	some resource in compute_resources.workloads
	some setting in wanted
	compute_resources.in_doubt(resource, setting)
	some container in compute_resources.containers(resource)
	not compute_resources.settled(resource, container, setting)
}

wanted := {split(setting, ".") | some setting in params.get("required", ["limits.cpu", "requests.cpu", "requests.memory"])}

# `CPU limit`, `memory request`.
phrase([field, name]) := sprintf("%s %s", [object.get({"cpu": "CPU"}, name, name), trim_suffix(field, "s")])
