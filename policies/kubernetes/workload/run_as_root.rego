# METADATA
# title: Container may run as root
# description: >-
#   A process that is root inside the container is one kernel or runtime flaw away from root on the node. Without
#   `runAsNonRoot` or a `runAsUser` above 0 the image decides, and most images start as root.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: K8S-005
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
#   controls: [M2T5, M3T1, D6]
#   references:
#     checkov: [CKV_K8S_23]
#     trivy: [KSV-0012, KSV-0105]
#     kube-linter: [run-as-non-root]
#     kics: [cf34805e-3872-4c08-bf92-6ff7bb0cfadb]
#     cis: [k8s-1.23/5.2.7]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Set `runAsNonRoot` to true and `runAsUser` to a user id above 0, in the pod's or the container's
#     `securityContext`.
package bartizan.kubernetes.run_as_root

import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s runs as root: runAsUser is 0", [container.label]),
	"path": workload.effective(container, "runAsUser").path,
	"key": container.name,
} if {
	some container in judged_containers
	user(container) == 0
}

deny contains {
	"message": sprintf("%s may run as root: neither runAsNonRoot nor runAsUser is set", [container.label]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": true, "safety": "unsafe"}],
} if {
	some container in judged_containers
	not has_user(container)
	path := array.concat(container.path, ["securityContext", "runAsNonRoot"])
}

undetermined contains entry if {
	some container in workload.linux_containers
	not safe(container)
	some entry in unknown_entries(container)
}

undetermined contains entry if some entry in workload.hidden_linux_containers

judged_containers contains container if {
	some container in workload.linux_containers
	not safe(container)
	count(unknown_entries(container)) == 0
}

safe(container) if workload.effective(container, "runAsNonRoot").value == true

safe(container) if user(container) > 0

has_user(container) if user(container) >= 0

# Terraform keeps the user id as a string.
user(container) := to_number(workload.effective(container, "runAsUser").value)

unknown_entries(container) := entries if {
	entries := workload.effective_unknown(container, "runAsNonRoot") | workload.effective_unknown(container, "runAsUser")
}
