# METADATA
# title: Container runs under a low user or group id
# description: >-
#   Low ids belong to accounts of the node. A process that leaves its container, or a file on a shared volume, then
#   carries the rights of such an account. Ids from 10000 up belong to nobody on the node.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   - ref: https://kubernetes.io/docs/concepts/security/user-namespaces/
# custom:
#   id: K8S-006
#   severity: low
#   confidence: medium
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5]
#   references:
#     checkov: [CKV_K8S_40]
#     trivy: [KSV-0020, KSV-0021]
#     kics: [02323c00-cdc3-4fdc-a310-4f2b3e7a1660]
#     nist-800-53: [AC-6]
#   remediation: Set `runAsUser` and `runAsGroup` to ids from 10000 up, and build the image for such a user.
#   parameters:
#     lowest_id:
#       type: integer
#       default: 10000
#       description: Lowest user or group id that containers may run under.
package bartizan.kubernetes.low_user_id

import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s runs under %s id %d, which is below %d", [label(setting, container), noun, id, lowest]),
	"path": setting.path,
	"fix": [{"op": "set", "path": setting.path, "value": lowest + 1, "safety": "unsafe"}],
} if {
	not user_namespace
	some container in workload.linux_containers
	some field, noun in nouns
	count(workload.effective_unknown(container, field)) == 0
	setting := workload.effective(container, field)

	# Terraform keeps ids as strings.
	id := to_number(setting.value)
	id < lowest
	not root([field, id])
}

undetermined contains entry if {
	not user_namespace
	some container in workload.linux_containers
	some field, _ in nouns
	some entry in workload.effective_unknown(container, field)
}

undetermined contains entry if {
	not user_namespace
	some entry in workload.hidden_linux_containers
}

lowest := params.get("lowest_id", 10000)

nouns := {"runAsUser": "user", "runAsGroup": "group"}

# User 0 is the matter of the policy on root.
root(setting) if setting == ["runAsUser", 0]

# In a user namespace of its own the pod's ids are others on the node.
user_namespace if workload.pod_value(["hostUsers"], true) == false

label(setting, container) := container.label if {
	array.slice(setting.path, 0, count(container.path)) == container.path
} else := "the pod"
