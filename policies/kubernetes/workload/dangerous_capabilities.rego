# METADATA
# title: Container adds dangerous capabilities
# description: >-
#   An added capability lifts one of the kernel's limits: with SYS_ADMIN, SYS_MODULE, SYS_PTRACE, NET_ADMIN or ALL an
#   intruder can leave the container or take over the network of the node. Only NET_BIND_SERVICE is harmless enough
#   for any service.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
# custom:
#   id: K8S-008
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M3T1]
#   references:
#     checkov: [CKV_K8S_25, CKV_K8S_39]
#     trivy: [KSV-0005, KSV-0022, KSV-0106, KSV-0119]
#     kics: [19ebaa28-fc86-4a58-bcfa-015c9e22fe40, 235236ee-ad78-4065-bd29-61b061f28ce0]
#     cis: [k8s-1.23/5.2.9]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Remove the capability from `capabilities.add`; if the workload is an agent that needs it, allow it there by an
#     exception.
#   parameters:
#     allowed_capabilities:
#       type: array
#       default: [NET_BIND_SERVICE]
#       description: Capabilities, without `CAP_`, that any container may add.
package bartizan.kubernetes.dangerous_capabilities

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s adds capability %q%s", [container.label, capability, consequence(bare)]),
	"path": path,
	"key": bare,
	"fix": [{"op": "remove", "path": path, "safety": "unsafe"}],
} if {
	some container in workload.containers
	some i, capability in kubernetes.list(container.values, ["securityContext", "capabilities", "add"])
	bare := trim_prefix(upper(capability), "CAP_")
	not bare in allowed
	path := array.concat(container.path, ["securityContext", "capabilities", "add", i])
}

undetermined contains entry if some entry in workload.unknown_in_containers(["securityContext", "capabilities", "add"])

allowed := {upper(name) | some name in params.get("allowed_capabilities", ["NET_BIND_SERVICE"])}

consequence(bare) := ", which gives control of the node" if {
	bare in {"ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "NET_ADMIN"}
} else := ""
