# METADATA
# title: Pod shares a namespace of the node
# description: >-
#   With `hostPID`, `hostIPC` or `hostNetwork` the pod sees the processes, the shared memory or the traffic of the
#   node and of its neighbours, and no network policy holds for it. Applications never need this; network and
#   monitoring agents sometimes do.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: K8S-011
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
#   controls: [M2T5, M3T1, M3O2]
#   references:
#     checkov: [CKV_K8S_17, CKV_K8S_18, CKV_K8S_19]
#     trivy: [KSV-0010, KSV-0008, KSV-0009]
#     kube-linter: [host-ipc, host-network, host-pid]
#     kics: [cd290efd-6c82-4e9d-a698-be12ae31d536, 302736f4-b16c-41b8-befe-c0baffa0bd9d, 6b6bdfb3-c3ae-44cb-88e4-7405c1ba2c8a]
#     cis: [k8s-1.23/5.2.3, k8s-1.23/5.2.4, k8s-1.23/5.2.5]
#     nist-800-53: [AC-6, SC-7]
#   remediation: Remove `hostPID`, `hostIPC` and `hostNetwork` from the pod spec; expose ports through a Service instead.
package bartizan.kubernetes.host_namespaces

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s shares the %s of the node: %s is true", [kubernetes.title, shared, field]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}],
} if {
	some field, shared in namespaces
	applies(field)
	workload.pod_value([field], false) == true
	path := array.concat(workload.pod_path, [field])
}

undetermined contains entry if {
	some field, _ in namespaces
	some entry in kubernetes.unknown_around(array.concat(workload.pod_path, [field]))
}

# Windows has no other of these namespaces to share (https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod).
applies(field) if field == "hostNetwork"

applies(field) if {
	field in {"hostPID", "hostIPC"}
	not workload.windows
}

namespaces := {"hostPID": "processes", "hostIPC": "shared memory", "hostNetwork": "network"}
