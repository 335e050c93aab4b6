# METADATA
# title: Container may gain more privileges than it starts with
# description: >-
#   Unless `allowPrivilegeEscalation` is false, a setuid binary in the image turns an ordinary process into root.
#   Almost no service needs that, so teams can close it without touching the application.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: K8S-004
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, ReplicationController, apps/Deployment, apps/StatefulSet, apps/DaemonSet, apps/ReplicaSet, batch/Job, batch/CronJob]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M3T1, M4O3]
#   references:
#     checkov: [CKV_K8S_20]
#     trivy: [KSV-0001]
#     kube-linter: [privilege-escalation-container]
#     kics: [5572cc5e-1e4c-4113-92a6-7a8a3bd25e6d]
#     cis: [k8s-1.23/5.2.6]
#     nist-800-53: [AC-6]
#   remediation: Set `allowPrivilegeEscalation` to false in the container's `securityContext`.
package bartizan.kubernetes.privilege_escalation

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

deny contains finding if {
	some container in workload.linux_containers
	path := array.concat(container.path, ["securityContext", "allowPrivilegeEscalation"])
	not unknown.within(path)
	object.get(container.values, ["securityContext", "allowPrivilegeEscalation"], true) != false
	finding := object.union(
		{"message": sprintf("%s may gain more privileges than it starts with", [container.label]), "path": path},
		fix(container, path),
	)
}

undetermined contains entry if {
	some entry in workload.unknown_in_linux_containers(["securityContext", "allowPrivilegeEscalation"])
}

fix(container, path) := {"fix": [{"op": "set", "path": path, "value": false, "safety": "unsafe"}]} if {
	not always_escalates(container)
}

fix(container, _) := {} if always_escalates(container)

# The API server refuses `allowPrivilegeEscalation: false` beside these.
always_escalates(container) if object.get(container.values, ["securityContext", "privileged"], false) == true

always_escalates(container) if {
	some capability in kubernetes.list(container.values, ["securityContext", "capabilities", "add"])
	capability in {"SYS_ADMIN", "CAP_SYS_ADMIN"}
}
