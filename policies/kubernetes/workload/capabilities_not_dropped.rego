# METADATA
# title: Container keeps the default capabilities
# description: >-
#   The runtime grants about fourteen kernel capabilities by default, among them NET_RAW and SETUID, which help an
#   intruder spoof traffic and change identity. Services need almost none of them: drop ALL and add back the one that
#   is missing.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: K8S-007
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
#   controls: [M2T5, M3T1]
#   references:
#     checkov: [CKV_K8S_37, CKV_K8S_28]
#     trivy: [KSV-0003, KSV-0004]
#     kube-linter: [drop-net-raw-capability]
#     kics: [dbbc6705-d541-43b0-b166-dd4be8208b54, 268ca686-7fb7-4ae9-b129-955a2a89064e]
#     cis: [k8s-1.23/5.2.8]
#     nist-800-53: [AC-6]
#   remediation: Set `capabilities.drop` to `[ALL]` in the container's `securityContext`.
package bartizan.kubernetes.capabilities_not_dropped

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s does not drop ALL capabilities", [container.label]),
	"path": path,
	"fix": [fix(container, path)],
} if {
	some container in workload.linux_containers
	path := array.concat(container.path, ["securityContext", "capabilities", "drop"])
	not drops_all(container)
	not unknown.within(path)
}

undetermined contains entry if {
	some container in workload.linux_containers
	not drops_all(container)
	some path, reason in unknown.within(array.concat(container.path, ["securityContext", "capabilities", "drop"]))
	entry := {"path": path, "reason": reason}
}

undetermined contains entry if some entry in workload.hidden_linux_containers

dropped(container) := kubernetes.list(container.values, ["securityContext", "capabilities", "drop"])

drops_all(container) if {
	some capability in dropped(container)
	upper(capability) == "ALL"
}

fix(container, path) := {"op": "append", "path": path, "value": "ALL", "safety": "unsafe"} if {
	count(dropped(container)) > 0
} else := {"op": "set", "path": path, "value": ["ALL"], "safety": "unsafe"}
